"""Target 12: what two workers hold in memory after they have worked."""

import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.environment import url_of
from benchmarks.server import serving

REQUESTS = 600
PAGES = (
    "/plan/", "/plan/?status=blocked", "/plan/1.1.1.2/", "/plan/2.3.2.1/", "/groups/",
    "/groups/training/", "/partners/", "/plan/export/xlsx/", "/plan/export/csv/", "/search/?q=plan",
    "/help/", "/login/",
)  # fmt: skip


def measure(report, postgres):
    if not Path("/proc/self/smaps_rollup").exists():
        report.note("not measured: this system does not tell what processes share")
        return
    with serving(url_of(1, postgres)) as (address, server):
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(_get, (address + PAGES[n % len(PAGES)] for n in range(REQUESTS)))
            )
        held = sum(_megabytes(process) for process in [server.pid, *_children(server.pid)])
    wrong = [status for status in answers if status != 200]
    report.note(f"{REQUESTS} requests over {len(PAGES)} pages, four at a time; {len(wrong)} failed")
    report.beyond("12", "two workers and their master, PSS", held, 180, 200, " MB")


def _get(address):
    with urllib.request.urlopen(address, timeout=30) as response:
        response.read()
        return response.status


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _megabytes(pid):
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)[1]) / 1024
