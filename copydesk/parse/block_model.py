"""The trained block classifier: how likely each block of a page is the story's.

Two rounds of boosted trees as plain tables; the second sees what the first thought of the blocks around. Each page is
judged alone, in one thread, so that an answer never depends on what else is read.
"""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path

import numpy as np

from copydesk.parse.line_features import Matrix, second_features
from copydesk.parse.line_model import Forest, forest_chances, load_forests

WEIGHTS_FILE = Path(__file__).with_name("block_weights.npz")


@dataclasses.dataclass(frozen=True, slots=True)
class BlockModel:
    """The trained trees: a first round, and a second on what the first thought."""

    first: Forest
    story: Forest


@dataclasses.dataclass(frozen=True, slots=True)
class BlockChances:
    """For every block of a page the chance that it is the story's, as the first and as the second round sees it."""

    first: Matrix
    story: Matrix


def judge_blocks(model: BlockModel, features: Matrix) -> BlockChances:
    """Return the chances of all blocks of one page, given their features."""
    if not len(features):
        nothing: Matrix = np.zeros(0)
        return BlockChances(nothing, nothing)
    first = forest_chances(model.first, features)
    return BlockChances(first, forest_chances(model.story, second_features(features, first)))


@functools.cache
def load_block_model() -> BlockModel:
    """Return the trees that ship with the code."""
    return BlockModel(**load_forests(WEIGHTS_FILE, ("first", "story")))
