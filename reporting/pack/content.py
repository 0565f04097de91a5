"""The content of a pack in one language: a tree of plain dicts, already worded. Writers only place
it."""

import datetime
import json
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from accounts.days import date_format
from reporting.pack import wording as words
from reporting.pack.annexes import activities, evidence, method
from reporting.pack.cells import Cells
from reporting.pack.frozen import Frozen, text_in
from reporting.pack.parts import (
    changes,
    decisions,
    follow_up,
    group,
    lessons,
    progress,
    summary,
)
from reporting.pack.style import FILLS, SIGN_COLOURS
from reporting.pack.text import typeset
from sip.glmnames import name_of
from sip.models import Status
from sip.models.progress import NOT_REPORTED
from sip.progress import STATUS_KEYS
from sip.templatetags.plan import quarter_label, status_label

PARTS = {
    "decisions": decisions, "follow_up": follow_up, "progress": progress, "changes": changes,
    "lessons": lessons, "activities": activities, "evidence": evidence, "method": method,
}  # fmt: skip


class Edition(NamedTuple):
    """Which pack is printed: a frozen version, or a draft (`number` None), and its frozen data."""

    data: dict
    number: int | None
    content_hash: str
    at: datetime.datetime

    @classmethod
    def of(cls, pack):
        return cls(pack.frozen, pack.number, pack.content_hash, pack.frozen_at)

    @classmethod
    def of_draft(cls, content, content_hash, at):
        """The edition of canonical content that is not frozen."""
        return cls(json.loads(content), None, content_hash, at)


def build(edition, language):
    """Return the tree: `meta`, `statuses`, `labels`, `sections` (see `blocks`), and `cells` and
    `frozen` for writers that lay tables and slides out themselves."""
    frozen = Frozen(edition.data)
    with override(language):
        cells = Cells(frozen, language)
        sections = [summary(cells)]
        for key in frozen.data["sections"]:
            if key == "groups":
                sections += [group(cells, body) for body in frozen.bodies_that_report]
            else:
                sections.append(PARTS[key](cells))
        return {
            "meta": _meta(edition, frozen, language),
            "statuses": _statuses(),
            "labels": _labels(frozen),
            "sections": sections,
            "cells": cells,
            "frozen": frozen,
        }


def _meta(edition, frozen, language):
    glm = name_of(frozen.meeting)
    at = timezone.localtime(edition.at)
    instant = date_format(at, "DATETIME_FORMAT")
    is_draft = edition.number is None
    version = _("Draft, not frozen") if is_draft else _("Version %(n)d") % {"n": edition.number}
    revision = _revision(frozen, language)
    return {
        "title": _("Pack of the Global Logistics Meeting"),
        "kicker": _("Logistics Cluster · Strategy 2022-2026"),
        "author": _("Logistics Cluster"),
        "meeting": glm,
        "subtitle": _("Progress of the Strategy Implementation Plan (SIP): %(quarters)s")
        % {"quarters": words.quarters_of(frozen)},
        "language": language,
        "version": version,
        "number": edition.number,
        "is_draft": is_draft,
        "hash": edition.content_hash,
        "stamp": edition.at,
        "facts": [
            (_("Meeting"), words.meeting(frozen)),
            (_("Quarters"), words.covered(frozen)),
            (_("Drafted on") if is_draft else _("Content frozen on"),
             _("%(instant)s (Rome time)") % {"instant": instant}),
            (_("Version"), f"{version} · {revision}" if revision else version),
        ],
        "hash_label": _("Content hash (SHA-256)"),
        "notice": _notice(frozen, is_draft),
        "running": _running(frozen, is_draft),
    }  # fmt: skip


def _revision(frozen, language):
    revision = frozen.data["revision"]
    if not revision:
        return ""
    return _("“%(name)s”") % {"name": typeset(*text_in(revision["name"], language))}


def _notice(frozen, is_draft):
    """Say what must stand on every cover: a draft, a demo with invented progress."""
    draft = _("Draft: figures and texts may still change until the pack is frozen.")
    demo = _(
        "Example. The texts of the plan and its responsible bodies come from the SIP; statuses, "
        "stories, reports, decisions and evidence are invented."
    )
    return words.sentences(draft if is_draft else "", demo if frozen.data["is_demo"] else "")


def _running(frozen, is_draft):
    """Return what every page says of the pack's worth."""
    if is_draft:
        return _("Draft")
    return _("Invented progress") if frozen.data["is_demo"] else ""


def _statuses():
    return {
        key: {
            "label": str(status_label(key)),
            "means": str(Status(key).meaning) if key != NOT_REPORTED else _(
                "No report has described the activity yet: this is no status."
            ),
            "fill": FILLS[key][0],
            "on": FILLS[key][1],
            "sign": SIGN_COLOURS[key],
        }
        for key in STATUS_KEYS
    }  # fmt: skip


def _labels(frozen):
    """Return the words that writers put around the content."""
    return {
        "contents": _("Contents"),
        "legend": _("How to read the statuses"),
        "legend_columns": [pgettext("of an activity", "Status"), _("What it means")],
        "legend_caption": _("The statuses and what they mean."),
        "figure": pgettext("numbered caption", "Figure"),
        "table": pgettext("numbered caption", "Table"),
        "situation": _("Situation"),
        "share": _("Share of each status"),
        "total": _("Total"),
        "before": _("Last GLM"),
        "now": quarter_label(frozen.quarter),
        "whole": words.number_of_activities(frozen.whole.total),
        "bars": _("Stacked bars."),
        "this_pack": _("This pack"),
        "columns_are": _("Table with one row of titles: %(titles)s."),
    }
