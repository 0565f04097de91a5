"""The first page: what each role finds on it, and what it does not."""

import datetime
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.actions import open_account
from accounts.days import date_format
from accounts.models import TrailRow, User
from reporting.freezing import freeze
from reporting.models import Quarter, Report, ReportLine
from sip import quarters
from sip.models import Activity, Meeting, Owner, StatusRow
from sip.registers.actions import countersign, record_decision
from sip.registers.motions import change_motion, put_motion
from sip.translated import Translated
from tests.cast import KINDS, grant, organisation, person, seat
from tests.dashboard.links import ENGLISH
from tests.edges import edges
from tests.sip.story import stated
from workinggroups.models import Seat, WorkingGroup

pytestmark = pytest.mark.django_db
LINKED = re.compile(r'/plan/\?status=(\w+)"><strong>(\d+)')


@pytest.fixture
def page(client):
    def read(who=None):
        client.force_login(who) if who else client.logout()
        response = client.get("/", headers={"accept-language": "en"})
        assert response.status_code == 200
        text = response.content.decode()
        return text[text.index("<main") :]

    return read


def submitted(body, by):
    report = Report.objects.get(quarter__key="2026-Q3", body__key=body)
    report.state, report.version = "submitted", 1
    report.submitted_at, report.submitted_by = timezone.now(), by
    report.save()
    return report


def block(code, decision="Choose the host of the platform."):
    activity = Activity.objects.get(code=code)
    activity.current_row = StatusRow.objects.create(
        activity=activity, status="blocked", effective_on="2026-01-01", origin="report",
        recorded_at=timezone.now(), decision_needed=decision,
    )  # fmt: skip
    activity.save()


def test_visitors_read_where_the_plan_stands(cast, page):
    text = page()
    assert 'href="/plan/">50 activities</a>: 4 completed and 46 not yet reported.' in text
    assert dict(LINKED.findall(text)) == {
        "completed": "4", "on_track": "0", "at_risk": "0", "blocked": "0", "paused": "0",
        "not_started": "0", "none": "46",
    }  # fmt: skip
    assert "/login/" in text


@pytest.mark.long
@pytest.mark.parametrize("who", edges(KINDS, "anonymous", "wg_lead", "sag"))
def test_the_counts_add_up_for_everybody(cast, quarter, page, who):
    assert sum(int(number) for _, number in LINKED.findall(page(getattr(cast, who)))) == 50


def test_each_count_opens_the_plan_with_exactly_those(cast, page, client):
    block("3.1.1.2")
    for key, number in LINKED.findall(page()):
        plan = client.get(f"/plan/?status={key}").content.decode()
        shown = re.findall(r'class="code">([\d.]+)</span><div class="ttl">', plan)
        assert len(shown) == int(number)


def test_an_empty_plan_says_so(page):
    Activity.objects.update(withdrawn_on="2026-01-01")
    assert "has not been loaded" in page()


@pytest.mark.long
def test_a_lead_finds_the_report_that_is_due(cast, quarter, page):
    text = page(cast.wg_lead)
    assert "My reports" in text
    assert "/reports/2026-Q3/training/edit/" in text
    assert "/reports/2026-Q3/partnerships/" not in text
    assert "days late" in text or "due in" in text
    assert set(re.findall(r'code">([\d.]+)', text)) == {"3.1.1.2", "3.1.2.1"}


@pytest.mark.long
def test_the_days_left_are_counted_to_the_deadline_in_rome(cast, quarter, page):
    local = timezone.localtime() + datetime.timedelta(days=5)
    Quarter.objects.update(due_at=local.replace(hour=23, minute=59))
    assert "due in 5 days" in page(cast.wg_lead)
    Quarter.objects.update(due_at=timezone.now() - datetime.timedelta(days=2, hours=1))
    assert "3 days late" in page(cast.wg_lead)


@pytest.mark.long
def test_a_returned_report_asks_for_a_correction(cast, quarter, page):
    Report.objects.filter(body__key="training").update(state="returned", version=3)
    text = page(cast.wg_lead)
    assert "Correct the report" in text
    assert "Read why it was returned" in text


@pytest.mark.long
def test_a_submitted_report_awaits_nothing_of_its_lead(cast, quarter, page):
    submitted("training", cast.wg_lead)
    text = page(cast.wg_lead)
    assert "/edit/" not in text
    assert "Nothing awaits you today" in text
    filed = text[text.index('id="h-past"') :]
    day = date_format(timezone.localdate())
    assert re.search(
        rf'/reports/2026-Q3/training/">Q3 2026<.*?<small>Submitted on {day} · the SAG decides',
        filed,
    )
    assert "No report has been accepted yet" not in filed


def test_a_member_of_a_group_may_write_and_files_nothing(cast, quarter, page):
    text = page(cast.wg_member)
    assert 'id="h-due"' not in text
    assert re.findall(r"/reports/2026-Q3/(\w+)/edit/", text) == ["training"]
    assert "3.1.1.2" in text
    assert "/groups/training/" in text


def test_who_left_the_seat_finds_nothing_of_it(cast, quarter, page):
    Seat.objects.filter(person=cast.wg_lead).update(ends_on="2025-01-01")
    text = page(cast.wg_lead)
    assert "/training/" not in text
    assert "no role in the tracker today" in text


def test_a_dissolved_group_asks_for_nothing(cast, quarter, page):
    WorkingGroup.objects.filter(owner__key="training").update(dissolved_on="2026-01-01")
    assert "/training/" not in page(cast.wg_lead)


@pytest.mark.long
def test_the_sag_finds_reports_to_decide_and_decisions_to_take(cast, quarter, page):
    submitted("partnerships", cast.other_lead)
    block("1.2.1.2")
    text = page(cast.sag)
    assert "/reports/2026-Q3/partnerships/review/" in text
    assert "Choose the host of the platform." in text
    assert 'href="#h-decide">1 report</a> waits for your decision' in text
    assert 'href="#h-decisions">1 activity</a> cannot advance' in text


@pytest.mark.long
def test_the_sag_does_not_decide_on_its_own_report(cast, quarter, page):
    submitted("sag", cast.sag_training)
    assert "/reports/2026-Q3/sag/review/" not in page(cast.sag)
    assert "/reports/2026-Q3/sag/review/" in page(cast.glc_rome)


@pytest.mark.long
def test_four_eyes_show_before_the_button(cast, quarter, page):
    submitted("training", cast.sag_training)
    TrailRow.objects.bulk_create([
        TrailRow(
            number=10_000, at=timezone.now(), actor=cast.sag_training.ref, verb="report_saved",
            target_type="reporting.report", target_key="2026-Q3/training", hash="x",
        )
    ])  # fmt: skip
    text = page(cast.sag_training)
    assert "Somebody else has to decide" in text
    assert "/training/review/" not in text
    assert "/training/review/" in page(cast.sag)


def test_rome_finds_the_desk_the_trail_and_the_back_office(cast, quarter, page):
    text = page(cast.glc_rome)
    assert len(set(re.findall(r'href="/reports/2026-Q3/(\w+)/"', text))) == 7
    assert 'href="/admin/"' in text
    assert "opened a quarter" in text
    assert "/reports/2026-Q3/rome/edit/" in text


@pytest.mark.long
@pytest.mark.parametrize("who", ["partner", "stakeholder", "wg_member", "wg_lead", "country_coord"])
def test_others_see_neither_trail_nor_desk(cast, quarter, page, who):
    block("1.2.1.2")
    text = page(getattr(cast, who))
    for absent in ('href="/admin/"', 'href="/trail/"', "/reports/2026-Q3/rome/", "Choose the host"):
        assert absent not in text


@pytest.mark.long
def test_a_partner_reads_what_follows_from_the_engagement(cast, page):
    assert "votes at the GLM" in page(cast.partner)
    text = page(cast.stakeholder)
    assert "no vote, no common services" in text
    assert "votes at the GLM" not in text


def test_a_country_coordinator_finds_the_national_cluster(cast, page):
    assert cast.cluster.name in page(cast.country_coord)


@pytest.mark.long
def test_a_member_of_the_sag_finds_the_decisions_to_countersign(cast, client, page):
    assert "countersign" not in page(cast.sag)
    one, other = (
        record_decision(
            taken_by="sag", taken_on=timezone.localdate(), text=Translated.of(fr=text),
            by=cast.glc_rome,
        )
        for text in ("Créer un groupe.", "Continuer.")
    )  # fmt: skip
    text = page(cast.sag)
    assert '<a href="#h-countersign">2 decisions</a> of the register wait' in text
    assert f"/decisions/{one.key}/" in text and "/decisions/?state=to_countersign" in text
    listed = client.get("/decisions/", {"state": "to_countersign"}, headers=ENGLISH)
    assert [row.key for row in listed.context["rows"]] == [other.key, one.key]
    countersign(decision=other, by=cast.sag_training)
    assert '<a href="#h-countersign">1 decision</a> of the register waits' in page(cast.sag)
    for who in (cast.glc_rome, cast.partner, cast.wg_lead):
        assert "h-countersign" not in page(who)
        text = client.get("/decisions/?state=to_countersign", headers=ENGLISH).content.decode()
        assert "To countersign" not in text
    grant(cast.sag, "glc_staff")
    third = record_decision(
        taken_by="sag", taken_on=timezone.localdate(), text=Translated.of(fr="Finir."), by=cast.sag
    )
    assert f'countersign<span class="vh"> {third.key}' not in page(
        cast.sag
    )  # who recorded it signs it no more


def test_an_administrator_finds_the_accounts_and_no_right_over_the_content(cast, quarter, page):
    text = page(cast.admin)
    assert "/admin/accounts/user/" in text
    assert "people may sign in" in text
    assert "/reports/" not in text


@pytest.mark.long
def test_who_was_invited_and_has_chosen_no_password_is_counted_apart(cast, page):
    User.objects.update(password=make_password("a-password-of-all"))
    cast.admin.refresh_from_db()
    assert "chosen no password" not in page(cast.admin)
    may = User.objects.count()
    new = open_account(by=cast.glc_rome, name="New One", email="new@example.org")
    text = page(cast.admin)
    assert f"{may} people may sign in." in text
    assert "1 person has an account and has chosen no password yet." in text
    SocialAccount.objects.create(user=new, provider="house", uid="1")  # by single sign-on
    assert f"{may + 1} people may sign in." in page(cast.admin)


@pytest.mark.long
def test_the_back_office_ticks_and_finds_those_whom_the_first_page_counts(cast, client, page):
    User.objects.update(password=make_password("a-password-of-all"))
    cast.admin.refresh_from_db()
    new = open_account(by=cast.glc_rome, name="New One", email="new@example.org")
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    may = User.objects.count() - 2
    assert f"{may} people may sign in." in page(cast.admin)
    client.force_login(cast.admin)

    def found(value):
        answer = client.get("/admin/accounts/user/", {"sign_in": value})
        return list(answer.context["cl"].get_queryset(answer.wsgi_request))

    assert len(found("yes")) == may and all(person.can_sign_in for person in found("yes"))
    assert found("pending") == [new] and found("closed") == [cast.outsider]
    assert not found("pending")[0].can_sign_in
    Authenticator.objects.create(
        user=new, type="webauthn",
        data={"credential": {"clientExtensionResults": {"credProps": {"rk": True}}}},
    )  # fmt: skip
    assert new in found("yes") and found("pending") == []


@pytest.mark.long
def test_the_next_meeting_shows(cast, page):
    Meeting.objects.create(key="2099-06", starts_on="2099-06-10", ends_on="2099-06-12")
    assert 'href="/glm/2099-06/"' in page(cast.wg_lead)


def test_several_roles_make_one_page_with_a_part_for_each(cast, quarter, page):
    seat(cast.sag, "procurement", Seat.Role.LEAD)
    grant(cast.sag, "administrator")
    text = page(cast.sag)
    for part in ("h-due", "h-decide", "h-decisions", "h-activities", "h-accounts"):
        assert f'id="{part}"' in text
    assert text.count("<h1") == 1


@pytest.mark.long
@pytest.mark.parametrize("who", edges(KINDS, "anonymous", "wg_lead", "glc_rome"))
def test_ten_times_the_rows_cost_the_same_queries(cast, quarter, client, queries, who):
    who = getattr(cast, who)
    if who:
        client.force_login(who)
    submitted("partnerships", cast.other_lead)
    block("1.2.1.2")
    client.get("/")
    first = queries(lambda: client.get("/"))
    for code in Activity.objects.exclude(code="1.2.1.2").values_list("code", flat=True)[:20]:
        block(code)
    for key in ("training", "procurement", "services"):
        if key != "training":
            submitted(key, cast.deputy)
        for number in range(10):
            seat(person(f"more_{key}_{number}"), key)
    for number in range(20):
        organisation(f"more-{number}", "partner")
    owner = Owner.objects.get(key="training")
    for activity in Activity.objects.exclude(responsibilities__owner=owner)[:30]:
        activity.assignments.create(owner=owner, basis="decided", starts_on="2024-01-01")
    assert queries(lambda: client.get("/")) == first
    assert first <= 15  # three of them name what the last acts of the trail were about


def test_the_page_only_reads(cast, client):
    client.force_login(cast.glc_rome)
    assert client.post("/").status_code == 405


def test_any_query_string_is_left_aside(client, cast):
    assert client.get("/?page=-1&status=x&q=%F0").status_code == 200


@pytest.mark.long
def test_rome_finds_the_disagreements_until_they_are_settled(cast, quarter, page):
    activity = Activity.objects.get(code="3.1.2.1")
    report = submitted("training", cast.wg_lead)
    report.state, report.accepted_at, report.accepted_by = "accepted", timezone.now(), cast.sag
    report.save()
    report.lines.filter(activity=activity).update(status="at_risk", progress="Put off to January.")
    row = {"activity": activity, "status": "on_track", "recorded_at": timezone.now()}
    activity.current_row = StatusRow.objects.create(
        **row, effective_on=quarter.ends_on, origin="report", body=Owner.objects.get(key="rome")
    )
    activity.save()
    text = page(cast.glc_rome)
    assert 'href="#h-disagree">1 disagreement</a> on <a href="/reports/2026-Q3/' in text
    assert '#disagreements">Q3 2026</a> remains to be settled' in text
    assert "Put off to January." in text
    assert "/reports/2026-Q3/settle/3.1.2.1/" in text
    assert "h-disagree" not in page(cast.sag)
    activity.current_row = StatusRow.objects.create(
        **row, effective_on=quarter.ends_on, origin="settlement", motive="Heard both."
    )
    activity.save()
    assert "h-disagree" not in page(cast.glc_rome)


@pytest.mark.long
def test_three_bodies_on_one_activity_are_one_disagreement_on_home_and_desk(
    cast, quarter, page, client
):
    activity = Activity.objects.get(code="3.1.2.1")
    for body, status in (("training", "at_risk"), ("partnerships", "blocked")):
        report = submitted(body, cast.wg_lead)
        report.state, report.accepted_at, report.accepted_by = "accepted", timezone.now(), cast.sag
        report.save()
        ReportLine.objects.update_or_create(
            report=report, activity=activity, defaults={"status": status, "progress": "Late."}
        )
    activity.current_row = StatusRow.objects.create(
        activity=activity, status="on_track", recorded_at=timezone.now(), origin="report",
        effective_on=quarter.ends_on, body=Owner.objects.get(key="rome"),
    )  # fmt: skip
    activity.save()
    home = page(cast.glc_rome)
    assert 'href="#h-disagree">1 disagreement</a>' in home
    assert "Settle the disagreement between bodies on 3.1.2.1" in home
    desk = client.get("/reports/2026-Q3/", headers={"accept-language": "en"}).content.decode()
    assert "1 disagreement to settle" in desk


SAG_ASKED = re.compile(r'<a href="(/glm/2030-01/\?status=blocked#h-plan)">(\d+) of the SAG</a>')
PLENARY_ASKED = re.compile(r'<a href="(/glm/2030-01/#h-waiting)">(\d+) of the plenary</a>')


@pytest.fixture
def october():
    with time_machine.travel(datetime.datetime(2026, 10, 12, 9, tzinfo=datetime.UTC), tick=True):
        yield


def glm_ahead(days=30):
    starts_on = timezone.localdate() + datetime.timedelta(days)
    return Meeting.objects.create(
        key="2030-01", starts_on=starts_on, ends_on=starts_on + datetime.timedelta(1)
    )


def listed_on_the_glm(client, address):
    html = client.get(address.partition("#")[0], headers=ENGLISH).content.decode()
    part = html[html.index('id="h-plan"') :]
    return set(re.findall(r'class="code">([\d.]+)</span>', part[: part.index("</section>")]))


@pytest.mark.long
@pytest.mark.parametrize("begins_in", [30, -1])
def test_the_decisions_to_ask_of_the_sag_are_those_of_the_quarter_that_the_glm_takes_up(
    october, cast, quarter, page, client, begins_in
):
    """Not those of today: what was blocked since is for the next one, and what is no longer
    blocked stood so at the end of the quarter."""
    meeting = glm_ahead(begins_in)
    end = quarters.last_ended(meeting.starts_on).ends_on
    stated("1.2.1.2", "blocked", end)
    stated("3.1.2.1", "blocked", end)
    stated("3.1.2.1", "on_track", end + datetime.timedelta(1))
    stated("1.1.1.3", "blocked", end + datetime.timedelta(1))
    text = page(cast.sag)
    [(address, number)] = SAG_ASKED.findall(text)
    client.force_login(cast.sag)
    shown = listed_on_the_glm(client, address)
    assert shown >= {"1.2.1.2", "3.1.2.1"} and "1.1.1.3" not in shown
    assert number == "2"
    assert re.search(r"Blocked today</dt><dd><a [^>]*status=blocked[^>]*>2 activities</a>", text)


@pytest.mark.long
def test_of_a_closed_quarter_they_are_those_that_were_frozen(october, cast, quarter, page):
    meeting = glm_ahead()
    end = quarters.last_ended(meeting.starts_on).ends_on
    stated("1.2.1.2", "blocked", end)
    Quarter.objects.filter(pk=quarter.pk).update(meeting=meeting)
    freeze(quarter, timezone.now())
    stated("3.1.2.1", "blocked", end)
    assert SAG_ASKED.findall(page(cast.sag))[0][1] == "1"


@pytest.mark.long
def test_the_decisions_to_ask_of_the_plenary_are_counted_and_opened(
    october, cast, quarter, page, client
):
    meeting = glm_ahead()
    assert "none of the plenary" in page(cast.sag)
    words = {"reason": Translated.of(fr="Pourquoi"), "by": cast.glc_rome}
    asked = [
        put_motion(meeting=meeting, text=Translated.of(fr=text), asked_by=Owner.objects.get(
            key="sag"), **words)
        for text in ("Un", "Deux", "Trois")
    ]  # fmt: skip
    change_motion(motion=asked[2], changes={"is_withdrawn": True}, by=cast.glc_rome, version=0)
    assert PLENARY_ASKED.findall(page(cast.sag)) == [("/glm/2030-01/#h-waiting", "2")]
    client.force_login(cast.sag)
    html = client.get("/glm/2030-01/", headers=ENGLISH).content.decode()
    part = html[html.index('id="h-waiting"') :]
    part = part[: part.index("</ul>")]
    assert re.findall(r'class="code">(P\d)<', part) == ["P1", "P2"]
