"""The answers of a CCPM survey from a table: a row for each answer, or counted answers.

Columns: sub-function (its key, or its words in French or English), item, group, answer (0–4; empty
or anything beyond is “don’t know” and is left out), and, where answers are counted, how many.
"""

from collections import defaultdict

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from actionplans.functions import SubFunction
from actionplans.models.ccpm import Group
from sip.search import fold
from sip.tables.limits import TableRefused
from sip.tables.reading import read_upload

TITLES = {
    "subfunction": gettext_lazy("Sub-function"), "item": gettext_lazy("Item"),
    "group": gettext_lazy("Group"), "answer": gettext_lazy("Answer"),
    "number": gettext_lazy("How many"),
}  # fmt: skip
NEEDED = {"subfunction", "item", "group", "answer"}
MOST = 10_000  # people behind one counted answer


def read_answers(upload):
    """Return (tallies, problems): tallies as `CcpmSurvey.tallies`; problems name sheet, row and
    column. Raises TableRefused for a file that is not read."""
    titles = _words({name: [title] for name, title in TITLES.items()})
    for sheet in read_upload(upload):
        names = [titles.get(fold(title)) if title else None for title in sheet.header]
        if set(names) >= NEEDED:
            return _tallied(sheet, {name: names.index(name) for name in names if name})
    raise TableRefused(
        _("No table of the file has the columns that are needed: %(columns)s.")
        % {"columns": ", ".join(str(TITLES[name]) for name in TITLES if name in NEEDED)}
    )


def _tallied(sheet, places):
    subs = _words({sub.value: [sub.label] for sub in SubFunction})
    groups = _words({group.value: [group.label] for group in Group})
    tallies = defaultdict(lambda: defaultdict(dict))
    problems = list(sheet.problems)
    for row in sheet.rows:
        sub = subs.get(fold(str(row.values[places["subfunction"]] or "")))
        group = groups.get(fold(str(row.values[places["group"]] or "")))
        if not sub:
            problems.append(row.problem(places["subfunction"], _("Unknown sub-function.")))
        if not group:
            problems.append(row.problem(places["group"], _("Unknown group.")))
        number = _number(row.values[places["number"]]) if "number" in places else 1
        if number is None or not 0 <= number <= MOST:
            problems.append(row.problem(places["number"], _("Give how many as a whole number.")))
            continue
        answer = _number(row.values[places["answer"]])
        if sub and group and answer in range(5):
            item = str(row.values[places["item"]] or "1")[:60]
            counts = tallies[sub][item].setdefault(group, [0] * 5)
            counts[int(answer)] += int(number)
    return {sub: dict(items) for sub, items in tallies.items()}, problems


def _number(raw):
    """Return a whole number as spreadsheets may write it (“3”, 3.0, “3,0”), or None."""
    try:
        value = float(str(raw).replace(",", ".").strip())
    except ValueError:
        return None
    return int(value) if value.is_integer() else None


def _words(keys):
    """Return {folded word in any of our languages, or key: key}."""
    found = {fold(key): key for key in keys}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {fold(str(word)): key for key, words in keys.items() for word in words}
    return found
