"""The versions of a meeting's pack, for pages: their files, and how two of them differ."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.clock import start_of_day
from reporting.exports import glm
from reporting.models import Report
from reporting.pack.files import FORMATS
from reporting.pack.frozen import Frozen, is_told
from reporting.pack.models import Pack, PackFile
from reporting.workflow import State

DESCRIBED = {
    "pdf": gettext_lazy("Document to read"),
    "pptx": gettext_lazy("Slides"),
    "docx": gettext_lazy("Document to edit"),
    "xlsx": gettext_lazy("Tables"),
}

FIRST_SIZES = {"pdf": 380_000, "pptx": 88_000, "docx": 106_000, "xlsx": 68_000}


class File(NamedTuple):
    """One file of a version; its size in bytes, None while it has not been made. `about` is then
    that of the last file of its format, in whatever language."""

    what: str
    type: str
    language: str
    url: str
    size: int | None
    about: int | None


def versions_of(meeting):
    """Return the versions of a meeting's pack, the latest first, without their content."""
    packs = Pack.objects.filter(meeting=meeting).defer("content")
    return list(packs.select_related("meeting", "frozen_by"))


def files_of(pack):
    """Return the files of a version by language: [(code, name, files)], in one query."""
    files = PackFile.objects.order_by("made_at").values_list("pack", "language", "format", "size")
    sizes, about = {}, {}
    # A version's own come last: what to expect of one not made yet is most like those.
    for of, language, name, size in sorted(files, key=lambda file: file[0] == pack.pk):
        about[name] = size
        if of == pack.pk:
            sizes[language, name] = size
    address = reverse("pack", args=[pack.meeting.key, pack.number])
    return [
        (code, name, [
            File(str(DESCRIBED[format_]), format_.upper(), code,
                 f"{address}{format_}/?language={code}", sizes.get((code, format_)),
                 about.get(format_))
            for format_ in FORMATS
        ])
        for code, name in settings.LANGUAGES
    ]  # fmt: skip


def sizes_about():
    """Return {format: bytes} of the last file of each format that was made: what to expect of one
    that has not been made yet. Before any, that of a pack of two quarters."""
    made = dict(PackFile.objects.order_by("made_at").values_list("format", "size"))
    return {**FIRST_SIZES, **made}


def accepted_since(pack, reports=None):
    """Return the reports that were accepted after a version was frozen and before its meeting
    began: those that a next version would tell. `reports` are those of the quarters that the
    meeting takes up, where they have been read already."""
    if reports is None:
        covered, _before = glm.covered_by(pack.meeting)
        found = Report.objects.filter(quarter__key__in=[days.key for days in covered])
        reports = found.select_related("quarter", "body")
    begins = start_of_day(pack.meeting.starts_on)
    since = [
        report for report in reports
        if report.state == State.ACCEPTED and pack.frozen_at < report.accepted_at < begins
    ]  # fmt: skip
    return sorted(since, key=lambda report: report.accepted_at)


def differences(before, after):
    """Say in sentences how a version differs from the one before."""
    old, new = Frozen(before.frozen), Frozen(after.frozen)
    statuses = sum(
        activity["status"] != old.by_code.get(activity["code"], activity)["status"]
        for activity in new.activities
    )
    known = {
        (report["quarter"], report["body"]) for report in old.data["reports"] if is_told(report)
    }
    reports = sum(
        is_told(report) and (report["quarter"], report["body"]) not in known
        for report in new.data["reports"]
    )
    said = []
    if statuses:
        said.append(ngettext(
            "%(n)d status is another one.", "%(n)d statuses are others.", statuses
        ) % {"n": statuses})  # fmt: skip
    if reports:
        said.append(ngettext(
            "%(n)d accepted report is added.", "%(n)d accepted reports are added.", reports
        ) % {"n": reports})  # fmt: skip
    errata = len(new.errata) - len(old.errata)
    if errata > 0:
        said.append(ngettext(
            "%(n)d erratum is added.", "%(n)d errata are added.", errata
        ) % {"n": errata})  # fmt: skip
    if old.motions != new.motions:
        said.append(_("What is asked of the plenary is worded otherwise."))
    if before.frozen["quarters"] != after.frozen["quarters"]:
        said.append(_("Other quarters were chosen."))
    if before.frozen["sections"] != after.frozen["sections"]:
        said.append(_("Other parts were chosen."))
    return said or [_("Texts differ; the statuses and reports are the same.")]
