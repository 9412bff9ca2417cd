"""Choose a sentence's tree from the scores of all its arcs: the best one with one root in which no two arcs cross."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def best_governors(arcs: Any, roots: Any) -> list[int]:
    """Return the governor of each word, a root its own, so that the sum of scores is the highest of all projective trees.

    News hardly ever has arcs that cross, and where the best arc of each word crosses another, one of them is mostly wrong
    (docs/decisions/076-no-arcs-cross.md).

    `arcs[i, j]`: score of word j as the governor of word i, the diagonal unread; `roots[i]`: of word i as the root.

    >>> best_governors(np.array([[0, 5, 1], [2, 0, 1], [3, 4, 0]]), np.array([0, 3, 0]))
    [1, 1, 1]
    """
    scores = np.array(arcs, dtype=np.float64)
    np.fill_diagonal(scores, roots)
    greedy: list[int] = scores.argmax(1).tolist()
    return greedy if is_projective(greedy) else Spans(scores).governors()


def is_projective(governors: Sequence[int]) -> bool:
    """Tell whether governors are a tree with one root, its own governor, and no word under an arc is the root or governed from outside it.

    >>> is_projective([1, 1, 1]), is_projective([2, 3, 2, 2]), is_projective([2, 1, 1]), is_projective([1, 0, 2])
    (True, False, False, False)
    """
    if sum(i == g for i, g in enumerate(governors)) != 1:
        return False
    for i, g in enumerate(governors):
        first, last = min(i, g), max(i, g)
        if not all(
            first <= governors[k] <= last and governors[k] != k for k in range(first + 1, last)
        ):
            return False
    return has_no_cycle(governors)


def has_no_cycle(governors: Sequence[int]) -> bool:
    """Tell whether each word leads to a root."""
    settled = [i == g for i, g in enumerate(governors)]
    for start in range(len(governors)):
        path, word = set[int](), start
        while not settled[word]:
            if word in path:
                return False
            path.add(word)
            word = governors[word]
        for word in path:
            settled[word] = True
    return True


HALF_RIGHT, HALF_LEFT, ARC_RIGHT, ARC_LEFT = range(4)
"""What a stretch of words is: all that hangs on its first word, on its last; and that with an arc from end to end."""


class Spans:
    """The best trees over all stretches of a sentence, from short to long: Eisner (1996), all stretches of a length at once."""

    def __init__(self, scores: Any) -> None:
        """Take `scores[i, j]` of word j as the governor of word i, the diagonal those of roots."""
        self.n = n = len(scores)
        self.best = np.full((4, n, n), -np.inf)
        self.cut = np.zeros((4, n, n), dtype=np.int64)
        self.best[HALF_RIGHT].flat[:: n + 1] = self.best[HALF_LEFT].flat[:: n + 1] = 0.0
        for length in range(1, n):
            self._fill(length, scores)
        self.root = int((self.best[HALF_LEFT, 0] + self.best[HALF_RIGHT, :, -1] + scores.diagonal()).argmax())  # fmt: skip

    def _fill(self, length: int, scores: Any) -> None:
        """Find the best of all stretches from a word to that so many words behind it."""
        best, first = self.best, np.arange(self.n - length)
        last, cuts = first + length, np.arange(length)
        a, b, k = first[:, None], last[:, None], first[:, None] + cuts
        inner = best[HALF_RIGHT, a, k] + best[HALF_LEFT, k + 1, b]
        joined = self._keep(ARC_RIGHT, first, last, inner, 0)
        self._keep(ARC_LEFT, first, last, inner, 0)
        best[ARC_RIGHT, first, last] = joined + scores[last, first]
        best[ARC_LEFT, first, last] = joined + scores[first, last]
        right = best[ARC_RIGHT, a, k + 1] + best[HALF_RIGHT, k + 1, b]
        self._keep(HALF_RIGHT, first, last, right, 1)
        left = best[HALF_LEFT, a, k] + best[ARC_LEFT, k, b]
        self._keep(HALF_LEFT, first, last, left, 0)

    def _keep(self, kind: int, first: Any, last: Any, sums: Any, behind: int) -> Any:
        """Keep the best of the sums over where a stretch is cut, and where that is; return them."""
        at = sums.argmax(1)
        found = sums[np.arange(len(at)), at]
        self.best[kind, first, last] = found
        self.cut[kind, first, last] = first + at + behind
        return found

    def governors(self) -> list[int]:
        """Return the governor of each word in the best tree, the root its own."""
        found = [self.root] * self.n
        open_ = [(HALF_LEFT, 0, self.root), (HALF_RIGHT, self.root, self.n - 1)]
        while open_:
            kind, a, b = open_.pop()
            if a == b:
                continue
            k = int(self.cut[kind, a, b])
            if kind == HALF_RIGHT:
                open_ += [(ARC_RIGHT, a, k), (HALF_RIGHT, k, b)]
            elif kind == HALF_LEFT:
                open_ += [(HALF_LEFT, a, k), (ARC_LEFT, k, b)]
            else:
                child, governor = (b, a) if kind == ARC_RIGHT else (a, b)
                found[child] = governor
                open_ += [(HALF_RIGHT, a, k), (HALF_LEFT, k + 1, b)]
        return found
