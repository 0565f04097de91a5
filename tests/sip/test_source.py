"""What is loaded is what the SIP says: sizes, odd codes, and words that the source prints."""

import json
from collections import Counter

import pytest
from django.conf import settings

from sip.models import Activity, Outcome, Output, Pillar, Responsibility

pytestmark = pytest.mark.django_db

# Counted in the source (001_b7fb176d4c28d299.txt), not in the fixture.
BY_PILLAR = {"1": 17, "2": 14, "3": 6, "4": 13}
BY_BODY = {"rome": 16, "global": 14, "teams": 13, "sag": 4, "partnerships": 2, "training": 2,
           "working-groups": 2}  # fmt: skip
COMPLETED = Activity.objects.filter(current_row__status="completed")


def test_each_pillar_has_its_activities():
    found = Counter(Activity.objects.values_list("output__outcome__pillar__code", flat=True))
    assert found == BY_PILLAR


def test_each_body_is_named_as_often_as_the_source_names_it():
    assert Counter(Responsibility.objects.values_list("owner__key", flat=True)) == BY_BODY


def test_the_four_marked_completed_have_no_owner_and_the_sip_as_evidence():
    for activity in COMPLETED.with_path():
        assert activity.responsible_as_published == "TERMINÉ"
        assert not activity.responsibilities.exists()
        assert activity.current_row.evidence
        assert activity.current_row.origin == "source"
    assert COMPLETED.count() == 4
    assert Activity.objects.not_yet_reported().count() == 46


def test_irregular_codes_stand_where_they_were_published():
    under = Activity.objects.filter(output__code="2.2.2").in_plan_order()
    assert list(under.values_list("code", flat=True)) == [f"2.3.2.{n}" for n in range(1, 5)]
    assert Output.objects.get(code="2.3.3").outcome.code == "2.2"
    assert not Outcome.objects.filter(code="2.3").exists()


def test_words_are_those_printed_with_their_faults():
    assert "logistique humanitaires" in Outcome.objects.get(code="2.1").title.original
    assert "l'efficacité et l'efficacité" in Activity.objects.get(code="4.4.1.1").text.original
    assert "sectoriel ²" in Activity.objects.get(code="1.3.1.4").text.original
    assert not Output.objects.get(code="4.1.1").title.original.endswith(".")


def test_no_word_was_lost_between_the_file_and_the_database():
    source = json.loads((settings.FIXTURES / "strategy.json").read_text(encoding="utf-8"))
    for pillar in source["pillars"]:
        assert Pillar.objects.get(code=str(pillar["number"])).goal.original == pillar["goal"]["fr"]
        for outcome in pillar["outcomes"]:
            title = Outcome.objects.get(code=outcome["code"]).title
            assert title.data["texts"] == outcome["title"]
            for output in outcome["outputs"]:
                assert (
                    Output.objects.get(code=output["code"]).title.data["texts"] == output["title"]
                )
                for told in output["activities"]:
                    held = Activity.objects.get(code=told["code"])
                    assert held.text.data["texts"] == told["text"]
                    assert held.responsible_as_published == told["responsible_as_published"]


@pytest.mark.parametrize("model", [Pillar, Outcome, Output, Activity])
def test_everything_is_written_in_french_and_translated_into_english(model):
    for element in model.objects.all():
        texts = [element.text, element.short_title] if model is Activity else [element.title]
        for text in [*texts, *([element.goal] if model is Pillar else [])]:
            assert text.original_language == "fr"
            assert set(text.languages) >= {"fr", "en"}, element.code
            assert not text.is_stale_in("en")
