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


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ("", (None, "Harl")),
        (" Weir//PROPN/obj/7", ("Harl", "Weir")),  # what she did
    ],
)
def test_who_was_harassed_and_assaulted_assaulted_nobody(
    behind: str, expected: tuple[str | None, str | None]
) -> None:
    text = (
        "Harl//PROPN/nsubj:pass/3 was/be/AUX/aux:pass/3 harassed/harass/VERB/root/0 ,//PUNCT/punct/7 but//CCONJ/cc/7"
        f" also//ADV/advmod/7 assaulted/assault/VERB/conj/3{behind}"
    )
    attacks = [e for e in code_events(*article_of(text)) if e.trigger == "assaulted"]
    assert [(e.actor_text, e.recipient_text) for e in attacks] == [expected]


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ("of//ADP/case/4 state//NOUN/nmod/2", "a head of state"),
        (
            "of//ADP/case/4 offices//NOUN/nmod/2 there//ADV/advmod/4",
            "a head",
        ),  # says more of what it heads
        ("from//ADP/case/4 town//NOUN/nmod/2", "a head"),
    ],
)
def test_a_noun_that_says_a_head_of_what_is_part_of_the_party(behind: str, expected: str) -> None:
    n = len(behind.split()) + 3
    text = f"a//DET/det/2 head//NOUN/nsubj/{n} {behind} attacked/attack/VERB/root/0 Weir//PROPN/obj/{n}"
    [event] = code_events(*article_of(text))
    assert event.actor_text == expected
