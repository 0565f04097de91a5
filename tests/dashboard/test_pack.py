"""What a pack says of a closed quarter is what the dashboard says of it: from its frozen rows."""

import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from reporting import dashboard
from reporting.correcting import add_erratum
from reporting.models import Quarter
from reporting.pack.content import Edition, build
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS, canonical, hash_of
from sip import quarters
from sip.models import Activity, Meeting
from sip.planquery import Query
from sip.progress import counts_by_status
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
