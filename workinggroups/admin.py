"""Working groups and seats in the back office."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import GLC, DatedAdmin, OfficeAdmin
from sip.imports.office import TableAdmin
from sip.office import FoldedSearch, LanguageAdmin, every_text
from workinggroups import actions, supportteam
from workinggroups.models import (
    GroupAttendance,
    GroupMeeting,
    JoinRequest,
    Objective,
    PublishedContact,
    Seat,
    SeatCategory,
    SupportTeamPlace,
    WorkingGroup,
)
from workinggroups.resources import SeatResource


class WhileItWorks(LanguageAdmin):
    """What belongs to a group is kept while it works: what is dissolved is read, not changed."""

    def has_change_permission(self, request, obj=None):
        group = getattr(obj, "group", obj)
        return super().has_change_permission(request, obj) and not (group and group.dissolved_on)

    def save_model(self, request, obj, form, change):
        getattr(obj, "group", obj).refuse_dissolved()
        super().save_model(request, obj, form, change)


class OneKindOfLink:
    """A form of a group that keeps it to outcomes or to a theme."""

    def clean(self):
        data = super().clean()
        data = self.cleaned_data if data is None else data
        try:
            theme = data.get("theme_fr") or data.get("theme_en")
            WorkingGroup.refuse_unfit_link(theme, data.get("outcomes"))
        except ValidationError as error:
            self.add_error("theme_fr", error.messages)
        return data


@admin.register(WorkingGroup)
class WorkingGroupAdmin(FoldedSearch, WhileItWorks):
    kept_by = GLC
    texts = ["mandate", "theme"]
    fields = [
        "owner", "name_as_published", "mandate", "theme", "pillars", "outcomes",
        "alignment_is_stated", "source", "opened_on", "opened_by_decision", "opened_despite",
        "mandate_ends_on", "dissolved_on", "dissolved_by_decision", "dissolved_despite",
    ]  # fmt: skip
    # A group is opened and dissolved on its pages, by a decision of the SAG.
    readonly_fields = [
        "owner", "name_as_published", "source", "opened_on", "opened_by_decision", "opened_despite",
        "dissolved_on", "dissolved_by_decision", "dissolved_despite",
    ]  # fmt: skip
    autocomplete_fields = ["pillars", "outcomes"]
    list_display = ["owner", "opened_on", "mandate_ends_on", "dissolved_on"]
    list_filter = ["dissolved_on"]
    list_select_related = ["owner"]
    search_fields = ["owner__key"]
    date_hierarchy = "opened_on"
    instead_of_deleting = gettext_lazy(
        "A group is dissolved on its own page, not deleted. Its reports and its history stay."
    )

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.form = type("GroupForm", (OneKindOfLink, self.form), {})

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("owner")

    def searched_texts(self, obj):
        return [obj.owner.key, *every_text(obj.owner.name)]

    def elsewhere(self, obj):
        return reverse("group", args=[obj.owner.key]), _("See its page")


@admin.register(Objective)
class ObjectiveAdmin(FoldedSearch, WhileItWorks):
    kept_by = GLC
    may_be_deleted = True
    texts = ["text"]
    fields = ["group", "order", "text"]
    autocomplete_fields = ["group"]
    list_display = ["text", "group", "order"]
    list_filter = [("group", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["group__owner"]
    search_fields = ["group__owner__key"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("group__owner")

    def searched_texts(self, obj):
        return [str(obj.group), *every_text(obj.text)]


@admin.register(PublishedContact)
class PublishedContactAdmin(OfficeAdmin):
    kept_by = GLC
    may_be_deleted = True
    fields = ["group", "name", "role_as_published"]
    autocomplete_fields = ["group"]
    list_display = ["name", "role_as_published", "group"]
    list_filter = [("group", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["group__owner"]
    search_fields = ["name", "role_as_published", "group__owner__key"]
    note = gettext_lazy("A person whom the group's public page names: neither account nor seat.")


@admin.register(Seat)
class SeatAdmin(TableAdmin, DatedAdmin):
    resource = SeatResource
    kept_by = GLC
    fields = [
        "body", "person", "role", "organisation", "named_in", "category", "starts_on", "ends_on",
    ]  # fmt: skip
    autocomplete_fields = ["body", "person", "organisation", "named_in", "category"]
    list_display = ["person", "role", "body", "organisation", "starts_on", "ends_on"]
    list_filter = [*DatedAdmin.list_filter, "role", "category", "body"]
    list_select_related = ["person", "body", "organisation"]
    search_fields = ["person__name", "=person__email", "body__key", "organisation__search_text"]

    def add(self, *, by, data):
        return actions.seat(by=by, **data)

    def end(self, *, obj, ends_on, by):
        actions.end_seat(seat=obj, ends_on=ends_on, by=by)

    def trail_of(self, obj):
        person = str(obj.person.ref)
        rows = super().trail_of(obj.body)
        return rows.filter(Q(before__person=person) | Q(after__person=person))


@admin.register(SupportTeamPlace)
class SupportTeamPlaceAdmin(DatedAdmin):
    kept_by = GLC
    fields = ["person", "starts_on", "ends_on"]
    autocomplete_fields = ["person"]
    list_display = ["person", "starts_on", "ends_on"]
    list_select_related = ["person"]
    search_fields = ["person__name", "=person__email"]
    note = gettext_lazy("Who belongs to the support team in Rome may lead a group. It is no right.")

    def add(self, *, by, data):
        return supportteam.take_in(by=by, **data)

    def end(self, *, obj, ends_on, by):
        supportteam.let_go(place=obj, ends_on=ends_on, by=by)

    def trail_of(self, obj):
        return super().trail_of(obj.person).filter(verb__startswith="support_team_")


@admin.register(SeatCategory)
class SeatCategoryAdmin(FoldedSearch, LanguageAdmin):
    kept_by = GLC
    texts = ["name"]
    fields = ["key", "name", "seats", "is_permanent", "order"]
    list_display = ["name", "key", "seats", "is_permanent"]
    list_filter = ["is_permanent"]
    search_fields = ["key"]
    instead_of_deleting = gettext_lazy("Seats were held under it: set its number to zero instead.")

    def searched_texts(self, obj):
        return [obj.key, *every_text(obj.name)]


class OnItsPage(OfficeAdmin):
    """Meetings of bodies are read here, and kept on the body's own page."""

    note = gettext_lazy("The lead or the secretariat keeps meetings on the body’s page.")


@admin.register(GroupMeeting)
class GroupMeetingAdmin(OnItsPage):
    list_display = ["subject", "body", "held_on", "mode", "is_cancelled"]
    list_filter = ["body", "mode", "is_cancelled"]
    list_select_related = ["body"]
    search_fields = ["subject", "consulted", "body__key"]
    date_hierarchy = "held_on"


@admin.register(GroupAttendance)
class GroupAttendanceAdmin(OnItsPage):
    list_display = ["meeting", "person", "organisation"]
    list_filter = ["meeting__body"]
    list_select_related = ["meeting", "person", "organisation"]
    search_fields = ["meeting__subject", "person__name", "organisation__search_text"]


@admin.register(JoinRequest)
class JoinRequestAdmin(OfficeAdmin):
    list_display = ["person", "organisation", "body", "asked_at", "answered_at", "is_accepted"]
    list_filter = ["is_accepted", "body"]
    list_select_related = ["person", "organisation", "body"]
    search_fields = ["person__name", "organisation__search_text", "body__key"]
    note = gettext_lazy("The lead or the secretariat answers on the group's page.")
