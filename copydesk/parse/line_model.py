"""The trained line classifier: how likely each line of a text dump is one of the story's own.

Two rounds of boosted trees as plain tables; the second sees what the first thought of the lines around. Each text is
judged alone, in one thread, so that an answer never depends on what else is read.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from copydesk.parse.line_features import Matrix, line_features, second_features
from copydesk.parse.line_split import Line

WEIGHTS_FILE = Path(__file__).with_name("line_weights.npz")
DIGITS = 6  # chances are rounded before anything is decided on them
CHUNK = 2000  # lines judged at once: bounds memory


@dataclasses.dataclass(frozen=True, slots=True)
class Forest:
    """Trees as one table of nodes. A leaf is its own child."""

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]


def forest_chances(forest: Forest, features: Matrix) -> Matrix:
    """Return for every row the chance that the trees give it."""
    rows = np.asarray(features, dtype=np.float32)
    scores = np.zeros(len(rows), dtype=np.float64)
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        at = np.broadcast_to(forest.roots, (len(part), len(forest.roots)))
        lines = np.arange(len(part))[:, None]
        while True:
            goes_left = part[lines, forest.feature[at]] <= forest.threshold[at]
            moved = np.where(goes_left, forest.left[at], forest.right[at])
            if np.array_equal(moved, at):
                break
            at = moved
        scores[start : start + CHUNK] = forest.value[at].astype(np.float64).sum(axis=1)
    chances: Matrix = np.round(1.0 / (1.0 + np.exp(-scores)), DIGITS)
    return chances


def chances_of(first: Forest, second: Forest, features: Matrix) -> Matrix:
    """Return the chances after both rounds."""
    return forest_chances(second, second_features(features, forest_chances(first, features)))


def save_forests(path: Path, first: Forest, second: Forest) -> None:
    """Write both rounds' trees into one file."""
    arrays = {
        f"{name}_{field.name}": getattr(forest, field.name)
        for name, forest in (("first", first), ("second", second))
        for field in dataclasses.fields(Forest)
    }
    np.savez_compressed(path, allow_pickle=False, **arrays)


@functools.cache
def load_forests() -> tuple[Forest, Forest]:
    """Return the trees that ship with the code."""
    with np.load(WEIGHTS_FILE, allow_pickle=False) as stored:
        first, second = (
            Forest(**{field.name: stored[f"{name}_{field.name}"] for field in dataclasses.fields(Forest)})
            for name in ("first", "second")
        )
    return first, second


def story_chances(lines: Sequence[Line]) -> list[float]:
    """Return for every line the chance that it belongs to the story."""
    if not lines:
        return []
    first, second = load_forests()
    return [float(chance) for chance in chances_of(first, second, line_features(lines))]
