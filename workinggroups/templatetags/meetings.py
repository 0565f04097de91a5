"""What templates say of the meetings of a body."""

from django import template

from sip.models import Spoken

register = template.Library()


@register.simple_tag
def spoken(codes):
    """Languages by their codes, in words: `{% spoken meeting.languages %}`."""
    return ", ".join(str(Spoken(code).label) for code in codes if code in Spoken.values)
