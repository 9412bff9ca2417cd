"""The places of the world by name: what GeoNames has, looked up without a server.

Built by `training/places/build_gazetteer.py`. Loaded once per process: half a second and 60 MB.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import lzma
from importlib import resources

WORLD_FILE = "world.txt.xz"


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A populated place. `name` is folded; `admin1` is GeoNames' code of its first-order division."""

    geonames_id: int
    country_code: str  # ISO 3166-1 alpha-3
    admin1: str
    latitude: float
    longitude: float
    population: int
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class World:
    """Points of countries and of states of the US, counties by name, and populated places behind an index of names."""

    countries: dict[str, tuple[float, float, int]]  # latitude, longitude, GeoNames id
    us_states: dict[str, tuple[float, float]]
    us_counties: dict[str, dict[str, tuple[float, float] | None]]
    """By folded name: postal codes of the states that have one, and its middle."""
    places: list[str]
    names: list[str]

    def named(self, name: str) -> tuple[Place, ...]:
        """Return the places of this folded name, the most populous first.

        >>> [(p.country_code, p.admin1) for p in world().named("paris")[:3]]
        [('FRA', '11'), ('ZAF', '03'), ('USA', 'TX')]
        """
        return _named(name)


@functools.lru_cache(maxsize=50_000)
def _named(name: str) -> tuple[Place, ...]:
    names = world().names
    at = bisect.bisect_left(names, name + "\t")
    if at == len(names) or not names[at].startswith(name + "\t"):
        return ()
    found = [_place(world().places[int(n)]) for n in names[at].partition("\t")[2].split(" ")]
    return tuple(sorted(found, key=lambda place: (-place.population, place.geonames_id)))


def _place(line: str) -> Place:
    number, country, admin1, latitude, longitude, population, name = line.split("\t")
    return Place(
        int(number), country, admin1, float(latitude), float(longitude), int(population), name
    )


@functools.cache
def world() -> World:
    """Return the world."""
    packed = resources.files("copydesk.entities").joinpath("data", WORLD_FILE).read_bytes()
    countries, states, counties, places, names = (
        part.split("\n") for part in lzma.decompress(packed).decode("utf-8").split("\n\n")
    )
    of_county: dict[str, dict[str, tuple[float, float] | None]] = {}
    for line in counties:
        state, name, *point = line.split("\t")
        middle = (float(point[0]), float(point[1])) if point else None
        of_county.setdefault(name, {})[state] = middle
    return World(
        {
            c: (float(y), float(x), int(n))
            for c, y, x, n in (line.split("\t") for line in countries)
        },
        {c: (float(y), float(x)) for c, y, x in (line.split("\t") for line in states)},
        of_county,
        places,
        names,
    )
