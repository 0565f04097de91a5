"""What awaits people beside reports, what groups were answered, and acts alike on one line."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import caches

from accounts import trail
from partners.committing import declare, load_commitments
from partners.models import CommitmentSet
from reporting import actions
from reporting.commenting import comment
from reporting.home import Home
from sip.registers.actions import record_decision
from sip.translated import Translated
from tests.actionplans.making import make_plan
from tests.cast import organisation
from tests.reporting.acts import report_of, submitted

pytestmark = pytest.mark.django_db
DAY = datetime.datetime(2026, 10, 12, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def october(cast):
    with time_machine.travel(DAY, tick=True) as clock:
        yield clock


@pytest.fixture
def page(client):
    def read(who):
        client.force_login(who)
        caches["pages"].clear()
        return client.get("/", headers={"accept-language": "en"}).content.decode()

    return read


def counted(text, place):
    """The number beside an entry of the navigation."""
    found = re.search(rf'href="/{place}/"[^>]*>[^<]*<span class="count">(\d+)', text)
    return int(found[1]) if found else 0


@pytest.mark.long
def test_a_partner_is_to_declare_its_commitments_once_a_year(cast, page, october):
    assert "Nothing awaits you today" in page(cast.partner)
    load_commitments()
    text = page(cast.partner)
    assert "Nothing awaits you today" not in text and "Nothing has been declared yet." in text
    assert f'href="/partners/{cast.ngo.slug}/commitments/"' in text
    assert counted(text, "partners") == 1
    assert "h-declare" not in page(cast.stakeholder)
    declare(
        organisation=cast.ngo, set=CommitmentSet.objects.get(key="global"), year=2026, version=0,
        answers={1: {"answer": "applied"}}, by=cast.partner, signed_as="The director", confirm=True,
    )  # fmt: skip
    text = page(cast.partner)
    assert "Nothing awaits you today" in text and counted(text, "partners") == 0
    october.move_to(datetime.datetime(2027, 10, 13, 9, tzinfo=datetime.UTC))
    assert "A new declaration has been expected since 12 October 2027" in page(cast.partner)


@pytest.mark.long
def test_a_coordinator_is_to_tick_off_the_plan(cast, page):
    assert "Nothing awaits you today" in page(cast.country_coord)
    plan = make_plan(cast.cluster, cast.glc_rome)
    text = page(cast.country_coord)
    # A monthly action confirmed until August, and one that was due in August.
    assert 'href="#h-follow">2 actions</a> of your national plan wait' in text
    assert "1 action to confirm, by 31 October 2026" in text
    for figure, words in (("overdue", "1 overdue"), ("lapsed", "1 not confirmed last time")):
        assert f'href="/countries/sample/2026/?show={figure}">{words}' in text
    assert counted(text, "countries") == 2
    plan.cluster.team.update(role="member")
    assert "h-follow" not in page(cast.country_coord)


@pytest.mark.long
def test_more_plans_and_organisations_cost_no_more_queries(cast, client, queries):
    load_commitments()
    make_plan(cast.cluster, cast.glc_rome)
    both = cast.country_coord
    both.affiliations.create(organisation=cast.ngo, starts_on="2024-01-01")

    def read():
        client.get("/")

    client.force_login(both)
    first = queries(read)
    other = organisation("another-ngo", "partner")
    both.affiliations.create(organisation=other, starts_on="2024-01-01")
    cluster = type(cast.cluster).objects.create(slug="elsewhere", name="Another cluster")
    cluster.team.create(person=both, role="coordinator", starts_on="2024-01-01")
    make_plan(cluster, cast.glc_rome)
    caches["pages"].clear()
    assert queries(read) == first


@pytest.mark.long
def test_a_lead_reads_what_the_group_was_answered(cast, quarter, page):
    report = submitted(report_of("training"), cast.wg_lead)
    line = report.lines.get(activity__code="3.1.1.2")
    comment(report=report, by=cast.sag, text="How many people?", line=line)
    comment(report=report, by=cast.wg_lead, text="My own words.")
    report = report_of("training")
    actions.return_report(report=report, by=cast.sag, version=report.version, comment="Say where.")
    record_decision(
        taken_by="sag", taken_on=datetime.date(2026, 10, 12), by=cast.glc_rome,
        text=Translated.of(fr="La salle est prêtée."), activity=line.activity,
    )  # fmt: skip
    text = page(cast.wg_lead)
    part = text[text.index('id="h-answered"') :]
    for said in ("Say where.", "How many people?", "La salle est prêtée.", "The SAG has decided"):
        assert said in part
    assert "My own words." not in part
    assert part.count('href="/reports/2026-Q3/training/edit/#a-3.1.1.2"') == 2
    assert "h-answered" not in page(cast.other_lead) and "h-answered" not in page(cast.sag)
    # Handed over again, it is answered; what comes after is new.
    submitted(report_of("training"), cast.wg_lead)
    assert "h-answered" not in page(cast.wg_lead)
    report = report_of("training")
    actions.accept(report=report, by=cast.sag, version=report.version, comment="Well done.")
    text = page(cast.wg_lead)
    assert "Well done." in text and 'href="/reports/2026-Q3/training/"' in text


@pytest.mark.long
def test_acts_alike_in_a_row_stand_on_one_line(cast, quarter, page):
    for number in range(4):
        trail.record(
            by=cast.glc_rome, verb="session_added", target=quarter, after={"title": str(number)}
        )
    text = page(cast.glc_rome)
    assert text.count("put a session on the agenda") == 1
    assert "4 times" in text
    assert len(Home(cast.glc_rome, DAY).last_acts) <= 6
