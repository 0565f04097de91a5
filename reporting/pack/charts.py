"""One stacked bar chart, native and editable: the same in slides, documents and workbooks.

It is written as text. To dress what a library draws, property by property, takes longer than all
the rest of a document.
"""

from typing import NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter, quote_sheetname
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.enum.chart import XL_CHART_TYPE

from reporting.pack.style import FILLS, FONT, INK, OUTLINE
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS

KIND = XL_CHART_TYPE.BAR_STACKED_100
SILENT_ZERO = "0;;;"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NO_LINE = "<a:ln><a:noFill/></a:ln>"
LEGEND = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'
BAR_AXIS, NUMBER_AXIS = 1, 2


class Look(NamedTuple):
    """`size` is that of the words, in points, and `number_size` that of the numbers on the bars;
    `gap` what is left between bars, in percent of one."""

    size: int
    number_size: int = 0
    gap: int = 40
    has_legend: bool = True
    has_ground: bool = True


class Place(NamedTuple):
    """Where the numbers stand in a workbook: the names of the bars in the first column, those of
    the series from `column` on, both from the row of titles `row` on."""

    sheet: str = "Sheet1"
    row: int = 1
    column: int = 2

    def cells(self, column, first, last):
        """Return how a chart names cells of a column, counted from the row of titles."""
        letter, sheet = get_column_letter(column), quote_sheetname(self.sheet)
        ends = [f"${letter}${self.row + row}" for row in dict.fromkeys((first, last))]
        return f"{sheet}!{':'.join(ends)}"


class Bars(CategoryChartData):
    """The numbers of a chart in its look, as the library asks for them: `bars` are (name, counts
    by status), `labels` the words of the statuses."""

    def __init__(self, bars, labels, look):
        super().__init__(number_format=SILENT_ZERO)
        self.bars, self.labels, self.look = bars, labels, look
        self.categories = [name for name, _counts in bars]
        for key in STATUS_KEYS:
            self.add_series(labels[key], [counts[key] for _name, counts in bars])

    def xml_bytes(self, chart_type=KIND, *, behind=""):
        """Return the chart; `behind` names the relation to its workbook, where nobody adds it."""
        more = f'<c:externalData r:id="{behind}"><c:autoUpdate val="0"/></c:externalData>'
        return xml(self.bars, self.labels, self.look, more=more if behind else "").encode()

    def workbook(self):
        """Return the workbook that stands behind the chart, so that it can be edited."""
        return CategoryWorkbookWriter(self).xlsx_blob


def data_of(parts, tree, look, *, with_before=True):
    """Return the numbers of a chart: one bar for each part, or two with that of the last GLM."""
    labels, bars = tree["labels"], []
    for part in parts:
        name = " · ".join(word for word in (part["name"], labels["now"]) if word)
        if with_before and part["before"]:
            then = " · ".join(word for word in (part["name"], labels["before"]) if word)
            bars.append((then, part["before"]))
        bars.append((name if with_before else part["name"], part["now"]))
    return Bars(bars, {key: told["label"] for key, told in tree["statuses"].items()}, look)


def xml(bars, labels, look, place=Place(), more=""):  # noqa: B008 (immutable)
    """Return the chart of some bars, whose numbers stand at a `place` of a workbook; `more` is what
    else its file holds."""
    series = "".join(
        _series(at, key, labels[key], bars, look, place) for at, key in enumerate(STATUS_KEYS)
    )
    return (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:date1904 val="0"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="percentStacked"/>{series}'
        f'<c:gapWidth val="{look.gap}"/><c:overlap val="100"/><c:axId val="{BAR_AXIS}"/>'
        f'<c:axId val="{NUMBER_AXIS}"/></c:barChart>{_axes()}</c:plotArea>'
        f'{LEGEND if look.has_legend else ""}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
        f"</c:chart>{_ground(look)}{_type(look.size, INK, font=FONT)}{more}</c:chartSpace>"
    )


def _ground(look):
    return "" if look.has_ground else f"<c:spPr><a:noFill/>{NO_LINE}</c:spPr>"


def _axes():
    """The names of the bars, read from the top, and an axis of numbers that is not shown: each
    number stands on its bar."""
    return (
        f'<c:catAx><c:axId val="{BAR_AXIS}"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr>{NO_LINE}</c:spPr><c:crossAx val="{NUMBER_AXIS}"/><c:crosses val="autoZero"/>'
        '<c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/>'
        f'</c:catAx><c:valAx><c:axId val="{NUMBER_AXIS}"/><c:scaling>'
        '<c:orientation val="minMax"/></c:scaling><c:delete val="1"/><c:axPos val="b"/>'
        '<c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="{BAR_AXIS}"/>'
        '<c:crosses val="autoZero"/></c:valAx>'
    )


def _series(at, key, label, bars, look, place):
    """Return one status: its colour, its number on each bar, and the cells that both come from."""
    fill, on = FILLS[key]
    line = OUTLINE if key == NOT_REPORTED else "FFFFFF"
    column, last = place.column + at, len(bars)
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx>'
        f"{_texts([label], place.cells(column, 0, 0))}</c:tx><c:spPr>{_solid(fill)}"
        f'<a:ln w="9525">{_solid(line)}</a:ln></c:spPr><c:invertIfNegative val="0"/><c:dLbls>'
        f'<c:numFmt formatCode="{SILENT_ZERO}" sourceLinked="0"/>'
        f'{_type(look.number_size or look.size, on, bold=True)}<c:dLblPos val="ctr"/>'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat>{_texts([name for name, _counts in bars], place.cells(1, 1, last))}</c:cat>"
        f"<c:val>{_numbers([counts[key] for _name, counts in bars], place.cells(column, 1, last))}"
        "</c:val></c:ser>"
    )


def _texts(texts, cells):
    points = _points(escape(text) for text in texts)
    return (
        f"<c:strRef><c:f>{escape(cells)}</c:f><c:strCache>"
        f'<c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'
    )


def _numbers(numbers, cells):
    return (
        f"<c:numRef><c:f>{escape(cells)}</c:f><c:numCache><c:formatCode>{SILENT_ZERO}"
        f'</c:formatCode><c:ptCount val="{len(numbers)}"/>{_points(numbers)}</c:numCache>'
        "</c:numRef>"
    )


def _points(values):
    return "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values))


def _type(size, colour, *, bold=False, font=""):
    latin = f'<a:latin typeface="{font}"/>' if font else ""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size * 100}" b="{bold:d}">'
        f'{_solid(colour)}{latin}</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def _solid(colour):
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
