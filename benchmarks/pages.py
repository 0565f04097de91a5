"""Targets 1 to 6: the plan page against its floors, and against itself ten and a hundred times."""

import gzip

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks import floors
from benchmarks.environment import SIZES, Now, switch
from benchmarks.measure import Subject, interleave

PLAN = "/plan/"
FRENCH = {"headers": {"Accept-Language": "fr"}}


def reader(name="lead"):
    client = Client(raise_request_exception=True, **FRENCH)
    client.force_login(User.objects.get(email=f"{name}@example.org"))
    return client


def forget():
    caches["pages"].clear()


def get(client, address, **more):
    """Return what reads a page, and stops the run where it is another page, or one that anybody
    reads: a session is of one database, and no other knows it."""

    def work():
        response = client.get(address, **more)
        assert response.status_code in (200, 304), response.status_code
        assert response.wsgi_request.user.is_authenticated, f"{address} is read without a session"
        return b"".join(response.streaming_content) if response.streaming else response.content

    return work


def at(size):
    """Work on the database of one size, and read its page once: its frame serves the floors."""
    switch(size)
    client = reader()
    floors.keep_frame(size, client.get(PLAN).content.decode())
    return client


def queries(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def measure(report, rounds):
    client = at(1)
    plan, raw, textbook = (get(client, a) for a in (PLAN, "/floor/raw/", "/floor/textbook/"))
    etag = client.get(PLAN).headers["ETag"]
    unchanged = get(client, PLAN, headers={"If-None-Match": etag})
    _bytes(report, plan(), raw(), textbook())
    taken = interleave(
        [
            Subject("H hello, signed in", get(client, "/floor/hello/")),
            Subject("R raw SQL and f-strings", raw),
            Subject("T textbook", textbook),
            Subject("plan, warm", plan),
            Subject("plan, cold", plan, forget),
            Subject("plan, unchanged (304)", unchanged),
        ],
        rounds,
    )
    report.times(taken, per="R raw SQL and f-strings")
    hello, floor, book, warm, cold, same = taken.values()
    report.target("1", "warm plan, cpu, to R", warm.cpu / floor.cpu, 1.3)
    report.target("1", "warm plan, cpu, to T", warm.cpu / book.cpu, 0.2)
    report.target("2", "cold plan, cpu, to T", cold.cpu / book.cpu, 0.6)
    report.target("2", "cold plan, cpu, to R", cold.cpu / floor.cpu, 6)
    report.target("6", "unchanged plan, cpu, to H", same.cpu / hello.cpu, 1.5)
    assert client.get(PLAN, headers={"If-None-Match": etag}).status_code == 304
    report.target("6", "queries of an unchanged plan", queries(unchanged), 3)
    report.target("3", "queries of a warm plan", queries(plan), 3)
    forget()
    report.target("3", "queries of a cold plan", queries(plan), 8)


def _bytes(report, real, raw, textbook):
    report.note(
        f"bytes: plan {len(real)}, R {len(raw) / len(real):.2f}, T {len(textbook) / len(real):.2f} "
        f"of it; plan {len(gzip.compress(real, 6)) / 1024:.1f} KB gzip"
    )
    assert 0.95 <= len(raw) / len(real) <= 1.05, "the raw floor no longer makes the same page"


# A list of fifty activities, out of however many.
LISTS = {"back office, activities": "/admin/sip/activity/"}
# These read every activity: to count beside each filter what it would give, and to find a part of
# a word anywhere in a text, which no index of either database helps with.
WHOLE = {"one pillar of the plan": "/plan/?pillar=1", "search for a word": "/search/?q=formation"}


def measure_growth(report, rounds):
    """The whole tree and the lists, at once, ten and a hundred times the plan, in turn."""
    clients, found = {}, {}
    for size in SIZES:
        at(size)
        clients[size] = (reader(), reader("glc"))
    subjects = []
    for size in SIZES:

        def ready(size=size):
            if Now.size != size:
                switch(size)
            forget()

        lead, glc = clients[size]
        subjects.append(Subject(f"plan x{size}", get(lead, PLAN), ready))
        subjects.append(Subject(f"R x{size}", get(lead, "/floor/raw/"), ready))
        for name, address in {**LISTS, **WHOLE}.items():
            who = glc if address.startswith("/admin/") else lead
            subjects.append(Subject(f"{name} x{size}", get(who, address), ready))
        ready()
        found[size] = queries(get(lead, PLAN))
    taken = interleave(subjects, rounds, warmups=1)
    report.times(taken)
    once = taken["plan x1"]
    report.target("5", "plan x10 to x1, cpu", taken["plan x10"].cpu / once.cpu, 8)
    report.target("5", "plan x100 to x1, cpu", taken["plan x100"].cpu / once.cpu, 60)
    for name in LISTS:
        ratio = taken[f"{name} x100"].wall / taken[f"{name} x1"].wall
        report.target("4", f"{name}: of 5,000 to of 50, wall", ratio, 1.4)
    for name in WHOLE:
        ten, hundred = (taken[f"{name} x{n}"].wall / taken[f"{name} x1"].wall for n in (10, 100))
        report.beyond("4", f"{name}: of 5,000 to of 50, wall", hundred, 1.4)
        report.note(f"{name}: {ten:.2f} times at x10 (see README.md)")
    report.target("3", "more queries at x100 than at x1", found[100] - found[1], 0)
