"""Learn which names are more likely wrong than right: the weights of `copydesk/entities/doubts.py`, from names that somebody read.

python -m training.doubts --curated FOLDER...            prints the weights
python -m training.doubts --curated FOLDER... --check    how they fare on each collection when the others teach them

The folders are what `copydesk run` made of the records that `doubts.csv` names by the hash of their bytes. One row of it is one name of one
article, by the place of one of its mentions; it is right when it is a real thing's, whole, and of the type that it was published with.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from copydesk.entities.binding import bind
from copydesk.entities.doubts import LEAST, Marks, chance_of, marks_of
from copydesk.entities.mentions import name_spans
from copydesk.entities.spans import Span
from copydesk.nlp import load_model
from training.events.confidence import article_of, rows_of
from training.events.judge import fitted

SHEET = Path(__file__).with_name("doubts.csv")
STRENGTH = 0.1
"""Inverse of the regularisation: of .03, .1, .3 and 1 the best by log-loss with collections left out."""


@dataclasses.dataclass(frozen=True, slots=True)
class Read:
    """A name that somebody read."""

    dump: str
    marks: Marks
    is_right: bool


def readings_of(folders: Iterable[Path]) -> Iterator[Read]:
    """Yield the readings whose name is found today with the type that it was read with."""
    by_record: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    with SHEET.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_record[row["record"]].append(row)
    model = load_model()
    for folder in folders:
        articles = {row["article_id"]: row for row in rows_of(folder, "articles")}
        for copy in rows_of(folder, "copies"):
            mine = by_record.pop(copy["record_id"], [])
            if mine and copy["kind"] == "canonical":
                article = article_of(articles[copy["article_id"]])
                spans = name_spans(article, model.analyse(article.texts()))
                yield from readings_in(spans, mine)


def readings_in(spans: Sequence[Span], rows: Iterable[Mapping[str, str]]) -> Iterator[Read]:
    """Yield what was read of the names of one article."""
    keys = [bound.key for bound in bind(spans)]
    places: dict[tuple[str, str, str], str] = {
        (s.view.section, str(s.start), s.entity_type): k for s, k in zip(spans, keys, strict=True)
    }
    for row in rows:
        key = places.get((row["section"], row["start"], row["type"]))
        marks = marks_of([s for s, k in zip(spans, keys, strict=True) if k == key])
        if marks is not None:
            yield Read(row["dump"], marks, row["is_right"] == "1")


def learn(rows: Sequence[Read], strength: float = STRENGTH) -> dict[str, float]:
    """Return the weights; each mark is held by how far it spreads."""
    names = sorted(rows[0].marks)
    spread = {name: deviation([row.marks[name] for row in rows]) or 1.0 for name in names}
    given = [{name: row.marks[name] / spread[name] for name in names} for row in rows]
    weights = fitted(given, [row.is_right for row in rows], strength)
    return {name: round(weight / spread.get(name, 1.0), 3) for name, weight in weights.items()}


def deviation(values: Sequence[float]) -> float:
    """Return the standard deviation.

    >>> deviation([1.0, 3.0])
    1.0
    """
    mean = sum(values) / len(values)
    return float((sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5)


def check(rows: Sequence[Read]) -> Iterator[str]:
    """Yield, of each collection that the others judge, how many names are left out and how many of these are wrong."""
    total = [0, 0]
    for dump in sorted({row.dump for row in rows}):
        weights = learn([row for row in rows if row.dump != dump])
        mine = [row for row in rows if row.dump == dump]
        out = [row for row in mine if chance_of(row.marks, weights) < LEAST]
        wrong = sum(not row.is_right for row in out)
        total = [total[0] + len(out), total[1] + wrong]
        yield f"{dump}: {len(mine)} names, {len(out)} left out, {wrong} of them wrong"
    before = sum(row.is_right for row in rows)
    left = before - (total[0] - total[1])
    yield f"right before {before / len(rows):.3f} of {len(rows)}, after {left / (len(rows) - total[0]):.3f} of {len(rows) - total[0]}"


def main() -> None:
    """Print the weights, or how they fare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--curated", type=Path, nargs="+", required=True)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    rows = list(readings_of(given.curated))
    print("\n".join(check(rows)) if given.check else learn(rows))


if __name__ == "__main__":
    main()
