"""What must hold of the corpus as a whole: no text twice or nearly, lengths of news, enough of each type and mode."""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable, Iterator

from copydesk.events.ontology import ontology
from training.events_corpus.corpus import Item

LEAST_WORDS, MOST_WORDS = 4, 45
LEAST_PER_MODE = 15
LEAST_ITEMS = 2000
LEAST_EMPTY_SHARE = 1 / 3
SHINGLE = 3
MOST_SHARED = 0.5
"""Two texts that share more of the shorter one's runs of three words are nearly the same."""


def problems(items: list[Item]) -> list[str]:
    """Return what is wrong with the items, one line each; empty when all is well."""
    return [*_bad_lengths(items), *_repeated_events(items), *_alike(items), *_thin(items)]


def _bad_lengths(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        n_words = len(item.text.split())
        if not LEAST_WORDS <= n_words <= MOST_WORDS:
            yield f"{item.place}: {n_words} words"


def _repeated_events(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if len(set(item.events)) < len(item.events):
            yield f"{item.place}: an event line stands twice"


def _alike(items: list[Item]) -> Iterator[str]:
    """Yield the pairs of texts that are the same, or share too many runs of words."""
    shingles = [_shingles(item.text) for item in items]
    holders: dict[tuple[str, ...], list[int]] = collections.defaultdict(list)
    for i, own in enumerate(shingles):
        shared = collections.Counter(j for s in sorted(own) for j in holders[s])
        for j, n in sorted(shared.items()):
            if n > MOST_SHARED * min(len(own), len(shingles[j])):
                yield f"{items[i].place}: nearly the same as {items[j].place}"
        for s in own:
            holders[s].append(i)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def _thin(items: list[Item]) -> Iterator[str]:
    """Yield what the corpus has too little of."""
    if len(items) < LEAST_ITEMS:
        yield f"{len(items)} items, at least {LEAST_ITEMS} are wanted"
    if sum(not item.events for item in items) < LEAST_EMPTY_SHARE * len(items):
        yield "less than a third of the items is without event"
    counted = collections.Counter((e.event_type, e.mode) for item in items for e in item.events)
    for kind, facts in ontology().items():
        n_of_type = sum(n for (k, _), n in counted.items() if k == kind)
        if n_of_type < LEAST_PER_MODE:
            yield f"{kind}: {n_of_type} events, at least {LEAST_PER_MODE} are wanted"
        for mode in facts.modes:
            n = counted[kind, mode]
            if n < LEAST_PER_MODE:
                yield f"{kind}/{mode}: {n} events, at least {LEAST_PER_MODE} are wanted"
