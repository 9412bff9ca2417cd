"""People of one full name: what an article says of the bearer, and which articles' bearers can't be one.

An article's key of a person carries what it says of birth, country and trade ("PERSON:peter lang~b1976", "PERSON:ali khan~cPAK~tsport");
of whoever has a trade and no country, the one in which the article's places lie ("PERSON:john marlowe~hGBR~tsport").
Keys of one name are one person unless two of them contradict each other: born years apart, or of another country and another trade.
Whoever says nothing goes with the one who is mostly meant.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from copydesk.entities.bound import Bound
from copydesk.entities.lexicon import forms, lexicon
from copydesk.entities.spans import Span
from copydesk.entities.text_view import Atom

MARK = "~"
"""Parts what an article says of a person from the name; no folded name has it."""

BIRTH_SLACK = 2
"""Years by which two articles' years of birth may differ: an age is a year's width, and papers err by one."""

MOSTLY = 0.8
"""Whoever is only named is the bearer of this share of the articles that say something, if one has it."""

REACH = 5
"""Words before a name, or set behind it, that are looked at for a trade."""

AGE_BEHIND = re.compile(
    r",? (?:who (?:is|was) |aged |age )?(?P<age>[1-9]\d?)(?=,|\.| and\b)|,? an? (?P<old>[1-9]\d?)-year-old\b"
)
AGE_BEFORE = re.compile(r"\b(?P<age>[1-9]\d?)-year-old (?:[\w-]+ ){0,3}$")
AGE_AT_DEATH = re.compile(
    r"^[^.\n]{0,90}?\b(?:died|dies|dead)\b[^.\n]{0,60}? at (?:the age of )?(?P<age>[1-9]\d)\b"
)


# ------------------------------------------------------------------ what an article says


@dataclasses.dataclass(slots=True)
class Said:
    """What an article says of a person whom it names in full."""

    country: str | None = None
    ages: set[int] = dataclasses.field(default_factory=set)
    fields: set[str] = dataclasses.field(default_factory=set)
    is_past: bool = False

    def signs(self, home: str | None, published_on: dt.date | None) -> str:
        """Return it as a key carries it: the year of birth, then the country and the trade, or the trade and where the article is set."""
        birth = f"{MARK}b{published_on.year - min(self.ages)}" if published_on and len(self.ages) == 1 else ""  # fmt: skip
        trade = f"{MARK}t{min(self.fields)}" if len(self.fields) == 1 else ""
        if self.country is not None:
            return f"{birth}{MARK}c{self.country}{trade}"
        is_set = home is not None and trade and not self.is_past
        return f"{birth}{MARK}h{home}{trade}" if is_set else birth


def with_signs(
    spans: Sequence[Span], bounds: Sequence[Bound], published_on: dt.date | None
) -> dict[str, str]:
    """Return the keys of people named in full to the same with what the article says of them, if it says something."""
    people: defaultdict[str, Said] = defaultdict(Said)
    named: list[tuple[Span, str]] = []
    for span, bound in zip(spans, bounds, strict=True):
        if span.entity_type == "PERSON" and bound.key.startswith("PERSON:") and is_full(bound.name):
            named.append((span, bound.key))
            said = people[bound.key]
            said.country = bound.country_code
            said.ages.update(ages_of(span))
            said.fields.update(fields_of(span))
            said.is_past |= is_past(span)
    for key, field, age in told_behind(named):
        people[key].fields.add(field)
        people[key].ages.update(age)
    home = home_of(spans, bounds)
    signed = {key: said.signs(home, published_on) for key, said in people.items()}
    return {key: key + signs for key, signs in signed.items() if signs}


ALL_BUT_ONE = 0.8
"""Of an article's places so many lie in the country where it is set."""


def home_of(spans: Sequence[Span], bounds: Sequence[Bound]) -> str | None:
    """Return the country in which an article is set: nearly all its places lie there."""
    codes = Counter(
        bound.country_code
        for span, bound in zip(spans, bounds, strict=True)
        if span.entity_type == "GPE" and bound.country_code and (span.entry is not None or not bound.may_be)
    )  # fmt: skip
    code = min(codes, key=lambda code: (-codes[code], code or "")) if codes else None
    return code if code is not None and codes[code] >= ALL_BUT_ONE * codes.total() else None


PAST = frozenset(("former", "formerly", "ex", "retired", "onetime", "once", "late"))


def is_past(span: Span) -> bool:
    """Tell whether the words around a name speak of a trade that is over: "the former footballer", "a retired judge"."""
    i, j = span.view.atom_at(span.start), span.view.atom_at(span.end)
    near = span.view.atoms[max(0, i - REACH) : i]
    behind = span.view.atoms[j : j + REACH + 2]
    if behind and behind[0].text == ",":  # "retired" right behind is what happened now
        near = (*near, *behind)
    return any(atom.text.casefold() in PAST for atom in near)


BACK = 2
"""Sentences before "The striker, who is 23," in which he is looked for."""


def told_behind(named: Sequence[tuple[Span, str]]) -> Iterator[tuple[str, str, set[int]]]:
    """Yield (key, field, ages) of people of whom a later sentence speaks by their trade: "The striker, who is 23, has".

    He is the only person named in full in the sentences right before, at least one.
    """
    for view in {span.view.order: span.view for span, _ in named}.values():
        for number, sentence in enumerate(view.sentences):
            trade = opening_trade(view.atoms_between(sentence.start, sentence.end)[:4])
            if trade is None:
                continue
            start = view.sentences[max(0, number - BACK)].start
            before = (item for item in named if item[0].view is view)
            keys = {key for span, key in before if start <= span.start < sentence.start}
            if len(keys) == 1:
                found = AGE_BEHIND.match(view.text[trade.end : trade.end + 40])
                age = {int(found["age"] or found["old"])} if found else set()
                yield min(keys), fields()[trade.text], age


def opening_trade(atoms: Sequence[Atom]) -> Atom | None:
    """Return the trade with which a sentence opens, "The young striker", from its first atoms."""
    if not atoms or atoms[0].text != "The":
        return None
    words = itertools.takewhile(lambda atom: atom.text.isalpha() or atom.text in fields(), atoms)
    return next((atom for atom in words if atom.text in fields()), None)


def is_full(name: str) -> bool:
    """Tell whether a name has given and family name: "Peter Lang"; not "bin Laden"."""
    words = name.split()
    return len(words) > 1 and (len(words) > 2 or words[0].casefold() not in lexicon().particles)


def ages_of(span: Span) -> Iterator[int]:
    """Yield the ages that the words around a person's name give: "Lang, 44,", "the 44-year-old dentist Peter Lang"."""
    text = span.view.text
    behind = AGE_BEHIND.match(text[span.end : span.end + 40])
    if behind:
        yield int(behind["age"] or behind["old"])
    before = AGE_BEFORE.search(text[max(0, span.start - 60) : span.start])
    if before:
        yield int(before["age"])
    died = AGE_AT_DEATH.match(text[span.end : span.end + 180])
    if died:
        yield int(died["age"])


def fields_of(span: Span) -> Iterator[str]:
    """Yield the trades, by field, of the words before a person's name or set behind it, or of what the person does."""
    atoms = span.view.atoms
    i, j = span.view.atom_at(span.start), span.view.atom_at(span.end)
    yield from field_in(reversed(atoms[max(0, i - REACH) : i]))
    if j < len(atoms) and atoms[j].text == ",":
        rest = atoms[j + 1 : j + 3 + REACH]
        is_aged = len(rest) > 1 and rest[0].text.isdigit() and rest[1].text == ","
        yield from field_in(iter(rest[2:] if is_aged else rest))
    if j < len(atoms) and atoms[j].text in deeds():
        yield deeds()[atoms[j].text]


def field_in(atoms: Iterator[Atom]) -> Iterator[str]:
    """Yield the field of the first trade in a stretch of words, if no mark or verb of saying stands before it."""
    for atom in atoms:
        word = atom.text.casefold()
        if word in fields():
            yield fields()[word]
            return
        if not (word.isalnum() or word in ("-", "'", "’")) or word in (
            "and",
            "said",
            "by",
            "with",
            "to",
            "for",
        ):
            return


@functools.cache
def fields() -> dict[str, str]:
    """Return trades and offices to their field."""
    return {word: field for field, words in lexicon().fields.items() for word in words}


@functools.cache
def deeds() -> dict[str, str]:
    """Return what only people of one field do, to the field."""
    return {word: field for field, words in lexicon().deeds.items() for word in words}


# ------------------------------------------------------------------ over the collection


def bare(key: str) -> str:
    """Return a key without what an article says of the person.

    >>> bare("PERSON:peter lang~b1976"), bare("ORG:nato")
    ('PERSON:peter lang', 'ORG:nato')
    """
    return key.partition(MARK)[0]


def signs_of(key: str) -> dict[str, str]:
    """Return what a key says of a person: b, the year of birth; c, the country; t, the trade's field; h, where the article is set;
    of a club or a contest g, the sport.

    >>> signs_of("PERSON:ali khan~cPAK~tsport")
    {'c': 'PAK', 't': 'sport'}
    """
    return {part[0]: part[1:] for part in key.split(MARK)[1:]}


def are_two(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Tell whether what is said of two bearers of one name can't be said of one; of clubs and contests, the sport (`sports`)."""
    if "b" in one and "b" in other:
        return abs(int(one["b"]) - int(other["b"])) > BIRTH_SLACK
    if "g" in one and "g" in other:
        return one["g"] != other["g"]
    if not {"c", "t"} <= one.keys() & other.keys():
        return False
    return one["c"] != other["c"] and one["t"] != other["t"]


def seem_two(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Tell whether two bearers have other trades in articles of other countries, where these don't say whose they are."""
    if not ("t" in one and "t" in other) or ("b" in one and "b" in other):
        return False
    return land_of(one) != land_of(other) and one["t"] != other["t"]


def land_of(signs: Mapping[str, str]) -> str | None:
    """Return a person's country, else the one where the article is set."""
    return signs.get("c", signs.get("h"))


def are_alike(one: Mapping[str, str], other: Mapping[str, str]) -> int:
    """Return how much that is said of two bearers agrees."""
    weights = {"b": 2, "c": 1, "t": 1, "h": 1, "g": 1}
    shared = one.keys() & other.keys()
    return sum(weights[sign] for sign in shared if sign == "b" or one[sign] == other[sign])


FAMED = 5
"""Articles from which a bearer is one whose articles are set anywhere: a president is a businessman too, and travels."""


def part_bearers(keys: Sequence[str], weights: Mapping[str, int]) -> list[list[str]]:
    """Return the keys of one name in groups of one bearer each, the most named first.

    Args:
        keys: Keys that differ in their signs alone.
        weights: Articles by key.
    """
    groups: list[list[str]] = []
    rest = [key for key in keys if MARK not in key]
    signed = {*keys} - {*rest}
    for key in sorted(signed, key=lambda k: (is_weak(k), -len(signs_of(k)), -weights[k], k)):
        fits = [group for group in groups if may_hold(group, signs_of(key), weights)]
        home = likest(key, fits, is_only=len(groups) == 1)
        if home is not None:
            home.append(key)
        elif is_weak(key) and fits:
            rest.append(key)
        else:
            groups.append([key])
    groups.sort(key=lambda g: (-weight_of(g, weights), min(g)))
    return with_unsigned(groups, rest, weights)


def with_unsigned(
    groups: list[list[str]], rest: list[str], weights: Mapping[str, int]
) -> list[list[str]]:
    """Return the bearers with the keys that say nothing: they go with the one who is mostly meant, else they are one more."""
    total = sum(weight_of(group, weights) for group in groups)
    if rest and groups and weight_of(groups[0], weights) >= MOSTLY * total:
        return [groups[0] + rest, *groups[1:]]
    return [*groups, rest] if rest else groups


def likest(key: str, fits: Sequence[list[str]], *, is_only: bool) -> list[str] | None:
    """Return the bearer, of those that a key's signs fit, of whom most is said that the key says; the only bearer needs nothing."""
    own = signs_of(key)
    alike = [max(are_alike(own, signs_of(other)) for other in group) for group in fits]
    most = max(alike, default=0)
    return fits[alike.index(most)] if fits and (most or is_only) else None


def weight_of(group: Sequence[str], weights: Mapping[str, int]) -> int:
    """Return the articles of a bearer."""
    return sum(weights[key] for key in group)


def is_weak(key: str) -> bool:
    """Tell whether a key says of a person no more than a trade and where the article is set."""
    return signs_of(key).keys() <= {"h", "t"}


def may_hold(group: Sequence[str], own: Mapping[str, str], weights: Mapping[str, int]) -> bool:
    """Tell whether a bearer can be the one of these signs."""
    others = [signs_of(key) for key in group]
    if any(are_two(own, other) for other in others):
        return False
    is_famed = weight_of(group, weights) >= FAMED
    return is_famed or not any(seem_two(own, other) for other in others)


OTHER_LETTERS = forms("other_letters")
"""Countries whose people's names are written in other letters, or come from a language that is: papers spell them as they hear them."""

VOWELS = re.compile(r"[aeiouy]+")


@functools.lru_cache(maxsize=100_000)
def skeleton(name: str) -> str:
    """Return what spellings of a transliterated name share, given its sound: vowels are told apart by place alone.

    A woman's name keeps its end: "Jana" is no spelling of "Jan", nor "Daria" of "Dario".

    >>> skeleton("husni") == skeleton("hosni"), skeleton("yulia") == skeleton("yuliya"), skeleton("ivan") == skeleton("ivana")
    (True, True, False)
    """
    return VOWELS.sub("_", name) + ("a" if name.endswith("a") else "")
