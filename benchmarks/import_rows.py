"""Read, show and write the workbook of `benchmarks.countries`, and print the peak of this process's
memory in megabytes. A process of its own, so that the peak is its own."""

import sys

from benchmarks import environment
from benchmarks.export_rows import peak


def main(url):
    environment.prepare(url=url)
    from accounts.models import User
    from actionplans.models import ActionPlan
    from benchmarks.countries import ROWS, Import

    work = Import.__new__(Import)
    work.by = User.objects.get(email="bench-import@example.org")
    work.plan = ActionPlan.objects.select_related("cluster").get(cluster__slug="bench-import")
    work.number = 1_000
    work.change()
    assert work.ours() == ROWS
    print(peak())


if __name__ == "__main__":
    main(sys.argv[1])
