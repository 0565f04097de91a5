"""The life of a group: opened by the SAG's decision, handed over, joined, dissolved."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.clock import today
from accounts.conflicts import Refused, Stale
from accounts.models import OutboxMail, TrailRow
from sip.assigning import assign
from sip.history import owners_of
from sip.models import Activity, Assignment, Decision, Outcome, Owner
from sip.registers.actions import record_decision
from sip.reporters import reporters_of
from sip.translated import Translated
from tests.cast import of_rome
from tests.edges import a_few
from workinggroups import actions, lifecycle
from workinggroups.models import JoinRequest, Seat, WorkingGroup

pytestmark = pytest.mark.django_db


def words(text):
    return Translated.of(original="fr", fr=text)


@pytest.fixture
def decision(cast):
    return record_decision(
        taken_by=Decision.Body.SAG, taken_on=today() - datetime.timedelta(days=3),
        text=words("Créer un groupe sur les douanes."), by=cast.glc_rome,
    )  # fmt: skip


@pytest.fixture
def opening(cast, decision):
    of_rome(cast.outsider)
    return {
        "key": "customs", "name": words("GT Douanes"), "short_name": words("GT Douanes"),
        "mandate": words("Faciliter le passage."),
        "objectives": [words("Écouter."), words("Dire.")],
        "decision": decision, "lead": cast.outsider, "focal_point": cast.sag,
        "opened_on": today(), "mandate_ends_on": datetime.date(2026, 12, 31),
        "outcomes": [Outcome.objects.get(code="1.2")], "by": cast.glc_rome, "all_the_same": True,
    }  # fmt: skip


@pytest.fixture
def training(cast):
    return WorkingGroup.objects.get(owner__key="training")


def test_a_group_opens_with_its_lead_and_its_focal_point(opening):
    group = lifecycle.open_group(**opening)
    roles = set(group.owner.seats.on().values_list("role", flat=True))
    assert roles == {Seat.Role.LEAD, Seat.Role.SAG_FOCAL_POINT}
    assert group.owner.reports
    assert [str(one.text) for one in group.objectives.all()] == ["Écouter.", "Dire."]
    assert TrailRow.objects.filter(verb="group_opened", target_key="customs").exists()
    decided = Decision.objects.get(pk=opening["decision"].pk)
    assert (decided.follow_up, decided.done_on) == ("applied", today())
    told = TrailRow.objects.get(verb="decision_followed_up", target_key=decided.key)
    assert told.actor == opening["by"].ref


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mandate_ends_on": datetime.date(2027, 1, 1)}, "mandate_ends_on"),
        ({"theme": words("Douanes")}, "theme"),
        ({"outcomes": []}, "theme"),
        ({"decision": None}, "decision"),
        ({"key": "training"}, "key"),
    ],
)
def test_an_opening_that_breaks_a_rule_is_refused(opening, change, field):
    with pytest.raises(ValidationError) as error:
        lifecycle.open_group(**{**opening, **change})
    assert field in error.value.error_dict


def test_the_focal_point_must_sit_in_the_sag(opening, cast):
    with pytest.raises(ValidationError) as error:
        lifecycle.open_group(**{**opening, "focal_point": cast.partner})
    assert "focal_point" in error.value.error_dict
    assert not Owner.objects.filter(key="customs").exists()


def test_a_decision_of_the_plenary_is_not_one_of_the_sag(opening, cast):
    opening["decision"].taken_by = Decision.Body.GLM
    with pytest.raises(ValidationError):
        lifecycle.open_group(**opening)


def test_the_lead_passes_without_a_day_between(training, cast):
    day = today() + datetime.timedelta(days=1)
    of_rome(cast.outsider)
    lifecycle.hand_over_lead(
        group=training, person=cast.outsider, starts_on=day, by=cast.glc_rome, version=0
    )
    leads = training.owner.seats.filter(role=Seat.Role.LEAD).order_by("starts_on")
    assert [(one.person, one.ends_on) for one in leads] == [
        (cast.wg_lead, today()), (cast.outsider, None),
    ]  # fmt: skip
    with pytest.raises(Stale):
        lifecycle.hand_over_lead(
            group=training, person=cast.sag, starts_on=day, by=cast.glc_rome, version=0
        )


def receivers_of(group, on=None):
    rome = Owner.objects.get(key="rome")
    return {one.code: rome for one in lifecycle.activities_to_hand_over(group, on)}


@pytest.mark.long
def test_no_activity_is_lost_when_a_group_is_dissolved(training, cast, decision):
    theirs = list(lifecycle.activities_to_hand_over(training))
    assert theirs
    ending = {
        "group": training, "dissolved_on": today(), "decision": decision, "reason": "Done.",
        "by": cast.glc_rome, "version": 0, "all_the_same": True,
    }  # fmt: skip
    with pytest.raises(ValidationError) as error:
        lifecycle.dissolve(**ending, receivers={})
    assert set(error.value.error_dict) == {f"to-{one.code}" for one in theirs}
    lifecycle.dissolve(**ending, receivers=receivers_of(training))
    tomorrow = today() + datetime.timedelta(days=1)
    rome = Owner.objects.get(key="rome")
    reported = Activity.objects.reported_by(rome, tomorrow)
    assert not set(theirs) - set(reported)
    assert not training.owner.seats.on(tomorrow).exists()
    training.refresh_from_db()
    with pytest.raises(Refused):
        lifecycle.dissolve(**{**ending, "version": training.version}, receivers={})


def reporters():
    """Map each activity that stands to the bodies that report on it now."""
    return {
        one.code: {row.body.key for row in reporters_of(one, owners_of(one))}
        for one in Activity.objects.current()
    }


@pytest.mark.parametrize(
    "key", a_few(["partnerships", "preparedness", "procurement", "services", "training"])
)
def test_whoever_is_dissolved_no_activity_of_the_plan_loses_its_reporter(cast, decision, key):
    """Completed ones that are kept up to date are no exception."""
    group = WorkingGroup.objects.get(owner__key=key)
    for code, day in (("1.1.1.1", -9), ("2.3.3.1", 0), ("4.4.1.1", 4)):
        activity = Activity.objects.get(code=code)
        if not activity.assignments.filter(owner=group.owner).exists():
            assign(
                activity=activity, owner=group.owner, by=cast.glc_rome, reason="Upkeep.",
                starts_on=today() + datetime.timedelta(days=day),
            )  # fmt: skip
    before = reporters()
    lifecycle.dissolve(
        group=group, dissolved_on=today(), decision=decision, receivers=receivers_of(group),
        reason="Done.", by=cast.glc_rome, version=0, all_the_same=True,
    )  # fmt: skip
    after = reporters()
    lost = [code for code, bodies in before.items() if bodies and not after[code]]
    assert not lost and all(key not in bodies for bodies in after.values())
    assert {"rome"} <= after["1.1.1.1"] and {"rome"} <= after["2.3.3.1"]


def test_completed_activities_are_asked_for_on_the_page_too(client, cast, decision, training):
    activity = Activity.objects.get(code="2.3.3.1")
    assign(
        activity=activity, owner=training.owner, starts_on=today(), reason="Upkeep.",
        by=cast.glc_rome,
    )  # fmt: skip
    client.force_login(cast.glc_rome)
    page = client.get("/groups/training/dissolve/", headers={"accept-language": "en"})
    asked = page.context["form"].fields["to-2.3.3.1"]
    assert "keep it up to date" in asked.help_text
    assert "who reports on it from now on?" in page.content.decode()


@pytest.mark.long
def test_nothing_is_handed_to_a_group_that_is_dissolved(client, cast, decision, training):
    gone = WorkingGroup.objects.filter(owner__key="procurement")
    gone.update(dissolved_on=today())
    client.force_login(cast.glc_rome)
    form = client.get("/groups/training/dissolve/", headers={"accept-language": "en"})
    form = form.context["form"]
    for code in receivers_of(training):
        offered = {key for key, _name in form.fields[f"to-{code}"].choices}
        assert not offered & {"procurement", "training"} and "services" in offered
    receivers = receivers_of(training) | {"3.1.1.2": gone.get().owner}
    with pytest.raises(ValidationError, match=r"was dissolved on .*: choose a body") as error:
        lifecycle.dissolve(
            group=training, dissolved_on=today(), decision=decision, receivers=receivers,
            reason="Done.", by=cast.glc_rome, version=0, all_the_same=True,
        )  # fmt: skip
    assert set(error.value.error_dict) == {"to-3.1.1.2"}
    assert "Procurement" in error.value.messages[0]
    own = receivers_of(training) | {"3.1.1.2": training.owner}
    with pytest.raises(ValidationError, match=r"3\.1\.1\.2"):
        lifecycle.dissolve(
            group=training, dissolved_on=today(), decision=decision, receivers=own,
            reason="Done.", by=cast.glc_rome, version=0, all_the_same=True,
        )  # fmt: skip


@pytest.mark.long
def test_nobody_sits_in_a_group_before_it_is_opened(opening, cast, client):
    group = lifecycle.open_group(**opening)
    before = today() - datetime.timedelta(days=1)
    giving = {"body": group.owner, "person": cast.partner, "role": "member", "by": cast.glc_rome}
    with pytest.raises(ValidationError, match="was opened on") as error:
        actions.seat(starts_on=before, **giving)
    assert set(error.value.error_dict) == {"starts_on"}
    client.force_login(cast.glc_rome)
    day = f"{before:%d/%m/%Y}"
    sent = {"person": cast.partner.email, "role": "member", "starts_on": day}
    page = client.post("/groups/customs/seats/", sent)
    assert "starts_on" in page.context["form"].errors
    raw = Seat(body=group.owner, person=cast.partner, starts_on=before)
    with pytest.raises(IntegrityError, match="seat_not_before_group"), transaction.atomic():
        raw.save()
    assert actions.seat(starts_on=today(), **giving)


def test_of_a_group_whose_day_of_opening_is_not_known_nobody_is_refused(training, cast):
    early = training.opened_on - datetime.timedelta(days=40)
    assert training.known_opening is None
    row = actions.seat(
        body=training.owner, person=cast.outsider, role="member", starts_on=early, by=cast.glc_rome
    )
    assert row.starts_on == early


@pytest.mark.long
def test_what_had_ended_before_a_group_is_dissolved_stays_as_it_ended(training, cast, decision):
    """The SAG's decision was recorded late: a seat and an assignment had ended meanwhile."""
    then, later = (today() - datetime.timedelta(days=days) for days in (3, 1))
    Seat.objects.filter(person=cast.deputy).update(ends_on=later)
    services = WorkingGroup.objects.get(owner__key="services")
    Assignment.objects.filter(owner=services.owner).update(ends_on=later)
    for group in (training, services):
        lifecycle.dissolve(
            group=group, dissolved_on=then, decision=decision, receivers=receivers_of(group, then),
            reason="Done.", by=cast.glc_rome, version=0, all_the_same=True,
        )  # fmt: skip
    seats = dict(Seat.objects.filter(body=training.owner).values_list("person__name", "ends_on"))
    assert (seats["Deputy"], seats["Wg Lead"]) == (later, then)
    ends = Assignment.objects.filter(owner=services.owner).values_list("ends_on", flat=True)
    assert set(ends) == {later}


def test_the_pages_open_and_dissolve_a_group(client, cast, opening, training):
    client.force_login(cast.glc_rome)
    sent = {
        "decision": opening["decision"].key, "key": "customs",
        "all_the_same": f"{opening['decision'].key} unsigned 1",
        "name_fr": "GT Douanes", "short_name_fr": "GT Douanes", "mandate_fr": "Faciliter.",
        "objectives": "Écouter.\nDire.", "outcomes": ["1.2"], "lead": cast.outsider.email,
        "focal_point": str(cast.sag.ref),
        "opened_on": f"{today():%d/%m/%Y}", "mandate_ends_on": "31/12/2026",
    }  # fmt: skip
    bad = client.post("/groups/open/", sent | {"lead": "nobody@example.org"})
    assert bad.status_code == 200 and "lead" in bad.context["form"].errors
    assert "GT Douanes" in bad.content.decode()
    assert client.post("/groups/open/", sent).headers["Location"] == "/groups/customs/"
    ending = {
        "decision": opening["decision"].key,
        "all_the_same": f"{opening['decision'].key} both 2",
        "dissolved_on": f"{today():%d/%m/%Y}", "reason": "Fini.", "version": 0,
        **{f"to-{code}": "rome" for code in receivers_of(training)},
    }  # fmt: skip
    wrong = ending | {"all_the_same": sent["all_the_same"], "reason": "", "to-3.1.1.2": ""}
    page = client.post("/groups/training/dissolve/", wrong)  # all at once; ticked for less
    assert {"all_the_same", "reason", "to-3.1.1.2"} == set(page.context["form"].errors)
    tick = page.content.decode().split('name="all_the_same"')[1].split(">")[0]
    assert f'value="{ending["all_the_same"]}"' in tick and "checked" not in tick
    answer = client.post("/groups/training/dissolve/", ending)
    assert answer.status_code == 302, answer.context["errors"]
    assert client.get("/groups/training/dissolve/").status_code == 404


def ask(cast, **fields):
    return lifecycle.ask_to_join(
        **{"body": Owner.objects.get(key="training"), "organisation": cast.ngo,
           "message": "Two trainers.", "by": cast.partner, **fields}
    )  # fmt: skip


def test_somebody_asks_to_join_and_the_lead_accepts(cast):
    asked = ask(cast)
    with pytest.raises(ValidationError):
        ask(cast)
    lifecycle.answer_request(request=asked, is_accepted=True, by=cast.wg_lead)
    seat = Seat.objects.on().get(person=cast.partner, body__key="training")
    assert seat.role == Seat.Role.MEMBER and seat.organisation == cast.ngo
    with pytest.raises(Refused):
        lifecycle.answer_request(request=asked, is_accepted=False, by=cast.wg_lead, answer="No.")


@pytest.mark.long
def test_the_words_of_an_answer_that_is_not_taken_stay(cast, client):
    asked = ask(cast)
    page = f"/groups/training/requests/{asked.pk}/"
    client.force_login(cast.wg_lead)
    for decision, words, at_fault in (
        ("", "We are full.", "decision"), ("perhaps", "We are full.", "decision"),
        ("decline", "x" * 3001, "answer"),
    ):  # fmt: skip
        text = client.post(page, {"decision": decision, "answer": words}).content.decode()
        assert f"{words}</textarea>" in text
        assert f'href="#{at_fault}-{asked.pk}"' in text and f'id="{at_fault}-{asked.pk}"' in text
    empty = client.post(page, {"decision": "decline"}, headers={"accept-language": "en"})
    assert "Say why the request is declined." in empty.content.decode()
    assert lifecycle.JoinRequest.objects.get(pk=asked.pk).answered_at is None
    lifecycle.answer_request(request=asked, is_accepted=True, by=cast.wg_lead)
    late = client.post(page, {"decision": "decline", "answer": "We are full."})
    assert late.status_code == 409 and "We are full." in late.content.decode()


@pytest.mark.long
def test_the_lead_hears_of_a_request_and_who_asked_of_the_answer(cast, client):
    for person in (cast.wg_lead, cast.partner):
        person.language = "en"
        person.save()
    asked = ask(cast)
    mail = OutboxMail.objects.get()
    assert (mail.person, mail.subject) == (cast.wg_lead, "Partner asks to join Training WG")
    assert "Two trainers." in mail.text and "/groups/training/requests/" in mail.html
    client.force_login(cast.wg_lead)
    home = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "request to join</a> waits for your answer" in home
    assert "/groups/training/requests/" in home
    client.force_login(cast.other_lead)
    assert "/groups/training/requests/" not in client.get("/").content.decode()
    lifecycle.answer_request(request=asked, is_accepted=False, by=cast.wg_lead, answer="Full.")
    mail = OutboxMail.objects.get(person=cast.partner)
    assert "was declined" in mail.text and "Full." in mail.text
    lifecycle.answer_request(request=ask(cast), is_accepted=True, by=cast.wg_lead)
    last = OutboxMail.objects.filter(person=cast.partner).latest("pk")
    assert "You are a member of Training WG" in last.subject and "from today" in last.text
    client.force_login(cast.wg_lead)
    assert "/groups/training/requests/" not in client.get("/").content.decode()


def test_without_a_lead_the_glc_hears_of_a_request(cast):
    Seat.objects.filter(person=cast.wg_lead).update(ends_on="2026-01-01")
    ask(cast)
    told = {mail.person for mail in OutboxMail.objects.filter(kind="group_joining")}
    assert told == {cast.glc_rome, cast.glc_rome2}


def test_a_request_is_declined_with_a_reason_alone(cast):
    asked = ask(cast)
    with pytest.raises(ValidationError):
        lifecycle.answer_request(request=asked, is_accepted=False, by=cast.wg_lead)
    lifecycle.answer_request(request=asked, is_accepted=False, by=cast.wg_lead, answer="Full.")
    assert JoinRequest.objects.get().answer == "Full."


def test_nobody_asks_for_somebody_elses_organisation_or_answers_for_another_group(cast):
    with pytest.raises(ValidationError):
        ask(cast, organisation=cast.firm)
    asked = ask(cast)
    for stranger in (cast.other_lead, cast.partner, cast.sag):
        with pytest.raises(PermissionDenied):
            lifecycle.answer_request(request=asked, is_accepted=True, by=stranger)


@pytest.mark.long
def test_a_group_page_tells_whoever_asked_what_became_of_it(cast, client):
    def page(who):
        client.force_login(who)
        text = client.get("/groups/training/", headers={"accept-language": "en"}).content.decode()
        return text[text.index("<main") :]

    offer = 'href="/groups/training/join/"'
    Seat.objects.filter(body__key="training", organisation=cast.ngo).update(organisation=None)
    assert offer in page(cast.partner) and "waits for an answer" not in page(cast.partner)
    asked = ask(cast)
    assert offer not in page(cast.partner)
    assert "your request waits for an answer" in page(cast.partner)
    lifecycle.answer_request(request=asked, is_accepted=False, by=cast.wg_lead, answer="Full.")
    text = page(cast.partner)
    assert offer in text and "declined on" in text and "Full." in text
    assert "sits here already" not in text
    Seat.objects.filter(body__key="training", person=cast.wg_member).update(organisation=cast.ngo)
    assert "Your organisation sits here already" in page(cast.partner)
    again = ask(cast)
    lifecycle.answer_request(request=again, is_accepted=True, by=cast.wg_lead)
    assert offer not in page(cast.partner) and "You asked to join" not in page(cast.partner)


@pytest.mark.long
def test_who_asked_to_join_takes_the_request_back_and_may_ask_anew(cast, client):
    asked = ask(cast)
    client.force_login(cast.glc_rome)
    assert "/groups/training/requests/" in client.get("/").content.decode()
    client.force_login(cast.partner)
    home = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<a href="/groups/training/">waits for an answer</a>' in home
    page = client.get("/groups/training/", headers={"accept-language": "en"}).content.decode()
    assert "/groups/training/join/back/" in page and "Take my request back" in page
    answer = client.post("/groups/training/join/back/", headers={"accept-language": "en"})
    assert answer.url == "/groups/training/"
    asked.refresh_from_db()
    assert asked.is_taken_back and asked.answered_by == cast.partner
    row = TrailRow.objects.latest("number")
    assert (row.verb, row.actor) == ("joining_withdrawn", cast.partner.ref)
    page = client.get("/groups/training/", headers={"accept-language": "en"}).content.decode()
    assert "Your request is taken back." in page and "You asked to join" not in page
    # From a second tab.
    client.post("/groups/training/join/back/", headers={"accept-language": "en"})
    page = client.get("/groups/training/", headers={"accept-language": "en"}).content.decode()
    assert "This request was taken back already." in page
    client.force_login(cast.wg_lead)
    assert "/groups/training/requests/" not in client.get("/").content.decode()
    page = client.get("/groups/training/requests/", headers={"accept-language": "en"})
    assert "International Ngo A: taken back" in page.content.decode()
    assert ask(cast).answered_at is None


def test_a_request_is_taken_back_by_who_asked_alone_and_before_the_answer(cast):
    asked = ask(cast)
    for stranger in (cast.wg_lead, cast.glc_rome, cast.outsider):
        with pytest.raises(PermissionDenied):
            lifecycle.take_back_request(request=asked, by=stranger)
    lifecycle.take_back_request(request=asked, by=cast.partner)
    for act in (
        lambda: lifecycle.answer_request(request=asked, is_accepted=True, by=cast.wg_lead),
        lambda: lifecycle.take_back_request(request=asked, by=cast.partner),
    ):
        with pytest.raises(Refused, match="taken back"):
            act()
    assert not Seat.objects.filter(person=cast.partner, body__key="training").exists()
    with pytest.raises(IntegrityError):
        JoinRequest.objects.filter(pk=asked.pk).update(answered_by=cast.wg_lead)


def test_nobody_takes_a_seat_after_the_mandate_of_the_group(training, cast):
    last = training.mandate_ends_on
    giving = {"body": training.owner, "person": cast.outsider, "role": "member",
              "by": cast.glc_rome}  # fmt: skip
    with pytest.raises(ValidationError, match="mandate of this group ends") as error:
        actions.seat(starts_on=last + datetime.timedelta(days=1), **giving)
    assert "starts_on" in error.value.error_dict
    given = actions.seat(starts_on=last, **giving)
    assert given.starts_on == last


def test_a_group_that_works_on_after_its_mandate_may_still_be_given_people(training, cast):
    past = today() - datetime.timedelta(days=2)
    WorkingGroup.objects.filter(pk=training.pk).update(mandate_ends_on=past)
    owner = Owner.objects.get(key="training")
    assert actions.seat(
        body=owner, person=cast.outsider, role="member", starts_on=today(), by=cast.glc_rome
    )


@pytest.mark.long
def test_a_group_opened_by_mistake_is_dissolved_the_same_day(opening, cast, decision, client):
    group = lifecycle.open_group(**opening)
    client.force_login(cast.glc_rome)
    text = client.get("/groups/customs/dissolve/", headers={"accept-language": "en"})
    text = text.content.decode()
    assert "This group has no activity" in text and "is completed" not in text
    assert 'href="/decisions/new/?taken_by=sag&amp;then=%2Fgroups%2Fcustoms%2Fdissolve%2F"' in text
    answer = client.post("/groups/customs/dissolve/", {
        "decision": decision.key, "all_the_same": f"{decision.key} both 2",
        "dissolved_on": f"{today():%d/%m/%Y}",
        "reason": "A mistake.", "version": group.version,
    })  # fmt: skip
    assert answer.status_code == 302, answer.context["errors"]
    assert client.get("/groups/customs/").status_code == 200
    with pytest.raises(Refused):
        lifecycle.dissolve(
            group=group, dissolved_on=today(), decision=decision, receivers={}, reason="Twice.",
            by=cast.glc_rome, version=group.version + 1,
        )  # fmt: skip


def test_the_summary_names_each_answer_that_lacks(cast, client):
    client.force_login(cast.glc_rome)
    bad = client.post("/groups/open/", {}, headers={"accept-language": "en"})
    told = [str(error.text) for error in bad.context["errors"]]
    assert len(told) == len(set(told)) and "Choose one." not in told
    assert "SAG focal point: Choose one." in told
    assert 'href="/decisions/new/?taken_by=sag' in bad.content.decode()
