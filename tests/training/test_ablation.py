"""The switches of `training.events.ablation`: each condition can be taken as met, or as never met, on its own."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from training.events.ablation import SWITCH, Board, Switched, ablate, f1

CODE = """
def told(x):
    if x > 2 and x != 5:
        return [n for n in range(x) if n % 2]
    return x or []
"""


def switched() -> tuple[Board, Callable[[int], Any]]:
    board = Board()
    tree = ast.fix_missing_locations(Switched(board, "made.py").visit(ast.parse(CODE)))
    names: dict[str, Any] = {SWITCH: board.switch}
    exec(compile(tree, "made.py", "exec"), names)
    return board, names["told"]


@pytest.mark.parametrize(
    ("off", "x", "without"),
    [("x > 2", 1, []), ("x != 5", 5, [1, 3]), ("n % 2", 3, [0, 1, 2]), ("x", 2, [])],
)
def test_a_condition_switched_off_changes_what_it_stands_for(
    off: str, x: int, without: Any
) -> None:
    board, told = switched()
    with_it = told(x)
    board.off = next(k for k, site in enumerate(board.sites) if site.words == off)
    assert told(x) == without != with_it


def test_only_documents_that_a_condition_matters_in_are_asked_again() -> None:
    board, told = switched()

    def tally(x: int) -> dict[str, tuple[int, int, int]]:
        return {"made": (int(told(x) == [1, 3]), 0, 1)}

    documents = {str(x): partial(tally, x) for x in (1, 5, 6)}
    found = {site.words: (n, gain) for site, n, gain in ablate(board, documents)}
    assert found["x != 5"] == (1, {"made": 100 * f1((1, 0, 3))})
    odd = next(k for k, site in enumerate(board.sites) if site.words == "n % 2")
    assert board.seen[odd] == {"6"}
