"""The one thread through everything, as people walk it: a group's report, its return and
acceptance, the plan's status, the workbook of the GLM, and the trail that tells of it."""

import re
import sqlite3
from urllib.parse import urlsplit

import openpyxl
import pytest

from tests.browser.conftest import manage
from tests.browser.demo import FOCAL_POINT, GLC, LEAD, OTHER_LEAD, SAG

RISKY, DELIVERED = "3.1.1.2", "3.1.2.1"  # what the Training group reports on
REASON = "Deux formateurs ont quitté l’équipe ; l’atelier de juin est retardé."
BETTER = "Trois ateliers tenus, quarante-deux personnes formées, dont dix-huit d’ONG nationales."
COMMENT = "Dites combien de personnes ont été formées, et où."


class Filing:
    """What the lead of the Training group does on the pages of a report."""

    def __init__(self, lead):
        self.lead, self.page = lead, lead.page
        lead.open("/reports/")
        link = self.page.locator("main a[href*='/training/']").first.get_attribute("href")
        self.address = re.match(r"/reports/[^/]+/training/", link)[0]

    def edit(self):
        self.lead.open(f"{self.address}edit/")
        return self

    def choose(self, code, status, **answers):
        pick(self.page, f"{code}-status", status)
        for name, text in answers.items():
            self.page.fill(f"[name='{code}-{name}']", text)

    def press(self, value):
        """Press a button of the form by its value: draft or check."""
        self.page.locator(f"main form button.btn[name=next][value={value}]").click()

    def submit(self):
        self.page.locator("main form button.btn-main").click()


def pick(page, name, value):
    """Choose as people do: on the label, which is larger than its button."""
    page.locator(f"label:has(> input[name='{name}'][value='{value}'])").click()


def path_of(visitor):
    return urlsplit(visitor.page.url).path


def decide(member, address, decision, comment=""):
    member.open(f"{address}review/")
    pick(member.page, "decision", decision)
    member.page.fill("[name=comment]", comment)
    member.page.locator("main form button.btn-main").click()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_report_becomes_the_plans_status(own_demo, visitor, tmp_path, scripts, width):
    how = {"width": width, "java_script_enabled": scripts}
    lead = visitor(own_demo, LEAD, **how)
    filing = Filing(lead)
    key = filing.address.removeprefix("/reports/").rstrip("/")

    # Drafts are the group's own.
    other = visitor(own_demo, OTHER_LEAD, **how)
    assert other.open(filing.address).status == 404
    assert other.open(f"{filing.address}edit/").status == 404

    # A draft may be incomplete; the check says what is missing, beside each question.
    filing.edit().choose(RISKY, "at_risk", progress="Un atelier tenu.")
    filing.press("draft")
    assert lead.page.locator(f"input[name='{RISKY}-status'][value='at_risk']").is_checked()
    filing.press("check")
    summary = lead.page.locator("#errors")
    assert summary.is_visible()
    assert summary.locator("a").count() >= 3
    if scripts:
        assert lead.page.evaluate("document.activeElement.id") == "errors"
    assert_it_fits(lead)

    # Mended, checked, submitted.
    filing.edit().choose(RISKY, "at_risk", reason=REASON, way_forward="Recruter d’ici septembre.")
    filing.choose(
        DELIVERED, "completed", progress="Le cours est en ligne.", evidence="Procès-verbal n° 12",
        completed_on="15/09/2026",
    )  # fmt: skip
    lead.page.fill("[name=summary]", "Un atelier tenu, un retard à rattraper.")
    filing.press("check")
    assert path_of(lead) == f"{filing.address}check/"
    assert not lead.page.locator("#errors").count()
    assert_it_fits(lead)
    filing.submit()
    assert path_of(lead) == f"{filing.address}done/"

    # The SAG returns it; a return without a word is refused.
    member = visitor(own_demo, SAG, **how)
    decide(member, filing.address, "returned")
    assert member.page.locator("#errors").is_visible()
    assert_it_fits(member)
    decide(member, filing.address, "returned", COMMENT)
    assert path_of(member) == filing.address

    # The lead answers.
    filing.edit()
    assert COMMENT in lead.page.locator("main").inner_text()
    lead.page.fill(f"[name='{RISKY}-progress']", BETTER)
    filing.press("check")
    filing.submit()
    assert path_of(lead) == f"{filing.address}done/"

    # Nobody decides on their own; another member of the SAG accepts.
    assert lead.open(f"{filing.address}review/").status == 403
    judge = visitor(own_demo, FOCAL_POINT, **how)
    decide(judge, filing.address, "accepted")
    assert path_of(judge) == filing.address
    assert judge.page.locator(".rp.is-accepted").count()

    # The plan shows it to everybody, the words to those signed in.
    anyone = visitor(own_demo, **how)
    anyone.open(f"/plan/{RISKY}/")
    assert anyone.page.locator("main .st.is-at_risk").count()
    assert BETTER not in anyone.page.content()
    other.open(f"/plan/{RISKY}/")
    assert BETTER in other.page.locator("main").inner_text()
    anyone.open(f"/plan/{DELIVERED}/")
    assert anyone.page.locator("main .st.is-completed").count()
    assert_it_fits(anyone)

    the_workbook_holds_it(member, tmp_path)
    the_trail_tells_it(visitor(own_demo, GLC, **how), key)
    a_changed_row_shows(own_demo.database)


def assert_it_fits(visitor):
    wide = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{visitor.page.url} scrolls sideways by {wide} px"


def the_workbook_holds_it(member, folder):
    """The next GLM's workbook, downloaded from its page and opened again."""
    member.open("/glm/")
    member.page.locator("main a[href^='/glm/20']").first.click()
    with member.page.expect_download() as download:
        member.page.locator("main a[href*='/export/xlsx/']").first.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    assert file.suffix == ".xlsx"
    book = openpyxl.load_workbook(file)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    said = [[str(cell) for cell in row if cell is not None] for row in rows]
    assert any(RISKY in row and "À surveiller" in row for row in said)
    assert any(DELIVERED in row and "Terminée" in row for row in said)
    assert any(cell.startswith("#") for row in said for cell in row)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def the_trail_tells_it(glc, key):
    glc.open(f"/trail/?kind=reporting.report&key={key}")
    told = glc.page.locator("main").inner_text()
    for words in ("soumis", "renvoyé", "accepté", COMMENT):
        assert words in told, words
    assert told.index("accepté") < told.index("renvoyé")  # the latest act first
    glc.open(f"/trail/?kind=sip.activity&key={RISKY}")
    assert glc.page.locator("main li, main tr").count()


def a_changed_row_shows(database):
    before = manage(database, "verify_trail")
    assert before.returncode == 0, before.stdout + before.stderr
    with sqlite3.connect(database) as straight:
        changed = straight.execute(
            "UPDATE accounts_trailrow SET reason = 'nothing to say' WHERE reason = ?", [COMMENT]
        )
        assert changed.rowcount == 1
    straight.close()
    after = manage(database, "verify_trail")
    assert after.returncode == 1
