"""What a file would change in a plan: errors, questions, changed, moved since, new, unchanged,
absent. Plain data for the page, and the edits for the act that writes it."""

import hashlib
import json
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.days import date_format
from actionplans.actions.writing import ASKED, Addition, Edit, gaps_of, held_by
from actionplans.columns import BY_NAME
from actionplans.deadlines import MEANINGS, Schedule
from actionplans.exports.rows import values_of
from actionplans.functions import CoreFunction
from actionplans.imports.checking import Reader
from sip.models.progress import Status
from sip.search import fold

# What a line may change of an action: the column, and the names of the model behind it.
WRITTEN = {
    "text": ("text",), "responsible": ("responsible",), "support_needed": ("support_needed",),
    "support_from": ("support_from",), "deadline": ("deadline_as_published",),
    "meaning": ("schedule", "frequency", "due_on"), "sip": ("output", "activity"),
    "status": ("status", "reason", "evidence", "completed_on"),
}  # fmt: skip
COMPARED = ("gap", "text", "deadline", "meaning", "due_on", "responsible", "support_needed",
            "support_from", "status", "reason", "evidence", "completed_on", "sip")  # fmt: skip
ANSWERS = {
    name: [status for status, names in ASKED.items() if name in names]
    for name in ("reason", "evidence", "completed_on")
}
# What a new row says beside its section, its gap, its action and its deadline.
TOLD = ("core_function", "responsible", "support_needed", "support_from", "status", "reason",
        "evidence", "completed_on", "sip")  # fmt: skip
LABEL = 80  # characters by which a row is named on the page
LABELS = dict((*MEANINGS, *Status.choices, *CoreFunction.choices))


class Preview:
    """Compares the lines of an `Upload` with a plan.

    `meanings` answers what was asked of unknown deadlines; `takes_moved` says whether rows that
    changed in the tracker since the download are written all the same.
    """

    def __init__(self, plan, upload, *, meanings=None, takes_moved=False):
        self.plan, self.upload, self.takes_moved = plan, upload, takes_moved
        self.reader = Reader(plan.year, meanings)
        self.errors = [
            {"row": row, "column": column, "title": "", "value": None, "text": str(text)}
            for row, column, text in upload.problems
        ]
        self.unread = {(row, column) for row, column, _text in upload.problems}
        self.changed, self.moved, self.new, self.same = [], [], [], []
        self.questions, self.asks, self.edits, self.additions = {}, [], [], []
        self.left_out = 0  # rows with answers that their status does not ask for
        self.misplaced = 0  # rows that say another section than the plan does
        self.named_gaps = set()  # (section, gap) of new rows
        self.matched = set()  # actions that lines without a number were found to be
        self._index()
        self._compare()

    def _index(self):
        gaps = gaps_of(self.plan)
        self.held = held_by(self.plan, gaps)
        self.by_number = {str(number): action for number, action in self.held.items()}
        self.by_text, self.gaps = {}, {}
        for action in self.held.values():
            self.by_text.setdefault((action.gap.text, action.text), []).append(action)
        for gap in gaps.values():
            self.gaps.setdefault((gap.section.title, gap.text), gap)

    def _compare(self):
        seen, gap_texts = {}, {}
        self.named = {_text(line.values.get("number")) for line in self.upload.lines}
        above = {"section": "", "gap": "", "core_function": ""}
        for line in self.upload.lines:
            number = _text(line.values.get("number"))
            if number and number in seen:
                self._error(line, "number", number, _("Row %(row)d has this number already. Leave "
                            "the number of a new row empty.") % {"row": seen[number]})  # fmt: skip
                continue
            if number:
                seen[number] = line.row
            action = self.by_number.get(number)
            if number and action is None:
                self._error(line, "number", number, _("This plan has no action of this number. "
                            "Leave the number of a new row empty."))  # fmt: skip
                continue
            filled = self._filled_down(line, action, above)
            action = action or self._known(filled)
            if action:
                self._old(filled, action, gap_texts)
            else:
                self._added(filled)
        self.absent = [
            action for number, action in self.by_number.items()
            if number not in seen and action.pk not in self.matched
        ]  # fmt: skip

    def _known(self, line):
        """Return the action that a line without a number is, by its gap and words: a plain document
        sent again, or a new row that was written already."""
        words = (_text(line.values.get("gap")), _text(line.values.get("text")))
        for action in self.by_text.get(words, ()):
            if action.pk not in self.matched and str(action.pk) not in self.named:
                self.matched.add(action.pk)
                return action
        return None

    def _filled_down(self, line, action, above):
        """Take section and gap from the row above where a new row leaves them empty (a merged
        cell). Another section begins with a gap of its own."""
        values = dict(line.values)
        for name in ("section", "core_function", "gap"):
            given = _text(values.get(name))
            if given:
                if name == "section" and given != above["section"]:
                    above["core_function"] = above["gap"] = ""
                above[name] = given
            elif action is None and name in ("section", "gap") and above[name]:
                values[name] = above[name]
        if action:
            above["section"], above["gap"] = action.gap.section.title, action.gap.text
        elif self.upload.is_document and not _text(values.get("gap")):
            return self._without_gap(line, values)
        return line._replace(values=values)

    def _without_gap(self, line, values):
        """A document may leave the first gap of a section empty: somebody is to say what it is."""
        with override(self.plan.language):
            values |= {"gap": _("Gap not named in the document"), "is_unsure": True}
        asks = _("The section begins without a gap: say on the page of the plan what it is.")
        return line._replace(values=values, asks=asks)

    # --- a row that is there -----------------------------------------------------------------

    def _old(self, line, action, gap_texts):
        gap = action.gap
        held = values_of(action, gap, gap.section)
        mark = _text(line.values.get("mark"))
        is_old = bool(mark) and mark != held["mark"]
        values, errors, question = self.reader.read(line, held, is_old=is_old)
        if question:
            self._ask(line, question)
        if errors:
            self._errors(line, errors, action)
            return
        self._count_left_out(values, held)
        cells = self._cells(line, held, values)
        self.misplaced += any(
            values.get(name, held[name]) != held[name] for name in ("section", "core_function")
        )
        gap_text = self._gap_text(line, action, values, gap_texts)
        if not cells:
            self.same.append(str(action.pk))
            return
        told = {
            "row": line.row,
            "key": str(action.pk),
            "label": _short(action.text),
            "cells": cells,
        }
        if is_old:
            self.moved.append(told)
            if not self.takes_moved:
                return
        else:
            self.changed.append(told)
        self.edits.append(Edit(action, _written(values, cells), gap_text, action.version))

    def _cells(self, line, held, values):
        """Return what differs, as the page shows it."""
        said = {**values}
        if "schedule" in values:
            said["meaning"] = values["frequency"] or values["schedule"]
        status = said.get("status", held["status"])
        cells = []
        for name in COMPARED:
            if name not in said or (name not in line.letters and name not in ("meaning", "due_on")):
                continue
            if name in ANSWERS and status not in ANSWERS[name]:
                continue
            if name == "status" and not said[name]:
                continue  # a status is followed by another one, never taken away
            before, after = held.get(name) or None, said[name] or None
            if before != after:
                cells.append(self._cell(line, name, before, after))
        return cells

    def _cell(self, line, name, before, after):
        return {
            "name": name, "column": line.letters.get(name, ""), "title": str(BY_NAME[name].title),
            "before": _shown(name, before), "after": _shown(name, after),
        }  # fmt: skip

    def _gap_text(self, line, action, values, gap_texts):
        """Return the new words of the gap, or None. Rows of one gap say the same of it."""
        text = values.get("gap")
        if not text or text == action.gap.text:
            return None
        first = gap_texts.setdefault(action.gap_id, (line.row, text))
        if first[1] != text:
            self._error(line, "gap", text, _("Row %(row)d gives the same gap other words. Give it "
                        "one text.") % {"row": first[0]})  # fmt: skip
            return None
        return text

    # --- a row that is new -------------------------------------------------------------------

    def _added(self, line):
        values, errors, question = self.reader.read(line)
        if not values.get("gap"):
            errors["gap"] = _("Say what the challenge or gap is.")
        if not values.get("section"):
            errors["section"] = _("Name the section this gap belongs to.")
        if question:
            self._ask(line, question)
        if errors:
            self._errors(line, errors)
            return
        self._count_left_out(values, {})
        named = (values["section"], values["gap"])
        gap = self.gaps.get(named)
        if not values.get("text") and (gap or named in self.named_gaps):
            self.same.append(values["gap"][:40])
            return
        self.named_gaps.add(named)
        if line.asks:
            self.asks.append({"row": line.row, "gap": _short(values["gap"]), "text": line.asks})
        self.new.append({
            "row": line.row, "key": values.get("text") or values["gap"],
            "detail": " · ".join(part for part in (values["section"], values["gap"]) if part),
            "deadline": _deadline(values, question), "has_passed": self._has_passed(values),
            "is_gap": not values.get("text"), "fields": _told(values, gap),
        })  # fmt: skip
        self.additions.append(
            Addition(
                {**values, "deadline_as_published": values.get("deadline", "")},
                section_title=values["section"],
                core_function=values.get("core_function", ""),
                gap=gap,
                gap_text=values["gap"],
                is_unsure=values.get("is_unsure", False),
                shares_cell=values.get("shares_cell", False),
                note=line.asks,
            )
        )

    def _count_left_out(self, values, held):
        """Answers are kept with the status that asks for them, and with no other."""
        status = values.get("status") or held.get("status", "")
        self.left_out += any(
            values.get(name) and values[name] != held.get(name) and status not in statuses
            for name, statuses in ANSWERS.items()
        )

    def _has_passed(self, values):
        due_on = values.get("due_on")
        return bool(due_on and due_on < self.reader.on and values.get("status") != "completed")

    # --- errors and questions ----------------------------------------------------------------

    def _ask(self, line, words):
        asked = self.questions.setdefault(fold(words), {"words": words, "rows": []})
        if line.row not in asked["rows"]:
            asked["rows"].append(line.row)

    def _errors(self, line, errors, action=None):
        for name, text in errors.items():
            self._error(line, name, line.values.get(name), text, action)

    def _error(self, line, name, value, text, action=None):
        if (line.row, line.letters.get(name)) in self.unread:
            return  # what is wrong with that cell is said already
        self.errors.append({
            "row": line.row, "column": line.letters.get(name, ""),
            "title": str(BY_NAME[name].title) if name in BY_NAME else "",
            "value": _text(value) or None, "text": str(text),
            "key": _short(action.text) if action else "",
        })  # fmt: skip

    # --- what the page gets ------------------------------------------------------------------

    @property
    def data(self):
        return {
            "sheet": self.upload.sheet, "total": len(self.upload.lines), "errors": self.errors,
            "changed": self.changed, "moved": self.moved, "new": self.new,
            "same": len(self.same), "absent": [_short(action.text) for action in self.absent],
            "questions": [
                {"name": f"meaning-{_digest(key)}", **asked}
                for key, asked in self.questions.items()
            ],
            "asks": self.asks, "notices": self._notices(),
        }  # fmt: skip

    def _notices(self):
        found = []
        if passed := sum(one["has_passed"] for one in self.new):
            found.append(
                ngettext(
                    "The deadline of %(count)d new row has passed already: it will be overdue at "
                    "once. Check the year.",
                    "The deadlines of %(count)d new rows have passed already: they will be overdue "
                    "at once. Check the year.",
                    passed,
                )
                % {"count": passed}
            )
        if self.absent and not self.upload.is_document:
            found.append(
                ngettext(
                    "%(count)d action of the plan is not in the file: it stays as it is.",
                    "%(count)d actions of the plan are not in the file: they stay as they are.",
                    len(self.absent),
                )
                % {"count": len(self.absent)}
            )
        if self.misplaced:
            found.append(
                ngettext(
                    "%(count)d row names another section: a gap is moved on its own page.",
                    "%(count)d rows name another section: a gap is moved on its own page.",
                    self.misplaced,
                )
                % {"count": self.misplaced}
            )
        if self.left_out:
            found.append(
                ngettext(
                    "%(count)d row gives a reason, evidence or a day of delivery that its status "
                    "does not ask for: this is left out.",
                    "%(count)d rows give a reason, evidence or a day of delivery that their status "
                    "does not ask for: this is left out.",
                    self.left_out,
                )
                % {"count": self.left_out}
            )
        if self.upload.unknown:
            titles = ", ".join(title[:60] for title in self.upload.unknown)
            found.append(
                _("These columns are not known here and are ignored: %(titles)s.")
                % {"titles": titles}
            )
        return found

    @cached_property
    def basis(self):
        """A mark of the differences; another one means that something has changed since."""
        told = [self.changed, self.moved, [[one["row"], one["key"]] for one in self.new],
                len(self.errors)]  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def writes_nothing(self):
        return not (self.errors or self.edits or self.additions)


def meaning_answers(data, post):
    """Return the answers to a preview's questions: {folded words: key}."""
    return {
        fold(asked["words"]): post[asked["name"]]
        for asked in data["questions"]
        if post.get(asked["name"])
    }


def _deadline(values, question):
    """Say how the deadline of a new row was read; "" where it gives none."""
    told = {"words": values.get("deadline", "")}
    if question:
        return _("The meaning of the deadline “%(words)s” is asked below.") % told
    if not values.get("text") or values.get("schedule") in (None, Schedule.UNSPECIFIED):
        return _("Deadline “%(words)s”, not specified") % told if told["words"] else ""
    told["meaning"] = _shown("meaning", values["frequency"] or values["schedule"])
    if not values.get("due_on"):
        return _("Deadline “%(words)s”, read as: %(meaning)s") % told
    told["day"] = date_format(values["due_on"])
    return _("Deadline “%(words)s”, read as: %(meaning)s, %(day)s") % told


def _told(values, gap):
    """Return what else a new row says, as (title, words): what is written, and nothing else. The
    core function is that of a section, so it is told of a new gap alone."""
    status = values.get("status", "")
    return [
        (str(BY_NAME[name].title), _shown(name, values[name]))
        for name in TOLD
        if values.get(name)
        and (status in ANSWERS[name] if name in ANSWERS else name != "core_function" or not gap)
    ]


def _digest(key):
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _short(text):
    """Return enough of a text to know it by."""
    return text if len(text) <= LABEL else f"{text[:LABEL].rsplit(' ', 1)[0]} …"


def _text(raw):
    return "" if raw is None else str(raw).strip()


def _written(values, cells):
    """Return the values to write: those of the columns that differ, by the model's names."""
    names = {cell["name"] for cell in cells}
    if names & {"reason", "evidence", "completed_on"}:
        names.add("status")
    if "due_on" in names:
        names.add("meaning")
    found = {}
    for column in names - {"gap"}:
        for name in WRITTEN.get(column, ()):
            key = "deadline" if name == "deadline_as_published" else name
            if key in values:
                found[name] = values[key]
    return found


def _shown(name, value):
    """Return a value in words, as JSON holds it."""
    if value is None:
        return None
    if name in ("meaning", "status", "core_function"):
        return str(LABELS.get(value, value))
    return date_format(value) if hasattr(value, "year") else str(value)
