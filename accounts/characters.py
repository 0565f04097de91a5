"""Characters that no file can hold: what XML forbids, so that Word, Excel and PowerPoint would not
open what has one. They are invisible and mean nothing; programs leave them behind in pasted text.

`taken` leaves them out where people's words come in, `for_xml` where words go into a file that was
stored before. A lone half of a pair (a surrogate) is what no database stores either.
"""

import re

FORBIDDEN = "\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\ud800-\udfff\ufffe\uffff"  # within a class of signs
NOT_IN_XML = re.compile(f"[{FORBIDDEN}]")
LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")  # as programs write the end of a line
NOT_TAKEN = re.compile(f"(?!\0)[{FORBIDDEN}]")


def for_xml(text):
    """Return a text as a file made of XML can hold it."""
    text = str(text)
    return text if text.isprintable() else NOT_IN_XML.sub("", text)


def taken(text):
    """Return what somebody typed or sent as it is kept: line ends alike, invisible controls left
    out. NUL stays, for it is refused: it says that something else than a text was sent."""
    return text if text.isprintable() else NOT_TAKEN.sub("", LINE_END.sub("\n", text))
