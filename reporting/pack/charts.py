"""One stacked bar chart, native and editable, for slides and for documents."""

from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.util import Pt

from reporting.pack.style import FILLS, FONT, INK, OUTLINE
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS

KIND = XL_CHART_TYPE.BAR_STACKED_100
SILENT_ZERO = "0;;;"


def data_of(parts, tree, *, with_before=True):
    """Return the numbers of a chart: one bar for each part, or two with that of the last GLM."""
    labels, rows = tree["labels"], []
    for part in parts:
        name = " · ".join(word for word in (part["name"], labels["now"]) if word)
        if with_before and part["before"]:
            then = " · ".join(word for word in (part["name"], labels["before"]) if word)
            rows.append((then, part["before"]))
        rows.append((name if with_before else part["name"], part["now"]))
    data = CategoryChartData(number_format=SILENT_ZERO)
    data.categories = [name for name, _counts in rows]
    for key in STATUS_KEYS:
        data.add_series(tree["statuses"][key]["label"], [counts[key] for _name, counts in rows])
    return data


def dress(chart, size, *, legend=True, gap=40):
    """Give a chart our look: colours by status, numbers on the bars, no axis, no grid."""
    chart.font.size, chart.font.name, chart.font.color.rgb = Pt(size), FONT, _rgb(INK)
    chart.has_title, chart.has_legend = False, legend
    if legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = gap, 100
    for series, key in zip(plot.series, STATUS_KEYS, strict=True):
        _dress_series(series, key, size)
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    axis = chart.category_axis
    axis.reverse_order, axis.major_tick_mark = True, XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.format.line.fill.background()


def _dress_series(series, key, size):
    fill, on = FILLS[key]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = _rgb(fill)
    series.format.line.color.rgb = _rgb(OUTLINE if key == NOT_REPORTED else "FFFFFF")
    series.format.line.width = Pt(0.75)
    series.invert_if_negative = False
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = (
        True,
        SILENT_ZERO,
        False,
    )
    labels.position = XL_LABEL_POSITION.CENTER
    labels.font.size, labels.font.bold, labels.font.color.rgb = Pt(size), True, _rgb(on)


def xml_of(data):
    return ChartXmlWriter(KIND, data).xml.encode()


def workbook_of(data):
    """Return the workbook that stands behind a chart, so that it can be edited."""
    return CategoryWorkbookWriter(data).xlsx_blob


def _rgb(value):
    return RGBColor.from_string(value)
