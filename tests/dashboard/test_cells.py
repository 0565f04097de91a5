"""What each quarter said of each activity: the matrix, the small columns of the plan and the strip
on an activity's page, each held against the rows, read one by one."""

import datetime
import re
from collections import defaultdict
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.clock import end_of_day, today
from reporting.models import FrozenRow
from sip import quarters
from sip.cells import cells
from sip.models import Activity, Status, StatusRow
from sip.moments import now
from tests.dashboard.links import ENGLISH, main
from tests.edges import a_few
from tests.sip.story import stated

LABELS = {str(label): key for key, label in (
    ("completed", "Completed"), ("on_track", "On track"), ("at_risk", "At risk"),
    ("blocked", "Blocked"), ("paused", "Paused"), ("not_started", "Not started"),
    ("carried", "Completed earlier"), ("missing", "Report not received"),
    ("", "Nothing reported"), ("", "No report"),
)}  # fmt: skip
HEIGHTS = {"completed": 10, "on_track": 8, "at_risk": 6, "paused": 4, "blocked": 4,
           "not_started": 2, "carried": 2}  # fmt: skip
SPARK = re.compile(r'<svg class="spark".*?</svg>')
COLUMN = re.compile(r'<rect class="f-(\w+)" x="(\d+)" y="(\d+)" width="3" height="(\d+)"/>')


@pytest.fixture
def told(past):
    """Beside `past`: what was completed before the first quarter shown, taken back, said again
    after a closing, awaited in vain, or needs upkeep."""
    day = datetime.date
    stated("1.1.2.1", "completed", day(2024, 3, 31))
    stated("1.1.2.1", "on_track", day(2026, 8, 1))
    stated("1.2.1.1", "completed", day(2024, 3, 31))
    stated("1.2.1.1", "at_risk", day(2024, 6, 30))
    stated("1.3.1.3", "completed", day(2024, 6, 30), recorded=day(2026, 9, 1))
    # After the second quarter was closed: within it, and within the first.
    stated("4.4.2.2", "paused", day(2026, 6, 15), recorded=day(2026, 9, 1))
    stated("1.1.1.3", "completed", day(2026, 5, 20), recorded=day(2026, 9, 1))
    stated("4.2.1.1", "completed", day(2026, 2, 1), recorded=day(2026, 9, 1))
    Activity.objects.filter(code="1.2.1.1").update(is_upkeep=True)
    quarter = quarters.parse("2026-Q2")
    awaited = FrozenRow.objects.filter(quarter__key=quarter.key)
    for code in ("3.1.1.2", "2.2.1.4", "1.1.1.3"):
        FrozenRow._base_manager.filter(pk__in=awaited.filter(activity__code=code)).update(
            not_received=["training"]
        )
    return past


MOMENTS = ("", "?as_of=2026-09-15", "?as_of=2026-08-01", "?as_of=2026-04-11", "?quarter=2026-Q2",
           "?quarter=2026-Q3", "?quarter=2026-Q1&as_of=2026-08-01")  # fmt: skip


def asked(address):
    """Return the last quarter that an address is about, by when things had been recorded, and by
    when frozen rows had been written (None: by now)."""
    said = dict(re.findall(r"(as_of|quarter)=([\w-]+)", address))
    day = datetime.date.fromisoformat(said["as_of"]) if "as_of" in said else None
    known = end_of_day(day) if day else None
    last = quarters.last_ended(day or today())
    if "quarter" not in said:
        return SimpleNamespace(last=last, known=known, closed_by=known)
    last = quarters.parse(said["quarter"])
    frozen = FrozenRow.objects.filter(quarter__key=last.key).first()
    is_closed = frozen and (known is None or frozen.quarter.closed_at <= known)
    return SimpleNamespace(
        last=last, known=frozen.quarter.closed_at if is_closed else known, closed_by=known
    )


def expected(at):
    """Return the eight cells of each activity, {code: cells}."""
    frozen, rows = defaultdict(dict), defaultdict(list)
    for one in FrozenRow.objects.select_related("quarter"):
        frozen[one.activity_id][one.quarter.key] = one
    for row in StatusRow.objects.all():
        rows[row.activity_id].append(row)
    return {
        one.code: walked(one, frozen[one.pk], rows[one.pk], at)
        for one in Activity.objects.current()
    }


def walked(activity, frozen_in, its_rows, at):
    """Return the eight cells of an activity, by walking through its quarters."""
    found, was_completed = [], False
    quarter = quarters.parse("2018-Q1")
    while quarter <= at.last:
        frozen = frozen_in.get(quarter.key)
        if frozen and at.closed_by and frozen.quarter.closed_at > at.closed_by:
            frozen = None
        if frozen:
            of_then = frozen.effective_on and frozen.effective_on >= quarter.starts_on
            cell = frozen.status if of_then else "missing" if frozen.not_received else ""
            was_completed = frozen.status == "completed"
        else:
            rows = [
                row for row in its_rows
                if quarter.starts_on <= row.effective_on <= quarter.ends_on
                and (at.known is None or row.origin == "source" or row.recorded_at <= at.known)
            ]  # fmt: skip
            rows.sort(key=lambda row: (row.effective_on, row.recorded_at, row.pk))
            cell = rows[-1].status if rows else ""
            was_completed = cell == "completed" if rows else was_completed
        if was_completed and cell != "completed" and not activity.is_upkeep:
            cell = "carried"
        found.append(cell)
        quarter = quarter.plus(1)
    return found[-8:]


def read(client, name, address, *args):
    return main(client.get(reverse(name, args=args) + address, headers=ENGLISH))


def in_the_matrix(client, address):
    found = {}
    for part in read(client, "dashboard-matrix", address).split('<th scope="row">')[1:]:
        cells = re.findall(r"<td><\w+[^>]*>([^<]*)</\w+></td>", part.split("</tr>")[0])
        found[re.search(r'class="code">([\d.]+)', part)[1]] = [LABELS[cell] for cell in cells][-8:]
    return found


def in_the_plan(client, address):
    """Return the columns drawn: {activity: {place: cell}}."""
    found = {}
    for part in read(client, "plan", address).split('<li><span class="code">')[1:]:
        columns = COLUMN.findall(SPARK.search(part)[0])
        for key, _x, y, height in columns:
            assert (int(y), int(height)) == (
                0 if key == "carried" else 10 - HEIGHTS[key], HEIGHTS[key]
            )  # fmt: skip
        found[part[: part.index("<")]] = {int(x) // 4: key for key, x, _y, _height in columns}
    return found


def on_its_page(client, address, code):
    strip = read(client, "activity", address, code).split('class="quarters"')[1].split("</ol>")[0]
    return [LABELS[one] for one in re.findall(r'<b class="g [^"]*">([^<]*)</b>', strip)]


@pytest.mark.parametrize("address", a_few(MOMENTS, 3))
def test_matrix_plan_and_activity_tell_the_same_of_each_quarter(told, client, address):
    rows = expected(asked(address))
    drawn = {
        code: {place: cell for place, cell in enumerate(cells) if cell not in ("", "missing")}
        for code, cells in rows.items()
    }
    assert in_the_plan(client, address) == drawn
    assert in_the_matrix(client, address) == rows
    for code in ("1.1.1.3", "1.2.1.1", "2.2.1.4", "4.4.2.2"):
        assert on_its_page(client, address, code) == rows[code], code


def test_the_story_has_every_kind_of_cell(told):
    told_of = expected(asked(""))
    found = {cell for cells in told_of.values() for cell in cells}
    assert found == {*Status.values, "carried", "missing", ""} - {"paused"}
    # Told after two quarters were closed: these stay as they were known.
    assert told_of["1.1.2.1"] == ["carried"] * 5 + ["", "", "on_track"]
    assert told_of["1.2.1.1"][-3:] == ["", "", ""]
    assert told_of["4.4.2.2"][-2:] == ["completed", "carried"]  # as closed, whatever came after
    assert told_of["1.1.1.3"][-3:] == ["at_risk", "missing", "on_track"]


def test_a_quarter_completed_earlier_says_so_where_the_history_does_not(told, client):
    """Closed as completed; a word recorded since says otherwise of the time before."""
    strip = read(client, "activity", "", "4.4.2.2").split('class="quarters"')[1].split("</ol>")[0]
    assert strip.count("Completed earlier") == 1
    assert "No report; completed since Q2 2026" in strip


def test_one_query_reads_the_quarters_of_one_activity_and_of_all(told, queries):
    shown = quarters.latest(8, quarters.parse("2026-Q3"))
    upkeep = dict(Activity.objects.values_list("pk", "is_upkeep"))
    one = dict([next(iter(upkeep.items()))])
    assert queries(lambda: cells(one, shown, now())) == 1
    assert queries(lambda: cells(upkeep, shown, now())) == 1
    assert cells(upkeep, shown, now()) == cells(upkeep, shown, now(), of_all=True)
