"""Datasets as of a past day or a quarter: what the pages say of that moment, or no file at all."""

import copy
import datetime
import json
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from actionplans.actions.plans import change_gap
from actionplans.actions.writing import Edit, write
from actionplans.models import Action, Gap
from actionplans.reading import Sheet
from partners.actions import engage
from partners.committing import load_commitments
from partners.models import Engagement, Organisation, Presence
from reporting.actions import close_quarter
from reporting.exports.datasets import DATASETS, Reader, table_of
from reporting.exports.datasets.base import Past
from reporting.models import Quarter
from sip.actions import revise_wording
from sip.assigning import make_responsible
from sip.models import Activity, Owner
from tests.actionplans.making import make_countries
from tests.cast import of_rome, organisation, person
from tests.edges import a_few
from tests.exports.reading import body
from workinggroups.actions import end_seat
from workinggroups.models import Seat

pytestmark = pytest.mark.django_db
THEN = "2026-08-01"
DAY = datetime.date(2026, 8, 1)
JANUARY = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
SEPTEMBER = datetime.datetime(2026, 9, 10, 9, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 10, 6)
WITHOUT_A_PAST = [one.name for one in DATASETS.values() if one.past is Past.NONE]
WITH_A_PAST = [one.name for one in DATASETS.values() if one.past is not Past.NONE]


@pytest.fixture(scope="module")
def standing_past(standing_autumn):
    """What the cast holds was recorded in January; there are national plans."""
    with translation.override("en"):
        for model in (Seat, Engagement):
            model.objects.update(recorded_at=JANUARY)
        plan = make_countries(standing_autumn.cast)
    standing_autumn.plan = plan
    return standing_autumn


@pytest.fixture(autouse=True)
def people(standing_past, db):
    return copy.deepcopy(standing_past.cast)


@pytest.fixture
def plan(standing_past, people):
    return copy.deepcopy(standing_past.plan)


@pytest.fixture
def clock():
    with time_machine.travel(datetime.datetime(2026, 10, 6, 9, tzinfo=datetime.UTC)) as held:
        yield held


def rows(client, name, **asked):
    response = client.get(reverse("dataset", args=[name, "json"]), {"language": "en", **asked})
    assert response.status_code == 200, response.content.decode()
    return json.loads(body(response))["rows"]


def by(key, found):
    return {row[key]: row for row in found}


def test_what_has_a_past_is_as_agreed():
    assert set(WITH_A_PAST) == {
        "sip_activities", "organisations", "working_groups", "localisation_indicators",
        "action_plan", "commitments", "resources",
    }  # fmt: skip


# --- The plan ------------------------------------------------------------------------------------


def listed(client, **asked):
    """The codes that the plan page lists."""
    page = client.get(reverse("plan"), {"open": "all", **asked}).content.decode()
    return set(re.findall(r"/plan/(\d(?:\.\d+){3})/", page))


@pytest.mark.long
@pytest.mark.parametrize("asked", [{"as_of": THEN}, {"quarter": "2026-Q2"}, {}])
def test_the_plan_holds_the_statuses_and_bodies_of_the_page(client, people, asked):
    activity = Activity.objects.get(code="3.1.1.2")
    fresh = Owner.objects.get(key="partnerships")
    make_responsible(
        activity=activity, owner=fresh, starts_on=SEPTEMBER.date(), by=people.glc_rome, at=SEPTEMBER
    )
    revise_wording(
        element=activity, changes={"text": {"en": "Train anew."}}, by=people.glc_rome, at=SEPTEMBER,
        effective_on=SEPTEMBER.date(),
    )  # fmt: skip
    found = by("activity_code", rows(client, "sip_activities", **asked))
    assert len(found) == 50
    for status in ("at_risk", "blocked", "on_track", "none"):
        here = {code for code, row in found.items() if row["status_code"] == status}
        assert here == listed(client, status=status, **asked), status
    for key in ("partnerships", "training"):
        here = {code for code, row in found.items() if key in (row["responsible_codes"] or [])}
        assert here and here == listed(client, body=key, **asked), key
    row = found["3.1.1.2"]
    assert row["status_code"] == ("at_risk" if asked else "blocked")
    assert ("partnerships" in row["responsible_codes"]) is not bool(asked)
    assert (row["activity_en"] == "Train anew.") is not bool(asked)


# --- Seats ---------------------------------------------------------------------------------------


def group_page(client, key, **asked):
    told = client.get(reverse("group", args=[key]), asked).context
    sit = {line.seat.organisation for line in told["seats"] if line.seat}
    return {
        "members": len(sit - {None}),
        "status": told["mandate"].state,
        "codes": {activity.code for activity in told["activities"]},
    }


@pytest.mark.long
@pytest.mark.parametrize("asked", [{"as_of": THEN}, {"quarter": "2026-Q2"}, {}])
def test_groups_hold_the_seats_of_their_pages(client, people, asked):
    sits = Seat.objects.get(person=people.wg_member, body__key="training")
    leads = Seat.objects.get(person=people.wg_lead, body__key="training")
    for seat in (sits, leads):
        end_seat(seat=seat, ends_on=SEPTEMBER.date(), by=people.glc_rome, at=SEPTEMBER)
    of_rome(people.outsider)
    Seat.objects.create(
        body=sits.body, person=people.outsider, role="lead", organisation=people.ngo,
        starts_on="2026-09-11", recorded_at=SEPTEMBER,
    )  # fmt: skip
    group = sits.body.working_group
    group.reviewed_on = SEPTEMBER.date()
    group.save()
    found = by("wg_code", rows(client, "working_groups", **asked))
    for key, row in found.items():
        told = group_page(client, key, **asked)
        assert (row["members"], row["status"]) == (told["members"], told["status"]), key
        items = {code for code in row["sip_items"] or () if code.count(".") == 3}
        assert items == told["codes"], key
    training = found["training"]
    assert training["members"] == 2
    assert training["lead_org"] == (None if asked else people.ngo.name)
    assert training["reviewed_on"] == (None if asked else "2026-09-10")


def test_what_was_recorded_later_was_not_known_then(client, people):
    Seat.objects.filter(person=people.wg_member).update(recorded_at=SEPTEMBER)
    assert by("wg_code", rows(client, "working_groups"))["training"]["members"] == 2
    then = rows(client, "working_groups", as_of=THEN)
    assert by("wg_code", then)["training"]["members"] == 1


# --- Engagement ----------------------------------------------------------------------------------


def directory(client, **asked):
    page = client.get(reverse("partners"), asked).context["page"]
    return {one.slug: one.kind for one in page.object_list}


@pytest.mark.long
@pytest.mark.parametrize("asked", [{"as_of": THEN}, {"quarter": "2026-Q2"}, {}])
def test_organisations_take_part_as_on_the_page(client, people, asked):
    engage(
        organisation=people.firm, kind="observer", starts_on=SEPTEMBER.date(), by=people.glc_rome,
        at=SEPTEMBER,
    )  # fmt: skip
    Presence.objects.create(
        organisation=people.firm, country="TCD", starts_on="2026-01-01", recorded_at=SEPTEMBER
    )
    Engagement.objects.filter(organisation=people.ngo).update(
        ends_on="2026-07-15", ended_at=SEPTEMBER
    )
    found = by("org_code", rows(client, "organisations", **asked))
    assert {key: row["engagement"] for key, row in found.items()} == directory(client, **asked)
    firm, ngo = found[people.firm.slug], found[people.ngo.slug]
    assert firm["engagement"] == ("stakeholder" if asked else "observer")
    quarter = "quarter" in asked  # not closed: as recorded of it so far
    assert firm["countries"] == (["TCD"] if quarter or not asked else None)
    told = client.get(reverse("partner", args=[people.firm.slug]), asked).context["countries"]
    assert [code for code, _name in told] == (firm["countries"] or [])
    assert firm["joined_on"] == "2024-01-01"
    if asked:
        assert (ngo["engagement"], ngo["status"], ngo["left_on"]) == ("partner", "active", None)
    else:
        assert (ngo["engagement"], ngo["status"], ngo["left_on"]) == (
            None, "inactive", "2026-07-15",
        )  # fmt: skip


# --- Localisation --------------------------------------------------------------------------------


def indicators(client, **asked):
    told = client.get(reverse("localisation"), asked).context["told"]
    figures = {
        (code, None): (figure.counted.number, figure.counted.out_of)
        for code, figure in told.figures.items()
    }
    bodies = {
        ("lna_member_share", key): (counted.number, counted.out_of)
        for key, counted in told.by_body()
        if key is not None
    }
    return figures | bodies


@pytest.mark.long
@pytest.mark.parametrize("asked", [{"as_of": THEN}, {"quarter": "2026-Q2"}, {}])
def test_localisation_holds_the_figures_of_the_page(client, people, asked):
    local = organisation("local-ngo", "partner", type="nngo", is_local_national_actor=True)
    Seat.objects.create(
        body=Owner.objects.get(key="training"), person=people.outsider, role="member",
        organisation=local, starts_on="2026-01-01", recorded_at=SEPTEMBER,
    )  # fmt: skip
    Engagement.objects.update(recorded_at=JANUARY)
    found = rows(client, "localisation_indicators", **asked)
    here = {
        (row["indicator_code"], row["body_code"]): (row["numerator"], row["denominator"])
        for row in found
    }
    day = {"as_of": "2026-06-30"} if "quarter" in asked else asked
    assert here == indicators(client, **day)
    assert here["lna_member_share", "training"] == ((0, 1) if asked else (1, 2))
    as_of = day.get("as_of", TODAY.isoformat())
    assert {(row["as_of"], row["period"]) for row in found} == {
        (as_of, "2026-Q2" if asked else "2026-Q3")
    }


@pytest.mark.long
def test_the_files_of_the_localisation_page_are_of_its_day(client):
    files = client.get(reverse("localisation"), {"as_of": THEN}).context["files"]
    tables = [one for one in files if one["type"] != "PDF"]
    assert {one["what"] for one in tables} == {"All the indicators, as of 1 August 2026"}
    for one in tables:
        response = client.get(one["url"])
        assert f"indicators-as-of-{THEN}-en." in response["Content-Disposition"]
    today = client.get(reverse("localisation")).context["files"]
    assert today[0]["what"] == "All the indicators, as of today" and "?" not in today[0]["url"]


# --- National plans ------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [{"as_of": THEN}, {"quarter": "2026-Q2"}, {}])
def test_national_plans_hold_the_words_and_statuses_of_their_pages(client, people, plan, asked):
    dated = Action.objects.of_plan(plan).get(schedule="by_month")
    moved = {
        "due_on": datetime.date(2026, 12, 31), "deadline_as_published": "Décembre",
        "text": "Revise it", "status": "on_track",
    }  # fmt: skip
    write(
        plan=plan, by=people.country_coord, edits=[Edit(dated, moved)], on=SEPTEMBER.date(),
        at=SEPTEMBER,
    )  # fmt: skip
    plan.refresh_from_db()
    gap = Gap.objects.select_related("section__plan__cluster").get(pk=dated.gap_id)
    change_gap(
        gap=gap, text="Another gap", section_title="Service delivery",
        core_function="support_service_delivery", by=people.country_coord, at=SEPTEMBER,
        version=plan.version,
    )  # fmt: skip
    client.force_login(people.partner)
    found = [row for row in rows(client, "action_plan", **asked) if row["plan_id"] == "sample/2026"]
    day = datetime.date(2026, 6, 30) if "quarter" in asked else DAY
    sheet = Sheet(plan, day if asked else None)
    assert {row["action_no"]: told(row) for row in found} == {
        line.action.pk: {
            "action": line.action.text, "deadline_as_published": line.action.deadline_as_published,
            "due_date": line.action.due_on and line.action.due_on.isoformat(),
            "status": line.status or "none", "reason": line.row.reason if line.row else None,
            "gap": line.action.gap.text, "section": line.action.gap.section.title,
            "section_code": line.action.gap.section.core_function or None,
            "frequency": line.action.frequency or None,
        }
        for line in sheet.lines
    }  # fmt: skip
    row = by("action_no", found)[dated.pk]
    assert row["action"] == ("Revise the strategy" if asked else "Revise it")
    assert row["section"] == ("Strategy" if asked else "Service delivery")
    assert row["status"] == ("at_risk" if asked else "on_track")


def told(row):
    names = (
        "action", "deadline_as_published", "due_date", "status", "gap", "section", "section_code",
        "frequency",
    )  # fmt: skip
    return {**{name: row[name] for name in names}, "reason": row["reason"]}


def test_a_plan_opened_later_was_not_there(client, people, plan):
    client.force_login(people.glc_rome)
    plan.opened_on = SEPTEMBER.date()
    plan.save()
    assert "sample/2026" in {row["plan_id"] for row in rows(client, "action_plan")}
    then = {row["plan_id"] for row in rows(client, "action_plan", as_of=THEN)}
    assert "sample/2026" not in then


# --- A closed quarter ----------------------------------------------------------------------------


@pytest.mark.long
def test_a_closed_quarter_is_that_of_the_pages_whatever_is_put_right_since(client, people, clock):
    quarter = Quarter.objects.get(key="2026-Q2")
    close_quarter(quarter=quarter, by=people.glc_rome, reason="Two are missing.")
    clock.move_to(datetime.datetime(2026, 10, 9, 9, tzinfo=datetime.UTC))
    Seat.objects.filter(person=people.wg_member).update(
        ends_on="2026-03-01", ended_at=timezone.now()
    )
    Engagement.objects.filter(organisation=people.firm).update(
        ends_on="2026-03-01", ended_at=timezone.now()
    )
    asked = {"quarter": "2026-Q2"}
    found = by("activity_code", rows(client, "sip_activities", **asked))
    at_risk = {code for code, row in found.items() if row["status_code"] == "at_risk"}
    assert at_risk == listed(client, status="at_risk", **asked) == {"3.1.1.2", "3.1.2.1"}
    training = by("wg_code", rows(client, "working_groups", **asked))["training"]
    assert training["members"] == group_page(client, "training", **asked)["members"] == 2
    assert by("wg_code", rows(client, "working_groups"))["training"]["members"] == 1
    firm = by("org_code", rows(client, "organisations", **asked))[people.firm.slug]
    assert firm["engagement"] == directory(client, **asked)[people.firm.slug] == "stakeholder"
    assert (firm["status"], firm["left_on"]) == ("active", None)
    assert by("org_code", rows(client, "organisations"))[people.firm.slug]["status"] == "inactive"


# --- What cannot be ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", a_few(WITHOUT_A_PAST, 3))
@pytest.mark.parametrize("asked", [{"as_of": THEN}, {"quarter": "2026-Q2"}])
def test_what_has_no_past_is_refused_in_words(client, people, name, asked):
    client.force_login(people.glc_rome)
    response = client.get(reverse("dataset", args=[name, "csv"]), asked)
    assert response.status_code == 400
    assert "can be had as of today only" in response.content.decode()
    today = {"as_of": TODAY.isoformat()}
    assert client.get(reverse("dataset", args=[name, "csv"]), today).status_code == 200


@pytest.mark.parametrize("name", a_few([*WITH_A_PAST, "meetings"]))
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"as_of": "2026-13-45"}, "Type a day that exists"),
        ({"as_of": "a\0b"}, ""),
        ({"as_of": "2027-01-01"}, "This day is still to come."),
        ({"quarter": "2026-Q9"}, "Name a quarter such as"),
        ({"quarter": "2026-Q4"}, "Q4 2026 had not ended on"),
        ({"include": "submitted"}, "accepted figures alone"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(client, people, name, asked, words):
    client.force_login(people.glc_rome)
    response = client.get(reverse("dataset", args=[name, "csv"]), asked)
    assert response.status_code == 400
    assert words in response.content.decode()


def test_whoever_may_not_have_a_table_signs_in_first(client):
    address = reverse("dataset", args=["action_plan", "csv"]) + f"?as_of={THEN}"
    response = client.get(address)
    assert response.status_code == 302 and "as_of%3D2026-08-01" in response["Location"]


@pytest.mark.parametrize("name", a_few(WITH_A_PAST, 3))
@pytest.mark.parametrize("day", a_few(["2001-01-01", "2019-02-28", "2026-06-30"]))
def test_any_day_of_the_past_has_a_file(client, people, name, day):
    client.force_login(people.glc_rome)
    response = client.get(reverse("dataset", args=[name, "csv"]), {"as_of": day})
    assert response.status_code == 200 and body(response)
    assert f"-{day}-en.csv" in response["Content-Disposition"]


# --- The page ------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_page_leads_to_the_files_of_its_day(client, people):
    load_commitments()
    client.force_login(people.glc_rome)
    page = client.get(reverse("datasets"), {"as_of": "01/08/2026"})
    shown = page.content.decode()
    assert "recorded by the end of 1 August 2026" in shown
    assert shown.count("As of today only.") == len(WITHOUT_A_PAST)
    for one in page.context["offered"]:
        keeps = one.dataset.name in WITH_A_PAST
        assert one.is_of_today is not keeps
        for _kind, address, size in one.files:
            assert address.endswith(f"?as_of={THEN}") is keeps and size
            assert client.get(address).status_code == 200
        assert client.get(one.page).status_code == 200
    now = client.get(reverse("datasets"))
    assert "As of today only." not in now.content.decode() and not now.context["band"]
    assert all(
        "?" not in address for one in now.context["offered"] for _k, address, _s in one.files
    )


@pytest.mark.long
def test_the_page_of_a_quarter_names_the_last_day_where_days_alone_are_known(client, people):
    client.force_login(people.glc_rome)
    page = client.get(reverse("datasets"), {"quarter": "2026-Q2"})
    endings = {
        one.dataset.name: one.files[0][1].partition("?")[2] for one in page.context["offered"]
    }
    assert {name: endings[name] for name in WITH_A_PAST} == {
        "sip_activities": "quarter=2026-Q2", "organisations": "quarter=2026-Q2",
        "working_groups": "quarter=2026-Q2", "localisation_indicators": "as_of=2026-06-30",
        "action_plan": "as_of=2026-06-30", "commitments": "quarter=2026-Q2",
            "resources": "as_of=2026-06-30",
    }  # fmt: skip
    assert "quarter’s last day" in page.content.decode()
    assert '<option value="2026-Q2" selected>' in page.content.decode()


@pytest.mark.long
def test_the_page_says_what_is_wrong_and_shows_today(client):
    page = client.get(reverse("datasets"), {"as_of": "never"})
    assert page.status_code == 200 and 'role="status"' in page.content.decode()
    assert not page.context["band"]


@pytest.mark.long
def test_a_file_of_the_past_is_not_taken_for_the_size_of_todays(client, people):
    before = client.get(reverse("datasets")).context["offered"]
    rows(client, "organisations", as_of=THEN)
    after = client.get(reverse("datasets")).context["offered"]
    assert [one.files for one in after] == [one.files for one in before]


@pytest.mark.parametrize("name", a_few(WITH_A_PAST, 3))
def test_the_queries_of_the_past_do_not_grow_with_the_rows(people, plan, queries, name):
    def read():
        on = DATASETS[name].moment_for(Reader(people.partner, "en", DAY).at)
        table = table_of(DATASETS[name], Reader(people.partner, "en", on))
        return len(list(table.rows))

    few, number = queries(read), read()
    action = Action.objects.of_plan(plan).first()
    for count in range(10):
        made = organisation(f"more-{count}", "partner")
        Seat.objects.create(
            body=Owner.objects.get(key="training"), person=person(f"more_{count}"),
            organisation=made, role="member", starts_on="2026-01-01", recorded_at=JANUARY,
        )  # fmt: skip
        action.pk, action.order = None, 90 + count
        action.current_row = None
        action.save()
    assert queries(read) == few <= 20
    if name in ("organisations", "action_plan"):
        assert read() == number + 10
    assert Organisation.objects.count() > 10
