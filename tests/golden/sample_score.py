"""How much of the sample the readers and the parser get right, column by column, against the perfect answers.

Run `python tests/golden/sample_score.py` for the table and every wrong value; `test_sample_fields` pins floors.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from build_sample import EXPECTED, RAW

from copydesk.parse import parse_record
from copydesk.readers import read_file
from copydesk.readers.source import is_control_file, load_source
from copydesk.records import ParsedArticle, RawRecord

COLUMNS = (
    "title", "subtitle", "authors", "publisher", "url", "section", "language", "dateline", "keywords",
    "published_at", "published_on", "published_precision", "updated_at", "crawled_at",
    "headings", "related_links", "paragraphs", "source_record_id",
)  # fmt: skip


@dataclasses.dataclass(slots=True)
class Score:
    """Right values of a column, values asserted, and the wrong ones as (place, expected, found)."""

    right: int = 0
    asserted: int = 0
    wrong: list[tuple[str, Any, Any]] = dataclasses.field(default_factory=list)


def score_sample() -> dict[str, Score]:
    """Return the score of each column; a record that is not accepted counts as wrong in all of them."""
    answers: list[dict[str, Any]] = json.loads(EXPECTED.read_text("utf-8"))["records"]
    by_place = {place: article for record, article in parsed() for place in places_of(record)}
    scores: defaultdict[str, Score] = defaultdict(Score)
    for answer in answers:
        where = answer["raw_position"] or answer.get("source_record_id", "")
        found = by_place.get((answer["raw_path"], where))
        values = values_of(found) if found else {}
        for column in (c for c in COLUMNS if c in answer):
            score, value = scores[column], values.get(column, "not accepted")
            score.asserted += 1
            if value == answer[column]:
                score.right += 1
            else:
                score.wrong.append((f"{answer['raw_path']} {where}", answer[column], value))
    return {column: scores[column] for column in COLUMNS}


def parsed() -> Iterator[tuple[RawRecord, ParsedArticle]]:
    """Yield every record of the sample that the parser takes, with its fields."""
    for path in sorted(p for p in RAW.rglob("*") if p.is_file() and not is_control_file(p.name)):
        source = load_source(path.parent, RAW)
        for record in read_file(path, path.relative_to(RAW).as_posix(), source):
            article = parse_record(record, source) if isinstance(record, RawRecord) else None
            if isinstance(record, RawRecord) and isinstance(article, ParsedArticle):
                yield record, article


def places_of(record: RawRecord) -> list[tuple[str, str]]:
    """Return what an answer may know a record by: its position, or its own id in a web archive."""
    own_id = (record.source_record_id or "").strip("<>")
    return [
        (record.raw_path, record.raw_position),
        (record.raw_path, own_id or record.raw_position),
    ]


def values_of(article: ParsedArticle) -> dict[str, Any]:
    """Return an article's columns as the expected answers write them."""
    values: dict[str, Any] = dataclasses.asdict(article)
    values["paragraphs"] = article.body.split("\n\n")
    values["source_record_id"] = (article.source_record_id or "").strip("<>") or None
    return {name: as_json(value) for name, value in values.items()}


def as_json(value: Any) -> Any:
    """Return a value as JSON has it: moments in UTC to the second, lists for tuples."""
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def table(scores: dict[str, Score]) -> str:
    """Return the scores and the wrong values as text."""
    lines = []
    for column, score in scores.items():
        lines.append(f"{column:20} {score.right:3} of {score.asserted}")
        lines += [f"    {where}: {differing(a, b)}" for where, a, b in score.wrong]
    return "\n".join(lines) + "\n"


def differing(expected: Any, found: Any) -> str:
    """Return two values, of lists only what the other lacks."""
    if isinstance(expected, list) and isinstance(found, list):
        missing = [item for item in expected if item not in found]
        extra = [item for item in found if item not in expected]
        return f"missing {missing!r}, too many {extra!r}"
    return f"expected {expected!r}, found {found!r}"


if __name__ == "__main__":
    sys.stdout.write(table(score_sample()))
