"""What a pack says of a closed quarter is what the dashboard says of it: from its frozen rows."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from reporting import dashboard
from reporting.correcting import add_erratum
from reporting.exports import glm
from reporting.models import Quarter
from reporting.pack.content import Edition, build
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS, canonical, hash_of
from sip import quarters
from sip.models import Activity, Meeting
from sip.planquery import Query
from sip.progress import counts_by_status
from tests.dashboard.links import codes, rows_at
from tests.sip.story import stated

pytestmark = pytest.mark.django_db
Q1, Q2, Q3 = (quarters.parse(f"2026-Q{number}") for number in (1, 2, 3))


@pytest.fixture
def november(past):
    return Meeting.objects.get(key="2026-11")


@pytest.fixture
def corrected(past, november):
    """What came too late for the closed second quarter: a status, and an erratum that names it."""
    stated("3.1.1.2", "completed", Q2.ends_on, recorded=datetime.date(2026, 9, 1))
    add_erratum(
        quarter=Quarter.objects.get(key="2026-Q2"), by=past.glc_rome,
        activity=Activity.objects.get(code="3.1.1.2"), status="completed",
        text="It had been delivered in June.",
    )  # fmt: skip
    return november


def told(meeting, *covered):
    return snapshot(meeting, now=timezone.now(), covered=list(covered), sections=SECTIONS)


def board(**moment):
    return dashboard.make(Query({name: [value] for name, value in moment.items()}))


def statuses(board):
    return {line.row.code: line.status for line in board.lines}


@pytest.mark.long
def test_a_closed_quarter_stands_in_the_pack_as_on_the_dashboard(corrected):
    pack, shown = told(corrected, Q1, Q2), board(quarter="2026-Q2")
    status = {one["code"]: one["status"] for one in pack["activities"]}
    assert status == statuses(shown)
    assert counts_by_status(status.values()) == shown.counts
    assert status["3.1.1.2"] == "on_track"  # and not what was recorded after the closing
    for days in (Q1, Q2):
        series = {one["code"]: one["series"][days.key] for one in pack["activities"]}
        assert series == statuses(board(quarter=days.key))


def test_an_open_quarter_is_told_as_recorded_so_far(corrected):
    status = {one["code"]: one["status"] for one in told(corrected, Q2, Q3)["activities"]}
    assert status == statuses(board(quarter="2026-Q3"))
    assert status["3.1.1.2"] == "completed"


def test_where_things_stood_at_the_last_meeting_is_what_was_known_then(corrected):
    before = {one["code"]: one["before"] for one in told(corrected, Q2)["activities"]}
    assert before == statuses(board(quarter="2026-Q1", as_of="2026-06-15"))


@pytest.fixture
def between(past, november):
    """A status set after the quarter that the GLM of June took up, and before that GLM."""
    stated("4.3.1.1", "blocked", datetime.date(2026, 5, 20), recorded=datetime.date(2026, 5, 20))
    stated("4.3.1.1", "on_track", Q2.ends_on, recorded=datetime.date(2026, 7, 9))
    return november


@pytest.mark.long
def test_since_the_last_glm_is_since_the_figures_it_took_up(between):
    shown = dashboard.make(Query({"quarter": ["2026-Q3"]}), since="glm")
    pack = glm.make(between, narrative=False)
    assert {line.row.code: line.before for line in shown.lines} == {
        one.row.code: one.before for one in pack.standings
    }
    assert shown.counts == pack.counts
    assert shown.counts_before == pack.counts_before
    moved = [line.row.code for line in shown.moved["backward"] + shown.moved["forward"]]
    assert sorted(moved) == sorted(one.row.code for one in pack.moved)
    first = [line.row.code for line in shown.moved["first"]]
    assert first == [one.row.code for one in pack.new]
    assert "4.3.1.1" in first  # what was set in May is later than the figures of June
    for way in (None, "backward", "forward", "first"):
        lines = shown.moved[way] if way else shown.changed
        listed = rows_at(shown.moved_address(way), names=shown.names)
        assert listed == [line.row.code for line in lines]


def test_what_the_dashboard_counts_since_the_last_glm_is_what_the_plan_lists(client, between):
    shown = board_since_the_glm()
    assert codes(client, "/plan/?changed=glm") == [line.row.code for line in shown.changed]
    words = "the GLM of June 2026, which took up Q1 2026"
    asked = {"headers": {"accept-language": "en"}}
    for address in (
        "/plan/?changed=glm",
        "/dashboard/?since=glm",
        reverse("meetings") + "2026-11/",
    ):
        assert words in client.get(address, **asked).content.decode(), address


def board_since_the_glm():
    return dashboard.make(Query({}), since="glm")


@pytest.mark.long
def test_the_pack_says_since_which_quarter_an_activity_is_blocked_as_the_dashboard_does(november):
    since = {ask.line.row.code: ask.since.key for ask in board(quarter="2026-Q3").asks}
    pack = {one["code"]: one["blocked_since"] for one in told(november, Q2, Q3)["activities"]}
    assert {code: key for code, key in pack.items() if key} == since
    assert since["2.3.2.1"] == "2026-Q1"  # blocked at the GLM before, and it is known since when


def test_an_erratum_stands_beside_the_figure_that_it_corrects(corrected):
    content = canonical(told(corrected, Q2))
    tree = build(Edition.of_draft(content, hash_of(content), timezone.now()), "en")
    [first, *_] = tree["frozen"].errata
    assert (first["said"], first["status"]) == ("on_track", "completed")
    [activity] = [one for one in tree["frozen"].activities if one["code"] == "3.1.1.2"]
    with override("en"):
        notes = [cell["note"] for cell in tree["cells"].statuses(activity)]
    assert notes == ["", "erratum of 12 October 2026: Completed"]
    assert "It had been delivered in June." in str(tree["sections"])
    assert "1 erratum corrects what closed quarters say of 3.1.1.2" in str(tree["sections"][0])
