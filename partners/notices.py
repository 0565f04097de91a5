"""Who is told of what by mail. Mails go through the outbox, in the transaction of the act."""

from django.db import transaction

from accounts import links, mails, outbox
from accounts.models import User
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


def contacts_of(organisation, on=None):
    """Return the people to write to: an organisation's contacts, or all of its people where it
    has none."""
    rows = Affiliation.objects.on(on).filter(organisation=organisation, person__is_active=True)
    named = rows.filter(role=Affiliation.Role.CONTACT)
    chosen = named if named.exists() else rows
    return list(User.objects.filter(pk__in=chosen.values("person")).order_by("pk"))


def _post(person, kind, template, key, context):
    words = mails.compose(person, template, **context)
    outbox.post(to=person, kind=kind, key=key, **words._asdict())
