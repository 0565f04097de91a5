"""Reading changes nothing, every link leads to a page its reader may see, and every page is whole
and light. One walk through the site asks all of it.
"""

import re

import pytest
from django.db import connection

from benchmarks.volume import multiply
from tests.cast import KINDS
from tests.crawl import crawl
from tests.permissions.scene import everything
from tests.permissions.sends import some_address
from tests.speed.conftest import KB, MOST_COMPRESSED, read, wire

WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP")
OWN = re.compile(r'"(?:django_session|cache|partners_looked)"')
# The back office is walked in tests/admin.
LEFT_OUT = ["/admin/", "/logout/"]


@pytest.fixture(scope="module")
def full_scene(standing_scene):
    """A plan of the usual length and reports in every state, so that every kind of page has
    something to show."""
    multiply(1)
    standing_scene.put("partnerships", "returned")
    standing_scene.put("sag", "submitted")
    standing_scene.put("rome", "accepted")
    standing_scene.put("training", "draft")
    return standing_scene


@pytest.mark.brief
def test_a_page_of_each_kind_is_whole_and_light_and_writes_nothing(full_scene, db):
    """Those who see most, one address of each name. The `long` test below goes on to everybody and
    to more of each."""
    assert walk(full_scene, "glc_rome", "fr", each=1) > 20


@pytest.mark.brief
@pytest.mark.parametrize(
    ("kind", "name"),
    [("partner", "group-join"), ("partner", "partner-leave"), ("country_coord", "country-survey")],
)
def test_what_none_of_them_is_offered_is_as_well(full_scene, db, kind, name):
    start = some_address(name, full_scene.own)
    assert walk(full_scene, kind, "fr", each=1, start=start, limit=1) == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "language"),
    [
        *((kind, ("fr", "en")[number % 2]) for number, kind in enumerate(KINDS)),
        ("anonymous", "en"), ("glc_rome", "en"),
    ],
)  # fmt: skip
def test_every_page_is_whole_leads_on_stays_light_and_writes_nothing(
    full_scene, db, kind, language
):
    assert walk(full_scene, kind, language, each=6) > 20


def walk(scene, kind, language, **how):
    """Walk as `how` says (see `crawl`), find all well, and return the number of pages.

    No link ends in a refusal: what a person may not do is not offered to them. Every page has
    one main heading, no id twice, no link to a place that is missing, no template showing; none
    weighs more than it may or shows a picture that a field connection would wait for. And no row is
    written, not even one that is put back; sessions, the counters of guesses and of what was shown
    (`partners.looking`) are their own."""
    wrong, written, pages = [], [], 0

    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES) and not OWN.search(sql):
            written.append(sql[:120])
        return execute(sql, params, many, context)

    client = scene.client(kind)
    client.cookies["django_language"] = language
    before = everything()
    with connection.execute_wrapper(watch):
        for address, response, page in crawl(client, skip=LEFT_OUT, **how):
            pages += 1
            if response.status_code not in (200, 302, 304):
                wrong.append(f"{address}: {response.status_code}")
            elif response.status_code == 200 and page:
                wrong += [f"{address}: {fault}" for fault in faults(page, response, language)]
            elif response.streaming:
                read(response)
    after = everything()
    assert not wrong, "\n".join(wrong)
    assert written == []
    assert [table for table in after if after[table] != before.get(table)] == []
    return pages


def faults(page, response, language):
    if page.tags["h1"] != 1:
        yield f"{page.tags['h1']} main headings"
    if twice := {name for name in page.ids if page.ids.count(name) > 1}:
        yield f"id twice: {sorted(twice)}"
    if lost := {link for link in page.targets if link[1:] not in page.ids}:
        yield f"links to nothing on it: {sorted(lost)}"
    if any(sign in page.html for sign in ("{{", "{%", "{#")):
        yield "a template shows through"
    if page.tags["img"] or page.tags["iframe"]:
        yield "a picture"
    if (weight := wire(response)) > MOST_COMPRESSED:
        yield f"{weight / KB:.1f} KB"
    if f'<html lang="{language}"' not in page.html:
        yield f"not in {language}"
