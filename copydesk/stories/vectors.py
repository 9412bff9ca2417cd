"""How much each term of an article says, given how common it is where and when the article came out. Whole numbers, so no order shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.uint16] | npt.NDArray[np.int64]

UNIT = 4096
"""Length of a vector: weights are whole numbers, so that a sum is the same in any order."""

PRIOR_STORIES = 300
"""A table of words of other news counts for so many articles: it outweighs the month of a small collection."""

LATER, ENOUGH_BEFORE = 0.2, 100
"""How much less an article counts that came out on an article's day or after it than one before: what everyone tells that day for the
first time is what happened. Where fewer came out before, the more do the others count; see docs/decisions/080-what-was-new-that-day.md."""

WEIGHED_AT_ONCE = 20_000
"""Chosen: articles; bounds memory alone."""


@dataclasses.dataclass(frozen=True, slots=True)
class Vectors:
    """The terms of some articles end to end: article i has those from bounds[i] up to bounds[i + 1], ascending."""

    terms: U32
    weights: Weights
    marks: U8  # see `copydesk.text.lead_marks`
    bounds: I64

    def __len__(self) -> int:
        """How many articles."""
        return len(self.bounds) - 1


def weigh(
    sketches: Vectors,
    days: I64,
    earlier: tuple[U32, int],
    count_known: Callable[[I64], I64],
    n_known: int,
    is_prior: bool,
) -> Vectors:
    """Return the vectors of articles that came out in one month and language, each of the same length.

    Args:
        sketches: Their terms, as numbers that leave few out, with weights that come from each text alone.
        days: Of publication; one and the same for articles without.
        earlier: The terms of what came out the month before in this language, end to end, and how many articles that is.
        count_known: Returns in how many stories of other news each of some terms comes.
        n_known: How many stories of other news there are.
        is_prior: Whether that news is in their language.
    """
    n, day = len(sketches), days - days.min()
    of = np.repeat(np.arange(n), np.diff(sketches.bounds))
    old, n_old = earlier
    # Looked up, not searched for: a day upon a million reads two months of them.
    is_there = np.zeros(1 + int(max(sketches.terms.max(initial=0), old.max(initial=0))), np.bool_)
    is_there[sketches.terms] = True
    terms, place = np.flatnonzero(is_there), np.cumsum(is_there) - 1
    numbers = place[sketches.terms]
    width = int(day.max(initial=0)) + 2
    # In how many articles each term comes before each day of the month; in the last column, in how many at all. A day at a time: a month
    # may hold millions of terms.
    before, told_on = np.zeros((len(terms), width), np.int32), day[of]
    for one in range(width - 1):
        before[:, one + 1] = np.bincount(numbers[told_on == one], minlength=len(terms))
    np.cumsum(before, axis=1, out=before)
    at = place[old[is_there[old]]]
    before += np.bincount(at, minlength=len(terms)).astype(np.int32)[:, None]
    n_before = n_old + np.append(0, np.bincount(day, minlength=width - 1)).cumsum()
    prior = PRIOR_STORIES if is_prior else 0
    known = prior * count_known(terms) / n_known + 0.5
    weights = np.empty(len(sketches.terms), np.uint16)
    for first in range(0, n, WEIGHED_AT_ONCE):
        bounds = sketches.bounds[first : first + WEIGHED_AT_ONCE + 1]
        part = slice(bounds[0], bounds[-1])
        term, when = numbers[part], told_on[part]
        later = np.maximum(LATER, 1 - n_before[when] / ENOUGH_BEFORE)
        common = before[term, when] * (1 - later) + before[term, -1] * later + known[term]
        stories = n_before[when] * (1 - later) + n_before[-1] * later + prior + 1
        rarity = np.maximum(0.0, np.log(stories / common))
        values = np.round(sketches.weights[part] * rarity * rarity * UNIT).astype(np.int64)
        row = of[part] - first
        squares = np.bincount(row, weights=(values / UNIT) ** 2, minlength=len(bounds) - 1)
        lengths = np.sqrt(np.maximum(squares, 1e-9))
        weights[part] = np.round(values / lengths[row]).astype(np.uint16)
    return dataclasses.replace(sketches, weights=weights)
