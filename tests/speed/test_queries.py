"""A page costs the same number of queries however much there is to show."""

import pytest
from django.urls import reverse

from benchmarks.volume import multiply
from partners.models import Looked
from reporting import actions
from tests.permissions.scene import DAY, QUARTER
from tests.speed.conftest import forget, read

REPORT = {"quarter": QUARTER, "body": "training"}
# Address, and the most queries it may take for a person signed in.
PAGES = {
    # The SAG and the GLC find the dashboard on it, the GLC the last acts and who asks to join.
    "home": (reverse("home"), 28),
    "dashboard": (reverse("dashboard"), 11),
    # At a past moment, one more where the plan was worded anew since.
    "dashboard, as of": (reverse("dashboard") + "?as_of=2026-03-01", 11),
    "dashboard, a closed quarter": (reverse("dashboard") + "?quarter=2026-Q2", 12),
    "plan": (reverse("plan"), 8),
    "plan, blocked": (reverse("plan") + "?status=blocked", 8),
    "plan, one pillar": (reverse("plan") + "?pillar=1", 8),
    "plan, words": (reverse("plan") + "?q=formation", 8),
    "plan, changed": (reverse("plan") + "?changed=2026-03-01", 8),
    "plan, as of": (reverse("plan") + "?as_of=2026-03-01", 10),
    "activity": (reverse("activity", kwargs={"code": "1.1.1.1"}), 17),
    "groups": (reverse("groups"), 15),
    "group": (reverse("group", kwargs={"key": "training"}), 16),
    "partners": (reverse("partners"), 8),
    "partners, filtered": (reverse("partners") + "?q=organisation&type=ingo&country=TCD", 8),
    "partners map": (reverse("partners-map"), 6),
    # Ten of them count, once an hour, that these contacts were shown to this person.
    "partner": (reverse("partner", kwargs={"slug": "international-ngo-a"}), 39),
    "commitments": (reverse("commitments"), 14),
    "resources": (reverse("resources"), 13),
    "localisation": (reverse("localisation"), 18),  # the indicators, and seats to be decided on
    "search": (reverse("search") + "?q=formation", 14),  # one for each kind of thing
    "meetings": (reverse("meetings"), 10),
    # With all that stands around it; made once for each state of the trail.
    "meeting": (reverse("meeting", kwargs={"key": "2026-11"}), 30),
    "plan as csv": (reverse("plan-export", kwargs={"format": "csv"}), 8),
    "plan as xlsx": (reverse("plan-export", kwargs={"format": "xlsx"}), 8),
    "plan as json": (reverse("plan-export", kwargs={"format": "json"}), 8),
    "meeting as xlsx": (
        reverse("meeting-export", kwargs={"key": "2026-11", "format": "xlsx"}), 15,
    ),
    "pack": (reverse("pack", kwargs={"key": "2026-11", "number": 1}), 12),
    "trail": (reverse("trail"), 18),  # one for the names of each kind of object
    "reports": (reverse("reports"), 15),
}  # fmt: skip
# Pages for those who work at the desk.
DESK = {
    "reception": (reverse("reception", kwargs={"quarter": QUARTER}), 15),
    "outbox": (reverse("outbox"), 12),
}
# Pages about one report; a report has at most some forty lines, ten times as many is a stretch.
REPORTS = {
    "report": (reverse("report", kwargs=REPORT), 16),
    "report-edit": (reverse("report-edit", kwargs=REPORT), 20),
    "report-check": (reverse("report-check", kwargs=REPORT), 15),
}


@pytest.fixture
def cost(queries, reader):
    """Count the queries of each page, cold, for one kind of person: {page: number}."""

    def count(pages, kind):
        client, found = reader(kind), {}
        for name, (address, _) in pages.items():
            forget()
            Looked.objects.all().delete()  # contacts are shown to this person for the first time
            client.get(reverse("healthz"))  # the session's own upkeep is not the page's
            found[name] = queries(lambda address=address: _whole(client.get(address)))
        return found

    return count


def _whole(response):
    assert response.status_code == 200, response.request["PATH_INFO"]
    read(response)


def grown(one, other):
    return {name: f"{one[name]} → {other[name]}" for name in one if one[name] != other[name]}


# Those that are tried on a plan a hundred times as large too.
LARGEST = {
    "plan", "plan, blocked", "activity", "groups", "group", "partners", "search", "reports",
    "meeting", "plan as csv",
}  # fmt: skip


def without(*names):
    return {name: page for name, page in PAGES.items() if name not in names}


def over_budget(found, pages=PAGES):
    return {name: f"{n} > {pages[name][1]}" for name, n in found.items() if n > pages[name][1]}


@pytest.mark.long
def test_pages_cost_the_same_at_once_and_ten_times_the_plan(scene, cost):
    pages = PAGES | DESK
    multiply(1)
    once = cost(pages, "glc_rome")
    assert over_budget(once, pages) == {}
    multiply(10)
    assert grown(once, cost(pages, "glc_rome")) == {}


@pytest.mark.long
def test_pages_cost_the_same_at_a_hundred_times_the_plan(scene, cost):
    pages = {name: PAGES[name] for name in LARGEST}
    multiply(1)
    once = cost(pages, "glc_rome")
    multiply(100, past=1)
    assert grown(once, cost(pages, "glc_rome")) == {}


@pytest.mark.long
def test_pages_cost_visitors_the_same_at_once_and_ten_times_the_plan(scene, cost):
    multiply(1)
    once = cost(without("trail", "reports", "pack"), "anonymous")
    multiply(10)
    assert grown(once, cost(without("trail", "reports", "pack"), "anonymous")) == {}


@pytest.mark.long
def test_reports_cost_the_same_at_once_and_ten_times_the_plan(scene, cost):
    once = cost(REPORTS, "wg_lead")
    multiply(10)
    actions.open_quarter(key=QUARTER, by=None, on=DAY.date())  # adds the lines that are due since
    assert grown(once, cost(REPORTS, "wg_lead")) == {}


# Where a lead finds more than GLC staff, whose pages are counted above: of each sort one.
OF_A_LEAD = {"home", "dashboard", "plan", "activity", "group", "partner", "meeting", "reports"}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        pytest.param("wg_lead", OF_A_LEAD, marks=pytest.mark.brief, id="wg_lead-own"),
        pytest.param("wg_lead", set(without("trail")), marks=pytest.mark.long, id="wg_lead"),
        pytest.param("sag", set(PAGES), marks=pytest.mark.long, id="sag"),
    ],
)
def test_pages_stay_within_their_budget(scene, cost, kind, names):
    multiply(1)
    pages = {name: PAGES[name] for name in PAGES if name in names}
    pages |= REPORTS if kind == "wg_lead" else {}
    assert over_budget(cost(pages, kind), pages) == {}


def test_the_plan_costs_at_most_three_queries_once_somebody_has_read_it(scene, reader, queries):
    client = reader("wg_member")
    client.get(reverse("plan"))
    assert queries(lambda: client.get(reverse("plan"))) <= 3
