"""Who answered, who reported and who sat on a past day: pages held against the trail."""

import datetime
import html
import json
import re
from collections import Counter, defaultdict

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from tests.dashboard import bythetrail
from tests.dashboard.conftest import closed_quarter, instant
from tests.dashboard.hands import Telling
from tests.dashboard.links import ENGLISH, codes, main
from tests.edges import edges
from tests.exports.reading import body as body_of

DAYS = (  # before and after each hand-over, and between an act and the day it takes effect
    "2026-06-06", "2026-06-08", "2026-09-05", "2026-09-13", "2026-09-16", "2026-10-03",
    "2026-10-09",
)  # fmt: skip
# In every run: between an act and its effect, then after each of the hand-overs.
every_day = pytest.mark.parametrize(
    "day", edges(DAYS, "2026-06-06", "2026-06-08", "2026-09-13", "2026-10-09")
)
NOW = datetime.datetime(2026, 10, 13, 9, tzinfo=datetime.UTC)
CLOSED_ON = datetime.date(2026, 10, 5)
ACTIVITIES = ("1.3.1.3", "3.1.1.2", "2.3.3.1", "1.1.1.2")
BODIES = ("training", "services", "procurement", "partnerships", "sag", "working-groups", "rome")
ROLES = {
    "lead": "Lead", "deputy": "Deputy", "sag_focal_point": "SAG focal point", "member": "Member",
}  # fmt: skip
LETTERS = {
    "implementer": ">D<", "organiser": ">O<", "participant": ">P<", "auspices": ">A<",
    "support": ">S<",
}  # fmt: skip
KINDS = {None: "not engaged", "partner": "· partner", "stakeholder": "· stakeholder"}
HEAD = re.compile(r'<th scope="col">(.*?)</th>')
ROW = re.compile(r'<tr><th scope="row"><span class="code">([\d.]+)</span>.*?</th>(.*?)</tr>')
CELL = re.compile(r"<td>(.*?)</td>")
HEADINGS = re.compile(r'<h3><span class="code">([\d.]+)</span>')
SHARES = re.compile(r'body=([\w-]+)">[^<]*</a><svg.*?class="num"><a[^>]*>(\d+)</a>')
HOLDER = re.compile(r'<tr>\s*<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', re.DOTALL)
NAMES = {
    kind: {name[kind]["en"]: name["key"] for name in bythetrail.bodies().values()}
    for kind in ("name", "short_name")
}


def named_under(term, text):
    """Return the bodies that the facts of an activity name under a term."""
    part = text[text.index(f"<dt>{term}</dt>") :]
    part = html.unescape(part[: part.index("</div>")])
    return {NAMES["name"][name] for name in re.findall(r"<a [^>]*>(.*?)</a>", part)}


def holders(text):
    """Return {(person, role)} of the seats that the page of a body shows as held."""
    part = text[text.index('id="h-seats"') :]
    part = part[: part.index("</table>")]
    cells = [(role, held) for role, held in HOLDER.findall(part) if "Seat not given" not in held]
    return {
        (re.split("<", held)[0].strip(), re.split("<", role)[0].strip())
        for role, held in cells
        if "Vacant" not in held
    }


def matrix(text):
    """Return what a responsibility matrix says: {activity: {(body, role)}} of those who deliver,
    and {activity: {body}} of those who report."""
    delivering, reporting = defaultdict(set), defaultdict(set)
    columns = [NAMES["short_name"].get(html.unescape(head)) for head in HEAD.findall(text)]
    columns = columns[1 : columns.index(None, 1)]
    for code, cells in ROW.findall(text):
        for body, cell in zip(columns, CELL.findall(cells), strict=False):
            delivering[code] |= {(body, role) for role, letter in LETTERS.items() if letter in cell}
            if ">R<" in cell:
                reporting[code].add(body)
    return {code: found for code, found in delivering.items() if found}, dict(reporting)


def told(glc):
    """Yield the day of each act and the act: in the order of the days on which they were done."""
    yield "2026-01-10", lambda: glc.engages("partner", "2026-01-01")
    yield "2026-01-10", lambda: glc.seats("ada", "training", "lead", "2026-01-05")
    yield "2026-01-10", lambda: glc.seats("bea", "sag", "member", "2026-01-05")
    yield "2026-01-11", lambda: glc.seats("bea", "training", "sag_focal_point", "2026-01-05")
    yield "2026-01-11", lambda: glc.seats("cyd", "training", "member", "2026-01-11")
    yield "2026-03-02", lambda: glc.assigns("1.3.1.3", "procurement", "2026-03-01")
    # Announced in June for later days of June.
    yield "2026-06-05", lambda: glc.frees("3.1.1.2", "training", "2026-06-07")
    yield "2026-06-05", lambda: glc.names("3.1.1.2", "sag", "2026-06-08")
    # A lead's seat changes hands on the 10th of September, and is known to from the 2nd on.
    yield "2026-09-02", lambda: glc.unseats("ada", "training", "2026-09-09")
    yield "2026-09-02", lambda: glc.seats("dan", "training", "lead", "2026-09-10")
    # Learnt on the 15th: from the 11th on somebody else.
    yield "2026-09-15", lambda: glc.unseats("bea", "sag", "2026-09-11")
    yield "2026-09-15", lambda: glc.seats("eve", "sag", "member", "2026-09-12")
    yield "2026-09-15", lambda: glc.unassigns("2.3.3.1", "services", "2026-09-12")
    # Learnt after the third quarter was closed: all this had been so within it.
    yield "2026-10-08", lambda: glc.frees("1.1.1.2", "partnerships", "2026-09-20")
    yield "2026-10-08", lambda: glc.names("1.1.1.2", "rome", "2026-09-21")
    yield "2026-10-08", lambda: glc.unassigns("1.3.1.3", "procurement", "2026-09-25")
    yield "2026-10-10", lambda: glc.engages("stakeholder", "2026-10-01")


@pytest.fixture(scope="module")
def standing_story(django_db_setup, django_db_blocker):
    """The acts, done once for a module: its tests run inside its transaction and change nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        glc, is_closed = Telling(), False
        for day, act in told(glc):
            if not is_closed and day > CLOSED_ON.isoformat():
                is_closed = True
                with time_machine.travel(instant(CLOSED_ON)):
                    closed_quarter("2026-Q3", CLOSED_ON)
            with time_machine.travel(instant(datetime.date.fromisoformat(day), 9)):
                act()
        yield glc
        transaction.set_rollback(True)


@pytest.fixture
def story(standing_story, db):
    with time_machine.travel(NOW):
        yield standing_story


@pytest.fixture
def page(story, client):
    """Read the main part of a page, signed in: names of people are for those alone."""
    client.force_login(story.people["reader"])

    def read(name, *keys, **asked):
        response = client.get(reverse(name, args=keys), asked, headers=ENGLISH)
        assert response.status_code == 200, (name, asked)
        return main(response)

    return read


@pytest.mark.long
@every_day
def test_an_activity_names_who_delivered_and_who_reported(page, day):
    owners, reporters = bythetrail.owners(day), bythetrail.reporters(day)
    for code in ACTIVITIES:
        text = page("activity", code, as_of=day)
        delivered = {body for body, _role in owners.get(code, ())}
        assert named_under("Delivered by", text) == delivered, code
        assert named_under("Reported on by", text) == reporters.get(code, set()), code


@pytest.mark.long
@every_day
def test_a_body_shows_what_it_worked_on_and_who_sat_in_it(page, story, day):
    owners, given = bythetrail.owners(day), bythetrail.assigned(day)
    names = {str(one.ref): one.name for one in story.people.values()}
    for body in ("training", "services", "procurement", "partnerships", "sag"):
        text = page("group", body, as_of=day)
        worked_on = {code for code, found in owners.items() if body in dict(found)}
        worked_on |= {code for code, found in given.items() if (body,) in found}
        assert set(HEADINGS.findall(text)) == worked_on, body
        sat = {(names[who], ROLES[role]) for who, role in bythetrail.seats(day, body)}
        assert holders(text) == sat, body


LISTED = re.compile(
    r'href="/groups/([\w-]+)/[^"]*#h-(activities|seats)">(\d+)(?:<span class="vh">|\s)'
)


@every_day
def test_the_list_of_groups_counts_what_each_worked_on_and_who_sat_in_it(page, day):
    owners, given = bythetrail.owners(day), bythetrail.assigned(day)
    statuses = bythetrail.statuses(day)
    text = page("groups", as_of=day)
    counted = {(body, what): int(number) for body, what, number in LISTED.findall(text)}
    for body in ("training", "services", "procurement", "partnerships", "preparedness", "sag"):
        worked_on = {code for code, found in owners.items() if body in dict(found)}
        worked_on |= {code for code, found in given.items() if (body,) in found}
        sat = bythetrail.seats(day, body)
        assert (counted[body, "activities"], counted[body, "seats"]) == (
            len(worked_on), len(sat)
        ), body  # fmt: skip
        if body != "sag":
            row = text[text.index(f'href="/groups/{body}/?as_of={day}"') :]
            drawn = re.findall(r'class="f-(\w+)" x="\d+" width="(\d+)"', row[: row.index("</tr>")])
            stood = Counter(statuses.get(code, "none") for code in worked_on)
            assert {key: int(number) for key, number in drawn} == stood, body


@pytest.mark.long
@pytest.mark.parametrize("asked", [{}, {"quarter": "2026-Q3"}, {"quarter": "2026-Q2"}])
def test_the_list_of_groups_says_what_their_pages_say(page, asked):
    text = page("groups", **asked)
    counted = {(body, what): int(number) for body, what, number in LISTED.findall(text)}
    assert len(counted) == 12
    for body in dict(counted):
        read = page("group", body[0], **asked)
        rows = HEADINGS.findall(read) if body[1] == "activities" else holders(read)
        assert counted[body] == len(set(rows)), body


@pytest.mark.long
def test_the_list_of_groups_costs_the_same_queries_at_any_moment(page, queries):
    page("groups")  # the session's own upkeep is not the page's
    now = queries(lambda: page("groups"))
    for asked in ({"as_of": "2026-06-08"}, {"as_of": "2025-01-01"}, {"quarter": "2026-Q3"}):
        found = queries(lambda asked=asked: page("groups", **asked))
        assert found <= now + 1, asked  # the days of the Strategy


@pytest.mark.long
@every_day
def test_the_dashboard_counts_for_each_body_what_it_answered_for(page, client, day):
    owners = bythetrail.owners(day)
    expected = Counter(body for found in owners.values() for body in {key for key, _ in found})
    expected["none"] = 50 - sum(bool(found) for found in owners.values())
    text = page("dashboard", as_of=day)
    counted = {body: int(number) for body, number in SHARES.findall(text)}
    assert counted == expected
    for body in BODIES:
        listed = {code for code, found in owners.items() if body in dict(found)}
        assert set(codes(client, f"{reverse('plan')}?as_of={day}&body={body}")) == listed, body


@pytest.mark.long
@every_day
def test_the_matrix_gives_each_body_its_part(page, day):
    delivering, reporting = matrix(page("responsibilities", as_of=day))
    assert delivering == bythetrail.owners(day)
    assert reporting == {code: found for code, found in bythetrail.reporters(day).items() if found}


@every_day
def test_a_file_names_the_owners_of_its_day(story, client, day):
    url = reverse("plan-export", args=["json"])
    rows = json.loads(body_of(client.get(url, {"as_of": day, "language": "en"})))["rows"]
    expected = bythetrail.owners(day)
    for row in rows:
        named = {body for body, _role in expected.get(row["activity_code"], ())}
        assert set(row["responsible_codes"] or ()) == named, row["activity_code"]


@pytest.mark.long
def test_a_closed_quarter_keeps_the_hands_it_was_closed_with(page):
    """What was learnt of it afterwards shows on the days after, not in the quarter."""
    closed, ended = CLOSED_ON.isoformat(), "2026-09-30"
    owners = bythetrail.owners(closed, shown=ended)
    assert owners["1.1.1.2"] == {("partnerships", "implementer")}
    delivering, reporting = matrix(page("responsibilities", quarter="2026-Q3"))
    assert delivering == owners
    assert reporting == bythetrail.reporters(closed, shown=ended)
    assert named_under("Delivered by", page("activity", "1.1.1.2", quarter="2026-Q3")) == {
        "partnerships"
    }
    assert named_under("Delivered by", page("activity", "1.1.1.2")) == {"rome"}


@pytest.mark.long
@pytest.mark.parametrize("day", ("2025-12-31", "2026-09-30", "2026-10-09", "2026-10-12"))
def test_an_organisation_took_part_as_it_was_engaged(page, story, day):
    engaged = bythetrail.engaged(day, story.firm.slug)
    assert KINDS[engaged] in page("partner", story.firm.slug, as_of=day)


@pytest.mark.long
def test_links_of_a_past_page_stay_on_its_day(page):
    day = DAYS[3]
    activity, group = page("activity", "3.1.1.2", as_of=day), page("group", "sag", as_of=day)
    assert f'href="/groups/sag/?as_of={day}"' in activity
    assert f'href="/plan/3.1.1.1/?as_of={day}"' in activity
    assert f'href="/plan/3.1.1.2/?as_of={day}"' in group
    training, listed = page("group", "training", as_of=day), page("groups", as_of=day)
    assert re.search(rf'href="/partners/[\w-]+/\?as_of={day}"', training)
    assert f'href="/groups/training/?as_of={day}"' in listed


@pytest.mark.parametrize(
    ("name", "keys"),
    [("activity", ["3.1.1.2"]), ("group", ["sag"]), ("groups", []), ("dashboard", []),
     ("dashboard-matrix", []), ("responsibilities", [])],
)  # fmt: skip
def test_each_page_lets_its_reader_choose_the_day(page, name, keys):
    assert 'name="as_of" type="text" value="13/09/2026"' in page(name, *keys, as_of="13/09/2026")


@pytest.mark.long
def test_the_shares_of_seats_in_the_sag_are_those_of_the_day(page):
    def held(day):
        return re.findall(r"<dd>(\d+) of \d+ filled", page("group", "sag", as_of=day))

    for day in ("2026-01-02", "2026-06-08"):
        assert sum(map(int, held(day))) == len(bythetrail.seats(day, "sag"))
