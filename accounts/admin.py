"""People, grants and the trail in the back office."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy

from accounts.models import Grant, TrailRow, User
from accounts.office import ADMIN, GLC, ActionAdmin, DatedAdmin, HoldsFilter, OfficeAdmin

# Django's groups carry its permission rows, and those are not used: rights come from grants, seats
# and affiliations. A person has one e-mail address, and it stands with the person.
admin.site.unregister([Group, EmailAddress])


class GrantFilter(admin.SimpleListFilter):
    """People by the grants they hold today."""

    title = gettext_lazy("grant today")
    parameter_name = "grant"

    def lookups(self, request, model_admin):
        return Grant.Role.choices

    def queryset(self, request, queryset):
        if self.value():
            today = Grant.objects.on().filter(role=self.value())
            return queryset.filter(pk__in=today.values("person"))
        return queryset


@admin.register(User)
class UserAdmin(ActionAdmin):
    kept_by = ADMIN
    added_by = ADMIN | GLC
    fields = ["email", "name", "language", "is_active", "joined_at"]
    readonly_fields = ["joined_at"]
    list_display = ["name", "email", "is_active", "joined_at"]
    list_filter = [GrantFilter, "is_active", "is_demo", "language"]
    search_fields = ["name", "email"]
    date_hierarchy = "joined_at"


@admin.register(Grant)
class GrantAdmin(DatedAdmin):
    kept_by = ADMIN
    fields = ["person", "role", "starts_on", "ends_on"]
    autocomplete_fields = ["person"]
    list_display = ["person", "role", "starts_on", "ends_on"]
    list_filter = [HoldsFilter, "role"]
    list_select_related = ["person"]
    search_fields = ["person__name", "person__email"]


@admin.register(TrailRow)
class TrailRowAdmin(OfficeAdmin):
    list_display = ["number", "at", "verb", "target_type", "target_key"]
    list_filter = ["verb", "target_type"]
    search_fields = ["target_key", "verb", "reason"]
    date_hierarchy = "at"
    note = gettext_lazy("The trail is only ever added to: no row of it is changed or deleted.")
    instead_of_deleting = note
