"""What templates say about reports: the state as a square and a word, and lateness in words."""

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reporting.ahead import ahead_of
from reporting.quarters import days_late
from reporting.workflow import NOT_STARTED_LABEL, State

register = template.Library()


@register.simple_tag
def reports_ahead(activity, reader):
    """The next reports on an activity, and the next GLM: `{% reports_ahead activity user %}`.

    The page of an activity belongs to an app below and cannot ask for them.
    """
    return ahead_of(activity, reader)


@register.simple_tag
def report_state(report, at=None):
    """A report's state as a square, the word, and how late it is: `{% report_state report %}`."""
    square = report_square(report, at)
    late = "" if _never_came(report) else lateness(report, at)
    return format_html('{} · <span class="late">{}</span>', square, late) if late else square


@register.simple_tag
def report_square(report, at=None):
    """A report's state as a square and the word, red where it is missing past the deadline."""
    if _never_came(report):
        return format_html(
            '<span class="rp is-due">{}</span>', pgettext("state of a report", "Not received")
        )
    return format_html('<span class="rp is-{}{}">{}</span>', *_square(report, at))


@register.simple_tag
def report_sign(report, at=None):
    """A report's state as a square alone, its word for those who hear the page."""
    return format_html(
        '<span class="rp is-{}{}"><span class="vh">{} </span></span>', *_square(report, at)
    )


def _square(report, at):
    """Return the two classes of a report's square, and the word for its state."""
    is_due = report.state == State.DRAFT and not report.is_started
    label = NOT_STARTED_LABEL if is_due else report.get_state_display()
    is_missing = State(report.state).is_editable and lateness(report, at)
    return "due" if is_due else report.state, " is-late" if is_missing else "", label


def _never_came(report):
    return State(report.state).is_editable and report.quarter.state == "closed"


@register.simple_tag
def lateness(report, at=None):
    """“3 days late”, or nothing for a report that came, or may still come, in time.

    A report that is back with its body is late once the deadline has passed without it.
    """
    now = at or timezone.now()
    is_open = State(report.state).is_editable
    came_at = now if is_open else report.submitted_at or now
    days = days_late(report.quarter.due_at, came_at)
    return days_late_words(days) if days else ""


@register.simple_tag
def days_late_words(days):
    """“3 days late”."""
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


@register.simple_tag
def receipt_state(receipt):
    """The state that a report had at the moment shown (`reporting.receipts.Receipt`)."""
    if receipt.is_closed and not receipt.is_received:
        return format_html(
            '<span class="rp is-due">{}</span>', pgettext("state of a report", "Not received")
        )
    is_due = receipt.state == State.DRAFT and not receipt.is_started
    label = NOT_STARTED_LABEL if is_due else State(receipt.state).label
    square = format_html(
        '<span class="rp is-{}{}">{}</span>', "due" if is_due else receipt.state,
        " is-late" if receipt.is_silent else "", label,
    )  # fmt: skip
    if not receipt.is_silent:
        return square
    late = ngettext("%(days)s day late", "%(days)s days late", receipt.days_late)
    return format_html(
        '<span>{} · <span class="late">{}</span></span>', square, late % {"days": receipt.days_late}
    )


@register.filter
def quarter_name(quarter):
    """“third quarter of 2025”, for titles."""
    days = quarter.days
    return {
        1: _("first quarter of %(year)s"), 2: _("second quarter of %(year)s"),
        3: _("third quarter of %(year)s"), 4: _("fourth quarter of %(year)s"),
    }[days.number] % {"year": days.year}  # fmt: skip


@register.simple_tag
def words_changed(part):
    """The words of before and of now cut into pieces (`sip.conflicts.Difference`), or nothing."""
    return part.pieces if part.words_before else None
