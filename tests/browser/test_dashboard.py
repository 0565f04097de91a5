"""The dashboard in a browser: every number opens rows that add up to it, and it fits on paper."""

import io
import re

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


# The four questions of the first screen, each with what its answer links to.
FOUR = {
    "fr": {
        "Où en est le plan": "/plan/?status=completed",
        "attend une décision du GCS": "/plan/?status=blocked",
        "Qu’est-ce qui a changé depuis": "/plan/?changed=",
        "Qui ne dit rien": "/plan/?stale=",
    },
    "en": {
        "Where does the implementation plan stand": "/plan/?status=completed",
        "waits for a decision from the SAG": "/plan/?status=blocked",
        "What has moved since": "/plan/?changed=",
        "Who is silent": "/plan/?stale=",
    },
}
# Each question with the parts of its answer: the title and the lead of a page that opens with the
# first one, and what the list of questions holds. A part is seen where the window shows it whole,
# with nothing above it: at each of its corners and in its middle.
ASKED = """() => {
  const isSeen = part => {
    const box = part.getBoundingClientRect();
    const within = box.width > 0 && box.height > 0 && box.left >= 0 && box.top >= 0
      && box.right <= innerWidth && box.bottom <= innerHeight;
    const at = [[1, 1], [1, box.height - 1], [box.width - 1, 1],
      [box.width - 1, box.height - 1], [box.width / 2, box.height / 2]];
    return within && at.every(
      ([x, y]) => part.contains(document.elementFromPoint(box.left + x, box.top + y)));
  };
  const told = (question, parts) => ({
    question: question.innerText, isSeen: [question, ...parts].every(isSeen),
    words: parts.map(part => part.innerText.trim()),
    links: parts.flatMap(part => [...part.querySelectorAll("a")].map(a => a.getAttribute("href"))),
  });
  return [told(document.querySelector("main h1"), [document.querySelector("main .lead")]),
    ...[...document.querySelectorAll("main dl.brief > div")].map(
      one => told(one.querySelector("dt"), [...one.querySelectorAll("dd")]))];
}"""


@pytest.mark.parametrize("address", ["/", "/dashboard/"])
@pytest.mark.parametrize("language", FOUR)
def test_the_first_screen_answers_the_four_questions_without_a_scroll(
    demo, visitor, address, language
):
    """Where the plan stands, what waits for a decision of the SAG, what has moved since, who is
    silent: for a member of the SAG, question and whole answer lie inside the first 1280 × 900
    pixels, with nothing above them. Each answer says a number and leads to its activities."""
    here = visitor(demo, SAG, language=language)
    here.open(address)
    assert here.page.viewport_size == {"width": 1280, "height": 900}
    told = here.page.evaluate(ASKED)
    assert here.page.evaluate("scrollY") == 0
    for question, link in FOUR[language].items():
        found = [one for one in told if question in one["question"]]
        assert len(found) == 1, (question, [one["question"] for one in told])
        assert found[0]["isSeen"], found
        assert all(found[0]["words"]) and any(map(re.compile(r"\d").search, found[0]["words"]))
        assert [href for href in found[0]["links"] if href.startswith(link)], found


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
