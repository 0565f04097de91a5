"""The styles of the pack as a Word document: everything it shows is named here, nothing is dressed
by hand."""

import functools
import io

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from reporting.pack.blocks import LANDSCAPE, PORTRAIT
from reporting.pack.style import (
    ALERT,
    BAND,
    FONT,
    INK,
    INK_2,
    INK_3,
    LINK,
    NOTICE,
    PALE,
    RULE,
    WASH,
)

CENTRED = 1
AFTER_BORDERS = ("shd", "tabs", "suppressAutoHyphens", "spacing", "ind", "contextualSpacing", "jc",
                 "outlineLvl")  # fmt: skip


def edge(side, size, colour, space=6):
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


COVER = "".join(edge(side, 48, BAND, 14) for side in ("top", "left", "bottom", "right"))
BOX = edge("top", 4, WASH) + edge("left", 24, NOTICE, 8) + edge("bottom", 4, WASH)
OVER = edge("top", 14, INK)
# Name: size, colour, bold, space before and after, line height, and what else.
STYLES = {
    "Normal": (10, INK, False, 0, 4, 1.12, {}),
    "SIP Cover": (14, PALE, True, 0, 0, 1.1, {"border": COVER, "shade": BAND, "keep": True}),
    "Title": (32, "FFFFFF", True, 0, 0, 1.05, {"border": COVER, "shade": BAND, "keep": True}),
    "Subtitle": (14, "FFFFFF", False, 0, 0, 1.2, {"border": COVER, "shade": BAND}),
    "Heading 1": (19, INK, True, 0, 8, 1.05, {"keep": True, "border": OVER, "page": True}),
    # The title of a brief section, below the one before.
    "SIP Heading below": (19, INK, True, 22, 8, 1.05, {"keep": True, "border": OVER, "level": 0}),
    "Heading 2": (12.5, INK, True, 8, 3, 1.1, {"keep": True}),
    "Heading 3": (10, INK_2, True, 8, 3, 1.1, {"keep": True}),
    "SIP Title outside contents": (19, INK, True, 0, 8, 1.05,
                                   {"keep": True, "border": OVER, "page": True}),
    "SIP Lead": (11.5, INK, False, 0, 9, 1.2, {"keep": True}),
    "SIP Question": (10.5, INK, True, 8, 1, 1.15,
                     {"keep": True, "border": edge("top", 4, RULE, 5)}),
    "SIP Note": (8, INK_3, False, 0, 5, 1.15, {}),
    "SIP Note above": (8, INK_3, False, 0, 5, 1.15, {"keep": True}),
    "SIP Gap": (4, INK_3, False, 0, 0, 1.0, {}),
    "SIP Box": (9, INK, False, 6, 6, 1.2, {"border": BOX, "shade": WASH, "indent": 3}),
    "SIP Figure": (10, INK, False, 0, 6, 1.0, {}),
    "Caption": (8.5, INK_2, False, 5, 3, 1.1, {"keep": True}),
    "SIP Cell": (8.5, INK, False, 1.5, 1.5, 1.0, {}),
    "SIP Cell strong": (8.5, INK, True, 1.5, 1.5, 1.0, {}),
    "SIP Cell small": (8, INK_2, False, 1.5, 1.5, 1.0, {}),
    "SIP Number": (9, INK, False, 2, 2, 1.08, {"align": CENTRED}),
    "SIP Column": (8, INK_2, True, 3, 3, 1.05, {"keep": True}),
    "SIP Column of numbers": (7, INK_2, True, 3, 3, 1.05, {"keep": True, "align": CENTRED}),
    "List Bullet": (9, INK, False, 0, 2, 1.1, {"keep": True}),
    "TOC 1": (10.5, INK, False, 3, 3, 1.15, {}),
    "Header": (8, INK_3, False, 0, 6, 1.15,
               {"border": edge("bottom", 4, RULE, 4), "right": PORTRAIT}),
    "Footer": (8, INK_3, False, 0, 6, 1.15, {"right": PORTRAIT}),
    "SIP Header wide": (8, INK_3, False, 0, 6, 1.15,
                        {"border": edge("bottom", 4, RULE, 4), "right": LANDSCAPE}),
    "SIP Footer wide": (8, INK_3, False, 0, 6, 1.15, {"right": LANDSCAPE}),
}  # fmt: skip
RUNS = {"SIP Strong": (INK, True), "SIP Alert": (ALERT, True), "SIP Quiet": (INK_3, False),
        "SIP Rank": (LINK, True), "SIP Term": (INK_2, True)}  # fmt: skip
TABLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="SIPTable">
<w:name w:val="SIP Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>
<w:top w:val="nil"/><w:bottom w:val="single" w:sz="4" w:color="{RULE}"/>
<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/></w:tblBorders><w:tblCellMar>
<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="10" w:color="{INK}"/></w:tcBorders><w:vAlign w:val="bottom"/>
</w:tcPr></w:tblStylePr></w:style>"""


@functools.cache
def template(language):
    """Return an empty document with all our styles, written in a language, as bytes: made once for
    each process, for every pack begins with it."""
    document = Document()
    _define(document.styles)
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), {"fr": "fr-FR", "en": "en-GB"}.get(language, language))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@functools.cache
def ids():
    """Return how a document stores the name of each style: the library looks it up each time."""
    document = Document(io.BytesIO(template("en")))
    return {style.name: style.style_id for style in document.styles}


def _define(styles):
    known = {style.name for style in styles}
    for name, told in STYLES.items():
        there = name in known
        style = styles[name] if there else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name != "Normal":
            style.base_style = styles["Normal"]
        _dress(style, *told)
    for name, (colour, bold) in RUNS.items():
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb, style.font.bold = RGBColor.from_string(colour), bold
    styles.element.append(parse_xml(TABLE))


def _dress(style, size, colour, bold, before, after, line, more):
    font = style.font
    font.size, font.color.rgb, font.bold, font.italic = (
        Pt(size), RGBColor.from_string(colour), bold, False,
    )  # fmt: skip
    _set_font(style)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
    form.keep_with_next = more.get("keep", False)
    form.page_break_before = more.get("page", False)
    if "indent" in more:
        form.left_indent = Mm(more["indent"])
    if "align" in more:
        form.alignment = more["align"]
    _set_borders(style.element.get_or_add_pPr(), more)
    if "level" in more:
        level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{more["level"]}"/>')
        style.element.get_or_add_pPr().append(level)
    if "right" in more:
        _set_tabs(style, more["right"])
    style.quick_style = True


def _set_font(style):
    """Name the font itself: the template's theme would bring its own, and letter-space titles."""
    style.font.name = FONT
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
        fonts.attrib.pop(qn(f"w:{name}Theme"), None)
    fonts.attrib.pop(qn("w:cstheme"), None)
    for tag in ("w:spacing", "w:kern"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)


def _set_borders(properties, more):
    for tag in ("w:pBdr", "w:shd"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    if "border" in more:
        _insert(properties, f"<w:pBdr {nsdecls('w')}>{more['border']}</w:pBdr>", AFTER_BORDERS)
    if "shade" in more:
        shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{more["shade"]}"/>'
        _insert(properties, shade, AFTER_BORDERS[1:])


def _insert(properties, xml, later):
    """Put a property where the schema wants it: before those that come later."""
    later = {qn(f"w:{name}") for name in later}
    place = next((at for at, one in enumerate(properties) if one.tag in later), len(properties))
    properties.insert(place, parse_xml(xml))


def _set_tabs(style, width):
    tabs = style.element.pPr.find(qn("w:tabs"))
    if tabs is not None:
        style.element.pPr.remove(tabs)
    style.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
