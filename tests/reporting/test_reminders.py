"""Reminders: owed by the calendar, sent once, one mail a person, in their language."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from accounts import outbox
from accounts.conflicts import Refused
from accounts.models import OutboxMail, TrailRow
from reporting.models import Reminder
from reporting.reminding import remind, send_due, step_on
from tests.reporting.acts import report_of, submitted

pytestmark = pytest.mark.django_db
DUE_ON = datetime.date(2026, 10, 15)


def on(days):
    """Return the day so many days after the deadline."""
    return DUE_ON + datetime.timedelta(days=days)


def sent_to(person):
    return [message for message in mail.outbox if message.to == [person.email]]


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (-15, None), (-14, "before_14"), (-4, "before_14"), (-3, "before_3"), (0, "before_3"),
        (1, "after_1"), (6, "after_1"), (7, "after_7"), (40, "after_7"),
    ],
)  # fmt: skip
def test_each_step_has_its_day_and_is_made_up_for_until_the_next(quarter, days, kind):
    step = step_on(quarter, on(days))
    assert (step and step[0]) == kind


@pytest.mark.long
def test_a_second_run_sends_nothing_and_a_dry_run_never_does(report, cast):
    dry = send_due(on=on(-3), dry_run=True)
    assert {each.report.body.key for each in dry.owed} == {
        "rome",
        "sag",
        "partnerships",
        "training",
    }
    assert not OutboxMail.objects.exists() and not Reminder.objects.exists()
    first, second = send_due(on=on(-3)), send_due(on=on(-3))
    assert (len(first.owed), len(second.owed)) == (4, 0)
    outbox.deliver()
    assert len(sent_to(cast.wg_lead)) == 1
    assert TrailRow.objects.filter(verb="reminder_sent", actor=None).count() == 1
    assert len(send_due(on=on(1)).owed) == 4


def test_whoever_answers_for_the_report_is_told_and_others_get_copies_they_may_leave(report, cast):
    cast.sag_training.wants_copies = False
    cast.sag_training.save()
    cast.wg_lead.wants_copies = False
    cast.wg_lead.save()
    told = {
        person: {item.why for item in items if item.report.body.key == "training"}
        for person, items in send_due(on=on(-3)).digests.items()
    }
    assert told[cast.wg_lead] == {"duty"}
    assert told[cast.deputy] == {"copy"}
    assert not told[cast.sag_training]  # the SAG's own report is a duty, and comes
    assert cast.wg_member not in told
    assert told[cast.glc_rome] == set()  # Rome's own report


def test_a_person_with_several_reports_gets_one_mail(report, cast):
    items = send_due(on=on(-3)).digests[cast.sag_training]
    assert {item.report.body.key for item in items} == {"sag", "training"}
    outbox.deliver()
    message = sent_to(cast.sag_training)[0]
    assert message.subject == "2 rapports sont attendus"
    assert message.body.count("/reports/2026-Q3/") == 2


def test_who_has_submitted_is_left_alone_and_a_closed_account_too(report, cast):
    submitted(report, cast.wg_lead)
    cast.other_lead.is_active = False
    cast.other_lead.save()
    told = send_due(on=on(1)).digests
    assert cast.wg_lead not in told and cast.other_lead not in told


@pytest.mark.long
def test_the_glc_hears_of_a_report_seven_days_late_and_not_before(report, cast):
    assert not [item for item in send_due(on=on(1)).digests[cast.glc_rome] if item.why == "late"]
    late = [item for item in send_due(on=on(7)).digests[cast.glc_rome] if item.why == "late"]
    # Nobody sits in Preparedness: the GLC alone can be told of it.
    assert {item.report.body.key for item in late} >= {"training", "preparedness"}
    assert not send_due(on=on(8)).owed


def test_the_link_opens_the_report_after_signing_in(report, cast):
    with time_machine.travel(datetime.datetime(2026, 10, 12, 9, tzinfo=datetime.UTC), tick=True):
        send_due()
        outbox.deliver()
        message, html = sent_to(cast.wg_lead)[0], sent_to(cast.wg_lead)[0].alternatives[0].content
        path = "/reports/2026-Q3/training/edit/"
        assert path in message.body and path in html
        visitor = Client()
        door = visitor.get(path).headers["Location"]
        assert door == f"/login/?next={path}"
        answer = visitor.post(
            door, {"login": cast.wg_lead.email, "password": "a-password-for-tests"}
        )
        assert answer.headers["Location"] == path


def test_each_reads_in_their_own_language(report, cast):
    cast.wg_lead.language, cast.deputy.language = "en", "fr"
    cast.wg_lead.save(), cast.deputy.save()
    send_due(on=on(1))
    outbox.deliver()
    assert sent_to(cast.wg_lead)[0].subject == "Training WG, Q3 2026: the report is 1 day late"
    french = sent_to(cast.deputy)[0]
    assert french.subject == "GT Formation, T3\u00a02026\u00a0: le rapport a 1 jour de retard"
    assert 'lang="fr"' in french.alternatives[0].content


def test_one_click_reminds_once_a_day(report, cast, client):
    client.force_login(cast.glc_rome)
    for _turn in range(2):
        client.post("/reports/2026-Q3/remind/", {"body": "training"})
    outbox.deliver()
    assert len(sent_to(cast.wg_lead)) == 1
    reminder = Reminder.objects.get()
    assert (reminder.kind, reminder.by) == ("by_hand", cast.glc_rome)
    with translation.override("en"), pytest.raises(Refused, match="Reminded already today"):
        remind(quarter=report.quarter, reports=[report], by=cast.glc_rome2)


@pytest.mark.long
def test_one_click_reminds_all_that_are_late_and_nobody_else(report, cast, client):
    submitted(report, cast.wg_lead)
    with time_machine.travel(datetime.datetime(2026, 10, 17, 9, tzinfo=datetime.UTC), tick=True):
        client.force_login(cast.glc_rome)
        page = client.get("/reports/2026-Q3/", headers={"Accept-Language": "en"}).content.decode()
        assert "Remind the 3 bodies that are late" in page  # nobody sits in the other three
        client.post("/reports/2026-Q3/remind/")
    assert set(Reminder.objects.values_list("report__body__key", flat=True)) == {
        "rome", "sag", "partnerships",
    }  # fmt: skip


@pytest.mark.long
def test_before_the_deadline_one_click_reminds_all_that_are_awaited(report, cast, client):
    submitted(report, cast.wg_lead)
    client.force_login(cast.glc_rome)
    english = {"Accept-Language": "en"}
    page = client.get("/reports/2026-Q3/", headers=english).content.decode()
    assert "Remind the 3 bodies that are awaited" in page  # nobody sits in the other three
    page = client.post("/reports/2026-Q3/remind/", follow=True, headers=english).content.decode()
    assert "Reminded: Rome support team, SAG, Partnerships WG." in page
    assert "bodies that are awaited" not in page  # once a day


def test_what_has_come_or_has_nobody_is_not_reminded(report, cast):
    submitted(report, cast.wg_lead)
    with pytest.raises(Refused, match="has come"):
        remind(quarter=report.quarter, reports=[report], by=cast.glc_rome)
    with pytest.raises(Refused, match="Nobody sits"):
        remind(quarter=report.quarter, reports=[report_of("services")], by=cast.glc_rome)


def test_the_command_says_what_it_would_send(report, cast, capsys):
    call_command("send_reminders", dry_run=True)
    assert "2026-Q3/training: 14 days before the deadline (2026-10-01)" in capsys.readouterr().out


def test_copies_are_chosen_on_the_account_page(cast, client):
    client.force_login(cast.deputy)
    client.post("/account/mails/", {})
    cast.deputy.refresh_from_db()
    assert not cast.deputy.wants_copies
    assert TrailRow.objects.filter(verb="copies_set", actor=cast.deputy.ref).exists()
