"""The GLMs of the demo: announced, held, what they decided and what became of it, and the lessons
drawn meanwhile. Everything is invented (`fixtures/demo_meetings.json`)."""

import datetime
from functools import partial

from partners.models import Organisation
from reporting.demo.calendar import next_meeting, past_meetings
from reporting.demo.people import BEGINNING, ROME, SEATED_FROM, person
from reporting.demo.timeline import Event, instant
from reporting.meetings import actions
from reporting.meetings.reading import able_to_attend
from sip import meetings
from sip.models import Activity, Decision, FollowUp, Lesson, Meeting, Owner
from sip.registers.actions import (
    add_lesson,
    change_lesson,
    countersign,
    follow_up,
    record_decision,
)
from sip.registers.motions import put_motion
from sip.translated import Translated

ANNOUNCED_BEFORE, ASKED_BEFORE, AGENDA_BEFORE = 120, 30, 15  # days before the meeting
FIRST_NEWS, LAST_NEWS = 30, 45  # days after a decision
INTERIM_AFTER = 40  # days after the meeting
LENGTH = 3  # days of a meeting


def events(data, place, day):
    """Return what happened around the meetings, up to `day`; the newest left some things to do."""
    past = past_meetings(day)
    for starts_on in (*past, next_meeting(day)):
        told_on = max(BEGINNING, _after(starts_on, -ANNOUNCED_BEFORE))
        yield Event(instant(told_on, 12), partial(_announce, data, place, starts_on))
        yield Event(instant(_after(starts_on, -AGENDA_BEFORE), 14), partial(_plan, data, starts_on))
    for row in data["motions"]:
        starts_on = next_meeting(day)
        asked_at = instant(_after(starts_on, -ASKED_BEFORE), 10)
        yield Event(asked_at, partial(_ask, row, starts_on))
    for number, starts_on in enumerate(past):
        last = _after(starts_on, LENGTH - 1)
        yield Event(instant(last, 15), partial(_attend, data, starts_on, number))
        yield Event(instant(last, 16), partial(_attend_sessions, starts_on))
        yield Event(instant(_after(last, 12), 10), partial(_publish_note, starts_on))
        for row in data["decisions"]:
            if row.get("endorses") and number:  # nobody endorses the same work twice
                continue
            if row.get("asked"):
                asked_at = instant(max(BEGINNING, _after(starts_on, -ASKED_BEFORE)), 13)
                yield Event(asked_at, partial(_ask, row, starts_on))
            yield from _decided(row, starts_on, is_newest=number == 0)
        yield from _interim(data["interim"][number % 2], _after(last, INTERIM_AFTER), day)
    for row in data["lessons"]:
        yield from _learnt(row, day)


def _decided(row, starts_on, *, is_newest):
    taken_on = _after(starts_on, LENGTH - 1)
    yield Event(instant(taken_on, 17), partial(_record, row, "glm", taken_on))
    state = FollowUp(row["latest"]) if is_newest else FollowUp.APPLIED
    if state != FollowUp.TODO:
        told_on = _after(taken_on, FIRST_NEWS)
        yield Event(instant(told_on, 10), partial(_follow, row, taken_on, state, told_on))


def _interim(row, taken_on, day):
    if taken_on < day:
        yield Event(instant(taken_on, 16), partial(_record, row, "sag", taken_on))
        told_on = _after(taken_on, LAST_NEWS)
        if told_on < day:
            act = partial(_follow, row, taken_on, FollowUp.APPLIED, told_on)
            yield Event(instant(told_on, 11), act)


def _learnt(row, day):
    learnt_on = datetime.date.fromisoformat(row["on"])
    if learnt_on >= day:
        return
    yield Event(instant(_after(learnt_on, 5), 10), partial(_add_lesson, row, learnt_on))
    done_on = _after(learnt_on, row["done_days"]) if "done_days" in row else None
    if done_on and done_on < day:
        yield Event(instant(done_on, 11), partial(_tell_lesson, row, FollowUp.APPLIED, done_on))
    elif row.get("state", "todo") != FollowUp.TODO:
        told_on = _after(learnt_on, FIRST_NEWS)
        yield Event(instant(told_on, 11), partial(_tell_lesson, row, FollowUp(row["state"]), None))


def _announce(data, place, starts_on, at):
    meetings.announce(
        key=f"{starts_on:%Y-%m}", starts_on=starts_on, ends_on=_after(starts_on, LENGTH - 1),
        place=place, languages=data["languages"], interpretation=data["interpretation"],
        sites=[(place, country) for place, country in data["sites"]], by=person(ROME), at=at,
    )  # fmt: skip


def _plan(data, starts_on, at):
    for row in data["sessions"]:
        on = _after(starts_on, row["day"])
        actions.add_session(
            meeting=_meeting(starts_on), title=Translated.of(fr=row["fr"], en=row["en"]),
            begins_at=_hour(on, row["from"]), ends_at=_hour(on, row["to"]),
            audience=row["audience"], by=person(ROME), at=at,
        )  # fmt: skip


def _attend(data, starts_on, number, at):
    """Each meeting but the newest lacks one organisation or another."""
    for place, (slug, onsite, online) in enumerate(data["attendance"]):
        if number == 0 or (place + number) % 5:
            actions.add_attendance(
                meeting=_meeting(starts_on), organisation=Organisation.objects.get(slug=slug),
                onsite=onsite, online=online, by=person(ROME), at=at,
            )  # fmt: skip


def _attend_sessions(starts_on, at):
    """Some organisations left before the end, others came for the plenary."""
    for number, session in enumerate(_meeting(starts_on).sessions.standing()):
        able, _unable = able_to_attend(session)
        actions.set_session_attendance(
            session=session, version=session.version, by=person(ROME), at=at,
            slugs=[row.slug for place, row in enumerate(able) if (place + number) % 6],
        )  # fmt: skip


def _ask(row, starts_on, at):
    code = row.get("activity")
    put_motion(
        meeting=_meeting(starts_on), text=Translated.of(fr=row["fr"], en=row["en"]),
        reason=Translated.of(**row.get("why", {"fr": ""})),
        asked_by=_body(row.get("asked_by") or row["owner"]),
        activity=Activity.objects.get(code=code) if code else None,
        endorses=_body(row.get("endorses")), by=person(ROME), at=at,
    )  # fmt: skip


def _publish_note(starts_on, at):
    actions.add_document(
        meeting=_meeting(starts_on), kind="note", title="Note pour le dossier (exemple)",
        language="fr", audience="all", by=person("rome2@example.org"), at=at,
        url=f"https://example.org/glm/{starts_on:%Y-%m}/note",
    )  # fmt: skip


def _record(row, body, taken_on, at):
    code, owner, endorses = (row.get(name) for name in ("activity", "owner", "endorses"))
    meeting = _meeting(_after(taken_on, 1 - LENGTH)) if body == "glm" else None
    decision = record_decision(
        taken_by=body, taken_on=taken_on, text=Translated.of(fr=row["fr"], en=row["en"]),
        meeting=meeting, motion=meeting.motions.get() if row.get("asked") else None,
        activity=Activity.objects.get(code=code) if code else None,
        votes=_votes(row, meeting) if "abstained" in row else None,
        endorses=_body(endorses), owner=_body(owner),
        due_on=_after(taken_on, row["due_days"]), by=person(ROME), at=at,
    )  # fmt: skip
    if taken_on >= SEATED_FROM:
        countersign(decision=decision, by=person("sag@example.org"), at=at)


def _votes(row, meeting):
    """One vote for each partner that sat in the plenary, the last session: those who abstain, and
    all others for."""
    partners = meeting.sessions.standing().last().attendances.count()
    return (partners - row["abstained"], 0, row["abstained"])


def _follow(row, taken_on, state, told_on, at):
    text = Translated.of(fr=row["fr"], en=row["en"])
    decision = next(one for one in Decision.objects.filter(taken_on=taken_on) if one.text == text)
    follow_up(
        decision=decision, state=state, owner=decision.owner, due_on=decision.due_on,
        done_on=told_on, note=row["note"], by=person("rome2@example.org"),
        version=decision.version, at=at,
    )  # fmt: skip


def _add_lesson(row, learnt_on, at):
    more = {"due_on": _after(learnt_on, row["due_days"])} if "due_days" in row else {}
    add_lesson(
        lesson=Translated.of(fr=row["fr"], en=row["en"]), source=row["source"],
        learnt_on=learnt_on, owner=_body(row["owner"]), by=person(ROME), at=at,
        measure=Translated.of(**row.get("measure", {"fr": ""})), **more,
    )  # fmt: skip


def _tell_lesson(row, state, done_on, at):
    lesson = Lesson.objects.get(source=row["source"])
    changes = {"follow_up": state, "follow_up_note": row["note"], "done_on": done_on}
    change_lesson(lesson=lesson, changes=changes, version=lesson.version, by=person(ROME), at=at)


def _meeting(starts_on):
    return Meeting.objects.get(starts_on=starts_on)


def _body(key):
    return Owner.objects.get(key=key) if key else None


def _hour(day, at):
    hour, minute = at.split(":")
    return instant(day, int(hour), int(minute))


def _after(day, days):
    return day + datetime.timedelta(days=days)
