"""What reports say that are submitted and not accepted yet: for those who decide on them, who may
ask for it. Reports belong to an app above; they are read through the activity's own relation."""

from dataclasses import replace

from django.db.models import Q

from accounts.policy import is_glc_staff, sits_in_the_sag
from sip.models import Activity, Responsibility
from sip.moments import responsible


def can_include(user):
    """Whether a person may see figures before they are accepted: GLC staff and the SAG."""
    return is_glc_staff(user) or sits_in_the_sag(user)


def included(at):
    """Return a moment that counts what submitted reports of quarters not closed say as well, in one
    query (two where there are any). A closed quarter or a past day takes nothing in: it is returned
    as it is."""
    if at.frozen or at.known:
        return at
    lines = Activity.objects.filter(
        report_lines__report__state="submitted",
        report_lines__report__quarter__state="open",
        report_lines__report__quarter__ends_on__lte=at.day,
        report_lines__status__gt="",
    )
    rows = list(
        lines.order_by().values_list(
            "pk", "report_lines__status", "report_lines__report__body",
            "report_lines__report__quarter__ends_on",
            "current_row__effective_on", "current_row__origin", "current_row__body",
        )
    )  # fmt: skip
    ranks = _ranks({row[0] for row in rows}, at)
    said = {}
    for pk, status, body, day, official_on, origin, official in sorted(
        rows, key=lambda row: (row[3], -ranks.get((row[0], row[2]), LAST))
    ):
        if official_on and official_on > day:
            continue  # a later status stands
        comes_first = ranks.get((pk, official), LAST) < ranks.get((pk, body), LAST)
        if official_on == day and (origin != "report" or comes_first):
            continue  # settled by the GLC, or said by a body named earlier
        said[pk] = (pk, status, day)
    return replace(at, includes_submitted=True, said=tuple(said.values()))


def line_of(activity, at):
    """Return the line of a submitted report that a moment counts for an activity; None where it
    counts what is accepted."""
    for pk, status, day in at.said:
        if pk == activity.pk:
            lines = activity.report_lines.filter(
                report__state="submitted", report__quarter__ends_on=day, status=status
            )
            return lines.select_related("report__quarter", "report__body").first()
    return None


LAST = 1_000_000


def _ranks(activities, at):
    """Return how early each body is named in each activity, by itself or by one that reports
    through it: {(activity, body): rank}."""
    ranks = {}
    named = Responsibility.objects.filter(responsible(at), Q(activity__in=activities))
    rows = named.order_by("order").values_list(
        "activity", "order", "owner", "owner__reports_through"
    )
    for activity, order, *bodies in rows if activities else ():
        for body in bodies:
            ranks.setdefault((activity, body), order)
    return ranks
