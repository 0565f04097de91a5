"""The meetings of groups and of the SAG in the demo, and the advisory group of its sample country:
`fixtures/demo_bodies.json`. Everything in it is invented."""

import datetime
from functools import partial

from actionplans.actions.bodies import name_body
from actionplans.actions.clusters import change_cluster
from actionplans.models import NationalCluster
from partners.models import Organisation
from reporting.demo.people import ROME, SEATED_FROM, person
from reporting.demo.timeline import Event, instant
from sip.loading import read
from sip.models import Owner
from workinggroups.actions import seat
from workinggroups.meetings import note_attendance, put_down, seats_on


def events(day):
    """Return the meetings of bodies up to `day`, and those in the calendar after it."""
    data = read("demo_bodies.json")
    country = data["country"]
    yield Event(instant(SEATED_FROM, 11), partial(_name, country))
    for row in data["meetings"]:
        held_on = first = day - datetime.timedelta(days=row["last_days_ago"])
        number = 0
        while number < row["times"] and held_on > SEATED_FROM:
            yield Event(instant(held_on, 16), partial(_meet, row, held_on, number))
            number += 1
            held_on = first - datetime.timedelta(days=number * row["every_days"])
        ahead = first + datetime.timedelta(days=row["every_days"])
        if ahead > day:
            yield Event(instant(day, 8), partial(_plan, row, ahead))


def _name(row, at):
    by = person(row["coordinator"])
    cluster = NationalCluster.objects.get(slug=row["cluster"])
    change_cluster(
        cluster=cluster, changes={"languages": row["languages"]}, by=person(ROME),
        version=cluster.version, at=at,
    )  # fmt: skip
    made = name_body(cluster=cluster, kind=row["kind"], opened_on=at.date(), by=by, at=at)
    for held in row["seats"]:
        seat(
            body=made.owner, person=person(held["person"]), role="member", by=person(ROME), at=at,
            organisation=Organisation.objects.get(slug=held["organisation"]), starts_on=at.date(),
        )  # fmt: skip


def _plan(row, held_on, at, **more):
    return put_down(
        body=Owner.objects.get(key=row["body"]), by=person(ROME), at=at, held_on=held_on,
        begins_at=datetime.time(14), subject=row["subject"], languages=row["languages"],
        consulted=row.get("consulted", ""), interpretation=row.get("interpretation", []), **more,
    )  # fmt: skip


def _meet(row, held_on, number, at):
    """Everybody with a seat comes, but for those that the story lets stay away."""
    minutes = f"https://example.org/minutes/{row['body']}/{held_on:%Y-%m-%d}"
    meeting = _plan(
        row, held_on, at, minutes_url=minutes, minutes_languages=row["languages"][:1]
    )  # fmt: skip
    away = set(row.get("away", ()))
    came = [
        held.person
        for place, held in enumerate(seats_on(meeting))
        if held.person.email not in away and (place + number) % 6 != 5
    ]
    note_attendance(
        meeting=meeting, people=came, by=person(ROME), version=meeting.version, at=at
    )  # fmt: skip
