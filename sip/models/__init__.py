"""The plan: what the Strategy commits to, who answers for each activity, where each stands."""

from sip.models.governance import Meeting
from sip.models.ownership import Assignment, Owner, Responsibility
from sip.models.pending import PendingImport
from sip.models.plan import Activity, Lens, Outcome, Output, Pillar, PlanRevision, Strategy, Wording
from sip.models.progress import Status, StatusRow

__all__ = [
    "Activity",
    "Assignment",
    "Lens",
    "Meeting",
    "Outcome",
    "Output",
    "Owner",
    "PendingImport",
    "Pillar",
    "PlanRevision",
    "Responsibility",
    "Status",
    "StatusRow",
    "Strategy",
    "Wording",
]
