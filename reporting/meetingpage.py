"""What the pages of a GLM show, made ready so that their templates only print it."""

from typing import NamedTuple

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language

from accounts.clock import today
from reporting.exports import glm, packs
from reporting.exports import glm_words as words
from reporting.meetings import reading
from reporting.models import Quarter
from reporting.pack.versions import accepted_since, files_of, versions_of
from reporting.quarters import taken_up_by
from sip import quarters
from sip.glmnames import name_of
from sip.models import Meeting, Owner, Spoken, Status
from sip.progress import STATUS_KEYS
from sip.templatetags.plan import bar


class Count(NamedTuple):
    """Activities of one status at the meeting, and at the one before (None without one)."""

    status: str
    number: int
    before: int | None
    url: str


class File(NamedTuple):
    """One file of the meeting's, with its true size in bytes."""

    type: str
    url: str
    size: int


class Neighbour(NamedTuple):
    name: str
    days: str
    url: str


class Listed(NamedTuple):
    """One meeting in the list of all."""

    name: str
    days: str
    place: str
    quarter: quarters.QuarterDays
    url: str
    is_ahead: bool
    is_cancelled: bool
    organisations: int


def make(meeting, *, narrative, version, status="", sees_closed=False):
    """Return the context of a meeting's page. `version` is the head of the trail; `status` chooses
    the activities listed, and whatever is no status chooses them all; `sees_closed` says whether
    sessions and documents for operational partners are for this reader."""
    pack = glm.make(meeting, narrative=narrative)
    _say_otherwise(pack)
    packs_there = versions_of(meeting) if narrative else []
    chosen = status if status in STATUS_KEYS else ""
    listed = [one for one in pack.standings if not chosen or one.status == chosen]
    return {
        "pack": pack,
        "around": around(meeting, pack, narrative=narrative, sees_closed=sees_closed),
        "name": name_of(meeting),
        "days": words.days_of(meeting),
        "place": words.place_of(meeting),
        "stands": words.where_it_stands(pack),
        "changed": words.what_changed(pack),
        "recorded": words.recorded(pack),
        "reports": words.reports_in_words(pack),
        "covered": words.quarters_of(pack),
        "previous": name_of(pack.previous) if pack.previous else "",
        "since": words.before_in_words(pack) if pack.previous else "",
        "counts": _counts(pack),
        "bar": bar(pack.counts),
        "chosen": chosen,
        "listed": listed,
        "files": _files(pack, version),
        "packs": packs_there,
        "accepted_since": _accepted_since(packs_there, pack),
        "pack_files": _latest(packs_there),
        "neighbours": [_neighbour(one) for one in (pack.following, pack.previous) if one],
    }


def _say_otherwise(pack):
    """Let each report know what it said where another status is official: [(row, sentence)]. Its
    own words count otherwise than the tables of the page."""
    for told in pack.bodies:
        is_group = told.body.kind == Owner.Kind.WORKING_GROUP
        for report in told.accepted:
            report.otherwise = [
                (one.row, words.reported_otherwise(said, official, is_group=is_group))
                for one, said, official in pack.otherwise(told, report)
            ]


def _accepted_since(versions, pack):
    """Return the reports accepted since the last version was frozen, out of those read already."""
    if not versions:
        return []
    return accepted_since(versions[0], [one for told in pack.bodies for one in told.reports])


def around(meeting, pack, *, narrative, sees_closed):
    """Return what stands around the plan at a meeting. Decisions and lessons are for people signed
    in, as the registers are."""
    decided = reading.decided(meeting, pack.previous) if narrative else None
    codes = {standing.row.pk: standing.row.code for standing in pack.standings}
    agenda = reading.agenda(meeting, sees_closed=sees_closed)
    asked = reading.asked(meeting) if narrative else []
    return {
        "meeting": meeting,
        "sites": list(meeting.sites.all()),
        "languages": _spoken(meeting.languages),
        "interpretation": _spoken(meeting.interpretation),
        "agenda": agenda,
        "counted": any(one.organisations for _day, sessions in agenda for one in sessions),
        "attended": reading.attended(meeting),
        "documents": list(meeting.documents.standing().open_to(sees_closed)),
        "decided": decided,
        "waiting": [motion for motion in asked if not motion.answer],
        "answered": [motion for motion in asked if motion.answer],
        "blocked": pack.counts[Status.BLOCKED] if narrative else 0,
        "asks": _asks(pack) if narrative else [],
        "contested": [
            (codes[line.activity_id], body, counts) for line, body, counts in pack.still_asking
        ],
        "in_words": words.decisions_in_words(decided) if decided and decided.plenary else "",
        "lessons": reading.lessons_for(meeting) if narrative else None,
        "endorsed": {row.endorses_id: row for row in decided.endorsed} if decided else {},
    }


def _asks(pack):
    """Return what the SAG is to decide, numbered as in the pack: [(number, row, question)]."""
    blocked = [one for one in pack.standings if one.status == Status.BLOCKED]
    return [
        (f"S{number}", one.row, one.answers.get("decision_needed", ""))
        for number, one in enumerate(blocked, 1)
    ]


def _spoken(keys):
    return ", ".join(str(Spoken(key).label) for key in keys)


def list_all(on=None):
    """Return every meeting, the latest first, in three queries."""
    day = on or today()
    named = {
        quarter.meeting_id: quarters.parse(quarter.key)
        for quarter in Quarter.objects.filter(meeting__isnull=False).order_by("starts_on")
    }
    return [
        Listed(
            name_of(meeting), words.days_of(meeting), words.place_of(meeting),
            named.get(meeting.pk) or taken_up_by(meeting.starts_on), _url(meeting),
            meeting.ends_on >= day, meeting.is_cancelled, meeting.organisations,
        )
        for meeting in Meeting.objects.annotate(
            organisations=models.Count(reading.ORGANISATION_THAT_CAME, distinct=True)
        ).order_by("-starts_on")
    ]  # fmt: skip


def _counts(pack):
    before = pack.counts_before or {}
    page = _url(pack.meeting)
    return [
        Count(key, number, before.get(key), f"{page}?status={key}#h-plan")
        for key, number in pack.counts.items()
    ]


def _files(pack, version):
    language = get_language()
    return [
        File(
            name.upper(),
            reverse("meeting-export", args=[pack.meeting.key, name]),
            len(
                packs.content(
                    pack.meeting,
                    name,
                    version=version,
                    language=language,
                    narrative=pack.narrative,
                    pack=pack,
                )
            ),
        )
        for name in packs.FORMATS
    ]


def _latest(packs_there):
    """Return the files of the last version in the reader's language, with their sizes."""
    if not packs_there:
        return []
    language = get_language()
    return next(files for code, _name, files in files_of(packs_there[0]) if code == language)


def _neighbour(meeting):
    return Neighbour(name_of(meeting), words.days_of(meeting), _url(meeting))


def _url(meeting):
    return reverse("meeting", args=[meeting.key])
