"""What readers that are not ours find in the files: every text, and every number of a chart."""

import functools
import io
import struct
from collections import defaultdict

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from pypdf.generic import ContentStream


@functools.lru_cache(maxsize=16)
def text_of(content, name):
    """Return all that a file says; each file is read once."""
    return READERS[name](content)


def from_pdf(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def from_docx(content):
    body = Document(io.BytesIO(content)).element.body
    return "\n".join(
        "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    )


def from_pptx(content):
    found = []
    for slide in Presentation(io.BytesIO(content)).slides:
        found.append(slide.notes_slide.notes_text_frame.text)
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if getattr(shape, "has_table", False):
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def from_xlsx(content):
    book = load_workbook(io.BytesIO(content))
    return "\n".join(
        str(value)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
    )


def runs_off(content, margin=30):
    """Return what a PDF sets beyond the right margin (in points) of its page, as far as can be told
    from where each piece begins: a letter is taken as half as wide as it is high."""
    found = []
    for page in PdfReader(io.BytesIO(content)).pages:
        right = float(page.mediabox.right) - margin

        def see(text, _state, matrix, _font, size, right=right):
            height = abs(size * (matrix[3] or 1))
            if text.strip() and matrix[4] + len(text.strip()) * height * 0.4 > right:
                found.append(text.strip())

        page.extract_text(visitor_text=see)
    return found


def glyphs_of_pdf(content):
    """Return the numbers of all glyphs that a PDF sets; 0 is the box of a sign that no font has."""
    reader, found = PdfReader(io.BytesIO(content)), set()
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"TJ":
                texts = [one for one in operands[0] if isinstance(one, (bytes, str))]
            else:
                texts = operands if operator == b"Tj" else []
            for text in texts:
                codes = text if isinstance(text, bytes) else text.original_bytes
                found |= {code for (code,) in struct.iter_unpack(">H", codes)}
    return found


READERS = {"pdf": from_pdf, "docx": from_docx, "pptx": from_pptx, "xlsx": from_xlsx}


def tables_of_docx(content):
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in Document(io.BytesIO(content)).tables
    ]


def charts_of_pptx(content):
    """Return each chart as {bar: {series: number}}."""
    return [
        bars_of(shape.chart)
        for slide in Presentation(io.BytesIO(content)).slides
        for shape in slide.shapes
        if getattr(shape, "has_chart", False)
    ]


def bars_of(chart):
    plot = chart.plots[0]
    bars = defaultdict(dict)
    for series in plot.series:
        for bar, value in zip(plot.categories, series.values, strict=True):
            bars[str(bar)][series.name] = int(value)
    return dict(bars)


def charts_of_docx(content):
    """Return each chart as {bar: {series: number}}, read from its own part of the file."""
    from pptx.chart.chart import Chart
    from pptx.oxml import parse_xml

    package = Document(io.BytesIO(content)).part.package
    parts = [
        part for part in package.iter_parts() if str(part.partname).startswith("/word/charts/")
    ]
    parts.sort(key=lambda part: str(part.partname))
    return [bars_of(Chart(parse_xml(part.blob), None)) for part in parts]
