"""Learn what speaks for and against two articles reporting one happening: the weights in `copydesk.stories.pairs`.

    python -m training.stories.discount --ecb GOLD.jsonl abp=CURATED bbc=CURATED fakenewsnet=CURATED ecb=CURATED reuters=CURATED

Each collection is a folder of tables that `copydesk run` published (`--tables articles` will do). `pairs.csv` says of pairs of their articles, by
id, whether they report one happening, as read by us (headlines and first words); those we could not tell are not in it. Pairs of ECB+ follow
from its gold. Printed are the order of pairs (AUC) with each collection left out in turn, and the weights that all but `reuters` teach, as parts of that of the
cosine's logarithm. Reuters teaches nothing: it is looked at last.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from copydesk.dedup.sketch import count_known, sketch_texts, word_counts
from copydesk.dedup.words import split_words
from copydesk.stories.pairs import (
    DAY,
    SAME_PUBLISHER,
    SHARED_WORD,
    STRANGE_FIGURE,
    STRANGE_NAMES,
    UNTOLD,
    WHOLE,
    WINDOW_DAYS,
    compare,
)
from copydesk.stories.vectors import I64, Vectors, weigh

PAIRS = Path(__file__).with_name("pairs.csv")
FEATURES = ("cosine", "root of days", "names", "figures", "untold", "publishers", "words")
LEAST_COSINE = 0.08
"""Pairs below it, or more than `WINDOW_DAYS` apart, are not held against each other."""

UNTAUGHT = "reuters"
HOLD = 0.3  # a weight is held towards nought by the square of itself over so much
STEPS = 30
TEXTS_AT_ONCE = 200

Table = npt.NDArray[np.float64]


def read_articles(folder: Path) -> tuple[list[str], Vectors, I64, I64]:
    """Return the ids of the articles in a folder of tables, their vectors, days (one and the same for those without) and publishers."""
    names = ["article_id", "title", "body", "language", "published_on", "publisher", "domain"]
    table = pd.read_parquet(folder / "articles", columns=names).sort_values("article_id")
    titles = table["title"].fillna("").tolist()
    bodies = table["body"].tolist()
    parts = [
        sketch_texts(
            split_words(bodies[i : i + TEXTS_AT_ONCE]), split_words(titles[i : i + TEXTS_AT_ONCE])
        )
        for i in range(0, len(bodies), TEXTS_AT_ONCE)
    ]
    terms, heavy, marks = (
        np.concatenate([part[n].values.to_numpy() for part in parts]) for n in range(3)
    )
    sizes = np.concatenate([np.diff(part[0].offsets.to_numpy()) for part in parts])
    bounds = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    moments = pd.to_datetime(table["published_on"])
    days = np.array([0 if pd.isna(m) else m.toordinal() for m in moments], np.int64)
    groups = collections.defaultdict(list)
    for i, (moment, language) in enumerate(zip(moments, table["language"], strict=True)):
        groups["" if pd.isna(moment) else f"{moment:%Y-%m}", language].append(i)
    weights = np.zeros(len(terms), np.int64)
    named, numbers = np.unique(terms, return_inverse=True)
    places = {
        group: np.concatenate([np.arange(bounds[i], bounds[i + 1]) for i in members])
        for group, members in groups.items()
    }
    for (month, language), members in groups.items():
        at = places[month, language]
        ends = np.concatenate(([0], np.cumsum(sizes[members]))).astype(np.int64)
        sketches = Vectors(numbers[at], heavy[at], marks[at], ends)
        before = (str(pd.Period(month) - 1) if month else "none", language)
        earlier = numbers[places.get(before, at[:0])], len(groups.get(before, []))
        counted = (lambda some: count_known(named[some]), word_counts()[2], language == "en")
        weights[at] = weigh(sketches, days[members], earlier, *counted).weights
    names = table["publisher"].fillna(table["domain"])
    publishers = pd.factorize(names)[0].astype(np.int64)  # `NOBODY` where there is none
    return table["article_id"].tolist(), Vectors(terms, weights, marks, bounds), days, publishers


def labelled(name: str, folder: Path, gold: Path) -> tuple[Table, Table]:
    """Return the features of the labelled pairs of a collection, and which report one happening."""
    ids, vectors, days, publishers = read_articles(folder)
    place = {article_id: i for i, article_id in enumerate(ids)}
    pairs = ecb_pairs(folder, gold) if name == "ecb" else read_pairs(name)
    known = [(place[a], place[b], is_one) for a, b, is_one in pairs if a in place and b in place]
    x, y, is_one = (np.array(column) for column in zip(*known, strict=True))
    facts = compare(vectors, days, publishers, x, y)
    cosine = facts.cosine / WHOLE
    table = np.stack(
        (
            np.log(np.maximum(cosine, 0.01)),
            np.sqrt(facts.days),
            facts.names / 1000,
            facts.figures,
            facts.untold / 1000,
            facts.publishers,
            facts.words,
        ),
        axis=1,
    )
    kept = (cosine >= LEAST_COSINE) & (np.abs(days[x] - days[y]) <= WINDOW_DAYS)
    return table[kept], is_one[kept].astype(np.float64)


def read_pairs(name: str) -> list[tuple[str, str, bool]]:
    """Return the pairs of a collection that were read."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["collection"] == name]
    return [(row["left"], row["right"], row["is_one"] == "1") for row in rows]


def ecb_pairs(folder: Path, gold: Path) -> list[tuple[str, str, bool]]:
    """Return all pairs of articles of ECB+; those of one half of a topic report one happening."""
    halves = {
        row["id"]: (row["topic"], row["subtopic"])
        for row in map(json.loads, gold.read_text(encoding="utf-8").splitlines())
    }
    copies = pd.read_parquet(folder / "copies")
    records = zip(copies["source_record_id"], copies["article_id"], strict=True)
    half = {article_id: halves[record] for record, article_id in records if record in halves}
    ids = sorted(half)
    return [(a, b, half[a] == half[b]) for i, a in enumerate(ids) for b in ids[i + 1 :]]


def fit(table: Table, is_one: Table, heavy: Table) -> Table:
    """Return the weights of a logistic regression, by Newton's steps, without the base."""
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    rows = np.column_stack(((table - mean) / spread, np.ones(len(table))))
    held = np.append(np.full(table.shape[1], 1 / HOLD), 1e-6)
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (heavy * (chances - is_one)) + held * weights
        bend = (rows.T * (heavy * chances * (1 - chances))) @ rows + np.diag(held)
        weights -= np.linalg.solve(bend, slope)
    plain: Table = weights[:-1] / spread
    return plain


def order_of(scores: Table, is_one: Table) -> float:
    """Return how often one happening is put before two, of all such pairs of pairs (AUC).

    >>> order_of(np.array([0.1, 0.4, 0.4, 0.9]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.875
    """
    more = scores[is_one == 1][:, None] - scores[is_one == 0][None, :]
    return float(((more > 0) + (more == 0) / 2).mean())


def teach(
    sets: dict[str, tuple[Table, Table]], names: list[str], columns: list[int], has_bases: bool
) -> Table:
    """Return the weights that some collections teach, each counting as much as the others.

    Args:
        has_bases: Each collection has a base of its own, so that only the order within it teaches: days are all alike in two of them.
    """
    tables, truths = ([sets[name][n] for name in names] for n in (0, 1))
    of = np.repeat(np.arange(len(names)), [len(truth) for truth in truths])
    bases = (of[:, None] == np.arange(1, len(names))).astype(np.float64)
    table = np.concatenate(tables)[:, columns]
    heavy = np.concatenate([np.full(len(truth), 300 / len(truth)) for truth in truths])
    rows = np.column_stack((table, bases)) if has_bases else table
    return fit(rows, np.concatenate(truths), heavy)[: len(columns)]


def main() -> None:
    """Print the orders and the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ecb", type=Path, required=True, help="gold of ECB+")
    parser.add_argument("collections", nargs="+", metavar="NAME=FOLDER")
    told = parser.parse_args()
    folders = dict(one.split("=", 1) for one in told.collections)
    sets = {name: labelled(name, Path(folder), told.ecb) for name, folder in folders.items()}
    teachers = [name for name in sets if name != UNTAUGHT]
    print(", ".join(f"{name} {len(is_one)} pairs" for name, (_, is_one) in sets.items()))
    for n, has_bases in (
        (1, False),
        (2, False),
        (3, False),
        (4, False),
        (5, False),
        (6, False),
        (6, True),
        (7, True),
    ):
        columns = list(range(n))
        others = {name: [other for other in teachers if other != name] for name in sets}
        taught = {name: teach(sets, others[name], columns, has_bases) for name in sets}
        told_by = ", a base for each" if has_bases else ""
        print(f"left out, {' + '.join(FEATURES[:n])}{told_by}: {orders(sets, taught)}")
    for has_bases in (False, True):
        weights = teach(sets, teachers, list(range(len(FEATURES))), has_bases)
        parts = ", ".join(
            f"{f} {w / weights[0]:.3f}" for f, w in zip(FEATURES, weights, strict=True)
        )
        print(f"weights, {'a base for each' if has_bases else 'one base'}: {parts}")
    ours = np.array(
        (
            100,
            -DAY,
            -STRANGE_NAMES,
            -STRANGE_FIGURE,
            -UNTOLD,
            -SAME_PUBLISHER,
            SHARED_WORD,
        )
    )
    ours = ours / 100
    print(
        f"with the weights that ship, nothing left out: {orders(sets, dict.fromkeys(sets, ours))}"
    )


def orders(sets: dict[str, tuple[Table, Table]], weights: dict[str, Table]) -> str:
    """Return how well some weights order the pairs of each collection."""
    scores = {
        name: table[:, : len(weights[name])] @ weights[name] for name, (table, _) in sets.items()
    }
    return ", ".join(f"{name} {order_of(scores[name], sets[name][1]):.3f}" for name in sets)


if __name__ == "__main__":
    main()
