"""The judge of readings: which way to read an act is chosen, what it knows of it, and how its confidence is learnt."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pytest

from copydesk.events import code_events, judge
from copydesk.events.coder import ANY, chances_beside
from copydesk.events.judge import (
    Question,
    Way,
    Weights,
    choose,
    confidence_of,
    learnt_weights,
    score_of,
)
from copydesk.events.tree import build_tree
from copydesk.text.language import CodedEvent, Sentence, Token
from training.events.judge import Judged, bands_of, fitted, is_told, left_out, stretched
from training.events_corpus.corpus import LabelledEvent, Span

from .hand_parses import article_of

WEIGHTS: Mapping[Question, Weights] = {
    "right": {"": 0.0, "good": 2.0, "bad": -2.0},
    "reports": {"": 0.0, "sure": 4.0, "fair": 0.7, "likely": 1.0, "strong": 2.1, "idle": -2.0},
}
ARRESTED = "Norland//PROPN/nsubj/2 arrested/arrest/VERB/root/0 Harl//PROPN/obj/2 .//PUNCT/punct/2"
AGREEING = f"{ARRESTED} || 2 COERCE/arrest actor=1 recipient=3"
OTHERS = f"{ARRESTED} || 2 COERCE/arrest actor=3 recipient=1"
OTHER_TYPE = f"{ARRESTED} || 2 SUPPORT actor=1 recipient=3"
ALONE = AGREEING.replace("arrested/arrest", "glorped/glorp")


def way(*marks: str, is_alone: bool = False) -> Way:
    return Way(is_alone, (), (dict.fromkeys(marks, 1.0),))


def ways_of(notation: str) -> list[Way]:
    """Return every way to read the acts of a sentence."""
    found: list[Way] = []

    def take(ways: Sequence[Way]) -> Way | None:
        found.extend(ways)
        return ways[0] if ways else None

    code_events(*article_of(notation), take)
    return found


def marks_of(notation: str) -> Mapping[str, float]:
    """Return the marks of the first pair of the first way."""
    return ways_of(notation)[0].marks[0]


def coded(notation: str) -> CodedEvent:
    (event,) = code_events(*article_of(notation))
    return event


def test_the_likelier_parties_are_chosen_and_of_equals_the_parses() -> None:
    poor, fine, twin = way("bad"), way("good"), way("good")
    assert choose([poor, fine, twin], WEIGHTS) is fine
    assert choose([], WEIGHTS) is None


def test_the_model_alone_must_be_sure_and_the_lexicon_only_not_idle() -> None:
    assert choose([way("good", is_alone=True)], WEIGHTS) is None
    sure = way("good", "sure", is_alone=True)
    assert choose([sure], WEIGHTS) is sure
    known = way("good")
    assert choose([known], WEIGHTS) is known
    assert choose([way("good", "idle")], WEIGHTS) is None


def test_a_deed_that_the_model_alone_reads_must_be_surer_than_a_word() -> None:
    deed = ways_of(AGREEING)[0].events
    word = ways_of(ALONE.replace("COERCE/arrest", "SUPPORT"))[0].events
    assert (deed[0].event_type, word[0].event_type) == ("COERCE", "SUPPORT")
    for events, is_taken in ((word, True), (deed, False)):
        way = Way(True, events, ({"good": 1.0, "likely": 1.0},))  # a chance of .73
        assert (choose([way], WEIGHTS) is way) is is_taken
    assert choose([Way(True, deed, ({"strong": 1.0},))], WEIGHTS) is not None  # .89
    assert choose([Way(True, word, ({"fair": 1.0},))], WEIGHTS) is None  # .67
    assert choose([Way(False, deed, ({"likely": 1.0},))], WEIGHTS) is not None


def test_a_way_is_as_likely_as_its_pairs_on_average() -> None:
    both = Way(False, (), ({"good": 1.0}, {"bad": 1.0}))
    assert both.chance(WEIGHTS["right"]) == pytest.approx(0.5)


def test_two_ways_are_offered_where_parse_and_model_differ_and_one_where_not() -> None:
    assert len(ways_of(AGREEING)) == 1
    met = (
        "Norland//PROPN/nsubj/2 met/meet/VERB/root/0 with//ADP/case/4 Harl//PROPN/obl/2 Weir//PROPN/dep/2"
        " .//PUNCT/punct/2 || 2 CONSULT actor=1 recipient=5"
    )
    assert parties_of(met) == [[("Norland", "Harl")], [("Norland", "Weir")]]


def test_the_direct_object_is_not_put_to_the_choice() -> None:
    twice = ARRESTED.replace("Harl//PROPN/obj/2", "Harl//PROPN/obj/2 Weir//PROPN/dep/2")
    assert parties_of(f"{twice} || 2 COERCE/arrest actor=1 recipient=4") == [[("Norland", "Harl")]]


def parties_of(notation: str) -> list[list[tuple[str | None, str | None]]]:
    """Return whom each way to read a sentence names."""
    return [[(e.actor_text, e.recipient_text) for e in w.events] for w in ways_of(notation)]


@pytest.mark.parametrize(
    ("notation", "mark", "twin"),
    [
        (AGREEING, "agrees", OTHER_TYPE),
        (OTHER_TYPE, "disagrees", AGREEING),
        (ARRESTED, "lexicon", ALONE),
        (AGREEING, "frame", ARRESTED),
        (AGREEING, "actor shared", OTHERS),
        (OTHERS, "recipient unshared", AGREEING),
        (AGREEING, "recipient core", AGREEING.replace("obj/2", "dep/2")),
        (
            AGREEING,
            "actor direct",
            AGREEING.replace("Norland//PROPN/nsubj/2", "Norland//PROPN/dep/3"),
        ),
        (AGREEING, "both", AGREEING.replace("Harl//PROPN", "it//PRON").replace(" recipient=3", "")),
    ],
)
def test_a_mark_and_its_twin_without(notation: str, mark: str, twin: str) -> None:
    assert marks_of(notation).get(mark)
    assert not marks_of(twin).get(mark)


def test_the_shipped_weights_know_only_marks_and_rank_as_they_should() -> None:
    assert coded(AGREEING).confidence > coded(ARRESTED).confidence > coded(OTHER_TYPE).confidence
    assert coded(AGREEING).confidence == confidence_of(marks_of(AGREEING))
    assert set(learnt_weights()) == {"reports", "right", "read"}


@pytest.mark.parametrize(("score", "confidence"), [(-9.0, 0.05), (0.0, 0.5), (9.0, 0.95)])
def test_confidence_is_a_chance_that_is_never_certain(
    monkeypatch: pytest.MonkeyPatch, score: float, confidence: float
) -> None:
    monkeypatch.setattr(judge, "learnt_weights", lambda: {"right": {"": 0.0}, "read": {"": score}})
    assert confidence_of({}) == confidence


def rows(n: int, document: str, share: float) -> list[Judged]:
    """Return readings of which the surer half is right in a share."""
    return [
        Judged(document, {"m": float(k % 2)}, True, k % 2 == 1 and k < share * n) for k in range(n)
    ]


def test_weights_fit_what_they_learn_from() -> None:
    seen = [{"m": 1.0}] * 10 + [{}] * 10
    weights = fitted(seen, [True] * 8 + [False] * 2 + [True] * 3 + [False] * 7, 1e6)
    chances = [judge.chance_of_marks(marks, weights) for marks in ({"m": 1.0}, {})]
    assert chances == pytest.approx([0.8, 0.3], abs=0.01)
    held = fitted(seen, [True] * 8 + [False] * 2 + [True] * 3 + [False] * 7, 0.1)
    assert 0 < held["m"] < weights["m"]


def test_a_stretch_keeps_the_order_and_finds_the_share() -> None:
    weights = {"": 1.0, "m": 3.0}
    given = [
        Judged("d", {"m": float(k % 2)}, True, k % 20 in (1, 3, 5, 7, 9, 2)) for k in range(200)
    ]
    fit = stretched(weights, given)
    assert judge.chance_of_marks({"m": 1.0}, fit) == pytest.approx(0.5, abs=0.01)
    assert judge.chance_of_marks({}, fit) == pytest.approx(0.1, abs=0.01)
    assert score_of({"m": 1.0}, fit) > score_of({}, fit)


def test_no_story_is_judged_by_a_stretch_that_saw_it() -> None:
    weights = {"": 0.0, "m": 1.0}
    others = [row for k in range(20) for row in rows(10, f"d{k:02}", 0.5)]
    own = [Judged("a", {"m": 1.0}, True, True)] * 30

    def chances(truth: bool) -> set[float]:
        mine = [dataclasses.replace(row, is_right=truth) for row in own]
        return {
            chance for chance, row in left_out([*others, *mine], weights) if row.document == "a"
        }

    assert chances(True) == chances(False)
    assert len(left_out([*others, *own], weights)) == len(others) + len(own)


def test_bands_hold_shares_of_what_is_right() -> None:
    right, wrong = Judged("d", {}, True, True), Judged("d", {}, True, False)
    assert bands_of([(0.55, right), (0.59, wrong), (0.95, right), (0.95, right)]) == [
        "0.5 and more | 2 | 0.50 | 1.00 | 0.50",
        "0.8 and more | 2 | 0.50 | 1.00 | 1.00",
    ]


def test_what_stands_beside_a_sentence_is_a_mark_of_it() -> None:
    token = Token(0, 1, "x", "x", "NOUN", "root", 0)
    likely = [0.1, 0.9, None, 0.4]
    trees = [
        build_tree(Sentence("body", n, 0, 1, "x", (dataclasses.replace(token, event_chance=c),)))
        for n, c in enumerate(likely)
    ]
    assert chances_beside(trees) == [0.9, 0.1, 0.9, 0.0]
    assert chances_beside(trees[:1]) == [ANY]
    assert marks_of(ALONE)["beside"] == ANY


def test_one_act_is_learnt_as_reported_once() -> None:
    (told,) = ways_of(ALONE)[0].events
    other = dataclasses.replace(told, trigger_start=90, trigger_end=95)
    at = Span(told.trigger_start, told.trigger_end, told.trigger)
    rest = (False, None, None, None, "reported", "positive")
    label = LabelledEvent("COERCE", None, at, (), (), *rest)
    assert is_told(label, told, [told, other])
    assert not is_told(label, other, [told, other])
    assert is_told(label, other, [other])  # nothing else says it
    assert not is_told(dataclasses.replace(label, event_type="AID"), told, [told])
