"""Targets 16 to 18: the dashboard against the plan page, against itself on a longer past and a
larger plan, and as of a past day against now. Which index serves which query: README.md."""

from benchmarks import floors
from benchmarks.environment import SIZES, switch
from benchmarks.measure import Subject, interleave
from benchmarks.pages import PLAN, forget, get, queries, reader

BOARD = "/dashboard/"
PAST = "/dashboard/?as_of=2026-06-30"


def measure(report, rounds):
    """Read each page cold, at once, ten and a hundred times the plan, in turn."""
    clients, found, subjects = {}, {}, []
    for size in SIZES:

        def ready(size=size):
            if floors.Now.size != size:
                switch(size)
                floors.Now.size = size
            forget()

        ready()
        clients[size] = client = reader("glc")
        for name, address in (("plan", PLAN), ("dashboard", BOARD), ("dashboard, past", PAST)):
            subjects.append(Subject(f"{name} x{size}", get(client, address), ready))
        get(client, BOARD)()
        forget()
        found[size] = queries(get(client, BOARD))
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
