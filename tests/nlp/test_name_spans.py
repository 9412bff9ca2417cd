"""What is trimmed off a name."""

from __future__ import annotations

import pytest

from copydesk.nlp.article_doc import Piece
from copydesk.nlp.name_spans import names_within, trimmed


def kept(*words: str) -> str | None:
    """Return the words that stay of a span over all of them."""
    pieces = [Piece("body", i, i + 1, word, None) for i, word in enumerate(words)]
    found = trimmed(pieces, 0, len(pieces))
    return " ".join(words[found[0] : found[1]]) if found else None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("the", "Hague", "'s"), "Hague"), (("“", "Lund", "”", ","), "Lund"), (("U.S.",), "U.S."), (("Acme", "Inc.", "."), "Acme Inc."),
        (("Congress", "(", "I", ")"), "Congress ( I )"), (("Lund", ")"), "Lund"), (("the",), None), (("1999",), None), (("–",), None),
    ],
)  # fmt: skip
def test_only_the_name_stays(words: tuple[str, ...], name: str | None) -> None:
    assert kept(*words) == name


def test_honorific_parts_what_a_model_ran_together() -> None:
    words = ["GDC", "Mr", "Lund", "'s"]
    pieces = [Piece("body", i, i + 1, word, None) for i, word in enumerate(words)]
    assert list(names_within(pieces, 0, 4, "ORG")) == [(0, 1, "ORG"), (2, 3, "PERSON")]


def test_each_honorific_begins_a_name_of_its_own() -> None:
    words = ["GDC", "Mr", "Lund", "Mrs", "Dahl", "Vik"]
    pieces = [Piece("body", i, i + 1, word, None) for i, word in enumerate(words)]
    found = [(0, 1, "ORG"), (2, 3, "PERSON"), (4, 6, "PERSON")]
    assert list(names_within(pieces, 0, 6, "ORG")) == found


def test_honorific_alone_is_no_name() -> None:
    assert list(names_within([Piece("body", 0, 2, "Mr", True)], 0, 1, "PERSON")) == []
