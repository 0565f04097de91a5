"""Targets 16 to 18: the dashboard against the plan page, against itself on a longer past and a
larger plan, and at a past moment against now. Which index serves which query: README.md."""

import contextlib
import datetime

from django.db import transaction

from benchmarks.environment import SIZES, Now, switch
from benchmarks.measure import Subject, interleave
from benchmarks.pages import PLAN, forget, get, queries, reader
from benchmarks.volume import lengthen
from reporting.freezing import freeze
from reporting.models import Quarter
from reporting.quarters import due_at, opens_on
from sip import quarters

BOARD = "/dashboard/"
PAST = "/dashboard/?as_of=2026-06-30"
CLOSED = "/dashboard/?quarter=2026-Q2"
QUARTERS = 8  # of the databases
LONG = 20  # the whole Strategy


def measure(report, rounds):
    """Read each page cold, at once, ten and a hundred times the plan, in turn."""
    clients, found, subjects = {}, {}, []
    for size in SIZES:

        def ready(size=size):
            if Now.size != size:
                switch(size)
            forget()

        ready()
        clients[size] = client = reader("glc")
        for name, address in (("plan", PLAN), ("dashboard", BOARD), ("dashboard, past", PAST)):
            subjects.append(Subject(f"{name} x{size}", get(client, address), ready))
        found[size] = _queries(client, BOARD)
    taken = interleave(subjects, rounds, warmups=1)
    report.times(taken)
    once = taken["dashboard x1"]
    report.target("16", "cold dashboard to cold plan, cpu", once.cpu / taken["plan x1"].cpu, 1.5)
    report.target("16", "queries of a cold dashboard", found[1], 12)
    report.target("16", "more queries at x100 than at x1", found[100] - found[1], 0)
    report.target("17", "dashboard x100, seconds", taken["dashboard x100"].wall, 1)
    for size in SIZES:
        ratio = taken[f"dashboard, past x{size}"].cpu / taken[f"dashboard x{size}"].cpu
        report.target("18", f"a past day to now, x{size}, cpu", ratio, 1.5)
    subjects[0].ready()  # back to the published plan
    _measure_long(report, rounds, clients[1])


def _queries(client, address):
    get(client, address)()
    forget()
    return queries(get(client, address))


def _measure_long(report, rounds, client):
    """The published plan with the twenty quarters of the Strategy, the second of 2026 closed."""
    short = interleave([Subject("dashboard", get(client, BOARD), forget)], rounds, warmups=1)
    with _long_past():
        subjects = [
            Subject(f"dashboard, {name}", get(client, address), forget)
            for name, address in (("20 quarters", BOARD), ("closed quarter", CLOSED))
        ]
        taken = interleave(subjects, rounds, warmups=1)
        found = {address: _queries(client, address) for address in (BOARD, PAST, CLOSED)}
    report.times(taken)
    now, closed = taken.values()
    for address, number in found.items():
        report.target("16", f"queries of {address}, 20 quarters", number, 12)
    growth = now.cpu / short["dashboard"].cpu
    report.target("17", "20 quarters to 8, cpu: less than in line", growth, LONG / QUARTERS)
    report.target("18", "a closed quarter to now, cpu", closed.cpu / now.cpu, 1.5)


@contextlib.contextmanager
def _long_past():
    """Let the longer past stand, with one closed quarter; all of it is taken back."""
    days = quarters.parse("2026-Q2")
    closed_at = datetime.datetime(2026, 8, 1, tzinfo=datetime.UTC)
    with transaction.atomic():
        lengthen(LONG, quarters.parse("2026-Q3"))
        quarter = Quarter.objects.create(
            key=days.key, starts_on=days.starts_on, ends_on=days.ends_on, due_at=due_at(days),
            opens_on=opens_on(days), state=Quarter.State.CLOSED, closed_at=closed_at,
        )  # fmt: skip
        freeze(quarter, closed_at)
        yield
        transaction.set_rollback(True)
