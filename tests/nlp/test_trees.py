"""The best tree is a tree, and the best of all trees."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copydesk.nlp.trees import best_governors, cycle_in

SCORES = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(-9, 9), min_size=n, max_size=n), min_size=n, max_size=n)
)
"""Scores of all arcs of up to five words, those of roots on the diagonal."""


def is_tree(governors: tuple[int, ...]) -> bool:
    """Tell whether every word leads to the one root."""
    roots = [i for i, g in enumerate(governors) if i == g]
    return len(roots) == 1 and cycle_in(list(governors)) is None


@given(SCORES)
def test_best_tree_is_the_best_of_all_trees(rows: list[list[int]]) -> None:
    scores = np.array(rows, dtype=np.float32)
    n = len(rows)

    def total(governors: tuple[int, ...]) -> float:
        return sum(float(scores[i, g]) for i, g in enumerate(governors))

    found = tuple(best_governors(scores, scores.diagonal()))
    assert is_tree(found)
    assert total(found) == max(total(g) for g in product(range(n), repeat=n) if is_tree(g))


@given(st.integers(6, 60), st.integers(0, 2**32 - 1))
def test_long_sentences_hang_together(n: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    found = best_governors(draw.normal(size=(n, n)), draw.normal(size=n))
    assert is_tree(tuple(found))


def test_a_circle_is_named() -> None:
    assert cycle_in([0, 2, 3, 1]) == [1, 2, 3]
    assert cycle_in([0, 0, 1]) is None
