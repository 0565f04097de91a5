"""Interleaved rounds, medians, ratios: only what one run measured side by side is compared."""

import gc
import statistics
import time
from typing import NamedTuple


class Subject(NamedTuple):
    """Something to measure: `ready` runs before each round, outside the clock."""

    name: str
    work: object
    ready: object = lambda: None


class Taken(NamedTuple):
    """Median seconds of one subject."""

    cpu: float
    wall: float


def interleave(subjects, rounds, *, warmups=2):
    """Run every subject once a round; return {name: Taken}."""
    for subject in subjects:
        for _ in range(warmups):
            subject.ready()
            subject.work()
    found = {subject.name: ([], []) for subject in subjects}
    for _ in range(rounds):
        for subject in subjects:
            subject.ready()
            gc.collect()  # nobody pays for what the one before left behind
            wall, cpu = time.perf_counter(), time.process_time()
            subject.work()
            found[subject.name][0].append(time.process_time() - cpu)
            found[subject.name][1].append(time.perf_counter() - wall)
    return {
        name: Taken(statistics.median(cpus), statistics.median(walls))
        for name, (cpus, walls) in found.items()
    }


class Report:
    """Prints figures and collects which targets are missed: `accepted` those that we know of."""

    def __init__(self):
        self.missed, self.accepted = [], []

    def title(self, text):
        print(f"\n{text}\n{'-' * len(text)}")

    def times(self, taken, *, per=None):
        """Print the medians; `per` names the subject that the ratios are of."""
        base = taken[per] if per else None
        for name, one in taken.items():
            ratio = (
                f"  x{one.cpu / base.cpu:6.2f} cpu  x{one.wall / base.wall:6.2f} wall"
                if base
                else ""
            )
            print(f"  {name:<34}{one.cpu * 1000:9.2f} ms cpu{one.wall * 1000:9.2f} ms wall{ratio}")

    def target(self, number, text, value, most, unit=""):
        """Say whether a figure stays within its target."""
        is_met = value <= most
        verdict = "pass" if is_met else "FAIL"
        print(f"  {verdict:<6}{number:>3}  {text}: {value:.2f}{unit} (<= {most}{unit})")
        if not is_met:
            self.missed.append(number)

    def beyond(self, number, text, value, most, guard=None, unit=""):
        """Say whether a figure stays within a target that we know it to miss, for the reasons in
        README.md. The run fails only where it also goes beyond `guard`, our own limit."""
        is_met, is_kept = value <= most, guard is None or value <= guard
        verdict = "pass" if is_met else "missed" if is_kept else "FAIL"
        own = "" if guard is None else f"; own limit {guard}{unit}"
        print(f"  {verdict:<6}{number:>3}  {text}: {value:.2f}{unit} (<= {most}{unit}{own})")
        if not is_met:
            (self.accepted if is_kept else self.missed).append(number)

    def note(self, text):
        print(f"        {text}")
