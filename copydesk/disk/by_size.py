"""Work cut by what it weighs: a thousand rows are little or gigabytes, and memory holds bytes, not rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def by_size(
    items: Iterable[T], size: Callable[[T], int], most: int, most_items: int | None = None
) -> Iterator[list[T]]:
    """Yield items in order, in groups that weigh at most so much together; one that weighs more stands by itself.

    >>> list(by_size([3, 4, 9, 1, 1, 1], size=lambda n: n, most=7, most_items=2))
    [[3, 4], [9], [1, 1], [1]]
    """
    group: list[T] = []
    total = 0
    for item in items:
        weight = size(item)
        if group and (total + weight > most or len(group) == most_items):
            yield group
            group, total = [], 0
        group.append(item)
        total += weight
    if group:
        yield group
