"""What is made of a sentence whose governors lead nowhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from copydesk.events import code_events
from copydesk.events.parties import Cast, cover
from copydesk.events.roles import only_acting
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
        ("Sudonia//PROPN/nsubj/2 asked/ask/VERB/root/0 to//PART/mark/4 leave//VERB/xcomp/2", "title", (None, "Sudonia")),
        ("Sudonia//PROPN/nsubj/2 asked/ask/VERB/root/0 to//PART/mark/4 leave//VERB/xcomp/2", "body", ("Sudonia", None)),
        ("Sudonia//PROPN/nsubj/2 asks/ask/VERB/root/0 Norland//PROPN/obj/2 to//PART/mark/5 leave//VERB/xcomp/2", "title", ("Sudonia", "Norland")),
        ("Sudonia//PROPN/nsubj/2 asked/ask/VERB/root/0 Norland//PROPN/obj/2 to//PART/mark/5 leave//VERB/xcomp/2", "title", ("Sudonia", "Norland")),
    ],
)  # fmt: skip
def test_who_is_told_to_do_something_in_a_headline_tells_nobody(
    title: str, section: str, expected: tuple[str | None, str | None]
) -> None:
    body = "It//PRON/nsubj/2 rained/rain/VERB/root/0"
    article = article_of(body, title=title) if section == "title" else article_of(title)
    asked = [e for e in code_events(*article) if e.event_type == "REQUEST"]
    assert [(e.actor_text, e.recipient_text) for e in asked] == [expected]


@pytest.mark.parametrize(("verb", "expected"), [("asked/ask", []), ("visited/visit", ["Sudonia"])])
def test_who_is_asked_in_a_headline_does_not_ask_by_the_model_either(
    verb: str, expected: list[str]
) -> None:
    title = f"Sudonia//PROPN/nsubj/2 {verb}/VERB/root/0 to//PART/mark/4 leave//VERB/xcomp/2"
    article = article_of("It//PRON/nsubj/2 rained/rain/VERB/root/0", title=title)
    tree = build_tree(article[1].sentences[0])
    cast = Cast(tree, cover(tree, [m for m in article[2] if m.section == "title"]))
    party = cast.party_at(0)
    assert party is not None
    trigger = SimpleNamespace(index=1)
    reading: Any = SimpleNamespace(trigger=trigger, event_type="REQUEST", mode=None)
    assert [p.mention.surface for p in only_acting(cast, reading, [party]) if p.mention] == expected
