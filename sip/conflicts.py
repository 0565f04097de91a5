"""Two people edited the same thing: which answers differ, and what to keep of each.

Pure functions over plain dicts of form values (text, or None). The page that answers 409 shows
`compare(…)` with templates/components/conflict_field.html, carries every value of “mine” in hidden
inputs under its own name, and sends the new version back; `resolve(…)` then reads the choices.

What both edits began from says who changed what: it travels with a form (`signed`, `BeganField`),
or is told by the trail where every edit stands in it (a report).
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django import forms
from django.core import signing
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.conflicts import merged_elements

SALT = "sip.conflicts.began_from"
BETWEEN = {"list": ", ", "rows": "\n"}  # what stands between the elements of a list, as typed
NOT_ASKED = ("version", "began_from")  # what travels with a form beside its questions


class BeganField(forms.CharField):
    """What a form began from, unseen and signed. Its value is a dict of texts by question, or None
    where nothing that can be trusted came: then nobody knows who changed what."""

    def __init__(self):
        super().__init__(widget=forms.HiddenInput, required=False)

    def clean(self, value):
        return began_from(value)


def signed(values):
    """Return what a form begins from ({question: text}) as its hidden input carries it."""
    texts = {name: plain(value) for name, value in values.items() if name not in NOT_ASKED}
    return signing.dumps(texts, salt=SALT, compress=True)


def began_from(text):
    """Return the values that `signed` wrote, or None."""
    try:
        return signing.loads(text or "", salt=SALT)
    except signing.BadSignature:
        return None


SHOWN_AS_SIGNS = ("status", "answer")  # by their keys


def asked_of(form, *, kinds=None, under=None):
    """Return the questions of a form. Kinds follow from the fields, unless `kinds` says otherwise
    by name; `under(name)` says which part of the form a question stands in."""
    return [
        _question(name, one, (kinds or {}).get(name, "text"), under(name) if under else "")
        for name, one in form.fields.items()
        if name not in NOT_ASKED
    ]


def _question(name, field, kind, under):
    choices = dict(getattr(field, "choices", ()))
    if isinstance(field, forms.BooleanField):
        choices = {"on": _("Yes")}
    if isinstance(field, forms.MultipleChoiceField):
        kind = "list"
    elif kind == "text" and choices:
        kind = "line"
    return Asked(name, str(field.label), kind, under, {} if kind in SHOWN_AS_SIGNS else choices)


class Keep(models.TextChoices):
    """What a person may keep of two answers to the same question."""

    SAVED = "saved", gettext_lazy("Keep what is saved")
    MINE = "mine", gettext_lazy("Keep mine")
    MERGED = "merged", gettext_lazy("Merge the two")


@dataclass(frozen=True)
class Asked:
    """One question of a form. `kind` is "text" (can be merged), "list" (several of `choices`),
    "rows" (one element a line), "status" or "line" (a day, a choice, a short answer); `under` says
    which part of the form it stands in, such as a code."""

    name: str
    label: str
    kind: str = "text"
    under: str = ""
    choices: Mapping = field(default_factory=dict, compare=False)  # what each key is called

    @property
    def is_several(self):
        return self.kind in BETWEEN

    def elements(self, text):
        """Return the elements of a list, in the order of the choices, or else as they stand."""
        parts = text.replace("\n", ",").split(",") if self.kind == "list" else text.split("\n")
        given = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        known = [str(key) for key in self.choices if str(key) in given]
        return known + [part for part in given if part not in known]

    def joined(self, elements):
        """Return elements as they would be typed."""
        return BETWEEN[self.kind].join(self.elements(BETWEEN[self.kind].join(elements)))

    def read(self, value):
        """Return a value as two of them are compared."""
        text = plain(value)
        return self.joined(self.elements(text)) if self.is_several else text

    def said(self, text):
        """Return an answer in the words of who chose it: names, never keys."""
        if self.kind == "list":
            return ", ".join(str(self.choices.get(key, key)) for key in self.elements(text))
        return str(self.choices.get(text, text))


class Piece(NamedTuple):
    """Some words of one text, and whether the other text lacks them."""

    words: str
    is_marked: bool


@dataclass(frozen=True)
class Difference:
    """One question with two answers. `chosen` is what is proposed or was chosen; None where only a
    person can say."""

    asked: Asked
    saved: str
    mine: str
    chosen: Keep | None
    merged: str

    @property
    def keep_name(self):
        return f"keep-{self.asked.name}"

    @property
    def merged_name(self):
        return f"merged-{self.asked.name}"

    @property
    def can_merge(self):
        return self.asked.is_several or (
            self.asked.kind == "text" and bool(self.saved and self.mine)
        )

    @property
    def is_typed(self):
        """Whether what is merged can be corrected as a text; boxes that were ticked cannot."""
        return self.asked.kind != "list"

    @property
    def saved_said(self):
        """What is saved, in the words of who chose it."""
        return self.asked.said(self.saved)

    @property
    def mine_said(self):
        return self.asked.said(self.mine)

    @property
    def merged_said(self):
        return self.asked.said(self.merged)

    @property
    def saved_pieces(self):
        return _marked(*self._shown())

    @property
    def mine_pieces(self):
        return _marked(*reversed(self._shown()))

    def _shown(self):
        """Return both answers as they are read."""
        is_keys = self.asked.kind == "list"
        return (self.saved_said, self.mine_said) if is_keys else (self.saved, self.mine)


@dataclass(frozen=True)
class Comparison:
    differing: tuple[Difference, ...]
    same: tuple[Asked, ...]
    mine: dict  # every value of mine, for the hidden inputs

    def __bool__(self):
        return bool(self.differing)


def compare(asked, *, saved, mine, base=None, post=None):
    """Return how `mine` differs from what is `saved`, question by question.

    `asked` is the list of questions; `base` holds the values both edits began from, where they
    are known: the answer that only one of the two changed is then the one proposed. What both
    changed is proposed merged where it can be, and is otherwise for the person to choose. `post`
    holds choices made already, on a page that went stale again. Nothing is taken over without a
    click.
    """
    differing, same = [], []
    for question in asked:
        theirs, own = (question.read(each.get(question.name)) for each in (saved, mine))
        if theirs == own:
            same.append(question)
        else:
            before = None if base is None else question.read(base.get(question.name))
            differing.append(_difference(question, theirs, own, before, post or {}))
    kept = {question.name: question.read(mine.get(question.name)) for question in asked}
    return Comparison(tuple(differing), tuple(same), kept)


def has_moved(asked, *, saved, base):
    """Whether somebody else changed an answer since `base`; where that is unknown, yes."""
    if base is None:
        return True
    return any(one.read(saved.get(one.name)) != one.read(base.get(one.name)) for one in asked)


def resolve(asked, *, saved, mine, post):
    """Return the values that the choices in `post` lead to, and what is missing.

    Answers `(values, errors)`: `errors` says by question name what to do where two answers differ
    and no choice came.
    """
    values, errors = {}, {}
    for difference in compare(asked, saved=saved, mine=mine).differing:
        name = difference.asked.name
        keep = post.get(difference.keep_name)
        if keep == Keep.MERGED and difference.can_merge:
            values[name] = difference.asked.read(post.get(difference.merged_name))
        elif keep in (Keep.SAVED, Keep.MINE):
            values[name] = difference.saved if keep == Keep.SAVED else difference.mine
        else:
            errors[name] = _("Choose what to keep.")
    kept = {question.name: question.read(mine.get(question.name)) for question in asked}
    return {**kept, **values}, errors


def was_asked(post):
    """Whether a form comes from a page that showed two versions."""
    return any(name.startswith("keep-") for name in post)


def plain(value):
    """Return a form value as two of them are compared: text, with one kind of line end."""
    return str("" if value is None else value).replace("\r\n", "\n").strip()


def _difference(question, saved, mine, base, post):
    chosen = post.get(f"keep-{question.name}")
    merged = post.get(f"merged-{question.name}")
    return Difference(
        asked=question,
        saved=saved,
        mine=mine,
        chosen=Keep(chosen) if chosen in Keep.values else _proposed(question, saved, mine, base),
        merged=_merged(question, saved, mine, base) if merged is None else question.read(merged),
    )


def _proposed(question, saved, mine, base):
    """Return what to keep unless the person says otherwise, or None where only they can say."""
    if base is not None and base == saved:
        return Keep.MINE
    if base is not None and base == mine:
        return Keep.SAVED
    if question.is_several:
        return Keep.MERGED
    if not mine:
        return Keep.SAVED  # an answer left empty is never proposed over words
    return Keep.MERGED if question.kind == "text" and saved else None


def _merged(question, saved, mine, base):
    """Propose one answer out of two."""
    if question.is_several:
        return question.joined(
            merged_elements(question.elements(saved), question.elements(mine),
                            question.elements(base or ""))
        )  # fmt: skip
    return _joined(saved, mine, base or "")


def _joined(saved, mine, base):
    """Propose one text out of two: the saved one, then the sentences that I added."""
    if not saved or not mine:
        return saved or mine
    known = {*_sentences(saved), *_sentences(base)}
    return " ".join([saved, *(part for part in _sentences(mine) if part not in known)])


def _sentences(text):
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def _marked(text, other):
    """Cut `text` into pieces, marking the words that `other` does not have at that place."""
    words, others = _words(text), _words(other)
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    return [
        Piece("".join(words[start:end]), operation != "equal")
        for operation, start, end, _start, _end in matcher.get_opcodes()
        if end > start
    ]


def _words(text):
    return re.findall(r"\S+\s*|\s+", text)[:2000]
