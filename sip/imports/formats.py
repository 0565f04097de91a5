"""CSV and XLSX, the only two formats: read behind the guard, written by the one cell writer."""

import csv
import io

import tablib
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import Format
from openpyxl import Workbook

from sip.tables.cells import for_csv, for_workbook
from sip.tables.reading import read_tables

WIDTH = 28  # characters; texts wrap by hand


class OfficeFormat(Format):
    def create_dataset(self, in_stream):
        """Return the first table of a file's content, as it stands."""
        table = read_tables(in_stream)[0]
        return tablib.Dataset(*(row.values for row in table.rows), headers=table.header)

    def can_import(self):
        return True

    def can_export(self):
        return True


class Csv(OfficeFormat):
    key = "csv"
    label = _("CSV")

    def get_extension(self):
        return "csv"

    def get_content_type(self):
        return "text/csv; charset=utf-8"

    def export_data(self, dataset, **kwargs):
        """Return the table as CSV that spreadsheet programs open with its accents."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow([for_csv(title) for title in dataset.headers])
        writer.writerows([for_csv(value) for value in row] for row in dataset)
        return out.getvalue().encode("utf-8-sig")


class Xlsx(OfficeFormat):
    key = "xlsx"
    label = _("XLSX workbook")

    def get_extension(self):
        return "xlsx"

    def get_content_type(self):
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def export_data(self, dataset, **kwargs):
        """Return the table as a workbook of one sheet, its titles frozen."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet(dataset.title)
        sheet.freeze_panes = "B2"
        for place in range(len(dataset.headers)):
            sheet.column_dimensions[chr(ord("A") + place)].width = WIDTH
        sheet.append([for_workbook(sheet, title) for title in dataset.headers])
        for row in dataset:
            sheet.append([for_workbook(sheet, value) for value in row])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


FORMATS = {form.key: form for form in (Csv, Xlsx)}
