"""Stretches: all words in order, none too long, cut between sentences where that is possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.nlp.segments import MOST_PIECES, USUAL_PIECES, cut_segments
from copydesk.nlp.sentence_rules import closes_quote

WORDS = st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=600)


@given(WORDS)
def test_stretches_cover_all_words_once(words: list[tuple[int, bool]]) -> None:
    found = cut_segments([n for n, _ in words], [begins for _, begins in words])
    assert [i for a, b in found for i in range(a, b)] == list(range(len(words)))
    assert all(sum(n for n, _ in words[a:b]) <= MOST_PIECES for a, b in found)


@given(WORDS)
def test_what_is_cut_within_a_sentence_is_longer_than_a_stretch(
    words: list[tuple[int, bool]],
) -> None:
    found = cut_segments([n for n, _ in words], [begins for _, begins in words])
    for a, b in found[:-1]:
        assert words[b][1] or sum(n for n, _ in words[a : b + 1]) > USUAL_PIECES


def test_sentences_stay_whole() -> None:
    begins = [i % 40 == 0 for i in range(200)]
    assert cut_segments([1] * 200, begins) == [(0, 120), (120, 200)]


@pytest.mark.parametrize(
    ("gaps", "at", "is_quoting", "closes"),
    [
        ((" ", "", "", " "), 2, False, True),
        (("", "", " ", ""), 1, False, True),
        ((" ", " ", " ", ""), 1, False, False),
        ((" ", " ", " ", ""), 1, True, True),
        (("", "", "", ""), 1, True, True),
        (("", "", "", ""), 1, False, False),
        (("", "", " "), 0, True, False),
        (("", " "), 1, False, False),
        (("", ""), 1, False, True),
    ],
)
def test_a_straight_quote_closes_on_the_side_it_is_glued_to(
    gaps: tuple[str, ...], at: int, is_quoting: bool, closes: bool
) -> None:
    assert closes_quote(gaps, at, is_quoting) is closes
