"""The directory and an organisation's page on a past day: how organisations took part, where they
sat and worked, what they had declared. What an entry says of itself is that of today."""

from django.utils.translation import gettext as _

from accounts.days import date_format
from partners.models import Engagement
from sip.momentform import MomentForm, quarter_in_words
from sip.moments import Moment, held, moment


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


def known_by(at):
    """Return by when what is shown had been recorded; None for whatever is known by now."""
    return at.closed_at or at.known


def band(at):
    """Return the sentences that a page of another moment carries; none for today."""
    if at.is_now:
        return []
    told = _("What an entry says of itself (names, languages, contacts) is that of today.")
    day = date_format(at.day, "DATE_FORMAT")
    if not at.quarter:
        words = _("As recorded by the end of %(day)s: engagements, seats and countries.")
        return [words % {"day": day}, told]
    words = _("%(quarter)s, as it stood on %(day)s: engagements, seats and countries.")
    return [words % {"quarter": quarter_in_words(at.quarter), "day": day}, told]
