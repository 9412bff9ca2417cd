"""Boosted trees for the line classifier: LightGBM grows them, plain arrays leave."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from copydesk.parse.line_features import Matrix
from copydesk.parse.line_model import Forest

SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "seed": 20261123,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "max_bin": 63,
    "verbosity": -1,
}
ROUNDS = 140


def grow_forest(
    features: Matrix,
    labels: NDArray[np.int8],
    weights: NDArray[np.float64],
    rounds: int = ROUNDS,
    **settings: Any,
) -> Forest:
    """Return trees grown on lines with a label; weights bring every page to the same say."""
    known = labels >= 0
    scaled = weights[known] / weights[known].mean()
    data = lightgbm.Dataset(features[known].astype(np.float32), label=labels[known], weight=scaled)
    booster = lightgbm.train(SETTINGS | settings, data, num_boost_round=rounds)
    return to_forest(booster.dump_model()["tree_info"])


def to_forest(trees: list[dict[str, Any]]) -> Forest:
    """Return LightGBM's nested trees as one table of nodes; a leaf is its own child."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []

    def add(node: dict[str, Any]) -> int:
        number = len(feature)
        is_leaf = "leaf_value" in node
        feature.append(0 if is_leaf else node["split_feature"])
        threshold.append(0.0 if is_leaf else node["threshold"])
        value.append(node["leaf_value"] if is_leaf else 0.0)
        left.append(number)
        right.append(number)
        if not is_leaf:
            left[number] = add(node["left_child"])
            right[number] = add(node["right_child"])
        return number

    roots = [add(tree["tree_structure"]) for tree in trees]
    return Forest(
        roots=np.array(roots, dtype=np.int32),
        feature=np.array(feature, dtype=np.int32),
        threshold=np.array(threshold, dtype=np.float32),
        left=np.array(left, dtype=np.int32),
        right=np.array(right, dtype=np.int32),
        value=np.array(value, dtype=np.float32),
    )
