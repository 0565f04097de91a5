"""Write a file of so many rows and print the peak of this process's memory in megabytes:
`python -m benchmarks.export_rows 100000 xlsx postgres://…/sip_bench_x1`. A process of its own, so
that the peak is its own. The rows stand in the database, are read as any dataset's are, and are
taken back."""

import re
import resource
import sys
from pathlib import Path

from benchmarks import environment

AT_ONCE = 1000
WORDS = "Three more trainers were found in two countries; the next session is in spring. "


def main(count, kind, url):
    environment.prepare(url=url)
    from django.contrib.auth.models import AnonymousUser
    from django.db import transaction

    from accounts.models import User
    from reporting.exports.datasets import Reader, table_of
    from reporting.exports.datasets.decisions import LESSONS
    from reporting.exports.formats import FORMATS

    with transaction.atomic():
        fill(count)
        reader = Reader(User.objects.first() or AnonymousUser(), "fr")
        size = sum(len(piece) for piece in FORMATS[kind].pieces(table_of(LESSONS, reader)))
        transaction.set_rollback(True)
    assert size > count
    print(peak())


def fill(count):
    """Add so many lessons, some at a time, so that none of it is held."""
    from sip.models import Lesson
    from sip.translated import Translated

    for first in range(0, count, AT_ONCE):
        Lesson.objects.bulk_create(
            Lesson(
                lesson=Translated.of(fr=f"{number} {WORDS}", en=f"{number} {WORDS}"),
                measure=Translated.of(fr=WORDS), source=f"Exercise {number}",
                learnt_on="2026-01-01",
            )
            for number in range(first, min(first + AT_ONCE, count))
        )  # fmt: skip


def peak():
    """Return the most memory this process ever held, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says there counts the process that started this one too
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
