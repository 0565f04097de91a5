"""The GLM pack as a workbook: a summary in words and figures, the plan, one sheet for each body
that reports, and the data with its hashtags."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from accounts.days import date_format
from reporting.exports import glm_words as words
from reporting.exports.as_xlsx import add_data
from reporting.exports.columns import plain
from reporting.exports.glm import WORDS
from reporting.exports.house import BAND, Book
from reporting.exports.plan import table_of, tell
from reporting.models import ReportLine
from sip.glmnames import name_of
from sip.models import StatusRow
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS, counts_by_status
from sip.templatetags.plan import quarter_label, status_label

FIRST_TABLE_ROW = 6  # titles of the table, below a heading of five rows


def pieces(pack, language):
    """Yield the workbook of a pack, in one language, as pieces of a file."""
    with override(language):
        title = _("%(glm)s: pack") % {"glm": name_of(pack.meeting)}
        book = Book(title, language)
        _add_summary(book, pack)
        _add_plan(book, pack)
        for told in pack.bodies:
            _add_body(book, pack, told)
        told = tell(
            language=language,
            on=pack.at or (pack.meeting.starts_on if not pack.is_ahead else None),
            answers={standing.row.pk: standing.answers for standing in pack.standings},
        )  # fmt: skip
        rows = [standing.row for standing in pack.standings]
        add_data(book, table_of(rows, told, narrative=pack.narrative))
    return book.pieces()


def _add_summary(book, pack):
    sheet = book.sheet(
        pgettext("sheet of a workbook", "Summary"), [44, 10] + [14] * len(STATUS_KEYS),
        freeze="A5", tab=BAND,
    )  # fmt: skip
    sheet.heading(
        _("%(glm)s: where the plan stands") % {"glm": name_of(pack.meeting)},
        words.where_it_stands(pack), words.what_changed(pack), note=words.recorded(pack),
    )  # fmt: skip
    sheet.line()
    for term, value in facts(pack):
        sheet.pair(term, value)
    sheet.line()
    _add_counts(sheet, pack)


def facts(pack):
    """Return what one needs to know of the meeting: [(term, value)]."""
    return [
        (_("Meeting"), f"{words.days_of(pack.meeting)}, {words.place_of(pack.meeting)}"),
        (_("Quarters of the pack"), words.quarters_of(pack)),
        *([(_("Compared with"), words.before_in_words(pack))] if pack.previous else []),
        (_("Statuses"), words.recorded(pack)),
        (_("Reports"), words.reports_in_words(pack)),
        (_("Counted up to"), _("%(day)s, Rome time") % {
            "day": date_format(pack.cut_in_rome, "DATETIME_FORMAT")
        }),
        (_("Endorsement"), words.not_endorsed()),
    ]  # fmt: skip


def _add_counts(sheet, pack):
    """Write the counts by status, for the whole plan and each pillar, then and now."""
    sheet.line(_("Activities by status"), "section", height=22)
    labels = [str(status_label(key)) for key in STATUS_KEYS]
    sheet.titles([_("Pillar"), _("Total"), *labels], centred=range(1, 2 + len(labels)))
    parts = [(_("Whole plan"), pack.standings)]
    pillars = {standing.row.pillar.pk: standing.row.pillar for standing in pack.standings}
    parts += [
        (f"{pillar.code}. {pillar.title}",
         [standing for standing in pack.standings if standing.row.pillar.pk == pillar.pk])
        for pillar in pillars.values()
    ]  # fmt: skip
    for name, standings in parts:
        if pack.previous:
            before = counts_by_status(standing.before for standing in standings)
            _count_row(sheet, name, name_of(pack.previous), before, "text", "number")
        now = counts_by_status(standing.status for standing in standings)
        _count_row(sheet, name, name_of(pack.meeting), now, "strong", "strong number")


def _count_row(sheet, name, when, counts, text, number):
    values = [f"{name}, {when}", sum(counts.values()), *counts.values()]
    sheet.body(values, [text] + [number] * (len(values) - 1))


def _columns(pack):
    """Return the titles of the columns that every list of activities ends with."""
    titles = [status_at(pack.meeting)]
    if pack.previous:
        titles = [status_at(pack.previous), *titles, pgettext("between two meetings", "Change")]
    return [*titles, _("Confirmed in")]


def status_at(meeting):
    return _("Status, %(glm)s") % {"glm": name_of(meeting)}


def _stand(pack, standing):
    """Return the values and styles of these columns for one activity."""
    row = standing.row
    values, styles = [str(status_label(standing.status))], [standing.status]
    if pack.previous:
        values = [str(status_label(standing.before)), *values, change(standing)]
        styles = [standing.before, *styles, "text"]
    confirmed = quarter_label(row.last_reported) if row.last_reported else "–"
    return [*values, confirmed], [*styles, "text"]


def change(standing):
    """Say in a word what became of the status since the meeting before."""
    if standing.is_new:
        return _("First report")
    if standing.before != standing.status:
        return pgettext("of a status", "Changed")
    return "–" if standing.status == NOT_REPORTED else pgettext("of a status", "Unchanged")


def _add_plan(book, pack):
    last = [20] * len(_columns(pack))
    sheet = book.sheet(
        _("Plan"), [10, 24, 10, 34, 70, 34, *last], freeze=f"B{FIRST_TABLE_ROW + 1}",
        repeat=f"{FIRST_TABLE_ROW}:{FIRST_TABLE_ROW}", tab="2477AD", paper="A3",
    )  # fmt: skip
    sheet.heading(
        ngettext("Plan: %(n)d activity", "Plan: %(n)d activities", pack.total) % {"n": pack.total},
        words.what_changed(pack), note=_remark(pack),
    )  # fmt: skip
    _fill_to_table(sheet)
    titles = [
        _("Code"), _("Pillar"), _("Output"), _("Short title"), _("Activity"), _("Delivered by"),
        *_columns(pack),
    ]  # fmt: skip
    sheet.titles(titles)
    for standing in pack.standings:
        row = standing.row
        values, styles = _stand(pack, standing)
        owners = ", ".join(str(owner.title) for owner in row.owners)
        sheet.body(
            [row.code, f"{row.pillar.code}. {row.pillar.title}", row.output.code,
             str(row.short_title), str(row.text), owners or _("Not given in the SIP"), *values],
            ["text", "text", "text", "strong", "text", "text", *styles],
        )  # fmt: skip
    sheet.filter_from(FIRST_TABLE_ROW, len(titles))


def _add_body(book, pack, told):
    titles = [_("Code"), _("Short title"), _("Activity"), *_columns(pack)]
    widths = [10, 34, 60] + [20] * (len(titles) - 3)
    names = {other.body.pk: str(other.body.short_name) for other in pack.bodies}
    if pack.narrative:
        titles.append(_("Where the body says another status"))
        widths.append(34)
        titles += [str(ReportLine._meta.get_field(name).verbose_name).capitalize()
                   for name in WORDS]  # fmt: skip
        widths += [44] * len(WORDS)
    sheet = book.sheet(
        str(told.body.short_name), widths, freeze=f"C{FIRST_TABLE_ROW + 1}",
        repeat=f"{FIRST_TABLE_ROW}:{FIRST_TABLE_ROW}", tab="0B4F6C", paper="A3",
    )  # fmt: skip
    sheet.heading(str(told.body.name), report_states(told, pack), note=words.not_endorsed())
    _fill_to_table(sheet)
    sheet.titles(titles)
    for standing in pack.of_body(told):
        row = standing.row
        values, styles = _stand(pack, standing)
        said = told.lines.get(row.pk)
        texts = []
        if pack.narrative:
            texts = [otherwise(said, standing, names)]
            texts += [plain(getattr(said, name, "")) for name in WORDS]
        sheet.body(
            [row.code, str(row.short_title), str(row.text), *values, *texts],
            ["text", "strong", "text", *styles, *["text"] * len(texts)],
        )
    sheet.filter_from(FIRST_TABLE_ROW, len(titles))
    if pack.narrative:
        _add_words(sheet, told)


def otherwise(line, standing, names):
    """Say whose status it is where a body's own line gives another one than the official; "" where
    they agree. `names` are those of the pack's bodies, by primary key."""
    if line is None or line.status in ("", standing.status):
        return ""
    words = {
        "said": status_label(line.status), "quarter": quarter_label(line.report.quarter.key),
        "official": status_label(standing.status),
    }  # fmt: skip
    official = standing.official
    if official and official.origin == StatusRow.Origin.REPORT and official.body_id in names:
        words["body"] = names[official.body_id]
        return (
            _(
                "This body said “%(said)s” for %(quarter)s. The official status, “%(official)s”, "
                "is the one that %(body)s reported."
            )
            % words
        )
    return (
        _("This body said “%(said)s” for %(quarter)s. The official status is “%(official)s”.")
        % words
    )


def _add_words(sheet, told):
    """Write the summary of each accepted report below the body's activities."""
    sheet.line()
    sheet.line(_("What is reported"), "section", height=22)
    for report in told.reports:
        if report.summary:
            label = quarter_label(report.quarter.key)
            sheet.body([label, "", plain(report.summary)], ["strong", "strong", "text"])
    if not any(report.summary for report in told.reports):
        sheet.line(_("No summary has been accepted for this meeting."))


def report_states(told, pack):
    """Say which reports of a body are accepted: “Q2 2026: accepted on 12 July 2026.”"""
    found = {report.quarter.key: report for report in told.reports}
    parts = []
    for days in pack.quarters:
        report = found.get(days.key)
        label = quarter_label(days)
        if report and report.accepted_at:
            day = date_format(timezone.localtime(report.accepted_at))
            late = _("%(quarter)s: report accepted on %(day)s, too late for this pack.")
            fine = _("%(quarter)s: report accepted on %(day)s.")
            parts.append((late if report.is_after else fine) % {"quarter": label, "day": day})
        else:
            parts.append(_("%(quarter)s: no accepted report.") % {"quarter": label})
    return " ".join(parts)


def _remark(pack):
    """Say how far the figures reach, and what a translated text is worth."""
    remark = words.recorded(pack)
    if any(standing.row.text.is_translation for standing in pack.standings[:1]):
        remark += " " + _("Texts in a working translation: the French original prevails.")
    return remark


def _fill_to_table(sheet):
    while sheet.row < FIRST_TABLE_ROW - 1:
        sheet.line()
