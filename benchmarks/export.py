"""Target 8: the plan as a workbook against the library's write-only loop, in time and memory."""

import io
import subprocess
import sys

from openpyxl import Workbook

from benchmarks.environment import switch, url_of
from benchmarks.measure import Subject, interleave
from reporting.exports import as_xlsx
from reporting.exports.formats import FORMATS
from reporting.exports.plan import plan_table

# The export is held to the floor on this many times the plan (500 activities).
SIZE = 10
ROWS = (1_000, 100_000)


def table():
    return plan_table(language="fr", narrative=True)


def read():
    """The read alone: the rows, and the values of every column."""
    return list(table().rows)


def export():
    return b"".join(as_xlsx.pieces(table()))


def loop(rows):
    """W: what the library takes for the same values, row by row, without a style."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append([", ".join(v) if isinstance(v, list) else v for v in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def measure(report, rounds):
    switch(SIZE)
    rows = read()
    report.note(f"{len(rows)} rows of {len(rows[0])} columns")
    taken = interleave(
        [
            Subject("the read alone", read),
            Subject("W write-only loop", lambda: loop(rows)),
            Subject("the export", export),
        ],
        rounds,
        warmups=1,
    )
    report.times(taken)
    reading, writing, whole = taken.values()
    report.target(
        "8", "export to W plus the read, cpu", whole.cpu / (reading.cpu + writing.cpu), 1.2
    )


def measure_memory(report, postgres):
    """The peak of a process of its own for each format and size."""
    for kind in FORMATS:
        peaks = [_peak(rows, kind, url_of(1, postgres)) for rows in ROWS]
        told = ", ".join(f"{rows} rows {at:.0f} MB" for rows, at in zip(ROWS, peaks, strict=True))
        report.note(f"{kind}, peak: {told}")
        name = f"more memory for 100,000 rows than for 1,000, {kind}"
        report.target("8", name, peaks[-1] - peaks[0], 10, " MB")


def _peak(rows, kind, url):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.export_rows", str(rows), kind, url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)
