"""What the plan hangs on: the Strategy, its revisions, the lenses, the global meetings."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import GLC, ActionAdmin, OfficeAdmin
from sip import meetings
from sip.admin.plan import STAYS_WHOLE
from sip.models import Lens, Meeting, PlanRevision, Site, Strategy
from sip.office import FoldedSearch, LanguageAdmin


@admin.register(Strategy)
class StrategyAdmin(FoldedSearch, LanguageAdmin):
    kept_by = GLC
    texts = ["name"]
    published = ["name"]
    fields = ["key", "name", "starts_on", "ends_on"]
    readonly_fields = ["key", "starts_on", "ends_on"]
    list_display = ["name", "starts_on", "ends_on"]
    search_fields = ["key"]
    instead_of_deleting = STAYS_WHOLE

    def has_add_permission(self, request):
        return False


@admin.register(PlanRevision)
class PlanRevisionAdmin(FoldedSearch, LanguageAdmin):
    kept_by = GLC
    texts = ["name"]
    published = ["name"]
    fields = ["strategy", "key", "name", "effective_on", "source", "sag_approved_on"]
    readonly_fields = ["strategy", "key", "effective_on", "source", "sag_approved_on"]
    list_display = ["name", "effective_on", "sag_approved_on"]
    list_filter = ["strategy"]
    search_fields = ["key"]
    date_hierarchy = "effective_on"
    instead_of_deleting = STAYS_WHOLE

    def has_add_permission(self, request):
        return False


@admin.register(Lens)
class LensAdmin(FoldedSearch, LanguageAdmin):
    kept_by = GLC
    texts = ["name"]
    fields = ["key", "name", "order"]
    readonly_fields = ["key", "order"]
    list_display = ["name", "key"]
    search_fields = ["key"]
    instead_of_deleting = STAYS_WHOLE

    def has_add_permission(self, request):
        return False


@admin.register(Meeting)
class MeetingAdmin(ActionAdmin):
    kept_by = GLC
    fields = ["key", "starts_on", "ends_on", "place", "mode"]
    list_display = ["key", "starts_on", "ends_on", "place", "mode", "cancelled_on"]
    list_filter = ["mode"]
    search_fields = ["key", "place"]
    date_hierarchy = "starts_on"
    note = gettext_lazy("Its languages, sites, sessions and documents are kept on its page.")
    instead_of_deleting = gettext_lazy(
        "Cancel it on its page instead: calendars that hold it are told."
    )

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []  # the address of its page holds the key

    def add(self, *, by, data):
        return meetings.announce(by=by, **data)

    def change(self, *, obj, by, data, changed):
        meeting = Meeting.objects.get(pk=obj.pk)
        meetings.change(
            meeting=meeting, changes={name: data[name] for name in changed}, by=by,
            version=meeting.version,
        )  # fmt: skip

    def elsewhere(self, obj):
        return reverse("meeting", args=[obj.key]), _("See its page")


@admin.register(Site)
class SiteAdmin(OfficeAdmin):
    list_display = ["place", "country", "meeting"]
    list_filter = ["meeting"]
    list_select_related = ["meeting"]
    search_fields = ["place", "meeting__key"]
    note = gettext_lazy("Sites are kept on the page of their meeting.")

    def elsewhere(self, obj):
        return reverse("meeting", args=[obj.meeting.key]), _("See its page")
