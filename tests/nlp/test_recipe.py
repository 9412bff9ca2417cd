"""What the recipe does to its texts: names stay where they are said to be."""

from __future__ import annotations

import random
from pathlib import Path

import zstandard
from hypothesis import given
from hypothesis import strategies as st

from copydesk.nlp.encoder import Encoder
from copydesk.nlp.shipped_model import model_folder
from training.casing import joined, lower, recased, title, upper
from training.corpora import NamedText, read_trees, with_nationalities
from training.encoder.own_trees import conllu
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


def test_trees_that_the_model_draws_can_be_read_back(tmp_path: Path) -> None:
    text = "Police arrested 20 members of the Labour Party. Maria Lund met them in Oslo."
    blocks = "".join(conllu(Encoder(model_folder()), [text]))
    path = tmp_path / "own.conllu.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(blocks.encode()))
    first, second = read_trees(path)
    assert [tree.text for tree in (first, second)] == [text[:47], text[48:]]
    assert [w.text for w in first.words if w.dep == "ROOT"] == ["arrested"]
    assert first.begins_document
    assert [(w.text, w.head) for w in second.words][:3] == [("Maria", 2), ("Lund", 0), ("met", 2)]
