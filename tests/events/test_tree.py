"""What is made of a sentence whose governors lead nowhere."""

from __future__ import annotations

import pytest

from copydesk.events.tree import build_tree

from .hand_parses import article_of


@pytest.mark.parametrize(
    ("second", "heads"),
    [
        ("rained/rain/VERB/root/3", [0, 1, 1]),  # 2 and 3 govern each other
        ("rained/rain/VERB/root/0", [1, 1, 1]),
        ("rained/rain/VERB/root/9", [1, 1, 1]),
    ],
)
def test_a_governor_in_a_circle_or_out_of_range_is_none(second: str, heads: list[int]) -> None:
    _, analysed, _ = article_of(f"It//PRON/nsubj/2 {second} hard//ADV/advmod/2")
    (sentence,) = analysed.sentences
    assert [token.head for token in build_tree(sentence).tokens] == heads
