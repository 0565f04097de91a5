"""One vote for each partner: a vote that counts more than came is doubted once, then taken."""

import pytest
from django.urls import reverse

from reporting.meetings.models import Attendance
from sip.models import Decision, Meeting

pytestmark = pytest.mark.django_db
VOTES = {"votes_for": "3", "votes_against": "0", "votes_abstained": "1"}


@pytest.fixture
def plenary(cast):
    """A plenary that one partner and one stakeholder attended, with several people each."""
    made = Meeting.objects.create(key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18")
    for organisation in (cast.ngo, cast.firm):
        Attendance.objects.create(meeting=made, organisation=organisation, onsite=3)
    return made


@pytest.fixture
def record(client, cast):
    client.force_login(cast.glc_rome)
    sent = {"taken_by": "glm", "meeting": "2026-06", "taken_on": "17/6/2026", "text_en": "Agreed."}

    def post(**more):
        return client.post(
            reverse("decision-new"), sent | more, headers={"accept-language": "en"}
        )  # fmt: skip

    return post


def test_more_votes_than_partners_are_doubted_once_and_taken_when_they_stand(plenary, record):
    page = record(**VOTES)
    assert page.status_code == 200
    words = page.content.decode()
    assert "4 votes are counted, and 1 partner is recorded as present" in words
    assert 'name="more_votes"' in words and "Agreed." in words
    assert not Decision.objects.exists()
    assert record(**VOTES, more_votes="on").status_code == 302
    assert Decision.objects.get().votes_for == 3


def test_as_many_votes_as_partners_are_taken_at_once(plenary, record):
    none = {"votes_for": "1", "votes_against": "0", "votes_abstained": "0"}
    assert record(**none).status_code == 302


@pytest.mark.long
def test_where_nobody_recorded_who_came_nothing_is_doubted(plenary, record):
    Attendance.objects.all().delete()
    assert record(**VOTES).status_code == 302
