"""Labels side by side: names go on only where they have begun, and the best such sequence is found."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.encoder.onnx_names import LABELS, best_labels, best_path, names_of

N_LABELS = 2 * len(LABELS) + 1


def is_sound(numbers: tuple[int, ...]) -> bool:
    """Tell whether a name goes on only where it has begun."""
    pairs = zip((0, *numbers), numbers, strict=False)
    return all(n % 2 or not n or before in {n, n - 1} for before, n in pairs)


@given(st.lists(st.lists(st.integers(-5, 5), min_size=5, max_size=5), min_size=1, max_size=4))
def test_best_path_is_the_best_of_all_that_make_sense(rows: list[list[int]]) -> None:
    scores = np.array(rows, dtype=np.float32)
    best = max(
        sum(float(scores[i, n]) for i, n in enumerate(numbers))
        for numbers in product(range(5), repeat=len(rows))
        if is_sound(numbers)
    )
    for path in (best_path(scores), best_labels(scores)):
        assert is_sound(tuple(path))
        assert sum(float(scores[i, n]) for i, n in enumerate(path)) == best


@given(st.lists(st.integers(0, N_LABELS - 1)))
def test_names_cover_what_is_labelled(numbers: list[int]) -> None:
    scores = np.eye(N_LABELS, dtype=np.float32)[numbers]
    labels = best_labels(scores) if numbers else []
    covered = {i for a, b, _ in names_of(labels) for i in range(a, b)}
    assert covered == {i for i, n in enumerate(labels) if n}
