"""From the day of its dissolution a group is at work nowhere, and nobody waits for its report."""

import datetime

import pytest
from django.core.exceptions import ValidationError
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
from sip.registers.actions import follow_up, record_decision
from sip.reporters import reporters_of
from sip.translated import Translated
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
    at_work, past = page.split('id="h-past"')
    assert "/groups/training/" not in at_work.partition("<main")[2]
    past = past[: past.index("</section>")]
    assert "dissolved on 2 November 2026" in past and "activities handed over" in past
    assert page.count("#h-seats") == 5  # four groups and the SAG


@pytest.mark.long
def test_what_a_dissolved_group_worked_on_is_told_as_its_past(dissolved, text):
    """Lists that still go by its name say since when it is gone, and who has its work."""
    page = text("/groups/training/")
    assert "Its activities on its last day" in page
    assert "Handed over on 2 November 2026: other bodies report on them now." in page
    activities = page[page.index('id="h-activities"') :]
    assert "Reported on now by:" in activities
    assert "dissolved on 2 November 2026" in text("/plan/3.1.1.2/")
    for path in ("/plan/", "/plan/?body=training", "/dashboard/"):
        assert "(dissolved on 2 November 2026)" in text(path), path
    assert "(dissolved on" not in text("/plan/?body=training&as_of=2026-10-01")


def test_nothing_new_is_given_to_a_dissolved_group_to_follow_up(dissolved, cast, client):
    said = {"text": Translated.of(fr="Suivre."), "taken_by": "sag", "taken_on": today()}
    with pytest.raises(ValidationError, match="choose a body that is at work"):
        record_decision(owner=dissolved, by=cast.glc_rome, **said)
    held = record_decision(by=cast.glc_rome, **said)
    with pytest.raises(ValidationError, match="choose a body that is at work"):
        follow_up(decision=held, state="todo", owner=dissolved, by=cast.glc_rome, version=0)
    client.force_login(cast.glc_rome)
    page = client.get(f"/decisions/{held.key}/follow-up/", headers={"accept-language": "en"})
    offered = dict(page.context["form"].fields["owner"].choices)
    assert offered["training"].endswith("(dissolved on 2 November 2026)")


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
