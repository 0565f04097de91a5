"""The plan as a table: the rows of the plan page, in the columns of every format."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db.models import F, FilteredRelation
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from reporting.exports.columns import ANSWERS, Column, Told, columns_for
from sip import progress
from sip.models import Owner, PlanRevision
from sip.momentform import band
from sip.moments import Moment, assigned, moment
from sip.templatetags.plan import status_label


class Table(NamedTuple):
    """A table ready to be written, as of the moment `at`: its title and the name of its file say
    which. `rows` yields one list of values for each row, once."""

    dataset: str
    title: str
    language: str
    at: Moment
    columns: tuple[Column, ...]
    titles: list[str]
    hashtags: list[str]
    rows: Iterable[list]

    @property
    def file_name(self):
        """What its file is called, without language and format: two moments never share a name."""
        query = self.at.query
        when = [f"as-of-{query['as_of']}"] if "as_of" in query else []
        when += [query["quarter"]] if "quarter" in query else []
        when = when or [self.at.day.isoformat()]
        when += ["with-submitted"] if "include" in query else []
        return "-".join([self.dataset.replace("_", "-"), *when])


def titled(title, at):
    """Return the title of a table with the moment it tells of, where that is not today."""
    return " – ".join([str(title), *band(at)])


def plan_table(*, language, narrative, filters=None, on=None):
    """Return the plan as a `Table` in one language, as a person may see it.

    `filters` is a `sip.filters.PlanFilter`, so that an export holds what the page shows. At another
    moment (`on`: a day or a `sip.moments.Moment`; else the one the filters name) statuses, bodies
    and texts are those of that moment. `narrative` says whether the words of reports are
    for this reader. Rows are read as they are written: memory does not grow with them.
    """
    on = moment(on or (filters.moment if filters else None))
    rows = progress.each_plan_row(filters, on)
    told = tell(language=language, on=on, answers=answers(on) if narrative else None)
    return table_of(rows, told, narrative=narrative, on=on)


def table_of(rows, told, *, narrative, on=None):
    """Return rows of the plan (`sip.progress.PlanRow`) as a `Table`."""
    columns = columns_for(narrative=narrative)
    with override(told.language):
        titles = [str(column.title) for column in columns]
        title = titled(_("Strategy Implementation Plan: activities and status"), moment(on))
    return Table(
        "sip_activities", title, told.language, moment(on), columns, titles,
        [column.hashtag(told.language) for column in columns],
        _values(rows, columns, told),
    )  # fmt: skip


def tell(*, language, on=None, answers=None):
    """Return what all rows have in common, and what stands beside them, in two queries."""
    at = moment(on)
    held = FilteredRelation("assignments", condition=assigned(at, "assignments"))
    groups = defaultdict(list)
    keys = set()
    for key, activity in (
        Owner.objects.filter(kind=Owner.Kind.WORKING_GROUP)
        .annotate(held=held)
        .values_list("key", "held__activity_id")
    ):
        keys.add(key)
        groups[activity].append(key)
    revision = PlanRevision.objects.filter(effective_on__lte=at.day).first()
    with override(language):
        labels = {key: str(status_label(key)) for key in progress.STATUS_KEYS}
    return Told(
        language, labels, revision.key if revision else None,
        settings.PUBLIC_URL + reverse("plan"), groups, frozenset(keys), answers or {},
    )  # fmt: skip


def answers(on=None):
    """Return what the status of each activity asked for: {activity: {field: text}}."""
    at = moment(on)
    said = {
        f"said_{name}": F(f"current_row__{name}") if at.is_now else progress.status_as_of(at, name)
        for name in ANSWERS
    }
    found = progress.standing(on).annotate(**said).values_list("pk", *said)
    return {pk: dict(zip(ANSWERS, texts, strict=True)) for pk, *texts in found if any(texts)}


def _values(rows, columns, told):
    makers = [column.value for column in columns]
    for row in rows:
        yield [make(row, told) for make in makers]
