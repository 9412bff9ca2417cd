"""Where a publisher is at home, and what that makes of names: each rule beside its wrong twin."""

from __future__ import annotations

import random

import pytest
from entity_articles import mentions_of

from copydesk.entities import homes
from copydesk.entities.homes import Home, Seat, around, gain_of, home_of
from copydesk.entities.toponyms import place_of

LICKING = {"newark": 6, "heath": 3, "GPE:USA-OH/granville": 2, "GPE:USA-OH": 4, "london": 1}


def home(key: str) -> Home:
    place = place_of(key)
    assert place is not None
    return Home(place.geonames_id, place.country_code, place.admin1, place.latitude, place.longitude)  # fmt: skip


def meant(body: str, name: str, at: Home | None) -> str:
    """Return the key of a name in an article of a publisher with a home."""
    (mention, *_) = [m for m in mentions_of(body, {name: "GPE"}) if m.surface == name]
    if at is None or not mention.may_be:
        return mention.name_key
    options = [(key, float(n)) for key, _, n in (o.rpartition(" ") for o in mention.may_be)]
    best = min(options, key=lambda option: (-option[1] - gain_of(option[0], at)[0], option[0]))[0]
    gain, is_near = gain_of(best, at)
    return best if is_near or (gain > 0 and "/" in mention.name_key) else mention.name_key


NEWARK, DALLAS, LEBANON, ATLANTA, TBILISI = map(
    home,
    ("GPE:USA-OH/newark", "GPE:USA/dallas", "GPE:USA-PA/lebanon", "GPE:USA/atlanta", "GPE:GEO/tbilisi"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "name", "at", "key"),
    [
        ("A barn burned in Newark.", "Newark", NEWARK, "GPE:USA-OH/newark"),
        ("A barn burned in Newark.", "Newark", None, "GPE:USA/newark"),
        ("A barn burned in Newark, New Jersey.", "Newark", NEWARK, "GPE:USA/newark"),
        ("A barn burned in Lancaster.", "Lancaster", NEWARK, "GPE:USA-OH/lancaster"),
        ("Texas oilmen met in Paris.", "Paris", DALLAS, "GPE:FRA/paris"),
        ("Lebanon voted for a new pool.", "Lebanon", LEBANON, "GPE:USA-PA/lebanon"),
        ("Lebanon and Lebanese banks are in debt.", "Lebanon", LEBANON, "GPE:LBN"),
        ("Lebanon is in debt.", "Lebanon", NEWARK, "GPE:LBN"),
        ("Licking County voted.", "Licking County", NEWARK, "GPE:USA-OH/licking county"),
        ("Georgia will vote in May.", "Georgia", ATLANTA, "GPE:USA-GA"),
        ("Georgia will vote in May.", "Georgia", TBILISI, "GPE:GEO"),
        ("A cow was shot in Nauvoo.", "Nauvoo", NEWARK, "GPE:nauvoo"),
    ],
)
def test_a_name_is_the_place_that_the_home_makes_likeliest(
    body: str, name: str, at: Home | None, key: str
) -> None:
    assert meant(body, name, at) == key


@pytest.mark.parametrize(
    ("publisher", "named", "key"),
    [
        ("The Record", LICKING, "GPE:USA-OH/newark"),
        ("The Newark Advocate", {"newark": 1, "GPE:USA-OH": 2}, "GPE:USA-OH/newark"),
        ("The Record", {"newark": 1, "GPE:USA-OH": 2}, None),
        ("The Record", {"GPE:FRA": 90, "GPE:USA": 90}, None),
        ("World Wire", {}, None),
        ("The Record", {**LICKING, "GPE:FRA": 90}, "GPE:USA-OH/newark"),
        ("World Wire", {**LICKING, "GPE:FRA": 120}, None),
        # A state that is news beside a famous town's name is not its namesake's; towns around that one are.
        ("Washington Herald", {"washington": 2, "GPE:USA-WV": 1}, "GPE:USA/washington"),
        ("Paris News", {"paris": 3, "GPE:USA-TX": 3, "GPE:USA-TX/bonham": 1}, "GPE:USA-TX/paris"),
        # Everybody names Washington and New York; South River near New York has been called Washington.
        (
            "Voice",
            {"washington": 4, "GPE:USA/new york city": 3, "GPE:USA-NY": 2},
            "GPE:USA/new york city",
        ),
        ("Voice", {"washington": 4, "new york": 3, "GPE:USA-NY": 2}, "GPE:USA/new york city"),
        # Two articles name it and two its state: enough to be told, and a name less is too few.
        ("The Record", {"newark": 2, "GPE:USA-OH": 2}, "GPE:USA-OH/newark"),
        ("The Record", {"newark": 2, "GPE:USA-OH": 1}, None),
        ("The Record", {"newark": 4}, "GPE:USA/newark"),
        ("The Record", {"newark": 3}, None),
        ("The Record", {"newark": 1, "GPE:USA-OH": 4, "heath": 2}, "GPE:USA-OH/heath"),
        (
            "Voice",
            {"south river": 3, "washington": 2, "new york": 2, "GPE:USA-NJ": 2},
            "GPE:USA/south river",
        ),
        ("Voice", {"washington": 9, "loogootee": 3, "GPE:USA-IN": 6}, "GPE:USA-IN/washington"),
        (
            "Voice",
            {"paris": 9, "reno": 2, "GPE:USA-TX": 4, "GPE:USA-TX/blossom": 3},
            "GPE:USA/paris",
        ),
    ],
)
def test_home_is_where_most_of_what_is_named_lies(
    publisher: str, named: dict[str, int], key: str | None
) -> None:
    assert home_of(publisher, named) == (home(key) if key else None)


def test_the_order_of_counts_changes_nothing() -> None:
    items = list(LICKING.items())
    random.Random(3).shuffle(items)
    assert home_of("x", dict(items)) == home_of("x", LICKING)


def test_the_names_of_most_articles_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "MOST_NAMES", 3)
    assert home_of("x", LICKING) == NEWARK
    monkeypatch.setattr(homes, "MOST_NAMES", 0)
    assert home_of("x", LICKING) is None


HERE, NEXT, FAR = Seat(40.06, -82.4), Seat(40.4, -82.1), Seat(32.8, -96.8)


@pytest.mark.parametrize(
    ("key", "seats", "is_placed"),
    [
        ("GPE:vanatta", {HERE: 2}, True),
        ("GPE:vanatta", {HERE: 1, NEXT: 1}, True),
        ("GPE:vanatta", {HERE: 1, FAR: 1}, False),
        ("GPE:vanatta", {HERE: 1, None: 1}, False),
        ("GPE:vanatta", {None: 3}, False),
        ("LOC:raccoon creek", {HERE: 2}, True),
        ("LOC:west africa", {HERE: 2}, False),
        ("LOC:russian museum", {HERE: 2}, False),
        ("ORG:vanatta", {HERE: 2}, False),
    ],
)
def test_a_place_on_no_map_lies_around_the_only_paper_that_names_it(
    key: str, seats: dict[Seat | None, int], is_placed: bool
) -> None:
    point = around(key, seats)
    assert (point is not None) == is_placed
    assert point is None or point.precision == "publisher"


@pytest.mark.parametrize(
    ("key", "gain", "is_near"),
    [
        ("GPE:nauvoo", 7, True),
        ("ORG:licking county", 1, True),
        ("GPE:USA", 4, True),
        ("GPE:FRA", 0, False),
        ("GPE:USA-OH", 6, True),  # its middle lies near
        ("GPE:USA-PA", 1, False),
        ("GPE:USA-OH/newark", 9, True),
        ("GPE:USA-OH/columbus", 6, True),  # fifty kilometres off
        ("GPE:USA-OH/cincinnati", 4, True),  # in the state
        ("GPE:USA-WV/wheeling", 3, True),  # near, in the next one
        ("GPE:USA/chicago", 1, False),
        ("GPE:FRA/paris", 0, False),
    ],
)
def test_what_a_thing_gains_by_a_home(key: str, gain: float, is_near: bool) -> None:
    assert gain_of(key, NEWARK) == (gain, is_near)
