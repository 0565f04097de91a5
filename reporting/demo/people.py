"""Who takes part in the demo: people by role, their organisations, seats, rights and meetings."""

import datetime
from functools import partial

from django.contrib.auth.hashers import make_password

from accounts.actions import give_grant, open_account
from accounts.clock import today
from accounts.demo import PASSWORD, PEOPLE
from accounts.models import Grant, User
from actionplans.actions.clusters import give_place
from actionplans.loading import load_sample_plan
from actionplans.models import NationalCluster, TeamPlace
from partners.actions import add_organisation, affiliate, engage
from partners.models import Organisation
from reporting.demo.timeline import Event, instant
from sip.assigning import assign
from sip.models import Activity, Meeting, Owner
from workinggroups.actions import seat
from workinggroups.models import SeatCategory

BEGINNING = datetime.date(2023, 11, 2)
SEATED_FROM = datetime.date(2023, 12, 1)
AHEAD = datetime.timedelta(days=365)  # mandates are renewed so long before they end
ROME = "rome@example.org"  # gives seats, keeps the directory
GRANTS = {
    "admin@example.org": Grant.Role.ADMINISTRATOR,
    ROME: Grant.Role.GLC_STAFF,
    "rome2@example.org": Grant.Role.GLC_STAFF,
}


def person(email):
    return User.objects.get(email=email)


def events(data, day):
    """Return how the people of the demo came to their places, up to `day`.

    `data` is `fixtures/demo.json`.
    """
    yield Event(instant(BEGINNING, 9), open_accounts)
    yield Event(instant(BEGINNING, 10), partial(_open_directory, data))
    yield Event(instant(BEGINNING, 11), partial(_found_cluster, data["cluster"]))
    for row in data["assignments"]:
        starts_on = datetime.date.fromisoformat(row["from"])
        yield Event(instant(starts_on, 9), partial(_assign, row, starts_on))
    for row in data["seats"]:
        for starts_on, ends_on in _mandates(row.get("mandate"), day):
            act = partial(_seat, row, starts_on, ends_on)
            yield Event(instant(starts_on, 9, 30), act)


def open_accounts(at):
    """Open everybody's account, with one password: it is hashed once, for speed."""
    for row in PEOPLE:
        made = open_account(email=row.email, name=row.name, by=None, is_demo=True, at=at)
        if row.email in GRANTS:
            give_grant(
                person=made, role=GRANTS[row.email], starts_on=BEGINNING, by=None, at=at
            )  # fmt: skip
    User.objects.filter(is_demo=True).update(password=make_password(PASSWORD))


def _open_directory(data, at):
    by = person(ROME)
    for row in data["organisations"]:
        made = add_organisation(
            name=row["name"], slug=row["slug"], type=row["type"], acronym=row.get("acronym", ""),
            is_local_national_actor=row.get("local", False), by=by, at=at,
        )  # fmt: skip
        engage(organisation=made, kind=row["engagement"], starts_on=BEGINNING, by=by, at=at)
    for row in data["affiliations"]:
        affiliate(
            person=person(row["person"]), role=row["role"], starts_on=BEGINNING,
            organisation=Organisation.objects.get(slug=row["organisation"]), by=by, at=at,
        )  # fmt: skip


def _found_cluster(row, at):
    """The sample national cluster, with its plan of 2023 from the source and its coordinator."""
    load_sample_plan(at=at)
    give_place(
        cluster=NationalCluster.objects.get(slug=row["slug"]), person=person(row["coordinator"]),
        role=TeamPlace.Role.COORDINATOR, starts_on=BEGINNING, by=person(ROME), at=at,
    )  # fmt: skip


def _assign(row, starts_on, at):
    assign(
        activity=Activity.objects.get(code=row["activity"]),
        owner=Owner.objects.get(key=row["body"]),
        starts_on=starts_on, reason=row["reason"], by=person(ROME), at=at,
    )  # fmt: skip


def _seat(row, starts_on, ends_on, at):
    body, organisation = Owner.objects.get(key=row["body"]), row.get("organisation")
    group = getattr(body, "working_group", None)
    if group and starts_on > max(today(), group.mandate_ends_on):
        return  # a demo made after the Strategy's end: nobody is seated ahead in a group any more
    seat(
        body=body, person=person(row["person"]), role=row["role"],
        organisation=Organisation.objects.get(slug=organisation) if organisation else None,
        starts_on=starts_on, ends_on=ends_on, by=person(ROME), at=at,
        named_in=_latest_meeting(at.date()) if row["body"] == "sag" else None,
        category=SeatCategory.objects.filter(key=row.get("category", "")).first(),
    )  # fmt: skip


def _latest_meeting(day):
    """The GLM that names members of the SAG: the last one that had begun by then (a demo made in
    the first weeks of the story knows of none but the one ahead)."""
    held = Meeting.objects.standing().filter(starts_on__lte=day).order_by("-starts_on")
    return held.first() or Meeting.objects.standing().order_by("starts_on").first()


def _mandates(years, day):
    """Return the first and last days of one seat held again and again: a mandate in the SAG lasts
    two years. The one after the present one is named ahead, so that the demo does not wear out."""
    start, found = SEATED_FROM, []
    while years and start <= day + AHEAD:
        following = start.replace(year=start.year + years)
        found.append((start, following - datetime.timedelta(days=1)))
        start = following
    return found or [(start, None)]
