"""Minimum commitments (`commitments`): what organisations have confirmed, year by year."""

from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from partners.models import Commitment, Confirmation, ConfirmedDeclaration
from partners.past import stood_by
from reporting.exports.columns import Column, plain, published
from reporting.exports.datasets.base import OWN, ROWS_AT_ONCE, WHO, Dataset, Past


def rows(reader):
    """The answers of confirmed declarations; a draft is its organisation's own."""
    if by := stood_by(reader.at):
        return _rows_then(by)
    found = Confirmation.objects.filter(declaration__confirmed_at__isnull=False)
    return (
        found.select_related(
            "declaration__organisation__merged_into__merged_into", "declaration__set", "commitment"
        )
        .order_by(
            "-declaration__year", "declaration__organisation__name", "declaration",
            "commitment__number",
        )
    )  # fmt: skip


def merged_entry(organisation):
    """Return the key of an entry that was merged since, whose declaration the other has too."""
    return organisation.slug if organisation.merged_into_id else None


def _rows_then(by):
    """Give the same as each declaration had been confirmed last by an instant."""
    then = ConfirmedDeclaration.objects.filter(confirmed_at__lte=by)
    then = then.select_related(
        "declaration__organisation__merged_into__merged_into", "declaration__set"
    ).order_by(
        "-declaration__year", "declaration__organisation__name", "declaration", "confirmed_at", "pk"
    )
    items = {(one.set_id, one.number): one for one in Commitment.objects.all()}
    for _declaration, confirmed in groupby(
        then.iterator(ROWS_AT_ONCE), attrgetter("declaration_id")
    ):
        *_earlier, last = confirmed
        held, said = last.as_then()
        for number, row in sorted(said.items()):
            row.commitment = items[held.set_id, number]
            yield row


COMMITMENTS = Dataset(
    "commitments",
    _("Minimum commitments of the organisations"),
    _("One row for each answer of a confirmed declaration. Nobody is excluded by an answer."),
    (
        Column("org_code", _("Organisation (code)"), "#org+code",
               lambda row, reader: row.declaration.organisation.goes_on_as.slug, 24,
               of=("Declaration.organisation",)),
        Column("org", _("Organisation"), "#org+name",
               lambda row, reader: row.declaration.organisation.goes_on_as.name, 40),
        Column("declared_under", _("Declared under the merged entry"), "#org+code+merged",
               lambda row, reader: merged_entry(row.declaration.organisation), 24),
        Column("year", _("Year"), "#date+year", lambda row, reader: row.declaration.year, 8,
               of=("Declaration.year",), type="number"),
        Column("set_code", _("Set of commitments (code)"), "#indicator+set+code",
               lambda row, reader: row.declaration.set.key, 14,
               of=("Declaration.set", "CommitmentSet.key", "Commitment.set")),
        Column("commitment_no", _("Commitment (number)"), "#indicator+commitment+code",
               lambda row, reader: row.commitment.number, 10,
               of=("Commitment.number", "Confirmation.declaration", "Confirmation.commitment")),
        Column("commitment", _("Commitment"), "#indicator+commitment+name+i_fr",
               lambda row, reader: published(row.commitment.text), 50,
               of=("Commitment.text",)),
        Column("acknowledged", _("Answer (code)"), "#status+code", lambda row, reader: row.answer,
               12, of=("Confirmation.answer",)),
        Column("acknowledged_on", _("Confirmed on"), "#date+approved",
               lambda row, reader: row.declaration.confirmed_at, 18,
               of=("Declaration.confirmed_at",)),
        Column("comment", _("Comment"), "#description+comment",
               lambda row, reader: plain(row.comment), 40, of=("Confirmation.comment",)),
        Column("evidence", _("Evidence"), "#meta+evidence+url",
               lambda row, reader: row.evidence or None, 30, of=("Confirmation.evidence",)),
    ),
    rows,
    "commitments",
    {
        "partners.CommitmentSet": {"name": "its key stands here", "source": "on its page",
                                   "adapted_from": "on its page", "version": OWN},
        "partners.Commitment": {"key": OWN, "label": "short for its text"},
        "partners.Declaration": {"signed_as": WHO, "confirmed_by": WHO, "version": OWN,
                                 "saved_at": "the confirmation tells", "saved_by": WHO},
        "partners.Confirmation": {},
        "partners.ConfirmedDeclaration": {
            "declaration": "of a past day it stands here instead of what is said today",
            "confirmed_at": "of a past day it stands here instead of today’s",
            "confirmed_by": WHO, "signed_as": WHO,
            "answers": "of a past day they stand here instead of today’s",
        },
    },
    is_public=False,
    past=Past.WHOLE,
)  # fmt: skip
