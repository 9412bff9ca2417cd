"""Which keys of the collection name one thing: the rules by which two rows become one, and those that keep them apart.

Four rules look at keys and at how many articles name them. Each looks only at keys that share a link (`links_of`), so
that they can be asked about any set of keys that is closed under links: the answer is that of the whole collection.
The two rules that bind short forms look over all of it; they are relations, see `copydesk.collection.entities`.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from copydesk.entities.lexicon import fold, forms, lexicon
from copydesk.entities.namesakes import (
    OTHER_LETTERS,
    are_two,
    bare,
    part_bearers,
    signs_of,
    skeleton,
)
from copydesk.entities.people import are_compatible
from copydesk.entities.toponyms import OTHER_WORLDS

DOMINANCE = 0.8
"""A short form belongs to the bearer of at least this share of the articles that name a bearer in full."""

SURNAME_SHARE = 0.7
"""The same of a surname alone: from here to .8 it is right in 46 of 49 headlines, from .6 in 6 of 16: `python -m training.surnames`."""

MIN_ARTICLES_COMMON = 3
"""So many articles must name in full the only bearer of a surname that many people have."""

MINORITY = 0.2
"""A type seen in at most this share of the articles with a name is a slip, where another type has the rest."""

SIMILAR = 65.0
"""Least rapidfuzz ratio of two spellings of one name whose sounds agree; measured on transliterations, see the decision page."""

MIN_SPELLED = 6
"""Letters from which a name is long enough that its words, however joined, are one name."""

TYPE_ORDER = ("GPE", "PERSON", "ORG", "LOC", "NORP", "EVENT")
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))


class Owners:
    """Which key stands for which: a forest with paths to the root."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.parent = {key: key for key in keys}

    def of(self, key: str) -> str:
        """Return the key that stands for another."""
        while self.parent[key] != key:
            key = self.parent[key]
        return key

    def join(self, key: str, owner: str) -> None:
        """Let one key stand for another from now on."""
        a, b = self.of(key), self.of(owner)
        if a != b:
            self.parent[a] = b


def roots(weights: Mapping[str, int]) -> dict[str, str]:
    """Return the key that stands for each key, before short forms are bound.

    Args:
        weights: Articles by key, of keys closed under links.
    """
    owners = Owners(sorted({*weights, *map(bare, weights)}))
    apart = namesakes(owners, weights)
    weights = {key: n for key, n in weights.items() if key not in apart}
    type_owners(owners, weights)
    places(owners, weights)
    spellings(owners, weights)
    people(owners, weights)
    return {key: owners.of(key) for key in owners.parent}


def links_of(key: str) -> Iterator[str]:
    """Yield what a key shares with each key that may decide, by the rules of `roots`, what stands for it."""
    kind, name = parts(key)
    yield f"name:{name}"
    if (town := town_of(key)) is not None:
        yield f"name:{town}"
    if len(name) >= MIN_SPELLED:
        yield f"spelling:{kind}:{joined(name)}"
    ends = ends_of(key)
    if ends is not None:
        first, last, suffix = ends
        yield f"sound:{given_sound(first)}:{sound(last)}:{suffix}"
        if (spelt := spelt_of(key)) is not None:
            yield f"spelt:{spelt}"
        if last not in lexicon().common_surnames:
            yield f"initial:{first[0]}:{last}:{suffix}"


def follow(pointers: Mapping[str, str]) -> dict[str, str]:
    """Return where each key leads in the end; of keys that lead in a circle the last stands for the others."""
    owners = Owners({*pointers, *pointers.values()})
    for key, owner in sorted(pointers.items()):
        owners.join(key, owner)
    return {key: owners.of(key) for key in pointers}


def parts(key: str) -> tuple[str, str]:
    """Return (type, name) of a key."""
    kind, _, name = bare(key).partition(":")
    return kind, name


K = TypeVar("K")


def alike(keys: Iterable[str], sign: Callable[[str], K | None]) -> list[list[str]]:
    """Return the keys in groups that share a sign, in order of the signs and of the keys; those without one are left out."""
    groups: defaultdict[K, list[str]] = defaultdict(list)
    for key in sorted(keys):
        told = sign(key)
        if told is not None:
            groups[told].append(key)
    return [group for _, group in sorted(groups.items())]


def most_named(keys: Iterable[str], weights: Mapping[str, int]) -> str:
    """Return the key that most articles name."""
    return min(keys, key=lambda key: (-weights[key], key))


def namesakes(owners: Owners, weights: Mapping[str, int]) -> set[str]:
    """Part the bearers of one full name whom articles tell apart; return the keys of all but the one mostly meant."""
    apart: set[str] = set()
    for keys in alike(weights, bare):
        name = bare(keys[0])
        if keys != [name]:
            apart |= part_name(owners, name, part_bearers(keys, weights))
    return apart


def part_name(owners: Owners, name: str, groups: Sequence[Sequence[str]]) -> set[str]:
    """Give the keys of each bearer of a name to one; return those of all but the one mostly meant."""
    apart: set[str] = set()
    is_clear = len(groups) == 1 or name in groups[0]
    for number, group in enumerate(groups):
        is_main = number == 0 and is_clear
        owner = name if is_main or name in group else min(group)
        for key in group:
            owners.join(key, owner)
        apart.update(() if is_main else group)
    return apart


def type_owners(owners: Owners, weights: Mapping[str, int]) -> None:
    """Give a name seen with several types to the most frequent one, when the others are slips."""
    for keys in alike(weights, lambda key: parts(key)[1]):
        of_kind: Counter[str] = Counter()
        for key in keys:
            of_kind[parts(key)[0]] += weights[key]
        kind = min(of_kind, key=lambda kind: (-of_kind[kind], TYPE_ORDER.index(kind)))
        best = most_named((key for key in keys if parts(key)[0] == kind), weights)
        for key in keys:
            is_rare = of_kind[parts(key)[0]] <= MINORITY * of_kind.total()
            if parts(key)[0] != kind and (is_rare or is_one_sort(key, kind)):
                owners.join(key, best)


def is_one_sort(key: str, kind: str) -> bool:
    """Tell whether a name can't be of its type and of another: two sorts of place, or a name of several words but a people's."""
    own, name = parts(key)
    return {own, kind} <= {"GPE", "LOC"} or (" " in name and {own, kind} != {"GPE", "NORP"})


def places(owners: Owners, weights: Mapping[str, int]) -> None:
    """Give a town named without its state to the only town of that name, or the one mostly meant."""
    for keys in alike(weights, town_of):
        if town_of(keys[0]) in OTHER_WORLDS:
            continue
        best = dominating(keys, weights)
        for kind in ("GPE", "LOC"):
            plain = f"{kind}:{town_of(keys[0])}"
            if plain in weights and best:
                owners.join(plain, best)


def town_of(key: str) -> str | None:
    """Return the name of a town without its state: of "GPE:usa/elkhorn" elkhorn; of a key without a state none."""
    kind, name = parts(key)
    return name.partition("/")[2].partition("#")[0] if kind == "GPE" and "/" in name else None


def dominating(keys: Iterable[str], weights: Mapping[str, int]) -> str | None:
    """Return the key that has most of the weight, if one does."""
    ranked = sorted(keys, key=lambda key: (-weights[key], key))
    total = sum(weights[key] for key in ranked)
    return ranked[0] if ranked and weights[ranked[0]] >= DOMINANCE * total else None


# ------------------------------------------------------------------ people


def people(owners: Owners, weights: Mapping[str, int]) -> None:
    """Merge forms of one full name: with and without middle names, nicknames of a rare surname."""
    by_ends = {ends: keys for keys in alike(weights, ends_of) if (ends := ends_of(keys[0]))}
    for keys in by_ends.values():
        merge_middles(owners, keys, weights)
    merge_given(owners, sorted(by_ends), by_ends, weights)
    merge_initials(owners, sorted(by_ends), by_ends)
    merge_spelt(owners, weights)


def ends_of(key: str) -> tuple[str, str, str] | None:
    """Return (given name, surname, suffix) of a person named in full.

    >>> ends_of("PERSON:george w bush jr"), ends_of("PERSON:bush")
    (('george', 'bush', 'jr'), None)
    """
    kind, name = parts(key)
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in SUFFIXES else ""
    return (words[0], words[-1], suffix) if kind == "PERSON" and len(words) > 1 else None


def merge_initials(
    owners: Owners,
    ends: Sequence[tuple[str, str, str]],
    keys: dict[tuple[str, str, str], list[str]],
) -> None:
    """Give "R. Corrigan" to the only person of that surname whose given name begins so."""
    by_initial: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for first, last, suffix in ends:
        if len(first) > 1:
            by_initial[first[0], last, suffix].add(owners.of(keys[first, last, suffix][0]))
    for first, last, suffix in ends:
        bearers = by_initial[first, last, suffix] if len(first) == 1 else set()
        if len(bearers) == 1 and last not in lexicon().common_surnames:
            owners.join(keys[first, last, suffix][0], min(bearers))


def merge_middles(owners: Owners, keys: list[str], weights: Mapping[str, int]) -> None:
    """Merge "George Bush" and "George W. Bush", unless there is more than one middle name."""
    total: Counter[str] = Counter()
    for key in sorted(filter(middles_of, keys), key=lambda k: (-weights[k], k)):
        same = (other for other in total if are_compatible(middles_of(other), middles_of(key)))
        owner = next(same, key)
        total[owner] += weights[key]
        owners.join(key, owner)
    plain = [key for key in keys if not middles_of(key)]
    best = dominating(sorted(total), total)
    if plain and best:
        owners.join(best, plain[0])


def middles_of(key: str) -> list[str]:
    """Return the middle names of a person named in full."""
    return [word for word in parts(key)[1].split()[1:-1] if word not in SUFFIXES]


def merge_given(
    owners: Owners,
    ends: Sequence[tuple[str, str, str]],
    keys: dict[tuple[str, str, str], list[str]],
    weights: Mapping[str, int],
) -> None:
    """Merge people of one surname whose given names are variants, and spellings of one foreign name."""
    by_sound: defaultdict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for first, last, suffix in ends:
        by_sound[given_sound(first), sound(last), suffix].append((first, last, suffix))
    for group in (g for _, g in sorted(by_sound.items()) if len(g) > 1):
        best = min(group, key=lambda end: (-sum(weights[k] for k in keys[end]), end))
        for other in group:
            if other != best and is_same_name(best, other):
                owners.join(keys[other][0], keys[best][0])


def is_same_name(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Tell whether two names that sound alike are one person's: near in spelling, of a surname not everyone has."""
    if not lexicon().common_surnames.isdisjoint((one[1], other[1])):
        return False
    return fuzz.ratio(one[1], other[1]) >= SIMILAR


def merge_spelt(owners: Owners, weights: Mapping[str, int]) -> None:
    """Merge people of one country whose names are spellings of one in other letters: "Qasem" and "Qassem Sorani", both of Iran."""
    for keys in alike(weights, spelt_of):
        best = most_named(keys, weights)
        for key in keys:
            if not are_two(signs_of(best), signs_of(key)):
                owners.join(key, best)


def spelt_of(key: str) -> tuple[str, str, str, str] | None:
    """Return what spellings of one person's name in other letters share, if the key says that the person is from where those are used.

    >>> spelt_of("PERSON:hosni mubarak~cEGY") == spelt_of("PERSON:husni mubarak~cEGY"), spelt_of("PERSON:hosni mubarak")
    (True, None)
    """
    ends, country = ends_of(key), signs_of(key).get("c", "")
    if ends is None or country not in OTHER_LETTERS or ends[1] in lexicon().common_surnames:
        return None
    first = lexicon().given_class.get(ends[0], ends[0])
    return country, skeleton(sound(first)), skeleton(sound(ends[1])), ends[2]


def given_sound(name: str) -> str:
    """Return what variants of a given name share."""
    return lexicon().given_class.get(name, sound(name) if len(name) > 4 else name)


SOUNDS = (
    (r"(?:iy|ij|yy|yi|ii|y|i)$", "i"),
    (r"gh|kh|q|g(?=a)", "k"),
    (r"dh|dd", "d"),
    (r"ou|oo", "u"),
    (r"ei|ey|ai|ay", "ai"),
    (r"(?<=[^aeiou])y(?=[^aeiou])", "i"),
    (r"ph", "f"),
    (r"tz|ts", "ts"),
    (r"w", "v"),
    (r"(.)\1", r"\1"),
)


@functools.lru_cache(maxsize=100_000)
def sound(name: str) -> str:
    """Return a key that spellings of one transliterated name share.

    >>> sound("gaddafi") == sound("qadhafi"), sound("zelensky") == sound("zelenskiy"), sound("andersen") == sound("anderson")
    (True, True, False)
    """
    for pattern, plain in SOUNDS:
        name = re.sub(pattern, plain, name)
    return name


def is_double_surname(name: str) -> bool:
    """Tell whether a name is a surname of two words: hyphenated, or led by a particle: "bin Laden"."""
    words = name.split()
    is_led = len(words) == 2 and words[0].casefold() in lexicon().particles
    return is_led or (len(words) == 1 and "-" in name)


def surnames_of(key: str) -> tuple[str, ...]:
    """Return the names under which a person named in full may be named for short: the last word, or two.

    >>> surnames_of("PERSON:joris van velmar"), surnames_of("PERSON:kim jong il"), surnames_of("PERSON:velmar")
    (('velmar', 'van velmar'), ('il', 'jong il', 'kim'), ())
    """
    kind, name = parts(key)
    words = [word for word in name.split() if word not in SUFFIXES]
    if kind != "PERSON" or len(words) < 2:
        return ()
    tails = [words[-1], " ".join(words[-2:])] if len(words) > 2 else words[-1:]
    return tuple(tails + (words[:1] if words[0] in family_first() else []))


def is_borne_by_many(key: str) -> bool:
    """Tell whether a key is a surname that many people have, or a given name."""
    name = parts(key)[1]
    return any(name in names for names in (lexicon().common_surnames, SHARED, given_names()))


SHARED = forms("shared_surnames")  # with an initial before them these do say who is meant


@functools.cache
def family_first() -> frozenset[str]:
    """Return the family names that stand first, folded."""
    return frozenset(fold(name) for name in lexicon().family_first)


@functools.cache
def given_names() -> frozenset[str]:
    """Return the given names, folded."""
    return frozenset(fold(name) for name in lexicon().given)


# ------------------------------------------------------------------ organisations and other names


def spellings(owners: Owners, weights: Mapping[str, int]) -> None:
    """Merge names that differ only in how their words are joined: "al Qaeda", "al-Qaeda", "alQaeda"."""
    for keys in alike(weights, spelled):
        best = most_named(keys, weights)
        for key in keys:
            owners.join(key, best)


def spelled(key: str) -> tuple[str, str] | None:
    """Return the type of a key and its name without blanks, if that is long enough to tell."""
    kind, name = parts(key)
    return (kind, joined(name)) if len(name) >= MIN_SPELLED else None


def joined(name: str) -> str:
    """Return a name without the blanks between its words."""
    return name.replace(" ", "")


def short_key_of(key: str, surface: str) -> str | None:
    """Return the key that the words of the text have by themselves, where they name a body for short; a ministry may be any state's.

    >>> short_key_of("ORG:coastal farmers union", "CFU"), short_key_of("ORG:cfu", "CFU")
    ('ORG:cfu', None)
    """
    kind, name = parts(key)
    short = fold(surface)
    is_any = "/" in name and "ministry" in short.split()
    return f"ORG:{short}" if kind == "ORG" and len(name) > len(short) and not is_any else None
