"""Localisation: figures that another calculation agrees with, on any day, and their rows."""

import datetime
import random
import re
from functools import cache

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.clock import end_of_day, today
from accounts.models import User
from actionplans.models import AdvisoryBody, CcpmSurvey, NationalCluster
from partners.models import Engagement, Organisation
from reporting.localfacts import A_DAY, Facts
from reporting.localisation import BY_CODE, localisation
from reporting.meetings.models import Attendance
from reporting.views import localisation as pages
from sip.models import Activity, Meeting, Owner
from sip.quarters import last_ended, latest
from tests.again import again
from workinggroups.actions import renew_seat
from workinggroups.models import GroupMeeting, Seat, SeatCategory, WorkingGroup

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
DAYS = [datetime.date(2025, 3, 31), datetime.date(2026, 6, 30), datetime.date(2026, 10, 20)]
TYPES = ["ingo", "nngo", "un", "cbo", "local_authority", "private_sector"]
KINDS = ["partner", "partner", "partner", "stakeholder", "observer"]


def instant(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def a_day(chance, first=datetime.date(2024, 1, 1), days=1000):
    return first + datetime.timedelta(days=chance.randrange(days))


def let_them_meet(chance, bodies, orgs):
    """Eighty meetings of the bodies; some were cancelled, some have no list of who came."""
    for n in range(80):
        body, day = chance.choice(bodies), a_day(chance)
        held = GroupMeeting.objects.create(
            body=body, held_on=day, subject=f"Meeting {n}", is_cancelled=n % 11 == 0,
            languages=chance.choice([["fr"], ["en"], ["en", "fr"], []]),
            interpretation=chance.choice([[], ["fr"]]),
            minutes_languages=chance.choice([[], ["fr"], ["en"]]), minutes_url="https://a.example",
        )  # fmt: skip
        seats = Seat.objects.on(day).filter(body=body).exclude(organisation=None)
        for seat in seats:
            if n % 4 and chance.random() < 0.6:
                held.attendances.create(person=seat.person, organisation=seat.organisation)
        if n % 4 and chance.random() < 0.5:
            held.attendances.create(organisation=chance.choice(orgs))


def ask_for_answers(chance, cluster):
    for day in ("2025-02-10", "2026-03-20", "2026-05-04"):
        CcpmSurvey.objects.create(
            cluster=cluster, starts_on=day, ends_on=day,
            responses={"national_ngo": [chance.randrange(3, 9), 3], "un": [4, 4],
                       "national_authority": [2, chance.randrange(3)]},
        )  # fmt: skip


@pytest.fixture
def network(db):
    return again("network", make_network)


def make_network():
    """Forty organisations that come, sit, lead, leave and change over three years; some ends were
    only recorded later. Drawn by a fixed seed."""
    chance = random.Random(20261125)  # noqa: S311 - no secret
    orgs = Organisation.objects.bulk_create([
        Organisation(slug=f"o{n}", name=f"Organisation {n}", type=chance.choice(TYPES),
                     is_local_national_actor=chance.random() < 0.4)
        for n in range(40)
    ])  # fmt: skip
    for org in orgs:
        day, change = a_day(chance, days=300), a_day(chance, datetime.date(2025, 1, 1), 500)
        recorded_on = day + datetime.timedelta(days=chance.choice((0, 9)))
        first = Engagement(organisation=org, kind=chance.choice(KINDS), starts_on=day,
                           recorded_at=instant(recorded_on))  # fmt: skip
        if chance.random() < 0.5:
            first.ends_on, first.ended_at = change, instant(change + datetime.timedelta(days=20))
            Engagement.objects.create(organisation=org, kind="partner",
                                      starts_on=change + datetime.timedelta(days=1),
                                      recorded_at=instant(change))  # fmt: skip
        first.save()
    never = Engagement.objects.filter(kind="stakeholder").values_list("organisation", flat=True)
    fit = [org for org in orgs if org.pk not in set(never)]
    cluster = NationalCluster.objects.create(slug="north", name="North", languages=["fr"])
    for kind in ("national_sag", "oag"):
        owner = Owner.objects.create(key=f"north-{kind}", kind=kind, order=90)
        AdvisoryBody.objects.create(owner=owner, cluster=cluster, opened_on="2024-06-01")
    bodies = list(Owner.objects.filter(kind__in=("working_group", *Owner.ADVISORY)))
    always = SeatCategory.objects.get(is_permanent=True)
    for n in range(60):
        person = User.objects.create(email=f"p{n}@example.org", name=f"P{n}")
        day = a_day(chance, days=900)
        over = day + datetime.timedelta(days=chance.randrange(1, 500))
        ended = {"ends_on": over, "ended_at": instant(over)} if chance.random() < 0.5 else {}
        role, body = "deputy" if n % 7 == 0 else "member", chance.choice(bodies)
        who = fit if role == "deputy" or body.kind in Owner.ADVISORY else orgs
        Seat.objects.create(person=person, body=body, role=role, starts_on=day,
                            organisation=chance.choice([*who, None]), recorded_at=instant(day),
                            category=always if body.key == "sag" else None,
                            **ended)  # fmt: skip
    for day in ("2024-11-19", "2025-06-17", "2025-11-18", "2026-06-16"):
        meeting = Meeting.objects.create(key=day[:7], starts_on=day, ends_on=day)
        for org in chance.sample(orgs, 18):
            Attendance.objects.create(meeting=meeting, organisation=org, onsite=1)
    let_them_meet(chance, bodies, orgs)
    ask_for_answers(chance, cluster)
    WorkingGroup.objects.filter(owner__key="procurement").update(dissolved_on="2026-01-15")
    return orgs


def recount(day):
    """Count everything again, from one row to the next and by the rows' own `as_of`."""
    kinds = {e.organisation_id: e.kind for e in Engagement.objects.as_of(day)}
    partners = {one for one, kind in kinds.items() if kind == "partner"}
    voteless = kinds.keys() - partners  # stakeholders and observers are no members
    local = {o.pk for o in Organisation.objects.filter(is_local_national_actor=True)}
    groups = {g.owner_id for g in WorkingGroup.objects.active(day)}
    sag = Owner.objects.get(kind="advisory_group").pk
    seats = [s for s in Seat.objects.as_of(day) if s.body_id in groups | {sag}]
    in_countries = Seat.objects.as_of(day).filter(body__advisory_body__opened_on__lte=day)
    members = {s.organisation_id for s in seats} - voteless - {None}
    with_local = {s.body_id for s in seats if s.organisation_id in local - voteless}
    led = {s.body_id for s in seats if s.role in ("lead", "deputy") and s.organisation_id in local}
    in_sag = [s for s in seats if s.body_id == sag]
    came, expected, attended = set(), set(), set()
    for meeting in Meeting.objects.all():
        first = meeting.starts_on
        if not day - datetime.timedelta(days=365) < first <= day:
            continue
        then = {e.organisation_id: e.kind for e in Engagement.objects.as_of(first)}
        there = (
            {a.organisation_id for a in Attendance.objects.filter(meeting=meeting)}
            if Attendance
            else set()
        )
        if not there:
            continue  # no list was kept: nobody is said not to have come
        came |= {o for o in there if then.get(o) != "stakeholder"}
        expected |= {(meeting.pk, o) for o, kind in then.items() if kind == "partner"}
        attended |= {(meeting.pk, o) for o in there}
    year = GroupMeeting.objects.filter(
        is_cancelled=False, held_on__lte=day, held_on__gt=day - datetime.timedelta(days=365)
    )
    pairs, kept = set(), set()  # seats expected at meetings with a list, and those kept
    for meeting in year.select_related("body"):
        there = set(meeting.attendances.values_list("organisation", flat=True))
        on = meeting.held_on
        firms = {e.organisation_id for e in Engagement.objects.as_of(on) if e.kind != "partner"}
        if there:
            held = Seat.objects.as_of(on).filter(body=meeting.body).exclude(organisation=None)
            own = set(held.values_list("organisation", flat=True)) - firms
            pairs |= {(meeting.pk, o) for o in own}
            kept |= {(meeting.pk, o) for o in own & there}
    abroad = [m for m in year.filter(body__advisory_body__isnull=False) if m.languages]
    other = [m for m in abroad if "fr" not in m.languages]
    told = [m for m in other if "fr" in m.interpretation or "fr" in m.minutes_languages]
    surveys = CcpmSurvey.objects.filter(
        ends_on__lte=day, ends_on__gt=day - datetime.timedelta(days=365)
    )
    answers = [
        s.responses[group] for s in surveys for group in ("national_ngo", "national_authority")
    ]
    open_ones = []
    for activity in Activity.objects.all():
        row = activity.status_rows.filter(effective_on__lte=day, recorded_at__lte=end_of_day(day))
        row = row.order_by("effective_on", "recorded_at", "pk").last()
        if row is None or row.status != "completed":
            rows = [*activity.responsibilities.as_of(day), *activity.assignments.as_of(day)]
            open_ones.append({r.owner_id for r in rows})
    return {
        "lna_member_share": (len(members & local), len(members)),
        "lna_presence": (len(with_local), len(groups) + 1),
        "lna_attendance_share": (len(came & local), len(came)),
        "lna_attendance_rate": tuple(
            sum(pair[1] in local for pair in pairs) for pairs in (expected & attended, expected)
        ),
        "other_attendance_rate": tuple(
            sum(pair[1] not in local for pair in pairs) for pairs in (expected & attended, expected)
        ),
        "lna_seat_attendance_rate": tuple(
            sum(pair[1] in local for pair in some) for some in (kept, pairs)
        ),
        "other_seat_attendance_rate": tuple(
            sum(pair[1] not in local for pair in some) for some in (kept, pairs)
        ),
        "local_language_meetings": (len(abroad) - len(other), len(abroad)),
        "interpretation_or_translation": (len(told), len(other)),
        "lna_survey_response": (sum(a[1] for a in answers), sum(a[0] for a in answers)),
        "lna_country_governance_share": (
            sum(s.organisation_id in local for s in in_countries),
            len(in_countries),
        ),
        "lna_governance_share": (sum(s.organisation_id in local for s in in_sag), len(in_sag)),
        "lna_leadership_share": (len(led & groups), len(groups)),
        "lna_activity_lead_share": (sum(bool(b & led) for b in open_ones), len(open_ones)),
    }, partners


@pytest.mark.long
def test_another_count_agrees_on_every_day(network):
    for day in DAYS:
        told = localisation(day)
        figures = {
            code: (len(figure.counted.part), len(figure.counted.whole))
            for code, figure in told.figures.items()
        }
        recounted, partners = recount(day)
        assert figures == recounted, day
        for figure in told.figures.values():
            sizes = (figure.counted.number, figure.counted.out_of)
            assert sizes == recounted[figure.indicator.code], "counted without making the pairs"
        assert told.by_body()[0][1].whole == partners
        assert any(part for part, _whole in recounted.values()), "the story is not empty"


@pytest.mark.long
@pytest.mark.parametrize("every", [pytest.param(7, marks=pytest.mark.brief, id="ends"),
                                   pytest.param(1, marks=pytest.mark.long, id="all")])  # fmt: skip
def test_the_eight_quarters_and_the_year_before_are_what_each_day_says(network, every):
    told = localisation(DAYS[-1])
    ends = [one.ends_on for one in latest(8, last_ended(DAYS[-1]))]
    for place, day in list(enumerate(ends))[::every]:
        recounted, _partners = recount(day)
        for code, figure in told.figures.items():
            part, whole = recounted[code]
            assert figure.past[place] == (100 * part / whole if whole >= 5 else None), (code, day)
    recounted, _partners = recount(DAYS[-1].replace(year=2025))
    for code, figure in told.figures.items():
        assert (figure.before.number, figure.before.out_of) == recounted[code], code


@pytest.mark.long
def test_a_seat_is_counted_on_exactly_the_days_it_was_known_to_hold(network):
    """On the eves, days and morrows of every beginning and end, and of when each was recorded."""
    late = Seat.objects.exclude(ends_on=None).first()
    Seat.objects.filter(pk=late.pk).update(ended_at=instant(late.ends_on + 30 * A_DAY))
    days = {
        day + step * A_DAY
        for seat in (late, *Seat.objects.exclude(ends_on=None)[:8])
        for day in (seat.starts_on, seat.ends_on, localdate(seat.ended_at),
                    localdate(seat.recorded_at), late.ends_on + 30 * A_DAY)
        for step in (-1, 0, 1)
    }  # fmt: skip
    seats = Facts.read().seats
    for day in days:
        held = {seat.pk for seat in seats if seat.since <= day <= seat.until}
        assert held == set(Seat.objects.as_of(day).values_list("pk", flat=True)), day


def test_small_groups_are_hidden_and_nothing_is_no_share():
    told = localisation(datetime.date(2026, 6, 30))
    members, groups = (told.figures[code].counted for code in
                       ("lna_member_share", "lna_leadership_share"))  # fmt: skip
    assert (members.share, members.points, members.is_suppressed) == (None, None, False)
    assert groups.share == 0, "five groups at work, none led by a local actor"
    few = members._replace(whole=frozenset({1, 2, 3, 4}))
    assert few.share is None and few.is_suppressed


def test_every_count_leads_to_exactly_its_rows(network, client, monkeypatch):
    monkeypatch.setattr(pages, "localisation", cache(localisation))  # one day, read once
    text = client.get("/localisation/?as_of=2026-06-30", headers=ENGLISH).content.decode()
    links = re.findall(r'href="(/localisation/[^"]+as_of=2026-06-30[^"]*)">(\d+)<', text)
    told = localisation(datetime.date(2026, 6, 30)).figures
    counting = {code for code, figure in told.items() if figure.counted.whole}
    assert {code for code in BY_CODE if f"/localisation/{code}/" in text} == counting
    assert len(links) > 2 * len(counting)
    for href, number in links:
        page = client.get(href.replace("&amp;", "&"), headers=ENGLISH)
        assert page.context["page"].paginator.count == int(number), href


def test_what_is_recorded_later_changes_no_day_before(network):
    day = DAYS[1]
    before = localisation(day).figures["lna_member_share"].counted
    body, person = Owner.objects.get(key="training"), User.objects.first()
    local = Organisation.objects.filter(is_local_national_actor=True).exclude(pk__in=before.whole)
    Seat.objects.create(
        person=person, body=body, organisation=local.first(), starts_on="2025-01-01",
        recorded_at=instant(day + datetime.timedelta(days=1)),
    )  # fmt: skip
    assert localisation(day).figures["lna_member_share"].counted == before
    later = localisation(day + datetime.timedelta(days=1)).figures["lna_member_share"].counted
    assert local.first().pk in later.part


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", "as of"), ("31/12/2025", "as of 31 December 2025"),
        ("2010-01-01", "as of 1 January 2019"), ("2098-01-01", "This day is still to come."),
        ("x", "Type a day that exists"), ("2026-02-31", "Type a day that exists"),
        ("1990-01-01", "Choose a day from 1 January 2022 on"),
    ],
)  # fmt: skip
def test_any_day_asked_for_gives_a_page_that_says_what_it_shows(client, asked, told):
    page = client.get("/localisation/", {"as_of": asked}, headers=ENGLISH)
    assert page.status_code == 200
    text = page.content.decode()
    assert told in text and ('class="alert' in text) == (not told.startswith("as of"))
    assert client.get("/localisation/members/?body=nobody").status_code == 404


@pytest.mark.long
def test_a_local_seat_of_the_sag_that_ends_soon_is_to_be_decided(client, cast):
    """Until another mandate follows it, and on the page of today alone."""
    held = cast.sag.seats.get()
    Organisation.objects.filter(pk=held.organisation_id).update(is_local_national_actor=True)
    assert 'id="h-ending"' not in client.get("/localisation/").content.decode(), "it has no end"
    ends = today() + datetime.timedelta(days=30)
    glm, next_glm = (
        Meeting.objects.create(key=f"{day:%Y-%m}", starts_on=day, ends_on=day)
        for day in (ends - datetime.timedelta(days=420), today() - datetime.timedelta(days=60))
    )
    Seat.objects.filter(pk=held.pk).update(
        starts_on=ends - datetime.timedelta(days=400), ends_on=ends, category=None, named_in=glm
    )
    page = client.get("/localisation/").content.decode()
    assert "/groups/sag/#h-seats" in page.split('id="h-ending"')[1].split("</section>")[0]
    assert 'id="h-ending"' not in client.get("/localisation/?as_of=2026-01-31").content.decode()
    renew_seat(held=Seat.objects.get(pk=held.pk), named_in=next_glm, by=cast.glc_rome)
    assert 'id="h-ending"' not in client.get("/localisation/").content.decode()
