"""What organisations had declared by a past day, held against the trail of their declarations."""

import datetime
import json
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.clock import end_of_day
from accounts.models import TrailRow
from partners import coverage
from partners.committing import declare, load_commitments
from partners.models import CommitmentSet, ConfirmedDeclaration, Declaration, Engagement
from sip.moments import moment
from tests.cast import organisation
from tests.edges import a_few
from tests.exports.reading import body

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
NOW = datetime.datetime(2026, 10, 12, 9, tzinfo=datetime.UTC)
DAYS = ("2025-02-28", "2025-03-01", "2025-09-09", "2025-09-10", "2026-02-01", "2026-03-01",
        "2026-06-30", "2026-10-11", "2026-10-12")  # fmt: skip
PAGE = "/partners/international-ngo-a/"


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def whole(cast):
    """Two partners and a firm declare, change their minds, and declare for another year; drafts
    stand between. The trail alone keeps what each said."""
    load_commitments()
    chosen = CommitmentSet.objects.get(key="global")
    other = organisation("ngo-b", "partner")
    for one, start in ((cast.ngo, "2025-01-01"), (other, "2025-06-01")):
        Engagement.objects.filter(organisation=one).delete()
        Engagement.objects.create(
            organisation=one, kind="partner", starts_on=start,
            recorded_at=f"{start}T09:00:00Z",
        )  # fmt: skip
    say(cast, chosen, cast.ngo, "2025-02-20", {1: "not_yet"}, confirm=False)
    say(cast, chosen, cast.ngo, "2025-03-01", {1: "not_yet", 2: "applied", 3: "not_yet"})
    say(cast, chosen, other, "2025-05-01", {1: "applied"})
    say(cast, chosen, cast.firm, "2025-06-01", {2: "applied"})
    say(cast, chosen, cast.ngo, "2025-09-10", {1: "applied", 2: "under_way"}, by="The deputy")
    say(cast, chosen, cast.ngo, "2026-02-01", {1: "applied"}, year=2026, confirm=False)
    say(cast, chosen, cast.ngo, "2026-03-01", {1: "under_way", 4: "applied"}, year=2026)
    say(cast, chosen, other, "2026-10-12", {1: "not_yet", 5: "under_way"})
    return chosen


def say(cast, chosen, one, day, answers, *, year=2025, confirm=True, by="The director"):
    held = Declaration.objects.filter(organisation=one, set=chosen, year=year).first()
    at = datetime.datetime.fromisoformat(f"{day}T08:00:00+00:00")
    return declare(
        organisation=one, set=chosen, year=year, version=held.version if held else 0,
        answers={n: {"answer": a, "comment": f"said on {day}"} for n, a in answers.items()},
        signed_as=by, confirm=confirm, by=cast.glc_rome, at=at,
    )  # fmt: skip


def by_the_trail(day):
    """Return what had been confirmed by the end of a day: {(organisation, year): {number: (answer,
    comment)}}, told act by act."""
    by, saying, confirmed = end_of_day(datetime.date.fromisoformat(day)), {}, {}
    for row in TrailRow.objects.filter(target_type="partners.declaration").order_by("number"):
        if row.told_at > by:
            continue
        said = saying.setdefault(row.target_key, {})
        for number in {*row.before} - {*row.after}:
            del said[number]
        said.update(row.after)
        if row.verb == "commitments_confirmed":
            confirmed[tuple(row.target_key.split("/"))] = dict(said)
    return {
        key: {int(n): tuple(text.split(": ")) for n, text in said.items() if n != "signed_as"}
        for key, said in confirmed.items()
    }


def partners_on(day):
    return {"international-ngo-a": "2025-01-01", "ngo-b": "2025-06-01"}.items(), day


def expected(day, year):
    """Return {number: {answer: partners}}, those without an answer included."""
    starts, _day = partners_on(day)
    there = {slug for slug, start in starts if start <= day}
    found = {n: {"applied": set(), "under_way": set(), "not_yet": set(), "none": set(there)}
             for n in range(1, 13)}  # fmt: skip
    for (slug, of), said in by_the_trail(day).items():
        for number, (answer, _comment) in said.items() if of == str(year) else ():
            if slug in there:
                found[number][answer].add(slug)
                found[number]["none"].discard(slug)
    return found


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("day", a_few(DAYS))
def test_the_coverage_of_a_day_is_what_the_trail_tells_of_it(whole, client, cast, day, year):
    client.force_login(cast.sag)
    answer = client.get("/commitments/", {"year": year, "as_of": day}, headers=ENGLISH)
    rows = answer.context["coverage"].rows
    told = expected(day, year)
    assert {row.commitment.number: row.counts for row in rows} == {
        number: {key: len(found) for key, found in counts.items()}
        for number, counts in told.items()
    }
    html = answer.content.decode()
    for number in (1, 2, 4):
        for key, found in told[number].items():
            query = f"year={year}&amp;item={number}&amp;answer={key}#named"
            links = re.findall(rf'href="(\?[^"]*{re.escape(query)})">(\d+)<', html)
            assert len(links) == bool(found), (number, key)
            for href, shown in links:
                page = client.get("/commitments/" + href.replace("&amp;", "&").partition("#")[0])
                assert {one.slug for one in page.context["page"].object_list} == found
                assert int(shown) == len(found)


@pytest.mark.parametrize("day", a_few(DAYS))
def test_an_organisation_shows_what_it_had_declared_last(whole, client, cast, day):
    client.force_login(cast.sag)
    declared = client.get(PAGE, {"as_of": day}, headers=ENGLISH).context["declared"]
    told = {year: said for (slug, year), said in by_the_trail(day).items()
            if slug == "international-ngo-a"}  # fmt: skip
    if not told:
        assert declared.declaration is None
        return
    said = told[max(told)]
    assert str(declared.declaration.year) == max(told)
    assert {item.number: (one.answer, one.comment) for item, one in declared.rows if one} == said
    signed = "The deputy" if "2025-09-10" <= day < "2026-03-01" else "The director"
    assert declared.declaration.signed_as == signed


@pytest.mark.parametrize("day", a_few(DAYS))
def test_the_file_of_a_day_holds_the_same(whole, client, cast, day):
    client.force_login(cast.sag)
    url = reverse("dataset", args=["commitments", "json"])
    found = json.loads(body(client.get(url, {"as_of": day, "language": "en"})))["rows"]
    assert {
        (row["org_code"], str(row["year"]), row["commitment_no"]):
            (row["acknowledged"], row["comment"]) for row in found
    } == {
        (*key, number): said
        for key, answers in by_the_trail(day).items() for number, said in answers.items()
    }  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(
    ("day", "due"),
    [("2025-02-28", {"international-ngo-a"}), ("2025-03-01", set()), ("2026-09-09", {"ngo-b"}),
     ("2026-09-10", {"ngo-b"}), ("2026-10-11", {"ngo-b"})],
)  # fmt: skip
def test_whose_declaration_was_due_on_a_day(whole, client, cast, day, due):
    """What was confirmed since does not count: the second partner's of May 2025 was a year old."""
    client.force_login(cast.sag)
    page = client.get("/commitments/", {"due": "1", "as_of": day}, headers=ENGLISH)
    assert {one.slug for one in page.context["page"].object_list} == due
    assert page.context["coverage"].due == len(due)


@pytest.mark.long
def test_today_and_the_end_of_today_say_the_same(whole):
    """The declarations themselves, and what is kept of each confirmation."""
    day = NOW.date()
    with time_machine.travel(NOW + datetime.timedelta(days=1)):
        for year in (2025, 2026):
            then = coverage.coverage(whole, year, moment(day))
            now = coverage.coverage(whole, year, day)
            assert then == now


@pytest.mark.long
def test_the_page_says_its_day_and_keeps_it(whole, client, cast):
    client.force_login(cast.partner)
    html = client.get("/commitments/", {"as_of": "2025-09-09"}, headers=ENGLISH).content.decode()
    assert "As of the end of 9 September 2025: who was a partner" in html
    assert "Minimum commitments in 2025" in html
    assert 'name="as_of" type="text" value="09/09/2025"' in html
    assert "Answer for" not in html  # nothing is answered in the past
    quarter = client.get("/commitments/", {"quarter": "2025-Q2"}, headers=ENGLISH)
    as_of = client.get("/commitments/", {"as_of": "2025-06-30"}, headers=ENGLISH)
    assert quarter.context["coverage"] == as_of.context["coverage"]
    listed = client.get("/commitments/?year=2025&item=3&answer=not_yet&as_of=2025-09-09")
    assert f"{PAGE}?as_of=2025-09-09" in listed.content.decode()
    assert "alert" in client.get("/commitments/?as_of=never").content.decode()


@pytest.mark.long
def test_a_declaration_stays_as_it_was_confirmed(whole):
    one = ConfirmedDeclaration.objects.first()
    for act in (one.save, one.delete):
        with pytest.raises(ValidationError):
            act()
    with pytest.raises(TypeError):
        ConfirmedDeclaration.objects.update(signed_as="Somebody else")
    assert ConfirmedDeclaration.objects.count() == 6  # drafts are none


@pytest.mark.long
def test_the_past_costs_as_many_queries_as_today(whole, client, queries, cast):
    client.force_login(cast.sag)
    client.get("/commitments/")
    now = queries(lambda: client.get("/commitments/"))
    assert queries(lambda: client.get("/commitments/?as_of=2025-09-09")) <= now + 1
