"""The figures of a story: every total is the number of rows that its link opens."""

import datetime
from itertools import cycle

import pytest
from django.http import QueryDict

from reporting import dashboard, waiting
from sip.actions import set_status
from sip.changes import way_of
from sip.models import Activity, Decision
from sip.planquery import Query
from sip.translated import Translated
from tests.dashboard.links import ENGLISH, check, main
from tests.edges import a_few
from tests.sip.story import ANSWERS, activity, stated

ASKED = ("", "quarter=2026-Q1", "quarter=2026-Q2", "as_of=2026-07-08", "body=rome", "part=2.2",
         "pillar=1&as_of=2026-07-30")  # fmt: skip


SINCE = ("", "glm", "2026-Q1")


@pytest.mark.brief
@pytest.mark.parametrize(("asked", "since"), a_few(zip(ASKED, cycle(SINCE), strict=False)))
def test_each_figure_of_a_moment_opens_its_rows(past, asked, since):
    check(dashboard.make(Query.of(QueryDict(asked)), since=since))


@pytest.mark.long
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("since", SINCE)
def test_each_figure_of_the_story_opens_its_rows(past, asked, since):
    check(dashboard.make(Query.of(QueryDict(asked)), since=since))


def test_a_move_is_a_step_back_a_step_on_or_the_first_word():
    assert way_of("on_track", "blocked") == way_of("not_started", "blocked") == "backward"
    assert way_of("paused", "on_track") == way_of("not_started", "at_risk") == "forward"
    assert way_of("none", "blocked") == "first"
    assert way_of("at_risk", "at_risk") == ""
    assert way_of("completed", "at_risk") == way_of("at_risk", "none") == "backward"


def test_what_waits_says_since_when_and_what_was_ended_says_how(past):
    board = dashboard.make(Query({}))
    waits = [(ask.line.row.code, ask.since.key, ask.decision) for ask in board.asks]
    assert waits == [
        ("2.3.2.1", "2026-Q1", "Approve the new list."),
        ("4.2.1.1", "2026-Q3", "Approve the new list."),
    ]
    [ended] = board.became.shown
    assert (ended.line.row.code, ended.ended.status, ended.decision) == (
        "3.1.1.2",
        "on_track",
        None,
    )
    assert ended.ended.quarter.key == "2026-Q2"


def page_of_the_sag(client, past):
    client.force_login(past.sag)
    return main(client.get("/dashboard/", headers=ENGLISH))


@pytest.mark.long
def test_a_status_put_right_on_its_own_day_was_no_request_that_ended(past, client):
    day = datetime.date(2026, 10, 11)
    for status in ("blocked", "on_track", "at_risk"):
        set_status(
            activity=activity("1.1.1.3"), version=activity("1.1.1.3").version, status=status,
            by=past.glc_rome, effective_on=day, motive="Put right.", answers=ANSWERS.get(status),
        )  # fmt: skip
    assert [one.line.row.code for one in dashboard.make(Query({})).became.shown] == ["3.1.1.2"]
    assert (
        "1.1.1.3"
        not in page_of_the_sag(client, past)
        .split("What became of earlier")[1]
        .split("</section>")[0]
    )


@pytest.mark.long
def test_a_request_that_ended_says_by_what_and_which_status_counts(past, client):
    assert "it ended with a report for Q2 2026 (“On track”)" in page_of_the_sag(client, past)
    set_status(
        activity=activity("2.3.2.1"), version=activity("2.3.2.1").version, status="on_track",
        by=past.glc_rome, effective_on=datetime.date(2026, 10, 10), motive="Said by the SAG.",
    )  # fmt: skip
    set_status(
        activity=activity("2.3.2.1"), version=activity("2.3.2.1").version, status="at_risk",
        by=past.glc_rome, effective_on=datetime.date(2026, 10, 11), motive="Late again.",
        answers=ANSWERS["at_risk"],
    )  # fmt: skip
    entry = page_of_the_sag(client, past).split("What became of earlier")[1].split("</li>")[0]
    assert "2.3.2.1" in entry
    assert "it ended on 10 October 2026, by a status that the GLC set (“On track”)." in entry
    assert "At risk" in entry.split("Official status:")[1]


@pytest.mark.parametrize(
    ("code", "taken_on", "said"),
    [
        ("3.1.1.2", "2026-06-20", "Decided on 20 June 2026"),  # and the block has ended since
        ("4.2.1.1", "2026-09-20", "another decision is awaited since Q3 2026"),
        ("4.2.1.1", "2026-10-10", "its activity is still reported as blocked"),
    ],
)
def test_a_request_that_was_decided_says_when_and_whether_something_still_waits(
    past, client, code, taken_on, said
):
    Decision.objects.create(
        key="2026-06-1", taken_by="sag", taken_on=taken_on,
        text=Translated.of(fr="Adopter la liste."),
        activity=Activity.objects.get(code=code),
    )  # fmt: skip
    client.force_login(past.sag)
    page = main(client.get("/dashboard/", headers=ENGLISH))
    entry = page.split("/decisions/2026-06-1/")[1].split("</li>")[0]
    assert "Decided</span>" in entry and said in entry
    assert 'lang="fr"' in entry and "original text in French" in entry
    assert ("No decision is recorded" in page) == (code != "3.1.1.2")


def test_no_number_of_later_decisions_takes_an_open_one_off_the_list(past):
    """Nor is its request told to have ended without any; one asked for later was not answered."""

    def decided(number, taken_on, code=None, follow_up="todo", **told):
        return Decision(
            key=f"2026-06-{number}", taken_by="sag", taken_on=taken_on, follow_up=follow_up,
            text=Translated.of(fr=f"Décision {number}."), activity=code and activity(code), **told,
        )  # fmt: skip

    day = datetime.date(2026, 9, 1)
    Decision.objects.bulk_create(
        [decided(1, datetime.date(2026, 6, 20), "3.1.1.2", due_on=datetime.date(2026, 7, 31))]
        + [decided(number, day, follow_up="applied", done_on=day) for number in range(2, 9)]
    )
    told = dashboard.make(Query({})).became
    keys = [one.decision and one.decision.key[-1] for one in told.shown]
    assert (keys, told.more) == (["1", "8", "7", "6", "5", "4"], 2)
    Decision.objects.filter(key="2026-06-1").update(taken_on=datetime.date(2025, 1, 20))
    assert dashboard.make(Query({})).became.shown[-1].ended is not None


def test_a_status_not_confirmed_for_two_quarters_is_stale(past):
    upkeep = Activity.objects.filter(current_row__origin="source", is_upkeep=True)
    stated("2.3.3.2", "on_track", datetime.date(2026, 3, 31))
    stated("2.3.3.3", "on_track", datetime.date(2026, 6, 30))
    stale = {line.row.code for line in dashboard.make(Query({})).stale}
    assert stale == {*upkeep.values_list("code", flat=True), "2.3.3.2"}


def test_the_last_day_of_a_quarter_has_its_last_word(past):
    """What is recorded later of an earlier day of the quarter stands behind."""
    stated("1.1.1.3", "blocked", datetime.date(2026, 8, 15), recorded=datetime.date(2026, 10, 10))
    board = dashboard.make(Query({}))
    line, cells = next(row for row in board.matrix.rows if row[0].row.code == "1.1.1.3")
    assert (line.status, cells[-1]) == ("on_track", "on_track")


def test_the_matrix_shows_closed_quarters_as_frozen_and_the_open_one_as_recorded(past):
    stated("1.1.1.3", "paused", datetime.date(2026, 6, 30), recorded=datetime.date(2026, 10, 1))
    board = dashboard.make(Query({}))
    cells = {line.row.code: cells for line, cells in board.matrix.rows}
    assert [quarter.key for quarter in board.matrix.quarters][-3:] == [
        "2026-Q1", "2026-Q2", "2026-Q3",
    ]  # fmt: skip
    assert cells["1.1.1.3"][-3:] == ("at_risk", "", "on_track")
    assert cells["4.4.2.2"][-3:] == ("", "completed", "carried")
    assert cells["2.2.1.4"] == ("carried",) * 8  # by the SIP itself, and needs no confirming
    assert cells["1.1.1.1"][-3:] == ("", "", "")  # completed, yet to be kept up


@pytest.mark.long
def test_a_body_has_its_activities_before_and_after_they_change_hands(past):
    from sip.assigning import end_responsibility, make_responsible
    from sip.models import Owner, Responsibility

    held = Responsibility.objects.get(activity__code="3.1.1.2")
    end_responsibility(
        responsibility=held, ends_on=datetime.date(2026, 9, 30), by=past.glc_rome,
    )  # fmt: skip
    make_responsible(
        activity=held.activity, owner=Owner.objects.get(key="sag"), by=past.glc_rome,
        starts_on=datetime.date(2026, 10, 1),
    )  # fmt: skip

    def of(body, asked=""):
        board = dashboard.make(Query.of(QueryDict(f"body={body}&{asked}")))
        check(board)
        return "3.1.1.2" in {line.row.code for line in board.lines}

    assert (of("training"), of("sag")) == (False, True)
    for asked in ("quarter=2026-Q2", "as_of=2026-08-01"):
        assert (of("training", asked), of("sag", asked)) == (True, False), asked


def test_a_dashboard_costs_the_same_queries_for_any_scope_and_moment(past, queries):
    def read(asked):
        def work():
            board = dashboard.make(Query.of(QueryDict(asked)))
            _all = (board.asks, board.became, board.reports, board.matrix.rows)

        return queries(work)

    assert read("") <= 7
    assert read("body=rome") <= 7
    assert read("as_of=2026-07-08") <= 9


def test_where_too_much_waits_the_longest_waits_are_shown(past, monkeypatch):
    stated("1.1.1.2", "blocked", datetime.date(2026, 9, 30))
    monkeypatch.setattr(waiting, "ASKS_SHOWN", 1)
    assert [ask.line.row.code for ask in dashboard.make(Query({})).asks] == ["2.3.2.1"]
