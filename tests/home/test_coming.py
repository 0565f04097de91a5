"""What somebody who leads a group reads ahead: how long the report takes, and the next dates."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone, translation
from django.utils.translation import ngettext

from reporting import actions
from reporting.coming import next_opening
from reporting.effort import in_words
from reporting.models import Quarter
from reporting.quarters import last_second
from reporting.reminding import Item, owed_on
from sip.models import Meeting, Owner, Strategy
from tests.reporting.acts import report_of, saved
from workinggroups.meetings import put_down

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 10, 6)
FORM = "/reports/2026-Q3/training/edit/"


@pytest.fixture
def read(cast, quarter, client):
    def text(address, who=None):
        client.force_login(who or cast.wg_lead)
        caches["pages"].clear()
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
        main = page[page.index("<main") :]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))

    with time_machine.travel(datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC), tick=True):
        yield text


@pytest.mark.parametrize(
    ("parts", "words"),
    [(0, ""), (1, "3 minutes"), (5, "15 minutes"), (8, "25 minutes"), (42, "2 h 10")],
)
def test_the_time_is_that_of_the_parts_still_to_answer(parts, words):
    assert in_words(parts).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("done", "words"), [(0, "0 terminée"), (1, "1 terminée"), (2, "2 terminées")]
)
def test_what_is_done_of_a_report_agrees_by_itself(done, words):
    with translation.override("fr"):
        assert ngettext("%(done)s done", "%(done)s done", done) % {"done": done} == words


@pytest.mark.long
def test_home_and_form_name_the_same_time_and_it_shrinks_with_each_answer(cast, read):
    report = report_of("training")
    assert "Allow 9 minutes." in read("/") and "Allow 9 minutes." in read(FORM)
    [owed] = [one for one in owed_on(datetime.date(2026, 10, 12)) if one.report == report]
    assert Item.at(owed.report, "duty", timezone.now()).time_left == "9 minutes"  # of its mail
    report = actions.save_report(
        report=report, by=cast.wg_lead, version=0, summary="",
        lines={"3.1.1.2": {"status": "on_track", "progress": "Done."}},
    )  # fmt: skip
    assert "Allow 6 minutes for the rest." in read("/")
    assert "Allow 6 minutes for the rest." in read(FORM)
    saved(report, cast.wg_lead)
    assert "Allow" not in read("/") and "Allow" not in read(FORM)


@pytest.mark.long
def test_a_lead_reads_the_next_dates(cast, read):
    Meeting.objects.create(key="2026-11", starts_on="2026-11-17", ends_on="2026-11-19")
    training = Owner.objects.get(key="training")
    for day in (datetime.date(2026, 10, 30), datetime.date(2026, 12, 4), DAY.replace(day=1)):
        put_down(
            body=training, by=cast.wg_lead, subject=f"Meeting {day}", held_on=day,
            begins_at=datetime.time(15),
        )  # fmt: skip
    text = read("/")
    assert "Meeting of Training WG 30 October 2026 , 15:00" in text
    assert "Presentation at the GLM 17 to 19 November 2026" in text
    assert "Opening of Q4 2026 17 December 2026" in text
    # The nearest first.
    assert text.index("Meeting of") < text.index("Presentation at") < text.index("Opening of Q4")


@pytest.mark.long
def test_the_next_dates_of_a_lead_stand_in_their_order(cast, read):
    Meeting.objects.create(key="2026-12", starts_on="2026-12-18", ends_on="2026-12-20")
    put_down(
        body=Owner.objects.get(key="training"), by=cast.wg_lead, subject="In January",
        held_on=datetime.date(2027, 1, 2), begins_at=datetime.time(14),
    )  # fmt: skip
    text = read("/")
    assert text.index("Opening of Q4") < text.index("Presentation at") < text.index("Meeting of")


@pytest.mark.long
def test_a_group_without_a_meeting_ahead_says_so(read):
    assert "Meeting of Training WG none in the calendar" in read("/")


@pytest.mark.long
def test_a_late_report_says_until_when_it_reaches_the_glm(cast, read):
    meeting = Meeting.objects.create(key="2026-11", starts_on="2026-11-17", ends_on="2026-11-19")
    Quarter.objects.update(meeting=meeting)
    assert "stands in the pack" not in read("/")
    Quarter.objects.update(due_at=last_second(datetime.date(2026, 10, 3)))
    assert "Submitted by 10 November 2026, it stands in the pack of the GLM." in read("/")


def test_the_day_that_the_glc_gave_a_quarter_comes_before_the_rule(quarter):
    assert next_opening(DAY).opens_on == datetime.date(2026, 12, 17)
    Quarter.objects.create(
        key="2026-Q4", starts_on="2026-10-01", ends_on="2026-12-31", opens_on="2026-12-10",
        due_at=last_second(datetime.date(2027, 1, 15)),
    )  # fmt: skip
    assert next_opening(DAY).opens_on == datetime.date(2026, 12, 10)
    Quarter.objects.filter(key="2026-Q4").update(state="open")
    Strategy.objects.update(ends_on="2027-12-31")
    assert next_opening(DAY).days.key == "2027-Q1"


def test_nothing_opens_once_the_strategy_has_ended(quarter):
    Strategy.objects.update(ends_on="2026-09-30")
    assert next_opening(DAY) is None
