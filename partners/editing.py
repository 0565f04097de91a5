"""An organisation's own people keep its entry: a few fields, where it works, how it is reached."""

import datetime

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.conflicts import Refused, claim
from accounts.days import date_format
from partners import actions, geography, policy
from partners.models import Contact, Organisation, Presence

# All that its own people may change of an organisation: never its name, type, engagement or flag.
OWN = ("acronym", "aliases", "website", "languages")


@transaction.atomic
def change_entry(
    *, organisation, version, by, changes=None, countries=None, contacts=None, at=None
):
    """Change an organisation's entry, made from `version` of it. Returns it.

    `changes` by field (`OWN`); `countries` are all the alpha-3 codes where it works today, and
    `contacts` all of [{"function", "email", "phone"}]; None leaves them. Without a difference
    nothing is written. Raises Stale, PermissionDenied, ValidationError by field.
    """  # fmt: skip
    if not policy.can_edit_entry(by, organisation):
        raise PermissionDenied
    if unknown := set(changes or {}) - set(OWN):
        raise ValueError(f"not changed here: {', '.join(sorted(unknown))}")
    actions.refuse_merged(Organisation.objects.get(pk=organisation.pk), NON_FIELD_ERRORS)
    held = claim(Organisation.objects, pk=organisation.pk, version=version)
    before, after = _write_fields(held, changes or {})
    if countries is not None:
        moved = _write_presences(held, set(countries), at)
        before, after = _joined(before, after, "countries", moved)
    if contacts is not None:
        moved = _write_contacts(held, contacts)
        before, after = _joined(before, after, "contacts", moved)
    if not after:
        Organisation.objects.filter(pk=held.pk).update(version=version)
        held.version = version
        return held
    behalf = "" if policy.speaks_for(by, held) else held.slug
    trail.record(
        by=by, verb="organisation_changed", target=held, before=before, after=after, told_at=at,
        on_behalf_of=behalf,
    )  # fmt: skip
    return held


def record_presence(*, organisation, country, starts_on, by, at=None):
    """Say that an organisation works in a country from a day on: GLC staff. Returns the row."""
    return _keep_presence(
        Presence(
            organisation=organisation, country=country, starts_on=starts_on,
            recorded_at=at or timezone.now(),
        ),
        by, at,
    )  # fmt: skip


@transaction.atomic
def end_presence(*, presence, ends_on, by, at=None):
    """Say on which last day an organisation works in a country. `Refused` once an earlier end has
    passed. Returns the row."""
    if not policy.can_edit_directory(by):
        raise PermissionDenied
    row = Presence.objects.select_for_update().get(pk=presence.pk)
    if row.is_over(ends_on, at):
        raise Refused(_("This has ended already, on %(day)s.") % {"day": date_format(row.ends_on)})
    row.ends_on, row.ended_at = ends_on, at or timezone.now()
    return _keep_presence(row, by, at)


@transaction.atomic
def _keep_presence(row, by, at):
    if not policy.can_edit_directory(by):
        raise PermissionDenied
    if row._state.adding:
        actions.refuse_merged(row.organisation)
    _refuse_unknown([row.country], "country")
    row.full_clean()
    row.save()
    trail.record(
        by=by, verb="presence_recorded", target=row.organisation, told_at=at,
        after={"country": row.country, "starts_on": row.starts_on, "ends_on": row.ends_on},
    )  # fmt: skip
    return row


def _write_fields(held, changes):
    """Write what differs; return it as it was and as it is."""
    before = {name: getattr(held, name) for name in changes if getattr(held, name) != changes[name]}
    after = {name: changes[name] for name in before}
    for name, value in after.items():
        setattr(held, name, value)
    if after:
        held.full_clean()
        held.save(update_fields=list(after))
    return before, after


def _write_presences(held, wanted, at):
    """End the presences that are gone and begin those that are new, today."""
    _refuse_unknown(wanted, "countries")
    now, day = at or timezone.now(), timezone.localdate(at) if at else today()
    rows = {row.country: row for row in held.presences.on(day)}
    if set(rows) == wanted:
        return None
    for row in (row for country, row in rows.items() if country not in wanted):
        if row.starts_on >= day:  # it leaves no day behind: its row goes, the trail tells
            row.delete()
        else:
            row.ends_on, row.ended_at = day - datetime.timedelta(days=1), now
            row.save(update_fields=["ends_on", "ended_at"])
    for country in sorted(wanted - set(rows)):
        # One that the GLC recorded for later begins today: one country is one open row.
        row = held.presences.filter(country=country, ends_on__isnull=True).first()
        row = row or Presence(organisation=held, country=country, recorded_at=now)
        row.starts_on = day
        row.full_clean(validate_constraints=False)
        row.save()
    return sorted(rows), sorted(wanted)


def _write_contacts(held, wanted):
    """Write the list of contacts anew where it differs. The trail names functions alone: an
    address would outlive its removal there."""
    kept = [
        {name: row[name].strip() for name in Contact.PARTS} for row in wanted if any(row.values())
    ]
    rows = list(held.contacts.all())
    if kept == [{name: getattr(row, name) for name in Contact.PARTS} for row in rows]:
        return None
    held.contacts.all().delete()
    for place, row in enumerate(kept, start=1):
        contact = Contact(organisation=held, place=place, **row)
        contact.full_clean()
        contact.save()
    return [row.function for row in rows], [row["function"] for row in kept]


def _joined(before, after, name, moved):
    if moved is None:
        return before, after
    return {**before, name: moved[0]}, {**after, name: moved[1]}


def _refuse_unknown(codes, field):
    if unknown := sorted(code for code in codes if not geography.is_code(code)):
        raise ValidationError(
            {field: _("This is no country known here: %(code)s.") % {"code": ", ".join(unknown)}}
        )
