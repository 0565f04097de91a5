"""Freezing the pack of a GLM takes seconds: the page says so, and may be left."""

import time

from tests.browser.demo import GLC

PATIENCE = 30  # seconds
KEEP = "() => { document.querySelector('main form').onsubmit = (event) => event.preventDefault(); }"


def test_a_freeze_says_that_it_is_under_way_and_ends_without_its_page(own_demo, visitor):
    rome = visitor(own_demo, GLC)
    page = rome.page
    rome.open("/glm/")
    meeting = page.locator("main a[href^='/glm/20']").first.get_attribute("href")
    assert rome.open(f"{meeting}prepare/").status == 200
    busy = page.locator("main form output")
    assert busy.is_hidden()
    page.evaluate(KEEP)
    page.locator("main form button.btn-main").click()
    assert busy.is_visible() and "quitter cette page" in busy.inner_text()

    rome.open(f"{meeting}prepare/")
    page.locator("main form button.btn-main").click(no_wait_after=True)
    page.wait_for_timeout(300)  # the form has left; its answer has not come
    rome.open("/glm/")
    until = time.monotonic() + PATIENCE
    while rome.open(f"{meeting}packs/1/").status != 200 and time.monotonic() < until:
        time.sleep(0.5)
    assert page.locator("main ul.files a").count() == 8
