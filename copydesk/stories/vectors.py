"""How much each term of an article says, given how common it is where and when the article came out. Whole numbers, so no order shows."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]

UNIT = 4096
"""Length of a vector: weights are whole numbers, so that a sum is the same in any order."""

PRIOR_STORIES = 300
"""A table of words of other news counts for so many articles: it outweighs the month of a small collection."""


@dataclasses.dataclass(frozen=True, slots=True)
class Vectors:
    """The terms of some articles end to end: article i has those from bounds[i] up to bounds[i + 1], ascending."""

    terms: U32
    weights: I64
    marks: U8  # see `copydesk.lead_marks`
    bounds: I64

    def __len__(self) -> int:
        """How many articles."""
        return len(self.bounds) - 1


def weigh(sketches: Vectors, known: I64, n_known: int, is_prior: bool) -> Vectors:
    """Return the vectors of articles that came out in one month and language, each of the same length.

    Args:
        sketches: Their terms, with weights that come from each text alone.
        known: In how many stories of other news each of those terms comes.
        n_known: How many stories of other news there are.
        is_prior: Whether that news is in their language.
    """
    n = len(sketches)
    _, which, counts = np.unique(sketches.terms, return_inverse=True, return_counts=True)
    prior = PRIOR_STORIES if is_prior else 0
    common = counts[which] + prior * known / n_known + 0.5
    rarity = np.maximum(0.0, np.log((n + prior + 1) / common))
    rarity = rarity * rarity
    values = np.round(sketches.weights * rarity * UNIT).astype(np.int64)
    of = np.repeat(np.arange(n), np.diff(sketches.bounds))
    squares = np.bincount(of, weights=(values / UNIT) ** 2, minlength=n)
    lengths = np.sqrt(np.maximum(squares, 1e-9))
    weights = np.round(values / lengths[of]).astype(np.int64)
    return dataclasses.replace(sketches, weights=weights)
