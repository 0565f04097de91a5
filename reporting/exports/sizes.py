"""How large a table was the last time somebody took it away, or about how large it will be.

Tables are written as they are read, so that nobody knows their size before; to make them all only
to weigh them would cost seconds.
"""

from django.core.cache import caches
from django.db.models import QuerySet

from reporting.exports.formats import FORMATS
from sip import planpage
from sip.filesizes import Weight
from sip.models import Activity

# What each format weighs without any row, and each column in it; then a row of each table, where
# people write about as much as they do.
FRAMES = {"csv": Weight(0, 36), "xlsx": Weight(5_900, 30), "json": Weight(50, 125)}
ROWS = {
    "progress_reports": (630, 102, 1_090),
    "organisations": (178, 89, 430), "commitments": (315, 48, 475), "resources": (233, 158, 470),
    "localisation_indicators": (248, 95, 400), "working_groups": (1_240, 525, 1_560),
    "meetings": (236, 112, 535), "sessions": (152, 49, 302), "attendance": (66, 35, 180),
    "body_meetings": (260, 118, 620),
    "decisions_asked": (175, 80, 350), "decisions": (293, 100, 700),
    "lessons_learned": (308, 208, 545), "action_plan": (351, 92, 814),
    "ccpm_results": (158, 86, 388),
}  # fmt: skip
# The page of the plan offers this table as well, and says the same of it.
PLAN = "sip_activities"
KEPT_FOR = 400 * 24 * 60 * 60  # longer than any table goes without a change


def counted(pieces, dataset, kind, reader):
    """Yield the pieces of a file, and remember its size once the last one has been taken: that of
    today's alone, which is what most take."""
    size = 0
    for piece in pieces:
        size += len(piece)
        yield piece
    if reader.at.is_now:
        caches["default"].set(_key(dataset.name, kind, reader), size, KEPT_FOR)


def known(names, reader):
    """Return {(dataset, format): bytes} of the tables that were taken, in one query."""
    keys = {
        _key(name, kind, reader): (name, kind) for name in names if name != PLAN for kind in FORMATS
    }
    found = caches["default"].get_many(keys)
    return {keys[key]: size for key, size in found.items()}


def about(dataset, reader):
    """Return {format: bytes} of what a table will weigh, by the number of its rows today."""
    rows = _number(dataset, reader._replace(on=None))
    if dataset.name == PLAN:
        return {kind: weight.of(rows) for kind, weight in planpage.FORMATS.items()}
    columns = len(dataset.columns_for(reader.user))
    return {
        kind: Weight(FRAMES[kind].of(columns), each).of(rows)
        for kind, each in zip(FRAMES, ROWS[dataset.name], strict=True)
    }


def _number(dataset, reader):
    if dataset.make:
        return Activity.objects.count()
    rows = dataset.rows(reader)
    return rows.count() if isinstance(rows, QuerySet) else sum(1 for _row in rows)


def _key(name, kind, reader):
    """Visitors and people signed in get other columns, and texts have another length in another
    language."""
    return f"size:{name}:{kind}:{reader.language}:{reader.is_known:d}"
