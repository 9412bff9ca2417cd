"""What a sentence means where its parse slips, and whom a promise, a threat or a blow is for."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from copydesk.events import code_events
from copydesk.events.dates import find_dates
from copydesk.language import CodedEvent
from training.events_corpus.corpus import read_corpus

from .hand_parses import article_of


def only(*notations: str, title: str | None = None) -> CodedEvent:
    (event,) = code_events(*article_of(*notations, title=title))
    return event


def test_vow_of_force_is_a_threat() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 vows/vow/VERB/root/0 to//PART/mark/4 attack//VERB/xcomp/2 Sudonia//PROPN/obj/4"
        " .//PUNCT/punct/2"
    )
    assert (event.event_type, event.event_mode, event.status) == (
        "THREATEN",
        "violence",
        "threatened",
    )
    assert event.recipient_text == "Sudonia"


def test_whom_an_offer_is_for_is_not_the_troops_offered() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 offered/offer/VERB/root/0 to//PART/mark/4 send//VERB/xcomp/2"
        " troops/troop/NOUN/obj/4 to//ADP/case/7 Sudonia//PROPN/obl/4 .//PUNCT/punct/2"
    )
    assert (event.event_type, event.recipient_text) == ("AGREE", "Sudonia")


def test_a_thing_that_is_hit_is_the_recipient_where_nobody_is_named() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 bombed/bomb/VERB/root/0 a//DET/det/4 hospital//NOUN/obj/2 .//PUNCT/punct/2"
    )
    assert (event.event_type, event.recipient_text) == ("ASSAULT", "a hospital")


def test_a_fired_missile_is_no_dismissal() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 fired/fire/VERB/root/0 a//DET/det/5 ballistic//ADJ/amod/5 missile//NOUN/obj/2"
        " .//PUNCT/punct/2"
    )
    assert event.event_type == "MOBILIZE"


def _dated(words: str) -> list[tuple[str, str]]:
    """Return the sentences of the corpus with those of their date spans that match a pattern."""
    bound = re.compile(r"\b(?:since|until|from|before|after)\b", re.IGNORECASE)
    pattern = re.compile(words)
    return [
        (item.text, event.date.text)
        for item in read_corpus()
        for event in item.events
        if event.date and pattern.search(event.date.text) and not bound.search(event.date.text)
    ]


@pytest.mark.parametrize(
    ("words", "basis", "least"),
    [
        (r"day$", {"weekday", "relative", "explicit"}, 0.9),
        (r"^(?:last|next|this) (?:week|month|year)$", {"relative"}, 1.0),
        (r"^[Ii]n (?:\w+ )?(?:19|20)\d\d$", {"explicit"}, 1.0),
    ],
)
def test_dates_of_the_corpus_resolve(words: str, basis: set[str], least: float) -> None:
    spans = _dated(words)
    found = []
    for text, span in spans:
        whens = find_dates(text, dt.date(2019, 11, 19))
        mine = [w for w in whens if text[w.start : w.end] in span or span in text[w.start : w.end]]
        found.append(any(w.basis in basis and w.first is not None for w in mine))
    assert len(spans) >= 5
    assert sum(found) >= least * len(found)


def test_in_a_headline_to_stands_for_will() -> None:
    planned = "US//PROPN/nsubj/3 to//PART/mark/3 arrest//VERB/root/0 Harl//PROPN/obj/3"
    (event,) = code_events(*article_of("x//NOUN/root/0", title=planned))
    assert (event.event_type, event.status) == ("THREATEN", "threatened")
    asked = "Sudonia//PROPN/nsubj/2 asks/ask/VERB/root/0 US//PROPN/obj/2 to//PART/mark/5 arrest//VERB/xcomp/2 Harl//PROPN/obj/5"
    assert {e.event_type for e in code_events(*article_of("x//NOUN/root/0", title=asked))} == {
        "REQUEST"
    }


def test_who_undergoes_an_act_in_a_headline_does_not_do_it() -> None:
    headline = "Singer//NOUN/nsubj:pass/2 arrested/arrest/VERB/root/0 || 2 COERCE/arrest actor=1"
    (event,) = code_events(*article_of("x//NOUN/root/0", title=headline))
    assert (event.actor_text, event.recipient_text) == (None, "Singer")


@pytest.mark.parametrize(
    ("title", "body", "n"),
    [
        ("Rugby//NOUN/compound/2 final//NOUN/root/0", "attacked/attack", 0),
        ("Rugby//NOUN/compound/2 riot//NOUN/root/0", "attacked/attack", 1),
    ],
)
def test_a_title_of_sport_makes_it_play_unless_it_is_of_order(
    title: str, body: str, n: int
) -> None:
    told = f"Norland//PROPN/nsubj/2 {body}/VERB/root/0 Sudonia//PROPN/obj/2 .//PUNCT/punct/2 || 2:.95 ASSAULT actor=1 recipient=3"
    assert len(code_events(*article_of(told, title=title))) == n


def test_who_announces_what_another_state_agreed_to_is_its_other_party() -> None:
    holds = "Sudonia//PROPN/compound/2 President//PROPN/compound/3 Weir//PROPN/nsubj/4 spoke/speak/VERB/root/0"
    told = (
        "Weir//PROPN/nsubj/2 {said}/VERB/root/0 that//SCONJ/mark/6 Norland//PROPN/nsubj/6 had/have/AUX/aux/6"
        " agreed/agree/VERB/ccomp/2 to//PART/mark/8 pay//VERB/xcomp/6 more//ADJ/obj/8 .//PUNCT/punct/2"
    )
    announced = only(holds, told.format(said="announced/announce"))
    assert (announced.event_type, announced.recipient_text) == ("AGREE", "Sudonia")
    assert only(holds, told.format(said="said/say")).recipient_text is None
