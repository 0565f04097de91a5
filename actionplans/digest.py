"""The week of a national plan, mailed to its coordinators: what to tick off, what is late."""

from django.db import transaction

from accounts import mails, outbox
from accounts.clock import today
from actionplans import duties
from actionplans.models import ActionPlan, TeamPlace

KIND = "country_digest"


@transaction.atomic
def post_digests(*, on=None, dry_run=False):
    """Post the digest of every open plan of the year that has something to say, once a week and
    person, in the person's language. Returns the (person, plan) it was posted for."""
    on = on or today()
    week = "{}-W{:02}".format(*on.isocalendar())
    told = []
    plans = ActionPlan.objects.filter(state=ActionPlan.State.OPEN, year=on.year)
    for asked in duties.of_plans(plans.select_related("cluster"), on):
        if not (asked.overdue or asked.lapsed or asked.to_review):
            continue
        for place in _coordinators(asked.plan, on):
            told.append((place.person, asked.plan))
            if not dry_run:
                _post(place.person, asked, week)
    return told


def _coordinators(plan, on):
    places = TeamPlace.objects.on(on).filter(
        cluster=plan.cluster, role=TeamPlace.Role.COORDINATOR, person__is_active=True
    )
    return places.select_related("person")


def _post(person, asked, week):
    """In the words of `actionplans/mails/digest_subject.txt`, `actionplans/mails/digest.txt` and
    `actionplans/mails/digest.html`."""
    words = mails.compose(person, "actionplans/mails/digest", plan=asked.plan, sheet=asked)
    key = f"{KIND}/{asked.plan.pk}/{week}/{person.ref}"
    outbox.post(to=person, kind=KIND, key=key, **words._asdict())
