"""Which mentions of one article name the same thing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from copydesk.entities.bodies import (
    bind_bodies,
    bodies_of_divisions,
    explicit_acronyms,
    is_division,
    universities_of,
)
from copydesk.entities.bound import Bound, bound_to, mixed_case
from copydesk.entities.countries import countries_told, offices_held
from copydesk.entities.divisions import division_after
from copydesk.entities.gazetteer import Entry, entry_of, gazetteer
from copydesk.entities.lexicon import fold
from copydesk.entities.namesakes import with_signs
from copydesk.entities.people import bind_people
from copydesk.entities.readings import storm_spans
from copydesk.entities.spans import APOSTROPHES, Span
from copydesk.entities.sports import by_sport
from copydesk.entities.text_view import SectionView
from copydesk.entities.toponyms import (
    OTHER_WORLDS,
    Settled,
    division_of,
    key_of,
    settle,
    within,
    words_of,
)
from copydesk.entities.world import Place


def bind(spans: Sequence[Span], published_on: dt.date | None = None) -> list[Bound]:
    """Return, for each span, what it names."""
    spans = [state_in_capitals(span) for span in spans]
    people = bind_people([span for span in spans if span.entity_type == "PERSON"])
    bodies = bind_bodies(spans)
    long_forms = storm_spans(spans) | explicit_acronyms(spans)
    after = places_after(spans)
    places = settle(spans, after)
    bounds = [
        with_options(
            bound_of(long_form(span, long_forms), people, bodies, after, places), span, places
        )
        for span in spans
    ]
    local = bodies_of_divisions(spans) | universities_of(spans)
    bounds = [local.get((s.view.order, s.start), b) for s, b in zip(spans, bounds, strict=True)]
    bounds = by_sport(spans, bounds)
    countries = countries_told(spans, bounds)
    bounds = [
        dataclasses.replace(bound, country_code=countries.get(bound.key, bound.country_code))
        for bound in bounds
    ]
    held = offices_held(spans, bounds)
    signed = with_signs(spans, bounds, published_on)
    return [
        dataclasses.replace(b, key=signed.get(b.key, b.key), set_in=held.get(b.key)) for b in bounds
    ]


def state_in_capitals(span: Span) -> Span:
    """Return the span of a place as its state's where a text in capitals has a word for it that also means other things: "TURKEY"."""
    if span.entity_type != "GPE" or span.entry is not None or not span.text.isupper():
        return span
    entry = entry_of(mixed_case(span.text))
    return dataclasses.replace(span, entry=entry) if entry and entry.kind == "state" else span


def with_options(bound: Bound, span: Span, places: Settled) -> Bound:
    """Return what a span names together with what else its name may be, if no word of the article settles it."""
    options = places.open.get(words_of(span), ())
    if not options or span.entity_type not in ("GPE", "LOC") or span.stands_for is not None:
        return bound
    is_told = span.entry is not None and is_division(span.entry)  # "New York", read as the state
    if is_told or (span.entity_type == "GPE" and country_after(span)):
        return bound
    return dataclasses.replace(bound, may_be=tuple(f"{key} {n:.2f}" for key, n in options))


def places_after(spans: Sequence[Span]) -> dict[str, str]:
    """Return the state or country that follows a place's name somewhere in the article, if it is always the same."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for span in spans:
        if span.entity_type == "GPE" and (country := country_after(span)):
            found[words_of(span)].add(country)
    return {text: min(told) for text, told in found.items() if len(told) == 1}


def without_governments(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with no capital standing for its state where the article sets another country behind the name.

    "London and Cambridge share a hospital", and then "in London, Ontario".
    """
    after = places_after(spans)
    return [
        dataclasses.replace(span, entry=None, stands_for=None)
        if span.stands_for and after.get(words_of(span), span.stands_for)[:3] != span.stands_for
        else span
        for span in spans
    ]


def long_form(span: Span, long_forms: dict[str, Span]) -> Span:
    """Return the span that spells out a place or an event of which this one has only the initials, or a storm's name; else itself."""
    if span.entry is not None or span.entity_type not in ("LOC", "EVENT"):
        return span
    found = long_forms.get(words_of(span), span)
    return found if found.entity_type == span.entity_type else span


def bound_of(
    span: Span,
    people: dict[str, Bound],
    bodies: dict[str, Bound],
    after: Mapping[str, str],
    places: Settled,
) -> Bound:
    """Return what one span names."""
    text = words_of(span)
    place = place_told(span, text, after, places)
    if place is not None:
        return placed(span, place)
    if span.entry is not None and not is_set_abroad(span, span.entry, after.get(text)):
        return bound_to(span.entry)
    if span.entity_type == "PERSON":
        return people[text]
    if span.entity_type == "ORG":
        return bodies[text]
    return bound_by_words(span, text, after)


def is_set_abroad(span: Span, entry: Entry, behind: str | None) -> bool:
    """Tell whether a known town is set in another country's division, where nobody knows one of its name: "Dublin, Ontario".

    Behind a comma a whole country begins what comes next: "after the draw in Paris, Ireland face Israel".
    """
    if entry.kind not in ("city", "capital") or span.stands_for is not None:
        return False
    country = country_after(span) or behind
    return country is not None and "-" in country and country[:3] != entry.country_code


def place_told(
    span: Span, text: str, after: Mapping[str, str], places: Settled
) -> Place | str | None:
    """Return the place that the division or country right behind a name says is meant, else the one that the article settles."""
    inner = division_around(span) if is_called_like_state(span) else None  # "Peru, IN"
    # Of two places of one name each may have its state behind it.
    own = country_after(span) if span.entity_type == "GPE" and text not in after else None
    around = land_around(span) if span.entity_type == "GPE" else None
    for qualifier in (inner, own, around):
        if qualifier and (found := within(fold(text), qualifier)):
            return found[0]
    return settled_place(span, places.places.get(text), around)


def settled_place(span: Span, place: Place | str | None, land: str | None) -> Place | str | None:
    """Return the place, or the county's key, that an article settles a name as, if it names a place, and none of another country than "in" sets around it."""
    is_place = span.entity_type in ("GPE", "LOC") and span.stands_for is None
    if place is None or not is_place:
        return None
    key = place if isinstance(place, str) else key_of(place)
    return place if land is None or key.partition(":")[2].startswith(land[:3]) else None


def division_around(span: Span) -> str | None:
    """Return the division set behind a town that is called like a state: "Peru, IN", "Lebanon, Pennsylvania,"; not "Mexico, Missouri and Ohio"."""
    short = division_after(span.view, span.end)
    if short is not None:
        return short.key.removeprefix("GPE:")
    view, told = span.view, country_after(span)
    where = division_of(told) if told is not None else None
    if where is None or not where[1]:
        return None  # "Canada, Mexico, Cuba"
    _, last = land_at(view, view.atom_at(span.end) + 1)
    is_closed = last >= len(view.atoms) or view.atoms[last].text in CLOSING
    return told if is_closed else None


CLOSING = frozenset(",.;:)")


def land_around(span: Span) -> str | None:
    """Return the state or division that "in" sets around a place: "Cambridge in Massachusetts"."""
    view, j = span.view, span.view.atom_at(span.end)
    if j + 1 >= len(view.atoms) or view.atoms[j].text != "in":
        return None
    entry, _ = land_at(view, j + 1)
    is_land = entry is not None and entry.entity_type == "GPE" and entry.country_code is not None
    return qualifier_told(entry) if entry is not None and is_land else None


def bound_by_words(span: Span, text: str, after: Mapping[str, str]) -> Bound:
    """Return what a name that nobody knows names: its words, in the country that follows it."""
    key = fold(text)
    if span.entity_type == "NORP":
        key = key.removesuffix("s") if len(key) > 4 else key
    country = land_told(span, after.get(text)) if span.entity_type == "GPE" else None
    if country and (key not in OTHER_WORLDS or "-" in country):  # "the West, Turkey and Iran"
        return Bound(text, f"GPE:{country}/{key}", country[:3])
    return Bound(mixed_case(text), f"{span.entity_type}:{key}", None)


def land_told(span: Span, after: str | None) -> str | None:
    """Return what an article sets behind a place's name, here or elsewhere, or around it a division: "in Lebanon" is Pennsylvania, it may be."""
    around = land_around(span) or ""
    return country_after(span) or after or (around if "-" in around else None)


def is_called_like_state(span: Span) -> bool:
    """Tell whether a name is a state's: a town of that name is meant where the short form of its division stands behind."""
    return span.entity_type == "GPE" and span.entry is not None and span.entry.kind == "state"


def placed(span: Span, place: Place | str) -> Bound:
    """Return what a name of a place is bound to once the place is known."""
    key = place if isinstance(place, str) else key_of(place)
    name = mixed_case(words_of(span))
    return Bound(name, key, key.partition(":")[2][:3])


def country_after(span: Span) -> str | None:
    """Return the ISO code (or state key) that follows a place: "Springfield, Illinois", "Springfield, IL", "Springfield, in Illinois,"; not "in Oslo, Sweden's envoy said"."""
    view = span.view
    short = division_after(view, span.end)
    if short is not None:
        return short.key.removeprefix("GPE:")
    j = view.atom_at(span.end)
    if j + 1 >= len(view.atoms) or view.atoms[j].text != ",":
        return None
    is_inside = view.atoms[j + 1].text == "in" and j + 2 < len(view.atoms)
    entry, last = land_at(view, j + 1 + is_inside)
    if entry is None or entry.entity_type != "GPE" or not entry.country_code:
        return None
    is_aside = not is_inside or (last < len(view.atoms) and view.atoms[last].text in (",", "."))
    is_owner = view.text.startswith(tuple(APOSTROPHES), view.atoms[last - 1].end)
    is_here = is_aside and not is_owner and view.atoms[j + 1].start - span.end <= 2
    return qualifier_told(entry) if is_here else None


def qualifier_told(entry: Entry) -> str | None:
    """Return how keys name what a place lies in: "USA-TX", "FRA"; of Gaza, which has no code of its own, Palestine's."""
    key = entry.key.removeprefix("GPE:")
    return key if division_of(key) is not None else entry.country_code


def land_at(view: SectionView, i: int) -> tuple[Entry | None, int]:
    """Return the state or region whose name begins at an atom, the longest, and the atom behind it."""
    for form, entry in gazetteer().by_first.get(view.atoms[i].text, []):
        stretch = view.atoms[i : i + len(form)]
        if entry.kind in ("state", "region") and tuple(a.text for a in stretch) == form:
            return entry, i + len(form)
    return None, i
