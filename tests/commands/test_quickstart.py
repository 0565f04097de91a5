"""`quickstart`: safe to run again, and never over somebody's work."""

import datetime
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command

from accounts import trail
from accounts.models import Grant, Installation, User
from reporting.demo import calendar
from reporting.models import Quarter
from sip.quarters import last_ended

pytestmark = pytest.mark.django_db


def test_it_makes_a_working_installation_without_people(capsys):
    call_command("quickstart")
    assert not Installation.objects.get().is_demo
    assert not User.objects.exists()
    assert "create_administrator" in capsys.readouterr().out


def test_a_second_run_changes_nothing():
    call_command("quickstart")
    before = trail.head()
    call_command("quickstart")
    assert trail.head() == before


@pytest.mark.long
def test_the_demo_is_refused_where_people_work():
    call_command("quickstart")
    before = trail.head()
    with pytest.raises(CommandError):
        call_command("quickstart", demo=True)
    assert trail.head() == before
    assert not Quarter.objects.exists()


def test_the_demo_is_refused_where_the_database_says_nothing_of_itself(cast):
    with pytest.raises(CommandError):
        call_command("quickstart", demo=True)
    assert not Installation.objects.exists()


@pytest.mark.long
def test_the_demo_is_refused_before_its_story_begins(time_machine):
    Installation.objects.create(pk=1, is_demo=True, made_on="2023-12-30")
    time_machine.move_to(datetime.datetime(2023, 12, 30, 12, tzinfo=datetime.UTC))
    with pytest.raises(CommandError, match="2023-12-31"):
        call_command("quickstart", demo=True)
    assert not User.objects.exists()


def test_an_administrator_is_opened_with_a_password_typed_twice(monkeypatch, capsys):
    good = "a-long-enough-password"
    answers = ["short", good, "another", good, good, good, good]
    monkeypatch.setattr("getpass.getpass", lambda prompt: answers.pop(0))
    call_command("create_administrator", "Head@Example.org", name="Head")
    person = User.objects.get(email="head@example.org")
    assert person.holds(Grant.Role.ADMINISTRATOR)
    assert person.check_password(good)
    with pytest.raises(CommandError):
        call_command("create_administrator", "head@example.org")
    call_command("create_administrator", "unnamed@example.org")
    assert str(User.objects.get(email="unnamed@example.org")) == "unnamed", (
        "no page shows addresses"
    )


@pytest.mark.parametrize("start", ["2024-01-01", "2025-06-01", "2026-12-31"])
def test_the_demo_has_its_meetings_and_quarters_on_every_day(start):
    first = datetime.date.fromisoformat(start)
    for day in (first + datetime.timedelta(days=step) for step in range(0, 800, 3)):
        quarters = calendar.quarters_told(day)
        assert quarters[-1] == min(last_ended(day), calendar.LAST)
        held = calendar.past_meetings(day)
        keys = [f"{meeting:%Y-%m}" for meeting in (calendar.next_meeting(day), *held)]
        assert len(set(keys)) == len(keys)
        assert all(one.month != other.month for one, other in pairwise(held))
