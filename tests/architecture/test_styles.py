"""Styles and scripts stay small, turn around by themselves, and ask no other host."""

import gzip
import re

import pytest

from tests.architecture.sources import ROOT, named

STYLES = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
# The back office has a coat of its own over Django's; readers never load it.
BACK_OFFICE = "admin"

PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)"
    r"|(?<![\w.-])(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)"
    r"\s*:|(?:float|clear|text-align|caption-side)\s*:\s*(?:left|right)\b"
)


def readers(paths):
    return [path for path in paths if BACK_OFFICE not in named(path)]


def declarations(path):
    """Return a stylesheet without comments, and without the conditions of its at-rules."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"@(?:media|container|supports)[^{]*", "", text)


def weight(paths):
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_directions_are_logical_so_that_arabic_needs_no_sheet_of_its_own(path):
    assert PHYSICAL.findall(declarations(path)) == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_a_sheet_loads_nothing_else(path):
    assert not re.findall(r"@import|@font-face|url\(\s*['\"]?(?:https?:)?//", declarations(path))


def test_styles_weigh_at_most_nine_kilobytes_compressed():
    assert weight(readers(STYLES)) <= 9 * 1024


def test_scripts_weigh_at_most_four_kilobytes_compressed():
    assert weight(readers(SCRIPTS)) <= 4 * 1024


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_makes_no_code_and_no_html_from_text(path):
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"\beval\(|new Function|innerHTML|outerHTML|document\.write", text)
    assert not re.findall(r"https?://", text)
