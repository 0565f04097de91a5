"""The formats a table may be taken away in: each gives a table as pieces of a file."""

from collections.abc import Callable
from typing import NamedTuple

from reporting.exports import as_csv, as_json, as_xlsx


class Format(NamedTuple):
    """`pieces(table)` yields the file's bytes, in order and flat in memory."""

    content_type: str
    pieces: Callable


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", as_csv.pieces),
    "xlsx": Format(as_xlsx.CONTENT_TYPE, as_xlsx.pieces),
    "json": Format("application/json", as_json.pieces),
}
