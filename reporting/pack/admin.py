"""Packs in the back office: read there, frozen on the page of their meeting."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import OfficeAdmin
from reporting.pack.models import Pack


@admin.register(Pack)
class PackAdmin(OfficeAdmin):
    list_display = ["meeting", "number", "frozen_at", "frozen_by", "content_hash"]
    list_filter = ["meeting"]
    list_select_related = ["meeting", "frozen_by"]
    search_fields = ["meeting__key", "content_hash", "note"]
    date_hierarchy = "frozen_at"
    note = gettext_lazy("A pack is frozen on the page of its meeting, and never changes after.")

    def elsewhere(self, obj):
        return reverse("pack", args=[obj.meeting.key, obj.number]), _("Go to the pack")
