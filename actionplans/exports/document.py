"""A plan as a Word document in three columns, as people send it: gaps, actions, deadlines."""

import io

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from accounts.characters import for_xml
from accounts.days import date_format
from actionplans.plaintable import NOTHING, UNSURE, together

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
INK, RULE = RGBColor(0x16, 0x20, 0x28), "C5CED6"
WIDTHS = (Cm(8.5), Cm(12.5), Cm(4))


def content(sheet):
    """Return the document of a plan (`reading.Sheet`) as bytes, headings in the reader's language.

    Gaps that share a cell in the source share it here."""
    plan = sheet.plan
    document = begin(plan.title, plan.language)
    document.add_paragraph(for_xml(about(sheet)))
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
    document.core_properties.title = for_xml(title)
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
    _style(document)
    document.add_heading(for_xml(title), level=1)
    return document


def _style(document):
    """One typeface in our ink, and thin grey rules: not the look that Word gives to a new file."""
    for name, size in (("Normal", 10), ("Heading 1", 16), ("Heading 2", 12)):
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), INK
    borders = document.styles["Table Grid"].element.find(f".//{qn('w:tblBorders')}")
    for border in borders:
        border.set(qn("w:color"), RULE)


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
    """Add the rows of one gap: one for its actions of each deadline, or a dash for none. Return
    what the next gap may share: (cells of actions and deadline, the deadline), or None."""
    some = together(gap.lines)
    words = some[0][0].action.deadline_as_published if some else ""
    if gap.gap.shares_cell and len(some) < 2 and above and words in ("", above[-1]):
        return _share(table, gap, above)
    first = None
    for lines in some or [[]]:
        row = table.add_row().cells
        first = first.merge(row[0]) if first else row[0]
        _write(row[1], [line.action.text for line in lines] or [NOTHING])
        _write(row[2], [lines[0].action.deadline_as_published if lines else NOTHING])
    _drop_empty(first)
    _write_gap(first, gap.gap)
    return (row[1], row[2], words) if len(some) == 1 else None


def _write_gap(cell, gap):
    """A reading that nobody has confirmed is marked as on the page; the importer knows the mark."""
    _write(cell, [gap.text])
    if gap.is_unsure:
        mark = cell.add_paragraph().add_run(str(UNSURE))
        mark.italic, mark.font.size = True, Pt(8)


def _share(table, gap, above):
    row = table.add_row().cells
    _write_gap(row[0], gap.gap)
    actions, deadline = above[0].merge(row[1]), above[1].merge(row[2])
    for line in gap.lines:
        actions.add_paragraph(for_xml(line.action.text))
    _drop_empty(actions)
    _drop_empty(deadline)
    return actions, deadline, above[-1]


def _write(cell, texts, *, bold=False):
    for place, text in enumerate(texts or [""]):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.add_run(for_xml(text)).bold = bold


def _drop_empty(cell):
    """A merge leaves an empty paragraph for each cell that it takes in."""
    for paragraph in cell.paragraphs[1:]:
        if not paragraph.text:
            paragraph._element.getparent().remove(paragraph._element)
