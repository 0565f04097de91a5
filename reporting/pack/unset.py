"""Which texts of a pack hold letters that no font of the PDF has, and where each can be changed."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from sip import fonts
from sip.templatetags.plan import quarter_label

WORDS = ("progress", "challenges", "next_steps", "support_needed")


class Unset(NamedTuple):
    """A place whose words the PDF cannot print whole: the scripts that it lacks, such as “CJK”."""

    what: str
    url: str
    scripts: list


def unset(cells):
    """Return these places, in the order of the pack."""
    if not fonts.scripts_lacking(_strings(cells.frozen.data)):
        return []  # one look at all signs at once: nearly always there is nothing more to do
    found = ((what, url, fonts.scripts_lacking(texts)) for what, url, texts in _places(cells))
    return [Unset(what, url, scripts) for what, url, scripts in found if scripts]


def _strings(data):
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from _strings(list(data.values()))
    elif isinstance(data, list):
        for one in data:
            yield from _strings(one)


def _places(cells):
    """Yield (what, address, texts) of everything that people write and a pack prints."""
    data = cells.frozen.data
    for one in data["reports"]:
        if one["lines"]:
            yield (
                _("Report of %(quarter)s: %(body)s")
                % {"quarter": quarter_label(one["quarter"]), "body": cells.name(one["body"])},
                reverse("report", args=[one["quarter"], one["body"]]),
                [one["summary"], *(line[name] for line in one["lines"] for name in WORDS)],
            )
    for one in data["activities"]:
        yield (
            f"{one['code']} {cells.title(one)}", reverse("activity", args=[one["code"]]),
            list(_strings([one["text"], one["short_title"], one["motive"], one["answers"]])),
        )  # fmt: skip
    for one in (*data["followed"], *data["interim"]):
        yield (
            _("Decision %(key)s") % {"key": one["key"]}, reverse("decision", args=[one["key"]]),
            list(_strings([one["text"], one["follow_up_note"]])),
        )  # fmt: skip
    yield from _registers(data)


def _registers(data):
    """Yield the same of what has no page of its own."""
    yield (
        _("Decisions asked of the plenary"),
        reverse("meeting", args=[data["meeting"]["key"]]), list(_strings(data["motions"])),
    )  # fmt: skip
    yield _("Lessons learned"), reverse("lessons"), list(_strings(data["lessons"]))
    for one in data["errata"]:
        quarter = quarter_label(one["quarter"])
        yield (
            _("Errata of %(quarter)s") % {"quarter": quarter},
            reverse("errata", args=[one["quarter"]]), [one["text"]],
        )  # fmt: skip
