"""What a plenary is asked: by whom, until it is decided or withdrawn."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import trail
from accounts.conflicts import Refused, Stale
from sip import meetings
from sip.models import Decision, Meeting, Owner
from sip.registers.actions import record_decision
from sip.registers.motions import change_motion, put_motion
from sip.translated import Translated

pytestmark = pytest.mark.django_db
OCTOBER = datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC)
AT_THE_MEETING = datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)
JUNE = datetime.date(2027, 6, 1)
DECEMBER = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)
ENGLISH = {"accept-language": "en"}
SEATS = Translated.of(fr="Renouveler deux sièges.", en="Renew two seats.")


@pytest.fixture
def meeting(cast):
    with time_machine.travel(OCTOBER, tick=True):
        yield Meeting.objects.create(key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26")


@pytest.fixture
def motion(cast, meeting):
    meeting.refresh_from_db()
    return put_motion(
        meeting=meeting, text=SEATS, asked_by=Owner.objects.get(key="sag"), by=cast.glc_rome
    )


def decided(meeting, motion, by):
    return record_decision(
        taken_by="glm", meeting=meeting, taken_on=AT_THE_MEETING.date(), by=by, motion=motion,
        text=Translated.of(fr="Autre."),
    )  # fmt: skip


@pytest.mark.long
def test_it_is_numbered_told_and_read_by_everybody_signed_in(client, cast, meeting, motion):
    other = put_motion(
        meeting=meeting, text=Translated.of(fr="Endosser le guide."), by=cast.glc_rome,
        asked_by=Owner.objects.get(key="rome"), endorses=Owner.objects.get(key="training"),
    )  # fmt: skip
    assert (motion.ref, other.ref) == ("P1", "P2")
    assert trail.rows_about(meeting).first().verb == "motion_put"
    page = reverse("meeting", args=["2026-11"])
    assert "Renouveler" not in client.get(page).content.decode()
    client.force_login(cast.stakeholder)
    shown = client.get(page).content.decode()
    assert "Renouveler" in shown or "Renew" in shown


def test_what_is_odd_is_refused(cast, meeting, motion):
    by, sag = cast.glc_rome, motion.asked_by
    with pytest.raises(PermissionDenied):
        put_motion(meeting=meeting, text=SEATS, asked_by=sag, by=cast.sag)
    with pytest.raises(ValidationError):
        put_motion(meeting=meeting, text=SEATS, asked_by=sag, by=by)
    with pytest.raises(ValidationError):
        put_motion(
            meeting=meeting, text=Translated.of(fr="X"), asked_by=sag, endorses=sag, by=by
        )  # fmt: skip
    change_motion(motion=motion, changes={"reason": SEATS}, by=by, version=0)
    with pytest.raises(Stale):
        change_motion(motion=motion, changes={"is_withdrawn": True}, by=by, version=0)
    with time_machine.travel(DECEMBER), pytest.raises(Refused):
        put_motion(meeting=meeting, text=Translated.of(fr="X"), asked_by=sag, by=by)


@pytest.mark.long
def test_the_decision_that_answers_it_names_it_and_closes_it(client, cast, meeting, motion):
    with time_machine.travel(AT_THE_MEETING, tick=True):
        client.force_login(cast.glc_rome)
        form = client.get(reverse("decision-new"), {"motion": motion.pk}).context["form"]
        assert form["text_fr"].value() == "Renouveler deux sièges."
        sent = {"taken_by": "glm", "meeting": "2026-11", "motion": motion.pk,
                "taken_on": "25/11/2026", "text_fr": "Deux sièges sont renouvelés."}  # fmt: skip
        assert client.post(reverse("decision-new"), sent).status_code == 302
        decision = Decision.objects.get()
        assert decision.motion == motion and decision.key == "2026-11-1"
        with pytest.raises(Refused, match="2026-11-1"):
            change_motion(
                motion=motion, changes={"is_withdrawn": True}, by=cast.glc_rome, version=0
            )
        with pytest.raises(ValidationError):
            decided(meeting, motion, cast.glc_rome)


def test_what_a_cancelled_plenary_was_to_decide_waits_for_another(client, cast, meeting, motion):
    by = cast.glc_rome
    meetings.cancel(meeting=meeting, why="The venue burnt.", by=by, version=0)
    client.force_login(by)
    page = reverse("meeting", args=["2026-11"])
    shown = client.get(page, headers=ENGLISH).content.decode()
    assert "waits for the next GLM" in shown and "To be decided" not in shown
    assert reverse("pack-prepare", args=["2026-11"]) not in shown
    for name in ("pack-prepare", "meeting-edit", "motion-new"):
        assert client.get(reverse(name, args=["2026-11"])).status_code == 302
    following = meetings.announce(key="2027-06", starts_on=JUNE, ends_on=JUNE, by=by)
    act = reverse("motions-take-over", args=["2027-06"])
    assert act in client.get(page).content.decode()
    assert client.post(act).status_code == 302
    motion.refresh_from_db()
    assert (motion.meeting, motion.ref) == (following, "P1")
    assert act not in client.get(page).content.decode()


def test_a_withdrawn_one_keeps_its_number_and_is_not_decided(cast, meeting, motion):
    by = cast.glc_rome
    change_motion(motion=motion, changes={"is_withdrawn": True}, by=by, version=0)
    again = put_motion(meeting=meeting, text=SEATS, asked_by=motion.asked_by, by=by)
    assert again.ref == "P2"
    motion.refresh_from_db()
    with time_machine.travel(AT_THE_MEETING), pytest.raises(ValidationError) as refused:
        decided(meeting, motion, by)
    assert set(refused.value.error_dict) == {"motion"}
