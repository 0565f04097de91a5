"""The plan taken away: one list of columns and one calculation for every format."""

import datetime
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import TrailRow
from reporting.exports.columns import ACTIVITIES
from sip.models import Activity, Owner, Responsibility
from sip.tables.cells import restored
from sip.translated import Translated
from tests.exports.conftest import CANARY
from tests.exports.reading import READERS, body, cells, from_csv
from tests.tables.test_cells import FORMULAS

HEADER = (
    "pillar_number,pillar,outcome_code,outcome,output_code,output,activity_code,activity_fr,"
    "activity_en,responsible_codes,responsible_names,responsible_as_published,working_group_code,"
    "status_code,status,rag_code,start_date,due_date,completed_date,last_reported_period,"
    "last_reported_on,sip_revision,url"
)
HASHTAGS = (
    "#activity+pillar+code,#activity+pillar+name+i_fr,#activity+outcome+code,"
    "#activity+outcome+name+i_fr,#activity+output+code,#activity+output+name+i_fr,"
    "#activity+activity+code,#activity+activity+name+i_fr,#activity+activity+name+i_en,"
    "#org+impl+code+list,#org+impl+name+list,#description+org+impl+i_fr,#org+wg+code,#status+code,"
    "#status+name+i_fr,#status+rag+code,#date+start,#date+end+planned,#date+end+actual,"
    "#meta+period,#date+reported,#meta+version,#activity+url"
)


def take(client, kind="csv", **query):
    response = client.get(reverse("plan-export", args=[kind]), query)
    assert response.status_code == 200
    return READERS[kind](body(response))


def column(table, title):
    titles, _hashtags, rows = table
    return [row[titles.index(title)] for row in rows]


def test_the_public_columns_are_those_of_the_dataset():
    public = [column for column in ACTIVITIES if column.is_public]
    assert ",".join(column.name for column in public) == HEADER
    assert ",".join(column.hashtag("fr") for column in public) == HASHTAGS


@pytest.mark.long
@pytest.mark.parametrize("kind", READERS)
def test_every_format_holds_the_same(client, autumn, kind):
    client.force_login(autumn.partner)
    titles, hashtags, rows = take(client, kind)
    assert (titles, hashtags) == take(client)[:2]
    if kind != "csv":
        # CSV alone has to neutralise what would be calculated.
        plain = [list(map(restored, row)) for row in take(client)[2]]
        assert rows == plain
    assert len(rows) == 50


@pytest.mark.long
@pytest.mark.parametrize("kind", READERS)
def test_the_figures_are_those_of_the_page(client, autumn, kind):
    page = client.get(reverse("plan"), {"status": "blocked"}).content.decode()
    codes = column(take(client, kind, status="blocked"), "Activity code")
    assert codes == ["3.1.1.2", "3.1.2.1"]
    assert "<b>2 activities</b> of 50" in page
    for code in codes:
        assert f">{code}<" in page


def test_it_follows_the_filters_of_the_page_and_leaves_out_what_makes_no_sense(client, db):
    assert len(take(client, body="training")[2]) == 2
    assert len(take(client, pillar="3", q="prep")[2]) == len(
        Activity.objects.filter(output__outcome__pillar__code="3", search_text__contains="prep")
    )
    assert len(take(client, status="nonsense", changed="2026-13-45")[2]) == 50


def test_a_past_day_gives_what_was_recorded_by_its_end(client, autumn):
    now, then = (take(client, as_of=day) for day in ("", "2026-08-01"))
    place = column(now, "Activity code").index("3.1.1.2")
    assert column(now, "Status (code)")[place] == "blocked"
    assert column(then, "Status (code)")[place] == "at_risk"
    name = client.get(reverse("plan-export", args=["csv"]), {"as_of": "2026-08-01"})
    assert "sip-activities-as-of-2026-08-01-en.csv" in name["Content-Disposition"]


def test_the_published_french_comes_out_word_for_word(client, db):
    source = json.loads(Path(settings.FIXTURES / "strategy.json").read_text(encoding="utf-8"))
    published = {
        activity["code"]: activity["text"]["fr"]
        for pillar in source["pillars"]
        for outcome in pillar["outcomes"]
        for output in outcome["outputs"]
        for activity in output["activities"]
    }
    table = take(client)
    codes = column(table, "Activity code")
    texts = column(table, "Activity, in French as published")
    assert dict(zip(codes, texts, strict=True)) == published
    row = table[2][codes.index("2.3.2.1")]
    assert [row[2], row[4]] == ["2.2", "2.2.2"]  # as published: nothing is renumbered


def test_a_missing_status_is_said_and_is_no_other(client, db):
    table = take(client, language="fr")
    assert column(table, table[0][13]).count("none") == 46
    row = next(row for row in table[2] if row[13] == "none")
    assert row[15] == "No Status"
    assert row[18:21] == ["", "", ""]


def test_the_language_of_titles_and_status_is_the_readers_or_the_one_asked_for(client, db):
    assert take(client, language="fr")[1][14] == "#status+name+i_fr"
    assert take(client, language="en")[1][14] == "#status+name+i_en"
    assert take(client, language="xx")[1][14] == take(client)[1][14]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert take(client)[1][14] == "#status+name+i_fr"


def test_visitors_get_no_narrative_and_people_signed_in_do(client, autumn):
    _titles, hashtags, rows = take(client)
    assert ",".join(hashtags) == HASHTAGS.replace("i_fr,#status+rag", "i_en,#status+rag")
    assert "Who pays" not in str(rows)
    client.force_login(autumn.partner)
    asked = column(take(client), "Decision needed from the SAG")
    assert asked.count("'=Who pays for the platform?") == 2


@pytest.mark.long
def test_what_is_not_accepted_is_in_no_export(client, autumn):
    for who in (autumn.anonymous, autumn.partner, autumn.sag, autumn.glc_rome):
        if who:
            client.force_login(who)
        for kind in READERS:
            response = client.get(reverse("plan-export", args=[kind]))
            assert CANARY not in str(READERS[kind](body(response))), (who, kind)


def test_a_file_says_what_it_is(client, db):
    response = client.get(reverse("plan-export", args=["xlsx"]), {"language": "fr"})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    day = datetime.date.today().isoformat()  # noqa: DTZ011 (the day of the machine is near enough)
    assert response["Content-Disposition"].startswith('attachment; filename="sip-activities-20')
    assert response["Content-Disposition"].endswith('-fr.xlsx"')
    assert day[:4] in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Language"] == "fr"
    assert client.get(reverse("plan-export", args=["exe"])).status_code == 404
    assert client.get("/plan/export/csv/?q=%00").status_code in (200, 400)


@pytest.mark.long
def test_taking_a_file_is_a_read_and_leaves_no_trace(client, autumn):
    client.force_login(autumn.partner)
    before = TrailRow.objects.count()
    take(client, "xlsx")
    assert TrailRow.objects.count() == before


@pytest.mark.parametrize("kind", READERS)
def test_no_text_is_a_formula(client, db, kind):
    texts = [text for text in FORMULAS if "\r" not in text and "\n" not in text]
    for text, activity in zip(texts, Activity.objects.all(), strict=False):
        activity.text, activity.responsible_as_published = Translated.of(fr=text), text
        activity.save()
    response = client.get(reverse("plan-export", args=[kind]))
    content = body(response)
    back = READERS[kind](content)
    if kind == "xlsx":
        assert {cell.data_type for _sheet, cell in cells(content)} <= {"s", "n", "d"}
    if kind == "csv":
        assert not [cell for row in back[2] for cell in row if cell[:1] in set("=+-@|＝\t")]
    values = column(back, "Delivered by, as published")[: len(texts)]
    assert texts == ([restored(value) for value in values] if kind == "csv" else values)


def test_the_workbook_is_ready_to_filter_and_to_print(client, db):
    content = body(client.get(reverse("plan-export", args=["xlsx"])))
    sheet = cells(content)[0][0]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:W52"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.column_dimensions["H"].width == 60
    assert not sheet.merged_cells.ranges


@pytest.mark.long
def test_the_queries_do_not_grow_with_the_plan(client, cast, queries):
    def export():
        body(client.get(reverse("plan-export", args=["csv"])))

    client.force_login(cast.partner)
    export()
    small = queries(export)
    grow(200)
    assert queries(export) == small <= 8


def grow(count):
    owner = Owner.objects.first()
    first = Activity.objects.first()
    made = [
        Activity(
            output=first.output, code=f"9.{n // 90 + 1}.{n % 90 + 1}", order=n + 100,
            text=first.text, short_title=first.short_title, search_text="x",
            responsible_as_published="x",
        )
        for n in range(count)
    ]  # fmt: skip
    Activity.objects.bulk_create(made)
    Responsibility.objects.bulk_create(
        Responsibility(activity=one, owner=owner, starts_on="2024-01-01") for one in made
    )


def test_csv_is_what_rfc_4180_says(client, db):
    content = body(client.get(reverse("plan-export", args=["csv"])))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert len({len(row) for row in from_csv(content)[2]}) == 1


@pytest.mark.long
@pytest.mark.parametrize("query", ["", "?pillar=2", "?status=completed"])
def test_the_page_says_about_how_large_each_file_is(autumn, client, query):
    """To within a third: enough to know what to expect on a slow line."""
    client.force_login(autumn.wg_lead)
    page = client.get(reverse("plan") + query, headers={"accept-language": "en"}).content.decode()
    for kind in READERS:
        url = reverse("plan-export", args=[kind]) + query
        [told] = re.findall(rf'href="{re.escape(url)}">{kind.upper()}, about ([\d.]+)\xa0KB<', page)
        size = len(body(client.get(url))) / 1024
        assert size / 1.34 < float(told) < size * 1.34, (kind, told, size)
