"""Days in words: the first of a month is “1er” in French, and nowhere else."""

import datetime
import re

import pytest
from django.template import Context, Template
from django.utils import translation

from accounts.days import date_format
from tests.architecture.sources import each, modules, pages, text_of

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


@each([*modules(), *pages()])
def test_days_are_written_by_the_formats_of_the_language(path):
    """A format typed out is that of one language, and drifts from the others: the hour without its
    comma."""
    if path.parent.parent.name != "formats" and path.name != "days.py":
        assert not re.search(r"[\"']j F Y", text_of(path))
