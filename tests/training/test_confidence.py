"""What `training.events.confidence` learns from events that people read, and how it judges what it learnt."""

from __future__ import annotations

import pytest

from copydesk.events.judge import chance_of_marks
from training.events.confidence import Read, check, learn, told


def rows(dump: str, n: int, share_of_nouns: float, share_of_names: float) -> list[Read]:
    """Return readings of which so many are right where a noun or a name stands for who acts."""
    found = []
    for mark, share in (("actor noun", share_of_nouns), ("actor name", share_of_names)):
        found += [Read(dump, {mark: 1.0}, k < share * n, k < share * n) for k in range(n)]
    return found


def test_a_mark_of_wrong_rows_lowers_the_chance() -> None:
    weights = learn(rows("one", 40, 0.25, 0.75))
    noun, name = (chance_of_marks({mark: 1.0}, weights) for mark in ("actor noun", "actor name"))
    assert noun < 0.5 < name


def test_what_a_dump_is_told_comes_from_the_others() -> None:
    others = [*rows("one", 40, 0.2, 0.8), *rows("two", 40, 0.2, 0.8)]
    alike, against = rows("three", 40, 0.2, 0.8), rows("three", 40, 0.8, 0.2)
    brier = [float(check([*others, *mine])[-1].split()[3].rstrip(",")) for mine in (alike, against)]
    assert brier[0] < 0.25 < brier[1]


@pytest.mark.parametrize(("chance", "error"), [(0.5, "0.000"), (0.9, "0.400")])
def test_the_calibration_error_is_how_far_chances_are_from_shares(
    chance: float, error: str
) -> None:
    read = [Read("one", {}, k % 2 == 0, k % 2 == 0) for k in range(80)]
    assert f"calibration error {error}" in told(read, [chance] * 80)
