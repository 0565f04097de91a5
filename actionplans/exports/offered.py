"""The files of a national plan as its pages offer them: their kind, and about how large each is."""

from sip.filesizes import Weight

# By actions of the plan; a document has its fonts and styles before any action.
PLAN = {"xlsx": Weight(7_400, 120), "docx": Weight(37_500, 70), "pdf": Weight(13_700, 1_010)}
FOLLOW_UP = {"docx": Weight(37_500, 50), "pdf": Weight(13_000, 950)}


def files(weights, number, address):
    """Return the files of so many actions, for `components/downloads.html`; `address(format)` gives
    the way to each."""
    return [
        {"type": name.upper(), "url": address(name), "about": weight.of(number)}
        for name, weight in weights.items()
    ]
