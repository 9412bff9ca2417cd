"""From pairs to stories: blocks that hang together, each parted by average likeness. No order of articles shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from copydesk.components import components
from copydesk.disk.by_size import by_size
from copydesk.stories.pairs import ALIKE, NO_DAY, WHOLE, WINDOW_DAYS, Pairs, measure
from copydesk.stories.vectors import I64, Vectors

MOST = 400
"""Articles of a block: one that is greater is parted where its links are weakest."""

STRICTER = 1.25
"""How much more alike two articles must be at each attempt to part a block that is too great."""

SPAN_DAYS = 45
"""Days from the first to the last article of a story."""

ALONE_DATED, ALONE_MIXED, ALONE_UNDATED = ALONE = 50, 400, 150
"""What more a single pair needs than the least average. An average is surer the more pairs it is of: what it needs more falls
with the root of their number. On one day or in one week two articles of one field (an election) have much in common by chance; that one
without a day is of the time of one with a day nothing but its words can say."""

FEW_UNDATED, CROWDED, MOST_CROWDED = 500, 1500, 4500
"""What more is needed in a crowd: among articles without a day, so much for each time that they are twice as many, up to so much."""

MOST_MIXED = 4000
"""Articles of a collection in which those without a day are held against those with one (docs/decisions/084-stories-of-dated-and-undated.md).
In a greater one hardly two are alike enough, and whoever came would have to be held against all."""

PAIRS_AT_ONCE = 1 << 17
"""Chosen: pairs that are measured at once. Each takes some hundred bytes; no answer depends on it."""

NEVER = -10_000.0  # chosen: below every score, so that no two of these are joined


def find_blocks(n: int, pairs: Pairs) -> I64:
    """Return for each of n articles the least number in its block: what can have a say in its story.

    A story never spans blocks, since each step that makes one needs a pair that is alike.
    """
    x, y, likeness = pairs
    label = np.arange(n)
    is_open = np.ones(n, np.bool_)
    least = float(ALIKE)
    while True:
        used = (likeness >= least) & is_open[x] & is_open[y]
        parts = components(n, x[used], y[used])
        label[is_open] = parts[is_open]
        sizes = np.bincount(label, minlength=n)
        is_open = sizes[label] > MOST
        if not is_open.any():
            return label
        if least > WHOLE:  # as like as can be and still too many: a template, not a happening
            label[is_open] = np.flatnonzero(is_open)
            return label
        least *= STRICTER


def crowd_of(n_undated: int) -> int:
    """Return how much more alike articles without a day must be where there are so many of them.

    >>> crowd_of(300), crowd_of(1000), crowd_of(100_000)
    (0, 1500, 4500)
    """
    times = np.log2(max(1.0, n_undated / FEW_UNDATED))
    return int(min(MOST_CROWDED, np.round(CROWDED * times)))


def part_block(
    likeness: npt.NDArray[np.int64], days: I64, crowds: tuple[int, int, int] = (0, 0, 0)
) -> list[list[int]]:
    """Return the stories of a block as lists of numbers, ascending, by their first.

    Time and again the two groups whose articles are most alike become one: on average over the articles that are not far apart
    in time, so that a story may go on for weeks. An article without a day is near to all, but brings none together that are not.

    Args:
        likeness: Of each two articles.
        days: Of publication; `NO_DAY` for articles without.
        crowds: What two articles need more of which none, one and both have no day (`crowd_of`).
    """
    n = len(days)
    is_undated = (days == NO_DAY).astype(np.int64)
    n_undated = is_undated[:, None] + is_undated
    is_near = (np.abs(days[:, None] - days) <= WINDOW_DAYS) | (n_undated > 0)
    counts = is_near.astype(np.int64)
    sums = (likeness - np.array(crowds)[n_undated]) * counts
    alone = np.array(ALONE)[n_undated] * counts
    members = [[i] for i in range(n)]
    scores = _scores(sums, counts, alone)
    np.fill_diagonal(scores, NEVER)
    while n > 1:
        place = int(scores.argmax())
        i, j = sorted(divmod(place, n))
        if scores[i, j] < ALIKE:
            break
        if not _is_one_time(days[members[i]], days[members[j]]):
            scores[i, j] = scores[j, i] = NEVER
            continue
        members[i] += members[j]
        members[j] = []
        for values in (sums, counts, alone):
            values[i] += values[j]
            values[:, i] = values[i]
        scores[i] = _scores(sums[i], counts[i], alone[i])
        scores[i, i] = NEVER
        scores[i, [not group for group in members]] = NEVER
        scores[:, i] = scores[i]
        scores[j] = scores[:, j] = NEVER
    return sorted(map(sorted, filter(None, members)))


def _is_one_time(one: I64, other: I64) -> bool:
    """Return whether the days of two groups let them be one story: some lie near each other, and none too far from any."""
    one, other = one[one != NO_DAY], other[other != NO_DAY]
    if not (len(one) and len(other)):
        return True
    is_near = np.abs(one[:, None] - other).min() <= WINDOW_DAYS
    return bool(is_near and np.ptp(np.concatenate((one, other))) <= SPAN_DAYS)


def _scores(
    sums: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], alone: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the average likeness of groups, less what their number of pairs wants; `NEVER` where no two articles are near in time."""
    pairs = np.maximum(1, counts)
    return np.where(counts > 0, (sums - alone / np.sqrt(pairs)) / pairs, NEVER)


def centre_of(likeness: npt.NDArray[np.int64], group: list[int]) -> int:
    """Return the article of a group that is most like all the others; of several the first."""
    if len(group) <= 2:  # most groups: the one is as like the other
        return group[0]
    return group[int(likeness[np.ix_(group, group)].sum(axis=1).argmax())]


def blocks_of(label: I64) -> Iterator[I64]:
    """Yield the numbers of each block, ascending."""
    order = np.argsort(label, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def measure_blocks(
    vectors: Vectors, days: I64, publishers: I64, blocks: Iterable[I64]
) -> Iterator[tuple[I64, I64]]:
    """Yield each block with the likeness of each two of its articles, a table of as many rows and columns as it has articles.

    Pairs of many blocks are measured at once: most blocks have a pair or three, and each call costs as much as some hundred pairs.
    """
    for some in by_size(blocks, lambda block: len(block) * len(block), PAIRS_AT_ONCE):
        upper = [np.triu_indices(len(block), 1) for block in some]
        x, y = (
            np.concatenate([block[ij[side]] for block, ij in zip(some, upper, strict=True)])
            for side in (0, 1)
        )
        told = measure(vectors, days, publishers, x, y)
        ends = np.cumsum([len(i) for i, _ in upper])
        for block, (i, j), part in zip(some, upper, np.split(told, ends[:-1]), strict=True):
            likeness = np.zeros((len(block), len(block)), np.int64)
            likeness[i, j] = likeness[j, i] = part
            yield block, likeness
