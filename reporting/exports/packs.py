"""The files of a GLM, made once for each state of the tracker: the page names their true sizes, and
the download is the very file."""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.cache import caches

from accounts.clock import today
from reporting.exports import as_xlsx, glm, glm_xlsx

KEPT_FOR = 60 * 60


class PackFormat(NamedTuple):
    """`pieces(pack, language)` yields the file's bytes."""

    content_type: str
    pieces: Callable


FORMATS = {"xlsx": PackFormat(as_xlsx.CONTENT_TYPE, glm_xlsx.pieces)}


def told_at(meeting, at, *, narrative):
    """Return the pack of a meeting at a `Moment` (None: the meeting's own)."""
    known = at.cutoff if at else None
    return glm.make(meeting, narrative=narrative, now=known, at=at)


def content(meeting, name, *, version, language, narrative, pack=None, at=None):
    """Return the bytes of a pack's file in the format of that name. `version` is the head of the
    trail; `pack` spares the reading where it is at hand. `at` is the `Moment` asked for."""

    def make():
        told = pack or told_at(meeting, at, narrative=narrative)
        return b"".join(FORMATS[name].pieces(told, language))

    # The head of the trail changes with every act, so that no file outlives what it tells.
    moment = urlencode(at.query) if at else ""
    key = f"glm:{meeting.key}:{name}:{language}:{narrative}:{moment}:{version}:{today()}"
    return caches["pages"].get_or_set(key, make, KEPT_FOR)
