"""The life of a quarterly report, as a table one can read. No database here."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """How far a report has got. “Due”, “overdue” and “late” are computed, never stored."""

    DRAFT = "draft", pgettext_lazy("state of a report", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state of a report", "Submitted")
    RETURNED = "returned", pgettext_lazy("state of a report", "Returned")
    ACCEPTED = "accepted", pgettext_lazy("state of a report", "Accepted")

    @property
    def is_editable(self):
        return self in (State.DRAFT, State.RETURNED)


# Accepted is locked: only reopening by GLC, while the quarter is open, leads out of it.
MOVES = {
    State.DRAFT: {State.SUBMITTED},
    State.RETURNED: {State.SUBMITTED},
    State.SUBMITTED: {State.RETURNED, State.ACCEPTED},
    State.ACCEPTED: {State.RETURNED},
}

NOT_STARTED_LABEL = pgettext_lazy("state of a report", "Not started")


def may_move(before, after):
    return State(after) in MOVES[State(before)]


def refusal(before, after):
    """Return why a report cannot go from one state to another."""
    return {
        State.SUBMITTED: _("This report has been submitted already."),
        State.ACCEPTED: _("This report is not waiting for a decision."),
        State.RETURNED: _("This report is not waiting for a decision."),
    }[State(after)]
