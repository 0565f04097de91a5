"""The cells and names that all parts of a pack share, in one language."""

import datetime

from django.utils.translation import gettext as _

from accounts.days import date_format
from reporting.exports.glm_words import reported_otherwise
from reporting.pack.blocks import cell
from reporting.pack.frozen import text_in
from reporting.pack.text import plain, short, typeset
from sip.templatetags.plan import quarter_label, status_label

SHOWN_QUARTERS = 2  # of the pack, in tables for reading; the workbook has them all
IN_A_CELL = 420  # characters of a narrative; beyond, a row would not fit on a page


class Cells:
    """What one activity or body looks like in a table."""

    def __init__(self, frozen, language):
        self.frozen, self.language = frozen, language
        self.shown = frozen.quarters[-SHOWN_QUARTERS:]

    def text(self, data):
        """Return a text of the plan in the reader's language, typeset as that language is."""
        return typeset(*text_in(data, self.language))

    def title(self, activity):
        return self.text(activity["short_title"])

    def name(self, body):
        """Return a body's short name."""
        return self.text(self.frozen.data["bodies"][body]["short_name"])

    def full_name(self, body):
        return self.text(self.frozen.data["bodies"][body]["name"])

    def owners(self, activity):
        return ", ".join(map(self.name, activity["owners"])) or _("Not given in the SIP")

    def code(self, activity):
        return cell(activity["code"], "code")

    def titled(self, activity, *, whole=False):
        """The short title, with the text of the plan below where it is wanted."""
        more = self.text(activity["text"]) if whole else ""
        return cell(self.title(activity), "strong", more)

    def status_columns(self, millimetres):
        """Return the titles of the columns that tell where activities stood and stand."""
        titles = [quarter_label(days) for days in self.shown]
        if self.frozen.previous:
            before = quarter_label(self.frozen.previous_quarter)
            titles.insert(0, _("%(quarter)s, last GLM") % {"quarter": before})
        return [(title, millimetres) for title in titles]

    def statuses(self, activity, body=None):
        """Return the cells of those columns; in the part of a `body`, with what it said itself
        where that is not official."""
        code = activity["code"]
        cells = [
            {
                "status": activity["series"][days.key],
                "note": self.erratum(code, days) or self.otherwise(activity, body, days.key),
            }
            for days in self.shown
        ]
        if before := self.frozen.previous_quarter:
            cells.insert(
                0, {"status": activity["before"], "note": self.erratum(code, before)}
            )  # fmt: skip
        cells[-1]["note"] = cells[-1]["note"] or self.older(activity)
        return cells

    def otherwise(self, activity, body, quarter):
        """Say what a body reported for a quarter (its key) where another status is official."""
        said = self.frozen.said_otherwise(activity, body, quarter)
        if not said:
            return ""
        is_group = self.frozen.group(body) is not None
        return reported_otherwise(said, activity["series"][quarter], is_group=is_group)

    def erratum(self, code, quarter):
        """Say beside what a closed quarter said of an activity what it should say."""
        found = self.frozen.errata_on(code, quarter)
        if not found:
            return ""
        last, day = found[-1], self.day(found[-1]["on"])
        if not last["status"]:
            return _("erratum of %(day)s") % {"day": day}
        return _("erratum of %(day)s: %(status)s") % {
            "day": day, "status": status_label(last["status"])
        }  # fmt: skip

    def older(self, activity):
        """Say which quarter confirmed a status where it was an earlier one."""
        if not self.frozen.is_older(activity):
            return ""
        label = quarter_label(self.frozen.confirmed_in(activity))
        return _("confirmed in %(quarter)s") % {"quarter": label}

    def story(self, activity):
        """Return what was last said of an activity: a report's words, else why GLC staff set it."""
        for _report, line in self.frozen.lines_on(activity["code"]):
            for name in ("progress", "challenges"):
                if line[name]:
                    return short(plain(line[name]), IN_A_CELL)
        told = activity["motive"] or activity["answers"].get("reason", "")
        return short(plain(told), IN_A_CELL) or "–"

    def day(self, text):
        return date_format(datetime.date.fromisoformat(text)) if text else "–"
