"""The network at the size of the humanitarian world: 5,000 organisations, 50,000 attendances."""

import datetime
import gzip

from django.db import connection, transaction
from django.utils import timezone

from accounts import trail
from accounts.models import User
from benchmarks.environment import switch
from benchmarks.measure import Subject, interleave
from benchmarks.pages import get, queries, reader
from partners import geography
from partners.models import Engagement, Organisation, Presence
from reporting.localfacts import Facts
from reporting.localisation import localisation
from reporting.meetings.models import Attendance
from sip.models import Meeting, Owner, PlanRevision
from sip.search import fold
from workinggroups.models import GroupAttendance, GroupMeeting, Seat

ORGANISATIONS, MEETINGS, COMING, SEATS = 5000, 25, 2000, 1000
GROUP_MEETINGS = 24  # of each group, one a month
DAY = datetime.date(2026, 6, 30)
START = timezone.make_aware(datetime.datetime(2019, 1, 1))  # noqa: DTZ001 (made aware here)
TYPES = ("nngo", "ingo", "cbo", "un", "local_authority", "rcrc_national_society")
BATCH = 500


@transaction.atomic
def grow():
    """Add the organisations with what localisation counts; leave the rest of the database alone."""
    codes = geography.codes()
    made = Organisation.objects.bulk_create(
        [
            Organisation(
                slug=f"network-{n}", name=f"Réseau d’entraide {n}", type=TYPES[n % len(TYPES)],
                is_local_national_actor=n % 3 == 0, languages=["fr", "en"][: 1 + n % 2],
                search_text=fold(f"Réseau d’entraide {n}"),
            )
            for n in range(ORGANISATIONS)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    kinds = ("partner", "partner", "partner", "stakeholder", "observer")
    dated = {"starts_on": START.date(), "recorded_at": START}
    Engagement.objects.bulk_create(
        [Engagement(organisation=one, kind=kinds[n % 5], **dated) for n, one in enumerate(made)],
        batch_size=BATCH,
    )
    Presence.objects.bulk_create(
        [
            Presence(organisation=one, country=codes[(n + step) % len(codes)], **dated)
            for n, one in enumerate(made)
            for step in range(2)
        ],
        batch_size=BATCH,
    )
    _seat(made, dated)
    _meet(made)
    trail.record(
        by=None, verb="plan_loaded", target=PlanRevision.objects.latest("effective_on"),
        after={"organisations": ORGANISATIONS},
    )  # fmt: skip


def _seat(made, dated):
    bodies = list(Owner.objects.filter(kind="working_group"))
    people = User.objects.bulk_create(
        [User(email=f"network-{n}@example.org", name=f"Person {n}") for n in range(SEATS)],
        batch_size=BATCH,
    )
    seats = Seat.objects.bulk_create(
        [
            Seat(person=one, organisation=made[n * 5], body=bodies[n % len(bodies)], **dated)
            for n, one in enumerate(people)
        ],
        batch_size=BATCH,
    )
    held = GroupMeeting.objects.bulk_create(
        GroupMeeting(body=body, subject=f"Meeting {n}", held_on=DAY - datetime.timedelta(30 * n))
        for body in bodies
        for n in range(GROUP_MEETINGS)
    )
    GroupAttendance.objects.bulk_create(
        [
            GroupAttendance(meeting=one, person=seat.person, organisation=seat.organisation)
            for step, one in enumerate(held)
            for n, seat in enumerate(seats)
            if seat.body_id == one.body_id and (n + step) % 3
        ],
        batch_size=BATCH,
    )


def _meet(made):
    days = [DAY - datetime.timedelta(days=25 * n) for n in range(MEETINGS)]
    months = dict.fromkeys(day.replace(day=1) for day in days)
    meetings = [
        Meeting.objects.get_or_create(
            key=f"{day:%Y-%m}", defaults={"starts_on": day, "ends_on": day}
        )[0]
        for day in months
    ]
    each = ORGANISATIONS * 10 // len(meetings)
    Attendance.objects.bulk_create(
        [
            Attendance(meeting=meeting, organisation=made[(n * 7 + step) % ORGANISATIONS], onsite=1)
            for step, meeting in enumerate(meetings)
            for n in range(each)
        ],
        batch_size=BATCH,
    )


def measure(report, rounds):
    switch(1)
    grow()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client = reader("glc")
    subjects = {
        "directory": "/partners/",
        "directory, words": "/partners/?q=reseau&type=nngo",
        "directory, page 60": "/partners/?page=60",
        "who is where": "/partners/map/",
        "localisation, the page": "/localisation/?as_of=2026-06-30",
    }
    taken = interleave(
        [
            *(Subject(name, get(client, address)) for name, address in subjects.items()),
            Subject("localisation, the figures", lambda: localisation(DAY)),
            Subject("reading the facts alone", Facts.read),
        ],
        rounds,
    )
    report.times(taken)
    for name in ("localisation, the figures", "localisation, the page"):
        report.target("13", f"{name}, seconds of cpu", taken[name].cpu, 1, " s")
    for name, address in subjects.items():
        if name.startswith("directory"):
            page = get(client, address)
            report.target("14", f"{name}, queries", queries(page), 8)
            report.target("14", f"{name}, gzip", len(gzip.compress(page(), 6)) / 1024, 15, " KB")
