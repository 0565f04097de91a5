"""The workbook on paper: one page across, and large enough to be read."""

import datetime
import io
import json

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from reporting.pack.content import Edition, build
from reporting.pack.files import FORMATS
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS, canonical, hash_of
from sip import quarters

pytestmark = pytest.mark.django_db

INCHES = {"8": (11.69, 16.54), "9": (8.27, 11.69)}  # A3 and A4, by their numbers in OOXML
PIXELS, AN_INCH = 7, 96  # of one unit of a column's width


def printed_scale(sheet):
    """Return at which part of its size a sheet is printed that is fitted to one page across."""
    across = sheet.page_setup.orientation == "landscape"
    margins = sheet.page_margins
    room = INCHES[str(sheet.page_setup.paperSize)][across] - margins.left - margins.right
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth == 1
    letters = map(get_column_letter, range(1, last(sheet) + 1))
    width = sum(sheet.column_dimensions[one].width for one in letters) * PIXELS / AN_INCH
    return min(room / width, 1)


def last(sheet):
    """Return the number of the last column that is printed."""
    return sheet[sheet.print_area.rsplit(":", 1)[1].replace("$", "")].column


def too_small(content, least):
    sheets = load_workbook(io.BytesIO(content)).worksheets[:-1]  # the last holds data
    scales = {sheet.title: round(printed_scale(sheet), 2) for sheet in sheets}
    assert len(scales) > 8
    return {title: scale for title, scale in scales.items() if scale < least}


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sheet_is_printed_at_about_four_fifths_of_its_size_or_more(files, language):
    assert too_small(files["xlsx", language], 0.76) == {}


@pytest.mark.long
def test_sheets_of_eight_quarters_are_not_printed_much_smaller(scene):
    now = timezone.now() + datetime.timedelta(seconds=1)
    covered = quarters.latest(8, quarters.parse("2026-Q3"))
    told = snapshot(scene.november, now=now, covered=covered, sections=SECTIONS)
    content = canonical(told)
    edition = Edition(json.loads(content), 1, hash_of(content), now)
    assert too_small(FORMATS["xlsx"].write(build(edition, "fr")), 0.74) == {}


@pytest.mark.long
def test_what_a_body_answers_stands_below_its_activities_and_not_beside_them(files):
    book = load_workbook(io.BytesIO(files["xlsx", "en"]))
    rows = list(book["Training WG"].iter_rows(values_only=True))
    below = rows[next(at for at, row in enumerate(rows) if row[0] == "What is reported") :]
    assert below[1][:3] == ("Code", "Question", "Answer")
    questions = {row[1] for row in below[2:]}
    assert {"Summary", "Progress", "Challenges", "Next steps", "Support needed"} <= questions


@pytest.mark.long
def test_the_data_go_on_beside_rather_than_too_small_to_read(files):
    sheet = load_workbook(io.BytesIO(files["xlsx", "fr"])).worksheets[-1]
    letters = map(get_column_letter, range(1, sheet.max_column + 1))
    width = sum(sheet.column_dimensions[one].width for one in letters)
    assert sheet.page_setup.fitToWidth == 2 and width / 2 < 400
    assert sheet.print_title_cols == "$A:$A" and sheet.print_title_rows == "$1:$2"
