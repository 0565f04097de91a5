"""A back office with something of everything in it."""

import copy
import datetime

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.clock import start_of_day
from accounts.outbox import post
from actionplans.actions.bodies import name_body
from actionplans.models import Action, ActionPaper
from reporting.actions import open_quarter
from reporting.correcting import add_erratum
from reporting.freezing import freeze
from reporting.meetings.actions import add_document, add_session
from reporting.models import (
    Attendance,
    Comment,
    Evidence,
    Quarter,
    Reminder,
    Report,
    ReportLine,
    ReportText,
    Transition,
)
from reporting.pack import actions as packs
from sip.actions import set_status
from sip.models import Activity, Assignment, Meeting, Owner
from sip.registers.actions import add_lesson, record_decision
from sip.registers.motions import put_motion
from sip.translated import Translated
from tests.actionplans.making import make_countries
from tests.cast import make_cast
from tests.network import make_network
from workinggroups.lifecycle import ask_to_join
from workinggroups.meetings import note_attendance, put_down
from workinggroups.models import PublishedContact, WorkingGroup

DAY = datetime.date(2026, 6, 17)
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


def name_of(model, page):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def address(model, page, *args):
    return reverse(name_of(model, page), args=args)


@pytest.fixture(scope="module")
def standing_office(django_db_setup, django_db_blocker):
    """The cast of `office`, made once for a module: its tests run inside its transaction, and each
    takes back what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        furnish(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def office(standing_office, db):
    """At least one object of every registered model, and a row in the trail; the people are the
    test's own, to be changed as it likes."""
    return copy.deepcopy(standing_office)


def furnish(cast):
    open_quarter(key="2026-Q3", by=None, on=datetime.date(2026, 10, 5))
    make_network(cast)
    meeting = Meeting.objects.create(key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26")
    meeting.sites.create(place="Rome", country="IT")
    by = {"by": cast.glc_rome2}
    record_decision(taken_by="sag", taken_on=DAY, text=Translated.of(fr="Continuer."), **by)
    add_lesson(lesson=Translated.of(fr="Prévoir."), source="Exercise", learnt_on=DAY, **by)
    around = {"meeting": meeting, "by": cast.glc_rome2}
    begins_at = start_of_day(datetime.date(2026, 11, 24))
    add_session(title=Translated.of(fr="Plénière"), begins_at=begins_at, **around)
    Attendance.objects.create(meeting=meeting, organisation=cast.ngo, onsite=1)
    add_document(
        kind="other", title="Paper", language="fr", audience="all", url="https://example.org/",
        **around,
    )  # fmt: skip
    report = Report.objects.first()
    Transition.objects.create(
        report=report, before="draft", after="submitted", by=cast.wg_lead, at=report.made_at
    )
    signed = {"at": report.made_at, "by": cast.wg_lead}
    Comment.objects.create(report=report, text="Where?", **signed)
    Evidence.objects.create(line=ReportLine.objects.first(), url="https://example.org/a", **signed)
    ReportText.objects.create(report=report, kind="submitted", words={}, **signed)
    Reminder.objects.create(report=report, kind="before_3", due_on=DAY, at=report.made_at)
    post(to=cast.wg_lead, kind="reminder", subject="A reminder", text="Words.", key="one")
    group = WorkingGroup.objects.first()
    PublishedContact.objects.create(group=group, name="Named by the source", role_as_published="–")
    activity = Activity.objects.get(code="1.1.1.1")
    set_status(
        activity=activity, status="on_track", by=cast.glc_rome2, version=activity.version,
        motive="Said at the GLM.",
    )  # fmt: skip
    ask_to_join(
        body=Owner.objects.get(key="training"), organisation=cast.ngo, message="Trainers.",
        by=cast.partner,
    )  # fmt: skip
    closed = Quarter.objects.create(
        key="2023-Q4", state="closed", starts_on="2023-10-01", ends_on="2023-12-31",
        opens_on="2023-12-17", due_at=report.made_at, closed_at=report.made_at,
    )  # fmt: skip
    freeze(closed, report.made_at)
    add_erratum(quarter=closed, activity=activity, text="The day was another.", by=cast.glc_rome2)
    plan = make_countries(cast)
    action = Action.objects.of_plan(plan).first()
    ActionPaper.objects.create(action=action, url="https://example.org/b", **signed)
    name_body(
        cluster=cast.cluster, kind="oag", opened_on=datetime.date(2026, 5, 4), by=cast.country_coord
    )
    put_motion(
        text=Translated.of(fr="Renouveler ?"), asked_by=Owner.objects.get(key="sag"),
        at=start_of_day(DAY), **around,
    )  # fmt: skip
    met = put_down(
        body=Owner.objects.get(key="training"), subject="The courses", by=cast.wg_lead,
        held_on=datetime.date(2026, 9, 3), languages=["fr"],
    )  # fmt: skip
    note_attendance(meeting=met, people=[cast.wg_member], by=cast.wg_lead, version=0)
    packs.freeze(meeting=meeting, by=cast.glc_rome, number=1)
    assert Assignment.objects.exists()


@pytest.fixture
def glc(office, client):
    client.force_login(office.glc_rome)
    return client


@pytest.fixture
def administrator(office, client):
    client.force_login(office.admin)
    return client


@pytest.fixture
def client_of():
    """Return what signs somebody in by the door, in a browser of their own."""

    def sign_in(person):
        browser = Client()
        browser.post("/login/", {"login": person.email, "password": "a-password-for-tests"})
        return browser

    return sign_in
