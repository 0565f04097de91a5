"""Another group's things stay another group's, whatever ids and fields a request names."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.edges import a_few, edges
from tests.permissions import sends
from tests.permissions.bare import without_what_is_no_part_of_the_answer
from tests.permissions.scene import QUARTER, everything
from tests.permissions.table import addresses, read

OPEN_TO_ALL = {
    row.address for row in read() if row.method == "POST" and row.expected["anonymous"] != "403"
}


@pytest.fixture
def stranger(scene):
    """The lead of Partnerships, at Training's things."""
    client = Client()
    client.force_login(scene.cast.other_lead)
    return client


def unchanged(before):
    after = everything()
    return [table for table in after if after[table] != before.get(table)] == []


@pytest.mark.parametrize("page", a_few(["report", "report-edit", "report-check", "report-done",
                                        "report-review"]))  # fmt: skip
@pytest.mark.parametrize("state", edges(["draft", "submitted", "returned"], "draft", "submitted"))
def test_another_groups_report_does_not_exist_for_a_lead(scene, stranger, page, state):
    taken = scene.arrange(f"training {state}")
    missing = stranger.get(reverse(page, kwargs={**taken, "body": "nobody"}))
    theirs = stranger.get(reverse(page, kwargs=taken))
    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert b"Two more trainers" not in theirs.content


def test_a_lead_cannot_write_into_another_groups_report(scene, stranger):
    report = scene.put("training", "draft")
    before = everything()
    taken = {"quarter": QUARTER, "body": "training"}
    for page, fields in (
        ("report-edit", sends.a_draft(scene, report)),
        ("report-check", sends.a_submission(scene, report)),
        ("report-review", sends.an_acceptance(scene, report)),
    ):
        response = stranger.post(reverse(page, kwargs=taken), fields)
        assert response.status_code in (403, 404), page
    assert unchanged(before)


def test_lines_of_another_report_in_ones_own_form_change_nothing(scene, stranger):
    """Hidden fields name activities that the report has no line for."""
    theirs, own = scene.put("training", "draft"), scene.report("partnerships")
    before = everything()
    fields = sends.a_draft(scene, own) | sends.a_draft(scene, theirs)
    fields["version"] = own.version
    fields |= {"report": theirs.pk, "body": "training", "id": theirs.pk}
    stranger.post(
        reverse("report-edit", kwargs={"quarter": QUARTER, "body": "partnerships"}), fields
    )
    theirs.refresh_from_db()
    after = everything()
    assert set(theirs.lines.values_list("progress", flat=True)) == {"Two more trainers."}
    assert theirs.version == 1
    assert before["accounts_user"] == after["accounts_user"]


def some_addresses(scene, *, office):
    """Return {name: one address of it} for every name of the URLconf."""
    names = {name for name, route in addresses() if not name.endswith(")")}
    return {
        name: sends.some_address(name, scene.own)
        for name in sorted(names)
        if office or not name.startswith("admin:")
    }


def test_nobody_posts_without_signing_in(scene):
    """Refused outright: a redirect to the sign-in page would throw the typed text away."""
    found = some_addresses(scene, office=True)
    before = everything()
    with without_what_is_no_part_of_the_answer():
        for name, address in found.items():
            if name not in OPEN_TO_ALL:
                response = Client().post(address, {"status": "on_track"})
                assert response.status_code == 403, name
    assert unchanged(before)


def test_a_form_from_elsewhere_is_refused(scene):
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.cast.glc_rome)
    before = everything()
    address = reverse("status-edit", kwargs={"code": "1.1.1.1"})
    assert client.post(address, sends.a_status(scene)).status_code == 403
    assert unchanged(before)


@pytest.mark.parametrize("method", edges(["put", "patch", "delete", "trace"], "put", "delete"))
def test_methods_that_no_page_offers_are_refused(scene, method):
    client = Client()
    client.force_login(scene.cast.glc_rome)
    found = some_addresses(scene, office=False)
    before = everything()
    for name, address in found.items():
        assert getattr(client, method)(address).status_code == 405, name
    assert unchanged(before)
