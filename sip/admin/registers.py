"""Decisions and lessons: read here, written on their own pages."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import OfficeAdmin
from sip.models import Decision, Lesson, Motion
from sip.office import FoldedSearch, every_text


@admin.register(Decision)
class DecisionAdmin(FoldedSearch, OfficeAdmin):
    list_display = ["key", "text", "taken_by", "taken_on", "follow_up", "owner", "due_on"]
    list_filter = ["taken_by", "follow_up", "owner"]
    list_select_related = ["owner"]
    search_fields = ["key"]
    date_hierarchy = "taken_on"
    note = gettext_lazy("Decisions are recorded and followed up on the page of the register.")
    instead_of_deleting = gettext_lazy(
        "A decision stays in the register: say in its follow-up why it is dropped."
    )

    def searched_texts(self, obj):
        return [obj.key, *every_text(obj.text), *every_text(obj.detail)]

    def elsewhere(self, obj):
        return reverse("decision", args=[obj.key]), _("See it in the register")


@admin.register(Motion)
class MotionAdmin(FoldedSearch, OfficeAdmin):
    list_display = ["__str__", "meeting", "asked_by", "activity", "is_withdrawn"]
    list_filter = ["is_withdrawn", "asked_by", "meeting"]
    list_select_related = ["meeting", "asked_by", "activity"]
    search_fields = ["meeting__key"]
    note = gettext_lazy("What is put to a plenary is kept on the page of its meeting.")
    instead_of_deleting = gettext_lazy("Withdraw it on the page of its meeting.")

    def searched_texts(self, obj):
        return [*every_text(obj.text), *every_text(obj.reason)]

    def elsewhere(self, obj):
        return reverse("meeting", args=[obj.meeting.key]), _("See its page")


@admin.register(Lesson)
class LessonAdmin(FoldedSearch, OfficeAdmin):
    list_display = ["__str__", "source", "learnt_on", "follow_up", "owner", "due_on"]
    list_filter = ["follow_up", "owner"]
    list_select_related = ["owner"]
    search_fields = ["source"]
    date_hierarchy = "learnt_on"
    note = gettext_lazy("Lessons are kept on the page of the register.")
    instead_of_deleting = gettext_lazy(
        "A lesson stays in the register: say in its follow-up why it is dropped."
    )

    def searched_texts(self, obj):
        return [obj.source, *every_text(obj.lesson), *every_text(obj.measure)]

    def elsewhere(self, obj):
        return reverse("lessons"), _("See it in the register")
