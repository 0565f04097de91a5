"""What the database refuses about seats, whatever way a row comes in."""

import pytest
from django.db import IntegrityError, transaction

from partners.models import Affiliation, Engagement
from sip.models import Owner
from tests.cast import of_rome, permanent
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db


def refused(work, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        work()


def row(person, body="sag", role="member", **fields):
    return Seat(
        person=person, body=Owner.objects.get(key=body), role=role,
        category=permanent() if body == "sag" else None,
        **{"starts_on": "2026-01-01", **fields},
    )  # fmt: skip


def test_a_stakeholder_is_not_seated_in_the_sag(cast):
    """Not under its own name, nor through somebody who belongs to it."""
    refused(row(cast.outsider, organisation=cast.firm).save, "seat_no_stakeholder")
    refused(row(cast.stakeholder).save, "seat_no_stakeholder")
    refused(lambda: Seat.objects.bulk_create([row(cast.stakeholder)]), "seat_no_stakeholder")


def test_a_seat_is_not_moved_into_the_sag_by_an_update(cast):
    held = Seat.objects.filter(person=cast.stakeholder)
    refused(
        lambda: held.update(body=Owner.objects.get(key="sag"), category=permanent()),
        "seat_no_stakeholder",
    )  # fmt: skip


def test_an_organisation_whose_people_sit_in_the_sag_does_not_become_a_stakeholder(cast):
    now = Engagement.objects.filter(organisation=cast.ngo)
    refused(lambda: now.update(kind="stakeholder"), "engagement_no_sag")
    ended = Engagement(
        organisation=cast.ngo, kind="stakeholder", starts_on="2020-01-01", ends_on="2020-12-31"
    )
    ended.save()  # before anybody sat


def test_a_member_of_the_sag_does_not_join_a_stakeholder(cast):
    joins = Affiliation(person=cast.sag, organisation=cast.firm, starts_on="2026-05-01")
    refused(joins.save, "affiliation_no_sag")


def test_a_stakeholder_sits_in_a_working_group(cast):
    row(cast.stakeholder, "partnerships", organisation=cast.firm).save()


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        ({"starts_on": "2023-01-01", "ends_on": "2024-01-01"}, False),
        ({"starts_on": "2026-01-01"}, False),
        ({"starts_on": "2023-01-01", "ends_on": "2023-12-31"}, True),
    ],
)
def test_nobody_sits_twice_in_a_body_on_the_same_day(cast, days, stands):
    """The lead of Training sits there since 2024."""
    again = row(cast.wg_lead, "training", **days)
    if stands:
        again.save()
    else:
        refused(again.save, "seat_no_overlap|one_open_seat|UNIQUE")


def test_a_body_has_no_two_leads_on_the_same_day(cast):
    of_rome(cast.outsider)
    second = row(cast.outsider, "training", "lead", ends_on="2026-06-30")
    refused(second.save, "seat_one_lead")


def test_a_body_has_no_two_focal_points_on_the_same_day(cast):
    second = row(cast.sag, "training", "sag_focal_point", starts_on="2025-01-01")
    refused(second.save, "seat_one_focal_point")
    row(cast.sag, "partnerships", "sag_focal_point").save()


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        (("2022-01-01", "2022-06-30"), False),  # within one that has ended
        (("2021-01-01", "2022-01-01"), False),  # the last day of one is the first of the other
        (("2021-01-01", "2021-12-31"), True),
        (("2023-01-01", "2023-12-31"), True),
    ],
)
def test_an_organisation_takes_part_in_one_way_at_a_time(cast, days, stands):
    """Those that have ended too: the history of an organisation has no two answers for a day."""
    past = Engagement.objects.create(
        organisation=cast.ngo, kind="observer", starts_on="2022-01-01", ends_on="2022-12-31"
    )
    other = Engagement(
        organisation=cast.ngo, kind="partner", starts_on=days[0], ends_on=days[1]
    )  # fmt: skip
    if stands:
        other.save()
    else:
        refused(other.save, "engagement_no_overlap")
        refused(lambda: Engagement.objects.bulk_create([other]), "engagement_no_overlap")
    whole = Engagement.objects.filter(pk=past.pk)
    refused(lambda: whole.update(ends_on="2024-01-01"), "engagement_no_overlap")
