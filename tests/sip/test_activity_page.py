"""The page of one activity: its words, who answers for it, where it stands and stood."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.clock import today
from accounts.days import date_format
from reporting.models import Report, ReportLine
from sip import quarters
from sip.assigning import assign
from sip.models import Activity, Assignment, Meeting, Owner, StatusRow
from sip.registers.actions import record_decision
from sip.translated import Translated
from tests.sip.story import activity, stated

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}


def page(client, code, **options):
    response = client.get(reverse("activity", args=[code]), **{**ENGLISH, **options})
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("code", ["1.1.1.1", "2.3.2.1", "4.2.3.1"])
def test_every_activity_has_its_public_page(client, code):
    assert activity(code).text.in_language("en") in page(client, code).replace("&#x27;", "'")


def test_a_translation_is_marked_and_the_original_is_one_click_away(client):
    html = page(client, "1.1.1.3")
    assert "This is a working translation; the French original prevails." in html
    original = activity("1.1.1.3").text.original.replace("'", "&#x27;")
    assert f'<p class="statement" lang="fr" dir="auto">{original}</p>' in html


def test_french_readers_get_the_original_without_a_note(client):
    html = page(client, "1.1.1.3", headers={"accept-language": "fr"})
    assert "Lire l’original" not in html and 'class="tool"' not in html.split("<main")[1]


@pytest.mark.parametrize(
    ("code", "opened"), [("1", "1"), ("1.1", "1.1"), ("2.2.2", "2.2.2"), ("2.3.3", "2.3.3")]
)
def test_what_stands_above_leads_to_its_place_in_the_plan(client, code, opened):
    response = client.get(reverse("activity", args=[code]))
    assert response.headers["Location"] == f"/plan/?open=all#code-{opened}"
    assert f'id="code-{opened}"' in client.get("/plan/?open=all").content.decode()


@pytest.mark.parametrize("code", ["2.2.2.1", "9", "1.1.1.3.1", "999.999"])
def test_a_code_that_the_plan_lacks_is_not_found(client, code):
    assert client.get(reverse("activity", args=[code])).status_code == 404


def test_an_activity_without_owner_says_that_the_sip_gives_none(client):
    text = words(page(client, "1.1.1.1"))
    assert "Owner not given in the SIP" in text
    assert "As published: TERMINÉ" in text
    assert "Printed in the SIP" in text


def test_bodies_stand_with_their_roles_and_the_published_wording(client):
    held = activity("1.3.1.1").responsibilities.on().order_by("order")
    text = words(page(client, "1.3.1.1"))
    for responsibility in held:
        assert str(responsibility.owner.name.in_language("en")) in text
        if responsibility.role != "implementer":
            assert responsibility.get_role_display() in text
    assert activity("1.3.1.1").responsible_as_published in text


@pytest.mark.parametrize("code", ["1.3.1.3", "2.2.1.1", "2.3.3.1", "3.2.1.1", "4.2.2.1", "4.2.3.1"])
def test_who_reports_on_it_is_who_gets_it_in_a_report(client, code):
    reporters = client.get(reverse("activity", args=[code])).context["reporters"]
    expected = {
        owner.key
        for owner in Owner.objects.reporting()
        if Activity.objects.reported_by(owner).filter(code=code).exists()
    }
    assert {reporter.body.key for reporter in reporters} == expected


def test_a_generic_body_hands_its_line_to_the_group_that_gets_it(client, cast):
    code = "1.3.1.3"  # named: the SAG and the working groups in general
    assert "in place of: Working groups" not in words(page(client, code))  # the SAG is named itself
    assign(
        activity=activity("4.2.3.1"), owner=Owner.objects.get(key="training"), by=cast.glc_rome,
        starts_on=today(), reason="The group asked for it.",
    )  # fmt: skip
    assert "assigned by the GLC" in words(page(client, "4.2.3.1"))


def test_an_assignment_that_was_inferred_says_so(client):
    inferred = Assignment.objects.filter(basis="inferred").first()
    text = words(page(client, inferred.activity.code))
    assert "inferred from the group’s mandate" in text


def test_notes_on_the_source_are_shown(client):
    assert "the activities under this output are coded 2.3.2.1 to 2.3.2.4" in page(
        client, "2.3.2.1"
    )


@pytest.fixture
def reported(quarter, cast):
    """An accepted line for 1.1.1.3 with words in it, and the report it stands in."""
    row = stated("1.1.1.3", "at_risk", quarter.ends_on, body=Owner.objects.get(key="partnerships"))
    report = Report.objects.get(quarter=quarter, body__key="partnerships")
    ReportLine.objects.filter(report=report, activity__code="1.1.1.3").update(
        progress="Two consultations were held.", next_steps="Print it.", status_row=row
    )
    moment = row.recorded_at
    Report.objects.filter(pk=report.pk).update(
        state="accepted", submitted_at=moment, submitted_by=cast.other_lead,
        accepted_at=moment, accepted_by=cast.sag,
    )  # fmt: skip
    return report


def test_visitors_see_statuses_and_people_signed_in_the_words(client, cast, reported):
    public = words(page(client, "1.1.1.3"))
    assert "At risk" in public
    assert "Two consultations" not in public and "Transport is late" not in public
    client.force_login(cast.partner)
    private = words(page(client, "1.1.1.3"))
    for told in ("Two consultations were held.", "Next steps: Print it.", "Transport is late.",
                 "Way forward: Two lorries more.", "Partnerships Working Group"):  # fmt: skip
        assert told in private


def test_words_of_a_report_that_was_reopened_are_not_shown(client, cast, reported):
    Report.objects.filter(pk=reported.pk).update(
        state="returned", accepted_at=None, accepted_by=None
    )
    client.force_login(cast.partner)
    text = words(page(client, "1.1.1.3"))
    assert "Two consultations" not in text
    assert "At risk" in text


@pytest.mark.long
def test_the_motive_of_a_status_set_outside_a_report_is_for_people_signed_in(client, cast):
    stated(
        "1.1.1.3", "on_track", datetime.date(2026, 9, 1),
        origin=StatusRow.Origin.DIRECT, motive="Said on the telephone.",
    )  # fmt: skip
    assert "telephone" not in page(client, "1.1.1.3")
    client.force_login(cast.partner)
    assert "Said on the telephone." in page(client, "1.1.1.3")


def test_quarters_without_a_report_say_so(client):
    html = page(client, "1.1.1.3")
    assert html.split('class="quarters"')[1].split("</ol>")[0].count("No report") == 16


@pytest.mark.long
def test_a_quarter_without_a_report_says_since_when_the_activity_was_completed(client):
    first = quarters.last_ended(today()).plus(-5)
    for code in ("1.1.1.3", "1.1.1.2"):
        stated(code, "completed", first.ends_on)
    Activity.objects.filter(code="1.1.1.2").update(is_upkeep=True)
    said = f"No report; completed since Q{first.number} {first.year}"
    assert page(client, "1.1.1.3").count(said) == 5
    assert said not in page(client, "1.1.1.2")  # it needs upkeep: each quarter is to say so
    stated("1.1.1.3", "at_risk", first.plus(2).ends_on)
    assert page(client, "1.1.1.3").count(said) == 1


@pytest.mark.long
def test_a_long_history_is_cut_and_can_be_opened(client):
    for month in range(1, 12):
        stated("1.1.1.3", "on_track", datetime.date(2025, month, 3))
    assert page(client, "1.1.1.3").count('class="when"') == 8
    html = page(client, "1.1.1.3", QUERY_STRING="history=all")
    assert html.count('class="when"') == 11


@pytest.mark.long
def test_only_glc_staff_is_offered_to_change_the_status(client, cast):
    address = reverse("status-edit", args=["1.1.1.3"])
    for person in (None, cast.sag, cast.wg_lead, cast.admin):
        if person:
            client.force_login(person)
        assert address not in page(client, "1.1.1.3")
    client.force_login(cast.glc_rome)
    assert address in page(client, "1.1.1.3")


@pytest.mark.long
def test_markup_in_what_people_write_is_shown_as_text(client, cast):
    stated(
        "1.1.1.3", "on_track", datetime.date(2026, 9, 1), origin=StatusRow.Origin.DIRECT,
        motive="<script>alert(1)</script> {{ 7 }} [x](javascript:y)",
    )  # fmt: skip
    client.force_login(cast.partner)
    html = page(client, "1.1.1.3")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7 }}" in html and 'href="javascript' not in html


@pytest.mark.long
def test_it_costs_the_same_with_a_long_history(client, cast, queries):
    client.force_login(cast.glc_rome)
    address = reverse("activity", args=["1.1.1.3"])
    client.get(address)
    few = queries(lambda: client.get(address))
    for month in range(1, 12):
        stated("1.1.1.3", "on_track", datetime.date(2025, month, 3))
    assert queries(lambda: client.get(address)) == few <= 15


def test_a_withdrawn_activity_keeps_its_page_and_leaves_the_lists(client):
    Activity.objects.filter(code="1.1.1.3").update(withdrawn_on="2026-06-30")
    assert "Withdrawn from the plan" in page(client, "1.1.1.3")
    assert "1.1.1.3" not in page(client, "1.1.1.2").split("<aside")[1]
    assert 'href="/plan/1.1.1.3/"' not in client.get("/plan/").content.decode()


def test_evidence_that_reports_say_again_stands_once_with_the_quarter_that_brought_it(client, cast):
    for year, month in ((2025, 3), (2025, 6), (2025, 9)):
        stated("1.1.1.3", "completed", datetime.date(year, month, 30))
    client.force_login(cast.glc_rome)
    told = words(page(client, "1.1.1.3").split('aria-labelledby="h-evidence"')[1].split("</ul>")[0])
    assert told.count("https://example.org/note") == 1
    assert "Q1 2025 · delivered on 9 January 2025" in told


@pytest.mark.long
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2026", "Type a day that exists"),
        ("01/01/1990", "Choose a day from 1 January 2022 on."),
        ("01/01/2150", "This day is still to come."),
    ],
)
def test_a_day_typed_wrong_stands_there_again_with_what_is_wrong(client, typed, said):
    html = client.get("/plan/3.1.1.2/", {"as_of": typed}, **ENGLISH).content.decode()
    assert '<details class="fold section-s" open>' in html
    assert f'value="{typed}"' in html and 'aria-invalid="true"' in html
    assert f"<b>As recorded by the end of the day.</b> {said}" in html
    assert 'class="fold section-s" open' not in client.get("/plan/3.1.1.2/").content.decode()


def test_a_past_day_leads_back_to_today_and_keeps_the_day_on_the_way_up(client):
    page = "/plan/3.1.1.2/"
    html = client.get(page, {"as_of": "2024-06-30"}, **ENGLISH).content.decode()
    assert '<a href="?">As of today</a>' in html
    assert "Status that day" in html and "Current status" not in html
    assert 'href="/plan/?as_of=2024-06-30"' in html
    assert 'href="/plan/3.1.1/?as_of=2024-06-30"' in html
    up = client.get("/plan/3.1.1/", {"as_of": "2024-06-30"})
    assert up.url == "/plan/?open=all&as_of=2024-06-30#code-3.1.1"
    html = client.get(page, **ENGLISH).content.decode()
    assert "Current status" in html and "As of today" not in html


@pytest.mark.long
def test_a_lead_whose_report_is_due_goes_to_their_form_at_the_activity(client, cast, quarter):
    button = "/reports/2026-Q3/partnerships/edit/#a-1.1.1.3"
    assert button not in page(client, "1.1.1.3")
    for other in (cast.wg_lead, cast.partner, cast.glc_rome):
        client.force_login(other)
        assert button not in page(client, "1.1.1.3")
    client.force_login(cast.other_lead)
    html = page(client, "1.1.1.3")
    assert f'<a class="btn btn-main" href="{button}">Report for Q3 2026</a>' in html
    Report.objects.filter(body__key="partnerships").update(
        state="submitted", submitted_at=quarter.opened_at, submitted_by=cast.other_lead
    )
    assert button not in page(client, "1.1.1.3")


@pytest.mark.long
def test_the_next_report_and_the_next_glm_are_told_to_everybody(client, cast, quarter):
    with override("en"):
        due = date_format(quarter.due_at, "j F Y")
    told = words(page(client, "1.1.1.3"))
    assert f"Next report Q3 2026, due on {due} Partnerships WG" in told
    assert "Next GLM No GLM has been announced." in told
    day = today() + datetime.timedelta(days=40)
    meeting = Meeting.objects.create(key=f"{day:%Y-%m}", starts_on=day, ends_on=day)
    assert f'<dt>Next GLM</dt><dd><a href="/glm/{meeting.key}/">' in page(client, "1.1.1.3")
    past = client.get("/plan/1.1.1.3/", {"as_of": "2026-01-05"}, **ENGLISH).content.decode()
    assert "Next report" not in past and "Next GLM" not in past


def test_once_the_report_is_accepted_the_quarter_that_opens_next_is_told(client, cast, reported):
    assert re.search(r"Next report Q\d \d{4}, opens on ", words(page(client, "1.1.1.3")))


@pytest.mark.long
def test_a_decision_stands_with_the_update_that_it_answers(client, cast):
    stated("1.1.1.3", "blocked", datetime.date(2026, 3, 31))
    stated("1.1.1.3", "on_track", datetime.date(2026, 6, 30))
    record_decision(
        taken_by="sag", taken_on=datetime.date(2026, 4, 24), by=cast.glc_rome,
        activity=activity("1.1.1.3"),
        text=Translated.of(original="en", en="The private sector comes first."),
    )  # fmt: skip
    assert "comes first" not in page(client, "1.1.1.3")
    client.force_login(cast.partner)
    entries = page(client, "1.1.1.3").split('<div class="when">')
    [blocked] = [one for one in entries if "Approve the new list." in one]
    assert "Decision of the SAG, 24 April 2026: The private sector comes first." in words(blocked)
    assert sum("comes first" in one for one in entries) == 1
