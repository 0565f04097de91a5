"""The pages of the dashboard: what each reader finds, every count followed, odd addresses."""

import datetime
import json
import re
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from reporting import actions
from reporting.models import Quarter
from sip.models import Activity, Responsibility
from tests.dashboard.links import ENGLISH, codes, counts, main
from tests.edges import a_few, edges
from tests.exports.reading import body, from_csv, from_xlsx
from tests.reporting.acts import accepted, report_of, submitted
from tests.sip.story import stated

BOARD = "/dashboard/"
PAGES = ("dashboard", "dashboard-matrix", "responsibilities", "dashboard-compare")


def read(client, address=BOARD, status=200, **asked):
    response = client.get(address, asked, headers=ENGLISH)
    assert response.status_code == status
    return main(response)


COUNTED = [
    BOARD, "/dashboard/?since=glm", "/dashboard/?quarter=2026-Q2", "/dashboard/?body=rome",
    "/dashboard/responsibilities/", "/dashboard/compare/?from=2026-Q1&to=2026-10-11", "/",
]  # fmt: skip


def assert_counts_are_rows(client, address, *, every=1, first=0):
    """Follow the counts of a page, or one of `every` few from the `first` on."""
    found = list(dict(counts(read(client, address))).items())
    assert len(found) >= 2
    for url, number in found[first % len(found) :: every]:
        assert len(codes(client, url)) == number, url


@pytest.mark.brief
@pytest.mark.parametrize(("number", "address"), a_few(enumerate(COUNTED), 3))
def test_one_count_of_ten_opens_exactly_as_many_activities(past, client, number, address):
    """Beginning with another of them on each page."""
    client.force_login(past.sag)
    assert_counts_are_rows(client, address, every=10, first=number)


@pytest.mark.long
@pytest.mark.parametrize("address", COUNTED)
def test_every_count_opens_exactly_as_many_activities(past, client, address):
    client.force_login(past.sag)
    assert_counts_are_rows(client, address)


@pytest.mark.long
def test_the_first_page_of_the_sag_answers_its_four_questions(past, client):
    client.force_login(past.sag)
    page = read(client, "/")
    assert "50</b>" in page or "50 activities" in page  # where we stand
    assert "Approve the new list." in page  # what waits for our decision
    assert "What has changed since Q2 2026" in page  # what moved
    assert "For Q3 2026, 7 reports of 7 are still to come, due on" in page  # who is silent
    assert "<span>Training WG</span> (no report accepted yet)" in page
    assert "Nothing has ever been reported on " in page
    answers = page[: page.index('<h2 id="h-progress">')]
    for question in ("Where does the", "What waits for", "What has moved since", "Who is silent"):
        assert f"<dt>{question}" in answers
    assert answers.index("<dl") < answers.index("<h2")  # before all that follows


@pytest.mark.long
def test_a_body_that_is_late_is_named_with_the_day_and_what_it_last_said(past, client):
    accepted(report_of("training"), past.wg_lead, past.sag)
    with time_machine.travel(datetime.datetime(2027, 1, 25, tzinfo=datetime.UTC)):
        actions.open_quarter(key="2026-Q4", by=None)
        client.force_login(past.sag)
        silent = read(client).split("<dt>Who is silent?</dt>")[1].split("</div>")[0]
    assert "For Q4 2026, 7 reports of 7 are late, owed since 15 January 2027." in silent
    assert "<span>Training WG</span>" in silent
    assert "<span>Training WG</span> (" not in silent  # it was heard in the quarter before
    assert "<span>SAG</span> (no report accepted yet)" in silent
    visitor = read(Client())
    assert "Who is silent?" in visitor and "<span>Training WG</span>" not in visitor


@pytest.mark.long
def test_visitors_read_figures_and_no_narrative(past, client):
    page = read(client)
    assert "Approve the new list." not in page
    assert "0 of 7 received" in page and "/reports/" not in page
    client.force_login(past.partner)
    page = read(client)
    assert "Approve the new list." in page
    assert "/reports/2026-Q3/training/" not in page  # drafts are for those who decide


@pytest.mark.long
def test_only_the_page_of_those_who_decide_is_headed_by_the_sag(past, client):
    headed = re.compile(r'class="eyebrow">([^·]+) ·')
    assert headed.search(read(client))[1] == "Strategy Implementation Plan"
    client.force_login(past.sag)
    assert headed.search(read(client))[1] == "Strategic Advisory Group"


@pytest.mark.long
def test_a_list_of_moves_says_what_became_what(past, client):
    page = read(client).split('id="h-change"')[1]
    for code, words in (("1.1.1.3", "On track"), ("4.2.1.1", "Blocked")):
        line = page.split(f'code">{code}</span>')[1].split("</li>")[0]
        assert 'class="vh"> becomes </span>' in line and words in line
    assert read(client, since="glm").count("since the last GLM") == 1


@pytest.mark.long
@pytest.mark.parametrize("who", ["sag", "glc_rome"])
def test_who_decides_may_count_in_what_is_submitted(past, client, who):
    submitted(report_of("training"), past.wg_lead, status="paused", reason="No trainers.")
    client.force_login(getattr(past, who))
    assert codes(client, "/plan/?status=paused") == []
    page = read(client, include="submitted")
    assert "Figures submitted and not accepted yet are included." in page
    assert codes(client, "/plan/?status=paused&include=submitted") == ["3.1.1.2", "3.1.2.1"]


@pytest.mark.long
def test_every_page_behind_a_figure_that_is_counted_in_tells_the_same(past, client):
    submitted(report_of("training"), past.wg_lead, status="paused", reason="No trainers.")
    client.force_login(past.sag)
    page = read(client, "/plan/3.1.1.2/", include="submitted")
    assert "for the SAG and the GLC" not in page
    assert "submitted, not accepted yet" in page and "No trainers." in page
    strip = page.split('class="quarters"')[1].split("</ol>")[0]
    assert strip.count("is-paused") == 1
    sibling = read(client, "/plan/3.1.1.1/", include="submitted")
    assert "st is-paused" in sibling.split('id="h-siblings"')[1]
    group = read(client, "/groups/training/", include="submitted")
    assert group.count("is-paused") >= 2
    for address in ("/plan/3.1.1.2/", "/plan/3.1.1.1/", "/groups/training/"):
        assert "is-paused" not in read(client, address)


@pytest.mark.long
@pytest.mark.parametrize("moment", [{"quarter": "2026-Q2"}, {"as_of": "2026-07-20"}])
def test_a_past_moment_says_that_it_leaves_out_what_is_submitted(past, client, moment):
    client.force_login(past.sag)
    for address in (BOARD, "/plan/", "/plan/3.1.1.2/", "/groups/training/"):
        page = read(client, address, include="submitted", **moment)
        assert "a past moment leaves it out" in page
        assert "are included" not in page


@pytest.mark.parametrize(("who", "is_offered"), [("sag", True), ("glc_rome", True),
                                                 ("admin", False), ("partner", False)])  # fmt: skip
def test_counting_in_is_offered_to_those_who_may(past, client, who, is_offered):
    client.force_login(getattr(past, who))
    assert ('name="include"' in read(client)) is is_offered


@pytest.mark.long
@pytest.mark.parametrize("every", [pytest.param(3, marks=pytest.mark.brief),
                                   pytest.param(1, marks=pytest.mark.long)])  # fmt: skip
def test_what_is_counted_in_is_among_the_rows(past, client, every):
    submitted(report_of("training"), past.wg_lead, status="paused", reason="No trainers.")
    client.force_login(past.sag)
    assert_counts_are_rows(client, f"{BOARD}?include=submitted", every=every)


@pytest.mark.long
@pytest.mark.parametrize("who", edges([None, "partner", "wg_lead", "admin"], None, "wg_lead"))
def test_nobody_else_counts_in_what_is_submitted(past, client, who):
    submitted(report_of("training"), past.wg_lead, status="paused", reason="No trainers.")
    if who:
        client.force_login(getattr(past, who))
    for address in (BOARD, "/plan/"):
        page = read(client, address, include="submitted", status=200)
        assert "Figures not accepted yet are for the SAG and the GLC." in page
    assert codes(client, "/plan/?status=paused&include=submitted") == []
    export = reverse("plan-export", args=["csv"])
    assert "for the SAG and the GLC" in read(client, export, 400, include="submitted")


@pytest.mark.long
def test_what_the_glc_set_itself_stands_before_a_submitted_line(past, client):
    stated("3.1.1.2", "completed", datetime.date(2026, 10, 1), origin="direct", motive="Said.")
    submitted(report_of("training"), past.wg_lead, status="paused", reason="No trainers.")
    client.force_login(past.sag)
    assert codes(client, "/plan/?status=paused&include=submitted") == ["3.1.2.1"]


ODD = [
    "as_of=1999-01-01", "as_of=2999-01-01", "as_of=31/02/2026", "as_of=x", "quarter=2026-Q9",
    "quarter=2031-Q1", "quarter=2026-Q4", "quarter=1999-Q1", "quarter=x", "include=x", "since=x",
    "since=2026-Q4", "since=2030-01-01", "pillar=9", "body=nobody", "part=9.9", "lens=x",
]  # fmt: skip
# One of each way to make no sense, and one of each question.
ODDEST = [
    "as_of=1999-01-01", "as_of=2999-01-01", "as_of=x", "quarter=2026-Q9", "quarter=2026-Q4",
    "include=x", "since=x", "since=2026-Q4", "pillar=9", "body=nobody", "lens=x",
]  # fmt: skip


@pytest.mark.parametrize("query", edges(ODD, *ODDEST))
def test_what_makes_no_sense_is_named_and_left_out(past, client, query):
    page = read(client, f"{BOARD}?{query}")
    assert 'class="alert section-s" role="status"' in page


STRANGE = [
    "as_of=%00", "quarter=%00", "since=%00", "from=%00", "from=x", "to=2999-01-01", "from=2026-Q4",
    "gap=x", "stale=-1", "stale=x", "moved=forward", "quarter=2026-Q2&as_of=2026-01-01",
    "quarter=2026-Q2&as_of=2026-09-01", "as_of=2030-01-01", "as_of=2001-01-01", "as_of=31/02/2026",
    "as_of=hier", "quarter=2026-Q9", "quarter=2019-Q1", "quarter=2026-Q1",
]  # fmt: skip


def pages_of_a_moment(past):
    pages = [reverse(name) for name in (*PAGES, "plan", "partners")]
    pages += [reverse("activity", args=["1.1.1.2"]), reverse("group", args=["training"])]
    pages += [reverse("partner", args=[past.ngo.slug]), reverse("plan-export", args=["csv"])]
    return [*pages, reverse("meeting-export", args=["2026-06", "xlsx"])]


@pytest.mark.brief
@pytest.mark.parametrize(("number", "query"), a_few(enumerate(STRANGE), 8))
def test_an_odd_address_breaks_no_page_of_a_tenth(past, client, number, query):
    """A tenth of the pages in turn, so that each page gets a tenth of the queries."""
    for page in pages_of_a_moment(past)[number % 10 :: 10]:
        assert client.get(f"{page}?{query}").status_code in (200, 400), page


@pytest.mark.long
@pytest.mark.parametrize("query", STRANGE)
def test_an_odd_address_breaks_no_page(past, client, query):
    for page in pages_of_a_moment(past):
        assert client.get(f"{page}?{query}").status_code in (200, 400), page


@pytest.mark.long
@pytest.mark.parametrize(
    "query",
    edges(["as_of=hier", "as_of=2030-01-01", "quarter=2026-Q9"], "as_of=hier", "quarter=2026-Q9"),
)
def test_each_page_that_takes_a_moment_says_what_is_wrong_with_it(past, client, query):
    pages = [reverse(name) for name in (*PAGES[:3], "plan", "partners")]
    pages += [reverse("activity", args=["1.1.1.2"]), reverse("group", args=["training"])]
    for page in (*pages, reverse("partner", args=[past.ngo.slug])):
        assert 'class="alert section-s" role="status"' in read(client, f"{page}?{query}"), page


@pytest.mark.parametrize("query", ["as_of=x", "quarter=2031-Q1", "as_of=2999-01-01"])
def test_a_file_of_another_moment_than_asked_for_is_refused(past, client, query):
    for address in ("/plan/export/csv/", "/glm/2026-06/export/xlsx/"):
        assert client.get(f"{address}?{query}").status_code == 400


@pytest.mark.long
def test_the_file_of_a_meeting_tells_the_same_moment_as_the_plan(past, client):
    stated("1.1.1.3", "paused", datetime.date(2026, 6, 30), recorded=datetime.date(2026, 10, 1))
    submitted(report_of("training"), past.wg_lead, status="paused", reason="No trainers.")
    client.force_login(past.sag)

    def statuses(address, read_file, **asked):
        response = client.get(address, {"language": "en", **asked})
        titles, _hashtags, rows = read_file(body(response))
        code, status = titles.index("Activity code"), titles.index("Status")
        return {row[code]: row[status] for row in rows}

    for asked in ({"quarter": "2026-Q2"}, {"include": "submitted"}):
        of_plan = statuses("/plan/export/csv/", from_csv, **asked)
        assert statuses("/glm/2026-11/export/xlsx/", from_xlsx, **asked) == of_plan, asked
    frozen = statuses("/glm/2026-06/export/xlsx/", from_xlsx, quarter="2026-Q2")
    assert (frozen["1.1.1.3"], frozen["4.2.1.1"]) == ("At risk", "Not started")
    client.force_login(past.partner)
    refused = client.get("/glm/2026-11/export/xlsx/?include=submitted")
    assert refused.status_code == 400


@pytest.mark.long
def test_without_a_plan_the_page_says_what_comes_next(past, client):
    Activity.objects.update(withdrawn_on="2024-01-01")
    assert "the plan has not been loaded" in read(client)
    for name in PAGES:
        assert client.get(reverse(name)).status_code == 200


def test_a_body_without_activities_has_a_page_that_says_so(past, client):
    assert "No activity of the plan belongs here" in read(client, body="procurement")


@pytest.mark.long
def test_the_gaps_are_those_of_the_rows(past, client):
    Responsibility.objects.filter(activity__code="1.1.1.3").update(ends_on="2026-01-31")
    page = read(client, reverse("responsibilities"))
    assert 'title="delivers">D' in page and 'title="reports">R' in page
    nobody = codes(client, "/plan/?body=none")
    assert "1.1.1.3" in nobody and len(nobody) == 5
    assert set(codes(client, "/plan/?gap=no_reporter")) <= set(nobody)


@pytest.mark.long
def test_nobody_is_silent_before_the_reports_are_due(past, client):
    page = reverse("responsibilities")
    assert codes(client, "/plan/?gap=silent") == []
    assert "Silent in Q3 2026 (not judged where" in read(client, "/plan/", gap="silent")
    assert "Silent in Q3 2026: not judged yet, its reports are not due" in read(client, page)
    assert "Silent in Q2 2026: " in read(client, page, quarter="2026-Q2")
    Quarter.objects.filter(key="2026-Q3").update(due_at="2026-10-11T21:59:59Z")
    caches["pages"].clear()
    silent = codes(client, "/plan/?gap=silent")
    assert f"Silent in Q3 2026: {len(silent)}" in read(client, page)
    assert "2.3.2.1" in silent and "4.2.1.1" not in silent


def test_the_dashboard_compares_with_the_quarter_that_it_counts_since(past, client):
    assert 'href="/dashboard/compare/?from=2026-Q2&amp;to=2026-10-12"' in read(client, BOARD)


def test_what_was_completed_earlier_is_told_apart_in_the_matrix_and_its_legend(past, client):
    html = read(client, "/dashboard/matrix/")
    assert '<span class="st is-carried">Completed earlier</span>' in html
    row = html.split('<span class="code">4.4.2.2</span>')[1].split("</tr>")[0]
    assert row.count("is-completed") == 1
    assert row.count('<b class="g is-carried">Completed earlier</b>') == 1


@pytest.mark.long
def test_two_moments_stand_side_by_side_whatever_their_order(past, client):
    forth = read(client, "/dashboard/compare/", **{"from": "2026-Q1", "to": "2026-10-11"})
    back = read(client, "/dashboard/compare/", **{"from": "2026-10-11", "to": "2026-Q1"})
    assert forth == back
    assert "Q1 2026 and 11 October 2026, side by side" in forth
    assert "Q1 2026 as it was closed on 10 May 2026" in forth


@pytest.mark.long
@pytest.mark.parametrize("typed", ["2026-Q1", "Q1 2026", "T1\u00a02026", "t1 2026", "2026-T1"])
def test_a_quarter_is_taken_as_pages_write_it_and_shown_again_so(past, client, typed):
    page = read(client, "/dashboard/compare/", **{"from": typed, "to": "11/10/2026"})
    assert "Q1 2026 and 11 October 2026, side by side" in page
    assert 'value="Q1 2026"' in page and 'value="11/10/2026"' in page
    plan = client.get("/plan/", {"changed": typed}, headers=ENGLISH).content.decode()
    assert "Changed since Q1 2026" in plan
    assert "Q1 2026 as it was closed" in read(client, BOARD, quarter=typed)


def test_what_is_neither_day_nor_quarter_is_told_what_to_type(past, client):
    page = read(client, "/dashboard/compare/", **{"from": "spring"})
    assert "Type a day such as 31/10/2026, or a quarter such as Q3 2026." in page


@pytest.mark.long
def test_before_the_first_printed_plan_no_owner_is_said_to_be_left_out_by_the_sip(past, client):
    before = read(client, BOARD, as_of="2023-01-01")
    assert "not given in the SIP" not in before
    assert "no body is on record for that day" in before
    assert "owner not given in the SIP" in read(client, BOARD)


def test_before_the_strategy_begins_all_of_its_quarters_are_left(past, client):
    assert "20 quarters of the Strategy are left." in read(client, BOARD, as_of="2020-01-01")


@pytest.mark.long
def test_an_unchanged_page_is_not_sent_again_and_an_act_renews_it(past, client):
    first = client.get(BOARD)
    again = client.get(BOARD, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.open_quarter(key="2026-Q4", by=None, on=datetime.date(2026, 12, 20))
    renewed = client.get(BOARD, headers={"if-none-match": first.headers["ETag"]})
    assert renewed.status_code == 200


@pytest.mark.long
def test_arabic_readers_get_the_page_from_right_to_left(past, client, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    response = client.get(BOARD, headers={"accept-language": "ar"})
    assert b'dir="rtl"' in response.content
    assert b"<text" not in response.content.split(b"<main")[1]  # charts carry no text to mirror


@pytest.mark.long
def test_two_moments_never_share_a_file_and_each_says_which_it_is(past, client):
    submitted(report_of("training"), past.wg_lead, status="paused", reason="No trainers.")
    client.force_login(past.sag)
    names, titles = set(), set()
    moments = ("", "quarter=2026-Q2", "as_of=2026-06-30", "quarter=2026-Q2&as_of=2026-08-01",
               "include=submitted")  # fmt: skip
    for moment in moments:
        answer = client.get(f"/plan/export/json/?language=en&{moment}")
        names.add(answer["Content-Disposition"])
        held = json.loads(body(answer))
        titles.add(held["title"])
        assert held["moment"] == dict(parse_qsl(moment))
    assert len(names) == len(titles) == len(moments)
    assert any("figures submitted" in title.casefold() for title in titles)


def test_a_file_of_the_past_is_refused_with_what_is_submitted(past, client):
    client.force_login(past.sag)
    for address in ("/plan/export/csv/", "/glm/2026-06/export/xlsx/"):
        answer = client.get(f"{address}?quarter=2026-Q2&include=submitted")
        assert answer.status_code == 400
