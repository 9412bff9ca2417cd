"""From edges to groups, each with the record that stands for it. Chains are cut: no member is a stranger to its group."""

from __future__ import annotations

from collections.abc import Iterable

from copydesk.dedup.edges import Edges
from copydesk.dedup.likeness import Likeness

MISSING_WORDS = 12
MISSING_SHARE = 0.15
"""A text is cut short when a copy has so much more to say from the start of what they share: so many words in sentences,
and such a share of the longer. New leads and menus stand before, related headlines are no sentences."""

CLOSE = 0.8
BRIDGE_SIZE = 1.5
"""Containment from which a member that the representative's own edges do not reach may join through another member,
and how much longer than that it may be."""


def components(edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the connected groups of numbers, each sorted, by their least.

    >>> components([(1, 2), (4, 5), (2, 3)])
    [[1, 2, 3], [4, 5]]
    """
    parent: dict[int, int] = {}

    def root(x: int) -> int:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for x, y in edges:
        low, high = sorted((root(x), root(y)))
        parent[high] = low
    groups: dict[int, list[int]] = {}
    for x in sorted(parent):
        groups.setdefault(root(x), []).append(x)
    return list(groups.values())


def _is_cut_short(likeness: Likeness, side: int) -> bool:
    """Return whether the other text goes on where this one does not."""
    missing = likeness.n_own_prose[1 - side] - likeness.n_own[side]
    return missing >= MISSING_WORDS and missing >= MISSING_SHARE * likeness.sizes[1 - side]


def find_truncated(edges: Edges) -> set[int]:
    """Return the records some copy of which goes on where they end."""
    truncated = set()
    for (x, y), likeness in edges.items():
        if _is_cut_short(likeness, 0):
            truncated.add(x)
        if _is_cut_short(likeness, 1):
            truncated.add(y)
    return truncated


def neighbours(edges: Edges) -> dict[int, dict[int, Likeness]]:
    """Return for each text its edges."""
    near: dict[int, dict[int, Likeness]] = {}
    for (x, y), likeness in edges.items():
        near.setdefault(x, {})[y] = likeness
        near.setdefault(y, {})[x] = likeness
    return near


def _is_close(likeness: Likeness, *, is_first: bool) -> bool:
    """Return whether a text (the first of the two or not) may join a group through the other.

    It must lie in the other, or nearly: a short quotation lies in every story round it and makes them no copies.
    """
    own, other = likeness.sizes if is_first else likeness.sizes[::-1]
    return likeness.containment >= CLOSE and own <= BRIDGE_SIZE * other


def split_group(order: list[int], near: dict[int, dict[int, Likeness]]) -> list[list[int]]:
    """Return a group cut into stars: each member has an edge to the first, or a close one to another member.

    `order` ranks the members; the first that is free begins a star.
    """
    free = dict.fromkeys(order)
    stars = []
    while free:
        centre = next(iter(free))
        star = dict.fromkeys([centre, *(doc for doc in free if doc in near.get(centre, {}))])
        for doc in free:
            if doc not in star and any(
                other in star and _is_close(likeness, is_first=doc < other)
                for other, likeness in near.get(doc, {}).items()
            ):
                star[doc] = None
        for doc in star:
            del free[doc]
        stars.append(list(star))
    return stars
