"""Two entries become one; nothing is lost, and the old address leads on."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import TrailRow
from partners.actions import affiliate, engage
from partners.merging import STAYS, merge
from partners.models import Affiliation, Engagement, Organisation, Presence
from tests.network import make_network

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 9, 1)
WHY = "The same registration number."


@pytest.fixture
def pair(cast):
    cast.twin = make_network(cast)
    return cast


def rows_of(organisation):
    """Count what points to an organisation, by relation."""
    return {
        relation.name: relation.related_model._base_manager.filter(
            **{relation.field.name: organisation}
        ).count()
        for relation in Organisation._meta.related_objects
    }


def test_everything_follows_but_the_history_of_each(pair):
    before, there = rows_of(pair.ngo), rows_of(pair.twin)
    assert {name for name, number in before.items() if number} >= {
        "seats", "affiliations", "presences", "declarations", "resources", "contacts",
    }  # fmt: skip
    merge(duplicate=pair.ngo, into=pair.twin, by=pair.glc_rome, reason=WHY, on=DAY)
    after, left = rows_of(pair.twin), rows_of(pair.ngo)
    for name in set(before) - STAYS:
        assert (after[name], left[name]) == (before[name] + there[name], 0), name
    assert (left["engagements"], after["contacts"]) == (1, 1)
    row = pair.ngo.engagements.get()
    assert row.ends_on == DAY - datetime.timedelta(days=1) and row.ended_at
    pair.twin.refresh_from_db()
    assert pair.ngo.name in pair.twin.aliases.splitlines()
    assert Organisation.objects.current().matching(pair.ngo.name).get() == pair.twin
    told = TrailRow.objects.first()
    assert told.verb == "organisation_absorbed" and told.reason == WHY


def test_what_both_have_stays_ended_with_the_duplicate(pair):
    Presence.objects.create(organisation=pair.twin, country="TCD", starts_on="2025-01-01")
    Affiliation.objects.create(person=pair.partner, organisation=pair.twin, starts_on="2025-01-01")
    merge(duplicate=pair.ngo, into=pair.twin, by=pair.glc_rome, reason=WHY, on=DAY)
    assert pair.ngo.presences.get().ends_on == pair.ngo.affiliations.get().ends_on
    assert pair.twin.presences.get().ends_on is None
    stayed = TrailRow.objects.first().after["stayed"]
    assert stayed == {
        "presences": [pair.ngo.presences.get().pk],
        "affiliations": [pair.ngo.affiliations.get().pk],
    }


def test_the_old_address_leads_on_however_many_merges_later(pair, client):
    client.force_login(pair.glc_rome)
    response = client.post(
        f"/partners/{pair.ngo.slug}/merge/", {"into": "twin organisation", "reason": WHY}
    )
    assert response["Location"] == "/partners/twin-organisation/"
    engage(organisation=pair.firm, kind="partner", starts_on=DAY, by=pair.glc_rome)
    merge(duplicate=pair.twin, into=pair.firm, by=pair.glc_rome, reason=WHY)
    old = client.get(f"/partners/{pair.ngo.slug}/")
    assert (old.status_code, old["Location"]) == (302, f"/partners/{pair.firm.slug}/")
    assert "Twin Organisation" in client.get(old["Location"]).content.decode()
    assert client.get(f"/partners/{pair.ngo.slug}/edit/").status_code == 404
    assert "Twin Organisation</a>" not in client.get("/partners/").content.decode()


def test_no_merge_into_itself_by_any_way(pair, client):
    with pytest.raises(ValidationError, match="itself"):
        merge(duplicate=pair.ngo, into=pair.ngo, by=pair.glc_rome, reason=WHY)
    client.force_login(pair.glc_rome)
    path = f"/partners/{pair.ngo.slug}/merge/"
    page = client.post(
        path, {"into": pair.ngo.name, "reason": WHY}, headers={"accept-language": "en"}
    )
    assert "cannot be merged into itself" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=pair.ngo.pk).update(merged_into=pair.ngo.pk)


def test_a_merge_seats_no_stakeholder_in_the_sag(pair):
    with pytest.raises(ValidationError, match="Sag"):
        merge(duplicate=pair.ngo, into=pair.firm, by=pair.glc_rome, reason=WHY)
    assert pair.ngo.seats.exists()


def test_a_merged_entry_takes_nobody_any_more(pair):
    merge(duplicate=pair.ngo, into=pair.twin, by=pair.glc_rome, reason=WHY, on=DAY)
    pair.ngo.refresh_from_db()
    with pytest.raises(ValidationError, match="merged"):
        engage(organisation=pair.ngo, kind="observer", starts_on=DAY, by=pair.glc_rome)
    with pytest.raises(ValidationError, match="merged"):
        affiliate(person=pair.outsider, organisation=pair.ngo, starts_on=DAY, by=pair.glc_rome)
    with pytest.raises(ValidationError, match="already"):
        merge(duplicate=pair.ngo, into=pair.firm, by=pair.glc_rome, reason=WHY)


@pytest.mark.parametrize("who", ["partner", "sag", "admin"])
def test_the_glc_alone_merges(pair, who):
    with pytest.raises(PermissionDenied):
        merge(duplicate=pair.ngo, into=pair.twin, by=getattr(pair, who), reason=WHY)
    assert Engagement.objects.filter(ends_on=None).count() == 3
