"""From the day of its dissolution a group is at work nowhere, and nobody waits for its report."""

import datetime

import pytest
from django.test import Client

from accounts.clock import today
from reporting import closing, reminding
from reporting.dashboard import make
from reporting.desk import Desk
from reporting.reception import Reception
from reporting.roles import Roles
from reporting.standing import standing
from sip.history import owners_of
from sip.models import Activity, Assignment, Owner
from sip.planquery import Query
from sip.reporters import reporters_of
from workinggroups import reading
from workinggroups.models import Seat, WorkingGroup

pytestmark = pytest.mark.django_db
LATE = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
SAID = "can be filled in on its behalf"


@pytest.fixture
def text():
    def read(path, who=None):
        client = Client(headers={"accept-language": "en"})
        if who:
            client.force_login(who)
        return client.get(path).content.decode()

    return read


@pytest.fixture
def dissolved(cast, quarter, time_machine):
    """The Training group, dissolved today with its report out; its seats and parts end today."""
    time_machine.move_to(LATE, tick=False)
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on=today())
    for model, name in ((Seat, "body"), (Assignment, "owner")):
        model.objects.filter(**{f"{name}__key": "training"}).update(ends_on=today())
    return Owner.objects.get(key="training")


@pytest.mark.long
def test_pages_count_the_groups_at_work_alike(dissolved, text):
    assert "4 small, temporary groups work" in text("/groups/")
    line = next(one for one in reading.list_groups().lines if one.group.owner == dissolved)
    page = text("/groups/training/")
    assert f"{line.activities} activities</a> of the SIP" in page
    assert f"{line.seats} seats</a> filled" in page and line.seats
    assert "Official statuses on 2 November 2026" in page  # not of the day before


def test_the_list_of_groups_shows_no_seat_of_a_dissolved_group_as_filled(dissolved, text):
    page = text("/groups/")
    row = page[page.index("/groups/training/") :]
    row = row[: row.index("</tr>")]
    assert '<td data-l="Seats filled">0</td>' in row and "dissolved on 2 November 2026" in row
    assert page.count("#h-seats") == 5  # four groups and the SAG


def test_nobody_reports_for_it_any_more_on_the_day(dissolved):
    for code in ("3.1.1.2", "3.1.2.1"):
        activity = Activity.objects.get(code=code)
        bodies = [one.body.key for one in reporters_of(activity, owners_of(activity))]
        assert "training" not in bodies


def test_home_dashboard_desk_and_reminders_await_the_same_reports(dissolved, cast, quarter, text):
    roles = Roles(cast.glc_rome, today(), standing(cast.glc_rome, today()))
    home, desk, board = Desk(roles, LATE), Reception(quarter, LATE), make(Query({}))
    keys = {row.report.body.key for row in desk.awaited}
    assert "training" not in keys and keys
    assert {report.body.key for report in home.late} == keys
    assert {one.body.key for one in board.owed if not one.is_received} == keys
    assert {one.body.key for one in reminding.awaited_in(quarter)} == keys
    assert {one.report.body.key for one in reminding.owed_on(today())} == keys
    points = {point.key: point for point in closing.checklist(quarter, LATE)}
    assert points["awaited"].count == len(keys) and points["left_behind"].count == 1
    assert "left_behind" not in closing.open_points(points.values())


@pytest.mark.long
def test_every_page_says_what_becomes_of_its_report(dissolved, cast, text):
    for path in ("/", "/dashboard/", "/reports/2026-Q3/", "/groups/training/"):
        assert SAID in text(path, cast.glc_rome), path
    assert SAID not in text("/groups/training/")  # visitors read accepted reports alone
    assert "is overdue" not in text("/groups/training/", cast.glc_rome)
