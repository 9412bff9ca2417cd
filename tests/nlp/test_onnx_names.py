"""Names from the encoder: alone, in company, in any order the same."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copydesk.nlp.onnx_names import LABELS, best_labels, best_path, load_encoder, names_of
from copydesk.nlp.spacy_model import model_folder

ENCODER = load_encoder(model_folder())
FIRST = "Maria Lund of the World Bank met Turkish officials in Ankara on Monday .".split()
SECOND = "Police in Lagos arrested 20 members of the Labour Party .".split()
N_LABELS = 2 * len(LABELS) + 1


def found(*sentences: list[str]) -> list[list[tuple[int, int, str]]]:
    """Return the names of each sentence, all given as one article."""
    words = [word for sentence in sentences for word in sentence]
    begins = [i == 0 for sentence in sentences for i in range(len(sentence))]
    names = ENCODER.names(words, begins)
    out, base = [], 0
    for sentence in sentences:
        end = base + len(sentence)
        out.append([(a - base, b - base, k) for a, b, k in names if base <= a < end])
        base = end
    return out


def test_plain_names_are_found() -> None:
    assert [k for names in found(FIRST) for _, _, k in names] == ["PERSON", "ORG", "NORP", "GPE"]


def test_answer_does_not_depend_on_what_was_asked_before() -> None:
    alone = found(FIRST)
    found(SECOND, SECOND * 30)
    assert found(FIRST) == alone


def test_a_stretch_of_its_own_does_not_know_its_neighbours() -> None:
    filler = ["and"] * 240
    assert found(FIRST, filler)[0] == found(FIRST)[0]


def test_no_words_no_names() -> None:
    assert ENCODER.names([], []) == []


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
