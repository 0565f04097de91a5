"""The copy of words that a device keeps between two saves: offered, forgotten, nobody else's."""

import json
from urllib.parse import urlsplit

from tests.browser.demo import LEAD
from tests.browser.test_thread import RISKY, Filing, assert_it_fits


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
