"""Slices of the fault matrices; `docs/decisions/011-trust.md` names the commands of the long runs."""

from __future__ import annotations

import pytest

from tests.trust import (
    call_matrix,
    crash_matrix,
    error_matrix,
    reader_loops,
    single_faults,
)
from tests.trust.crash_matrix import Scene
from tests.trust.forked import warm_up

pytestmark = pytest.mark.slow

LATER = Scene("later", 2, "articles")
FIRST = Scene("first", 1, "articles", has_before=False)


@pytest.fixture(autouse=True)
def _warm():
    warm_up("articles")


@pytest.mark.parametrize("scene", [LATER, FIRST], ids=str)
def test_a_run_killed_anywhere_is_made_good_by_the_next(scene):
    tally, failures = crash_matrix.disturb(scene, cases=2, kills=1, seed=1)
    assert failures == []
    assert tally["points"] > 40
    assert tally["named kills survived"] + tally["named kills too late"] == 2


def test_a_refused_call_is_told_plainly_and_harms_nothing():
    tally, failures = error_matrix.disturb(LATER, cases=4, seed=1)
    assert failures == []
    assert tally["refused"] + tally["refused after the flip"] + tally["got by"] == 4


def test_a_call_that_fails_while_records_are_read_is_no_verdict_on_them():
    tally, failures = call_matrix.disturb(cases=4, seed=1, tables="articles")
    assert failures == []
    assert tally["places"] > 500
    assert tally["refused"] + tally["got by"] == 4


def test_no_command_answers_silently_where_one_file_was_harmed():
    tally, failures = single_faults.disturb(cases=6, seed=1, tables="articles")
    assert failures == []
    assert sum(tally.values()) == 6


def test_readers_meet_no_error_and_no_mixture_while_versions_change():
    sums, wrong = reader_loops.commit_and_read(commits=2, tables="articles")
    assert wrong == []
    assert sums["versions"] == 3
    for kind in reader_loops.readers_here():
        assert sums[f"{kind} pinned reads"] > 0
        assert sums[f"{kind} plain reads"] > 0
