"""Pairs worth comparing: what is asked again when records come and go is all that can have changed."""

from __future__ import annotations

import collections
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.dedup import candidates, pages
from copydesk.dedup.candidates import find_shifted, in_order, pairs_of, split_pairs, tally
from copydesk.dedup.words import I64, U64

N_ROWS = 40


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "FREQUENT", 5)
    monkeypatch.setattr(candidates, "HUBS", 2)
    monkeypatch.setattr(pages, "HUBS", 2)


@st.composite
def changes(draw: st.DrawFn) -> tuple[list[int], list[int], int]:
    """Return the rows before and after, each in the order of their records, and a seed."""
    seed = draw(st.integers(0, 10_000))
    order = random.Random(seed).sample(range(N_ROWS), N_ROWS)
    gone = draw(st.sets(st.sampled_from(order), max_size=6))
    new = draw(st.sets(st.sampled_from(order), max_size=12)) - gone
    return [r for r in order if r not in new], [r for r in order if r not in gone], seed


def rank_of(rows: list[int]) -> candidates.Ranks:
    rank = np.full(N_ROWS, -1, np.int32)
    rank[rows] = np.arange(len(rows))
    return rank


def counts(prints: U64, rows: I64, rank: candidates.Ranks) -> dict[tuple[int, int], int]:
    alive = rank[rows] >= 0
    prints, rows = prints[alive], rows[alive]
    fresh = np.ones(len(rows), np.bool_)
    total: dict[tuple[int, int], int] = collections.Counter()
    for pairs, n in tally(pairs_of(prints, rows, rank[rows], fresh)):
        for x, y, k in zip(*split_pairs(pairs), n, strict=True):
            total[int(x), int(y)] += int(k)
    return total


@settings(max_examples=150)
@given(changes())
def test_the_count_of_a_pair_that_is_not_asked_again_stays(
    change: tuple[list[int], list[int], int],
) -> None:
    before, after, seed = change
    draw = random.Random(seed)
    held = {(draw.randint(0, 9) ** 2 // 9, draw.randrange(N_ROWS)) for _ in range(90)}
    prints, rows = in_order(*(np.array(v) for v in zip(*sorted(held), strict=True)))
    prints = prints.astype(np.uint64)
    was, now = rank_of(before), rank_of(after)
    changed = set(before) ^ set(after)
    affected = np.unique(prints[np.isin(rows, list(changed))])
    of_affected = np.isin(prints, affected)
    shifted = set(find_shifted(prints[of_affected], rows[of_affected], was, now).tolist())
    quiet = set(before) & set(after) - shifted
    old, new = counts(prints, rows, was), counts(prints, rows, now)
    for x in quiet:
        for y in quiet:
            assert old.get((x, y), 0) == new.get((x, y), 0)


@settings(max_examples=150)
@given(changes())
def test_versions_of_a_page_that_are_not_asked_again_are_paired_as_before(
    change: tuple[list[int], list[int], int],
) -> None:
    before, after, seed = change
    draw = random.Random(seed)
    url_of = np.array([draw.randint(0, 3) for _ in range(N_ROWS)], np.uint64)

    def side(rows: list[int]) -> tuple[U64, I64]:
        return url_of[rows], np.array(rows, np.int64)

    changed = sorted(set(before) ^ set(after))
    moved = set(pages.find_moved(side(before), side(after), np.unique(url_of[changed])).tolist())
    quiet = set(before) & set(after) - moved
    fresh = np.ones(N_ROWS, np.bool_)

    def quiet_pairs(rows: list[int]) -> set[frozenset[int]]:
        x, y = pages.page_pairs(*side(rows), fresh)
        pairs = zip(x.tolist(), y.tolist(), strict=True)
        return {frozenset(pair) for pair in pairs if set(pair) <= quiet}

    assert quiet_pairs(before) == quiet_pairs(after)


def test_a_frequent_fingerprint_joins_its_hubs_with_all_others_once() -> None:
    rows = np.arange(9)
    prints = np.zeros(9, np.uint64)
    found = counts(prints, rows, rank_of([3, 7, *(r for r in range(9) if r not in (3, 7))]))
    assert set(found) == {tuple(sorted((h, r))) for h in (3, 7) for r in range(9) if h != r}
    assert set(found.values()) == {1}
