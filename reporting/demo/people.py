"""Who takes part in the demo: people by role, their organisations, seats, rights and meetings."""

import datetime
from functools import partial

from django.contrib.auth.hashers import make_password

from accounts.actions import give_grant, open_account
from accounts.demo import PASSWORD, PEOPLE
from accounts.models import Grant, User
from actionplans.actions.clusters import give_place
from actionplans.loading import load_sample_plan
from actionplans.models import NationalCluster, TeamPlace
from partners.actions import add_organisation, affiliate, engage
from partners.models import Organisation
from reporting.demo import calendar
from reporting.demo.timeline import Event, instant
from sip.assigning import assign
from sip.models import Activity, Owner
from workinggroups.actions import renew_seat, seat
from workinggroups.mandates import latest_glm
from workinggroups.models import SeatCategory
from workinggroups.supportteam import take_in

BEGINNING = datetime.date(2023, 11, 2)
SEATED_FROM = datetime.date(2023, 12, 1)
AHEAD = datetime.timedelta(days=300)  # mandates are renewed so long before they end
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
    named_at = namings(day)
    for row in data["seats"]:
        # The focal point sits in the SAG first.
        minute = 31 if row["role"] == "sag_focal_point" else 30
        yield Event(instant(SEATED_FROM, 9, minute), partial(_seat, row))
        if row["body"] == "sag":
            for held_on in named_at:
                yield Event(instant(held_on, 18), partial(renew, row["person"]))


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


def _seat(row, at):
    body, organisation = Owner.objects.get(key=row["body"]), row.get("organisation")
    if row["role"] == "lead":
        take_in(person=person(row["person"]), starts_on=at.date(), by=person(ROME), at=at)
    seat(
        body=body, person=person(row["person"]), role=row["role"],
        organisation=Organisation.objects.get(slug=organisation) if organisation else None,
        starts_on=at.date(), by=person(ROME), at=at,
        **(naming(row["category"], at.date()) if row["body"] == "sag" else {}),
    )  # fmt: skip


def naming(category, day):
    """Return who named a member of the SAG: the last GLM that had begun by then. In the first weeks
    of the story none had, and the seats are permanent ones."""
    glm = latest_glm(day)
    key = category if glm else "lead-agency"
    return {"named_in": glm, "category": SeatCategory.objects.get(key=key)}


def renew(email, at):
    """Renew a mandate in the SAG that ends within the year, ahead, so that the demo does not wear
    out."""
    held = person(email).seats.filter(body__key="sag").latest("starts_on")
    if held.ends_on and held.ends_on <= at.date() + AHEAD:
        renew_seat(held=held, named_in=latest_glm(at.date()), by=person(ROME), at=at)


def namings(day):
    """Return the days on which GLMs of the story name members of the SAG, oldest first: their last
    ones."""
    lasts = [first + datetime.timedelta(days=2) for first in calendar.past_meetings(day)]
    return sorted(one for one in lasts if one > SEATED_FROM)
