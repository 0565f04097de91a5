"""Who is where: organisations that work in a country, by region of the United Nations."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Q

from partners import geography, past
from partners.models import Organisation, Presence

ACROSS = 8  # tiles in a row
SIDE, GAP = 48, 4  # of a tile, in units of the picture


class Tile(NamedTuple):
    """One country: how many organisations, how many of them local or national actors, and where
    its tile stands. `shade` (1 to 4) says by quarters of the largest number how full it is."""

    code: str
    name: str
    number: int
    local: int
    x: int
    y: int
    shade: int

    @property
    def middle(self):
        return self.x + SIDE // 2

    @property
    def opacity(self):
        """Never so full that the words on it could not be read."""
        return f".{9 * self.shade:02}"


class Region(NamedTuple):
    key: str
    name: str
    tiles: list
    organisations: int

    @property
    def height(self):
        return (SIDE + GAP) * -(-len(self.tiles) // ACROSS) - GAP


def regions(on=None):
    """Return the regions in which somebody works on a day, or at a `Moment` as known then (today
    when None), each with its countries: one query. An organisation that works in three countries
    of a region is one of the region."""
    rows = list(
        past.on_day(Presence.objects.all(), on)
        .filter(organisation__merged_into=None)
        .values_list("country", "organisation", "organisation__is_local_national_actor")
    )
    numbers = Counter(country for country, _org, _local in rows)
    local = Counter(country for country, _org, is_local in rows if is_local)
    most = max(numbers.values(), default=0)
    found = []
    for key, name, held in geography.REGIONS:
        codes = {code for code in held.split() if numbers[code]}
        if codes:
            tiles = [
                _tile(place, code, numbers[code], local[code], most)
                for place, code in enumerate(sorted(codes, key=geography.name_of))
            ]
            there = {organisation for country, organisation, _local in rows if country in codes}
            found.append(Region(key, name, tiles, len(there)))
    return found


def totals(on=None):
    """Count the organisations of the directory: with a country on that day (or at a `Moment`), and
    without one."""
    there = past.on_day(Presence.objects.all(), on).values("organisation")
    return Organisation.objects.current().aggregate(
        placed=Count("pk", filter=Q(pk__in=there)), unplaced=Count("pk", filter=~Q(pk__in=there))
    )


def _tile(place, code, number, local, most):
    return Tile(
        code, geography.name_of(code), number, local,
        x=(SIDE + GAP) * (place % ACROSS), y=(SIDE + GAP) * (place // ACROSS),
        shade=-(-4 * number // most),
    )  # fmt: skip
