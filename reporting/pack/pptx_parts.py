"""The frame of our slides: theme, layouts, signs and tables as python-pptx does not make them."""

import copy
from xml.sax.saxutils import escape

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Mm, Pt

from reporting.pack.style import (
    BAND,
    FILLS,
    FONT,
    INK,
    INK_3,
    LINK,
    SIGN_COLOURS,
    SIGNS,
    WASH,
    outline_of,
)
from reporting.pack.text import is_right_to_left, printable
from sip.progress import STATUS_KEYS

WIDE, HIGH = Mm(338.67), Mm(190.5)
X, CONTENT = 14, 310.67  # millimetres: the left margin, and the width between both
LAYOUTS = ("Title Slide", "Title Only")
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # a table without style and grid
DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext '
    'uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative xmlns:adec='
    '"http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def rgb(value):
    return RGBColor.from_string(value)


def dress(deck):
    """Give a new presentation our theme and two layouts; return the layouts by name."""
    deck.slide_width, deck.slide_height = WIDE, HIGH
    master = deck.slide_masters[0]
    _dress_theme(master)
    for layout in list(deck.slide_layouts):
        if layout.name not in LAYOUTS:
            deck.slide_layouts.remove(layout)
    title = master._element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2800")
    title.find(qn("a:defRPr")).set("b", "1")
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    for holder in (master, *layouts.values()):
        for placeholder in list(holder.placeholders):
            _place(placeholder)
    layouts["Title Only"].shapes._spTree.append(rule())
    return layouts


def _dress_theme(master):
    theme = next(
        relation.target_part for relation in master.part.rels.values()
        if relation.reltype.endswith("/theme")
    )  # fmt: skip
    root = etree.fromstring(theme.blob)
    for font in root.iter(f"{A}latin"):
        font.set("typeface", FONT)
    scheme = root.find(f".//{A}clrScheme")
    scheme.set("name", "SIP")
    accents = {
        f"accent{at}": FILLS[key][0] for at, key in enumerate(STATUS_KEYS[:6], 1)
    }  # fmt: skip
    colours = {
        "dk1": INK, "lt1": "FFFFFF", "dk2": BAND, "lt2": WASH, "hlink": LINK, "folHlink": LINK,
    }  # fmt: skip
    for name, value in (colours | accents).items():
        element = scheme.find(f"{A}{name}")
        element.clear()
        etree.SubElement(element, f"{A}srgbClr", val=value)
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(holder):
    kind = str(holder.placeholder_format.type)
    if "DATE" in kind:
        holder._element.getparent().remove(holder._element)
    elif "SLIDE_NUMBER" in kind:
        _set_box(holder, X + CONTENT - 30, 180, 30, 7)
        holder.text_frame._txBody.bodyPr.set("rIns", "0")
    elif "FOOTER" in kind:
        _set_box(holder, X, 180, 240, 7)
        holder.text_frame._txBody.bodyPr.set("lIns", "0")
    elif "TITLE" in kind and "SUB" not in kind:
        _set_box(holder, X, 11, CONTENT, 15)
        holder.text_frame.vertical_anchor, holder.text_frame.word_wrap = MSO_ANCHOR.TOP, True
        frame = holder.text_frame._txBody.bodyPr
        frame.set("lIns", "0")
        frame.set("tIns", "0")
        for fit in list(frame):
            frame.remove(fit)


def _set_box(shape, x, y, width, height):
    shape.left, shape.top, shape.width, shape.height = Mm(x), Mm(y), Mm(width), Mm(height)


def rule():
    """Return the line that stands over every title."""
    return parse_xml(
        f'<p:cxnSp {nsdecls("p", "a")}><p:nvCxnSpPr><p:cNvPr id="900" name="Rule"/>'
        '<p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{Mm(X)}" y="{Mm(8)}"/><a:ext cx="{Mm(CONTENT)}" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="22225"><a:solidFill>'
        '<a:schemeClr val="tx1"/></a:solidFill></a:ln></p:spPr></p:cxnSp>'
    )


def add_running(slide, layout, text):
    """Give a slide its footer and number: the library leaves both on the layout."""
    for holder in layout.placeholders:
        kind = str(holder.placeholder_format.type)
        if "FOOTER" not in kind and "SLIDE_NUMBER" not in kind:
            continue
        slide.shapes._spTree.append(copy.deepcopy(holder._element))
        paragraph = slide.shapes[-1].text_frame.paragraphs[0]
        if "FOOTER" in kind:
            paragraph.text, paragraph.alignment = text, PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(12), rgb(INK_3)
        for field in paragraph._p.findall(qn("a:fld")):
            field.find(qn("a:rPr")).set("sz", "1200")


DRAWN = {}  # signs as XML, by status and size: the same in every deck


class Signs:
    """Draws the signs as native shapes. Each is made once in a process, and copied to where it
    stands."""

    def __init__(self, names):
        self.names, self.made = names, {}

    def draw(self, slide, key, x, y, size=5.0):
        if (key, size) not in self.made:
            self.made[key, size] = self._named(slide, key, size)
        group = copy.deepcopy(self.made[key, size])
        place = group.find(qn("p:grpSpPr")).find(qn("a:xfrm")).find(qn("a:off"))
        place.set("x", str(int(place.get("x")) + Mm(x)))
        place.set("y", str(int(place.get("y")) + Mm(y)))
        slide.shapes._spTree.append(group)

    def _named(self, slide, key, size):
        if (key, size) not in DRAWN:
            DRAWN[key, size] = etree.tostring(self._make(slide, key, size))
        element = parse_xml(DRAWN[key, size])
        element.find(qn("p:nvGrpSpPr")).find(qn("p:cNvPr")).set("name", self.names[key])
        return element

    def _make(self, slide, key, size):
        """Draw a sign at the slide's corner, take it off again and return it."""
        group = slide.shapes.add_group_shape()
        for kind, *geometry in SIGNS[key]:
            points = [(int(Mm(x * size)), int(Mm(y * size))) for x, y in outline_of(kind, geometry)]
            builder = slide.shapes.build_freeform(*points[0])
            builder.add_line_segments(points[1:], close=True)
            shape = builder.convert_to_shape()
            group._element.append(shape._element)
            self._paint(shape, key, kind, geometry, size)
        group.shapes._recalculate_extents()
        element = group._element
        properties = element.nvGrpSpPr.cNvPr
        properties.append(parse_xml(DECORATIVE))
        element.getparent().remove(element)
        return element

    def _paint(self, shape, key, kind, geometry, size):
        if kind == "ring":
            shape.fill.background()
            shape.line.color.rgb, shape.line.width = rgb(SIGN_COLOURS[key]), Mm(geometry[3] * size)
        else:
            shape.fill.solid()
            colour = "FFFFFF" if kind.startswith("-") else SIGN_COLOURS[key]
            shape.fill.fore_color.rgb = rgb(colour)
            shape.line.fill.background()
        # The theme's style of shapes would bring a shadow.
        shape._element.remove(shape._element.find(qn("p:style")))


def put_table(slide, box, widths, rows, alt):
    """Put a table without style and grid on a slide, said in words. It is written as one fragment:
    cell by cell the library takes three times as long.

    `box` is its place and size; `rows` are (height, cells); all in millimetres, but for cells
    (`table_cell`).
    """
    frame = slide.shapes.add_table(1, 1, *map(Mm, box))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    old = frame.table._tbl
    grid = "".join(f'<a:gridCol w="{Mm(width)}"/>' for width in widths)
    lines = "".join(f'<a:tr h="{Mm(height)}">{"".join(cells)}</a:tr>' for height, cells in rows)
    old.getparent().replace(old, parse_xml(
        f'<a:tbl {nsdecls("a")}><a:tblPr firstRow="1" bandRow="0"><a:tableStyleId>{NO_STYLE}'
        f"</a:tableStyleId></a:tblPr><a:tblGrid>{grid}</a:tblGrid>{lines}</a:tbl>"
    ))  # fmt: skip


def table_cell(text, size, colour, *, bold, left, line, is_head):
    """Return a cell as XML: `left` millimetres to the left of its text, a `line` (colour, width)
    below it. Each line of the text is a paragraph, and runs in its own direction."""
    look = f'<a:rPr sz="{size * 100}" b="{bold:d}">{_solid(colour)}<a:latin typeface="{FONT}"/>'
    paragraphs = "".join(_paragraph(part, look) for part in printable(text).split("\n"))
    under, width = line
    anchor = "b" if is_head else "ctr"
    return (
        f'<a:tc><a:txBody><a:bodyPr wrap="square"/><a:lstStyle/>{paragraphs}</a:txBody>'
        f'<a:tcPr marL="{Mm(left)}" marR="{Mm(3)}" marT="{Mm(1)}" marB="{Mm(1)}" '
        f'anchor="{anchor}"><a:lnB w="{width}">{_solid(under)}</a:lnB></a:tcPr></a:tc>'
    )


def _paragraph(text, look):
    way = ' rtl="1" algn="r"' if is_right_to_left(text) else ""
    return (
        f"<a:p><a:pPr{way}/><a:r>{look}</a:rPr><a:t>{escape(text)}</a:t></a:r></a:p>"
    )  # fmt: skip


def _solid(colour):
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
