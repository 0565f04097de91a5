"""The pack as slides: native charts and tables, one message in each title, the source in the
notes."""

import io

from django.utils.translation import override
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm, Pt

from accounts.characters import for_xml
from reporting.pack import charts
from reporting.pack.alt import counts_in_words, part_in_words, whole_in_words
from reporting.pack.pptx_parts import (
    CONTENT,
    Signs,
    X,
    add_running,
    dress,
    put_table,
    rgb,
    table_cell,
)
from reporting.pack.slides import slides
from reporting.pack.style import BAND, FONT, INK, INK_2, MARK, MARK_WIDTH, PALE, RULE
from reporting.pack.text import is_right_to_left, printable
from sip.progress import STATUS_KEYS

LONG_TITLE = 58  # letters; beyond, a smaller one stays on its line
LABEL_WIDTH = 2.6  # millimetres of a letter at 14 points, for the legend
FEW_FACTS = 4  # of a slide; more are set smaller, and stay above its foot
NOTICE = "FFD166"
FIRST_ROW = 9  # millimetres of a table's row of titles


def write(tree):
    """Return the bytes of a pack's slides."""
    with override(tree["meta"]["language"]):
        told = slides(tree["cells"])
    deck = Deck(tree)
    deck.cover()
    for slide in told:
        getattr(deck, f"of_{slide['kind']}")(deck.slide(slide), slide)
    file = io.BytesIO()
    deck.deck.save(file)
    return file.getvalue()


class Deck:
    """A presentation in our look; one method for each kind of slide."""

    def __init__(self, tree):
        self.tree, self.meta, self.statuses = tree, tree["meta"], tree["statuses"]
        self.deck = Presentation()
        self.layouts = dress(self.deck)
        self.signs = Signs({key: told["label"] for key, told in self.statuses.items()})
        core, meta = self.deck.core_properties, self.meta
        core.title, core.author = for_xml(f"{meta['title']}, {meta['meeting']}"), meta["author"]
        core.subject, core.language = meta["subtitle"], meta["language"]
        core.keywords, core.comments = f"sha256:{meta['hash']}", ""
        core.created = core.modified = meta["stamp"].replace(tzinfo=None)
        core.last_modified_by = meta["author"]

    # ---- Frame -------------------------------------------------------------------------------
    def cover(self):
        meta = self.meta
        slide = self.deck.slides.add_slide(self.layouts["Title Slide"])
        ground = slide.background.fill
        ground.solid()
        ground.fore_color.rgb = rgb(BAND)
        title, subtitle = slide.shapes.title, slide.placeholders[1]
        _put(title, 24, 58, 290, 40, meta["title"], 44)
        _put(subtitle, 24, 100, 290, 24, meta["subtitle"], 20)
        for x, y, height, colour in MARK:
            bar = slide.shapes.add_shape(
                MSO_SHAPE.RECTANGLE, Mm(24 + x / 2), Mm(20 + y / 2), Mm(MARK_WIDTH / 2),
                Mm(height / 2),
            )  # fmt: skip
            bar.fill.solid()
            bar.fill.fore_color.rgb = rgb(colour)
            bar.line.fill.background()
            bar.shadow.inherit = False
        self.text(slide, 41, 26, 240, 8, meta["kicker"], 16, "FFFFFF", bold=True)
        self.text(slide, 24, 46, 240, 10, meta["meeting"], 22, PALE, bold=True)
        facts = [" · ".join(fact for _term, fact in meta["facts"][at : at + 2]) for at in (0, 2)]
        self.text(slide, 24, 126, 295, 20, [*facts, meta["hash"][:12]], 14, "FFFFFF")
        self.text(slide, 24, 158, 290, 22, meta["notice"], 14, NOTICE)
        slide.notes_slide.notes_text_frame.text = (
            f"{meta['hash_label']}: {meta['hash']}. {meta['notice']}".strip()
        )

    def slide(self, told):
        meta = self.meta
        slide = self.deck.slides.add_slide(self.layouts["Title Only"])
        title = printable(told["title"])
        slide.shapes.title.text = printable(title)
        if len(title) > LONG_TITLE:
            slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(22)
        foot = " · ".join(filter(None, (meta["title"], meta["meeting"], meta["running"])))
        add_running(slide, self.layouts["Title Only"], foot)
        notes = f"{told['notes']}\n{meta['version']} · {meta['hash'][:12]}"
        slide.notes_slide.notes_text_frame.text = printable(notes)
        return slide

    def text(self, slide, x, y, width, height, value, size=16, colour=INK, *, bold=False):
        """Put text on a slide; a list is one paragraph for each."""
        box = slide.shapes.add_textbox(Mm(x), Mm(y), Mm(width), Mm(height))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for at, line in enumerate(value if isinstance(value, list) else [value]):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            _write(paragraph, line, size, colour, bold=bold)

    # ---- One method for each kind ------------------------------------------------------------
    def of_whole(self, slide, told):
        part = told["part"]
        alt = whole_in_words(part, self.tree)
        self.chart(slide, [{**part, "name": ""}], 30, 74, 16, alt, gap=30)
        width = CONTENT / len(STATUS_KEYS)
        for at, key in enumerate(STATUS_KEYS):
            x = X + at * width
            self.text(slide, x, 112, width - 2, 18, str(part["now"][key]), 44, bold=True)
            self.signs.draw(slide, key, x, 133)
            self.text(slide, x + 7, 132, width - 8, 14, self.statuses[key]["label"], 14, bold=True)
            self.text(slide, x, 147, width - 2, 8, told["differences"][key], 12, INK_2)
        self.text(slide, X, 164, CONTENT, 12, told["foot"], 14, INK_2)

    def of_chart(self, slide, told):
        parts = told["parts"]
        if told["with_before"]:
            told_of_parts = (f"{part['name']}. {part_in_words(part, self.tree)}" for part in parts)
        else:
            told_of_parts = (
                f"{part['name']}: {counts_in_words(part['now'], self.tree)}." for part in parts
            )
        alt = f"{self.tree['labels']['bars']} {' '.join(told_of_parts)}"
        self.chart(slide, parts, 28, 136, 14, alt, gap=28, with_before=told["with_before"])
        self.legend(slide)

    def of_table(self, slide, told):
        columns, rows = told["columns"], told["rows"]
        widths = [width for _title, width, _style in columns]
        height = FIRST_ROW + told["row"] * len(rows)
        head = [title for title, _width, _style in columns]
        lines = [(FIRST_ROW, [self._cell(title, 13, is_head=True, bold=True) for title in head])]
        lines += [
            (told["row"], [
                self._cell(value, told["size"], bold=style == "strong")
                for value, (_title, _width, style) in zip(values, columns, strict=True)
            ])
            for values in rows
        ]  # fmt: skip
        box = (X, 30, sum(widths), height)
        put_table(slide, box, widths, lines, printable(told["title"]))
        for at, values in enumerate(rows):
            for place, value in enumerate(values):
                if isinstance(value, dict):
                    x = X + sum(widths[:place]) + 1.5
                    y = 30 + FIRST_ROW + told["row"] * (at + 0.5) - 2.5
                    self.signs.draw(slide, value["status"], x, y)

    def _cell(self, value, size, *, bold, is_head=False):
        has_sign = isinstance(value, dict)
        return table_cell(
            self.statuses[value["status"]]["label"] if has_sign else value, size,
            INK_2 if is_head else INK, bold=bold, left=8.5 if has_sign else 1.5, is_head=is_head,
            line=(INK, 15875) if is_head else (RULE, 6350),
        )  # fmt: skip

    def of_facts(self, slide, told):
        """A table of terms and what they are."""
        number = max(len(told["rows"]), 1)
        columns = [("", 70, "strong"), ("", CONTENT - 70, "")]
        size = 16 if number <= FEW_FACTS else 14
        self.of_table(
            slide, {**told, "columns": columns, "size": size, "row": min(34, 130 // number)}
        )

    # ---- Charts ------------------------------------------------------------------------------
    def chart(self, slide, parts, y, height, size, alt, *, gap, with_before=True):
        look = charts.Look(size, gap=gap, has_legend=False)
        data = charts.data_of(parts, self.tree, look, with_before=with_before)
        frame = slide.shapes.add_chart(
            charts.KIND, Mm(X - 2), Mm(y), Mm(CONTENT + 4), Mm(height), data
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)

    def legend(self, slide, y=168.0):
        """Our own legend: sign and word, as everywhere else."""
        x = X
        for key in STATUS_KEYS:
            label = self.statuses[key]["label"]
            width = len(label) * LABEL_WIDTH + 5
            self.signs.draw(slide, key, x, y, 4.6)
            self.text(slide, x + 6.5, y - 0.6, width, 7, label, 14)
            x += 6.5 + width + 0.8


def _put(holder, x, y, width, height, text, size):
    """Fill a placeholder of the cover."""
    holder.left, holder.top, holder.width, holder.height = Mm(x), Mm(y), Mm(width), Mm(height)
    frame = holder.text_frame
    frame.vertical_anchor, frame.margin_left = MSO_ANCHOR.TOP, 0
    _write(frame.paragraphs[0], text, size, "FFFFFF", bold=size > 40)
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT


def _write(paragraph, text, size, colour, *, bold=False):
    text = printable(text)
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, rgb(colour)
    run.font.name = FONT
    if is_right_to_left(text):
        paragraph._p.get_or_add_pPr().set("rtl", "1")
        paragraph.alignment = PP_ALIGN.RIGHT
