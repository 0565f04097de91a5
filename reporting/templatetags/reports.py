"""What templates say about reports: the state as a square and a word, and lateness in words."""

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days import date_format
from reporting import uncounted
from reporting.ahead import ahead_of
from reporting.quarters import days_late
from reporting.workflow import NOT_STARTED_LABEL, State
from sip.models import StatusRow
from sip.templatetags.plan import quarter_label, status_word

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
    late = "" if report.is_uncounted else lateness(report, at)
    return format_html('{} · <span class="late">{}</span>', square, late) if late else square


@register.simple_tag
def report_square(report, at=None):
    """A report's state as a square and the word, red where it is missing past the deadline."""
    if report.is_uncounted:
        return format_html('<span class="rp is-due">{}</span>', report.state_in_words)
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
    if receipt.is_uncounted:
        words = uncounted.label(receipt.state, is_started=receipt.is_started)
        return format_html('<span class="rp is-due">{}</span>', words)
    is_due = receipt.state == State.DRAFT and not receipt.is_started
    label = NOT_STARTED_LABEL if is_due else State(receipt.state).label
    square = format_html(
        '<span class="rp is-{}{}">{}</span>', "due" if is_due else receipt.state,
        " is-late" if receipt.is_silent else "", label,
    )  # fmt: skip
    if not receipt.is_silent:
        return square
    return format_html(
        '<span>{} · <span class="late">{}</span></span>', square, days_late_words(receipt.days_late)
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


@register.simple_tag
def why_uncounted(report, day=None):
    """Say why a report of a closed quarter does not count; `day` is the one of its last move."""
    return uncounted.sentence(
        report.state, is_started=report.is_started,
        day=report.submitted_at if report.state == State.SUBMITTED else day,
    )  # fmt: skip


@register.simple_tag
def how_it_ended(ended):
    """Say what a request for a decision ended with, where no decision is recorded
    (`reporting.waiting.Ended`)."""
    told = {
        "status": status_word(ended.status), "quarter": quarter_label(ended.quarter),
        "day": date_format(ended.ended_on, "DATE_FORMAT"), "body": ended.body and ended.body.title,
    }  # fmt: skip
    return HOW_IT_ENDED[ended.origin](told)


def _by_report(told):
    if not told["body"]:
        return (
            _("No decision is recorded: it ended with a report for %(quarter)s (“%(status)s”).")
            % told
        )
    words = _(
        "No decision is recorded: it ended with the report for %(quarter)s of: %(body)s "
        "(“%(status)s”)."
    )
    return words % told


def _by_settlement(told):
    words = _(
        "No decision is recorded: it ended when the GLC settled between two reports for "
        "%(quarter)s (“%(status)s”)."
    )
    return words % told


def _by_hand(told):
    words = _(
        "No decision is recorded: it ended on %(day)s, by a status that the GLC set (“%(status)s”)."
    )
    return words % told


def _by_source(told):
    return _("No decision is recorded: it ended with what the SIP prints (“%(status)s”).") % told


HOW_IT_ENDED = {
    StatusRow.Origin.REPORT: _by_report,
    StatusRow.Origin.SETTLEMENT: _by_settlement,
    StatusRow.Origin.DIRECT: _by_hand,
    StatusRow.Origin.SOURCE: _by_source,
}
