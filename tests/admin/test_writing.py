"""What is written in the back office goes through the actions, and the trail tells it."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import TrailRow
from accounts.trail import broken_at
from partners.models import Affiliation, Engagement, Organisation
from sip.models import Activity, Assignment, Meeting, Owner, Responsibility, Wording
from tests.admin.conftest import address
from workinggroups.models import Objective, Seat, WorkingGroup

pytestmark = pytest.mark.django_db


def form_of(client, model, pk):
    """Return the address of a change form and what it would send back unchanged."""
    path = address(model, "change", pk)
    form = client.get(path).context["adminform"].form
    data = {"read_as": form.mark}
    for field in form:
        value = field.value()
        if field.name != "read_as" and value not in (None, False):
            data[field.name] = value.isoformat() if isinstance(value, datetime.date) else value
    return path, data


def last():
    row = TrailRow.objects.first()
    assert broken_at() is None
    assert not LogEntry.objects.exists()
    return row


@pytest.mark.long
def test_saving_without_a_difference_writes_nothing(glc):
    rows = TrailRow.objects.count()
    for model in (Activity, Organisation, Owner, WorkingGroup, Objective, Meeting):
        path, data = form_of(glc, model, model.objects.first().pk)
        response = glc.post(path, data)
        assert response.status_code == 302, response.context["adminform"].form.errors
    assert TrailRow.objects.count() == rows
    assert Wording.objects.count() == 4 + 11 + 20 + 50


def test_a_short_title_is_revised_by_its_action(glc, office):
    activity = Activity.objects.get(code="1.1.1.2")
    path, data = form_of(glc, Activity, activity.pk)
    response = glc.post(path, {**data, "short_title_en": "A guidance note\r\non two lines"})
    assert response.status_code == 302
    row = last()
    assert (row.verb, row.target_key, row.actor) == (
        "wording_revised",
        "1.1.1.2",
        office.glc_rome.ref,
    )
    held = Activity.objects.get(pk=activity.pk)
    assert held.short_title.in_language("en") == "A guidance note\non two lines"
    assert held.version == activity.version and held.current_row == activity.current_row


@pytest.mark.long
def test_published_french_has_no_field_and_a_forged_one_changes_nothing(glc):
    activity = Activity.objects.get(code="1.1.1.2")
    path, data = form_of(glc, Activity, activity.pk)
    assert "text_fr" not in data and "text_en" in data
    glc.post(path, {**data, "text_fr": "Forged", "code": "9", "version": "7", "status": "blocked"})
    held = Activity.objects.get(pk=activity.pk)
    assert (held.text, held.code, held.version) == (activity.text, "1.1.1.2", activity.version)


@pytest.mark.long
def test_the_schedule_is_told_as_an_edit_of_the_office(glc):
    activity = Activity.objects.get(code="1.1.1.2")
    path, data = form_of(glc, Activity, activity.pk)
    assert glc.post(path, {**data, "schedule": "dated"}).status_code == 200
    response = glc.post(path, {**data, "schedule": "dated", "due_on": "2026-12-01"})
    assert response.status_code == 302
    row = last()
    assert (row.verb, row.before["schedule"], row.after["due_on"]) == (
        "admin_changed", "unspecified", "2026-12-01",
    )  # fmt: skip


@pytest.mark.long
def test_an_edit_on_top_of_something_else_is_stopped_and_shows_it(glc):
    owner = Owner.objects.get(key="training")
    path, data = form_of(glc, Owner, owner.pk)
    owner.short_name = owner.short_name.with_text("en", "Theirs")
    owner.save()
    response = glc.post(path, {**data, "short_name_en": "Mine"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Theirs" in page and "Mine" in page
    assert Owner.objects.get(pk=owner.pk).short_name.in_language("en") == "Theirs"
    again = {**data, "short_name_en": "Mine", "read_as": response.context["adminform"].form.mark}
    assert glc.post(path, again).status_code == 409
    assert glc.post(path, {**again, "keep-short_name_en": "mine"}).status_code == 302
    assert Owner.objects.get(pk=owner.pk).short_name.in_language("en") == "Mine"


def test_an_edit_without_its_mark_is_not_taken(glc):
    path, data = form_of(glc, Owner, Owner.objects.get(key="training").pk)
    del data["read_as"]
    assert glc.post(path, {**data, "short_name_en": "Mine"}).status_code == 409


@pytest.mark.long
def test_a_stakeholder_cannot_sit_in_the_sag(glc, office):
    sag = Owner.objects.get(key="sag")
    response = glc.post(address(Seat, "add"), {
        "body": sag.pk, "person": office.stakeholder.pk, "role": "member",
        "starts_on": "2026-01-01", "organisation": office.firm.pk,
    })  # fmt: skip
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["person"]
    assert not Seat.objects.filter(body=sag, person=office.stakeholder).exists()


@pytest.mark.long
def test_a_seat_is_given_and_ended_and_its_history_tells_it(glc, office):
    body = Owner.objects.get(key="training")
    glc.post(address(Seat, "add"), {
        "body": body.pk, "person": office.outsider.pk, "role": "member", "starts_on": "2026-01-01",
    })  # fmt: skip
    seat = Seat.objects.get(person=office.outsider)
    assert last().verb == "seat_given"
    path, data = form_of(glc, Seat, seat.pk)
    assert set(data) == {"read_as"}
    assert glc.post(path, {**data, "ends_on": "2026-06-30", "role": "lead"}).status_code == 302
    seat.refresh_from_db()
    assert (str(seat.ends_on), seat.role) == ("2026-06-30", "member")
    assert last().verb == "seat_ended"
    page = glc.get(address(Seat, "history", seat.pk))
    assert len(page.context["rows"]) == 2


@pytest.mark.long
def test_what_an_action_refuses_stands_in_the_form_with_what_was_typed(glc, office):
    response = glc.post(address(Seat, "add"), {
        "body": Owner.objects.get(key="training").pk, "person": office.glc_rome.pk,
        "role": "member", "starts_on": "2026-01-01",
    })  # fmt: skip
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert form.non_field_errors()
    assert form["starts_on"].value() == "2026-01-01"


@pytest.mark.long
def test_organisations_engagements_and_affiliations_go_through_their_actions(glc, office):
    glc.post(address(Organisation, "add"), {"name": "Example Association", "type": "nngo"})
    made = Organisation.objects.get(slug="example-association")
    assert last().verb == "organisation_added"
    path, data = form_of(glc, Organisation, made.pk)
    glc.post(path, {**data, "acronym": "EA", "slug": "forged"})
    made.refresh_from_db()
    assert (made.acronym, made.slug, last().verb) == (
        "EA", "example-association", "organisation_changed",
    )  # fmt: skip
    glc.post(address(Engagement, "add"), {
        "organisation": made.pk, "kind": "partner", "starts_on": "2026-01-01",
    })  # fmt: skip
    assert made.engagement() == Engagement.Kind.PARTNER
    glc.post(address(Affiliation, "add"), {
        "organisation": made.pk, "person": office.outsider.pk, "role": "contact",
        "starts_on": "2026-01-01",
    })  # fmt: skip
    row = Affiliation.objects.get(person=office.outsider)
    path, data = form_of(glc, Affiliation, row.pk)
    glc.post(path, {**data, "ends_on": "2026-03-01"})
    assert last().verb == "affiliation_ended"


@pytest.mark.long
def test_responsibilities_and_assignments_are_added_and_ended(glc):
    activity, training = Activity.objects.get(code="1.1.1.2"), Owner.objects.get(key="training")
    base = {"activity": activity.pk, "owner": training.pk, "starts_on": "2026-01-01"}
    glc.post(address(Responsibility, "add"), {**base, "role": "support", "qualifier": ""})
    made = Responsibility.objects.get(activity=activity, owner=training)
    assert last().verb == "responsibility_added"
    assert made.order == activity.responsibilities.count() - 1
    assert glc.post(address(Assignment, "add"), {**base, "reason": ""}).status_code == 200
    glc.post(address(Assignment, "add"), {**base, "reason": "Agreed at the GLM."})
    row = Assignment.objects.get(activity=activity, owner=training)
    assert (row.basis, last().reason) == ("decided", "Agreed at the GLM.")
    for made_row in (made, row):
        path, data = form_of(glc, type(made_row), made_row.pk)
        assert glc.post(path, {**data, "ends_on": "2025-01-01"}).status_code == 200
        assert glc.post(path, {**data, "ends_on": "2026-02-01"}).status_code == 302
    assert last().verb == "assignment_ended"


@pytest.mark.long
def test_a_meeting_is_announced_and_changed_by_the_acts_of_its_page(glc):
    glc.post(address(Meeting, "add"), {
        "key": "2027-06", "starts_on": "2027-06-01", "ends_on": "2027-06-02", "mode": "hybrid",
        "place": "",
    })  # fmt: skip
    meeting = Meeting.objects.get(key="2027-06")
    assert last().verb == "meeting_announced"
    path, data = form_of(glc, Meeting, meeting.pk)
    glc.post(path, {**data, "place": "Rome", "key": "2028-06"})
    row = last()
    assert (row.verb, row.before, row.after) == (
        "meeting_changed", {"place": ""}, {"place": "Rome"},
    )  # fmt: skip
    assert glc.post(path, {**data, "place": "Nairobi"}).status_code == 409
    assert Meeting.objects.get(key="2027-06").version == 1


@pytest.mark.long
def test_links_to_others_are_told_too(glc):
    group = WorkingGroup.objects.get(owner__key="training")
    path, data = form_of(glc, WorkingGroup, group.pk)
    keep = list(data.get("pillars", []))
    other = next(p.pk for p in group.pillars.model.objects.all() if p.pk not in keep)
    assert glc.post(path, {**data, "pillars": [*keep, other]}).status_code == 302
    assert last().verb == "admin_changed"
    assert len(last().after["pillars"]) == len(keep) + 1


@pytest.mark.long
def test_names_of_people_do_not_enter_the_trail(administrator, office):
    user = office.outsider
    path, data = form_of(administrator, type(user), user.pk)
    response = administrator.post(path, {**data, "name": "Somebody Else"})
    assert response.status_code == 302
    row = last()
    assert row.target_key == str(user.ref)
    assert "Somebody Else" not in f"{row.before}{row.after}{row.reason}"


@pytest.mark.long
def test_nul_and_very_long_texts_are_answered_not_failed(glc):
    path, data = form_of(glc, Activity, Activity.objects.get(code="1.1.1.2").pk)
    assert glc.post(path, {**data, "note_en": "a\0b"}).status_code in (200, 400)
    assert glc.post(path, {**data, "note_en": "a" * 1_000_000}).status_code == 200


@pytest.mark.long
@pytest.mark.parametrize("forged", ["x", " ", "{}", "-1", "9" * 30, "٣٣٣"])
def test_a_choice_that_cannot_be_one_is_an_error_beside_its_field(glc, forged):
    fields = {"body": forged, "person": forged, "organisation": forged, "role": "member"}
    answer = glc.post(address(Seat, "add"), fields | {"starts_on": "2026-10-01"})
    assert answer.status_code == 200
    assert "body" in answer.context["adminform"].form.errors
    path, data = form_of(glc, WorkingGroup, WorkingGroup.objects.first().pk)
    several = glc.post(path, data | {"pillars": [forged]})
    assert several.status_code == 200 and "pillars" in several.context["adminform"].form.errors
    assert not Seat.objects.filter(starts_on="2026-10-01").exists()


@pytest.mark.long
def test_whether_an_organisation_is_local_follows_from_its_type_until_somebody_decides(glc):
    path = address(Organisation, "add")
    form = glc.get(path).context["adminform"].form
    assert form["is_local_national_actor"].value() == ""

    def made(name, kind, **more):
        response = glc.post(path, {"name": name, "type": kind, **more})
        assert response.status_code == 302, response.context["adminform"].form.errors
        return Organisation.objects.get(name=name)

    assert made("A", "nngo").is_local_national_actor
    assert not made("B", "ingo", is_local_national_actor="").is_local_national_actor
    decided = made("C", "nngo", is_local_national_actor="False")
    assert not decided.is_local_national_actor

    # A changed type leaves what was decided, unless it is to decide.
    path, data = form_of(glc, Organisation, decided.pk)
    assert glc.post(path, {**data, "type": "cbo"}).status_code == 302
    decided.refresh_from_db()
    assert (decided.type, decided.is_local_national_actor) == ("cbo", False)
    path, data = form_of(glc, Organisation, decided.pk)
    assert glc.post(path, {**data, "is_local_national_actor": ""}).status_code == 302
    decided.refresh_from_db()
    assert decided.is_local_national_actor
