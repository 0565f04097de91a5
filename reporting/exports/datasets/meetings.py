"""Global meetings (`meetings`), their sessions and who took part, by organisation."""

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partners.models import Engagement
from reporting.exports.columns import Column, published, translated
from reporting.exports.datasets.base import OWN, WHO, Dataset
from reporting.meetings.models import Attendance, Audience, Document, Session
from reporting.meetings.policy import sees_closed_sessions
from sip.glmnames import name_of
from sip.models import Meeting

GLM = "glm"


def meetings(reader):
    notes = Document.objects.standing().filter(kind=Document.Kind.NOTE)
    return Meeting.objects.prefetch_related(
        "sites",
        Prefetch(
            "attendances",
            Attendance.objects.select_related("organisation__merged_into__merged_into"),
        ),
        Prefetch(
            "documents",
            notes.open_to(sees_closed_sessions(reader.user)).order_by("pk"),
            to_attr="notes",
        ),
    ).order_by("-starts_on", "pk")


def title(meeting, reader):
    with override("en"):
        return name_of(meeting)


def country(meeting, reader):
    """Return the country of the first site that has one, as ISO 3166-1 alpha-3."""
    return next((site.country.alpha3 for site in meeting.sites.all() if site.country), None)


def note_address(meeting, reader):
    if not meeting.notes:
        return None
    note = meeting.notes[0]
    return note.url or reader.address("document", meeting.key, note.pk)


def people(meeting, reader):
    """Return how many people took part; None where nobody has recorded it: missing is not zero."""
    return sum(row.people for row in meeting.attendances.all()) or None


def organisations(meeting, *, local=False):
    """Count organisations: what stayed with an entry that was merged is not another one."""
    rows = meeting.attendances.all()
    if not rows:
        return None
    came = {row.organisation.goes_on_as for row in rows}
    return len([one for one in came if one.is_local_national_actor or not local])


MEETINGS = Dataset(
    "meetings",
    _("Global meetings of the Logistics Cluster"),
    _("One row for each global meeting: days, places, languages, attendance in numbers."),
    (
        Column("meeting_code", _("Meeting (code)"), "#activity+meeting+code",
               lambda row, reader: row.key, 12, of=("Meeting.key",)),
        Column("type", _("Kind of meeting"), "#activity+meeting+type", lambda row, reader: GLM, 10,
               type="code"),
        Column("title", _("Title"), "#activity+meeting+name+i_en", title, 26),
        Column("start", _("First day"), "#date+start", lambda row, reader: row.starts_on, 12,
               of=("Meeting.starts_on",)),
        Column("end", _("Last day"), "#date+end", lambda row, reader: row.ends_on, 12,
               of=("Meeting.ends_on",)),
        Column("mode", _("How it is held"), "#modality+code", lambda row, reader: row.mode, 10,
               of=("Meeting.mode",)),
        Column("country_code", _("Country (ISO code)"), "#country+code+v_iso3", country, 10,
               of=("Site.country",)),
        Column("city", _("Main place"), "#loc+name", lambda row, reader: row.place or None, 20,
               of=("Meeting.place",)),
        Column("sites", _("Sites"), "#loc+site+name+list",
               lambda row, reader: [site.place for site in row.sites.all()] or None, 30,
               of=("Site.meeting", "Site.place")),
        Column("languages", _("Working languages"), "#meta+language+list",
               lambda row, reader: row.languages or None, 12, of=("Meeting.languages",)),
        Column("interpretation", _("Interpretation into"), "#service+interpretation+list",
               lambda row, reader: row.interpretation or None, 12, of=("Meeting.interpretation",)),
        Column("participants", _("People"), "#indicator+participants+num", people, 10),
        Column("organisations", _("Organisations"), "#indicator+orgs+num",
               lambda row, reader: organisations(row), 10),
        Column("lna_organisations", _("Local or national organisations"), "#indicator+lna+num",
               lambda row, reader: organisations(row, local=True), 10),
        Column("note_for_record_url", _("Note for the Record"), "#meta+url", note_address, 40,
               of=("Document.meeting", "Document.kind", "Document.url", "Document.file")),
        Column("status", _("Status"), "#status+code",
               lambda row, reader: "cancelled" if row.is_cancelled else "confirmed", 10,
               of=("Meeting.cancelled_on",)),
        Column("cancelled_why", _("Why it is cancelled"), "#description+cancelled",
               lambda row, reader: row.cancelled_why or None, 30, of=("Meeting.cancelled_why",)),
        Column("url", _("Address"), "#activity+url",
               lambda row, reader: reader.address("meeting", row.key), 40),
    ),
    meetings,
    "meetings",
    {
        "sip.Meeting": {"version": OWN, "recorded_at": OWN},
        "sip.Site": {"order": "the order of the names"},
        "reporting.Document": {
            "title": "on the page of the meeting", "language": "on the page of the meeting",
            "audience": "decides whether the note is here", "name": OWN, "format": OWN,
            "size": OWN, "at": OWN, "by": WHO, "removed_at": OWN, "removed_by": WHO,
        },
    },
)  # fmt: skip


def sessions(reader):
    found = Session.objects.standing().open_to(sees_closed_sessions(reader.user))
    return (
        found.select_related("meeting")
        .annotate(organisations=Count("attendances"))
        .order_by("-meeting__starts_on", "begins_at", "pk")
    )


SESSIONS = Dataset(
    "sessions",
    _("Sessions of the global meetings"),
    _("One row for each session of an agenda that is open to you."),
    (
        Column("meeting_code", _("Meeting (code)"), "#activity+meeting+code",
               lambda row, reader: row.meeting.key, 12, of=("Session.meeting",)),
        Column("begins_at", _("Begins"), "#date+start", lambda row, reader: row.begins_at, 18,
               of=("Session.begins_at",)),
        Column("ends_at", _("Ends"), "#date+end", lambda row, reader: row.ends_at, 18,
               of=("Session.ends_at",)),
        Column("title_fr", _("Title, in French"), "#activity+session+name+i_fr",
               lambda row, reader: published(row.title), 40,
               of=("Session.title",)),
        Column("title_en", _("Title, in English"), "#activity+session+name+i_en",
               lambda row, reader: translated(row.title), 40),
        Column("detail", _("Detail"), "#description+session+i_{language}",
               lambda row, reader: reader.text(row.detail), 50, of=("Session.detail",)),
        Column("audience_code", _("Open to (code)"), "#meta+audience+code",
               lambda row, reader: row.audience, 12, of=("Session.audience",)),
        Column("audience", _("Open to"), "#meta+audience+name",
               lambda row, reader: reader.label(Audience, row.audience), 26),
        Column("organisations", _("Organisations"), "#indicator+orgs+num",
               lambda row, reader: row.organisations or None, 10, of=("Session.attendances",)),
    ),
    sessions,
    "meetings",
    {
        "reporting.Session": {
            "is_cancelled": "sessions taken off are not shown", "version": OWN, "recorded_at": OWN,
        },
    },
)  # fmt: skip


def attendance(reader):
    engaged = Engagement.objects.on(OuterRef("meeting__starts_on")).filter(
        organisation=OuterRef("organisation")
    )
    return (
        Attendance.objects.select_related("meeting", "organisation")
        .annotate(engaged=Subquery(engaged.values("kind")[:1]))
        .order_by("-meeting__starts_on", "organisation__name", "pk")
    )


ATTENDANCE = Dataset(
    "attendance",
    _("Attendance of the global meetings, by organisation"),
    _("One row for each organisation at a meeting: how many people on site and online. No people."),
    (
        Column("meeting_code", _("Meeting (code)"), "#activity+meeting+code",
               lambda row, reader: row.meeting.key, 12, of=("Attendance.meeting",)),
        Column("org_code", _("Organisation (code)"), "#org+code",
               lambda row, reader: row.organisation.slug, 24, of=("Attendance.organisation",)),
        Column("org", _("Organisation"), "#org+name",
               lambda row, reader: row.organisation.name, 40),
        Column("engagement", _("Took part as (code)"), "#org+engagement+code",
               lambda row, reader: row.engaged, 14),
        Column("is_local_national_actor", _("Local or national actor"), "#org+lna+bool",
               lambda row, reader: row.organisation.is_local_national_actor, 12),
        Column("onsite", _("People on site"), "#indicator+onsite+num",
               lambda row, reader: row.onsite, 10, of=("Attendance.onsite",)),
        Column("online", _("People online"), "#indicator+online+num",
               lambda row, reader: row.online, 10, of=("Attendance.online",)),
    ),
    attendance,
    "meetings",
    {"reporting.Attendance": {"version": OWN}},
)  # fmt: skip
