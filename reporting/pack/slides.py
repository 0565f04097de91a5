"""What the slides say: one message in each title, its table or chart, and the source in the notes.

A slide is {"title", "kind", "notes"} and what its kind needs: `whole` (part, differences), `chart`
(parts, with_before), `table` (columns of (title, millimetres, style), rows) or `facts` (rows). Long
tables go on over several slides.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reporting.exports.glm_words import not_endorsed
from reporting.pack import wording as words
from reporting.pack.frozen import is_told
from reporting.pack.parts import (
    blocked_since,
    by_body,
    by_pillar,
    decided_by,
    kind_of_motion,
    summary_in_words,
)
from reporting.pack.text import plain, short
from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.templatetags.plan import original_mark, quarter_label
from sip.translated import Translated

IN_A_CELL = 150  # characters that can be read from the last row of a room
NOTES = 4000
WIDTH = 310  # millimetres of a slide between its margins


def slides(cells):
    """Return all slides behind the first one, in their order."""
    chosen = cells.frozen.data["sections"]
    parts = [
        ("", whole),
        ("decisions", decisions),
        ("progress", progress),
        ("changes", changes),
        ("groups", groups),
        ("lessons", lessons),
        ("follow_up", follow_up),
        ("", limits),
    ]
    return [
        slide for key, make in parts if not key or key in chosen for slide in make(cells)
    ]  # fmt: skip


def whole(cells):
    frozen = cells.frozen
    counts, total = frozen.whole.now, frozen.whole.total
    done, blocked = counts[Status.COMPLETED], counts[Status.BLOCKED]
    title = ngettext(
        "%(n)d activity of %(total)d is completed", "%(n)d activities of %(total)d are completed",
        done,
    ) % {"n": done, "total": total}  # fmt: skip
    if blocked:
        title = _("%(completed)s, %(blocked)s") % {
            "completed": title,
            "blocked": ngettext("%(n)d is blocked", "%(n)d are blocked", blocked) % {"n": blocked},
        }
    before = frozen.whole.before or {}
    notes = words.sentences(words.reports(frozen), words.what_changed(frozen))
    yield {
        "title": title, "kind": "whole", "part": frozen.whole._asdict(), "notes": notes,
        "differences": {
            key: words.difference(number, before.get(key)) for key, number in counts.items()
        },
        "foot": _("“Not yet reported” is no status: no report has described the activity."),
    }  # fmt: skip


def decisions(cells):
    if blocked := cells.frozen.has_status(Status.BLOCKED):
        yield from _of_the_sag(cells, blocked)
    if motions := cells.frozen.motions:
        yield from _of_the_plenary(cells, motions)


def _marked(shown, text=None):
    """Say behind words that were typed in another language than the reader's which one it is."""
    mark = original_mark(shown if text is None else text)
    return f"{shown} ({mark})" if mark else shown


def _of_the_plenary(cells, motions):
    title = ngettext(
        "%(n)d decision is asked of the plenary", "%(n)d decisions are asked of the plenary",
        len(motions),
    ) % {"n": len(motions)}  # fmt: skip
    rows = [
        [one["ref"],
         _marked(short(cells.text(one["text"]), 2 * IN_A_CELL), Translated(one["text"])),
         cells.name(one["asked_by"]),
         decided_by(one) or kind_of_motion(cells, one)]
        for one in motions
    ]  # fmt: skip
    columns = [
        (_("No."), 16, "strong"), (_("Decision asked of the plenary"), 154, "strong"),
        (_("Asked by"), 60, ""), (_("Kind, or decision taken"), 80, ""),
    ]  # fmt: skip
    notes = [f"{one['ref']}: {cells.text(one['reason'])}" for one in motions if one["reason"]]
    yield from table(title, columns, rows, " ".join(notes), size=18, row=34)


def _of_the_sag(cells, blocked):
    title = ngettext(
        "%(n)d activity awaits a decision from the SAG",
        "%(n)d activities await a decision from the SAG",
        len(blocked),
    ) % {"n": len(blocked)}
    rows = [
        [f"S{at}", _marked(short(plain(one["answers"].get("decision_needed", "")), 2 * IN_A_CELL)),
         f"{one['code']} {cells.title(one)}", blocked_since(cells.frozen, one)]
        for at, one in enumerate(blocked, 1)
    ]  # fmt: skip
    columns = [
        (_("No."), 16, "strong"), (_("Decision asked of the SAG"), 144, "strong"),
        (_("Blocked activity"), 100, ""), (_("Since when"), 50, ""),
    ]  # fmt: skip
    notes = [f"{one['code']}: {cells.owners(one)}. {cells.story(one)}" for one in blocked]
    yield from table(title, columns, rows, " ".join(notes), size=20, row=40)


def progress(cells):
    frozen = cells.frozen
    source = _(
        "Source: accepted reports. Each bar is 100 % of the activities; numbers are activities."
    )
    named = by_body(cells, named_alone=True)
    for title, parts, look, with_before in (
        (_completed(frozen), by_pillar(cells), by_pillar(cells), True),
        (_to_follow(frozen), by_body(cells), named, False),
    ):
        drawn = [
            part if with_before else part._replace(name=f"{part.name} ({part.total})")
            for part in parts
        ]
        yield {
            "title": title, "kind": "chart", "parts": [part._asdict() for part in drawn],
            "with_before": with_before and bool(frozen.previous),
            "notes": words.sentences(source, words.where_to_look(look, [])),
        }  # fmt: skip


def _completed(frozen):
    """Return the message of the slide of the pillars: what was brought to its end."""
    done = frozen.whole.now[Status.COMPLETED]
    if not frozen.previous:
        return ngettext(
            "By pillar: %(n)d completed activity", "By pillar: %(n)d completed activities", done
        ) % {"n": done}
    return ngettext(
        "By pillar: %(n)d completed activity, %(before)d at the last GLM",
        "By pillar: %(n)d completed activities, %(before)d at the last GLM",
        done,
    ) % {"n": done, "before": frozen.whole.before[Status.COMPLETED]}


def _to_follow(frozen):
    """Return the message of the slide of the bodies: what asks for somebody's eye."""
    number = frozen.whole.to_follow
    if not number:
        return _("By responsible body: no activity to follow up")
    return ngettext(
        "By responsible body: %(n)d activity to follow up",
        "By responsible body: %(n)d activities to follow up",
        number,
    ) % {"n": number}


def changes(cells):
    frozen = cells.frozen
    columns = [
        (_("Code"), 26, ""), (_("Activity"), 128, "strong"), (_("Last GLM"), 60, ""),
        (quarter_label(frozen.quarter), 60, ""), (_("Since"), 36, ""),
    ]  # fmt: skip
    back, forward = frozen.moved(forward=False), frozen.moved(forward=True)
    titles = (
        (back, ngettext("%(n)d activity has moved back", "%(n)d activities have moved back",
                        len(back))),
        (forward, ngettext("%(n)d activity has moved forward",
                           "%(n)d activities have moved forward", len(forward))),
    )  # fmt: skip
    for moves, title in titles:
        rows = [
            [move.activity["code"], cells.title(move.activity), {"status": move.activity["before"]},
             {"status": move.activity["status"]}, quarter_label(move.quarter)]
            for move in moves
        ]  # fmt: skip
        told = [f"{move.activity['code']}: {cells.story(move.activity)}" for move in moves]
        if rows:
            yield from table(title % {"n": len(moves)}, columns, rows, " ".join(told), row=20)
    yield from _first_reports(cells, columns)
    if not (back or forward or frozen.first_reported) and frozen.previous:
        yield {
            "title": _("No status has changed since the last GLM"), "kind": "facts",
            "rows": [(_("First reports"), words.first_reports(frozen) or "–")],
            "notes": words.what_changed(frozen),
        }  # fmt: skip


def _first_reports(cells, columns):
    """The changes that are no move: nothing had been reported of these activities before."""
    found = cells.frozen.first_reported
    title = ngettext(
        "%(n)d activity has been reported for the first time",
        "%(n)d activities have been reported for the first time",
        len(found),
    ) % {"n": len(found)}
    rows = [
        [one["code"], cells.title(one), {"status": one["before"] or NOT_REPORTED},
         {"status": one["status"]}, quarter_label(cells.frozen.since(one))]
        for one in found
    ]  # fmt: skip
    told = [f"{one['code']}: {cells.story(one)}" for one in found]
    if rows:
        yield from table(title, columns, rows, " ".join(told), row=20)


def groups(cells):
    frozen = cells.frozen
    bodies = [group["key"] for group in frozen.data["groups"]]
    if not bodies:
        return
    shown = cells.shown
    complete = sum(
        all(_told(frozen, body, days) for days in shown) for body in bodies
    )  # fmt: skip
    title = ngettext(
        "%(n)d working group of %(total)d has all its reports accepted",
        "%(n)d working groups of %(total)d have all their reports accepted",
        complete,
    ) % {"n": complete, "total": len(bodies)}
    rows = []
    for body in bodies:
        last = _last(frozen, body)
        otherwise = _otherwise(cells, body, last)
        room = IN_A_CELL // 2 if otherwise else IN_A_CELL
        summary = _marked(short(plain(last["summary"]), room)) if last else ""
        said = "\n".join(filter(None, (summary, otherwise)))
        states = [_state(frozen, body, days) for days in shown]
        rows.append([cells.name(body), str(len(frozen.activities_of(body))), *states, said or "–"])
    columns = [
        (_("Group"), 56, "strong"), (_("Activities"), 28, ""),
        *[(quarter_label(days), 34, "") for days in shown],
        (_("What is reported"), WIDTH - 84 - 34 * len(shown), ""),
    ]  # fmt: skip
    notes = words.sentences(not_endorsed(), words.why_not_accepted(frozen, cells.name))
    yield from table(title, columns, rows, notes, row=27, size=14)
    yield from _needs(cells, bodies)


def _otherwise(cells, body, last):
    """Say of which activities a group's last report gives another status than the official."""
    told = [
        (code, cells.otherwise(cells.frozen.by_code[code], body, last["quarter"]))
        for code in (last["activities"] if last else ()) if code in cells.frozen.by_code
    ]  # fmt: skip
    return " ".join(
        _("%(code)s: %(said)s.") % {"code": code, "said": said} for code, said in told if said
    )


def _needs(cells, bodies):
    """What groups find hard and need, one line each: the first that their last report says."""
    rows = []
    for body in bodies:
        last = _last(cells.frozen, body)
        lines = last["lines"] if last else []
        said = [
            next((_marked(short(plain(line[name]), IN_A_CELL)) for line in lines if line[name]), "")
            for name in ("challenges", "next_steps", "support_needed")
        ]
        if any(said):
            rows.append([cells.name(body), *(text or "–" for text in said)])
    columns = [
        (_("Group"), 52, "strong"), (_("Challenges"), 86, ""), (_("Next steps"), 86, ""),
        (_("Support needed"), 86, ""),
    ]  # fmt: skip
    title = _("What the groups plan and need")
    source = _(
        "Source: the first answers of each group’s last accepted report; all are in the document."
    )
    yield from table(title, columns, rows, source, row=27, size=14)


def _told(frozen, body, days):
    reports = [one for one in frozen.reports_of(body) if one["quarter"] == days.key]
    return any(map(is_told, reports))


def _state(frozen, body, days):
    """Say in a few words how far a group's report of one quarter has got."""
    reports = frozen.reports_of(body)
    return words.label_of(next((one for one in reports if one["quarter"] == days.key), None))


def _last(frozen, body):
    told = [report for report in frozen.reports_of(body) if is_told(report)]
    return told[-1] if told else None


def lessons(cells):
    rows = [
        [cells.text(one["lesson"]), cells.text(one["measure"]) if one["measure"] else "–",
         words.state_of_follow_up(one)]
        for one in cells.frozen.data["lessons"]
    ]  # fmt: skip
    columns = [
        (_("Lesson"), 120, "strong"), (_("Agreed measure"), 115, ""),
        (pgettext("of a decision", "Follow-up"), 75, ""),
    ]  # fmt: skip
    if rows:
        told = words.lessons(cells.frozen.data["lessons"])
        source = _("Source: register of lessons learned, activity 4.4.2.2.")
        title = told.split(".", 1)[0]
        cut = [[short(text, IN_A_CELL) for text in row] for row in rows]
        yield from table(title, columns, cut, words.sentences(source, told), row=27, size=15)


def follow_up(cells):
    followed = cells.frozen.data["followed"]
    rows = [
        [one["key"], short(cells.text(one["text"]), IN_A_CELL),
         cells.name(one["owner"]) if one["owner"] else "–", words.state_of_follow_up(one)]
        for one in followed
    ]  # fmt: skip
    columns = [
        (_("No."), 36, ""), (_("Decision"), 144, "strong"), (_("Body"), 60, ""),
        (pgettext("of a decision", "Follow-up"), 70, ""),
    ]  # fmt: skip
    if rows:
        told = words.followed(followed)
        source = _("Source: register of decisions.")
        title = told.split(".", 1)[0]
        yield from table(title, columns, rows, words.sentences(source, told), row=27, size=16)


def limits(cells):
    """What the pack does without, and how it counts."""
    frozen = cells.frozen
    title, missing = _("All reports are in this pack"), len(frozen.not_accepted)
    if missing:
        title = ngettext(
            "%(n)d report is missing from this pack",
            "%(n)d reports are missing from this pack",
            missing,
        ) % {"n": missing}
    rows = [
        (_("Reports"), words.sentences(
            words.reports(frozen), words.not_accepted(frozen, cells.name))),
        (_("Older statuses"), words.older(frozen)),
        (_("Not yet reported"), words.never_reported(frozen.has_status(NOT_REPORTED))),
        (_("Errata"), words.errata(frozen)),
        (_("Counts"), _("Numbers of activities by status, never averages. One of several bodies "
                        "counts for each.")),
    ]  # fmt: skip
    notes = words.sentences(
        dict(summary_in_words(cells)).get(_("What the pack does not say"), ""),
        words.why_not_accepted(frozen, cells.name),
    )
    yield {
        "title": title, "kind": "facts", "rows": [row for row in rows if row[1]], "notes": notes
    }  # fmt: skip


HEIGHT = 140  # millimetres for the rows of a table


def table(title, columns, rows, notes, *, size=17, row):
    """Return a table as slides: as many rows on each as fit."""
    needed = -(-len(rows) // int(HEIGHT // row))
    each = -(-len(rows) // max(needed, 1)) or 1  # as many on each: none has one row alone
    pieces = [rows[at : at + each] for at in range(0, len(rows), each)]
    for number, piece in enumerate(pieces, 1):
        words_of_title = title
        if len(pieces) > 1:
            words_of_title = _("%(title)s (%(n)d of %(total)d)") % {
                "title": title, "n": number, "total": len(pieces),
            }  # fmt: skip
        yield {
            "title": words_of_title, "kind": "table", "columns": columns, "rows": piece,
            "size": size, "row": row, "notes": short(notes, NOTES),
        }  # fmt: skip
