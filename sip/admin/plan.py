"""The plan in the back office: its published words are read, what we added to them is written."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import GLC
from sip import actions, resources
from sip.imports.office import TableAdmin
from sip.models import Activity, Outcome, Output, Pillar
from sip.models.progress import NOT_REPORTED, NOT_REPORTED_LABEL, Status
from sip.office import ColumnSearch, FoldedSearch, LanguageAdmin, every_text

PUBLISHED = gettext_lazy(
    "The French text stays as published: an amendment changes it. Short titles, notes and "
    "translations are written here."
)
STAYS_WHOLE = gettext_lazy("The published plan stays whole: nothing of it is deleted.")


class UpkeepFilter(admin.BooleanFieldListFilter):
    """Activities that need upkeep; the column’s name reads as an answer, not after “By”."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.title = _("need of upkeep")


class PlanTextAdmin(LanguageAdmin):
    """An element of the plan. Its texts are revised through the action that keeps each wording."""

    kept_by = GLC
    note = PUBLISHED
    list_display_links = ["code"]
    ordering = None
    instead_of_deleting = STAYS_WHOLE

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["code", *self.parents, *super().get_readonly_fields(request, obj)]

    def elsewhere(self, obj):
        return reverse("activity", args=[obj.code]), _("See it in the plan")

    def save_model(self, request, obj, form, change):
        if texts := form.changes():
            actions.revise_wording(
                element=self.model.objects.get(pk=obj.pk), changes=texts, by=request.user
            )
        form.in_languages = ()  # written and told by the action
        super().save_model(request, obj, form, change)


class TitledAdmin(TableAdmin, FoldedSearch, PlanTextAdmin):
    """A part of the plan above its activities."""

    list_display = ["code", "title"]
    search_fields = ["code"]

    def searched_texts(self, obj):
        return [obj.code, *every_text(obj.title)]


@admin.register(Pillar)
class PillarAdmin(TitledAdmin):
    resource = resources.PillarResource
    texts = ["title", "goal"]
    published = ["title", "goal"]
    parents = ["strategy"]
    fields = ["code", "strategy", "title", "goal"]


@admin.register(Outcome)
class OutcomeAdmin(TitledAdmin):
    resource = resources.OutcomeResource
    texts = ["title", "note"]
    published = ["title"]
    parents = ["pillar"]
    fields = ["code", "pillar", "title", "note"]
    list_filter = ["pillar"]


@admin.register(Output)
class OutputAdmin(TitledAdmin):
    resource = resources.OutputResource
    texts = ["title", "note"]
    published = ["title"]
    parents = ["outcome"]
    fields = ["code", "outcome", "title", "note"]
    list_filter = ["outcome__pillar"]


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [*Status.choices, (NOT_REPORTED, NOT_REPORTED_LABEL)]

    def queryset(self, request, queryset):
        if self.value() == NOT_REPORTED:
            return queryset.not_yet_reported()
        return queryset.filter(current_row__status=self.value()) if self.value() else queryset


@admin.register(Activity)
class ActivityAdmin(TableAdmin, ColumnSearch, PlanTextAdmin):
    resource = resources.ActivityResource
    texts = ["text", "short_title", "note"]
    published = ["text"]
    parents = ["output", "responsible_as_published"]
    fields = [
        "code", "output", "responsible_as_published", "text", "short_title", "note", "is_upkeep",
        "schedule", "due_on", "lenses",
    ]  # fmt: skip
    autocomplete_fields = ["lenses"]
    list_display = ["code", "short_title", "status_now", "schedule"]
    list_filter = [StatusFilter, "output__outcome__pillar", "schedule", ("is_upkeep", UpkeepFilter)]
    search_fields = ["search_text"]
    note = gettext_lazy(
        "The French text stays as published: an amendment changes it. Short titles, notes and "
        "translations are written here; the status is set on the activity's page."
    )

    def get_queryset(self, request):
        # Read for the rows that are shown: a join would read every status row to sort them all.
        return super().get_queryset(request).prefetch_related("current_row")

    @admin.display(description=gettext_lazy("status"))
    def status_now(self, obj):
        return Status(obj.status).label if obj.status else NOT_REPORTED_LABEL
