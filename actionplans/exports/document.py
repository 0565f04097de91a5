"""A plan as a Word document in three columns, as people send it: gaps, actions, deadlines."""

import io

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from accounts.days import date_format

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTHS = (Cm(8.5), Cm(12.5), Cm(4))


def content(sheet):
    """Return the document of a plan (`reading.Sheet`) as bytes, headings in the reader's language.

    Gaps that share a cell in the source share it here."""
    plan = sheet.plan
    document = begin(plan.title, plan.language)
    document.add_paragraph(clean(about(sheet)))
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    table.autofit = False
    for cell, title in zip(table.rows[0].cells, titles(), strict=True):
        _write(cell, [title], bold=True)
    for section in sheet.sections:
        row = table.add_row().cells
        title = row[0].merge(row[2])
        _write(title, [section.section.title], bold=True)
        keep_with_next(title.paragraphs[0])
        above = None
        for gap in section.gaps:
            above = _add_gap(table, gap, above)
    lay_out(table, WIDTHS)
    return saved(document)


def titles():
    return [_("Challenges and gaps"), _("Actions proposed"), _("Deadline")]


def about(sheet):
    """Say whose plan it is, in which state, as of which day."""
    plan = sheet.plan
    state = str(plan.state_on(sheet.on).label)
    return " · ".join(
        (plan.cluster.name, str(plan.cluster.cluster_name), state, date_format(sheet.on))
    )


def begin(title, language, *, landscape=True):
    """Return an empty document with its title, on A4."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = _("Logistics Cluster")
    document.core_properties.language = language
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    if landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    _number_pages(page)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10)
    document.add_heading(clean(title), level=1)
    return document


def clean(text):
    """Return a text without the characters that XML cannot hold."""
    return "".join(sign for sign in str(text) if sign in "\n\t" or sign >= " ")


def lay_out(table, widths):
    """Repeat the first row on each page and never leave it alone at the foot of one, keep every row
    on one page, and give the columns their widths: some programs read those of the grid, others of
    the cells."""
    _mark(table.rows[0], "w:tblHeader")
    keep_with_next(*(cell.paragraphs[0] for cell in table.rows[0].cells))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        _mark(row, "w:cantSplit")
        for cell, width in zip(row.cells, widths, strict=True):
            if cell.grid_span == 1:
                cell.width = width


def keep_with_next(*paragraphs):
    """Keep paragraphs on the page of what follows them: no title stands alone at a page's foot."""
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_with_next = True


def _mark(row, name):
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _number_pages(page):
    """Put the number of each page at its foot, counted by the program that shows it."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph = page.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph._p.append(field)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_gap(table, gap, above):
    """Add one gap's row; return the cells that the next one may share: (actions, deadline)."""
    row = table.add_row().cells
    _write(row[0], [gap.gap.text])
    texts = [line.action.text for line in gap.lines]
    if gap.gap.shares_cell and above:
        actions, deadline = above[0].merge(row[1]), above[1].merge(row[2])
        for text in texts:
            actions.add_paragraph(clean(text))
        _drop_empty(actions)
        _drop_empty(deadline)
        return actions, deadline
    _write(row[1], texts)
    words = dict.fromkeys(line.action.deadline_as_published for line in gap.lines)
    _write(row[2], list(words))
    return row[1], row[2]


def _write(cell, texts, *, bold=False):
    for place, text in enumerate(texts or [""]):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.add_run(clean(text)).bold = bold


def _drop_empty(cell):
    """A merge leaves an empty paragraph for each cell that it takes in."""
    for paragraph in cell.paragraphs[1:]:
        if not paragraph.text:
            paragraph._element.getparent().remove(paragraph._element)
