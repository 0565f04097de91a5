"""The dashboard in a browser: every number opens rows that add up to it, and it fits on paper."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.demo import SAG
from tests.browser.test_pages import violations
from tests.dashboard.links import counts, text_of_main

CODES = "ol.acts > li"


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/?since=glm", "/"])
def test_every_count_opens_rows_that_add_up_to_it(demo, visitor, address):
    here = visitor(demo, SAG)
    here.open(address)
    found = dict(counts(text_of_main(here.page.content())))
    assert len(found) > 20
    for url, number in found.items():
        here.open(url)
        assert here.page.locator(CODES).count() == number, url


def test_the_first_screen_answers_the_four_questions_without_a_click(demo, visitor):
    here = visitor(demo, SAG)
    here.open("/")
    for heading in ("h-progress", "h-decisions", "h-change", "h-reports"):
        assert here.page.locator(f"#{heading}").is_visible()


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/?quarter=2025-Q2"])
def test_it_prints_on_five_pages_with_its_glyphs(demo, visitor, address):
    here = visitor(demo, SAG)
    here.open(address)
    paper = here.page.pdf(format="A4", print_background=False)
    assert len(PdfReader(io.BytesIO(paper)).pages) <= 5
    here.page.emulate_media(media="print")
    sign = here.page.locator(".matrix .g.is-on_track").first
    style = sign.evaluate("one => [getComputedStyle(one).backgroundImage,"
                          " getComputedStyle(one).printColorAdjust]")  # fmt: skip
    assert style[0] != "none" and style[1] == "exact"


@pytest.mark.parametrize(
    "address", ["/dashboard/matrix/", "/dashboard/responsibilities/", "/dashboard/compare/"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_its_other_pages_hold_the_rules_and_the_screen(demo, visitor, address, width):
    here = visitor(demo, SAG, width=width)
    here.open(address)
    assert violations(here.page) == []
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width
