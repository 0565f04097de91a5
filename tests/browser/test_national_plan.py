"""A month of a country's coordinator, on a telephone without scripts: what was done is ticked off,
evidence added, five rows changed in a spreadsheet program, next year's plan drafted."""

import re
import shutil
import subprocess

import openpyxl

from tests.browser.demo import COUNTRY
from tests.browser.test_thread import assert_it_fits

OFFICE = shutil.which("soffice")
SOURCE = "/countries/exemple/2023/"
MINUTES = {"name": "PV.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 minutes"}
CHANGES = {
    2: "Responsable",
    3: "Responsable",
    4: "Appui demandé",
    5: "Échéance",
    6: "Responsable",
}


def changed(file, folder):
    """Change five rows, and let LibreOffice write the workbook where there is one."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, title in CHANGES.items():
        sheet.cell(row, columns[title]).value = "AOUT" if title == "Échéance" else "Équipe mobile"
    book.save(file)
    if not OFFICE:
        return file
    for kind, name in (("ods", file), ("xlsx", folder / "out" / "plan.ods")):
        subprocess.run(
            [OFFICE, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to",
             kind, "--outdir", folder / "out", name],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    return folder / "out" / "plan.xlsx"


def current_plan(person):
    """Open the plan that is followed now; return its address."""
    person.open("/countries/exemple/")
    addresses = person.page.locator("main a[href^='/countries/exemple/2']")
    found = [link.get_attribute("href") for link in addresses.all()]
    address = max(one for one in found if re.fullmatch(r"/countries/exemple/\d{4}/", one))
    person.open(address)
    return address


def put_up(person, plan, file):
    person.open(f"{plan}import/")
    person.page.set_input_files("[name=file]", file)
    person.page.locator("main form button.btn-main").click()


def test_a_month_of_a_coordinator(own_demo, visitor, tmp_path):
    person = visitor(own_demo, COUNTRY, width=390, java_script_enabled=False)
    page = person.page

    # The plan of the source, with three gaps that share a cell apart and marked.
    person.open(SOURCE)
    assert (page.locator("article.gap").count(), page.locator(".gap li").count()) == (22, 30)
    assert page.locator("section:has(article.gap)").count() == 8
    assert page.locator(".gap h3 small").count() == 4
    assert_it_fits(person)

    # Everything that recurs, in one go, and what is continuous, which waits folded.
    plan = current_plan(person)
    person.open(f"{plan}ticks/")
    page.locator("main form details.fold > summary").click()
    boxes = page.locator("input[type=checkbox]")
    number = boxes.count()
    assert number
    for box in boxes.all():
        box.check()
    page.locator("main form button.btn-main").click()
    assert str(number) in page.locator(".toast, [role=status]").first.inner_text()

    # A file as evidence, and back again.
    page.locator(".gap li a").first.click()
    page.locator("main a.btn-main").click()
    page.locator("details:has([name=files]) > summary").click()
    page.set_input_files("[name=files]", [MINUTES])
    page.locator("main form[enctype] button.btn-main").click()
    with page.expect_download() as handed:
        page.get_by_role("link", name="PV.pdf").click()
    assert handed.value.path().read_bytes() == MINUTES["buffer"]

    # Out as a workbook, five rows changed, in again.
    person.open(plan)
    with page.expect_download() as handed:
        page.locator("main a[href$='/file/xlsx/']").click()
    file = tmp_path / "plan.xlsx"
    handed.value.save_as(file)
    put_up(person, plan, changed(file, tmp_path))
    assert page.locator("#h-changed").inner_text().startswith("5 ")
    assert page.locator("main ins").all_inner_texts().count("Équipe mobile") == 4
    assert_it_fits(person)
    page.locator("main form button.btn-main").click()
    put_up(person, plan, tmp_path / "out" / "plan.xlsx" if OFFICE else file)
    assert page.locator("#h-changed").inner_text().startswith("0 ")

    # Next year's plan begins with what is open.
    person.open("/countries/exemple/")
    page.locator("form[action$='/start/'] button").click()
    assert page.locator("article.gap").count()
