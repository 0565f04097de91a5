"""What one line of a report holds: which fields, what fits in them, and what stood before."""

import datetime

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from reporting.models import ReportLine
from reporting.workflow import State
from sip.forms import LONGEST
from sip.models import Activity, Status, StatusRow
from sip.models.progress import ANSWER_FIELDS

WORDS = ("progress", "challenges", "next_steps", "support_needed")
TEXTS = (*WORDS, "reason", "way_forward", "decision_needed", "evidence")
FIELDS = ("status", "is_unchanged", *WORDS, *ANSWER_FIELDS)


def text_error(text):
    """Return what is wrong with a text, or None."""
    if "\x00" in text:
        return _("This text holds a character that cannot be kept (NUL): type it again.")
    if len(text) > LONGEST:
        return _(
            "Shorten this text: %(limit_value)d characters at most, it has %(show_value)d."
        ) % {
            "limit_value": LONGEST,
            "show_value": len(text),
        }
    return None


def tidy(text):
    """Return a text as it is kept: one kind of line end, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def fill(line, values):
    """Put the given values into a line, those not given staying as they are.

    Returns what is wrong, by field; the line is then not to be saved.
    """
    errors = {}
    for field, value in values.items():
        error = _error(field, value)
        if error:
            errors[field] = error
        else:
            setattr(line, field, tidy(value) if field in TEXTS else value)
    return errors


def _error(field, value):
    if field in TEXTS:
        return text_error(value) if isinstance(value, str) else _("This is not a text.")
    if field == "status":
        return (
            None if value == "" or value in Status.values else _("Choose one of the six statuses.")
        )
    if field == "is_unchanged":
        return None if isinstance(value, bool) else _("Tick the box or leave it.")
    if field == "completed_on":
        return (
            None
            if value is None or _is_day(value)
            else _("Type a day that exists, as day/month/year: 15/06/2026.")
        )
    return _("A report has no such field: %(field)s.") % {"field": field[:40]}


def _is_day(value):
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def take_over(line, said):
    """Repeat the status and the answers that the body gave last (`repeated`): “no change” says them
    again."""
    if not line.is_unchanged or said is None or line.status not in ("", said.status):
        return
    line.status = said.status
    for field, answer in said.answers().items():
        if answer and not getattr(line, field):
            setattr(line, field, answer)


def repeated(previous, row):
    """Return what “no change” repeats: what the body's own last accepted line says, whatever became
    official, unless the GLC has set a status (`row`, the official one) since; without a line, the
    official row."""
    if previous is None or not previous.status:
        return row
    is_set_since = (
        row is not None
        and row.origin == StatusRow.Origin.DIRECT
        and row.effective_on >= previous.report.quarter.ends_on
    )
    return row if is_set_since else previous


def said_before(report, lines):
    """Return what “no change” repeats on each of a report's lines (`repeated`), by the activity's
    primary key. Four queries."""
    activities = [line.activity_id for line in lines]
    rows, own = standing_before(report.quarter, activities), last_accepted(report)
    found = {pk: repeated(own.get(pk), rows.get(pk)) for pk in activities}
    return {pk: said for pk, said in found.items() if said}


def standing_before(quarter, activities):
    """Return the official status row of each activity before this quarter's reports, by the
    activity's primary key; an activity that nobody reported on has none."""
    rows = StatusRow.objects.filter(activity=OuterRef("pk"), effective_on__lte=quarter.ends_on)
    rows = rows.filter(
        ~Q(origin=StatusRow.Origin.REPORT) | Q(effective_on__lt=quarter.ends_on)
    ).latest_first()
    latest = Activity.objects.filter(pk__in=activities).values(
        latest=Subquery(rows.values("pk")[:1])
    )
    return {row.activity_id: row for row in StatusRow.objects.filter(pk__in=latest)}


def last_accepted(report):
    """Return this body's last accepted line on each activity before this quarter, by the
    activity's primary key: the words that the form quotes."""
    earlier = ReportLine.objects.filter(
        report__body=report.body_id,
        report__state=State.ACCEPTED,
        report__quarter__starts_on__lt=report.quarter.starts_on,
        activity=OuterRef("activity"),
    ).order_by("-report__quarter__starts_on")
    latest = ReportLine.objects.filter(report=report).values(
        latest=Subquery(earlier.values("pk")[:1])
    )
    found = ReportLine.objects.filter(pk__in=latest).select_related("report__quarter")
    return {line.activity_id: line for line in found.prefetch_related("exhibits")}


def check_filled(errors):
    """Raise the errors of several lines at once: {code: {field: message}}."""
    flat = {
        f"{code}-{field}": message
        for code, found in errors.items()
        for field, message in found.items()
    }
    if flat:
        raise ValidationError(flat)
