"""What an import would change, as the person is shown it: plain data, kept with the file."""

import hashlib
import json
import logging

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.conflicts import Refused
from sip.tables.cells import for_json

logger = logging.getLogger(__name__)


class Preview:
    """The rows of one table, sorted: errors, changed, new, unchanged; and what was ignored."""

    def __init__(self, resource, upload, result):
        self.resource, self.upload = resource, upload
        self.errors = [self._cell_problem(problem) for problem in upload.problems]
        self.unread = {(problem.row, problem.column) for problem in upload.problems}
        self.changed, self.new, self.same = [], [], []
        self.ignored = {}
        lines = zip(upload.rows, upload.dataset, result.rows, strict=True)
        for place, cells, row_result in lines:
            self._sort(place, dict(zip(upload.dataset.headers, cells, strict=True)), row_result)
        self.errors += [
            {
                "row": None,
                "key": "",
                "column": "",
                "title": "",
                "value": None,
                "text": _unforeseen(e),
            }
            for e in result.base_errors
        ]
        self.errors.sort(key=lambda error: error["row"] or 0)

    @property
    def data(self):
        """Everything as JSON, for the page."""
        return {
            "sheet": self.upload.sheet,
            "total": len(self.upload.rows),
            "errors": self.errors,
            "faulty": len({error["row"] for error in self.errors} - {None}),
            "changed": self.changed,
            "new": self.new,
            "same": self.same,
            "notices": self._notices(),
        }

    @property
    def basis(self):
        """A mark of the differences; another one means that something has changed since."""
        changed = [[line["row"], [cell["column"] for cell in line["cells"]],
                    [[cell["before"], cell["after"]] for cell in line["cells"]]]
                   for line in self.changed]  # fmt: skip
        new = [[line["row"], line["key"]] for line in self.new]
        text = json.dumps([changed, new, len(self.errors)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def writes_nothing(self):
        return not (self.errors or self.changed or self.new)

    def _sort(self, place, values, row_result):
        key = self.resource.key_of(values)
        if not row_result.is_valid():
            self.errors += self._row_problems(place, key, values, row_result)
        elif row_result.is_new():
            self.new.append(self._new(place, key, row_result.instance))
        elif cells := self._cells(row_result):
            self.changed.append({
                "row": place.number, "key": key, "label": str(row_result.instance),
                "address": self.resource.address_of(row_result.instance), "cells": cells,
            })  # fmt: skip
            self._note_protected(values, row_result)
        else:
            self.same.append(key)
            self._note_protected(values, row_result)

    def _cells(self, row_result):
        """Return what differs between the object as it is and as the row says."""
        return [
            {
                "column": self.upload.letters[name],
                "title": str(column.title),
                "before": for_json(column.export(row_result.original)),
                "after": for_json(column.export(row_result.instance)),
            }
            for name, column in self._columns_read()
            if column.get_value(row_result.original) != column.get_value(row_result.instance)
        ]

    def _columns_read(self):
        return [
            (name, column)
            for name, column in self.resource.fields.items()
            if name in self.upload.letters and not column.readonly
        ]

    def _new(self, place, key, instance):
        said = [
            for_json(column.export(instance))
            for name, column in self._columns_read()
            if name not in self.resource.needed
        ]
        return {
            "row": place.number, "key": key,
            "detail": " · ".join(str(value) for value in said if value is not None),
        }  # fmt: skip

    def _note_protected(self, values, row_result):
        for name, column in self.resource.fields.items():
            if column.readonly and values.get(name) is not None:
                held = column.export(row_result.original)
                if str(for_json(values[name])) != str(for_json(held)):
                    self.ignored[name] = self.ignored.get(name, 0) + 1

    def _notices(self):
        notices = [
            ngettext(
                "Column %(letter)s (%(title)s) is protected: %(count)d value that differs there is "
                "ignored.",
                "Column %(letter)s (%(title)s) is protected: %(count)d values that differ there "
                "are ignored.",
                count,
            )
            % {
                "letter": self.upload.letters[name],
                "title": self.resource.fields[name].title,
                "count": count,
            }
            for name, count in self.ignored.items()
        ]
        if self.upload.unknown:
            titles = ", ".join(title[:60] for title in self.upload.unknown)
            notices.append(_("These columns are not known here and are ignored: %(titles)s.") % {
                "titles": titles,
            })  # fmt: skip
        return notices

    # --- errors ------------------------------------------------------------------------------

    def _cell_problem(self, problem):
        letters = {letter: name for name, letter in self.upload.letters.items()}
        name = letters.get(problem.column)
        return {
            "row": problem.row, "key": "", "column": problem.column,
            "title": str(self.resource.fields[name].title) if name else "",
            "value": None, "text": str(problem.message),
        }  # fmt: skip

    def _row_problems(self, place, key, values, row_result):
        """Return one problem for each message about a row, with the cell it speaks of; none of a
        cell that could not be read, for that is said already."""
        found = [
            self._problem(place, key, values, self.resource.column_of_error(name), message)
            for name, messages in _messages(row_result).items()
            for message in messages
        ]
        return [one for one in found if (one["row"], one["column"]) not in self.unread]

    def _problem(self, place, key, values, column, message):
        name = column.column_name if column else None
        return {
            "row": place.number, "key": key,
            "column": self.upload.letters.get(name, ""),
            "title": str(column.title) if column else "",
            "value": for_json(values.get(name)) if name else None,
            "text": message,
        }  # fmt: skip


def _messages(row_result):
    """Return {name: [messages]} of what is wrong with a row."""
    if error := row_result.validation_error:
        if hasattr(error, "message_dict"):
            return error.message_dict
        return {NON_FIELD_ERRORS: error.messages}
    return {NON_FIELD_ERRORS: [_unforeseen(error) for error in row_result.errors]}


def _unforeseen(error):
    """Say what an action answered; anything else is written down and told without its insides."""
    cause = error.error
    if isinstance(cause, Refused):
        return str(cause.message)
    if isinstance(cause, PermissionDenied):
        return _("You may not do this.")
    logger.error("An imported row could not be taken", exc_info=cause)
    return _("This row cannot be taken as it is.")
