"""Whether local and national actors take part, are represented and lead (source
003_62e76c6e13cbc795.txt; indicators of the IASC guidance of July 2021, areas as OCHA prints them).

Counted are distinct organisations, bodies, seats, meetings, activities or anonymous answers, never
persons. Everything is read as of a day: what was recorded by its end in Rome. Whether an
organisation is a local or national actor is what the directory says today: a flag put right is put
right for the past too.

One calculation serves page, lists and export: an `Indicator` is a pair of sets, and its figures are
their sizes.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models import Engagement, Organisation
from reporting.localfacts import Counted, Facts, Picture
from sip import quarters
from sip.models import Owner
from workinggroups.models import Seat

QUARTERS = 8
LEADING = {Seat.Role.LEAD, Seat.Role.DEPUTY}


class Area(NamedTuple):
    """One of the three headings that the source names."""

    key: str
    name: Promise


PARTICIPATION = Area("participation", pgettext_lazy("of local actors", "Participation"))
REPRESENTATION = Area("representation", pgettext_lazy("of local actors", "Representation"))
LEADERSHIP = Area("leadership", pgettext_lazy("of local actors", "Leadership"))
AREAS = (PARTICIPATION, REPRESENTATION, LEADERSHIP)


class Indicator(NamedTuple):
    """What one indicator counts, how, and of what (`unit`); `count(picture)` gives a `Counted`."""

    code: str
    area: Area
    name: Promise
    method: Promise
    unit: str
    count: Callable

    @property
    def is_printed_by_ocha(self):
        """Whether OCHA's yearly mapping prints it; the others are our reading of the guidance."""
        return self.code in PRINTED_BY_OCHA


def _members(picture):
    return picture.members()


def _presence(picture):
    local = {body for body in picture.bodies if picture.members(body).part}
    return Counted(frozenset(local), frozenset(picture.bodies))


def _came(picture):
    return picture.counted(picture.came)


def _in_local_language(picture):
    meetings = picture.country_meetings
    local = {key for key, meeting in meetings.items() if meeting.is_local}
    return Counted(frozenset(local), frozenset(meetings))


def _made_followable(picture):
    others = {k: one for k, one in picture.country_meetings.items() if not one.is_local}
    offered = {key for key, meeting in others.items() if meeting.is_offered}
    return Counted(frozenset(offered), frozenset(others))


def _country_governance(picture):
    held = picture.seats_of_countries
    local = {seat.pk for seat in held if seat.organisation in picture.local}
    return Counted(frozenset(local), frozenset(seat.pk for seat in held))


def _governance(picture):
    held = [seat for seat in picture.seats if seat.kind == Owner.Kind.ADVISORY_GROUP]
    local = {seat.pk for seat in held if seat.organisation in picture.local}
    return Counted(frozenset(local), frozenset(seat.pk for seat in held))


def _led_locally(picture):
    return {
        seat.body
        for seat in picture.seats
        if seat.role in LEADING and seat.organisation in picture.local
    }


def _leadership(picture):
    groups = {key for key, kind in picture.bodies.items() if kind == Owner.Kind.WORKING_GROUP}
    return Counted(frozenset(groups & _led_locally(picture)), frozenset(groups))


def _activities(picture):
    led = _led_locally(picture)
    local = {activity for activity, bodies in picture.activities.items() if bodies & led}
    return Counted(frozenset(local), frozenset(picture.activities))


INDICATORS = (
    Indicator(
        "lna_member_share", PARTICIPATION, _("Members"),
        _("Organisations with a seat in the SAG or a working group on the day, without "
          "stakeholders and observers, each counted once; of these, the local and national "
          "actors."),
        "organisation", _members,
    ),
    Indicator(
        "lna_presence", PARTICIPATION, _("Bodies with one at least"),
        _("The SAG and the working groups at work on the day; of these, those where a local or "
          "national actor has a seat."),
        "body", _presence,
    ),
    Indicator(
        "lna_attendance_share", PARTICIPATION, _("Organisations at global meetings"),
        _("Organisations that came to a GLM within the twelve months up to the day, stakeholders "
          "left out; of these, the local and national actors."),
        "organisation", _came,
    ),
    Indicator(
        "lna_attendance_rate", PARTICIPATION, _("How regularly local and national partners come"),
        _("Each local or national partner counted for each GLM of the twelve months up to the day "
          "at which it was a partner; of these, those where it came."),
        "attendance", lambda picture: picture.kept(is_local=True),
    ),
    Indicator(
        "other_attendance_rate", PARTICIPATION, _("How regularly other partners come"),
        _("The same for the partners that are no local or national actor."),
        "attendance", lambda picture: picture.kept(is_local=False),
    ),
    Indicator(
        "lna_seat_attendance_rate", PARTICIPATION,
        _("How regularly local and national members come to their bodies"),
        _("Each local or national organisation counted for each meeting with a list, within the "
          "twelve months up to the day, of a body where it had a seat on that day, stakeholders "
          "and observers left out; of these, those where somebody came for it."),
        "body attendance", lambda picture: picture.kept_seats(is_local=True),
    ),
    Indicator(
        "other_seat_attendance_rate", PARTICIPATION,
        _("How regularly other members come to their bodies"),
        _("The same for the members that are no local or national actor."),
        "body attendance", lambda picture: picture.kept_seats(is_local=False),
    ),
    Indicator(
        "local_language_meetings", PARTICIPATION, _("Meetings in a language of the country"),
        _("Meetings of countries’ advisory groups within the twelve months up to the day, where "
          "the languages of the meeting and of the country are recorded; of these, those held in "
          "a language of the country."),
        "body meeting", _in_local_language,
    ),
    Indicator(
        "interpretation_or_translation", PARTICIPATION, _("Others with interpretation or minutes"),
        _("Of those meetings, the ones in no language of the country; of these, those with "
          "interpretation into one or with minutes in one."),
        "body meeting", _made_followable,
    ),
    Indicator(
        "lna_survey_response", PARTICIPATION, _("Answers to coordination surveys (CCPM)"),
        _("National NGOs and authorities invited to CCPM exercises that ended within the twelve "
          "months up to the day; of these, those that answered. Answers are anonymous."),
        "response", lambda picture: picture.responses,
    ),
    Indicator(
        "lna_governance_share", REPRESENTATION, _("Seats in the SAG"),
        _("Seats of the SAG that are filled on the day; of these, those held for a local or "
          "national actor."),
        "seat", _governance,
    ),
    Indicator(
        "lna_country_governance_share", REPRESENTATION,
        _("Seats in advisory groups of countries"),
        _("Seats of national SAGs and Operations Advisory Groups that are filled on the day; of "
          "these, those held for a local or national actor."),
        "seat", _country_governance,
    ),
    Indicator(
        "lna_leadership_share", LEADERSHIP, _("Working groups led"),
        _("Working groups at work on the day; of these, those whose lead or deputy sits for a "
          "local or national actor."),
        "body", _leadership,
    ),
    Indicator(
        "lna_activity_lead_share", LEADERSHIP, _("Open activities led"),
        _("Activities of the SIP that are not completed on the day; of these, those that name, or "
          "are assigned to, a body whose lead or deputy sits for a local or national actor."),
        "activity", _activities,
    ),
)  # fmt: skip
PRINTED_BY_OCHA = {
    "lna_member_share", "lna_presence", "local_language_meetings", "interpretation_or_translation",
    "lna_governance_share", "lna_country_governance_share", "lna_leadership_share",
}  # fmt: skip
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}

# The seven groups in which OCHA prints the composition of a cluster.
Type = Organisation.Type
GROUPS = (
    ("nngo", _("National NGOs"), {Type.NNGO, Type.CBO}),
    ("ingo", _("International NGOs"), {Type.INGO}),
    ("un", _("United Nations"), {Type.UN}),
    ("authorities", _("National and local authorities"), {Type.GOVERNMENT, Type.LOCAL_AUTHORITY}),
    ("rcrc", _("Red Cross and Red Crescent"),
     {Type.RCRC_NATIONAL_SOCIETY, Type.RCRC_INTERNATIONAL}),
    ("donors", _("Donors"), {Type.DONOR, Type.EMBASSY}),
    ("other", _("Others"), None),
)  # fmt: skip

# What holds for every indicator, in the words of the page and of the definitions.
RULES = (
    (_("What is counted"), _("Distinct organisations, never persons")),
    (
        _("Local or national actor"),
        _("What the directory says: preset from the type (national organisations, authorities, "
          "national societies of the Red Cross and Red Crescent), decided by the GLC"),
    ),
    (_("Stakeholders and observers"), _("Counted apart, in no share of members")),
    (
        _("Small groups"),
        _("Below 5 no percentage is given: it would leap with each of them; the count says it all"),
    ),
    (_("Nothing to count"), _("“n/a”, never 0%")),
    (
        _("Not counted"),
        _("Induction, training, coordination costs, agendas and publications: no data about them "
          "is kept here"),
    ),
    (_("Known when"), _("What was recorded by the end of the day, in Rome")),
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One indicator on a day, with its past: shares at the end of eight quarters, oldest first."""

    indicator: Indicator
    counted: Counted
    before: Counted  # a year earlier
    past: tuple

    @property
    def share(self):
        return self.counted.share

    @property
    def change(self):
        """Points since a year ago, rounded as they are read; None where one of the two is not
        shown."""
        if self.share is None or self.before.share is None:
            return None
        return self.counted.points - self.before.points

    @property
    def fall(self):
        return -self.change


@dataclass(frozen=True)
class Localisation:
    """All indicators as of a day."""

    day: datetime.date
    picture: Picture
    figures: dict

    def of(self, area):
        return [figure for figure in self.figures.values() if figure.indicator.area == area]

    @property
    def gap(self):
        """Points by which others come more regularly than local and national partners."""
        others, own = (self.figures[code].counted.points for code in
                       ("other_attendance_rate", "lna_attendance_rate"))  # fmt: skip
        return None if None in (others, own) else others - own

    def by_body(self):
        """Return the share of members by body: [(body, Counted)]; the partners of the whole cluster
        come first, as (None, …)."""
        rows = [(body, self.picture.members(body)) for body in self.picture.all_bodies]
        return [(None, self.picture.engaged(Engagement.Kind.PARTNER)), *rows]

    def composition(self):
        """Return the organisations that take part by group: [(key, name, keys)]; stakeholders are
        counted apart."""
        return self.picture.composition(GROUPS)


def localisation(day, facts=None):
    """Return every indicator as of `day`, with its past (`Localisation`). A fixed number of
    queries, whatever there is."""
    facts = facts or Facts.read()
    days = [quarter.ends_on for quarter in quarters.latest(QUARTERS, last_quarter(day))]
    pictures = {one: facts.on(one) for one in {*days, day, _year_before(day)}}
    figures = {
        indicator.code: Figure(
            indicator=indicator,
            counted=indicator.count(pictures[day]),
            before=indicator.count(pictures[_year_before(day)]),
            past=tuple(indicator.count(pictures[one]).share for one in days),
        )
        for indicator in INDICATORS
    }
    return Localisation(day, pictures[day], figures)


def last_quarter(day):
    """The last quarter that has ended by the end of the day."""
    return quarters.last_ended(day + datetime.timedelta(days=1))


def _year_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
