"""Preparing a meeting: its facts, sessions, attendance and documents, and who sees which."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import trail
from accounts.conflicts import Refused
from reporting.meetings import actions, reading
from reporting.meetings.models import Attendance, Audience, Document, Session
from reporting.meetings.policy import sees_closed_sessions
from sip import meetings
from sip.models import Activity, Meeting
from sip.registers.actions import add_lesson, record_decision
from sip.translated import Translated
from tests.cast import organisation

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2026, 6, 16)
PAGE = reverse("meeting", args=["2026-06"])


def hour(day, at):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(at)))


@pytest.fixture
def rome(client, cast):
    client.force_login(cast.glc_rome)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def meeting(cast):
    return meetings.announce(
        key="2026-06", starts_on=FIRST, ends_on=FIRST + datetime.timedelta(2), place="Rome",
        by=cast.glc_rome2,
    )  # fmt: skip


@pytest.fixture
def agenda(cast, meeting):
    """One session for everybody, one for operational partners."""
    return [
        actions.add_session(
            meeting=meeting, title=Translated.of(fr=title), begins_at=hour(FIRST, at),
            audience=audience, by=cast.glc_rome2,
        )
        for title, at, audience in (
            ("État du plan", 9, Audience.ALL), ("Plénière fermée", 14, Audience.PARTNERS),
        )
    ]  # fmt: skip


def anchors(response):
    return {error.anchor.removeprefix("id_") for error in response.context["errors"]}


@pytest.mark.long
def test_a_meeting_is_announced_with_sites_in_words_and_languages(rome):
    sent = {
        "key": "2027-06", "starts_on": "1/6/2027", "ends_on": "3/6/2027", "mode": "hybrid",
        "place": "Nairobi", "sites": "Nairobi, Kenya\nDakar, sn\nPort-au-Prince, HTI\n",
        "languages": ["en", "fr"], "interpretation": ["ar"],
    }  # fmt: skip
    page = reverse("meeting-new")
    wrong = rome.post(
        page, {**sent, "key": "2027-13", "ends_on": "31/5/2027", "sites": "X, Atlantis"}
    )
    assert anchors(wrong) == {"key", "sites"}
    assert "Atlantis is no country" in wrong.content.decode()
    assert anchors(rome.post(page, {**sent, "ends_on": "31/5/2027"})) == {"ends_on"}
    assert rome.post(page, sent).status_code == 302
    made = Meeting.objects.get(key="2027-06")
    assert [site.country.code for site in made.sites.all()] == ["KE", "SN", "HT"]
    assert (made.languages, made.interpretation) == (["en", "fr"], ["ar"])
    assert anchors(rome.post(page, sent)) == {"key"}


@pytest.mark.long
def test_a_change_is_taken_from_the_version_that_was_read(rome, cast, meeting):
    page = reverse("meeting-edit", args=["2026-06"])
    sent = {"starts_on": "16/06/2026", "ends_on": "18/06/2026", "place": "Nairobi",
            "mode": "hybrid", "languages": ["en"], "sites": "", "version": "0"}  # fmt: skip
    meetings.change(
        meeting=meeting, changes={"place": "Dakar", "languages": ["fr"]}, version=0,
        by=cast.glc_rome2,
    )  # fmt: skip
    shown = rome.post(page, sent)
    assert shown.status_code == 409
    assert {one.asked.name for one in shown.context["comparison"].differing} == {
        "place", "languages",
    }  # fmt: skip
    chosen = {**shown.context["values"], "keep-place": "mine", "keep-languages": "mine"}
    assert rome.post(page, chosen).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.languages, meeting.version) == ("Nairobi", ["en"], 2)
    told = trail.rows_about(meeting).first()
    assert (told.verb, told.after) == ("meeting_changed", {"place": "Nairobi", "languages": ["en"]})
    assert rome.post(page, {**sent, "version": "2"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.version == 2, "without a difference nothing is written"


def test_sessions_keep_to_the_days_of_the_meeting(cast, meeting, agenda):
    by = {"by": cast.glc_rome}
    session = agenda[0]
    for changes, field in (
        ({"begins_at": hour(FIRST - datetime.timedelta(1), 9)}, "day"),
        ({"ends_at": hour(FIRST, 8)}, "until"),
    ):
        with pytest.raises(ValidationError) as caught:
            actions.change_session(session=session, changes=changes, version=0, **by)
        assert field in caught.value.message_dict
    with pytest.raises(ValidationError, match=r"“État du plan” \("):
        meetings.change(
            meeting=meeting, changes={"starts_on": FIRST + datetime.timedelta(1)}, version=0, **by
        )
    with pytest.raises(ValidationError):
        actions.add_session(meeting=meeting, title=session.title, begins_at=session.begins_at, **by)


@pytest.mark.long
def test_what_is_for_operational_partners_is_not_shown_to_others(client, cast, meeting, agenda):
    actions.add_document(
        meeting=meeting, kind="other", title="Closed paper", language="en", by=cast.glc_rome,
        audience=Audience.PARTNERS, url="https://example.org/closed",
    )  # fmt: skip
    sees = {"partner", "wg_member", "wg_lead", "sag", "glc_rome", "country_coord", "admin"}
    for kind in ("anonymous", "stakeholder", "outsider", *sorted(sees)):
        client.logout()
        if person := getattr(cast, kind):
            client.force_login(person)
            assert sees_closed_sessions(person) is (kind in sees)
        shown = client.get(PAGE).content.decode()
        assert "État du plan" in shown
        assert ("Plénière fermée" in shown) is (kind in sees), kind
        assert ("Closed paper" in shown) is (kind in sees), kind


def test_a_session_is_put_on_the_agenda_and_taken_off(rome, meeting):
    page = reverse("session-new", args=["2026-06"])
    sent = {"title_en": "<b>State</b>", "day": "16/6/2026", "begins": "9h30", "until": "11:00",
            "audience": "all"}  # fmt: skip
    wrong = rome.post(page, {**sent, "begins": "half past", "day": "", "title_en": ""})
    assert anchors(wrong) == {"begins", "day", "title_fr"}
    assert rome.post(page, sent).status_code == 302
    row = Session.objects.get()
    assert timezone.localtime(row.begins_at).hour == 9
    assert "&lt;b&gt;State" in rome.get(PAGE).content.decode()
    edit = reverse("session-edit", args=["2026-06", row.pk])
    form = rome.get(edit).context["form"]
    assert (form["begins"].value(), form["day"].value()) == ("09:30", FIRST)
    assert rome.post(edit, {**sent, "is_cancelled": "on", "version": "0"}).status_code == 302
    assert "State" not in rome.get(PAGE).content.decode()
    assert rome.get(reverse("session-edit", args=["2026-06", 10**15])).status_code == 404


@pytest.mark.long
def test_attendance_counts_organisations_as_they_were_engaged(rome, cast, meeting):
    page = reverse("meeting-attendance", args=["2026-06"])
    local = organisation("national-ngo-a", "partner", is_local_national_actor=True, acronym="ONGN")
    for name, onsite, online in (
        ("international ngo A", 2, 1), ("ongn", 0, 3), ("logistics-company-a", 1, 0),
    ):  # fmt: skip
        sent = {"organisation": name, "onsite": onsite, "online": online}
        assert rome.post(page, sent).status_code == 302
    assert anchors(rome.post(page, sent)) == {"organisation"}
    assert anchors(rome.post(page, {**sent, "organisation": "Nobody"})) == {"organisation"}
    assert anchors(rome.post(page, {**sent, "onsite": "-1", "online": ""})) == {"onsite", "online"}
    attended = rome.get(page).context["attended"]
    assert [len(part) for part in (attended.partners, attended.local, attended.stakeholders)] == [
        2, 1, 1,
    ]  # fmt: skip
    assert (attended.onsite, attended.online) == (3, 4)
    row = reverse("attendance-edit", args=["2026-06", local.slug])
    assert rome.post(row, {"onsite": 0, "online": 0, "version": "0"}).status_code == 302
    assert not Attendance.objects.filter(organisation=local).exists()
    assert trail.rows_about(meeting).first().verb == "attendance_removed"


def test_attendance_waits_for_the_first_day(cast):
    ahead = meetings.announce(
        key="2099-06", starts_on=datetime.date(2099, 6, 1), ends_on=datetime.date(2099, 6, 2),
        by=cast.glc_rome,
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.add_attendance(meeting=ahead, organisation=cast.ngo, onsite=1, by=cast.glc_rome)


@pytest.mark.long
def test_documents_are_links_or_checked_files_handed_out_with_the_right(
    rome, client, cast, meeting
):
    page = reverse("document-new", args=["2026-06"])
    sent = {"kind": "note", "title": "Note", "language": "fr", "audience": "partners"}
    for wrong, field in (
        ({}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"file": SimpleUploadedFile("a.pdf", b"<html><script>")}, "file"),
        ({"file": SimpleUploadedFile("a.exe", b"%PDF-1.7 x")}, "file"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "file"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(10 * 1024 * 1024))}, "file"),
    ):
        assert anchors(rome.post(page, {**sent, **wrong})) == {field}, wrong
    upload = SimpleUploadedFile("../Compte rendu.pdf", b"%PDF-1.7 words")
    assert rome.post(page, {**sent, "file": upload}).status_code == 302
    row = Document.objects.get()
    assert "Compte" not in row.file.name and row.format == "pdf"
    address = reverse("document", args=["2026-06", row.pk])
    given = rome.get(address)
    assert given.headers["Content-Disposition"] == 'attachment; filename="Compte rendu.pdf"'
    assert b"".join(given.streaming_content) == b"%PDF-1.7 words"
    client.force_login(cast.stakeholder)
    assert client.get(address).status_code == 404
    actions.remove_document(document=row, by=cast.glc_rome)
    client.force_login(cast.glc_rome)
    assert client.get(address).status_code == 404


@pytest.mark.long
def test_a_cancelled_meeting_stays_readable_and_takes_nothing_more(rome, cast):
    ahead = meetings.announce(
        key="2099-06", starts_on=datetime.date(2099, 6, 1), ends_on=datetime.date(2099, 6, 2),
        by=cast.glc_rome,
    )  # fmt: skip
    page = reverse("meeting-cancel", args=["2099-06"])
    assert anchors(rome.post(page, {"why": " ", "version": "0"})) == {"why"}
    assert rome.post(page, {"why": "The venue burnt.", "version": "0"}).status_code == 302
    shown = rome.get(reverse("meeting", args=["2099-06"])).content.decode()
    assert "This meeting was cancelled" in shown and "The venue burnt." in shown
    assert ahead not in Meeting.objects.upcoming()
    with pytest.raises(Refused):
        actions.add_session(
            meeting=ahead, title=Translated.of(fr="X"), begins_at=timezone.now(), by=cast.glc_rome
        )
    again = rome.post(page, {"why": "Again.", "version": "1"})
    assert "cancelled: announce another" in again.content.decode()


def test_nobody_else_prepares_a_meeting(cast, meeting, agenda):
    for person in (cast.sag, cast.wg_lead, cast.admin, cast.country_coord):
        for act, kwargs in (
            (meetings.change, {"meeting": meeting, "changes": {"place": "X"}, "version": 0}),
            (meetings.cancel, {"meeting": meeting, "why": "X", "version": 0}),
            (actions.change_session, {"session": agenda[0], "changes": {}, "version": 0}),
            (actions.add_attendance, {"meeting": meeting, "organisation": cast.ngo, "onsite": 1}),
        ):
            with pytest.raises(PermissionDenied):
                act(by=person, **kwargs)


@pytest.mark.long
def test_the_page_costs_the_same_however_much_stands_around_it(rome, cast, meeting, queries):
    def fill(number):
        for one in range(number):
            made = organisation(f"organisation-{number}-{one}", "partner")
            text = Translated.of(fr=f"Numéro {number}-{one}.")
            by = {"by": cast.glc_rome}
            actions.add_attendance(meeting=meeting, organisation=made, onsite=1, **by)
            actions.add_session(meeting=meeting, title=text, begins_at=hour(FIRST, 9), **by)
            actions.add_document(meeting=meeting, kind="other", title="X", language="fr",
                                 audience="all", url="https://example.org/", **by)  # fmt: skip
            record_decision(taken_by="glm", meeting=meeting, taken_on=FIRST, text=text, **by)
            record_decision(taken_by="sag", taken_on=FIRST, text=text, **by)
            add_lesson(lesson=text, source="Exercise", learnt_on=FIRST, **by)

    def costs():
        rome.get(reverse("account"))  # what the navigation keeps is made anew after an act
        return queries(lambda: rome.get(PAGE))

    fill(1)
    few = costs()
    fill(6)
    assert costs() == few
    shown = rome.get(PAGE).content.decode()
    assert "The plenary took 7 decisions." in shown and "Decided by the SAG" in shown


def test_a_session_tells_how_many_organisations_came(rome, client, cast, meeting, agenda):
    for one in (cast.ngo, organisation("logistics-company-z", "stakeholder")):
        actions.add_attendance(meeting=meeting, organisation=one, onsite=1, by=cast.glc_rome)
    everybody, closed = (
        reverse("session-attendance", args=["2026-06", session.pk]) for session in agenda
    )
    both = [cast.ngo.slug, "logistics-company-z"]
    assert "no partner on that day" in rome.get(closed).content.decode()
    refused = rome.post(closed, {"organisations": both, "version": "0"})
    assert anchors(refused) == {"organisations_0"}  # a session for partners takes no stakeholder
    for address, came in ((everybody, both), (closed, both[:1])):
        sent = {"organisations": came, "version": "0"}
        assert rome.post(address, sent).status_code == 302
    assert rome.post(closed, {"organisations": [], "version": "0"}).status_code == 409
    with pytest.raises(ValidationError):
        actions.set_session_attendance(
            session=agenda[1], slugs=both, by=cast.glc_rome, version=1
        )  # fmt: skip
    numbers = [session.organisations for _day, its in reading.agenda(meeting, sees_closed=True)
               for session in its]  # fmt: skip
    assert numbers == [2, 1]
    page = rome.get(PAGE).content.decode()
    assert '<td class="num" data-l="Organisations">2</td>' in page
    client.force_login(cast.stakeholder)
    page = client.get(PAGE).content.decode()
    assert "fermée" not in page and '<td class="num" data-l="Organisations">1</td>' not in page


def test_the_agenda_is_in_the_order_of_time_whenever_a_session_was_put_on_it(cast, meeting, agenda):
    actions.add_session(
        meeting=meeting, title=Translated.of(fr="Ouverture"), begins_at=hour(FIRST, 8),
        audience=Audience.ALL, by=cast.glc_rome2,
    )  # fmt: skip
    [(_day, sessions)] = reading.agenda(meeting, sees_closed=True)
    assert [str(one.title) for one in sessions] == ["Ouverture", "État du plan", "Plénière fermée"]


@pytest.mark.long
def test_a_session_at_the_same_time_as_another_is_told_of_and_saved(rome, meeting, agenda):
    new = reverse("session-new", args=["2026-06"])
    typed = {"title_fr": "Atelier", "day": "16/06/2026", "audience": "all"}
    said = "This session goes on at the same time as: “État du plan”"
    page = rome.post(new, {**typed, "begins": "08:30", "until": "09:30"}, follow=True)
    assert said in page.content.decode().replace("&quot;", '"')
    assert Session.objects.filter(meeting=meeting).count() == 3
    page = rome.post(new, {**typed, "begins": "07:00", "until": "08:00"}, follow=True)
    assert "goes on at the same time" not in page.content.decode()


@pytest.mark.long
def test_who_took_part_is_asked_from_the_first_day_on(rome, cast, meeting, agenda):
    assert reverse("meeting-attendance", args=["2026-06"]) in rome.get(PAGE).content.decode()
    later = timezone.localdate() + datetime.timedelta(40)
    key = f"{later:%Y-%m}"
    if key == "2026-06":
        later, key = later + datetime.timedelta(40), f"{later + datetime.timedelta(40):%Y-%m}"
    meetings.announce(key=key, starts_on=later, ends_on=later, by=cast.glc_rome2)
    page = rome.get(reverse("meeting", args=[key])).content.decode()
    assert reverse("meeting-attendance", args=[key]) not in page
    assert reverse("session-new", args=[key]) in page


def test_forms_list_activities_in_the_order_of_the_plan_and_meetings_by_name(rome, meeting):
    page = rome.get(reverse("decision-new")).content.decode()
    options = re.findall(r'<option value="(\d\.\d\.\d\.\d)"', page)
    assert options == list(Activity.objects.current().values_list("code", flat=True))
    assert options[:3] == ["1.1.1.1", "1.1.1.2", "1.1.1.3"]
    assert ">GLM of June 2026</option>" in page
