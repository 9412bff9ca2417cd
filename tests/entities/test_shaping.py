"""What is taken from around a name, and what leaves it as it is."""

from __future__ import annotations

import re

import pytest

from copydesk.entities.shaping import is_before_name, is_row_of_known, without_echo
from copydesk.entities.text_view import Atom


def atoms_of(text: str) -> list[Atom]:
    found = re.finditer(r"\w+|[^\w\s]", text)
    return [Atom(m.start(), m.end(), m.group(), 0, m.start() == 0) for m in found]


@pytest.mark.parametrize(
    ("text", "n"),
    [("Maria Lund Lund", 2), ("Maria Lund Berg", 3), ("Lund Lund", 2), ("Maria Lund", 2)],
)
def test_only_a_last_word_said_again_behind_a_name_is_an_echo(text: str, n: int) -> None:
    assert without_echo(atoms_of(text)) == atoms_of(text)[:n]


@pytest.mark.parametrize(
    ("text", "is_none"),
    [("Mayor Lund", True), ("Maria Lund", False), ("today Lund", True), ("von Lund", False)],
)
def test_a_title_and_a_small_word_are_none_of_a_name(text: str, is_none: bool) -> None:
    first, *rest = atoms_of(text)
    assert is_before_name(first.text, rest) is is_none


@pytest.mark.parametrize(
    ("text", "is_row"),
    [
        ("Kentucky Republican", True),
        ("Kentucky Ohio", False),
        ("Kentucky Lund", False),
        ("Lund Republican", False),
        ("Kentucky Republican Lund", False),
    ],
)
def test_a_place_before_a_group_names_neither_by_itself(text: str, is_row: bool) -> None:
    assert is_row_of_known(atoms_of(text)) is is_row
