"""The pack as a Word document: named styles only, native charts, captions with fields, a table of
contents that is filled when it is written."""

import io
from itertools import count, groupby

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import CONTENT_TYPE as TYPES
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm
from lxml import etree

from accounts.characters import for_xml
from reporting.pack import charts, docx_styles, signs
from reporting.pack.alt import progress_in_words, whole_in_words
from reporting.pack.blocks import PORTRAIT, cell
from reporting.pack.docx_xml import Markup, bookmark, parsed, whole
from sip.progress import STATUS_KEYS

MARGINS = {False: (17, 24, 18), True: (14, 22, 16)}  # sides, top, bottom; by whether a page is wide
MANY_BARS = 10  # beyond, thinner ones leave room for the table of their numbers
NAME_WIDTH, TOTAL_WIDTH = 39, 11  # of the tables of counts


def write(tree):
    """Return the bytes of a pack's Word document."""
    document = Document(io.BytesIO(docx_styles.template(tree["meta"]["language"])))
    _describe(document, tree["meta"])
    writer = Writer(document, tree)
    runs = [
        (wide, [piece for section in sections for piece in writer.section(section)])
        for wide, sections in groupby(tree["sections"], lambda section: section["wide"])
    ]
    runs[0] = (runs[0][0], [*writer.cover(), *writer.contents(), *runs[0][1]])
    _place(document, runs, writer)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document, meta):
    core = document.core_properties
    core.title, core.author = for_xml(f"{meta['title']}, {meta['meeting']}"), meta["author"]
    core.subject, core.language = meta["subtitle"], meta["language"]
    core.keywords, core.comments = f"sha256:{meta['hash']}", ""
    core.created = core.modified = meta["stamp"].replace(tzinfo=None)
    core.last_modified_by = meta["author"]


def _place(document, runs, writer):
    """Put each run of sections on its own pages: upright, or wide. All of it is read at once: to
    move each element into its place takes twice as long."""
    for _run in runs[1:]:
        document.add_section(WD_SECTION.NEW_PAGE)
    body = document.element.body
    ends = [element for element in body if element.tag.endswith(("}p", "}sectPr"))]
    written = []
    for section, (wide, pieces), end in zip(document.sections, runs, ends, strict=True):
        _set_page(section, wide=wide, is_first=end is ends[0])
        writer.running(section, wide=wide)
        if end.tag.endswith("}p"):
            end.get_or_add_pPr().style = docx_styles.ids()["SIP Gap"]
        written += [*pieces, etree.tostring(end, encoding="unicode")]
    document.part._element = whole(written)


def _set_page(section, *, wide, is_first):
    side, top, bottom = MARGINS[wide]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = is_first


class Writer:
    """Turns blocks into WordprocessingML, one method for each kind."""

    def __init__(self, document, tree):
        self.document, self.tree = document, tree
        self.meta, self.labels = tree["meta"], tree["labels"]
        self.make = Markup(docx_styles.ids(), tree["statuses"], self._sign_relations())
        self.figures, self.tables, self.charts = count(1), count(1), count(1)
        self.headings = {section["key"]: at for at, section in enumerate(tree["sections"], 1)}

    def _sign_relations(self):
        part = self.document.part
        return {key: part.get_or_add_image(io.BytesIO(signs.png(key)))[0] for key in STATUS_KEYS}

    def cover(self):
        meta, make = self.meta, self.make
        yield make.text("\n" + meta["kicker"] + "\n" * 6, "SIP Cover")
        yield make.text(meta["meeting"], "SIP Cover")
        yield make.text(meta["title"], "Title")
        yield make.text("\n" + meta["subtitle"] + "\n" * 3, "Subtitle")
        yield make.text("", "SIP Note") * 2
        facts = [[cell(term, "small"), cell(fact, "strong")] for term, fact in meta["facts"]]
        facts.append([cell(meta["hash_label"], "small"), cell(meta["hash"], "small")])
        yield make.table(
            [self.labels["this_pack"], ""], [46, PORTRAIT - 46],
            facts,
            title=self.labels["this_pack"], described=self._described([self.labels["this_pack"]]),
        )  # fmt: skip
        if meta["notice"]:
            yield make.text(meta["notice"], "SIP Box")

    def contents(self):
        """The table of contents: a field, with its entries in place. Page numbers are left to
        whoever updates it: only a program that lays the pages out knows them."""
        make, sections = self.make, self.tree["sections"]
        yield make.text(self.labels["contents"], "SIP Title outside contents")
        for at, section in enumerate(sections):
            link = (
                f'<w:hyperlink w:anchor="{bookmark(self.headings[section["key"]])}" '
                f'w:history="1">{make.run(section["title"])}</w:hyperlink>'
            )
            start = (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space='
                '"preserve"> TOC \\o "1-1" \\n \\h \\z \\u </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            )
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            yield make.paragraph(
                (start if at == 0 else "") + link + (end if at == len(sections) - 1 else ""),
                "TOC 1",
            )
        yield make.text(self.labels["legend"], "Heading 2")
        yield self.caption("table", self.labels["legend_caption"])
        rows = [
            [{"status": key, "note": ""}, status["means"]]
            for key, status in self.tree["statuses"].items()
        ]
        titles = self.labels["legend_columns"]
        yield make.table(
            titles, [46, PORTRAIT - 46], rows, title=self.labels["legend_caption"],
            described=self._described(titles),
        )  # fmt: skip

    def section(self, section):
        number = self.headings[section["key"]]
        style = "SIP Heading below" if section["brief"] else "Heading 1"
        yield self.make.bookmarked(section["title"], style, number)
        for block in section["blocks"]:
            yield getattr(self, f"of_{block['kind']}")(block)

    def caption(self, kind, text):
        make, numbers = self.make, self.figures if kind == "figure" else self.tables
        word = self.labels[kind]
        return make.paragraph(
            make.run(f"{word} ", "SIP Strong")
            + make.field(f"SEQ {word} \\* ARABIC", str(next(numbers)), "SIP Strong")
            + make.run(". ", "SIP Strong") + make.run(text),
            "Caption",
        )  # fmt: skip

    def _described(self, titles):
        return self.labels["columns_are"] % {"titles": ", ".join(titles)}

    # ---- One method for each kind of block ---------------------------------------------------
    def of_lead(self, block):
        return self.make.text(block["text"], "SIP Lead", rtl=block["rtl"])

    def of_p(self, block):
        return self.make.text(block["text"], rtl=block["rtl"])

    def of_note(self, block):
        return self.make.text(block["text"], "SIP Note above" if block["kept"] else "SIP Note")

    def of_box(self, block):
        return self.make.text(block["text"], "SIP Box")

    def of_h2(self, block):
        return self.make.text(block["text"], "Heading 2")

    def of_h3(self, block):
        return self.make.text(block["text"], "Heading 3")

    def of_break(self, block):
        return (
            '<w:p><w:pPr><w:pStyle w:val="SIPGap"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'
        )

    def of_list(self, block):
        return "".join(self.make.text(item, "List Bullet") for item in block["items"])

    def of_said(self, block):
        make = self.make
        return "".join(
            make.paragraph(
                make.run(f"{item['term']}. ", "SIP Term") + make.run(item["text"], rtl=item["rtl"]),
                rtl=item["rtl"],
            )
            for item in block["items"]
        )  # fmt: skip

    def of_states(self, block):
        """All in one paragraph, each on a line of its own: they are a list in little."""
        make, lines = self.make, []
        for item in block["items"]:
            state = make.run(item["text"], "SIP Alert" if item["is_missing"] else "")
            lines.append(make.run(item["term"] + " · ", "SIP Quiet") + state)
        return make.paragraph(make.run("\n").join(lines))

    def of_ask(self, block):
        make = self.make
        rank = make.run(
            f"{block['ref']}  ", "SIP Alert" if block["tone"] == "alert" else "SIP Rank"
        )
        question = make.run(block["text"], rtl=block["rtl"])
        parts = [make.paragraph(rank + question, "SIP Question", rtl=block["rtl"])]
        if block["why"]:
            parts.append(make.text(block["why"], rtl=block["why_rtl"]))
        sign = make.status(block["status"]) + make.run(" ") if block["status"] else ""
        return "".join([*parts, make.paragraph(sign + make.run(block["foot"]), "SIP Note")])

    def of_table(self, block):
        titles = [column["title"] for column in block["columns"]]
        return self.caption("table", block["caption"]) + self.make.table(
            titles, [column["mm"] for column in block["columns"]], block["rows"],
            title=block["caption"], described=self._described(titles),
        )  # fmt: skip

    def of_whole(self, block):
        part = {**block["part"], "name": ""}
        alt = whole_in_words(block["part"], self.tree)
        height = 32 if part["before"] else 26
        return self.caption("figure", block["caption"]) + self.chart([part], height, alt) + (
            self._counts([{**part, "name": self.labels["whole"]}], self.labels["whole"],
                         block["caption"])
        )  # fmt: skip

    def of_progress(self, block):
        alt, parts = progress_in_words(block["parts"], self.tree), block["parts"]
        bars = len(parts) * (2 if parts[0]["before"] else 1)
        height = 24 + (6.4 if bars <= MANY_BARS else 4.3) * bars
        return (
            self.caption("figure", block["caption"]) + self.chart(parts, height, alt)
            + self._counts(parts, block["noun"], block["caption"])
        )  # fmt: skip

    def _counts(self, parts, noun, caption):
        """The numbers of a chart as a table, so that none depends on seeing a colour."""
        rows = []
        for part in parts:
            now = [str(part["now"][key] or "–") for key in STATUS_KEYS]
            rows.append([cell(part["name"], "strong"), str(part["total"]), *now])
            if part["before"]:
                then = [str(part["before"][key] or "–") for key in STATUS_KEYS]
                rows.append([cell(self.labels["before"], "small"), str(part["total"]), *then])
        titles = [noun, self.labels["total"]]
        titles += [self.tree["statuses"][key]["label"] for key in STATUS_KEYS]
        each = (PORTRAIT - NAME_WIDTH - TOTAL_WIDTH) / len(STATUS_KEYS)
        return self.caption("table", caption) + self.make.table(
            titles, [NAME_WIDTH, TOTAL_WIDTH, *[each] * len(STATUS_KEYS)], rows, title=caption,
            described=self._described(titles), numbers=range(1, len(titles)),
        )  # fmt: skip

    # ---- Charts, and what repeats on every page ----------------------------------------------
    def chart(self, parts, height, alt):
        """Add a chart with the workbook behind it, and return the paragraph that shows it."""
        package, number = self.document.part.package, next(self.charts)
        bars = len(parts) * (2 if parts[0]["before"] else 1)
        look = charts.Look(9 if bars <= MANY_BARS else 8, has_ground=False)
        data = charts.data_of(parts, self.tree, look)
        part = Part(PackURI(f"/word/charts/chart{number}.xml"), TYPES.DML_CHART, b"", package)
        book = Part(
            PackURI(f"/word/embeddings/chart{number}.xlsx"), TYPES.SML_SHEET, data.workbook(),
            package,
        )  # fmt: skip
        part._blob = data.xml_bytes(behind=part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE))
        relation = self.document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        return self.make.chart(relation, PORTRAIT, height, alt)

    def running(self, section, *, wide):
        """Write what stands above and below every page."""
        make, meta = self.make, self.meta
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        head, foot = (f"SIP {name} wide" if wide else name for name in ("Header", "Footer"))
        over = make.run(f"{meta['title']} · {meta['meeting']}") + make.tab()
        over += make.run(meta["running"], "SIP Alert" if meta["is_draft"] else "")
        under = make.run(f"{meta['version']} · {meta['hash'][:12]}") + make.tab()
        under += make.field("PAGE", "1") + make.run(" / ") + make.field("NUMPAGES", "1")
        for place, content, style in ((section.header, over, head), (section.footer, under, foot)):
            element = parsed(make.paragraph(content, style))
            old = place.paragraphs[0]._p
            old.addnext(element)
            old.getparent().remove(old)
