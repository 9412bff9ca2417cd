"""Pairs of articles that teach what speaks against one happening."""

from __future__ import annotations

import collections
import csv

import numpy as np

from training.stories.discount import PAIRS, fit, read_pairs


def test_each_pair_is_told_once_and_every_collection_has_both_answers() -> None:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [(row["left"], row["right"]) for row in rows]
    assert len(set(pairs)) == len(pairs) > 600
    assert all(left < right for left, right in pairs)
    told = collections.Counter((row["collection"], row["is_one"]) for row in rows)
    assert {answer for _, answer in told} == {"0", "1"}
    assert min(told.values()) > 20
    assert len(read_pairs("abp")) == told["abp", "0"] + told["abp", "1"]


def test_the_learner_finds_what_decides() -> None:
    draw = np.random.default_rng(3)
    table = draw.normal(size=(400, 2))
    weights = fit(table, (table[:, 0] - 0.1 * table[:, 1] > 0).astype(float), np.ones(400))
    assert weights[0] > 0 > weights[1]
    assert abs(weights[0]) > 5 * abs(weights[1])
