"""The directory of organisations as a table, with how each is engaged."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import today
from partners import actions
from partners.models import Engagement, Organisation
from sip.filesizes import Weight
from sip.imports.columns import Choice, Column, Day
from sip.imports.resource import OfficeResource

YES_OR_NO = [(True, gettext_lazy("yes")), (False, gettext_lazy("no"))]


class OrganisationResource(OfficeResource):
    """Organisations by key; a row without a key is found by its name, or is new."""

    needed = ("name",)
    weights = {"csv": Weight(100, 95), "xlsx": Weight(5_150, 48)}

    class Meta:
        model = Organisation
        import_id_fields = ["name"]

    def make_columns(self):
        return [
            Column("slug", gettext_lazy("Key")),
            Column("name", gettext_lazy("Name")),
            Column("acronym", gettext_lazy("Acronym")),
            Column("type", gettext_lazy("Type"), widget=Choice(Organisation.Type.choices)),
            Column(
                "is_local_national_actor", gettext_lazy("Local or national actor"),
                widget=Choice(YES_OR_NO, blank=True),
            ),
            Column("website", gettext_lazy("Website")),
            Column(
                "engagement_kind", gettext_lazy("Engagement"),
                widget=Choice(Engagement.Kind.choices, blank=True),
            ),
            Column("engaged_from", gettext_lazy("Engaged from"), widget=Day(blank=True)),
        ]  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().with_engagement()

    def export_resource(self, instance, selected_fields=None, **kwargs):
        return super().export_resource(_with_engagement(instance), selected_fields, **kwargs)

    def find(self, row):
        if not hasattr(self, "_by_key"):
            rows = [_with_engagement(organisation) for organisation in self.get_queryset()]
            self._by_key = {organisation.slug: organisation for organisation in rows}
            self._by_name = {organisation.name.casefold(): organisation for organisation in rows}
        key = self.cell(row, "slug").strip() if "slug" in row else ""
        if key:
            return self._by_key.get(key)
        return self._by_name.get(self.cell(row, "name").strip().casefold())

    def init_instance(self, row=None):
        return _with_engagement(Organisation())

    def import_instance(self, instance, row, **kwargs):
        """An empty key, first day or flag says nothing: what is recorded stays, and the flag of a
        new organisation follows from its type."""
        held = {name: getattr(instance, name) for name in ("slug", "engaged_from")}
        was_local = instance.is_local_national_actor
        super().import_instance(instance, row, **kwargs)
        if not row.get("is_local_national_actor"):
            by_type = actions.is_local_by_type(instance.type)
            instance.is_local_national_actor = was_local if instance.pk else by_type
        for name, value in held.items():
            if not getattr(instance, name):
                setattr(instance, name, value)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        instance.slug = instance.slug or actions.free_slug(instance.name)
        super().validate_instance(instance, import_validation_errors, validate_unique)

    def add(self, instance, row, by):
        added = actions.add_organisation(
            slug=instance.slug,
            by=by,
            **{name: getattr(instance, name) for name in actions.CHANGEABLE},
        )
        if instance.engagement_kind:
            self._engage(added, instance, by)

    def change(self, instance, row, by):
        held = Organisation.objects.with_engagement().get(pk=instance.pk)
        changes = {name: getattr(instance, name) for name in actions.CHANGEABLE if name in row}
        actions.change_organisation(organisation=held, changes=changes, by=by)
        before = _with_engagement(held)
        if instance.engagement_kind != before.engagement_kind:
            self._engage(held, instance, by)
        elif instance.engaged_from != before.engaged_from:
            raise ValidationError(
                {"engaged_from": _("A recorded engagement is never changed: leave its first day.")}
            )

    def address_of(self, instance):
        return reverse("partner", args=[instance.slug])

    def _engage(self, organisation, instance, by):
        if not instance.engagement_kind:
            raise ValidationError({
                "engagement_kind": _("An engagement is followed by another one, never taken away."),
            })  # fmt: skip
        present = organisation.engagements.filter(ends_on__isnull=True).first()
        unchanged = present and instance.engaged_from == present.starts_on
        day = today() if unchanged or not instance.engaged_from else instance.engaged_from
        try:
            actions.engage(
                organisation=organisation, kind=instance.engagement_kind, starts_on=day, by=by
            )
        except ValidationError as error:
            raise ValidationError(_renamed(error)) from error


def _with_engagement(organisation):
    """Put today's engagement on the organisation, as the table shows it."""
    held = getattr(organisation, "engaged_now", ())
    organisation.engagement_kind = held[0].kind if held else ""
    organisation.engaged_from = held[0].starts_on if held else None
    return organisation


def _renamed(error):
    """Say errors of the engagement by the table's columns."""
    names = {"kind": "engagement_kind", "starts_on": "engaged_from"}
    return {names.get(name, name): said for name, said in error.update_error_dict({}).items()}
