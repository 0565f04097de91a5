"""What each row of a plan's workbook says: values by column name, and the mark that tells whether
the row has changed since."""

import hashlib

from actionplans.actions.writing import status_values


def mark_of(action, gap, section):
    """Return a short mark of an action as it stands: another one means that it has changed."""
    told = f"{action.version}|{gap.text}|{section.title}|{section.core_function}"
    return hashlib.sha256(told.encode()).hexdigest()[:10]


def values_of(action, gap, section):
    """Return one action by the names of `actionplans.columns`, keys where there are choices."""
    status = status_values(action)
    return {
        "number": action.pk, "mark": mark_of(action, gap, section), "section": section.title,
        "core_function": section.core_function, "gap": gap.text, "text": action.text,
        "deadline": action.deadline_as_published, "meaning": action.meaning,
        "due_on": action.due_on, "responsible": action.responsible,
        "support_needed": action.support_needed, "support_from": action.support_from,
        "sip": action.sip_code, **status,
    }  # fmt: skip
