"""Versions of one page: texts published at one address are compared, whatever they share."""

from __future__ import annotations

import numpy as np

from copydesk.dedup.candidates import HUBS, run_bounds
from copydesk.dedup.words import I64, U64, Flags, is_in


def _versions(url: U64, row: I64) -> tuple[I64, I64, U64]:
    """Return the rows that have an address, by address and then in the order given, each with its number there."""
    at = np.flatnonzero((row >= 0) & (url != 0))
    at = at[np.argsort(url[at], kind="stable")]
    bounds = run_bounds(url[at])
    return row[at], np.arange(len(at)) - np.repeat(bounds[:-1], np.diff(bounds)), url[at]


def page_pairs(url: U64, row: I64, is_fresh: Flags) -> tuple[I64, I64]:
    """Return the pairs to compare of records in order: the first versions with all others, the rest with the next.

    One of the two is fresh (`is_fresh` is by number of row).
    """
    rows, number, _ = _versions(url, row)
    first = np.flatnonzero(number == 0)
    run = np.cumsum(number == 0) - 1
    parts = []
    for nth in range(HUBS):
        later = np.flatnonzero(number > nth)
        parts.append((rows[first[run[later]] + nth], rows[later]))
    next_to = np.flatnonzero(number > HUBS)
    parts.append((rows[next_to - 1], rows[next_to]))
    x, y = (np.concatenate(values) for values in zip(*parts, strict=True))
    kept = is_fresh[x] | is_fresh[y]
    return x[kept], y[kept]


def _places(url: U64, row: I64, affected: U64) -> tuple[I64, I64]:
    """Return the rows at these addresses, ascending, and the rows that pairs of late versions join each with."""
    chosen = is_in(url, affected)
    rows, number, _ = _versions(url[chosen], row[chosen])
    before, after = np.full(len(rows), -1), np.full(len(rows), -1)
    late = np.flatnonzero(number > HUBS)
    before[late], after[late - 1] = rows[late - 1], rows[late]
    order = np.argsort(rows)
    return rows[order], np.stack((number < HUBS, before, after), axis=1)[order]


def find_moved(before: tuple[U64, I64], after: tuple[U64, I64], affected: U64) -> I64:
    """Return the rows that live on and whose pairs of versions are not what they were.

    `before` and `after` are addresses and rows of the records in order.
    """
    (rows, places), (rows_now, places_now) = (_places(*each, affected) for each in (before, after))
    both, i, j = np.intersect1d(rows, rows_now, return_indices=True)
    moved: I64 = both[(places[i] != places_now[j]).any(axis=1)]
    return moved
