"""What stands between the same words in two texts: names and figures tell two reports made from one template apart.

A slot is a run of names and figures between two ordinary words. Where both texts have the slot and fill it otherwise, with words that
the other text has nowhere, they speak of other people, places, days or sums. In a scan ordinary words are misread as often as names.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from copydesk.dedup.likeness import Text

Setting = tuple[int, int]
Run = tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class SlotCount:
    """How two texts fill the slots that both have."""

    n_equal: int
    n_other: int
    n_alien: int  # of these: neither text has a word of what stands there in the other
    n_alien_names: int  # of these: a name, not figures alone
    n_words_equal: (
        int  # the same of single ordinary words between two others; 0 and 0 where no slot is alien
    )
    n_words_other: int


def find_slots(text: Text) -> dict[Setting, set[Run]]:
    """Return what stands between each two ordinary words that enclose names and figures."""
    marked = text.is_marked_word
    padded = np.concatenate(([False], marked, [False]))
    starts, ends = (
        np.flatnonzero(padded[1:] & ~padded[:-1]),
        np.flatnonzero(~padded[1:] & padded[:-1]),
    )
    words = text.words.tolist()
    slots: dict[Setting, set[Run]] = {}
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if start and end < len(words):
            run = tuple(words[start:end])
            slots.setdefault((words[start - 1], words[end]), set()).add(run)
    return slots


def _ordinary(text: Text) -> dict[Setting, set[int]]:
    """Return the ordinary words that stand between each two ordinary words."""
    marked, words = text.is_marked_word, text.words.tolist()
    found: dict[Setting, set[int]] = {}
    for i in (np.flatnonzero(~(marked[1:-1] | marked[:-2] | marked[2:])) + 1).tolist():
        found.setdefault((words[i - 1], words[i + 1]), set()).add(words[i])
    return found


def _is_alien(own: set[Run], known: set[int]) -> bool:
    """Return whether one of the runs has no word that is known."""
    return any(known.isdisjoint(run) for run in own)


def _has_name(runs: set[Run]) -> bool:
    """Return whether one of the runs has a word that is no figure."""
    return any(not word & 1 for run in runs for word in run)


def compare_slots(left: Text, right: Text) -> SlotCount:
    """Return how two texts fill the slots that both have."""
    n_equal = n_other = n_alien = n_alien_names = 0
    ours, theirs = left.slots, right.slots
    for setting in ours.keys() & theirs.keys():
        own, other = ours[setting] - theirs[setting], theirs[setting] - ours[setting]
        if not own or not other:
            n_equal += 1
            continue
        n_other += 1
        if _is_alien(own, right.known_words) and _is_alien(other, left.known_words):
            n_alien += 1
            n_alien_names += _has_name(own) and _has_name(other)
    n_words_equal, n_words_other = _compare_words(left, right) if n_alien else (0, 0)
    return SlotCount(n_equal, n_other, n_alien, n_alien_names, n_words_equal, n_words_other)


def _compare_words(left: Text, right: Text) -> tuple[int, int]:
    """Return between how many pairs of ordinary words two texts have the same words, and between how many others."""
    ours, theirs = _ordinary(left), _ordinary(right)
    shared = ours.keys() & theirs.keys()
    n_equal = sum(ours[pair] <= theirs[pair] or theirs[pair] <= ours[pair] for pair in shared)
    return n_equal, len(shared) - n_equal
