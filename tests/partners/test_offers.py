"""What organisations offer, who asks for it, and how the two sides answer each other."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.conflicts import Refused, Stale
from accounts.models import OutboxMail
from actionplans.models import NationalCluster
from partners import geography
from partners.forms import OfferForm
from partners.models import Engagement, Resource, ResourceRequest
from partners.offering import answer, ask, change_offer, offer, steps, withdraw
from tests.edges import edges
from tests.network import KEY, make_network

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
FAR = datetime.date(2099, 1, 1)


@pytest.fixture
def network(cast):
    make_network(cast)
    cast.offer = Resource.objects.get(pk=KEY)
    cast.request = ResourceRequest.objects.get(pk=KEY)
    return cast


def an_offer(cast, **fields):
    given = {"organisation": cast.firm, "by": cast.stakeholder, "kind": "equipment",
             "title": "Eight tents", "expires_on": FAR}  # fmt: skip
    return offer(**given | fields)


def test_a_stakeholder_offers_and_a_stranger_does_not(network):
    made = an_offer(network, countries=["KEN"], languages=["en"], notice_days=30)
    assert Resource.objects.standing().matching("tents").get() == made
    with pytest.raises(PermissionDenied):
        an_offer(network, by=network.partner)
    with pytest.raises(ValidationError, match="still to come"):
        an_offer(network, expires_on=datetime.date(2020, 1, 1))
    with pytest.raises(ValidationError, match="before it begins"):
        an_offer(network, expires_on=FAR, available_on=FAR + datetime.timedelta(days=1))
    engagement = Engagement.objects.filter(organisation=network.firm)
    engagement.update(kind="observer")
    with pytest.raises(Refused, match="come from partners and stakeholders"):
        an_offer(network)
    engagement.update(ends_on="2025-01-01")
    with pytest.raises(Refused, match="takes part today"):
        an_offer(network)


@pytest.mark.long
def test_an_offer_that_expired_or_was_taken_back_is_over(network, client):
    network.offer.expires_on = datetime.date(2020, 1, 1)
    network.offer.save()
    assert not Resource.objects.standing().exists()
    with pytest.raises(Refused, match="over"):
        ask(resource=network.offer, on_behalf_of="glc", need="Two.", by=network.glc_rome)
    assert client.get(f"/resources/{KEY}/").status_code == 404
    client.force_login(network.partner)
    assert "has expired" in client.get(f"/resources/{KEY}/", headers=ENGLISH).content.decode()
    change_offer(resource=network.offer, version=0, expires_on=FAR, by=network.partner)
    assert Resource.objects.standing().exists(), "renewed"
    withdraw(resource=network.offer, by=network.partner)
    network.request.refresh_from_db()
    assert network.request.state == "declined"
    with pytest.raises(Refused):
        withdraw(resource=network.offer, by=network.partner)


def test_a_request_goes_back_and_forth_with_its_history(network):
    request = network.request
    assert [state.value for state in steps(network.partner, request)] == [
        "agreed", "declined", "waiting",
    ]  # fmt: skip
    assert [state.value for state in steps(network.glc_rome, request)] == ["waiting", "withdrawn"]
    assert steps(network.sag, request) == steps(network.country_coord, request) == []
    with pytest.raises(PermissionDenied):
        answer(request=request, state="agreed", text="Yes", version=0, by=network.glc_rome)
    with pytest.raises(ValidationError, match="sentence"):
        answer(request=request, state="agreed", text=" ", version=0, by=network.partner)
    held = answer(
        request=request, state="waiting", text="For how long?", version=0, by=network.partner
    )
    with pytest.raises(Stale):
        answer(request=request, state="agreed", text="Yes", version=0, by=network.wg_member)
    held = answer(request=held, state="agreed", text="Yes", version=1, by=network.wg_member)
    held = answer(
        request=held, state="delivered", text="They came.", version=2, by=network.glc_rome
    )
    assert [(move.state, move.by.name) for move in held.moves.all()] == [
        ("waiting", "Glc Rome"), ("waiting", "Partner"), ("agreed", "Wg Member"),
        ("delivered", "Glc Rome"),
    ]  # fmt: skip
    assert steps(network.partner, held) == []
    mails = OutboxMail.objects.filter(kind="resource_request").order_by("pk")
    assert [mail.person.name for mail in mails] == ["Glc Rome", "Glc Rome", "Partner", "Wg Member"]
    assert all(f"/resources/requests/{KEY}/" in mail.text for mail in mails)


def test_a_country_asks_under_its_own_name_alone(network, client):
    with pytest.raises(PermissionDenied):
        ask(resource=network.offer, on_behalf_of="glc", need="X", by=network.country_coord)
    made = ask(resource=network.offer, on_behalf_of="sample", need="X", by=network.country_coord)
    assert ResourceRequest.objects.visible_to(network.country_coord).get() == made
    assert ResourceRequest.objects.visible_to(network.partner).count() == 2
    assert not ResourceRequest.objects.visible_to(network.sag).exists()
    network.country_coord.team_places.update(ends_on="2025-01-01")
    assert not ResourceRequest.objects.visible_to(network.country_coord).exists(), "rights end"
    client.force_login(network.partner)
    page = client.get(f"/resources/requests/{made.pk}/", headers=ENGLISH).content.decode()
    cluster = NationalCluster.objects.get(slug="sample")
    assert f"({cluster.name})" in page, "the cluster that asked keeps its name"


@pytest.mark.long
@pytest.mark.parametrize(
    ("who", "sees"),
    edges(
        [("anonymous", False), ("stakeholder", False), ("wg_lead", False), ("partner", True),
         ("country_coord", True), ("glc_rome", True)],
        "stakeholder", "wg_lead", "partner", "country_coord",
    ),
)  # fmt: skip
def test_the_contact_is_for_those_who_may_ask_and_for_its_own(network, client, who, sees):
    if person := getattr(network, who):
        client.force_login(person)
    for path in (f"/resources/{KEY}/", "/resources/", "/partners/international-ngo-a/"):
        text = client.get(path, headers=ENGLISH).content.decode()
        assert ("Ask the logistics desk" in text) == (sees and path == f"/resources/{KEY}/"), path


@pytest.mark.long
def test_each_count_of_a_filter_is_what_it_leaves(network, client):
    an_offer(network, notice_days=5, languages=["fr"])
    an_offer(network, notice_days=31, title="Old tents", kind="network", countries=["KEN"])
    text = client.get("/resources/", headers=ENGLISH).content.decode()
    found = re.findall(r'name="(\w+)" value="(\w+)">[^<]+<span class="n">(\d+)', text)
    assert {name for name, _value, _n in found} == {"kind", "days", "language", "by"}
    for name, value, number in found:
        listed = client.get(f"/resources/?{name}={value}", headers=ENGLISH)
        assert listed.context["page"].paginator.count == int(number), (name, value)
    assert client.get("/resources/?country=TCD").context["page"].paginator.count == 2
    assert client.get("/resources/?kind=club&q=" + "x" * 300).status_code == 200


@pytest.mark.long
def test_the_five_kinds_stand_in_their_order_and_each_count_opens_its_offers(network, client):
    an_offer(network)
    an_offer(network, title="Old tents", countries=["KEN"])
    text = client.get("/resources/", headers=ENGLISH).content.decode()
    offers = text.split('id="h-offers"')[1]
    found = re.findall(
        r'<h3 class="note[^>]*>(\w+) · (?:<a href="\?kind=(\w+)">(\d+)|no offer)', offers
    )
    assert [name for name, _key, _n in found] == [kind.label for kind in Resource.Kind]
    assert {(key, number) for _name, key, number in found if key} == {
        ("personnel", "1"), ("equipment", "2"),
    }  # fmt: skip
    for _name, key, number in found:
        if key:
            listed = client.get(f"/resources/?kind={key}").context["page"]
            assert listed.paginator.count == int(number)
    narrowed = client.get("/resources/?country=KEN&by=stakeholder").content.decode()
    assert "?kind=equipment&amp;country=KEN" in narrowed and "no offer" not in narrowed


@pytest.mark.parametrize(
    "who", ["partner", "glc_rome", "country_coord", "stakeholder", "anonymous"]
)
def test_the_list_offers_to_ask_to_those_who_may(network, client, who):
    if person := getattr(network, who):
        client.force_login(person)
    text = client.get("/resources/", headers=ENGLISH).content.decode()
    assert (f"/resources/{KEY}/#h-ask" in text) == (who in {"glc_rome", "country_coord"})


@pytest.mark.long
def test_a_request_that_waits_says_whose_it_is_and_since_when(network, client):
    ResourceRequest.objects.filter(pk=KEY).update(asked_at=timezone.now() - datetime.timedelta(9))
    client.force_login(network.partner)
    text = client.get("/resources/", headers=ENGLISH).content.decode()
    waiting = text.split('id="h-waiting"')[1].split("</section>")[0]
    assert "Asked by GLC support team of International Ngo A" in waiting
    assert '"late">9 days ago' in waiting
    client.force_login(network.stakeholder)
    assert 'id="h-waiting"' not in client.get("/resources/").content.decode()


def test_the_list_says_the_type_and_about_the_size_of_its_file(network, client):
    page = client.get("/resources/", headers=ENGLISH)
    about = page.context["about"]
    assert re.search(r"Download \(XLSX, about [\d.]+\sKB\)", page.content.decode())
    size = len(client.get("/exports/resources/xlsx/").getvalue())
    assert 0.7 * size < about < 1.4 * size


def test_two_edits_of_an_offer_meet(network, client):
    client.force_login(network.partner)
    data = {"version": 0, "kind": "personnel", "title": "Three logisticians",
            "expires_on": "01/01/2099", "contact": "Ask the logistics desk"}  # fmt: skip
    path = f"/resources/{KEY}/edit/"
    assert client.post(path, data).status_code == 302
    answer = client.post(path, {**data, "title": "Four logisticians"}, headers=ENGLISH)
    assert answer.status_code == 409
    assert "Three logisticians" in answer.content.decode()
    choice = {**data, "title": "Four logisticians", "version": 1, "keep-title": "mine"}
    assert client.post(path, choice).status_code == 302
    assert Resource.objects.get(pk=KEY).title == "Four logisticians"


def test_the_form_names_each_answer_that_it_misses(network, client):
    client.force_login(network.stakeholder)
    address = f"/partners/{network.firm.slug}/offer/"
    asked = client.get(address, headers=ENGLISH).content.decode()
    assert "Say the kind, what you offer and until when" in asked
    page = client.post(address, {"version": 0}, headers=ENGLISH).content.decode()
    summary = page.partition('id="errors"')[2].partition("</ul>")[0]
    for name in ("Kind", "What you offer", "Offered until"):
        assert f">{name}: This field is required.</a>" in summary


@pytest.mark.parametrize(
    "typed", ["Chad\nNiger", "Tchad, Niger", "Chad; Niger;", "Chad ,\n NER", "TCD,NER,TCD"]
)
def test_countries_are_taken_with_whatever_stands_between_them(typed):
    form = OfferForm({"version": 0, "countries": typed})
    form.is_valid()
    assert form.cleaned_data["countries"] == ["NER", "TCD"]


def test_a_comma_that_belongs_to_a_countrys_name_parts_nothing(monkeypatch):
    monkeypatch.setattr(geography, "code_of", {"Congo, Republic of": "COG", "Chad": "TCD"}.get)
    form = OfferForm({"version": 0, "countries": "Congo, Republic of\nChad"})
    form.is_valid()
    assert form.cleaned_data["countries"] == ["COG", "TCD"]


@pytest.mark.long
def test_a_request_awaits_the_people_of_the_organisation_and_nobody_else(network, client):
    answered = f'href="/resources/requests/{KEY}/"'

    def pages(who):
        client.force_login(who)
        return [
            client.get(path, headers=ENGLISH).content.decode()
            for path in ("/", f"/partners/{network.ngo.slug}/")
        ]

    home, entry = pages(network.partner)
    assert answered in home and answered in entry
    assert "1 request for a resource</a> waits for your answer" in home
    assert "Nothing awaits you today" not in home
    assert "request for a resource to answer" in home  # beside the figure in the navigation
    for page in pages(network.stakeholder) + pages(network.wg_lead):
        assert answered not in page and "for a resource to answer" not in page
    answer(request=network.request, state="declined", text="No.", version=0, by=network.partner)
    home, entry = pages(network.partner)
    assert answered not in home + entry and "for a resource to answer" not in home


@pytest.mark.long
def test_whoever_asked_finds_their_request_once_it_is_answered(network, client):
    answer(request=network.request, state="declined", text="Not in May.", by=network.partner,
           version=network.request.version)  # fmt: skip
    client.force_login(network.glc_rome)
    page = client.get("/resources/", headers=ENGLISH).content.decode()
    assert "What you asked for" in page and f'href="/resources/requests/{KEY}/"' in page
    client.force_login(network.glc_rome2)
    assert "What you asked for" not in client.get("/resources/", headers=ENGLISH).content.decode()


@pytest.mark.parametrize(
    ("quantity", "is_taken"),
    [("3", True), ("0.5 t", True), ("two", True), ("", True), ("10", True), ("-5", False),
     ("0", False), ("− 2 lorries", False), ("0 lorries", False)],
)  # fmt: skip
def test_a_quantity_that_begins_with_a_number_is_more_than_nothing(quantity, is_taken):
    form = OfferForm({"quantity": quantity})
    assert ("quantity" not in form.errors) is is_taken


def test_to_wait_for_an_answer_is_no_answer(network, client):
    client.force_login(network.partner)
    page = client.get(f"/resources/requests/{KEY}/", headers=ENGLISH).content.decode()
    assert "Write without deciding yet" in page and page.count("Waits for an answer") == 2
