"""No address list is taken away page by page: one brake for every page that shows an address of
somebody else's organisation or account, whoever reads it; in the back office none stands but on the
page of one account."""

import datetime

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from accounts import invitations
from accounts.models import User
from partners import looking
from partners.models import Contact, Joining, Looked, Resource
from tests.admin.test_writing import form_of
from tests.cast import organisation
from tests.edges import a_few, late
from workinggroups.resources import SeatResource

pytestmark = pytest.mark.django_db
ADDRESS = "desk@ngo.example"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def home(cast, monkeypatch):
    """An organisation with a contact and an offer, when one other may be looked at."""
    monkeypatch.setattr(looking, "MOST", 1)
    Contact.objects.create(organisation=cast.ngo, place=1, function="Desk", email=ADDRESS)
    other = organisation("seen-before", "partner")
    for one, contact in ((cast.ngo, ADDRESS), (other, "other@ngo.example")):
        Resource.objects.create(
            organisation=one, kind="equipment", title=f"Ten trucks of {one}", contact=contact,
            description="With drivers.", offered_by=cast.partner, offered_at=timezone.now(),
            expires_on=timezone.localdate() + datetime.timedelta(days=90),
        )  # fmt: skip
    return cast.ngo


def pages_of(slug):
    offer = Resource.objects.get(organisation__slug=slug)
    return {
        "organisation": f"/partners/{slug}/", "entry": f"/partners/{slug}/edit/",
        "offer": f"/resources/{offer.pk}/", "offer form": f"/resources/{offer.pk}/edit/",
    }  # fmt: skip


# Who is shown addresses of others where; nobody else is shown any at all.
SHOWN = [
    ("glc_rome", "organisation"), ("glc_rome", "entry"), ("glc_rome", "offer"),
    ("glc_rome", "offer form"), ("admin", "organisation"), ("admin", "offer"),
    ("sag", "organisation"), ("sag", "offer"), ("country_coord", "offer"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "where"), a_few(SHOWN, 3))
@pytest.mark.parametrize("before", ["organisation", late("offer")])
def test_every_page_counts_together(client, cast, home, who, where, before):
    person = getattr(cast, who)
    if who == "country_coord":
        before = "offer"  # whose team is shown no people of organisations
    client.force_login(person)

    def read(slug, page):
        answer = client.get(pages_of(slug)[page], headers=ENGLISH, follow=True)
        return answer.content.decode()

    assert ADDRESS in read(home.slug, where)
    assert ADDRESS in read(home.slug, where), "what was shown is shown again"
    person.looked_at.all().delete()
    read("seen-before", before)
    caches["pages"].clear()  # another process would have none
    caches["default"].clear()
    text = read(home.slug, where)
    assert ADDRESS not in text and "those of others are shown again later" in text
    with time_machine.travel(timezone.now() + looking.WITHIN + datetime.timedelta(minutes=1)):
        client.force_login(person)
        assert ADDRESS in read(home.slug, where)
        assert Looked.objects.count() == 1, "what is over is not kept"


@pytest.mark.long
def test_its_own_people_are_not_counted(client, cast, home):
    client.force_login(cast.partner)
    for page in pages_of(home.slug).values():
        assert ADDRESS in client.get(page).content.decode()
    assert not Looked.objects.exists()


@pytest.mark.long
def test_visitors_and_others_are_shown_none_and_not_counted(client, cast, home):
    for person in (None, cast.stakeholder):
        if person:
            client.force_login(person)
        for name in ("organisation", "offer"):
            assert (
                ADDRESS not in client.get(pages_of(home.slug)[name], follow=True).content.decode()
            )
    assert not Looked.objects.exists()


@pytest.mark.long
@pytest.mark.parametrize("who", ["admin", "glc_rome"])
def test_the_back_office_prints_no_address_of_a_contact(client, cast, home, who):
    client.force_login(getattr(cast, who))
    contact, offer = home.contacts.get(), home.resources.get()
    for path in (
        "contact/", f"contact/{contact.pk}/change/", "resource/",
        f"resource/{offer.pk}/change/", f"contact/{contact.pk}/history/",
    ):  # fmt: skip
        answer = client.get(f"/admin/partners/{path}", follow=True)
        assert answer.status_code == 200 and ADDRESS not in answer.content.decode(), path
    found = client.get(f"/admin/partners/contact/?q={ADDRESS}", headers=ENGLISH)
    assert found.context["cl"].result_count == 0


@pytest.mark.long
@pytest.mark.parametrize("who", ["admin", "glc_rome"])
def test_accounts_give_their_addresses_one_by_one_and_count_with_the_rest(client, cast, home, who):
    def page_of(someone):
        path = f"/admin/accounts/user/{someone.pk}/change/"
        return client.get(path, headers=ENGLISH, follow=True).content.decode()

    person = getattr(cast, who)
    client.force_login(person)
    assert cast.partner.email in page_of(cast.partner)
    assert cast.partner.email in page_of(cast.partner), "what was shown is shown again"
    assert person.email in page_of(person), "one's own is not counted"
    for other in (cast.sag, cast.outsider):
        text = page_of(other)
        assert other.name in text and other.email not in text
        assert "addresses of others are shown again later" in text
    assert ADDRESS not in client.get(pages_of(home.slug)["organisation"]).content.decode()
    assert Looked.objects.get().account == cast.partner.pk


@pytest.mark.long
def test_a_name_is_kept_where_the_address_is_not_shown(client, cast, home):
    client.force_login(cast.admin)
    client.get(f"/admin/accounts/user/{cast.partner.pk}/change/")
    path, data = form_of(client, User, cast.outsider.pk)
    assert "email" not in data
    client.post(path, {**data, "name": "Renamed", "email": "taken.over@example.org"})
    cast.outsider.refresh_from_db()
    assert (cast.outsider.name, cast.outsider.email) == ("Renamed", "outsider@example.org")


def test_a_file_of_seats_names_people_without_their_addresses(cast):
    """It comes back as it went out: by the reference of the account."""
    told = SeatResource().export()
    assert str(cast.wg_lead.ref) in told["person"] and "Wg Lead" in told["person__name"]
    assert "@" not in told.csv


@pytest.mark.parametrize("path", ["/outbox/", "/account/invite/"])
def test_no_list_beside_the_back_office_is_one_of_addresses(client, cast, path):
    invitations.invite(email="new@example.org", name="New Person", by=cast.glc_rome)
    client.force_login(cast.glc_rome)
    text = client.get(path).content.decode()
    assert "New Person" in text and "new@example.org" not in text
    person = User.objects.get(name="New Person")
    assert f"/admin/accounts/user/{person.pk}/change/" in text


def test_requests_to_join_are_counted_too(client, cast, home):
    other = organisation("another", "partner")
    asked = [
        Joining.objects.create(
            person=cast.outsider, organisation=one, words="I work there.", asked_at=timezone.now()
        )
        for one in (home, other)
    ]
    client.force_login(cast.glc_rome)
    shown = [cast.outsider.email in client.get(f"/partners/joining/{one.pk}/").content.decode()
             for one in asked]  # fmt: skip
    assert shown == [True, False]
