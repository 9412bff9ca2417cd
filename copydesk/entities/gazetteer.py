"""Names known beforehand: states by ISO code with every usual name, regions, cities, well-known bodies and groups.

States' names come from our own table, from CLDR (Babel) and from pycountry; nothing here looks at a text's context.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Literal

from copydesk.entities.lexicon import fold, forms, lexicon
from schemas.columns import EntityType

Kind = Literal["state", "demonym", "capital", "city", "region", "body", "group", "thing"]

ATOM = re.compile(r"\w+|[^\w\s]")
"""The grain at which names are matched: runs of letters and digits, and single marks."""

AMBIGUOUS_STATES = forms("ambiguous_states")
"""Names of states that are also given names, surnames or other places: evidence of the text may overrule them."""

AMBIGUOUS_PLACES = forms("ambiguous_places")
"""Places, demonyms and postal abbreviations that are also names of people, or of other things."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A thing known beforehand. `key` is the key of the row it resolves to, `state_key` of the state it may stand for."""

    key: str
    name: str
    entity_type: EntityType
    country_code: str | None
    kind: Kind
    is_ambiguous: bool = False
    state_name: str | None = None  # of a capital: its state
    is_local: bool = False  # a body whose initials, or a region whose name, means others elsewhere: only where its state is spoken of


Forms = dict[str, list[tuple[tuple[str, ...], Entry]]]


@dataclasses.dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every known form, by its first atom, longest first; and by its folded text."""

    by_first: Forms
    by_form: dict[tuple[str, ...], Entry]
    upper_by_first: Forms
    states: dict[str, Entry]
    wikidata: dict[str, str]


def atoms_of(text: str) -> tuple[str, ...]:
    """Return the atoms of a form, with one kind of apostrophe."""
    return tuple(ATOM.findall(text.replace("’", "'")))


def table_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of our CSV tables."""
    path = resources.files("copydesk.entities").joinpath("data").joinpath(name)
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def parts(cell: str | None) -> list[str]:
    """Return the forms in a cell."""
    return [part for part in (cell or "").split("|") if part]


def state_entries() -> Iterator[tuple[str, Entry]]:
    """Yield (form, entry) of states, their demonyms and capitals."""
    rows = table_rows("states.csv")
    # What we say of a form stands: "Congo" is mostly the larger of the two, in news.
    ours = {form: row["code"] for row in rows for form in forms_of(row)}
    for row in rows:
        code, name = row["code"], row["name"]
        key = f"GPE:{code}"
        library = (form for form in library_names(code) if ours.get(form, code) == code)
        for form in (*forms_of(row), *library):
            yield form, Entry(key, name, "GPE", code, "state", form in AMBIGUOUS_STATES)
        for form in parts(row["demonyms"]):
            yield form, Entry(key, name, "NORP", code, "demonym", form in AMBIGUOUS_PLACES)
        capitals = parts(row["capital"])
        for form in capitals:
            city_key = f"GPE:{code}/{fold(capitals[0])}"
            is_weak = form in AMBIGUOUS_PLACES
            yield form, Entry(city_key, capitals[0], "GPE", code, "capital", is_weak, name)


@functools.cache
def library_names(code: str) -> tuple[str, ...]:
    """Return the English names that pycountry and CLDR give to a state, official ones too."""
    import pycountry
    from babel import Locale

    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return ()
    territory = Locale("en").territories.get(country.alpha_2, "")
    names = (
        territory,
        country.name,
        *(getattr(country, a, "") for a in ("official_name", "common_name")),
    )
    return tuple(dict.fromkeys(n for n in names if n and "," not in n and "(" not in n))


def other_entries() -> Iterator[tuple[str, Entry]]:
    """Yield (form, entry) of regions, cities, bodies and groups."""
    yield from region_entries()
    yield from city_entries()
    yield from body_entries()
    yield from group_entries()
    for form in forms("things"):
        yield form, Entry(f"EVENT:{fold(form)}", form, "EVENT", None, "thing")


def region_entries() -> Iterator[tuple[str, Entry]]:
    """Yield (form, entry) of regions and their peoples."""
    for row in table_rows("places.csv"):
        country = row["country"] or None
        kind: EntityType = "LOC" if row["type"] == "LOC" else "GPE"
        key = f"{kind}:{row['key']}"
        is_local = bool(row["is_local"])
        for form in forms_of(row):
            is_weak = is_local or form in AMBIGUOUS_PLACES
            yield form, Entry(key, row["name"], kind, country, "region", is_weak, is_local=is_local)
        for form in parts(row["demonyms"]):
            yield form, Entry(key, row["name"], "NORP", country, "demonym")


def city_entries() -> Iterator[tuple[str, Entry]]:
    """Yield (form, entry) of cities that are no capitals."""
    for row in table_rows("cities.csv"):
        within = row["country"]
        key = f"GPE:{within}/{fold(row['name'])}" if within else f"GPE:{fold(row['name'])}"
        for form in forms_of(row):
            yield form, Entry(key, row["name"], "GPE", within[:3] or None, "city", True)


def body_entries() -> Iterator[tuple[str, Entry]]:
    """Yield (form, entry) of bodies."""
    for row in table_rows("organisations.csv"):
        key, country = f"ORG:{fold(row['name'])}", row["country"] or None
        is_local = row["is_ambiguous"] == "local"
        for form in forms_of(row):
            is_weak = form in AMBIGUOUS_PLACES or row["is_ambiguous"] == "y"
            yield form, Entry(key, row["name"], "ORG", country, "body", is_weak, is_local=is_local)


def group_entries() -> Iterator[tuple[str, Entry]]:
    """Yield (form, entry) of groups of people; members of a party stand for it."""
    for row in table_rows("groups.csv"):
        party, country = row["party"], row["country"] or None
        is_of_many = fold(party or "") in lexicon().one_state_orgs
        land = f"{country}/" * is_of_many
        key = f"ORG:{land}{fold(party)}" if party else f"NORP:{fold(row['name'])}"
        for form in forms_of(row):
            entry = Entry(key, party or row["name"], "NORP", country, "group", is_local=bool(party))
            yield form, entry


def forms_of(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return the name and the other names of a row."""
    return row["name"], *parts(row["aliases"])


SHOUTED_AWAY = forms("shouted_away")
"""Forms that say nothing in a text in capitals."""


@functools.cache
def gazetteer() -> Gazetteer:
    """Return the known forms; the first table that has a form keeps it."""
    by_form: dict[tuple[str, ...], Entry] = {}
    states: dict[str, Entry] = {}
    for form, entry in (*state_entries(), *other_entries()):
        by_form.setdefault(atoms_of(form), entry)
        if entry.kind == "state" and entry.country_code:
            states.setdefault(entry.country_code, entry)
    upper = {
        tuple(a.upper() for a in atoms): entry
        for atoms, entry in reversed(by_form.items())
        if "".join(atoms).casefold() not in SHOUTED_AWAY
    }
    wikidata = {
        f"GPE:{r['code']}": r["wikidata"] for r in table_rows("states.csv") if r["wikidata"]
    }
    return Gazetteer(by_first(by_form), by_form, by_first(upper), states, wikidata)


def by_first(by_form: dict[tuple[str, ...], Entry]) -> Forms:
    """Return forms under their first atom, longest first."""
    table: Forms = {}
    for atoms, entry in sorted(by_form.items(), key=lambda item: (-len(item[0]), item[0])):
        if atoms:
            table.setdefault(atoms[0], []).append((atoms, entry))
    return table


def entry_of(text: str) -> Entry | None:
    """Return the known thing of exactly this form.

    >>> entry_of("S. Korea").key, entry_of("American").key, entry_of("Nowhereland")
    ('GPE:KOR', 'GPE:USA', None)
    """
    return gazetteer().by_form.get(atoms_of(text))
