"""What goes out: texts are texts, numbers are numbers, and everything comes back unchanged."""

import csv
import datetime
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from sip.tables.cells import for_csv, for_json, for_workbook, restored
from sip.tables.reading import read_tables

FORMULAS = [
    "=1+1", "==2", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|calc", "'=1+1", "=", "-",
    "＝1+1", "＋1", "－1", "＠A1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org","x")',
    "#N/A", "#REF!",
]  # fmt: skip
HASHES = ["#a", "#1", "#Kobo", "#follow_up", "# later"]  # as people write them, and not HXL's
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    FORMULAS + HASHES
)
values = (
    texts
    | st.none()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e12, 1e12).map(lambda number: round(number, 3))
    | st.dates(datetime.date(1900, 3, 1), datetime.date(2200, 1, 1))
)


def written(*rows):
    """Return the bytes of a workbook whose cells the one writer made."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    for row in rows:
        sheet.append([for_workbook(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(*rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([for_csv(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_is_a_formula_in_a_workbook(text):
    [[cell]] = load_workbook(io.BytesIO(written([text]))).active.iter_rows()
    assert cell.data_type == "s"
    assert cell.value in (text, text.replace("\r", "_x000D_"))


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_is_calculated_in_csv(text):
    [[cell]] = csv.reader(io.StringIO(csv_bytes([text]).decode("utf-8-sig"), newline=""))
    assert cell.startswith(("'", "#"))
    assert restored(for_csv(text)) == text


def test_ordinary_texts_and_hashtags_stand_as_they_are_in_csv():
    for text in ("Été", "1.1.1.1", "l’apostrophe", "'hui", "#activity+code", "a=b"):
        assert for_csv(text) == text


def test_numbers_and_days_keep_their_types():
    day = datetime.date(2026, 6, 30)
    noon = datetime.datetime(2026, 6, 30, 10, 0, tzinfo=datetime.UTC)
    content = written([-5, 2.5, True, day, noon])
    [cells] = load_workbook(io.BytesIO(content)).active.iter_rows()
    assert [cell.data_type for cell in cells] == ["n", "n", "b", "d", "d"]
    assert cells[0].value == -5
    assert cells[4].value == datetime.datetime.fromisoformat("2026-06-30T12:00")  # noon in Rome
    assert [for_csv(value) for value in (-5, 2.5, day)] == ["-5", "2.5", "2026-06-30"]
    assert for_json([day, None, 3, "x"]) == ["2026-06-30", None, 3, "x"]


def test_days_that_workbooks_cannot_count_are_written_in_words():
    [[cell]] = load_workbook(io.BytesIO(written([datetime.date(1800, 1, 1)]))).active.iter_rows()
    assert cell.value == "1800-01-01"


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    [[cell]] = load_workbook(io.BytesIO(written(["a" * 40_000]))).active.iter_rows()
    assert len(cell.value) == 32_767
    assert cell.value.endswith("…")


def test_what_is_no_character_does_not_stop_the_file():
    assert read_tables(written(["A"], ["a\ud800b"]))[0].rows[0].values == ("a\ufffdb",)
    assert "\ud800" not in for_csv("a\ud800b")
    assert "\ud800" not in for_csv("=\ud800")


@pytest.mark.long
@given(st.lists(values, min_size=1, max_size=6))
def test_a_workbook_comes_back_unchanged(row):
    """None and the empty text are both an empty cell."""
    header = [f"c{number}" for number in range(len(row))]
    [sheet] = read_tables(written(header, row, ["end"] * len(row)))
    back = sheet.rows[0].values if len(sheet.rows) > 1 else (None,) * len(row)
    assert list(back) == [None if value == "" else value for value in row]


@given(st.lists(texts, min_size=2, max_size=6))
def test_csv_comes_back_unchanged(row):
    row = [text.replace("\0", "") for text in row]  # no text of ours holds NUL
    header = [f"c{number}" for number in range(len(row))]
    [sheet] = read_tables(csv_bytes(header, row, ["end"] * len(row)))
    back = sheet.rows[0].values if len(sheet.rows) > 1 else (None,) * len(row)
    assert list(back) == [text or None for text in row]
