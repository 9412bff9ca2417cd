"""Stretches of text as numbers, hidden features, and batches: all that training needs of what was packed."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from copydesk.nlp.word_features import CLASSES, EVIDENCE
from training.corpora import LABELS
from training.encoder.network import Batch

NAME_LABELS = ("O", *(f"{part}-{label}" for label in LABELS for part in "BI"))
BLIND_CLASSES, BLIND_EVIDENCE = 0.15, 0.15
"""Share of stretches whose name classes, or evidence, are hidden, so that the encoder learns without."""

WORD_BLIND = 0.1

QUARTERS = 4
"""A packed stretch keeps its features in quarters, as bytes."""


@dataclasses.dataclass(slots=True)
class Stretch:
    """One stretch of text and its answers, by head."""

    pieces: Any  # numbers, as all that follows
    word_of: Any
    first: Any
    features: Any
    gold: dict[str, Any]


def blinded(stretch: Stretch, draw: random.Random) -> Stretch:
    """Return the stretch with some of its features hidden, as drawn."""
    features = stretch.features.copy()
    if draw.random() < BLIND_CLASSES:
        features[:, CLASSES] = 0
    if draw.random() < BLIND_EVIDENCE:
        features[:, EVIDENCE] = 0
    hidden = [draw.random() < WORD_BLIND for _ in range(len(features))]
    features[hidden, CLASSES.start : EVIDENCE.stop] = 0
    return dataclasses.replace(stretch, features=features)


def groups_of(stretches: Iterable[Stretch], size: int) -> list[list[Stretch]]:
    """Return groups of about `size` pieces, stretches of like length together."""
    ordered = sorted(stretches, key=lambda s: len(s.pieces))
    groups: list[list[Stretch]] = [[]]
    for stretch in ordered:
        if groups[-1] and len(stretch.pieces) * (len(groups[-1]) + 1) > size:
            groups.append([])
        groups[-1].append(stretch)
    return [group for group in groups if group]


def batches(stretches: Iterable[Stretch], size: int) -> Iterator[Batch]:
    """Yield batches of about `size` pieces."""
    yield from (collate(group) for group in groups_of(stretches, size))


def collate(group: Sequence[Stretch]) -> Batch:
    """Return the stretches side by side."""
    n, length = len(group), max(len(s.pieces) for s in group)
    width = max(len(s.first) for s in group)
    pieces = np.zeros((n, length), dtype=np.int64)
    word_of = np.full((n, length), -1, dtype=np.int64)
    first = np.zeros((n, width), dtype=np.int64)
    features = np.zeros((n, width, group[0].features.shape[1]), dtype=np.float32)
    gold = {}
    for name, value in group[0].gold.items():
        shape = value.shape if name == "hidden" else (width, *value.shape[1:])
        gold[name] = np.zeros((n, *shape), dtype=np.int64 if value.dtype != bool else bool)
    if "sentence" in gold:
        gold["sentence"][:] = -1
    for i, s in enumerate(group):
        pieces[i, : len(s.pieces)] = s.pieces
        word_of[i, : len(s.pieces)] = s.word_of
        first[i, : len(s.first)] = s.first
        features[i, : len(s.first)] = (
            s.features if s.features.dtype == np.float32 else s.features / np.float32(QUARTERS)
        )
        for name, value in s.gold.items():
            gold[name][i, : len(value)] = value
    n_words = np.array([len(s.first) for s in group])[:, None]
    return Batch(
        torch.from_numpy(pieces), torch.from_numpy(word_of), torch.from_numpy(first), torch.from_numpy(features),
        torch.from_numpy(np.arange(length)[None] < np.array([len(s.pieces) for s in group])[:, None]),
        torch.from_numpy(np.arange(width)[None] < n_words),
        {name: torch.from_numpy(value) for name, value in gold.items()},
    )  # fmt: skip
