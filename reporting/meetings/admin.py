"""What stands around a meeting, in the back office: read here, kept on the meeting's pages."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import OfficeAdmin
from reporting.meetings.models import Attendance, Document, Session


class AroundMeetingAdmin(OfficeAdmin):
    list_select_related = ["meeting"]
    note = gettext_lazy("This is kept on the page of its meeting.")

    def elsewhere(self, obj):
        return reverse("meeting", args=[obj.meeting.key]), _("See its page")

    def trail_of(self, obj):
        return super().trail_of(obj.meeting)


@admin.register(Session)
class SessionAdmin(AroundMeetingAdmin):
    list_display = ["title", "meeting", "begins_at", "audience", "is_cancelled"]
    list_filter = ["audience", "is_cancelled", "meeting"]
    search_fields = ["meeting__key"]
    date_hierarchy = "begins_at"


@admin.register(Attendance)
class AttendanceAdmin(AroundMeetingAdmin):
    list_display = ["organisation", "meeting", "onsite", "online"]
    list_filter = ["meeting"]
    list_select_related = ["meeting", "organisation"]
    search_fields = ["organisation__search_text", "meeting__key"]


@admin.register(Document)
class DocumentAdmin(AroundMeetingAdmin):
    list_display = ["title", "kind", "meeting", "language", "audience", "at"]
    list_filter = ["kind", "audience", "meeting"]
    search_fields = ["title", "meeting__key"]
