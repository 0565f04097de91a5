"""The frozen activities as the rows of the plan's dataset: the columns, hashtags and values are
those of every other export."""

import datetime

from django.utils.translation import override

from reporting.exports.columns import ANSWERS, Told
from reporting.exports.plan import table_of
from sip.names import Element
from sip.progress import STATUS_KEYS, PlanRow
from sip.sparks import NOTHING
from sip.templatetags.plan import status_label
from sip.translated import Translated


def table(frozen, language):
    """Return the frozen plan as a `reporting.exports.plan.Table`."""
    data = frozen.data
    with override(language):
        labels = {key: str(status_label(key)) for key in STATUS_KEYS}
    told = Told(
        language, labels, data["revision"]["key"] if data["revision"] else None, data["address"],
        {at: activity["groups"] for at, activity in enumerate(frozen.activities)},
        frozenset(data["group_keys"]),
        {at: _answers(activity) for at, activity in enumerate(frozen.activities)},
    )  # fmt: skip
    rows = [_row(frozen, at, activity) for at, activity in enumerate(frozen.activities)]
    return table_of(rows, told, narrative=True, on=frozen.meeting.starts_on)


def _answers(activity):
    return {name: activity["answers"].get(name, "") for name in ANSWERS}


def _row(frozen, at, activity):
    output = frozen.outputs[activity["output"]]
    outcome = frozen.outcomes[output["outcome"]]
    return PlanRow(
        _element(frozen.pillars[outcome["pillar"]]), _element(outcome), _element(output),
        activity["code"], Translated(activity["short_title"]), Translated(activity["text"]),
        tuple(_body(frozen, key) for key in activity["owners"]),
        activity["responsible_as_published"], activity["is_upkeep"], activity["schedule"],
        _day(activity["due_on"]), activity["status"], _day(activity["effective_on"]),
        _day(activity["completed_on"]), NOTHING, at,
    )  # fmt: skip


def _element(part):
    return Element(0, part["code"], Translated(part["title"]))


def _body(frozen, key):
    return Element(0, key, Translated(frozen.data["bodies"][key]["short_name"]))


def _day(text):
    return datetime.date.fromisoformat(text) if text else None
