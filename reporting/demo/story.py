"""The invented progress of `fixtures/demo.json`, read as what a report would say.

A story tells of one activity at some quarters; between them nothing changed. Where two bodies see
an activity differently, each has its own story.
"""

import datetime
from collections import Counter

from django.core.files.base import ContentFile

from reporting.lines import said_before
from sip.loading import read
from sip.papers.keeping import Papers


class Story:
    """What `fixtures/demo.json` tells, and how a report's lines follow from it."""

    def __init__(self):
        self.data = read("demo.json")
        self.told = {
            (story["activity"], story.get("body")): story["told"] for story in self.data["stories"]
        }

    def never_came(self, body, quarter):
        """Whether this body owed a report of this quarter and never filed it."""
        quarters = self.data["reports"]["never_came"].get(body, [])
        return quarters == "always" or quarter in quarters

    def incident(self, kind, body, quarter):
        """Return what happened to a report ("late", "returned", "on_behalf"), or None."""
        for incident in self.data["reports"][kind]:
            if (incident["body"], incident["quarter"]) == (body, quarter):
                return incident
        return None

    def lines(self, report, first=None):
        """Return what a report says, as `save_report` takes it; only the `first` lines if given."""
        lines = list(report.lines.select_related("activity").order_by("order")[:first])
        standing = said_before(report, lines)
        said = {}
        for line in lines:
            before = standing.get(line.activity_id)
            values = self._line(line.activity.code, report, before)
            if values:
                said[line.activity.code] = values
        return said

    def papers(self, body, quarter):
        """Return the evidence in a report, as `save_report` takes it; `quarter` may be "open"."""
        return {
            row["activity"]: Papers(
                links=row.get("links", []),
                files=[
                    ContentFile(file["text"].encode(), file["name"])
                    for file in row.get("files", [])
                ],
            )
            for row in self.data["reports"]["evidence"]
            if (row["body"], row["quarter"]) == (body, quarter)
        }

    def summary(self, lines):
        """Return the summary for the GLM: how many activities stand where, and what moved."""
        words = self.data["summary"]
        counts = Counter(line["status"] for line in lines.values())
        parts = [
            f"{counts[status]} {names[counts[status] > 1]}"
            for status, names in words["statuses"].items()
            if counts[status]
        ]
        opening = words["opening"].format(count=len(lines), parts=", ".join(parts))
        moved = [line["progress"] for line in lines.values() if line.get("progress")]
        return " ".join([opening, *moved[:3]])

    def _line(self, code, report, before):
        entries = self.told.get((code, report.body.key)) or self.told.get((code, None), [])
        past = [entry for entry in entries if entry["quarter"] <= report.quarter.key]
        if not past:
            return None
        entry = past[-1]
        is_news = entry["quarter"] == report.quarter.key
        if not is_news and before and before.status == entry["status"]:
            return {"status": entry["status"], "is_unchanged": True}
        values = {name: value for name, value in entry.items() if name != "quarter"}
        if "completed_on" in values:
            values["completed_on"] = datetime.date.fromisoformat(values["completed_on"])
        return values
