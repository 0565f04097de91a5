"""The life of a plan: begun or drafted from last year's, opened, closed with a summary."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, Stale
from accounts.days import date_format
from actionplans import deadlines, policy
from actionplans.actions.writing import (
    Addition,
    gaps_of,
    held_by,
    lock,
    refuse_withdrawn,
    write,
)
from actionplans.comparison import AT_AN_END
from actionplans.deadlines import Schedule
from actionplans.models import Action, ActionPlan, Gap, NationalCluster, Section


@transaction.atomic
def start_plan(
    *, cluster, year, by, title="", source="", state=ActionPlan.State.DRAFT, language="fr", at=None
):
    """Begin the plan of a cluster for a year, empty, with texts in that `language`. Returns it."""
    cluster = NationalCluster.objects.select_for_update().get(pk=cluster.pk)
    if by and not policy.can_coordinate(by, cluster):
        raise PermissionDenied
    if by and cluster.is_deactivated_on(max(datetime.date(year, 1, 1), _day(at))):
        raise Refused(
            _("This cluster was deactivated on %(day)s: no plan is begun for it.")
            % {"day": date_format(cluster.deactivated_on)}
        )
    with override(language):
        title = title or _("Cluster action plan %(year)d") % {"year": year}
    plan = ActionPlan(
        cluster=cluster, year=year, source=source, state=state, title=title, language=language
    )
    plan.full_clean()
    plan.save()
    trail.record(
        by=by, verb="country_plan_started", target=plan, after={"state": plan.state}, told_at=at
    )
    return plan


@transaction.atomic
def draft_next(*, plan, by, at=None):
    """Draft next year's plan from this one: its sections, every action neither completed nor
    withdrawn with its gap, and every gap that nothing answers. Each row says what it was carried
    over from. Returns the draft.
    """
    if ActionPlan.objects.filter(previous=plan).exists():
        raise Refused(_("Next year’s plan has been drafted already."))
    if plan.state == ActionPlan.State.DRAFT:
        raise Refused(
            _("The plan of %(year)d is a draft itself: open it before the next one is drafted.")
            % {"year": plan.year}
        )
    draft = start_plan(
        cluster=plan.cluster, year=plan.year + 1, by=by, language=plan.language, at=at
    )
    draft.previous = plan
    draft.save(update_fields=["previous"])
    for section in plan.sections.order_by("order", "pk"):
        Section.objects.create(
            plan=draft, order=section.order, title=section.title,
            core_function=section.core_function,
        )  # fmt: skip
    write(plan=draft, by=by, at=at, on=draft.starts_on, additions=still_open(plan, draft))
    return draft


@transaction.atomic
def carry_over(*, plan, by, at=None):
    """Bring into a plan what came into the one it was drafted from since: what is open there and
    was never carried over. What left this plan again stays out. Returns how many rows."""
    plan = lock(plan, by)
    if plan.previous is None:
        raise Refused(_("This plan was not drafted from another one."))
    return write(plan=plan, by=by, at=at, on=_day(at), additions=still_open(plan.previous, plan))


def carried_into(plan):
    """Return the keys of the actions that were carried over into a plan, those included that left
    it since."""
    carried = Action.objects.of_plan(plan).exclude(continued_from=None)
    return frozenset(carried.values_list("continued_from_id", flat=True))


def still_open(plan, into):
    """Return what of a plan goes on in the next one and is not there yet, in the order of the plan.
    A gap without an action is as open as one whose action is not completed."""
    gaps, held, carried = gaps_of(plan), gaps_of(into).values(), carried_into(into)
    there = {gap.continued_from_id: gap for gap in held if gap.continued_from_id}
    written = {(gap.section.title, gap.text) for gap in held}  # some of them anew, by hand
    answers = {pk: [] for pk in gaps}
    for action in held_by(plan, gaps).values():
        answers[action.gap_id].append(action)
    found = []
    for pk, actions in answers.items():
        found += [
            _carried(action, into.year, there) for action in actions
            if action.status not in AT_AN_END and action.pk not in carried
        ]  # fmt: skip
        title, text = gaps[pk].section.title, gaps[pk].text
        if not actions and pk not in there and (title, text) not in written:
            found.append(_carried_gap(gaps[pk], {}))
    return found


def _carried(action, year, there):
    """Return an action of last year as one of this year: its words read again, its rhythm anew."""
    values = {
        name: getattr(action, name)
        for name in ("text", "deadline_as_published", "responsible", "support_needed",
                     "support_from", "output", "activity", "schedule", "frequency", "due_on")
    }  # fmt: skip
    if action.schedule == Schedule.BY_MONTH:
        values["due_on"] = _in_year(action, year)
    return _carried_gap(
        action.gap, {**values, "continued_from": action}, there.get(action.gap_id)
    )  # fmt: skip


def _carried_gap(gap, values, there=None):
    """Return an addition under the gap as it was carried over before (`there`), or a new one."""
    return Addition(
        values={**values, "gap_before": gap}, section_title=gap.section.title, gap_text=gap.text,
        is_unsure=gap.is_unsure, shares_cell=gap.shares_cell, note=gap.note,
        subfunction=gap.subfunction, gap=there,
        core_function=gap.section.core_function,
    )  # fmt: skip


def _in_year(action, year):
    """“Août” means August of the plan it stands in."""
    try:
        read = deadlines.read(action.deadline_as_published, year)
    except deadlines.NoSuchDay:
        return action.due_on
    return read.due_on if read.schedule == Schedule.BY_MONTH else action.due_on


@transaction.atomic
def open_plan(*, plan, by, version, at=None):
    """Publish a draft: everybody signed in reads it, and its rhythms are followed."""
    plan = _claimed(plan, by, version)
    if plan.state != ActionPlan.State.DRAFT:
        raise Refused(_("Only a draft can be opened."))
    if not Action.objects.of_plan(plan).exists():
        raise Refused(_("A plan without any action cannot be opened: add one first."))
    plan.state, plan.opened_on = ActionPlan.State.OPEN, _day(at)
    plan.version += 1
    plan.save(update_fields=["state", "opened_on", "version"])
    trail.record(
        by=by, verb="country_plan_opened", target=plan, before={"state": "draft"},
        after={"state": "open"}, told_at=at,
    )  # fmt: skip
    return plan


@transaction.atomic
def close_plan(*, plan, summary, by, version, on=None, at=None):
    """Close a plan with a summary: nothing in it changes after."""
    plan = _claimed(plan, by, version)
    if plan.state != ActionPlan.State.OPEN:
        raise Refused(_("Only an open plan can be closed."))
    if not summary.strip():
        raise ValidationError({"summary": _("Sum the year up in a few sentences.")})
    plan.state, plan.closed_on = ActionPlan.State.CLOSED, on or today()
    plan.summary = summary.strip()
    plan.version += 1
    plan.full_clean()
    plan.save(update_fields=["state", "closed_on", "summary", "version"])
    trail.record(
        by=by, verb="country_plan_closed", target=plan, before={"state": "open"}, told_at=at,
        after={"state": "closed", "summary": plan.summary},
    )  # fmt: skip
    return plan


@transaction.atomic
def change_gap(*, gap, text, section_title, core_function, by, version, is_unsure=None, at=None):
    """Change a gap's words or move it to a section (made where it is new). `version` is the plan's.

    A reading marked unsure is confirmed by `is_unsure=False`. Returns the gap."""
    plan = _claimed(gap.section.plan, by, version)
    gap = Gap.objects.select_related("section").get(pk=gap.pk, section__plan=plan)
    if not text.strip():
        raise ValidationError({"gap": _("Say what the challenge or gap is.")})
    section = _section(plan, gap, section_title.strip(), core_function)
    unsure = gap.is_unsure if is_unsure is None else is_unsure
    before = {"gap": gap.text, "section": gap.section.title, "is_unsure": gap.is_unsure}
    after = {"gap": text.strip(), "section": section.title, "is_unsure": unsure}
    if before == after and section.core_function == core_function:
        return gap
    gap.text, gap.section, gap.is_unsure = text.strip(), section, unsure
    gap.save(update_fields=["text", "section", "is_unsure"])
    plan.version += 1
    plan.save(update_fields=["version"])
    trail.record(
        by=by, verb="country_gap_changed", target=gap, before=before, after=after, told_at=at
    )
    return gap


@transaction.atomic
def withdraw_action(*, action, by, version, reason, on=None, at=None):
    """Take an action out of its plan's lists and totals; it stays in the history."""
    plan = lock(action.gap.section.plan, by)
    action = Action.objects.select_related("gap__section", "current_row").get(pk=action.pk)
    action.gap.section.plan = plan
    refuse_withdrawn(action)
    if action.version != version:
        raise Stale(action)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it leaves the plan.")})
    action.withdrawn_on, action.version = on or today(), action.version + 1
    action.save(update_fields=["withdrawn_on", "version"])
    trail.record(
        by=by, verb="country_action_withdrawn", target=action, told_at=at, reason=reason.strip(),
        before={"text": action.text},
    )  # fmt: skip
    return action


def _day(at):
    """The day of an act: today, unless the demo tells of another one."""
    return timezone.localdate(at) if at else today()


def _section(plan, gap, title, core_function):
    if not title:
        raise ValidationError({"section": _("Name the section this gap belongs to.")})
    section = plan.sections.filter(title=title).first()
    if section is None:
        last = plan.sections.order_by("-order").values_list("order", flat=True).first()
        section = Section(plan=plan, title=title, order=(last or 0) + 1)
    if section.core_function != core_function or section.pk is None:
        section.core_function = core_function
        section.full_clean(exclude=["plan"])
        section.save()
    return section


def _claimed(plan, by, version):
    plan = lock(plan, by)
    if plan.version != version:
        raise Stale(plan)
    return plan
