"""WordprocessingML as text. A document of hundreds of cells is written a hundred times faster as
text that is read once than cell by cell."""

from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from accounts.characters import LINE_END
from reporting.pack.blocks import cell as as_cell
from reporting.pack.text import UNPRINTABLE, printable

NAMESPACES = (
    nsdecls("w", "wp", "a", "pic", "r")
    + ' xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"'
)
DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1"/>'
    "</a:ext></a:extLst>"
)
HIGH = int(8.5 * 12700)  # of a sign beside a word, in English Metric Units
SIGN = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    f'<wp:extent cx="{HIGH}" cy="{HIGH}"/><wp:docPr id="{{number}}" name={{name}} descr="">'
    f"{DECORATIVE.replace('{', '{{').replace('}', '}}')}</wp:docPr><a:graphic><a:graphicData "
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
    '<pic:cNvPr id="{number}" name={name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="{picture}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
    f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{HIGH}" cy="{HIGH}"/></a:xfrm><a:prstGeom '
    'prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def whole(pieces):
    """Return the document that pieces of XML make, in their order."""
    return parse_xml(f"<w:document {NAMESPACES}><w:body>{''.join(pieces)}</w:body></w:document>")


def parsed(piece):
    """Return the element that a piece of XML is."""
    return parse_xml(f"<w:body {NAMESPACES}>{piece}</w:body>")[0]


class Markup:
    """Makes paragraphs, tables and drawings; `ids` names styles as the document stores them,
    `signs` gives the relationship of each sign's picture."""

    def __init__(self, ids, statuses, signs):
        self.ids, self.statuses, self.signs = ids, statuses, signs
        self.names = {key: quoteattr(told["label"]) for key, told in statuses.items()}
        self.drawings = 0

    def run(self, text, style="", *, rtl=False):
        """Return text as runs; its line breaks stay."""
        marks = f'<w:rStyle w:val="{self.ids[style]}"/>' if style else ""
        marks += "<w:rtl/>" if rtl else ""
        lines = [
            f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in printable_lines(text)
        ]
        return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{'<w:br/>'.join(lines)}</w:r>"

    def tab(self):
        return "<w:r><w:tab/></w:r>"

    def paragraph(self, content, style="Normal", *, rtl=False):
        """Return a paragraph of runs. `rtl` sets it from right to left."""
        direction = "<w:bidi/>" if rtl else ""
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self.ids[style]}"/>{direction}</w:pPr>{content}</w:p>'
        )

    def text(self, text, style="Normal", *, rtl=False):
        return self.paragraph(self.run(text, rtl=rtl), style, rtl=rtl)

    def field(self, code, result, style=""):
        """Return a field with its result in place."""
        marks = f'<w:rPr><w:rStyle w:val="{self.ids[style]}"/></w:rPr>' if style else ""

        def part(inner):
            return f"<w:r>{marks}{inner}</w:r>"

        return (
            part('<w:fldChar w:fldCharType="begin"/>')
            + part(f'<w:instrText xml:space="preserve"> {escape(code)} </w:instrText>')
            + part('<w:fldChar w:fldCharType="separate"/>')
            + part(f"<w:t>{escape(result)}</w:t>")
            + part('<w:fldChar w:fldCharType="end"/>')
        )

    def bookmarked(self, text, style, number):
        """Return a heading that the table of contents can lead to."""
        name = bookmark(number)
        return self.paragraph(
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{self.run(text)}'
            f'<w:bookmarkEnd w:id="{number}"/>',
            style,
        )

    def status(self, key):
        """Return a sign and its word. The picture is marked decorative: the word is read once."""
        return f"{self._sign(key)}{self.run(chr(0xA0) + self.statuses[key]['label'])}"

    def _sign(self, key):
        self.drawings += 1
        number, name = 100 + self.drawings, self.names[key]
        return SIGN.format(number=number, name=name, picture=self.signs[key])

    def chart(self, relation, width, height, alt):
        """Return a paragraph with a native chart, said in words to those who do not see it."""
        self.drawings += 1
        number = 100 + self.drawings
        return self.paragraph(
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{Mm(width)}" cy="{Mm(height)}"/>'
            f'<wp:docPr id="{number}" name="Chart {number}" descr={quoteattr(alt)}/>'
            f'<a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" '
            f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
            "SIP Figure",
        )

    def table(self, titles, widths, rows, *, title, described, numbers=()):
        """Return a table whose row of titles repeats on each page and whose rows never split. A
        cell is a text or a cell of `blocks`; `numbers` are the places of columns of numbers."""
        grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
        head = [
            self.text(text, "SIP Column of numbers" if at in numbers else "SIP Column")
            for at, text in enumerate(titles)
        ]
        lines = [self._row(head, widths, is_head=True)]
        for row in rows:
            cells = [self._cell(one, is_number=at in numbers) for at, one in enumerate(row)]
            lines.append(self._row(cells, widths))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="SIPTable"/>'
            f'<w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={quoteattr(printable(title))}/>"
            f"<w:tblDescription w:val={quoteattr(printable(described))}/></w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>{self.text('', 'SIP Gap')}"
        )

    def _row(self, cells, widths, *, is_head=False):
        head = "<w:tblHeader/>" if is_head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>" + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
            for content, width in zip(cells, widths, strict=True)
        ) + "</w:tr>"  # fmt: skip

    def _cell(self, one, *, is_number):
        if isinstance(one, str):
            one = as_cell(one, "number" if is_number else "")
        if "status" in one:
            return self.paragraph(self.status(one["status"]), "SIP Cell") + self._more(one["note"])
        if "from" in one:
            there = self.run("→ ", "SIP Quiet") + self.status(one["to"])
            return (
                self.paragraph(self.status(one["from"]), "SIP Cell")
                + self.paragraph(there, "SIP Cell") + self._more(one["note"])
            )  # fmt: skip
        style = CELLS[one["style"]]
        return self.text(one["text"], style, rtl=one["rtl"]) + self._more(one["more"], one["rtl"])

    def _more(self, text, rtl=False):
        return self.text(text, "SIP Cell small", rtl=rtl) if text else ""


CELLS = {
    "": "SIP Cell", "strong": "SIP Cell strong", "small": "SIP Cell small", "code": "SIP Cell",
    "number": "SIP Number",
}  # fmt: skip


def printable_lines(text):
    """Return the lines of a text, without what XML cannot hold. Blanks at the ends stay."""
    return UNPRINTABLE.sub("", LINE_END.sub("\n", text)).split("\n")


def twips(millimetres):
    return round(millimetres * 1440 / 25.4)


def bookmark(number):
    return f"_Toc{number:04}"
