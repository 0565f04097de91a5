"""What is only ever added to: statuses and wordings. Read here, written by their actions."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import OfficeAdmin
from sip.models import StatusRow, Wording


@admin.register(StatusRow)
class StatusRowAdmin(OfficeAdmin):
    list_display = ["activity", "status", "effective_on", "recorded_at", "recorded_by", "origin"]
    list_filter = ["status", "origin", "body"]
    list_select_related = ["activity", "recorded_by"]
    search_fields = ["activity__code", "activity__search_text"]
    date_hierarchy = "effective_on"
    note = gettext_lazy(
        "A status is never changed, only followed by another one: by an accepted report, or set by "
        "the GLC on the activity's page."
    )

    def elsewhere(self, obj):
        return reverse("activity", args=[obj.activity.code]), _("Go to the activity's page")


@admin.register(Wording)
class WordingAdmin(OfficeAdmin):
    list_display = ["element", "effective_on", "recorded_at", "revision"]
    list_filter = ["revision"]
    list_select_related = ["pillar", "outcome", "output", "activity", "revision"]
    search_fields = ["pillar__code", "outcome__code", "output__code", "activity__code"]
    date_hierarchy = "effective_on"
    note = gettext_lazy("Each row is what an element of the plan said from a day on.")

    @admin.display(description=gettext_lazy("element of the plan"))
    def element(self, obj):
        return obj.element

    def elsewhere(self, obj):
        return reverse("activity", args=[obj.element.code]), _("See it in the plan")
