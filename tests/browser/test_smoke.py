"""The demo stands, in a real browser."""


def test_the_plan_opens(demo, visitor):
    here = visitor(demo)
    assert here.open("/plan/").status == 200
    assert here.page.locator("h1").count() == 1


def test_the_lead_signs_in(demo, visitor):
    from tests.browser.demo import LEAD

    here = visitor(demo, LEAD)
    assert here.page.locator("h1").count() == 1
