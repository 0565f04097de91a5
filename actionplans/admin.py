"""National clusters in the back office: read only, until their plans are kept in the tracker."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from accounts.office import HoldsFilter, OfficeAdmin
from actionplans.models import NationalCluster, TeamPlace

READ_ONLY = gettext_lazy("National clusters are only read here for now.")


@admin.register(NationalCluster)
class NationalClusterAdmin(OfficeAdmin):
    list_display = ["name", "cluster_code"]
    list_filter = ["cluster_code"]
    search_fields = ["name", "slug"]
    note = READ_ONLY


@admin.register(TeamPlace)
class TeamPlaceAdmin(OfficeAdmin):
    list_display = ["person", "cluster", "role", "starts_on", "ends_on"]
    list_filter = [HoldsFilter, "role"]
    list_select_related = ["person", "cluster"]
    search_fields = ["person__name", "person__email", "cluster__name"]
    date_hierarchy = "starts_on"
    note = READ_ONLY
