"""National clusters in the back office: read only, until their plans are kept in the tracker."""

from django.contrib import admin

from accounts.office import HoldsFilter, OfficeAdmin
from actionplans.models import NationalCluster, TeamPlace


@admin.register(NationalCluster)
class NationalClusterAdmin(OfficeAdmin):
    list_display = ["name", "cluster_code"]
    list_filter = ["cluster_code"]
    search_fields = ["name", "slug"]


@admin.register(TeamPlace)
class TeamPlaceAdmin(OfficeAdmin):
    list_display = ["person", "cluster", "role", "starts_on", "ends_on"]
    list_filter = [HoldsFilter, "role"]
    list_select_related = ["person", "cluster"]
    search_fields = ["person__name", "person__email", "cluster__name"]
    date_hierarchy = "starts_on"
