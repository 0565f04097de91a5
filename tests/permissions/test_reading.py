"""Reading changes nothing, and every link leads to a page its reader may see."""

import re

import pytest
from django.db import connection
from django.test import Client

from tests.cast import KINDS
from tests.crawl import Page, crawl, is_html
from tests.permissions.scene import everything


@pytest.fixture
def full_scene(scene):
    """Reports in every state, so that every kind of page has something to show."""
    scene.put("partnerships", "returned")
    scene.put("sag", "submitted")
    scene.put("rome", "accepted")
    scene.put("training", "draft")
    return scene


def client_of(scene, kind):
    client = Client()
    if person := scene.person(kind):
        client.force_login(person)
    return client


def read(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP")


@pytest.mark.parametrize("kind", ["glc_rome", "wg_lead", "anonymous"])
def test_reading_every_page_writes_nothing(full_scene, kind):
    """Not even a row that is put back. Sessions and the counters of guesses are their own."""
    client, written, pages = client_of(full_scene, kind), [], 0

    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES) and not OWN.search(sql):
            written.append(sql[:120])
        return execute(sql, params, many, context)

    before = everything()
    with connection.execute_wrapper(watch):
        for _address, response in crawl(client, limit=250):
            read(response)
            pages += 1
    after = everything()
    assert pages > 20
    assert written == []
    assert [table for table in after if after[table] != before.get(table)] == []


OWN = re.compile(r'"(?:django_session|cache)"')


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_whole_and_leads_on(full_scene, kind):
    """No link ends in a refusal: what a person may not do is not offered to them. And every page
    has one main heading, no id twice, no link to a place that is missing, no template showing."""
    wrong = []
    for address, response in crawl(client_of(full_scene, kind), skip=["/admin/", "/logout/"]):
        if response.status_code not in (200, 302, 304):
            wrong.append(f"{address}: {response.status_code}")
        elif response.status_code == 200 and is_html(response):
            wrong += [f"{address}: {fault}" for fault in faults(response.content.decode())]
        else:
            read(response)
    assert not wrong, "\n".join(wrong)


def faults(html):
    page = Page(html)
    if page.tags["h1"] != 1:
        yield f"{page.tags['h1']} main headings"
    if twice := {name for name in page.ids if page.ids.count(name) > 1}:
        yield f"id twice: {sorted(twice)}"
    if lost := {link for link in page.targets if link[1:] not in page.ids}:
        yield f"links to nothing on it: {sorted(lost)}"
    if "{{" in html or "{%" in html or "{#" in html:
        yield "a template shows through"
