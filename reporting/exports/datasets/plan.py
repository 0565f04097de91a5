"""The plan: its activities with their status (`sip_activities`)."""

from django.utils.translation import gettext_lazy as _

from reporting.exports import columns
from reporting.exports.datasets.base import OWN, Dataset, Past
from reporting.exports.plan import plan_table
from sip.policy import can_see_narrative

ACTIVITIES = Dataset(
    "sip_activities",
    _("Strategy Implementation Plan: activities and status"),
    _("One row for each activity: its text as published, who delivers it, where it stands."),
    columns.ACTIVITIES,
    None,
    "plan",
    {
        "sip.Pillar": {"strategy": "there is one", "order": "the order of the rows",
                       "goal": "on the page of the plan"},
        "sip.Outcome": {"pillar": "its code stands beside", "order": "the order of the rows",
                        "note": "our remark on the printed numbering", "version": OWN},
        "sip.Output": {"outcome": "its code stands beside", "order": "the order of the rows",
                       "note": "our remark on the printed numbering", "version": OWN},
        "sip.Activity": {"output": "its code stands beside", "order": "the order of the rows",
                         "note": "our remark on the printed numbering", "version": OWN,
                         "search_text": OWN, "lenses": "not mapped by the source",
                         "short_title": "our title: the text says it whole",
                         "is_upkeep": "on the page of the activity",
                         "schedule": "the SIP gives none yet",
                         "withdrawn_on": "withdrawn activities are out of lists and totals",
                         "current_row": "its status stands here"},
        "sip.Owner": {"kind": OWN, "order": "the order of the names",
                      "short_name": "short for name",
                      "as_published": "each activity has its own wording", "is_collective": OWN,
                      "reports": OWN, "reports_through": OWN},
    },
    make=lambda reader: plan_table(
        language=reader.language, narrative=can_see_narrative(reader.user), on=reader.at
    ),
    past=Past.WHOLE,
)  # fmt: skip
