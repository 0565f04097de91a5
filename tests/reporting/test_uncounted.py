"""A report that was not accepted when its quarter closed: the same words everywhere, and the lead
hears of it."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import OutboxMail
from reporting import actions
from reporting.models import Quarter
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS
from reporting.pack.wording import state_of
from sip.models import Meeting
from tests.reporting.acts import HERE, report_of, saved, submitted
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
RETURNED = (
    "Returned on 6 October 2026, not handed over again before the quarter closed: it does not"
)
BEGUN = "Begun, not handed over before the quarter closed: it does not count."


@pytest.fixture
def closed(report, cast):
    """The third quarter, closed with Training's report returned and Partnerships' begun."""
    returned = submitted(report, cast.wg_lead)
    actions.return_report(
        report=returned, by=cast.sag_training, version=returned.version, comment="Two sites?"
    )
    saved(report_of("partnerships"), cast.other_lead)
    return actions.close_quarter(
        quarter=Quarter.objects.get(key="2026-Q3"), by=cast.glc_rome, reason="The GLM is near."
    )


@pytest.fixture
def read(client):
    def page(address, who):
        client.force_login(who)
        return client.get(address, headers=ENGLISH).content.decode()

    return page


@pytest.mark.long
def test_desk_report_and_home_say_what_happened_in_the_same_words(closed, cast, read):
    desk = read("/reports/2026-Q3/", cast.glc_rome)
    assert "Not handed over when the quarter closed" in desk
    assert RETURNED in desk and BEGUN in desk
    page = read(HERE, cast.wg_lead)
    assert RETURNED in page and "Returned, does not count" in page
    assert "Rome can add an erratum" in page
    home = read("/", cast.wg_lead)
    assert "Closed without your report" in home and RETURNED in home
    assert "Nothing awaits you today." not in home
    assert BEGUN in read("/", cast.other_lead)
    assert "Closed without your report" not in read("/", cast.glc_rome)


@pytest.mark.long
def test_dashboard_group_and_partner_say_the_same_state(closed, cast, read):
    board = read("/dashboard/?quarter=2026-Q3", cast.sag)
    assert "not handed over before the quarter closed" in board
    assert "returned, does not count" in board and "a draft, does not count" in board
    assert "Returned, does not count" in board
    assert "Returned, not handed over again" in read("/groups/training/", cast.wg_lead)
    sits = Seat.objects.filter(body__key="training", organisation__isnull=False).first()
    page = read(reverse("partner", args=[sits.organisation.slug]), cast.glc_rome)
    assert "Returned, does not count" in page
    assert "Returned, does not count" in read("/groups/training/dissolve/", cast.glc_rome)


@pytest.mark.long
def test_who_files_a_report_hears_by_mail_that_the_quarter_closed_without_it(closed, cast):
    mails = OutboxMail.objects.filter(kind="report_closed_without")
    assert {cast.wg_lead.name, cast.deputy.name, cast.other_lead.name} <= set(
        mails.values_list("person__name", flat=True)
    )
    mail = mails.get(person=cast.wg_lead)
    assert "6 octobre 2026" in mail.text and "/reports/2026-Q3/training/" in mail.text
    assert "erratum" in mail.text


@pytest.mark.long
def test_a_report_that_was_accepted_is_told_of_nowhere(report, cast, read):
    done = submitted(report, cast.wg_lead)
    actions.accept(report=done, by=cast.sag_training, version=done.version)
    actions.close_quarter(
        quarter=Quarter.objects.get(key="2026-Q3"), by=cast.glc_rome, reason="The GLM is near."
    )
    assert "Closed without your report" not in read("/", cast.wg_lead)
    mails = OutboxMail.objects.filter(kind="report_closed_without")
    assert not mails.filter(person=cast.wg_lead).exists()


@pytest.mark.long
def test_a_report_handed_over_waits_for_nobody_once_its_quarter_is_closed(
    report, cast, read, client
):
    submitted(report, cast.wg_lead)
    reader = cast.sag_training
    assert "To be read by the SAG" in read("/groups/sag/", reader)
    assert 'id="h-decide"' in read("/reports/", reader)
    assert "Read and decide" in read(HERE, reader)
    actions.close_quarter(
        quarter=Quarter.objects.get(key="2026-Q3"), by=cast.glc_rome, reason="The GLM is near."
    )
    assert "To be read by the SAG" not in read("/groups/sag/", reader)
    assert 'id="h-decide"' not in read("/reports/", reader)
    page = read(HERE, reader)
    assert "Not accepted, does not count" in page
    assert "Read and decide" not in page and "Statuses official once accepted" not in page
    client.force_login(cast.glc_rome)
    for name in ("report-review", "report-words", "report-done"):
        answer = client.get(reverse(name, args=["2026-Q3", "training"]))
        assert (answer.status_code, answer.url) == (302, HERE), name


@pytest.mark.long
def test_the_pack_says_it_in_the_same_words(closed, cast):
    meeting = Meeting.objects.create(key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26")
    meeting.refresh_from_db()
    told = snapshot(meeting, now=timezone.now(), covered=None, sections=SECTIONS)
    reports = {one["body"]: one for one in told["reports"] if one["quarter"] == "2026-Q3"}
    with override("en"):
        assert state_of(reports["training"]).startswith(RETURNED)
        assert state_of(reports["partnerships"]) == BEGUN
        assert state_of(reports["sag"]) == "Not received before the quarter closed."
