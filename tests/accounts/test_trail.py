"""The trail: read by few, told in sentences, changed by nobody without it showing."""

import ast
import datetime
import uuid

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone, translation

from accounts import actions, trail
from accounts.models import AppendOnly, TrailHead, TrailRow
from accounts.presenting import tell
from accounts.words import KINDS, SENTENCES
from sip.models import Activity, Meeting, Owner
from tests.architecture.sources import LAYERS, each, modules, nodes
from tests.spoken import lacking

pytestmark = pytest.mark.django_db


def record(count=1, **fields):
    activity = Activity.objects.get(code="2.3.2.1")
    for number in range(count):
        with transaction.atomic():
            row = trail.record(
                **{"by": None, "verb": "status_set", "target": activity, "after": {"n": number}}
                | fields
            )
    return row


@pytest.fixture
def english():
    """What commands say, in the language of the code."""
    with translation.override("en"):
        yield


def told(row):
    with translation.override("en"):
        return tell([row])[0]


class TestPage:
    @pytest.mark.parametrize("who", ["glc_rome", "sag", "admin"])
    def test_rome_the_sag_and_administrators_read_it(self, client, cast, who):
        client.force_login(getattr(cast, who))
        assert client.get("/trail/").status_code == 200

    @pytest.mark.parametrize("who", ["wg_lead", "wg_member", "partner", "stakeholder", "outsider"])
    def test_others_do_not(self, client, cast, who):
        client.force_login(getattr(cast, who))
        assert client.get("/trail/").status_code == 403

    def test_it_tells_who_what_before_after_and_why_in_rome_time(self, client, cast):
        row = record(
            by=cast.glc_rome, before={"status": "at_risk"}, after={"status": "blocked"},
            reason="The mandate ran out.",
            told_at=datetime.datetime(2025, 7, 1, 22, 30, tzinfo=datetime.UTC),
        )  # fmt: skip
        client.force_login(cast.sag)
        page = client.get("/trail/", headers={"Accept-Language": "en"}).content.decode()
        for words in (
            f"{cast.glc_rome.name} set a status outside a report: activity 2.3.2.1.",
            "At risk", "Blocked", "The mandate ran out.", "00:30", str(row.number),
            'href="/plan/2.3.2.1/"',
        ):  # fmt: skip
            assert words in page

    def test_it_is_newest_first_and_goes_on_by_pages(self, client, cast):
        record(120)
        client.force_login(cast.admin)
        first = client.get("/trail/")
        numbers = [act.row.number for act in first.context["acts"]]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) == 50
        older = client.get(f"/trail/?before={first.context['older']}")
        assert older.context["acts"][0].row.number == numbers[-1] - 1

    def test_it_is_filtered_by_object(self, client, cast):
        record()
        actions.set_language(person=cast.sag, language="en", by=cast.sag)
        client.force_login(cast.admin)
        page = client.get("/trail/?kind=sip.activity&key=2.3.2.1")
        assert {act.row.target_key for act in page.context["acts"]} == {"2.3.2.1"}

    def test_the_key_is_found_whatever_its_capitals(self, client, cast):
        found = record(target=Meeting(key="2026-Nov"))
        client.force_login(cast.admin)
        for typed in ("2026-nov", "2026-Nov", "2026-NOV"):
            page = client.get("/trail/", {"key": typed})
            assert [act.row for act in page.context["acts"]] == [found]

    @pytest.mark.parametrize(
        "query",
        ["before=-1", "before=abc", f"before={10**30}", "kind=nothing", "key=%27--", "kind[]=1"],
    )
    def test_a_question_that_cannot_be_is_answered(self, client, cast, query):
        client.force_login(cast.admin)
        assert client.get(f"/trail/?{query}").status_code == 200

    def test_it_costs_the_same_with_one_row_and_with_fifty(self, client, cast, queries):
        record(by=cast.sag)
        client.force_login(cast.admin)
        client.get("/trail/")
        few = queries(lambda: client.get("/trail/"))
        record(49, by=cast.glc_rome)
        client.get("/trail/")
        # One query for the names of each kind of object: fifty alike need fewer than those before.
        assert queries(lambda: client.get("/trail/")) <= few


class TestSentences:
    @pytest.mark.parametrize("verb", SENTENCES)
    def test_every_verb_makes_one(self, cast, verb):
        sentence = told(record(verb=verb, by=cast.sag)).sentence
        assert sentence.startswith(cast.sag.name)
        assert "2.3.2.1" in sentence

    def test_an_unknown_verb_is_shown_as_it_is(self, cast):
        assert "something_new" in told(record(verb="something_new", by=cast.sag)).sentence

    def test_every_verb_in_the_trail_of_the_plan_has_its_sentence(self):
        assert set(TrailRow.objects.values_list("verb", flat=True)) <= set(SENTENCES)

    def test_a_row_names_the_body_one_acts_for(self, cast):
        row = record(by=cast.glc_rome, on_behalf_of="GT Formation")
        assert f"{cast.glc_rome.name}, on behalf of GT Formation" in told(row).sentence

    def test_whoever_is_gone_is_somebody_and_commands_are_the_system(self, cast):
        assert told(record(by=None)).sentence.startswith("The system")
        row = record()
        row.actor = uuid.uuid4()
        assert told(row).sentence.startswith("Somebody")

    def test_values_are_told_in_words(self, cast):
        row = record(
            before={"person": str(cast.sag.ref), "ends_on": None, "is_unchanged": False},
            after={"ends_on": "2026-03-31", "is_unchanged": True, "1.1.1.1-progress": "x"},
        )  # fmt: skip
        changes = {change.label: (change.before, change.after) for change in told(row).changes}
        assert changes["person"] == (cast.sag.name, None)
        assert changes["until"] == (None, "31 March 2026")
        assert changes["no change this quarter"] == ("no", "yes")
        assert changes["1.1.1.1 progress"] == (None, "x")

    def test_keys_are_told_by_the_names_of_what_they_stand_for(self, cast):
        row = record(
            target=cast.ngo, verb="organisation_changed", on_behalf_of="training",
            before={"type": "ingo", "countries": ["TCD"], "languages": ["ar"]},
            after={
                "type": "rcrc_national_society", "countries": ["NER", "COD"], "body": "sag",
                "organisation": "logistics-company-a", "named_in": "2026-06", "quarter": "2026-Q3",
                "due_at": "2026-10-15T21:59:59Z", "begins_at": "09:30:00", "mode": "hybrid",
                "lines_added": {"rome": ["1.1.1.4"]}, "moved": {"seats": [3, 6, 7]}, "3": "applied",
            },
        )  # fmt: skip
        act = told(row)
        assert act.sentence == (
            "The system, on behalf of Training WG changed an organisation: "
            "organisation International Ngo A."
        )
        said = {change.label: (change.before, change.after) for change in act.changes}
        assert said["type"] == (
            "International NGO", "Red Cross or Red Crescent society"
        )  # fmt: skip
        assert said["countries"] == ("Chad", "Niger, Democratic Republic of the Congo")
        assert said["working languages"][0] == "Arabic"
        assert said["body"][1] == "SAG"
        assert said["organisation"][1] == "Logistics Company A"
        assert (said["named at the GLM"][1], said["quarter"][1]) == ("June 2026", "Q3 2026")
        assert said["reports due"][1] == "15 October 2026, 23:59"
        assert (said["begins"][1], said["mode"][1]) == ("09:30", "on site and online")
        assert said["lines added"][1] == "Rome support team: 1.1.1.4"
        assert said["rows that followed"][1] == "seats: 3"
        assert said["Commitment 3"][1] == "Applied"

    def test_what_is_gone_keeps_its_key(self, cast):
        row = record(after={"organisation": "no-such", "body": "nobody"})
        row.target_type, row.target_key = "actionplans.action", "nowhere/2026/x"
        act = told(row)
        assert "nowhere/2026/x" in act.sentence
        assert {change.after for change in act.changes} == {"no-such", "nobody"}

    def test_codes_and_names_of_objects_are_told_in_french_too(self, cast):
        row = record(
            target=Owner.objects.get(key="training"), verb="seat_given",
            after={"role": "lead", "category": "lead-agency", "organisation": cast.ngo.slug},
        )  # fmt: skip
        with translation.override("fr"):
            act = tell([row])[0]
        assert "organe GT Formation" in act.sentence
        assert {change.label for change in act.changes} == {"rôle", "catégorie", "organisation"}


@each(modules(*LAYERS))
def test_every_verb_in_the_code_has_its_sentence(path):
    found = {
        text.value
        for call in nodes(path) if isinstance(call, ast.Call)
        for word in call.keywords if word.arg == "verb"
        for text in ast.walk(word.value)
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and "_" in text.value
    }  # fmt: skip
    # Of a verb that is put together, the beginning stands in the code.
    unknown = {verb for verb in found if not any(one.startswith(verb) for one in SENTENCES)}
    assert not unknown


def test_an_act_without_words_is_found():
    assert lacking("seat_given", "sip.owner", frozenset({"role", "3.1.1.2-progress"})) == []
    assert lacking("unheard_of", "sip.nothing", frozenset({"nameless"})) == [
        "the act unheard_of", "the kind sip.nothing", "the column nameless of unheard_of",
    ]  # fmt: skip


@pytest.mark.usefixtures("english")
class TestChain:
    def test_an_untouched_trail_holds(self, capsys):
        record(3)
        call_command("verify_trail")
        assert f"{TrailHead.objects.get().count} rows" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("column", "value"),
        [("reason", "changed"), ("verb", "other"), ("actor", None), ("after", '{"n": 9}')],
    )
    def test_one_row_changed_by_sql_shows(self, cast, column, value):
        row = record(3, by=cast.sag)
        number = row.number - 1
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE accounts_trailrow SET {column} = %s WHERE number = %s", [value, number]
            )
        assert trail.broken_at() == number
        with pytest.raises(CommandError, match=f"row {number} ") as error:
            call_command("verify_trail")
        assert error.value.returncode == 1

    def test_the_page_of_the_trail_checks_it_too(self, cast, client):
        row = record(3)
        client.force_login(cast.admin)
        english = {"accept-language": "en"}
        assert 'href="/trail/?check=1"' in client.get("/trail/", headers=english).content.decode()
        page = client.get("/trail/?check=1", headers=english).content.decode()
        assert f"<b>The chain holds:</b> {TrailHead.objects.get().count} rows" in page
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_trailrow SET verb = 'x' WHERE number = %s", [row.number]
            )
        page = client.get("/trail/?check=1", headers=english).content.decode()
        assert f"broken at row {row.number}" in page and "chain holds" not in page

    def test_a_row_taken_out_shows(self):
        number = record(3).number - 1
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_trailrow WHERE number = %s", [number])
        with pytest.raises(CommandError, match=f"row {number} "):
            call_command("verify_trail")

    def test_a_tail_cut_off_shows(self):
        number = record(3).number
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_trailrow WHERE number >= %s", [number - 1])
        with pytest.raises(CommandError, match=f"row {number - 1} is missing"):
            call_command("verify_trail")

    def test_no_code_changes_or_deletes_a_row(self):
        row = record()
        for attempt in (
            lambda: TrailRow.objects.update(reason="x"),
            lambda: TrailRow.objects.all().delete(),
            lambda: TrailRow.objects.filter(pk=row.pk).update(reason="x"),
        ):
            with pytest.raises(TypeError):
                attempt()
        for attempt in (row.save, row.delete):
            with pytest.raises(ValidationError):
                attempt()

    def test_an_act_without_its_transaction_is_no_act(self, cast):
        at = timezone.now()
        assert record().at >= at


RECORDS = [model for model in apps.get_models() if isinstance(model.objects.all(), AppendOnly)]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_what_is_only_added_to_refuses_every_other_way(model):
    """Status rows, wordings, moves of reports, frozen rows, errata, packs' files, the trail …"""
    rows = model.objects
    for attempt in (
        lambda: rows.update(pk=0),
        lambda: rows.all().delete(),
        lambda: rows.update_or_create(pk=0),
        lambda: rows.bulk_update([model(pk=1)], ["pk"]),
        lambda: rows.bulk_create([model(pk=1)], update_conflicts=True, unique_fields=["pk"],
                                 update_fields=["pk"]),
    ):  # fmt: skip
        with pytest.raises(TypeError):
            attempt()
    there = model(pk=1)
    there._state.adding = False  # as read from the database
    for attempt in (there.save, there.delete):
        with pytest.raises(ValidationError):
            attempt()


def test_every_kind_of_thing_the_trail_tells_of_has_a_word():
    told = [model._meta.label_lower for model in apps.get_models() if hasattr(model, "trail_key")]
    assert [label for label in told if label not in KINDS] == []
