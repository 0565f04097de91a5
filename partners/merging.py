"""Two entries of the directory are one organisation: one of them goes on.

The duplicate keeps its row and its key, so that its address leads on and its history is read under
it. Whatever points to it follows, unless the other has the same already: that stays with the
duplicate, ended, and is told.
"""

import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import trail
from accounts.clock import today
from accounts.dated import Dated
from partners import actions, policy
from partners.models import Contact, Engagement, Organisation
from sip.models import Owner

# How each took part is the history of each, and never adds up.
STAYS = {"engagements", "merged", "contacts"}


@transaction.atomic
def merge(*, duplicate, into, by, reason, on=None, at=None):
    """Let the organisation `into` go on for both, from `on` (today when None). Returns it.

    Refused: into itself, into or from one that was merged before, without a reason, and where
    somebody of the duplicate sits in the SAG or holds an office of a group while the other is a
    stakeholder.
    """
    if not policy.can_edit_directory(by):
        raise PermissionDenied
    day = on or today()
    pair = Organisation.objects.select_for_update().filter(pk__in={duplicate.pk, into.pk})
    held = {one.pk: one for one in pair.order_by("pk")}  # in one order: two merges never wait
    duplicate, into = held[duplicate.pk], held[into.pk]
    _refuse_unfit(duplicate, into, reason, day)
    moved, stayed = {}, {}
    for relation, gone, left in _carried_over(duplicate, into):
        moved |= {relation.name: gone} if gone else {}
        stayed |= {relation.name: left} if left else {}
    _end_open_rows(duplicate, day, at)
    names = [duplicate.name, duplicate.acronym, *duplicate.aliases.splitlines()]
    _take_over(duplicate, into, names)
    trail.record(
        by=by, verb="organisation_merged", target=duplicate, reason=reason, told_at=at,
        before={"organisation": duplicate.slug}, after={"organisation": into.slug},
    )  # fmt: skip
    trail.record(
        by=by, verb="organisation_absorbed", target=into, reason=reason, told_at=at,
        before={"organisation": duplicate.slug}, after={"moved": moved, "stayed": stayed},
    )  # fmt: skip
    return into


class Part(NamedTuple):
    """One kind of thing that points to an entry, and how many of them a merge moves and leaves."""

    name: str
    moves: int
    stays: int


def rehearse(*, duplicate, into, by, reason):
    """Return what a merge would do, as `Part`s, for whoever is to confirm it; nothing is kept of
    it. Refused as the merge itself would be."""
    if not policy.can_edit_directory(by):
        raise PermissionDenied
    _refuse_unfit(duplicate, into, reason, today())
    with transaction.atomic():
        parts = [
            Part(_named(relation), len(gone), len(left))
            for relation, gone, left in _carried_over(duplicate, into)
        ]
        transaction.set_rollback(True)
    return sorted(part for part in parts if part.moves or part.stays)


def _named(relation):
    return str(capfirst(relation.related_model._meta.verbose_name_plural))


def _refuse_unfit(duplicate, into, reason, day):
    if duplicate == into:
        raise ValidationError({"into": _("An organisation cannot be merged into itself.")})
    if duplicate.merged_into_id or into.merged_into_id:
        raise ValidationError({"into": _("One of the two was merged into another already.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say how you know that the two are one.")})
    stakeholder = into.engagements.filter(kind=Engagement.Kind.STAKEHOLDER)
    if stakeholder.exclude(ends_on__lt=day).exists():
        own = duplicate.affiliations.exclude(ends_on__lt=day).values("person")
        at_stake = Q(pk__in=own) | Q(seats__organisation=duplicate)
        actions.refuse_more_than_members("into", day, at_stake)


def _carried_over(duplicate, into):
    """Let what points to the duplicate point to the other; yield each relation with the keys of
    the rows that did and of those that stayed."""
    for relation, rows in _rows_of(duplicate):
        yield relation, *_move(rows, relation.field.name, into)


def _rows_of(organisation):
    """Yield each relation that points to an organisation, from whatever app, with its rows."""
    for relation in Organisation._meta.related_objects:
        if relation.name not in STAYS and not relation.many_to_many:
            rows = relation.related_model._base_manager.filter(
                **{relation.field.name: organisation}
            )
            yield relation, rows


def _move(rows, field, into):
    """Let rows point to `into`; return the keys of those that did, and of those that the database
    refused because `into` has the same."""
    keys = sorted(rows.values_list("pk", flat=True))
    model, gone = rows.model, []
    for key in keys:
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**{field: into})
        except IntegrityError:
            continue
        gone.append(key)
    return gone, [key for key in keys if key not in gone]


def _end_open_rows(duplicate, day, at):
    eve, now = day - datetime.timedelta(days=1), at or timezone.now()
    for relation in Organisation._meta.related_objects:
        if issubclass(relation.related_model, Dated):
            rows = relation.related_model._base_manager.filter(
                Q(ends_on__isnull=True) | Q(ends_on__gte=day), **{relation.field.name: duplicate}
            )
            for row in [*_focal_seats_that_rest_on(relation, rows, day), *rows]:
                row.ends_on, row.ended_at = max(row.starts_on, eve), now
                row.save(update_fields=["ends_on", "ended_at"])


def _focal_seats_that_rest_on(relation, rows, day):
    """Return the seats of SAG focal points whose seat in the SAG ends: they end before it."""
    if relation.name != "seats":
        return []
    in_sag = rows.filter(body__kind=Owner.Kind.ADVISORY_GROUP)
    focal = rows.model.objects.filter(person__in=in_sag.values("person"), role="sag_focal_point")
    return focal.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def _take_over(duplicate, into, names):
    """The duplicate's names find the other; both versions move, so that open forms are stale."""
    known = [into.name, into.acronym, *into.aliases.splitlines()]
    into.aliases = "\n".join([
        *into.aliases.splitlines(),
        *(name for name in dict.fromkeys(names) if name and name not in known),
    ])  # fmt: skip
    into.languages = [*into.languages, *(c for c in duplicate.languages if c not in into.languages)]
    into.website = into.website or duplicate.website
    into.version += 1
    into.save(update_fields=["aliases", "languages", "website", "version"])
    free = [place for place in range(1, Contact.MOST + 1)
            if place not in set(into.contacts.values_list("place", flat=True))]  # fmt: skip
    for place, contact in zip(free, duplicate.contacts.all(), strict=False):
        contact.organisation, contact.place = into, place
        contact.save(update_fields=["organisation", "place"])
    duplicate.merged_into = into
    duplicate.version += 1
    duplicate.save(update_fields=["merged_into", "version"])
