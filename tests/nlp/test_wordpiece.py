"""Words to pieces: every word has some, and accents, case and marks are read as the vocabulary expects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.nlp.wordpiece import MAX_PIECES, read_vocabulary, splitter

VOCABULARY = read_vocabulary(
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "lund", "mul", "##ler", "##s", "-", ".", "u", "s", "北", "al"]
)  # fmt: skip
SPLIT = splitter(VOCABULARY)


def names_of(word: str) -> list[str]:
    """Return the pieces of a word as text."""
    texts = list(VOCABULARY)
    return [texts[number] for number in SPLIT(word)]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Lund", ["lund"]),
        ("Müllers", ["mul", "##ler", "##s"]),
        ("al-Lund", ["al", "-", "lund"]),
        ("U.S.", ["u", ".", "s", "."]),
        ("北北", ["北", "北"]),
        ("Oslo", ["[UNK]"]),
        ("lunx", ["[UNK]"]),
        ("\u200b", ["[UNK]"]),
        ("lund" * 40, ["[UNK]"]),
    ],
)
def test_words_are_cut_into_the_longest_pieces(word: str, pieces: list[str]) -> None:
    assert names_of(word) == pieces


@given(st.text())
def test_every_word_has_pieces_of_the_vocabulary(word: str) -> None:
    assert 1 <= len(SPLIT(word)) <= MAX_PIECES
    assert set(SPLIT(word)) <= set(VOCABULARY.values())
