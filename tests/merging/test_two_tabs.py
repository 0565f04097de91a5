"""Two people change different answers of one form: both changes stand, on every form that edits.

Each page below is opened twice. The first tab saves one answer; the second changed another, is
shown both texts, and saves what is offered there without touching anything.
"""

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from actionplans.models import Action, NationalCluster
from partners.committing import load_commitments
from partners.models import Resource
from reporting.actions import open_quarter
from reporting.meetings import actions as gathering
from reporting.meetings.models import Attendance
from sip import meetings
from sip.models import Meeting, Owner
from sip.registers.actions import add_lesson, record_decision
from sip.registers.motions import put_motion
from sip.translated import Translated
from tests.actionplans.making import make_countries
from tests.edges import a_few
from tests.merging.tabs import ENGLISH, answers, told
from tests.network import KEY, make_network
from workinggroups import meetings as group_meetings

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 10, 12, 12, tzinfo=datetime.UTC)
FIRST = datetime.date(2026, 12, 8)
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture(autouse=True)
def on_a_day_in_english():
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@dataclass
class Form:
    """One form: who opens it, how its object is made (`at`: from the cast to the address), what may
    be changed apart (`parts`: answers that go together), and what is always sent beside."""

    who: str
    at: object
    parts: list
    beside: dict = field(default_factory=dict)


def ngo(page):
    def make(cast):
        make_network(cast)
        return f"/partners/international-ngo-a/{page}/"

    return make


def offer(cast):
    make_network(cast)
    Resource.objects.filter(pk=KEY).update(description="As before.", languages="fr,en")
    return reverse("resource-edit", args=[KEY])


def adapted(cast):
    load_commitments()
    return reverse("commitments-adapt", args=["sample"])


def action(cast):
    plan = make_countries(cast)
    one = Action.objects.of_plan(plan).get(schedule="by_month")
    return reverse("country-action-edit", args=["sample", 2026, one.pk])


def gap(cast):
    plan = make_countries(cast)
    return reverse(
        "country-gap", args=["sample", 2026, Action.objects.of_plan(plan).first().gap.pk]
    )


def cluster(cast):
    NationalCluster.objects.update(activated_on="2020-01-01", lead_agency=cast.firm)
    return reverse("country-edit", args=["sample"])


def quarter(cast):
    open_quarter(key="2026-Q3", by=None, on=datetime.date(2026, 10, 5))
    return reverse("calendar-quarter", args=["2026-Q3"])


def glm(cast):
    return meetings.announce(
        key="2026-12", starts_on=FIRST, ends_on=FIRST + datetime.timedelta(2), place="Rome",
        by=cast.glc_rome2,
    )  # fmt: skip


def facts(cast):
    return reverse("meeting-edit", args=[glm(cast).key])


def session(cast):
    begins = timezone.make_aware(datetime.datetime.combine(FIRST, datetime.time(9)))
    made = gathering.add_session(
        meeting=glm(cast), title=Translated.of(fr="État du plan"), begins_at=begins,
        by=cast.glc_rome2,
    )  # fmt: skip
    return reverse("session-edit", args=["2026-12", made.pk])


def motion(cast):
    put_motion(
        meeting=glm(cast), text=Translated.of(fr="Renouveler deux sièges."),
        asked_by=Owner.objects.get(key="sag"), by=cast.glc_rome2,
    )  # fmt: skip
    return reverse("motion-edit", args=["2026-12", 1])


def numbers(cast):
    past = Meeting.objects.create(key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18")
    Attendance.objects.create(meeting=past, organisation=cast.ngo, onsite=2, online=1)
    return reverse("attendance-edit", args=["2026-06", cast.ngo.slug])


def follow_up(cast):
    made = record_decision(
        taken_by="sag", taken_on=datetime.date(2026, 6, 17), text=Translated.of(fr="Agir."),
        by=cast.glc_rome2,
    )  # fmt: skip
    return reverse("decision-follow-up", args=[made.key])


def lesson(cast):
    made = add_lesson(
        lesson=Translated.of(fr="Préparer tôt."), measure=Translated.of(fr="Un plan."),
        source="Exercise", learnt_on=datetime.date(2026, 6, 17), by=cast.glc_rome2,
    )  # fmt: skip
    return reverse("lesson-edit", args=[made.pk])


def met(cast, **more):
    return group_meetings.put_down(
        body=Owner.objects.get(key="training"), by=cast.wg_lead, subject="Modules",
        held_on=datetime.date(2026, 10, 6), place="HQ 1", languages=["fr", "en"], **more,
    )  # fmt: skip


def group_meeting(cast):
    return reverse("group-meeting", args=["training", met(cast).pk])


def came(cast):
    return reverse("group-came", args=["training", met(cast).pk])


FORMS = {
    "entry": Form("partner", ngo("edit"), [
        {"acronym": "INA"}, {"website": "https://ngo.example.org/"}, {"languages": ["fr", "sw"]},
        {"countries": "Chad\nNiger"}, {"aliases": "One\nTwo"}, {"contact1-phone": "+39 06"},
    ]),
    "offer": Form("partner", offer, [
        {"title": "Three logisticians"}, {"quantity": "3"}, {"languages": ["fr"]},
        {"description": "Otherwise."}, {"notice_days": "0"},
    ]),
    "declaration": Form("partner", ngo("commitments"), [
        {"1-answer": "applied"}, {"2-answer": "applied", "2-comment": "Since May."},
        {"signed_as": "The director"},
    ], {"next": "draft"}),
    "adapted commitments": Form("country_coord", adapted, [
        {"1-label": "A title"}, {"2-text": "Other words."}, {"13-label": "Own", "13-text": "New."},
    ]),
    "action": Form("country_coord", action, [
        {"text": "Revise the whole strategy"}, {"responsible": "The coordinator"},
        {"status": "completed", "reason": "", "evidence": "Minutes", "completed_on": "01/09/2026"},
        {"support_needed": "A consultant"}, {"due_on": "30/09/2026"},
    ]),
    "gap": Form("country_coord", gap, [
        {"text": "Reports are missing"}, {"section": "Another section"},
    ]),
    "cluster": Form("glc_rome", cluster, [
        {"name": "The sample"}, {"activated_on": "01/02/2020"}, {"languages": ["fr", "ar"]},
        {"lead_agency": "international-ngo-a"},
    ]),
    "quarter": Form("glc_rome", quarter, [
        {"due_on": "23/10/2026"}, {"meeting": ""},
    ], {"reason": "Agreed."}),
    "meeting": Form("glc_rome", facts, [
        {"place": "Nairobi"}, {"mode": "online"}, {"sites": "Nairobi, Kenya\nDakar, Senegal"},
        {"languages": ["fr", "en"]}, {"ends_on": "11/12/2026"},
    ]),
    "session": Form("glc_rome", session, [
        {"title_en": "State of the plan"}, {"until": "10:30"}, {"audience": "partners"},
        {"is_cancelled": "on"}, {"detail_fr": "Pilier par pilier."},
    ]),
    "motion": Form("glc_rome", motion, [
        {"text_en": "Renew two seats."}, {"asked_by": "rome"}, {"reason_fr": "Ils finissent."},
        {"is_withdrawn": "on"},
    ]),
    "numbers": Form("glc_rome", numbers, [{"onsite": "0"}, {"online": "4"}]),
    "follow-up": Form("glc_rome", follow_up, [
        {"follow_up": "under_way"}, {"owner": "training"}, {"due_on": "31/12/2026"},
        {"follow_up_note": "Begun."},
    ]),
    "lesson": Form("glc_rome", lesson, [
        {"lesson_en": "Prepare early."}, {"measure_fr": "Deux plans."}, {"owner": "rome"},
        {"learnt_on": "18/06/2026"},
    ]),
    "group's meeting": Form("wg_lead", group_meeting, [
        {"place": "HQ 2"}, {"begins_at": "9:30"}, {"languages": ["fr"]}, {"mode": "onsite"},
        {"is_cancelled": "on"}, {"interpretation": ["ar"]},
    ]),
    "who came": Form("wg_lead", came, [
        {"people": 1}, {"guests": "Logistics Company A"},
    ]),
}  # fmt: skip


def edited(sent, part, form):
    """Return what a tab sends once it changed this part."""
    values = {name: each if isinstance(each, list) else [each] for name, each in part.items()}
    return {**sent, **values, **form.beside}


def opened(client, path):
    response = client.get(path, headers=ENGLISH)
    assert response.status_code == 200
    return answers(response)


def chosen(part, path, client):
    """Fill in what only the page knows: the first of the people."""
    if part.get("people") == 1:
        form = client.get(path, headers=ENGLISH).context["form"]
        return {"people": [form.fields["people"].choices[0][0]]}
    return part


def both(client, path, form, first, second):
    """Let two tabs change these parts, the second taking what is offered. Return what it shows."""
    one, other = opened(client, path), opened(client, path)
    assert client.post(path, edited(one, first, form), headers=ENGLISH).status_code == 302
    shown = client.post(path, edited(other, second, form), headers=ENGLISH)
    if shown.status_code == 302:
        return None
    assert shown.status_code == 409, shown.content.decode()[-1500:]
    done = client.post(path, answers(shown), headers=ENGLISH)
    assert done.status_code == 302, done.context and done.context["errors"]
    return shown


def expected(before, parts, form):
    after = before
    for part in parts:
        after = edited(after, part, form)
    return {name: value for name, value in told(after).items() if name not in form.beside}


def pairs_of(form):
    """Return which parts two tabs change: each with the next, in both orders."""
    count = len(form.parts)
    pairs = [(form.parts[each], form.parts[(each + 1) % count]) for each in range(count)]
    return pairs + [(second, first) for first, second in pairs] if count > 2 else pairs


@pytest.mark.brief
@pytest.mark.parametrize("name", a_few(FORMS))
def test_both_changes_stand_when_the_merge_is_saved_as_offered(cast, client, name):
    stand_together(cast, client, name, pairs_of(FORMS[name])[:1])


@pytest.mark.long
@pytest.mark.parametrize("name", FORMS)
def test_each_change_stands_with_each_other(cast, client, name):
    stand_together(cast, client, name, pairs_of(FORMS[name]))


def stand_together(cast, client, name, pairs):
    form = FORMS[name]
    if name == "quarter":
        glm(cast)
    path = form.at(cast)
    client.force_login(getattr(cast, form.who))
    begun = opened(client, path)
    for pair in pairs:
        first, second = (chosen(part, path, client) for part in pair)
        # Back to what stood at first, from the newest version: a change is one again.
        now = opened(client, path)
        beside = {each: now[each] for each in ("version", "began_from")}
        client.post(path, {**begun, **beside, **form.beside}, headers=ENGLISH)
        before = opened(client, path)
        both(client, path, form, first, second)
        done = {each: value for each, value in told(opened(client, path)).items()
                if each not in form.beside}  # fmt: skip
        wanted = expected(before, (first, second), form)
        assert normal(done) == normal(wanted), (first, second)


def normal(values):
    """Hours are shown with two figures however they were typed."""
    return {name: ["09:30" if one == "9:30" else one for one in each]
            for name, each in values.items()}  # fmt: skip


@pytest.mark.long
def test_what_both_add_to_a_list_stands_and_what_either_takes_away_goes(cast, client):
    path = FORMS["offer"].at(cast)
    client.force_login(cast.partner)
    shown = both(client, path, FORMS["offer"], {"languages": ["fr", "en", "sw"]},
                 {"languages": ["fr", "ar"]})  # fmt: skip
    held = Resource.objects.get(pk=KEY)
    assert sorted(held.languages) == ["ar", "fr", "sw"]
    page = shown.content.decode()
    assert "French, Arabic, Swahili" in page, "in names"
    assert "fr, en, sw" not in re.sub(r"<input[^>]*>", "", page)


@pytest.mark.long
def test_people_ticked_in_two_tabs_are_named_and_all_stand(cast, client):
    path = came(cast)
    client.force_login(cast.wg_lead)
    people = client.get(path, headers=ENGLISH).context["form"].fields["people"].choices
    (lead, name), (other, other_name) = people[:2]
    form = FORMS["who came"]
    shown = both(client, path, form, {"people": [lead]}, {"people": [other]}).content.decode()
    assert name in shown and other_name in shown
    assert lead not in re.sub(r"<input[^>]*>", "", shown)
    assert sorted(opened(client, path)["people"]) == sorted([lead, other])


@pytest.mark.long
def test_organisations_that_two_tabs_say_came_to_a_session_all_stand(cast, client):
    session(cast)
    meeting = Meeting.objects.get(key="2026-12")
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, organisation=one, onsite=1) for one in (cast.ngo, cast.firm)
    )
    path = reverse("session-attendance", args=["2026-12", meeting.sessions.get().pk])
    form = Form("glc_rome", session, [])
    with time_machine.travel(NOON + datetime.timedelta(60), tick=False):
        client.force_login(cast.glc_rome)
        first, second = ({"organisations": [one.slug]} for one in (cast.ngo, cast.firm))
        assert both(client, path, form, first, second)
        came = opened(client, path)["organisations"]
    assert sorted(came) == sorted([cast.ngo.slug, cast.firm.slug])


@pytest.mark.long
def test_keeping_mine_of_the_people_can_be_saved(cast, client):
    path = came(cast)
    client.force_login(cast.wg_lead)
    people = client.get(path, headers=ENGLISH).context["form"].fields["people"].choices
    one, other = opened(client, path), opened(client, path)
    client.post(path, {**one, "people": [people[0][0]]})
    shown = client.post(path, {**other, "people": [key for key, _name in people[1:]]})
    done = client.post(path, answers(shown) | {"keep-people": "mine"})
    assert done.status_code == 302
    assert sorted(opened(client, path)["people"]) == sorted(key for key, _name in people[1:])


def test_what_both_changed_is_asked_and_nothing_is_ticked(cast, client):
    path = group_meeting(cast)
    client.force_login(cast.wg_lead)
    one, other = opened(client, path), opened(client, path)
    client.post(path, {**one, "place": "HQ 2", "mode": "onsite"})
    shown = client.post(path, {**other, "place": "HQ 3", "begins_at": "10:00"}, headers=ENGLISH)
    offered = answers(shown)
    assert "keep-place" not in offered
    assert (offered["keep-mode"], offered["keep-begins_at"]) == (["saved"], ["mine"])
    asked = client.post(path, offered, headers=ENGLISH)
    assert asked.status_code == 409 and "Choose what to keep." in asked.content.decode()
    again = answers(asked)
    assert (again["keep-mode"], again["keep-begins_at"]) == (["saved"], ["mine"])
    assert client.post(path, again | {"keep-place": "mine"}).status_code == 302
    now = opened(client, path)
    assert (now["place"], now["mode"], now["begins_at"]) == (["HQ 3"], ["onsite"], ["10:00"])


@pytest.mark.long
def test_a_third_save_while_two_are_brought_together_stands_too(cast, client):
    path = group_meeting(cast)
    client.force_login(cast.wg_lead)
    one, other = opened(client, path), opened(client, path)
    client.post(path, {**one, "place": "HQ 2"})
    shown = client.post(path, {**other, "mode": "onsite"})
    client.post(path, {**opened(client, path), "begins_at": "10:00"})
    again = client.post(path, answers(shown))
    assert again.status_code == 409
    assert client.post(path, answers(again)).status_code == 302
    now = opened(client, path)
    assert (now["place"], now["mode"], now["begins_at"]) == (["HQ 2"], ["onsite"], ["10:00"])


@pytest.mark.long
def test_a_save_of_something_that_the_form_does_not_ask_stops_nobody(cast, client):
    path = came(cast)
    client.force_login(cast.wg_lead)
    mine = opened(client, path)
    other = path.removesuffix("came/")
    client.post(other, {**opened(client, other), "place": "HQ 2"})
    guests = {**mine, "guests": "Logistics Company A"}
    assert client.post(path, guests).status_code == 302
    assert opened(client, path)["guests"] == ["Logistics Company A"]


@pytest.mark.long
@pytest.mark.parametrize("began", ["", "forged", "e30:1xGEhE:forged"])
def test_a_form_that_does_not_say_what_it_began_from_proposes_mine_nowhere(cast, client, began):
    path = group_meeting(cast)
    client.force_login(cast.wg_lead)
    one, other = opened(client, path), opened(client, path)
    client.post(path, {**one, "place": "HQ 2"})
    shown = client.post(path, {**other, "begins_at": "10:00", "began_from": began})
    offered = answers(shown)
    assert "keep-place" not in offered and "keep-begins_at" not in offered


def test_a_group_reviewed_meanwhile_is_looked_at_again(cast, client):
    client.force_login(cast.glc_rome)
    path = reverse("group-review", args=["training"])
    one, other = opened(client, path), opened(client, path)
    assert client.post(path, one).status_code == 302
    shown = client.post(path, other, headers=ENGLISH)
    assert shown.status_code == 409
    assert "look at it, then send again" in shown.content.decode()
    assert client.post(path, answers(shown)).status_code == 302


# Pages where something is decided on what was read, not edited: they are shown again.
DEEDS = {
    "reporting/report_review.html", "reporting/settle.html", "reporting/report_reopen.html",
    "reporting/report_words.html", "reporting/report_check.html", "actionplans/move.html",
    "sip/several_edit.html", "partners/request_detail.html",
}  # fmt: skip


def test_every_form_over_a_version_says_what_it_began_from():
    bare = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"form\.version(?!.*began_from)", path.read_text(encoding="utf-8"))
    }
    assert bare == DEEDS
