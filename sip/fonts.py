"""The fonts that are set inside a PDF, and which signs they have.

Noto Sans comes from Python packages, so that a pack looks alike on every machine; where they are
not installed, what the system has stands in for them, and in the last place the font inside typst.
"""

import functools
import json
import unicodedata
from importlib.util import find_spec
from pathlib import Path

import typst

PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
FAMILIES = (
    "Noto Sans", "Noto Sans Arabic", "DejaVu Sans", "Liberation Sans", "Arial", "Libertinus Serif",
)  # fmt: skip
LATIN, ARABIC = "Noto Sans", "Noto Sans Arabic"
CERTAIN = frozenset(map(chr, range(0x20, 0x7F))) | {"\n"}
PROBE = b"""
#set document(title: "-")
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)
#sys.inputs.text
"""
STANDARD = ["ua-1"]
NOT_DISPLAYED = "could not be displayed"


@functools.cache
def fonts():
    """Return the fonts that typst may use: those of the packages, and the system's where one of
    them is missing. Read once for each process."""
    found = [find_spec(name) for name in PACKAGES]
    paths = [str(Path(spec.origin).parent) for spec in found if spec]
    return typst.Fonts(include_system_fonts=len(paths) < len(PACKAGES), font_paths=paths)


@functools.cache
def families():
    """Return the names of the fonts to set text in, the first choice first."""
    there = set(fonts().families())
    return [name for name in FAMILIES if name in there]


def shown(text):
    """Return a text without the signs that no font has: pictures vanish, letters become “?”."""
    lacking = _lacking(frozenset(text) - CERTAIN)
    if not lacking:
        return text
    return "".join(_instead(sign) if sign in lacking else sign for sign in text)


def _instead(sign):
    return "?" if unicodedata.category(sign)[0] in "LN" else ""


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
        compiled(PROBE, {"text": text})
    except typst.TypstError:
        return False
    return True


def compiled(source, inputs, *, standards=STANDARD, **options):
    """Return the PDF of a source, typeset with our fonts. Raises `typst.TypstError`."""

    inputs = {**inputs, "fonts": json.dumps(families())}
    return typst.compile(
        source, font_paths=fonts(), sys_inputs=inputs, pdf_standards=standards, **options
    )
