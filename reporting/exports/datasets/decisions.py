"""The registers: what plenaries are asked, decisions of the SAG and of the plenaries, and lessons
learned, with what became of them."""

from django.utils.translation import gettext_lazy as _

from reporting.exports.columns import Column, plain
from reporting.exports.datasets.base import OWN, WHO, Dataset
from sip.models import Decision, FollowUp, Lesson, Motion


def texts(model, name, titles):
    """Return the two columns of a `Translated`, French and English."""
    return tuple(
        Column(f"{name}_{language}", title, f"#description+{name}+i_{language}",
               lambda row, reader, language=language: (
                   getattr(row, name).data["texts"].get(language) or None), 50,
               of=(f"{model}.{name}",))
        for language, title in zip(("fr", "en"), titles, strict=True)
    )  # fmt: skip


def followed(model):
    """Return the columns of a follow-up."""
    return (
        Column("follow_up_code", _("Follow-up (code)"), "#status+followup+code",
               lambda row, reader: row.follow_up, 12, of=(f"{model}.follow_up",)),
        Column("follow_up", _("Follow-up"), "#status+followup+name+i_{language}",
               lambda row, reader: reader.label(FollowUp, row.follow_up), 16),
        Column("owner_code", _("Followed up by (code)"), "#org+impl+code",
               lambda row, reader: row.owner and row.owner.key, 16, of=(f"{model}.owner",)),
        Column("due_on", _("To be done by"), "#date+end+planned",
               lambda row, reader: row.due_on, 12, of=(f"{model}.due_on",)),
        Column("done_on", _("Applied on"), "#date+end+actual", lambda row, reader: row.done_on, 12,
               of=(f"{model}.done_on",)),
        Column("follow_up_note", _("What has been done"), "#description+followup",
               lambda row, reader: plain(row.follow_up_note), 50, of=(f"{model}.follow_up_note",)),
    )  # fmt: skip


def motions(reader):
    found = Motion.objects.visible_to(reader.user).standing().with_subject()
    found = found.select_related("meeting").order_by("-meeting__starts_on", "number")
    return found.defer("activity__text")


MOTIONS = Dataset(
    "decisions_asked",
    _("Decisions asked of the GLM plenaries"),
    _("One row for each decision put to a plenary: who asks, what, and the decision taken."),
    (
        Column("meeting_code", _("Meeting (code)"), "#activity+meeting+code",
               lambda row, reader: row.meeting.key, 12, of=("Motion.meeting",)),
        Column("number", _("No."), "#meta+id", lambda row, reader: row.ref, 8,
               of=("Motion.number",)),
        Column("asked_by", _("Asked by (code)"), "#org+asking+code",
               lambda row, reader: row.asked_by.key, 14, of=("Motion.asked_by",)),
        *texts("Motion", "text", (_("Decision asked, in French"), _("Decision asked, in English"))),
        *texts("Motion", "reason", (_("Why, in French"), _("Why, in English"))),
        Column("activity_code", _("Activity code"), "#activity+activity+code",
               lambda row, reader: row.activity and row.activity.code, 12,
               of=("Motion.activity",)),
        Column("endorses_code", _("Would endorse the work of (code)"), "#org+wg+code",
               lambda row, reader: row.endorses and row.endorses.key, 16, of=("Motion.endorses",)),
        Column("decision_code", _("Decision (number)"), "#meta+decision+id",
               lambda row, reader: row.answer and row.answer.key, 12, of=("Decision.motion",)),
    ),
    motions,
    "meetings",
    {
        "sip.Motion": {
            "is_withdrawn": "what is withdrawn is not shown", "version": OWN, "recorded_at": OWN,
        },
    },
    is_public=False,
)  # fmt: skip


def decisions(reader):
    found = Decision.objects.visible_to(reader.user).with_subject()
    return found.defer("activity__text")


def votes(name):
    return lambda row, reader: getattr(row, f"votes_{name}")


DECISIONS = Dataset(
    "decisions",
    _("Decisions of the SAG and of the GLM plenaries"),
    _("One row for each decision: what was asked, what was decided, what became of it."),
    (
        Column("decision_code", _("Decision (number)"), "#meta+id", lambda row, reader: row.key, 12,
               of=("Decision.key",)),
        Column("taken_by", _("Taken by (code)"), "#org+deciding+code",
               lambda row, reader: row.taken_by, 10, of=("Decision.taken_by",)),
        Column("taken_on", _("Taken on"), "#date+decided", lambda row, reader: row.taken_on, 12,
               of=("Decision.taken_on",)),
        Column("meeting_code", _("Meeting (code)"), "#activity+meeting+code",
               lambda row, reader: row.meeting and row.meeting.key, 12, of=("Decision.meeting",)),
        Column("activity_code", _("Activity code"), "#activity+activity+code",
               lambda row, reader: row.activity and row.activity.code, 12,
               of=("Decision.activity",)),
        *texts("Decision", "text", (_("Decision, in French"), _("Decision, in English"))),
        *texts("Decision", "detail", (_("Detail, in French"), _("Detail, in English"))),
        Column("asked", _("What was asked"), "#description+asked",
               lambda row, reader: plain(row.asked), 40, of=("Decision.asked",)),
        Column("asked_since_on", _("Asked since"), "#date+asked",
               lambda row, reader: row.asked_since_on, 12, of=("Decision.asked_since_on",)),
        Column("votes_for", _("Votes for"), "#indicator+votes_for+num", votes("for"), 8,
               of=("Decision.votes_for",)),
        Column("votes_against", _("Votes against"), "#indicator+votes_against+num",
               votes("against"), 8, of=("Decision.votes_against",)),
        Column("votes_abstained", _("Abstentions"), "#indicator+votes_abstained+num",
               votes("abstained"), 8, of=("Decision.votes_abstained",)),
        Column("endorses_code", _("Endorses the work of (code)"), "#org+wg+code",
               lambda row, reader: row.endorses and row.endorses.key, 16,
               of=("Decision.endorses",)),
        *followed("Decision"),
        Column("is_countersigned", _("Countersigned by the SAG"), "#meta+countersigned+bool",
               lambda row, reader: row.countersigned_at is not None, 12,
               of=("Decision.countersigned_at",)),
        Column("url", _("Address"), "#meta+url",
               lambda row, reader: reader.address("decision", row.key), 40),
    ),
    decisions,
    "decisions",
    {
        "sip.Decision": {
            "version": OWN, "recorded_at": OWN, "recorded_by": WHO, "countersigned_by": WHO,
        },
    },
    is_public=False,
)  # fmt: skip


def lessons(reader):
    return Lesson.objects.visible_to(reader.user).with_subject()


LESSONS = Dataset(
    "lessons_learned",
    _("Lessons learned and what became of them"),
    _("One row for each lesson: where it was drawn from, the agreed measure, how far it has got."),
    (
        Column("lesson_id", _("Lesson (number)"), "#meta+id", lambda row, reader: row.pk, 8),
        Column("learnt_on", _("Drawn on"), "#date+start", lambda row, reader: row.learnt_on, 12,
               of=("Lesson.learnt_on",)),
        Column("source", _("Drawn from"), "#description+source", lambda row, reader: row.source, 30,
               of=("Lesson.source",)),
        *texts("Lesson", "lesson", (_("Lesson, in French"), _("Lesson, in English"))),
        *texts("Lesson", "measure",
               (_("Agreed measure, in French"), _("Agreed measure, in English"))),
        Column("meeting_code", _("Agreed at the GLM"), "#activity+meeting+code",
               lambda row, reader: row.meeting and row.meeting.key, 12, of=("Lesson.meeting",)),
        *followed("Lesson"),
    ),
    lessons,
    "lessons",
    {"sip.Lesson": {"version": OWN, "recorded_at": OWN}},
    is_public=False,
)  # fmt: skip
