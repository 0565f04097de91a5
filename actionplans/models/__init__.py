from actionplans.models.ccpm import CcpmScore, CcpmSurvey
from actionplans.models.clusters import AdvisoryBody, NationalCluster, TeamPlace
from actionplans.models.plans import Action, ActionPlan, Gap, Section
from actionplans.models.tracking import ActionPaper, ActionStatus, Occurrence

__all__ = [
    "Action", "ActionPaper", "ActionPlan", "ActionStatus", "AdvisoryBody", "CcpmScore",
    "CcpmSurvey", "Gap",
    "NationalCluster", "Occurrence", "Section", "TeamPlace",
]  # fmt: skip
