"""Write a workbook of so many rows and print the peak of this process's memory in megabytes:
`python -m benchmarks.export_rows 100000`. A process of its own, so that the peak is its own."""

import resource
import sys
from itertools import cycle, islice

from benchmarks import environment


def main(count):
    environment.prepare()
    environment.build(1)
    try:
        from reporting.exports import as_xlsx
        from reporting.exports.plan import plan_table

        table = plan_table(language="fr", narrative=True)
        rows = list(table.rows)
        table = table._replace(rows=islice(cycle(rows), count))
        size = sum(len(piece) for piece in as_xlsx.pieces(table))
        assert size > count
    finally:
        environment.drop()
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024))


if __name__ == "__main__":
    main(int(sys.argv[1]))
