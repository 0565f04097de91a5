"""Whatever people read can be translated, and French has all of it."""

import ast
import re
from functools import cache
from html.parser import HTMLParser

import polib

from tests.architecture import msgids
from tests.architecture.sources import ROOT, each, modules, nodes, pages, text_of

# Words that are the same in every language, or belong to no language at all.
SAME_EVERYWHERE = {
    "sip", "glm", "csv", "xlsx", "json", "pdf", "hxl", "api", "iati", "prp", "html", "utf", "nbsp",
}  # fmt: skip
READ_ALOUD = {"title", "aria-label", "alt", "placeholder", "data-l", "label"}


@cache
def catalogue(language="fr"):
    """Return the catalogue of one language; an empty one where there is no file yet."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


@cache
def code():
    return msgids.in_the_code()


def key(entry):
    return msgids.Message(entry.msgctxt, entry.msgid, entry.msgid_plural or None)


@each(modules())
def test_every_message_is_a_text_that_a_translator_can_find(path):
    list(msgids.in_python(path))


def test_french_has_every_message_of_the_code():
    held = {key(entry) for entry in catalogue() if not entry.obsolete}
    # A message used with and without its plural is one entry, with it.
    held |= {entry._replace(plural=None) for entry in held}
    missing = [f"{place}: {entry.text}" for entry, place in code().items() if entry not in held]
    assert not missing, "\n".join(missing)


def test_french_has_no_message_that_the_code_no_longer_asks_for():
    asked = {entry[:2] for entry in code()}
    assert [entry.msgid for entry in catalogue() if key(entry)[:2] not in asked] == []


def test_nothing_in_french_is_empty_or_guessed():
    entries = catalogue()
    assert [e.msgid for e in entries if e.fuzzy or not e.translated()] == []
    assert [e.msgid for e in entries if e.msgid_plural and len(e.msgstr_plural) != 2] == []


def placeholders(text):
    return sorted(re.findall(r"(?<!%)%(?:\((\w+)\))?[sd]", text) + re.findall(r"\{(\w*)\}", text))


def test_placeholders_agree():
    wrong = []
    for entry in catalogue():
        if not entry.msgid_plural:
            pairs = [(entry.msgstr, {tuple(placeholders(entry.msgid))})]
        else:
            # “One report” may leave its number out, in either language.
            whole = placeholders(entry.msgid_plural)
            without = [name for name in whole if name not in {"counter", "number", "count"}]
            one, *more = entry.msgstr_plural.values()
            said = {tuple(placeholders(entry.msgid)), tuple(whole), tuple(without)}
            pairs = [(one, said), *((text, {tuple(whole)}) for text in more)]
        wrong += [text for text, allowed in pairs if tuple(placeholders(text)) not in allowed]
    assert wrong == []


def french_texts():
    for entry in catalogue():
        yield from entry.msgstr_plural.values() or [entry.msgstr]


TALL_SIGN_WITHOUT_ITS_SPACE = re.compile(
    r"(?<![\u00a0\u202f!?])[;!?»](?![\w/=&])"  # an address may hold such a sign
    r"|[^\u00a0\u202f\d]:(?=\s|$)"
    r"|«(?![\u00a0\u202f])"
)


def test_french_is_set_as_french_is():
    """No-break spaces before tall signs and inside quotation marks, and curly apostrophes."""
    wrong = []
    for text in french_texts():
        plain = re.sub(r"%\(\w+\)[sd]|\{\w*\}|<[^>]*>|&\w+;", "x", text)
        if TALL_SIGN_WITHOUT_ITS_SPACE.search(plain) or re.search(r"\w'\w", plain):
            wrong.append(text)
    assert wrong == []


def test_french_says_cluster_logistique():
    assert [
        text for text in french_texts() if re.search(r"\bGSL\b|[Gg]roupe sectoriel", text)
    ] == []


# A command is typed as it stands, in every language.
SILENT = {"script", "style", "code", "kbd"}


class Visible(HTMLParser):
    """Collect the words of a template that stand outside every translation tag."""

    def __init__(self, source):
        super().__init__()
        self.found, self.quiet, self.foreign = [], 0, None
        source = re.sub(r"{% (block)trans.*?{% endblocktrans\w* %}", "", source, flags=re.DOTALL)
        source = re.sub(r"{% comment.*?{% endcomment %}", "", source, flags=re.DOTALL)
        self.feed(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL))

    def handle_starttag(self, tag, attrs):
        self.quiet += tag in SILENT
        if "lang" in dict(attrs) and tag != "html":  # a language is named in itself
            self.foreign = tag
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag):
        self.quiet -= tag in SILENT
        self.foreign = None if tag == self.foreign else self.foreign

    def handle_data(self, data):
        if not self.quiet and not self.foreign:
            self.found.append(data)


def words(text):
    return [
        word for word in re.findall(r"[^\W\d_]{2,}", text) if word.lower() not in SAME_EVERYWHERE
    ]


@each(pages())
def test_every_word_on_a_page_can_be_translated(path):
    visible = Visible(text_of(path)).found
    assert [text.strip() for text in visible if words(text)] == []


SAID_BY = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label",
           "violation_error_message", "description", "caption"}  # fmt: skip
SAID_TO = {"Refused", "ValidationError", "success", "info", "warning", "error"}


def untranslated(path):
    """Yield the texts that a module shows as they stand, without asking for their translation."""
    for node in nodes(path):
        if not isinstance(node, ast.Call):
            continue
        for keyword in node.keywords:
            if keyword.arg in SAID_BY:
                yield keyword.value
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in SAID_TO and _speaks(node.func):
            yield from node.args[-1:]


def _speaks(function):
    """`messages.error(…)` speaks to a person; `logger.error(…)` does not."""
    owner = getattr(getattr(function, "value", None), "id", "")
    return isinstance(function, ast.Name) or owner in {"messages", "exceptions"}


@each(modules())
def test_every_word_said_by_the_code_can_be_translated(path):
    said = [node for node in untranslated(path) if isinstance(node, ast.Constant | ast.JoinedStr)]
    found = [
        f"line {node.lineno}"
        for node in said
        if isinstance(node, ast.JoinedStr) or (isinstance(node.value, str) and words(node.value))
    ]
    assert found == []


@each([path for path in modules() if path.name != "days.py"])
def test_days_are_written_as_each_language_writes_them(path):
    """By `accounts.days`, which knows the first of a month in French, never by Django alone."""
    assert "django.utils.formats import date_format" not in text_of(path)
