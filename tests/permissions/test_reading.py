"""Reading changes nothing, and every link leads to a page its reader may see."""

import re

import pytest
from django.db import connection

from tests.cast import KINDS
from tests.crawl import crawl
from tests.permissions.scene import everything

WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP")
OWN = re.compile(r'"(?:django_session|cache)"')


@pytest.fixture(scope="module")
def full_scene(standing_scene):
    """Reports in every state, so that every kind of page has something to show."""
    standing_scene.put("partnerships", "returned")
    standing_scene.put("sag", "submitted")
    standing_scene.put("rome", "accepted")
    standing_scene.put("training", "draft")
    return standing_scene


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_whole_leads_on_and_writes_nothing(full_scene, db, kind):
    """No link ends in a refusal: what a person may not do is not offered to them. Every page has
    one main heading, no id twice, no link to a place that is missing, no template showing. And no
    row is written, not even one that is put back; sessions and the counters of guesses are their
    own. The back office is walked in tests/admin."""
    wrong, written, pages = [], [], 0

    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES) and not OWN.search(sql):
            written.append(sql[:120])
        return execute(sql, params, many, context)

    before = everything()
    with connection.execute_wrapper(watch):
        client = full_scene.client(kind)
        for address, response, page in crawl(client, skip=["/admin/", "/logout/"]):
            pages += 1
            if response.status_code not in (200, 302, 304):
                wrong.append(f"{address}: {response.status_code}")
            elif response.status_code == 200 and page:
                wrong += [f"{address}: {fault}" for fault in faults(page)]
            elif response.streaming:
                b"".join(response.streaming_content)
    after = everything()
    assert not wrong, "\n".join(wrong)
    assert pages > 20
    assert written == []
    assert [table for table in after if after[table] != before.get(table)] == []


def faults(page):
    if page.tags["h1"] != 1:
        yield f"{page.tags['h1']} main headings"
    if twice := {name for name in page.ids if page.ids.count(name) > 1}:
        yield f"id twice: {sorted(twice)}"
    if lost := {link for link in page.targets if link[1:] not in page.ids}:
        yield f"links to nothing on it: {sorted(lost)}"
    if any(sign in page.html for sign in ("{{", "{%", "{#")):
        yield "a template shows through"
