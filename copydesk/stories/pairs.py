"""Pairs of articles that speak of the same: found by the terms that say most of each, measured on all of them."""

from __future__ import annotations

import numpy as np

from copydesk.stories.vectors import I64, UNIT, Vectors

SEARCHED = 16
"""Terms of each article that others are found by: those that say most of it."""

WINDOW_DAYS = 7
"""Articles further apart in time are not held against each other; a story grows over those between."""

ALIKE = 100
"""Of 1000: least average likeness of the articles of two groups that become one story, and so of a pair that can have a say in it.
See docs/decisions/035-stories.md."""

MOST_OF_ONE = 40
"""Of 1000: what one shared term adds at most. Two articles that have one much-named person in common share no happening."""

HINT = ALIKE // 3
"""Of 1000: what the terms searched by must come to before all are compared."""

CONTRIBUTIONS_AT_ONCE = 4_000_000
COMPARED_AT_ONCE = 8_000
MILLE = UNIT * UNIT // 1000

Pairs = tuple[I64, I64, I64]
"""Two articles by number, the lesser first, and their likeness of 1000."""


def find_pairs(
    vectors: Vectors, days: I64, is_asked: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Pairs:
    """Return the pairs of articles that are alike and not far apart in time, one of them asked about; ascending."""
    x, y = _candidates(vectors, days, is_asked)
    likeness = measure(vectors, x, y)
    alike = likeness >= ALIKE
    return x[alike], y[alike], likeness[alike]


def _candidates(
    vectors: Vectors, days: I64, is_asked: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[I64, I64]:
    """Return the pairs worth comparing."""
    n = len(vectors)
    of = np.repeat(np.arange(n), np.diff(vectors.bounds))
    ranked = np.lexsort((vectors.terms, -vectors.weights, of))
    place = np.arange(len(of)) - vectors.bounds[of]  # ranked keeps articles together
    kept = ranked[(place < SEARCHED) & (vectors.weights[ranked] > 0)]
    kept = kept[np.lexsort((of[kept], days[of[kept]], vectors.terms[kept]))]
    term, doc, weight = vectors.terms[kept], of[kept], vectors.weights[kept]
    day, asked = days[doc], is_asked[doc]
    parts: list[tuple[I64, I64]] = []
    held: list[tuple[I64, I64]] = []
    n_held = 0
    at = np.arange(len(kept))
    for step in range(1, len(kept)):
        at = at[at + step < len(kept)]
        at = at[(term[at + step] == term[at]) & (day[at + step] - day[at] <= WINDOW_DAYS)]
        if len(at) == 0:
            break
        both = at[asked[at] | asked[at + step]]
        low, high = np.minimum(doc[both], doc[both + step]), np.maximum(doc[both], doc[both + step])
        held.append((low * n + high, weight[both] * weight[both + step]))
        n_held += len(both)
        if n_held >= CONTRIBUTIONS_AT_ONCE:
            parts.append(_summed(held))
            held, n_held = [], 0
    keys, sums = _summed([*parts, *held])
    worth = keys[sums >= HINT * MILLE]
    return worth // max(1, n), worth % max(1, n)


def _summed(parts: list[tuple[I64, I64]]) -> tuple[I64, I64]:
    """Return each key once, ascending, with the sum of its values."""
    none = np.zeros(0, np.int64)
    keys = np.concatenate([none, *(keys for keys, _ in parts)])
    values = np.concatenate([none, *(values for _, values in parts)])
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    if len(keys) == 0:
        return keys, values
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[starts], np.add.reduceat(values, starts)


def measure(vectors: Vectors, x: I64, y: I64) -> I64:
    """Return the likeness of pairs of articles, of 1000: the cosine of their vectors."""
    used, rows = np.unique(np.concatenate((x, y)), return_inverse=True)
    terms, weights = _rows_of(vectors, used)  # and of no others: most blocks are small
    x, y = rows[: len(x)], rows[len(x) :]
    result = np.zeros(len(x), np.int64)
    for start in range(0, len(x), COMPARED_AT_ONCE):
        i, j = x[start : start + COMPARED_AT_ONCE], y[start : start + COMPARED_AT_ONCE]
        # Row by row the terms of both end to end: a term of both comes twice in a row.
        both = np.concatenate((terms[i], terms[j]), axis=1)
        values = np.concatenate((weights[i], weights[j]), axis=1)
        order = np.argsort(both, axis=1, kind="stable")
        both = np.take_along_axis(both, order, axis=1)
        values = np.take_along_axis(values, order, axis=1)
        same = (both[:, 1:] == both[:, :-1]) & (both[:, 1:] != 0)
        products = np.minimum(values[:, 1:] * values[:, :-1] * same, MOST_OF_ONE * MILLE)
        result[start : start + len(i)] = products.sum(axis=1)
    return result // MILLE


def _rows_of(vectors: Vectors, numbers: I64) -> tuple[I64, I64]:
    """Return the terms and weights of some articles as rows of one length, filled up with 0."""
    first, sizes = vectors.bounds[numbers], np.diff(vectors.bounds)[numbers]
    place = np.arange(int(sizes.max(initial=0)))
    is_there = place[None, :] < sizes[:, None]
    at = (first[:, None] + place[None, :])[is_there]
    terms, weights = np.zeros(is_there.shape, np.int64), np.zeros(is_there.shape, np.int64)
    terms[is_there], weights[is_there] = vectors.terms[at], vectors.weights[at]
    return terms, weights
