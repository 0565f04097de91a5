"""What the database itself refuses of statuses and reports, whatever way in was taken."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from reporting.models import Quarter, Report, ReportLine
from sip.models import StatusRow
from tests.reporting.acts import accepted, report_of
from tests.sip.story import activity

pytestmark = pytest.mark.django_db
SAID = {"origin": "direct", "motive": "Said by telephone."}


@pytest.mark.parametrize("fields", [
    {"status": "completed", "evidence": "   ", "completed_on": datetime.date(2026, 1, 1)},
    {"status": "at_risk", "reason": " ", "way_forward": "Recruit."},
    {"status": "at_risk", "reason": "Late.", "way_forward": "  "},
    {"status": "blocked", "decision_needed": " "},
    {"status": "paused", "reason": "  "},
    {"status": "on_track", "motive": "   "},
    {"status": "on_track", "origin": "hearsay"},
    {"status": "fine"},
], ids=str)  # fmt: skip
def test_a_status_row_that_answers_nothing_is_refused(fields):
    row = StatusRow(
        activity=activity(), effective_on=datetime.date(2026, 1, 1), recorded_at=timezone.now(),
        **SAID | fields,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusRow.objects.bulk_create([row])


@pytest.mark.parametrize(("model", "values"), [
    (ReportLine, {"status": "fine"}), (Quarter, {"state": "lost"}),
    (Report, {"state": "lost"}),
])  # fmt: skip
def test_words_that_nobody_knows_are_refused(report, model, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**values)


def test_nobody_accepts_what_they_submitted(report, cast):
    accepted(report, cast.wg_lead, cast.sag)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report_of("training").pk).update(accepted_by=cast.wg_lead)
