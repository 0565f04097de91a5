"""One line of a file as values of the tracker, or what is wrong with it, cell by cell."""

import datetime

from django.utils.translation import gettext as _

from accounts.characters import taken
from accounts.clock import today
from actionplans import deadlines
from actionplans.actions.writing import missing_answers
from actionplans.columns import BY_NAME, keys_by_word
from actionplans.deadlines import DATED, Deadline, NoSuchDay, Schedule
from sip.models import Activity, Output
from sip.search import fold

TEXTS = (
    "section", "gap", "text", "deadline", "responsible", "support_needed", "support_from", "reason",
    "evidence", "sip",
)  # fmt: skip
DAYS = ("due_on", "completed_on")
CHOICES = ("core_function", "meaning", "status")


class Reader:
    """Reads the lines of one file, for a plan of `year`. `meanings` are the answers to what was
    asked: {folded words of a deadline: key}."""

    def __init__(self, year, meanings=None, on=None):
        self.year, self.meanings, self.on = year, meanings or {}, on or today()
        self.words = {name: {**keys_by_word(BY_NAME[name]), "": ""} for name in CHOICES}
        self.elements = {one.code: one for one in Output.objects.all()}
        self.elements |= {one.code: one for one in Activity.objects.filter(withdrawn_on=None)}

    def read(self, line, held=None, *, is_old=False):
        """Return (values, errors, question): values by column name (only of columns the file has),
        errors as {column: message}, and the deadline's words where their meaning is to be asked.

        `held` are the values of the action as it is, None for a new one; `is_old` says that the
        action has changed since the file was made."""
        values, errors = {}, {}
        for names, take in ((TEXTS, self._text), (DAYS, self._day), (CHOICES, self._choice)):
            for name in names:
                if name in line.values:
                    take(name, line.values[name], values, errors)
        self._element(values, errors)
        question = ""
        if not errors.keys() & {"deadline", "due_on"}:
            question = self._deadline(values, held or {}, errors, is_old)
        if held is not None:
            _refuse_empty(values, errors)
        self._answers(values, held or {}, errors)
        for name in ("is_unsure", "shares_cell"):
            if name in line.values:
                values[name] = line.values[name]
        return values, errors, question

    def _answers(self, values, held, errors):
        """Ask for what the status asks for."""
        if values.get("status") and "status" not in errors:
            missing = missing_answers({**held, **values})
            errors |= {name: text for name, text in missing.items() if name not in errors}
        if (day := values.get("completed_on")) and day > self.on:
            errors["completed_on"] = _("The day of delivery cannot lie ahead.")

    def _text(self, name, raw, values, errors):
        text = taken(_plain(raw)).strip()
        longest = BY_NAME[name].longest
        if len(text) > longest:
            errors[name] = _("Shorten this text: %(most)d characters at most, it has %(has)d.") % {
                "most": longest, "has": len(text),
            }  # fmt: skip
        elif "\0" in text:
            errors[name] = _(
                "This text holds a character that cannot be kept (NUL): type it again."
            )
        values[name] = text

    def _day(self, name, raw, values, errors):
        if raw is None or raw == "":
            values[name] = None
            return
        try:
            found = deadlines.read(raw, self.year)
        except NoSuchDay as error:
            errors[name] = str(error)
            return
        if found.due_on is None or not 2000 <= found.due_on.year <= 2099:
            errors[name] = _("Type a day that exists, as day/month/year: 15/06/2026.")
            return
        values[name] = found.due_on

    def _choice(self, name, raw, values, errors):
        text = _plain(raw)
        words = self.words[name]
        if text not in words:
            words[text] = words.get(fold(text))  # folded once: a column's words are few
        key = words[text]
        if key is None:
            offered = ", ".join(str(label) for _key, label in BY_NAME[name].choices)
            errors[name] = _("Unknown word. Write one of: %(offered)s.") % {"offered": offered}
            return
        values[name] = key

    def _element(self, values, errors):
        code = values.get("sip")
        if code and code not in self.elements:
            errors["sip"] = _("The SIP has no output or activity %(code)s.") % {"code": code[:20]}
        elif "sip" in values:
            found = self.elements.get(code)
            values["output"] = found if isinstance(found, Output) else None
            values["activity"] = found if isinstance(found, Activity) else None

    def _deadline(self, values, held, errors, is_old):
        """Settle what the deadline means; return its words where they say nothing to us."""
        if "deadline" not in values and "meaning" not in values:
            return ""
        words = values.get("deadline", held.get("deadline", ""))
        meaning = values.get("meaning") or ""
        day = values.get("due_on", held.get("due_on"))
        only_words_changed = (
            words != held.get("deadline") and meaning == held.get("meaning")
            and day == held.get("due_on")
        )  # fmt: skip
        if words == held.get("deadline") and (
            "meaning" not in values or (is_old and self._says(words) == held.get("meaning"))
        ):
            # What these words mean is what the tracker says, or has learnt since.
            values.pop("meaning", None)
            values.pop("due_on", None)
            return ""
        if meaning and not only_words_changed:
            found = self._chosen(words, meaning, day, errors)
        else:
            found = self._from_words(words, errors)
        if found is None:
            return ""
        values["schedule"], values["frequency"] = found.schedule, found.frequency
        values["due_on"] = found.due_on
        return "" if found.is_known else words

    def _says(self, words):
        try:
            return deadlines.read(words, self.year).meaning
        except NoSuchDay:
            return ""

    def _chosen(self, words, meaning, day, errors):
        if meaning in DATED and day is None:
            found = self._from_words(words, errors)
            if found and found.due_on:
                return deadlines.of_meaning(meaning, found.due_on)
            errors.setdefault("due_on", _("Give the day."))
            return None
        return deadlines.of_meaning(meaning, day)

    def _from_words(self, words, errors):
        if answer := self.meanings.get(fold(words)):
            return deadlines.of_meaning(answer)
        try:
            found = deadlines.read(words, self.year)
        except NoSuchDay as error:
            errors["deadline"] = str(error)
            return None
        return found if found.is_known else Deadline(Schedule.UNSPECIFIED, is_known=False)


def _refuse_empty(values, errors):
    """An action that is there keeps its words: it leaves the plan elsewhere."""
    if values.get("text") == "":
        errors["text"] = _("Say what is to be done; an action leaves the plan on its own page.")
    if values.get("gap") == "":
        errors["gap"] = _("Say what the challenge or gap is.")


def _plain(raw):
    """Return a cell as text; days as people write them."""
    if raw is None:
        return ""
    if isinstance(raw, datetime.datetime):
        raw = raw.date()
    if isinstance(raw, datetime.date):
        return raw.strftime("%d/%m/%Y")
    return str(raw).replace("\r\n", "\n").strip()
