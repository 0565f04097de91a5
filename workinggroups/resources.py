"""Seats as a table: who sits in which body, since when, until when."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from partners.models import Organisation
from sip.filesizes import Weight
from sip.imports.columns import Choice, Column, Day, Key
from sip.imports.resource import OfficeResource
from sip.models import Meeting, Owner
from workinggroups import actions
from workinggroups.models import Seat, SeatCategory


class SeatResource(OfficeResource):
    """Seats by body, person and first day. A recorded seat only gets its last day.

    A file names a person by the address of the account, as whoever fills it in knows it, or by the
    account's reference: that is what an export gives beside the name, since it would be a list of
    everybody's address otherwise."""

    needed = ("body", "person", "starts_on")
    weights = {"csv": Weight(250, 128), "xlsx": Weight(5_350, 55)}

    class Meta:
        model = Seat
        import_id_fields = ["body", "person", "starts_on"]

    def make_columns(self):
        bodies = {body.key: body for body in Owner.objects.all()}
        people = {name: one for one in User.objects.all() for name in (one.email, str(one.ref))}
        organisations = {row.slug: row for row in Organisation.objects.all()}
        meetings = {meeting.key: meeting for meeting in Meeting.objects.all()}
        categories = {row.key: row for row in SeatCategory.objects.all()}
        return [
            Column("body", gettext_lazy("Body"), widget=Key(
                bodies.get, lambda body: body.key,
                gettext_lazy("No body has this key."),
            )),
            Column("person", gettext_lazy("Person"), widget=Key(
                lambda text: people.get(text.lower()), lambda person: str(person.ref),
                gettext_lazy("No account has this e-mail address: open one first."),
            )),
            Column("person__name", gettext_lazy("Name"), is_protected=True),
            Column("organisation", gettext_lazy("Organisation"), widget=Key(
                organisations.get, lambda organisation: organisation.slug,
                gettext_lazy("No organisation has this key."), blank=True,
            )),
            Column("role", gettext_lazy("Role"), widget=Choice(Seat.Role.choices)),
            Column("named_in", gettext_lazy("Named at the GLM"), widget=Key(
                meetings.get, lambda meeting: meeting.key,
                gettext_lazy("No GLM has this key."), blank=True,
            )),
            Column("category", gettext_lazy("Category"), widget=Key(
                categories.get, lambda category: category.key,
                gettext_lazy("No category of seats has this key."), blank=True,
            )),
            Column("starts_on", gettext_lazy("From"), widget=Day()),
            Column("ends_on", gettext_lazy("Until"), widget=Day(blank=True)),
        ]  # fmt: skip

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("body", "person", "organisation", "named_in", "category")
        )

    def find(self, row):
        if not hasattr(self, "_by_key"):
            self._by_key = {
                (seat.body_id, seat.person_id, seat.starts_on): seat for seat in self.get_queryset()
            }
        body, person, day = (self.cell(row, name) for name in self.needed)
        return self._by_key.get((body.pk, person.pk, day))

    def key_of(self, row):
        return " · ".join(str(row.get(name) or "") for name in self.needed)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """The actions validate a whole seat: they alone know what fits whom."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def add(self, instance, row, by):
        actions.seat(
            body=instance.body, person=instance.person, role=instance.role,
            organisation=instance.organisation, starts_on=instance.starts_on,
            ends_on=instance.ends_on, named_in=instance.named_in, category=instance.category,
            by=by,
        )  # fmt: skip

    def change(self, instance, row, by):
        held = Seat.objects.get(pk=instance.pk)
        for name in ("role", "organisation", "named_in", "category"):
            if getattr(held, name) != getattr(instance, name):
                raise ValidationError(
                    {name: _("A recorded seat keeps this: end it and give another one.")}
                )
        if instance.ends_on is None:
            raise ValidationError({"ends_on": _("A recorded end can be moved, not taken back.")})
        actions.end_seat(seat=held, ends_on=instance.ends_on, by=by)

    def address_of(self, instance):
        return reverse("group", args=[instance.body.key])
