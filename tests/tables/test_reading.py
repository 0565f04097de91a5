"""What people upload, honest: every usual form of a table comes in with its values and places."""

import datetime

import pytest
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sip.tables.limits import TableRefused
from sip.tables.reading import read_tables
from tests.tables.books import cell, saved, with_parts, with_sheet, workbook

DAY = datetime.date(2026, 6, 30)


def only_table(content):
    [sheet] = read_tables(content)
    return sheet


def test_a_workbook_gives_typed_values_and_the_numbers_of_its_rows():
    sheet = only_table(
        workbook(
            ["Code", "Titre", "Nombre", "Le"], ["1.1.1.1", "Été", 5, DAY], [], ["x", None, 2.5]
        )
    )
    assert sheet.name == "Sheet"
    assert sheet.header == ("Code", "Titre", "Nombre", "Le")
    assert [(row.number, row.values) for row in sheet.rows] == [
        (2, ("1.1.1.1", "Été", 5, DAY)),
        (4, ("x", None, 2.5, None)),
    ]
    assert isinstance(sheet.rows[0].values[2], int)


def test_days_counted_from_1904_are_the_same_days():
    assert only_table(workbook(["Le"], [DAY], epoch=CALENDAR_MAC_1904)).rows[0].values == (DAY,)


def test_every_sheet_of_a_workbook_is_read_and_empty_ones_are_left_out():
    book = Workbook()
    book.active.append(["Code"])
    book.create_sheet("Vide")
    book.create_sheet("Groupes").append(["Clé"])
    assert [sheet.name for sheet in read_tables(saved(book))] == ["Sheet", "Groupes"]


def test_the_hashtag_row_is_found_and_skipped_with_titles_above_it():
    sheet = only_table(
        workbook(["Export du plan"], ["Code", "Texte"], ["#activity +code", "#x"], ["1.1", "#5"])
    )
    assert sheet.header == ("Code", "Texte")
    assert sheet.hashtags == ("#activity+code", "#x")
    assert [(row.number, row.values) for row in sheet.rows] == [(4, ("1.1", "#5"))]


@pytest.mark.parametrize("row", [("#Kobo", "#later"), ("#5", None), ("#org", None, None)])
def test_a_row_of_words_behind_a_hash_is_data_and_is_not_lost(row):
    sheet = only_table(workbook([f"Title {at}" for at, cell in enumerate(row)], list(row)))
    assert sheet.hashtags == ()
    assert [row.values for row in sheet.rows] == [row]


def test_hidden_rows_and_merged_cells_are_read_as_they_stand():
    book = Workbook()
    for values in (["Code", "Titre"], ["1.1", "Un"], ["1.2", "Deux"]):
        book.active.append(values)
    book.active.row_dimensions[2].hidden = True
    book.active.merge_cells("A2:A3")
    assert [row.values for row in only_table(saved(book)).rows] == [("1.1", "Un"), (None, "Deux")]


def test_a_calculated_formula_gives_its_value_and_an_uncalculated_one_is_named():
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Code</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>N</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1+1</f></c></row>'
        '<row r="3"><c r="A3" t="e"><v>#DIV/0!</v></c><c r="B3" t="str"><f>""</f><v></v></c></row>'
    )
    with override("en"):
        sheet = only_table(with_sheet(rows))
        assert sheet.rows[0].values == (2, None)
        assert [str(problem) for problem in sheet.problems] == [
            f"Sheet “Sheet”, {text}"
            for text in (
                "row 2, column B: The cell holds a formula whose result is not in the file.",
                "row 3, column A: The cell holds an error instead of a value.",
            )
        ]


def test_a_value_outside_the_table_is_named():
    sheet = only_table(workbook(["Code"], ["1.1", None, "perdu"]))
    assert [(problem.row, problem.column) for problem in sheet.problems] == [(2, "C")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_csv_comes_in_any_usual_encoding_and_with_any_usual_delimiter(encoding, mark):
    text = f'Code{mark}Intitulé\r\n1.1{mark}"Été\r\n{mark}à Rome"\r\n\r\n1.2{mark}\r\n'
    sheet = only_table(text.encode(encoding))
    assert sheet.header == ("Code", "Intitulé")
    assert [(row.number, row.values) for row in sheet.rows] == [
        (2, ("1.1", f"Été\r\n{mark}à Rome")),
        (4, ("1.2", None)),
    ]


def test_csv_loses_the_apostrophe_before_what_would_be_calculated_and_no_other():
    sheet = only_table(b"T\n'=1+1\n''=1+1\n'hui\n'-5\n-5\n")
    assert [row.values[0] for row in sheet.rows] == ["=1+1", "'=1+1", "'hui", "-5", "-5"]


def test_a_workbook_keeps_its_apostrophes():
    assert only_table(workbook(["T"], ["'=1+1"])).rows[0].values == ("'=1+1",)


def test_two_columns_of_one_title_are_refused():
    with pytest.raises(TableRefused, match="Code"):
        read_tables(workbook(["Code", "Code"], [1, 2]))


def test_cells_without_references_stand_where_the_reader_puts_them():
    rows = "<row><c><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row>"
    sheet = only_table(with_sheet(f"<row>{cell('A1')}</row>{rows}"))
    assert [row.number for row in sheet.rows] == [2, 3]


def test_pictures_and_other_parts_stay_behind():
    content = with_parts(workbook(["Code"], ["1"]), {"xl/media/image1.png": b"\x89PNG" * 50})
    assert only_table(content).rows[0].values == ("1",)


def test_a_row_can_name_the_place_of_what_is_wrong():
    problem = only_table(workbook(["A", "B"], [1, 2])).rows[0].problem(1, "No.")
    assert (problem.sheet, problem.row, problem.column) == ("Sheet", 2, "B")
