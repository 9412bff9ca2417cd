"""What rules of names ask of a parse, and of the letters around a name: each question with its wrong twin."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from copydesk.entities.context import is_half, is_object, is_subject
from copydesk.entities.namesakes import ages_of
from copydesk.entities.readings import is_no_noun
from copydesk.entities.repeats import does_something
from copydesk.entities.resolve import country_of_office
from copydesk.entities.shaping import (
    is_cut_at_comma,
    is_of_nickname,
    over_hyphens_before,
    over_hyphens_behind,
)
from copydesk.entities.spans import is_joined_before
from copydesk.entities.text_view import Atom
from copydesk.text.language import Sentence, Token

from .test_shaping import atoms_of

DEEDS = frozenset(("attack", "say"))


def parsed(*rows: tuple[str, str, str, str, int]) -> Sentence:
    """Return a sentence of words, each with lemma, kind, relation and head."""
    tokens, at = [], 0
    for text, lemma, pos, dep, head in rows:
        tokens.append(Token(at, at + len(text), text, lemma, pos, dep, head))
        at += len(text) + 1
    return Sentence("body", 0, 0, at - 1, " ".join(row[0] for row in rows), tuple(tokens))


def span_at(sentence: Sentence, first: int, last: int | None = None) -> Any:
    """Return the span of some words of a sentence."""
    view = SimpleNamespace(sentence_at=lambda _: sentence, text=sentence.text)
    end = sentence.tokens[first if last is None else last].end
    return SimpleNamespace(view=view, start=sentence.tokens[first].start, end=end)


def clause(dep: str, verb: str = "attack") -> Sentence:
    """Return "North Norland attacks Oslen" with a relation of its first name to the verb."""
    return parsed(
        ("North", "North", "PROPN", "compound", 1),
        ("Norland", "Norland", "PROPN", dep, 2),
        ("attacks", verb, "VERB", "root", 2),
        ("Oslen", "Oslen", "PROPN", "obj", 2),
    )


@pytest.mark.parametrize(
    ("dep", "verb", "is_it"),
    [
        ("nsubj", "Attack", True),
        ("nsubj", "leave", False),
        ("nsubj:pass", "attack", True),
        ("csubj", "attack", True),
        ("obl", "attack", False),
        ("", "attack", True),  # no parse says it, and the verb follows at once
        ("", "leave", True),  # by its form
    ],
)
def test_who_does_one_of_some_deeds(dep: str, verb: str, is_it: bool) -> None:
    assert is_subject(span_at(clause(dep, verb), 0, 1), DEEDS) is is_it
    assert not is_subject(span_at(clause(dep, verb), 3), DEEDS)


@pytest.mark.parametrize(
    ("dep", "verb", "is_it"),
    [
        ("obj", "attack", True),
        ("iobj", "attack", True),
        ("obj", "leave", False),
        ("obl", "attack", True),
    ],
)
def test_whom_one_of_some_deeds_is_done_to(dep: str, verb: str, is_it: bool) -> None:
    """Where the parse calls it no object, the word right before says it."""
    rows = [(t.text, t.lemma, t.pos, t.dep, t.head) for t in clause("nsubj", verb).tokens]
    sentence = parsed(*rows[:3], ("Oslen", "Oslen", "PROPN", dep, 2))
    assert is_object(span_at(sentence, 3), DEEDS) is is_it
    assert not is_object(span_at(sentence, 0, 1), DEEDS)


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("the South", True),
        ("from South", False),
        ("the South Bay", False),
        ("the South said", True),
        ("from South's", True),
        ("the South-based", False),
    ],
)
def test_a_half_of_a_country_stands_for_it_alone(words: str, is_one: bool) -> None:
    assert is_half(atoms_of(words), 1) is is_one


@pytest.mark.parametrize(
    ("text", "at", "start"),
    [
        ("met Jean-Paul Roux", 9, 4),
        ("met Jean-Marie-Paul", 15, 4),
        ("met anti-Paul men", 9, 9),
        ("met -Paul", 5, 5),
        ("met 9-Paul", 6, 6),
        ("Al-Amin", 3, 0),
    ],
)
def test_hyphens_join_words_with_a_capital_before_a_name(text: str, at: int, start: int) -> None:
    assert over_hyphens_before(text, at) == start


@pytest.mark.parametrize(
    ("text", "is_family", "end"),
    [
        ("Al-Amin left", False, 7),
        ("Al-Amin-Haddad left", False, 14),
        ("Al-backed men", False, 2),
        ("Jae-in left", False, 3),
        ("Jae-in left", True, 6),
        ("Jae-longer", True, 3),
        ("Al- left", False, 2),
    ],
)
def test_hyphens_join_words_with_a_capital_behind_a_name(
    text: str, is_family: bool, end: int
) -> None:
    assert over_hyphens_behind(text, text.index("-"), is_family=is_family) == end


@pytest.mark.parametrize(
    ("text", "is_body", "is_cut"),
    [
        ("Lund, Oslo", False, True),
        ("Lund, Jr", False, False),
        ("Lund, Inc", True, False),
        ("Lund, Oslo", True, True),
        ("Health, Labour and Welfare", True, False),
    ],
)
def test_a_comma_parts_names_but_not_a_name(text: str, is_body: bool, is_cut: bool) -> None:
    atoms: list[Atom] = atoms_of(text)
    assert is_cut_at_comma(atoms, 1, is_body=is_body) is is_cut


@pytest.mark.parametrize(
    ("text", "is_joined"),
    [("x.Paris", True), (". Paris", False), ("(.Paris", False), ("@Paris", True), ("#Paris", True), ("JEAN-Paris", True), ("anti-Paris", False), ("a Paris", False), ("Paris", False)],
)  # fmt: skip
def test_what_goes_on_with_a_word_begins_no_name(text: str, is_joined: bool) -> None:
    assert is_joined_before(text, text.index("Paris")) is is_joined


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Lang, 44, left.", [44]),
        ("the 44-year-old dentist Lang left.", [44]),
        ("Lang left.", []),
    ],
)
def test_the_words_around_a_name_tell_an_age(text: str, ages: list[int]) -> None:
    start = text.index("Lang")
    span: Any = SimpleNamespace(view=SimpleNamespace(text=text), start=start, end=start + 4)
    assert list(ages_of(span)) == ages


@pytest.mark.parametrize(
    ("word", "pos", "following", "is_none"),
    [
        ("speaks", "VERB", "NOUN", True),
        ("occupied", "VERB", "PROPN", False),
        ("occupied", "VERB", "ADP", True),
        ("people", "NOUN", "VERB", False),
        ("in", "ADP", "NOUN", True),
    ],
)
def test_behind_a_language_stands_a_noun_or_none(
    word: str, pos: str, following: str, is_none: bool
) -> None:
    sentence = parsed(
        ("Russian", "Russian", "ADJ", "amod", 1), (word, word, pos, "x", 0), ("Oslen", "Oslen", following, "x", 1)
    )  # fmt: skip
    view: Any = SimpleNamespace(sentence_at=lambda _: sentence)
    after: Any = SimpleNamespace(start=sentence.tokens[1].start)
    assert is_no_noun(view, after) is is_none


@pytest.mark.parametrize(
    ("text", "at", "is_one"),
    [
        ('Ada "Red" Ruiz', 1, True),
        ('Ada "Red" Ruiz', 3, True),
        ('Ada "Red" Ruiz', 2, False),
        ('"Ada" Ruiz', 0, False),
        ('Ada "Ruiz"', 1, False),
        ('Ada "" Ruiz', 1, False),
        ('Ada "Red Ruiz', 1, False),
        ('Ada "Red" "Big" Ruiz', 1, False),
    ],
)
def test_two_quotes_inside_a_name_stand_around_a_nickname(text: str, at: int, is_one: bool) -> None:
    assert is_of_nickname(atoms_of(text), at) is is_one


@pytest.mark.parametrize(
    ("words", "acts"),
    [
        ((("said", "say", "VERB"),), True),
        ((("say", "say", "VERB"),), False),
        ((("Said", "say", "VERB"),), False),
        ((("said", "say", "NOUN"),), False),
        ((("was", "be", "AUX"), ("told", "tell", "VERB")), True),
        ((("was", "be", "AUX"), ("wet", "wet", "ADJ")), False),
        ((("was", "be", "AUX"),), False),
        ((("could", "could", "AUX"),), True),
        ((), False),
    ],
)
def test_may_is_a_person_where_it_acts(words: tuple[tuple[str, str, str], ...], acts: bool) -> None:
    rows = [("May", "May", "PROPN", "x", 0), *((*word, "x", 0) for word in words)]
    sentence = parsed(*rows)
    view: Any = SimpleNamespace(atoms=atoms_of(sentence.text), sentence_at=lambda _: sentence)
    assert does_something(view, 0) is acts


def form(state: str, n: int) -> Any:
    return SimpleNamespace(state=state, n_articles=n, n=n)


@pytest.mark.parametrize(
    ("held", "told", "code"),
    [
        ([form("FRA", 2)], [], "FRA"),
        ([form("FRA", 1)], [], None),
        ([form("FRA", 1), form("FRA", 1)], [], None),  # of one form two articles say it
        ([form("FRA", 4), form("DEU", 2)], [], "FRA"),
        ([form("FRA", 3), form("DEU", 2)], [], None),
        ([form("FRA", 11)], [form("ITA", 1)], "FRA"),
        ([form("FRA", 10)], [form("ITA", 1)], None),
    ],
)
def test_the_country_of_an_office_is_its_holders_where_hardly_anybody_tells(
    held: list[Any], told: list[Any], code: str | None
) -> None:
    assert country_of_office(held, told) == code


def test_a_verb_may_open_its_sentence() -> None:
    verb, now = ("Attack", "attack", "VERB", "root", 0), ("now", "now", "ADV", "advmod", 0)
    for dep, asked in (("nsubj", is_subject), ("obj", is_object)):
        sentence = parsed(verb, now, ("Oslen", "Oslen", "PROPN", dep, 0))
        assert asked(span_at(sentence, 2), DEEDS)
