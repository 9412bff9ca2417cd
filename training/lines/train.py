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
    LineChances,
    LineModel,
    forest_chances,
    judge_features,
    save_model,
)
from training.lines.forest import grow_forest
from training.lines.pages import Page, read_pages

OUTER_FOLDS, INNER_FOLDS = 5, 3
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def fold_of(publisher: str, n_folds: int, salt: str) -> int:
    """Return the fold of a publisher: all its pages stand in one."""
    return int(hashlib.sha256(f"{salt}:{publisher}".encode()).hexdigest(), 16) % n_folds


def grow_story(pages: list[Page], matrices: list[Matrix]) -> Forest:
    """Return trees that know the story's lines, grown on lines near text."""
    near = [page.is_near for page in pages]
    return grow_forest(
        np.concatenate([matrix[rows] for matrix, rows in zip(matrices, near, strict=True)]),
        np.concatenate([page.labels[rows] for page, rows in zip(pages, near, strict=True)]),
        np.concatenate([page.weights[rows] for page, rows in zip(pages, near, strict=True)]),
    )


def grow_field(pages: list[Page], matrices: list[Matrix], field: str) -> Forest:
    """Return trees that know the lines of one field, grown on the pages where they are known."""
    known = [
        (page, matrix)
        for page, matrix in zip(pages, matrices, strict=True)
        if getattr(page, field) is not None
    ]
    labels = [getattr(page, field) for page, _ in known]
    weights = [np.full(len(label), 1.0 / len(label)) + label / label.sum() for label in labels]
    return grow_forest(
        np.concatenate([matrix for _, matrix in known]),
        np.concatenate(labels),
        np.concatenate(weights),
    )


def train_model(pages: list[Page]) -> LineModel:
    """Return both rounds; the second learns from chances given by trees that had not seen the publisher."""
    chances: dict[int, Matrix] = {}
    for fold in range(INNER_FOLDS):
        seen = [page for page in pages if fold_of(page.publisher, INNER_FOLDS, "inner") != fold]
        forest = grow_story(seen, [page.features for page in seen])
        for i, page in enumerate(pages):
            if fold_of(page.publisher, INNER_FOLDS, "inner") == fold:
                chances[i] = forest_chances(forest, page.features)
    matrices = [second_features(page.features, chances[i]) for i, page in enumerate(pages)]
    return LineModel(
        first=grow_story(pages, [page.features for page in pages]),
        story=grow_story(pages, matrices),
        title=grow_field(pages, matrices, "titles"),
        byline=grow_field(pages, matrices, "bylines"),
    )


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


def cross_validate(pages: list[Page]) -> list[LineChances]:
    """Return chances for every page from trees that saw no page of its publisher."""
    chances: dict[int, LineChances] = {}
    for fold in range(OUTER_FOLDS):
        seen = [page for page in pages if fold_of(page.publisher, OUTER_FOLDS, "outer") != fold]
        model = train_model(seen)
        for i, page in enumerate(pages):
            if fold_of(page.publisher, OUTER_FOLDS, "outer") == fold:
                chances[i] = judge_features(model, page.features)
    return [chances[i] for i in range(len(pages))]


def field_hits(
    pages: list[Page], chances: list[LineChances], field: str, kind: str
) -> tuple[int, int]:
    """Return on how many pages the likeliest line is one of the field's, and on how many the field is known."""
    hits, n = 0, 0
    for page, chance in zip(pages, chances, strict=True):
        labels = getattr(page, field)
        if labels is not None:
            n += 1
            hits += int(labels[int(np.argmax(getattr(chance, kind)))])
    return hits, n


def report(pages: list[Page], chances: list[LineChances]) -> None:
    """Write the cross-validated scores to standard output."""
    for kind in sorted({page.kind for page in pages}):
        chosen = [i for i, page in enumerate(pages) if page.kind == kind]
        these, their = [pages[i] for i in chosen], [chances[i] for i in chosen]
        for threshold in THRESHOLDS:
            score = line_f1(these, [chance.story for chance in their], threshold)
            sys.stdout.write(
                f"{kind:7s} threshold {threshold:.2f} line F1 {score:.4f} n={len(chosen)}\n"
            )
        for field, name in (("titles", "title"), ("bylines", "byline")):
            hits, n = field_hits(these, their, field, name)
            sys.stdout.write(f"{kind:7s} {name} line right on {hits} of {n} pages that have one\n")


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
        named = {
            f"{page.kind}/{page.page_id}": np.stack([chance.story, chance.title, chance.byline])
            for page, chance in zip(pages, chances, strict=True)
        }
        np.savez_compressed(arguments.chances, allow_pickle=False, **named)
    if not arguments.no_save:
        save_model(WEIGHTS_FILE, train_model(pages))


if __name__ == "__main__":
    main()
