"""What is kept to answer faster is never somebody else's page, nor yesterday's figure."""

import pytest
from django.urls import reverse

from reporting import actions as reports
from sip.actions import set_status
from sip.models import Activity
from tests.cast import KINDS
from tests.edges import a_few, edges
from tests.permissions.scene import QUARTER

PLAN = reverse("plan")
PUBLIC = [PLAN, reverse("home"), reverse("groups"), reverse("partners"), reverse("meetings"),
          reverse("activity", kwargs={"code": "1.1.1.1"})]  # fmt: skip


def block(scene, code="1.1.1.1"):
    activity = Activity.objects.get(code=code)
    set_status(
        activity=activity, status="blocked", by=scene.cast.glc_rome, version=activity.version,
        motive="Said by the SAG.", answers={"decision_needed": "Approve the new list."},
    )  # fmt: skip


@pytest.mark.long
def test_an_unchanged_plan_is_not_sent_again(reader, queries):
    client = reader("wg_member")
    mark = client.get(PLAN).headers["ETag"]
    again = client.get(PLAN, headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    assert queries(lambda: client.get(PLAN, headers={"If-None-Match": mark})) <= 3


@pytest.mark.long
def test_a_changed_plan_is_sent_again_at_once(scene, reader):
    client = reader("wg_member")
    mark = client.get(PLAN).headers["ETag"]
    block(scene)
    again = client.get(PLAN, headers={"If-None-Match": mark})
    assert again.status_code == 200
    assert again.headers["ETag"] != mark


@pytest.mark.parametrize("kind", ["anonymous", "wg_member", "glc_rome"])
def test_a_figure_is_new_as_soon_as_it_is_written(scene, reader, kind):
    client = reader(kind)
    activity = reverse("activity", kwargs={"code": "1.1.1.1"})
    before = {address: client.get(address).content for address in (PLAN, activity)}
    block(scene)
    for address, old in before.items():
        new = client.get(address).content
        assert b"is-blocked" in new
        assert new != old


def test_an_accepted_report_shows_at_once(scene, reader):
    client = reader("partner")
    report = scene.put("training", "submitted")
    client.get(PLAN)
    reports.accept(report=report, by=scene.cast.sag_training, version=report.version)
    code = report.lines.first().activity.code
    assert b"is-on_track" in client.get(reverse("activity", kwargs={"code": code})).content
    assert b"is-on_track" in client.get(PLAN).content


@pytest.mark.parametrize(
    "kinds",
    [
        pytest.param(("anonymous", "wg_lead", "glc_rome"), marks=pytest.mark.brief, id="three"),
        pytest.param(KINDS, marks=pytest.mark.long, id="everybody"),
    ],
)
@pytest.mark.parametrize("address", a_few(PUBLIC, 3))
def test_nobody_is_shown_a_page_made_for_another(scene, reader, address, kinds):
    """Each reads the page in turn, twice over, and finds only their own name on it."""
    names = {kind: person.name for kind in KINDS if (person := scene.person(kind))}
    for kind in [*kinds, *reversed(kinds)]:
        page = reader(kind).get(address).content.decode()
        shown = page.split('class="me"')[1].split("</header>")[0]
        assert {other for other, name in names.items() if name in shown} == {kind} - {"anonymous"}


@pytest.mark.long
@pytest.mark.parametrize("address", edges(PUBLIC, PLAN, reverse("home")))
def test_a_kept_page_still_sends_forms_that_are_taken(reader, address):
    """The token of a form is the reader's own, also on a page that was kept."""
    reader("sag").get(address)
    page = reader("wg_member").get(address)
    other = reader("glc_rome").get(address)
    tokens = {r.content.split(b'csrfmiddlewaretoken" value="')[1][:64] for r in (page, other)}
    assert len(tokens) == 2


@pytest.mark.long
def test_readers_of_two_languages_get_their_own(reader):
    french, english = reader("anonymous"), reader("anonymous")
    for _ in range(2):
        assert b'<html lang="fr"' in french.get(PLAN, headers={"Accept-Language": "fr"}).content
        assert b'<html lang="en"' in english.get(PLAN, headers={"Accept-Language": "en"}).content


@pytest.mark.long
@pytest.mark.parametrize("address", PUBLIC)
def test_no_cache_between_us_and_the_reader_keeps_a_page(reader, address):
    headers = reader("wg_member").get(address).headers
    assert "public" not in headers.get("Cache-Control", "")
    assert {"cookie", "accept-language"} <= {
        name.strip().lower() for name in headers["Vary"].split(",")
    }


def test_private_pages_are_kept_by_nobody(scene, reader):
    scene.put("training", "draft")
    client = reader("wg_lead")
    for name in ("report", "report-edit", "report-check"):
        page = client.get(reverse(name, kwargs={"quarter": QUARTER, "body": "training"}))
        assert "no-store" in page.headers["Cache-Control"], name
    for name in ("account", "reports"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"], name
