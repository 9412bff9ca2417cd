"""Which place a name means in an article, and where it lies.

A place is decided once per name and article, from the article alone: what follows the name (", Texas"), the dateline,
states and countries that the article speaks of, other places near, and how many people live there. Its key is a
function of the place, so that one place is one row whoever names it, and the key alone says where it lies.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Protocol, cast

from copydesk.entities.bound import tidy
from copydesk.entities.gazetteer import Entry, gazetteer, table_rows
from copydesk.entities.lexicon import fold, forms
from copydesk.entities.spans import Span
from copydesk.entities.voting import has_article
from copydesk.entities.world import Place, world
from schemas.columns import PlaceKind, PointPrecision

COUNTY_WORDS = frozenset({"county", "parish", "borough"})
OWN_NAME = 0.5
DIVISION_TOLD, COUNTRY_NAMED, NEAR = 4.0, 2.0, 1.5
"""What evidence weighs beside the logarithm of the population: chosen on one half of a set of small papers' stories,
measured on the other (docs/decisions/031-places.md)."""

NEAR_KM = 150  # chosen (docs/decisions/031-places.md)
LEAST_SUPPORT = 0.2  # a county of a name that many states have: what a name of five places says
SURE_LEAD = 1.0  # ten times as many people, or as much evidence: such a place is a mark for others
DIVISION_IS_MEANT = 0.9  # nearly what a town of one division alone says

MOST_BY_HOME = 9.0
"""More than that a publisher's home never adds to how likely a place is (`copydesk.entities.homes`)."""

KNOWN_LEAD, STATE_LEAD, AS_READ = 5.0, 11.0, 1.5
"""What keeps Paris France's, and Mexico a state, in a paper that is at home in the same state as a namesake but not in its town;
and what a reading of Georgia weighs beside a paper of another state of the US, not one of Georgia."""

A_COUNTY = 4.5
"""What a county counts for beside towns: as one of 30,000 people."""

GEORGIAS = ("GPE:GEO", "GPE:USA-GA")

LEAST_ALONE = 15_000
"""With several places of the name and nothing that tells, smaller ones are not guessed at."""


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """Where a thing lies, and how exactly that is known."""

    latitude: float
    longitude: float
    geonames_id: int | None
    admin1_code: str | None
    place_kind: PlaceKind | None
    precision: PointPrecision


# ------------------------------------------------------------------ keys


def division_of(key: str) -> tuple[str, str] | None:
    """Return country and GeoNames' division of a qualifier: of "USA-TX" USA and TX; of a country no division."""
    country, hyphen, code = key.partition("-")
    if len(country) != 3 or not country.isupper():
        return None
    return country, admin1_codes().get(key, code) if hyphen else ""


@functools.cache
def admin1_codes() -> dict[str, str]:
    """Return GeoNames' codes of the divisions of which our table names a town that lies there; of others they are the letters behind the hyphen."""
    seats = {row["key"]: row["seat"] for row in table_rows("places.csv") if row["seat"]}
    towns = ((key, world().named(seat)) for key, seat in seats.items())
    return {key: next(p.admin1 for p in found if p.country_code == key[:3]) for key, found in towns}


def is_state(key: str) -> bool:
    """Tell whether a key names a country or one of its divisions: "GPE:USA", "GPE:USA-OH"; not "GPE:newark".

    >>> is_state("GPE:JOR"), is_state("GPE:USA-OH"), is_state("GPE:USA-OH/newark"), is_state("GPE:newark")
    (True, True, False, False)
    """
    kind, _, name = key.partition(":")
    return kind == "GPE" and "/" not in name and division_of(name) is not None


def within(name: str, qualifier: str) -> tuple[Place, ...]:
    """Return the places of a folded name in "FRA", "USA-TX" or "FRA.11", those called so first, then by people."""
    country, dot, admin1 = qualifier.partition(".")
    where = (country, admin1) if dot else division_of(qualifier)
    if where is None:
        return ()
    found = [p for p in world().named(name) if p.country_code == where[0]]
    found = [p for p in found if where[1] in ("", p.admin1)]
    return tuple(sorted(found, key=lambda p: (p.name != name, -p.population, p.geonames_id)))


def place_of(key: str) -> Place | None:
    """Return the place that a key of a town names, if the world has it.

    >>> place_of("GPE:FRA/paris").geonames_id, place_of("GPE:USA/paris").admin1
    (2988507, 'TX')
    """
    qualifier, slash, name = key.partition(":")[2].partition("/")
    name, _, number = name.partition("#")
    found = within(name, qualifier) if slash else ()
    if number:
        return next((place for place in found if place.geonames_id == int(number)), None)
    return found[0] if found else None


@functools.lru_cache(maxsize=50_000)
def key_of(place: Place) -> str:
    """Return the shortest key that names a place: by country, else by division, else by its number too."""
    if place.geonames_id in known_keys():
        return known_keys()[place.geonames_id]
    forms = [place.country_code, qualifier_of(place)]
    for form in forms:
        key = f"GPE:{form}/{place.name}"
        if place_of(key) == place:
            return key
    return f"GPE:{forms[-1]}/{place.name}#{place.geonames_id}"


@functools.cache
def known_keys() -> dict[int, str]:
    """Return the keys of the cities that the gazetteer of known forms has, by GeoNames number: one row for New York City."""
    entries = {e.key for e in gazetteer().by_form.values() if e.kind in ("city", "capital")}
    found = ((place_of(key), key) for key in sorted(entries, reverse=True))
    return {place.geonames_id: key for place, key in found if place is not None}


def qualifier_of(place: Place) -> str:
    """Return the division of a place as keys name it: "USA-TX" where the gazetteer has it so, else "FRA.11"."""
    country, admin1 = place.country_code, place.admin1
    own = (
        key for key, code in admin1_codes().items() if code == admin1 and key.startswith(country)
    )
    key = next(own, f"{country}-{admin1}")
    return key if f"GPE:{key}" in regions() else f"{country}.{admin1}"


@functools.cache
def regions() -> frozenset[str]:
    """Return the keys of the divisions of states that the gazetteer has."""
    return frozenset(f"GPE:{row['key']}" for row in table_rows("places.csv"))


@functools.cache
def own_points() -> dict[str, Point]:
    """Return the points of regions, seas and divisions that are no towns, by key."""
    points = {}
    states = (
        dict(row, key=row["code"], type="GPE", kind="country") for row in table_rows("states.csv")
    )
    for row in (*table_rows("places.csv"), *states):
        if not row["latitude"]:
            continue
        kind = cast(PlaceKind, row["kind"])
        division = division_of(row["key"]) if kind == "division" else None
        precision: PointPrecision = (
            "country" if kind == "country" else "division" if kind == "division" else "region"
        )
        points[f"{'LOC' if row['type'] == 'LOC' else 'GPE'}:{row['key']}"] = Point(
            float(row["latitude"]), float(row["longitude"]), None, division[1] if division else None, kind, precision
        )  # fmt: skip
    return points


@functools.lru_cache(maxsize=50_000)
def point_of(key: str) -> Point | None:
    """Return where the thing of a key lies; None where that is not known. The points of countries are their middles.

    >>> point_of("GPE:FRA").precision, point_of("GPE:USA-TX/nowhere at all").precision, point_of("ORG:acme")
    ('country', 'division', None)
    >>> point_of("GPE:USA-TX/lamar county").precision
    'place'
    """
    if key in own_points():
        return own_points()[key]
    kind, _, name = key.partition(":")
    if kind not in ("GPE", "LOC"):
        return None
    place = place_of(key)
    if place is not None:
        return Point(
            place.latitude, place.longitude, place.geonames_id, place.admin1 or None, "city", "place"
        )  # fmt: skip
    qualifier, slash, _ = name.partition("/")
    return (
        (point_of_county(name) if slash else None)
        or point_of_division(qualifier, "city" if slash else "division")
        or point_of_country(qualifier.partition("-")[0], is_within=bool(slash))
    )


def point_of_county(name: str) -> Point | None:
    """Return where a county of the US lies, of a key's name: "USA-TX/lamar county"."""
    state = name.partition("/")[0].partition("-")[2]
    county = world().us_counties.get(name.rpartition("/")[2], {}).get(state)
    return Point(*county, None, state, "city", "place") if county is not None else None


def point_of_division(qualifier: str, kind: PlaceKind) -> Point | None:
    """Return the middle of a division, of itself or for what lies in it: "USA-TX"."""
    country, _, state = qualifier.partition("-")
    if country == "USA" and state in world().us_states:
        return Point(*world().us_states[state], None, state, kind, "division")
    own = own_points().get(f"GPE:{qualifier}") if kind == "city" else None
    return dataclasses.replace(own, place_kind="city") if own is not None else None


def point_of_country(country: str, *, is_within: bool) -> Point | None:
    """Return the middle of a country, of itself or for what lies in it."""
    if country not in world().countries:
        return None
    latitude, longitude, number = world().countries[country]
    kind: PlaceKind = "city" if is_within else "country"
    return Point(latitude, longitude, None if is_within else number, None, kind, "country")


# ------------------------------------------------------------------ what an article means


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says of where it plays."""

    countries: Mapping[str, float]  # share of all that is named, by country
    named: frozenset[tuple[str, str]]  # divisions that are named
    shared: Mapping[
        tuple[str, str], Mapping[str, float]
    ]  # by division: names that lie there, each with its weight
    spoken_of: frozenset[str | None]  # countries named by more than one form

    def support(self, division: tuple[str, str], name: str) -> float:
        """Return how much of the article speaks for a division, but for this name itself; 1 is much."""
        told = sum(
            weight for other, weight in self.shared.get(division, {}).items() if other != name
        )
        return min(1.0, told + (division in self.named))


def evidence_of(spans: Sequence[Span], names: Set[str], after: Mapping[str, str]) -> Evidence:
    """Return countries and divisions that an article speaks of, and those in which the places of these names lie."""
    told = [s.entry for s in spans if s.entry is not None and s.entry.kind != "body"]
    behind = list(filter(None, map(division_of, after.values())))
    codes = filter(None, (entry.country_code for entry in told))
    countries = Counter([*codes, *(country for country, _ in behind)])
    regions = [division_of(e.key.partition(":")[2]) for e in told if e.kind == "region"]
    named = frozenset(where for where in filter(None, [*regions, *behind]) if where[1])
    shares = {code: n / countries.total() for code, n in countries.items()}
    spoken_of = (code for code, forms in forms_by_country(spans).items() if len(forms) > 1)
    return Evidence(shares, named, lying_in(names | counties_in(spans)), frozenset(spoken_of))


def lying_in(names: Set[str]) -> dict[tuple[str, str], dict[str, float]]:
    """Return the divisions in which the places of names lie, with the names; one of twenty divisions tells a twentieth."""
    shared: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for name in sorted(names):
        lies = {("USA", state) for state in world().us_counties.get(name, ())}
        lies |= {(place.country_code, place.admin1) for place in world().named(name)}
        for division in lies:
            shared[division][name] = 1 / len(lies)
    return shared


COUNTY = re.compile(r"\b(?:[A-Z][\w.]{1,30}+ ){1,2}(?:County|Parish)\b")


def texts_of(spans: Sequence[Span]) -> list[str]:
    """Return the texts of the sections in which names stand, each once."""
    return list({id(span.view): span.view.text for span in spans}.values())


def counties_in(spans: Sequence[Span]) -> set[str]:
    """Return the counties, folded, that the texts of an article speak of, as places or in the names of bodies."""
    found = {fold(name) for text in texts_of(spans) for name in COUNTY.findall(text)}
    found |= {name.partition(" ")[2] for name in found}
    return {name for name in found if name in world().us_counties}


Options = tuple[tuple[str, float], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """What the names of places mean in an article, by their words: a place, or the key of a county.

    `open` has the names that no word of the article settles, with all that each may mean: a key and how likely it is.
    """

    places: Mapping[str, Place | str]
    open: Mapping[str, Options]


TOWN_OF = re.compile(r"(?:City|Town|Village|Township|Borough) of (?=[A-Z])")


def words_of(span: Span) -> str:
    """Return the words of a name on one line, as most texts have them: of "LARGO, Fla." in a dateline Largo, of "City of Hialeah" Hialeah.

    What the world knows by the whole name keeps it: City of London.
    """
    words = tidy(span.text)
    is_set = span.view.section == "dateline" and words.isupper() and len(words) > 3
    words = words.title() if is_set else words
    seat = TOWN_OF.sub("", words, count=1) if span.entity_type == "GPE" else words
    if seat == words or world().named(fold(words)) or not world().named(fold(seat)):
        return words
    return seat


Meaning = tuple[Place | str | None, Options]
"""What an article settles a name as, if it does, and what else the name may be."""


def settle(spans: Sequence[Span], after: Mapping[str, str]) -> Settled:
    """Return what the names of places mean in an article.

    Args:
        spans: The names of the article.
        after: Of names that are followed by a state or country ("Paris, Texas"), by their words: its key without type.
    """
    known = dict(names_to_settle(spans, after))
    evidence = evidence_of(spans, set(map(fold, known)), after)
    meant = told_by_words(sorted(known), after, evidence)
    named = ((text, world().named(fold(text))) for text in sorted(known) if text not in meant)
    candidates = {text: found for text, found in named if found}
    told = [place for place, _ in meant.values() if isinstance(place, Place)]
    marks = [*told, *sure_places(candidates, known, evidence)]
    for text, found in candidates.items():
        meant[text] = namesake_meant(known[text], fold(text), found, evidence, marks)
    return settled_as(meant, dict(open_states(spans)))


def settled_as(meant: Mapping[str, Meaning], opened: Mapping[str, Options]) -> Settled:
    """Return what names mean, with what those may mean that are not settled, the states among them."""
    options = {text: options for text, (_, options) in meant.items() if options}
    settled = {text: place for text, (place, _) in meant.items() if place}
    return Settled(settled, {**opened, **options})


OTHER_WORLDS = forms("other_worlds")
"""Towns are called so, too, but only what stands behind the name says that: "Mars, Pa.", "West, Texas". Jupiter is a town of the news."""


def names_to_settle(
    spans: Sequence[Span], after: Mapping[str, str]
) -> Iterator[tuple[str, Entry | None]]:
    """Yield the words of the names that may be a town's, with the known thing of that name; the Keys are not Keys in Oklahoma."""
    uses = Counter(map(words_of, spans))
    uses.subtract(words_of(span) for span in spans for _ in range(2 * has_article(span)))
    for span in spans:
        text = words_of(span)
        if uses[text] < 0 or (fold(text) in OTHER_WORLDS and text not in after):
            continue
        if span.entity_type in ("GPE", "LOC") and may_be_another(span.entry, after.get(text)):
            yield text, span.entry


def told_by_words(
    texts: Sequence[str], after: Mapping[str, str], evidence: Evidence
) -> dict[str, Meaning]:
    """Return what the names mean that are a county's or have a state or country behind them."""
    meant: dict[str, Meaning] = {}
    for text in texts:
        name, qualifier = fold(text), after.get(text)
        if states := states_of_county(name, evidence):
            options = () if qualifier else county_options(name, states)
            meant[text] = county_of(name, qualifier, states), options
        elif qualifier is not None:
            meant[text] = place_behind(name, qualifier), ()
    return meant


def place_behind(name: str, qualifier: str) -> Place | None:
    """Return the place of a name before a country or division: of Georgia the state of the US too, which more often stands there."""
    found = within(name, qualifier) or (within(name, "USA-GA") if qualifier == "GEO" else ())
    return found[0] if found else None


def sure_places(
    candidates: Mapping[str, Sequence[Place]], known: Mapping[str, Entry | None], evidence: Evidence
) -> Iterator[Place]:
    """Yield the places, of names that nobody knows, that lead all others of theirs by far: marks for what lies near them."""
    for text, found in candidates.items():
        best, lead = lead_of(ranked(fold(text), found, evidence, ()))
        if lead >= SURE_LEAD and known[text] is None:
            yield best


def namesake_meant(
    known: Entry | None, name: str, found: Sequence[Place], evidence: Evidence, marks: Sequence[Place]
) -> Meaning:  # fmt: skip
    """Return which of the places of a name is meant: the well-known one unless it yields, else one that is great or told of."""
    order = ranked(name, found, evidence, marks)
    best, lead = lead_of(order)
    if known is not None:
        if key_of(best) != known.key and yields(known, best, evidence, marks):
            return best, ()
        return None, well_known_options(known, found)
    is_sure = lead >= SURE_LEAD and is_told_of(best, name, evidence)
    is_settled = best.population >= LEAST_ALONE or is_sure
    return best if is_settled else None, (*options_of(order), (f"GPE:{name}", 0.0))


def options_of(order: Sequence[tuple[float, Place]]) -> Options:
    """Return the places that a publisher's home may make the likeliest, with how likely the article makes each."""
    least = order[0][0] - MOST_BY_HOME
    return tuple((key_of(place), n) for n, place in order if n > least)


def well_known_options(known: Entry, found: Sequence[Place]) -> Options:
    """Return the namesakes of a well-known place: it has a lead that only the town of the publisher itself can make up for.

    What the article says of their states has been heard already (`yields`): a Texan paper names Texas whatever it means by Paris.
    """
    keys = [(key_of(place), math.log10(place.population + 10) + OWN_NAME) for place in found]
    return tuple((key, n + KNOWN_LEAD * (key == known.key)) for key, n in keys)


def county_options(name: str, states: Sequence[tuple[str, float]]) -> Options:
    """Return the counties of a name with how likely the article makes each, and that it is none of them."""
    told = ((f"GPE:USA-{state}/{name}", A_COUNTY + DIVISION_TOLD * n) for state, n in states)
    return (*told, (f"GPE:{name}", 0.0))


def open_states(spans: Sequence[Span]) -> Iterator[tuple[str, Options]]:
    """Yield names of states that a town bears too, where nothing else in the article speaks of the state: "Jordan", "Lebanon".

    Georgia is open wherever it stands: its namesake is a state of the US.
    """
    forms = forms_by_country(spans)
    for span in spans:
        entry = span.entry
        if entry is None or span.entity_type != "GPE" or span.stands_for is not None:
            continue
        if span.text == "Georgia":
            yield span.text, tuple((key, AS_READ * (key == entry.key)) for key in GEORGIAS)
        elif entry.kind == "state" and len(forms[entry.country_code]) == 1 and (towns := towns_called(fold(span.text))):  # fmt: skip
            yield words_of(span), ((entry.key, STATE_LEAD), *towns)


def forms_by_country(spans: Sequence[Span]) -> dict[str | None, set[str]]:
    """Return by which names an article speaks of each country and of what lies there."""
    forms: defaultdict[str | None, set[str]] = defaultdict(set)
    for span in spans:
        if span.entry is not None and span.entry.kind != "body":
            forms[span.entry.country_code].add(span.entry.name if span.entity_type == "GPE" else span.text)  # fmt: skip
    return forms


def towns_called(name: str) -> Options:
    """Return the towns whose own name this is, each with how likely its people make it."""
    places = (place for place in world().named(name) if place.name == name)
    return tuple((key_of(p), math.log10(p.population + 10) + OWN_NAME) for p in places)


def is_told_of(place: Place, name: str, evidence: Evidence) -> bool:
    """Tell whether an article speaks of a place's country or division; a small one is not meant else: "Stasi" in Ukraine."""
    division = (place.country_code, place.admin1)
    return place.country_code in evidence.countries or evidence.support(division, name) > 0


def may_be_another(entry: Entry | None, qualifier: str | None) -> bool:
    """Tell whether a name may be a town's: not a state's, and a region's only before another: "Kent, Ohio"."""
    if entry is None or entry.kind in ("city", "capital"):
        return True
    return entry.kind == "region" and qualifier is not None and "-" in qualifier


def yields(known: Entry, best: Place, evidence: Evidence, marks: Sequence[Place]) -> bool:
    """Tell whether a well-known place of the name is not meant: another's division is named, and a place near it or it is great, and not its own country."""
    own = place_of(known.key)
    if (
        own is None
        or own.geonames_id == best.geonames_id
        or known.country_code in (None, best.country_code)
    ):
        return False  # fmt: skip
    if (
        known.country_code in evidence.spoken_of
        or (best.country_code, best.admin1) not in evidence.named
    ):
        return False
    if known.kind == "city" and best.population >= GREAT:
        return True
    return any(
        mark.geonames_id != best.geonames_id and kilometres(best, mark) <= NEAR_KM for mark in marks
    )


GREAT = 100_000
"""Chosen: people of a town that is meant where its division is named and nothing of its famous namesake's country: "Texas police … Odessa"; Paris in Texas has 25,000."""


def states_of_county(name: str, evidence: Evidence) -> list[tuple[str, float]]:
    """Return the states of the US that have a county of a name, with what speaks for each, the likeliest first."""
    if name.split()[-1] not in COUNTY_WORDS:
        return []
    states = world().us_counties.get(name, ())
    told = ((state, evidence.support(("USA", state), name)) for state in states)
    return sorted(told, key=lambda item: (-item[1], item[0]))


def county_of(name: str, qualifier: str | None, states: Sequence[tuple[str, float]]) -> str | None:
    """Return the key of a county of the US, if its state is known."""
    if qualifier is not None:
        return f"GPE:{qualifier}/{name}"
    state, told = states[0]
    return f"GPE:USA-{state}/{name}" if told >= LEAST_SUPPORT or len(states) == 1 else None


def ranked(
    name: str, found: Sequence[Place], evidence: Evidence, marks: Sequence[Place]
) -> list[tuple[float, Place]]:
    """Return several places with how likely each is, the likeliest first."""
    scored = ((score(name, p, evidence, marks), p) for p in found)
    return sorted(scored, key=lambda item: (-item[0], item[1].geonames_id))


def lead_of(order: Sequence[tuple[float, Place]]) -> tuple[Place, float]:
    """Return the likeliest of several places, and by how much it leads."""
    return order[0][1], order[0][0] - order[1][0] if len(order) > 1 else math.inf


def score(name: str, place: Place, evidence: Evidence, marks: Sequence[Place]) -> float:
    """Return how likely a place is meant, as a logarithm to ten."""
    is_near = any(
        mark.geonames_id != place.geonames_id and kilometres(place, mark) <= NEAR_KM
        for mark in marks
    )
    return (
        math.log10(place.population + 10)
        + OWN_NAME * (place.name == name)
        + DIVISION_TOLD * evidence.support((place.country_code, place.admin1), name)
        + COUNTRY_NAMED * evidence.countries.get(place.country_code, 0.0)
        + NEAR * is_near
    )


class Located(Protocol):
    """What lies somewhere."""

    @property
    def latitude(self) -> float:
        """Degrees north."""

    @property
    def longitude(self) -> float:
        """Degrees east."""


def kilometres(a: Located, b: Located) -> float:
    """Return the distance, on a sphere; far ones roughly."""
    if abs(a.latitude - b.latitude) > 3:
        return 1000.0
    x = math.radians(b.longitude - a.longitude) * math.cos(math.radians(a.latitude))
    y = math.radians(b.latitude - a.latitude)
    return 6371.0 * math.hypot(x, y)
