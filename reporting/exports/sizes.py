"""How large a table was the last time somebody took it away.

Tables are written as they are read, so that nobody knows their size before; to make them all only
to weigh them would cost seconds.
"""

from django.core.cache import caches

from reporting.exports.formats import FORMATS

KEPT_FOR = 400 * 24 * 60 * 60  # longer than any table goes without a change


def counted(pieces, dataset, kind, reader):
    """Yield the pieces of a file, and remember its size once the last one has been taken."""
    size = 0
    for piece in pieces:
        size += len(piece)
        yield piece
    caches["default"].set(_key(dataset.name, kind, reader), size, KEPT_FOR)


def known(names, reader):
    """Return {(dataset, format): bytes} of the tables that were taken, in one query."""
    keys = {_key(name, kind, reader): (name, kind) for name in names for kind in FORMATS}
    found = caches["default"].get_many(keys)
    return {keys[key]: size for key, size in found.items()}


def _key(name, kind, reader):
    """Visitors and people signed in get other columns, and texts have another length in another
    language."""
    return f"size:{name}:{kind}:{reader.language}:{reader.is_known:d}"
