"""Deeds that the words keep from being told as done, each beside the twin that was done; the parses are the shipped model's, slips and all."""

from __future__ import annotations

import pytest

from copydesk.events import code_events

from .hand_parses import article_of

Told = tuple[str, str]
DONE, OPEN, UNDONE, CLAIMED = (
    ("positive", "reported"),
    ("hypothetical", "reported"),
    ("negative", "reported"),
    ("positive", "claimed"),
)

FAR = (
    "Norland//PROPN/nsubj/3 is/be/AUX/cop/3 {}/root/0 from//SCONJ/mark/6 {}/AUX/aux/6 bombed/bomb/VERB/advcl/3"
    " Sudonia//PROPN/obj/6 .//PUNCT/punct/3"
)
HAVE = (
    "Norland//PROPN/nsubj/3 {is_}/3 {word}/root/0 to//PART/mark/6 have//AUX/aux/6 bombed/bomb/VERB/xcomp/3"
    " Sudonia//PROPN/obj/6 .//PUNCT/punct/3"
)
SEEMED = (
    "Norland//PROPN/nsubj/2 {}/VERB/root/0 to//PART/mark/5 {}//AUX/aux/5 bombed/bomb/VERB/xcomp/2"
    " Sudonia//PROPN/obj/5 .//PUNCT/punct/2"
)
WOULD = (
    "Norland//PROPN/nsubj/4 {}//AUX/aux/4 have//AUX/aux/4 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/4 without//ADP/case/7"
    " pressure//NOUN/obl/4 .//PUNCT/punct/4"
)
BALKED = "Norland//PROPN/nsubj/2 {}/VERB/root/0 at//SCONJ/mark/4 bombing/bomb/VERB/advcl/2 Sudonia//PROPN/obj/4 .//PUNCT/punct/2"
CALLED = (
    "Weir//PROPN/nsubj/2 called/call/VERB/root/0 {}//ADJ/xcomp/2 the//DET/det/5 claim//NOUN/obj/{} that//SCONJ/mark/8"
    " Norland//PROPN/nsubj/8 bombed/bomb/VERB/acl/5 Sudonia//PROPN/obj/8 .//PUNCT/punct/2"
)
SIGNS = (
    "There//PRON/expl/2 are/be/VERB/root/0 {}/5 {}/5 signs/sign/NOUN/nsubj/2 that//SCONJ/mark/8 Norland//PROPN/nsubj/8"
    " bombed/bomb/VERB/acl/5 Sudonia//PROPN/obj/8 .//PUNCT/punct/2"
)
THOUGHT = (
    "Police//NOUN/nsubj/3 {}//ADV/advmod/3 {}/VERB/root/0 that//SCONJ/mark/6 Norland//PROPN/nsubj/6 bombed/bomb/VERB/ccomp/3"
    " Sudonia//PROPN/obj/6 .//PUNCT/punct/3"
)
THEN = (
    "Norland//PROPN/nsubj/3 first//ADV/advmod/3 thought/think/VERB/root/0 and//CCONJ/cc/6 then//ADV/advmod/6"
    " bombed/bomb/VERB/conj/3 Sudonia//PROPN/obj/6 .//PUNCT/punct/3"
)


def told(notation: str) -> set[Told]:
    """Return polarity and status of the deeds of a sentence."""
    events = code_events(*article_of(notation))
    return {(e.polarity, e.status) for e in events if e.event_type == "ASSAULT"}


@pytest.mark.parametrize(
    ("notation", "wanted"),
    [
        (FAR.format("far//ADV", "having/have"), UNDONE),
        (FAR.format("home//ADV", "having/have"), DONE),  # "is back from having bombed"
        (HAVE.format(is_="is/be/AUX/cop", word="unlikely//ADJ"), OPEN),
        (HAVE.format(is_="is/be/AUX/cop", word="likely//ADJ"), OPEN),
        (HAVE.format(is_="is/be/AUX/cop", word="proud//ADJ"), DONE),
        (HAVE.format(is_="was/be/AUX/aux:pass", word="feared/fear/VERB"), CLAIMED),
        (HAVE.format(is_="was/be/AUX/aux:pass", word="found/find/VERB"), DONE),
        (SEEMED.format("appeared/appear", "have"), CLAIMED),
        (SEEMED.format("seems/seem", "have"), CLAIMED),
        (SEEMED.format("happened/happen", "have"), DONE),
        (WOULD.format("would"), OPEN),
        (BALKED.format("balked/balk"), UNDONE),
        (BALKED.format("laughed/laugh"), DONE),
        (CALLED.format("baseless", 2), ("negative", "claimed")),
        (CALLED.format("baseless", 3), ("negative", "claimed")),
        (CALLED.format("true", 2), CLAIMED),
        (SIGNS.format("very//ADV/advmod", "few//ADJ/amod"), UNDONE),
        (SIGNS.format("some//DET/det", "scant//ADJ/amod"), UNDONE),
        (SIGNS.format("a//DET/det", "few//ADJ/amod"), DONE),
        (SIGNS.format("quite//ADV/advmod", "clear//ADJ/amod"), DONE),
        (THOUGHT.format("first", "thought/think"), OPEN),
        (THOUGHT.format("initially", "believed/believe"), OPEN),
        (THOUGHT.format("first", "said/say"), DONE),
        (THOUGHT.format("firmly", "believed/believe"), DONE),
        (THEN, DONE),
    ],
)
def test_what_is_not_told_as_done_is_not_done(notation: str, wanted: Told) -> None:
    assert told(notation) == {wanted}


PLAN = (
    "Norland//PROPN/nsubj/2 {}/VERB/root/0 plans/plan/NOUN/obj/2 to//PART/mark/5 bomb//VERB/acl/3 Sudonia//PROPN/obj/5"
    " .//PUNCT/punct/2"
)
DROPPED = (
    "Plans/plan/NOUN/nsubj:pass/6 to//PART/mark/3 bomb//VERB/acl/1 Sudonia//PROPN/obj/3 were/be/AUX/aux:pass/6 {}/VERB/root/0"
    " by//ADP/case/8 Norland//PROPN/obl:agent/6 .//PUNCT/punct/6"
)


@pytest.mark.parametrize("verb", ["scrapped/scrap", "shelved/shelve", "blocked/block"])
@pytest.mark.parametrize("shape", [PLAN, DROPPED])
def test_a_plan_that_is_dropped_threatens_nobody(shape: str, verb: str) -> None:
    kinds = {(e.event_type, e.polarity) for e in code_events(*article_of(shape.format(verb)))}
    assert ("ASSAULT", "negative") in kinds
    assert "THREATEN" not in {kind for kind, _ in kinds}
    announced = code_events(*article_of(shape.format("announced/announce")))
    assert ("THREATEN", "positive") in {(e.event_type, e.polarity) for e in announced}


def test_what_is_unlikely_is_no_plan() -> None:
    to_come = (
        "Norland//PROPN/nsubj/3 is/be/AUX/cop/3 {}//ADJ/root/0 to//PART/mark/5 bomb//VERB/xcomp/3 Sudonia//PROPN/obj/5"
        " .//PUNCT/punct/3"
    )
    assert told(to_come.format("unlikely")) == {OPEN}
    (event,) = code_events(*article_of(to_come.format("ready")))
    assert (event.event_type, event.polarity) == ("THREATEN", "positive")


JOINED = (
    "Norland//PROPN/nsubj/3 is/be/AUX/cop/3 likely//ADJ/root/0 to//PART/mark/5 leave//VERB/xcomp/3 and//CCONJ/cc/{v}"
    " {aux}{did}/VERB/conj/5 Sudonia//PROPN/obj/{v} .//PUNCT/punct/3"
)


def test_what_was_done_is_not_to_come_though_it_is_joined_to_what_is() -> None:
    kinds = {
        did: {
            (e.event_type, e.status)
            for e in code_events(*article_of(JOINED.format(v=v, aux=aux, did=did)))
        }
        for v, aux, did in (
            (7, "", "bombed/bomb"),
            (8, "has/have/AUX/aux/8 ", "shelled/shell"),
            (7, "", "bomb/"),
        )
    }
    assert ("ASSAULT", "reported") in kinds["bombed/bomb"]
    assert ("ASSAULT", "reported") in kinds["shelled/shell"]
    assert ("THREATEN", "threatened") in kinds["bomb/"]
