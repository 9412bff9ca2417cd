"""Where a publisher is at home, as all its articles together say, and what that makes of a name with several bearers.

A paper names its own town, and those around it, without their state: known of the collection, not of an article. Home is a
function of counts (how many of its articles name which place), so that order, batches and re-runs cannot matter.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold
from copydesk.entities.toponyms import (
    Point,
    division_of,
    is_state,
    kilometres,
    known_keys,
    place_of,
    point_of,
)
from copydesk.entities.world import Place, world
from schemas.columns import PlaceKind

AROUND_KM = 80
"""How far a paper's county and its neighbours reach: what lies within speaks for a home."""

MOST_NAMES = 300
"""Of the names that a publisher prints so many are looked at, those in most articles: bounds the work, and tells enough."""

STATE_NAMED, OWN_NAME, IN_TITLE = 0.5, 0.5, 1.0
"""What an article weighs that names the state, the town itself, and the town that the publisher is called after, beside one that
names another town around. Others find the same homes (docs/decisions/045-homes.md)."""

LEAST_NAMED = 2
"""In so many articles a town is named before it can be a home, unless the publisher is called after it."""

LEAST_TOLD = 2.0
"""So many articles, weighed, speak for a home: with less a paper's home is a guess."""

LEAST_SHARE = 0.07
"""Of all that its articles name so much speaks for a home: papers of the world name Washington or New York often, and are at home nowhere. Chosen:
of 68 small papers with a home (docs/decisions/045-homes.md) two have less, of them one rightly; three of the world had .05 to .06."""

TOWN_KM, NEAR_KM = 30, 150
IN_TOWN, NEAR, IN_DIVISION, IN_COUNTRY = 3.0, 2.0, 3.0, 1.0
"""What a place gains by lying in a publisher's town, near it, in its state, in its country, as a logarithm to ten: set on stories of
small papers, where one more or less of each moves what is placed rightly by .005 at most (docs/decisions/045-homes.md)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Home:
    """The place where a publisher is at home."""

    geonames_id: int
    country_code: str
    admin1: str
    latitude: float
    longitude: float


def home_of(publisher: str, named: Mapping[str, int]) -> Home | None:
    """Return where a publisher is at home, if its articles tell.

    Args:
        publisher: Its name or host: "The Newark Advocate", "newarkadvocate.com".
        named: Of what its articles name, how many do: keys of what an article settles ("GPE:USA-OH", "GPE:USA-OH/heath"),
            and folded names of what none does ("newark").
    """
    found = min(told_homes(publisher, named), key=lambda item: item[:2], default=None)
    if found is None or -found[0] < LEAST_SHARE * sum(named.values()):
        return None
    home = found[2]
    return Home(home.geonames_id, home.country_code, home.admin1, home.latitude, home.longitude)  # fmt: skip


def told_homes(publisher: str, named: Mapping[str, int]) -> Iterator[tuple[float, int, Place]]:
    """Yield the places in which a publisher may be at home with how little speaks for each, and its number.

    Washington and New York are in everybody's news, South River near New York has been called Washington, and West Virginia has a Washington: of
    the bearers of a famous town's name only those count that are called so today, with two articles that name what is around them or their state.
    """
    names = sorted(named, key=lambda name: (-named[name], name))[:MOST_NAMES]
    towns = {name: bearers(name) for name in names}
    divisions = {where: named[name] for name in names if (where := division_of(name.partition(":")[2]))}  # fmt: skip
    near = Neighbourhood(towns, named)
    title = fold(publisher).replace(" ", "")
    for name in names:
        is_in_title = any(is_within(place.name, title) for place in towns[name][:1])
        if named[name] < LEAST_NAMED and not is_in_title:
            continue
        is_famous = any(place.geonames_id in known_keys() for place in towns[name])
        for place in towns[name]:
            told = near.told_of(place, name)
            n_state = divisions.get((place.country_code, place.admin1), 0)
            is_itself = place.name == name and told + n_state >= LEAST_TOLD
            if is_famous and place.geonames_id not in known_keys() and not is_itself:
                continue
            told += STATE_NAMED * n_state + named[name] * (OWN_NAME + IN_TITLE * is_in_title)
            if told >= LEAST_TOLD:
                yield -told, place.geonames_id, place


def is_within(name: str, title: str) -> bool:
    """Tell whether the name of a town stands in a publisher's, without blanks: "newark" in "thenewarkadvocate"."""
    return len(name) > 3 and name.replace(" ", "") in title


def bearers(name: str) -> tuple[Place, ...]:
    """Return the places that a key or a folded name may mean."""
    if ":" not in name:
        return world().named(name)
    place = place_of(name)
    return () if place is None else (place,)


class Neighbourhood:
    """Names with their places in squares of a degree, so that what lies around a place is found at once."""

    def __init__(self, towns: Mapping[str, Sequence[Place]], named: Mapping[str, int]) -> None:
        self.cells: defaultdict[tuple[int, int], defaultdict[str, list[Place]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.weights: dict[str, float] = {}
        for name, places in towns.items():
            lies = {(place.country_code, place.admin1) for place in places}
            self.weights[name] = named[name] / max(1, len(lies))
            for place in places:
                self.cells[square(place)][name].append(place)

    def told_of(self, place: Place, own: str) -> float:
        """Return how many articles name what lies around a place; a name of twenty states tells a twentieth."""
        y, x = square(place)
        seen: set[str] = set()
        for cell in ((a, b) for a in (y - 1, y, y + 1) for b in (x - 1, x, x + 1)):
            for name, places in self.cells.get(cell, {}).items():
                if name not in seen and any(kilometres(place, p) <= AROUND_KM for p in places):
                    seen.add(name)
        return sum(self.weights[name] for name in sorted(seen - {own}))


def square(place: Place) -> tuple[int, int]:
    """Return the square of a degree that a place lies in."""
    return int(place.latitude // 1), int(place.longitude // 1)


# ------------------------------------------------------------------ what home makes of a name


NOT_ON_MAP = 7.0
"""What it counts for that a name is of a place near home which no gazetteer has, as a logarithm to ten: a far place is meant where the
article speaks of its state, or where it is large."""


def gain_of(key: str, home: Home) -> tuple[float, bool]:
    """Return what a thing gains by where a publisher is at home, and whether it lies near or in the same state: a body that every state has, its."""
    if key.startswith("GPE:") and "/" not in key and not is_state(key):
        return NOT_ON_MAP, True
    if key.startswith("ORG:"):
        return IN_COUNTRY, True
    country, point = key.partition(":")[2][:3], point_of(key)
    if point is None:
        return 0.0, False
    is_here, away = country == home.country_code, kilometres(point, home)
    if point.place_kind == "country":
        return (IN_DIVISION + IN_COUNTRY, True) if is_here else (0.0, False)
    is_inside, is_near = is_here and point.admin1_code == home.admin1, away <= NEAR_KM
    gain = IN_TOWN * (away <= TOWN_KM) + NEAR * is_near + IN_DIVISION * is_inside
    return gain + IN_COUNTRY * is_here, is_inside or is_near


# ------------------------------------------------------------------ places that no gazetteer has


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Seat:
    """Where a publisher is at home, as a point."""

    latitude: float
    longitude: float


NAMED_HERE = 0.8
"""At least this share of the articles that name a place must be of publishers at home near one another."""


def around(key: str, seats: Mapping[Seat | None, int]) -> Point | None:
    """Return the home of the publishers that alone name a place: it lies around there, more often than not.

    A place in whose name a country or nationality stands ("West Africa", "Russian Museum") may be anywhere.
    """
    kind, _, name = key.partition(":")
    homes = sorted(filter(None, seats))
    if kind not in ("GPE", "LOC") or not homes or is_of_the_world(name):
        return None
    near = {
        home: sum(seats[other] for other in homes if kilometres(home, other) <= NEAR_KM)
        for home in homes
    }
    best = min(homes, key=lambda home: (-near[home], -seats[home], home))
    if near[best] < NAMED_HERE * sum(seats.values()):
        return None
    sort: PlaceKind | None = "city" if kind == "GPE" else None
    return Point(best.latitude, best.longitude, None, None, sort, "publisher")


def is_of_the_world(name: str) -> bool:
    """Tell whether a folded name has a country, a nationality or a part of the world in it."""
    entries = (entry_of(word.capitalize()) for word in name.rpartition("/")[2].split())
    return any(
        e is not None and e.kind in ("state", "demonym", "region") and e.key != "GPE:USA"
        for e in entries
    )
