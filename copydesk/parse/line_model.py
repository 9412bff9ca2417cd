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
        flat = np.ascontiguousarray(part).ravel()  # `take` from one row of numbers is twice as fast
        at = np.broadcast_to(forest.roots, (len(part), len(forest.roots)))
        begins = np.arange(len(part), dtype=np.int64)[:, None] * part.shape[1]
        while True:
            goes_left = flat.take(begins + forest.feature.take(at)) <= forest.threshold.take(at)
            moved = np.where(goes_left, forest.left.take(at), forest.right.take(at))
            if np.array_equal(moved, at):
                break
            at = moved
        scores[start : start + CHUNK] = forest.value.take(at).astype(np.float64).sum(axis=1)
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
