"""Every page of the back office: answered, read without writing, within the content policy."""

import re
from contextlib import nullcontext

import pytest
from django.contrib.admin import site
from django.db import connection
from django.urls import reverse

from accounts.models import User
from reporting.models import Report, Transition
from sip.models import Activity, StatusRow
from tests.admin.conftest import MODELS, address, name_of
from tests.cast import organisation, person
from tests.edges import a_few
from tests.permissions.bare import without_what_is_no_part_of_the_answer
from tests.permissions.scene import everything
from tests.permissions.table import row_of
from tests.permissions.test_reading import OWN, WRITES

pytestmark = pytest.mark.django_db

INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)[^>]*>|<[^>]+\s(style|on[a-z]+)=", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.-]+@[\w.-]*example\.org")


def pages_of(model):
    """Yield (name, address) of every page of a model's first object."""
    pk = model._base_manager.order_by("pk").first().pk
    for page in ("changelist", "add", "change", "history", "delete"):
        at = [pk] if page in ("change", "history", "delete") else []
        yield name_of(model, page), address(model, page, *at)
    yield name_of(model, "changelist"), f"{address(model, 'changelist')}?q=training"


@pytest.mark.brief
def test_a_few_pages_answer_write_nothing_and_hold_the_content_policy(office, client):
    """As GLC staff; with what stands around the heart on the pages of the first model."""
    read_every_page(office, client, "glc_rome", models=MODELS[::5], whole=MODELS[:1])


@pytest.mark.long
@pytest.mark.parametrize("who", ["glc_rome", "admin"])
def test_every_page_answers_writes_nothing_and_holds_the_content_policy(office, client, who):
    read_every_page(office, client, who, models=MODELS, whole=MODELS)


def read_every_page(office, client, who, *, models, whole):
    client.force_login(getattr(office, who))
    written = []

    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES):
            written.append(sql[:120])
        return execute(sql, params, many, context)

    before = everything()
    for model in models:
        around = nullcontext if model in whole else without_what_is_no_part_of_the_answer
        for name, page in pages_of(model):
            with around(), connection.execute_wrapper(watch):
                response = client.get(page)
            assert str(response.status_code) == row_of("GET", name).expected[who], page
            assert "script-src 'self'" in response["Content-Security-Policy"]
            text = response.content.decode()
            assert not INLINE.search(text), f"{page}: {INLINE.search(text)[0]}"
            if not page.endswith("/change/"):  # lists and histories are no lists of addresses
                assert not ADDRESS.search(text), f"{page}: {ADDRESS.search(text)[0]}"
    assert [sql for sql in written if not OWN.search(sql)] == []
    assert everything() == before


@pytest.mark.long
def test_a_persons_page_says_what_they_hold_today(office, client):
    client.force_login(office.admin)
    english = {"Accept-Language": "en"}

    def look(someone):
        return client.get(address(User, "change", someone.pk), headers=english).content.decode()

    assert "Lead (Training Working Group)" in look(office.wg_lead)
    assert "GLC staff" in look(office.glc_rome) and "Training" not in look(office.glc_rome)
    assert "(International Ngo A)" in look(office.partner)
    assert "(Sample cluster)" in look(office.country_coord)


def test_every_model_can_be_searched_and_explains_what_cannot_be_written():
    for model, office_admin in site._registry.items():
        assert office_admin.search_fields, model
        assert office_admin.actions is None, model
        assert office_admin.kept_by or office_admin.note, model


# The table of permissions tries the SAG on every page, and everybody on the first of each kind.
@pytest.mark.long
@pytest.mark.parametrize("who", ["partner", "stakeholder", "wg_lead", "country_coord"])
def test_nobody_else_sees_any_of_it(office, client, who):
    client.force_login(getattr(office, who))
    for model in MODELS:
        for _name, page in pages_of(model):
            assert client.get(page).status_code == 403, page
        assert client.post(address(model, "add"), {}).status_code == 403


@pytest.mark.parametrize(
    ("model", "field", "term", "found"),
    [
        ("workinggroups.seat", "body", "formation", True),
        ("workinggroups.seat", "body", "FORMATION", True),
        ("workinggroups.seat", "person", "deputy", True),
        ("workinggroups.seat", "organisation", "international ngo", True),
        ("sip.assignment", "activity", "preparation", True),
        ("sip.assignment", "activity", "1.1.1.2", True),
        ("sip.assignment", "activity", "nothing like it", False),
        ("workinggroups.workinggroup", "outcomes", "1.1", True),
    ],
)
def test_autocomplete_finds_without_accents_or_case(glc, model, field, term, found):
    app, name = model.split(".")
    response = glc.get(reverse("admin:autocomplete"), {
        "app_label": app, "model_name": name, "field_name": field, "term": term,
    })  # fmt: skip
    assert response.status_code == 200
    assert bool(response.json()["results"]) is found


def test_a_chooser_tells_people_apart_by_organisation_and_not_by_address(glc, office):
    def offered(term):
        found = glc.get(reverse("admin:autocomplete"), {
            "app_label": "workinggroups", "model_name": "seat", "field_name": "person",
            "term": term,
        })  # fmt: skip
        return [one["text"] for one in found.json()["results"]]

    assert "Partner · International Ngo A" in offered("partner")
    assert offered(office.partner.email) == ["Partner · International Ngo A"]
    assert offered("@example.org") == [] and offered("partner@ex") == []


def test_autocomplete_is_shut_to_others(office, client):
    client.force_login(office.wg_lead)
    response = client.get(reverse("admin:autocomplete"), {
        "app_label": "workinggroups", "model_name": "seat", "field_name": "person", "term": "a",
    })  # fmt: skip
    assert response.status_code == 403


@pytest.mark.long
def test_a_list_costs_the_same_with_more_in_it(glc, queries):
    def cost(model):
        return queries(lambda: glc.get(address(model, "changelist")))

    glc.get(reverse("admin:index"))  # the first page of a process reads a little more
    before = {model: cost(model) for model in MODELS}
    rows = {model: model._base_manager.count() for model in MODELS}
    for number in range(12):
        organisation(f"organisation-{number}", "partner")
        person(f"person_{number}")
    one = StatusRow.objects.first()
    StatusRow.objects.bulk_create(
        StatusRow(
            activity=activity, status="on_track", effective_on=one.effective_on,
            recorded_at=one.recorded_at, origin="report",
        )
        for activity in Activity.objects.all()
    )  # fmt: skip
    Transition.objects.bulk_create(
        Transition(
            report=report, before="draft", after="submitted", by=report_by, at=one.recorded_at
        )
        for report in Report.objects.all()
        for report_by in User.objects.all()[:5]
    )
    longer = [model for model in MODELS if model._base_manager.count() > rows[model]]
    assert len(longer) >= 4
    for model in MODELS:
        assert cost(model) == before[model], model
    assert max(before.values()) <= 16, before


@pytest.mark.parametrize(
    "query",
    a_few([
        "p=-1", "p=1" + "0" * 30, "p=x", "o=zz", "o=9.9", "q=%C3", "status=no-such", "e=1",
        "effective_on__year=99999", "effective_on__year=x", "status__exact=%F0%9F%98%80", "id=1",
        "_facets=1", "all=1", "_popup=1&_to_field=password",
    ], 6),
)  # fmt: skip
def test_a_strange_query_is_answered(glc, query):
    for name in ("sip_statusrow", "sip_activity"):
        response = glc.get(f"{reverse(f'admin:{name}_changelist')}?{query}")
        assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("key", ["0", "9223372036854775808", "x", "1%00", "_5F"])
def test_a_key_that_nothing_has_is_answered(glc, key):
    for page in ("change", "history", "delete"):
        path = address(Activity, page, 1).replace("/1/", f"/{key}/")
        assert glc.get(path).status_code in (302, 400, 403, 404)
