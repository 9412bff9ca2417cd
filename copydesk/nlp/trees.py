"""Choose a sentence's tree from the scores of all its arcs: the best one that hangs together and has one root."""

from __future__ import annotations

from typing import Any

import numpy as np

ROOT_COST = 1e6
"""Taken from every arc from the root, so that the best tree has as few of them as can be: one."""


def best_governors(arcs: Any, roots: Any) -> list[int]:
    """Return the governor of each word, a root its own, so that the sum of scores is the highest of all trees.

    `arcs[i, j]`: score of word j as the governor of word i, the diagonal unread; `roots[i]`: of word i as the root.

    >>> best_governors(np.array([[0, 5, 1], [2, 0, 1], [3, 4, 0]]), np.array([0, 3, 0]))
    [1, 1, 1]
    """
    n = len(roots)
    scores = np.array(arcs, dtype=np.float64)
    np.fill_diagonal(scores, roots)
    greedy: list[int] = scores.argmax(1).tolist()
    if sum(i == g for i, g in enumerate(greedy)) == 1 and cycle_in(greedy) is None:
        return greedy
    rooted = np.full((n + 1, n + 1), -np.inf)
    rooted[1:, 1:] = arcs
    rooted[1:, 0] = np.asarray(roots, dtype=np.float64) - ROOT_COST
    np.fill_diagonal(rooted, -np.inf)
    governors = spanning_tree(rooted)
    return [i if g == 0 else g - 1 for i, g in enumerate(governors[1:])]


def cycle_in(governors: list[int]) -> list[int] | None:
    """Return the words of a cycle, None when there is none; a word that governs itself is a root."""
    settled = [i == g for i, g in enumerate(governors)]
    for start in range(len(governors)):
        path: list[int] = []
        word = start
        while not settled[word]:
            settled[word] = True
            path.append(word)
            word = governors[word]
        if word in path:
            return path[path.index(word) :]
    return None


def spanning_tree(scores: Any) -> list[int]:
    """Return the governor of each node in the best tree from node 0, its own for node 0.

    Chu and Liu (1965), Edmonds (1967): take each node's best governor; where these go in a circle, let the circle be one
    node, solve what is left, and open the circle where an arc comes in. Nodes count from 0; `scores[i, j]` is that of the
    arc from j to i, -inf where there is none.
    """
    governors: list[int] = scores.argmax(1).tolist()
    governors[0] = 0
    circle = cycle_in(governors)
    if circle is None:
        return governors
    within = set(circle)
    rest = [i for i in range(len(governors)) if i not in within]
    kept = [scores[i, governors[i]] for i in circle]
    new = len(rest)  # the circle's number among the nodes that are left
    smaller = np.full((new + 1, new + 1), -np.inf)
    smaller[:new, :new] = scores[np.ix_(rest, rest)]
    into = scores[np.ix_(circle, rest)] - np.array(kept)[:, None]
    out_of = scores[np.ix_(rest, circle)]
    entered, leaving = into.argmax(0), out_of.argmax(1)
    smaller[new, :new] = into.max(0)
    smaller[:new, new] = out_of.max(1)
    smaller[0, :] = -np.inf
    solved = spanning_tree(smaller)
    for k, node in enumerate(rest):
        governors[node] = circle[leaving[k]] if solved[k] == new else rest[solved[k]]
    governors[0] = 0
    opened = circle[entered[solved[new]]]
    governors[opened] = rest[solved[new]]
    return governors
