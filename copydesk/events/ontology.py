"""The event ontology as values: quad class, intensity, CAMEO root, recipient slots, contexts. The facts are in TOML."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class TypeFacts:
    """What the ontology says of one event type."""

    quad: int | None
    cameo: str | None
    intensity: float | None
    slots: tuple[str, ...]
    is_mutual: bool
    modes: Mapping[str, float]
    cameo_by_mode: Mapping[str, str]


@functools.cache
def ontology() -> dict[str, TypeFacts]:
    """Return the facts of every event type, by name."""
    return {name: _facts(entry) for name, entry in _source()["types"].items()}


@functools.cache
def context_words() -> dict[str, str]:
    """Return the context that each lemma puts an event into."""
    return {
        word: context
        for context, words in sorted(_source()["contexts"].items())
        for word in words.split()
    }


MATERIAL_CONFLICT = 4
"""Quad class of deeds against others."""


def quad_class(event_type: str) -> int | None:
    """Return the quad class of a type: 1 .. 4, None for ANNOUNCE.

    >>> quad_class("SANCTION")
    4
    """
    return ontology()[event_type].quad


def cameo_root(event_type: str, mode: str | None) -> str | None:
    """Return the two-digit CAMEO root of a type and mode, as text.

    >>> cameo_root("AGREE", None)
    '03'
    """
    facts = ontology()[event_type]
    return facts.cameo_by_mode.get(mode or "", facts.cameo)


def intensity(event_type: str, mode: str | None) -> float | None:
    """Return how cooperative (10) or hostile (-10) a type and mode are; None for ANNOUNCE.

    >>> intensity("CONSULT", "visit"), intensity("AGREE", None)
    (4, 2.5)
    """
    facts = ontology()[event_type]
    return facts.modes.get(mode or "", facts.intensity)


def contexts_of(lemmas: list[str]) -> tuple[str, ...]:
    """Return the contexts that a sentence's lemmas name, sorted."""
    words = context_words()
    return tuple(sorted({words[lemma] for lemma in lemmas if lemma in words}))


@functools.cache
def _source() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("ontology.toml").read_text("utf-8"))


def _facts(entry: Mapping[str, Any]) -> TypeFacts:
    return TypeFacts(
        quad=entry.get("quad"),
        cameo=entry.get("cameo"),
        intensity=entry.get("intensity"),
        slots=tuple(entry["slots"]),
        is_mutual=bool(entry.get("mutual", False)),
        modes=entry.get("modes", {}),
        cameo_by_mode=entry.get("cameo_by_mode", {}),
    )
