"""What a pack freezes of the registers: what the plenary is asked, decisions, what became of them,
votes, lessons learned."""

from reporting.meetings.reading import asked
from sip.models import Decision, Lesson


def registers(told, day):
    """Return the decisions to follow up, the SAG's since the GLM before, the votes that endorsed a
    group's work and the lessons, all as they stand on `day`. `told` is a `glm.Pack`."""
    decisions = list(
        Decision.objects.filter(taken_on__lte=day).with_subject().order_by("taken_on", "pk")
    )
    previous = told.previous
    since = previous.ends_on if previous else None
    return {
        "motions": [_motion(one) for one in asked(told.meeting)],
        "followed": [
            _decision(one) for one in decisions
            if one.meeting_id and one.meeting_id != told.meeting.pk
            and (one.meeting_id == (previous and previous.pk) or one.is_open)
        ],
        "interim": [
            _decision(one) for one in decisions
            if one.meeting_id is None and (since is None or one.taken_on > since)
        ],
        "endorsements": [
            {"group": one.endorses.key, "votes": _votes(one), **_decision(one)}
            for one in reversed(Decision.objects.last_endorsing(day).with_subject())
        ],
        "lessons": [
            _lesson(one)
            for one in Lesson.objects.known_at(day).with_subject().order_by("learnt_on", "pk")
        ],
    }  # fmt: skip


def _motion(one):
    return {
        "ref": one.ref, "text": one.text.data, "reason": one.reason.data if one.reason else None,
        "asked_by": one.asked_by.key, "activity": one.activity.code if one.activity else None,
        "endorses": one.endorses.key if one.endorses else None,
        "decision": one.answer.key if one.answer else None,
    }  # fmt: skip


def _decision(one):
    return {
        "key": one.key, "text": one.text.data, "taken_on": one.taken_on.isoformat(),
        "activity": one.activity.code if one.activity else None, **_followed(one),
    }  # fmt: skip


def _votes(one):
    return [one.votes_for, one.votes_against, one.votes_abstained]


def _lesson(one):
    return {
        "lesson": one.lesson.data, "measure": one.measure.data if one.measure else None,
        "source": one.source, "learnt_on": one.learnt_on.isoformat(), **_followed(one),
    }  # fmt: skip


def _followed(one):
    """Return how far something agreed has got."""
    return {
        "owner": one.owner.key if one.owner else None,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "done_on": one.done_on.isoformat() if one.done_on else None,
        "follow_up": one.follow_up, "follow_up_note": one.follow_up_note,
    }  # fmt: skip
