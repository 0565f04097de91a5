"""From the day of its dissolution a group is at work nowhere, and nobody waits for its report."""

import datetime
from itertools import cycle

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.clock import today
from accounts.models import TrailRow
from reporting import closing, reminding
from reporting.dashboard import make
from reporting.desk import Desk
from reporting.models import Quarter, Report, ReportLine
from reporting.reception import Reception
from reporting.roles import Roles
from reporting.standing import standing
from sip.history import owners_of
from sip.models import Activity, Assignment, Owner
from sip.planquery import Query
from sip.registers.actions import follow_up, record_decision
from sip.reporters import reporters_of
from sip.translated import Translated
from workinggroups import lifecycle, reading
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
    services = WorkingGroup.objects.filter(owner__key="services")
    services.update(theme=Translated.of(original="en", en="Shared services"))
    page = text("/groups/")
    at_work, past = page.split('id="h-past"')
    assert "/groups/training/" not in at_work.partition("<main")[2]
    assert "Shared services</span>" in at_work
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
    desk = (
        text("/", cast.glc_rome).split('id="h-desk"')[1].split('href="/reports/2026-Q3/training/"')
    )
    assert SAID in desk[1].split("</li>")[0] and "late" not in desk[1].split("</li>")[0]
    assert SAID not in text("/groups/training/")  # visitors read accepted reports alone
    assert "is overdue" not in text("/groups/training/", cast.glc_rome)


@pytest.fixture
def ended(cast, quarter, time_machine):
    """Dissolve the Training group on its page, into the hands of the SAG and of Rome."""
    time_machine.move_to(LATE, tick=False)
    told = {"taken_by": "sag", "taken_on": today(), "text": Translated.of(fr="Fini.")}
    decision = record_decision(**told, by=cast.glc_rome)
    group = WorkingGroup.objects.get(owner__key="training")
    bodies = [Owner.objects.get(key=key) for key in ("rome", "partnerships")]
    receivers = dict(zip(
        (one.code for one in lifecycle.activities_to_hand_over(group)), cycle(bodies), strict=False
    ))  # fmt: skip

    def act():
        lifecycle.dissolve(
            group=group, dissolved_on=today(), decision=decision, receivers=receivers,
            reason="Done.", by=cast.glc_rome, version=group.version, all_the_same=True,
        )  # fmt: skip
        decision.refresh_from_db()
        return receivers, decision

    return act


def lines_of(body):
    return set(
        ReportLine.objects.filter(report__body__key=body).values_list("activity__code", flat=True)
    )


def test_what_a_body_takes_over_is_in_its_open_report_at_once(ended, cast, text):
    """And the decision that the end rests on is told to be applied, with the way to the group."""
    Report.objects.filter(body__key="partnerships").update(
        state="submitted", submitted_at=LATE, submitted_by=cast.other_lead
    )
    receivers, decision = ended()
    of_rome = {code for code, body in receivers.items() if body.key == "rome"}
    assert of_rome and of_rome <= lines_of("rome")
    assert not (set(receivers) - of_rome) & lines_of("partnerships")  # the group's own speaks
    row = TrailRow.objects.filter(verb="quarter_opened").latest("number")
    assert set(row.after["lines_added"]["rome"]) <= of_rome and row.actor == cast.glc_rome.ref
    assert (decision.follow_up, decision.done_on) == ("applied", today())
    page = text(f"/decisions/{decision.key}/", cast.glc_rome)
    assert 'href="/groups/training/"' in page and "was dissolved, on 2 November 2026" in page


@pytest.mark.long
def test_what_the_group_has_handed_over_nobody_is_asked_for_again(ended, cast):
    Report.objects.filter(body__key="training").update(
        state="submitted", submitted_at=LATE, submitted_by=cast.wg_lead
    )
    before = lines_of("rome")
    ended()
    assert lines_of("rome") == before


@pytest.mark.long
def test_the_page_writes_quarters_and_states_as_everywhere(cast, quarter, text):
    page = text("/groups/training/dissolve/", cast.glc_rome)
    row = page.split('href="/reports/2026-Q3/training/"')[1].split("</li>")[0]
    assert row.startswith(">Q3 2026</a>") and "Not started" in row
    Quarter.objects.update(state="closed", closed_at=LATE)
    row = text("/groups/training/dissolve/", cast.glc_rome)
    assert "Not received" in row.split('href="/reports/2026-Q3/training/"')[1].split("</li>")[0]
