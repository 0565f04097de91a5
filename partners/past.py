"""The directory and an organisation's page on a past day: how organisations took part, where they
sat and worked, what they had declared. What an entry says of itself is that of today."""

from django.utils.translation import gettext as _

from accounts.clock import end_of_day
from accounts.days import date_format
from partners.models import Engagement
from sip.momentform import MomentForm
from sip.moments import Moment, held, moment
from sip.templatetags.plan import quarter_label


def asked_for(data):
    """Return the `MomentForm` of an address: nothing here is ever submitted."""
    return MomentForm({name: data[name] for name in ("as_of", "quarter") if data.get(name)})


def on_day(rows, on=None):
    """Return those of some dated rows that held on a day as known now, or at a `Moment` as known
    then."""
    return rows.filter(held(on)) if isinstance(on, Moment) else rows.on(on)


def engagements(on=None):
    return on_day(Engagement.objects.all(), on)


def day_of(on=None):
    return moment(on).day if on else None


def stood_by(on=None):
    """Return the instant by which something said must have been said to stand at a past `Moment`:
    the end of its day. None for today, and for a day as known now."""
    return None if not isinstance(on, Moment) or on.is_now else end_of_day(on.day)


def offered(offers, on=None):
    """Return those of some offers that stand on a day, or stood at a past `Moment`."""
    day = day_of(on)
    return offers.standing(day) if stood_by(on) is None else offers.stood(day)


def band_of_commitments(at, chosen):
    """Return the same sentences for the page of a set of commitments."""
    if at.is_now:
        return []
    day = date_format(at.day, "DATE_FORMAT")
    words = _("As of the end of %(day)s: who was a partner, and what each had confirmed by then.")
    said = [words % {"day": day}]
    if chosen.adapted_from_id:  # written anew as long as nobody has declared on them
        said.append(_("The texts of these commitments are those of today."))
    return said


def band(at):
    """Return the sentences that a page of another moment carries; none for today."""
    if at.is_now:
        return []
    told = _("What an entry says of itself (names, languages, contacts) is that of today.")
    day = date_format(at.day, "DATE_FORMAT")
    if not at.quarter:
        words = _(
            "As recorded by the end of %(day)s: engagements, seats, countries and declarations."
        )
        return [words % {"day": day}, told]
    words = _(
        "%(quarter)s, as it stood on %(day)s: engagements, seats, countries and declarations."
    )
    return [words % {"quarter": quarter_label(at.quarter), "day": day}, told]
