"""What the encoder is told of a word besides its letters."""

from __future__ import annotations

import numpy as np
import pytest

from copydesk.nlp.word_features import (
    CLASS_LETTERS,
    CLASSES,
    EVIDENCE,
    N_FEATURES,
    SHAPES,
    features_of,
    shape_of,
    with_capitals,
)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("police", "lower"), ("Oslo", "Title"), ("OSLO", "UPPER"), ("J.", "Initial"), ("U.S.", "UPPER"),
        ("McCain", "miXed"), ("iPhone", "miXed"), ("G7", "digits"), ("2019", "digits"), ("“", "mark"),
        ("北京", "other"),
    ],
)  # fmt: skip
def test_shape(word: str, shape: str) -> None:
    assert shape_of(word) == shape


def test_lists_are_seen_in_any_case() -> None:
    rows = features_of(["Paris", "PARIS", "paris"])[:, CLASSES]
    towns = rows[:, CLASS_LETTERS.index("T")].tolist()
    assert towns == [1.0, 1.0, 0.0]


def test_a_name_is_known_by_what_stands_before_it_elsewhere() -> None:
    rows = features_of("Talks began . Mr. Lund spoke . Then Lund left .".split())
    assert (rows[4] == rows[8]).all()
    assert rows[4, EVIDENCE].any()
    assert not rows[0, : len(SHAPES)][0]


def test_headlines_are_told_by_their_capitals() -> None:
    plain, headline = (
        with_capitals(features_of(text.split()))
        for text in ("Police arrest two in central Oslo", "Police Arrest Two in Central Oslo")
    )
    assert plain.shape == (6, N_FEATURES)
    assert plain[0, -1] < headline[0, -1] <= 1
    assert np.all(headline[:, -1] == headline[0, -1])


def test_no_words_have_no_features() -> None:
    assert with_capitals(features_of([])).shape == (0, N_FEATURES)
