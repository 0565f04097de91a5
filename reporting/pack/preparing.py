"""What the page shows on which a pack is prepared: what it would lack, and what there is to
choose."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.clock import today
from reporting.exports import glm
from reporting.models import Quarter
from reporting.pack.cells import Cells
from reporting.pack.forms import FreezeForm
from reporting.pack.freezing import snapshot
from reporting.pack.frozen import Frozen, is_told
from reporting.pack.models import SECTIONS
from reporting.pack.text import short
from reporting.pack.unset import unset
from reporting.pack.wording import listed, state_of, state_of_follow_up
from reporting.workflow import State
from sip import quarters
from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.templatetags.plan import quarter_label

OFFERED = 8  # quarters to choose from, those of the pack included


class Lack(NamedTuple):
    """Something the pack would do without: what it is, how it stands, and where to see to it."""

    what: str
    state: str
    note: str
    url: str


class Choice(NamedTuple):
    """One box to tick, and what is said beside it."""

    option: object
    note: str


class Preparation:
    """The figures as they would be frozen now, and the form. `data` is what was sent."""

    def __init__(self, meeting, data=None):
        self.meeting = meeting
        self.default, self.before = glm.covered_by(meeting)
        self.last = meeting.packs.defer("content").select_related("frozen_by").first()
        self.number = self.last.number + 1 if self.last else 1
        self.offered = quarters.latest(max(OFFERED, len(self.default)), self.default[-1])
        self.frozen = Frozen(snapshot(meeting, now=timezone.now(), sections=SECTIONS))
        self.cells = Cells(self.frozen, get_language())
        self.form = FreezeForm(
            data, offered=self.offered, number=self.number, initial=self._initial()
        )

    def _initial(self):
        return {
            "number": self.number,
            "quarters": [days.key for days in self.default],
            "sections": list(SECTIONS),
            "language": get_language(),
        }

    def lacks(self):
        """Return what the pack would lack: reports not accepted, activities never reported, letters
        that its PDF cannot print."""
        reports = [self._report(report) for report in self.frozen.not_accepted]
        silent = [
            Lack(
                f"{activity['code']} {self.cells.title(activity)}", "is-due", _("Not yet reported"),
                reverse("activity", args=[activity["code"]]),
            )
            for activity in self.frozen.has_status(NOT_REPORTED)
        ]  # fmt: skip
        return reports + self._unworded() + self._late() + silent + self._unset()

    def _unworded(self):
        """The decisions asked of the SAG that nobody has put into words."""
        return [
            Lack(
                f"{activity['code']} {self.cells.title(activity)}", "is-due",
                _("Blocked, but the decision needed is not worded"),
                reverse("activity", args=[activity["code"]]),
            )
            for activity in self.frozen.has_status(Status.BLOCKED)
            if not activity["answers"].get("decision_needed", "").strip()
        ]  # fmt: skip

    def _unset(self):
        """The places whose words the PDF cannot print whole."""
        pattern = _(
            "The PDF has no font for these letters: %(scripts)s. The Word document and the "
            "workbook hold them."
        )
        return [
            Lack(one.what, "is-due", pattern % {"scripts": listed(one.scripts)}, one.url)
            for one in unset(self.cells)
        ]

    def _late(self):
        """The decisions of earlier GLMs that are late."""
        return [
            Lack(
                _("Follow-up of decision %(key)s: %(text)s")
                % {"key": one["key"], "text": short(self.cells.text(one["text"]), 80)},
                "is-late", state_of_follow_up(one), reverse("decision", args=[one["key"]]),
            )
            for one in self.frozen.late(today())
        ]  # fmt: skip

    def _report(self, report):
        what = _("Report of %(quarter)s: %(body)s") % {
            "quarter": quarter_label(report["quarter"]), "body": self.cells.name(report["body"])
        }  # fmt: skip
        state = "is-due" if report["state"] == State.DRAFT else f"is-{report['state']}"
        url = reverse("report", args=[report["quarter"], report["body"]])
        return Lack(what, state, state_of(report), url)

    def quarter_choices(self):
        """Return the quarters to tick, with how far each has got."""
        states = dict(Quarter.objects.values_list("key", "state"))
        told = {}
        for report in self.frozen.owed:
            accepted, due = told.get(report["quarter"], (0, 0))
            told[report["quarter"]] = (accepted + is_told(report), due + 1)
        return [
            Choice(option, self._quarter_note(days, states.get(days.key), told.get(days.key)))
            for option, days in zip(self.form["quarters"], self.offered, strict=True)
        ][::-1]

    def _quarter_note(self, days, state, told):
        if state == Quarter.State.OPEN and told:
            accepted, due = told
            return ngettext(
                "open, %(accepted)d report of %(due)d accepted",
                "open, %(accepted)d reports of %(due)d accepted",
                accepted,
            ) % {"accepted": accepted, "due": due}
        if self.before and days <= self.before:
            return _("presented already")
        if state == Quarter.State.CLOSED:
            return pgettext("of a quarter", "closed")
        return pgettext("of a quarter", "not opened")

    def section_choices(self):
        frozen = self.frozen
        counts = {
            "decisions": len(frozen.has_status(Status.BLOCKED)) + len(frozen.motions),
            "follow_up": len(frozen.data["followed"]) + len(frozen.data["interim"]),
            "lessons": len(frozen.data["lessons"]),
            "changes": len(frozen.moves) + len(frozen.first_reported),
            "groups": _("%(accepted)d of %(due)d") % {
                "accepted": len(frozen.accepted), "due": frozen.reports_due
            },
            "activities": frozen.whole.total,
            "evidence": len(frozen.has_status(Status.COMPLETED)),
        }  # fmt: skip
        return [
            Choice(option, counts.get(option.data["value"], "")) for option in self.form["sections"]
        ]

    def open_quarters(self):
        """Return the quarters of the pack that are not closed."""
        return [
            row for row in Quarter.objects.filter(key__in=self.frozen.data["quarters"])
            if row.state != Quarter.State.CLOSED
        ]  # fmt: skip

    def lead(self, lacks):
        if not lacks:
            return _("Nothing is missing.")
        return ngettext("%(n)d point is missing.", "%(n)d points are missing.", len(lacks)) % {
            "n": len(lacks)
        }

    def context(self):
        lacks = self.lacks()
        return {
            "meeting": self.meeting, "form": self.form, "number": self.number, "last": self.last,
            "lacks": lacks, "missing": self.lead(lacks), "languages": settings.LANGUAGES,
            "quarters": self.quarter_choices(), "sections": self.section_choices(),
            "open_quarters": self.open_quarters(),
        }  # fmt: skip
