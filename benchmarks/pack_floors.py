"""What the files of a pack are held against: each library writing the same texts and numbers, in as
many paragraphs, cells and charts, and nothing of how they look."""

import io
import json
import secrets
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.util import Mm

from reporting.exports.house import styles
from reporting.pack import charts
from reporting.pack.slides import slides
from sip import fonts

PLAIN = b"""
#let d = json(bytes(sys.inputs.content))
#set document(title: "-")
#set page(numbering: "1 / 1")
#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)
#let bar(counts) = grid(columns: counts.map(n => n * 1fr), ..counts.map(n => rect(width: 100%)))
#outline()
#for s in d [
  = #s.title
  #for b in s.blocks {
    if "rows" in b {
      figure(kind: table, caption: b.caption, table(
        columns: b.rows.at(0).len(), table.header(..b.rows.at(0).flatten()),
        ..b.rows.slice(1).flatten(),
      ))
    } else if "bars" in b { for one in b.bars { bar(one) } } else { par(b.text) }
  }
]
"""


# ---- The texts and numbers of a pack, in pieces -------------------------------------------------
def plain(tree):
    """Return the tree without its looks: sections of paragraphs, charts, and tables whose cells are
    lists of paragraphs."""
    meta, labels = tree["meta"], tree["labels"]
    told = [(one["label"], one["means"]) for one in tree["statuses"].values()]
    cover = [_text(meta[name]) for name in ("kicker", "meeting", "subtitle", "notice")]
    cover += [_table("-", [*meta["facts"], (meta["hash_label"], meta["hash"])])]
    contents = [_text(section["title"]) for section in tree["sections"]]
    contents += [_table(labels["legend_caption"], [labels["legend_columns"], *told])]
    return [
        {"title": meta["title"], "blocks": cover},
        {"title": labels["contents"], "blocks": contents},
        *({"title": section["title"], "blocks": [
            piece for block in section["blocks"] for piece in _pieces(block, tree)
        ]} for section in tree["sections"]),
    ]  # fmt: skip


def _pieces(block, tree):
    kind = block["kind"]
    if kind in ("whole", "progress"):
        parts = block.get("parts") or [block["part"]]
        counts = [
            (part["name"], part["total"], *counts.values())
            for part in parts for counts in (part["before"], part["now"]) if counts
        ]  # fmt: skip
        yield {"bars": [[number for number in row[2:] if number] for row in counts], "of": parts}
        titles = ["-", "-", *(told["label"] for told in tree["statuses"].values())]
        yield _table(block["caption"], [titles, *counts])
    elif kind == "table":
        titles = [column["title"] for column in block["columns"]]
        cells = [[_of_cell(cell, tree) for cell in row] for row in block["rows"]]
        yield _table(block["caption"], [titles, *cells])
    elif "items" in block:
        yield from (_text(" ".join(_texts(item))) for item in block["items"])
    elif kind == "ask":
        yield from (_text(block[name]) for name in ("text", "why", "foot") if block[name])
    elif kind != "break":
        yield _text(block["text"])


def _of_cell(cell, tree):
    if isinstance(cell, str):
        return [cell]
    label = {key: told["label"] for key, told in tree["statuses"].items()}
    told = [label[cell[name]] for name in ("status", "from", "to") if name in cell]
    return told + [cell[name] for name in ("text", "more", "note") if cell.get(name)]


def _texts(item):
    values = [item] if isinstance(item, str) else item.values()
    return [value for value in values if isinstance(value, str)]


def _text(text):
    return {"text": str(text)}


def _table(caption, rows):
    """`rows` of texts, or of lists of texts: a paragraph each."""
    return {"caption": caption, "rows": [
        [cell if isinstance(cell, list) else [str(cell)] for cell in row] for row in rows
    ]}  # fmt: skip


def _chart(parts, tree):
    """Return the numbers of a chart as its library takes them."""
    bars = [(part["name"], counts) for part in parts for counts in (part["before"], part["now"])]
    data = CategoryChartData()
    data.categories = [name for name, counts in bars if counts]
    for key, told in tree["statuses"].items():
        data.add_series(told["label"], [counts[key] for _name, counts in bars if counts])
    return data


# ---- One floor for each format ------------------------------------------------------------------
def xlsx(content, *, dressed=False):
    """Write the cells of a workbook again, and its charts; with the styles that they have where it
    is `dressed`: what the library alone takes for that."""
    book = load_workbook(io.BytesIO(content))
    sheets = [
        (sheet.title, len(sheet._charts), [
            [(cell.value, cell.style) for cell in row] for row in sheet.iter_rows()
        ])
        for sheet in book
    ]  # fmt: skip

    def cell(sheet, value, style):
        made = WriteOnlyCell(sheet, value)
        made.style = style
        return made

    def write():
        book = Workbook(write_only=True)
        for style in styles() if dressed else ():
            book.add_named_style(style)
        for title, drawn, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append([
                    cell(sheet, value, style) if dressed and style != "Normal" else value
                    for value, style in row
                ])  # fmt: skip
            for _chart in range(drawn):
                chart = BarChart()
                area = Reference(sheet, min_col=3, max_col=9, min_row=1, max_row=9)
                chart.add_data(area, titles_from_data=True)
                sheet.add_chart(chart, "A1")
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return write


def docx(tree):
    """One fragment of XML for all paragraphs and tables, and the charts with their workbooks."""
    sections = plain(tree)

    def chart(parts):
        data = _chart(parts, tree)
        ChartXmlWriter(charts.KIND, data).xml.encode()
        return CategoryWorkbookWriter(data).xlsx_blob

    def write():
        pieces = []
        for section in sections:
            pieces.append(_paragraph(section["title"]))
            for block in section["blocks"]:
                if "bars" in block:
                    chart(block["of"])
                elif "rows" in block:
                    pieces += [_paragraph(block["caption"]), _rows(block["rows"])]
                else:
                    pieces.append(_paragraph(block["text"]))
        document = Document()
        for element in list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(pieces)}</w:body>")):
            document.element.body.insert(0, element)
        file = io.BytesIO()
        document.save(file)
        return file.getvalue()

    return write


def _paragraph(text):
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _rows(rows):
    cells = "".join(
        "<w:tr>"
        + "".join(f"<w:tc>{''.join(map(_paragraph, cell))}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def pdf(tree):
    """Headings, contents, page numbers, paragraphs, bars and tables with captions, as typst sets
    them by itself."""
    sections = plain(tree)

    def write():
        content = json.dumps([{"title": secrets.token_hex(32), "blocks": []}, *sections])
        return fonts.typeset(PLAIN, {"content": fonts.shown(content)})

    return write


def pptx(tree):
    told_slides = slides(tree["cells"])

    def write():
        deck = Presentation()
        for told_slide in told_slides:
            slide = deck.slides.add_slide(deck.slide_layouts[5])
            slide.shapes.title.text = told_slide["title"]
            slide.notes_slide.notes_text_frame.text = told_slide["notes"]
            if rows := told_slide.get("rows"):
                area = (Mm(10), Mm(30), Mm(200), Mm(100))
                table = slide.shapes.add_table(len(rows), len(rows[0]), *area).table
                for at, row in enumerate(rows):
                    for place, value in enumerate(row):
                        table.cell(at, place).text = str(value)
            else:
                parts = told_slide.get("parts") or [told_slide["part"]]
                data = _chart(parts, tree)
                slide.shapes.add_chart(charts.KIND, Mm(10), Mm(30), Mm(200), Mm(100), data)
        file = io.BytesIO()
        deck.save(file)
        return file.getvalue()

    return write
