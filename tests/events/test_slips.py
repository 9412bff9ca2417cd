"""Who did it and who suffered it where the parse slips or the words hide it; the parses are the shipped model's."""

from __future__ import annotations

import pytest

from copydesk.events import code_events
from copydesk.events.slips import with_known_lemmas
from copydesk.text.language import Sentence, Token

from .hand_parses import article_of

Row = tuple[str, str | None, str | None]


def rows(notation: str) -> set[Row]:
    """Return type, actor and recipient of each event of a sentence."""
    events = code_events(*article_of(notation))
    return {(e.event_type, e.actor_text, e.recipient_text) for e in events}


HAD = (
    "Norland//PROPN/nsubj/2 {had}/VERB/root/0 {whose}/4 {whom}/NOUN/obj/2 arrested/arrest/VERB/xcomp/2 .//PUNCT/punct/2"
    " || 5 COERCE/arrest actor=1 recipient=4"
)
THE, A, TWO, ITS = "the//DET/det", "a//DET/det", "two//NUM/nummod", "its//PRON/nmod:poss"


@pytest.mark.parametrize(
    ("had", "whose", "whom", "actor", "recipient"),
    [
        ("had/have", THE, "journalist/", "Norland", "the journalist"),
        ("got/get", A, "journalist/", "Norland", "a journalist"),
        ("had/have", ITS, "rivals/rival", "Norland", "Norland's rivals"),
        ("had/have", ITS, "ship/", "Norland", "Norland's ship"),  # a ship acts for a state
    ],
)
def test_who_had_it_done_acts(
    had: str, whose: str, whom: str, actor: str | None, recipient: str
) -> None:
    assert rows(HAD.format(had=had, whose=whose, whom=whom)) == {("COERCE", actor, recipient)}


def test_who_saw_it_done_or_had_two_of_theirs_arrested_did_not_do_it() -> None:
    for had, whose in (("saw/see", THE), ("had/have", TWO)):
        notation = HAD.format(had=had, whose=whose, whom="soldiers/soldier").partition("||")[0]
        assert {row[1] for row in rows(notation)} == {None}


BEFORE = (
    "{}/VERB/advcl/6 {} Sudonia//PROPN/{}/1 ,//PUNCT/punct/1 Norland//PROPN/nsubj/6 asked/ask/VERB/root/0 Harl//PROPN/iobj/6"
    " for//ADP/case/9 help//NOUN/obl/6 .//PUNCT/punct/6 || 1 ASSAULT actor=3 recipient=7"
)
ASKED = ("REQUEST", "Norland", "Harl")


@pytest.mark.parametrize("dep", ["obl:agent", "obl"])
def test_a_participle_before_the_subject_tells_what_was_done_to_it(dep: str) -> None:
    suffered = BEFORE.format("Attacked/attack", "by//ADP/case/3", dep)
    assert rows(suffered) == {("ASSAULT", "Sudonia", "Norland"), ASKED}
    did = BEFORE.format("Attacking/attack", "all//DET/det/3", "obj")
    assert rows(did) == {("ASSAULT", "Norland", "Sudonia"), ASKED}


def test_who_is_accused_before_the_subject_is_the_subject_though_nobody_says_by_whom() -> None:
    accused = BEFORE.format("Accused/accuse", "over//ADP/case/3", "obl").partition("||")[0]
    assert rows(accused) == {("ACCUSE", None, "Norland"), ASKED}


@pytest.mark.parametrize(("case", "actor"), [("by", "Sudonia"), ("over", None)])
def test_what_was_done_to_the_subject_is_not_what_it_does(case: str, actor: str | None) -> None:
    accused = BEFORE.format("Accused/accuse", f"{case}//ADP/case/3", "obl").partition("||")[0]
    sued = accused.replace("asked/ask", "accused/accuse").replace("iobj", "obj")
    assert rows(sued) == {("ACCUSE", actor, "Norland"), ("ACCUSE", "Norland", "Harl")}


KEPT = (
    "Guards/guard/NOUN/nsubj/2 {}/VERB/root/0 {}/NOUN/obj/2 from//SCONJ/mark/5 stabbing/stab/VERB/advcl/2 Harl//PROPN/obj/5"
    " .//PUNCT/punct/2"
)


def test_whom_they_keep_from_it_would_have_done_it_and_not_the_guards() -> None:
    kept = rows(KEPT.format("kept/keep", "rebels/rebel"))
    assert kept == {("ASSAULT", "rebels", "Harl")}
    gained = rows(KEPT.format("gained/gain", "time/"))
    assert gained == {("ASSAULT", "Guards", "Harl")}


EACH = (
    "Norland//PROPN/nsubj/4 and//CCONJ/cc/3 Sudonia//PROPN/conj/1 accused/accuse/VERB/root/0 {}//DET/obj/4 {}//DET/fixed/5"
    " of//SCONJ/mark/8 spying/spy/VERB/advcl/4 .//PUNCT/punct/4 || 4 ACCUSE/allege actor=1 actor=3 recipient=5"
)


@pytest.mark.parametrize("words", [("each", "other"), ("one", "another")])
def test_of_those_who_accuse_each_other_each_is_accused(words: tuple[str, str]) -> None:
    assert rows(EACH.format(*words)) == {
        ("ACCUSE", "Norland", "Sudonia"),
        ("ACCUSE", "Sudonia", "Norland"),
    }


def test_many_who_accuse_each_other_are_both_sides_and_each_of_them_is_nobody_s_other() -> None:
    deputies = (
        "The//DET/det/2 deputies/deputy/NOUN/nsubj/3 accused/accuse/VERB/root/0 each//DET/obj/3 other//DET/fixed/4"
        " of//ADP/case/7 bribery//NOUN/obl/3 .//PUNCT/punct/3 || 3 ACCUSE/allege actor=2"
    )
    assert rows(deputies) == {("ACCUSE", "The deputies", "The deputies")}
    one = deputies.replace("each//DET", "Harl//PROPN").replace(
        "other//DET/fixed", "twice//ADV/advmod"
    )
    assert rows(one) == {("ACCUSE", "The deputies", "Harl")}


@pytest.mark.parametrize(
    ("text", "lemma", "pos", "known"),
    [
        ("sailors", "sailors", "NOUN", "sailor"),  # in both lists of parties
        ("bombers", "bombers", "NOUN", "bomber"),
        ("zorbels", "zorbels", "NOUN", "zorbels"),
        ("sailors", "sailors", "PROPN", "sailors"),
        ("arms", "arm", "NOUN", "arms"),
        ("arrested", "arreste", "VERB", "arrest"),
        ("attacked", "attack", "VERB", "attack"),
        ("zorbed", "zorbe", "VERB", "zorbe"),
    ],
)
def test_a_word_is_known_under_the_lemma_that_lists_have(
    text: str, lemma: str, pos: str, known: str
) -> None:
    token = Token(0, len(text), text, lemma, pos, "x", 0)
    sentence = Sentence("body", 0, 0, len(text), text, (token,))
    assert with_known_lemmas(sentence).tokens[0].lemma == known
