"""Meetings of bodies (`body_meetings`): of the working groups, of the SAG, of advisory groups."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reporting.exports.columns import Column
from reporting.exports.datasets.base import OWN, Dataset
from sip.models import Meeting, Owner
from workinggroups.models import GroupAttendance, GroupMeeting


def rows(reader):
    came = GroupAttendance.objects.select_related("organisation").order_by("pk")
    return (
        GroupMeeting.objects.select_related("body__advisory_body__cluster")
        .prefetch_related(Prefetch("attendances", came))
        .order_by("-held_on", "-pk")
    )


def country_of(body):
    """Return the country (alpha-3) of an advisory group's cluster; None for any other body."""
    of_a_country = getattr(body, "advisory_body", None)
    return (of_a_country.cluster.country or None) if of_a_country else None


def organisations(meeting, *, local=False):
    """Count distinct organisations on the list; None where no list was kept."""
    listed = meeting.attendances.all()
    if not listed:
        return None
    found = {one.organisation for one in listed if one.organisation}
    return len([one for one in found if one.is_local_national_actor or not local])


BODY_MEETINGS = Dataset(
    "body_meetings",
    _("Meetings of the bodies of the Logistics Cluster"),
    _("One row for each meeting of a working group, of the SAG or of an advisory group."),
    (
        Column("body_code", _("Body (code)"), "#org+body+code",
               lambda row, reader: row.body.key, 16, of=("GroupMeeting.body",)),
        Column("body", _("Body"), "#org+body+name+i_{language}",
               lambda row, reader: reader.text(row.body.name), 34),
        Column("type", _("Kind of body (code)"), "#org+body+type+code",
               lambda row, reader: row.body.kind, 16),
        Column("kind", _("Kind of body"), "#org+body+type+name",
               lambda row, reader: reader.label(Owner.Kind, row.body.kind), 26),
        Column("title", _("Subject"), "#activity+meeting+name",
               lambda row, reader: row.subject, 40, of=("GroupMeeting.subject",)),
        Column("consulted", _("With whom"), "#description+consulted",
               lambda row, reader: row.consulted or None, 30, of=("GroupMeeting.consulted",)),
        Column("start", _("Day"), "#date+start", lambda row, reader: row.held_on, 12,
               of=("GroupMeeting.held_on",)),
        Column("begins_at", _("Begins, Rome time"), "#meta+start+hour",
               lambda row, reader: row.begins_at and f"{row.begins_at:%H:%M}", 10, type="text",
               of=("GroupMeeting.begins_at",)),
        Column("mode", _("How it is held"), "#modality+code", lambda row, reader: row.mode, 10,
               of=("GroupMeeting.mode",)),
        Column("mode_name", _("How it is held, in words"), "#modality+name",
               lambda row, reader: reader.label(Meeting.Mode, row.mode), 16),
        Column("country_code", _("Country (ISO code)"), "#country+code+v_iso3",
               lambda row, reader: country_of(row.body), 10),
        Column("city", pgettext_lazy("of a meeting", "Place"), "#loc+name",
               lambda row, reader: row.place or None, 20, of=("GroupMeeting.place",)),
        Column("languages", _("Working languages"), "#meta+language+list",
               lambda row, reader: row.languages or None, 12, of=("GroupMeeting.languages",)),
        Column("interpretation", _("Interpretation into"), "#service+interpretation+list",
               lambda row, reader: row.interpretation or None, 12,
               of=("GroupMeeting.interpretation",)),
        # On the page as well, the list and the minutes are for people signed in.
        Column("participants", _("On the list"), "#indicator+participants+num",
               lambda row, reader: len(row.attendances.all()) or None, 10, is_public=False),
        Column("organisations", _("Organisations"), "#indicator+orgs+num",
               lambda row, reader: organisations(row), 10, is_public=False),
        Column("lna_organisations", _("Local or national organisations"), "#indicator+lna+num",
               lambda row, reader: organisations(row, local=True), 10, is_public=False),
        Column("minutes_url", _("Minutes"), "#meta+url",
               lambda row, reader: row.minutes_url or None, 40, is_public=False,
               of=("GroupMeeting.minutes_url",)),
        Column("minutes_languages", _("Languages of the minutes"), "#meta+minutes+language+list",
               lambda row, reader: row.minutes_languages or None, 12, is_public=False,
               of=("GroupMeeting.minutes_languages",)),
        Column("status", _("Status"), "#status+code",
               lambda row, reader: "cancelled" if row.is_cancelled else "confirmed", 10,
               of=("GroupMeeting.is_cancelled",)),
        Column("url", _("Address"), "#activity+url",
               lambda row, reader: reader.address("group-meetings", row.body.key), 40),
    ),
    rows,
    "groups",
    {"workinggroups.GroupMeeting": {"version": OWN, "recorded_at": OWN}},
)  # fmt: skip
