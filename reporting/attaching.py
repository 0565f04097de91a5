"""Evidence put on the lines of a report and taken off: links and files, saved with the words."""

from django.core.exceptions import ValidationError

from reporting.models import Evidence
from sip.papers.keeping import errors_of, keep


def attach(lines, given, *, by, at):
    """Put evidence on lines and take it off.

    `lines` and `given` are by activity code, `given` holding `Papers`. Raises `ValidationError`
    keyed by "code-field" and then keeps nothing. Returns what changed, before and after.
    """
    before, after, errors = {}, {}, {}
    for code, papers in given.items():
        line = lines[code]
        there = {paper.pk: paper for paper in line.papers}
        if found := errors_of(papers, there):
            errors |= {f"{code}-{field}": text for field, text in found.items()}
        elif any(papers):
            before[f"{code}-papers"] = [str(paper) for paper in there.values()]
            kept = keep(Evidence, papers, there, by=by, at=at, line=line)
            after[f"{code}-papers"] = [str(paper) for paper in kept]
    if errors:
        raise ValidationError(errors)
    return before, after
