"""What is made of a sentence whose governors lead nowhere."""

from __future__ import annotations

import pytest

from copydesk.events import code_events
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


@pytest.mark.parametrize(
    ("title", "section", "expected"),
    [
        ("Sudonia//PROPN/nsubj/2 asked/ask/VERB/root/0 to//PART/mark/4 leave//VERB/xcomp/2", "body", ("Sudonia", None)),
        ("Sudonia//PROPN/nsubj/2 asks/ask/VERB/root/0 Norland//PROPN/obj/2 to//PART/mark/5 leave//VERB/xcomp/2", "title", ("Sudonia", "Norland")),
        ("Sudonia//PROPN/nsubj/2 asked/ask/VERB/root/0 Norland//PROPN/obj/2 to//PART/mark/5 leave//VERB/xcomp/2", "title", ("Sudonia", "Norland")),
    ],
)  # fmt: skip
def test_who_asks_in_a_headline_asks_as_in_a_text(
    title: str, section: str, expected: tuple[str | None, str | None]
) -> None:
    body = "It//PRON/nsubj/2 rained/rain/VERB/root/0"
    article = article_of(body, title=title) if section == "title" else article_of(title)
    asked = [e for e in code_events(*article) if e.event_type == "REQUEST"]
    assert [(e.actor_text, e.recipient_text) for e in asked] == [expected]
