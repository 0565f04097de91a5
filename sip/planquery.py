"""The part of an address that chooses what the plan shows, and the links made from it."""

from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import get_script_prefix, reverse

MANY = (
    "status",
    "body",
    "pillar",
    "part",
    "lens",
    "moved",
    "gap",
)  # filters that take several values
ONE = ("q", "changed", "stale", "as_of", "quarter", "include", "open")
MOMENT = ("as_of", "quarter", "include", "open")


def plan_page():
    """Return the address of the plan, which pages write at every figure: looked up once."""
    return _plan_page(get_script_prefix())


@lru_cache(maxsize=8)
def _plan_page(_prefix):
    return reverse("plan")


class Query:
    """The part of an address that chooses what the plan shows, in one settled order."""

    def __init__(self, values):
        self.values, self.root = values, plan_page()

    @classmethod
    def of(cls, get):
        """Read it from `request.GET`: known names only, empty values and doubles left out."""
        values = {name: sorted({value for value in get.getlist(name) if value}) for name in MANY}
        for name in ONE:
            values[name] = [value for value in get.getlist(name) if value][-1:]
        return cls({name: found for name, found in values.items() if found})

    def encoded(self, **changes):
        """Return it as it stands in an address; `changes` replace filters (None removes one)."""
        values = {**self.values, **{name: [v] if v else [] for name, v in changes.items()}}
        return urlencode(values, doseq=True)

    def url(self, **changes):
        query = self.encoded(**changes)
        return f"{self.root}?{query}" if query else self.root

    def url_without(self, name, value):
        """Return the address without one value of one filter."""
        kept = [other for other in self.values.get(name, ()) if other != value]
        return Query({**self.values, name: kept}).url()

    def without(self, names):
        """Return it without what stands under some names."""
        return Query({name: found for name, found in self.values.items() if name not in names})

    @property
    def scope(self):
        """The filters alone, without the moment that is read and what is unfolded."""
        return {name: found for name, found in self.values.items() if name not in MOMENT}

    @property
    def data(self):
        return QueryDict(self.encoded())
