"""Mails about seats, and about who delivers an activity."""

from django.utils.crypto import get_random_string

from accounts import links, mails, outbox
from accounts.clock import today
from accounts.models import Grant, User
from sip.models import Owner
from workinggroups import policy
from workinggroups.models import Seat

KIND = "seat_left"
NAMED = "responsibility"
JOINING = "group_joining"
OFFICES = (Seat.Role.LEAD, Seat.Role.DEPUTY, Seat.Role.SAG_FOCAL_POINT)


def tell_of_leaving(seat, by, word):
    """Tell GLC staff that an office of a group, or a seat in the SAG, is vacant from now on, and
    the lead that a member left."""
    is_office = seat.role in OFFICES or seat.body.kind == Owner.Kind.ADVISORY_GROUP
    if is_office:
        _tell(_staff(), seat, by, word, is_office=True)
    else:
        tell_the_lead(seat, by, word)


def tell_the_lead(seat, by, word):
    """Tell the lead of a group, where it has one, that somebody left it."""
    _tell(_leads(seat.body), seat, by, word, is_office=False)


def asked_to_join(request):
    """Tell who answers a request to join a group: its lead, the GLC where it has none."""
    link = links.page("group-requests", request.body.key)
    for person in _leads(request.body) or _staff():
        _tell_of_joining(person, request, "workinggroups/mails/joining_asked", link)


def joining_answered(request):
    """Tell who asked to join a group what was answered."""
    link = links.page("group", request.body.key)
    _tell_of_joining(request.person, request, "workinggroups/mails/joining_answered", link)


def _tell_of_joining(person, request, template, link):
    words = mails.compose(person, template, request=request, link=link)
    what = "answered" if request.answered_at else "asked"
    key = f"{JOINING}/{request.pk}/{what}/{person.ref}"
    outbox.post(to=person, kind=JOINING, key=key, **words._asdict())


def tell_of_naming(row, group, by, reason=""):
    """Tell that a group named a body for an activity, or ended that: whose duty it is, the group's
    lead, and as a copy the deputy, the SAG focal point and the GLC. The copies may be declined."""
    own = dict.fromkeys([*_duty_of(row.owner), *_leads(group)])
    copies = [one for one in (*_copied(row.owner), *_staff()) if one.wants_copies]
    what = "ended" if row.ends_on else "named"
    for person in dict.fromkeys([*own, *copies]):
        if person == by:
            continue
        words = mails.compose(
            person, "workinggroups/mails/naming", row=row, group=group, who=by,
            reason=reason.strip(), is_duty=person in own, account=links.page("account"),
            link=links.page("activity", row.activity.code),
        )  # fmt: skip
        outbox.post(
            to=person, kind=NAMED, key=f"{NAMED}/{row.pk}/{what}/{person.ref}", **words._asdict()
        )


def _duty_of(body):
    """People whose duty it is what a body does: its lead, or its members where it has none; the GLC
    where it has no seats at all."""
    if not policy.has_seats(body):
        return _staff()
    return _leads(body) or _sitting(body, *Seat.Role)


def _copied(body):
    return _sitting(body, Seat.Role.DEPUTY, Seat.Role.SAG_FOCAL_POINT)


def _sitting(body, *roles):
    seats = Seat.objects.on().filter(body=body, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=seats.values("person")).order_by("pk")


def _tell(people, seat, by, word, *, is_office):
    until = seat.ends_on if seat.ends_on and seat.ends_on >= today() else None
    page = "group-lead" if seat.role == Seat.Role.LEAD else "group-seats"
    for person in people:
        if person == by:
            continue
        words = mails.compose(
            person, "workinggroups/mails/left", seat=seat, word=word.strip(), is_office=is_office,
            until=until, link=links.page(page if is_office else "group", seat.body.key),
        )  # fmt: skip
        key = f"{KIND}/{seat.body.key}/{person.ref}/{get_random_string(12)}"
        outbox.post(to=person, kind=KIND, key=key, **words._asdict())


def _staff():
    grants = Grant.objects.on().filter(role=Grant.Role.GLC_STAFF)
    return User.objects.filter(is_active=True, pk__in=grants.values("person")).order_by("pk")


def _leads(body):
    return _sitting(body, Seat.Role.LEAD)
