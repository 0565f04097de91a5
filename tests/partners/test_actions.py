"""The directory changes by acts of the GLC alone, and remembers each."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.conflicts import Refused
from accounts.models import TrailRow
from partners import actions, leaving
from partners.models import Engagement, Organisation
from tests.cast import KINDS

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)
EVE = datetime.date(2026, 2, 28)
Kind = Engagement.Kind


def test_an_organisation_is_added_with_a_key_of_its_own(cast):
    first = actions.add_organisation(name="Réseau Énergie", type="nngo", by=cast.glc_rome)
    second = actions.add_organisation(name="Reseau energie", type="nngo", by=cast.glc_rome)
    assert (first.slug, second.slug) == ("reseau-energie", "reseau-energie-2")
    assert Organisation.objects.matching("reseau").count() == 2
    assert TrailRow.objects.first().target_key == "reseau-energie-2"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "International Ngo A"}, "__all__"),
        ({"type": "club"}, "type"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"slug": "international-ngo-a"}, "slug"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_added(cast, fields, field):
    before = Organisation.objects.count(), TrailRow.objects.count()
    with pytest.raises(ValidationError) as wrong:
        actions.add_organisation(**{"name": "New", "type": "ingo", "by": cast.glc_rome, **fields})
    assert field in wrong.value.message_dict
    assert before == (Organisation.objects.count(), TrailRow.objects.count())


def test_a_change_tells_what_was_before(cast):
    actions.change_organisation(
        organisation=cast.ngo, changes={"acronym": "INA", "type": "ingo"}, by=cast.glc_rome
    )
    told = TrailRow.objects.first()
    assert (told.before, told.after) == ({"acronym": ""}, {"acronym": "INA"})
    assert Organisation.objects.matching("ina").get() == cast.ngo


def test_no_difference_leaves_no_trace(cast):
    before = TrailRow.objects.count()
    actions.change_organisation(organisation=cast.ngo, changes={"type": "ingo"}, by=cast.glc_rome)
    assert TrailRow.objects.count() == before


def test_the_key_never_changes(cast):
    with pytest.raises(ValueError, match="slug"):
        actions.change_organisation(organisation=cast.ngo, changes={"slug": "x"}, by=cast.glc_rome)


def test_a_new_engagement_ends_the_open_one_the_day_before(cast):
    actions.engage(organisation=cast.firm, kind=Kind.PARTNER, starts_on=DAY, by=cast.glc_rome)
    assert cast.firm.engagement(EVE) is Kind.STAKEHOLDER
    assert cast.firm.engagement(DAY) is Kind.PARTNER
    assert TrailRow.objects.first().before["kind"] == "stakeholder"


@pytest.mark.parametrize(
    ("kind", "day", "field"),
    [
        (Kind.STAKEHOLDER, DAY, "kind"),
        (Kind.PARTNER, datetime.date(2024, 1, 1), "starts_on"),
        (Kind.PARTNER, datetime.date(2023, 1, 1), "starts_on"),
        ("friend", DAY, "kind"),
    ],
)
def test_engagements_follow_one_another(cast, kind, day, field):
    with pytest.raises(ValidationError) as wrong:
        actions.engage(organisation=cast.firm, kind=kind, starts_on=day, by=cast.glc_rome)
    assert field in wrong.value.message_dict
    assert cast.firm.engagements.get().ends_on is None


def test_an_organisation_in_the_sag_does_not_become_a_stakeholder(cast):
    with pytest.raises(ValidationError, match="Sag"):
        actions.engage(
            organisation=cast.ngo, kind=Kind.STAKEHOLDER, starts_on=DAY, by=cast.glc_rome
        )
    assert cast.ngo.engagement(DAY) is Kind.PARTNER


def test_a_member_of_the_sag_does_not_join_a_stakeholder(cast):
    with pytest.raises(ValidationError, match="SAG"):
        actions.affiliate(person=cast.sag, organisation=cast.firm, starts_on=DAY, by=cast.glc_rome)


def test_a_person_joins_and_leaves(cast):
    row = actions.affiliate(
        person=cast.outsider, organisation=cast.ngo, starts_on=DAY, by=cast.glc_rome
    )
    leaving.end_affiliation(affiliation=row, ends_on=DAY, by=cast.glc_rome)
    assert Organisation.objects.of(cast.outsider, DAY).get() == cast.ngo
    assert not Organisation.objects.of(cast.outsider, DAY + datetime.timedelta(days=1))
    with pytest.raises(Refused):
        leaving.end_affiliation(affiliation=row, ends_on=DAY, by=cast.glc_rome)


def test_nobody_is_affiliated_twice_or_by_themselves(cast):
    with pytest.raises(ValidationError, match="already"):
        actions.affiliate(
            person=cast.partner, organisation=cast.ngo, starts_on=DAY, by=cast.glc_rome
        )
    with pytest.raises(Refused):
        actions.affiliate(
            person=cast.glc_rome, organisation=cast.ngo, starts_on=DAY, by=cast.glc_rome
        )


@pytest.mark.parametrize("who", [name for name in KINDS[1:] if name != "glc_rome"])
def test_only_glc_staff_edits_the_directory(cast, who):
    by = getattr(cast, who)
    acts = [
        lambda: actions.add_organisation(name="X", type="ingo", by=by),
        lambda: actions.change_organisation(organisation=cast.ngo, changes={"name": "X"}, by=by),
        lambda: actions.engage(organisation=cast.firm, kind=Kind.PARTNER, starts_on=DAY, by=by),
        lambda: actions.affiliate(
            person=cast.outsider, organisation=cast.ngo, starts_on=DAY, by=by
        ),
        lambda: leaving.end_affiliation(
            affiliation=cast.partner.affiliations.get(), ends_on=DAY, by=by
        ),
    ]
    before = TrailRow.objects.count()
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert TrailRow.objects.count() == before
