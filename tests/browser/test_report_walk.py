"""A report as lead and reviewer walk it on a slow line: last quarter's words taken over, a file, a
comment on a line and its answer, words that come back after a sign-in, a copy on the device."""

import json
from urllib.parse import urlsplit

from tests.browser.demo import FOCAL_POINT, GLC, LEAD, SAG
from tests.browser.test_thread import (
    COMMENT,
    DELIVERED,
    REASON,
    RISKY,
    Filing,
    assert_it_fits,
    path_of,
)

QUESTION, ANSWER = "Combien de personnes ? @responsable", "Quarante-deux."
TABLE = {"name": "Liste.csv", "mimeType": "text/csv", "buffer": b"Pays;Nombre\nTchad;42\n"}
DRAWING = {"name": "Carte.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)/>"}


def fill(filing):
    """Answer every question of the form, with last quarter's words taken over where they are."""
    lead = filing.edit().lead
    filing.choose(
        RISKY, "at_risk", progress="Un atelier tenu.", reason=REASON, way_forward="En septembre."
    )
    for button in lead.page.locator("button[name=quote]").all()[:1]:
        code = button.get_attribute("value")
        button.click()
        assert lead.page.locator(f"[name='{code}-progress']").input_value()
    filing.choose(DELIVERED, "completed", progress="En ligne.", completed_on="15/09/2026")
    lead.page.fill("[name=summary]", "Un atelier tenu, un retard à rattraper.")


def open_tools(page):
    """Open all that is folded."""
    folded = page.locator("main :is(details.fold, details.tool):not([open]) > summary")
    while folded.count():
        folded.first.click()


def test_without_scripts_on_a_telephone(own_demo, visitor):
    how = {"width": 390, "java_script_enabled": False}
    lead = visitor(own_demo, LEAD, **how)
    filing = Filing(lead)
    fill(filing)
    open_tools(lead.page)

    # A drawing that calls itself a picture is refused by name; every word stays.
    lead.page.set_input_files(f"[name='{DELIVERED}-files']", [DRAWING])
    filing.press("check")
    assert "Carte.png" in lead.page.locator("#errors").inner_text()
    assert lead.page.locator(f"[name='{DELIVERED}-progress']").input_value() == "En ligne."
    assert_it_fits(lead)

    # A table is evidence enough; the session ends meanwhile, and the words come back.
    lead.context.clear_cookies(name="sessionid")
    filing.press("check")
    lead.page.fill("main [name=login]", LEAD)
    lead.page.fill("main [name=password]", "wrong")
    lead.page.locator("main form button.btn-main").click()
    lead.page.fill("main [name=login]", LEAD)
    lead.page.fill("main [name=password]", "demo-sip-2026")
    lead.page.locator("main form button.btn-main").first.click()
    assert path_of(lead) == "/login/kept/"
    assert "Un atelier tenu." in lead.page.locator("main").inner_text()
    lead.page.locator("main form button.btn-main").click()
    assert "preuve" in lead.page.locator("#errors").inner_text()
    open_tools(lead.page)
    lead.page.set_input_files(f"[name='{DELIVERED}-files']", [TABLE])
    filing.press("check")
    assert path_of(lead) == f"{filing.address}check/"
    assert "Liste.csv" in lead.page.locator("main").inner_text()
    filing.submit()
    assert path_of(lead) == f"{filing.address}done/"

    # The reviewer asks about a line and returns the report in one act.
    member = visitor(own_demo, SAG, **how)
    member.open(f"{filing.address}review/")
    open_tools(member.page)
    member.page.fill(f"[name='comment-{RISKY}']", QUESTION)
    assert_it_fits(member)
    member.page.check("input[name=decision][value=returned]", force=True)
    member.page.fill("[name=comment]", COMMENT)
    member.page.locator("main form button.btn-main").click()
    assert path_of(member) == filing.address

    # The lead answers in the form, and hands it over again.
    filing.edit()
    text = lead.page.locator("main").inner_text()
    assert COMMENT in text and QUESTION in text
    lead.page.fill("[name^='answer-']", ANSWER)
    filing.press("check")
    filing.submit()

    # The secretariat shortens a sentence; both texts stand side by side.
    glc = visitor(own_demo, GLC, **how)
    glc.open(f"{filing.address}words/")
    glc.page.fill(f"[name='{RISKY}-progress']", "Un atelier, à Dakar.")
    glc.page.fill("[name=reason]", "Trop long pour le dossier.")
    assert_it_fits(glc)
    glc.page.locator("main .actions button.btn-main").click()

    # Another member accepts it from the queue, as it is shown there.
    judge = visitor(own_demo, FOCAL_POINT, **how)
    judge.open(f"{filing.address}review/")
    text = judge.page.locator("main").inner_text()
    assert ANSWER in text and "Un atelier, à Dakar." in text and "Trop long" in text
    judge.open("/reports/review/")
    link = judge.page.locator(f"a[href='{filing.address}review/']")
    judge.page.locator("main li", has=link).locator("input[name=accept]").check()
    assert_it_fits(judge)
    judge.page.locator("main form button.btn-main").click()
    judge.open(filing.address)
    assert judge.page.locator(".rp.is-accepted").count()
    with judge.page.expect_download() as download:
        judge.page.get_by_role("link", name="Liste.csv").click()
    assert download.value.suggested_filename == "Liste.csv"


def copies(visitor):
    return visitor.page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('draft:'))")


def test_the_device_keeps_words_offers_them_and_forgets_them(own_demo, visitor):
    lead = visitor(own_demo, LEAD, width=390)
    filing = Filing(lead)
    words = f"[name='{RISKY}-progress']"
    lead.page.on("dialog", lambda dialog: dialog.accept())
    filing.edit()
    lead.page.fill(words, "Pas encore enregistré.")
    lead.page.wait_for_selector("#copy-kept:not([hidden])", state="attached")
    assert len(copies(lead)) == 1

    # Offered on the next visit, never put in by itself.
    filing.edit()
    assert lead.page.locator(words).input_value() == ""
    assert_it_fits(lead)
    lead.page.click("#copy-take")
    assert lead.page.locator(words).input_value() == "Pas encore enregistré."
    filing.press("draft")
    lead.page.wait_for_load_state()
    assert copies(lead) == [] and lead.page.locator("#copy").is_hidden()

    # Gone at sign-out, gone for somebody else, never there on a shared computer.
    lead.page.fill(words, "Encore autre chose.")
    lead.page.wait_for_selector("#copy-kept:not([hidden])", state="attached")
    lead.open("/logout/")
    lead.page.locator("main form button").click()
    assert copies(lead) == []
    lead.sign_in(LEAD)
    lead.page.evaluate(f"localStorage.setItem('draft:999-1-:0', {json.dumps(json.dumps({}))})")
    filing.edit()
    assert copies(lead) == []
    lead.page.check("#shared-computer")
    lead.page.fill(words, "Rien ne reste ici.")
    lead.page.wait_for_timeout(2300)
    assert copies(lead) == []
    assert urlsplit(lead.page.url).path.endswith("/edit/")
