"""The autumn of 2026 as a pack sees it, with everything in it that files choke on."""

import datetime
from types import SimpleNamespace

from reporting import actions
from reporting.pack.actions import freeze
from sip.models import Decision, Meeting, Owner
from sip.registers.actions import add_lesson, follow_up, record_decision
from sip.registers.motions import put_motion
from sip.translated import Translated
from tests.cast import make_cast
from tests.reporting.acts import accepted, report_of, saved, submitted
from workinggroups.models import WorkingGroup

JULY = datetime.datetime(2026, 7, 10, 9, tzinfo=datetime.UTC)
OCTOBER = datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC)
CANARY = "canary-51b0"  # stands in reports that are not accepted

MARKDOWN = "# Done\n\n**Two** trainings, see [the list](https://example.org/list)\n- one\n- two"
ARABIC = "مرحبا بالعالم، ثلاث دورات"
EMOJI = "Launched \U0001f680 by \U0001f469\u200d\U0001f692 \u2714\ufe0f"
FORMULA = "=cmd|' /C calc'!A0"
CONTROL = "before\x01\x0b\x1f\u202eafter"
UNBROKEN = "Wortohneende" * 25  # 300 letters without a place to break
LONG = "A word and another one. " * 833  # 20,000 characters


def make_scene(clock):
    """Return the cast, the meetings of June and November and the pack of November, frozen in
    October: Training accepted with every kind of text, Procurement accepted and dissolved since,
    Partnerships drafted, the SAG submitted, and no report at all in the second quarter."""
    clock.move_to(JULY)
    cast = make_cast()
    june = Meeting.objects.create(key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18")
    november = Meeting.objects.create(
        key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26", place="Rome"
    )
    registers(cast, june)
    november.refresh_from_db()
    put_motion(
        meeting=november, text=Translated.of(fr="Endosser le guide ?"), by=cast.glc_rome,
        asked_by=Owner.objects.get(key="preparedness"),
        endorses=Owner.objects.get(key="preparedness"),
        reason=Translated.of(fr="Il est prêt."),
    )  # fmt: skip
    clock.move_to(OCTOBER)
    actions.open_quarter(key="2026-Q3", by=None)
    training = accepted(
        report_of("training"), cast.wg_lead, cast.sag_training, status="blocked",
        decision_needed=FORMULA, progress=MARKDOWN, challenges=ARABIC,
        next_steps=f"{EMOJI}{CONTROL} {UNBROKEN}",
    )  # fmt: skip
    training.lines.update(support_needed=LONG)  # longer than the form takes
    secret = {"progress": CANARY, "status": "blocked", "decision_needed": CANARY}
    saved(report_of("partnerships"), cast.other_lead, **secret)
    submitted(report_of("sag"), cast.sag, **secret)
    group = WorkingGroup.objects.get(owner__key="procurement")
    group.dissolved_on = OCTOBER.date()
    group.save(update_fields=["dissolved_on"])
    november.refresh_from_db()
    clock.shift(datetime.timedelta(hours=1))
    pack = freeze(meeting=november, by=cast.glc_rome, number=1)
    return SimpleNamespace(cast=cast, june=june, november=november, training=training, pack=pack)


def registers(cast, june):
    """Two decisions of the meeting before, one of the SAG since, and two lessons."""
    june.refresh_from_db()
    taken = {"taken_by": Decision.Body.GLM, "meeting": june, "taken_on": june.starts_on}
    by = cast.glc_rome
    first = record_decision(
        text=Translated.of(fr="Traduire les modules.", en="Translate the modules."), by=by,
        owner=Owner.objects.get(key="rome"), due_on=datetime.date(2026, 9, 1), **taken,
    )  # fmt: skip
    record_decision(
        text=Translated.of(fr="Avaliser le guide."), by=by, votes=(26, 0, 3),
        endorses=Owner.objects.get(key="preparedness"), **taken,
    )  # fmt: skip
    follow_up(decision=first, state="under_way", by=by, version=first.version,
              owner=first.owner, due_on=first.due_on)  # fmt: skip
    record_decision(
        taken_by=Decision.Body.SAG, taken_on=datetime.date(2026, 7, 2), by=by,
        text=Translated.of(fr="Reporter le relevé."),
    )  # fmt: skip
    for number, state in ((1, "applied"), (2, "todo")):
        add_lesson(
            lesson=Translated.of(fr=f"Enseignement {number}. {UNBROKEN}"), source="Exercise", by=by,
            learnt_on=datetime.date(2026, 5, number), follow_up=state,
            measure=Translated.of(fr="Une mesure."),
        )  # fmt: skip
