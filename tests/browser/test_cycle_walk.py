"""The whole cycle of a quarter as people walk it on a telephone without scripts, in each language:
the mail, the report, its return and acceptance, the desk at each step, reminders, the closing."""

import sqlite3
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import manage
from tests.browser.demo import DEMO_PASSWORD, FOCAL_POINT, GLC, LEAD, SAG
from tests.browser.test_thread import (
    DELIVERED,
    RISKY,
    Filing,
    assert_it_fits,
    path_of,
    pick,
)
from tests.browser.words import EN, FR
from tests.dashboard.links import counts, text_of_main

TABLE = {"name": "Liste.csv", "mimeType": "text/csv", "buffer": b"Pays;Nombre\nTchad;42\n"}
DRAWING = {"name": "Carte.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)/>"}
FOLDED = "main :is(details.fold, details.tool):not([open]) > summary"


@pytest.fixture(params=["fr", "en"])
def walk(request, own_demo, visitor):
    return Walk(own_demo, visitor, request.param)


class Walk:
    """The people of one walk, and what they look at between two steps."""

    def __init__(self, site, visitor, language):
        self.site, self.words = site, FR if language == "fr" else EN
        self.language, self.how = language, {"width": 390, "java_script_enabled": False}
        self.visitor = visitor
        self.write("UPDATE accounts_user SET language = ?", language)
        self.write(
            "UPDATE reporting_quarter SET due_at = datetime('now', '-30 hours') WHERE state = ?",
            "open",
        )
        ((self.key,),) = self.read("SELECT key FROM reporting_quarter WHERE state = ?", "open")
        self.address = f"/reports/{self.key}/training/"
        self.rome = self.person(GLC)

    def person(self, email=None):
        one = self.visitor(self.site, language=self.language, **self.how)
        one.context.set_default_timeout(60_000)  # the walk is long, and the machine may be busy
        return one.sign_in(email) if email else one

    def read(self, sql, *values):
        with sqlite3.connect(self.site.database, timeout=20) as straight:
            found = straight.execute(sql, values).fetchall()
        straight.close()
        return found

    def write(self, sql, *values):
        self.read(sql, *values)

    def mails(self, kind, email):
        """Return subject and text of the mails of a kind to a person, the last one first."""
        return self.read(
            "SELECT subject, text, accounts_outboxmail.language FROM accounts_outboxmail"
            " JOIN accounts_user ON person_id = accounts_user.id"
            " WHERE kind = ? AND email = ? ORDER BY accounts_outboxmail.id DESC",
            kind, email,
        )  # fmt: skip

    def state(self, body="training"):
        """Return the state in which Rome's desk shows a report."""
        self.rome.open(f"/reports/{self.key}/")
        row = self.rome.page.locator(f"tr:has(a[href='/reports/{self.key}/{body}/'])").first
        names = row.locator(".rp").first.get_attribute("class").split()
        assert_it_fits(self.rome)
        return next(name for name in names if name not in ("rp", "is-late")).removeprefix("is-")

    def figures(self):
        """Return every figure of the quarter, as visitors to its dashboard read them."""
        self.rome.open(f"/dashboard/?quarter={self.key}")
        return list(counts(text_of_main(self.rome.page.content())))


def open_tools(page):
    """Open all that is folded."""
    folded = page.locator(FOLDED)
    while folded.count():
        folded.first.click()


def send(page):
    page.locator("main form button.btn-main").first.click()


def sign_in_here(visitor, email, password=DEMO_PASSWORD):
    visitor.page.fill("main [name=login]", email)
    visitor.page.fill("main [name=password]", password)
    send(visitor.page)


def test_a_quarter_from_the_mail_to_its_closing(walk):
    assert walk.state() == "due"
    the_late_are_reminded_once(walk)
    lead = the_lead_opens_the_report_from_the_mail(walk)
    the_lead_fills_it_in(walk, lead)
    assert walk.state() == "submitted"
    a_member_returns_it(walk)
    assert walk.state() == "returned"
    the_lead_answers(walk, lead)
    assert walk.state() == "submitted"
    another_member_accepts(walk)
    assert walk.state() == "accepted"
    rome_acts_on_behalf(walk)
    assert walk.state("procurement") == "submitted"
    rome_closes_the_quarter(walk)
    the_trail_tells_it(walk)
    assert manage(walk.site.database, "verify_trail").returncode == 0


def the_late_are_reminded_once(walk):
    first = manage(walk.site.database, "send_reminders")
    assert first.returncode == 0, first.stderr
    mails = walk.mails("reminder", LEAD)
    assert len(mails) == 1
    again = manage(walk.site.database, "send_reminders")
    assert again.returncode == 0 and "training" not in again.stdout
    assert walk.mails("reminder", LEAD) == mails
    subject, text, language = mails[0]
    assert walk.words.late in subject and walk.words.yours in text and language == walk.language
    # By hand from the desk: the message can be read first, and a body is not asked twice a day.
    walk.rome.open(f"/reports/{walk.key}/")
    row = walk.rome.page.locator(f"tr:has(a[href='{walk.address}'])").first
    row.locator("button[name=body]").click()
    assert not row.locator("button[name=body]").count()
    assert_it_fits(walk.rome)


def the_lead_opens_the_report_from_the_mail(walk):
    _subject, text, _language = walk.mails("reminder", LEAD)[-1]
    link = next(word for word in text.split() if word.endswith(f"{walk.address}edit/"))
    lead = walk.person()
    lead.open(urlsplit(link).path)
    assert path_of(lead) == "/login/"
    assert_it_fits(lead)
    sign_in_here(lead, LEAD)
    assert path_of(lead) == f"{walk.address}edit/"
    assert lead.page.get_attribute("html", "lang") == walk.language
    return lead


def the_lead_fills_it_in(walk, lead):
    filing, page = Filing(lead), lead.page
    filing.edit()
    # Last quarter's words and answers are there to be taken over, and nothing came by itself.
    for code, names in ((DELIVERED, ("progress", "reason")), (RISKY, ("evidence", "completed_on"))):
        taken = [page.locator(f"[name='{code}-{name}']") for name in names]
        assert not any(field.input_value() for field in taken)
        page.locator(f"button[name=quote][value='{code}']").click()
        assert all(field.input_value() for field in taken)
    # A day that the calendar lacks, a link that is none, a drawing that calls itself a picture,
    # and answers not given: one list of all of them, and everything else is saved.
    filing.choose(RISKY, "at_risk", progress=walk.words.moved, reason="", way_forward="")
    filing.choose(DELIVERED, "completed", progress=walk.words.online, completed_on="31/09/2026")
    open_tools(page)
    page.fill(f"[name='{DELIVERED}-links']", "voir le site")
    page.set_input_files(f"[name='{DELIVERED}-files']", [DRAWING])
    filing.press("check")
    summary = page.locator("#errors")
    anchors = [link.get_attribute("href") for link in summary.locator("a").all()]
    for name in (
        f"{RISKY}-reason", f"{RISKY}-way_forward", f"{DELIVERED}-completed_on",
        f"{DELIVERED}-links", f"{DELIVERED}-files", "summary",
    ):  # fmt: skip
        assert any(anchor.endswith(f"#id_{name}") for anchor in anchors), (name, anchors)
    assert "Carte.png" in summary.inner_text() and "voir le site" in summary.inner_text()
    assert page.title().startswith(walk.words.error)
    assert_it_fits(lead)
    assert walk.state() == "draft"
    filing.edit()
    assert page.locator(f"[name='{DELIVERED}-progress']").input_value() == walk.words.online
    assert page.locator(f"[name='{DELIVERED}-completed_on']").input_value() == "31/09/2026"
    # Mended. The session ends meanwhile, and the words come back after a wrong password too.
    filing.choose(RISKY, "at_risk", reason=walk.words.reason, way_forward=walk.words.remedy)
    filing.choose(DELIVERED, "completed", completed_on="15/09/2026")
    open_tools(page)
    page.fill(f"[name='{DELIVERED}-links']", "")
    page.fill("[name=summary]", walk.words.summary)
    lead.context.clear_cookies(name="sessionid")
    filing.press("check")
    sign_in_here(lead, LEAD, "wrong")
    sign_in_here(lead, LEAD)
    assert path_of(lead) == "/login/kept/"
    assert walk.words.summary in page.locator("main").inner_text()
    send(page)
    open_tools(page)
    page.set_input_files(f"[name='{DELIVERED}-files']", [TABLE])
    filing.press("check")
    assert path_of(lead) == f"{walk.address}check/"
    assert "Liste.csv" in page.locator("main").inner_text()
    assert_it_fits(lead)
    filing.submit()
    assert path_of(lead) == f"{walk.address}done/"


def a_member_returns_it(walk):
    """A member of the SAG asks about a line and returns the report in one act."""
    member = walk.person(SAG)
    member.open(f"{walk.address}review/")
    open_tools(member.page)
    member.page.fill(f"[name='comment-{RISKY}']", walk.words.question)
    pick(member.page, "decision", "returned")
    send(member.page)
    assert member.page.locator("#errors").is_visible()  # not without a comment
    assert_it_fits(member)
    pick(member.page, "decision", "returned")
    member.page.fill("[name=comment]", walk.words.comment)
    open_tools(member.page)
    member.page.fill(f"[name='comment-{RISKY}']", walk.words.question)
    member.page.locator("main form button.btn-main").click()
    assert path_of(member) == walk.address
    subject, text, language = walk.mails("report_returned", LEAD)[0]
    assert walk.words.returned in subject and walk.words.comment in text
    assert language == walk.language


def the_lead_answers(walk, lead):
    filing = Filing(lead)
    lead.open("/")
    answers = lead.page.locator("section[aria-labelledby=h-answered]")
    assert walk.words.comment in answers.inner_text()
    assert_it_fits(lead)
    answers.locator(f"a[href='{walk.address}edit/#a-{RISKY}']").click()
    text = lead.page.locator("main").inner_text()
    assert walk.words.comment in text and walk.words.question in text
    lead.page.locator("[name^='answer-']").first.fill(walk.words.answer)
    filing.press("check")
    filing.submit()
    assert path_of(lead) == f"{walk.address}done/"
    # Nobody decides on their own.
    assert lead.open(f"{walk.address}review/").status == 403


def another_member_accepts(walk):
    """The secretariat shortens a sentence; another member accepts from the queue what is shown."""
    walk.rome.open(f"{walk.address}words/")
    walk.rome.page.fill(f"[name='{RISKY}-progress']", walk.words.shorter)
    walk.rome.page.fill("[name=reason]", walk.words.too_long)
    walk.rome.page.locator("main .actions button.btn-main").click()
    judge = walk.person(FOCAL_POINT)
    judge.open(f"{walk.address}review/")
    text = judge.page.locator("main").inner_text()
    for said in (walk.words.answer, walk.words.shorter, walk.words.too_long):
        assert said in text
    judge.open("/reports/review/")
    link = judge.page.locator(f"a[href='{walk.address}review/']")
    judge.page.locator("main li", has=link).locator("input[name=accept]").check()
    assert_it_fits(judge)
    send(judge.page)
    judge.open(walk.address)
    with judge.page.expect_download() as download:
        judge.page.get_by_role("link", name="Liste.csv").click()
    assert download.value.suggested_filename == "Liste.csv"


def rome_acts_on_behalf(walk):
    """Procurement's lead left a draft: Rome hands it over, with a reason, under both names."""
    page, address = walk.rome.page, f"/reports/{walk.key}/procurement/"
    walk.rome.open(f"{address}edit/")
    for label in page.locator("label:has(> input[type=radio][value=not_started])").all():
        label.click()
    for box in page.locator("input[name$='-is_unchanged']").all():
        box.uncheck()
    page.fill("[name=summary]", walk.words.summary)
    page.fill("[name=on_behalf_reason]", walk.words.absent)
    page.locator("main form button.btn[name=next][value=check]").click()
    assert path_of(walk.rome) == f"{address}check/", page.locator("main").inner_text()
    page.fill("[name=on_behalf_reason]", walk.words.absent)
    send(page)
    assert path_of(walk.rome) == f"{address}done/"
    walk.rome.open(f"/trail/?kind=reporting.report&key={walk.key}/procurement")
    told = page.locator("main").inner_text()
    for name in ("Rome, première personne", "Responsable du GT Marchés publics", walk.words.absent):
        assert name in told, name


def rome_closes_the_quarter(walk):
    page = walk.rome.page
    walk.rome.open(f"/reports/{walk.key}/")
    close = page.locator(f"form[action='/reports/{walk.key}/close/']")
    close.locator("button").click()
    assert page.locator("#errors").is_visible()  # points are open: not without a reason
    close.locator("[name=reason]").fill(walk.words.over)
    close.locator("button").click()
    assert walk.state() == "accepted"
    assert walk.state("procurement") == "due"  # handed over, never accepted: it does not count
    # What is decided afterwards moves the plan, and no figure of the closed quarter.
    before = walk.figures()
    assert before
    walk.rome.open(f"/plan/{RISKY}/edit/")
    pick(page, "status", "paused")
    page.fill("[name=pause_reason]", walk.words.reason)
    page.fill("[name=motive]", walk.words.over)
    send(page)
    assert path_of(walk.rome) == f"/plan/{RISKY}/"
    assert page.locator("main .st.is-paused").count()
    assert walk.figures() == before
    walk.rome.open("/plan/?status=at_risk&quarter=" + walk.key)
    assert page.locator(f"main a[href^='/plan/{RISKY}/']").count()


def the_trail_tells_it(walk):
    page = walk.rome.page
    walk.rome.open(f"/trail/?kind=reporting.report&key={walk.key}/training")
    told = page.locator("main").inner_text()
    for act in walk.words.acts:
        assert act in told, act
    for said in (walk.words.comment, walk.words.question, walk.words.answer, walk.words.too_long):
        assert said in told, said
    walk.rome.open(f"/trail/?kind=reporting.quarter&key={walk.key}")
    told = page.locator("main").inner_text()
    for act in (*walk.words.acts_of_the_quarter, walk.words.over):
        assert act in told, act
