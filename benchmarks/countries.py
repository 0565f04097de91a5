"""National plans: all countries on one page, and a workbook of thousands of rows read, shown and
written (targets 9 and 19)."""

import datetime
import io
import subprocess
import sys

from django.db import connection, transaction
from django.utils import timezone
from import_export import resources
from import_export.formats.base_formats import XLSX
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from accounts import trail
from accounts.models import Grant, User
from actionplans.actions.plans import start_plan
from actionplans.actions.writing import Addition, write
from actionplans.columns import BY_NAME
from actionplans.deadlines import end_of_month
from actionplans.exports import workbook
from actionplans.imports.actions import apply, put_up
from actionplans.models import Action, ActionPlan, Gap, NationalCluster, Occurrence, Section
from actionplans.reading import Sheet
from benchmarks.environment import switch, url_of
from benchmarks.measure import Subject, interleave
from benchmarks.pages import get, queries, reader

COUNTRIES, YEARS, EACH = 200, (2022, 2023, 2024, 2025, 2026), 20
ROWS = 5_000
BATCH = 500
PAGE = "/countries/?year=2026"
PAST = "/countries/?year=2026&as_of=2026-06-30"
FUNCTIONS = (
    "support_service_delivery", "inform_strategic_decisions", "plan_and_implement_strategy",
    "monitor_and_evaluate", "",
)  # fmt: skip
STOCK = {
    "number": "id", "text": "text", "deadline": "deadline_as_published",
    "responsible": "responsible", "support_from": "support_from",
}  # fmt: skip
FIELDS = tuple(STOCK.values())


@transaction.atomic
def grow():
    """Add the countries: a plan a year, actions of every kind, a tick for each month but the
    last."""
    clusters = NationalCluster.objects.bulk_create(
        [NationalCluster(slug=f"bench-{n}", name=f"Cluster {n}") for n in range(COUNTRIES)]
    )
    plans = ActionPlan.objects.bulk_create(
        [
            ActionPlan(cluster=cluster, year=year, title=f"Plan {year}", state="open")
            for cluster in clusters
            for year in YEARS
        ],
        batch_size=BATCH,
    )
    sections = Section.objects.bulk_create(
        [
            Section(plan=plan, order=at, title=f"Part {at}", core_function=function)
            for plan in plans
            for at, function in enumerate(FUNCTIONS)
        ],
        batch_size=BATCH,
    )
    gaps = Gap.objects.bulk_create(
        [Gap(section=one, order=1, text="Reports come late") for one in sections], batch_size=BATCH
    )
    _act(gaps)


def _act(gaps):
    kinds = (
        {"schedule": "recurring", "frequency": "monthly"}, {"schedule": "continuous"},
        {"schedule": "by_month", "month": 8}, {"schedule": "unspecified"},
    )  # fmt: skip
    actions = []
    for gap in gaps:
        year = gap.section.plan.year
        for at, kind in enumerate(kinds[: EACH // len(FUNCTIONS)]):
            kind = dict(kind)  # noqa: PLW2901 (a copy to take from)
            month = kind.pop("month", None)
            due_on = end_of_month(datetime.date(year, month, 1)) if month else None
            actions.append(Action(gap=gap, order=at, text=f"Do the thing {at}", due_on=due_on,
                                  starts_on=datetime.date(year, 1, 1), **kind))  # fmt: skip
    Action.objects.bulk_create(actions, batch_size=BATCH)
    monthly = [action for action in actions if action.frequency]
    Occurrence.objects.bulk_create(
        [
            Occurrence(action=one, period_on=day, done_on=day, recorded_at=_noon(day))
            for one in monthly
            for month in range(1, 10)
            for day in [datetime.date(one.starts_on.year, month, 1)]
        ],
        batch_size=BATCH,
    )


def _noon(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def measure(report, rounds):
    switch(1)
    grow()
    _analyse()
    client = reader("glc")
    pages = {"all countries": PAGE, "all countries, past": PAST}
    taken = interleave(
        [Subject(name, get(client, address)) for name, address in pages.items()], rounds, warmups=1
    )
    report.times(taken)
    report.note(f"{COUNTRIES} countries, {len(YEARS)} years, {Action.objects.count()} actions")
    report.target("19", "all countries, seconds of cpu", taken["all countries"].cpu, 1, " s")
    for name, address in pages.items():
        report.target("19", f"{name}, queries", queries(get(client, address)), 12)


def _analyse():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


# --- a workbook comes back (target 9) --------------------------------------------------------


class Stock(resources.ModelResource):
    """The rows as django-import-export reads them when told nothing else."""

    class Meta:
        model = Action
        fields = FIELDS


class Import:
    """One plan of `ROWS` actions, and its workbook with every row changed, again and again."""

    def __init__(self):
        self.by = User.objects.create(email="bench-import@example.org", name="Import")
        Grant.objects.create(person=self.by, role=Grant.Role.GLC_STAFF)
        cluster = NationalCluster.objects.create(slug="bench-import", name="Import")
        self.plan = start_plan(cluster=cluster, year=2026, by=None, state="open")
        write(plan=self.plan, by=None, additions=[
            Addition({"text": f"Action {n}", "deadline_as_published": "Mensuelle",
                      "schedule": "recurring", "frequency": "monthly"},
                     f"Part {n // 500}", gap_text=f"Gap {n // 4}")
            for n in range(ROWS)
        ])  # fmt: skip
        self.number = 0
        self.content = b""

    def change(self):
        """Make the file that is put up next: what stands in the tracker, each action reworded."""
        self.number += 1
        sheet = Sheet(self.plan)
        for line in sheet.lines:
            line.action.text = f"{line.action.text.partition(' / ')[0]} / {self.number}"
        self.content = workbook.content(sheet)

    def change_and_keep(self):
        """The same as a spreadsheet program keeps it: with its size, without which django-import-
        export takes rows whose last cells are empty for too short."""
        self.change()
        kept = io.BytesIO()
        load_workbook(io.BytesIO(self.content)).save(kept)
        self.content = kept.getvalue()

    def leave(self):
        self.content = workbook.content(Sheet(self.plan))

    def ours(self):
        """Preview, apply, trail."""
        pending = put_up(plan=self.plan, content=self.content, file_name="p.xlsx", by=self.by)
        return apply(pending=pending, plan=self.plan, basis=pending.basis, by=self.by).rows

    @transaction.atomic
    def floor(self):
        """Read, clean, upsert: nothing compared, nobody shown anything, no trail."""
        rows = CalamineWorkbook.from_filelike(io.BytesIO(self.content)).get_sheet_by_index(0)
        rows = rows.to_python()
        text = rows[0].index(str(BY_NAME["text"].title))
        held = Action.objects.of_plan(self.plan).in_bulk()
        changed = []
        for row in rows[1:]:
            action = held[int(row[0])]
            action.text = row[text]
            action.clean_fields()
            changed.append(action)
        Action.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["pk"], update_fields=FIELDS[1:],
            batch_size=BATCH,
        )  # fmt: skip
        assert len(changed) == ROWS

    def stock(self):
        """django-import-export: read (once: its own pages read the file for the trial and again for
        the writing), try, write; it keeps no trail."""
        dataset = XLSX().create_dataset(self.content)
        own = {str(BY_NAME[name].title): field for name, field in STOCK.items()}
        dataset.headers = [own.get(title, title) for title in dataset.headers]
        for is_trial in (True, False):
            result = Stock().import_data(dataset, dry_run=is_trial)
            assert not result.has_errors()


def measure_import(report, rounds, postgres):
    switch(1)
    work = Import()
    _analyse()
    taken = interleave(
        [
            Subject("floor: calamine, clean_fields, upsert", work.floor, work.change),
            Subject("preview, apply and trail", work.ours, work.change),
            Subject("the same file unchanged", work.ours, work.leave),
            Subject("stock django-import-export", work.stock, work.change_and_keep),
        ],
        rounds,
        warmups=0,
    )
    report.times(taken, per="floor: calamine, clean_fields, upsert")
    floor, ours, _same, stock = taken.values()
    report.target("9", "import to its floor, cpu", ours.cpu / floor.cpu, 3)
    report.target("9", "import to django-import-export, cpu", ours.cpu / stock.cpu, 0.2)
    report.target("9", "milliseconds of cpu a row", ours.cpu * 1000 / ROWS, 1)
    work.leave()
    before = trail.head()
    report.target("9", "rows written for an unchanged file", work.ours(), 0)
    report.target("9", "rows of the trail for it", trail.head() - before, 0)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.import_rows", url_of(1, postgres)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    report.target("9", "memory of a process that imports it", float(done.stdout), 200, " MB")
