"""Freeze a pack, write its four files and print the seconds it took and the peak of this process's
memory in megabytes: `python -m benchmarks.pack_files postgres://…/sip_bench_x1`."""

import sys
import time

from benchmarks import environment
from benchmarks.export_rows import peak


def main(url):
    environment.prepare(url=url)
    from benchmarks.pack import frozen, told
    from reporting.pack.content import build
    from reporting.pack.files import FORMATS

    with told() as meeting:
        started = time.perf_counter()
        tree = build(frozen(meeting), "fr")
        sizes = [len(one.write(tree)) for one in FORMATS.values()]
        taken = time.perf_counter() - started
    assert min(sizes) > 10_000
    print(taken, peak())


if __name__ == "__main__":
    main(sys.argv[1])
