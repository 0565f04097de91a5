"""What is odd in the plan, computed from its rows. Oddities of the source are told, never mended:
renumbering is an amendment. Only a status pointer that does not fit its rows is our own fault."""

from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.clock import today
from accounts.dated import holding
from sip.models import Activity, Outcome, Output, Owner, Status, StatusRow


class Finding(NamedTuple):
    """One kind of oddity: how many cases there are, and what to print of them."""

    title: str
    count: int
    lines: list
    is_fault: bool = False


def findings(on=None):
    """Return every kind looked for, in the order of `check_plan`, also those without a case.

    `on` is the day whose owners and statuses are looked at (today by default).
    """
    day = on or today()
    plan = Activity.objects.current().in_plan_order()
    foreign = [*_foreign_outcomes(), *_foreign_outputs(), *_foreign_activities(plan)]
    unowned = plan.exclude(pk__in=_naming(day).values("pk"))
    generic = plan.filter(pk__in=_naming(day, is_collective=True).values("pk"))
    upkeep = plan.filter(is_upkeep=True, current_row__status=Status.COMPLETED)
    unscheduled = plan.filter(schedule=Activity.Schedule.UNSPECIFIED)
    return [
        Finding(_("Codes that do not follow those above them"), len(foreign), foreign),
        _of_activities(_("No owner named"), unowned),
        Finding(
            _("Generic owner: a body that stands for many"),
            generic.count(),
            list(_by_generic_owner(generic, day)),
        ),
        _of_activities(_("Completed, yet to be kept up to date"), upkeep),
        _of_activities(_("No schedule given"), unscheduled),
        _of_activities(_("Status shown is not the latest one in force"), _mispointed(plan, day))
        ._replace(is_fault=True),
    ]  # fmt: skip


def _of_activities(title, activities):
    codes = [activity.code for activity in activities]
    return Finding(title, len(codes), [", ".join(codes)] if codes else [])


def _follows(code, *above):
    """Whether a code begins with each of the codes it stands under."""
    return all(code.startswith(f"{parent}.") for parent in above)


def _foreign_outcomes():
    for outcome in Outcome.objects.select_related("pillar"):
        if not _follows(outcome.code, outcome.pillar.code):
            words = {"code": outcome.code, "above": outcome.pillar.code}
            yield _("Outcome %(code)s stands under pillar %(above)s") % words


def _foreign_outputs():
    for output in Output.objects.select_related("outcome"):
        if not _follows(output.code, output.outcome.code):
            words = {"code": output.code, "above": output.outcome.code}
            yield _("Output %(code)s stands under outcome %(above)s") % words


def _foreign_activities(plan):
    for activity in plan.select_related("output__outcome"):
        output, outcome = activity.output.code, activity.output.outcome.code
        if not _follows(activity.code, output, outcome):
            words = {"code": activity.code, "output": output, "outcome": outcome}
            yield _(
                "Activity %(code)s stands under output %(output)s of outcome %(outcome)s"
            ) % words  # fmt: skip


def _naming(day, **owner):
    """Activities that name, on `day`, a body that meets these conditions."""
    conditions = {f"responsibilities__owner__{name}": value for name, value in owner.items()}
    return Activity.objects.filter(holding(day, "responsibilities"), **conditions)


def _by_generic_owner(activities, day):
    """One line for each body; an activity of two of them stands in both."""
    for body in Owner.objects.filter(is_collective=True):
        named = activities.filter(pk__in=_naming(day, pk=body.pk).values("pk"))
        codes = ", ".join(activity.code for activity in named)
        if codes:
            yield f"{body.name}: {codes}"


def _mispointed(plan, day):
    rows = StatusRow.objects.filter(activity=OuterRef("pk"), effective_on__lte=day)
    with_latest = plan.annotate(latest=Subquery(rows.latest_first().values("pk")[:1]))
    return [activity for activity in with_latest if activity.latest != activity.current_row_id]
