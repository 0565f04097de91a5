"""Who may not decide on a report hands the decision on to somebody who may."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import trail
from accounts.conflicts import Refused
from accounts.models import OutboxMail
from reporting import policy
from reporting.asking import ask, candidates
from reporting.models import Report
from tests.cast import person, seat
from tests.reporting.acts import HERE, report_of, saved, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(report, cast):
    """A report of which a member of the SAG wrote a part."""
    saved(report, cast.sag_training)
    return submitted(report_of("training"), cast.wg_lead)


def asked():
    return list(OutboxMail.objects.filter(kind="decision_asked"))


@pytest.mark.long
def test_the_person_chosen_gets_a_mail_and_the_page_says_so(written, cast, signed_in):
    browser = signed_in(cast.sag_training)
    page = browser.get(HERE + "review/").content.decode()
    assert "Hand the decision on" in page and f"{cast.sag}: 1 report to read" in page
    answer = browser.post(HERE + "review/", {"act": "ask", "person": cast.sag.pk}, follow=True)
    assert f"{cast.sag_training} asked {cast.sag} to decide." in answer.content.decode()
    (mail,) = asked()
    assert mail.person == cast.sag and f"{HERE}review/" in mail.text
    row = trail.rows_about(written).first()
    assert (row.verb, row.actor) == ("decision_asked", cast.sag_training.ref)
    assert report_of("training").version == written.version
    # A second click asks nobody twice.
    again = browser.post(HERE + "review/", {"act": "ask", "person": cast.sag.pk}, follow=True)
    assert "was asked already" in again.content.decode()
    assert len(asked()) == 1 and trail.rows_about(written).first() == row


@pytest.mark.parametrize("value", ["", "0", "x", "-1", "wg_lead", "sag_training"])
def test_only_somebody_who_may_decide_is_asked(written, cast, signed_in, value):
    value = getattr(cast, value).pk if hasattr(cast, value) else value
    answer = signed_in(cast.sag_training).post(HERE + "review/", {"act": "ask", "person": value})
    assert answer.status_code == 200
    assert [error.anchor for error in answer.context["errors"]] == ["id_person"]
    assert asked() == []


def test_the_right_is_checked_in_the_act_too(written, cast):
    with pytest.raises(PermissionDenied):
        ask(report=written, by=cast.wg_lead, person=cast.sag)
    with pytest.raises(ValidationError):
        ask(report=written, by=cast.sag, person=cast.wg_lead)
    cast.sag.is_active = False
    cast.sag.save()
    with pytest.raises(ValidationError):
        ask(report=written, by=cast.sag_training, person=cast.sag)
    assert asked() == []


def test_where_nothing_waits_nobody_is_asked(report, cast, signed_in):
    saved(report, cast.sag_training)
    with pytest.raises(Refused):
        ask(report=report, by=cast.sag_training, person=cast.sag)
    answer = signed_in(cast.sag_training).post(
        HERE + "review/", {"act": "ask", "person": cast.sag.pk}, follow=True
    )
    assert "not waiting for a decision" in answer.content.decode()


def test_who_may_decide_reads_no_such_form(written, cast, signed_in):
    assert "Hand the decision on" not in signed_in(cast.sag).get(HERE + "review/").content.decode()


@pytest.mark.long
def test_the_load_of_each_follows_the_rule_of_who_decides(written, cast, queries):
    submitted(report_of("partnerships"), cast.other_lead)
    submitted(report_of("sag"), cast.sag)
    submitted(report_of("rome"), cast.glc_rome)
    people = [cast.sag, cast.sag_training, cast.glc_rome, cast.glc_rome2, cast.wg_lead]
    reports = list(Report.objects.with_subject().awaiting_decision())
    found = policy.deciders_of(reports, people)
    for report in reports:
        assert found[report.pk] == [one for one in people if one in policy.deciders(report)]
    assert {each.person: each.waiting for each in candidates(people)} == {
        cast.sag: 3, cast.sag_training: 2, cast.glc_rome: 1, cast.glc_rome2: 1, cast.wg_lead: 0,
    }  # fmt: skip
    first = queries(lambda: candidates(people))
    more = [person(f"more{number}") for number in range(5)]
    for one in more:
        seat(one, "sag")
    assert queries(lambda: candidates([*people, *more])) == first
