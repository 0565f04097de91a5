"""Who is told of what by mail. Mails go through the outbox, in the transaction of the act."""

from django.db import transaction
from django.utils import timezone

from accounts import links, mails, outbox
from accounts.models import Grant, User
from partners import coverage, policy, reading
from partners.models import Affiliation, CommitmentSet


def moved(request, move):
    """Tell the other side of a request that something was asked or answered."""
    if policy.provides(move.by, request):
        people = [request.asked_by]
    else:
        people = contacts_of(request.resource.organisation)
    context = {
        "request": request,
        "move": move,
        "link": links.page("resource-request", request.pk),
    }
    for person in people:
        if person != move.by:
            key = f"resource-request/{move.pk}/{person.ref}"
            _post(person, "resource_request", "partners/mails/request", key, context)


@transaction.atomic
def remind_of_commitments(on=None):
    """Remind the contacts of partners whose declaration is due, once for each time it falls due.
    Returns how many mails were posted for the first time."""
    whole = CommitmentSet.objects.get(key=CommitmentSet.GLOBAL)
    posted = 0
    for organisation in coverage.due(whole, on):
        due_on = reading.declaration_due_on(organisation, whole)
        since = due_on.isoformat() if due_on else "never"
        context = {
            "organisation": organisation,
            "due_on": due_on,
            "link": links.page("partner-commitments", organisation.slug),
        }
        for person in contacts_of(organisation):
            key = f"commitments-due/{organisation.pk}/{since}/{person.ref}"
            if not person.mails.filter(key=key).exists():
                posted += 1
                _post(person, "commitments_due", "partners/mails/due", key, context)
    return posted


def asked_to_join(joining):
    """Tell those who may confirm it that somebody asks to join; the GLC where there is nobody."""
    context = {"joining": joining, "link": links.page("joining", joining.pk)}
    for person in contacts_of(joining.organisation) or glc_staff():
        key = f"joining/{joining.pk}/{person.ref}"
        _post(person, "joining", "partners/mails/joining", key, context)


def joining_answered(joining):
    """Tell who asked to join what was answered."""
    context = {"joining": joining, "link": links.page("partner", joining.organisation.slug)}
    key = f"joining-answer/{joining.pk}"
    _post(joining.person, "joining", "partners/mails/joining_answer", key, context)


def left(organisation, person, seats, day, by):
    """Tell the GLC who left an organisation, with `day` the last, and the seats that end with it;
    the person too where the GLC recorded it."""
    context = {
        "organisation": organisation,
        "who": person,
        "seats": seats,
        "day": day,
        "is_recorded": by != person,
        "link": links.page("partner", organisation.slug),
    }
    moment = timezone.now().timestamp()
    for one in dict.fromkeys([*glc_staff(), person]):
        if one != by:
            key = f"left/{organisation.pk}/{person.ref}/{moment:.0f}/{one.ref}"[:120]
            _post(one, "joining", "partners/mails/left", key, context)


def glc_staff():
    granted = Grant.objects.on().filter(role=Grant.Role.GLC_STAFF)
    return list(User.objects.filter(pk__in=granted.values("person"), is_active=True).order_by("pk"))


def contacts_of(organisation, on=None):
    """Return the people to write to: an organisation's contacts, or all of its people where it
    has none."""
    answering = Affiliation.objects.answering(organisation, on)
    return list(User.objects.filter(pk__in=answering.values("person")).order_by("pk"))


def _post(person, kind, template, key, context):
    words = mails.compose(person, template, **context)
    outbox.post(to=person, kind=kind, key=key, **words._asdict())
