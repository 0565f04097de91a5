"""A table as JSON: what it is, its columns with their hashtags, and one object for each row."""

import json

from sip.tables.cells import for_json


def pieces(table):
    """Yield the file in pieces, one a row: an object with `columns` and `rows`."""
    names = [column.name for column in table.columns]
    about = {
        "dataset": table.dataset,
        "title": table.title,
        "language": table.language,
        "date": table.at.day.isoformat(),
        "moment": table.at.query,
        "columns": [
            {
                "name": column.name,
                "title": title,
                "hxl": column.hashtag(table.language),
                "type": column.kind,
            }
            for column, title in zip(table.columns, table.titles, strict=True)
        ],
    }
    yield _text(about, indent=1)[:-2].encode() + b',\n "rows": ['
    mark = b"\n  "
    for row in table.rows:
        values = dict(zip(names, map(for_json, row), strict=True))
        yield mark + _text(values).encode()
        mark = b",\n  "
    yield b"\n ]\n}\n"


def _text(value, indent=None):
    # What is no character (a lone surrogate) is escaped rather than failing the file.
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text if text.isprintable() or _encodes(text) else json.dumps(value, indent=indent)


def _encodes(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
