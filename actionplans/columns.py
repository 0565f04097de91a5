"""The columns of a plan's workbook: written from here, and read back by the same list."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.deadlines import MEANINGS
from actionplans.functions import CoreFunction
from sip.imports.columns import in_languages
from sip.models import Status

LOCKED = ("number", "mark")  # what ties a row to the tracker: nobody types in it


class Column(NamedTuple):
    """One column. `choices` are (key, words) where the workbook offers a list."""

    name: str
    title: Promise
    width: int
    choices: tuple = ()
    longest: int = 5000

    @property
    def is_locked(self):
        return self.name in LOCKED


COLUMNS = (
    Column("number", _("No."), 8),
    Column("mark", _("Mark"), 8),
    Column("section", _("Section"), 24, longest=200),
    Column("core_function", _("Core function"), 24, tuple(CoreFunction.choices)),
    Column("gap", _("Challenge or gap"), 40),
    Column("text", _("Action"), 50),
    Column("deadline", _("Deadline"), 16, longest=120),
    Column("meaning", _("What it means"), 18, tuple(MEANINGS)),
    Column("due_on", _("Day"), 12),
    Column("responsible", _("Responsible"), 20, longest=200),
    Column("support_needed", _("Support asked for"), 30),
    Column("support_from", _("Support asked of"), 20, longest=200),
    Column("status", _("Status"), 16, tuple(Status.choices)),
    Column("reason", _("Reason"), 30),
    Column("evidence", _("Evidence"), 30),
    Column("completed_on", _("Day of delivery"), 12),
    Column("sip", _("Output or activity of the SIP"), 14, longest=20),
)
# Beside the rows of a file that was refused; nobody's words, and left aside when it comes back.
REMARKS = Column("remarks", _("What to do"), 60)
BY_NAME = {column.name: column for column in COLUMNS}
NEEDED = ("gap", "text")

# Titles of plain documents: “Défis et gaps / Actions proposées / Echéance”.
OTHER_TITLES = {
    "defis et gaps": "gap", "defis": "gap", "gaps": "gap", "challenges and gaps": "gap",
    "actions proposees": "text", "proposed actions": "text", "actions proposed": "text",
    "actions": "text",
    "echeances": "deadline", "timeline": "deadline", "timeframe": "deadline",
}  # fmt: skip


def names_by_title():
    """Return {folded title, in any of our languages: column name}."""
    columns = (*COLUMNS, REMARKS)
    own = {title: column.name for column in columns for title in in_languages(column.title)}
    return {**OTHER_TITLES, **own, **{column.name: column.name for column in COLUMNS}}


def keys_by_word(column):
    """Return {folded word, in any of our languages: key} of a column's choices."""
    words = {word: str(key) for key, label in column.choices for word in in_languages(label)}
    return {**words, **{str(key): str(key) for key, _label in column.choices}}
