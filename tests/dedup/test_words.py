"""Words as numbers: what counts as one word, and what counts as the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.dedup.words import split_words


def hashes_of(text: str) -> list[int]:
    words = split_words([text])
    return [int(word) for word in words.hashes]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Mayor's café", "the mayors CAFE"),
        ("don’t stop", "don't stop"),
        ("co\u00adoperate today", "cooperate today"),
        ("a settle-\nment plan", "a settlement plan"),
        ("it cost 1,250 crowns", "it cost 1250 crowns"),
        ("Ｆｕｌｌ width", "full width"),
        ("year ٢٠٢٤", "year 2024"),
    ],
)
def test_typography_makes_no_other_words(one: str, other: str) -> None:
    assert hashes_of(one) == hashes_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("abc", "acb"),
        ("ab c", "a bc"),
        ("10 pct", "11 pct"),
        ("한 명", "하 명"),  # a syllable is no letter with marks
        ("a settle-\n\nment", "a settlement"),
        ("5-\nment", "5ment"),
        ("settle-\n5", "settle5"),
        ("1, 250", "1250"),
    ],
)
def test_other_words_are_other_numbers(one: str, other: str) -> None:
    assert hashes_of(one) != hashes_of(other)


def test_scripts_without_spaces_yield_a_word_per_character() -> None:
    assert len(hashes_of("東京で会議")) == 5
    assert len(hashes_of("도쿄 회의")) == 2


def test_figures_are_marked_in_the_last_bit() -> None:
    assert [word & 1 for word in hashes_of("some 40 boats, 3bn crowns, 5aid nobody")] == [
        0,
        1,
        0,
        1,
        0,
        0,
        0,
    ]


def test_paragraphs_are_parted_by_blank_lines_only() -> None:
    words = split_words(["one\ntwo\n\nthree", "four"])
    assert np.diff(words.paragraph_of).tolist() == [0, 1, 1]
    assert words.bounds.tolist() == [0, 3, 4]


@given(st.lists(st.text(max_size=60), max_size=8))
def test_a_text_has_the_same_words_in_any_batch(texts: list[str]) -> None:
    words = split_words(texts)
    for i, text in enumerate(texts):
        assert words.hashes[words.bounds[i] : words.bounds[i + 1]].tolist() == hashes_of(text)
