"""People, grants and the trail in the back office."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import actions, invitations, links, policy, presenting
from accounts.clock import today
from accounts.models import ERASED_FOR_GOOD, Grant, OutboxMail, TrailRow, User
from accounts.office import ADMIN, GLC, DatedAdmin, HoldsFilter, OfficeAdmin
from accounts.office.erasing import ErasingAdmin
from accounts.roles import in_words
from accounts.words import KINDS, MAILS, SENTENCES, act_of

# Django's groups carry its permission rows, and those are not used: rights come from grants, seats
# and affiliations. A person has one e-mail address, and it stands with the person. Second factors,
# sessions and links of single sign-on are each person's own; its provider stands in the settings.
OF_OTHERS = [Group, EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken]
admin.site.unregister(OF_OTHERS)


class GrantFilter(admin.SimpleListFilter):
    """People by the grants they hold today."""

    title = gettext_lazy("grant today")
    parameter_name = "grant"

    def lookups(self, request, model_admin):
        return Grant.Role.choices

    def queryset(self, request, queryset):
        if self.value():
            granted = Grant.objects.on().filter(role=self.value())
            return queryset.filter(pk__in=granted.values("person"))
        return queryset


class SignInFilter(admin.SimpleListFilter):
    """People by whether they can sign in, as the administrators' first page counts them."""

    title = gettext_lazy("way in")
    parameter_name = "sign_in"

    def lookups(self, request, model_admin):
        return [
            ("yes", _("Yes")), ("pending", _("No: no password chosen yet")),
            ("closed", _("No: the account is closed")),
        ]  # fmt: skip

    def queryset(self, request, queryset):
        wanted = {
            "yes": Q(can_sign_in=True), "pending": Q(can_sign_in=False, is_active=True),
            "closed": Q(is_active=False),
        }  # fmt: skip
        return queryset.filter(wanted.get(self.value(), Q()))


@admin.register(User)
class UserAdmin(ErasingAdmin):
    kept_by = ADMIN | GLC
    fields = ["email", "name", "language", "is_active", "joined_at", "holds"]
    readonly_fields = ["joined_at", "holds"]
    list_display = ["name", "can_sign_in", "joined_at"]
    list_filter = [GrantFilter, SignInFilter, "is_demo", "language"]
    search_fields = ["name", "=email"]  # who types part of an address is not told the rest
    date_hierarchy = "joined_at"
    note = gettext_lazy(
        "GLC staff open accounts and keep those of people without a grant; administrators keep "
        "all, and nobody their own here. Whoever is added is sent an invitation by mail, and "
        "chooses the password by its link."
    )
    instead_of_deleting = gettext_lazy(
        "Untick “may sign in” instead: sessions end at once, and what the person did keeps its "
        "name. An administrator may then erase the name, from the person’s page."
    )

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if obj is None or not may:
            return may
        return not obj.is_erased and policy.can_close_account(request.user, obj)

    def note_on(self, obj):
        return ERASED_FOR_GOOD if obj and obj.is_erased else self.note

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["email", "name", "language"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(can_sign_in=links.can_sign_in())

    @admin.display(description=gettext_lazy("can sign in"), boolean=True, ordering="can_sign_in")
    def can_sign_in(self, obj):
        return obj.can_sign_in

    def elsewhere(self, obj):
        return reverse("account"), _("Your own account is on its own page.")

    @admin.display(description=gettext_lazy("what the person holds today"))
    def holds(self, obj):
        held = [f"{one.role} ({one.where})" if one.where else one.role for one in in_words(obj)]
        return format_html_join(mark_safe("<br>"), "{}", ((one,) for one in held)) or "–"

    def add(self, *, by, data):
        return invitations.invite(by=by, **data)

    def response_add(self, request, obj, post_url_continue=None):
        """Say to whom the invitation goes: an account that nobody was told of is of no use."""
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": obj.email}
        )
        return super().response_add(request, obj, post_url_continue)

    def change(self, *, obj, by, data, changed):
        person = User.objects.get(pk=obj.pk)
        if {"name", "email"} & set(changed):
            actions.rename(person=person, by=by, name=data["name"], email=data.get("email"))
        if "language" in changed:
            actions.set_language(person=person, language=data["language"], by=by)
        if "is_active" in changed:
            act = actions.reopen_account if data["is_active"] else actions.close_account
            act(person=person, by=by)

    def response_change(self, request, obj):
        """Name what somebody whose account is closed still holds: it goes on until it is ended."""
        held = in_words(obj) if not obj.is_active else []
        if held:
            names = ", ".join(
                f"{one.role} ({one.where})" if one.where else one.role for one in held
            )
            told = _(
                "%(name)s cannot sign in and still holds: %(held)s. End each where it is kept."
            )
            messages.warning(request, told % {"name": obj.name, "held": names})
        return super().response_change(request, obj)

    def acts_at_once(self, request, obj):
        """An administrator signs somebody out: a device was lost, or a password is known."""
        may = policy.can_end_sessions(request.user, obj)
        return {"_sign_out": _("Sign out everywhere")} if may else {}

    def act_at_once(self, *, name, obj, by):
        ended = actions.end_sessions(person=obj, by=by)
        return ngettext(
            "%(count)s session of %(name)s has ended.",
            "%(count)s sessions of %(name)s have ended.",
            ended,
        ) % {"count": ended, "name": obj.name}


@admin.register(Grant)
class GrantAdmin(DatedAdmin):
    kept_by = ADMIN
    fields = ["person", "role", "starts_on", "ends_on"]
    autocomplete_fields = ["person"]
    list_display = ["person", "role", "starts_on", "ends_on", "withdrawn_at"]
    list_filter = [HoldsFilter, "role"]
    list_select_related = ["person"]
    search_fields = ["person__name", "=person__email"]
    note = gettext_lazy("Administrators give grants, and nobody to themselves.")

    def get_fields(self, request, obj=None):
        return [*self.fields, "withdrawn_at"] if obj and obj.withdrawn_at else self.fields

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or policy.can_manage_grants(request.user, obj.person))

    def add(self, *, by, data):
        if data["person"] == by:
            raise ValidationError({"person": _("Nobody gives a right to themselves.")})
        return actions.give_grant(by=by, **data)

    def end(self, *, obj, ends_on, by):
        actions.end_grant(grant=obj, ends_on=ends_on, by=by)

    def acts_at_once(self, request, obj):
        return {} if obj.is_over(today()) else {"_withdraw": _("Withdraw now")}

    def act_at_once(self, *, name, obj, by):
        actions.end_grant(grant=obj, by=by)
        return _("The right is withdrawn, from this moment on.")

    def trail_of(self, obj):
        return super().trail_of(obj.person).filter(verb__startswith="grant_")


class WordedFilter(admin.SimpleListFilter):
    """Rows by what is stored as a code, told in words: `words()` gives them by code."""

    def lookups(self, request, model_admin):
        return sorted(((key, str(word)) for key, word in self.words()), key=lambda one: one[1])

    def queryset(self, request, queryset):
        found = {self.parameter_name: self.value()}
        return queryset.filter(**found) if self.value() else queryset


class KindFilter(WordedFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def words(self):
        return MAILS.items()


@admin.register(OutboxMail)
class OutboxMailAdmin(OfficeAdmin):
    list_display = ["subject", "person", "about", "posted_at", "due_at", "tries", "sent_at"]
    list_filter = [KindFilter, "sent_at", "given_up_at", "language"]
    list_select_related = ["person"]
    search_fields = ["subject", "key", "person__name", "=person__email"]
    date_hierarchy = "posted_at"
    note = gettext_lazy("Mails are posted by what happens; one that was given up is tried again on "
                        "its own page.")  # fmt: skip

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def about(self, obj):
        return obj.kind_label

    def elsewhere(self, obj):
        return reverse("outbox"), _("See what the tracker mails")


class ActFilter(WordedFilter):
    title = gettext_lazy("act")
    parameter_name = "verb"

    def words(self):
        return [(verb, act_of(verb)) for verb in SENTENCES]


class TargetFilter(WordedFilter):
    title = gettext_lazy("kind of object")
    parameter_name = "target_type"

    def words(self):
        return KINDS.items()


@admin.register(TrailRow)
class TrailRowAdmin(OfficeAdmin):
    list_display = ["number", "at", "who", "act", "kind", "target_key"]
    list_filter = [ActFilter, TargetFilter]
    fields = [
        "number",
        "at",
        "told_at",
        "act",
        "kind",
        "target_key",
        "told",
        "on_behalf_of",
        "reason",
        "previous_hash",
        "hash",
    ]
    readonly_fields = ["act", "kind", "told"]
    search_fields = ["target_key", "verb", "reason"]
    date_hierarchy = "at"
    note = gettext_lazy("The trail is only ever added to: no row of it is changed or deleted.")

    def get_queryset(self, request):
        """Load the name of whoever acted; the trail itself holds none."""
        names = User.objects.filter(ref=OuterRef("actor")).values("name")[:1]
        return super().get_queryset(request).annotate(actor_name=Subquery(names))

    @admin.display(description=gettext_lazy("who"))
    def who(self, obj):
        return obj.actor_name or _("The system")

    @admin.display(description=gettext_lazy("act"), ordering="verb")
    def act(self, obj):
        return act_of(obj.verb)

    @admin.display(description=gettext_lazy("kind of object"), ordering="target_type")
    def kind(self, obj):
        return KINDS.get(obj.target_type, obj.target_type)

    @admin.display(description=gettext_lazy("in words"))
    def told(self, obj):
        [told] = presenting.tell([obj])
        lines = [told.sentence, *(f"{c.label}: {c.before or '–'} → {c.after or '–'}"
                                  for c in told.changes)]  # fmt: skip
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))

    def elsewhere(self, obj):
        return reverse("trail"), _("Read it in sentences")
