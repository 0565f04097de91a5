"""The pack as a workbook: a summary with native charts, the plan, what has moved, one sheet for
each body, and the data with their hashtags."""

import re
import textwrap

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from openpyxl.chart._chart import ChartBase
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.xml.functions import fromstring

from reporting.exports.as_xlsx import add_data
from reporting.exports.glm_words import not_endorsed
from reporting.exports.house import BAND, Book
from reporting.pack import charts, data
from reporting.pack import wording as words
from reporting.pack.frozen import is_told
from reporting.pack.parts import QUESTIONS, by_body, by_pillar, questions, summary_in_words
from reporting.pack.text import plain
from sip import quarters
from sip.models import Status
from sip.progress import STATUS_KEYS
from sip.templatetags.plan import quarter_label

LEAD_LINE, LINE, WIDE_LINE = 116, 136, 148  # characters that fit on one line of a sheet
END_OF_SENTENCE = re.compile(r"(?<=[.!?…]) +")
# Widths of columns: what is printed on one page across stays at four fifths of its size or near it.
SUMMARY = [38, 9] + [12] * len(STATUS_KEYS)
STAND, MANY_STAND, MANY = 15, 12, 6  # a quarter's column; narrower where there are many
ERRATA = 24
A_PAGE = 12  # activities with their texts
ON_A4 = 184  # the width of a sheet that A4 holds at that size; a wider one is printed on A3
ROWS_OF_A_BAR, ROWS_AROUND = 2, 5
LOOK = charts.Look(10, number_size=11, gap=35, has_ground=False)


def write(tree):
    """Return the bytes of a pack's workbook."""
    meta, frozen = tree["meta"], tree["frozen"]
    with override(meta["language"]):
        book = Book(f"{meta['title']}, {meta['meeting']}", meta["language"])
        properties = book.book.properties
        properties.subject, properties.keywords = meta["subtitle"], f"sha256:{meta['hash']}"
        properties.created = properties.modified = meta["stamp"].replace(tzinfo=None)
        writer = Writer(book, tree)
        writer.summary()
        writer.plan()
        writer.changes()
        for body in frozen.bodies_that_report:
            writer.body(body)
        writer.registers()
        add_data(book, data.table(frozen, meta["language"]))
    return b"".join(book.pieces())


class Writer:
    """Writes one sheet after the other, each from top to bottom."""

    def __init__(self, book, tree):
        self.book, self.tree = book, tree
        self.meta, self.labels, self.statuses = tree["meta"], tree["labels"], tree["statuses"]
        self.cells, self.frozen = tree["cells"], tree["frozen"]

    def label(self, key):
        return self.statuses[key]["label"]

    # ---- The summary -------------------------------------------------------------------------
    def summary(self):
        meta = self.meta
        sheet = self.book.sheet(
            pgettext("sheet of a workbook", "Summary"), SUMMARY, freeze="A3", tab=BAND
        )
        sheet.sheet.page_setup.orientation = "portrait"
        sheet.line(
            _("%(glm)s: where the plan stands") % {"glm": meta["meeting"]}, "title", height=27
        )
        for sentence in lines(words.where_it_stands(self.frozen), LEAD_LINE):
            sheet.line(sentence, "lead", height=18)
        for sentence in lines(meta["notice"]):
            sheet.line(sentence)
        sheet.line()
        for term, fact in [*meta["facts"], (meta["hash_label"], meta["hash"])]:
            sheet.pair(term, fact)
        for title, text in summary_in_words(self.cells):
            sheet.line(title, "section", height=22)
            for sentence in lines(text):
                sheet.line(sentence, "fact")
        whole = self.frozen.whole._replace(name=self.labels["whole"])
        self._counts(sheet, _("By pillar"), _("Pillar"), [whole, *by_pillar(self.cells)])
        sheet.sheet.row_breaks.append(Break(id=sheet.row))
        caption = _("By responsible body; an activity of several bodies counts for each")
        self._counts(sheet, caption, _("Body"), by_body(self.cells))
        _print(sheet, len(SUMMARY))

    def _counts(self, sheet, title, noun, parts):
        """Write the activities of each part by status, then and now, and draw them below."""
        sheet.line()
        sheet.line(title, "section", height=22)
        titles = [noun, self.labels["total"], *map(self.label, STATUS_KEYS)]
        sheet.titles(titles, centred=range(1, len(titles)))
        top, bars = sheet.row, []
        for part in parts:
            if part.before:
                name = f"{part.name}, {self.labels['before']}"
                sheet.body([name, part.total, *part.before.values()], styles_of("text", "number"))
                bars.append((name, part.before))
            name = f"{part.name}, {self.labels['now']}" if part.before else part.name
            sheet.body([name, part.total, *part.now.values()], styles_of("strong", "strong number"))
            bars.append((name, part.now))
        rows = ROWS_AROUND + ROWS_OF_A_BAR * len(bars)
        labels = {key: self.label(key) for key in STATUS_KEYS}
        sheet.sheet.add_chart(stacked(sheet.sheet.title, bars, labels, top, rows))
        for _row in range(rows + 1):
            sheet.line()

    # ---- Lists of activities -----------------------------------------------------------------
    def _stand_titles(self):
        """Return the titles of the columns that tell where an activity stood in every quarter."""
        titles = [quarter_label(days) for days in self.frozen.quarters]
        if self.frozen.previous:
            before = quarter_label(self.frozen.previous_quarter)
            titles.insert(0, _("%(quarter)s, last GLM") % {"quarter": before})
        errata = [_("Errata")] if self.frozen.errata else []
        return [*titles, _("Confirmed in"), *errata]

    def _stands(self, titles):
        """Return the widths of these columns; errata are sentences."""
        errata = [ERRATA] if self.frozen.errata else []
        rest = len(titles) - len(errata)
        return [STAND if rest <= MANY else MANY_STAND] * rest + errata

    def _stand(self, activity):
        """Return the values and styles of these columns."""
        keys = [activity["series"][days.key] for days in self.frozen.quarters]
        if self.frozen.previous:
            keys.insert(0, activity["before"])
        confirmed = self.frozen.confirmed_in(activity)
        values = [*map(self.label, keys), quarter_label(confirmed) if confirmed else "–"]
        if self.frozen.errata:
            values.append(self._errata(activity["code"]))
        return values, [*keys, *["text"] * (len(values) - len(keys))]

    def _errata(self, code):
        """Return the errata about an activity, whole: beside the figures that they correct."""
        return "\n".join(
            _("%(quarter)s, %(erratum)s. %(text)s") % {
                "quarter": quarter_label(quarters.parse(one["quarter"])),
                "erratum": self.cells.erratum(code, quarters.parse(one["quarter"])),
                "text": plain(one["text"]),
            }
            for one in self.frozen.errata if one["activity"] == code
        ) or None  # fmt: skip

    def _list(
        self,
        name,
        widths,
        titles,
        rows,
        heading,
        *,
        note="",
        tab="2477AD",
        freeze="C",
        repeats=True,
    ):
        """Write a sheet that is one table below a heading; `rows` are (values, styles)."""
        title, sentence = heading
        texts = [(text, "lead") for text in lines(sentence, WIDE_LINE)]
        texts += [(text, "note") for text in lines(note, WIDE_LINE)]
        top = len(texts) + 3  # a title above them, an empty row below
        sheet = self.book.sheet(
            name, widths, freeze=f"{freeze}{top + 1}", tab=tab,
            repeat=f"{top}:{top}" if repeats else None,
            paper="A4" if sum(widths) <= ON_A4 else "A3",
        )  # fmt: skip
        sheet.line(title, "title", height=27)
        for text, style in texts:
            sheet.line(text, style, height=18)
        sheet.line()
        sheet.titles(titles)
        for values, styles in rows:
            sheet.body(values, styles)
        sheet.filter_from(top, len(titles))
        return sheet

    def plan(self):
        stand, rows = self._stand_titles(), []
        for activity in self.frozen.activities:
            values, styles = self._stand(activity)
            pillar = self.frozen.pillar_of(activity)
            title = self.cells.text(self.frozen.pillars[pillar]["title"])
            rows.append((
                [activity["code"], f"{pillar}. {title}", activity["output"],
                 self.cells.title(activity), self.cells.text(activity["text"]),
                 self.cells.owners(activity), *values],
                ["text", "text", "text", "strong", "text", "text", *styles],
            ))  # fmt: skip
        titles = [
            _("Code"), _("Pillar"), _("Output"), _("Short title"), _("Activity"),
            _("Delivered by"), *stand,
        ]  # fmt: skip
        heading = (
            _("Plan: %(activities)s") % {"activities": self.labels["whole"]},
            words.covered(self.frozen),
        )
        sheet = self._list(
            _("Plan"), [10, 20, 10, 30, 60, 28, *self._stands(stand)], titles, rows, heading,
            note=self.meta["notice"], freeze="B",
        )  # fmt: skip
        _print(sheet, len(titles))

    def changes(self):
        frozen, rows = self.frozen, []
        for move in frozen.moves:
            way = _("Moved forward") if move.is_forward else _("Moved back")
            rows.append(self._change(move.activity, way, quarter_label(move.quarter)))
        for activity in frozen.first_reported:
            since = quarter_label(frozen.since(activity))
            rows.append(self._change(activity, _("First report"), since))
        titles = [
            _("Code"), _("Activity"), _("Direction"), self.labels["before"], self.labels["now"],
            _("Since"), _("What happened"),
        ]  # fmt: skip
        heading = (_("What has changed"), words.what_changed(frozen))
        sheet = self._list(
            _("Changes"), [10, 38, 14, 16, 16, 12, 72], titles, rows, heading,
            note=self.meta["notice"],
        )  # fmt: skip
        _print(sheet, len(titles))

    def _change(self, activity, way, since):
        told = next((line for _r, line in self.frozen.lines_on(activity["code"])), None)
        story = plain((told["progress"] or told["challenges"]) if told else activity["motive"])
        values = [
            activity["code"], self.cells.title(activity), way, self.label(activity["before"]),
            self.label(activity["status"]), since, story,
        ]  # fmt: skip
        return values, [
            "text", "strong", "text", activity["before"], activity["status"], "text", "text"
        ]  # fmt: skip

    def registers(self):
        """One sheet for what is asked, one for decisions and one for lessons, where there are
        any."""
        kept = self.frozen.data
        self._asked()
        decisions = [(one, _("GLM")) for one in kept["followed"]]
        decisions += [(one, _("SAG")) for one in kept["interim"]]
        rows = [
            ([one["key"], by, self.cells.text(one["text"]), one["activity"], *self._followed(one)],
             ["text", "text", "strong", *["text"] * 5])
            for one, by in decisions
        ]  # fmt: skip
        titles = [_("No."), _("Taken by"), _("Decision"), _("Activity"), *follow_up_titles()]
        heading = (_("Decisions and their follow-up"), words.followed(kept["followed"]))
        if rows:
            sheet = self._list(
                _("Decisions"), [10, 8, 50, 10, 22, 14, 22, 46], titles, rows, heading
            )
            _print(sheet, len(titles))
        rows = [
            ([self.cells.text(one["lesson"]), plain(one["source"]),
              self.cells.text(one["measure"]) if one["measure"] else None, *self._followed(one)],
             ["strong", *["text"] * 6])
            for one in kept["lessons"]
        ]  # fmt: skip
        titles = [_("Lesson"), _("Drawn from"), _("Agreed measure"), *follow_up_titles()]
        if rows:
            heading = (_("Follow-up of lessons learned"), words.lessons(kept["lessons"]))
            sheet = self._list(_("Lessons"), [40, 22, 36, 20, 14, 18, 34], titles, rows, heading)
            _print(sheet, len(titles))

    def _asked(self):
        """What is asked of the SAG and of the plenary."""
        frozen, cells = self.frozen, self.cells
        blocked = enumerate(frozen.has_status(Status.BLOCKED), 1)
        rows = [
            [f"S{number}", _("SAG"), plain(one["answers"].get("decision_needed", "")), None,
             cells.owners(one), one["code"], None]
            for number, one in blocked
        ] + [
            [one["ref"], _("GLM plenary"), cells.text(one["text"]),
             cells.text(one["reason"]) if one["reason"] else None, cells.name(one["asked_by"]),
             one["activity"], one["decision"]]
            for one in frozen.motions
        ]  # fmt: skip
        if not rows:
            return
        titles = [
            _("No."), _("Asked of"), _("Decision asked"), _("Why"), _("Asked by"), _("Activity"),
            _("Decision taken"),
        ]  # fmt: skip
        heading = (_("Decisions asked"), words.sentences(
            words.asked_of_the_sag(frozen.has_status(Status.BLOCKED)), words.contested(cells),
            words.asked_of_the_plenary(frozen.motions),
        ))  # fmt: skip
        styles = ["text", "text", "strong", *["text"] * 4]
        sheet = self._list(
            _("Decisions asked"), [8, 14, 56, 46, 26, 12, 20], titles,
            [(row, styles) for row in rows], heading,
        )  # fmt: skip
        _print(sheet, len(titles))

    def _followed(self, one):
        return [
            self.cells.name(one["owner"]) if one["owner"] else None, one["due_on"],
            words.state_of_follow_up(one), plain(one["follow_up_note"]),
        ]  # fmt: skip

    # ---- One sheet for each body -------------------------------------------------------------
    def body(self, key):
        """The body's activities and where they stand; below them, line after line, what it says:
        beside them, its answers would make the sheet too wide to be read on paper."""
        frozen, stand, rows = self.frozen, self._stand_titles(), []
        for activity in frozen.activities_of(key):
            values, styles = self._stand(activity)
            rows.append((
                [activity["code"], self.cells.title(activity), self.cells.text(activity["text"]),
                 *values],
                ["text", "strong", "text", *styles],
            ))  # fmt: skip
        titles = [_("Code"), _("Short title"), _("Activity"), *stand]
        reports = " ".join(
            _("%(quarter)s: %(state)s.") % {
                # Some are whole sentences.
                "quarter": quarter_label(report["quarter"]),
                "state": words.state_of(report).removesuffix("."),
            }
            for report in frozen.reports_of(key)
        )  # fmt: skip
        vote = frozen.endorsement_of(key)
        note = words.endorsement(vote) if vote else not_endorsed()
        note = note if frozen.group(key) else self.meta["notice"]
        sheet = self._list(
            self.cells.name(key), [10, 32, 58, *self._stands(stand)], titles, rows,
            (self.cells.full_name(key), reports), note=note, tab="0B4F6C",
            repeats=len(rows) > A_PAGE,  # else only above answers, which they do not name
        )  # fmt: skip
        self._reported(sheet, key)
        _print(sheet, len(titles))

    def _otherwise(self, key, activity, quarter, line):
        """Say which status counts in a quarter where a body's own line gives another."""
        if not self.frozen.said_otherwise(activity, key, quarter):
            return None
        return _(
            "This body said “%(said)s” for %(quarter)s. The official status is “%(official)s”."
        ) % {
            "said": self.label(line["status"]), "quarter": quarter_label(quarter),
            "official": self.label(activity["series"][quarter]),
        }  # fmt: skip

    def _reported(self, sheet, key):
        """What a body reports: the summary of each report, then what each line answers."""
        if len(self.frozen.activities_of(key)) > A_PAGE:
            sheet.sheet.row_breaks.append(Break(id=sheet.row))
        sheet.line()
        sheet.line(_("What is reported"), "section", height=22)
        told = [report for report in self.frozen.reports_of(key) if is_told(report)]
        if not told:
            sheet.line(_("No report has been accepted for this pack."))
            return
        sheet.titles([_("Code"), _("Question"), _("Answer")])
        for report in told:
            label = quarter_label(report["quarter"])
            said = plain(report["summary"]) or "–"
            sheet.body([label, _("Summary"), said], ["strong", "text", "text"])
        for activity in self.frozen.activities_of(key):
            for question, answer in self._answers(key, activity):
                sheet.body([activity["code"], question, answer], ["strong", "text", "text"])

    def _answers(self, key, activity):
        """Return what the body's last line on an activity says: [(question, answer)]."""
        lines_on = self.frozen.lines_on(activity["code"])
        told = ((one["quarter"], line) for one, line in lines_on if one["body"] == key)
        quarter, line = next(told, (None, None))
        if line is None:
            return []
        found = [(_("Where the body says another status"),
                  self._otherwise(key, activity, quarter, line))]  # fmt: skip
        found += [
            (question, plain(line[name]))
            for name, question in zip(QUESTIONS, questions(), strict=False)
        ]
        return [(question, answer) for question, answer in found if answer]


def lines(text, most=LINE):
    """Return a text as lines that fit on a sheet, where nothing wraps over several cells. Lines
    end where sentences do; only a sentence longer than a line is cut."""
    found = []
    for sentence in END_OF_SENTENCE.split(text.strip()):
        if found and len(found[-1]) + 1 + len(sentence) <= most:
            found[-1] += f" {sentence}"
        else:
            found += textwrap.wrap(sentence, most, break_long_words=False)
    return found


def follow_up_titles():
    return [
        _("Body"), _("Due on"), pgettext("of a decision", "Follow-up"), _("What has been done")
    ]  # fmt: skip


def styles_of(name, number):
    return [name] + [number] * (1 + len(STATUS_KEYS))


def _print(sheet, columns):
    sheet.sheet.print_area = f"A1:{get_column_letter(columns)}{sheet.row}"


class Drawn(ChartBase):
    """A chart that is written already: the library gives it its file and its place."""

    def __init__(self, xml, anchor):
        super().__init__()
        self.xml, self.anchor = xml, anchor

    def _write(self):
        return fromstring(self.xml)


def stacked(name, bars, labels, top, rows):
    """Return a stacked bar chart of a table of counts whose titles stand in row `top` of a sheet,
    to stand in so many rows below it."""
    below = top + len(bars)
    # Held by two cells: as wide as the table in every program, whatever its unit of columns.
    anchor = TwoCellAnchor(
        editAs="twoCell", _from=AnchorMarker(col=0, row=below), to=AnchorMarker(
            col=2 + len(STATUS_KEYS), row=below + rows
        )
    )  # fmt: skip
    place = charts.Place(name, row=top, column=3)
    return Drawn(charts.xml(bars, labels, LOOK, place).encode(), anchor)
