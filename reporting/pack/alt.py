"""What charts say to those who do not see them: every number, in words."""

from sip.progress import STATUS_KEYS


def counts_in_words(counts, tree):
    """“10 Completed, 27 On track”, what is 0 left out."""
    statuses = tree["statuses"]
    return ", ".join(
        f"{counts[key]} {statuses[key]['label'].lower()}" for key in STATUS_KEYS if counts[key]
    )


def part_in_words(part, tree):
    labels = tree["labels"]
    then = (
        f"{labels['before']}, {counts_in_words(part['before'], tree)}; " if part["before"] else ""
    )
    return f"{then}{labels['now']}, {counts_in_words(part['now'], tree)}."


def whole_in_words(part, tree):
    labels = tree["labels"]
    return f"{labels['bars']} {labels['whole']}. {part_in_words(part, tree)}"


def progress_in_words(parts, tree):
    told = (f"{part['name']}. {part_in_words(part, tree)}" for part in parts)
    return f"{tree['labels']['bars']} {' '.join(told)}"
