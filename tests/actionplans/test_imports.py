"""A plan comes back as a file: everything is shown first, then written whole or not at all."""

import datetime
import io
import time
import zipfile

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from accounts import trail
from accounts.models import TrailRow
from actionplans.actions.plans import close_plan
from actionplans.actions.writing import Edit, write
from actionplans.exports import corrections, workbook
from actionplans.imports.actions import apply, put_up
from actionplans.imports.preview import Preview
from actionplans.imports.upload import read, read_pasted
from actionplans.models import Action, ActionPlan, Gap
from actionplans.reading import Sheet
from sip.models import PendingImport
from sip.tables.limits import TableRefused
from tests.actionplans.making import addition

MONTHLY, DATED = 2, 3  # rows of the workbook
ENGLISH = {"accept-language": "en"}
AUGUST = datetime.date(2026, 8, 31)
SIP = "Output or activity of the SIP"
DELIVERED = {"Status": "Completed", "Evidence": "PV"}


class Book:
    """The plan's workbook as somebody changes it, cell by cell."""

    def __init__(self, plan):
        self.plan = plan
        self.book = openpyxl.load_workbook(io.BytesIO(workbook.content(Sheet(plan))))
        self.sheet = self.book.worksheets[0]
        self.columns = {cell.value: cell.column for cell in self.sheet[1]}

    def put(self, row, **cells):
        for title, value in cells.items():
            self.sheet.cell(row, self.columns[title.replace("_", " ")]).value = value
        return self

    @property
    def content(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def preview(self, plan=None):
        return Preview(plan or self.plan, read(self.content))


@pytest.fixture
def book(plan):
    return Book(plan)


def _zip_of(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, "Words.")
    return out.getvalue()


def problems(preview):
    return [(error["row"], error["column"], error["title"]) for error in preview.errors]


def test_each_changed_cell_is_shown_before_and_after(book):
    book.put(MONTHLY, Action="Remind everybody", Responsible="Information officer")
    cells = book.preview().data["changed"][0]["cells"]
    assert [(cell["column"], cell["before"], cell["after"]) for cell in cells] == [
        ("F", "Remind the members", "Remind everybody"), ("J", None, "Information officer"),
    ]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(
    ("deadline", "meaning", "due_on"),
    [
        ("août", "by_month", AUGUST), ("AOUT", "by_month", AUGUST), ("Aug", "by_month", AUGUST),
        ("hebdo", "weekly", None),
        ("chaque trimestre", "quarterly", None), ("Continue", "continuous", None),
        (datetime.datetime(2026, 11, 30), "by_date", datetime.date(2026, 11, 30)),  # noqa: DTZ001
        ("30/11/2026", "by_date", datetime.date(2026, 11, 30)),
    ],
)  # fmt: skip
def test_the_words_of_a_deadline_bring_their_meaning(cast, plan, book, deadline, meaning, due_on):
    preview = book.put(MONTHLY, Deadline=deadline).preview()
    write(plan=plan, by=cast.country_coord, edits=preview.edits)
    action = Action.objects.get(text="Remind the members", gap__section__plan=plan)
    assert (action.meaning, action.due_on) == (meaning, due_on)
    assert book.preview().same == Book(plan).preview().same


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        ({"Deadline": "31/02/2026"}, "Deadline"), ({"Day": "31/02"}, "Day"),
        ({"Status": "splendid"}, "Status"), ({"Status": "At risk"}, "Reason"),
        ({"Status": "Completed"}, "Evidence"), ({"Action": None}, "Action"),
        ({"What it means": "By a day", "Deadline": "soon"}, "Day"),
        ({SIP: "9.9.9"}, SIP),
        ({**DELIVERED, "Day of delivery": "1/1/2027"}, "Day of delivery"),
        ({"Responsible": "x" * 300}, "Responsible"),
        ({"Core function": "Cooking"}, "Core function"),
    ],
)  # fmt: skip
def test_an_error_names_its_row_and_column_and_says_what_to_do(book, cells, title):
    preview = book.put(MONTHLY, **cells).preview()
    assert title in [error["title"] for error in preview.errors]
    assert all(error["row"] == MONTHLY and error["column"] for error in preview.errors)
    assert all(len(error["text"]) > 10 for error in preview.errors)


def test_an_unknown_word_is_kept_and_its_meaning_asked(cast, plan, book):
    content = book.put(MONTHLY, Deadline="Dès que possible").content
    pending = put_up(plan=plan, content=content, file_name="p.xlsx", by=cast.country_coord)
    assert pending.preview["questions"][0]["words"] == "Dès que possible"
    apply(
        pending=pending, plan=plan, basis=pending.basis, by=cast.country_coord,
        meanings={"des que possible": "weekly"},
    )  # fmt: skip
    action = Action.objects.get(text="Remind the members", gap__section__plan=plan)
    assert (action.deadline_as_published, action.meaning) == ("Dès que possible", "weekly")


def test_rows_are_found_by_their_number_in_any_order(book):
    sheet = book.sheet
    first = [cell.value for cell in sheet[MONTHLY]]
    for cell, other in zip(sheet[MONTHLY], [c.value for c in sheet[DATED]], strict=True):
        cell.value = other
    for cell, value in zip(sheet[DATED], first, strict=True):
        cell.value = value
    assert book.preview().writes_nothing


def test_rows_left_out_stay_and_are_told(book):
    book.sheet.delete_rows(MONTHLY)
    data = book.preview().data
    assert data["absent"] == ["Remind the members"]
    assert "stays as it is" in data["notices"][0]


def test_new_rows_take_section_and_gap_from_the_row_above(cast, plan, book):
    book.put(4, Action="Name a focal point", Deadline="juin")
    preview = book.preview()
    write(plan=plan, by=cast.country_coord, additions=preview.additions)
    made = Action.objects.get(text="Name a focal point")
    assert (made.gap.text, made.gap.section.title) == ("No strategy", "Strategy")
    assert made.due_on == datetime.date(2026, 6, 30)
    # The same file again adds it no second time.
    assert book.preview().new == []


def test_a_number_twice_or_unknown_or_foreign_is_an_error(cast, plan, book):
    other = Action.objects.of_plan(ActionPlan.objects.get(cluster__slug="elsewhere")).first()
    number = book.sheet.cell(MONTHLY, 1).value
    book.put(4, **{"No.": number, "Action": "Twice"}).put(5, **{"No.": 999999, "Action": "Unknown"})
    book.put(6, **{"No.": other.pk, "Action": "Foreign"})
    assert [row for row, _column, _title in problems(book.preview())] == [4, 5, 6]


@pytest.mark.long
def test_another_countrys_or_years_workbook_is_refused(cast, plan, book):
    for other in (
        ActionPlan.objects.get(cluster__slug="elsewhere"),
        ActionPlan.objects.get(cluster__slug="sample", year=2027),
    ):
        with pytest.raises(TableRefused, match="put it up there"):
            put_up(plan=plan, content=Book(other).content, file_name="p", by=cast.glc_rome)
    with pytest.raises(PermissionDenied):
        put_up(
            plan=ActionPlan.objects.get(cluster__slug="elsewhere"), by=cast.country_coord,
            content=book.content, file_name="p",
        )  # fmt: skip


@pytest.mark.long
def test_a_row_copied_without_its_number_is_a_new_action(cast, plan, book):
    """Somebody copies a row to reword it, and changes the one above as well."""
    copied = {
        title: book.sheet.cell(MONTHLY, column).value for title, column in book.columns.items()
    }
    new = {"No.": None, "Mark": None, "Deadline": "Août", "What it means": None}
    book.put(book.sheet.max_row + 1, **{**copied, **new})
    content = book.put(MONTHLY, Responsible="Information officer").content
    pending = put_up(plan=plan, content=content, file_name="p.xlsx", by=cast.country_coord)
    assert (len(pending.preview["changed"]), len(pending.preview["new"])) == (1, 1)
    done = apply(pending=pending, plan=plan, basis=pending.basis, by=cast.country_coord)
    assert done.rows == 2
    same = Action.objects.of_plan(plan).filter(text="Remind the members").order_by("pk")
    assert [one.meaning for one in same] == ["monthly", "by_month"]
    assert Preview(plan, read(content)).new == []  # put up once more, it is found again


@pytest.mark.long
def test_each_action_of_a_gap_tells_what_the_gap_said_before(cast, plan):
    """Two rows of one gap give it the same new words: each is written, with the words before."""
    both = [addition(text, gap="Late reports") for text in ("A", "B")]
    write(plan=plan, by=cast.country_coord, additions=both)
    book = Book(plan)
    for row in range(2, book.sheet.max_row + 1):
        if book.sheet.cell(row, book.columns["Challenge or gap"]).value == "Late reports":
            book.put(row, Challenge_or_gap="Reports are late")
    pending = put_up(plan=plan, content=book.content, file_name="p.xlsx", by=cast.country_coord)
    assert apply(pending=pending, plan=plan, basis=pending.basis, by=cast.country_coord).rows == 2
    assert Gap.objects.filter(section__plan=plan, text="Reports are late").count() == 1
    told = TrailRow.objects.filter(verb="country_action_changed").order_by("number")
    assert [row.before for row in told] == [{"gap": "Late reports"}] * 2
    assert trail.broken_at() is None


@pytest.mark.long
def test_rows_changed_since_the_download_are_kept_unless_one_says_otherwise(cast, plan, book):
    by = cast.country_coord
    book.put(MONTHLY, Action="From the file").put(DATED, Responsible="From the file")
    action = Action.objects.of_plan(plan).get(frequency="monthly")
    write(plan=plan, by=cast.glc_rome, edits=[Edit(action, {"text": "In the tracker"})])
    pending = put_up(plan=plan, content=book.content, file_name="p", by=by)
    assert [line["row"] for line in pending.preview["moved"]] == [MONTHLY]
    assert [line["row"] for line in pending.preview["changed"]] == [DATED]
    assert apply(pending=pending, plan=plan, basis=pending.basis, by=by).rows == 1
    action.refresh_from_db()
    assert action.text == "In the tracker"
    pending = put_up(plan=plan, content=book.content, file_name="p", by=by)
    assert apply(
        pending=pending, plan=plan, basis=pending.basis, by=by, takes_moved=True
    ).rows == 1  # fmt: skip
    action.refresh_from_db()
    assert action.text == "From the file"


def test_a_preview_that_has_aged_writes_nothing(cast, plan, book):
    by = cast.country_coord
    content = book.put(MONTHLY, Action="From the file").content
    pending = put_up(plan=plan, content=content, file_name="p", by=by)
    shown = pending.basis
    action = Action.objects.of_plan(plan).get(frequency="monthly")
    write(plan=plan, by=cast.glc_rome, edits=[Edit(action, {"text": "In the tracker"})])
    before = trail.head()
    outcome = apply(pending=pending, plan=plan, basis=shown, by=by)
    assert (outcome.rows, outcome.is_as_shown) == (0, False)
    assert trail.head() == before
    pending.refresh_from_db()
    assert pending.basis != shown


def test_an_unchanged_file_writes_nothing_at_all(cast, plan, book):
    by = cast.country_coord
    pending = put_up(plan=plan, content=book.content, file_name="p", by=by)
    before = trail.head()
    assert apply(pending=pending, plan=plan, basis=pending.basis, by=by).rows == 0
    assert trail.head() == before
    assert PendingImport.objects.get().written_at is None


def test_one_error_and_no_row_is_written(cast, plan, book):
    by = cast.country_coord
    content = book.put(MONTHLY, Action="Good").put(DATED, Deadline="31/02").content
    pending = put_up(plan=plan, content=content, file_name="p", by=by)
    assert not apply(pending=pending, plan=plan, basis=pending.basis, by=by).is_as_shown
    assert not Action.objects.filter(text="Good").exists()


def test_two_texts_for_one_gap_are_an_error(cast, plan):
    write(plan=plan, by=cast.glc_rome, additions=[addition("Another")])
    gap = Gap.objects.get(section__plan=plan, text="Reports come late")
    assert gap.actions.count() == 2
    book = Book(plan).put(2, Challenge_or_gap="One").put(3, Challenge_or_gap="Two")
    assert problems(book.preview()) == [(3, "E", "Challenge or gap")]


def test_formulas_and_hostile_files_are_refused_first(cast, plan, book):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<a>" + b" " * 30_000_000)
    entities = io.BytesIO()
    with zipfile.ZipFile(entities, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    macros = io.BytesIO()
    with zipfile.ZipFile(macros, "w") as package:
        package.writestr("word/document.xml", "<a/>")
        package.writestr("word/vbaProject.bin", "x")
    book.sheet["XFD1048576"] = "far"
    for content in (bomb.getvalue(), entities.getvalue(), macros.getvalue(), book.content,
                    b"PK\x03\x04 cut short", b"%PDF-1.7", b"\xd0\xcf\x11\xe0 old"):  # fmt: skip
        with pytest.raises(TableRefused):
            read(content)


def document_of(rows):
    """A Word document with a table in three columns; None merges a cell with the one above."""
    document = Document()
    table = document.add_table(rows=0, cols=3)
    for row in rows:
        cells = table.add_row().cells
        above = table.rows[-2].cells if len(table.rows) > 1 else cells
        if len(row) == 1:
            cells[0].merge(cells[2]).text = row[0]
            continue
        for at, text in enumerate(row):
            if text is None:
                above[at].merge(cells[at])
            else:
                cells[at].text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_plain_document_is_read_merged_cells_filled_and_doubts_asked(cast, plan):
    content = document_of([
        ("Défis et gaps", "Actions proposées", "Echéance"),
        ("Plaidoyer",),
        ("Peu de fonds", "Voir les bailleurs;\nÉcrire une note", "Mensuelle"),
        ("Premier défi", "Un;\nDeux", "août"),
        ("Second défi", None, None),
    ])  # fmt: skip
    preview = Preview(plan, read(content))
    assert preview.errors == []
    got = [(one.gap_text, one.values["text"], one.values["deadline"], one.is_unsure)
           for one in preview.additions]  # fmt: skip
    assert got == [
        ("Peu de fonds", "Voir les bailleurs;", "Mensuelle", False),
        ("Peu de fonds", "Écrire une note", "Mensuelle", False),
        ("Premier défi", "Un;", "août", True), ("Second défi", "Deux", "août", True),
    ]  # fmt: skip
    assert {one.section_title for one in preview.additions} == {"Plaidoyer"}
    assert len(preview.asks) == 2
    write(plan=plan, by=cast.country_coord, additions=preview.additions)
    assert Preview(plan, read(content)).new == []


def test_a_pasted_table_is_read_too(plan):
    text = "Défis\tActions\tÉchéance\nPlaidoyer\nPeu de fonds\tVoir les bailleurs\tMensuelle\n"
    one = Preview(plan, read_pasted(text)).additions[0]
    assert (one.section_title, one.gap_text, one.values["frequency"]) == (
        "Plaidoyer", "Peu de fonds", "monthly",
    )  # fmt: skip
    broken = "Plaidoyer\nPeu de fonds\tVoir les bailleurs;\nÉcrire\tBientôt\nAutre\tDeux\t\nSuite\n"
    lines = [line.values for line in read_pasted(broken).lines]
    assert [(line["section"], line["text"], line["deadline"]) for line in lines] == [
        ("Plaidoyer", "Voir les bailleurs;", "Bientôt"), ("Plaidoyer", "Écrire", "Bientôt"),
        ("Plaidoyer", "Deux", None),
    ]  # fmt: skip
    with pytest.raises(TableRefused):
        read_pasted("A sentence without any table.")


@pytest.mark.long
def test_a_section_that_begins_without_a_gap_is_asked_about(cast, plan):
    text = (
        "Plaidoyer\nPeu de fonds\tVoir les bailleurs\tMensuelle\n"
        "Transport\n\tLouer des camions\tMensuelle\n\tLouer des barges\tMensuelle\n"
    )
    preview = Preview(plan, read_pasted(text))
    assert preview.errors == []
    assert [(one.section_title, one.gap_text, one.is_unsure) for one in preview.additions] == [
        ("Plaidoyer", "Peu de fonds", False),
        ("Transport", "Défi non nommé dans le document", True),
        ("Transport", "Défi non nommé dans le document", True),
    ]
    assert [ask["row"] for ask in preview.asks] == [4, 5]
    write(plan=plan, by=cast.country_coord, additions=preview.additions)
    assert Gap.objects.filter(section__title="Transport").count() == 1
    assert Preview(plan, read_pasted(text)).new == []
    # In a workbook its cell is empty: an error says which.
    book = Book(plan)
    last = book.sheet.max_row + 1
    book.put(last, Section="Another", Action="Buy boats", Deadline="Mensuelle")
    assert problems(book.preview()) == [(last, "E", "Challenge or gap")]


@pytest.mark.long
def test_new_rows_say_how_their_deadline_was_read_and_whether_it_has_passed(coordinator, plan):
    text = (
        "Plaidoyer\nFonds\tA\tmars\nFonds\tB\tMensuelle\nFonds\tC\tBientôt\n"
        "Fonds\tD\tdécembre\nFonds\tE\t\n"
    )
    preview = Preview(plan, read_pasted(text))
    assert [(one["deadline"], one["has_passed"]) for one in preview.new] == [
        ("Deadline “mars”, read as: By a month, 31 March 2026", True),
        ("Deadline “Mensuelle”, read as: Every month", False),
        ("The meaning of the deadline “Bientôt” is asked below.", False),
        ("Deadline “décembre”, read as: By a month, 31 December 2026", False),
        ("", False),
    ]
    assert "1 new row has passed" in preview.data["notices"][0]
    shown = coordinator.post(
        "/countries/sample/2026/import/", {"pasted": text}, follow=True,
        headers={"accept-language": "en"},
    ).content.decode()  # fmt: skip
    assert shown.count("This day has passed.") == 1
    assert "read as: By a month, 31 March 2026" in shown


@pytest.mark.long
def test_a_long_table_costs_a_millisecond_a_row(cast, plan):
    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Plan")
    sheet.append(["Section", "Challenge or gap", "Action", "Deadline"])
    for number in range(1000):
        sheet.append(["Long", f"Gap {number // 4}", f"Action {number}", "Mensuelle"])
    book.save(out)
    began = time.process_time()
    pending = put_up(plan=plan, content=out.getvalue(), file_name="p", by=cast.country_coord)
    outcome = apply(pending=pending, plan=plan, basis=pending.basis, by=cast.country_coord)
    assert outcome.rows == 1000
    assert time.process_time() - began < 4  # four times what it takes: a bound against a slip


def test_the_page_shows_it_then_writes_it(coordinator, plan, book):
    content = book.put(MONTHLY, Action="From the file").content
    page = "/countries/sample/2026/import/"
    assert coordinator.post(page, {}).status_code == 400
    shown = coordinator.post(page, {"file": SimpleUploadedFile("p.xlsx", content)}, follow=True)
    assert b"From the file" in shown.content
    pending = PendingImport.objects.get()
    here = f"{page}{pending.pk}/"
    Action.objects.filter(gap__section__plan=plan).update(responsible="Somebody")
    assert coordinator.post(here, {"basis": "another"}).status_code == 409
    pending.refresh_from_db()
    coordinator.post(here, {"basis": pending.basis, "reason": "October"})
    assert Action.objects.filter(text="From the file").exists()


def test_a_preview_is_its_persons_alone(client, cast, plan, book):
    pending = put_up(plan=plan, content=book.content, file_name="p", by=cast.country_coord)
    client.force_login(cast.glc_rome)
    assert client.get(f"/countries/sample/2026/import/{pending.pk}/").status_code == 404


@pytest.mark.long
def test_a_refused_file_comes_back_with_what_to_do_beside_each_cell(coordinator, plan, book):
    book.put(MONTHLY, Status="splendid", Deadline="31/02").put(DATED, Responsible="Somebody")
    page = "/countries/sample/2026/import/"
    shown = coordinator.post(
        page, {"file": SimpleUploadedFile("p.xlsx", book.content)}, follow=True
    )
    assert b"/errors/" in shown.content
    here = f"{page}{PendingImport.objects.get().pk}/errors/"
    answer = coordinator.get(here, headers={"accept-language": "en"})
    given = openpyxl.load_workbook(io.BytesIO(answer.content))
    table, errors = given["Plan"], given["Errors"]
    titles = {cell.value: cell for cell in table[1]}
    at_fault = table.cell(MONTHLY, titles["Status"].column)
    assert (at_fault.value, at_fault.fill.fgColor.rgb) == ("splendid", "00FBE3D6")
    remark = table.cell(MONTHLY, titles["What to do"].column).value
    assert "Status: Unknown word. Write one of:" in remark and "no such day" in remark
    assert table.cell(DATED, titles["What to do"].column).value is None
    assert [[cell.value for cell in row[:4]] for row in errors.iter_rows(min_row=2)] == [
        [MONTHLY, "M", "Status", "splendid"], [MONTHLY, "G", "Deadline", "31/02"],
    ]  # fmt: skip
    # Corrected where it is marked, it is taken as it is.
    at_fault.value, table.cell(MONTHLY, titles["Deadline"].column).value = "On track", "Aug"
    out = io.BytesIO()
    given.save(out)
    preview = Preview(plan, read(out.getvalue()))
    assert (preview.errors, preview.data["notices"]) == ([], [])
    assert [line["row"] for line in preview.changed] == [MONTHLY, DATED]


def test_a_document_at_fault_comes_back_as_a_workbook(plan):
    content = document_of([("Plaidoyer",), ("Peu de fonds", "Un;\nDeux", "31/02")])
    upload = read(content)
    made = corrections.content(plan, upload, Preview(plan, upload).errors)
    given = openpyxl.load_workbook(io.BytesIO(made))
    last = [row[-1].value for row in given["Plan"].iter_rows(min_row=2)]
    assert len(last) == 2 and all("no such day" in told for told in last)


PAGE = "/countries/sample/2026/import/"


def shown_to(coordinator, content, query=""):
    """Put a file up, and return its preview as the page shows it."""
    file = SimpleUploadedFile("p.xlsx", content)
    where = coordinator.post(PAGE, {"file": file}, headers=ENGLISH).url
    return coordinator.get(f"{where}{query}", headers=ENGLISH).content.decode()


@pytest.mark.long
def test_all_that_a_new_row_would_write_is_shown(coordinator, book):
    told = {
        "Section": "Coordination", "Core function": "Support robust advocacy",
        "Challenge or gap": "New gap", "Action": "New action", "Deadline": "Mensuelle",
        "Responsible": "The desk", "Support asked for": "Trucks", "Support asked of": "WFP",
        "Status": "Completed", "Evidence": "PV 12", "Day of delivery": "01/10/2026",
        SIP: "1.1.1",
    }  # fmt: skip
    text = shown_to(coordinator, book.put(4, **told).content)
    for said in ("Responsible: The desk", "Support asked for: Trucks", "Support asked of: WFP",
                 "Status: Completed", "Evidence: PV 12", "Day of delivery: 1 October 2026",
                 "Core function: Support robust advocacy", f"{SIP}: 1.1.1"):  # fmt: skip
        assert said in text, said
    assert "left out" not in text


@pytest.mark.long
def test_an_answer_that_the_status_does_not_ask_for_is_told_and_left_out(cast, plan, book):
    book.put(4, Section="Coordination", Challenge_or_gap="G", Action="A", Evidence="PV 12")
    book.put(MONTHLY, Reason="Rains")
    preview = book.preview()
    assert preview.new[0]["fields"] == []
    [notice] = preview.data["notices"]
    assert notice.startswith(
        "2 rows give a reason, evidence or a day of delivery that their status"
    )
    assert Book(plan).preview().data["notices"] == []


@pytest.mark.long
def test_every_row_of_a_preview_is_reached_and_errors_are_counted_whole(coordinator, book):
    for number in range(130):
        book.put(
            4 + number, Section="Long", Challenge_or_gap="Gap", Action=f"Action number {number}",
            Deadline="31/02" if number % 2 else "Mensuelle",
        )  # fmt: skip
    content = book.content
    pages = [shown_to(coordinator, content, f"?page={number}") for number in (1, 2)]
    assert all("65 errors to correct" in text for text in pages)
    assert [text.count("There is no such day") for text in pages] == [60, 5]
    assert "Action number 128" in pages[1] and "Action number 128" not in pages[0]
    assert "Page 2 of 2" in pages[1] and 'href="?page=1"' in pages[1]


@pytest.mark.long
def test_unknown_words_are_asked_beside_errors_and_in_the_file_that_comes_back(coordinator, book):
    book.put(MONTHLY, Deadline="Bientôt", Status="splendid").put(DATED, Deadline="31/02")
    text = shown_to(coordinator, book.content)
    assert "What does the deadline “Bientôt” mean?" in text
    pending = PendingImport.objects.get()
    answer = coordinator.get(f"{PAGE}{pending.pk}/errors/", headers=ENGLISH)
    table = openpyxl.load_workbook(io.BytesIO(answer.content))["Plan"]
    titles = {cell.value: cell for cell in table[1]}
    remark = table.cell(MONTHLY, titles["What to do"].column).value
    assert "What it means: choose what the deadline “Bientôt” means." in remark
    assert table.cell(MONTHLY, titles["What it means"].column).fill.fgColor.rgb == "00FBE3D6"


@pytest.mark.long
def test_a_new_gap_without_an_action_is_called_one(coordinator, book):
    book.put(4, Section="Coordination", Challenge_or_gap="Nobody answers")
    assert "gap without an action" in shown_to(coordinator, book.content)


def test_a_cell_that_cannot_be_read_is_one_error(book):
    """A formula without its result: that nothing is in the cell is no second thing to correct."""
    book.put(MONTHLY, Action="=A1").put(4, Section="Coordination", Challenge_or_gap="=A1")
    assert problems(book.preview()) == [(MONTHLY, "F", ""), (4, "E", "")]


@pytest.mark.long
@pytest.mark.parametrize("cells", [{"Responsible": "Somebody"}, {"Status": "Nearly"}])
def test_the_preview_of_a_plan_closed_since_says_why_it_cannot_be_written(
    client, cast, plan, book, cells
):
    pending = put_up(
        plan=plan, content=book.put(MONTHLY, **cells).content, file_name="p.xlsx",
        by=cast.country_coord,
    )  # fmt: skip
    page = f"/countries/sample/2026/import/{pending.pk}/"
    client.force_login(cast.country_coord)
    offered = client.get(page, headers=ENGLISH).content.decode()
    assert "Write these rows" in offered or "Correct the file first" in offered
    close_plan(plan=plan, summary="Done.", by=cast.country_coord, version=plan.version)
    for answer, status in (
        (client.get(page, headers=ENGLISH), 200),
        (client.post(page, {"basis": pending.basis, "reason": "Of June."}, headers=ENGLISH), 409),
    ):  # fmt: skip
        text = answer.content.decode().partition("<main")[2].partition("</main")[0]
        assert answer.status_code == status
        assert "This file can no longer be written" in text
        assert "This plan was closed on 12 October 2026" in text
        assert "<form" not in text and "Correct the file first" not in text
        assert ("Of June." in text) is (status == 409)
    assert not PendingImport.objects.get().written_at


@pytest.mark.long
def test_a_file_that_has_been_written_is_not_offered_again(client, cast, plan, book):
    content = book.put(MONTHLY, Responsible="Information officer").content
    pending = put_up(plan=plan, content=content, file_name="p.xlsx", by=cast.country_coord)
    apply(pending=pending, plan=plan, basis=pending.basis, by=cast.country_coord)
    client.force_login(cast.country_coord)
    page = f"/countries/sample/2026/import/{pending.pk}/"
    text = client.get(page, headers=ENGLISH).content.decode()
    assert "This file has been written." in text and "Write these rows" not in text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.txt", b"Dear all,\nthe plan is late.", "neither a workbook nor a Word document"),
     ("a.xlsx", b"no workbook at all", "neither a workbook nor a Word document"),
     ("a.bin", b"a\x00b", "nor a Word document (DOCX)"),
     ("a.zip", _zip_of("notes.txt"), "nor a Word document (DOCX)")],
)  # fmt: skip
def test_a_file_of_another_kind_is_told_of_every_kind_that_is_taken(
    plan, coordinator, name, content, said
):
    page = "/countries/sample/2026/import/"
    answer = coordinator.post(page, {"file": SimpleUploadedFile(name, content)}, headers=ENGLISH)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert said in text and "a CSV file or a Word document (DOCX)." in text


def test_another_years_workbook_leads_to_the_import_of_its_own_plan(cast, plan, coordinator):
    following = ActionPlan.objects.get(cluster__slug="sample", year=2027)
    file = {"file": SimpleUploadedFile("a.xlsx", Book(following).content)}
    answer = coordinator.post("/countries/sample/2026/import/", file, headers=ENGLISH)
    text = answer.content.decode().partition("<main")[2]
    assert 'href="/countries/sample/2027/import/"' in text
    assert "put it up there.<" in answer.content.decode()  # how much a table may hold is no matter


@pytest.mark.long
def test_another_countrys_workbook_leads_nowhere_that_this_person_may_not_write(plan, coordinator):
    other = ActionPlan.objects.get(cluster__slug="elsewhere")
    file = {"file": SimpleUploadedFile("a.xlsx", Book(other).content)}
    answer = coordinator.post("/countries/sample/2026/import/", file, headers=ENGLISH)
    assert "/countries/elsewhere/2026/" not in answer.content.decode()


def test_the_workbook_of_a_closed_plan_leads_to_the_plan(cast, plan, coordinator):
    following = ActionPlan.objects.get(cluster__slug="sample", year=2027)
    file = {"file": SimpleUploadedFile("a.xlsx", Book(plan).content)}
    close_plan(plan=plan, by=cast.country_coord, summary="A year.", version=plan.version)
    page = f"/countries/sample/{following.year}/import/"
    text = coordinator.post(page, file, headers=ENGLISH).content.decode().partition("<main")[2]
    assert "is closed: nothing is imported" in text
    assert 'href="/countries/sample/2026/import/"' not in text
