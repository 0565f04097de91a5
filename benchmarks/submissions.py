"""Target 15: sixty leads hand their reports over within half a minute, beside two hundred readers.

Everybody is on the loopback and signed in beforehand (passwords are slow on purpose). Each lead
opens the form, saves it complete, checks it and presses “submit” twice, as people do on a slow
line. Afterwards the database is asked whether each report came exactly once.
"""

import datetime
import http.client
import re
import threading
import time
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from benchmarks.environment import switch, url_of
from benchmarks.server import serving

LEADS, READERS = 60, 200
WITHIN = 30  # seconds
PAUSE = 10  # seconds between two pages of one reader
LINES = 5  # activities of each group
WORDS = "Deux ateliers tenus avec douze partenaires, dont cinq ONG nationales. " * 4
PAGES = ("/plan/", "/plan/1.1.1.2/", "/groups/", "/reports/", "/glm/", "/plan/2.3.2.1/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
# Somebody sent to sign in would be fast and measure nothing. Of two submissions, one may be told
# that the other came first.
EXPECTED = {"read": {200}, "open": {200}, "save": {302}, "check": {200}, "submit": {302, 409}}


class Answer(NamedTuple):
    what: str
    status: int
    seconds: float


class Browser:
    """One person's browser: a connection that stays, a session, the cookie against forged forms."""

    def __init__(self, address, session, answers):
        self.host, self.answers = urlsplit(address).netloc, answers
        self.cookies = {"sessionid": session}
        self.line = http.client.HTTPConnection(self.host, timeout=60)

    def ask(self, what, path, fields=None):
        """Ask for a page, or send a form; return (text, where it leads)."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{self.host}",
            }
        started = time.perf_counter()
        body = None if fields is None else urlencode(fields)
        try:
            self.line.request("GET" if body is None else "POST", path, body, headers)
            response = self.line.getresponse()
            text, status = response.read().decode(), response.status
        except (OSError, http.client.HTTPException):
            self.line.close()
            self.answers.append(Answer(what, 599, time.perf_counter() - started))
            return "", ""
        self.answers.append(Answer(what, status, time.perf_counter() - started))
        for cookie in response.headers.get_all("Set-Cookie", ()):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return text, response.headers.get("Location", "")


def measure(report, postgres):
    leads, readers, codes = _set_the_stage()
    answers, over = [], threading.Event()
    with serving(url_of(1, postgres)) as (address, _server):
        began = time.monotonic()
        people = [
            threading.Thread(
                target=_read, args=(Browser(address, session, answers), place, over)
            )
            for place, session in enumerate(readers)
        ] + [
            threading.Thread(
                target=_file,
                args=(address, session, f"/reports/2026-Q3/load-{place}/", codes, answers,
                      began + place * WITHIN / LEADS),
            )
            for place, session in enumerate(leads)
        ]  # fmt: skip
        for person in people:
            person.start()
        for person in people[READERS:]:
            person.join(timeout=120)
        lasted = time.monotonic() - began
        over.set()
        for person in people[:READERS]:
            person.join(timeout=60)
    _judge(report, answers, lasted)


def _judge(report, answers, lasted):
    sent = sorted(each.seconds for each in answers if each.what == "submit")
    pages = sorted(each.seconds for each in answers if each.what == "read")
    failed = [each for each in answers if each.status >= 500]
    astray = [each for each in answers if each.status not in EXPECTED[each.what]]
    report.note(
        f"{len(sent)} submissions and {len(pages)} pages read in {lasted:.0f} s; "
        f"page read, median {pages[len(pages) // 2]:.2f} s, p95 {_p95(pages):.2f} s"
    )
    report.target("15", "reports not submitted exactly once", _not_once(), 0)
    report.target("15", "answers of 500 and above", len(failed), 0)
    report.target("15", "answers that did not do what was asked", len(astray), 0)
    report.target("15", "submission, 95th percentile", _p95(sent), 1.5, " s")


def _p95(seconds):
    return seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))] if seconds else 999.0


def _not_once():
    """Count the reports that are not submitted, or were submitted more than once."""
    from accounts import trail
    from accounts.models import TrailRow
    from reporting.models import Report

    reports = Report.objects.filter(body__key__startswith="load-")
    acts = TrailRow.objects.filter(verb="report_submitted", target_key__startswith="2026-Q3/load-")
    wrong = sum(
        report.state != "submitted"
        or report.transitions.count() != 1
        or acts.filter(target_key=report.trail_key).count() != 1
        for report in reports.select_related("quarter", "body")
    )
    return wrong + abs(LEADS - len(reports)) + (trail.broken_at() is not None)


def _file(address, session, path, codes, answers, starts_at):
    """What one lead does."""
    lead = Browser(address, session, answers)
    time.sleep(max(0, starts_at - time.monotonic()))
    text, _where = lead.ask("open", f"{path}edit/")
    fields = {"summary": WORDS, "next": "check", **_proof(text)}
    for code in codes:
        fields |= {f"{code}-status": "on_track", f"{code}-progress": WORDS}
    lead.ask("save", f"{path}edit/", fields)
    text, _where = lead.ask("check", f"{path}check/")
    other = Browser(address, session, answers)
    other.cookies = lead.cookies
    twice = [
        threading.Thread(target=each.ask, args=("submit", f"{path}check/", _proof(text)))
        for each in (lead, other)
    ]
    for each in twice:
        each.start()
    for each in twice:
        each.join(timeout=60)


def _proof(text):
    """Return what a form of ours carries beside the answers."""
    token, version = TOKEN.search(text), VERSION.search(text)
    return {
        "csrfmiddlewaretoken": token[1] if token else "",
        "version": version[1] if version else "0",
    }


def _read(reader, place, over):
    """What one reader does: a page, a pause, another page."""
    over.wait(PAUSE * place / READERS)
    turn = place
    while not over.is_set():
        reader.ask("read", PAGES[turn % len(PAGES)])
        turn += 1
        over.wait(PAUSE)


def _set_the_stage():
    """Make sixty groups with their leads and reports, and sessions for everybody; return the
    sessions of leads and readers, and the codes on which each group reports."""
    from accounts.models import User
    from reporting.actions import open_quarter
    from sip.models import Activity, Assignment, Owner
    from sip.translated import Translated
    from workinggroups.models import Seat, SupportTeamPlace, WorkingGroup

    switch(1)
    activities = list(Activity.objects.in_plan_order()[:LINES])
    leads = []
    for place in range(LEADS):
        body = Owner.objects.create(
            key=f"load-{place}", kind=Owner.Kind.WORKING_GROUP, order=100 + place, reports=True,
            name=Translated.of(fr=f"Groupe {place}"), short_name=Translated.of(fr=f"G {place}"),
        )  # fmt: skip
        WorkingGroup.objects.create(
            owner=body, mandate=Translated.of(fr="Mandat"), opened_on="2024-01-01",
            mandate_ends_on="2026-12-31", source="Load",
        )  # fmt: skip
        lead = User.objects.create(email=f"load-{place}@example.org", name=f"Lead {place}")
        SupportTeamPlace.objects.create(person=lead, starts_on="2024-01-01")
        Seat.objects.create(person=lead, body=body, role=Seat.Role.LEAD, starts_on="2024-01-01")
        Assignment.objects.bulk_create(
            Assignment(activity=activity, owner=body, starts_on="2024-01-01", reason="Load")
            for activity in activities
        )
        leads.append(lead)
    open_quarter(key="2026-Q3", by=None, on=datetime.date(2026, 10, 5))
    readers = [
        User.objects.create(email=f"reader-{place}@example.org", name=f"Reader {place}")
        for place in range(READERS)
    ]
    return (
        [_session(person) for person in leads],
        [_session(person) for person in readers],
        [activity.code for activity in activities],
    )


def _session(person):
    """Sign a person in without their password; return the session's key."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "accounts.signin.Backend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return store.session_key
