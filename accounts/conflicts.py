"""Compare-and-set: an edit is taken only on top of the version it was made from."""


class Stale(Exception):
    """Somebody saved in between. Carries what is saved now, so that both texts can be shown."""

    def __init__(self, current):
        super().__init__("The object has changed since it was read.")
        self.current = current


class Refused(Exception):
    """An act that the rules do not allow now; the message tells the person why, in words."""

    def __init__(self, message):
        super().__init__(str(message))
        self.message = message


def claim(queryset, *, pk, version):
    """Take the row `pk` for an edit made from `version`: raise its version by one, or raise Stale.

    The conditional UPDATE both checks and locks, alike on SQLite and PostgreSQL; a test that only
    runs on SQLite would prove nothing of the second. Call it inside a transaction.
    """
    if not queryset.filter(pk=pk, version=version).update(version=version + 1):
        raise Stale(queryset.get(pk=pk))
    return queryset.get(pk=pk)


def merged_elements(saved, mine, base):
    """Return one list out of two: what either added stays, what either took away goes."""
    removed = set(base) - (set(saved) & set(mine))
    return [one for one in dict.fromkeys([*saved, *mine]) if one not in removed]
