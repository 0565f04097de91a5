"""Rules of the sources about groups and what the SAG decides of them (B1, B5, W2, W4, W5, W10),
tried through the act, the page, the back office and the database."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from accounts.clock import today
from sip.actions import set_status
from sip.models import Activity, Decision, Meeting, Owner, Status
from sip.registers.actions import record_decision
from sip.translated import Translated
from tests.exports.test_datasets import take
from workinggroups import lifecycle
from workinggroups.models import Seat, WorkingGroup

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
A_DAY = datetime.timedelta(days=1)
DECIDED = datetime.timedelta(days=3)


@pytest.fixture
def decision(cast):
    return record_decision(
        taken_by=Decision.Body.SAG, taken_on=today() - DECIDED, by=cast.glc_rome,
        text=Translated.of(original="fr", fr="Dissoudre."),
    )  # fmt: skip


@pytest.fixture
def training(cast):
    return WorkingGroup.objects.get(owner__key="training")


def refused(work, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        work()


def codes(group):
    return [one.code for one in Activity.objects.current().reported_by(group.owner)]


def ending(group, decision, by, receiver="rome", **more):
    body = Owner.objects.get(key=receiver)
    return {
        "group": group, "dissolved_on": today(), "decision": decision, "reason": "Done.", "by": by,
        "version": group.version, "receivers": dict.fromkeys(codes(group), body),
        "all_the_same": True, **more,
    }  # fmt: skip


# --- W4, B5: the SAG decides first ---------------------------------------------------------------


@pytest.mark.parametrize("way", ["act", "page", "back office", "database"])
def test_no_group_is_dissolved_before_the_sag_decided_so(client, cast, training, decision, way):
    day = today() - DECIDED - A_DAY
    client.force_login(cast.glc_rome)
    if way == "act":
        with pytest.raises(ValidationError, match="had not decided"):
            lifecycle.dissolve(**ending(training, decision, cast.glc_rome, dissolved_on=day))
    elif way == "page":
        page = client.post("/groups/training/dissolve/", {
            "decision": decision.key, "dissolved_on": f"{day:%d/%m/%Y}", "reason": "Fini.",
            "version": 0, "all_the_same": f"{decision.key} unsigned 1",
            **{f"to-{code}": "rome" for code in codes(training)},
        }, headers=ENGLISH)  # fmt: skip
        assert "had not decided by that day" in page.content.decode()
    elif way == "back office":
        client.post(f"/admin/workinggroups/workinggroup/{training.pk}/change/", {
            "dissolved_on": f"{day}", "mandate_ends_on": "2026-12-31", "mandate_fr": "Former.",
        })  # fmt: skip
    else:
        rows = WorkingGroup.objects.filter(pk=training.pk)
        told = {"dissolved_by_decision": decision, "dissolved_on": day}
        refused(lambda: rows.update(**told), "group_by_decision")
        refused(lambda: rows.update(**told | {"dissolved_on": None}), "group_by_decision")
        refused(lambda: rows.update(source=""), "group_by_decision")
        early = {"opened_by_decision": decision, "opened_on": day}
        refused(lambda: rows.update(**early), "group_by_decision")
        rows.update(**told | {"dissolved_on": today()})
        return
    training.refresh_from_db()
    assert training.dissolved_on is None


# --- nothing is handed to nobody -----------------------------------------------------------------


@pytest.mark.parametrize("receiver", ["training", "services", "teams"])
@pytest.mark.parametrize("way", ["act", "page"])
def test_activities_go_to_another_body_at_work_that_reports(
    client, cast, training, decision, receiver, way
):
    """Not to the group itself, to one that was dissolved, nor to one that files no report."""
    services = WorkingGroup.objects.filter(owner__key="services")
    services.update(dissolved_on=today() - A_DAY)
    if way == "act":
        with pytest.raises(ValidationError) as error:
            lifecycle.dissolve(**ending(training, decision, cast.glc_rome, receiver))
        assert set(error.value.error_dict) <= {f"to-{code}" for code in codes(training)}
    else:
        client.force_login(cast.glc_rome)
        page = client.post("/groups/training/dissolve/", {
            "decision": decision.key, "dissolved_on": f"{today():%d/%m/%Y}", "reason": "Fini.",
            "version": 0, "all_the_same": f"{decision.key} unsigned 1",
            **{f"to-{code}": receiver for code in codes(training)},
        })  # fmt: skip
        assert page.status_code == 200
    training.refresh_from_db()
    assert training.dissolved_on is None


# --- what the database keeps as it is ------------------------------------------------------------


def test_a_group_with_seats_does_not_become_the_sag(cast):
    """A stakeholder sits in it."""
    rows = Owner.objects.filter(key="training")
    for kind in ("advisory_group", "national_sag", "oag", "generic"):
        refused(lambda kind=kind: rows.update(kind=kind), "body_keeps_its_kind")


def test_the_work_of_a_group_alone_is_endorsed(cast):
    rows = {"taken_by": "glm", "taken_on": today(), "text": Translated.of(original="fr", fr="Oui.")}
    meeting = Meeting.objects.create(key="2026-06", starts_on=today(), ends_on=today())
    votes = {"votes_for": 9, "votes_against": 1, "votes_abstained": 0}
    for key in ("sag", "rome", "global"):
        body = Owner.objects.get(key=key)
        made = Decision(key="2026-06-1", meeting=meeting, endorses=body, **rows, **votes)
        refused(made.save, "decision_endorses_a_group")
    made.endorses = Owner.objects.get(key="training")
    made.save()
    kept = Decision.objects.filter(pk=made.pk)
    sag = Owner.objects.get(key="sag")
    refused(lambda: kept.update(endorses=sag), "decision_endorses_a_group")


@pytest.mark.parametrize("way", ["row", "rows", "back office"])
def test_a_decision_once_recorded_stays(client, cast, decision, way):
    if way == "row":
        refused(decision.delete, "decision_stays")
    elif way == "rows":
        refused(Decision.objects.all().delete, "decision_stays")
    else:
        client.force_login(cast.glc_rome)
        path = f"/admin/sip/decision/{decision.pk}/delete/"
        assert client.post(path, {"post": "yes"}).status_code == 403
    assert Decision.objects.filter(pk=decision.pk).exists()


# --- W2, W5: what is only warned of --------------------------------------------------------------


def told_of(client, cast, who="glc_rome"):
    client.force_login(getattr(cast, who))
    return (
        client.get("/groups/training/", headers=ENGLISH).content.decode(),
        client.get("/", headers=ENGLISH).content.decode(),
    )


@pytest.mark.long
def test_a_group_without_a_partner_is_warned_of(client, cast):
    page, home = told_of(client, cast)
    name = Owner.objects.get(key="training").short_name.in_language("en")
    assert "No partner sits in this group" not in page
    assert f"Find partners for {name}" not in home
    Seat.objects.filter(body__key="training", organisation=cast.ngo).delete()
    page, home = told_of(client, cast)
    assert "No partner sits in this group" in page and f"Find partners for {name}" in home
    assert "No partner sits in this group" in told_of(client, cast, "wg_lead")[0]
    assert "No partner sits in this group" not in told_of(client, cast, "partner")[0]


@pytest.mark.long
def test_a_group_that_has_done_its_work_is_warned_of(client, cast, training):
    activities = list(Activity.objects.current().reported_by(training.owner))
    Activity.objects.filter(pk__in=[one.pk for one in activities]).update(is_upkeep=False)
    says, name = "All its activities are completed", training.owner.short_name.in_language("en")
    for activity in activities:
        assert says not in told_of(client, cast)[0]
        set_status(
            activity=activity, status=Status.COMPLETED, by=cast.glc_rome, version=activity.version,
            motive="Seen.", answers={"evidence": "https://example.org/e", "completed_on": today()},
        )  # fmt: skip
    page, home = told_of(client, cast)
    assert says in page and f"Ask the SAG whether {name} has done its work" in home
    Activity.objects.filter(pk=activities[0].pk).update(is_upkeep=True)
    assert says not in told_of(client, cast)[0], "what is to be kept up to date goes on"


# --- L2: what a machine translated says so -------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "says"),
    [("fr", "machine translation"), ("en", "translation of a machine translation")],
)
def test_the_mandates_of_the_source_say_that_a_machine_translated_them(training, language, says):
    texts = [training.mandate, *(one.text for one in training.objectives.all())]
    with override(language):
        assert all(one.source_language == "en" and one.machine_translated for one in texts)
    with override(language):
        label = training.mandate.provenance
    with override("en"):
        assert str(label) == says


def test_what_people_write_anew_is_no_machine_s(training):
    again = training.mandate.with_text("fr", "Former les équipes, écrit à nouveau.")
    assert not again.machine_translated and again.source_language == "fr"
    kept = training.mandate.with_text("en", "To train.")
    assert kept.source_language == "en"
    own = Translated.of(fr="Former.", en="Train.")
    with override("en"):
        assert (own.machine_translated, str(own.provenance)) == (False, "working translation")
        by_machine = Translated.of(fr="Former.", en="Train.", kind="machine")
        assert by_machine.machine_translated
    with override("fr"):
        assert own.provenance == ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_and_the_table_of_groups_say_so_too(client, cast, language):
    page = client.get("/groups/training/", headers=ENGLISH).content.decode()
    assert "Translation of a machine translation" in page
    rows = json.loads(take(client, "working_groups", "json", language=language))["rows"]
    row = next(row for row in rows if row["wg_code"] == "training")
    assert (row["source_language"], row["machine_translated"]) == ("en", True)
