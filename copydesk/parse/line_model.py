"""The trained line classifier: how likely each line of a text dump is the story's, its headline, its byline.

Two rounds of boosted trees as plain tables; the second sees what the first thought of the lines around. Each text is
judged alone, in one thread, so that an answer never depends on what else is read.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from copydesk.parse.line_chances import LineChances
from copydesk.parse.line_features import Matrix, line_features, second_features
from copydesk.parse.line_split import Line

WEIGHTS_FILE = Path(__file__).with_name("line_weights.npz")
DIGITS = 6  # chances are rounded before anything is decided on them
KINDS = ("first", "story", "title", "byline")
CHUNK = 256  # lines judged at once: what is asked of them stays near the processor
MOST_LEAVES = 32  # of a tree: one bit for each
ALL_LEAVES = (1 << MOST_LEAVES) - 1


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees as one table of nodes. A leaf is its own child."""

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]


@dataclasses.dataclass(frozen=True, slots=True)
class LeafMasks:
    """The same trees as questions that are all asked at once: each takes leaves away, the first that is left is the answer.

    (Lucchese and others, QuickScorer, SIGIR 2015.) Questions lie by number in their tree, then by tree; a tree with fewer
    than others asks one more that takes nothing away.
    """

    n_trees: int
    feature: NDArray[np.int64]
    threshold: NDArray[np.float32]
    mask: NDArray[np.uint32]  # of leaves that are left where the answer is no
    value: NDArray[np.float64]  # MOST_LEAVES to a tree


@functools.lru_cache(maxsize=16)
def leaf_masks(forest: Forest) -> LeafMasks:
    """Return the questions and leaves of a forest."""
    trees: list[list[tuple[int, float, int]]] = []
    value = np.zeros((len(forest.roots), MOST_LEAVES), dtype=np.float64)
    for number, root in enumerate(forest.roots.tolist()):
        questions: list[tuple[int, float, int]] = []
        leaves: list[int] = []
        _collect(forest, root, questions, leaves)
        value[number, : len(leaves)] = forest.value[leaves]
        trees.append(questions)
    longest = max(map(len, trees))
    nothing = (0, np.inf, ALL_LEAVES)
    rows = [tree[n] if n < len(tree) else nothing for n in range(longest) for tree in trees]
    return LeafMasks(
        n_trees=len(trees),
        feature=np.array([row[0] for row in rows], dtype=np.int64),
        threshold=np.array([row[1] for row in rows], dtype=np.float32)[:, None],
        mask=np.array([row[2] for row in rows], dtype=np.uint32)[:, None],
        value=value.ravel(),
    )


def _collect(
    forest: Forest, node: int, questions: list[tuple[int, float, int]], leaves: list[int]
) -> None:
    """Read a tree from left to right: what is asked, and which leaves fall away where it is not so."""
    left, right = int(forest.left[node]), int(forest.right[node])
    if left == node:
        leaves.append(node)
        return
    start = len(leaves)
    _collect(forest, left, questions, leaves)
    gone = (1 << len(leaves)) - (1 << start)
    questions.append((int(forest.feature[node]), float(forest.threshold[node]), ALL_LEAVES & ~gone))
    _collect(forest, right, questions, leaves)


def forest_chances(forest: Forest, features: Matrix) -> Matrix:
    """Return for every row the chance that the trees give it."""
    asked = leaf_masks(forest)
    columns = np.ascontiguousarray(np.asarray(features, dtype=np.float32).T)
    n_rows = columns.shape[1]
    scores = np.zeros(n_rows, dtype=np.float64)
    firsts = np.arange(asked.n_trees, dtype=np.int64) * MOST_LEAVES
    for start in range(0, n_rows, CHUNK):
        seen = columns[:, start : start + CHUNK].take(asked.feature, axis=0)
        left = (seen <= asked.threshold).astype(np.uint32)
        np.negative(left, out=left)  # yes: all leaves; no: those of the mask
        left |= asked.mask
        left = np.bitwise_and.reduce(left.reshape(-1, asked.n_trees, left.shape[1]), axis=0)
        leaf = np.bitwise_count((left & -left) - np.uint32(1))
        at = np.ascontiguousarray(leaf.T) + firsts
        scores[start : start + CHUNK] = asked.value.take(at).sum(axis=1)
    chances: Matrix = np.round(1.0 / (1.0 + np.exp(-scores)), DIGITS)
    return chances


@dataclasses.dataclass(frozen=True, slots=True)
class LineModel:
    """The trained trees: a first round, and on what it thought one forest for each kind of line."""

    first: Forest
    story: Forest
    title: Forest
    byline: Forest


def judge_features(model: LineModel, features: Matrix) -> LineChances:
    """Return the chances of all lines of one text."""
    seen = second_features(features, forest_chances(model.first, features))
    return LineChances(
        story=forest_chances(model.story, seen),
        title=forest_chances(model.title, seen),
        byline=forest_chances(model.byline, seen),
    )


def save_model(path: Path, model: LineModel) -> None:
    """Write all trees into one file."""
    save_forests(path, {kind: getattr(model, kind) for kind in KINDS})


@functools.cache
def load_model() -> LineModel:
    """Return the trees that ship with the code."""
    return LineModel(**load_forests(WEIGHTS_FILE, KINDS))


def save_forests(path: Path, forests: Mapping[str, Forest]) -> None:
    """Write forests into one file, each under its name."""
    arrays = {
        f"{name}_{field.name}": getattr(forest, field.name)
        for name, forest in forests.items()
        for field in dataclasses.fields(Forest)
    }
    np.savez_compressed(path, allow_pickle=False, **arrays)


def load_forests(path: Path, names: Sequence[str]) -> dict[str, Forest]:
    """Return the forests that `save_forests` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        return {
            name: Forest(
                **{
                    field.name: stored[f"{name}_{field.name}"]
                    for field in dataclasses.fields(Forest)
                }
            )
            for name in names
        }


def judge_lines(lines: Sequence[Line]) -> LineChances:
    """Return the chances of the lines of one text."""
    if not lines:
        nothing: Matrix = np.zeros(0)
        return LineChances(nothing, nothing, nothing)
    return judge_features(load_model(), line_features(lines))
