"""A slice of the hostile inputs through the real stages: in this process's tree and through the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.hostile.bombs import built
from tests.hostile.cases import FAMILIES, Case, make_case, make_cases
from tests.hostile.run import feed_batch, lay, tree_of
from tests.hostile.seeds import PROJECT, own_seeds

SLICE = 100
SKIPPED_IN_CI = (
    "overlapping.zip",
    "bomb.parquet",
    "open-quotes.csv",
    "many-ids.jsonl",
    "shifting.csv",
    "too-big.html",
)
"""Built files that take seconds: the long run feeds them."""


def test_a_case_is_a_function_of_its_seed_and_number():
    good = own_seeds()
    cases = [make_case(7, number, good) for number in range(40)]
    assert cases == [make_case(7, number, good) for number in range(40)]
    assert [case.raw for case in cases] != [make_case(8, number, good).raw for number in range(40)]
    assert len({case.family for case in cases}) >= len(FAMILIES) - 2


@pytest.mark.slow
def test_hostile_files_leave_rows_and_nothing_else():
    cases = [case for case in built(is_small=True) if not case.name.endswith(SKIPPED_IN_CI)]
    cases += make_cases(1, 0, SLICE)
    found = feed_batch(cases, "articles", with_odd_files=True)
    assert found["problems"] == []
    assert found["files"] >= len(cases)


@pytest.mark.slow
def test_hostile_stories_pass_the_language_stages():
    cases = [case for case in make_cases(3, 0, 150) if case.family == "values"][:16]
    assert feed_batch(cases, "events")["problems"] == []


@pytest.mark.slow
@pytest.mark.server
def test_hostile_files_pass_through_the_command_line(tmp_path: Path):
    cases: list[Case] = list(make_cases(2, 0, 30))
    lay(tmp_path, cases, with_odd_files=True)
    (tmp_path / "tmp").mkdir()
    before = tree_of(tmp_path, ("curated", "tmp"))
    done = told(tmp_path, "run", "--tables", "articles")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stdout + done.stderr
    assert tree_of(tmp_path, ("curated", "tmp")) == before
    rows = [pd.read_parquet(tmp_path / "curated" / name) for name in ("copies", "quarantine")]
    assert sum(len(frame) for frame in rows) > len(cases)
    again = told(tmp_path, "verify")
    assert again.returncode == 0, again.stdout[-2000:]


def told(folder: Path, command: str, *flags: str) -> subprocess.CompletedProcess[str]:
    """Return how a command of the command line ended in a folder with `raw` and `curated`."""
    words = [
        sys.executable,
        "-m",
        "flows.command_line",
        command,
        "--raw",
        "raw",
        "--curated",
        "curated",
    ]
    return subprocess.run(
        [*words, *flags],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "TMPDIR": str(folder / "tmp")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
