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

WEIGHED_AT_ONCE = 20_000
"""Chosen: articles; bounds memory alone."""


@dataclasses.dataclass(frozen=True, slots=True)
class Vectors:
    """The terms of some articles end to end: article i has those from bounds[i] up to bounds[i + 1], ascending."""

    terms: U32
    weights: Weights
    marks: U8  # see `copydesk.lead_marks`
    bounds: I64

    def __len__(self) -> int:
        """How many articles."""
        return len(self.bounds) - 1


def weigh(
    sketches: Vectors, count_known: Callable[[U32], I64], n_known: int, is_prior: bool
) -> Vectors:
    """Return the vectors of articles that came out in one month and language, each of the same length.

    Args:
        sketches: Their terms, with weights that come from each text alone.
        count_known: Returns in how many stories of other news each of some terms comes.
        n_known: How many stories of other news there are.
        is_prior: Whether that news is in their language.
    """
    n = len(sketches)
    terms, counts = np.unique(sketches.terms, return_counts=True)
    prior = PRIOR_STORIES if is_prior else 0
    common = counts + prior * count_known(terms) / n_known + 0.5
    rarity = np.maximum(0.0, np.log((n + prior + 1) / common))
    rarity = rarity * rarity
    weights = np.empty(len(sketches.terms), np.uint16)
    for first in range(0, n, WEIGHED_AT_ONCE):
        bounds = sketches.bounds[first : first + WEIGHED_AT_ONCE + 1]
        part = slice(bounds[0], bounds[-1])
        says = rarity[np.searchsorted(terms, sketches.terms[part])]
        values = np.round(sketches.weights[part] * says * UNIT).astype(np.int64)
        of = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        squares = np.bincount(of, weights=(values / UNIT) ** 2, minlength=len(bounds) - 1)
        lengths = np.sqrt(np.maximum(squares, 1e-9))
        weights[part] = np.round(values / lengths[of]).astype(np.uint16)
    return dataclasses.replace(sketches, weights=weights)
