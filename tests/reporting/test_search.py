"""One box finds activities, groups and organisations, and takes whatever is typed into it."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.clock import today
from actionplans.models import Action, ActionPlan, Gap, NationalCluster, Section
from partners.models import Organisation, Resource
from sip.models import Decision, Lesson, Meeting
from sip.translated import Translated

pytestmark = pytest.mark.django_db
SEARCH = reverse("search")


@pytest.fixture
def look(client):
    client.cookies["django_language"] = "en"
    return lambda words: client.get(SEARCH, {"q": words})


@pytest.mark.parametrize("words", ["prep", "Préparation", "PRÉP", "pre\u0301paration"])
def test_accents_and_case_do_not_matter(look, words):
    response = look(words)
    html = response.content.decode()
    assert response.context["activity_count"] >= 5
    assert "Preparedness Working Group" in html


def test_what_is_public_is_found_without_signing_in(look, cast):
    html = look("logistics company").content.decode()
    assert cast.firm.name in html
    assert reverse("partner", args=[cast.firm.slug]) in html


def test_people_are_not_found(look, cast):
    nothing = look(cast.wg_lead.email)
    assert nothing.context["total"] == 0
    assert "The texts of reports are not searched." in nothing.content.decode()
    assert look("Glc Rome").context.get("organisation_count", 0) == 0


@pytest.mark.parametrize("code", ["2.3.2.1", " 1.1.1.3 ", "1.1", "4"])
def test_a_code_leads_to_its_page(look, code):
    assert look(code).headers["Location"] == reverse("activity", args=[code.strip()])


def test_a_code_that_does_not_exist_is_searched_as_words(look):
    assert look("9.9.9").context["total"] == 0


def test_counts_lead_to_the_whole_list(look, client):
    response = look("formation")
    count = response.context["activity_count"]
    assert f'href="{reverse("plan")}?q=formation">{count} in the plan' in response.content.decode()
    assert (
        client.get(reverse("plan"), {"q": "formation"}).content.count(b'<li><span class="code">')
        == count
    )


@pytest.mark.parametrize("words", ["", "   ", "\u0301"])
def test_nothing_typed_is_no_error(look, words):
    response = look(words)
    assert response.status_code == 200
    assert not response.context["problems"]
    assert "result" not in response.content.decode().split("<main")[1].split("</main")[0]


def test_too_long_a_text_says_the_limit_and_keeps_it_short(look):
    response = look("x" * 5000)
    assert response.status_code == 200
    assert "100 characters at most" in response.content.decode()
    assert len(response.content) < 10_000


@pytest.mark.parametrize("words", ["%", "_", "'", '"><script>', "\\", "𝒳", "🚚", "ال", "-1", "[]"])
def test_odd_characters_are_words_like_others(look, words):
    response = look(words)
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("<main")[1]


def test_a_wildcard_is_a_character(look):
    assert look("%").context["total"] == 0


def test_nul_never_breaks_it(client):
    assert client.get(f"{SEARCH}?q=%00").status_code in (200, 400)


@pytest.mark.long
def test_it_costs_the_same_however_much_is_found(look, queries):
    def found_there(number):
        Organisation.objects.create(slug=f"f-{number}", name=f"Formation {number}", type="ingo")

    found_there(0)
    look("formation")
    few = queries(lambda: look("formation"))
    for number in range(1, 61):
        found_there(number)
    assert queries(lambda: look("formation")) == few
    assert len(look("formation").context["organisations"]) == 50


@pytest.fixture
def registers(cast):
    """A meeting, a decision, a lesson, and a plan of a country with a gap and an action."""
    Meeting.objects.create(
        key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18", place="Orléans"
    )
    Decision.objects.create(
        key="2026-06-1", taken_by="sag", taken_on="2026-06-20",
        text=Translated.of(fr="Créer un hôtel logistique."),
    )  # fmt: skip
    Lesson.objects.create(
        lesson=Translated.of(fr="Un hôtel se réserve tôt."),
        source="Exercice",
        learnt_on="2026-02-01",
    )
    plan = ActionPlan.objects.create(
        cluster=cast.cluster, year=2026, title="Plan", state="open", language="fr"
    )
    gap = Gap.objects.create(
        section=Section.objects.create(plan=plan, order=1, title="Hôtels"), order=1,
        text="L’hôtel manque de clés.",
    )  # fmt: skip
    Action.objects.create(
        gap=gap, order=1, text="Réserver un hôtel à Orléans", starts_on="2026-01-01"
    )
    return plan


def found_in(response):
    return {kind.name: [str(hit.text) for hit in kind.hits] for kind in response.context["kinds"]}


@pytest.mark.long
def test_registers_and_national_plans_are_found_by_who_may_read_them(registers, client, look, cast):
    assert found_in(look("HOTEL")) == {}  # visitors read neither
    assert list(found_in(look("orleans"))) == ["meetings"]
    client.force_login(cast.partner)
    assert list(found_in(look("HÔTEL"))) == ["decisions", "lessons", "gaps", "actions"]
    response = look("hotel cles")
    assert found_in(response) == {"gaps": ["L’hôtel manque de clés."]}
    page = response.content.decode()
    assert 'lang="fr" dir="auto">L’hôtel' in page
    address = re.search(r'href="(/countries/sample/[^"#]*)', page)[1]
    assert "clés" in client.get(address.replace("&amp;", "&")).content.decode()


@pytest.mark.long
def test_a_draft_of_a_national_plan_is_found_by_its_team_alone(registers, client, look, cast):
    ActionPlan.objects.update(state="draft")
    client.force_login(cast.partner)
    assert list(found_in(look("hotel"))) == ["decisions", "lessons"]
    client.force_login(cast.country_coord)
    assert list(found_in(look("hotel"))) == ["decisions", "lessons", "gaps", "actions"]


@pytest.mark.long
def test_many_gaps_and_actions_cost_no_more_queries(registers, client, look, cast, queries):
    client.force_login(cast.partner)
    look("hotel")
    few = queries(lambda: look("hotel"))
    gap = Gap.objects.get()
    Action.objects.bulk_create(
        Action(gap=gap, order=n, text=f"Un autre hôtel {n}", starts_on="2026-01-01")
        for n in range(2, 90)
    )
    assert queries(lambda: look("hotel")) == few
    [actions] = [kind for kind in look("hotel").context["kinds"] if kind.name == "actions"]
    assert (len(actions.hits), actions.number) == (50, 89)


def test_words_that_begin_so_come_before_those_that_only_hold_it(look):
    """“formation” is training before it is the end of “information”."""
    found = [activity.search_text for activity in look("formation").context["activities"]]
    begins = [bool(re.search(r"(^|[\s'(«“/-])formation", text)) for text in found]
    assert begins == sorted(begins, reverse=True)
    assert True in begins and False in begins


@pytest.mark.parametrize("typed", ["At risk", "at ri"])
def test_the_name_of_a_status_leads_to_what_it_means_and_to_its_activities(look, typed):
    html = look(typed).content.decode()
    assert f'href="{reverse("plan")}?status=at_risk"' in html
    assert "Delay or risk that the owner can put right alone." in html


def test_a_letter_or_two_name_no_status(look):
    assert look("at").context["statuses"] == []


def test_countries_are_found_by_their_names_in_any_language(look, cast):
    NationalCluster.objects.create(slug="chad", name="Logistics Sector", country="TCD")
    for typed in ("tchad", "Chad", "TCD"):
        assert "Logistics Sector" in found_in(look(typed))["countries"]


def test_offers_are_found_while_they_stand(look, cast):
    day = today()
    offer = Resource.objects.create(
        organisation=cast.ngo,
        kind="equipment",
        title="Dix camions",
        expires_on=day,
        offered_at=timezone.now(),
        offered_by=cast.partner,
    )
    assert found_in(look("camion"))["offers"] == ["Dix camions"]
    Resource.objects.filter(pk=offer.pk).update(withdrawn_on=day)
    assert "offers" not in found_in(look("camion"))


def test_a_meeting_is_found_by_its_month_in_any_language(look, registers):
    for typed in ("GLM juin", "GLM June"):
        assert len(found_in(look(typed))["meetings"]) == 1
