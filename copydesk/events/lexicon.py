"""The lexicon: which words report which type of event, under which conditions. The lines are in `lexicon.csv`.

A line: type ("-": no event), mode, part of speech (verb or adj: which nouns report an act the model alone says), words (alternatives by
"|"; the first is a lemma), object condition, recipient slots (empty: those of the type), guards.
Object condition, alternatives by "|": a lemma; "@class" of `words.toml`; "~near" a word of that list stands in the
sentence; "~inf", "~that", "~person", "~obj" an infinitive, a clause, a party as object, any object; "!" and all after it are forbidden.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import cast

from copydesk.events.ontology import ontology
from schemas.events import EventType


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One pattern: what it means, and what must hold for it to fire."""

    event_type: EventType
    mode: str | None
    part: str  # "verb" or "adj"
    rest: tuple[str, ...] = ()  # the other words of its phrase
    objects: frozenset[str] = frozenset()
    near: tuple[str, ...] = ()
    frames: frozenset[str] = frozenset()  # of FRAMES
    forbidden: frozenset[str] = frozenset()
    slots: tuple[str, ...] = ()
    guards: frozenset[str] = frozenset()
    order: int = 0  # line number: settles ties

    @property
    def has_condition(self) -> bool:
        """Return whether the object or the sentence must offer something."""
        return bool(self.objects or self.near or self.frames)

    @property
    def rank(self) -> tuple[int, int]:
        """Return what the more specific of two entries has more of; the earlier line settles ties."""
        return (4 * len(self.rest) + 3 * self.has_condition + bool(self.forbidden), -self.order)


NOTHING = "-"
"""The type of a line that says: these words report no event."""

FRAMES = frozenset({"inf", "that", "person", "obj"})


@functools.cache
def word_list(table: str, name: str) -> frozenset[str]:
    """Return a closed word list of `words.toml`.

    >>> "will" in word_list("scope", "future_aux")
    True
    """
    return frozenset(_words()[table][name].split())


@functools.cache
def word_lists(table: str) -> Mapping[str, frozenset[str]]:
    """Return all lists of one table of `words.toml`, by name."""
    return {name: frozenset(words.split()) for name, words in _words()[table].items()}


@functools.cache
def entries() -> Mapping[tuple[str, str], tuple[Entry, ...]]:
    """Return the entries by (part, head lemma), the most specific first."""
    found: dict[tuple[str, str], list[Entry]] = {}
    rows = csv.DictReader(_text("lexicon.csv").splitlines())
    for order, row in enumerate(rows):
        for phrase in row["words"].split("|"):
            head, *rest = phrase.split()
            found.setdefault((row["part"], head), []).append(_entry(row, tuple(rest), order))
    return {
        key: tuple(sorted(group, key=lambda e: e.rank, reverse=True))
        for key, group in found.items()
    }


def _entry(row: Mapping[str, str], rest: tuple[str, ...], order: int) -> Entry:
    wanted, _, banned = row["object"].partition("!")
    conditions = [c for c in wanted.split("|") if c]
    tilde = [c[1:] for c in conditions if c.startswith("~")]
    return Entry(
        event_type=cast(EventType, row["type"]),
        mode=row["mode"] or None,
        part=row["part"],
        rest=rest,
        objects=_expand([c for c in conditions if not c.startswith("~")]),
        near=tuple(c for c in tilde if c not in FRAMES),
        frames=frozenset(c for c in tilde if c in FRAMES),
        forbidden=_expand([c for c in banned.split("|") if c]),
        slots=tuple(row["recipient"].split()) or _usual_slots(row["type"]),
        guards=frozenset(row["guard"].split()),
        order=order,
    )


def _usual_slots(event_type: str) -> tuple[str, ...]:
    return () if event_type == NOTHING else ontology()[event_type].slots


def _expand(conditions: list[str]) -> frozenset[str]:
    lemmas: set[str] = set()
    for condition in conditions:
        if condition.startswith("@"):
            lemmas |= word_list("classes", condition[1:])
        else:
            lemmas.add(condition)
    return frozenset(lemmas)


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(_text("words.toml"))


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
