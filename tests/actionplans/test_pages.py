"""What the pages of national plans show, to whom, and at what cost."""

import datetime
import gzip
import re

import pytest
import time_machine
from django.urls import reverse

from actionplans.across import Across, Tally
from actionplans.actions.plans import close_plan, draft_next, open_plan, withdraw_action
from actionplans.actions.tracking import Tick, tick
from actionplans.actions.writing import Addition, Edit, write
from actionplans.models import Action, ActionPlan, NationalCluster, Occurrence
from actionplans.reading import Sheet, line_of
from tests.actionplans.making import DAY, addition, make_plan

PLAN = "/countries/sample/2026/"
ENGLISH = {"accept-language": "en"}


def read(client, path, status=200):
    response = client.get(path, headers=ENGLISH)
    assert response.status_code == status
    return response.content.decode()


def test_visitors_get_figures_and_no_words(client, plan):
    listed, country = read(client, "/countries/"), read(client, "/countries/sample/")
    for text in (listed, country):
        assert "Remind the members" not in text
        assert "@example.org" not in text
        assert 'href="/countries/sample/2026/"' not in text
    assert "sign in to read" in country
    assert client.get(PLAN).status_code == 302


@pytest.mark.long
def test_names_of_a_team_are_for_those_who_answer_for_all(client, cast, plan):
    for who, sees in (("country_coord", True), ("glc_rome", True), ("sag", True),
                      ("partner", False), ("wg_lead", False)):  # fmt: skip
        client.force_login(getattr(cast, who))
        assert (
            cast.country_coord.name in read(client, "/countries/sample/").split("<main")[1]
        ) == sees


@pytest.mark.long
def test_the_plan_says_where_it_stands_and_each_figure_leads_to_what_it_counts(coordinator, plan):
    text = read(coordinator, PLAN)
    assert "1 deadline has passed" in text
    assert "Overdue by 42 days" in text
    assert "Not confirmed: September 2026" in text
    revise, remind = "Revise the strategy", "Remind the members"
    counted = {"overdue": revise, "lapsed": remind, "at_risk": revise, "none": remind}
    for show, action in counted.items():
        shown = read(coordinator, f"{PLAN}?show={show}")
        assert re.findall(r'<li><b class="g[^<]+</b><a[^>]+>([^<]+)<', shown) == [action]


@pytest.mark.long
def test_the_figures_across_countries_are_those_of_the_plans(coordinator, plan):
    text = read(coordinator, "/countries/?year=2026")
    assert "<b>4 actions</b>" in text
    assert "<b>2</b> deadlines have passed, <b>2</b> rhythms are broken" in text
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    tick(
        plan=plan,
        by=plan.cluster.team.first().person,
        ticks=[Tick(monthly, DAY, datetime.date(2026, 9, 1))],
    )
    assert "<b>1</b> rhythm is broken" in read(coordinator, "/countries/?year=2026")
    # Ticking the month that runs as well changes nothing of what is broken.
    tick(plan=plan, by=plan.cluster.team.first().person, ticks=[Tick(monthly, DAY)])
    assert "<b>1</b> rhythm is broken" in read(coordinator, "/countries/?year=2026")


def test_a_plan_closed_early_counts_across_countries_as_on_its_own_page(cast, plan):
    """What was confirmed until the end is not lapsed months later, what was still to come when the
    plan ended is not late, and lateness stops with the plan."""
    by = cast.country_coord
    april = {"schedule": "by_date", "frequency": "", "due_on": datetime.date(2026, 4, 30)}
    write(plan=plan, by=by, additions=[addition("Move", deadline_as_published="30/4", **april)])
    closing = datetime.date(2026, 6, 10)
    closed = close_plan(plan=plan, summary="Over.", by=by, version=plan.version, on=closing)
    with time_machine.travel("2026-11-28T12:00Z"):
        sheet, across = Sheet(closed), Across(2026)
    assert [line.action.text for line in sheet.overdue] == ["Move"]
    assert sheet.overdue[0].standing.days_late == 41
    tally = across.by_plan[plan.pk]
    assert (len(sheet.overdue), len(sheet.lapsed)) == (tally.overdue, tally.lapsed) == (1, 0)


@pytest.mark.long
def test_a_sample_is_shown_and_counted_no_more_once_there_is_a_real_cluster(
    coordinator, source_plan
):
    NationalCluster.objects.update(is_sample=True)
    assert "<b>30 actions</b>" in read(coordinator, "/countries/")
    NationalCluster.objects.create(slug="real", name="Real cluster")
    text = read(coordinator, "/countries/")
    assert "No plan of a real cluster has been published yet." in text
    assert "sample, counted in no total" in text
    assert 'href="/countries/exemple/2023/">30</a>' in text
    across = Across()
    assert (across.total.total, across.rows, across.years_compared) == (0, [], [(2023, 0, Tally())])
    [told] = set(
        re.findall("No plan of a real cluster", read(coordinator, "/dashboard/countries/"))
    )
    assert told
    ActionPlan.objects.all().update(state="draft")
    assert "No national plan has been published yet" in read(coordinator, "/countries/")


def test_a_sample_beside_real_plans_has_its_own_row_and_no_part_in_the_figures(coordinator, plan):
    NationalCluster.objects.filter(slug="elsewhere").update(is_sample=True)
    other = ActionPlan.objects.get(cluster__slug="elsewhere")
    across = Across(2026)
    assert across.by_plan[other.pk].total == 2
    assert across.total.total == across.by_plan[plan.pk].total == 2
    assert sum(tally.total for _label, tally in across.functions) == 2
    assert 'href="/countries/elsewhere/2026/">2</a>' in read(coordinator, "/countries/")


@pytest.mark.long
def test_a_coordinator_ticks_off_a_month_without_scripts(coordinator, plan):
    page = f"{PLAN}ticks/"
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    text = read(coordinator, page)
    assert "Done for: September 2026" in text
    name = f"a{monthly.pk}"
    sent = {f"{name}-periods": "2026-09-01", f"{name}-done_on": "30/09/2026"}
    sent[f"{name}-note"] = "Sent"
    assert coordinator.post(page, {**sent, f"{name}-done_on": "31/09/2026"}).status_code == 200
    assert not Occurrence.objects.filter(action=monthly, period_on="2026-09-01").exists()
    assert coordinator.post(page, sent).status_code == 302
    row = Occurrence.objects.get(action=monthly, period_on="2026-09-01")
    shown = read(coordinator, f"{PLAN}{monthly.pk}/")
    assert "September 2026" in shown and "Sent" in shown
    coordinator.post(page, {"take-back": row.pk})
    assert not Occurrence.objects.standing().filter(pk=row.pk).exists()
    assert "Sent" not in read(coordinator, f"{PLAN}{monthly.pk}/")


def test_a_plan_of_next_year_offers_nothing_to_tick(coordinator, plan):
    """The draft of 2027, on a day of 2026: whatever it offered would be refused."""
    page = "/countries/sample/2027/ticks/"
    text = read(coordinator, page)
    assert "This plan begins on 1 January 2027" in text and "Done for:" not in text
    action = Action.objects.get(frequency="monthly", gap__section__plan__year=2027,
                                gap__section__plan__cluster__slug="sample")  # fmt: skip
    sent = {f"a{action.pk}-periods": "2027-01-01", f"a{action.pk}-done_on": "12/10/2026"}
    assert coordinator.post(page, sent).status_code in (200, 302)
    assert not action.occurrences.exists()


def test_words_without_a_tick_are_asked_about_and_stay_on_the_page(coordinator, plan):
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    sent = {f"a{monthly.pk}-done_on": "30/09/2026", f"a{monthly.pk}-note": "Sent by mail"}
    answer = coordinator.post(f"{PLAN}ticks/", sent, headers=ENGLISH)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Mark what was done, or take these words away." in text and "Sent by mail" in text


@pytest.mark.long
def test_words_sent_with_a_tick_that_somebody_made_meanwhile_are_given_back(coordinator, plan):
    page, monthly = f"{PLAN}ticks/", Action.objects.of_plan(plan).get(frequency="monthly")
    both = {f"a{monthly.pk}-periods": ["2026-09-01", "2026-10-01"],
            f"a{monthly.pk}-done_on": "12/10/2026"}  # fmt: skip
    told = coordinator.post(page, both, follow=True, headers=ENGLISH).content.decode()
    assert "had been ticked off already" not in told, "no words, nothing to give back"
    sent = {**both, f"a{monthly.pk}-note": "Sent by mail", f"a{monthly.pk}-evidence": "PV 9"}
    told = coordinator.post(page, sent, follow=True, headers=ENGLISH).content.decode()
    assert "had been ticked off already" in told and "Sent by mail · PV 9" in told


@pytest.mark.long
def test_a_month_that_was_missed_stays_so_while_the_next_is_ticked(coordinator, plan):
    """Nothing was done in September; October was. Each is offered apart, and neither asks for the
    other; what is left is told in the strip, and asked for no longer once it lies further back."""
    page = f"{PLAN}ticks/"
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    text = read(coordinator, page)
    september, october = text.index("Done for: September"), text.index("Done for: October")
    assert september < october and "ended on 30 September" in text and "until 31 October" in text
    sent = {f"a{monthly.pk}-periods": "2026-10-01", f"a{monthly.pk}-done_on": "12/10/2026"}
    assert coordinator.post(page, sent).status_code == 302
    ticked = monthly.occurrences.standing()
    assert ticked.filter(period_on="2026-10-01").exists()
    assert not ticked.filter(period_on="2026-09-01").exists()
    with time_machine.travel("2026-11-05T12:00Z"):
        line = line_of(Action.objects.get(pk=monthly.pk), plan, None)
    assert (line.standing.is_lapsed, line.standing.months[8:10]) == (False, ("miss", "hit"))
    assert [one.starts_on.month for one in line.waits] == [11]
    assert [one.starts_on.month for one in line.missing] == [11, 9]


@pytest.mark.long
def test_both_months_are_ticked_in_one_go(coordinator, plan):
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    sent = {f"a{monthly.pk}-periods": ["2026-09-01", "2026-10-01"],
            f"a{monthly.pk}-done_on": "12/10/2026"}  # fmt: skip
    wrong = {**sent, f"a{monthly.pk}-periods": ["2026-09-01", "soon"]}
    refused = coordinator.post(f"{PLAN}ticks/", wrong, headers=ENGLISH).content.decode()
    assert "Choose a period" in refused and refused.count(" checked") == 1
    assert coordinator.post(f"{PLAN}ticks/", sent).status_code == 302
    assert monthly.occurrences.filter(done_on="2026-10-12").count() == 2


@pytest.mark.long
@time_machine.travel("2026-12-03T12:00Z", tick=False)
def test_a_period_further_back_is_ticked_on_the_page_of_its_action(coordinator, cast, plan):
    coordinator.force_login(cast.country_coord)
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    assert "Done for: September" not in read(coordinator, f"{PLAN}ticks/")
    assert '<option value="2026-09-01">' in read(coordinator, f"{PLAN}{monthly.pk}/")
    late = {f"a{monthly.pk}-periods": "2026-09-01", f"a{monthly.pk}-done_on": "31/08/2026"}
    refused = coordinator.post(f"{PLAN}ticks/", late, headers=ENGLISH).content.decode()
    assert "before its period begins" in refused and "Done for: September" in refused
    late[f"a{monthly.pk}-done_on"] = "30/09/2026"
    assert coordinator.post(f"{PLAN}ticks/", late).status_code == 302
    assert '<option value="2026-09-01">' not in read(coordinator, f"{PLAN}{monthly.pk}/")


def test_what_is_due_comes_first_and_what_is_late_leads_to_its_page(coordinator, plan):
    """Reviewed already, or late by a date: neither is to be ticked off now."""
    by = plan.cluster.team.first().person
    lasting = {"deadline_as_published": "Continue", "schedule": "continuous", "frequency": ""}
    write(plan=plan, by=by, on=DAY, additions=[addition("Keep in touch", **lasting)])
    continuous = Action.objects.of_plan(plan).get(schedule="continuous")
    tick(plan=plan, by=by, ticks=[Tick(continuous, DAY)])
    overdue = Action.objects.of_plan(plan).get(schedule="by_month")
    text = coordinator.get(f"{PLAN}ticks/", headers=ENGLISH).content.decode()
    folded = text.index("reviewed within the quarter")
    assert text.index("Done for: September 2026") < folded < text.index(f'id="a{continuous.pk}"')
    assert f'href="{PLAN}{overdue.pk}/edit/"' in text[text.index("Late:") :]


def test_an_error_names_its_action_in_whole_words(coordinator, plan):
    words = "Organise an extraordinary coordination meeting with every partner of the region"
    write(plan=plan, by=plan.cluster.team.first().person, additions=[addition(words)])
    action = Action.objects.of_plan(plan).get(text=words)
    sent = {f"a{action.pk}-periods": "2026-10-01", f"a{action.pk}-done_on": "31/02/2026"}
    text = coordinator.post(f"{PLAN}ticks/", sent, headers=ENGLISH).content.decode()
    label = re.search(r"(Organise an extra[^<:(]*) …", text)[1]
    assert words.startswith(f"{label} ") and len(label) <= 60


@pytest.mark.long
def test_a_dated_deadline_carried_over_is_to_be_dated_anew(coordinator, cast, plan):
    """“31/12/2026” stays what it says in the draft of 2027; “Août” is August 2027."""
    dated = {"deadline_as_published": "31/12/2026", "schedule": "by_date", "frequency": "",
             "due_on": datetime.date(2026, 12, 31)}  # fmt: skip
    draft = ActionPlan.objects.get(cluster=plan.cluster, year=2027)
    write(plan=draft, by=cast.country_coord, additions=[addition("Map the roads", **dated)])
    action = Action.objects.of_plan(draft).get(text="Map the roads")
    for page in ("/countries/sample/2027/", "/countries/sample/2027/move/"):
        text = read(coordinator, page)
        assert "1 deadline is of a day before 2027" in text
        link = f'href="/countries/sample/2027/{action.pk}/edit/"'
        assert link in text[text.index("a day before 2027") :].partition("</ul>")[0]
        assert "31/12/2026 · 31 December 2026" in text
    again = {"due_on": datetime.date(2027, 12, 31), "deadline_as_published": "31/12/2027"}
    write(plan=draft, by=cast.country_coord, edits=[Edit(action, again)])
    assert "before 2027" not in read(coordinator, "/countries/sample/2027/")
    assert "before 2026" not in read(coordinator, PLAN)


@pytest.mark.long
def test_no_follow_up_is_offered_before_the_year_of_the_plan(coordinator, plan):
    assert f"{PLAN}follow-up/3/" in read(coordinator, PLAN)
    assert "/follow-up/" not in read(coordinator, "/countries/sample/2027/")
    with time_machine.travel(datetime.datetime(2027, 1, 2, 12, tzinfo=datetime.UTC), tick=False):
        coordinator.force_login(plan.cluster.team.first().person)
        assert "/countries/sample/2027/follow-up/1/" in read(coordinator, "/countries/sample/2027/")


@pytest.mark.long
def test_two_open_years_and_an_early_closing_are_warned_of(coordinator, plan):
    text = read(coordinator, "/countries/sample/2027/move/")
    assert "The plan of 2026 is still open" in text and f'href="{PLAN}move/"' in text
    text = read(coordinator, f"{PLAN}move/")
    assert "The year of this plan ends on 31 December 2026" in text
    for told in ("2 actions are not completed.", "1 deadline has passed.",
                 "1 action has a period to tick off.", "0 continuous actions"):  # fmt: skip
        assert told in text, told
    with time_machine.travel(datetime.datetime(2027, 1, 2, 12, tzinfo=datetime.UTC), tick=False):
        coordinator.force_login(plan.cluster.team.first().person)
        assert "The year of this plan ends" not in read(coordinator, f"{PLAN}move/")


@pytest.mark.long
def test_a_closed_plan_has_a_sentence_instead_of_a_form(coordinator, cast, plan):
    action = Action.objects.of_plan(plan).first()
    pages = [f"{PLAN}{page}/" for page in
             ("ticks", "import", "add", f"{action.pk}/edit", f"gaps/{action.gap_id}")]  # fmt: skip
    for page in pages:
        assert "<textarea" in (text := read(coordinator, page)) or 'type="checkbox"' in text, page
    close_plan(plan=plan, summary="Done.", by=cast.country_coord, version=plan.version)
    for page in pages:
        main = read(coordinator, page).partition("<main")[2]
        assert "This plan was closed on 12 October 2026" in main, page
        assert "<form" not in main.partition("</main")[0], page
        sent = coordinator.post(page, {"version": 0}, headers=ENGLISH)
        assert sent.status_code == 409 and "This plan was closed" in sent.content.decode()
    assert "still open" not in read(coordinator, "/countries/sample/2027/move/")


def form_of(action, **changed):
    sent = {"gap": action.gap.text, "text": action.text, "version": action.version,
            "deadline": action.deadline_as_published, "meaning": action.meaning}  # fmt: skip
    return {**sent, **changed}


@pytest.mark.long
def test_a_form_with_an_error_keeps_what_was_typed(coordinator, plan):
    action = Action.objects.of_plan(plan).get(frequency="monthly")
    sent = form_of(action, text="Typed on a bad line", status="completed")
    response = coordinator.post(f"{PLAN}{action.pk}/edit/", sent, headers=ENGLISH)
    assert "Typed on a bad line" in response.content.decode()
    assert "Give the evidence" in response.content.decode()
    unknown = form_of(action, deadline="Dès que possible", meaning="")
    response = coordinator.post(f"{PLAN}{action.pk}/edit/", unknown, headers=ENGLISH)
    assert "is kept as it is; choose what it means" in response.content.decode()


@pytest.mark.long
def test_two_edits_at_once_meet_on_a_page_with_both(coordinator, cast, plan):
    action = Action.objects.of_plan(plan).get(frequency="monthly")
    sent = form_of(action, text="Mine")
    write(plan=plan, by=cast.glc_rome, edits=[Edit(action, {"text": "Theirs"})])
    page = f"{PLAN}{action.pk}/edit/"
    response = coordinator.post(page, sent, headers=ENGLISH)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Theirs" in text and "Mine" in text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    coordinator.post(page, {**hidden, "keep-text": "mine"}, headers=ENGLISH)
    action.refresh_from_db()
    assert (action.text, action.version) == ("Mine", 2)


@pytest.mark.parametrize(("version", "reason", "status"), [(0, "Done twice.", 409), (1, " ", 200)])
def test_the_reason_for_taking_an_action_out_stays_where_it_is_not_taken(
    coordinator, cast, plan, version, reason, status
):
    action = Action.objects.of_plan(plan).get(frequency="monthly")
    write(plan=plan, by=cast.glc_rome, edits=[Edit(action, {"text": "Theirs"})])
    sent = {"withdraw": reason, "version": version}
    response = coordinator.post(f"{PLAN}{action.pk}/edit/", sent, headers=ENGLISH)
    text = response.content.decode()
    assert response.status_code == status
    assert f'name="withdraw" type="text" maxlength="500" value="{reason}"' in text
    assert 'href="#withdraw"' in text and '<details class="tool section" open>' in text
    assert Action.objects.get(pk=action.pk).withdrawn_on is None
    if status == 409:
        assert f'name="version" value="{version + 1}"' in text  # of what is to be looked at


@pytest.mark.long
def test_two_edits_of_next_years_plan_read_a_month_as_one_of_its_year(coordinator, cast, plan):
    action = Action.objects.get(gap__section__plan__previous=plan, frequency="monthly")
    write(plan=action.plan, by=cast.glc_rome, edits=[Edit(action, {"text": "Theirs"})])
    sent = form_of(action, deadline="Août", meaning="", text="Mine")
    response = coordinator.post(f"/countries/sample/2027/{action.pk}/edit/", sent, headers=ENGLISH)
    assert response.status_code == 409
    text = response.content.decode()
    assert "31/08/2027" in text and "31/08/2026" not in text


@pytest.mark.long
def test_an_action_that_left_the_plan_has_no_form(coordinator, cast, plan):
    action = Action.objects.of_plan(plan).get(frequency="monthly")
    page = f"{PLAN}{action.pk}/edit/"
    sent = form_of(action, text="Too late", version=1)
    withdraw_action(action=action, by=cast.glc_rome, version=0, reason="Twice there.")
    assert coordinator.get(page).url == f"{PLAN}{action.pk}/"
    text = coordinator.post(page, sent, headers=ENGLISH).content.decode()
    assert "This action has left the plan" in text and "Too late" in text


@pytest.mark.long
def test_the_years_of_an_action_are_read_at_one_cost(coordinator, cast, plan, queries):
    by, draft = cast.country_coord, ActionPlan.objects.get(previous=plan)
    draft_next(plan=open_plan(plan=draft, by=by, version=draft.version), by=by)
    monthly = Action.objects.filter(gap__section__plan__cluster=plan.cluster, frequency="monthly")
    second, third = (monthly.get(gap__section__plan__year=year) for year in (2027, 2028))
    shown = read(coordinator, f"/countries/sample/2028/{third.pk}/").partition('id="h-past"')[2]
    assert re.findall(r">(20\d\d)</a>", shown)[:2] == ["2027", "2026"]
    costs = {
        queries(lambda one=one: read(coordinator, f"/countries/sample/{one.plan.year}/{one.pk}/"))
        for one in (second, third)
    }
    assert len(costs) == 1


@pytest.mark.parametrize("sent", ["²", "x", "9" * 5000])
def test_what_names_nothing_is_not_found(client, cast, plan, sent):
    client.force_login(cast.glc_rome)
    country = "/countries/sample/"
    for page, name in ((f"{PLAN}ticks/", "take-back"), (f"{country}bodies/", "close"),
                       (f"{country}edit/", "end")):  # fmt: skip
        assert client.post(page, {name: sent}).status_code == 404, page


@pytest.mark.parametrize("path", ["?section=abc&show=x&as_of=2026-99-99", "?as_of=2020-01-01"])
def test_a_bad_or_early_address_is_answered(coordinator, plan, path):
    read(coordinator, PLAN + path)


@pytest.mark.parametrize("sent", [{}, {"version": "9" * 30}, {"version": "x"}])
def test_a_form_without_its_version_is_refused(coordinator, plan, sent):
    action = Action.objects.of_plan(plan).first()
    assert coordinator.post(f"{PLAN}{action.pk}/edit/", sent).status_code == 400
    assert coordinator.post(f"{PLAN}move/", sent).status_code == 400
    typed = coordinator.post(f"{PLAN}{action.pk}/edit/", sent | {"text": "Typed on a bad line"})
    assert "Typed on a bad line" in typed.content.decode()


# Its eight sections are alike: a run that is short looks at the first and the last.
@pytest.mark.long
@pytest.mark.parametrize("every", [pytest.param(7, marks=pytest.mark.brief, id="ends"),
                                   pytest.param(1, marks=pytest.mark.long, id="all")])  # fmt: skip
def test_a_plan_of_three_hundred_actions_is_ten_queries_and_fifteen_kilobytes(
    coordinator, cast, plan, queries, every
):
    write(plan=plan, by=cast.glc_rome, additions=[
        addition(f"Do the thing number {n} with all members of the cluster in the regions",
                 gap=f"A gap that has number {n // 2} and some words", section=f"Part {n // 40}")
        for n in range(300)
    ])  # fmt: skip
    answers = []
    coordinator.get(PLAN)  # the first one looks up what is kept
    sections = list(plan.sections.values_list("pk", flat=True))[::every]
    for page in (
        PLAN,
        *(f"{PLAN}?section={pk}" for pk in ("", *sections)),
        f"{PLAN}ticks/",
        *(f"{PLAN}ticks/?section={pk}" for pk in sections),
        f"{PLAN}compare/",
        f"{PLAN}follow-up/3/",
        f"{PLAN}import/",
    ):
        assert queries(lambda page=page: answers.append(coordinator.get(page))) <= 10, page
        assert len(gzip.compress(answers.pop().content, 6)) <= 15 * 1024, page


@pytest.fixture
def one_long_section(cast, plan):
    """Three hundred actions in one section, a hundred of them of one gap."""
    write(plan=plan, by=cast.glc_rome, on=plan.starts_on, additions=[
        addition(f"Do the thing number {n} with all members of the cluster in the regions",
                 gap="One gap of many" if n < 100 else f"A gap that has number {n // 2}",
                 section="The long one")
        for n in range(300)
    ])  # fmt: skip
    return plan.sections.get(title="The long one")


def of_the_list(text):
    return re.findall(r">Do the thing number (\d+) ", text)


@pytest.mark.long
def test_a_section_of_three_hundred_actions_is_read_in_parts_and_loses_none(
    coordinator, one_long_section, queries
):
    page, seen, number = f"{PLAN}?section={one_long_section.pk}", [], 1
    while True:
        address = f"{page}&part={number}"
        text = read(coordinator, address)
        seen += of_the_list(text)
        assert len(gzip.compress(text.encode(), 6)) <= 15 * 1024
        assert queries(lambda address=address: coordinator.get(address)) <= 10
        assert f"Part {number} of 5." in text and "151 gaps" not in text
        assert "101 gaps" in text, "the section says how many it has, not its part"
        if 'rel="next"' not in text:
            break
        number += 1
        assert f"section={one_long_section.pk}&amp;part={number}" in text
    assert number == 5
    assert [int(n) for n in seen] == list(range(300))
    assert [int(n) for n in of_the_list(read(coordinator, f"{page}&part=all"))] == list(range(300))
    for odd in ("0", "99", "x"):
        assert of_the_list(read(coordinator, f"{page}&part={odd}"))


@pytest.mark.long
def test_what_a_figure_counts_is_read_in_parts_too(coordinator, one_long_section):
    first = read(coordinator, f"{PLAN}?show=none")
    assert len(of_the_list(first)) < 61 and "show=none&amp;part=2" in first


@pytest.mark.long
def test_a_long_plan_is_printed_whole(coordinator, one_long_section):
    text = read(coordinator, PLAN)
    assert "The whole plan on one page, to print" in text
    whole = read(coordinator, f"{PLAN}?part=all&section=all")
    assert len(of_the_list(whole)) == 300 and "Remind the members" in whole
    assert "Part 1 of" not in whole


@pytest.mark.long
def test_a_long_section_is_ticked_in_parts(coordinator, plan, one_long_section):
    page = f"{PLAN}ticks/?section={one_long_section.pk}"
    first, last = read(coordinator, page), read(coordinator, f"{page}&part=5")
    assert "Part 1 of 5." in first and "Do the thing number 299" not in first
    assert len(gzip.compress(first.encode(), 6)) <= 15 * 1024
    assert "Do the thing number 299" in last
    action = Action.objects.get(text__startswith="Do the thing number 299")
    sent = {f"a{action.pk}-periods": "2026-10-01", f"a{action.pk}-done_on": "12/10/2026"}
    assert coordinator.post(f"{page}&part=5", sent)["location"] == f"{PLAN}ticks/"
    assert action.occurrences.standing().count() == 1


@pytest.mark.long
def test_a_long_plan_is_ticked_section_by_section(coordinator, cast, plan):
    write(plan=plan, by=cast.glc_rome, on=plan.starts_on, additions=[
        addition(f"Do {n}", gap=f"Gap {n}", section=f"Part {n // 30}") for n in range(90)
    ])  # fmt: skip
    first = read(coordinator, f"{PLAN}ticks/")
    assert "Remind the members" in first and "Do 31" not in first
    part = plan.sections.get(title="Part 1")
    page = f"{PLAN}ticks/?section={part.pk}"
    text = read(coordinator, page)
    assert "Do 31" in text and "Do 1<" not in text and text.count(' aria-current="page"') >= 1
    action = Action.objects.get(text="Do 31")
    sent = {f"a{action.pk}-periods": "2026-10-01", f"a{action.pk}-done_on": "12/10/2026"}
    assert coordinator.post(page, sent)["location"] == f"{PLAN}ticks/"
    assert action.occurrences.standing().count() == 1


@pytest.mark.long
def test_countries_and_years_cost_the_same_queries(client, cast, plan, queries):
    client.force_login(cast.sag)
    client.get("/countries/")
    few = queries(lambda: client.get("/countries/"))
    for number in range(12):
        cluster = NationalCluster.objects.create(slug=f"c{number}", name=f"C {number}")
        for year in (2024, 2025, 2026):
            made = ActionPlan.objects.create(cluster=cluster, year=year, title="P", state="open")
            write(plan=made, by=None, additions=[addition(f"A {year}")], on=made.starts_on)
    client.get("/countries/")
    assert queries(lambda: client.get("/countries/")) == few <= 12


@pytest.mark.long
def test_a_gap_without_action_is_shown_and_goes_out_in_the_workbook(coordinator, cast, plan):
    gap = Addition({}, section_title="Strategy", gap_text="Nobody leads")
    write(plan=plan, by=cast.glc_rome, additions=[gap])
    assert "Nobody leads" in read(coordinator, PLAN)


@pytest.mark.long
def test_each_file_of_a_plan_says_its_type_and_about_its_size(client, cast, source_plan):
    client.force_login(cast.glc_rome)
    number = followed = 0
    for page in ("/countries/exemple/2023/", "/countries/exemple/2023/follow-up/4/"):
        for url, kind, told in re.findall(
            r'href="([^"]+)">(XLSX|DOCX|PDF), about ([\d.]+)\xa0KB<', read(client, page)
        ):
            size = len(client.get(url).content) / 1024
            assert size / 1.34 < float(told) < size * 1.34, (url, kind, told, size)
            number += 1
            followed += "follow-up" in url
    assert (number, followed) == (5, 2)


def test_addresses_of_the_trail_lead_to_the_plan(client, cast, plan):
    client.force_login(cast.glc_rome)
    text = read(client, reverse("trail"))
    assert f'href="{PLAN}' in text or "/countries/" in text


def test_past_years_keep_their_own_page(coordinator, cast, plan):
    make_plan(plan.cluster, cast.glc_rome, year=2025)
    assert "Plan 2025" in read(coordinator, "/countries/sample/2025/")


@pytest.mark.long
def test_ticks_beside_not_started_are_remarked_on_wherever_the_action_is_read(
    cast, plan, coordinator
):
    monthly = Action.objects.of_plan(plan).get(frequency="monthly")
    pages = [PLAN, f"{PLAN}{monthly.pk}/", f"{PLAN}ticks/"]

    def said():
        found = [coordinator.get(page, headers=ENGLISH).content.decode() for page in pages]
        return ["Ticked off 8 times, and yet “Not started”" in text for text in found]

    for status, remarked in ((None, False), ("not_started", True), ("on_track", False)):
        if status:
            write(plan=plan, by=cast.country_coord, edits=[Edit(monthly, {"status": status})])
        assert said() == [remarked] * 3, status


def test_a_review_of_what_is_not_started_contradicts_nothing(cast, plan):
    lasting = {"deadline_as_published": "Continue", "schedule": "continuous", "frequency": ""}
    write(plan=plan, by=cast.country_coord,
          additions=[addition("Advise", status="not_started", **lasting)])  # fmt: skip
    action = Action.objects.get(text="Advise")
    tick(plan=plan, ticks=[Tick(action, DAY)], by=cast.country_coord, on=DAY)
    [line] = [line for line in Sheet(plan).lines if line.action == action]
    assert line.occurrences and not line.is_begun
