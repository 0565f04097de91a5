"""The pack as PDF, by typst: tagged (PDF/UA-1), with bookmarks, its fonts inside."""

import json
from itertools import groupby
from pathlib import Path

import typst
from django.utils.translation import override

from reporting.pack import style
from reporting.pack.alt import progress_in_words, whole_in_words
from sip import fonts
from sip.progress import STATUS_KEYS

SOURCE = Path(__file__).with_name("pack.typ").read_bytes()
COLOURS = {
    "ink": style.INK, "ink2": style.INK_2, "ink3": style.INK_3, "wash": style.WASH,
    "rule": style.RULE, "band": style.BAND, "alert": style.ALERT, "link": style.LINK,
    "pale": style.PALE, "notice": style.NOTICE, "outline": style.OUTLINE,
}  # fmt: skip


def write(tree):
    """Return the bytes of a pack's PDF; the same tree gives the same bytes."""
    with override(tree["meta"]["language"]):
        content = _for_typst(tree)
        told = json.dumps(content, ensure_ascii=False)
        if fonts.lack_signs_of(told):
            told = json.dumps(_shown(content), ensure_ascii=False)
        inputs = {"content": told}
    stamp = int(tree["meta"]["stamp"].timestamp())
    try:
        return fonts.compiled(SOURCE, inputs, timestamp=stamp)
    except typst.TypstError as error:
        if fonts.NOT_DISPLAYED not in str(error):
            raise
        # Signs that each have a glyph but none together: the standard forbids it, readers do not.
        return fonts.compiled(SOURCE, inputs, standards=[], timestamp=stamp)


def _for_typst(tree):
    meta = tree["meta"]
    day = meta["stamp"]
    return {
        "meta": {**meta, "day": [day.year, day.month, day.day], "stamp": ""},
        "statuses": tree["statuses"],
        "labels": tree["labels"],
        "order": STATUS_KEYS,
        "colours": COLOURS,
        "signs": style.SIGNS,
        "mark": style.MARK,
        # Each run has pages of one shape: another one begins a new page.
        "runs": [
            (wide, [
                {**section, "blocks": [_block(block, tree) for block in section["blocks"]]}
                for section in sections
            ])
            for wide, sections in groupby(tree["sections"], lambda section: section["wide"])
        ],
    }  # fmt: skip


def _block(block, tree):
    if block["kind"] == "whole":
        return {**block, "alt": whole_in_words(block["part"], tree)}
    if block["kind"] == "progress":
        return {**block, "alt": progress_in_words(block["parts"], tree)}
    return block


def _shown(value):
    """Return the tree without the signs that the fonts lack."""
    if isinstance(value, str):
        return fonts.shown(value)
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown(one) for one in value]
    return value
