"""The plan: what the Strategy commits to, who answers for each activity, where each stands."""

from sip.models.decisions import Decision
from sip.models.followup import FollowUp
from sip.models.governance import Meeting, Site, Spoken
from sip.models.lessons import Lesson
from sip.models.motions import Motion
from sip.models.ownership import Assignment, Owner, Responsibility
from sip.models.pending import PendingImport
from sip.models.plan import Activity, Lens, Outcome, Output, Pillar, PlanRevision, Strategy, Wording
from sip.models.progress import Status, StatusRow

__all__ = [
    "Activity",
    "Assignment",
    "Decision",
    "FollowUp",
    "Lens",
    "Lesson",
    "Meeting",
    "Motion",
    "Outcome",
    "Output",
    "Owner",
    "PendingImport",
    "Pillar",
    "PlanRevision",
    "Responsibility",
    "Site",
    "Spoken",
    "Status",
    "StatusRow",
    "Strategy",
    "Wording",
]
