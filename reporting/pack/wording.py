"""The sentences of a pack: every one made from its figures, whole, in the reader's language. A
clause whose number is 0 drops out."""

import datetime
from collections import Counter

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.clock import start_of_day
from accounts.days import date_format
from reporting import uncounted
from reporting.exports.glm_words import days_of, place_of
from reporting.pack.frozen import is_owed, is_told
from reporting.pack.text import plain
from reporting.workflow import State
from sip.glmnames import name_of, with_quarter
from sip.models import FollowUp, Status
from sip.phrases import in_words
from sip.templatetags.plan import quarter_label

LISTED = 8  # names in one sentence; what goes beyond is counted


def day(text):
    """“5 November 2026”, from an ISO day."""
    return date_format(datetime.date.fromisoformat(text))


def listed(names, most=LISTED):
    """Return names as one list: “a, b and c”; the last ones counted where they are many."""
    names = list(names)
    if len(names) > most:
        more = len(names) - most
        names = [*names[:most], ngettext("%(n)d more", "%(n)d more", more) % {"n": more}]
    return get_text_list(names, pgettext("last of a list", "and"))


def sentences(*parts):
    return " ".join(part for part in parts if part)


def where_it_stands(frozen):
    counts, total = frozen.whole.now, frozen.whole.total
    opening = ngettext(
        "Of %(total)d activity: %(words)s.", "Of %(total)d activities: %(words)s.", total
    ) % {"total": total, "words": in_words(counts)}
    blocked = counts[Status.BLOCKED]
    awaited = ngettext(
        "The blocked activity awaits a decision from the SAG.",
        "The %(n)d blocked activities await a decision from the SAG.",
        blocked,
    ) % {"n": blocked}
    return sentences(opening, awaited if blocked else "")


def what_changed(frozen):
    """Say how many statuses are others than at the GLM before, and what that did to the two ends of
    the scale."""
    if not frozen.previous:
        return _("No earlier GLM is recorded here to compare with.")
    return sentences(moves(frozen), first_reports(frozen), *ends(frozen))


def moves(frozen):
    moved = len(frozen.moves)
    opening = ngettext(
        "Since %(glm)s, %(n)d activity has changed status.",
        "Since %(glm)s, %(n)d activities have changed status.",
        moved,
    ) % {"glm": with_quarter(frozen.previous.month, frozen.previous_quarter), "n": moved}
    forward, back = len(frozen.moved(forward=True)), len(frozen.moved(forward=False))
    ways = [
        ngettext("%(n)d moved forward", "%(n)d moved forward", forward) % {"n": forward}
        if forward
        else "",
        ngettext("%(n)d moved back", "%(n)d moved back", back) % {"n": back} if back else "",
    ]
    ways = [way for way in ways if way]
    if not ways:
        return opening
    told = get_text_list(ways, pgettext("last of a list", "and"))
    return sentences(opening, _("Of these, %(ways)s.") % {"ways": told})


def first_reports(frozen):
    new = len(frozen.first_reported)
    if not new:
        return ""
    return ngettext(
        "%(n)d has been reported for the first time.",
        "%(n)d have been reported for the first time.",
        new,
    ) % {"n": new}


def ends(frozen):
    """Say what became of the numbers of completed and of blocked activities, where they moved."""
    before, now = frozen.whole.before, frozen.whole.now
    patterns = {
        Status.COMPLETED: _("The number of completed activities goes from %(before)d to %(now)d."),
        Status.BLOCKED: _("The number of blocked activities goes from %(before)d to %(now)d."),
    }
    return [
        pattern % {"before": before[key], "now": now[key]}
        for key, pattern in patterns.items()
        if before[key] != now[key]
    ]


def where_to_look(pillars, bodies):
    """Say which pillars and bodies have the most activities at risk or blocked."""
    return sentences(_most(pillars), _most(bodies))


def _most(parts):
    most = max((part.to_follow for part in parts), default=0)
    if not most:
        return ""
    found = [part for part in parts if part.to_follow == most]
    if len(found) == 1:
        return ngettext(
            "%(name)s: %(n)d activity to follow up of %(total)d, the most.",
            "%(name)s: %(n)d activities to follow up of %(total)d, the most.",
            most,
        ) % {"name": found[0].name, "n": most, "total": found[0].total}
    return ngettext(
        "%(names)s: %(n)d activity to follow up each, the most.",
        "%(names)s: %(n)d activities to follow up each, the most.",
        most,
    ) % {"names": listed(part.name for part in found), "n": most}


def asked_of_the_sag(blocked):
    if not blocked:
        return _("No decision is asked of the SAG: no activity is blocked.")
    return ngettext(
        "%(n)d decision is asked of the SAG, on %(codes)s.",
        "%(n)d decisions are asked of the SAG, on %(codes)s.",
        len(blocked),
    ) % {"n": len(blocked), "codes": listed(activity["code"] for activity in blocked)}


def contested(cells):
    """Say which decisions are asked for though another body's word counts, to be settled."""
    pattern = _(
        "Contested: %(body)s asks for a decision on %(code)s (%(text)s); the report of %(counts)s "
        "says otherwise and counts, until the GLC settles."
    )
    return sentences(*(
        pattern % {
            "body": cells.name(one["body"]), "code": one["activity"],
            "text": plain(one["decision"]) or _("No question is worded yet."),
            "counts": cells.name(one["counts"]),
        }
        for one in cells.frozen.contested
    ))  # fmt: skip


def asked_of_the_plenary(motions):
    """Say what the plenary is asked, and how much of it is decided already."""
    if not motions:
        return ""
    asked = ngettext(
        "%(n)d decision is asked of the plenary: %(refs)s.",
        "%(n)d decisions are asked of the plenary: %(refs)s.",
        len(motions),
    ) % {"n": len(motions), "refs": listed(one["ref"] for one in motions)}
    taken = sum(one["decision"] is not None for one in motions)
    decided = ngettext("%(n)d is taken.", "%(n)d are taken.", taken) % {"n": taken}
    return sentences(asked, decided if taken else "")


def errata(frozen):
    """Say that closed quarters were corrected, and that their figures stand."""
    if not frozen.errata:
        return ""
    codes = dict.fromkeys(one["activity"] for one in frozen.errata)
    return ngettext(
        "%(n)d erratum corrects what closed quarters say of %(codes)s; their figures stand.",
        "%(n)d errata correct what closed quarters say of %(codes)s; their figures stand.",
        len(frozen.errata),
    ) % {"n": len(frozen.errata), "codes": listed(codes)}


def reports(frozen):
    accepted, due = len(frozen.accepted), frozen.reports_due
    if not due:
        return _("No report was due in these quarters.")
    return ngettext(
        "%(accepted)d report of %(due)d is accepted.",
        "%(accepted)d reports of %(due)d are accepted.",
        accepted,
    ) % {"accepted": accepted, "due": due}


def not_accepted(frozen, short_name):
    """Say which reports the pack does without."""
    missing = frozen.not_accepted
    if not missing:
        return ""
    names = (
        _("%(body)s (%(quarter)s)")
        % {"body": short_name(report["body"]), "quarter": quarter_label(report["quarter"])}
        for report in missing
    )
    return ngettext(
        "%(n)d report is not accepted: %(names)s.",
        "%(n)d reports are not accepted: %(names)s.",
        len(missing),
    ) % {"n": len(missing), "names": listed(names)}


def older(frozen):
    if not frozen.older:
        return ""
    return ngettext(
        "The status of %(codes)s was last confirmed before %(quarter)s.",
        "The statuses of %(codes)s were last confirmed before %(quarter)s.",
        len(frozen.older),
    ) % {
        "codes": listed(activity["code"] for activity in frozen.older),
        "quarter": quarter_label(frozen.quarter),
    }  # fmt: skip


def never_reported(activities):
    if not activities:
        return ""
    return ngettext(
        "No report has described activity %(codes)s yet.",
        "No report has described activities %(codes)s yet.",
        len(activities),
    ) % {"codes": listed(activity["code"] for activity in activities)}


def state_of(report):
    """Say how far one report has got, and whether the pack has its words."""
    if report is None:
        return _("No report was due.")
    if not is_owed(report):
        return _("Not awaited: the group was dissolved on %(day)s") % {
            "day": day(report["left_behind_on"])
        }
    if is_told(report):
        return _("Accepted on %(day)s") % {"day": day(report["accepted_on"])}
    if report["state"] == State.ACCEPTED:
        return _("Accepted on %(day)s, too late for this pack") % {
            "day": day(report["accepted_on"])
        }
    if report.get("is_uncounted"):
        told = report["submitted_on"] if report["state"] == State.SUBMITTED else None
        told = told or report["returned_on"]
        return uncounted.sentence(
            report["state"], is_started=report["is_started"],
            day=told and datetime.date.fromisoformat(told),
        )  # fmt: skip
    if report["state"] == State.SUBMITTED:
        return _("Received on %(day)s, not accepted yet") % {"day": day(report["submitted_on"])}
    if report["state"] == State.RETURNED:
        return _("Returned to the body to be completed")
    return _("Not received")


def label_of(report):
    """Say how far one report has got in a few words, where there is room for no sentence."""
    if report is None:
        return "–"
    if not is_owed(report):
        return pgettext("of a report", "Not awaited")
    if is_told(report):
        return pgettext("of a report", "Accepted")
    if report["state"] == State.ACCEPTED:
        return pgettext("of a report", "Accepted too late")
    if report["state"] == State.DRAFT and not report.get("is_started"):
        return _("Not received")
    if report.get("is_uncounted"):
        return uncounted.label(report["state"], is_started=report["is_started"])
    if report["state"] == State.SUBMITTED:
        return pgettext("of a report", "Received, not accepted yet")
    if report["state"] == State.RETURNED:
        return str(State.RETURNED.label)
    return _("Not received")


def why_not_accepted(frozen, short_name):
    """Say of each report that the pack does without how far it has got."""
    return sentences(*(
        _("%(body)s, %(quarter)s: %(state)s") % {
            "body": short_name(report["body"]), "quarter": quarter_label(report["quarter"]),
            "state": ended(state_of(report)),
        }
        for report in frozen.not_accepted
    ))  # fmt: skip


def ended(sentence):
    """Return a sentence with the full stop that a few of them have already."""
    return f"{sentence.rstrip('.')}."


def quarters_of(frozen):
    names = [quarter_label(days) for days in frozen.quarters]
    return listed(names, most=len(names))


def covered(frozen):
    """“Q2 2026 and Q3 2026, compared with the GLM of June 2026 (Q1 2026)”."""
    if not frozen.previous:
        return quarters_of(frozen)
    return _("%(quarters)s, compared with the %(glm)s (%(quarter)s)") % {
        "quarters": quarters_of(frozen), "glm": name_of(frozen.previous),
        "quarter": quarter_label(frozen.previous_quarter),
    }  # fmt: skip


def recorded(frozen, at):
    """Say up to when the pack counts what was recorded."""
    end = date_format(frozen.quarter.ends_on)
    if at < start_of_day(frozen.meeting.starts_on):
        return _("Statuses at %(end)s, as recorded when the pack was frozen.") % {"end": end}
    return _("Statuses at %(end)s, as recorded by the beginning of the meeting.") % {"end": end}


def meeting(frozen):
    return f"{days_of(frozen.meeting)}, {place_of(frozen.meeting)}"


def endorsement(vote):
    """Say which vote endorsed a group's work, and that nothing else did."""
    for_, against, abstained = vote["votes"]
    return _(
        "Endorsed by a vote of the GLM: decision %(key)s of %(day)s (%(for)d for, %(against)d "
        "against, %(abstained)d abstained). Nothing beyond it is endorsed."
    ) % {
        "key": vote["key"], "day": day(vote["taken_on"]), "for": for_, "against": against,
        "abstained": abstained,
    }  # fmt: skip


def followed(rows):
    """Say how many of the earlier decisions are applied, and how far the others have got."""
    applied, others = _by_follow_up(rows)
    opening = ngettext(
        "%(n)d decision of %(total)d is applied.", "%(n)d decisions of %(total)d are applied.",
        applied,
    ) % {"n": applied, "total": len(rows)}  # fmt: skip
    return sentences(opening, others)


def lessons(rows):
    applied, others = _by_follow_up(rows)
    opening = ngettext(
        "%(n)d lesson of %(total)d is applied.", "%(n)d lessons of %(total)d are applied.", applied
    ) % {"n": applied, "total": len(rows)}
    return sentences(opening, others)


def _by_follow_up(rows):
    """Return how many are applied, and a sentence on the others."""
    counts = Counter(row["follow_up"] for row in rows)
    patterns = {
        FollowUp.UNDER_WAY: ngettext(
            "%(n)d is under way", "%(n)d are under way", counts[FollowUp.UNDER_WAY]
        ),
        FollowUp.TODO: ngettext(
            "%(n)d is not started", "%(n)d are not started", counts[FollowUp.TODO]
        ),
        FollowUp.DROPPED: ngettext(
            "%(n)d is dropped", "%(n)d are dropped", counts[FollowUp.DROPPED]
        ),
    }
    told = [pattern % {"n": counts[key]} for key, pattern in patterns.items() if counts[key]]
    others = get_text_list(told, pgettext("last of a list", "and"))
    return counts[FollowUp.APPLIED], f"{others}." if others else ""


def state_of_follow_up(row):
    """“Applied, 5 June 2026”, “Under way, due on 30 November 2026”."""
    label = str(FollowUp(row["follow_up"]).label)
    if row["done_on"]:
        return _("%(state)s, %(day)s") % {"state": label, "day": day(row["done_on"])}
    if row["due_on"] and FollowUp(row["follow_up"]).is_open:
        return _("%(state)s, due on %(day)s") % {"state": label, "day": day(row["due_on"])}
    return label


def number_of_activities(number):
    return ngettext("%(n)d activity", "%(n)d activities", number) % {"n": number}


def difference(now, before):
    """“+2 since the last GLM”, “unchanged”."""
    if before is None:
        return ""
    if now == before:
        return pgettext("count", "unchanged")
    sign = "+" if now > before else "–"
    return _("%(change)s since the last GLM") % {"change": f"{sign}{abs(now - before)}"}
