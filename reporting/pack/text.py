"""What people wrote, made ready to be printed: never changed where it is kept, only where it is
shown.

Narratives come from anywhere: pasted Markdown, other alphabets, signs that files cannot hold.
"""

import re
import unicodedata

from accounts.characters import FORBIDDEN, LINE_END

NO_BREAK = "\u00a0"
# What XML cannot hold, and what turns a line against its reader (bidirectional overrides).
UNPRINTABLE = re.compile(f"[{FORBIDDEN}\r\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n`]*\n?", re.MULTILINE)
RULE = re.compile(r"^[ \t]*(?:={3,}|([-*_])(?:[ \t]*\1){2,})[ \t]*$\n?", re.MULTILINE)
ROW = re.compile(r"^[ \t]*\|(.+)\|[ \t]*$", re.MULTILINE)
BELOW_TITLES = re.compile(r"^(?=[^\n]*\|)(?=[^\n]*-)[-|: \t]+$\n?", re.MULTILINE)
NUMBERED = re.compile(r"^[ \t]*(\d{1,3})[.)][ \t]+", re.MULTILINE)
GAP = re.compile(r"\n(?:[ \t]*\n){2,}")
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+|^\s*>\s?", re.MULTILINE)
BULLET = re.compile(r"^[ \t]*[*+•-][ \t]+", re.MULTILINE)
STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
UNDERLINED = re.compile(r"(?<![\w_/])_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?![\w_/])")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[([^\]\n]+)\]\((https?://[^\s)]+)\)")
# Without any of these there is no mark to take away: nearly all that people write.
MARKED = re.compile(r"[#*_`~\[|>]|^[ \t]*[-+•=\d]|\n[ \t]*\n", re.MULTILINE)
CELLS = " · "  # between the cells of a row
TALL = re.compile(r" ([:;?!»])")


def printable(text):
    """Return a text without what no file can hold, its line breaks alike."""
    return UNPRINTABLE.sub("", LINE_END.sub("\n", text or "")).strip()


def plain(text):
    """Return a narrative as a page prints it: the marks of Markdown give way to what they mean."""
    text = printable(text)
    if not MARKED.search(text):
        return text
    text = RULE.sub("", BELOW_TITLES.sub("", FENCE.sub("", text)))
    text = ROW.sub(lambda row: CELLS.join(one.strip() for one in row[1].split("|")), text)
    text = NUMBERED.sub(r"\1. ", BULLET.sub("– ", HEADING.sub("", text)))
    text = CODE.sub(r"\1", LINK.sub(r"\1 (\2)", text))
    text = UNDERLINED.sub(r"\1", EMPHASIS.sub(r"\1", STRONG.sub(r"\2", STRUCK.sub(r"\1", text))))
    return GAP.sub("\n\n", text).strip()


def short(text, length):
    """Return the beginning of a text, cut between words where it is longer than `length`."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[length // 2 :] else cut}…"


def typeset(text, language):
    """Return a text of the plan with the no-break spaces of its language."""
    text = printable(text)
    if language != "fr":
        return text
    text = TALL.sub(rf"{NO_BREAK}\1", text).replace("« ", f"«{NO_BREAK}")
    return text.replace("'", "’")


def is_right_to_left(text):
    """Whether the first letter of a text belongs to a script written from right to left."""
    for sign in text[:200]:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
