"""What a plan says: one act writes gaps and actions, for the pages and for imports alike.

Every act on a plan locks the plan first, so that writers come one after the other; versions are
compared under that lock.
"""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import bulk, trail
from accounts.clock import today
from accounts.conflicts import Refused, Stale
from actionplans import policy
from actionplans.deadlines import DATED
from actionplans.models import Action, ActionPlan, ActionStatus, Gap, Section
from sip.models import Status

WORDS = ("text", "deadline_as_published", "responsible", "support_needed", "support_from")
MEANING = ("schedule", "frequency", "due_on")
LINKS = ("output", "activity")
STATUS = ("status", "reason", "evidence", "completed_on")
CLEANED = frozenset({*WORDS, *MEANING, "order", "starts_on"})
UNCLEANED = frozenset(field.name for field in Action._meta.fields) - CLEANED
ASKED = {
    "at_risk": ("reason",), "blocked": ("reason",), "paused": ("reason",),
    "completed": ("evidence", "completed_on"),
}  # fmt: skip


@dataclass
class Edit:
    """What becomes of one action: `values` by the names above, the gap's own words apart.

    `version` is the one the person read; None for “whatever it is now”.
    """

    action: Action
    values: dict = field(default_factory=dict)
    gap_text: str | None = None
    version: int | None = None


@dataclass
class Addition:
    """A new action under a gap: an existing one, or one made from a section's title and a text.
    Without a text the gap stands alone."""

    values: dict
    section_title: str = ""
    core_function: str = ""
    gap: Gap | None = None
    gap_text: str = ""
    is_unsure: bool = False
    shares_cell: bool = False
    note: str = ""
    subfunction: str = ""


@transaction.atomic
def write(*, plan, by, edits=(), additions=(), on=None, at=None, reason="", held=None):
    """Write edits and additions of one plan: all of them, or none. Returns how many rows changed.

    `held` are the plan's actions by key, where the caller has read them (`held_by`) under its own
    `lock`: then they are not read again.
    Raises `PermissionDenied`, `Refused` for a closed plan or an action that left it, `Stale` (with
    the action as it is) for an edit made from an older version, and `ValidationError` by field for
    what is missing or wrong.
    Where nothing differs nothing is written.
    """
    plan = lock(plan, by)
    writer = _Writer(plan, by, on or today(), at, reason)
    writer.change(edits, held)
    writer.add(additions)
    return writer.finish()


def lock(plan, by):
    """Return the plan, locked for writing by this person; refuse who may not and what is closed.

    `by` is None for what the tracker itself brings (the published source)."""
    plan = ActionPlan.objects.select_for_update(of=("self",)).select_related("cluster").get(
        pk=plan.pk
    )  # fmt: skip
    if by and not policy.can_coordinate(by, plan.cluster):
        raise PermissionDenied
    if plan.state == ActionPlan.State.CLOSED:
        raise Refused(_("This plan is closed: it stays as it is."))
    return plan


def refuse_withdrawn(action):
    if action.withdrawn_on:
        raise Refused(_("This action has left the plan: it stays as it is."))


def gaps_of(plan):
    """Return the gaps of a plan by key, in their order, each with its section: those that have no
    action, too."""
    sections = {one.pk: one for one in plan.sections.all()}
    for section in sections.values():
        section.plan = plan
    gaps = Gap.objects.filter(section__plan=plan)
    gaps = {gap.pk: gap for gap in gaps.order_by("section__order", "section", "order", "pk")}
    for gap in gaps.values():
        gap.section = sections[gap.section_id]
    return gaps


def held_by(plan, gaps=None):
    """Return the actions that stand in a plan by key, in their order, each with its gap, section,
    status and link; gaps and sections are read once (`gaps_of`), not with every action."""
    gaps = gaps_of(plan) if gaps is None else gaps
    actions = Action.objects.of_plan(plan).standing().in_order()
    actions = {one.pk: one for one in actions.select_related("current_row", "output", "activity")}
    for action in actions.values():
        action.gap = gaps[action.gap_id]
    return actions


def missing_answers(values):
    """Return what a status asks for and the values lack: {field: what to do}."""
    said = {
        "reason": _("Give the reason for the delay, the block or the pause."),
        "evidence": _("Give the evidence: a link, a file or a reference."),
        "completed_on": _("Give the day of delivery."),
    }
    asked = ASKED.get(values.get("status"), ())
    return {name: said[name] for name in asked if not values.get(name)}


def status_values(action):
    """Return where an action stands today, by the names of `STATUS`."""
    row = action.current_row
    if row is None:
        return {"status": "", "reason": "", "evidence": "", "completed_on": None}
    return {name: getattr(row, name) for name in STATUS}


class _Writer:
    """Collects what changes, and writes it in a fixed number of statements."""

    def __init__(self, plan, by, on, at, reason):
        self.plan, self.by, self.on, self.at, self.reason = plan, by, on, at, reason
        self.now = at or timezone.now()
        self.changed, self.new, self.rows, self.gaps, self.acts = [], [], [], {}, []
        self.names = {"version"}  # fields of the changed actions that are written
        self.count = 0
        self.sections, self.next_action = None, {}

    # --- edits -------------------------------------------------------------------------------

    def change(self, edits, held=None):
        if held is None:
            held = self._held(edits)
        for edit in edits:
            action = held.get(edit.action.pk)
            if action is None:
                raise PermissionDenied
            refuse_withdrawn(action)
            self._change(action, edit)

    def _held(self, edits):
        if not edits:
            return {}
        held = Action.objects.of_plan(self.plan).select_related(
            "gap__section", "current_row", "output", "activity"
        )
        held = held.in_bulk([edit.action.pk for edit in edits])
        for action in held.values():
            action.gap.section.plan = self.plan
        return held

    def _change(self, action, edit):
        before, after = {}, {}
        for name in (*WORDS, *MEANING, *LINKS):
            if name in edit.values and getattr(action, name) != edit.values[name]:
                before[name], after[name] = getattr(action, name), edit.values[name]
        moved = self._new_status(action, edit.values)
        gap_text = edit.gap_text if edit.gap_text not in (None, action.gap.text) else None
        if not (after or moved or gap_text is not None):
            return
        if edit.version is not None and edit.version != action.version:
            raise Stale(action)
        for name, value in after.items():
            setattr(action, name, value)
        action.version += 1
        if after.keys() & {"schedule", "frequency"}:
            before["starts_on"] = action.starts_on
            action.starts_on = self._starts_on()  # another rhythm begins when it is set
            after["starts_on"] = action.starts_on
        if after:
            _clean(action, after)
            self.names.update(after)
        if gap_text is not None:
            before["gap"], after["gap"] = action.gap.text, gap_text
            # Written at the end: the other actions of the gap still tell what it said before.
            self.gaps[action.gap_id] = (action.gap, _required_gap(gap_text))
        if moved:
            was = status_values(action)
            before |= {name: was[name] for name in STATUS if was[name] or name == "status"}
            after |= {name: getattr(moved, name) for name in STATUS if getattr(moved, name)}
            self.rows.append(moved)
        self.changed.append(action)
        self._tell("country_action_changed", action, before, after)

    def _new_status(self, action, values):
        """Return the status row that these values add, or None."""
        if not values.get("status"):
            return None
        asked = ASKED.get(values["status"], ())
        now = status_values(action)
        new = {name: (values.get(name, now[name]) if name in asked else None) for name in STATUS}
        new["status"] = values["status"]
        if all((new[name] or "") == (now[name] or "") for name in STATUS):
            return None
        return self._status_row(action, new)

    def _status_row(self, action, values):
        if values["status"] not in Status.values:
            raise ValidationError({"status": _("Choose one of the six statuses.")})
        errors = missing_answers(values)
        if values.get("completed_on") and values["completed_on"] > self.on:
            errors["completed_on"] = _("The day of delivery cannot lie ahead.")
        if errors:
            raise ValidationError(errors)
        return ActionStatus(
            action=action, status=values["status"], effective_on=self.on,
            reason=values.get("reason") or "", evidence=values.get("evidence") or "",
            completed_on=values.get("completed_on"), recorded_at=self.now, recorded_by=self.by,
        )  # fmt: skip

    # --- additions ---------------------------------------------------------------------------

    def add(self, additions):
        for addition in additions:
            gap = addition.gap or self._gap(addition)
            if addition.values.get("text"):
                self._add_action(gap, addition)

    def _add_action(self, gap, addition):
        values = {name: addition.values.get(name) for name in (*WORDS, *MEANING, *LINKS)}
        words = {name: values[name] or "" for name in (*WORDS, "frequency")}
        action = Action(
            **{**values, **words, "schedule": values["schedule"] or "unspecified"},
            gap=gap, order=self._next_order(gap),
            starts_on=addition.values.get("starts_on") or self._starts_on(),
            continued_from=addition.values.get("continued_from"),
            recorded_at=self.now if self.by else None,
        )  # fmt: skip
        _clean(action, CLEANED)
        self.new.append(action)
        if row := self._new_status(action, addition.values):
            self.rows.append(row)
        told = {name: value for name, value in values.items() if value and name not in LINKS}
        self._tell("country_action_added", action, None, {"gap": gap.text, **told})

    def _starts_on(self):
        """A rhythm begins with the plan's year, or today where the action comes later."""
        return max(self.plan.starts_on, min(self.on, self.plan.ends_on))

    def _gap(self, addition):
        section = self._section(addition)
        text = _required_gap(addition.gap_text)
        known = self.texts.get((section.pk, text))
        if known:
            return known
        gap = Gap(
            section=section, order=self.next_gap.get(section.pk, 0) + 1, text=text,
            is_unsure=addition.is_unsure, shares_cell=addition.shares_cell, note=addition.note,
            subfunction=addition.subfunction, continued_from=addition.values.get("gap_before"),
        )  # fmt: skip
        gap.save()
        self.next_gap[section.pk] = gap.order
        if not addition.values.get("text"):  # nothing else of its row is counted and told
            self.count += 1
            told = {"section": section.title, "gap": text}
            self._tell("country_gap_added", gap, None, told)
        self.next_action[gap.pk] = 0
        self.texts[section.pk, text] = gap
        return gap

    def _section(self, addition):
        if self.sections is None:
            self._read_sections()
        title = addition.section_title.strip()
        if not title:
            raise ValidationError({"section": _("Name the section this gap belongs to.")})
        section = self.sections.get(title)
        if section is None:
            section = Section(
                plan=self.plan, title=title, core_function=addition.core_function,
                order=max((one.order for one in self.sections.values()), default=0) + 1,
            )  # fmt: skip
            section.full_clean(exclude=["plan"])
            section.save()
            self.sections[title] = section
        return section

    def _read_sections(self):
        self.sections = {one.title: one for one in self.plan.sections.all()}
        gaps = list(Gap.objects.filter(section__plan=self.plan).select_related("section"))
        self.texts = {(gap.section_id, gap.text): gap for gap in gaps}
        self.next_gap = {}
        for gap in gaps:
            self.next_gap[gap.section_id] = max(self.next_gap.get(gap.section_id, 0), gap.order)

    def _next_order(self, gap):
        if gap.pk not in self.next_action:
            last = gap.actions.order_by("-order").values_list("order", flat=True).first()
            self.next_action[gap.pk] = last or 0
        self.next_action[gap.pk] += 1
        return self.next_action[gap.pk]

    # --- writing -----------------------------------------------------------------------------

    def finish(self):
        Action.objects.bulk_create(self.new, batch_size=500)
        ActionStatus.objects.bulk_create(self.rows, batch_size=500)
        for row in self.rows:
            row.action.current_row = row
        for gap, text in self.gaps.values():
            gap.text = text
        bulk.update(self.changed, self.names)
        bulk.update([row.action for row in self.rows], {"current_row"})
        bulk.update([gap for gap, _text in self.gaps.values()], {"text"})
        if self.acts:
            trail.record_many(self.acts)
        return self.count + len(self.changed) + len(self.new)

    def _tell(self, verb, action, before, after):
        self.acts.append({
            "by": self.by, "verb": verb, "target": action, "told_at": self.at,
            "before": _plain(before), "after": _plain(after), "reason": self.reason,
            "on_behalf_of": "",
        })  # fmt: skip


def _clean(action, names):
    """Check the fields of those names; the database holds the constraints and the links: no query
    for each."""
    action.clean_fields(exclude=CLEANED.difference(names) | UNCLEANED)
    if (action.schedule in DATED) != (action.due_on is not None):
        raise ValidationError(
            {"due_on": _("Give a day with a deadline by a month or a day, and only with these.")}
        )


def _required_gap(text):
    text = (text or "").strip()
    if not text:
        raise ValidationError({"gap": _("Say what the challenge or gap is.")})
    return text


def _plain(values):
    """Links are told by their codes."""
    if values is None:
        return None
    return {name: getattr(value, "code", value) for name, value in values.items()}
