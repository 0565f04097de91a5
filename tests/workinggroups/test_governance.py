"""What the sources say of the bodies and nobody gets around: who opens, governs, leads and serves
them, and what they may not do. Each is tried through the act, the page, the back office and a file;
what stands for seats is in `test_rules` and `test_guards`, for statuses and reports in
`tests/reporting/test_deciding`."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse

from accounts.clock import today
from accounts.conflicts import Refused
from accounts.models import TrailRow
from actionplans.actions.clusters import change_cluster
from actionplans.models import NationalCluster
from sip.assigning import assign, make_responsible
from sip.models import Activity, Decision, Meeting, Outcome, Owner, PendingImport, Strategy
from sip.registers.actions import countersign, record_decision
from sip.translated import Translated
from tests.admin.test_imports import csv_file, put_up
from tests.cast import of_rome
from tests.edges import edges
from workinggroups import actions, lifecycle, meetings
from workinggroups.models import Doubt, GroupMeeting, Seat, WorkingGroup

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
DAY = datetime.date(2026, 6, 17)


def words(text):
    return Translated.of(original="fr", fr=text)


@pytest.fixture
def training(cast):
    return WorkingGroup.objects.get(owner__key="training")


@pytest.fixture
def decision(cast):
    return record_decision(
        taken_by="sag", taken_on=DAY, text=words("Créer, puis dissoudre."), by=cast.glc_rome
    )


@pytest.fixture
def plenary(cast):
    """A GLM that was held, and a decision that its plenary took without a vote."""
    meeting = Meeting.objects.create(key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18")
    meeting.refresh_from_db()
    meeting.decided = record_decision(
        taken_by="glm", meeting=meeting, taken_on=DAY, text=words("Ouvrir."), by=cast.glc_rome
    )
    return meeting


@pytest.fixture
def glc(client, cast):
    client.force_login(cast.glc_rome)
    return client


def opening(cast, decision):
    of_rome(cast.outsider)
    return {
        "key": "customs", "name": words("GT Douanes"), "short_name": words("GT Douanes"),
        "mandate": words("Faciliter."), "objectives": [words("Écouter.")], "decision": decision,
        "lead": cast.outsider, "focal_point": cast.sag, "opened_on": today(),
        "mandate_ends_on": Strategy.objects.get().ends_on,
        "outcomes": [Outcome.objects.get(code="1.2")], "all_the_same": True,
    }  # fmt: skip


def sent_to_open(cast, decision):
    of_rome(cast.outsider)
    return {
        "decision": decision.key, "all_the_same": f"{decision.key} unsigned 1",
        "key": "customs", "name_fr": "GT Douanes",
        "short_name_fr": "GT Douanes", "mandate_fr": "Faciliter.", "objectives": "Écouter.",
        "outcomes": ["1.2"], "lead": cast.outsider.email, "focal_point": str(cast.sag.ref),
        "opened_on": f"{today():%d/%m/%Y}", "mandate_ends_on": "31/12/2026",
    }  # fmt: skip


def ending(group, decision, by):
    rome = Owner.objects.get(key="rome")
    return {
        "group": group, "dissolved_on": today(), "decision": decision, "reason": "Done.", "by": by,
        "version": group.version, "all_the_same": True,
        "receivers": {one.code: rome for one in lifecycle.activities_to_hand_over(group)},
    }  # fmt: skip


def sent_to_dissolve(group):
    return {
        "dissolved_on": f"{today():%d/%m/%Y}", "reason": "Fini.",
        "version": 0,
        **{f"to-{one.code}": "rome" for one in lifecycle.activities_to_hand_over(group)},
    }  # fmt: skip


@pytest.fixture
def dissolved(cast, training, decision):
    lifecycle.dissolve(**ending(training, decision, cast.glc_rome))
    training.refresh_from_db()
    return training


# --- opened and dissolved by the SAG's decision, which the secretariat carries out ---------------


@pytest.mark.parametrize(
    "who", ["sag", "sag_training", "wg_lead", "partner", "country_coord", "admin"]
)
def test_nobody_but_the_secretariat_opens_or_dissolves_a_group(
    cast, client, training, decision, who
):
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        lifecycle.open_group(**opening(cast, decision), by=person)
    with pytest.raises(PermissionDenied):
        lifecycle.dissolve(**ending(training, decision, person))
    client.force_login(person)
    assert client.post("/groups/open/", sent_to_open(cast, decision)).status_code == 403
    assert client.post("/groups/training/dissolve/", {"version": 0}).status_code == 403
    assert not Owner.objects.filter(key="customs").exists()
    assert WorkingGroup.objects.active().count() == 5


def test_no_group_is_opened_or_dissolved_without_a_decision_of_the_sag(
    cast, glc, training, decision, plenary
):
    for wrong in (None, plenary.decided):
        with pytest.raises(ValidationError, match="SAG"):
            lifecycle.open_group(**opening(cast, wrong), by=cast.glc_rome)
        with pytest.raises(ValidationError, match="SAG"):
            lifecycle.dissolve(**ending(training, wrong, cast.glc_rome))
    for key in ("", plenary.decided.key, "2019-06-1"):
        page = glc.post("/groups/open/", sent_to_open(cast, decision) | {"decision": key})
        assert "decision" in page.context["form"].errors, key
        page = glc.post(
            "/groups/training/dissolve/", sent_to_dissolve(training) | {"decision": key}
        )
        assert "decision" in page.context["form"].errors, key
    assert glc.post(reverse("admin:workinggroups_workinggroup_add"), {}).status_code == 403
    with pytest.raises(NoReverseMatch):
        reverse("admin:workinggroups_workinggroup_import")
    path = reverse("admin:workinggroups_workinggroup_change", args=[training.pk])
    glc.post(path, {"dissolved_on": "2026-01-01", "opened_on": "2020-01-01"})
    assert WorkingGroup.objects.get(pk=training.pk).dissolved_on is None
    assert not Owner.objects.filter(key="customs").exists()


def test_a_decision_about_an_activity_opens_and_dissolves_nothing(cast, glc, training):
    activity = Activity.objects.get(code="1.1.1.2")
    wrong = record_decision(
        taken_by="sag", taken_on=DAY, text=words("Continuer."), activity=activity, by=cast.glc_rome
    )
    with pytest.raises(ValidationError, match="about groups"):
        lifecycle.open_group(**opening(cast, wrong), by=cast.glc_rome)
    with pytest.raises(ValidationError, match="about groups"):
        lifecycle.dissolve(**ending(training, wrong, cast.glc_rome))
    for path in ("/groups/open/", "/groups/training/dissolve/"):
        field = glc.get(path).context["form"].fields["decision"]
        assert wrong.key not in dict(field.choices)


@pytest.mark.long
def test_a_decision_that_the_sag_has_not_countersigned_is_doubted_once(cast, glc, decision):
    sent = sent_to_open(cast, decision)
    del sent["all_the_same"]
    page = glc.post("/groups/open/", sent, headers=ENGLISH)
    assert f"has not countersigned decision {decision.key} yet" in page.content.decode()
    assert not Owner.objects.filter(key="customs").exists()
    with pytest.raises(ValidationError, match="not countersigned") as error:
        given = opening(cast, decision) | {"all_the_same": False}
        lifecycle.open_group(**given, by=cast.glc_rome)
    assert set(error.value.error_dict) == {"all_the_same"}
    assert (
        glc.post("/groups/open/", sent | {"all_the_same": f"{decision.key} unsigned 1"}).status_code
        == 302
    )
    customs = WorkingGroup.objects.get(owner__key="customs")
    assert customs.opened_despite == Doubt.UNSIGNED
    told = TrailRow.objects.get(verb="group_opened")
    assert told.after["opened_despite"] == "unsigned"
    assert "not countersigned yet" in glc.get("/groups/customs/", headers=ENGLISH).content.decode()
    countersign(decision=decision, by=cast.sag)
    text = glc.get("/groups/customs/", headers=ENGLISH).content.decode()
    assert "not countersigned yet" not in text and decision.key in text
    assert "Done all the same, though the SAG had not countersigned it." in text, "what was, stays"


@pytest.mark.long
def test_a_countersigned_decision_opens_a_group_without_a_further_question(cast, glc, decision):
    countersign(decision=decision, by=cast.sag)
    sent = sent_to_open(cast, decision)
    del sent["all_the_same"]
    assert glc.post("/groups/open/", sent | {"all_the_same": "on"}).status_code == 302
    assert WorkingGroup.objects.get(owner__key="customs").opened_despite == ""


def test_what_was_answered_for_is_one_of_the_known_doubts_about_a_decision(training, decision):
    rows = WorkingGroup.objects.filter(pk=training.pk)
    for act in ("opened", "dissolved"):
        name = f"group_{act}_despite_a_known_doubt"
        for told in ({f"{act}_despite": "unsigned"}, {
            f"{act}_despite": "perhaps", f"{act}_by_decision": decision, f"{act}_on": today(),
        }):  # fmt: skip
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                rows.update(**told)


@pytest.mark.long
def test_the_page_tells_afterwards_what_the_trail_knew_before_answers_were_kept(
    cast, training, decision
):
    """Nothing is asked anew of what was opened and dissolved before."""
    module = import_module("workinggroups.migrations.0009_doubts_answered_for")
    lifecycle.open_group(**opening(cast, decision), by=cast.glc_rome)
    countersign(decision=decision, by=cast.sag)
    lifecycle.dissolve(**ending(training, decision, cast.glc_rome))
    kept = WorkingGroup.objects.values_list("owner__key", "opened_despite", "dissolved_despite")
    before = set(kept)
    assert {("customs", "unsigned", ""), ("training", "", "served")} <= before
    WorkingGroup.objects.update(opened_despite="", dissolved_despite="")
    module.tell_from_the_trail(apps, None)
    assert set(kept.all()) == before


@pytest.mark.long
def test_a_decision_that_opened_a_group_is_doubted_before_it_dissolves_another(
    cast, glc, training, decision
):
    lifecycle.open_group(**opening(cast, decision), by=cast.glc_rome)
    countersign(decision=decision, by=cast.sag)
    field = (
        glc.get("/groups/training/dissolve/", headers=ENGLISH).context["form"].fields["decision"]
    )
    assert dict(field.choices)[decision.key].endswith(" · opened GT Douanes")
    sent = sent_to_dissolve(training) | {"decision": decision.key}
    page = glc.post("/groups/training/dissolve/", sent, headers=ENGLISH)
    assert "served for “GT Douanes” already" in page.content.decode()
    assert WorkingGroup.objects.get(pk=training.pk).dissolved_on is None
    sent["all_the_same"] = f"{decision.key} served 1"
    assert glc.post("/groups/training/dissolve/", sent).status_code == 302
    assert WorkingGroup.objects.get(pk=training.pk).dissolved_despite == Doubt.SERVED


# --- a group works on one kind of thing, for a time ----------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mandate_ends_on": "1/1/2027"}, "mandate_ends_on"),
        ({"mandate_ends_on": ""}, "mandate_ends_on"),
        ({"theme_fr": "Les douanes"}, "theme_fr"),
        ({"outcomes": []}, "theme_fr"),
        ({"lead": ""}, "lead"),
        ({"focal_point": ""}, "focal_point"),
        ({"focal_point": "partner"}, "focal_point"),
        ({"lead": "stakeholder@example.org"}, "lead"),
    ],
)
def test_the_page_opens_no_group_that_breaks_a_rule(cast, glc, decision, change, field):
    """Outcomes or a theme; an end with the Strategy at the latest; one lead, no stakeholder; one
    focal point, who sits in the SAG."""
    if change.get("focal_point") == "partner":
        change = {"focal_point": str(cast.partner.ref)}
    page = glc.post("/groups/open/", sent_to_open(cast, decision) | change)
    assert page.status_code == 200
    assert {field, field.removesuffix("_fr")} & set(page.context["form"].errors) or any(
        field.removesuffix("_fr") in one.anchor or one.anchor == ""
        for one in page.context["errors"]
    )
    assert not Owner.objects.filter(key="customs").exists()
    assert not WorkingGroup.objects.filter(owner__key="customs").exists()


def test_everything_wrong_with_an_opening_is_told_at_once(cast, glc, decision):
    wrong = {"key": "training", "mandate_ends_on": "1/1/2027", "outcomes": [], "lead": ""}
    page = glc.post("/groups/open/", sent_to_open(cast, decision) | wrong, headers=ENGLISH)
    assert {"key", "mandate_ends_on", "theme_fr", "lead"} <= set(page.context["form"].errors)
    early = sent_to_open(cast, decision) | {"mandate_ends_on": "1/1/2026"}
    page = glc.post("/groups/open/", early, headers=ENGLISH)
    assert "cannot end before the group opens" in page.content.decode()


@pytest.mark.parametrize("key", ["Customs", "cus_toms", "customs-", "dou anes", "–"])
def test_the_key_is_refused_in_the_words_that_ask_for_it(cast, glc, decision, key):
    page = glc.post("/groups/open/", sent_to_open(cast, decision) | {"key": key}, headers=ENGLISH)
    field = page.context["form"]["key"]
    assert "Small letters, digits and hyphens" in field.help_text
    assert list(field.errors) == [
        "Type small letters, digits and hyphens alone, such as “customs”."
    ]


@pytest.mark.long
def test_objectives_stand_in_both_languages(cast, glc, decision):
    sent = sent_to_open(cast, decision) | {"objectives": "Écouter.\nDire."}
    page = glc.post("/groups/open/", sent | {"objectives_en": "Listen."}, headers=ENGLISH)
    assert "Give as many lines as in French, 2, or none." in page.content.decode()
    assert (
        glc.post("/groups/open/", sent | {"objectives_en": "Listen.\n\nTell."}).status_code == 302
    )
    told = [one.text for one in WorkingGroup.objects.get(owner__key="customs").objectives.all()]
    assert [one.in_language("en") for one in told] == ["Listen.", "Tell."]
    assert [one.in_language("fr") for one in told] == ["Écouter.", "Dire."]


@pytest.mark.long
def test_the_page_of_a_group_shows_who_leads_it_from_a_later_day(cast, glc, client, training):
    day = today() + datetime.timedelta(days=2)
    of_rome(cast.outsider)
    lifecycle.hand_over_lead(
        group=training, person=cast.outsider, starts_on=day, by=cast.glc_rome, version=0
    )
    page = client.get("/groups/training/", headers=ENGLISH).content.decode()
    part = page[page.index('id="h-to-come"') :]
    assert cast.outsider.name in part and "Lead" in part
    client.logout()
    page = client.get("/groups/training/", headers=ENGLISH).content.decode()
    assert 'id="h-to-come"' in page and cast.outsider.name not in page
    past = client.get("/groups/training/?as_of=2026-06-01", headers=ENGLISH).content.decode()
    assert 'id="h-to-come"' not in past


@pytest.mark.long
def test_a_dissolved_group_is_read_and_not_changed(cast, glc, dissolved):
    body, by = dissolved.owner, cast.glc_rome
    held = GroupMeeting.objects.create(body=body, subject="The last one", held_on="2026-09-01")
    asked = body.join_requests.create(
        person=cast.partner, organisation=cast.ngo, message="Two.", asked_at="2026-09-01T00:00Z"
    )
    around = {"group": dissolved, "by": by, "version": dissolved.version}
    activity = {"activity": Activity.objects.get(code="1.1.1.2"), "owner": body, "by": by}
    for act in (
        lambda: lifecycle.review_objectives(reviewed_on=today(), **around),
        lambda: lifecycle.hand_over_lead(person=cast.outsider, starts_on=today(), **around),
        lambda: lifecycle.dissolve(**ending(dissolved, None, by)),
        lambda: lifecycle.ask_to_join(
            body=body, organisation=cast.ngo, message="Us.", by=cast.partner
        ),
        lambda: lifecycle.answer_request(request=asked, is_accepted=True, by=by),
        lambda: actions.seat(
            body=body, person=cast.outsider, role="member", starts_on=DAY, by=by
        ),
        lambda: meetings.put_down(body=body, by=by, subject="Before", held_on=DAY),
        lambda: meetings.change(meeting=held, changes={"subject": "X"}, by=by, version=0),
        lambda: meetings.note_attendance(meeting=held, people=[], by=by, version=0),
        lambda: assign(starts_on=today(), reason="They know it.", **activity),
        lambda: make_responsible(starts_on=today(), **activity),
    ):  # fmt: skip
        with pytest.raises((Refused, ValidationError), match="dissolved"):
            act()
    for page in ("lead", "review", "dissolve", "join", "meetings/new"):
        assert glc.post(f"/groups/training/{page}/", {"version": 0}).status_code == 404, page
    office = "admin:workinggroups_"
    path = reverse(f"{office}workinggroup_change", args=[dissolved.pk])
    assert glc.post(path, {"mandate_ends_on": "2026-01-01"}).status_code == 403
    one = dissolved.objectives.first()
    for name in ("change", "delete"):
        path = reverse(f"{office}objective_{name}", args=[one.pk])
        assert glc.post(path, {"text_fr": "Autre."}).status_code == 403
    path = reverse(f"{office}objective_add")
    glc.post(path, {"group": dissolved.pk, "order": 9, "text_fr": "Encore."})
    assert not dissolved.objectives.filter(order=9).exists()
    assert not Seat.objects.on(today() + datetime.timedelta(days=1)).filter(body=body).exists()


@pytest.mark.long
@pytest.mark.parametrize("key", ["training", "sag", "rome"])
def test_no_page_lets_a_body_off_its_reports(glc, key):
    """Groups and the SAG report each quarter (source 001), and Rome for those that do not."""
    body = Owner.objects.get(key=key)
    path = reverse("admin:sip_owner_change", args=[body.pk])
    form = glc.get(path).context["adminform"].form
    assert not {"reports", "reports_through"} & set(form.fields) and "order" in form.fields
    sent = {name: form[name].value() or "" for name in form.fields} | {"read_as": form.mark}
    glc.post(path, sent)
    assert Owner.objects.get(pk=body.pk).reports


# --- who sits in a group -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lead", "deputy", "sag_focal_point"])
def test_a_stakeholder_is_a_member_of_a_group_and_nothing_more_by_any_way(cast, glc, role):
    body = Owner.objects.get(key="services")
    with pytest.raises(ValidationError):
        actions.seat(body=body, person=cast.stakeholder, role=role, starts_on=DAY, by=cast.glc_rome)
    sent = {"person": cast.stakeholder.email, "role": role, "starts_on": "17/06/2026"}
    assert glc.post("/groups/services/seats/", sent).context["form"].errors
    form = glc.post(reverse("admin:workinggroups_seat_add"), {
        "body": body.pk, "person": cast.stakeholder.pk, "role": role, "starts_on": "2026-06-17",
    })  # fmt: skip
    assert form.context["adminform"].form.errors
    put_up(glc, "workinggroups_seat", csv_file(
        ["body", "person", "role", "starts_on"],
        ["services", cast.stakeholder.email, role, "2026-06-17"],
    ))  # fmt: skip
    assert [one["row"] for one in PendingImport.objects.get().preview["errors"]] == [2]
    assert not cast.stakeholder.seats.filter(body=body).exists()
    member = {"body": body, "role": "member", "starts_on": DAY, "by": cast.glc_rome}
    assert actions.seat(person=cast.stakeholder, **member).organisation == cast.firm


@pytest.mark.parametrize(("role", "who"), [("lead", "outsider"), ("sag_focal_point", "sag")])
def test_a_group_has_one_lead_and_one_focal_point_by_any_way(cast, glc, role, who):
    """The Training group has both; the database refuses a second too (`test_guards`)."""
    person, body = getattr(cast, who), Owner.objects.get(key="training")
    with pytest.raises(ValidationError, match="end that seat first"):
        actions.seat(body=body, person=person, role=role, starts_on=DAY, by=cast.glc_rome)
    sent = {"person": person.email, "role": role, "starts_on": "17/06/2026"}
    assert glc.post("/groups/training/seats/", sent).context["form"].errors
    form = glc.post(reverse("admin:workinggroups_seat_add"), {
        "body": body.pk, "person": person.pk, "role": role, "starts_on": "2026-06-17",
    })  # fmt: skip
    assert form.context["adminform"].form.errors
    put_up(glc, "workinggroups_seat", csv_file(
        ["body", "person", "role", "starts_on"], ["training", person.email, role, "2026-06-17"],
    ))  # fmt: skip
    assert [one["row"] for one in PendingImport.objects.get().preview["errors"]] == [2]
    assert body.seats.on().filter(role=role).count() == 1


def test_who_does_not_sit_in_the_sag_is_no_focal_point_by_any_way(cast, glc):
    body = Owner.objects.get(key="services")
    sent = {"role": "sag_focal_point", "starts_on": "17/06/2026"}
    page = glc.post("/groups/services/seats/", {**sent, "person": cast.outsider.email})
    assert page.context["form"].errors
    form = glc.post(reverse("admin:workinggroups_seat_add"), {
        "body": body.pk, "person": cast.outsider.pk, "role": "sag_focal_point",
        "starts_on": "2026-06-17",
    })  # fmt: skip
    assert form.context["adminform"].form.errors
    put_up(glc, "workinggroups_seat", csv_file(
        ["body", "person", "role", "starts_on"],
        ["services", cast.outsider.email, "sag_focal_point", "2026-06-17"],
    ))  # fmt: skip
    assert [one["row"] for one in PendingImport.objects.get().preview["errors"]] == [2]
    assert not body.seats.exists()


# --- the GLM endorses by a vote, and hears what the SAG decided ----------------------------------


@pytest.mark.long
def test_no_way_but_a_vote_of_a_plenary_endorses_the_work_of_a_group(cast, glc, plenary):
    training = Owner.objects.get(key="training")
    page = glc.get("/groups/training/", headers=ENGLISH).content.decode()
    assert "Work not endorsed by the GLM" in page
    sent = {"taken_by": "glm", "meeting": "2026-06", "taken_on": "17/6/2026",
            "text_fr": "Endosser le guide.", "endorses": "training"}  # fmt: skip
    votes = {"votes_for": "20", "votes_against": "3", "votes_abstained": "1"}
    for wrong in (
        {}, {**votes, "votes_against": "20"}, {**votes, "taken_by": "sag", "meeting": ""},
    ):  # fmt: skip
        assert glc.post("/decisions/new/", sent | wrong).status_code == 200
    assert glc.post(reverse("admin:sip_decision_add"), sent | votes).status_code == 403
    row = {"key": "2026-06-9", "taken_on": DAY, "text": words("Endosser."), "endorses": training}
    for wrong in ({"taken_by": "sag"}, {"taken_by": "glm", "meeting": plenary}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**row, **wrong)
    assert not Decision.objects.endorsing().exists()
    assert glc.post("/decisions/new/", sent | votes).status_code == 302
    page = glc.get("/groups/training/", headers=ENGLISH).content.decode()
    assert "Work endorsed by a vote of the GLM" in page and "/decisions/2026-06-2/" in page
    assert "Work not endorsed" in glc.get("/groups/services/", headers=ENGLISH).content.decode()
    earlier = glc.get("/groups/training/?as_of=2026-06-01", headers=ENGLISH).content.decode()
    assert "Work not endorsed" in earlier


@pytest.mark.long
def test_the_last_vote_by_the_day_is_the_one_that_counts(cast, glc, plenary):
    training, page = Owner.objects.get(key="training"), "/groups/training/"
    for taken_on in (plenary.starts_on, plenary.ends_on):
        record_decision(
            taken_by="glm", meeting=plenary, taken_on=taken_on, votes=(20, 3, 1), by=cast.glc_rome,
            text=words(f"Endosser, {taken_on}."), endorses=training,
        )  # fmt: skip
    first, last = Decision.objects.endorsing().order_by("taken_on")
    assert f"/decisions/{last.key}/" in glc.get(page).content.decode()
    then = glc.get(f"{page}?as_of={first.taken_on}").content.decode()
    assert f"/decisions/{first.key}/" in then and last.key not in then


@pytest.mark.long
def test_what_the_sag_decides_between_two_meetings_stays_and_is_told_at_the_next(
    cast, glc, decision, plenary
):
    Decision.objects.filter(pk=decision.pk).update(taken_on="2026-07-01")
    Meeting.objects.create(key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26")
    assert f"/decisions/{decision.key}/" in glc.get("/glm/2026-11/").content.decode()
    assert f"/decisions/{decision.key}/" not in glc.get("/glm/2026-06/").content.decode()
    office = [
        reverse(f"admin:sip_decision_{act}", args=[decision.pk]) for act in ("change", "delete")
    ]
    for path in office:
        assert glc.post(path, {"post": "yes", "text_fr": "Rien."}).status_code == 403
    decision.refresh_from_db()
    assert str(decision.text.original) == "Créer, puis dissoudre."


# --- the secretariat, the countries, the partners ------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("key", ["training", "sag"])
def test_the_support_team_keeps_the_records_of_every_body_and_nobody_in_its_place(
    cast, client, key
):
    """Rome is the secretariat; a lead keeps the meetings of the own group, and no seats."""
    pages = {f"/groups/{key}/seats/": {"glc_rome"}, f"/groups/{key}/meetings/new/": {"glc_rome"}}
    if key == "training":
        pages |= {
            "/groups/training/meetings/new/": {"glc_rome", "wg_lead", "deputy"},
            "/groups/training/lead/": {"glc_rome"}, "/groups/training/dissolve/": {"glc_rome"},
            "/groups/training/requests/": {"glc_rome", "wg_lead"},
        }  # fmt: skip
    people = (
        "glc_rome",
        "wg_lead",
        "deputy",
        "sag",
        "partner",
        "stakeholder",
        "admin",
        "other_lead",
    )
    for page, allowed in pages.items():
        for who in people:
            client.force_login(getattr(cast, who))
            assert (client.get(page).status_code == 200) == (who in allowed), (page, who)


def test_a_cluster_of_a_country_is_not_deactivated_before_it_was_activated(cast, glc):
    cluster, day = cast.cluster, datetime.date(2024, 5, 1)
    days = {"activated_on": day, "deactivated_on": day - datetime.timedelta(days=1)}
    with pytest.raises(ValidationError):
        change_cluster(cluster=cluster, changes=days, by=cast.glc_rome, version=0)
    page = glc.post("/countries/sample/edit/", {
        "slug": "sample", "name": "Sample cluster", "cluster_code": "LOG", "version": "0",
        "activated_on": "1/5/2024", "deactivated_on": "30/4/2024",
    })  # fmt: skip
    assert page.status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        NationalCluster.objects.update(**days)
    for who in ("country_coord", "partner", "admin", "sag"):
        with pytest.raises(PermissionDenied):
            change_cluster(
                cluster=cluster, changes={"activated_on": day}, by=getattr(cast, who), version=0
            )
    whole = {"activated_on": day, "lead_agency": cast.ngo}
    change_cluster(cluster=cluster, changes=whole, by=cast.glc_rome, version=0)
    assert not NationalCluster.objects.active(day - datetime.timedelta(days=1)).exists()


PARTNERS = ("partner", "stakeholder", "wg_member", "country_coord")


@pytest.mark.long
@pytest.mark.parametrize("who", edges(PARTNERS, "partner", "stakeholder"))
def test_every_partner_reads_the_plan_and_what_was_decided(cast, client, decision, plenary, who):
    client.force_login(getattr(cast, who))
    for page, says in (
        ("/plan/", "1.1.1.3"), ("/plan/1.1.1.3/", "1.1.1.3"),
        ("/decisions/", "Créer, puis dissoudre."),
        (f"/decisions/{decision.key}/", "Créer, puis dissoudre."),
        ("/glm/2026-06/", "Ouvrir."), ("/groups/sag/", "Créer, puis dissoudre."),
    ):  # fmt: skip
        answer = client.get(page)
        assert answer.status_code == 200 and says in answer.content.decode(), page


# --- a translation says that it is one -----------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "says"), [("machine", "machine translation"), ("working", "working translation")]
)
def test_a_translation_is_labelled_and_its_original_prevails(cast, client, kind, says):
    activity = Activity.objects.get(code="1.1.1.3")
    original = activity.text.original
    Activity.objects.filter(pk=activity.pk).update(
        text=activity.text.with_text("en", "Another language.", kind=kind)
    )
    page = client.get("/plan/1.1.1.3/", headers=ENGLISH).content.decode()
    assert "Another language." in page and f"This is a {says}; the French original prevails" in page
    assert original[:40] in page.replace("&#x27;", "'")
    french = client.get("/plan/1.1.1.3/", headers={"accept-language": "fr"}).content.decode()
    assert "Another language." not in french
