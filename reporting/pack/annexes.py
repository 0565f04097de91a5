"""The annexes of a pack: every activity, the evidence of what is completed, and how it was
counted."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reporting.pack import wording as words
from reporting.pack.blocks import LANDSCAPE, cell, h2, lead, p, section, table
from reporting.pack.text import plain, printable, short
from sip.models import Status

EVIDENCE_SHOWN = 300


def activities(cells):
    """Annex A: the whole plan, pillar by pillar, on wide pages."""
    frozen = cells.frozen
    columns = [
        (_("Code"), 15), (_("Activity"), 0), (_("Delivered by"), 46), *cells.status_columns(31)
    ]  # fmt: skip
    blocks = [p(_("Full texts and responsible bodies as published in the SIP."))]
    for code, pillar in frozen.pillars.items():
        rows = [
            [cells.code(one), cell(cells.text(one["text"]), "small"),
             cell(cells.owners(one), "small"), *cells.statuses(one)]
            for one in frozen.of_pillar(code)
        ]  # fmt: skip
        caption = _("Activities of pillar %(code)s, responsible bodies and statuses.") % {
            "code": code
        }
        blocks += [
            h2(f"{code}. {cells.text(pillar['title'])}"),
            table(f"pillar-{code}", caption, columns, rows, width=LANDSCAPE),
        ]
    title = _("Annex A. All activities")
    return section("activities", title, blocks, wide=True)


def evidence(cells):
    """Annex B: what proves that the completed activities are."""
    completed = cells.frozen.has_status(Status.COMPLETED)
    from_sip = sum(activity["from_the_sip"] for activity in completed)
    rows = [
        [cells.code(one), cells.titled(one),
         cell(short(plain(one["answers"].get("evidence", "")), EVIDENCE_SHOWN) or "–", "",
              "; ".join(exhibits(cells.frozen, one))),
         cell(cells.day(one["completed_on"]))]
        for one in completed
    ]  # fmt: skip
    columns = [
        (_("Code"), 15), (_("Activity"), 52), (_("Evidence"), 0),
        (pgettext("of an activity", "Completed on"), 32),
    ]  # fmt: skip
    sentence = ngettext(
        "%(n)d completed activity has its evidence.",
        "%(n)d completed activities have their evidence.",
        len(completed),
    ) % {"n": len(completed)}
    source = ngettext(
        "For %(n)d of them it is the SIP itself.",
        "For %(n)d of them it is the SIP itself.",
        from_sip,
    ) % {"n": from_sip}
    return section("evidence", _("Annex B. Evidence"), [
        lead(words.sentences(sentence, source if from_sip else "")),
        table("evidence", _("Evidence of each completed activity."), columns, rows),
    ])  # fmt: skip


def exhibits(frozen, activity):
    """Return the links and files that its last published line shows."""
    told = frozen.lines_on(activity["code"])
    return [_exhibit(one) for _report, line in told[:1] for one in line["exhibits"]]


def _exhibit(one):
    """“plan.pdf (PDF, 420 KB)”, or the link."""
    if one["url"]:
        return one["url"]
    size = filesizeformat(one["size"])
    return f"{printable(one['name'])} ({one['format'].upper()}, {size})"


def method(cells):
    """Annex C: how the figures were counted, and what the document is worth."""
    blocks = []
    for term, text in _rules(cells):
        blocks += [h2(term), p(text)]
    return section("method", _("Annex C. Method"), blocks)


def _rules(cells):
    frozen = cells.frozen
    return [
        (pgettext("of an activity", "Status"), _(
            "The status of an activity is that of the last accepted report, or one that the GLC "
            "set outside a report. An activity has one status at a time; its schedule, the state "
            "of the report and the last quarter that confirmed it are told apart."
        )),
        (_("Quarters"), words.covered(frozen) + "."),
        (_("Missing report"), _(
            "A report that has not been received never counts as “not started”. The last status "
            "that was confirmed stands, with its quarter; a completed activity needs no "
            "confirming, unless its text asks to keep it up to date."
        )),
        (_("Not yet reported"), _(
            "No report has described the activity. It is counted apart, in every total."
        )),
        (_("Counts"), _(
            "Progress is told in numbers of activities by status, never in averages. “To follow "
            "up” adds “at risk” and “blocked”."
        )),
        (_("Bodies"), _(
            "An activity of several bodies counts for each of them, so the sum over the bodies is "
            "larger than the plan."
        )),
        (_("Working groups"), _(
            "The GLC does not endorse the work of a working group, except by a dedicated vote of "
            "the GLM."
        )),
        (_("Codes"), _(
            "Codes are those of the published document. Activities 2.3.2.1 to 2.3.2.4 stand under "
            "output 2.2.2, and output 2.3.3 under outcome 2.2."
        )),
        (_("Texts"), _(
            "The French text of the SIP prevails; short titles help to find one’s way and have no "
            "authority. Long narratives are cut in tables; the workbook holds them whole."
        )),
        (_("Content hash"), _(
            "SHA-256 of the frozen content. All files of a version, in all languages, carry the "
            "same; another content has another one."
        )),
    ]  # fmt: skip
