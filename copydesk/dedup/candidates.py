"""Pairs of records worth comparing: those that share enough fingerprints. All is whole numbers, so no order shows.

A row is a record's postings: the fingerprints it is found by. A pair is worth comparing when it shares `MIN_SHARED`
fingerprints and `MIN_SHARED_SHARE` of the lesser's. A fingerprint that more than `FREQUENT` rows have is a figure of
speech or the text of a very wide copy: it counts only between its `HUBS` first rows (by record) and the others, so the
work stays linear. When a batch arrives, the only pairs whose count can change are those of new rows, of rows that
have a fingerprint which became frequent (or no longer is), and of rows that became a hub (or no longer are).
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.dedup.segments import Segment, between, column, cuts, find
from copydesk.dedup.words import I64, U64, Flags

MIN_SHARED = 2
MIN_SHARED_SHARE = 0.06
"""Of the fingerprints of the text that has fewer. On the development set no pair of copies has less (see docs)."""

FREQUENT = 100  # chosen: rows; the pairs of one fingerprint grow with their square
HUBS = 10
"""Chosen: rows of a frequent one that are compared with the others, so that the work grows with rows, not their square."""

PRINTS_AT_ONCE = 1 << 19
PAIRS_AT_ONCE = 1 << 22
"""Fingerprints looked up, and pairs held in memory, at once."""

LOW_BITS = np.uint64(0xFFFFFFFF)
POSTINGS = pa.schema([("fingerprint", pa.uint64()), ("row", pa.uint32())])
COUNTS = pa.schema([("pair", pa.uint64()), ("n", pa.int32())])


Ranks = npt.NDArray[np.int32]


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """What is known of every row by its number: its record's place in order (-1: the row is dead), and more."""

    rank: Ranks
    n_prints: Ranks
    n_words: Ranks
    doc: npt.NDArray[np.int64]  # number of its text
    is_fresh: Flags  # to be compared anew

    @classmethod
    def of(cls, n_rows: int, records: Mapping[str, I64], fresh: I64) -> Self:
        """Return the rows of records: their `row` is -1 where they have no postings; `fresh` holds row numbers."""
        row = records["row"]
        at = np.flatnonzero(row >= 0)
        rank, is_fresh = np.full(n_rows, -1, np.int32), np.zeros(n_rows, np.bool_)
        n_prints, n_words = np.zeros((2, n_rows), np.int32)
        docs = np.zeros(n_rows, np.int64)
        rank[row[at]], docs[row[at]] = at, records["doc"][at]
        n_prints[row[at]], n_words[row[at]] = records["n_prints"][at], records["n_words"][at]
        is_fresh[fresh] = True
        return cls(rank, n_prints, n_words, docs, is_fresh)

    def as_table(self) -> pa.Table:
        """Return the rows as a table, for workers."""
        return pa.table({f.name: pa.array(getattr(self, f.name)) for f in dataclasses.fields(self)})

    @classmethod
    def from_table(cls, table: pa.Table) -> Self:
        """Return the rows of such a table."""
        return cls(**{name: table[name].to_numpy() for name in table.column_names})


def holders(postings: Sequence[Segment], wanted: U64) -> tuple[U64, I64]:
    """Return every posting of these fingerprints (ascending, each once), ascending."""
    parts = [(np.zeros(0, np.uint64), np.zeros(0, np.int64))]
    for block, places, which in find(postings, wanted, ["row"]):
        parts.append((wanted[which], column(block, "row")[places].astype(np.int64)))
    return in_order(*(np.concatenate(values) for values in zip(*parts, strict=True)))


def in_order(prints: U64, rows: I64) -> tuple[U64, I64]:
    """Return postings sorted by fingerprint."""
    order = np.argsort(prints, kind="stable")
    return prints[order], rows[order]


def _slice_of(postings: Sequence[Segment], low: int | None, high: int | None) -> tuple[U64, I64]:
    """Return the postings of a range of fingerprints, ascending."""
    parts = [
        (np.zeros(0, np.uint64), np.zeros(0, np.int64)),
        *((column(b, 0), column(b, 1).astype(np.int64)) for b in between(postings, low, high)),
    ]
    return in_order(*(np.concatenate(values) for values in zip(*parts, strict=True)))


def run_bounds(values: npt.NDArray[Any]) -> I64:
    """Return where runs of equal values begin, and the end.

    >>> run_bounds(np.array([4, 4, 7])).tolist()
    [0, 2, 3]
    """
    changes = np.flatnonzero(values[1:] != values[:-1]) + 1 if len(values) else values
    return np.concatenate(([0], changes, [len(values)])).astype(np.int64)


def find_hubs(prints: U64, rank: Ranks) -> tuple[Flags, Flags]:
    """Return which postings (ascending) are of a frequent fingerprint, and which of them are hubs."""
    sizes = np.diff(run_bounds(prints))
    is_frequent = np.repeat(sizes > FREQUENT, sizes)
    at = np.flatnonzero(is_frequent)
    at = at[np.lexsort((rank[at], prints[at]))]
    bounds = run_bounds(prints[at])
    sizes = np.diff(bounds)
    is_hub = np.zeros(len(prints), np.bool_)
    is_hub[at[np.arange(len(at)) - np.repeat(bounds[:-1], sizes) < HUBS]] = True
    return is_frequent, is_hub


def find_shifted(prints: U64, rows: I64, before: Ranks, after: Ranks) -> I64:
    """Return the rows that live on and whose pairs may count otherwise than before (`rank` of each row then and now).

    The postings are all that the fingerprints of rows which came or went have.
    """
    was, now = before[rows] >= 0, after[rows] >= 0
    was_frequent, now_frequent = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    was_hub, now_hub = was_frequent.copy(), was_frequent.copy()
    was_frequent[was], was_hub[was] = find_hubs(prints[was], before[rows[was]])
    now_frequent[now], now_hub[now] = find_hubs(prints[now], after[rows[now]])
    is_shifted = was & now & ((was_frequent != now_frequent) | (was_hub != now_hub))
    return np.unique(rows[is_shifted])


def pairs_of(prints: U64, rows: I64, rank: Ranks, is_fresh: Flags) -> Iterator[U64]:
    """Yield the pairs of rows that share a fingerprint and count, once for each, among postings sorted by it.

    A pair is one number: the lesser row in the high half. One of the two is fresh.
    """
    bounds = run_bounds(prints)
    sizes = np.diff(bounds)
    n_fresh = np.add.reduceat(is_fresh, bounds[:-1], dtype=np.int64) if len(prints) else sizes
    worth = np.repeat((sizes > 1) & (n_fresh > 0), sizes)
    prints, rows, rank, is_fresh = prints[worth], rows[worth], rank[worth], is_fresh[worth]
    is_frequent, is_hub = find_hubs(prints, rank)
    yield from _rare_pairs(prints[~is_frequent], rows[~is_frequent], is_fresh[~is_frequent])
    chosen = is_frequent
    yield from _hub_pairs(prints[chosen], rows[chosen], is_fresh[chosen], is_hub[chosen])


def _as_pairs(x: I64, y: I64) -> U64:
    low, high = np.minimum(x, y).astype(np.uint64), np.maximum(x, y).astype(np.uint64)
    pairs: U64 = (low << np.uint64(32)) | high
    return pairs


def _rare_pairs(prints: U64, rows: I64, is_fresh: Flags) -> Iterator[U64]:
    """Yield each with each."""
    at = np.arange(len(prints))
    for step in range(1, FREQUENT):
        at = at[at + step < len(prints)]
        at = at[prints[at + step] == prints[at]]
        if len(at) == 0:
            return
        kept = at[is_fresh[at] | is_fresh[at + step]]
        yield _as_pairs(rows[kept], rows[kept + step])


def _hub_pairs(prints: U64, rows: I64, is_fresh: Flags, is_hub: Flags) -> Iterator[U64]:
    """Yield the hubs of each fingerprint with all that have it, two hubs once."""
    bounds = run_bounds(prints)
    run = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    hubs = np.flatnonzero(is_hub)
    for nth in range(HUBS):
        mine = hubs[nth::HUBS]  # a frequent fingerprint has all its hubs
        hub = mine[run]
        kept = (~is_hub | (np.arange(len(rows)) > hub)) & (is_fresh | is_fresh[hub])
        yield _as_pairs(rows[hub[kept]], rows[kept])


def tally(pairs: Iterator[U64]) -> Iterator[tuple[U64, I64]]:
    """Yield pairs, ascending, with how often each was given; a pair may come again when there are very many."""
    held: list[U64] = []
    n_held = 0
    for part in pairs:
        held.append(part)
        n_held += len(part)
        if n_held >= PAIRS_AT_ONCE:
            yield _counted(np.concatenate(held))
            held, n_held = [], 0
    if n_held:
        yield _counted(np.concatenate(held))


def _counted(pairs: U64) -> tuple[U64, I64]:
    pairs = np.sort(pairs)
    bounds = run_bounds(pairs)
    return pairs[bounds[:-1]], np.diff(bounds)


def count_postings(prints: U64, of: I64, rows: Rows) -> Iterator[tuple[U64, I64]]:
    """Yield what pairs share, among postings sorted by fingerprint."""
    alive = rows.rank[of] >= 0
    prints, of = prints[alive], of[alive]
    yield from tally(pairs_of(prints, of, rows.rank[of], rows.is_fresh[of]))


def count_range(
    postings: Sequence[Segment], rows: Rows, low: int | None, high: int | None
) -> Iterator[tuple[U64, I64]]:
    """Yield what pairs share within a range of fingerprints, every posting read."""
    yield from count_postings(*_slice_of(postings, low, high), rows)


def count_wanted(postings: Sequence[Segment], rows: Rows, wanted: U64) -> Iterator[tuple[U64, I64]]:
    """Yield what pairs share of the fingerprints wanted (ascending, each once), looked up."""
    for start in range(0, len(wanted), PRINTS_AT_ONCE):
        yield from count_postings(*holders(postings, wanted[start : start + PRINTS_AT_ONCE]), rows)


def ranges(postings: Sequence[Segment], size: int) -> list[tuple[int | None, int | None]]:
    """Return ranges of fingerprints that hold about so many postings each."""
    marks = cuts(postings, size)
    return list(itertools.pairwise(marks))


def as_counts(pairs: U64, counts: I64) -> pa.RecordBatch:
    """Return counted pairs as a block of a segment."""
    return pa.record_batch([pa.array(pairs), pa.array(counts.astype(np.int32))], schema=COUNTS)


def enough(pairs: U64, counts: npt.NDArray[Any], rows: Rows) -> tuple[I64, I64]:
    """Return the pairs that share enough, ascending; a pair may be given in several parts."""
    order = np.argsort(pairs, kind="stable")
    pairs, counts = pairs[order], counts[order]
    starts = run_bounds(pairs)[:-1] if len(pairs) else np.zeros(0, np.int64)
    shared = np.add.reduceat(counts, starts, dtype=np.int64) if len(pairs) else starts
    x, y = split_pairs(pairs[starts])
    least = np.minimum(rows.n_prints[x], rows.n_prints[y])
    is_enough = (shared >= np.minimum(MIN_SHARED, least)) & (shared >= MIN_SHARED_SHARE * least)
    return x[is_enough], y[is_enough]


def split_pairs(pairs: U64) -> tuple[I64, I64]:
    """Return the rows of pairs."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & LOW_BITS).astype(np.int64)


def as_postings(prints: U64, rows: I64) -> pa.RecordBatch:
    """Return postings sorted by fingerprint as a block of a segment."""
    return pa.record_batch([pa.array(prints), pa.array(rows.astype(np.uint32))], schema=POSTINGS)
