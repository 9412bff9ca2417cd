"""What the recipe does to its texts: names stay where they are said to be."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from training.casing import joined, lower, recased, title, upper
from training.corpora import NamedText, with_nationalities
from training.relabel import relabelled

LUND = NamedText(
    "Maria Lund met the Acme board in Oslo. Lund left.",
    ((0, 10, "PERSON"), (19, 23, "ORG"), (33, 37, "GPE"), (39, 43, "PERSON")),
)
OTHER = NamedText(
    "Ola Berg of Umbrella Ltd flew to Bergen.",
    ((0, 8, "PERSON"), (12, 24, "ORG"), (33, 39, "GPE")),
)


def surfaces(named: NamedText) -> list[tuple[str, str]]:
    """Return the names of a text with their labels."""
    return [(named.text[start:end], label) for start, end, label in named.names]


@given(st.text())
def test_casing_never_moves_a_letter(text: str) -> None:
    assert len(upper(text)) == len(lower(text)) == len(title(text)) == len(text)


def test_title_case_leaves_small_words() -> None:
    assert (
        title("police arrest two in the centre of Oslo")
        == "Police Arrest Two in the Centre of Oslo"
    )


@given(st.integers(0, 2000))
def test_recased_names_are_the_same_but_for_case(seed: int) -> None:
    got = recased(LUND, random.Random(seed))
    assert [s.casefold() for s, _ in surfaces(got)] == [s.casefold() for s, _ in surfaces(LUND)]


def test_joined_texts_keep_their_names() -> None:
    assert surfaces(joined([LUND, OTHER])) == surfaces(LUND) + surfaces(OTHER)


def test_surname_labelled_now_and_then_as_a_firm_is_a_person() -> None:
    lone = [NamedText("Lund left.", ((0, 4, label),)) for label in ("ORG", "ORG", "PERSON")]
    full = NamedText("Ola Lund left.", ((0, 8, "PERSON"),))
    assert {label for t in relabelled([*lone, full]) for _, label in surfaces(t)} == {"PERSON"}


def test_rivers_and_bridges_are_places() -> None:
    got = relabelled([NamedText("the Drina River", ((4, 15, "GPE"),))])
    assert surfaces(got[0]) == [("Drina River", "LOC")]


def test_demonym_is_added_only_outside_names() -> None:
    text = "French troops met Air French"
    assert with_nationalities(text, [(18, 28, "ORG")]) == [(0, 6, "NORP"), (18, 28, "ORG")]
