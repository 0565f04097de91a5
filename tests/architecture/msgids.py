"""Collect every string that the code asks a translation for, without GNU gettext.

Python is read as a tree; a template first becomes Python-like text through Django's own
`templatize`, which `makemessages` uses too.
"""

import ast
import contextlib
import io
import re
import tokenize
from typing import NamedTuple

from django.utils.translation.template import templatize

from tests.architecture.sources import modules, named, nodes, templates, tree

# What each function takes, in order: c a context, s the message, p its plural.
SHAPES = {
    "gettext": "s", "gettext_lazy": "s", "gettext_noop": "s", "_": "s",
    "ngettext": "sp", "ngettext_lazy": "sp", "pgettext": "cs", "pgettext_lazy": "cs",
    "npgettext": "csp", "npgettext_lazy": "csp",
}  # fmt: skip


class Message(NamedTuple):
    """One entry that a catalogue has to hold."""

    context: str | None
    text: str
    plural: str | None


def message(shape, values):
    """Make a message from a call's texts: `message("cs", ["state", "Draft"])`."""
    given = dict(zip(shape, values, strict=False))
    return Message(given.get("c"), given["s"], given.get("p"))


class NotALiteral(Exception):
    """A call whose text only exists at run time: no catalogue could hold it."""


def in_python(path):
    """Yield the messages of a module; raise NotALiteral for a computed one."""
    names = dict(_imported_names(tree(path)))
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = names.get(getattr(node.func, "id", None)) or getattr(node.func, "attr", None)
            if name in SHAPES and node.args:
                yield message(SHAPES[name], _texts(path, node, len(SHAPES[name])))


def _imported_names(module):
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def _texts(path, call, count):
    texts = [getattr(argument, "value", None) for argument in call.args[:count]]
    if len(texts) < count or not all(isinstance(text, str) for text in texts):
        raise NotALiteral(f"{named(path)}:{call.lineno}")
    return texts


def in_template(path):
    """Yield the messages of a template."""
    for line in templatize(path.read_text(encoding="utf-8"), named(path)).splitlines():
        yield from _in_line(line.strip())


def _in_line(line):
    tokens = _tokens(line)
    for place, token in enumerate(tokens):
        if token.string in SHAPES and tokens[place + 1].string == "(":
            shape = SHAPES[token.string]
            after = tokens[place + 2 : place + 2 + 2 * len(shape)]
            texts = [ast.literal_eval(t.string) for t in after if t.type == tokenize.STRING]
            yield message(shape, texts)


def _tokens(line):
    """Cut one line of `templatize` into tokens, as far as it looks like Python."""
    reader = tokenize.generate_tokens(io.StringIO(re.sub(r"#\s*Translators.*", "", line)).readline)
    found = []
    with contextlib.suppress(tokenize.TokenError):
        found.extend(reader)
    return found


def in_the_code():
    """Return {message: a place where it stands} for apps, config and templates."""
    found = {}
    for path in modules():
        found.update((entry, named(path)) for entry in in_python(path))
    for path in templates():
        found.update((entry, named(path)) for entry in in_template(path))
    return found
