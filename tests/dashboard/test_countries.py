"""National action plans on the dashboard: each figure opens exactly the actions it counts."""

import re

import pytest

from actionplans.models import Action, ActionPlan, ActionStatus, Gap, Section
from tests.dashboard.links import ENGLISH, main

PAGE = "/dashboard/countries/"
FIGURE = re.compile(r'<a href="(/dashboard/countries/\?[^"]*)"(?:><b)?>(\d+)<')
ACTION = re.compile(r'href="/countries/sample/2026/\d+/["?]')


@pytest.fixture
def plan(past):
    """Three actions in the year of `past`: one late, one whose rhythm is broken, one completed."""
    made = ActionPlan.objects.create(
        cluster=past.cluster, year=2026, title="Plan", state="open", language="fr"
    )
    for order, function in enumerate(("monitor_and_evaluate", "")):
        section = Section.objects.create(
            plan=made, order=order, title="Suivi", core_function=function
        )
        gap = Gap.objects.create(section=section, order=1, text="Le suivi manque.")
        dated = {"schedule": "by_date", "due_on": "2026-06-30"}
        recurring = {"schedule": "recurring", "frequency": "monthly"}
        kinds = (dated, recurring, {}) if function else (dated,)
        for number, fields in enumerate(kinds):
            Action.objects.create(
                gap=gap, order=number, text="Suivre", starts_on="2026-01-01", **fields
            )
    done = Action.objects.filter(schedule="unspecified").get()
    done.current_row = ActionStatus.objects.create(
        action=done, status="completed", effective_on="2026-05-01", completed_on="2026-05-01",
        evidence="https://example.org/",
    )  # fmt: skip
    done.save()
    return made


def read(client, address):
    response = client.get(address, headers=ENGLISH)
    assert response.status_code == 200
    return main(response)


@pytest.mark.long
def test_each_figure_opens_the_actions_it_counts(plan, past, client):
    client.force_login(past.sag)
    page = read(client, PAGE)
    assert "In 2026 the plans hold" in page and "2</b></a> deadlines have passed." in page
    found = {url.replace("&amp;", "&"): int(number) for url, number in FIGURE.findall(page)}
    assert len(found) >= 8
    for url, number in found.items():
        assert len(ACTION.findall(read(client, url))) == number, url


@pytest.mark.long
def test_a_past_day_shows_what_stood_then_and_its_links_stay_there(plan, past, client):
    client.force_login(past.sag)
    page = read(client, f"{PAGE}?as_of=2026-06-15")
    assert "as it was recorded by the end of" in page and "as_of=2026-06-15" in page
    for url, number in FIGURE.findall(page):
        assert len(ACTION.findall(read(client, url.replace("&amp;", "&")))) == int(number), url
    assert 'role="status"' in read(client, f"{PAGE}?as_of=2030-01-01")


@pytest.mark.long
def test_a_quarter_shows_the_plans_as_recorded_by_its_last_day(plan, past, client):
    client.force_login(past.sag)
    page = read(client, f"{PAGE}?quarter=2026-Q2&show=completed")
    assert "Q2 2026: national plans as recorded by the end of 30 June 2026, its last day." in page
    assert '<option value="2026-Q2" selected>' in page
    assert 'name="show" value="completed"' in page  # what is chosen stays in another quarter
    figures = [(url.replace("&amp;", "&"), number) for url, number in FIGURE.findall(page)]
    assert figures and all("quarter=2026-Q2" in url for url, _number in figures)
    for url, number in figures:
        assert len(ACTION.findall(read(client, url))) == int(number), url
    by_day = read(client, f"{PAGE}?as_of=2026-06-30&show=completed")
    assert [number for _url, number in figures] == [n for _url, n in FIGURE.findall(by_day)]
    # The pages of the plans themselves know days.
    assert "/countries/?year=2026&amp;as_of=2026-06-30" in page


@pytest.mark.parametrize("quarter", ["2026-Q4", "1999-Q1", "soon"])
def test_a_quarter_that_cannot_be_is_named_and_today_is_shown(plan, past, client, quarter):
    client.force_login(past.sag)
    page = read(client, f"{PAGE}?quarter={quarter}")
    assert 'role="status"' in page
    assert FIGURE.findall(page) == FIGURE.findall(read(client, PAGE))


def test_the_dashboard_leads_there_at_its_own_moment(plan, past, client):
    page = read(client, "/dashboard/?quarter=2026-Q1&body=training")
    assert 'href="/dashboard/countries/?quarter=2026-Q1"' in page


def test_visitors_read_figures_and_no_action(plan, client):
    page = read(client, f"{PAGE}?show=overdue")
    assert '<td class="num">2</td>' in page
    assert not FIGURE.findall(page) and not ACTION.findall(page)


def test_a_draft_counts_for_nobody(plan, past, client):
    ActionPlan.objects.update(state="draft")
    client.force_login(past.sag)
    assert "No national plan has been published yet." in read(client, PAGE)


@pytest.mark.parametrize("asked", ["function=x", "show=x", "year=20x6", "year=1999", "show=%27"])
def test_what_makes_no_sense_is_named_and_left_out(plan, past, client, asked):
    client.force_login(past.sag)
    page = read(client, f"{PAGE}?{asked}")
    assert ('class="alert section-s" role="status"' in page) == (asked != "year=1999")
    assert "In 2026 the plans hold" in page


@pytest.mark.long
def test_the_sag_reads_the_sentence_on_its_first_page(plan, past, client):
    client.force_login(past.sag)
    page = read(client, "/")
    assert 'id="h-countries"' in page and "In 2026 the plans hold" in page
    client.force_login(past.partner)
    assert 'id="h-countries"' not in read(client, "/")
