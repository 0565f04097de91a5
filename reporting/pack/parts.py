"""The parts of a pack: each a section made of blocks, from the frozen data alone."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reporting.exports.glm_words import not_endorsed
from reporting.pack import wording as words
from reporting.pack.blocks import (
    BREAK,
    box,
    bullets,
    cell,
    h2,
    h3,
    lead,
    note,
    p,
    paragraphs,
    said,
    section,
    table,
)
from reporting.pack.cells import IN_A_CELL
from reporting.pack.frozen import TO_FOLLOW, is_missing, is_owed, is_told
from reporting.pack.text import is_right_to_left, plain, printable, short
from sip import quarters
from sip.glmnames import name_of
from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.templatetags.plan import original_mark, quarter_label
from sip.translated import Translated

QUESTIONS = ("progress", "challenges", "next_steps", "support_needed")
STATES_SHOWN = 4


def by_pillar(cells):
    frozen = cells.frozen
    return [
        frozen.part(f"{code}. {cells.text(pillar['title'])}", frozen.of_pillar(code))
        for code, pillar in frozen.pillars.items()
    ]


def by_body(cells, *, named_alone=False):
    """Return the activities by the bodies that the SIP names: one shared by two counts for both,
    and those without a body come last, unless bodies are wanted that are `named_alone`."""
    frozen = cells.frozen
    bodies = sorted(
        {owner for activity in frozen.activities for owner in activity["owners"]},
        key=lambda key: frozen.data["bodies"][key]["order"],
    )
    parts = [
        frozen.part(cells.name(key), [a for a in frozen.activities if key in a["owners"]])
        for key in bodies
    ]
    parts.sort(key=lambda part: -part.total)
    without = [activity for activity in frozen.activities if not activity["owners"]]
    if without and not named_alone:
        parts.append(frozen.part(_("Not given in the SIP"), without))
    return parts


def summary(cells):
    frozen = cells.frozen
    blocks = [
        lead(words.where_it_stands(frozen)),
        {"kind": "whole", "part": frozen.whole._asdict(), "caption": _(
            "Activities by status, %(quarter)s."
        ) % {"quarter": quarter_label(frozen.quarter)}, "differences": {
            key: words.difference(number, (frozen.whole.before or {}).get(key))
            for key, number in frozen.whole.now.items()
        }},
    ]  # fmt: skip
    for title, text in summary_in_words(cells):
        blocks += [h2(title), p(text)]
    return section("summary", _("Summary"), blocks)


def summary_in_words(cells):
    """Return the paragraphs of the summary below its first sentence: [(title, text)]."""
    frozen = cells.frozen
    found = [
        (_("What has changed"), words.what_changed(frozen)),
        (_("Where to look"), words.where_to_look(
            by_pillar(cells), by_body(cells, named_alone=True))),
        (_("What is asked"), words.sentences(
            words.asked_of_the_sag(frozen.has_status(Status.BLOCKED)),
            words.asked_of_the_plenary(frozen.motions),
        )),
        (_("What became of earlier decisions"), words.followed(frozen.data["followed"])
         if frozen.data["followed"] else ""),
        (_("Lessons learned"), words.lessons(frozen.data["lessons"])
         if frozen.data["lessons"] else ""),
        (_("What the pack does not say"), words.sentences(
            words.reports(frozen), words.not_accepted(frozen, cells.name), words.older(frozen),
            words.never_reported(frozen.has_status(NOT_REPORTED)), words.errata(frozen),
        )),
    ]  # fmt: skip
    return [(title, text) for title, text in found if text]


def decisions(cells):
    """What is asked of the SAG, one decision for each blocked activity, and of the plenary."""
    blocked, motions = cells.frozen.has_status(Status.BLOCKED), cells.frozen.motions
    asked = words.sentences(
        words.asked_of_the_sag(blocked), words.contested(cells), words.asked_of_the_plenary(motions)
    )
    blocks = [lead(asked)]
    if blocked:
        blocks.append(h2(_("Of the Strategic Advisory Group (SAG)")))
    blocks += [_asked(cells, number, activity) for number, activity in enumerate(blocked, 1)]
    if motions:
        blocks.append(h2(_("Of the plenary of the GLM")))
    blocks += [_asked_of_the_plenary(cells, motion) for motion in motions]
    return section("decisions", _("Decisions asked"), blocks)


def blocked_since(frozen, activity):
    """Say from which quarter an activity has been blocked. A pack frozen without that knows only
    that what was so at the GLM before may have been so for longer."""
    if since := activity.get("blocked_since"):
        return _("since %(quarter)s") % {"quarter": quarter_label(since)}
    if activity["before"] == Status.BLOCKED:
        return _("since the %(glm)s or before") % {"glm": name_of(frozen.previous)}
    return _("since %(quarter)s") % {"quarter": quarter_label(frozen.since(activity))}


def _asked(cells, number, activity):
    frozen = cells.frozen
    line = next((line for _report, line in frozen.lines_on(activity["code"])), None)
    question = plain(activity["answers"].get("decision_needed", ""))
    text = question or _("No question is worded yet.")
    why = short(plain(line["challenges"] or line["progress"]), IN_A_CELL) if line else ""
    return {
        "kind": "ask", "ref": f"S{number}", "tone": "alert",
        "text": text, "rtl": is_right_to_left(text),
        "why": why, "why_rtl": is_right_to_left(why),
        "status": Status.BLOCKED,
        "foot": " · ".join((
            blocked_since(frozen, activity), f"{activity['code']} {cells.title(activity)}",
            cells.owners(activity), *filter(None, [original_mark(question)]),
        )),
    }  # fmt: skip


def _asked_of_the_plenary(cells, motion):
    activity = cells.frozen.by_code.get(motion["activity"])
    text = cells.text(motion["text"])
    why = cells.text(motion["reason"]) if motion["reason"] else ""
    return {
        "kind": "ask", "ref": motion["ref"], "tone": "plain",
        "text": text, "rtl": is_right_to_left(text), "why": why, "why_rtl": is_right_to_left(why),
        "status": "",
        "foot": " · ".join(filter(None, (
            kind_of_motion(cells, motion),
            f"{activity['code']} {cells.title(activity)}" if activity else "",
            _("Asked by: %(body)s") % {"body": cells.name(motion["asked_by"])},
            decided_by(motion), original_mark(Translated(motion["text"])),
        ))),
    }  # fmt: skip


def kind_of_motion(cells, motion):
    """Say that a vote would endorse the work of a group: nothing else does."""
    if not motion["endorses"]:
        return ""
    return _("Dedicated vote to endorse the work of: %(group)s") % {
        "group": cells.name(motion["endorses"])
    }


def decided_by(motion):
    return _("Decision %(key)s") % {"key": motion["decision"]} if motion["decision"] else ""


def follow_up(cells):
    """What became of earlier decisions, and what the SAG has decided since the GLM before."""
    followed, interim = cells.frozen.data["followed"], cells.frozen.data["interim"]
    blocks = [
        lead(words.followed(followed)) if followed
        else p(_("No decision of an earlier GLM is left to follow up.")),
        _decisions_table(cells, "followed", followed,
                         _("Decisions of earlier GLMs and what became of them.")),
    ]  # fmt: skip
    if interim:
        caption = _("Interim decisions of the SAG since the last GLM, presented to this one.")
        blocks += [
            h2(_("Interim decisions of the SAG")),
            _decisions_table(cells, "interim", interim, caption),
        ]
    return section("follow_up", _("Follow-up of earlier decisions"), blocks)


def _state(one):
    """How far something agreed has got, and what has been done."""
    note = short(plain(one["follow_up_note"]), IN_A_CELL)
    return cell(words.state_of_follow_up(one), "", note)


def _decisions_table(cells, key, decisions, caption):
    rows = [
        [cell(one["key"], "code"),
         cell(cells.text(one["text"]), "strong", one["activity"] or ""),
         cell(cells.name(one["owner"]) if one["owner"] else "–"),
         _state(one)]
        for one in decisions
    ]  # fmt: skip
    columns = [
        (_("No."), 20), (_("Decision"), 0), (_("Body"), 34),
        (pgettext("of a decision", "Follow-up"), 44),
    ]  # fmt: skip
    return table(key, caption, columns, rows)


def progress(cells):
    frozen = cells.frozen
    compared = bool(frozen.previous)
    return section("progress", _("Progress by pillar and by body"), [
        h2(_("By pillar")),
        lead(words.where_to_look(by_pillar(cells), [])),
        _progress(by_pillar(cells), _("Pillar"), _(
            "Activities by pillar and status, at the last GLM and now."
        ) if compared else _("Activities by pillar and status.")),
        BREAK,
        h2(_("By responsible body")),
        lead(words.where_to_look(by_body(cells)[:-1], [])),
        _progress(by_body(cells), _("Body"), _(
            "Activities by body and status, at the last GLM and now. One shared by several bodies "
            "counts for each."
        ) if compared else _(
            "Activities by body and status. One shared by several bodies counts for each."
        )),
    ])  # fmt: skip


def _progress(parts, noun, caption):
    return {
        "kind": "progress", "noun": noun, "caption": caption,
        "parts": [
            {**part._asdict(), "number": words.number_of_activities(part.total)} for part in parts
        ],
    }  # fmt: skip


def changes(cells):
    """What has changed, steps back first."""
    frozen = cells.frozen
    blocks = [lead(words.what_changed(frozen))]
    ways = (
        (False, _("Moved back"), _("Activities that have moved back since the last GLM.")),
        (True, _("Moved forward"), _("Activities that have moved forward since the last GLM.")),
    )
    for forward, title, caption in ways:
        rows = [_moved(cells, move) for move in frozen.moved(forward=forward)]
        if rows:
            columns = [
                (_("Code"), 15), (_("Activity"), 46), (pgettext("of an activity", "Status"), 42),
                (_("What happened"), 0),
            ]  # fmt: skip
            key = "forward" if forward else "back"
            blocks += [h2(title), table(key, caption, columns, rows)]
    if frozen.first_reported:
        rows = [
            [cells.code(activity), cells.titled(activity),
             {"status": activity["status"], "note": ""}, _story(cells, activity)]
            for activity in frozen.first_reported
        ]  # fmt: skip
        columns = [
            (_("Code"), 15), (_("Activity"), 46), (pgettext("of an activity", "Status"), 42),
            (_("What was reported"), 0),
        ]  # fmt: skip
        caption = _("Activities reported for the first time since the last GLM.")
        blocks += [h2(_("First reports")), table("first", caption, columns, rows)]
    blocks += _errata(cells)
    return section("changes", _("What has changed"), blocks)


def _errata(cells):
    """What was found wrong in closed quarters: their figures stand, the correction beside them."""
    frozen = cells.frozen
    if not frozen.errata:
        return []
    rows = [
        [cells.code({"code": one["activity"]}), cell(quarter_label(quarters.parse(one["quarter"]))),
         {"from": one["said"], "to": one["status"], "note": ""} if one["status"]
         else {"status": one["said"], "note": ""},
         cell(short(plain(one["text"]), IN_A_CELL)), cell(cells.day(one["on"]))]
        for one in frozen.errata
    ]  # fmt: skip
    columns = [
        (_("Code"), 15), (_("Quarter"), 20), (pgettext("of an activity", "Status"), 42),
        (_("What is wrong, and what is right"), 0), (_("Signed on"), 32),
    ]  # fmt: skip
    caption = _("Errata of closed quarters, signed by the GLC; the figures stay as closed.")
    return [h2(_("Errata")), lead(words.errata(frozen)), table("errata", caption, columns, rows)]


def _story(cells, activity):
    """What was last said of an activity, marked where the reader reads another language."""
    story = cells.story(activity)
    return cell(story, more=original_mark(story))


def _moved(cells, move):
    activity = move.activity
    return [
        cells.code(activity), cells.titled(activity),
        {"from": activity["before"], "to": activity["status"],
         "note": _("since %(quarter)s") % {"quarter": quarter_label(move.quarter)}},
        _story(cells, activity),
    ]  # fmt: skip


def group(cells, body):
    """One body's part: how its reports stand, its activities, what it reports, its mandate."""
    frozen = cells.frozen
    found, activities = frozen.group(body), frozen.activities_of(body)
    is_group = found is not None
    blocks = [
        lead(_group_lead(frozen, body, found, activities)),
        p(_("The group was dissolved on %(day)s.") % {"day": cells.day(found["dissolved_on"])})
        if is_group and found["dissolved_on"]
        else None,
        _states(frozen, body),
        *_group_activities(cells, body, activities, is_group=is_group),
        *_group_words(cells, body),
    ]
    if is_group:
        objectives = [cells.text(objective) for objective in found["objectives"]]
        blocks += [
            h2(_("Mandate")) if objectives else None,
            note(_worth(found["objectives"]), kept=True), bullets(objectives),
        ]  # fmt: skip
        vote = frozen.endorsement_of(body)
        blocks.append(box(words.endorsement(vote) if vote else not_endorsed()))
    says_much = any(one and one["kind"] in ("h2", "box") for one in blocks)
    return section(f"body-{body}", cells.full_name(body), blocks, brief=not says_much)


def _worth(objectives):
    """Say of a mandate that a machine translated it, where one did."""
    told = {
        str(Translated(one).provenance) for one in objectives if Translated(one).machine_translated
    }
    return _("Text of the mandate: %(worth)s.") % {"worth": min(told)} if told else ""


def _group_lead(frozen, body, found, activities):
    number = words.number_of_activities(len(activities))
    if found and not found["named"]:
        number = _("%(activities)s, assigned to the group") % {"activities": number}
    elif found:
        number = _("%(activities)s, named in the SIP or assigned") % {"activities": number}
    reports = frozen.reports_of(body)
    accepted, due = sum(map(is_told, reports)), sum(map(is_owed, reports))
    told = ngettext(
        "%(n)d report of %(due)d accepted.", "%(n)d reports of %(due)d accepted.", accepted
    ) % {"n": accepted, "due": due}
    return f"{number}. {told if due else _('No report was due.')}"


def _states(frozen, body):
    found = {report["quarter"]: report for report in frozen.reports_of(body)}
    items = [
        {
            "term": _("Report of %(quarter)s") % {"quarter": quarter_label(days)},
            "text": words.state_of(found.get(days.key)),
            "is_missing": days.key in found and is_missing(found[days.key]),
        }
        for days in frozen.quarters[-STATES_SHOWN:]
    ]
    return {"kind": "states", "items": items}


def _group_activities(cells, body, activities, *, is_group):
    """The group's activities; of the SAG and the team in Rome, whose part is most of the plan,
    those to follow up."""
    name = cells.name(body)
    if is_group:
        title, caption = _("Activities"), _("%(body)s: activities and statuses.") % {"body": name}
    else:
        activities = [one for one in activities if one["status"] in TO_FOLLOW]
        title = _("Activities to follow up")
        caption = _("%(body)s: activities at risk or blocked.") % {"body": name}
    if not activities:
        return []
    rows = [
        [cells.code(one), cells.titled(one, whole=is_group), *cells.statuses(one, body)]
        for one in activities
    ]
    columns = [(_("Code"), 14), (_("Activity"), 0), *cells.status_columns(29)]
    return [h2(title), table(f"body-{body}", caption, columns, rows)]


def _group_words(cells, body):
    """What a body reports: the summary of its last accepted report, then what each line says."""
    told = [report for report in cells.frozen.reports_of(body) if is_told(report)]
    if not told:
        return [
            p(_("No report has been accepted for this pack, so there are no words of the body."))
        ]
    last = told[-1]
    common = _mark_of_all(last)
    label = ", ".join(filter(None, (quarter_label(last["quarter"]), common)))
    blocks = [h2(_("What is reported (%(quarter)s)") % {"quarter": label})]
    blocks += paragraphs(plain(last["summary"]))
    blocks.append(None if common else note(original_mark(last["summary"])))
    for line in last["lines"]:
        answers = said(
            [
                (question, plain(line[name]))
                for name, question in zip(QUESTIONS, questions(), strict=False)
            ]
        )
        activity = cells.frozen.by_code.get(line["activity"])
        otherwise = activity and cells.otherwise(activity, body, last["quarter"])
        if answers or otherwise:
            title = cells.title(activity) if activity else ""
            mark = "" if common else original_mark(_said_in(line))
            blocks += [h3(f"{line['activity']} {title}"), note(otherwise), answers, note(mark)]
    return blocks


def _said_in(line):
    return " ".join(line[name] for name in QUESTIONS)


def _mark_of_all(report):
    """Return the mark of words in another language than the reader's where all words of a report
    have the same one: it is then said once."""
    words_of = [report["summary"], *map(_said_in, report["lines"])]
    marks = {original_mark(one) for one in words_of if one.strip()}
    return marks.pop() if len(marks) == 1 else ""


def questions():
    """Return what the lines of a report answer."""
    return (_("Progress"), _("Challenges"), _("Next steps"), _("Support needed"))


def lessons(cells):
    """The standing report of activity 4.4.2.2 on what was learnt and what was agreed."""
    rows = cells.frozen.data["lessons"]
    blocks = [
        lead(words.lessons(rows)) if rows
        else p(_("The register of lessons learned holds none yet.")),
        note(_("Standing report of activity 4.4.2.2.")),
    ]  # fmt: skip
    if rows:
        columns = [
            (_("Lesson"), 0), (_("Agreed measure"), 52), (_("Body"), 30),
            (pgettext("of a decision", "Follow-up"), 36),
        ]  # fmt: skip
        told = [
            [cell(cells.text(one["lesson"]), "strong", printable(one["source"])),
             cell(cells.text(one["measure"]) if one["measure"] else "–"),
             cell(cells.name(one["owner"]) if one["owner"] else "–"),
             _state(one)]
            for one in rows
        ]  # fmt: skip
        caption = _("Lessons learned, the measures agreed and how far they have got.")
        blocks.append(table("lessons", caption, columns, told))
    return section("lessons", _("Follow-up of lessons learned"), blocks)
