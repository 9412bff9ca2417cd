"""What stands over an act: conditions, questions, "would" in what is said, the means of something else."""

from __future__ import annotations

import pytest

from copydesk.events import code_events

from .hand_parses import article_of

IF = "Weir//PROPN/nsubj/2 resigned/resign/VERB/root/0 {}//SCONJ/mark/{n} police//NOUN/nsubj/{n} {more}{deed} Harl//PROPN/obj/{n} .//PUNCT/punct/2 || {n} COERCE/arrest actor=4 recipient={m}"
ARRESTED = "arrested/arrest/VERB/advcl/2"
NOT = "had//AUX/aux/7 not//PART/advmod/7 "
SAID = "Weir//PROPN/nsubj/2 said/say/VERB/root/0 "
COME = "if//SCONJ/mark/9 Harl//PROPN/nsubj/9 came/come/VERB/advcl/5 "
BY = "by//SCONJ/mark/{n} arresting/arrest/VERB/advcl/{v} Harl//PROPN/obj/{n} .//PUNCT/punct/{v} || {n} COERCE/arrest actor=1 recipient={m}"


def arrest_in(words: str) -> list[tuple[str, str]]:
    """Return how the arrest of a sentence is told, and whether as a threat."""
    events = code_events(*article_of(words))
    return [(e.event_type, e.polarity) for e in events if e.event_type in ("COERCE", "THREATEN")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (IF.format("if", n=5, m=6, more="", deed=ARRESTED), ("COERCE", "hypothetical")),
        (IF.format("when", n=5, m=6, more="", deed=ARRESTED), ("COERCE", "positive")),
        (IF.format("if", n=7, m=8, more=NOT, deed=ARRESTED), ("COERCE", "hypothetical")),
        (IF.format("when", n=7, m=8, more=NOT, deed=ARRESTED), ("COERCE", "negative")),
        (
            "Police//NOUN/nsubj/2 won/win/VERB/root/0 votes/vote/NOUN/obj/2 "
            + BY.format(n=5, v=2, m=6),
            ("COERCE", "positive"),
        ),
        (
            "Police//NOUN/nsubj/3 could//AUX/aux/3 win//VERB/root/0 votes/vote/NOUN/obj/3 "
            + BY.format(n=6, v=3, m=7),
            ("COERCE", "hypothetical"),
        ),
    ],
)
def test_what_an_act_depends_on(words: str, told: tuple[str, str]) -> None:
    assert arrest_in(words) == [told]


@pytest.mark.parametrize(("mark", "polarity"), [("?", "hypothetical"), (".", "positive")])
def test_who_asks_asserts_nothing(mark: str, polarity: str) -> None:
    words = f"Did/do/AUX/aux/3 police//NOUN/nsubj/3 arrest//VERB/root/0 Harl//PROPN/obj/3 {mark}//PUNCT/punct/3"
    assert arrest_in(f"{words} || 3 COERCE/arrest actor=2 recipient=4") == [("COERCE", polarity)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "police//NOUN/nsubj/5 would//AUX/aux/5 arrest//VERB/ccomp/2 Harl//PROPN/obj/5 ",
            "THREATEN",
        ),
        (
            "police//NOUN/nsubj/5 would//AUX/aux/5 arrest//VERB/ccomp/2 Harl//PROPN/obj/5 " + COME,
            None,
        ),
        (
            "he//PRON/nsubj/5 would//AUX/aux/5 arrest//VERB/ccomp/2 Harl//PROPN/obj/5 " + COME,
            "THREATEN",
        ),
    ],
)
def test_what_would_be_done_as_is_said_is_a_plan_unless_somebody_else_has_a_condition(
    words: str, told: str | None
) -> None:
    found = arrest_in(f"{SAID}{words}.//PUNCT/punct/2 || 5 COERCE/arrest actor=3 recipient=6")
    assert found == [("THREATEN", "positive") if told else ("COERCE", "hypothetical")]


def test_what_would_have_been_done_was_not() -> None:
    words = "police//NOUN/nsubj/6 would//AUX/aux/6 have//AUX/aux/6 arrested/arrest/VERB/ccomp/2 Harl//PROPN/obj/6"
    found = arrest_in(f"{SAID}{words} .//PUNCT/punct/2 || 6 COERCE/arrest actor=3 recipient=7")
    assert found == [("COERCE", "hypothetical")]
