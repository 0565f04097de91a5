"""How many partners stand where on each commitment. One set of conditions serves counts and lists.

Only partners are expected to declare (activity 1.3.1.4 of the SIP); whoever else does is counted
apart. A partner that has not answered is missing, and missing is not “not yet”.
"""

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.clock import end_of_day, today
from partners.models import Answer, Commitment, Confirmation, Declaration, Engagement, Organisation

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
    engaged = Engagement.objects.on(on).filter(kind=Engagement.Kind.PARTNER)
    return Organisation.objects.current().filter(pk__in=engaged.values("organisation"))


def coverage(chosen, year, on=None):
    """Return the counts of a set for a year, among the partners of a day: `Coverage`."""
    said = Confirmation.objects.filter(_said(chosen, year))
    told = partners(on)
    rows = said.filter(declaration__organisation__in=told).values("commitment", "answer")
    numbers = {
        (row["commitment"], row["answer"]): row["number"]
        for row in rows.annotate(number=Count("pk")).order_by()
    }
    others = dict(
        said.filter(declaration__organisation__merged_into=None)
        .exclude(declaration__organisation__in=told)
        .values_list("commitment").annotate(number=Count("pk")).order_by()
    )  # fmt: skip
    total = told.count()
    found = []
    for item in chosen.commitments.order_by("number"):
        counts = {answer.value: numbers.get((item.pk, answer.value), 0) for answer in Answer}
        counts[NO_ANSWER] = total - sum(counts.values())
        found.append(Row(item, counts, others.get(item.pk, 0)))
    declared = _declared(told, chosen, year).count()
    return Coverage(found, total, declared, due(chosen, on).count())


def due(chosen, on=None):
    """Partners whose last confirmation is more than a year old on that day, or never came."""
    day = on or today()
    try:
        since = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        since = day.replace(year=day.year - 1, day=28)
    fresh = Declaration.objects.confirmed().filter(set=chosen, confirmed_at__gt=end_of_day(since))
    return partners(on).exclude(pk__in=fresh.values("organisation"))


def chosen(of, year, asked, on=None):
    """Return the organisations behind the count that an address names (`Named`), or None. A value
    that names no count is left out."""
    if asked.get("due") == "1":
        return Named(due(of, on).order_by("name"), None, "due")
    number, answer = asked.get("item", ""), asked.get("answer", "")
    item = of.commitments.filter(number=number).first() if _is_number(number) else None
    if item is None or answer not in {*Answer.values, NO_ANSWER}:
        return None
    rows = Confirmation.objects.filter(
        _said(of, year), commitment=item, declaration__organisation=OuterRef("pk")
    )
    told = partners(on)
    if answer == NO_ANSWER:
        return Named(told.exclude(Exists(rows)).order_by("name"), item, answer)
    return Named(told.filter(Exists(rows.filter(answer=answer))).order_by("name"), item, answer)


def years(of):
    """Return the years for which somebody declared, newest first, and this one."""
    told = Declaration.objects.confirmed().filter(set=of).values_list("year", flat=True)
    return sorted({*told.distinct(), today().year}, reverse=True)


def year_of(text):
    """Return the year that an address names, this one for anything else."""
    return int(text) if _is_number(text or "") and 2019 <= int(text) <= 2099 else today().year


def _said(of, year):
    return Q(declaration__set=of, declaration__year=year, declaration__confirmed_at__isnull=False)


def _declared(organisations, of, year):
    rows = Declaration.objects.confirmed().filter(set=of, year=year)
    return organisations.filter(pk__in=rows.values("organisation"))


def _is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 5
