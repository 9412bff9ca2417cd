"""What the frames that a model read add: events no line of the lexicon names, parties that no slot of the tree holds."""

from __future__ import annotations

import pytest

from copydesk.events import code_events
from copydesk.events.frames import LEAST_ARGUMENT
from copydesk.text.language import CodedEvent

from .hand_parses import article_of

UNKNOWN = (
    "Norland//PROPN/nsubj/2 glorped/glorp/VERB/root/0 Sudonia//PROPN/obj/2 in//ADP/case/5 Porto//PROPN/obl/2"
    " .//PUNCT/punct/2"
)
FRAME = " || 2 ASSAULT/aerial actor=1 recipient=3"
MUTUAL = (
    "Norland//PROPN/nsubj/4 and//CCONJ/cc/3 Sudonia//PROPN/conj/1 glorped/glorp/VERB/root/0 .//PUNCT/punct/4"
    " || 4 CONSULT actor=1 actor=3 recipient=1 recipient=3"
)
BOMBED = "Porto//PROPN/obl/2 bombed/bomb/VERB/root/0 .//PUNCT/punct/2"


def code(*notations: str, **options: object) -> tuple[CodedEvent, ...]:
    return code_events(*article_of(*notations, **options))  # type: ignore[arg-type]


def only(*notations: str, **options: object) -> CodedEvent:
    (event,) = code(*notations, **options)
    return event


def test_a_word_that_the_lexicon_lacks_reports_what_the_model_reads() -> None:
    assert code(UNKNOWN) == ()
    event = only(UNKNOWN + FRAME)
    assert (event.event_type, event.event_mode, event.trigger) == ("ASSAULT", "aerial", "glorped")
    assert (event.actor_text, event.recipient_text) == ("Norland", "Sudonia")
    assert event.place_mention_id is not None


def test_status_polarity_and_speaker_are_the_models() -> None:
    event = only(f"{UNKNOWN} || 2 ASSAULT actor=1 speaker=3 status=ongoing polarity=negative")
    assert (event.status, event.polarity) == ("ongoing", "negative")
    assert event.speaker_mention_id is not None


@pytest.mark.parametrize("is_kept", [True, False])
def test_alone_it_must_be_sure(is_kept: bool) -> None:
    chance = 0.95 if is_kept else 0.3
    assert bool(code(UNKNOWN + FRAME.replace("|| 2 ", f"|| 2:{chance} "))) is is_kept


@pytest.mark.parametrize(
    ("dep", "head", "chance", "is_kept"),
    [
        ("obj", 2, 0.3, True),  # where it hangs on the trigger the encoder's least is enough
        ("nmod", 5, LEAST_ARGUMENT, True),
        ("nmod", 5, LEAST_ARGUMENT - 0.01, False),
    ],
)
def test_a_party_must_be_likely_or_hang_on_the_trigger(
    dep: str, head: int, chance: float, is_kept: bool
) -> None:
    words = UNKNOWN.replace("PROPN/obj/2", f"PROPN/{dep}/{head}")
    event = only(words + FRAME.replace("recipient=3", f"recipient=3:{chance}"))
    assert (event.recipient_text == "Sudonia") is is_kept


def test_nobody_named_no_event() -> None:
    assert code(f"{UNKNOWN} || 2 ASSAULT place=5") == ()


def test_who_acts_and_is_acted_upon_alike_is_each_others_recipient() -> None:
    event = only(MUTUAL)
    assert (event.actor_text, event.recipient_text) == ("Norland", "Sudonia")


def test_who_cannot_be_both_is_what_is_likelier() -> None:
    event = only(f"{UNKNOWN}{FRAME} recipient=1:0.7")
    assert (event.actor_text, event.recipient_text) == ("Norland", "Sudonia")


def test_a_thing_that_is_no_role_is_named_by_its_phrase() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 glorped/glorp/VERB/root/0 an//DET/det/5 old//ADJ/amod/5 airport//NOUN/obj/2"
        " .//PUNCT/punct/2 || 2 ASSAULT actor=1 recipient=5"
    )
    assert (event.recipient_text, event.recipient_mention_id) == ("an old airport", None)


def test_a_word_that_the_lexicon_knows_is_not_told_twice() -> None:
    arrested = (
        "Norland//PROPN/nsubj/2 arrested/arrest/VERB/root/0 Harl//PROPN/obj/2 .//PUNCT/punct/2"
    )
    event = only(f"{arrested} || 2 SUPPORT actor=1 recipient=3")
    assert event.event_type == "COERCE"


def test_a_frame_names_whom_the_tree_leaves_out() -> None:
    hidden = (
        "Norland//PROPN/nsubj/2 condemned/condemn/VERB/root/0 a//DET/det/4 raid//NOUN/obj/2 by//ADP/case/6"
        " Sudonia//PROPN/dep/4 .//PUNCT/punct/2"
    )
    told = only(f"{hidden} || 2 ACCUSE/disapprove actor=1 recipient=6")
    assert (told.actor_text, told.recipient_text) == ("Norland", "Sudonia")


@pytest.mark.parametrize(
    ("verb", "kind", "event_type"),
    [
        ("attacked/attack", "2 ACCUSE/disapprove", "ACCUSE"),  # in words
        ("attacked/attack", "2:.8 ACCUSE/disapprove", "ASSAULT"),
        ("attacked/attack", "2 COERCE", "ASSAULT"),
        ("seized/seize", "2 ASSAULT/abduct", "ASSAULT"),
        ("seized/seize", "2:.8 ASSAULT/abduct", "COERCE"),
        ("thanked/thank", "2 ASSAULT", "SUPPORT"),  # no deed by the lexicon
        ("protested/protest", "2 ASSAULT", "PROTEST"),
        ("protested/protest", "2 ACCUSE", "ACCUSE"),
        ("proposed/propose", "2 ANNOUNCE", "ANNOUNCE"),
    ],
)
def test_force_blame_and_plans_are_what_the_model_is_sure_of(
    verb: str, kind: str, event_type: str
) -> None:
    event = only(
        f"Harl//PROPN/nsubj/2 {verb}/VERB/root/0 Weir//PROPN/obj/2 .//PUNCT/punct/2 || {kind} actor=1 recipient=3"
    )
    assert event.event_type == event_type


@pytest.mark.parametrize(("noun", "actor"), [("shooting", None), ("attack", "US")])
def test_a_state_before_a_crime_is_where_it_was(noun: str, actor: str | None) -> None:
    told = (
        f"The//DET/det/3 US//PROPN/compound/3 {noun}//NOUN/nsubj/4 killed/kill/VERB/root/0 Weir//PROPN/obj/4 .//PUNCT/punct/4"
        f" || 3:.99 ASSAULT actor=2 recipient=5"
    )
    assert {e.actor_text for e in code(told) if e.trigger == noun} <= {actor}
    assert code(told)


DEAL = (
    "{who}//PROPN/nsubj/2 agreed/agree/VERB/root/0 to//PART/mark/4 {what}//VERB/xcomp/2 {whom}//PROPN/obj/4 .//PUNCT/punct/2"
    " || 2 AGREE actor=1 recipient=5"
)


@pytest.mark.parametrize(
    ("who", "what", "whom", "is_event"),
    [
        ("Norpol", "buy", "Marram", False),
        ("Norpol", "acquire", "Marram", False),
        ("Norpol", "shelter", "Marram", True),
        ("Norland", "buy", "Marram", True),
        ("Norpol", "buy", "Norland", True),
        ("Harl", "buy", "Norpol", True),
        ("MoT", "buy", "Marram", True),
    ],
)
def test_what_firms_buy_of_firms_is_business(
    who: str, what: str, whom: str, is_event: bool
) -> None:
    assert bool(code(DEAL.format(who=who, what=what, whom=whom))) is is_event


def test_what_one_firm_offers_to_buy_may_be_anybodys() -> None:
    offered = "Norpol//PROPN/nsubj/2 agreed/agree/VERB/root/0 to//PART/mark/4 buy//VERB/xcomp/2 homes/home/NOUN/obj/4 .//PUNCT/punct/2"
    assert only(f"{offered} || 2 AGREE actor=1").actor_text == "Norpol"


@pytest.mark.parametrize(("case", "is_against"), [("alongside", False), ("against", True)])
def test_who_is_fought_alongside_is_not_fought(case: str, is_against: bool) -> None:
    for kind in ("ASSAULT", "PROTEST"):
        event = only(
            f"Norland//PROPN/nsubj/2 glorped/glorp/VERB/root/0 {case}//ADP/case/4 Sudonia//PROPN/obl/2 .//PUNCT/punct/2"
            f" || 2 {kind} actor=1 recipient=4"
        )
        assert (event.recipient_text == "Sudonia") is is_against
    drilled = only(
        f"Norland//PROPN/nsubj/2 glorped/glorp/VERB/root/0 {case}//ADP/case/4 Sudonia//PROPN/obl/2 .//PUNCT/punct/2"
        " || 2 COOPERATE actor=1 recipient=4"
    )
    assert drilled.recipient_text == "Sudonia"
