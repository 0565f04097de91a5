"""The pack of a GLM: what was known when it met, and what each body reports."""

import copy
import datetime
import io

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse
from openpyxl import load_workbook

from reporting.exports import glm
from reporting.models import Quarter, Report
from sip import actions as sip_actions
from sip.models import Activity
from tests.edges import edges
from tests.exports.conftest import CANARY
from tests.exports.reading import cells, texts
from tests.reporting.acts import accepted, report_of


@pytest.fixture(autouse=True)
def autumn(standing_autumn, db):
    return copy.deepcopy(standing_autumn.cast)


@pytest.fixture
def glms(standing_autumn, db):
    return copy.deepcopy(standing_autumn.glms)


def pack(meeting, **options):
    return glm.make(meeting, **{"narrative": True, **options})


def standing(told, code):
    return next(one for one in told.standings if one.row.code == code)


def book(client, key="2026-11", **query):
    response = client.get(reverse("meeting-export", args=[key, "xlsx"]), query)
    assert response.status_code == 200
    return response.content


@pytest.fixture(scope="module")
def books():
    return {}


@pytest.fixture
def untouched(books, client, autumn):
    """Sign somebody in and return the workbook that they take before anything is changed: made
    once for a module."""

    def take(kind, **query):
        if kind != "anonymous":
            client.force_login(getattr(autumn, kind))
        mark = (kind, *query.values())
        if mark not in books:
            books[mark] = book(client, **query)
        return books[mark]

    return take


def page(client, key="2026-11", **query):
    response = client.get(reverse("meeting", args=[key]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_meeting_takes_up_the_last_quarter_that_ended_before_it(autumn, glms):
    told = pack(glms["november"])
    assert (told.quarter.key, [days.key for days in told.quarters]) == (
        "2026-Q3", ["2026-Q2", "2026-Q3"],
    )  # fmt: skip
    assert pack(glms["june"]).quarter.key == "2026-Q1"
    assert [days.key for days in pack(glms["june"]).quarters] == ["2025-Q4", "2026-Q1"]


def test_the_quarter_that_names_the_meeting_wins(autumn, glms):
    Quarter.objects.filter(key="2026-Q3").update(meeting=None)
    Quarter.objects.filter(key="2026-Q2").update(meeting=glms["november"])
    assert pack(glms["november"]).quarter.key == "2026-Q2"


def test_statuses_are_those_of_the_end_of_the_quarter_compared_with_the_meeting_before(
    autumn, glms
):
    told = pack(glms["november"])
    one = standing(told, "3.1.1.2")
    assert (one.status, one.before, one.is_new) == ("blocked", "none", True)
    assert told.counts["blocked"] == 2
    assert told.counts["none"] == 44
    assert told.counts_before["none"] == 46
    assert (len(told.moved), len(told.new)) == (0, 2)
    assert pack(glms["june"]).counts_before is None


def set_status(activity, by, **options):
    return sip_actions.set_status(
        activity=activity, status="on_track", by=by, version=activity.version,
        motive="Seen in the field.", **options,
    )  # fmt: skip


@pytest.mark.long
def test_what_takes_effect_or_is_recorded_later_is_not_in_the_pack(autumn, glms):
    activity = Activity.objects.get(code="1.1.1.2")
    set_status(activity, autumn.glc_rome)  # effective in October: after the quarter
    assert standing(pack(glms["november"]), "1.1.1.2").status == "none"
    with time_machine.travel(datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)):
        activity.refresh_from_db()
        set_status(activity, autumn.glc_rome, effective_on=datetime.date(2026, 9, 30))
        told = pack(glms["november"])
        assert not told.is_ahead
        assert standing(told, "1.1.1.2").status == "none"  # recorded after the meeting began
        assert standing(told, "3.1.1.2").status == "blocked"


def test_a_report_accepted_too_late_is_named_without_its_words(autumn, glms):
    early = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)
    glms["november"].starts_on = early.date()
    glms["november"].save()
    told = pack(glms["november"])
    training = next(one for one in told.bodies if one.body.key == "training")
    before, late = training.reports
    assert (before.is_after, before.summary) == (False, "A good quarter.")
    assert (late.is_after, late.summary) == (True, "")


@pytest.mark.long
def test_bodies_come_with_the_activities_they_report_on(autumn, glms):
    told = pack(glms["november"])
    assert [one.body.key for one in told.bodies] == [
        "partnerships", "preparedness", "procurement", "services", "training", "rome", "sag",
    ]  # fmt: skip
    training = next(one for one in told.bodies if one.body.key == "training")
    assert [one.row.code for one in told.of_body(training)] == ["3.1.1.2", "3.1.2.1"]
    assert told.reports_accepted == 2


def test_the_workbook_has_its_sheets_and_reads_back(untouched):
    opened = load_workbook(io.BytesIO(untouched("partner", language="en")))
    assert opened.sheetnames == [
        "Summary", "Plan", "Partnerships WG", "Preparedness WG", "Procurement WG",
        "Service Provision WG", "Training WG", "Rome support team", "SAG", "Data",
    ]  # fmt: skip
    for sheet in opened:
        assert sheet.freeze_panes
        assert not sheet.merged_cells.ranges
        assert sheet.column_dimensions["A"].width
    rows = list(opened["Plan"].iter_rows(min_row=6, values_only=True))
    assert rows[0][6:] == (
        "Status, GLM of June 2026", "Status, GLM of November 2026", "Change", "Confirmed in",
    )  # fmt: skip
    plan = {row[0]: row for row in rows[1:]}
    assert len(plan) == 50
    assert plan["3.1.1.2"][6:] == ("Not yet reported", "Blocked", "First report", "Q3 2026")
    assert plan["1.1.1.1"][6:9] == ("Completed", "Completed", "Unchanged")
    assert plan["1.1.1.2"][6:9] == ("Not yet reported", "Not yet reported", "–")
    data = list(opened["Data"].iter_rows(values_only=True))
    assert data[1][13] == "#status+code"
    assert {row[6]: row[13] for row in data[2:]}["3.1.1.2"] == "blocked"


@pytest.mark.long
def test_a_bodys_sheet_says_whose_status_counts_where_its_own_is_another(client, autumn, glms):
    accepted(report_of("rome"), autumn.glc_rome, autumn.sag)  # named first in 3.1.2.1
    client.force_login(autumn.partner)
    sheets = load_workbook(io.BytesIO(book(client, language="en")))
    titles, *rows = sheets["Training WG"].iter_rows(min_row=6, max_row=8, values_only=True)
    told = {row[0]: row[titles.index("Where the body says another status")] for row in rows}
    assert told == {
        "3.1.1.2": None,
        "3.1.2.1": "This body said “Blocked” for Q3 2026. The official status, “On track”, is the "
        "one that Rome support team reported.",
    }
    assert "This body said" not in str(list(sheets["Rome support team"].values))


@pytest.mark.long
def test_the_page_says_whose_status_counts_beside_a_groups_own_words(client, autumn, glms):
    said = "the group reported “Blocked”; official: “On track”"
    client.force_login(autumn.partner)
    assert said not in page(client)
    accepted(report_of("rome"), autumn.glc_rome, autumn.sag)  # named first in 3.1.2.1
    assert page(client).count(said) == 1
    client.logout()
    assert said not in page(client)


@pytest.mark.long
def test_the_page_says_so_beside_the_words_of_an_earlier_quarter(client, autumn, glms):
    day = datetime.date(2026, 6, 30)
    client.force_login(autumn.partner)
    assert "is another than reported here" not in page(client)
    set_status(Activity.objects.get(code="3.1.2.1"), autumn.glc_rome, effective_on=day)
    told = page(client)
    assert "The official status on 30 June 2026 is another than reported here:" in told
    assert "the group reported “At risk”; official: “On track”" in told


@pytest.mark.long
def test_a_bodys_sheet_says_so_where_the_glc_set_another_status(client, autumn, glms):
    day = datetime.date(2026, 9, 30)
    set_status(Activity.objects.get(code="3.1.1.2"), autumn.glc_rome, effective_on=day)
    said = "This body said “Blocked” for Q3 2026. The official status is “On track”."
    assert said not in texts(book(client, language="en"))
    client.force_login(autumn.partner)
    assert said in texts(book(client, language="en"))


@pytest.mark.long
def test_what_the_sip_prints_as_completed_is_evidenced_by_the_sip_itself(untouched):
    told = texts(untouched("partner"))
    assert "SIP, «\u00a0Projet de révision du novembre 2023\u00a0»" in told
    assert ".txt" not in told


def test_the_summary_counts_what_the_page_counts(client, untouched):
    opened = load_workbook(io.BytesIO(untouched("partner", language="en")))
    rows = opened["Summary"].iter_rows(values_only=True)
    counts = {row[0]: row[1:] for row in rows if row[0] and row[0].startswith("Whole plan")}
    assert counts["Whole plan, GLM of June 2026"] == (50, 4, 0, 0, 0, 0, 0, 46)
    assert counts["Whole plan, GLM of November 2026"] == (50, 4, 0, 0, 2, 0, 0, 44)
    shown = page(client)
    assert 'status=blocked#h-plan"><strong>2</strong>' in shown
    assert 'status=none#h-plan"><strong>44</strong>' in shown
    assert "46 at the last GLM" in shown
    listed = page(client, status="blocked")
    assert "2 activities" in listed
    assert listed.count('<th scope="row">') == 2


@pytest.mark.long
def test_people_signed_in_read_the_words_and_visitors_the_figures(client, untouched):
    shown, told = page(client), texts(untouched("anonymous"))
    assert "A good quarter." not in shown
    assert not [words for words in ("A good quarter.", "Two trainings held.", "Who pays")
                if words in told]  # fmt: skip
    assert "<strong>44</strong>" in shown
    told, shown = texts(untouched("stakeholder")), page(client)
    assert "A good quarter." in shown
    assert "A good quarter." in told
    assert "Two trainings held." in told
    assert "Work not endorsed by the GLM" in told
    assert "Work not endorsed by the GLM" in shown


READERS = ("anonymous", "partner", "wg_lead", "sag", "glc_rome", "admin")


@pytest.mark.long
@pytest.mark.parametrize("kind", edges(READERS, "anonymous", "wg_lead", "glc_rome"))
def test_what_is_not_accepted_is_in_no_pack_and_on_no_page(client, untouched, kind):
    assert CANARY not in texts(untouched(kind))
    assert CANARY not in page(client)


@pytest.mark.long
def test_what_the_sag_is_to_decide_stands_on_the_page_for_people_signed_in(client, autumn, glms):
    asked = 'id="h-of-the-sag"'
    assert asked not in page(client)
    client.force_login(autumn.partner)
    found = page(client).split(asked)[1].split("</ul>")[0]
    blocked = [one for one in pack(glms["november"]).standings if one.status == "blocked"]
    for number, one in enumerate(blocked, 1):
        assert f">S{number}</span>" in found and one.row.code in found
        assert one.answers["decision_needed"] in found


@pytest.mark.long
def test_words_in_another_language_than_the_page_s_are_marked(client, autumn, glms):
    summary = "It was the quarter of the trainings."
    Report.objects.filter(state="accepted").update(summary=summary)
    client.force_login(autumn.partner)
    for language, is_marked in (("fr", True), ("en", False)):
        client.cookies["django_language"] = language
        words = page(client).split('id="h-words"')[1].split("</section>")[0]
        assert summary in words
        assert ("texte original en anglais" in words) is is_marked
        assert ('lang="en" dir="auto"' in words) is is_marked


def test_one_readers_page_is_never_anothers(client, autumn, glms):
    """Words are cached apart from figures, whoever comes first."""
    client.force_login(autumn.partner)
    assert "A good quarter." in page(client)
    book(client)
    client.logout()
    assert "A good quarter." not in page(client)
    assert "A good quarter." not in texts(book(client))


@pytest.mark.long
def test_no_cell_of_a_pack_is_a_formula(untouched):
    found = cells(untouched("partner"))
    assert {cell.data_type for _sheet, cell in found} <= {"s", "n", "d"}
    assert "=Who pays for the platform?" in [cell.value for _sheet, cell in found]


@pytest.mark.long
def test_the_size_beside_the_download_is_the_files(client, autumn, glms):
    size = len(book(client))
    assert f"XLSX, {size / 1024:.1f}" in page(client).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.long
def test_pages_answer_and_what_is_not_there_does_not(client, autumn, glms):
    assert "GLM of November 2026" in client.get(reverse("meetings")).content.decode()
    assert client.get("/glm/2031-01/").status_code == 404
    assert client.get("/glm/2031-01/export/xlsx/").status_code == 404
    for name in ("docx", "pdf", "exe"):
        assert client.get(f"/glm/2026-11/export/{name}/").status_code == 404
    assert page(client, status="nonsense").count('<th scope="row">') == 50
    assert client.get("/glm/2026-11/?status=%00").status_code in (200, 400)


@pytest.mark.long
def test_a_page_stays_light(client, autumn, glms):
    client.force_login(autumn.partner)
    answer = client.get("/glm/2026-11/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) <= 15 * 1024


@pytest.mark.long
def test_the_queries_do_not_grow(client, autumn, glms, queries):
    from tests.exports.test_plan_export import grow

    def look():
        caches["pages"].clear()
        page(client)

    client.force_login(autumn.partner)
    look()
    small = queries(look)
    grow(100)
    assert queries(look) == small
    assert queries(lambda: page(client)) <= 7
