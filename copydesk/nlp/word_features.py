"""What an uncased encoder can't see of a word: its case, the lists it stands in, what the rest of the text says about it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from copydesk.nlp.name_evidence import evidence_of, is_name_like, name_classes

SHAPES = ("lower", "Title", "UPPER", "Initial", "miXed", "digits", "mark", "other")
CLASS_LETTERS = "FLTCDROPw"
N_EVIDENCE = 6
N_FEATURES = len(SHAPES) + len(CLASS_LETTERS) + N_EVIDENCE + 1
"""Shape, classes, evidence, and how much of the stretch around is capitalised."""

CLASSES = slice(len(SHAPES), len(SHAPES) + len(CLASS_LETTERS))
EVIDENCE = slice(CLASSES.stop, CLASSES.stop + N_EVIDENCE)


def shape_of(word: str) -> str:
    """Return how a word is written."""
    letters = [c for c in word if c.isalpha()]
    if any(c.isdigit() for c in word):
        return "digits"
    if not any(map(str.isalnum, word)):
        return "mark"
    if word.islower():
        return "lower"
    if len(letters) == 1:
        return "Initial"
    return "UPPER" if word.isupper() else mixed_shape_of(word, letters)


def mixed_shape_of(word: str, letters: list[str]) -> str:
    """Return how a word is written that is neither all small nor all capitals."""
    if word[:1].isupper() and "".join(letters[1:]).islower():
        return "Title"
    return "miXed" if any(map(str.isupper, letters)) else "other"


@functools.lru_cache(maxsize=100_000)
def own_features(word: str) -> tuple[float, ...]:
    """Return what a word's form alone tells: its shape and its classes."""
    shape = shape_of(word)
    letters = name_classes().get(word, "")
    if not letters and word.isupper():
        letters = name_classes().get(word.capitalize(), "")
    return (
        *(float(shape == s) for s in SHAPES),
        *(float(letter in letters) for letter in CLASS_LETTERS),
    )


def features_of(words: Sequence[str]) -> Any:
    """Return one row of features per word of a text; the last column is left to `with_capitals`."""
    evidence = evidence_of(words)
    out = np.zeros((len(words), N_FEATURES), dtype=np.float32)
    for i, word in enumerate(words):
        out[i, : CLASSES.stop] = own_features(word)
        if is_name_like(word):
            bits = evidence.get(word, 0)
            out[i, EVIDENCE] = [bits >> k & 1 for k in range(N_EVIDENCE)]
    return out


def with_capitals(features: Any) -> Any:
    """Return the features of a stretch of text with the share of its words that have a capital, in quarters."""
    n_lower = features[:, 0].sum()
    n_upper = features[:, 1:5].sum()
    out = features.copy()
    out[:, -1] = np.round(4 * n_upper / max(1.0, n_lower + n_upper)) / 4
    return out
