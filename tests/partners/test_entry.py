"""An organisation's people keep its entry, and nothing else of it."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.clock import today
from accounts.conflicts import Refused, Stale
from accounts.models import TrailRow
from partners import editing, geography, presence
from partners.models import Contact, Engagement, Organisation, Presence
from tests.network import make_network

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
EDIT = "/partners/international-ngo-a/edit/"


@pytest.fixture
def own(cast, client):
    make_network(cast)
    client.force_login(cast.partner)
    return cast


def send(client, cast, **fields):
    cast.ngo.refresh_from_db()
    data = {"version": cast.ngo.version, "countries": "Tchad", "contact1-function": "Desk",
            "contact1-email": "desk@ngo.example.org", **fields}  # fmt: skip
    return client.post(EDIT, data, headers=ENGLISH)


@pytest.mark.long
def test_the_glc_finds_where_the_rest_of_an_entry_is_changed(own, client):
    page = client.get(EDIT, headers=ENGLISH).content.decode()
    assert "write to it when one is wrong" in page and "/admin/" not in page
    client.force_login(own.glc_rome)
    page = client.get(EDIT, headers=ENGLISH).content.decode()
    assert "write to it" not in page
    for address in (
        f"/admin/partners/organisation/{own.ngo.pk}/change/",
        f"/admin/partners/engagement/add/?organisation={own.ngo.pk}",
    ):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


@pytest.mark.long
def test_an_entry_is_changed_and_told_without_addresses(own, client):
    response = send(client, own, acronym="INA", aliases="منظمة أ\nOld name", languages=["fr", "ha"],
                    countries="Chad\nABC; niger\nCôte d’Ivoire")  # fmt: skip
    assert response.status_code == 200, "ABC is no country"
    assert "No country is called “ABC”" in response.content.decode()
    response = send(client, own, acronym="INA", aliases="منظمة أ\nOld name", languages=["fr", "ha"],
                    countries="Chad; niger\nCôte d’Ivoire")  # fmt: skip
    assert response.status_code == 302
    held = Organisation.objects.get(pk=own.ngo.pk)
    assert (held.acronym, held.languages, held.version) == ("INA", ["fr", "ha"], 1)
    assert set(held.presences.on().values_list("country", flat=True)) == {"TCD", "NER", "CIV"}
    assert Organisation.objects.matching("منظمه ا").get() == held
    told = TrailRow.objects.first()
    assert told.actor == own.partner.ref
    assert told.after["countries"] == ["CIV", "NER", "TCD"]
    assert "@" not in str(told.before) + str(told.after)


def test_whatever_a_forged_form_names_only_the_entry_changes(own, client):
    send(
        client, own, name="Forged", type="un", kind="stakeholder", is_local_national_actor="on",
        slug="forged", merged_into=own.firm.pk, engagement="observer",
    )  # fmt: skip
    held = Organisation.objects.get(pk=own.ngo.pk)
    assert (held.name, held.type, held.slug, held.merged_into, held.is_local_national_actor) == (
        own.ngo.name, "ingo", own.ngo.slug, None, False,
    )  # fmt: skip
    assert held.engagement() is Engagement.Kind.PARTNER
    with pytest.raises(ValueError, match="type"):
        editing.change_entry(
            organisation=held, version=held.version, changes={"type": "un"}, by=own.partner
        )


def test_a_country_left_stays_in_the_history(own, client):
    send(client, own, countries="Niger")
    gone = Presence.objects.get(country="TCD")
    assert gone.ends_on is not None and gone.ended_at is not None
    there = own.ngo.presences.filter(country="TCD")
    assert there.on(datetime.date(2024, 6, 1)).exists() and not there.on().exists()


def test_a_country_taken_away_on_the_day_it_was_named_leaves_no_day_behind(own, client):
    for countries, there in (("Tchad\nNiger", 2), ("Tchad", 1), ("Tchad\nNiger", 2)):
        assert send(client, own, countries=countries).status_code == 302
        assert own.ngo.presences.on().count() == there
    assert own.ngo.presences.get(country="NER").ends_on is None


def test_a_country_that_was_to_come_is_there_once_its_people_say_so(own, client):
    soon = today() + datetime.timedelta(days=20)
    of_it = {"organisation": own.ngo, "by": own.glc_rome}
    editing.record_presence(country="NER", starts_on=soon, **of_it)
    send(client, own, countries="Tchad\nNiger")
    assert own.ngo.presences.on().filter(country="NER").exists()


def test_an_end_that_has_passed_is_not_moved(own):
    held = own.ngo.presences.get()
    editing.end_presence(presence=held, ends_on=datetime.date(2025, 6, 30), by=own.glc_rome)
    with pytest.raises(Refused):
        editing.end_presence(presence=held, ends_on=datetime.date(2025, 8, 31), by=own.glc_rome)
    held.refresh_from_db()
    assert held.ends_on == datetime.date(2025, 6, 30)


@pytest.mark.long
def test_two_edits_meet_on_a_page_that_shows_both(own, client):
    send(client, own, acronym="FIRST")
    data = {"version": 0, "acronym": "SECOND", "countries": "Tchad", "website": "https://b.example"}
    response = client.post(EDIT, data, headers=ENGLISH)
    text = response.content.decode()
    assert response.status_code == 409
    assert "FIRST" in text and "SECOND" in text
    choice = {**data, "version": 1, "keep-acronym": "saved", "keep-website": "mine",
              "keep-contact1-function": "saved", "keep-contact1-email": "saved"}  # fmt: skip
    assert client.post(EDIT, choice, headers=ENGLISH).status_code == 302
    held = Organisation.objects.get(pk=own.ngo.pk)
    assert (held.acronym, held.website) == ("FIRST", "https://b.example")
    assert Contact.objects.get().email == "desk@ngo.example.org"


def test_without_a_difference_nothing_is_written(own, client):
    rows = TrailRow.objects.count()
    send(client, own, **{"contact1-function": "Logistics desk"})
    own.ngo.refresh_from_db()
    assert (TrailRow.objects.count(), own.ngo.version) == (rows, 0)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"contact2-email": "desk"}, "Type an address such as"),
        ({"contact2-function": "Fleet"}, "Give an e-mail address or a telephone number"),
        ({"contact2-phone": "+235 1"}, "Say whom one reaches there"),
        ({"website": "javascript:alert(1)"}, "Type an address such as https"),
        ({"languages": ["xx"]}, "Choose among those shown"),
        ({"countries": "Tchda"}, "did you mean Chad?"),
        ({"aliases": "x" * 1001}, "Shorten this text"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(own, client, fields, said):
    response = send(client, own, acronym="KEPT", **fields)
    text = response.content.decode()
    assert response.status_code == 200
    assert said in text and "KEPT" in text
    assert Organisation.objects.get(pk=own.ngo.pk).acronym == ""


def test_a_form_without_its_version_is_a_bad_request(own, client):
    assert client.post(EDIT, {"acronym": "X"}).status_code == 400


def test_others_and_stale_hands_are_refused(cast):
    def change(**more):
        editing.change_entry(organisation=cast.ngo, changes={"acronym": "X"}, **more)

    with pytest.raises(PermissionDenied):
        change(version=0, by=cast.stakeholder)
    with pytest.raises(Stale):
        change(version=3, by=cast.partner)
    with pytest.raises(ValidationError):
        change(version=0, by=cast.partner, countries=["XXX"])
    change(version=0, by=cast.glc_rome)
    assert TrailRow.objects.first().on_behalf_of == "international-ngo-a"


def test_who_is_where_counts_organisations_and_links_to_them(own, client):
    editing.record_presence(
        organisation=own.firm, country="TCD", starts_on=datetime.date(2024, 1, 1), by=own.glc_rome
    )
    (region,) = presence.regions()
    assert (region.key, region.organisations) == ("middle_africa", 2)
    assert [(tile.code, tile.number) for tile in region.tiles] == [("TCD", 2)]
    text = client.get("/partners/map/", headers=ENGLISH).content.decode()
    assert 'href="/partners/?country=TCD"' in text
    assert "do not imply the expression of any opinion" in text
    listed = client.get("/partners/?country=TCD", headers=ENGLISH).content.decode()
    assert "<b>2</b> organisations" in listed


def test_a_presence_that_has_ended_is_not_moved(own):
    """The days since were read with it, as with every other fact that has ended."""
    held = editing.record_presence(
        organisation=own.firm, country="TCD", starts_on=datetime.date(2024, 1, 1), by=own.glc_rome
    )
    ended = datetime.date(2025, 6, 30)
    editing.end_presence(presence=held, ends_on=ended, by=own.glc_rome)
    for day in (ended, datetime.date(2025, 12, 31), datetime.date(2099, 1, 1)):
        with pytest.raises(Refused, match="ended already"):
            editing.end_presence(presence=held, ends_on=day, by=own.glc_rome)
    with pytest.raises(PermissionDenied):
        editing.end_presence(presence=held, ends_on=ended, by=own.partner)
    held.refresh_from_db()
    assert held.ends_on == ended


def test_every_country_stands_in_one_region():
    codes = geography.codes()
    assert len(codes) == len(set(codes)) == 249
    assert {geography.code_of(geography.name_of(code)) for code in codes} == set(codes)


def test_countries_are_understood_by_the_short_names_of_the_field():
    typed = ("CAR", "rca", "DRC", "RDC", "UK")
    assert [geography.code_of(one) for one in typed] == ["CAF", "CAF", "COD", "COD", "GBR"]


def test_a_type_presets_the_flag_and_the_flag_is_explicit(cast):
    from partners.actions import add_organisation

    society = add_organisation(name="A", type="rcrc_national_society", by=cast.glc_rome)
    affiliate = add_organisation(
        name="B", type="nngo", is_local_national_actor=False, by=cast.glc_rome
    )
    assert (society.is_local_national_actor, affiliate.is_local_national_actor) == (True, False)
