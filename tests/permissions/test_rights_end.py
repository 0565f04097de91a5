"""A right is asked for at the moment of the act: once its ground is gone, so is the right."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Grant
from tests.permissions import sends
from tests.permissions.scene import QUARTER
from workinggroups.models import Seat, WorkingGroup

YESTERDAY = datetime.date(2026, 10, 11)
EDIT = {"quarter": QUARTER, "body": "training"}


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def edit(client):
    return client.get(reverse("report-edit", kwargs=EDIT)).status_code


def test_a_lead_whose_seat_has_ended_cannot_open_the_report_any_more(scene):
    client = signed_in(scene.cast.wg_lead)
    assert edit(client) == 200
    Seat.objects.filter(person=scene.cast.wg_lead).update(ends_on=YESTERDAY)
    assert edit(client) == 404
    assert client.get(reverse("plan")).status_code == 200


def test_what_a_former_lead_sends_is_refused_and_changes_nothing(scene):
    client = signed_in(scene.cast.wg_lead)
    report = scene.report()
    Seat.objects.filter(person=scene.cast.wg_lead).update(ends_on=YESTERDAY)
    fields = sends.a_draft(scene, report)
    assert client.post(reverse("report-edit", kwargs=EDIT), fields).status_code == 404
    report.refresh_from_db()
    assert report.version == 0


def test_a_seat_still_gives_its_rights_on_its_last_day(scene):
    client = signed_in(scene.cast.wg_lead)
    Seat.objects.filter(person=scene.cast.wg_lead).update(ends_on=datetime.date(2026, 10, 12))
    assert edit(client) == 200


def test_a_dissolved_group_gives_no_rights(scene):
    client = signed_in(scene.cast.wg_lead)
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on=YESTERDAY)
    assert edit(client) == 404


@pytest.mark.long
def test_the_sags_mandate_over_a_member_decides_no_more(scene):
    scene.put("training", "submitted")
    client = signed_in(scene.cast.sag)
    review = reverse("report-review", kwargs=EDIT)
    assert client.get(review).status_code == 200
    Seat.objects.filter(person=scene.cast.sag).update(ends_on=YESTERDAY)
    assert client.get(review).status_code == 404


@pytest.mark.long
def test_glc_staff_whose_grant_has_ended_set_no_status_and_enter_no_back_office(scene):
    client = signed_in(scene.cast.glc_rome)
    status = reverse("status-edit", kwargs={"code": "1.1.1.1"})
    assert client.get(status).status_code == 200
    assert client.get(reverse("admin:index")).status_code == 200
    Grant.objects.filter(person=scene.cast.glc_rome).update(ends_on=YESTERDAY)
    assert client.get(status).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 403
    assert client.get(reverse("trail")).status_code == 403


def test_a_grant_to_come_gives_nothing_yet(scene):
    client = signed_in(scene.cast.outsider)
    Grant.objects.create(
        person=scene.cast.outsider, role=Grant.Role.GLC_STAFF, starts_on="2026-10-13"
    )
    assert client.get(reverse("admin:index")).status_code == 403


@pytest.mark.parametrize("kind", ["wg_lead", "glc_rome", "admin"])
def test_a_deactivated_account_is_signed_out_at_its_next_request(scene, kind):
    person = scene.person(kind)
    here, there = signed_in(person), signed_in(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    for client in (here, there):
        response = client.get(reverse("account"))
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))
