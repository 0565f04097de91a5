"""What a dissolved group reported on, in the reports of the bodies that take it over."""

from django.utils import timezone

from accounts import trail
from accounts.clock import today
from reporting import opening
from reporting.models import Quarter, ReportLine
from reporting.workflow import State


def take_over(*, group, receivers, by, **_signal):
    """Add to the open quarter's reports of the bodies that take over the activities they take over,
    but for what the group's own report, handed over already, says of that quarter.

    A report of theirs that is handed over takes no line: of that quarter the group's own speaks.
    """
    for quarter in Quarter.objects.open().select_for_update():
        said = ReportLine.objects.filter(report__quarter=quarter, report__body=group.owner)
        said = set(
            said.exclude(report__state__in=(State.DRAFT, State.RETURNED)).values_list(
                "activity__code", flat=True
            )
        )
        taken = {}
        for code, body in receivers.items():
            if code not in said:
                taken.setdefault(body.pk, set()).add(code)
        if added := opening.make_reports(quarter, today(), timezone.now(), only=taken):
            state = quarter.state
            trail.record(
                by=by, verb="quarter_opened", target=quarter, before={"state": state},
                after={"state": state, "due_at": quarter.due_at, "lines_added": added},
            )  # fmt: skip
