"""The best tree is a tree, and the best of all trees."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.nlp.trees import best_governors, is_projective

SCORES = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(-9, 9), min_size=n, max_size=n), min_size=n, max_size=n)
)
"""Scores of all arcs of up to five words, those of roots on the diagonal."""


@given(SCORES)
def test_best_tree_is_the_best_of_all_in_which_no_arcs_cross(rows: list[list[int]]) -> None:
    scores = np.array(rows, dtype=np.float32)
    n = len(rows)

    def total(governors: tuple[int, ...]) -> float:
        return sum(float(scores[i, g]) for i, g in enumerate(governors))

    found = tuple(best_governors(scores, scores.diagonal()))
    assert is_projective(found)
    every = (total(g) for g in product(range(n), repeat=n) if is_projective(g))
    assert total(found) == max(every)


@given(st.integers(6, 60), st.integers(0, 2**32 - 1))
def test_long_sentences_hang_together(n: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    found = best_governors(draw.normal(size=(n, n)), draw.normal(size=n))
    assert is_projective(found)


def test_an_arc_that_crosses_another_gives_way() -> None:
    """ "France will withdraw troops, the minister said": France's best arc goes to "minister", its next to "withdraw"."""
    words = ["France", "will", "withdraw", "minister", "said"]
    scores = np.full((5, 5), -9.0)
    scores[0, 3], scores[0, 2] = 2.0, 1.5
    scores[1, 2] = scores[2, 4] = scores[3, 4] = 5.0
    governors = best_governors(scores, np.array([-9, -9, 0, -9, 5.0]))
    assert [words[g] for g in governors] == ["withdraw", "withdraw", "said", "said", "said"]


@pytest.mark.parametrize("governors", [[0, 2, 3, 1], [0, 0, 2], [2, 3, 2, 2], [2, 1, 1]])
def test_circles_two_roots_and_arcs_that_cross_are_told(governors: list[int]) -> None:
    assert not is_projective(governors)
    assert is_projective([1, 1, 3, 1])
