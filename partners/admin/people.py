"""People in the back office, told apart by where they belong; their addresses one by one.

The page of a person is that of `accounts.admin`. What it adds needs organisations, and these stand
above the accounts: so it is registered anew here.
"""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from accounts.admin import UserAdmin
from accounts.models import User
from partners import looking
from partners.models import Affiliation

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Lists and choosers name people by name and organisation. An address stands on the person's
    own page alone, where those who look at many are slowed down (`partners.looking`)."""

    list_display = ["name", "belongs_to", "can_sign_in", "joined_at"]

    def get_queryset(self, request):
        today = Affiliation.objects.on().select_related("organisation")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("affiliations", today, to_attr="belonging"))
        )

    @admin.display(description=gettext_lazy("organisation"))
    def belongs_to(self, obj):
        return ", ".join(str(row.organisation) for row in obj.belonging)

    def in_a_chooser(self, obj):
        return " · ".join(filter(None, [str(obj), self.belongs_to(obj)]))

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if obj is None or self._shows_address(request, obj):
            return fields
        return [name for name in fields if name != "email"]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not self._shows_address(request, obj):
            messages.warning(request, looking.too_many_addresses())
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _shows_address(self, request, obj):
        """Ask once for a request: the answer counts."""
        kept = request.__dict__.setdefault("addresses_shown", {})
        if obj.pk not in kept:
            kept[obj.pk] = looking.may_still_see_address(request.user, obj)
        return kept[obj.pk]
