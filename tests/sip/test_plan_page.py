"""The plan page: every activity, filters whose counts are true, and no value that breaks it."""

import datetime
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.db.models import Count
from django.urls import reverse

from sip import quarters
from sip.models import Activity, Meeting
from tests.sip.story import stated

pytestmark = pytest.mark.django_db

ENGLISH = {"headers": {"accept-language": "en"}}
TODAY = datetime.date.today


@pytest.fixture
def told(db):
    """A plan with every status in it, and a GLM between two of them."""
    ended = quarters.last_ended(TODAY())
    Meeting.objects.create(
        key="2026-06", starts_on=ended.starts_on, ends_on=ended.starts_on, place="Rome"
    )
    before, after = ended.plus(-1).ends_on, ended.ends_on
    for code, *statuses in (
        ("1.1.1.2", "at_risk", "blocked"), ("1.1.1.3", "on_track", "on_track"),
        ("2.3.2.1", "not_started", "paused"), ("3.2.1.1", "on_track", "at_risk"),
        ("4.2.1.1", "not_started", "not_started"),
    ):  # fmt: skip
        for day, status in zip((before, after), statuses, strict=True):
            stated(code, status, day)


def codes(response):
    return re.findall(r'<li><span class="code">([\d.]+)</span>', response.content.decode())


def rows(client, **query):
    return codes(client.get(reverse("plan"), query))


class Options(HTMLParser):
    """The count links of the filter form: {address: number}."""

    def __init__(self, html):
        super().__init__()
        self.found, self.href, self.text = {}, None, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and attrs.get("class") == "n":
            self.href, self.text = attrs["href"], ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if tag == "a" and self.href:
            self.found[self.href] = int(self.text.split()[-1])
            self.href = None


def test_it_is_public_and_holds_the_fifty_activities_in_their_order(client):
    response = client.get(reverse("plan"))
    found = codes(response)
    assert response.status_code == 200
    assert len(found) == 50
    assert found.index("2.3.2.1") < found.index("2.3.3.1") < found.index("3.1.1.1")


def test_the_heading_of_a_pillar_counts_its_activities(client, told):
    html = client.get(reverse("plan"), **ENGLISH).content.decode()
    headings = re.findall(r"(\d+) activities, (\d+) completed, (\d+) at risk or blocked", html)
    found = Counter((one.code[0], one.status) for one in Activity.objects.with_path())
    for pillar, heading in zip("1234", headings, strict=True):
        whole = sum(number for (code, _status), number in found.items() if code == pillar)
        troubled = found[pillar, "at_risk"] + found[pillar, "blocked"]
        assert list(map(int, heading)) == [whole, found[pillar, "completed"], troubled]


def test_english_readers_get_the_working_translation_and_are_told_so(client):
    html = client.get(reverse("plan"), **ENGLISH).content.decode()
    assert "Standard awareness-raising materials" in html
    assert "working translation" in html


def test_french_readers_get_the_published_words(client):
    html = client.get(reverse("plan"), headers={"accept-language": "fr"}).content.decode()
    assert "Créer, entretenir et mettre à jour des supports de sensibilisation standard" in html
    assert 'lang="fr" dir' not in html.split("<main")[1]


@pytest.mark.parametrize(
    "query",
    [
        {},
        pytest.param({"pillar": "1"}, marks=pytest.mark.long),
        {"status": "none", "pillar": ["1", "4"]},
        pytest.param({"q": "formation"}, marks=pytest.mark.long),
    ],
)
def test_every_count_opens_exactly_as_many_activities(client, told, query):
    options = Options(client.get(reverse("plan"), query).content.decode()).found
    assert len(options) > 12
    for address, count in options.items():
        assert len(codes(client.get(address))) == count, address


def test_counts_by_status_add_up_to_the_plan(client, told):
    options = Options(client.get(reverse("plan")).content.decode()).found
    assert sum(n for address, n in options.items() if "status=" in address) == 50


@pytest.mark.long
def test_counts_by_body_exceed_the_plan_and_the_page_says_so(client):
    html = client.get(reverse("plan"), **ENGLISH).content.decode()
    options = Options(html).found
    assert sum(n for address, n in options.items() if "body=" in address) == 57
    assert "add up to 57, more than its 50 activities" in html


@pytest.mark.long
def test_a_status_that_is_filtered_by_says_what_it_means(client, told):
    meaning = "Cannot advance without a decision of the SAG."
    assert meaning in client.get(reverse("plan"), {"status": "blocked"}, **ENGLISH).content.decode()
    assert meaning not in client.get(reverse("plan"), **ENGLISH).content.decode()


def test_filters_narrow_and_their_values_widen(client, told):
    assert rows(client, status="blocked") == ["1.1.1.2"]
    assert rows(client, status=["blocked", "paused"]) == ["1.1.1.2", "2.3.2.1"]
    assert rows(client, status=["blocked", "paused"], pillar="2") == ["2.3.2.1"]
    assert len(rows(client, status="none")) == 41
    assert len(rows(client, body="none")) == 4
    assert len(rows(client, body=["none", "training"])) == 6


@pytest.mark.parametrize("words", ["préparation", "PREPARATION", "prep", "Preparation  urgence"])
def test_search_minds_neither_accents_nor_case(client, words):
    assert set(rows(client, q=words)) <= set(rows(client, q="prep"))
    assert rows(client, q=words)


@pytest.mark.long
def test_every_word_must_be_there(client):
    both = set(rows(client, q="formation logistique"))
    assert both == set(rows(client, q="formation")) & set(rows(client, q="logistique"))


@pytest.mark.long
def test_changes_of_status_are_found_since_a_day_and_since_the_last_glm(client, told):
    ended = quarters.last_ended(TODAY())
    loaded = Activity.objects.filter(current_row__status="completed").values_list("code", flat=True)
    changed = {"1.1.1.2", "2.3.2.1", "3.2.1.1"}  # what the SIP prints counts from its own day
    assert set(rows(client, changed="glm")) == changed
    assert set(rows(client, changed=ended.starts_on.strftime("%d/%m/%Y"))) == changed
    assert set(rows(client, changed=ended.starts_on.isoformat())) == changed
    assert set(rows(client, changed="2000-01-01")) == {*changed, *loaded, "1.1.1.3", "4.2.1.1"}


@pytest.mark.long
def test_a_past_day_shows_what_was_recorded_by_then(client, told):
    before = quarters.last_ended(TODAY()).plus(-1).ends_on.isoformat()
    assert rows(client, status="blocked", as_of=before) == []
    assert rows(client, status="at_risk", as_of=before) == ["1.1.1.2"]
    assert len(rows(client, as_of="2001-01-01", status="none")) == 50


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=unknown", 50), ("status=blocked%27&status=none", 46), ("body=nobody", 50),
        ("pillar=9", 50), ("pillar=-1", 50), ("changed=0000-00-00", 50), ("changed=31/02/2026", 50),
        ("changed=9999-12-31", 50), ("as_of=2999-01-01", 50), ("as_of=1", 50),
        ("q=" + "a" * 101, 50), ("changed=glm", 50), ("status=" + "&status=".join("abc"), 50),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_named_and_left_out(client, query, shown):
    response = client.get(f"{reverse('plan')}?{query}")
    assert response.status_code == 200
    assert len(codes(response)) == shown
    assert 'class="alert section-s" role="status"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    ["?status=", "?q=%20", "?pillar[]=1", "?open=all", "?page=-1", "?q=%F0%9F%98%80", "?q=%ff"],
)
def test_an_odd_address_is_still_the_plan(client, query):
    assert client.get(reverse("plan") + query).status_code == 200


@pytest.mark.parametrize("name", ["q", "status", "body", "pillar", "changed", "as_of"])
def test_nul_in_the_address_never_breaks_it(client, name):
    assert client.get(f"{reverse('plan')}?{name}=%00x").status_code in (200, 400)


def test_markup_in_the_address_is_shown_as_text(client):
    html = client.get(reverse("plan"), {"q": "<script>x</script>"}).content.decode()
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


def test_where_nothing_is_found_each_filter_alone_is_offered(client, told):
    html = client.get(reverse("plan"), {"status": "blocked", "body": "training"}, **ENGLISH)
    html = html.content.decode()
    assert "No activity passes all these filters" in html
    assert 'href="/plan/?status=blocked"' in html and "Blocked: 1 activity" in html
    assert 'href="/plan/?body=training"' in html and "Training WG: 2 activities" in html


def test_each_filter_in_use_can_be_taken_away(client, told):
    html = client.get(reverse("plan"), {"status": ["blocked", "paused"], "q": "x"}).content.decode()
    pills = re.findall(r'class="pill" href="([^"]+)"', html)
    assert "/plan/?status=paused&amp;q=x" in pills
    assert "/plan/?status=blocked&amp;status=paused" in pills


def test_downloads_follow_the_filters(client):
    html = client.get(reverse("plan"), {"pillar": "1", "open": "all"}).content.decode()
    assert f'href="{reverse("plan-export", args=["xlsx"])}?pillar=1">XLSX' in html


def test_all_pillars_can_be_opened(client):
    assert client.get(reverse("plan")).content.count(b'<details class="pillar"') == 4
    assert len(re.findall(rb'<details class="pillar"[^>]* open', client.get("/plan/").content)) == 1
    html = client.get(reverse("plan"), {"open": "all"}).content
    assert len(re.findall(rb'<details class="pillar"[^>]* open', html)) == 4


def test_an_empty_plan_says_how_it_is_loaded(client):
    Activity.objects.update(withdrawn_on="2024-01-01")
    html = client.get(reverse("plan"), **ENGLISH).content.decode()
    assert "The plan is not loaded yet" in html
    assert "quickstart" in html


def test_only_reading_is_possible(client):
    assert client.post(reverse("plan")).status_code == 405


def test_another_day_is_chosen_on_the_page_and_the_filters_stay(client, told):
    page = client.get("/plan/?body=training&pillar=3&as_of=2026-01-31&open=all", **ENGLISH)
    form = page.content.decode().split('<form class="btns" action="/plan/"')[1].split("</form>")[0]
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form))
    assert kept == {"body": "training", "pillar": "3"}
    assert 'name="as_of" type="text" value="31/01/2026"' in form
    assert re.findall(r'<option value="(2022-Q\d)"', form) == [
        "2022-Q4", "2022-Q3", "2022-Q2", "2022-Q1",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["as_of=31/02/2026", "quarter=2026-Q9", "changed=yesterday"])
def test_what_is_wrong_in_an_address_does_not_reach_the_files(client, wrong):
    html = client.get(f"/plan/?pillar=1&{wrong}").content.decode()
    [link] = re.findall(rf'href="({reverse("plan-export", args=["csv"])}[^"]*)"', html)
    assert link.endswith("?pillar=1")
    assert client.get(link).status_code == 200


@pytest.mark.long
def test_the_figures_of_a_pillar_lead_to_their_rows(client, told):
    html = client.get("/plan/", headers={"accept-language": "en"}).content.decode()
    heads = re.findall(r'<a href="([^"]+)">(\d+) (?:completed|at risk or blocked)</a>', html)
    assert heads
    for url, number in heads:
        shown = client.get(url.replace("&amp;", "&")).content.decode()
        assert len(set(re.findall(r'<span class="code">([\d.]+)</span>', shown))) == int(number)


def test_activities_of_several_bodies_are_found_by_that(client):
    html = client.get("/plan/?body=several", headers={"accept-language": "en"}).content.decode()
    found = set(re.findall(r'<span class="code">([\d.]+)</span>', html))
    several = Activity.objects.annotate(n=Count("responsibilities")).filter(n__gt=1)
    assert found == set(several.values_list("code", flat=True)) and found
    assert (
        "Several bodies" in html and "Several bodies" not in client.get("/plan/").content.decode()
    )
