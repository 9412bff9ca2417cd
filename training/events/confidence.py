"""Learn what `confidence` says from events that people read: `judge.json`, the question "read".

python -m training.events.confidence --curated FOLDER...           learn anew
python -m training.events.confidence --curated FOLDER... --check   with each dump of the readings left out in turn

The folders are what `copydesk run` made of the records that `readings.csv` names. The score of the question "right", which labelled
news taught, is one mark among few; a row whose trigger or parties today's code reads otherwise teaches nothing.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import datetime as dt
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from copydesk.entities import find_mentions
from copydesk.events import judge
from copydesk.events.coder import code_events
from copydesk.events.judge import Marks, Way, Weights, chance_of_marks, marks_as_read
from copydesk.nlp import load_model
from copydesk.text.language import ArticleText, CodedEvent
from training.events.judge import fitted
from training.events.readings import QUESTIONS, SHEET

STRENGTH = 0.1
"""Inverse of the regularisation: with dumps left out .03 and .1 have the same Brier score, .3 and 1 a worse one."""

MARKS = tuple(
    "score told length title noun phrase ASSAULT THREATEN".split()
    + [f"{side} {what}" for side in ("actor", "recipient") for what in ("none", "noun", "office")]
)
"""What may tell a right row from a wrong one beside the score; with eight marks more the left-out Brier score is no better."""

Row = Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Read:
    """An event that somebody read, with its marks."""

    dump: str
    marks: Marks
    is_right: bool  # a happening, type and every party right, nobody missing
    are_parties_right: bool


def readings_of(folders: Iterable[Path]) -> list[Read]:
    """Return the readings whose event is coded today as it was when it was read."""
    with SHEET.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    model, found, seen = load_model(), list[Read](), set[tuple[str, str]]()
    for folder in folders:
        articles = {row["article_id"]: row for row in rows_of(folder, "articles")}
        published = rows_of(folder, "event_mentions")
        for copy in rows_of(folder, "copies"):
            record = copy["source_record_id"] or Path(copy["raw_path"]).name
            dump = Path(copy["raw_path"]).parts[0]
            mine = [row for row in rows if row["record"] == record and row["dump"] == dump]
            if not mine or (dump, record) in seen or copy["article_id"] not in articles:
                continue
            seen.add((dump, record))
            article = article_of(articles[copy["article_id"]])
            analysed = model.analyse(article.texts())
            coded: list[tuple[CodedEvent, Marks]] = []

            def choose(ways: Sequence[Way], coded: list[Any] = coded) -> Way | None:
                way = judge.choose(ways)
                coded += zip(way.events, way.marks, strict=True) if way else ()
                return way

            code_events(article, analysed, tuple(find_mentions(article, analysed)), choose)
            then = [_place(m) for m in published if m["article_id"] == article.article_id]
            for row in mine:
                marks = [m for e, m in coded if _is_row(e, row) and _place_of(e) in then]
                if marks:
                    sure = max(marks, key=lambda m: chance_of_marks(m, _right()))
                    is_right = all(row[question] == "1" for question in QUESTIONS[:4])
                    found.append(Read(row["dump"], sure, is_right, row[QUESTIONS[2]] == "1"))
    return found


def _right() -> Weights:
    return judge.learnt_weights()["right"]


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a published table."""
    rows: list[dict[str, Any]] = ds.dataset(folder / name, format="parquet").to_table().to_pylist()
    return rows


def article_of(row: Mapping[str, Any]) -> ArticleText:
    """Return what the language stages may know of a published article."""
    day = row["published_on"]
    return ArticleText(
        article_id=row["article_id"],
        body=row["body"] or "",
        title=row["title"],
        subtitle=row["subtitle"],
        dateline=row["dateline"],
        published_on=day.date() if isinstance(day, dt.datetime) else day,
        publisher=row["publisher"],
        authors=tuple(row["authors"] or ()),
    )


def _is_row(event: CodedEvent, row: Row) -> bool:
    place = (event.section, str(event.trigger_start), event.event_type)
    return place == (row["section"], row["trigger_start"], row["event_type"])


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("section", "trigger_start", "event_type", "actor_text", "recipient_text")
    return tuple(row[name] for name in names)


def _place_of(event: CodedEvent) -> tuple[Any, ...]:
    return _place({f.name: getattr(event, f.name) for f in dataclasses.fields(event)})


def learn(rows: Sequence[Read]) -> dict[str, float]:
    """Return the weights of the question "read"."""
    given = [_few(row) for row in rows]
    return fitted(given, [row.is_right for row in rows], STRENGTH)


def _few(row: Read) -> dict[str, float]:
    every = marks_as_read(row.marks, _right())
    return {name: every[name] for name in MARKS if name in every}


def check(rows: Sequence[Read]) -> list[str]:
    """Return how the confidence fares on each dump when the others teach it; before it, that of the score alone."""
    before = [chance_of_marks(row.marks, _right()) for row in rows]
    after = list(before)
    for dump in sorted({row.dump for row in rows}):
        weights = learn([row for row in rows if row.dump != dump])
        after = [
            chance_of_marks(_few(row), weights) if row.dump == dump else chance
            for row, chance in zip(rows, after, strict=True)
        ]
    return [f"{len(rows)} readings", "the score alone: " + told(rows, before), "left out: " + told(rows, after)]  # fmt: skip


def told(rows: Sequence[Read], chances: Sequence[float]) -> str:
    """Return Brier score, calibration error over eight equal bands, and what is right in the surest quarter."""
    order = sorted(range(len(rows)), key=lambda i: (-chances[i], i))
    brier = sum((chances[i] - rows[i].is_right) ** 2 for i in order) / len(order)
    cuts = [len(order) * k // BANDS for k in range(BANDS + 1)]
    bands = [order[a:b] for a, b in itertools.pairwise(cuts) if b > a]
    error = sum(abs(sum(chances[i] - rows[i].is_right for i in band)) for band in bands)
    top = order[: max(1, len(order) // 4)]
    parties = sum(rows[i].are_parties_right for i in top) / len(top)
    right = sum(rows[i].is_right for i in top) / len(top)
    return f"Brier {brier:.3f}, calibration error {error / len(order):.3f}, surest quarter: parties {parties:.2f}, all right {right:.2f}"


BANDS = 8


def main() -> None:
    """Write the weights, or say how they fare on dumps left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--curated", type=Path, nargs="+", required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rows = readings_of(options.curated)
    if options.check:
        print("\n".join(check(rows)))
        return
    target = Path(str(resources.files(judge.__package__ or "").joinpath("judge.json")))
    weights = json.loads(target.read_text(encoding="utf-8"))
    target.write_text(json.dumps(weights | {"read": learn(rows)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
