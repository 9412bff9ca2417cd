"""What the language model's chance that a word reports an event changes, and what a slip of its trees doesn't."""

from __future__ import annotations

import dataclasses

import pytest

from copydesk.events import code_events
from copydesk.events.triggers import LEAST_CHANCE
from copydesk.text.language import AnalysedArticle, CodedEvent

from .hand_parses import article_of

ARRESTED = (
    "Norland//PROPN/nsubj/2 arrested/arrest/VERB/root/0 Harl//PROPN/obj/2 in//ADP/case/5"
    " Porto//PROPN/obl/2 .//PUNCT/punct/2"
)


def coded_with(chance: float | None, notation: str = ARRESTED) -> tuple[CodedEvent, ...]:
    """Return what is coded of a sentence whose words all have this chance to report an event."""
    article, analysed, mentions = article_of(notation)
    sentences = tuple(
        dataclasses.replace(
            s, tokens=tuple(dataclasses.replace(t, event_chance=chance) for t in s.tokens)
        )
        for s in analysed.sentences
    )
    return code_events(article, AnalysedArticle(sentences, ()), mentions)


def test_a_trigger_that_the_model_takes_for_none_is_none() -> None:
    assert coded_with(LEAST_CHANCE - 0.01) == ()
    assert len(coded_with(LEAST_CHANCE)) == 1


def test_a_model_without_an_opinion_is_not_asked() -> None:
    assert len(coded_with(None)) == 1


def test_confidence_rises_with_the_chance_and_never_is_certain() -> None:
    found = [coded_with(chance)[0].confidence for chance in (0.2, 0.5, 0.8, 1.0)]
    assert found == sorted(set(found))
    assert 0.05 <= found[0] < found[-1] <= 0.95


def test_who_is_named_is_surer_than_who_is_not() -> None:
    unnamed = ARRESTED.replace("Norland//PROPN", "Police/police/NOUN")
    assert coded_with(1.0)[0].confidence > coded_with(1.0, unnamed)[0].confidence


ONE_PASSIVE = (
    "Harl//PROPN/nsubj:pass/3 was/be/AUX/aux:pass/3 arrested/arrest/VERB/root/0 by//ADP/case/5"
    " Norland//PROPN/obl:agent/3 .//PUNCT/punct/3"
)
HEADLINE_PASSIVE = (
    "Harl//PROPN/nsubj:pass/2 arrested/arrest/VERB/root/0 in//ADP/case/4 Porto//PROPN/obl/2"
)


@pytest.mark.parametrize(
    ("notation", "actor", "recipient"),
    [
        (ONE_PASSIVE, "Norland", "Harl"),
        (HEADLINE_PASSIVE, None, "Harl"),
    ],
)
def test_who_acts_is_not_taken_for_who_was_acted_upon(
    notation: str, actor: str | None, recipient: str
) -> None:
    found = code_events(*article_of(notation))
    assert [(e.actor_text, e.recipient_text) for e in found] == [(actor, recipient)]
