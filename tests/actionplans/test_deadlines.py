"""Deadlines as people write them, in French and in English."""

import datetime

import pytest

from actionplans.deadlines import NoSuchDay, of_meaning, read

AUGUST = datetime.date(2026, 8, 31)


@pytest.mark.parametrize(
    "words",
    ["août", "AOUT", "Aug", "Août", "août 2026", "fin août", "August", "08/2026", "en août"],
)
def test_a_month_is_that_of_the_plans_year(words):
    assert read(words, 2026) == ("by_month", "", AUGUST, True)


@pytest.mark.parametrize(
    ("words", "frequency"),
    [
        ("mensuel", "monthly"), ("Mensuelle", "monthly"), ("chaque mois", "monthly"),
        ("tous les mois", "monthly"), ("every month", "monthly"), ("Hebdomadaire", "weekly"),
        ("toutes les semaines", "weekly"), ("weekly", "weekly"), ("trimestrielle", "quarterly"),
        ("tous les trois mois", "quarterly"), ("every 3 months", "quarterly"),
    ],
)  # fmt: skip
def test_a_rhythm_is_known_by_its_many_names(words, frequency):
    assert read(words, 2026)[:2] == ("recurring", frequency)


@pytest.mark.parametrize("words", ["Continue", "en continu", "continuous", "permanent"])
def test_continue_is_an_adjective(words):
    assert read(words, 2026).schedule == "continuous"


@pytest.mark.parametrize(
    "words",
    ["31/08/2026", "31.8.26", "31 août", "le 31 août 2026", "2026-08-31", "31st of August", AUGUST,
     datetime.datetime(2026, 8, 31, 14, 0)],  # noqa: DTZ001 - as workbooks give days
)  # fmt: skip
def test_a_day_is_read_day_first(words):
    assert read(words, 2026) == ("by_date", "", AUGUST, True)


@pytest.mark.parametrize("words", ["31/02/2026", "31 février", "2026-13-01", "0/8/2026"])
def test_a_day_that_does_not_exist_is_refused_in_words(words):
    with pytest.raises(NoSuchDay, match="no such day"):
        read(words, 2026)


@pytest.mark.parametrize("words", ["bientôt", "quand possible", "12", "Q5", "x" * 500])
def test_unknown_words_mean_nothing_until_somebody_says(words):
    assert read(words, 2026) == ("unspecified", "", None, False)


@pytest.mark.parametrize("words", ["", None, "-", "n/a", "à définir"])
def test_no_deadline_is_not_a_question(words):
    assert read(words, 2026) == ("unspecified", "", None, True)


def test_a_chosen_meaning_by_month_ends_with_it():
    assert of_meaning("by_month", datetime.date(2026, 2, 3)).due_on == datetime.date(2026, 2, 28)
    assert of_meaning("weekly") == ("recurring", "weekly", None, True)
    assert of_meaning("sometimes") is None
    assert of_meaning("recurring") is None  # it does not say how often
