"""The fonts that are set inside a PDF, and which signs they have.

They come from a Python package: Noto Sans with the scripts that belong to it, signs and emoji, so
that a pack looks alike on every machine. Where it is not installed, what the system has stands in
for it; in the last place come the fonts inside typst.
"""

import functools
import json
import re
import unicodedata
from importlib.util import find_spec
from pathlib import Path

import typst
from django.utils.translation import ngettext

PACKAGE = "manimgx_fonts"
# Text is set in the first family that has the sign; other scripts (“Noto Sans Ethiopic”) follow the
# first ones. The last have arrows, ticks and the signs of mathematics.
FIRST = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Symbols", "Noto Emoji")
SCRIPT = "Noto Sans "
LAST = (
    "DejaVu Sans", "Liberation Sans", "Arial", "DejaVu Sans Mono", "New Computer Modern Math",
    "Libertinus Serif",
)  # fmt: skip
CERTAIN = frozenset(map(chr, range(0x20, 0x7F))) | {"\n"}
PROBE = b"""
#set document(title: "-")
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)
#sys.inputs.text
"""
# A long word without a place to break would run off its column: it may break between any four
# signs, which are boxes, so that whoever copies or searches the text still finds one word. Web
# addresses break at their slashes, joined letters stay joined, and some scripts write no spaces.
LONG_WORDS = r"""
#let in-pieces(it) = {
  let signs = it.text.clusters()
  let at = range(0, signs.len(), step: 4)
  at.map(at => box(signs.slice(at, calc.min(at + 4, signs.len())).join())).join()
}
#let unbroken = "[^\\s/\\-?&\\p{Arabic}\\p{Han}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}]"
#show regex(unbroken + "{30,}"): in-pieces
#show table: it => { show regex(unbroken + "{24,}"): in-pieces; it }
"""
# In JSON, where quotes end a text and a line break begins with a backslash.
LONG_WORD, HASH = re.compile(r'[^\s/\-?&"\\]{24,}'), re.compile(r"[0-9a-f]{64}")
STANDARD = ["ua-1"]
NOT_DISPLAYED = "could not be displayed"


@functools.cache
def fonts():
    """Return the fonts that typst may use: those of the package, or the system's where it is
    missing. Read once for each process."""
    found = find_spec(PACKAGE)
    paths = [str(Path(found.origin).parent)] if found else []
    return typst.Fonts(include_system_fonts=not found, font_paths=paths)


@functools.cache
def families():
    """Return the names of the fonts to set text in, the first choice first."""
    there = set(fonts().families())
    scripts = sorted(name for name in there if name.startswith(SCRIPT) and name not in FIRST)
    return [name for name in (*FIRST, *scripts, *LAST) if name in there]


def shown(text):
    """Return a text with something in the place of each sign that no font has: it is said how many
    letters of which script are missing, and pictures give their name."""
    lacking = _lacking(frozenset(text) - CERTAIN)
    if not lacking:
        return text
    signs = "".join(map(re.escape, sorted(lacking)))
    # One word for a whole sentence: its spaces and its own signs of punctuation included.
    runs = rf"[{signs}]+(?:[^\S\n]+[{signs}]+)*"
    return re.sub(runs, lambda found: _instead(found[0]), text)


def lack_signs_of(text):
    """Whether no font has some sign of a text."""
    return bool(_lacking(frozenset(text) - CERTAIN))


def scripts_lacking(texts):
    """Return the scripts, such as “CJK”, whose letters in these texts no font has."""
    lacking = _lacking(frozenset().union(*texts) - CERTAIN)
    return sorted({script for sign in lacking if (script := _script(sign))})


def _script(sign):
    """Return the script of a letter or digit, such as “CJK”, else ""."""
    if unicodedata.category(sign)[0] not in "LN":
        return ""
    word = unicodedata.name(sign, "?").split()[0]
    return word if word == "CJK" else word.capitalize()


def _instead(signs):
    """Pictures are named as Unicode names them, so that no word is lost in silence; what only joins
    or changes other signs vanishes."""
    if scripts := sorted(set(map(_script, signs)) - {""}):
        number = len("".join(signs.split()))
        return ngettext(
            "[%(n)d sign (%(script)s) that the fonts of this file lack]",
            "[%(n)d signs (%(script)s) that the fonts of this file lack]",
            number,
        ) % {"n": number, "script": ", ".join(scripts)}
    return "".join(
        f"[{unicodedata.name(sign, 'sign').lower()}]" if unicodedata.category(sign)[0] in "SP"
        else " " * sign.isspace()
        for sign in signs
    )  # fmt: skip


_known = {}


def _lacking(signs):
    """Return those of the signs that no font has. Typst itself is asked, once for each sign in a
    process: what it would not display is what would fail the file."""
    asked = sorted(signs - _known.keys())
    if asked:
        _ask(asked)
    return {sign for sign in signs if not _known[sign]}


def _ask(signs):
    """Find out which signs are displayed, by halving those that are not."""
    is_displayed = _displays(signs)
    if is_displayed or len(signs) == 1:
        _known.update(dict.fromkeys(signs, is_displayed))
        return
    half = len(signs) // 2
    _ask(signs[:half])
    _ask(signs[half:])


def _displays(signs):
    # A mark that belongs on a letter is tried on one.
    text = " ".join(f"a{sign}" if unicodedata.combining(sign) else sign for sign in signs)
    try:
        typeset(PROBE, {"text": text})
    except typst.TypstError:
        return False
    return True


def compiled(source, inputs, **options):
    """Return the PDF of a source (its bytes), typeset with our fonts, long words broken where they
    have to be. Raises `typst.TypstError`."""
    # The rules look at every word, a fifth of the time that a pack takes: where they are needed.
    words = LONG_WORD.findall(" ".join(inputs.values()))
    rules = "" if all(map(HASH.fullmatch, words)) else LONG_WORDS
    return typeset(rules.encode() + source, inputs, **options)


def typeset(source, inputs, *, standards=STANDARD, **options):
    """Return the PDF of a source as it is, typeset with our fonts. Raises `typst.TypstError`."""
    inputs = {**inputs, "fonts": json.dumps(families())}
    return typst.compile(
        source, font_paths=fonts(), sys_inputs=inputs, pdf_standards=standards, **options
    )
