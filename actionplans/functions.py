"""The 6+1 core functions of a cluster, and their sub-functions in the CCPM.

Keys are stored, never numbers: the numbering of 2013–14 puts advocacy fourth, the IASC's of 2015
puts it sixth. The order here is that of 2015.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CoreFunction(models.TextChoices):
    SUPPORT_SERVICE_DELIVERY = "support_service_delivery", _("Support service delivery")
    INFORM_STRATEGIC_DECISIONS = "inform_strategic_decisions", _("Inform strategic decisions")
    PLAN_AND_IMPLEMENT_STRATEGY = "plan_and_implement_strategy", _("Plan and implement strategies")
    MONITOR_AND_EVALUATE = "monitor_and_evaluate", _("Monitor and evaluate")
    BUILD_NATIONAL_CAPACITY = (
        "build_national_capacity_preparedness",
        _("Build capacity in preparedness and contingency"),
    )
    SUPPORT_ROBUST_ADVOCACY = "support_robust_advocacy", _("Support robust advocacy")
    ACCOUNTABILITY = "accountability_to_affected_people", _("Accountability to affected people")


class SubFunction(models.TextChoices):
    """What the CCPM scores under each function."""

    AGREED_PRIORITIES = "agreed_priorities", _("Services driven by agreed strategic priorities")
    NO_DUPLICATION = "no_duplication", _("Duplication eliminated")
    NEEDS_ASSESSMENT = "needs_assessment", _("Needs assessment and gap analysis")
    ANALYSIS_OF_GAPS = "analysis_of_gaps", _("Analysis of gaps, obstacles and cross-cutting issues")
    PRIORITISATION = "prioritisation", _("Priorities set from the analysis of the response")
    SECTORAL_PLANS = "sectoral_plans", _("Sectoral plans, objectives and indicators")
    STANDARDS = "standards", _("Standards and guidelines")
    FUNDING_NEEDS = "funding_needs", _("Funding needs and their priorities")
    MONITORING = "monitoring", _("Monitoring and evaluation")
    PREPAREDNESS = "preparedness", _("Preparedness and contingency planning")
    ADVOCACY_CONCERNS = "advocacy_concerns", _("Advocacy concerns identified")
    ADVOCACY_UNDERTAKEN = "advocacy_undertaken", _("Advocacy undertaken")
    ACCOUNTABILITY = "accountability", _("Accountability to affected people")

    @property
    def function(self):
        return FUNCTION_OF[self]


FUNCTION_OF = {
    SubFunction.AGREED_PRIORITIES: CoreFunction.SUPPORT_SERVICE_DELIVERY,
    SubFunction.NO_DUPLICATION: CoreFunction.SUPPORT_SERVICE_DELIVERY,
    SubFunction.NEEDS_ASSESSMENT: CoreFunction.INFORM_STRATEGIC_DECISIONS,
    SubFunction.ANALYSIS_OF_GAPS: CoreFunction.INFORM_STRATEGIC_DECISIONS,
    SubFunction.PRIORITISATION: CoreFunction.INFORM_STRATEGIC_DECISIONS,
    SubFunction.SECTORAL_PLANS: CoreFunction.PLAN_AND_IMPLEMENT_STRATEGY,
    SubFunction.STANDARDS: CoreFunction.PLAN_AND_IMPLEMENT_STRATEGY,
    SubFunction.FUNDING_NEEDS: CoreFunction.PLAN_AND_IMPLEMENT_STRATEGY,
    SubFunction.MONITORING: CoreFunction.MONITOR_AND_EVALUATE,
    SubFunction.PREPAREDNESS: CoreFunction.BUILD_NATIONAL_CAPACITY,
    SubFunction.ADVOCACY_CONCERNS: CoreFunction.SUPPORT_ROBUST_ADVOCACY,
    SubFunction.ADVOCACY_UNDERTAKEN: CoreFunction.SUPPORT_ROBUST_ADVOCACY,
    SubFunction.ACCOUNTABILITY: CoreFunction.ACCOUNTABILITY,
}
