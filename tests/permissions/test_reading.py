"""Reading changes nothing, and every link leads to a page its reader may see."""

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


@pytest.mark.parametrize("kind", ["glc_rome", "wg_lead", "anonymous"])
def test_reading_every_page_changes_no_row(full_scene, kind):
    client = client_of(full_scene, kind)
    before = everything()
    pages = [address for address, response in crawl(client) if read(response) is not None]
    assert len(pages) > 20
    after = everything()
    assert [table for table in after if after[table] != before.get(table)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_leads_somewhere(full_scene, kind):
    """No link ends in a refusal: what a person may not do is not offered to them."""
    client, wrong = client_of(full_scene, kind), []
    for address, response in crawl(client, skip=["/admin/", "/logout/"]):
        read(response)
        if response.status_code not in (200, 302, 304):
            wrong.append(f"{address}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_whole(full_scene, kind):
    """One main heading, no id twice, no link to a place that is missing, no template showing."""
    wrong = []
    for address, response in crawl(client_of(full_scene, kind), skip=["/admin/", "/logout/"]):
        if response.status_code != 200 or not is_html(response):
            read(response)
            continue
        html = response.content.decode()
        page = Page(html)
        if page.tags["h1"] != 1:
            wrong.append(f"{address}: {page.tags['h1']} main headings")
        if twice := {name for name in page.ids if page.ids.count(name) > 1}:
            wrong.append(f"{address}: id twice: {sorted(twice)}")
        if lost := {link for link in page.targets if link[1:] not in page.ids}:
            wrong.append(f"{address}: links to nothing on it: {sorted(lost)}")
        if "{{" in html or "{%" in html or "{#" in html:
            wrong.append(f"{address}: a template shows through")
    assert not wrong, "\n".join(wrong)


WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP")


def test_reading_writes_nothing_even_for_a_moment(full_scene):
    """Not even a row that is put back. Sessions and the counters of guesses are their own."""
    client, written = client_of(full_scene, "glc_rome"), []

    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES) and "django_session" not in sql:
            written.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for _address, response in crawl(client):
            read(response)
    assert written == []
