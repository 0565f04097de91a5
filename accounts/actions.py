"""Everything that changes accounts and grants. Each act leaves its line in the trail.

`by` is the person acting, or None for a command run on the server. `PermissionDenied` where the
person may not, `Refused` where the rules allow nobody to, `ValidationError` by field for what is
wrong. `at` is an invented past instant (demo only).
"""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policy, secondfactor, trail
from accounts.clock import today
from accounts.conflicts import Refused
from accounts.days import date_format
from accounts.models import ERASED, ERASED_FOR_GOOD, Grant, User

A_DAY = datetime.timedelta(days=1)


@transaction.atomic
def open_account(*, email, name, by, language="", password=None, is_demo=False, at=None):
    """Open an account. Without a password its owner asks for a link to set the first one.

    Returns the person. The trail names them by reference alone, so that a name can be erased.
    """
    if by and not policy.can_open_account(by):
        raise PermissionDenied
    person = User(
        email=email.strip().lower(), name=name.strip(), language=language, is_demo=is_demo
    )
    person.joined_at = at or timezone.now()
    person.set_password(password)
    person.full_clean()
    person.save()
    trail.record(by=by, verb="account_opened", target=person, told_at=at)
    return person


@transaction.atomic
def rename(*, person, by, name=None, email=None):
    """Correct a name or an address. Links for a new password sent to an old address die. `Refused`
    once the name was erased: nobody else is to stand for what that person did."""
    if by and not policy.can_close_account(by, person):
        raise PermissionDenied
    _refuse_erased(person)
    changed = {}
    for field, value in (("name", name), ("email", email and email.lower())):
        if value and value.strip() != getattr(person, field):
            changed[field] = value.strip()
            setattr(person, field, changed[field])
    if changed:
        person.full_clean(exclude=["password"])
        person.save(update_fields=list(changed))
        # Which columns, not what they say: names do not enter the trail.
        trail.record(by=by, verb="account_changed", target=person, after={"columns": list(changed)})
    return person


@transaction.atomic
def close_account(*, person, by, reason=""):
    """Let a person sign in no more; their sessions end for good, the name stays."""
    if by and not policy.can_close_account(by, person):
        raise PermissionDenied
    _lock_administrators()
    _refuse_to_lose_the_last_administrator(person)
    _set_active(person, active=False, verb="account_closed", by=by, reason=reason)
    secondfactor.end_sessions(person)  # a device that was lost is not let in when it is reopened


@transaction.atomic
def reopen_account(*, person, by, reason=""):
    """Let a person sign in again. `Refused` once the name was erased."""
    if by and not policy.can_close_account(by, person):
        raise PermissionDenied
    _refuse_erased(person)
    _set_active(person, active=True, verb="account_reopened", by=by, reason=reason)


@transaction.atomic
def erase_person(*, person, by, reason=""):
    """Replace the name and the address of a closed account by a pseudonym: it cannot be undone.

    What the person did stays, told of the pseudonym; the trail holds no name, so its chain stands.
    Mails to them are deleted, and second factors: they hold the name, or words they chose.
    """
    if by and not policy.can_erase(by, person):
        raise PermissionDenied
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Refused(_("The account is open. Close it first: untick “may sign in”."))
    _refuse_erased(person)
    person.name = f"P-{person.ref.hex[:8]}"
    person.email = f"{person.ref.hex}{ERASED}"
    person.set_unusable_password()
    person.save(update_fields=["name", "email", "password"])
    person.emailaddress_set.all().delete()
    person.socialaccount_set.all().delete()
    person.authenticator_set.all().delete()
    person.mails.all().delete()
    trail.record(by=by, verb="person_erased", target=person, reason=reason)


@transaction.atomic
def set_language(*, person, language, by):
    """Set the language a person reads in, here and in mails: their own, or who keeps accounts."""
    if by not in (None, person) and not policy.can_close_account(by, person):
        raise PermissionDenied
    before = person.language
    person.language = language
    person.full_clean(exclude=["password"])
    if language != before:
        person.save(update_fields=["language"])
        trail.record(
            by=by, verb="language_set", target=person,
            before={"language": before}, after={"language": language},
        )  # fmt: skip


@transaction.atomic
def end_sessions(*, person, by, besides=""):
    """Sign a person out everywhere, `besides` the session with this key. Returns how many ended."""
    if not policy.can_end_sessions(by, person):
        raise PermissionDenied
    ended = secondfactor.end_sessions(person, besides=besides)
    if ended:
        trail.record(by=by, verb="sessions_ended", target=person, after={"count": ended})
    return ended


@transaction.atomic
def set_copies(*, person, wanted, by):
    """Take or leave the mails about duties of others (copies); those about own duties come.
    Nobody chooses for somebody else."""
    if by != person:
        raise PermissionDenied
    if person.wants_copies != wanted:
        person.wants_copies = wanted
        person.save(update_fields=["wants_copies"])
        trail.record(
            by=by, verb="copies_set", target=person,
            before={"copies": not wanted}, after={"copies": wanted},
        )  # fmt: skip


@transaction.atomic
def give_grant(*, person, role, by, starts_on=None, ends_on=None, reason="", at=None):
    """Give a right for a time, from today unless told otherwise. Administrators alone, and never
    to themselves. The person's sessions end. Returns the grant."""
    if by and not policy.can_manage_grants(by, person):
        raise PermissionDenied
    _refuse_erased(person)  # which locks the person: two gifts at once come one by one
    grant = Grant(
        person=person, role=role, starts_on=starts_on or today(), ends_on=ends_on,
        recorded_at=at or timezone.now(),
    )  # fmt: skip
    grant.full_clean()
    if person.grants.standing().filter(role=role).exclude(ends_on__lt=grant.starts_on).exists():
        raise Refused(_("This person has this right on that day already."))
    grant.save()
    secondfactor.end_sessions(person)  # signing in again asks for the second factor it needs
    trail.record(
        by=by, verb="grant_given", target=person, after=_told(grant), reason=reason, told_at=at
    )
    return grant


@transaction.atomic
def end_grant(*, grant, by, ends_on=None, reason="", at=None):
    """Say on which last day a right holds; without one it is gone at once, at the next request.

    A right that began today and ends at once held on no whole day: its row says that it was
    withdrawn, and when.
    """
    if by and not policy.can_manage_grants(by, grant.person):
        raise PermissionDenied
    _lock_administrators()
    grant = Grant.objects.select_for_update(of=("self",)).select_related("person").get(pk=grant.pk)
    last = ends_on or today() - A_DAY
    if grant.is_over(last):
        raise Refused(
            _("This has ended already, on %(day)s.") % {"day": date_format(grant.ends_on)}
        )
    if grant.role == Grant.Role.ADMINISTRATOR:
        _refuse_to_lose_the_last_administrator(grant.person, last + A_DAY)
    before, verb = _told(grant), "grant_ended"
    grant.ends_on, grant.ended_at = last, at or timezone.now()
    if ends_on is None and last < grant.starts_on:
        grant.ends_on, grant.withdrawn_at, verb = grant.starts_on, grant.ended_at, "grant_withdrawn"
    grant.full_clean()
    grant.save(update_fields=["ends_on", "ended_at", "withdrawn_at"])
    trail.record(
        by=by, verb=verb, target=grant.person, before=before, after=_told(grant),
        reason=reason, told_at=at,
    )  # fmt: skip
    return grant


def _refuse_erased(person):
    """Nobody comes back under a pseudonym. The row is read anew, and stays locked: the one at hand
    may be older than the erasure."""
    if User.objects.select_for_update().get(pk=person.pk).is_erased:
        raise Refused(ERASED_FOR_GOOD)


def _set_active(person, *, active, verb, by, reason):
    person.is_active = active
    person.save(update_fields=["is_active"])
    trail.record(by=by, verb=verb, target=person, reason=reason)


def _lock_administrators():
    """Two administrators who remove one another at once come one after the other."""
    list(Grant.objects.select_for_update().filter(role=Grant.Role.ADMINISTRATOR))


def _refuse_to_lose_the_last_administrator(person, day=None):
    """Refuse where nobody else is one on `day` (today when None), the first without this person."""
    standing = Grant.objects.on(day).filter(role=Grant.Role.ADMINISTRATOR, person__is_active=True)
    if standing.filter(person=person).exists() and not standing.exclude(person=person).exists():
        raise Refused(_("This is the last administrator: make another one first."))


def _told(grant):
    return {"role": grant.role, "starts_on": grant.starts_on, "ends_on": grant.ends_on}
