"""How much each term of an article says: as it is told in `docs/decisions/080-what-was-new-that-day.md`, one article and one term at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from copydesk.stories.vectors import ENOUGH_BEFORE, LATER, PRIOR_STORIES, UNIT, Vectors, weigh

Told = Sequence[tuple[int, Sequence[int]]]  # day, terms

KNOWN = 1_000


def known(terms: np.ndarray) -> np.ndarray:
    return (terms * 3).astype(np.int64)


def plainly(told: Told, old: Sequence[Sequence[int]], *, is_prior: bool) -> list[list[float]]:
    """Return the weights of each article's terms, which all weigh alike in their text."""
    vectors = []
    for day, terms in told:
        before = [words for at, words in told if at < day] + list(old)
        everything = [words for _, words in told] + list(old)
        later = max(LATER, 1 - len(before) / ENOUGH_BEFORE)
        stories = len(before) * (1 - later) + len(everything) * later + 1
        stories += PRIOR_STORIES if is_prior else 0
        rarity = []
        for term in terms:
            n_before, n = (sum(term in words for words in some) for some in (before, everything))
            common = n_before * (1 - later) + n * later + 0.5
            common += PRIOR_STORIES * 3 * term / KNOWN if is_prior else 0
            rarity.append(max(0.0, math.log(stories / common)) ** 2)
        length = math.hypot(*rarity) or 1.0
        vectors.append([UNIT * one / length for one in rarity])
    return vectors


@pytest.mark.parametrize("is_prior", [True, False])
@pytest.mark.parametrize("n", [6, 300])  # few before, and more than enough
def test_a_term_weighs_what_the_formula_says(n: int, is_prior: bool) -> None:
    draw = np.random.default_rng(n)
    words = [sorted(set(draw.integers(1, 40, 6).tolist())) for _ in range(n)]
    told = [(100 + int(draw.integers(0, 4)), terms) for terms in words]
    old = [sorted(set(draw.integers(1, 40, 6).tolist())) for _ in range(n // 3)]
    bounds = np.cumsum([0, *map(len, words)])
    terms = np.array([t for some in words for t in some], np.uint32)
    sketches = Vectors(terms, np.full(len(terms), 2), np.zeros(len(terms), np.uint8), bounds)
    days = np.array([day for day, _ in told])
    earlier = np.array([t for some in old for t in some], np.uint32), len(old)
    found = weigh(sketches, days, earlier, known, KNOWN, is_prior)
    expected = [w for some in plainly(told, old, is_prior=is_prior) for w in some]
    assert found.weights.tolist() == pytest.approx(expected, abs=1.5)
