"""The demo's network: more organisations, where they work, what they declare each year, what they
offer and what is asked for. `fixtures/demo_network.json`; everything in it is invented."""

import datetime
from functools import partial

from accounts.actions import open_account
from accounts.models import User
from partners.actions import add_organisation, engage
from partners.committing import declare
from partners.editing import change_entry
from partners.merging import merge
from partners.models import CommitmentSet, Declaration, Organisation, Resource
from partners.offering import answer, ask, offer
from reporting.demo.people import ROME, naming, namings, renew
from reporting.demo.timeline import Event, instant
from sip.loading import read
from sip.models import Owner
from workinggroups.actions import seat

SHORT = {"a": "applied", "u": "under_way", "n": "not_yet"}


def events(day):
    """Return what happened in the network, up to `day`: nothing of it lies in the future."""
    data = read("demo_network.json")
    first = datetime.date(2023, 11, 6)
    yield Event(instant(first, 9), partial(_add, data["organisations"]))
    for hour, (slug, row) in enumerate(data["entries"].items()):
        when = instant(first, 10) + datetime.timedelta(minutes=10 * hour)
        yield Event(when, partial(_enter, slug, row))
    yield from _seatings(data["seats"], day)
    if (merged_on := _day(data["merge"]["on"])) <= day:
        yield Event(instant(merged_on, 15), partial(_merge, data["merge"]))
    for row in data["declarations"]:
        for year, letters in row["years"].items():
            confirmed_on = datetime.date(int(year), *row["on"])
            if confirmed_on <= day:
                act = partial(_declare, row, int(year), letters)
                yield Event(instant(confirmed_on, 14), act)
    # Nothing is offered before the directory knows who offers it.
    earliest = first + datetime.timedelta(days=1)
    for row in data["resources"]:
        offered_on = max(earliest, day - datetime.timedelta(days=row["days_ago"]))
        yield Event(instant(offered_on, 11), partial(_offer, row, day))
        for step in row.get("asked", ()):
            asked_on = max(earliest, day - datetime.timedelta(days=step["days_ago"]))
            yield Event(instant(asked_on, 12), partial(_step, row["title"], step))


def _seatings(rows, day):
    for row in rows:
        starts_on = _day(row["from"])
        if starts_on <= day:
            yield Event(instant(starts_on, 10), partial(_seat, row, starts_on))
        if row["body"] == "sag":
            for held_on in namings(day):
                yield Event(instant(held_on, 18), partial(renew, _email(row)))


def _add(rows, at):
    by = _person(ROME)
    for row in rows:
        made = add_organisation(
            name=row["name"], slug=row["slug"], type=row["type"], acronym=row.get("acronym", ""),
            by=by, at=at,
        )  # fmt: skip
        engage(organisation=made, kind=row["engagement"], starts_on=at.date(), by=by, at=at)


def _enter(slug, row, at):
    organisation = Organisation.objects.get(slug=slug)
    changes = {name: row[name] for name in ("aliases", "languages", "website") if name in row}
    change_entry(
        organisation=organisation, version=organisation.version, changes=changes,
        countries=row.get("countries", []), contacts=row.get("contacts"), by=_person(ROME), at=at,
    )  # fmt: skip


def _seat(row, starts_on, at):
    """Somebody of an organisation, named by it, who has no way to sign in."""
    organisation = Organisation.objects.get(slug=row["organisation"])
    person = open_account(
        email=_email(row),
        name=f"{organisation.name}, {row['body_name']}",
        by=None,
        is_demo=True,
        at=at,
    )
    seat(
        body=Owner.objects.get(key=row["body"]), person=person, role=row.get("role", "member"),
        organisation=organisation, starts_on=starts_on, by=_person(ROME), at=at,
        ends_on=_day(row["until"]) if "until" in row else None,
        **(naming(row["category"], starts_on) if row["body"] == "sag" else {}),
    )  # fmt: skip
    for key in row.get("focal_of", ()):
        seat(
            body=Owner.objects.get(key=key), person=person, role="sag_focal_point",
            organisation=organisation, starts_on=starts_on, by=_person(ROME), at=at,
        )  # fmt: skip


def _email(row):
    return f"{row['body']}.{row['organisation']}@example.org"


def _merge(row, at):
    merge(
        duplicate=Organisation.objects.get(slug=row["duplicate"]),
        into=Organisation.objects.get(slug=row["into"]), reason=row["reason"],
        by=_person(ROME), on=at.date(), at=at,
    )  # fmt: skip


def _declare(row, year, letters, at):
    organisation = Organisation.objects.get(slug=row["organisation"])
    whole = CommitmentSet.objects.get(key=CommitmentSet.GLOBAL)
    comments = row.get("comments", {})
    answers = {
        number: {"answer": SHORT[letter], "comment": comments.get(f"{year}-{number}", "")}
        for number, letter in enumerate(letters, start=1)
        if letter in SHORT
    }
    held = Declaration.objects.filter(organisation=organisation, set=whole, year=year).first()
    declare(
        organisation=organisation, set=whole, year=year, version=held.version if held else 0,
        answers=answers, signed_as=row["signed_as"], confirm=not row.get("draft"),
        by=_person(row.get("by", ROME)), at=at,
    )  # fmt: skip


def _offer(row, day, at):
    offer(
        organisation=Organisation.objects.get(slug=row["organisation"]),
        by=_person(row.get("by", ROME)), at=at, kind=row["kind"], title=row["title"],
        description=row["description"], quantity=row.get("quantity", ""),
        countries=row.get("countries", []), languages=row.get("languages", []),
        available_on=None, notice_days=row.get("notice_days"),
        conditions=row.get("conditions", ""), contact=row.get("contact", ""),
        expires_on=day + datetime.timedelta(days=row["days_left"]),
    )  # fmt: skip


def _step(title, step, at):
    resource = Resource.objects.get(title=title)
    by = _person(step["by"])
    if "need" in step:
        ask(resource=resource, on_behalf_of=step["for"], need=step["need"], by=by, at=at)
        return
    request = resource.requests.latest("pk")
    answer(
        request=request, state=step["state"], text=step["text"], version=request.version, by=by,
        at=at,
    )  # fmt: skip


def _person(email):
    return User.objects.get(email=email)


def _day(text):
    return datetime.date.fromisoformat(text)
