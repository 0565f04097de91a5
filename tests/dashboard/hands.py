"""Acts that put activities and seats into other hands, through the actions that pages use."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.conflicts import Refused
from partners.actions import engage
from partners.models import Organisation
from sip import assigning
from sip.models import Activity, Assignment, Owner, Responsibility
from tests.cast import grant, of_rome, permanent, person
from workinggroups.actions import end_seat, seat
from workinggroups.models import Seat

# How the rules refuse an act, and what is raised where there is nothing to end.
REFUSALS = (
    ValidationError, Refused, IntegrityError,
    Responsibility.DoesNotExist, Assignment.DoesNotExist, Seat.DoesNotExist,
)  # fmt: skip


def day_of(text):
    return datetime.date.fromisoformat(text)


def owner(key):
    return Owner.objects.get(key=key)


class Telling:
    """Somebody of the GLC, and whom they give places to. Days are ISO dates."""

    def __init__(self):
        self.by = grant(person("glc"), "glc_staff").person
        self.people = {name: person(name) for name in ("ada", "bea", "cyd", "dan", "eve", "reader")}
        self.firm = Organisation.objects.create(slug="ngo-a", name="Ngo A", type="ingo")

    def names(self, code, body, day):
        assigning.make_responsible(
            activity=Activity.objects.get(code=code), owner=owner(body), by=self.by,
            starts_on=day_of(day),
        )  # fmt: skip

    def frees(self, code, body, day):
        held = Responsibility.objects.filter(activity__code=code, owner__key=body).latest("pk")
        assigning.end_responsibility(responsibility=held, ends_on=day_of(day), by=self.by)

    def assigns(self, code, body, day):
        assigning.assign(
            activity=Activity.objects.get(code=code), owner=owner(body), starts_on=day_of(day),
            reason="It belongs to their mandate.", by=self.by,
        )  # fmt: skip

    def unassigns(self, code, body, day):
        held = Assignment.objects.filter(activity__code=code, owner__key=body).latest("pk")
        assigning.end_assignment(assignment=held, ends_on=day_of(day), by=self.by)

    def seats(self, who, body, role, day, until=None):
        if role == "lead":
            of_rome(self.people[who])
        seat(
            body=owner(body), person=self.people[who], role=role, starts_on=day_of(day),
            ends_on=until and day_of(until), by=self.by,
            category=permanent() if body == "sag" else None,
            organisation=self.firm if who == "cyd" else None,
        )  # fmt: skip

    def unseats(self, who, body, day):
        held = Seat.objects.filter(person=self.people[who], body__key=body).latest("pk")
        end_seat(seat=held, ends_on=day_of(day), by=self.by)

    def engages(self, kind, day):
        engage(organisation=self.firm, kind=kind, starts_on=day_of(day), by=self.by)
