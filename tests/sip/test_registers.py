"""The registers of decisions and lessons: who keeps them, what they refuse, two people at once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Stale
from sip.models import Decision, FollowUp, Lesson, Meeting, Owner
from sip.registers import actions
from sip.translated import Translated
from tests.sip.story import activity, stated

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 17)
HOST = Translated.of(fr="Désigner l’hôte de la plateforme.", en="Name the host of the platform.")


@pytest.fixture
def plenary():
    return Meeting.objects.create(key="2026-06", starts_on="2026-06-16", ends_on="2026-06-18")


@pytest.fixture
def rome(client, cast):
    client.force_login(cast.glc_rome)
    client.cookies["django_language"] = "en"
    return client


def decided(cast, **told):
    wanted = {"taken_by": "sag", "taken_on": DAY, "text": HOST, "by": cast.glc_rome, **told}
    return actions.record_decision(**wanted)


def body(key):
    return Owner.objects.get(key=key)


def refusal(act, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    return caught.value.message_dict


def test_decisions_are_numbered_by_month_and_the_trail_tells_of_them(cast, plenary):
    first = decided(cast)
    second = decided(cast, taken_by="glm", meeting=Meeting.objects.get(), owner=body("rome"))
    other = decided(cast, taken_on=datetime.date(2026, 7, 1))
    assert [one.key for one in (first, second, other)] == ["2026-06-1", "2026-06-2", "2026-07-1"]
    row = trail.rows_about(second).get()
    assert (row.verb, row.actor) == ("decision_recorded", cast.glc_rome.ref)
    assert (row.after["meeting"], row.after["owner"]) == ("2026-06", "rome")


def test_what_a_blocked_activity_asked_stands_beside_the_decision(cast):
    stated("1.1.1.3", "on_track", datetime.date(2026, 1, 31))
    stated("1.1.1.3", "blocked", datetime.date(2026, 3, 31))
    stated("1.1.1.3", "blocked", datetime.date(2026, 6, 10))
    row = decided(cast, activity=activity("1.1.1.3"))
    assert (row.asked, row.asked_since_on) == ("Approve the new list.", datetime.date(2026, 3, 31))
    assert decided(cast, text=Translated.of(fr="Autre."), activity=activity("1.1.1.2")).asked == ""


@pytest.mark.long
def test_a_groups_work_is_endorsed_by_a_vote_of_the_plenary_alone(cast, plenary):
    training, plenary = body("training"), Meeting.objects.get()
    at_glm = {"taken_by": "glm", "meeting": plenary, "endorses": training}
    assert refusal(decided, cast, endorses=training, votes=(9, 0, 0))
    assert refusal(decided, cast, **at_glm)
    assert refusal(decided, cast, **at_glm, votes=(4, 4, 9))
    assert "endorses" in refusal(decided, cast, **{**at_glm, "endorses": body("rome")},
                                 votes=(9, 1, 0))  # fmt: skip
    assert decided(cast, **at_glm, votes=(26, 0, 3)) in Decision.objects.endorsing()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(votes_for=None, votes_against=None, votes_abstained=None)


def test_what_the_sag_decides_between_two_meetings_is_found_for_the_next(cast, plenary):
    row = decided(cast)
    decided(cast, taken_by="glm", meeting=Meeting.objects.get())
    find = Decision.objects.interim
    assert [*find(after=DAY - datetime.timedelta(1), until=DAY)] == [row]
    assert not find(after=DAY, until=None) and not find(after=None, until=DAY.replace(day=1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"taken_on": datetime.date(2099, 1, 1)}, "taken_on"),
        ({"due_on": datetime.date(2026, 1, 1)}, "due_on"),
        ({"text": Translated(None)}, "text"),
        ({"taken_by": "glm"}, "__all__"),
        ({"votes": (1, None, 2)}, "__all__"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_with_words(cast, changes, field):
    assert field in refusal(decided, cast, **changes)
    assert not Decision.objects.exists()


def test_the_same_decision_is_recorded_once_and_a_plenary_decides_on_its_days(cast, plenary):
    decided(cast)
    assert "2026-06-1" in refusal(decided, cast)["text_fr"][0]
    late = {"taken_by": "glm", "meeting": Meeting.objects.get(), "taken_on": DAY.replace(day=30)}
    assert "taken_on" in refusal(decided, cast, **late)


def test_a_follow_up_is_taken_from_the_version_that_was_read(cast):
    row = decided(cast, due_on=datetime.date(2026, 9, 30))
    assert row in Decision.objects.late(datetime.date(2026, 10, 1))
    assert row.days_late(datetime.date(2026, 10, 18)) == 18
    act = {"decision": row, "by": cast.glc_rome, "owner": body("global")}
    done = actions.follow_up(**act, state=FollowUp.APPLIED, version=0, note="Done.")
    assert (done.version, done.done_on, done.is_open) == (1, today(), False)
    with pytest.raises(Stale):
        actions.follow_up(**act, state=FollowUp.UNDER_WAY, version=0)
    assert actions.follow_up(**act, state="applied", note="Done.", version=1).version == 1
    assert "follow_up_note" in refusal(actions.follow_up, **act, state="dropped", version=1)
    early = datetime.date(2026, 1, 1)
    assert "done_on" in refusal(
        actions.follow_up, **act, state="applied", version=1, done_on=early, note="Done."
    )
    row.refresh_from_db()
    assert (row.version, trail.rows_about(row).count()) == (1, 2)


def test_a_member_of_the_sag_countersigns_once(cast, client):
    row = decided(cast)
    with pytest.raises(PermissionDenied):
        actions.countersign(decision=row, by=cast.partner)
    signed = actions.countersign(decision=row, by=cast.sag)
    assert signed.countersigned_by == cast.sag
    with pytest.raises(PermissionDenied):
        actions.countersign(decision=row, by=cast.sag_training)


@pytest.mark.long
def test_a_decision_is_recorded_on_its_page_with_what_was_typed_kept(rome, plenary):
    page = reverse("decision-new")
    asked = rome.get(page, {"meeting": "2026-06", "taken_by": "glm"}).context["form"]
    assert (asked["meeting"].value(), asked["taken_by"].value()) == ("2026-06", "glm")
    sent = {"taken_by": "glm", "meeting": "2026-06", "taken_on": "17/6/2026", "text_en": "=cmd()"}
    wrong = rome.post(page, {**sent, "votes_for": "many", "activity": "9.9.9.9"})
    assert {one.anchor for one in wrong.context["errors"]} == {"id_votes_for", "id_activity"}
    assert "=cmd()" in wrong.content.decode()
    assert rome.post(page, {**sent, "text_en": "a\x00b"}).status_code == 400
    seen = rome.post(page, sent, follow=True)
    assert "The decision is in the register" in seen.content.decode()
    asked = {"taken_by": "sag", "taken_on": "17/6/2026", "text_en": "Open a group."}
    answer = rome.post(f"{page}?then=/groups/open/", asked)
    assert answer.url == "/groups/open/?decision=2026-06-2"
    form = rome.get(answer.url).context["form"]
    assert form["decision"].value() == "2026-06-2"
    asked["text_en"] = "Open another one."
    assert rome.post(f"{page}?then=//elsewhere.org/", asked).url == "/decisions/2026-06-3/"
    assert Decision.objects.get(key="2026-06-1").text.original_language == "en"


@pytest.mark.long
def test_two_follow_ups_at_once_are_shown_side_by_side(rome, cast):
    row = decided(cast)
    page = reverse("decision-follow-up", args=[row.key])
    sent = {"follow_up": "under_way", "owner": "rome", "due_on": "", "done_on": "",
            "follow_up_note": "The team has written.", "version": "0"}  # fmt: skip
    actions.follow_up(
        decision=row,
        state=FollowUp.UNDER_WAY,
        note="Two offers came.",
        version=0,
        by=cast.glc_rome2,
    )
    conflict = rome.post(page, sent)
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Two offers" in text and "has written" in text and "Support Team" in text
    choice = {"keep-owner": "mine", "keep-follow_up_note": "merged",
              "merged-follow_up_note": "Two offers came; the team has written."}  # fmt: skip
    missing = rome.post(page, {**sent, "version": "1", "keep-owner": "mine"})
    assert missing.status_code == 409
    rome.post(page, {**sent, "version": "1", **choice})
    row.refresh_from_db()
    assert row.follow_up_note.startswith("Two offers came; the") and row.owner == body("rome")
    assert rome.post(page, {**sent, "version": "x"}).status_code == 400


@pytest.mark.long
def test_lessons_are_entered_changed_and_followed(rome, cast):
    sent = {"lesson_fr": "Le carburant a manqué.", "source": "Exercise in the Sahel",
            "learnt_on": "3/3/2026", "follow_up": "todo"}  # fmt: skip
    assert rome.post(reverse("lesson-new"), sent).status_code == 302
    row = Lesson.objects.get()
    again = rome.post(reverse("lesson-new"), sent)
    assert [one.anchor for one in again.context["errors"]] == ["id_lesson_fr"]
    page = reverse("lesson-edit", args=[row.pk])
    filled = rome.get(page).context["form"]
    assert (filled["learnt_on"].value(), filled["version"].value()) == (row.learnt_on, 0)
    more = {"measure_fr": "Deux dépôts.", "follow_up": "applied", "owner": "rome", "version": "0"}
    assert rome.post(page, {**sent, **more}).status_code == 302
    row.refresh_from_db()
    assert (str(row.measure), row.done_on, row.version) == ("Deux dépôts.", today(), 1)
    assert rome.post(page, {**sent, **more}).status_code == 409 or Lesson.objects.get().version == 1
    assert [one.verb for one in trail.rows_about(row)] == ["lesson_changed", "lesson_added"]


@pytest.mark.long
@pytest.mark.parametrize("name", ["decisions", "lessons"])
def test_a_register_costs_the_same_however_long(rome, cast, queries, name):
    page = reverse(name)

    def add(number):
        for one in range(number):
            text = Translated.of(fr=f"Numéro {one} de {number}.")
            decided(cast, text=text, activity=activity(), owner=body("rome"), due_on=today())
            actions.add_lesson(
                lesson=text, source="Exercise", learnt_on=DAY, owner=body("rome"), by=cast.glc_rome
            )

    add(1)
    rome.get(page)
    few = queries(lambda: rome.get(page))
    add(9)
    rome.get(page)
    assert queries(lambda: rome.get(page)) == few
    assert len(rome.get(page, {"state": "applied"}).context["rows"]) == 0
    assert rome.get(page, {"state": "nonsense", "p": "9999"}).status_code == 200
