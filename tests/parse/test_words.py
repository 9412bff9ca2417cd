"""Counting words in scripts with and without spaces."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.parse.words import WORD, count_words


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("", 0),
        ("The U.S. vote isn't over.", 5),
        ("well-known, 3.5 per cent", 4),
        ("— … !", 0),
        ("東京で会談", 5),
        ("ไทย", 3),
        ("हिन्दी समाचार", 2),
        ("시의회는 의결했다", 2),
        ("iPhone 東京", 3),
        ("صباح الخير", 2),
    ],
)
def test_words_are_counted_as_a_reader_would(text, n):
    assert count_words(text) == n


@given(st.text(max_size=100))
def test_composed_and_decomposed_text_count_alike(text):
    composed, parted = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert count_words(composed) == count_words(parted)


@given(st.text(alphabet="aZ9é_'’.-‐ \nй東ไ\u0301\u093e", max_size=40))
def test_a_cheaper_pattern_finds_as_many(text):
    assert count_words(text) == len(WORD.findall(unicodedata.normalize("NFC", text)))
