"""What lies ahead of one activity: its next report, and the GLM that comes next."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Subquery

from accounts.clock import today
from reporting.coming import Opening, next_opening_beside
from reporting.models import Quarter, Report
from sip.models import Meeting


@dataclass
class Ahead:
    """`reports` of open quarters that tell of the activity and are not accepted yet, whatever their
    state; where there is none, the quarter that opens next. `own` are those that the reader is to
    submit now."""

    reports: list[Report]
    opening: Opening | None
    meeting: Meeting | None  # its key alone

    @property
    def own(self):
        return [report for report in self.reports if report.is_own]

    @property
    def by_quarter(self):
        """The quarters with the bodies that report in each: [(quarter, bodies)]."""
        found = {}
        for report in self.reports:
            found.setdefault(report.quarter, []).append(report.body)
        return list(found.items())


def ahead_of(activity, reader):
    """Return the `Ahead` of an activity for a person or a visitor. One query, two where no open
    quarter awaits a report."""
    day = today()
    glm = Subquery(Meeting.objects.upcoming(day).values("key")[:1])
    theirs = Report.objects.to_be_filed_by(reader, day).filter(pk=OuterRef("pk"))
    reports = Report.objects.of_bodies_at_work(day).exclude(state="accepted")
    reports = reports.filter(quarter__state=Quarter.State.OPEN, lines__activity=activity)
    reports = list(
        reports.select_related("quarter", "body")
        .annotate(is_own=Exists(theirs), glm=glm)
        .order_by("quarter__starts_on", F("body__order"))
    )
    if reports:
        opening, key = None, reports[0].glm
    else:
        opening, beside = next_opening_beside(day, glm=glm)
        key = beside["glm"]
    return Ahead(reports, opening, Meeting(key=key) if key else None)
