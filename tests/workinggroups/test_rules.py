"""The hard rules of the sources about groups and the SAG, tried through every way in: the act, the
page, the back office, a file, the row itself."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.clock import today
from sip.mandates import end_of_mandate
from sip.models import Meeting, Outcome, Owner, PendingImport
from tests.admin.test_imports import csv_file, put_up
from workinggroups import actions, guards
from workinggroups.models import Seat, SeatCategory, WorkingGroup

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 18)
YEARS_ON = datetime.date(2028, 6, 17)  # the last day of a mandate that begins on DAY


@pytest.fixture
def sag(cast):
    return Owner.objects.get(key="sag")


@pytest.fixture
def glm(db):
    days = {"starts_on": datetime.date(2026, 6, 16), "ends_on": DAY}
    return Meeting.objects.create(key="2026-06", **days)


@pytest.fixture
def glc(client, cast):
    client.force_login(cast.glc_rome)
    return client


def row(cast, sag, **fields):
    return Seat(body=sag, person=cast.outsider, organisation=cast.ngo, starts_on=DAY, **fields)


def refused(work, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        work()


@pytest.mark.long
def test_nobody_sits_in_the_sag_whom_no_glm_named(cast, sag, glc):
    """Source 000: named at a GLM, for two years."""
    with pytest.raises(ValidationError) as error:
        actions.seat(body=sag, person=cast.outsider, role="member", starts_on=DAY, by=cast.glc_rome)
    assert "named_in" in error.value.error_dict
    sent = {"person": cast.outsider.email, "organisation": cast.ngo.name, "starts_on": "18/06/2026"}
    assert "named_in" in glc.post("/groups/sag/seats/", sent).context["form"].errors
    office = glc.post(reverse("admin:workinggroups_seat_add"), {
        "body": sag.pk, "person": cast.outsider.pk, "role": "member", "starts_on": "2026-06-18",
    })  # fmt: skip
    assert office.context["adminform"].form.errors["named_in"]
    put_up(glc, "workinggroups_seat", csv_file(
        ["body", "person", "role", "starts_on"],
        ["sag", cast.outsider.email, "member", "2026-06-18"],
    ))  # fmt: skip
    assert [error["row"] for error in PendingImport.objects.get().preview["errors"]] == [2]
    refused(row(cast, sag, ends_on=YEARS_ON).save, "seat_named_at_glm")
    refused(lambda: Seat.objects.bulk_create([row(cast, sag)]), "seat_named_at_glm")
    assert not cast.outsider.seats.exists()


def test_a_mandate_in_the_sag_is_no_longer_than_two_years(cast, sag, glm, glc):
    later = YEARS_ON + datetime.timedelta(days=1)
    refused(row(cast, sag, named_in=glm).save, "seat_named_at_glm")
    refused(row(cast, sag, named_in=glm, ends_on=later).save, "seat_named_at_glm")
    put_up(glc, "workinggroups_seat", csv_file(
        ["body", "person", "role", "named_in", "starts_on", "ends_on"],
        ["sag", cast.outsider.email, "member", glm.key, "2026-06-18", "2031-01-01"],
    ))  # fmt: skip
    pending = PendingImport.objects.get()
    assert pending.preview["errors"] == []
    glc.post(reverse("admin:workinggroups_seat_preview", args=[pending.pk]), {"confirm": "yes"})
    held = Seat.objects.filter(person=cast.outsider)
    assert [one.ends_on for one in held] in ([], [YEARS_ON]), "cut to two years, never longer"
    held.delete()
    seat = row(cast, sag, named_in=glm, ends_on=YEARS_ON)
    seat.save()
    for change in ({"ends_on": None}, {"ends_on": later}, {"named_in": None}):
        refused(lambda change=change: held.update(**change), "seat_named_at_glm")


@pytest.mark.parametrize("first", ["2022-03-01", "2023-03-01", "2024-02-29", "2024-03-01"])
def test_the_database_counts_two_years_as_the_act_does(cast, sag, glm, first):
    first = datetime.date.fromisoformat(first)
    Meeting.objects.filter(pk=glm.pk).update(starts_on=first, ends_on=first)
    last = end_of_mandate(first)
    seat = row(cast, sag, named_in=glm, ends_on=last)
    seat.starts_on = first
    seat.save()
    over = last + datetime.timedelta(days=1)
    refused(lambda: Seat.objects.filter(pk=seat.pk).update(ends_on=over), "seat_named_at_glm")


def test_a_cancelled_glm_names_nobody(cast, sag, glm):
    glm.cancelled_on, glm.cancelled_why = DAY, "Storm."
    glm.save()
    with pytest.raises(ValidationError, match="cancelled"):
        actions.seat(
            body=sag, person=cast.outsider, role="member", starts_on=DAY, named_in=glm,
            by=cast.glc_rome,
        )  # fmt: skip


def test_a_category_has_so_many_seats_and_no_more(cast, sag, glm):
    SeatCategory.objects.filter(key="government").update(seats=1)
    category = SeatCategory.objects.get(key="government")
    given = {"body": sag, "role": "member", "starts_on": DAY, "named_in": glm, "by": cast.glc_rome}
    actions.seat(person=cast.outsider, category=category, **given)
    with pytest.raises(ValidationError, match="Every seat of this category"):
        actions.seat(person=cast.partner, category=category, **given)
    actions.seat(person=cast.partner, **given)


def test_a_seat_given_before_the_rule_can_still_be_ended(cast):
    guards.take_down()
    Seat.objects.filter(person=cast.sag).update(category=None)
    guards.put_up()
    seat = cast.sag.seats.get()
    refused(lambda: Seat.objects.filter(pk=seat.pk).update(starts_on=DAY), "seat_named_at_glm")
    actions.end_seat(seat=seat, ends_on=today(), by=cast.glc_rome)


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mandate_ends_on": "2027-01-01"}, "mandate_ends_on"),
        ({"theme_fr": "Les douanes", "outcomes": "1.2"}, "theme_fr"),
        ({"theme_fr": "", "theme_en": "", "outcomes": ""}, "theme_fr"),
    ],
)
def test_the_back_office_keeps_a_mandate_to_its_rules(glc, change, field):
    """A group works on outcomes or on a theme, and not beyond the Strategy (001, 002)."""
    group = WorkingGroup.objects.get(owner__key="training")
    path = reverse("admin:workinggroups_workinggroup_change", args=[group.pk])
    form = glc.get(path).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data |= {"mandate_fr": "Former.", "mandate_en": "", "theme_fr": "", "theme_en": ""}
    data |= {k: v for k, v in change.items() if k != "outcomes"}
    if "outcomes" in change:
        data["outcomes"] = list(
            Outcome.objects.filter(code=change["outcomes"]).values_list("pk", flat=True)
        )
    data["read_as"] = form.mark
    answer = glc.post(path, {name: "" if v is None else v for name, v in data.items()})
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors


def test_only_the_secretariat_seats_people_in_the_sag(cast, sag, glm):
    for who in ("sag", "sag_training", "wg_lead", "partner", "admin", "country_coord"):
        with pytest.raises(PermissionDenied):
            actions.seat(
                body=sag, person=cast.outsider, role="member", starts_on=DAY, named_in=glm,
                by=getattr(cast, who),
            )  # fmt: skip
