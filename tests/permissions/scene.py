"""The objects that a row of the table is tried on, and the addresses they have."""

import datetime
import hashlib
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.clock import start_of_day
from accounts.models import OutboxMail
from accounts.subscribing import open_calendar
from actionplans.actions.bodies import name_body
from actionplans.models import Action, ActionPaper, ActionPlan, CcpmSurvey
from reporting import actions
from reporting.commenting import comment
from reporting.correcting import add_erratum
from reporting.freezing import freeze
from reporting.meetings import actions as meetings
from reporting.models import Attendance, Evidence, Quarter, Report
from reporting.pack import actions as packs
from reporting.pack.files import FORMATS, languages
from reporting.pack.models import PackFile
from reporting.reminding import remind
from reporting.workflow import State
from sip.models import Activity, Meeting, Owner, Status
from sip.registers.actions import add_lesson, record_decision
from sip.registers.motions import put_motion
from sip.translated import Translated
from tests.actionplans.making import make_countries
from tests.cast import make_cast
from tests.network import KEY, make_network
from workinggroups.lifecycle import ask_to_join
from workinggroups.meetings import note_attendance, put_down

QUARTER = "2026-Q3"
# Its reports are due: the quarter has ended, and the GLM is still to come.
DAY = datetime.datetime(2026, 10, 12, 9, 0, tzinfo=datetime.UTC)
# Who writes and submits a body's report, and who decides on it.
HANDS = {
    "training": ("wg_lead", "sag_training"),
    "partnerships": ("other_lead", "sag_training"),
    "sag": ("sag", "glc_rome2"),
    "rome": ("glc_rome2", "sag_training"),
    # Nobody of the cast leads it: GLC staff write on its behalf.
    "preparedness": ("glc_rome2", "sag_training"),
}

WHY = "The lead is on mission without a connection."

# What addresses take, for objects that need no preparation.
STANDING = {
    "": {},
    "pillar": {"code": "1"},
    "outcome": {"code": "1.1"},
    "output": {"code": "1.1.1"},
    "activity": {"code": "1.1.1.1"},
    "no activity": {"code": "9.9.9.9"},
    "group": {"key": "training"},
    "no group": {"key": "nobody"},
    "group that was asked": {"key": "partnerships"},
    "group activity": {"key": "training", "code": "3.1.1.2"},
    "group and another activity": {"key": "training", "code": "1.1.1.1"},
    "group request": {"key": "training", "pk": 999_999},
    "organisation": {"slug": "international-ngo-a"},
    "no organisation": {"slug": "nobody"},
    "resource": {"pk": KEY},
    "no resource": {"pk": KEY - 1},
    "request": {"pk": KEY},
    "joining": {"pk": KEY},
    "no joining": {"pk": KEY - 1},
    "indicator": {"code": "lna_presence"},
    "no indicator": {"code": "nothing"},
    "meeting": {"key": "2026-11"},
    "meeting and organisation": {"key": "2026-11", "slug": "international-ngo-a"},
    "meeting and no organisation": {"key": "2026-11", "slug": "nobody"},
    "no dataset": {"name": "nothing", "format": "csv"},
    "meetings as csv": {"name": "meetings", "format": "csv"},
    "reports as csv": {"name": "progress_reports", "format": "csv"},
    "metadata of meetings": {"name": "meetings"},
    "metadata of reports": {"name": "progress_reports"},
    "no calendar": {"token": "0" * 72},
    "no session": {"key": "2026-11", "pk": 999999},
    "no motion": {"key": "2026-11", "number": 999},
    "no paper": {"key": "2026-11", "pk": 999999},
    "no meeting": {"key": "2019-06"},
    "meeting as csv": {"key": "2026-11", "format": "csv"},
    "meeting as xlsx": {"key": "2026-11", "format": "xlsx"},
    "meeting as exe": {"key": "2026-11", "format": "exe"},
    "pack": {"key": "2026-11", "number": 1},
    "no pack": {"key": "2026-11", "number": 7},
    "pack as xlsx": {"key": "2026-11", "number": 1, "format": "xlsx"},
    "pack as exe": {"key": "2026-11", "number": 1, "format": "exe"},
    "decision": {"key": "2026-06-1"},
    "no decision": {"key": "2019-06-1"},
    "no lesson": {"pk": 999999},
    "as csv": {"format": "csv"},
    "as xlsx": {"format": "xlsx"},
    "as json": {"format": "json"},
    "as exe": {"format": "exe"},
    "no key": {"pk": 1},
    "nobody": {"ref": "00000000-0000-4000-8000-000000000000"},
    "bad invitation": {"key": "abc:def:ghi"},
    "bad link": {"uidb36": "1", "key": "abc-def0123456789"},
    "mail": {"number": 1},
    "no mail": {"number": 0},
    "quarter": {"quarter": QUARTER},
    "closed quarter": {"quarter": "2026-Q2"},
    "no quarter": {"quarter": "2019-Q1"},
    "disagreement": {"quarter": QUARTER, "code": "3.1.2.1"},
    "a quarter": {"quarter": QUARTER},
    "a planned quarter": {"quarter": "2026-Q4"},
    "no report": {"quarter": "2019-Q1", "body": "training"},
    "no body": {"quarter": QUARTER, "body": "nobody"},
    "country": {"slug": "sample"},
    "no country": {"slug": "nowhere"},
    "other country": {"slug": "elsewhere"},
    "country plan": {"slug": "sample", "year": 2026},
    "country draft": {"slug": "sample", "year": 2027},
    "other plan": {"slug": "elsewhere", "year": 2026},
    "no plan": {"slug": "sample", "year": 2019},
    "country plan as xlsx": {"slug": "sample", "year": 2026, "format": "xlsx"},
    "country plan as docx": {"slug": "sample", "year": 2026, "format": "docx"},
    "country plan as exe": {"slug": "sample", "year": 2026, "format": "exe"},
    "follow-up": {"slug": "sample", "year": 2026, "quarter": 3},
    "follow-up to come": {"slug": "sample", "year": 2026, "quarter": 4, "format": "docx"},
    "follow-up as docx": {"slug": "sample", "year": 2026, "quarter": 3, "format": "docx"},
    "country plan as pdf": {"slug": "sample", "year": 2026, "format": "pdf"},
    "no country paper": {"slug": "sample", "year": 2026, "pk": 1, "paper": 999_999},
    "no country file": {
        "slug": "sample", "year": 2026, "pk": "00000000-0000-4000-8000-000000000000",
    },
}  # fmt: skip


def of_a_country(words):
    """Return what addresses take of what a country's plan holds, or None."""
    plans = {"country": ("sample", 2026), "other": ("elsewhere", 2026)}
    whose, _space, what = words.partition(" ")
    if whose not in plans or what not in ("action", "gap", "survey"):
        return None
    slug, year = plans[whose]
    if what == "survey":
        return {"slug": slug, "pk": CcpmSurvey.objects.get(cluster__slug=slug).pk}
    plan = ActionPlan.objects.get(cluster__slug=slug, year=year)
    action = Action.objects.of_plan(plan).in_order().select_related("gap").first()
    pk = action.pk if what == "action" else action.gap_id
    return {"slug": slug, "year": year, "pk": pk}


class Scene:
    """The cast, a GLM to come, and an open quarter with its reports."""

    def __init__(self):
        self.cast = make_cast()
        make_network(self.cast, DAY)
        self.meeting = Meeting.objects.create(
            key="2026-11", starts_on="2026-11-24", ends_on="2026-11-26", place="Rome"
        )
        self.meeting.sites.create(place="Rome", country="IT")
        self.decision = record_decision(
            taken_by="sag", taken_on=datetime.date(2026, 6, 17), by=self.cast.glc_rome2,
            text=Translated.of(fr="Désigner l’hôte de la plateforme."),
        )  # fmt: skip
        self.lesson = add_lesson(
            lesson=Translated.of(fr="Le carburant a manqué."), source="Exercise",
            learnt_on=datetime.date(2026, 3, 3), by=self.cast.glc_rome2,
        )  # fmt: skip
        around = {"meeting": self.meeting, "by": self.cast.glc_rome2}
        self.session = meetings.add_session(
            title=Translated.of(fr="Plénière"), audience="partners",
            begins_at=start_of_day(datetime.date(2026, 11, 24)), **around,
        )  # fmt: skip
        self.motion = put_motion(
            text=Translated.of(fr="Renouveler un siège ?"), asked_by=Owner.objects.get(key="sag"),
            **around,
        )  # fmt: skip
        Attendance.objects.create(meeting=self.meeting, organisation=self.cast.ngo, onsite=1)
        upload = ContentFile(b"%PDF-1.7", name="paper.pdf")
        upload.kind = "pdf"
        self.paper = meetings.add_document(
            kind="other", title="Paper", language="fr", audience="partners", upload=upload, **around
        )
        self.feed = open_calendar(person=self.cast.outsider, by=self.cast.outsider)
        self.quarter = actions.open_quarter(key=QUARTER, by=None, on=DAY.date())
        closed = self._closed_quarter()
        freeze(closed, DAY)
        add_erratum(
            quarter=closed, activity=Activity.objects.get(code="1.1.1.1"), by=self.cast.glc_rome2,
            text="The day was another one.",
        )  # fmt: skip
        remind(quarter=self.quarter, reports=[self.report("partnerships")], by=self.cast.glc_rome2)

        self.group_meeting = put_down(
            body=Owner.objects.get(key="training"), subject="The courses", by=self.cast.wg_lead,
            held_on=datetime.date(2026, 9, 3), languages=["fr"],
        )  # fmt: skip
        note_attendance(
            meeting=self.group_meeting, people=[self.cast.wg_member], by=self.cast.wg_lead,
            version=0,
        )  # fmt: skip
        self.advisory = name_body(
            cluster=self.cast.cluster, kind="oag", opened_on=datetime.date(2026, 5, 4),
            by=self.cast.country_coord,
        )  # fmt: skip
        meeting = {"key": self.meeting.key}
        self.own = {
            "lesson": {"pk": self.lesson.pk},
            "sag": {"key": "sag"},
            "group meeting": {"key": "training", "pk": self.group_meeting.pk},
            "member’s seat": {"key": "training", "pk": self.cast.wg_member.seats.get().pk},
            "advisory group": {"key": self.advisory.owner.key},
            "a calendar": {"token": self.feed.token},
            "session": {**meeting, "pk": self.session.pk},
            "motion": {**meeting, "number": self.motion.number},
            "paper": {**meeting, "pk": self.paper.pk},
        }

        self.country_plan = make_countries(self.cast)
        ActionPaper.objects.create(
            action=Action.objects.of_plan(self.country_plan).first(), by=self.cast.country_coord,
            url="https://example.org/convoys", at=DAY,
        )  # fmt: skip
        # One report has moved, so that there is a move to look at in the back office.
        self.put("preparedness", State.SUBMITTED)
        self.put_pack()
        self.put_papers()
        self.mail = OutboxMail.objects.create(
            key="a-mail", kind="reminder", person=self.cast.wg_lead, language="fr", due_at=None,
            subject="A reminder", given_up_at=DAY, tries=8,
        )  # fmt: skip
        ask_to_join(
            body=Owner.objects.get(key="partnerships"), organisation=self.cast.ngo,
            message="Trucks.", by=self.cast.wg_member,
        )  # fmt: skip
        self.sessions = {}

    def person(self, kind):
        return getattr(self.cast, kind)

    def client(self, kind):
        """Return a browser of one kind of person, signed in."""
        client = Client()
        if (person := self.person(kind)) and kind not in self.sessions:
            client.force_login(person)
            self.sessions[kind] = client.cookies[settings.SESSION_COOKIE_NAME].value
        elif person:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[kind]
        return client

    def report(self, body="training"):
        return Report.objects.get(quarter=self.quarter, body__key=body)

    def put(self, body, state, status=Status.ON_TRACK):
        """Bring a body's report into a state: its leader writes and submits, another decides."""
        by, judge = (self.person(name) for name in HANDS[body])
        report = self.report(body)
        said = {"status": status, "progress": "Two more trainers."}
        codes = report.lines.values_list("activity__code", flat=True)
        report = actions.save_report(
            report=report, by=by, version=report.version, summary="The quarter in two sentences.",
            lines=dict.fromkeys(codes, said), on_behalf_reason=WHY,
        )  # fmt: skip
        if state != State.DRAFT:
            report = actions.submit(
                report=report, by=by, version=report.version, on_behalf_reason=WHY
            )
        if state == State.RETURNED:
            report = actions.return_report(
                report=report, by=judge, version=report.version, comment="Say how many trainers."
            )
        if state == State.ACCEPTED:
            report = actions.accept(report=report, by=judge, version=report.version)
        return report

    def put_pack(self):
        """The first version of the GLM's pack. Its files are kept, and small: what really stands in
        them is asked in tests/pack."""
        pack = packs.freeze(meeting=self.meeting, by=self.cast.glc_rome, number=1)
        PackFile.objects.bulk_create(
            PackFile(pack=pack, format=name, language=language, content=b"Kept", size=4)
            for name in FORMATS for language in languages()
        )  # fmt: skip

    def put_papers(self):
        """A link on a line, and a comment on the Preparedness group's report."""
        report = self.report("preparedness")
        line = report.lines.order_by("order").first()
        Evidence.objects.create(
            line=line, url="https://example.org/course", by=self.cast.glc_rome2, at=DAY
        )
        comment(report=report, by=self.cast.sag, text="Say how many trainers.", line=line)
        self.paper = Evidence.objects.create(
            line=self.report("training").lines.first(), name="course.txt", format="txt", size=4,
            file=ContentFile(b"Data", "course.txt"), by=self.cast.wg_lead, at=DAY,
        )  # fmt: skip

    def _closed_quarter(self):
        """The quarter before: nobody owed a report of it."""
        days = self.quarter.days.plus(-1)
        return Quarter.objects.create(
            key=days.key, starts_on=days.starts_on, ends_on=days.ends_on, closed_at=DAY,
            state=Quarter.State.CLOSED, opens_on=days.ends_on, due_at=DAY,
        )  # fmt: skip

    def close_quarter(self):
        actions.close_quarter(quarter=self.quarter, by=None, reason="The GLM is near.")

    def arrange(self, words):
        """Make what a row's `object` column says, and return what its address takes.

        “training submitted” is that body's report in that state; “… closed” in a closed quarter,
        “… file” the file on one of its lines.
        """
        if words in self.own:
            return self.own[words]
        if words == "mail":
            return {"number": self.mail.pk}
        if words == "lesson":
            return {"pk": self.lesson.pk}
        if words == "disagreement":
            self.put("rome", State.ACCEPTED)
            self.put("training", State.ACCEPTED, status=Status.NOT_STARTED)
        if words in STANDING:
            return STANDING[words]
        if taken := of_a_country(words):
            return taken
        body, state, *more = words.split()
        self.put(body, State(state))
        if "closed" in more:
            self.close_quarter()
        if "file" in more:
            return {"quarter": QUARTER, "body": body, "pk": self.paper.pk}
        return {"quarter": QUARTER, "body": body}


# What addresses of the back office take that no object of theirs gives.
OFFICE = {
    "preview": {"pk": "00000000-0000-4000-8000-000000000000"},
    "export": {"format": "csv"},
    "list": {"app_label": "sip"},
}
COMPLETION = {"app_label": "sip", "model_name": "responsibility", "field_name": "activity"}


def office_address(name):
    """Return the address of one page of the back office, on the first object of its model."""
    kind, _, act = name.removeprefix("admin:").rpartition("_")
    if act in {"change", "delete", "history"}:
        app, model = kind.split("_", 1)
        found = apps.get_model(app, model)._base_manager.order_by("pk").first()
        assert found is not None, f"the scene holds no {model}"
        return reverse(name, args=[found.pk])
    if name == "admin:autocomplete":
        return f"{reverse(name)}?{urlencode(COMPLETION)}"
    return reverse(name, kwargs=OFFICE.get(act))


def everything():
    """Return a mark of each table's rows, {table: mark}; sessions, the cache and the count of
    what was shown apart."""
    marks = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in {"django_session", "cache", "partners_looked"}:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr([told(value) for value in row]) for row in cursor.fetchall())
                marks[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return marks


def told(value):
    """A value that says the same each time it is read: PostgreSQL hands bytes out as views, whose
    repr is an address."""
    return bytes(value) if isinstance(value, memoryview) else value
