"""Write a workbook of so many rows and print the peak of this process's memory in megabytes:
`python -m benchmarks.export_rows 100000 postgres://…/sip_bench_x1`. A process of its own, so that
the peak is its own."""

import re
import resource
import sys
from itertools import cycle, islice
from pathlib import Path

from benchmarks import environment


def main(count, url):
    environment.prepare(url=url)
    from reporting.exports import as_xlsx
    from reporting.exports.plan import plan_table

    table = plan_table(language="fr", narrative=True)
    table = table._replace(rows=islice(cycle(list(table.rows)), count))
    assert sum(len(piece) for piece in as_xlsx.pieces(table)) > count
    print(peak())


def peak():
    """Return the most memory this process ever held, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says there counts the process that started this one too
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
