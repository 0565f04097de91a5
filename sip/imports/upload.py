"""From an uploaded file to the rows of one resource, each remembering where it stood."""

from typing import NamedTuple

import tablib
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from sip.tables.limits import TableRefused
from sip.tables.reading import read_tables

MAX_ROWS = 2_000  # each row is written by an action of its own


class Upload(NamedTuple):
    """The table of a file that a resource can read."""

    sheet: str
    dataset: tablib.Dataset
    rows: list  # `sip.tables.reading.Row`s, in the order of the dataset
    letters: dict  # {column name: the letter of its column in the file}
    unknown: list  # titles that mean nothing here
    problems: list  # cells that could not be read


def read(content, resource):
    """Return the table in `content` that has the resource's columns. Raises TableRefused."""
    sheets = read_tables(content)
    for sheet in sheets:
        names = [resource.column_titled(title) if title else None for title in sheet.header]
        if set(resource.needed) <= set(names):
            return _upload(sheet, names)
    raise TableRefused(
        _("No table of the file has the columns that are needed: %(columns)s.")
        % {"columns": ", ".join(str(resource.fields[name].title) for name in resource.needed)}
    )


def _upload(sheet, names):
    places = [place for place, name in enumerate(names) if name]
    known = [names[place] for place in places]
    if twice := next((name for name in known if known.count(name) > 1), None):
        raise TableRefused(
            _("Two columns of the file mean the same: %(columns)s.")
            % {"columns": ", ".join(sheet.header[at] for at in places if names[at] == twice)}
        )
    if len(sheet.rows) > MAX_ROWS:
        raise TableRefused(
            _("The table has %(rows)s rows; at most %(most)s can be imported at a time.")
            % {"rows": len(sheet.rows), "most": MAX_ROWS}
        )
    dataset = tablib.Dataset(headers=known)
    for row in sheet.rows:
        dataset.append([row.values[place] for place in places])
    return Upload(
        sheet=sheet.name,
        dataset=dataset,
        rows=sheet.rows,
        letters={names[place]: get_column_letter(place + 1) for place in places},
        unknown=[
            title for title, name in zip(sheet.header, names, strict=True) if title and not name
        ],
        problems=sheet.problems,
    )
