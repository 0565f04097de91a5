"""The directory of organisations in the back office."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import today
from accounts.dated import holding
from accounts.office import GLC, ActionAdmin, DatedAdmin, OfficeForm
from partners import actions, editing, leaving
from partners.models import Affiliation, Engagement, Organisation, Presence
from partners.resources import OrganisationResource
from sip.imports.office import TableAdmin
from sip.office import ColumnSearch


class EngagementFilter(admin.SimpleListFilter):
    title = gettext_lazy("engagement today")
    parameter_name = "engagement"

    def lookups(self, request, model_admin):
        return [*Engagement.Kind.choices, ("none", _("None"))]

    def queryset(self, request, queryset):
        today = Engagement.objects.filter(holding(None))
        if self.value() == "none":
            return queryset.exclude(pk__in=today.values("organisation"))
        if self.value():
            return queryset.filter(pk__in=today.filter(kind=self.value()).values("organisation"))
        return queryset


class OrganisationForm(OfficeForm):
    """Whether it is a local or national actor follows from the type until somebody decides it: a
    box that nobody touched would say no."""

    is_local_national_actor = forms.TypedChoiceField(
        label=gettext_lazy("Local or national actor"),
        required=False,
        coerce=lambda value: value == "True",
        empty_value=None,
        choices=[
            ("", gettext_lazy("By its type")), ("True", gettext_lazy("Yes")),
            ("False", gettext_lazy("No")),
        ],
        help_text=gettext_lazy(
            "By its type, a national NGO, a community-based organisation, a national society of "
            "the Red Cross or Red Crescent, a government or a local authority is one. A yes or no "
            "stays when the type changes."
        ),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_known = self.instance.pk is not None
        held = str(self.instance.is_local_national_actor) if is_known else ""
        self.initial["is_local_national_actor"] = held

    def clean(self):
        data = super().clean()
        if data.get("is_local_national_actor") is None:
            by_type = actions.is_local_by_type(data.get("type"))
            data["is_local_national_actor"] = by_type
        return data


@admin.register(Organisation)
class OrganisationAdmin(TableAdmin, ColumnSearch, ActionAdmin):
    form = OrganisationForm
    resource = OrganisationResource
    kept_by = GLC
    fields = [
        "slug", "name", "acronym", "aliases", "type", "is_local_national_actor", "website",
        "languages",
    ]  # fmt: skip
    list_display = ["name", "acronym", "type", "engaged_as", "is_local_national_actor"]
    list_filter = [EngagementFilter, "type", "is_local_national_actor"]
    search_fields = ["search_text"]
    instead_of_deleting = gettext_lazy(
        "End its engagement instead: what it did stays readable under its name."
    )

    def get_queryset(self, request):
        return super().get_queryset(request).with_engagement()

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[1:]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"]  # the address of its page holds the key

    @admin.display(description=gettext_lazy("engagement today"))
    def engaged_as(self, obj):
        return obj.engaged_now[0].get_kind_display() if obj.engaged_now else ""

    def elsewhere(self, obj):
        return reverse("partner", args=[obj.slug]), _("See its page")

    def add(self, *, by, data):
        return actions.add_organisation(by=by, **data)

    def change(self, *, obj, by, data, changed):
        changes = {name: data[name] for name in changed}
        actions.change_organisation(organisation=obj, changes=changes, by=by)


@admin.register(Engagement)
class EngagementAdmin(DatedAdmin):
    kept_by = GLC
    fields = ["organisation", "kind", "starts_on", "ends_on"]
    autocomplete_fields = ["organisation"]
    list_display = ["organisation", "kind", "starts_on", "ends_on"]
    list_filter = [*DatedAdmin.list_filter, "kind"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__search_text"]
    note = gettext_lazy(
        "Adding an engagement ends the one before it. A recorded engagement is never changed. Only "
        "partners vote and use common services, and are counted as members. Before an organisation "
        "becomes a stakeholder, its seats in the SAG are ended; a stakeholder or an observer keeps "
        "its seats in groups, as a member without a vote. What an observer offers can be asked for "
        "no more: take its offers back."
    )

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request):
        return super().has_change_permission(request)

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["organisation", "kind", "starts_on"]

    def add(self, *, by, data):
        return actions.engage(by=by, **data)

    def trail_of(self, obj):
        return super().trail_of(obj.organisation).filter(verb="organisation_engaged")


@admin.register(Affiliation)
class AffiliationAdmin(DatedAdmin):
    kept_by = GLC
    fields = ["person", "organisation", "role", "starts_on", "ends_on"]
    autocomplete_fields = ["person", "organisation"]
    list_display = ["person", "organisation", "role", "starts_on", "ends_on"]
    list_filter = [*DatedAdmin.list_filter, "role"]
    list_select_related = ["person", "organisation"]
    search_fields = ["person__name", "=person__email", "organisation__search_text"]

    def note_on(self, obj):
        """Say which seats end with it, before the last day is given."""
        if obj is None or (obj.ends_on and obj.ends_on < today()):
            return ""
        seats = leaving.seats_after(obj, today())
        names = [f"{seat.body.short_name} ({seat.get_role_display()})" for seat in seats]
        said = _("With its last day these seats end too: %(seats)s.")
        return said % {"seats": ", ".join(names)} if names else ""

    def add(self, *, by, data):
        return actions.affiliate(by=by, **data)

    def end(self, *, obj, ends_on, by):
        leaving.end_affiliation(affiliation=obj, ends_on=ends_on, by=by)

    def trail_of(self, obj):
        person = str(obj.person.ref)
        rows = super().trail_of(obj.organisation)
        return rows.filter(Q(before__person=person) | Q(after__person=person))


@admin.register(Presence)
class PresenceAdmin(DatedAdmin):
    kept_by = GLC
    fields = ["organisation", "country", "starts_on", "ends_on"]
    autocomplete_fields = ["organisation"]
    list_display = ["organisation", "country", "country_name", "starts_on", "ends_on"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__search_text", "country"]

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["organisation", "country", "starts_on"]

    def add(self, *, by, data):
        return editing.record_presence(by=by, **data)

    def end(self, *, obj, ends_on, by):
        editing.end_presence(presence=obj, ends_on=ends_on, by=by)

    def trail_of(self, obj):
        rows = super().trail_of(obj.organisation)
        return rows.filter(verb__in=["presence_recorded", "organisation_changed"])
