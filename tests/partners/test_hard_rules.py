"""Rules of the field about organisations that nobody may get around, by whatever way in.

That how an organisation takes part is set by the GLC, with its day (M1); that a stakeholder has no
vote, no common services and no seat in the SAG (M2; its seats in `tests/workinggroups/test_guards`,
files in `tests/admin/test_imports`, merging and joining beside this); that the commitments are a
condition of nothing (M6); that contacts are for those who have a right to them.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from partners import policy
from partners.actions import change_organisation, engage
from partners.committing import declare
from partners.models import CommitmentSet, ConfirmedDeclaration, Engagement, Organisation, Resource
from partners.offering import offer
from sip.models import Owner
from tests.cast import KINDS
from tests.edges import edges
from tests.network import make_network
from workinggroups.actions import seat

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
HOME = "/partners/international-ngo-a/"


@pytest.fixture
def network(cast):
    make_network(cast)
    return cast


# --- M1, M2: how an organisation takes part, and what follows from it ----------------------------


@pytest.mark.parametrize("who", ["stakeholder", "partner", "sag", "country_coord", "admin"])
def test_nobody_but_the_glc_makes_a_stakeholder_a_partner(cast, client, who):
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        engage(organisation=cast.firm, kind="partner", starts_on="2026-10-01", by=person)
    with pytest.raises(PermissionDenied):
        change_organisation(organisation=cast.firm, changes={"type": "ingo"}, by=person)
    client.force_login(person)
    told = {"organisation": cast.firm.pk, "kind": "partner", "starts_on": "2026-10-01"}
    client.post("/partners/logistics-company-a/edit/", {"version": 0, "acronym": "LCA", **told})
    assert client.post(reverse("admin:partners_engagement_add"), told).status_code in {302, 403}
    file = SimpleUploadedFile(
        "o.csv", b"slug,name,engagement_kind\nlogistics-company-a,X,partner\n"
    )
    answer = client.post(reverse("admin:partners_organisation_import"), {"file": file})
    assert answer.status_code in {302, 403}
    assert cast.firm.engagement() is Engagement.Kind.STAKEHOLDER
    assert cast.firm.engagements.count() == 1


def test_an_engagement_has_its_day_and_there_is_one_at_a_time(cast):
    for wrong in (
        {"kind": "observer", "starts_on": None},
        {"kind": "observer", "starts_on": "2026-10-01"},  # beside the one that is open
        {"kind": "observer", "starts_on": "2026-10-01", "ends_on": "2026-09-01"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Engagement.objects.create(organisation=cast.firm, **wrong)


def test_votes_and_services_follow_from_the_engagement_and_stand_nowhere_else():
    entitled = {kind for kind in Engagement.Kind if kind.can_vote or kind.can_use_common_services}
    assert entitled == {Engagement.Kind.PARTNER}
    columns = {field.name for model in (Organisation, Engagement) for field in model._meta.fields}
    assert not {name for name in columns if "vote" in name or "service" in name}


def test_a_stakeholder_in_a_group_still_has_no_vote(cast, client):
    assert cast.stakeholder.seats.exists()
    page = client.get("/partners/logistics-company-a/", headers=ENGLISH).content.decode()
    assert "May be a member, without a vote" in page and "May not use them" in page


# --- M6: the commitments are a condition of nothing ----------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("said", [None, "not_yet"])
def test_who_answers_not_yet_or_nothing_loses_nothing(cast, client, said):
    whole = make_network(cast) and CommitmentSet.objects.get(key="global")
    ConfirmedDeclaration._base_manager.all().delete()
    cast.ngo.declarations.all().delete()
    if said:
        answers = {item.number: {"answer": said} for item in whole.commitments.all()}
        declare(
            organisation=cast.ngo, set=whole, year=2026, version=0, answers=answers, confirm=True,
            signed_as="The director", by=cast.partner,
        )  # fmt: skip
    assert cast.ngo.engagement().can_vote and cast.ngo.engagement().can_use_common_services
    assert policy.can_edit_entry(cast.partner, cast.ngo)
    offered = offer(
        organisation=cast.ngo, kind="network", title="Nine depots", by=cast.partner,
        expires_on=datetime.date(2099, 1, 1),
    )  # fmt: skip
    assert Resource.objects.standing().filter(pk=offered.pk).exists()
    given = seat(
        body=Owner.objects.get(key="partnerships"), person=cast.partner, role="member",
        organisation=cast.ngo, starts_on=datetime.date(2026, 1, 1), by=cast.glc_rome,
    )  # fmt: skip
    assert given.pk
    assert client.get(HOME).status_code == 200


@pytest.mark.long
def test_every_page_about_the_commitments_says_so(network, client):
    client.force_login(network.glc_rome)
    for path in ("/commitments/", f"{HOME}commitments/", "/commitments/sample/adapt/"):
        page = client.get(path, headers=ENGLISH).content.decode()
        assert "No answer closes a door" in page, path
        assert "membership and access never depend on them" in page, path
    page = client.get(HOME, headers=ENGLISH).content.decode()
    assert "No answer closes a door" in page


# --- contacts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", edges(KINDS, "partner", "stakeholder", "wg_lead", "sag", "country_coord")
)
def test_contacts_are_for_its_own_people_and_for_those_who_answer_for_all(network, client, who):
    sees = who in {"partner", "wg_member", "sag", "glc_rome", "admin"}
    if person := getattr(network, who):
        client.force_login(person)
    for path in (HOME, "/partners/", "/search/?q=desk", "/resources/", "/partners/map/"):
        page = client.get(path, headers=ENGLISH).content.decode()
        assert ("desk@ngo.example.org" in page) == (sees and path == HOME), path
