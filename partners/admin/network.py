"""Commitments, offers and contacts in the back office: they are kept on the organisations' own
pages, and only read here."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.office import OfficeAdmin
from partners.models import (
    Commitment,
    CommitmentSet,
    Confirmation,
    ConfirmedDeclaration,
    Contact,
    Declaration,
    Joining,
    RequestMove,
    Resource,
    ResourceRequest,
)
from sip.office import ColumnSearch, FoldedSearch, LanguageAdmin

ON_THE_PAGES = gettext_lazy("This is kept on the organisation’s own page; here it is only read.")


@admin.register(Contact)
class ContactAdmin(OfficeAdmin):
    """Functions alone: an address is shown on the organisation's page, where those who look at many
    are slowed down (`partners.looking`)."""

    fields = ["organisation", "place", "function"]
    list_display = ["organisation", "function"]
    list_filter = ["organisation__type"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__search_text", "function"]
    note = ON_THE_PAGES

    def elsewhere(self, obj):
        return reverse("partner", args=[obj.organisation.slug]), _("See its page")


@admin.register(CommitmentSet)
class CommitmentSetAdmin(FoldedSearch, LanguageAdmin):
    fields = ["key", "name", "source", "adapted_from"]
    texts = ["name"]
    list_display = ["key", "name", "adapted_from"]
    list_filter = ["adapted_from"]
    search_fields = ["key"]
    note = gettext_lazy("The commitments stand as published; a national cluster adapts its own.")


@admin.register(Commitment)
class CommitmentAdmin(FoldedSearch, LanguageAdmin):
    fields = ["set", "number", "key", "label", "text"]
    texts = ["label", "text"]
    list_display = ["number", "label", "set"]
    list_filter = ["set"]
    list_select_related = ["set"]
    search_fields = ["key"]
    note = CommitmentSetAdmin.note


@admin.register(Declaration)
class DeclarationAdmin(OfficeAdmin):
    list_display = ["organisation", "year", "set", "confirmed_at", "signed_as"]
    list_filter = ["year", "set", ("confirmed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation", "set"]
    search_fields = ["organisation__search_text", "signed_as"]
    note = ON_THE_PAGES


@admin.register(Confirmation)
class ConfirmationAdmin(OfficeAdmin):
    list_display = ["declaration", "commitment", "answer", "comment"]
    list_filter = ["answer", "declaration__year"]
    list_select_related = ["declaration__organisation", "commitment"]
    search_fields = ["declaration__organisation__search_text", "comment"]
    note = ON_THE_PAGES


@admin.register(ConfirmedDeclaration)
class ConfirmedDeclarationAdmin(OfficeAdmin):
    list_display = ["declaration", "confirmed_at", "signed_as"]
    list_filter = ["declaration__year"]
    list_select_related = ["declaration__organisation"]
    search_fields = ["declaration__organisation__search_text", "signed_as"]
    note = ON_THE_PAGES


@admin.register(Joining)
class JoiningAdmin(OfficeAdmin):
    list_display = ["person", "organisation", "state", "asked_at", "answered_by"]
    list_filter = ["state"]
    list_select_related = ["person", "organisation", "answered_by"]
    search_fields = ["person__name", "=person__email", "organisation__search_text"]
    note = ON_THE_PAGES

    def elsewhere(self, obj):
        return reverse("joining", args=[obj.pk]), _("See its page")


@admin.register(Resource)
class ResourceAdmin(ColumnSearch, OfficeAdmin):
    list_display = ["title", "kind", "organisation", "expires_on", "withdrawn_on"]
    list_filter = ["kind", ("withdrawn_on", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation"]
    search_fields = ["search_text"]
    exclude = ["contact"]  # shown on its page: see `ContactAdmin`
    note = ON_THE_PAGES

    def elsewhere(self, obj):
        return reverse("resource", args=[obj.pk]), _("See its page")


@admin.register(ResourceRequest)
class ResourceRequestAdmin(OfficeAdmin):
    list_display = ["resource", "on_behalf_of", "state", "asked_at", "asked_by"]
    list_filter = ["state", "on_behalf_of"]
    list_select_related = ["resource", "asked_by"]
    search_fields = ["resource__search_text", "need"]
    note = ON_THE_PAGES

    def elsewhere(self, obj):
        return reverse("resource-request", args=[obj.pk]), _("See its page")


@admin.register(RequestMove)
class RequestMoveAdmin(OfficeAdmin):
    list_display = ["request", "state", "at", "by"]
    list_filter = ["state"]
    list_select_related = ["request__resource", "by"]
    search_fields = ["text", "request__resource__search_text"]
    note = ON_THE_PAGES
