"""What mutation testing keeps for CI: a change as lines, the test that noticed it, and whether both still stand."""

from __future__ import annotations

import argparse
import contextlib
import json
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests import mutants

MODULE = """def least(a):
    if a:
        return 1
    return 2


def most(b):
    if b:
        return 1
    return 3
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "m.py").write_text(MODULE)
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    monkeypatch.setattr(mutants, "HELD", tmp_path / "held.json")
    return tmp_path


def changed(was: str, becomes: str) -> mutants.Mutant:
    head, _, tail = MODULE.rpartition(was)
    return mutants.Mutant("m", "m.py", "", 0, head + becomes + tail)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("return 3", "return 4"), ("return 1", "return 5"), ("    if b:\n        return 1\n", "")],
)
def test_a_change_that_is_kept_is_made_again(tree: Path, was: str, becomes: str) -> None:
    mutant = changed(was, becomes)
    mutants._hold(mutant, "test_m.py::test_one")
    mutants._hold(mutant, "test_m.py::test_one")
    [(again, test)] = mutants._standing(9)
    assert (again.text, test) == (mutant.text, "test_m.py::test_one")
    (tree / "m.py").write_text("A = 1\n" + MODULE)  # further down in its module
    [(moved, _)] = mutants._standing(9)
    assert moved.text == "A = 1\n" + mutant.text


def test_a_change_whose_lines_are_gone_is_asked_no_more(tree: Path) -> None:
    mutants._hold(changed("return 3", "return 4"), "test_m.py::test_one")
    mutants._hold(changed("return 1", "return 5"), "test_m.py::test_two")
    (tree / "m.py").write_text(MODULE.replace("return 3", "return 7"))
    assert [test for _, test in mutants._standing(9)] == ["test_m.py::test_two"]
    (tree / "m.py").unlink()
    assert mutants._standing(9) == []


def test_no_more_are_asked_than_are_wanted(tree: Path) -> None:
    for number in range(4, 9):
        mutants._hold(changed("return 3", f"return {number}"), f"test_m.py::test_{number}")
    assert len(mutants._standing(3)) == 3
    assert len(mutants._standing(9)) == 5


@pytest.mark.parametrize(
    ("n", "failing", "is_red", "told"),
    [
        (2, {"test_one", "test_two"}, False, "0 of 2 changes survive"),
        (2, {"test_one"}, True, "was noticed by test_m.py::test_two"),
        (3, {"test_one", "test_two"}, True, "3 should be asked"),
        (2, {"unchanged", "test_one", "test_two"}, True, "fails without a change"),
    ],
)
def test_ci_is_red_where_a_change_survives_or_too_few_stand_or_a_test_fails_anyway(
    tree: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    n: int,
    failing: set[str],
    is_red: bool,
    told: str,
) -> None:
    for number, name in ((4, "test_one"), (5, "test_two")):
        mutants._hold(changed("return 3", f"return {number}"), f"test_m.py::{name}")

    class Pool:
        def submit(self, _: object, changes: list[object], lots: list[list[str]]) -> Future[str]:
            answer: Future[str] = Future()
            name = lots[0][0].partition("::")[2] if changes else "unchanged"
            answer.set_result(lots[0][0] if name in failing else "")
            return answer

    monkeypatch.setattr(mutants, "_workers", lambda n: contextlib.nullcontext(Pool()))
    assert mutants._ask_held(argparse.Namespace(held=n, workers=1)) is is_red
    assert told in capsys.readouterr().out


def test_each_change_that_is_kept_has_its_test_in_a_file_that_is_there() -> None:
    held = json.loads(mutants.HELD.read_text(encoding="utf-8"))
    assert all((mutants.ROOT / one["test"].split("::")[0]).is_file() for one in held)


@pytest.mark.parametrize(
    ("package", "module", "test"),
    [
        ("copydesk/readers", "copydesk/readers/sql_dump.py", "tests/readers/test_sql_dump.py"),  # its name
        ("copydesk/parse", "copydesk/parse/urls.py", "tests/parse/test_page_parts.py"),  # imports it
        ("copydesk/dedup", "copydesk/dedup/kept.py", "tests/dedup/test_increments.py"),  # on a way
    ],
)  # fmt: skip
def test_the_tests_nearest_to_a_module_are_asked(package: str, module: str, test: str) -> None:
    found = mutants.near_tests(package, module)
    assert test in found
    assert found[0] == module
    assert len(found) <= 1 + mutants.NEAR_FILES


def test_a_loop_without_end_is_noticed_by_the_processor_time_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants, "TIME_LIMIT", 1)
    (tmp_path / "test_m.py").write_text("def test_one():\n    while True:\n        pass\n")
    assert mutants._failed(["test_m.py"], tmp_path) == mutants.UNNAMED
