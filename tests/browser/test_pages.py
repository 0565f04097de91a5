"""Every page, for every role: nothing that the accessibility rules forbid, nothing off the side,
nothing from elsewhere, in both languages, light and dark, on screen and on paper."""

import gzip
import io
import re

import pytest
from pypdf import PdfReader

from tests.browser.demo import ADMINISTRATOR, COUNTRY, GLC, LEAD, PARTNER, SAG
from tests.browser.pages import reachable, unlike_others
from tests.browser.test_thread import pick

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ROLES = [None, LEAD, SAG, GLC, PARTNER, COUNTRY, ADMINISTRATOR]
roles = pytest.mark.parametrize(
    "email", ROLES, ids=lambda email: (email or "visitor").split("@")[0]
)

# Pages that no link leads to.
ERRORS = [
    "/nothing-here/", "/plan/2.2.2.1/", "/plan/?status=unknown", "/plan/?q=zzzz",
    "/plan/1.1.1.2/edit/", "/trail/", "/reports/2026-Q3/nobody/",
]  # fmt: skip


def violations(page):
    """Return what axe finds on the page as it stands, one line each."""
    found = axe.Axe().run(page, options={"runOnly": RULES})
    return [
        f"{page.url} {each['id']} ({each['impact']}): {node['target']} {node['html'][:140]}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


@roles
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_accessibility_rules_find_nothing(demo, visitor, email, language):
    """In French they are asked about a page of each name, for each role that sees it otherwise than
    those before; in English, of which the elements are the same, and of the second page of a name,
    about those with a kind of element that no page before had."""
    here = visitor(demo, email, language=language)
    wrong, paths = [], [*reachable(here), *ERRORS]
    for path in unlike_others(here, paths, look=language, of_each_name=language == "fr"):
        here.open(path)
        assert here.page.get_attribute("html", "lang") == language
        wrong += violations(here.page)
    assert not wrong, "\n".join(wrong)


def test_two_edits_at_once_meet_on_a_page_that_shows_both(own_demo, visitor):
    """The second of two people is shown what the first saved, and saves a version of both."""
    first, second = visitor(own_demo, GLC), visitor(own_demo, "rome2@example.org")
    for person in (first, second):
        person.open("/plan/3.1.1.2/edit/")
    pick(first.page, "status", "paused")
    first.page.fill("[name=pause_reason]", "La salle est fermée.")
    first.page.fill("[name=motive]", "Dit au téléphone.")
    first.page.click("main form button.btn-main")
    assert first.page.url.endswith("/plan/3.1.1.2/")
    pick(second.page, "status", "at_risk")
    second.page.fill("[name=reason]", "Deux formateurs manquent.")
    second.page.fill("[name=way_forward]", "En recruter deux.")
    second.page.fill("[name=motive]", "Lu dans un courriel.")
    with second.page.expect_response("**/edit/") as answer:
        second.page.click("main form button.btn-main")
    assert answer.value.status == 409
    shown = second.page.content()
    assert "La salle est fermée." in shown and "Deux formateurs manquent." in shown
    assert violations(second.page) == []


# Links in running text may be as low as their line; axe looks at the room around them.
PRESSED = "button, input:not([type=hidden]), select, summary, textarea, a.btn, nav.nav a, a.pill"
SMALL = """pressed => [...document.querySelectorAll(pressed)]
  .filter(e => e.checkVisibility() && !e.closest(".vh, .skip"))
  .map(e => [e, (e.closest("label") || e).getBoundingClientRect()])
  .filter(([e, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
  .filter(([e]) => !["radio", "checkbox"].includes(e.type))
  .map(([e, box]) => `${e.outerHTML.slice(0, 90)} ${box.width | 0}x${box.height | 0}`)"""


@roles
def test_nothing_is_wrong_on_a_small_telephone_in_the_dark(demo, visitor, email):
    """At 320 px no page scrolls sideways; buttons and fields are 24 px high and wide at least. The
    rules find nothing either."""
    here, wrong = visitor(demo, email, width=320, dark=True), []
    paths = [*reachable(here), *ERRORS]
    asked = set(unlike_others(here, paths, look="dark"))
    for path in paths:
        here.open(path)
        wrong += violations(here.page) if path in asked else []
        over = here.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wrong.append(f"{path}: {over} px too wide")
        wrong += [f"{path}: {target}" for target in here.page.evaluate(SMALL, PRESSED)]
    assert not wrong, "\n".join(wrong)


def test_everything_is_reached_by_keyboard(demo, visitor):
    """The first stop skips to the content, and the focus is always seen."""
    here = visitor(demo)
    here.open("/plan/")
    here.page.keyboard.press("Tab")
    assert here.page.evaluate("document.activeElement.className") == "skip"
    here.page.keyboard.press("Enter")
    assert here.page.evaluate("document.activeElement.id") == "content"
    for _ in range(12):
        here.page.keyboard.press("Tab")
        seen = here.page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 })()"
        )
        assert seen, here.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


@roles
def test_pages_of_the_demo_stay_light(demo, visitor, email):
    """Fifteen kilobytes of HTML on the wire, with three years of progress to tell of."""
    here, heavy = visitor(demo, email), []
    for path in reachable(here, of_each=8):
        size = len(gzip.compress(here.context.request.get(path).body(), 6)) / 1024
        heavy += [f"{path}: {size:.1f} KB"] if size > 15 else []
    assert not heavy, "\n".join(heavy)


@pytest.mark.parametrize("path", ["/plan/", "/plan/1.1.1.2/", "/groups/training/", "/glm/"])
def test_pages_print(demo, visitor, path):
    """On paper: no navigation, the list of every pillar, few sheets."""
    here = visitor(demo, GLC)
    here.open(path)
    here.page.emulate_media(media="print")
    assert not here.page.locator("nav.nav").is_visible()
    sheet = here.page.pdf(format="A4", prefer_css_page_size=True)
    assert sheet.startswith(b"%PDF")
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") <= 14


@pytest.mark.parametrize("pushed", [0, 240, 420, 540])
def test_no_title_of_a_national_plan_stands_alone_at_the_foot_of_a_page(demo, visitor, pushed):
    """Wherever the sections fall: the page is pushed down by some pixels."""
    here = visitor(demo, GLC)
    here.open("/countries/exemple/2023/")
    here.page.evaluate(
        "h => { const room = document.createElement('div'); room.style.height = h + 'px';"
        " document.querySelector('main h1').after(room) }", pushed
    )  # fmt: skip
    titles = here.page.locator(".keep").all_inner_texts()
    heads = {line for text in titles for line in text.splitlines()[:1]}
    columns = {line.strip() for line in here.page.locator(".gap-head").first.all_inner_texts()}
    columns = {word for text in columns for word in text.splitlines()}
    for sheet in PdfReader(io.BytesIO(here.page.pdf(format="A4", prefer_css_page_size=True))).pages:
        lines = [line.strip() for line in sheet.extract_text().splitlines() if line.strip()]
        said = [line for line in lines if not re.fullmatch(r"\d+ ?/ ?\d+", line)]
        assert said[-1] not in heads | columns, said[-3:]


def test_the_plan_works_without_scripts(demo, visitor):
    here = visitor(demo, java_script_enabled=False)
    here.open("/plan/")
    details = here.page.locator("form details.filters summary")
    if details.is_visible():
        details.click()
    here.page.locator("label[for='status-at_risk']").click()
    here.page.locator("form[action='/plan/']:has(.filters) button.btn-main").click()
    assert "status=at_risk" in here.page.url
    shown = here.page.locator("ol.acts .st")
    assert shown.count()
    assert here.page.locator("ol.acts .st:not(.is-at_risk)").count() == 0


def test_a_count_leads_to_exactly_as_many_activities(demo, visitor):
    here = visitor(demo)
    here.open("/plan/")
    links = here.page.locator(".filters a.n").evaluate_all(
        r"all => all.map(a => [a.href, a.textContent.match(/\d+(?=\D*$)/)[0]])"
    )
    assert len(links) > 10
    for address, count in links:
        here.open(address)
        assert here.page.locator("ol.acts > li").count() == int(count), address


def test_the_language_is_changed_by_a_button_and_stays(demo, visitor):
    here = visitor(demo)
    here.open("/plan/?status=at_risk")
    here.page.click("button[name=language][value=en]")
    assert "status=at_risk" in here.page.url
    assert here.page.get_attribute("html", "lang") == "en"
    here.open("/groups/")
    assert here.page.get_attribute("html", "lang") == "en"


@pytest.mark.parametrize("email", [None, GLC])
def test_the_back_office_speaks_no_other_host_and_breaks_no_policy(demo, visitor, email):
    here = visitor(demo, email)
    here.open("/admin/")
    if email:
        for path in (
            "/admin/sip/activity/",
            "/admin/workinggroups/seat/add/",
            "/admin/accounts/trailrow/",
        ):
            assert here.open(path).status == 200
