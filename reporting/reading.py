"""What the pages of a report print: its parts in the order of the plan, and how far each is."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.days import date_format
from reporting import effort
from reporting.acceptance import otherwise_than
from reporting.completeness import missing
from reporting.disagreements import official_on
from reporting.lines import WORDS, last_accepted, repeated, standing_before
from reporting.models import Report, ReportLine, ReportText
from reporting.workflow import State
from sip.conflicts import Asked, compare
from sip.models import StatusRow

# A form of more activities is split by pillar, so that a page stays below 15 KB with 300 characters
# said of each last quarter, and 300 this one.
LONGEST_PAGE = 14


@dataclass
class Part:
    """One activity in a report: what is said now, what stood before, what lacks."""

    line: ReportLine
    before: StatusRow | None
    previous: ReportLine | None
    lacks: dict
    page: str
    address: str
    form: object = None
    quotes: list = field(default_factory=list)  # `reporting.quoting.Quote`s, beside the form
    threads: list = field(default_factory=list)
    # Of an accepted report: what counts on the quarter’s last day.
    official: StatusRow | None = None
    edits: tuple = ()  # `sip.conflicts.Difference`s: as submitted, as the secretariat edited it
    comment: str = ""  # what a reviewer is typing about this line

    @property
    def activity(self):
        return self.line.activity

    @property
    def code(self):
        return self.line.activity.code

    @property
    def anchor(self):
        return f"a-{self.code}"

    @property
    def is_done(self):
        return not self.lacks

    @property
    def is_begun(self):
        line = self.line
        return bool(line.status or line.is_unchanged or any(getattr(line, word) for word in WORDS))

    @property
    def is_answered(self):
        """Whether a status is chosen, or “no change”."""
        return bool(self.line.status or self.line.is_unchanged)

    @property
    def changes(self):
        """Whether a status is chosen, another than the one that stood."""
        before = self.before.status if self.before else ""
        return self.line.status not in ("", before)

    @property
    def later(self):
        """The status row of a day after the quarter that stands today: acceptance, which counts as
        of the quarter's last day, does not change it. None where there is none."""
        row, ends_on = self.activity.current_row, self.line.report.quarter.ends_on
        return row if row and row.effective_on > ends_on else None

    @property
    def is_overruled(self):
        """Whether another status than the one reported here is the official one."""
        return bool(self.official and self.line.status not in ("", self.official.status))

    @property
    def has_new_words(self):
        return bool(self.line.progress) and self.line.progress != self.words_before

    @property
    def has_answers(self):
        """Whether the line says more than a status, its progress and a decision to take."""
        line = self.line
        said = [answer for name, answer in line.asked_answers.items() if name != "decision_needed"]
        return any((*said, line.challenges, line.next_steps, line.support_needed))

    @property
    def words_before(self):
        return self.previous.progress if self.previous else ""

    @property
    def said_before(self):
        """What answered the questions of a status before, and what “no change” repeats: the body's
        own last line, or else the official row."""
        return repeated(self.previous, self.before)

    @property
    def said_otherwise(self):
        """The body's last own status, where that was not the official one; ""."""
        own, official = self.previous and self.previous.status, self.before and self.before.status
        return own if own and official and own != official else ""

    @property
    def pieces(self):
        """The words of before and of now, each cut where the other differs."""
        asked = [Asked("words", "")]
        found = compare(
            asked, saved={"words": self.words_before}, mine={"words": self.line.progress}
        )
        return next(iter(found.differing), None)


@dataclass
class Page:
    """One page of the form: a pillar's activities, or all of them."""

    code: str
    address: str
    parts: list
    is_here: bool

    @property
    def done(self):
        return sum(part.is_done for part in self.parts)


@dataclass
class Filing:
    """A report with everything its pages say of it."""

    report: Report
    parts: list
    lacks: dict = field(default_factory=dict)  # `reporting.completeness.missing`

    def find_lacks(self):
        """Look for what lacks, and give each part its share."""
        lines = [part.line for part in self.parts]
        said = {part.line.activity_id: part.said_before for part in self.parts}
        before = {activity: each for activity, each in said.items() if each}
        self.lacks = missing(self.report, lines, before)
        by_code = {part.code: part for part in self.parts}
        for part in self.parts:
            part.lacks = {}
        for name, text in self.lacks.items():
            code, _dash, field = name.rpartition("-")
            if code in by_code:
                by_code[code].lacks[field] = text

    @property
    def count(self):
        """Parts in all: the activities and the summary."""
        return len(self.parts) + 1

    @property
    def done(self):
        return sum(part.is_done for part in self.parts) + ("summary" not in self.lacks)

    @property
    def begun(self):
        """Parts that somebody has begun, as the home page counts them."""
        return sum(part.is_answered for part in self.parts) + bool(self.report.summary)

    @property
    def time_left(self):
        """How long the parts that nobody has begun take, in words."""
        return effort.in_words(self.count - self.begun)

    @cached_property
    def others(self):
        """What accepted reports of other bodies say otherwise: {activity: `Otherwise`}. One query,
        a few more where one does; read where a page asks for it."""
        return otherwise_than(self.report, [part.line for part in self.parts])

    @property
    def unheard(self):
        """Whose word counts where this one does not become official: {body: codes}."""
        found = {}
        for part in self.parts:
            other = self.others.get(part.line.activity_id)
            if part.line.status and other and other.counts:
                found.setdefault(str(other.line.report.body.short_name), []).append(part.code)
        return {body: ", ".join(codes) for body, codes in found.items()}

    @property
    def becoming(self):
        """How many statuses acceptance makes official: all but those of which a body that comes
        first says otherwise."""
        outweighed = {activity for activity, other in self.others.items() if other.counts}
        stated = [part for part in self.parts if part.line.status]
        return sum(part.line.activity_id not in outweighed for part in stated)

    @property
    def changing(self):
        return [part for part in self.parts if part.changes]

    @property
    def unchanged(self):
        return [part for part in self.parts if not part.changes]

    @property
    def previous(self):
        """The body's last accepted report before this quarter that spoke of these activities."""
        earlier = [part.previous.report for part in self.parts if part.previous]
        return max(earlier, key=lambda each: each.quarter.starts_on, default=None)

    @property
    def decisions(self):
        """Parts that ask the SAG for a decision."""
        return [part for part in self.parts if part.line.status == "blocked"]

    def pages(self):
        """Pages of the form, in order: one, or one for each pillar."""
        return list(dict.fromkeys(part.page for part in self.parts)) or [""]

    def on_page(self, page):
        return [part for part in self.parts if part.page == page]

    def errors(self):
        """What lacks, each with the address of its place in the form."""
        found = []
        for part in self.parts:
            both = _("%(part)s: %(error)s")
            found += [
                ReportError(part.address, part.anchor, both % {"part": part.code, "error": text})
                for text in part.lacks.values()
            ]
        if "summary" in self.lacks:
            found.append(ReportError(self.form_address, "id_summary", self.lacks["summary"]))
        return found

    @property
    def form_address(self):
        return address(self.report, "report-edit", self.pages()[-1])


class ReportError(NamedTuple):
    """One thing to correct, perhaps on another page of the form."""

    url: str
    anchor: str
    text: str


def read(report):
    """Return the filing of a report, in four queries."""
    lines = report.lines.select_related(
        "activity__output__outcome__pillar", "activity__current_row"
    )
    lines = list(lines.prefetch_related("exhibits").order_by("order"))
    before = standing_before(report.quarter, [line.activity_id for line in lines])
    previous = last_accepted(report)
    filing = Filing(report, [])
    for line in lines:
        page = line.activity.output.outcome.pillar.code if len(lines) > LONGEST_PAGE else ""
        stood, said = before.get(line.activity_id), previous.get(line.activity_id)
        filing.parts.append(Part(line, stood, said, {}, page, address(report, "report-edit", page)))
    filing.find_lacks()
    return filing


def show_official(filing):
    """Put beside each line of an accepted report the status that counts on the quarter's last day.
    One query."""
    if filing.report.state != State.ACCEPTED:
        return
    activities = [part.line.activity_id for part in filing.parts]
    rows = official_on(filing.report.quarter.ends_on, activities)
    for part in filing.parts:
        part.official = rows.get(part.line.activity_id)


def show_edits(filing):
    """Put beside each line what the secretariat edited since the last submission.

    Returns the edits (`ReportText`) and what became of the summary; one query.
    """
    texts = list(filing.report.texts.select_related("by").order_by("pk"))
    places = [place for place, text in enumerate(texts) if text.kind == ReportText.Kind.SUBMITTED]
    first = places[-1] if places else len(texts)
    if not texts[first + 1 :]:
        return [], ()
    submitted = texts[first]
    for part in filing.parts:
        was = submitted.words.get(part.code, {})
        now = {name: getattr(part.line, name) for name in WORDS}
        part.edits = differing_words(WORDS, was, now)
    return texts[first:], differing_summary(submitted, filing.report)


def differing_words(names, before, now):
    """Return how the words of one line differ (`sip.conflicts.Difference`s), by these fields."""
    asked = [Asked(name, ReportLine._meta.get_field(name).verbose_name) for name in names]
    return compare(asked, saved=before, mine=now).differing


def differing_summary(before, now):
    """Return how the summary differs between two texts of a report, or a text and the report."""
    asked = [Asked("summary", Report._meta.get_field("summary").verbose_name)]
    return compare(
        asked, saved={"summary": before.summary}, mine={"summary": now.summary}
    ).differing


def address(report, name, page=""):
    """Return the address of one of a report's pages."""
    url = reverse(name, args=[report.quarter.key, report.body.key])
    return f"{url}?pillar={page}" if page else url


def last_comment(report):
    """Return the move that sent a report back, while it is back."""
    if report.state != State.RETURNED:
        return None
    return report.transitions.filter(after=State.RETURNED).select_related("by").last()


def reason_of_draft(report, user):
    """Return why somebody last saved a report on its body's behalf, as they said it then; ""."""
    saved = trail.rows_about(report).filter(verb="report_saved", actor=user.ref)
    row = saved.exclude(on_behalf_of="").order_by("-pk").first()
    return row.reason if row else ""


def handed_over_on_behalf(report):
    """Return the last move that handed a report over, where somebody did it on the body's behalf:
    it says who, and why. Else None."""
    moves = report.transitions.filter(after=State.SUBMITTED).select_related("by")
    last = moves.last()
    return last if last and last.on_behalf_of else None


def returned_since(report):
    """Say by whom and when a report was last sent back: to whoever decides on a version that is
    gone. "" where nobody has."""
    move = report.transitions.filter(after=State.RETURNED).select_related("by").last()
    if move is None:
        return ""
    at = timezone.localtime(move.at)
    return _("It was last returned on %(day)s at %(time)s by %(name)s.") % {
        "day": date_format(at.date()), "time": date_format(at, "H:i"), "name": move.by,
    }  # fmt: skip


def errata_about(report):
    """Return the errata of the report's closed quarter about the activities it speaks of."""
    if report.quarter.state != "closed":
        return []
    errata = report.quarter.errata.filter(activity__report_lines__report=report)
    return list(errata.select_related("activity", "by"))
