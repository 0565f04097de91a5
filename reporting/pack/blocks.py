"""What a document is made of: plain dicts that writers place as they are.

A section is {"key", "title", "blocks", "wide", "brief"}: a brief one goes on below the one before,
the others begin on a page of their own. A block has a `kind`:

- `lead`, `p`, `note`, `box`, `h2`, `h3`: a `text`; a note that is `kept` belongs to what follows;
- `break`: a new page;
- `list`: `items`; `said`: `items` of (term, text);
- `states`: `items` of (term, text, is_missing), side by side;
- `ask`: one decision that is asked for: `ref`, `tone`, `text`, `why`, `status`, `foot`;
- `whole`: the plan's activities by status, `part`;
- `progress`: `parts` by status, then and now, under a `caption`, `noun` the name of what they are;
- `table`: a `caption`, `columns` of (title, millimetres), `rows` of cells.

A cell is {"text", "style", "more"}, {"status", "note"} or {"from", "to", "note"}. What people wrote
is marked `rtl` where it runs from right to left.
"""

from reporting.pack.text import is_right_to_left

PORTRAIT, LANDSCAPE = 176, 269  # millimetres between the margins of an A4 page

BREAK = {"kind": "break"}


def section(key, title, blocks, *, wide=False, brief=False):
    return {
        "key": key, "title": title, "blocks": [b for b in blocks if b], "wide": wide,
        "brief": brief,
    }  # fmt: skip


def block(kind, text):
    """Return a block that is a text; nothing where there is none."""
    if not text:
        return None
    return {"kind": kind, "text": text, "rtl": is_right_to_left(text)}


def lead(text):
    return block("lead", text)


def p(text):
    return block("p", text)


def note(text, *, kept=False):
    return text and {**block("note", text), "kept": kept}


def box(text):
    return block("box", text)


def h2(text):
    return block("h2", text)


def h3(text):
    return block("h3", text)


def paragraphs(text):
    """Return what somebody wrote, a block for each paragraph."""
    return [p(part.strip()) for part in text.split("\n") if part.strip()]


def said(items):
    """Return answers under their questions, those without words left out."""
    items = [
        {"term": term, "text": text, "rtl": is_right_to_left(text)} for term, text in items if text
    ]
    return {"kind": "said", "items": items} if items else None


def bullets(items):
    return {"kind": "list", "items": items} if items else None


def cell(text, style="", more=""):
    """Return a cell: `style` is one of "strong", "small", "code", "number"; `more` stands below."""
    return {
        "text": text, "style": style, "more": more, "rtl": is_right_to_left(text or more),
    }  # fmt: skip


def table(key, caption, columns, rows, *, width=PORTRAIT):
    """Return a table. A column of 0 millimetres takes what the others leave of `width`."""
    if not rows:
        return None
    given = sum(size for _title, size in columns)
    free = [title for title, size in columns if not size]
    columns = [
        {"title": title, "mm": size or (width - given) / len(free)} for title, size in columns
    ]
    return {"kind": "table", "key": key, "caption": caption, "columns": columns, "rows": rows}
