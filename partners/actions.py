"""Everything that changes an organisation, how it is engaged, and who belongs to it.

Each act is for GLC staff (`PermissionDenied` for anyone else), leaves its line in the trail, and
answers what is wrong as a `ValidationError`, by field where there is one. `at` is the instant the
row is recorded at (now when None; the demo tells of past instants).
"""

import datetime

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import trail
from accounts.conflicts import Refused
from accounts.models import User
from partners import leaving, policy
from partners.models import Affiliation, Engagement, Organisation
from sip.models import Owner

CHANGEABLE = (
    "name", "acronym", "aliases", "type", "is_local_national_actor", "website", "languages",
)  # fmt: skip
LOCAL = "is_local_national_actor"
# Addresses beside those of organisations.
NO_SLUG = {"joining", "map"}


@transaction.atomic
def add_organisation(
    *, name, type, by, slug="", acronym="", aliases="", is_local_national_actor=None, website="",  # noqa: A002
    languages=(), at=None,
):  # fmt: skip
    """Add an organisation to the directory; its key is made from the name unless given, and
    whether it is a local or national actor from its type.

    How it is engaged is a separate act (`engage`). Returns the organisation.
    """
    _refuse_unless_glc(by)
    if slug in NO_SLUG:
        raise ValidationError({"slug": _("This key is the address of another page.")})
    if is_local_national_actor is None:
        is_local_national_actor = is_local_by_type(type)
    organisation = Organisation(
        slug=slug or free_slug(name), name=name, acronym=acronym, aliases=aliases, type=type,
        is_local_national_actor=is_local_national_actor, website=website, languages=list(languages),
    )  # fmt: skip
    organisation.full_clean()
    organisation.save()
    trail.record(
        by=by, verb="organisation_added", target=organisation, after=_told(organisation), told_at=at
    )
    return organisation


@transaction.atomic
def change_organisation(*, organisation, changes, by, at=None):
    """Change what the directory says of an organisation: `changes` by field (`CHANGEABLE`).

    The key never changes: addresses hold it. A flag of local or national actor given as None is
    set by the type; a type that changes alone leaves the flag as somebody decided it. Without a
    difference nothing is written.
    """
    _refuse_unless_glc(by)
    if unknown := set(changes) - set(CHANGEABLE):
        raise ValueError(f"not changed here: {', '.join(sorted(unknown))}")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if changes.get(LOCAL, True) is None:
        changes = {**changes, LOCAL: is_local_by_type(changes.get("type", organisation.type))}
    before = {name: getattr(organisation, name) for name in changes}
    changed = [name for name, value in changes.items() if before[name] != value]
    if not changed:
        return organisation
    refuse_merged(organisation, NON_FIELD_ERRORS)
    for name in changed:
        setattr(organisation, name, changes[name])
    organisation.version += 1  # whoever has its entry open is shown what changed
    organisation.full_clean()
    organisation.save(update_fields=[*changed, "version"])
    trail.record(
        by=by, verb="organisation_changed", target=organisation, told_at=at,
        before={name: before[name] for name in changed},
        after={name: changes[name] for name in changed},
    )  # fmt: skip
    return organisation


@transaction.atomic
def engage(*, organisation, kind, starts_on, by, at=None):
    """Say how an organisation takes part from a day on; the engagement that is open ends the day
    before. A stakeholder has no seat in the SAG and no office of a group, so its people must have
    left them. Returns the row."""
    _refuse_unless_glc(by)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    refuse_merged(organisation)
    present = organisation.engagements.filter(ends_on__isnull=True).first()
    _refuse_unfit_engagement(organisation, present, kind, starts_on)
    before = None
    if present:
        before = {"kind": present.kind, "starts_on": present.starts_on}
        _end(present, starts_on - datetime.timedelta(days=1), at)
    row = Engagement(
        organisation=organisation, kind=kind, starts_on=starts_on, recorded_at=at or timezone.now()
    )
    row.full_clean()
    row.save()
    trail.record(
        by=by, verb="organisation_engaged", target=organisation, before=before, told_at=at,
        after={"kind": row.kind, "starts_on": row.starts_on},
    )  # fmt: skip
    return row


@transaction.atomic
def affiliate(
    *, person, organisation, by, role=Affiliation.Role.MEMBER, starts_on, ends_on=None, at=None
):
    """Say that a person belongs to an organisation from a day on. Returns the row.

    With a last day, the seats that the person holds for it end on that day too. Nobody does it for
    themselves, and neither a member of the SAG nor whoever holds an office of a group can join a
    stakeholder.
    """
    _refuse_unless_glc(by)
    if by == person:
        raise Refused(_("Somebody else of the GLC has to do this: it concerns you."))
    row = place(
        person=person, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on,
        at=at,
    )  # fmt: skip
    leaving.plan_to_leave(affiliation=row, by=by, at=at)
    trail.record(
        by=by, verb="person_affiliated", target=organisation, told_at=at,
        after={"person": person.ref, "role": row.role, "starts_on": starts_on, "ends_on": ends_on},
    )  # fmt: skip
    return row


def place(*, person, organisation, role, starts_on, ends_on=None, at=None):
    """Add an affiliation for an act that has asked for the right to it, and that tells the trail;
    what does not fit is refused. Returns the row."""
    refuse_merged(organisation)
    stakeholder = organisation.engagements.filter(kind=Engagement.Kind.STAKEHOLDER)
    if stakeholder.exclude(ends_on__lt=starts_on).exists():
        refuse_more_than_members("organisation", starts_on, Q(pk=person.pk))
    row = Affiliation(
        person=person, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on,
        recorded_at=at or timezone.now(),
    )  # fmt: skip
    row.full_clean()
    row.save()
    return row


def _refuse_unless_glc(by):
    if not policy.can_edit_directory(by):
        raise PermissionDenied


def refuse_merged(organisation, field="organisation"):
    """An entry that went on in another one takes nothing new: no seat, engagement, person, country,
    declaration or offer. What it had stays readable under it."""
    if organisation.merged_into_id:
        raise ValidationError({
            field: _("This entry was merged into another one: %(name)s.")
            % {"name": organisation.merged_into}
        })  # fmt: skip


def _refuse_unfit_engagement(organisation, present, kind, starts_on):
    """Engagements follow one another: a new one begins after the last one did, and is another."""
    if present and present.kind == kind:
        raise ValidationError({"kind": _("It is engaged in this way already.")})
    later = organisation.engagements.exclude(pk=present.pk if present else None)
    if (present and present.starts_on >= starts_on) or later.filter(ends_on__gte=starts_on):
        raise ValidationError(
            {"starts_on": _("An engagement is recorded for that day already; give a later day.")}
        )
    if kind == Engagement.Kind.STAKEHOLDER:
        own = organisation.affiliations.exclude(ends_on__lt=starts_on).values("person")
        refuse_more_than_members(
            "kind", starts_on, Q(pk__in=own) | Q(seats__organisation=organisation)
        )


OFFICES = ("lead", "deputy", "sag_focal_point")


def refuse_more_than_members(field, day, *conditions):
    """Refuse, by the name of a field, that people be of a stakeholder who on that day or later sit
    in the SAG or hold an office of a group; seats belong to an app above this one."""
    people = User.objects.order_by("name").distinct()
    later = Q(seats__ends_on__isnull=True) | Q(seats__ends_on__gte=day)
    in_sag = people.filter(*conditions, later, seats__body__kind__in=Owner.ADVISORY)
    in_office = people.filter(*conditions, later, seats__role__in=OFFICES)
    for sitting, told in (
        (in_sag, _("Stakeholders have no seat in the SAG: end the seat of %(names)s there first.")),
        (in_office, _("A stakeholder may be a member of a group, and nothing more: end the seat of "
                      "%(names)s as lead, deputy or focal point first.")),
    ):  # fmt: skip
        if names := ", ".join(person.name for person in sitting):
            raise ValidationError({field: told % {"names": names}})


def _end(row, day, at):
    row.ends_on, row.ended_at = day, at or timezone.now()
    row.full_clean()
    row.save(update_fields=["ends_on", "ended_at"])


def free_slug(name):
    """A key nobody has: the name in plain letters, numbered when it is taken."""
    base = slugify(name)[:70] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= NO_SLUG
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)


def is_local_by_type(kind):
    """Return what the flag of local or national actor is preset to for a type's key."""
    return kind in {each for each in Organisation.Type if each.is_local_by_nature}


def _told(organisation):
    return {name: getattr(organisation, name) for name in ("slug", *CHANGEABLE)}
