"""What a GLM is called within sentences, lists and titles."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.days import date_format
from sip.templatetags.plan import quarter_label

VOWEL_MONTHS = (4, 8, 10)  # avril, août, octobre: French elides before them


def name_of(meeting):
    """“GLM of November 2026”."""
    month = date_format(meeting.month, "F Y")
    if meeting.month.month in VOWEL_MONTHS:
        return pgettext("before a month with a vowel", "GLM of %(month)s") % {"month": month}
    return _("GLM of %(month)s") % {"month": month}


def with_quarter(month, quarter):
    """Name a GLM with the quarter whose figures it took up, as it follows “since”."""
    told = {"month": date_format(month, "F Y"), "quarter": quarter_label(quarter)}
    if month.month in VOWEL_MONTHS:
        return (
            pgettext(
                "before a month with a vowel", "the GLM of %(month)s, which took up %(quarter)s"
            )
            % told
        )
    return _("the GLM of %(month)s, which took up %(quarter)s") % told
