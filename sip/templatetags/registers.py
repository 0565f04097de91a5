"""What templates say about a follow-up: how far it has got, and how late it is."""

from django import template
from django.utils.html import format_html
from django.utils.translation import ngettext

from sip.models import FollowUp

register = template.Library()

SQUARES = {
    FollowUp.TODO: "is-due", FollowUp.UNDER_WAY: "is-draft", FollowUp.APPLIED: "is-accepted",
    FollowUp.DROPPED: "",
}  # fmt: skip


@register.simple_tag
def follow_up(row, on=None):
    """A follow-up's state as a square and a word: `{% follow_up decision %}`."""
    state = FollowUp(row.follow_up)
    late = " is-late" if row.days_late(on) else ""
    return format_html('<span class="rp {}{}">{}</span>', SQUARES[state], late, state.label)


@register.filter
def late_words(row):
    """“18 days late”, or nothing for what may still come in time."""
    days = row.days_late()
    if not days:
        return ""
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
