"""What people upload, hostile: each is refused in words, at once, and without eating memory."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.utils.translation import override

from sip.tables.limits import MAX_BYTES, TableRefused
from sip.tables.reading import read_tables, read_upload
from tests.edges import a_few
from tests.tables.books import HOSTILE, hostile

# Run apart, so that memory is counted from a clean process; reset before each file (Linux). Time is
# the processor's: how busy the machine is otherwise says nothing of a file.
TRIAL = """
import pathlib, sys, time
import django
django.setup()
from sip.tables.limits import TableRefused
from sip.tables.reading import read_tables

def memory(line):
    return int(pathlib.Path("/proc/self/status").read_text().split(line)[1].split()[0]) / 1000

for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    content = path.read_bytes()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before, start = memory("VmRSS:"), time.process_time()
    try:
        read_tables(content)
        answer = "read"
    except TableRefused:
        answer = "refused"
    took = time.process_time() - start
    print(answer, took, memory("VmHWM:") - before, path.name, sep="\\t")
"""


@pytest.mark.parametrize("name", a_few(HOSTILE, 12))
def test_each_is_refused_with_a_reason_and_the_limits(name):
    with override("en"):
        with pytest.raises(TableRefused) as refusal:
            read_tables(hostile(name))
        assert len(str(refusal.value.reason)) > 20
        assert "at most 2 MB, 10\N{NO-BREAK SPACE}000 rows and 60 columns" in str(refusal.value)


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="reads Linux's own figures")
@pytest.mark.long  # each of them is refused in every run: see above
def test_none_takes_two_seconds_or_150_megabytes(tmp_path):
    for name in HOSTILE:
        (tmp_path / name.replace(" ", "_")).write_bytes(hostile(name))
    done = subprocess.run(
        [sys.executable, "-c", TRIAL, tmp_path], capture_output=True, text=True, check=True
    )
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(lines) == len(HOSTILE)
    for answer, seconds, megabytes, name in lines:
        assert answer == "refused", name
        assert float(seconds) < 2, (name, seconds)
        assert float(megabytes) < 150, (name, megabytes)


def test_a_large_upload_is_refused_unread():
    class Upload:
        size = MAX_BYTES + 1

        def read(self, count):
            raise AssertionError

    with pytest.raises(TableRefused):
        read_upload(Upload())
