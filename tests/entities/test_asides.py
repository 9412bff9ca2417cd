"""What a page's scripts ran into the text, and words that take a pattern long: none costs more than its length."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest

from copydesk.entities.asides import cards_in
from copydesk.entities.repeats import is_pinyin
from copydesk.entities.sifting import is_byline
from copydesk.entities.toponyms import COUNTY

CPU_SECONDS = 3.0
"""Thirty times what it takes; each took minutes, or for ever."""


@pytest.mark.parametrize(
    ("text", "card"),
    [
        (
            "President TrumpDonald John TrumpAides deny it MORE said no.",
            "Donald John TrumpAides deny it MORE",
        ),
        ("McConnellMitch McConnellHe left MORE went on.", "Mitch McConnellHe left MORE"),
        ("President TrumpDonald John\nTrump MORE said", None),  # not over the end of a line
        ("President TrumpDonald John TrumpAides deny it, MOREOVER.", None),
        ("President TrumpDonald John Trump" + " x" * 300 + " MORE", None),
        ("President TrumpDonald" + " x" * 40 + " Trump MORE", None),
        ("President Trump wants MORE of Trump.", None),
    ],
)
def test_the_card_of_a_person_is_found(text: str, card: str | None) -> None:
    assert [text[a:b] for a, b in cards_in(text)] == ([card] if card else [])


def test_two_cards_are_two() -> None:
    text = "TrumpDonald TrumpHe MORE met ObamaBarack ObamaHe MORE there"
    assert [text[a:b] for a, b in cards_in(text)] == ["Donald TrumpHe MORE", "Barack ObamaHe MORE"]


@pytest.mark.parametrize("unit", ["M", "Ma", "MaMa MORE ", "TrumpDo Trump ", "C.", "C. "])
def test_no_text_takes_these_patterns_long(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + " MORE"
    start = time.process_time()
    list(cards_in(text))
    COUNTY.findall(text)
    assert time.process_time() - start < CPU_SECONDS


def test_a_word_of_many_syllables_is_no_chinese_name() -> None:
    start = time.process_time()
    assert not is_pinyin("na" * 40 + "x")
    assert not is_pinyin("na" * 8 + "x!")
    assert is_pinyin("Zhuangzhuang")
    assert time.process_time() - start < CPU_SECONDS


def test_whether_a_name_stands_in_a_credit_is_told_of_the_first_words_of_a_line() -> None:
    line = "Maria Okafor, Tom Hale, " * 8_000 + "(Reuters) Ana Ruiz said."
    view: Any = SimpleNamespace(text=line, section="body")
    start = time.process_time()
    for at in range(0, len(line), 20):
        span: Any = SimpleNamespace(view=view, start=at)
        assert not is_byline(span, {"maria okafor"})
    assert time.process_time() - start < CPU_SECONDS
    short: Any = SimpleNamespace(view=SimpleNamespace(text="Maria Okafor", section="body"), start=0)
    assert is_byline(short, {"maria okafor"})
