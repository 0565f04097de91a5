"""The follow-up to the HCT as files: a Word document to send, and a PDF to print."""

from itertools import zip_longest

from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from docx.shared import Cm

from accounts.characters import for_xml
from accounts.days import date_format
from actionplans import timing
from actionplans.exports import document
from sip.models.progress import NOT_REPORTED
from sip.phrases import in_words
from sip.progress import counts_by_status
from sip.templatetags.plan import quarter_label, status_label

# Of the columns, by kind of table: a number needs less room than the words beside it.
WIDTHS = {
    "table": (Cm(6), Cm(2.4), Cm(4.2), Cm(4.4)),
    "functions": (Cm(5.6), Cm(3), Cm(1.8), Cm(6.6)),
}
CONTENT_TYPE = document.CONTENT_TYPE


def content(follow):
    """Return the Word document of a `followup.FollowUp` as bytes, in the reader's language."""
    made = document.begin(title_of(follow), get_language(), landscape=False)
    parts = list(parts_of(follow))
    for part, following in zip_longest(parts, parts[1:], fillvalue=("", "")):
        _add(made, part)
        if part[0] == "p" and following[0] in WIDTHS:
            document.keep_with_next(made.paragraphs[-1])
    return document.saved(made)


def title_of(follow):
    return _("Follow-up of the action plan, %(quarter)s") % {
        "quarter": quarter_label(follow.quarter)
    }


def parts_of(follow):
    """Return what the document says, part after part: (kind, content), kind being "p", "h", "list",
    or one of the tables of `WIDTHS` (their first row is the titles)."""
    plan, sheet = follow.plan, follow.sheet
    yield "p", f"{plan.cluster.name} · {plan.cluster.cluster_name} · {date_format(follow.on)}"
    if follow.has_ended:
        yield (
            "p",
            _(
                "Gaps, actions and deadlines as the plan gave them at the end of %(day)s; ticks "
                "and statuses of the quarter as known now, even where they were recorded later."
            )
            % {"day": date_format(follow.on)},
        )
    yield "p", _summary(follow)
    yield "h", _("By core function")
    yield "p", _survey(follow)
    yield "functions", _functions(follow)
    if follow.uncovered:
        yield (
            "list",
            [
                _("%(function)s: %(band)s in the CCPM, and no action in the plan.")
                % {"function": line.function.label, "band": line.band.label}
                for line in follow.uncovered
            ],
        )
    for title, lines, none in (
        (_("Delivered this quarter"), follow.completed, pgettext("actions", "None.")),
        (_("Deadlines passed"), sheet.overdue, pgettext("deadlines", "None.")),
        (_("Rhythms broken"), sheet.lapsed, pgettext("rhythms", "None.")),
        (_("At risk or blocked"), follow.in_trouble, pgettext("actions", "None.")),
        (_("Support asked for"), follow.support, pgettext("support", "None.")),
    ):
        yield "h", title
        if lines:
            yield "table", [
                [_("Action"), _("Status"), _("Deadline"), _("Remark")],
                *([line.action.text, str(status_label(line.status)), _deadline(line),
                   _remark(line)] for line in lines),
            ]  # fmt: skip
        else:
            yield "p", none


def _summary(follow):
    sheet = follow.sheet
    number = len(sheet.lines)
    counted = ngettext("%(count)d action: %(words)s.", "%(count)d actions: %(words)s.", number)
    counted %= {"count": number, "words": follow.words}
    done = ngettext(
        "Recurring work was done or reviewed once in the quarter.",
        "Recurring work was done or reviewed %(count)d times in the quarter.", follow.done,
    ) % {"count": follow.done}  # fmt: skip
    return f"{counted} {done}"


def _survey(follow):
    """Say which CCPM is read, and which one is not because its results came after."""
    day = {"day": date_format(follow.on)}
    said = _("No CCPM results were recorded by the end of %(day)s.") % day
    if follow.survey:
        dates = {
            **day, "survey": date_format(follow.survey.ends_on),
            "recorded": date_format(timezone.localtime(follow.survey.recorded_at)),
        }  # fmt: skip
        said = _("CCPM of %(survey)s, recorded on %(recorded)s.") % dates
    if not follow.unread:
        return said
    later = _(
        "The CCPM of %(survey)s was recorded on %(recorded)s, after this quarter: it counts from "
        "then on."
    ) % {
        "survey": date_format(follow.unread.ends_on),
        "recorded": date_format(timezone.localtime(follow.unread.recorded_at)),
    }
    return f"{said} {later}"


def _functions(follow):
    rows = [[_("Core function"), _("CCPM"), _("Actions"), _("By status")]]
    for line in follow.functions:
        band = str(line.band.label) if line.band else _("not surveyed")
        rows.append([str(line.function.label), band, str(len(line.lines)), line.words or "–"])
    others = follow.other_lines
    words = in_words(counts_by_status(line.status or NOT_REPORTED for line in others))
    rows.append([_("None of the core functions"), "–", str(len(others)), words or "–"])
    return rows


def _deadline(line):
    action = line.action
    words = timing.sentence(line.standing, action.schedule, action.frequency, line.status)
    return " · ".join(part for part in (action.deadline_as_published, words) if part)


def _remark(line):
    row, action = line.row, line.action
    told = [row.reason if row else "", row.evidence if row else "", action.support_needed,
            action.support_from]  # fmt: skip
    return "\n".join(part for part in told if part)


def _add(made, part):
    kind, what = part
    if kind == "h":
        made.add_heading(for_xml(what), level=2)
    elif kind == "p":
        made.add_paragraph(for_xml(what))
    elif kind == "list":
        for text in what:
            made.add_paragraph(for_xml(text), style="List Bullet")
    else:
        _add_table(made, what, WIDTHS[kind])


def _add_table(made, rows, widths):
    table = made.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    for at, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(for_xml(text)).bold = at == 0
    document.lay_out(table, widths)
    made.add_paragraph()
