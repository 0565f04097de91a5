"""What the tracker gives out comes back without a difference: workbook, document, pasted table."""

import contextlib
import io
import itertools

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import trail
from accounts.models import TrailRow
from actionplans import deadlines
from actionplans.actions.ccpm import gaps_from_survey
from actionplans.actions.plans import start_plan
from actionplans.actions.writing import Addition, write
from actionplans.exports import document, workbook
from actionplans.imports.actions import PASTED, apply, put_up
from actionplans.imports.document import read_document
from actionplans.models import Action, ActionPlan, Gap, NationalCluster, Section
from actionplans.reading import Sheet
from sip.models import PendingImport

TEXTS = ("Voir les bailleurs;", "Écrire une note", "Un; deux", "=1+1", "Ligne une\nLigne deux",
         "Continue", "– tiret", "Mensuelle", "a\tb", "Fin.", "'", "Plaidoyer")  # fmt: skip
WORDS = ("", "Continue", "Mensuelle", "Août", "Bientôt", "15/06/2026")
# Of a section (none, or a title), its gaps: each (unsure, shares its cell, its actions).
ACTIONS = st.lists(st.tuples(st.sampled_from(TEXTS), st.sampled_from(WORDS)), max_size=3)
GAPS = st.lists(st.tuples(st.booleans(), st.booleans(), ACTIONS), max_size=3)
PLANS = st.lists(GAPS, min_size=1, max_size=3)


def as_workbook(plan):
    return workbook.content(Sheet(plan)), "plan.xlsx"


def as_document(plan):
    return document.content(Sheet(plan)), "plan.docx"


def as_pasted(plan):
    """As a word processor copies the table: merged cells are empty but for the first."""
    lines = []
    for row in read_document(document.content(Sheet(plan))):
        cells = [
            "" if same else text for text, same in zip(row.cells, row.same_as_above, strict=True)
        ]
        lines.append(row.cells[0] if row.is_title else "\t".join(cells))
    return "\n".join(lines).encode(), PASTED


WAYS = [as_workbook, as_document, as_pasted]


def brought_back(plan, by, way):
    """Put the plan's own file up and write it; return what it was said to change, and the rows."""
    content, name = way(plan)
    pending = put_up(plan=plan, content=content, file_name=name, by=by)
    data = pending.preview
    told = {kind: data[kind] for kind in ("errors", "changed", "moved", "new", "questions", "asks")}
    rows = apply(pending=pending, plan=plan, basis=pending.basis, by=by).rows
    return {kind: found for kind, found in told.items() if found}, rows


def everything(plan):
    return (
        list(Gap.objects.filter(section__plan=plan).order_by("pk").values()),
        list(Action.objects.of_plan(plan).order_by("pk").values()),
        list(plan.sections.order_by("pk").values()),
    )


def made(plan, sections, *, on_one_line=False):
    numbers = itertools.count(1)
    for place, gaps in enumerate(sections, start=1):
        section = Section.objects.create(plan=plan, order=place, title=f"Section {place}")
        for is_unsure, shares_cell, actions in gaps:
            said = f"Défi {next(numbers)}" + ("" if on_one_line else "\nsuite")
            gap = Gap.objects.create(
                section=section, order=next(numbers), text=said, is_unsure=is_unsure,
                shares_cell=shares_cell,
            )  # fmt: skip
            write(plan=plan, by=None, additions=[
                Addition({"text": text.replace("\t", " ") if on_one_line else text,
                          **timing(words)}, gap=gap)
                for text, words in actions
            ])  # fmt: skip


def timing(words):
    found = deadlines.read(words, 2026)
    return {
        "deadline_as_published": words, "schedule": found.schedule, "frequency": found.frequency,
        "due_on": found.due_on,
    }  # fmt: skip


@contextlib.contextmanager
def undone():
    """Whatever is written within is taken back: the next example begins where this one did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def empty(cast):
    cluster = NationalCluster.objects.create(slug="round", name="Round", country="COD")
    return start_plan(cluster=cluster, year=2026, by=cast.glc_rome2, state=ActionPlan.State.OPEN)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(sections=PLANS)
def test_any_plan_that_goes_out_comes_back_without_a_difference(cast, empty, way, sections):
    with undone():
        made(empty, sections, on_one_line=way is as_pasted)
        if not Gap.objects.filter(section__plan=empty).exists():
            return
        before, head = everything(empty), trail.head()
        assert brought_back(empty, cast.glc_rome2, way) == ({}, 0)
        assert (everything(empty), trail.head()) == (before, head)
        assert not PendingImport.objects.filter(written_at__isnull=False).exists()


@pytest.mark.parametrize("way", WAYS)
def test_gaps_begun_from_a_survey_come_back_without_a_difference(cast, plan, way):
    by = cast.country_coord
    assert gaps_from_survey(plan=plan, survey=plan.cluster.surveys.get(), by=by) == 1
    told = TrailRow.objects.get(verb="country_gap_added")
    assert told.after["section"] == "Éclairer les décisions stratégiques"
    assert brought_back(plan, by, way) == ({}, 0)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_the_source_comes_back_without_a_difference(cast, source_plan, way):
    assert brought_back(source_plan, cast.glc_rome2, way) == ({}, 0)


@pytest.mark.long
def test_a_gap_without_an_action_is_new_once(cast, plan):
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(plan)[0]))
    columns = {cell.value: cell.column for cell in book.worksheets[0][1]}
    for row in (4, 5):
        for title, text in (("Section", "Strategy"), ("Challenge or gap", "Nobody answers")):
            book.worksheets[0].cell(row, columns[title]).value = text
    out = io.BytesIO()
    book.save(out)
    for rows in (1, 0):
        pending = put_up(
            plan=plan, content=out.getvalue(), file_name="p.xlsx", by=cast.country_coord
        )
        assert len(pending.preview["new"]) == rows
        done = apply(pending=pending, plan=plan, basis=pending.basis, by=cast.country_coord)
        assert done.rows == rows
    assert Gap.objects.filter(text="Nobody answers").count() == 1
