"""Run all figures: `python -m benchmarks`. See README.md beside this file."""

import argparse
import os
import platform
import sys

from benchmarks import environment

PARTS = (
    "pages", "growth", "dashboard", "export", "pack", "weight", "memory", "network", "submissions",
    "countries", "import",
)  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="of small things; 15 by default")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    return parser.parse_args()


def main():
    chosen = arguments()
    url = os.environ.get("DATABASE_URL", "")
    postgres = url if url.startswith(("postgres:", "postgresql:")) else ""
    environment.prepare(url=postgres)
    from benchmarks.run import run

    print(f"Python {platform.python_version()}, {'PostgreSQL' if postgres else 'SQLite'}, "
          f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    report = run(chosen.only, chosen.rounds, postgres)
    if report.accepted:
        print(f"\nMissed, for the reasons in README.md: {_listed(report.accepted)}")
    if report.missed:
        print(f"\nMissed: {_listed(report.missed)}")
    elif not report.accepted:
        print("\nEvery target is met.")
    sys.exit(bool(report.missed))


def _listed(numbers):
    return ", ".join(sorted(set(numbers), key=int))


if __name__ == "__main__":
    main()
