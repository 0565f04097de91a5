"""Days in words: the first of a month is “1er” in French, and nowhere else."""

import datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from accounts.days import date_format

FIRST, SECOND = datetime.date(2026, 11, 1), datetime.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("language", "day", "style", "written"),
    [
        ("fr", FIRST, "DATE_FORMAT", "1er novembre 2026"),
        ("fr", FIRST, "j", "1er"),
        ("fr", FIRST, "SHORT_DATE_FORMAT", "01/11/2026"),
        ("fr", FIRST, "YEAR_MONTH_FORMAT", "novembre 2026"),
        ("fr", SECOND, "DATE_FORMAT", "2 novembre 2026"),
        ("en", FIRST, "DATE_FORMAT", "1 November 2026"),
    ],
)
def test_the_first_of_a_month(language, day, style, written):
    with translation.override(language):
        assert date_format(day, style) == written
        page = Template("{{ day|date:style }}{{ nothing|date:style }}")
        assert page.render(Context({"day": day, "style": style, "nothing": None})) == written


def test_an_instant_is_read_in_rome():
    """Half past eleven in the evening in London is the first of the month in Rome."""
    instant = datetime.datetime(2026, 10, 31, 23, 30, tzinfo=datetime.UTC)
    with translation.override("fr"):
        page = Template('{{ instant|date:"DATE_FORMAT" }}')
        assert page.render(Context({"instant": instant})) == "1er novembre 2026"
