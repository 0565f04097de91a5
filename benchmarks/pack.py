"""The pack of a GLM over eight quarters: each writer against its library writing the same rows
bare, and all four files in a process of their own (targets 8 and 10)."""

import contextlib
import datetime
import json
import secrets
import subprocess
import sys

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from benchmarks import pack_floors as bare
from benchmarks.environment import switch, url_of
from benchmarks.measure import Subject, interleave
from reporting.models import Quarter, Report, ReportLine
from reporting.pack.content import Edition, build
from reporting.pack.files import FORMATS
from reporting.pack.freezing import snapshot
from reporting.pack.models import SECTIONS, canonical, hash_of
from reporting.quarters import due_at, opens_on
from sip import quarters
from sip.models import Activity, Meeting, Owner

QUARTERS = 8
# What was asked of each file, and of which target; the slides were given none.
ASKED = {"xlsx": ("8", 1.2), "docx": ("10", 2), "pdf": ("10", 1.2)}
# What we hold them to: styles, signs and charts in our colours are what a pack is made for.
OWN = {"xlsx": 2.5, "docx": 2, "pptx": 2.2, "pdf": 1.6}
DRESSED, MOST_DRESSED = "xlsx, the same in its styles", 1.4
WORDS = "Three more trainers were found in two countries; the next session is in spring. " * 3


@contextlib.contextmanager
def told():
    """Let eight quarters of accepted reports stand, and give the meeting that takes them up; all of
    it is taken back."""
    with transaction.atomic():
        yield _tell()
        transaction.set_rollback(True)


def _tell():
    starts_on = timezone.localdate() + datetime.timedelta(days=20)
    meeting = Meeting.objects.create(
        key=f"{starts_on:%Y-%m}", starts_on=starts_on, ends_on=starts_on
    )
    meeting.refresh_from_db()
    at, lead = timezone.now(), User.objects.get(email="lead@example.org")
    glc = User.objects.get(email="glc@example.org")
    for days in quarters.latest(QUARTERS, quarters.last_ended(starts_on)):
        quarter = Quarter.objects.create(
            key=days.key, starts_on=days.starts_on, ends_on=days.ends_on, due_at=due_at(days),
            opens_on=opens_on(days), state=Quarter.State.OPEN,
        )  # fmt: skip
        for body in Owner.objects.reporting():
            report = Report.objects.create(
                quarter=quarter, body=body, state="accepted", summary=WORDS, submitted_at=at,
                submitted_by=lead, accepted_at=at, accepted_by=glc, version=1,
            )  # fmt: skip
            ReportLine.objects.bulk_create(
                ReportLine(
                    report=report, activity=activity, order=order, status="on_track",
                    progress=WORDS, next_steps=WORDS,
                )
                for order, activity in enumerate(Activity.objects.reported_by(body))
            )  # fmt: skip
    return meeting


def frozen(meeting):
    """Return the edition that a freeze would make now."""
    now = timezone.now() + datetime.timedelta(seconds=1)
    covered = quarters.latest(QUARTERS, quarters.last_ended(meeting.starts_on))
    content = canonical(snapshot(meeting, now=now, covered=covered, sections=SECTIONS))
    return Edition(json.loads(content), 1, hash_of(content), now)


def measure(report, rounds):
    switch(1)
    with told() as meeting:
        edition = frozen(meeting)
        tree = build(edition, "fr")
        workbook = FORMATS["xlsx"].write(tree)
        floors = {
            "xlsx": bare.xlsx(workbook), "docx": bare.docx(tree), "pptx": bare.pptx(tree),
            "pdf": bare.pdf(tree),
        }  # fmt: skip
        subjects = [
            Subject("the content in words", lambda: build(edition, "fr")),
            Subject(DRESSED, bare.xlsx(workbook, dressed=True)),
        ]
        for name, floor in floors.items():
            subjects.append(Subject(f"{name}, the same bare", floor))
            subjects.append(Subject(name, lambda name=name: FORMATS[name].write(_anew(tree))))
        taken = interleave(subjects, rounds, warmups=1)
    report.times(taken)
    for name, own in OWN.items():
        number, most = ASKED.get(name, ("10", own))
        ratio = taken[name].cpu / taken[f"{name}, the same bare"].cpu
        report.beyond(number, f"{name} to the same bare, cpu", ratio, most, own)
    ratio = taken["xlsx"].cpu / taken[DRESSED].cpu
    report.target("8", "xlsx to the same in its styles, cpu", ratio, MOST_DRESSED)


def _anew(tree):
    """Return the tree with another hash: typst remembers what it has set before."""
    return {**tree, "meta": {**tree["meta"], "hash": secrets.token_hex(32)}}


def measure_alone(report, postgres):
    """All four files by a process that has done nothing before: its seconds and its peak."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pack_files", url_of(1, postgres)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, peak = map(float, done.stdout.split())
    report.target("10", "freezing and four files, first time, elapsed", seconds, 5, " s")
    report.target("10", "peak of that process", peak, 250, " MB")
