"""The sentences of a GLM: every one made from its figures, whole, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days import date_format
from sip.glmnames import with_quarter
from sip.models import Meeting
from sip.momentform import band
from sip.phrases import in_words
from sip.templatetags.plan import quarter_label, status_label


def days_of(meeting):
    """“24 to 26 November 2026”."""
    first, last = meeting.starts_on, meeting.ends_on
    if first == last:
        return date_format(first)
    is_near = (first.year, first.month) == (last.year, last.month)
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "j" if is_near else "DATE_FORMAT"),
        "last": date_format(last),
    }


def place_of(meeting):
    if not meeting.place:
        return str(Meeting.Mode(meeting.mode).label)
    if meeting.mode == Meeting.Mode.HYBRID:
        return _("%(place)s and online") % {"place": meeting.place}
    if meeting.mode == Meeting.Mode.ONLINE:
        return _("online")
    return meeting.place


def quarters_of(pack):
    """“Q2 2026 and Q3 2026”."""
    names = [quarter_label(days) for days in pack.quarters]
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def where_it_stands(pack):
    return ngettext(
        "Of %(total)d activity: %(words)s.", "Of %(total)d activities: %(words)s.", pack.total
    ) % {"total": pack.total, "words": in_words(pack.counts)}


def before_in_words(pack):
    """“the GLM of June 2026, which took up Q1 2026”: what a pack compares with."""
    return with_quarter(pack.previous.month, pack.quarter_before)


def what_changed(pack):
    """Say how many statuses are others than at the meeting before."""
    if pack.previous is None:
        return _("No earlier GLM is recorded here to compare with.")
    moved, new = len(pack.moved), len(pack.new)
    sentences = [
        ngettext(
            "Since %(glm)s, %(n)d activity has changed status.",
            "Since %(glm)s, %(n)d activities have changed status.",
            moved,
        )
        % {"glm": before_in_words(pack), "n": moved}
    ]
    if new:
        sentences.append(
            ngettext(
                "%(n)d has been reported for the first time.",
                "%(n)d have been reported for the first time.",
                new,
            )
            % {"n": new}
        )
    return " ".join(sentences)


def reports_in_words(pack):
    return ngettext(
        "%(accepted)d report of %(due)d is accepted.",
        "%(accepted)d reports of %(due)d are accepted.",
        pack.reports_accepted,
    ) % {"accepted": pack.reports_accepted, "due": pack.reports_due}


def decisions_in_words(decided):
    """“The plenary took 4 decisions: 2 are applied and 1 is late.”"""
    total, applied, late = len(decided.plenary), len(decided.applied), len(decided.late)
    sentences = [
        ngettext(
            "The plenary took %(n)d decision.", "The plenary took %(n)d decisions.", total
        ) % {"n": total},
        ngettext("%(n)d is applied.", "%(n)d are applied.", applied) % {"n": applied},
    ]  # fmt: skip
    if late:
        sentences.append(ngettext("%(n)d is late.", "%(n)d are late.", late) % {"n": late})
    return " ".join(sentences)


def recorded(pack):
    """Say up to when the pack counts what was recorded."""
    if pack.at:
        return " ".join(band(pack.at))
    end = date_format(pack.quarter.ends_on)
    if pack.is_ahead:
        return _("Statuses at %(end)s, as recorded so far.") % {"end": end}
    return _("Statuses at %(end)s, as recorded by the beginning of the meeting.") % {"end": end}


def reported_otherwise(said, official, *, is_group):
    """Say beside a body's own word that another status counts: both are status keys."""
    names = {"said": status_label(said), "official": status_label(official)}
    if is_group:
        return _("the group reported “%(said)s”; official: “%(official)s”") % names
    return _("the body reported “%(said)s”; official: “%(official)s”") % names


def not_endorsed():
    return _("Work not endorsed by the GLM, unless by a dedicated vote.")
