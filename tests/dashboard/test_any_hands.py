"""Whoever an activity or a seat was given to, and whenever that was recorded: each past day reads
as the trail tells it."""

import datetime
from contextlib import suppress
from operator import itemgetter

import pytest
import time_machine
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sip.history import owners_of
from sip.models import Activity, Owner
from sip.moments import assigned, moment
from tests.dashboard import bythetrail
from tests.dashboard.hands import REFUSALS, Telling
from workinggroups.reading import seats_of

CODE = "1.1.1.2"
FIRST = datetime.datetime(2026, 10, 1, 9, tzinfo=datetime.UTC)
LENGTH = 30  # days
MANDATE = 12  # days that a seat is given for
BODIES = ("partnerships", "training")
KINDS = ("names", "frees", "assigns", "unassigns", "seats", "unseats")

acts = st.lists(
    st.tuples(
        st.integers(0, LENGTH),  # the day on which it is done
        st.integers(-10, 10),  # how many days later (or earlier) it takes effect
        st.sampled_from(KINDS),
        st.sampled_from(BODIES),
    ),
    min_size=2, max_size=10,
)  # fmt: skip


def do(glc, kind, body, day):
    """Do one act, unless the rules refuse it or there is nothing to end."""
    until = day + datetime.timedelta(days=MANDATE)
    arguments = {
        "seats": ("ada", body, "member", day.isoformat(), until.isoformat()),
        "unseats": ("ada", body, day.isoformat()),
    }.get(kind, (CODE, body, day.isoformat()))
    with suppress(*REFUSALS), transaction.atomic():
        getattr(glc, kind)(*arguments)


class TestAnyHands(TestCase):
    @pytest.mark.brief
    @settings(max_examples=1, deadline=None)
    @given(acts)
    # An end that has passed is brought forward: until then it was known as it had been.
    @example([(0, 0, "seats", "training"), (20, -10, "unseats", "training")])
    @example([(0, 2, "frees", BODIES[0]), (20, -19, "frees", BODIES[0])])
    def test_each_past_day_of_a_few_stories_reads_as_the_trail_tells_it(self, done):
        tell_and_check(done)

    @pytest.mark.long
    @settings(max_examples=12, deadline=None)
    @given(acts)
    @example([(0, 0, "seats", "training"), (20, -10, "unseats", "training")])
    @example([(0, 2, "frees", BODIES[0]), (20, -19, "frees", BODIES[0])])
    def test_each_past_day_reads_as_the_trail_tells_it(self, done):
        tell_and_check(done)


def tell_and_check(done):
    with transaction.atomic():
        glc = Telling()
        for number, later, kind, body in sorted(done, key=itemgetter(0)):
            now = FIRST + datetime.timedelta(days=number)
            with time_machine.travel(now):
                do(glc, kind, body, now.date() + datetime.timedelta(days=later))
        with time_machine.travel(FIRST + datetime.timedelta(days=2 * LENGTH)):
            for number in days_around(done):
                check(FIRST.date() + datetime.timedelta(days=number))
        transaction.set_rollback(True)


def days_around(done):
    """Return the days on which something was done or took effect, and those before and after."""
    turns = {day for number, later, *_ in done for day in (number, number + later)}
    return sorted({day + shift for day in (*turns, *(d + MANDATE for d in turns))
                   for shift in (-1, 0, 1)})  # fmt: skip


def check(day):
    """Hold what the product reads of one day against the trail."""
    at, key = moment(day), day.isoformat()
    activity = Activity.objects.get(code=CODE)
    named = {(one.owner.key, one.role) for one in owners_of(activity, at)}
    assert named == bythetrail.owners(key).get(CODE, set()), key
    given = activity.assignments.filter(assigned(at)).values_list("owner__key")
    assert set(given) == bythetrail.assigned(key).get(CODE, set()), key
    for body in Owner.objects.filter(key__in=BODIES):
        lines = [line for line in seats_of(body, at)[0] if line.seat]
        sat = {(str(line.seat.person.ref), line.seat.role) for line in lines}
        assert sat == bythetrail.seats(key, body.key), (key, body.key)
