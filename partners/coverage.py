"""How many partners stand where on each commitment, on any day. The same answers serve counts and
lists.

Only partners are expected to declare (activity 1.3.1.4 of the SIP); whoever else does is counted
apart. A partner that has not answered is missing, and missing is not “not yet”.
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.clock import end_of_day, today
from partners import past
from partners.models import (
    Answer,
    Commitment,
    Confirmation,
    ConfirmedDeclaration,
    Declaration,
    Engagement,
    Organisation,
)
from sip.moments import Moment

NO_ANSWER = "none"


class Row(NamedTuple):
    """One commitment: how many partners gave which answer, and how many none."""

    commitment: Commitment
    counts: dict
    others: int  # organisations that are no partner, and answered


class Coverage(NamedTuple):
    rows: list
    partners: int
    declared: int
    due: int

    @property
    def missing(self):
        return self.partners - self.declared


class Named(NamedTuple):
    """The organisations behind one count."""

    organisations: QuerySet
    commitment: Commitment | None
    answer: str


def partners(on=None):
    """Return the partners of a day as known now, or of a `Moment` as known then."""
    engaged = past.engagements(on).filter(kind=Engagement.Kind.PARTNER)
    return Organisation.objects.current().filter(pk__in=engaged.values("organisation"))


def coverage(chosen, year, on=None):
    """Return the counts of a set for a year, among the partners of a day or a `Moment`:
    `Coverage`."""
    told = set(partners(on).values_list("pk", flat=True))
    answers = said(chosen, year, on)
    mine, others = Counter(), Counter()
    for organisation, given in answers.items():
        if organisation in told:
            mine.update(given.items())
        else:
            others.update(given.keys())
    found = []
    for item in chosen.commitments.order_by("number"):
        counts = {answer.value: mine[item.number, answer.value] for answer in Answer}
        counts[NO_ANSWER] = len(told) - sum(counts.values())
        found.append(Row(item, counts, others[item.number]))
    return Coverage(found, len(told), len(told & {*answers}), due(chosen, on).count())


def said(chosen, year, on=None):
    """Return what organisations had confirmed for a year, by a day or a `Moment`: {primary key of
    the organisation: {number of the commitment: answer}}. One query."""
    there = {"declaration__organisation__merged_into": None}
    of_it = {"declaration__set": chosen, "declaration__year": year, **there}
    by, found = past.stood_by(on), {}
    if by is None:
        rows = Confirmation.objects.filter(**of_it, declaration__confirmed_at__isnull=False)
        for organisation, number, answer in rows.order_by().values_list(
            "declaration__organisation", "commitment__number", "answer"
        ):
            found.setdefault(organisation, {})[number] = answer
        return found
    rows = ConfirmedDeclaration.objects.filter(**of_it, confirmed_at__lte=by)
    rows = rows.order_by("confirmed_at", "pk")  # what was confirmed last stands
    for organisation, answers in rows.values_list("declaration__organisation", "answers"):
        found[organisation] = {int(number): one["answer"] for number, one in answers.items()}
    return found


def due(chosen, on=None):
    """Partners whose last confirmation is more than a year old on that day, or never came."""
    day = on.day if isinstance(on, Moment) else on or today()
    try:
        since = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        since = day.replace(year=day.year - 1, day=28)
    fresh = _confirmed(chosen, on).filter(confirmed_at__gt=end_of_day(since))
    name = "organisation" if fresh.model is Declaration else "declaration__organisation"
    return partners(on).exclude(pk__in=fresh.order_by().values(name))


def chosen(of, year, asked, on=None):
    """Return the organisations behind the count that an address names (`Named`), or None. A value
    that names no count is left out."""
    if asked.get("due") == "1":
        return Named(due(of, on).order_by("name"), None, "due")
    number, answer = asked.get("item", ""), asked.get("answer", "")
    item = of.commitments.filter(number=number).first() if _is_number(number) else None
    if item is None or answer not in {*Answer.values, NO_ANSWER}:
        return None
    given = {
        organisation: answers[item.number]
        for organisation, answers in said(of, year, on).items()
        if item.number in answers
    }
    told = partners(on).order_by("name")
    if answer == NO_ANSWER:
        return Named(told.exclude(pk__in=list(given)), item, answer)
    those = [organisation for organisation, one in given.items() if one == answer]
    return Named(told.filter(pk__in=those), item, answer)


def years(of, on=None):
    """Return the years for which somebody had declared, newest first, and that of the day."""
    rows = _confirmed(of, on)
    name = "year" if rows.model is Declaration else "declaration__year"
    day = on.day if isinstance(on, Moment) else on or today()
    told = rows.order_by().values_list(name, flat=True)
    return sorted({*told.distinct(), day.year}, reverse=True)


def year_of(text, on=None):
    """Return the year that an address names, that of the day for anything else."""
    if _is_number(text or "") and 2019 <= int(text) <= 2099:
        return int(text)
    return on.day.year if on else today().year


def _confirmed(of, on):
    """Return the confirmed declarations of a set or, of a past moment, each as it was confirmed."""
    by = past.stood_by(on)
    if by is None:
        return Declaration.objects.confirmed().filter(set=of)
    return ConfirmedDeclaration.objects.filter(declaration__set=of, confirmed_at__lte=by)


def _is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 5
