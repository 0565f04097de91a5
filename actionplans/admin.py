"""National clusters and their plans in the back office: read there, written on their own pages."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import HoldsFilter, OfficeAdmin
from actionplans.models import (
    Action,
    ActionPaper,
    ActionPlan,
    ActionStatus,
    AdvisoryBody,
    CcpmScore,
    CcpmSurvey,
    Gap,
    NationalCluster,
    Occurrence,
    Section,
    TeamPlace,
)

READ_ONLY = gettext_lazy("National clusters and their plans are written on their own pages.")


class CountryAdmin(OfficeAdmin):
    note = READ_ONLY

    def elsewhere(self, obj):
        return reverse("country", args=[self.cluster_of(obj).slug]), _("The cluster’s page")

    def cluster_of(self, obj):
        return obj.cluster


@admin.register(NationalCluster)
class NationalClusterAdmin(CountryAdmin):
    list_display = ["name", "cluster_code", "country", "activated_on", "deactivated_on"]
    list_filter = ["cluster_code", "is_sample"]
    search_fields = ["name", "slug", "country"]

    def cluster_of(self, obj):
        return obj


@admin.register(AdvisoryBody)
class AdvisoryBodyAdmin(CountryAdmin):
    list_display = ["owner", "cluster", "opened_on", "closed_on"]
    list_filter = ["owner__kind"]
    list_select_related = ["owner", "cluster"]
    search_fields = ["owner__key", "cluster__name"]


@admin.register(TeamPlace)
class TeamPlaceAdmin(CountryAdmin):
    list_display = ["person", "cluster", "role", "starts_on", "ends_on"]
    list_filter = [HoldsFilter, "role"]
    list_select_related = ["person", "cluster"]
    search_fields = ["person__name", "=person__email", "cluster__name"]
    date_hierarchy = "starts_on"


@admin.register(ActionPlan)
class ActionPlanAdmin(CountryAdmin):
    list_display = ["cluster", "year", "state", "closed_on"]
    list_filter = ["state", "year"]
    list_select_related = ["cluster"]
    search_fields = ["cluster__name", "title"]


@admin.register(Section)
class SectionAdmin(CountryAdmin):
    list_display = ["title", "plan", "core_function"]
    list_filter = ["core_function"]
    list_select_related = ["plan__cluster"]
    search_fields = ["title", "plan__cluster__name"]

    def cluster_of(self, obj):
        return obj.plan.cluster


@admin.register(Gap)
class GapAdmin(CountryAdmin):
    list_display = ["text", "section", "is_unsure"]
    list_filter = ["is_unsure", "subfunction"]
    list_select_related = ["section"]
    search_fields = ["text"]

    def cluster_of(self, obj):
        return obj.section.plan.cluster


@admin.register(Action)
class ActionAdmin(CountryAdmin):
    list_display = ["text", "deadline_as_published", "schedule", "due_on"]
    list_filter = ["schedule", "frequency"]
    search_fields = ["text", "responsible"]

    def cluster_of(self, obj):
        return obj.plan.cluster


@admin.register(ActionStatus)
class ActionStatusAdmin(CountryAdmin):
    list_display = ["action", "status", "effective_on", "recorded_by"]
    list_filter = ["status"]
    list_select_related = ["action", "recorded_by"]
    search_fields = ["action__text", "reason", "evidence"]

    def cluster_of(self, obj):
        return obj.action.plan.cluster


@admin.register(Occurrence)
class OccurrenceAdmin(CountryAdmin):
    list_display = ["action", "period_on", "done_on", "recorded_by"]
    list_filter = ["done_on"]
    list_select_related = ["action", "recorded_by"]
    search_fields = ["action__text", "note"]

    def cluster_of(self, obj):
        return obj.action.plan.cluster


@admin.register(ActionPaper)
class ActionPaperAdmin(CountryAdmin):
    list_display = ["action", "url", "name", "format", "size", "at", "by", "removed_at"]
    list_filter = ["format"]
    list_select_related = ["action", "by"]
    search_fields = ["name", "url", "action__text"]

    def cluster_of(self, obj):
        return obj.action.plan.cluster


@admin.register(CcpmSurvey)
class CcpmSurveyAdmin(CountryAdmin):
    list_display = ["cluster", "starts_on", "ends_on", "withdrawn_at"]
    list_filter = ["ends_on"]
    list_select_related = ["cluster"]
    search_fields = ["cluster__name"]


@admin.register(CcpmScore)
class CcpmScoreAdmin(CountryAdmin):
    list_display = ["survey", "subfunction", "score", "is_computed"]
    list_filter = ["subfunction", "is_computed"]
    list_select_related = ["survey__cluster"]
    search_fields = ["survey__cluster__name"]

    def cluster_of(self, obj):
        return obj.survey.cluster
