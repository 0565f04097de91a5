"""National clusters: their plans, action by action (`action_plan`), and what their CCPM exercises
gave (`ccpm_results`). Plans are those that the person may read; visitors get figures on the pages.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from actionplans.functions import SubFunction
from actionplans.models import Action, CcpmScore
from actionplans.policy import visible_plans
from actionplans.reading import as_then
from reporting.exports.columns import Column, plain
from reporting.exports.datasets.base import OWN, WHO, Dataset, Past
from sip.models.progress import NOT_REPORTED

WITHDRAWN = "no row tells of a withdrawn exercise"
THERE = "on the page of the plan"


def actions(reader):
    """The actions that plans hold at the moment, in the order of each plan: of those that this
    person may read and, in the past, that had been opened by then."""
    plans = visible_plans(reader.user)
    if not reader.at.is_now:
        plans = plans.published(reader.at)
    found = (
        Action.objects.held(reader.at)
        .filter(gap__section__plan__in=plans.values("pk"))
        .select_related("gap__section__plan__cluster", "current_row", "output", "activity")
        .defer("output__title", "output__note", "activity__text", "activity__note")
        .order_by(
            "gap__section__plan__cluster__name", "-gap__section__plan__year", "gap__section__plan",
            "gap__section__order", "gap__section", "gap__order", "gap", "order", "pk",
        )
    )  # fmt: skip
    return found if reader.at.is_now else as_then(found, reader.at)


def plan(row):
    return row.gap.section.plan


def row_field(name):
    return lambda row, reader: getattr(row.current_row, name) if row.current_row else None


def words(name):
    return lambda row, reader: plain(getattr(row, name))


ACTION_PLAN = Dataset(
    "action_plan",
    _("Actions of the national plans"),
    _("One row for each action of a national plan that you may read: gap, deadline, status."),
    (
        Column("plan_id", _("Plan"), "#meta+id", lambda row, reader: plan(row).trail_key, 16,
               of=("ActionPlan.cluster", "Section.plan")),
        Column("country_code", _("Country (ISO code)"), "#country+code+v_iso3",
               lambda row, reader: plan(row).cluster.country or None, 10,
               of=("NationalCluster.country",)),
        Column("country", _("Country"), "#country+name+i_{language}",
               lambda row, reader: plan(row).cluster.country_name or None, 20),
        Column("cluster_code", _("Cluster (code)"), "#sector+cluster+code+v_ocha_clusters",
               lambda row, reader: plan(row).cluster.cluster_code, 10,
               of=("NationalCluster.cluster_code",)),
        Column("cluster", _("Cluster"), "#sector+cluster+name",
               lambda row, reader: plan(row).cluster.name, 26, of=("NationalCluster.name",)),
        Column("plan_year", _("Year"), "#date+year", lambda row, reader: plan(row).year, 8,
               of=("ActionPlan.year",), type="number"),
        Column("plan_status", _("State of the plan"), "#status+plan+code",
               lambda row, reader: plan(row).state_on(reader.at.day), 10,
               of=("ActionPlan.state",)),
        Column("section_code", _("Core function (code)"), "#activity+function+code",
               lambda row, reader: row.gap.section.core_function or None, 24,
               of=("Section.core_function",)),
        Column("section", _("Section"), "#activity+function+name",
               lambda row, reader: row.gap.section.title, 30, of=("Section.title", "Gap.section")),
        Column("row_no", _("Gap (number)"), "#meta+row+num", lambda row, reader: row.gap.pk, 8),
        Column("gap", _("Challenge or gap"), "#description+gap",
               lambda row, reader: plain(row.gap.text), 50, of=("Gap.text", "Action.gap")),
        Column("subfunction_code", _("CCPM sub-function (code)"), "#activity+subfunction+code",
               lambda row, reader: row.gap.subfunction or None, 20, of=("Gap.subfunction",)),
        Column("action_no", _("Action (number)"), "#activity+action+code",
               lambda row, reader: row.pk, 8),
        Column("action", _("Action"), "#activity+action+name", words("text"), 50,
               of=("Action.text",)),
        Column("sip_code", _("Code in the SIP"), "#activity+sip+code",
               lambda row, reader: row.sip_code or None, 12,
               of=("Action.output", "Action.activity")),
        Column("responsible", _("Responsible"), "#org+impl+name", words("responsible"), 26,
               of=("Action.responsible",)),
        Column("support_needed", _("Support asked for"), "#description+support",
               words("support_needed"), 30, of=("Action.support_needed",)),
        Column("support_from", _("Support asked of"), "#org+support+name", words("support_from"),
               26, of=("Action.support_from",)),
        Column("deadline_as_published", _("Deadline, as published"), "#description+deadline",
               words("deadline_as_published"), 18, of=("Action.deadline_as_published",)),
        Column("schedule", _("Meaning of the deadline (code)"), "#meta+schedule+code",
               lambda row, reader: row.schedule, 12, of=("Action.schedule",)),
        Column("frequency", _("Rhythm (code)"), "#frequency+code",
               lambda row, reader: row.frequency or None, 10, of=("Action.frequency",)),
        Column("due_date", _("Due on"), "#date+end+planned", lambda row, reader: row.due_on, 12,
               of=("Action.due_on",)),
        Column("status", _("Status (code)"), "#status+code",
               lambda row, reader: row.status or NOT_REPORTED, 12, of=("ActionStatus.status",
                                                                       "Action.current_row")),
        Column("completed_on", _("Completed on"), "#date+end+actual", row_field("completed_on"), 12,
               of=("ActionStatus.completed_on",)),
        Column("updated_on", _("Status last confirmed on"), "#date+reported",
               row_field("effective_on"), 12, of=("ActionStatus.effective_on",)),
        Column("reason", _("Reason"), "#description+reason", row_field("reason"), 30,
               of=("ActionStatus.reason",)),
        Column("evidence", _("Evidence"), "#description+evidence", row_field("evidence"), 30,
               of=("ActionStatus.evidence",)),
    ),
    actions,
    "countries",
    {
        "actionplans.NationalCluster": {
            "slug": "stands in plan_id", "activated_on": THERE, "deactivated_on": THERE,
            "lead_agency": THERE, "is_sample": THERE, "languages": THERE, "version": OWN,
        },
        "actionplans.ActionPlan": {
            "title": THERE, "language": THERE, "source": THERE, "previous": THERE,
            "opened_on": THERE, "closed_on": THERE, "summary": THERE, "version": OWN,
        },
        "actionplans.Section": {"order": "the order of the rows"},
        "actionplans.Gap": {
            "order": "the order of the rows", "is_unsure": THERE, "shares_cell": OWN, "note": THERE,
            "continued_from": THERE,
        },
        "actionplans.Action": {
            "order": "the order of the rows", "starts_on": THERE, "continued_from": THERE,
            "withdrawn_on": "withdrawn actions are out of lists and totals", "version": OWN,
            "recorded_at": OWN,
        },
        "actionplans.ActionStatus": {
            "action": "the present one stands here", "recorded_at": OWN, "recorded_by": WHO,
        },
    },
    is_public=False,
    past=Past.BY_DAY,
)  # fmt: skip


def scores(reader):
    standing = CcpmScore.objects.filter(survey__withdrawn_at__isnull=True)
    return standing.select_related("survey__cluster").order_by(
        "survey__cluster__name", "-survey__starts_on", "survey", "pk"
    )


def counted(place):
    """Return how many partners were invited (0) or responded (1); None where nobody counted."""

    def value(row, reader):
        pairs = row.survey.responses.values()
        return sum(pair[place] for pair in pairs) if pairs else None

    return value


def subfunction(row, reader):
    with override("en"):
        return str(SubFunction(row.subfunction).label)


CCPM_RESULTS = Dataset(
    "ccpm_results",
    _("Results of the cluster coordination performance monitoring (CCPM)"),
    _("One row for each sub-function of an exercise: score and band. Answers are anonymous."),
    (
        Column("country_code", _("Country (ISO code)"), "#country+code+v_iso3",
               lambda row, reader: row.survey.cluster.country or None, 10),
        Column("cluster_code", _("Cluster (code)"), "#sector+cluster+code+v_ocha_clusters",
               lambda row, reader: row.survey.cluster.cluster_code, 10,
               of=("CcpmSurvey.cluster",)),
        Column("cluster", _("Cluster"), "#sector+cluster+name",
               lambda row, reader: row.survey.cluster.name, 26),
        Column("survey_start", _("Survey from"), "#date+start",
               lambda row, reader: row.survey.starts_on, 12, of=("CcpmSurvey.starts_on",)),
        Column("survey_end", _("Survey until"), "#date+end", lambda row, reader: row.survey.ends_on,
               12, of=("CcpmSurvey.ends_on", "CcpmScore.survey")),
        Column("function_code", _("Core function (code)"), "#activity+function+code",
               lambda row, reader: SubFunction(row.subfunction).function.value, 26),
        Column("subfunction_code", _("Sub-function (code)"), "#activity+subfunction+code",
               lambda row, reader: row.subfunction, 22, of=("CcpmScore.subfunction",)),
        Column("subfunction", _("Sub-function"), "#activity+subfunction+name+i_en",
               subfunction, 40),
        Column("score_pct", _("Score, in percent"), "#indicator+score+pct",
               lambda row, reader: float(row.score), 10, of=("CcpmScore.score",), type="number"),
        Column("local_score_pct", _("Score of local and national actors, in percent"),
               "#indicator+local_score+pct",
               lambda row, reader: None if row.told_of_local is None else float(row.told_of_local),
               10,
               of=("CcpmScore.local_score",), type="number"),
        Column("rating", _("Band (code)"), "#status+rating+code",
               lambda row, reader: row.band.value, 14),
        Column("responses", _("Responses"), "#indicator+responses+num", counted(1), 10,
               of=("CcpmSurvey.responses",)),
        Column("invited", _("Invited"), "#indicator+invited+num", counted(0), 10),
    ),
    scores,
    "countries",
    {
        "actionplans.CcpmSurvey": {
            "tallies": "answers counted by item: on the exercise’s page", "recorded_at": OWN,
            "version": OWN, "withdrawn_at": WITHDRAWN, "withdrawn_by": WITHDRAWN,
            "withdrawn_because": WITHDRAWN,
        },
        "actionplans.CcpmScore": {"is_computed": OWN},
    },
    is_public=False,
)  # fmt: skip
