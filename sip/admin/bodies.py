"""Bodies of the plan, what they answer for and what they report on."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from accounts.office import GLC, DatedAdmin
from sip import assigning
from sip.models import Assignment, Owner, Responsibility
from sip.office import FoldedSearch, LanguageAdmin, every_text


@admin.register(Owner)
class OwnerAdmin(FoldedSearch, LanguageAdmin):
    kept_by = GLC
    texts = ["name", "short_name"]
    fields = [
        "key", "kind", "name", "short_name", "as_published", "is_collective", "order", "reports",
        "reports_through",
    ]  # fmt: skip
    readonly_fields = ["key", "kind", "as_published", "is_collective"]
    # Groups and the SAG report each quarter (source 001), and Rome for the bodies that do not.
    reports_always = (Owner.Kind.WORKING_GROUP, Owner.Kind.ADVISORY_GROUP, Owner.Kind.SUPPORT_TEAM)
    autocomplete_fields = ["reports_through"]
    list_display = ["name", "kind", "reports", "reports_through"]
    list_filter = ["kind", "reports"]
    list_select_related = ["reports_through"]
    search_fields = ["key"]
    instead_of_deleting = gettext_lazy("A body that the plan names stays in its history.")

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        fixed = ("reports", "reports_through") if obj and obj.kind in self.reports_always else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def searched_texts(self, obj):
        return [obj.key, *every_text(obj.name), *every_text(obj.short_name)]


@admin.register(Responsibility)
class ResponsibilityAdmin(DatedAdmin):
    kept_by = GLC
    fields = ["activity", "owner", "role", "qualifier", "starts_on", "ends_on"]
    autocomplete_fields = ["activity", "owner"]
    list_display = ["activity", "owner", "role", "qualifier", "starts_on", "ends_on"]
    list_filter = [*DatedAdmin.list_filter, "role", "owner"]
    list_select_related = ["activity", "owner"]
    search_fields = ["activity__search_text", "owner__key"]

    def get_fields(self, request, obj=None):
        return self.fields if obj else [name for name in self.fields if name != "ends_on"]

    def add(self, *, by, data):
        return assigning.make_responsible(by=by, **data)

    def end(self, *, obj, ends_on, by):
        assigning.end_responsibility(responsibility=obj, ends_on=ends_on, by=by)

    def trail_of(self, obj):
        return super().trail_of(obj.activity)


@admin.register(Assignment)
class AssignmentAdmin(DatedAdmin):
    kept_by = GLC
    fields = ["activity", "owner", "reason", "basis", "starts_on", "ends_on"]
    autocomplete_fields = ["activity", "owner"]
    list_display = ["activity", "owner", "basis", "starts_on", "ends_on"]
    list_filter = [*DatedAdmin.list_filter, "basis", "owner"]
    list_select_related = ["activity", "owner"]
    search_fields = ["activity__search_text", "owner__key"]

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["activity", "owner", "reason", "starts_on"]

    def add(self, *, by, data):
        return assigning.assign(by=by, **data)

    def end(self, *, obj, ends_on, by):
        assigning.end_assignment(assignment=obj, ends_on=ends_on, by=by)

    def trail_of(self, obj):
        return super().trail_of(obj.activity)
