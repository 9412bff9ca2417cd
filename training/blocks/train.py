"""Trains the block classifier and the one of page kinds, and says how they do on collections they have not seen.

    python -m training.blocks.train EXTRACTION WCXB            # leave-one-collection-out, folds by publisher, then the weights
    python -m training.blocks.train EXTRACTION WCXB --no-check # the weights only
    python -m training.blocks.train EXTRACTION WCXB --kind     # what tells an article from other pages, and its weights only

EXTRACTION holds `gold.jsonl` and the folder `html` of web archives, WCXB `gold.jsonl` and a web archive. Needs LightGBM.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from copydesk.parse.block_model import (
    WEIGHTS_FILE,
    BlockModel,
    judge_blocks,
)
from copydesk.parse.line_features import Matrix, second_features
from copydesk.parse.line_model import Forest, forest_chances, save_forests
from copydesk.parse.page_kind import WEIGHTS_FILE as KIND_FILE
from copydesk.parse.page_kind import page_features
from training.blocks.pages import Page, read_extraction, read_wcxb
from training.lines.forest import grow_forest

FOLDS, OUTER_FOLDS, KIND_FOLDS = 2, 4, 5
THRESHOLD = 0.5
TREES = {
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.25,
    "learning_rate": 0.12,
    "max_bin": 31,
}
KIND_TREES = {
    "num_leaves": 8,
    "min_data_in_leaf": 12,
    "feature_fraction": 0.3,
    "learning_rate": 0.06,
    "extra_trees": True,
}
ROUNDS, KIND_ROUNDS = 80, 500
KIND_THRESHOLDS = (0.05, 0.1, 0.15, 0.18, 0.2, 0.22, 0.25, 0.3, 0.5, 0.7)
WORD = re.compile(r"\w+")


def fold_of(publisher: str, salt: str, n_folds: int = FOLDS) -> int:
    """Return the fold of a publisher: all its pages stand in one."""
    return int(hashlib.sha256(f"{salt}:{publisher}".encode()).hexdigest(), 16) % n_folds


def grow_story(pages: Sequence[Page], matrices: Sequence[Matrix]) -> Forest:
    """Return trees that know the story's blocks."""
    rows = [page.teaching() for page in pages]
    features = np.concatenate([m[r] for m, r in zip(matrices, rows, strict=True)])
    labels = np.concatenate([page.labels[r] for page, r in zip(pages, rows, strict=True)])
    weights = np.concatenate([page.shares() for page in pages])
    return grow_forest(features, labels, weights, ROUNDS, **TREES)


def train_blocks(pages: Sequence[Page]) -> BlockModel:
    """Return both rounds, learnt on articles; the second from chances by trees that had not seen the publisher."""
    known = teachers(pages)
    chances = unseen(known)
    matrices = [second_features(page.features, chances[page.page_id]) for page in known]
    first = grow_story(known, [page.features for page in known])
    return BlockModel(first, grow_story(known, matrices))


def teachers(pages: Sequence[Page]) -> list[Page]:
    """Return the pages from which blocks are learnt: articles of which some text is known."""
    return [page for page in pages if page.is_article and page.weights.any()]


def unseen(pages: Sequence[Page]) -> dict[str, Matrix]:
    """Return first chances for every page from trees that saw no page of its publisher."""
    chances = {}
    for fold in range(FOLDS):
        seen = [page for page in teachers(pages) if fold_of(page.publisher, "inner") != fold]
        forest = grow_story(seen, [page.features for page in seen])
        for page in pages:
            if fold_of(page.publisher, "inner") == fold:
                chances[page.page_id] = forest_chances(forest, page.features)
    return chances


def judge(model: BlockModel, pages: Sequence[Page]) -> dict[str, Matrix]:
    """Return the chances of the blocks of pages."""
    return {page.page_id: judge_blocks(model, page.features).story for page in pages}


def cross_validate(pages: Sequence[Page]) -> dict[str, Matrix]:
    """Return chances for every page from both rounds of trees that saw no page of its publisher."""
    chances: dict[str, Matrix] = {}
    folds = [fold_of(page.publisher, "outer", OUTER_FOLDS) for page in pages]
    for fold in range(OUTER_FOLDS):
        model = train_blocks([p for p, its in zip(pages, folds, strict=True) if its != fold])
        chances |= judge(model, [p for p, its in zip(pages, folds, strict=True) if its == fold])
    return chances


def leave_out(pages: Sequence[Page], collection: str) -> dict[str, Matrix]:
    """Return chances for a collection's pages from trees that saw none of it."""
    model = train_blocks([page for page in pages if page.collection != collection])
    return judge(model, [page for page in pages if page.collection == collection])


def word_f1(found: str, known: str) -> float:
    """Return the F1 of two texts as bags of words."""
    one, other = (Counter(WORD.findall(text.lower())) for text in (found, known))
    both = (one & other).total()
    return 2 * both / (one.total() + other.total()) if both else 0.0


def report(name: str, pages: Sequence[Page], chances: dict[str, Matrix]) -> None:
    """Print the word F1 of articles by collection."""
    scores: dict[str, list[float]] = {}
    for page in pages:
        if page.story and page.is_article and page.page_id in chances:
            chosen = chances[page.page_id] >= THRESHOLD
            text = "\n".join(b.text for b, is_in in zip(page.blocks, chosen, strict=True) if is_in)
            scores.setdefault(page.collection, []).append(word_f1(text, page.story))
    for collection, found in sorted(scores.items()):
        low = np.mean([score < 0.8 for score in found])
        print(
            f"{name:10} {collection:12} F1 {np.mean(found):.4f} below .8 {low:.3f} n={len(found)}",
            flush=True,
        )


def kind_rows(pages: Sequence[Page], chances: dict[str, Matrix]) -> Matrix:
    """Return what the trees of page kinds see of pages, given chances by trees that had not seen the publisher."""
    rows = [
        page_features(page.blocks, chances[page.page_id], page.view.counts, page.view.fields)
        for page in pages
    ]
    return np.array(rows, dtype=np.float64)


def grow_kind(pages: Sequence[Page], rows: Matrix) -> Forest:
    """Return trees that know an article from any other page."""
    labels = np.array([page.is_article for page in pages], dtype=np.int8)
    return grow_forest(rows, labels, np.ones(len(labels)), KIND_ROUNDS, **KIND_TREES)


def unseen_kinds(pages: Sequence[Page], rows: Matrix, groups: Sequence[object]) -> Matrix:
    """Return of each page the chance that it is an article, by trees that saw no page of its group."""
    chances = np.zeros(len(pages))
    for group in sorted(set(groups), key=str):
        is_out = np.array([its == group for its in groups])
        known = [p for p, out in zip(pages, is_out, strict=True) if not out]
        chances[is_out] = forest_chances(grow_kind(known, rows[~is_out]), rows[is_out])
    return chances


def report_kind(pages: Sequence[Page], rows: Matrix) -> None:
    """Print how well pages that are no articles are told, by folds of publishers, and whose articles are lost that were left out."""
    is_article = np.array([page.is_article for page in pages])
    collections = np.array([page.collection for page in pages])
    is_wcxb = collections == "wcxb"
    folds = [fold_of(page.publisher, "kind", KIND_FOLDS) for page in pages]
    chances = unseen_kinds(pages, rows, folds)
    for threshold in KIND_THRESHOLDS:
        refused = chances < threshold
        hit = int((refused & ~is_article & is_wcxb).sum())
        precision = hit / max(1, int((refused & is_wcxb).sum()))
        recall = hit / int((~is_article & is_wcxb).sum())
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        parts = (is_wcxb, ~is_wcxb, is_article)
        lost = [f"{float(refused[is_article & part].mean()):.4f}" for part in parts]
        print(
            f"kind {threshold:.2f} precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} "
            f"articles refused: wcxb {lost[0]}, others {lost[1]}, all {lost[2]}",
            flush=True,
        )
    groups = [p.collection if p.is_article else f"{p.collection} {fold}" for p, fold in zip(pages, folds, strict=True)]  # fmt: skip
    chances = unseen_kinds(pages, rows, groups)
    for collection in sorted(set(collections)):
        found = chances[is_article & (collections == collection)]
        lost = [f"{t:.2f} {float((found < t).mean()):.4f}" for t in KIND_THRESHOLDS]
        print(f"articles of {collection} left out, refused:", ", ".join(lost), flush=True)


def main() -> None:
    """Report, train on everything, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extraction", type=Path)
    parser.add_argument("wcxb", type=Path)
    parser.add_argument("--no-check", action="store_true")
    parser.add_argument("--kind", action="store_true")
    arguments = parser.parse_args()
    pages = [*read_extraction(arguments.extraction), *read_wcxb(arguments.wcxb)]
    chances = cross_validate(pages)
    if not (arguments.no_check or arguments.kind):
        for collection in sorted({page.collection for page in pages if page.story}):
            report("left out", pages, leave_out(pages, collection))
        report("folds", pages, chances)
    rows = kind_rows(pages, chances)
    report_kind(pages, rows)
    save_forests(KIND_FILE, {"article": grow_kind(pages, rows)})
    if not arguments.kind:
        model = train_blocks(pages)
        save_forests(WEIGHTS_FILE, {"first": model.first, "story": model.story})


if __name__ == "__main__":
    main()
