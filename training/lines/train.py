"""Trains the line classifier and says how it does on publishers it has not seen.

    python -m training.lines.train FOLDER            # cross-validation by publisher, then the weights
    python -m training.lines.train FOLDER --no-save  # cross-validation only

FOLDER holds `gold.jsonl` (id, domain, body_paragraphs, summary) and the folders `column` and `page` of text dumps.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np

from copydesk.parse.line_features import Matrix, second_features
from copydesk.parse.line_model import (
    WEIGHTS_FILE,
    Forest,
    chances_of,
    forest_chances,
    save_forests,
)
from training.lines.forest import grow_forest
from training.lines.pages import Page, read_pages

OUTER_FOLDS, INNER_FOLDS = 5, 3
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def fold_of(publisher: str, n_folds: int, salt: str) -> int:
    """Return the fold of a publisher: all its pages stand in one."""
    return int(hashlib.sha256(f"{salt}:{publisher}".encode()).hexdigest(), 16) % n_folds


def grow(pages: list[Page], matrices: list[Matrix]) -> Forest:
    """Return trees grown on these pages."""
    near = [page.is_near for page in pages]
    return grow_forest(
        np.concatenate([matrix[rows] for matrix, rows in zip(matrices, near, strict=True)]),
        np.concatenate([page.labels[rows] for page, rows in zip(pages, near, strict=True)]),
        np.concatenate([page.weights[rows] for page, rows in zip(pages, near, strict=True)]),
    )


def train_both(pages: list[Page]) -> tuple[Forest, Forest]:
    """Return both rounds; the second learns from chances given by trees that had not seen the publisher."""
    chances: dict[int, Matrix] = {}
    for fold in range(INNER_FOLDS):
        seen = [page for page in pages if fold_of(page.publisher, INNER_FOLDS, "inner") != fold]
        forest = grow(seen, [page.features for page in seen])
        for i, page in enumerate(pages):
            if fold_of(page.publisher, INNER_FOLDS, "inner") == fold:
                chances[i] = forest_chances(forest, page.features)
    second = grow(
        pages, [second_features(page.features, chances[i]) for i, page in enumerate(pages)]
    )
    return grow(pages, [page.features for page in pages]), second


def line_f1(pages: list[Page], chances: list[Matrix], threshold: float) -> float:
    """Return F1 of macro precision and recall by words over pages: near to the body score, cheap to compute."""
    precisions, recalls = [], []
    for page, chance in zip(pages, chances, strict=True):
        words = np.array([line.n_words for line in page.lines], dtype=np.float64)
        known, kept, story = page.labels >= 0, chance >= threshold, page.labels == 1
        hit = words[known & kept & story].sum()
        if words[known & kept].sum():
            precisions.append(hit / words[known & kept].sum())
        recalls.append(hit / max(1.0, words[story].sum()))
    p, r = float(np.mean(precisions)), float(np.mean(recalls))
    return 2 * p * r / (p + r)


def cross_validate(pages: list[Page]) -> list[Matrix]:
    """Return chances for every page from trees that saw no page of its publisher."""
    chances: dict[int, Matrix] = {}
    for fold in range(OUTER_FOLDS):
        seen = [page for page in pages if fold_of(page.publisher, OUTER_FOLDS, "outer") != fold]
        first, second = train_both(seen)
        for i, page in enumerate(pages):
            if fold_of(page.publisher, OUTER_FOLDS, "outer") == fold:
                chances[i] = chances_of(first, second, page.features)
    return [chances[i] for i in range(len(pages))]


def report(pages: list[Page], chances: list[Matrix]) -> None:
    """Write the cross-validated line scores to standard output."""
    for kind in sorted({page.kind for page in pages}):
        chosen = [i for i, page in enumerate(pages) if page.kind == kind]
        for threshold in THRESHOLDS:
            score = line_f1([pages[i] for i in chosen], [chances[i] for i in chosen], threshold)
            sys.stdout.write(
                f"{kind:7s} threshold {threshold:.2f} line F1 {score:.4f} n={len(chosen)}\n"
            )


def main() -> None:
    """Cross-validate, report, train on everything, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-save", action="store_true")
    parser.add_argument(
        "--chances", type=Path, help="keep the cross-validated chances in this .npz file"
    )
    arguments = parser.parse_args()
    pages = read_pages(arguments.folder, ("column", "page"))
    chances = cross_validate(pages)
    report(pages, chances)
    if arguments.chances:
        named = {f"{page.kind}/{page.page_id}": c for page, c in zip(pages, chances, strict=True)}
        np.savez_compressed(arguments.chances, allow_pickle=False, **named)
    if not arguments.no_save:
        save_forests(WEIGHTS_FILE, *train_both(pages))


if __name__ == "__main__":
    main()
