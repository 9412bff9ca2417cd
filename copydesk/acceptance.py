"""From a part of raw records to accepted articles and rejections: parse, validate, blank or quarantine.

A failed expectation costs what its column's contract says: the value (it is blanked and flagged) or the record.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.checks.suspects import find_suspects
from copydesk.checks.validate import Failure, Rule, find_failures, rules_of
from copydesk.dedup.fingerprint import fingerprint_articles
from copydesk.disk.bodies import pack_bodies, read_accepted
from copydesk.disk.own_files import read_table
from copydesk.disk.seals import is_sound
from copydesk.disk.storage import replace_table, whole_folder, write_table
from copydesk.errors import ContractError
from copydesk.ids import content_id
from copydesk.limits.attempt import attempt_all
from copydesk.raw.parts import decode_record, decode_source, storable
from copydesk.records import EXCERPT_CHARS, ParsedArticle, RawRecord, Rejection, reject
from schemas.articles import ARTICLES

BLANKED_TOGETHER: dict[str, tuple[str, ...]] = {
    "published_at": (
        "published_at",
        "published_on",
        "published_utc_offset",
        "published_precision",
        "published_tz_basis",
    ),
    "url": ("url", "domain"),
}
BLANKED_TOGETHER["published_on"] = BLANKED_TOGETHER["published_at"]
MISSING_FLAGS = {"title": "no_title", "authors": "no_author", "published_at": "no_date"}

CLUSTER_COLUMNS = ("article_id", "story_id", "n_copies", "n_publishers", "agency")
"""Columns of `articles` that are known only once copies are folded."""

ACCEPTED_SCHEMA = pa.schema(
    [field.to_arrow() for field in ARTICLES.fields if field.name not in CLUSTER_COLUMNS]
    + [
        pa.field("credit", pa.string()),
        pa.field("article_id", pa.string()),
        pa.field("text_key", pa.string()),
        pa.field("file_key", pa.string()),
        pa.field("raw_position", pa.string()),
    ]
)
ACCEPTED_NAMES = [
    name for name in ACCEPTED_SCHEMA.names if name in ParsedArticle.__dataclass_fields__
]
"""Columns that are fields of an article as parsed."""

UNLIKE = ("body", "record_id", "article_id", "text_key")
"""Columns whose values are mostly unlike one another: see `write_table`."""

REJECTED_SCHEMA = pa.schema([
    ("record_id", pa.string()), ("stage", pa.string()), ("reasons", pa.list_(pa.string())),
    ("detail", pa.string()), ("excerpt", pa.string()), ("file_key", pa.string()),
    ("raw_position", pa.string()),
])  # fmt: skip

OUTCOMES = ("accepted", "rejected")
"""The files of a part's outcome."""


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the records of one part."""

    accepted: pa.Table
    rejected: pa.Table


def accept_part(
    part: Path, sources: Mapping[str, str], settings: Mapping[str, int], target: Path
) -> None:
    """Parse and validate a part into `target/accepted.parquet` and `target/rejected.parquet`.

    `sources` maps the part's file keys to their source's settings as JSON; records of other files are left out.
    """
    records = read_table(part, filters=pc.field("media").is_valid())
    outcome = accept_records(
        [
            (row["file_key"], decode_record(row))
            for row in records.to_pylist()
            if row["file_key"] in sources
        ],
        sources,
        settings,
    )
    write_outcome(outcome, records, target)


def write_outcome(outcome: Outcome, records: pa.Table, target: Path) -> None:
    """Write what became of the records of a part."""
    tables = pack_bodies(outcome.accepted, records), outcome.rejected
    with whole_folder(target) as scratch:
        for name, table in zip(OUTCOMES, tables, strict=True):
            path = f"{name}.parquet"
            write_table(table, scratch / path, target / path, UNLIKE)


def is_outcome(folder: Path) -> bool:
    """Return whether the outcome of a part is there as it was written."""
    return all(is_sound(folder / f"{name}.parquet") for name in OUTCOMES)


def fingerprint_part(part: Path, outcome: Path, places: Sequence[str], target: Path) -> None:
    """Write the fingerprints of a part's accepted articles that lie at these places (`file_key;raw_position`).

    Their `record_id` names the place: one record may be read differently at two places.
    """
    accepted = read_accepted(outcome / "accepted.parquet", part, places)
    place = pc.binary_join_element_wise(accepted["file_key"], accepted["raw_position"], ";")
    number = accepted.schema.get_field_index("record_id")
    rows = accepted.set_column(number, "record_id", place)
    replace_table(fingerprint_articles(rows), target)


def accept_records(
    records: Sequence[tuple[str, RawRecord]],
    sources: Mapping[str, str],
    settings: Mapping[str, int],
) -> Outcome:
    """Return the accepted articles and the rejections of records, each given with its file key."""
    parsed: list[tuple[str, RawRecord, ParsedArticle]] = []
    rejected: list[dict[str, Any]] = []
    answers = attempt_all(
        [(record, decode_source(sources[file_key])) for file_key, record in records]
    )
    for (file_key, record), answer in zip(records, answers, strict=True):
        if isinstance(answer, ParsedArticle):
            answer = as_article(answer, record, settings)
        if isinstance(answer, Rejection):
            rejected.append(
                _rejected_row(file_key, record, answer.stage, answer.reasons, answer.detail)
            )
        else:
            parsed.append((file_key, record, answer))
    outcome = accept_parsed(parsed, settings)
    turned_away = pa.Table.from_pylist(rejected, schema=REJECTED_SCHEMA)
    return Outcome(outcome.accepted, pa.concat_tables([turned_away, outcome.rejected]))


def as_article(
    article: ParsedArticle, record: RawRecord, settings: Mapping[str, int]
) -> ParsedArticle | Rejection:
    """Return the article, or the rejection of a page that is hardly one: an index, a shop, a service, a gallery."""
    least = settings.get("min_article_chance", 0)
    chance = article.article_chance
    if chance is None or 100 * chance >= least:
        return article
    detail = f"the page is an article with a chance of {100 * chance:.1f} %; min_article_chance is {least}"
    return reject(record, "parse", ("not_an_article",), detail)


def accept_parsed(
    parsed: Sequence[tuple[str, RawRecord, ParsedArticle]], settings: Mapping[str, int]
) -> Outcome:
    """Return those articles that keep the contract, and rejections of the others, each given with file key and record."""
    rejected: list[dict[str, Any]] = []
    rows = [_accepted_row(article) for _, _, article in parsed]
    failures = _failures_by_row(rows, settings)
    accepted = []
    for number, (row, (file_key, record, _)) in enumerate(zip(rows, parsed, strict=True)):
        fatal = [f for f in failures[number] if f.rule.on_failure == "quarantine"]
        if fatal:
            reasons = sorted({f.rule.name for f in fatal})
            rejected.append(_rejected_row(file_key, record, "validate", reasons, _detail(fatal)))
            continue
        _blank(row, failures[number])
        row |= {"file_key": file_key, "raw_position": record.raw_position}
        row["article_id"] = article_id_of(row["title"], row["subtitle"], row["body"])
        row["text_key"] = text_key_of(row)
        accepted.append(row)
    return Outcome(
        pa.Table.from_pylist(accepted, schema=ACCEPTED_SCHEMA),
        pa.Table.from_pylist(rejected, schema=REJECTED_SCHEMA),
    )


def article_id_of(title: str | None, subtitle: str | None, body: str) -> str:
    """Return the id of a story text; a missing title and an empty one are told apart."""
    return content_id(
        "art", *("" if part is None else f"={part}" for part in (title, subtitle)), body
    )


def text_key_of(row: Mapping[str, Any]) -> str:
    """Return the key of all that the language stages may know of an article: their cache key."""
    known = [
        row["article_id"],
        row["dateline"],
        str(row["published_on"]),
        row["publisher"],
        row["authors"],
    ]
    return content_id("art", json.dumps([*known, row["language"]], ensure_ascii=True))


def _accepted_row(article: ParsedArticle) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in ACCEPTED_NAMES:
        value = getattr(article, name)
        if isinstance(value, str):
            value = storable(value)
        elif isinstance(value, tuple):
            value = [storable(item) for item in value]
        elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
        row[name] = value
    return row


def _failures_by_row(
    rows: list[dict[str, Any]], settings: Mapping[str, int]
) -> defaultdict[int, list[Failure]]:
    failures: defaultdict[int, list[Failure]] = defaultdict(list)
    if rows:
        names = [name for name in ACCEPTED_SCHEMA.names if name in rows[0]]
        columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in names}
        columns |= _row_checks(rows, names)
        suspects = find_suspects(rules_of(ARTICLES, settings, columns), columns)
        for failure in find_failures("articles", _frame_of(columns, suspects), suspects):
            failures[failure.row].append(failure)
    return failures


def _row_checks(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, list[bool]]:
    """Return one boolean column for each row check of `articles`."""
    said = " ".join(check.sql for check in ARTICLES.row_checks)
    table = _table_of({name: [row[name] for row in rows] for name in names if name in said})
    checks = ", ".join(f"coalesce({c.sql}, true) AS {c.name}" for c in ARTICLES.row_checks)
    numbered = table.append_column("row", pa.array(range(len(table))))
    with _database().cursor() as cursor:  # its names go with it
        cursor.register("batch", numbered)
        checked = cursor.sql(f"SELECT row, {checks} FROM batch ORDER BY row").to_arrow_table()
    return {check.name: checked[check.name].to_pylist() for check in ARTICLES.row_checks}


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return the one database in memory of this process: opening one costs as much as parsing ten articles."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def _frame_of(columns: Mapping[str, list[Any]], rules: Sequence[Rule]) -> Any:
    """Return a pandas frame of the columns that rules look at."""
    asked = {rule.name for rule in rules} | {rule.column for rule in rules}
    return _table_of({name: columns[name] for name in columns if name in asked}).to_pandas()


def _table_of(columns: Mapping[str, list[Any]]) -> pa.Table:
    types = {field.name: field.type for field in ACCEPTED_SCHEMA}
    return pa.table(
        {name: pa.array(values, types.get(name, pa.bool_())) for name, values in columns.items()}
    )


def _blank(row: dict[str, Any], failures: Iterable[Failure]) -> None:
    """Set the values that failed to null (of a list: take out the element), and flag them."""
    flags = set(row["quality_flags"])
    for failure in failures:
        column = failure.rule.column
        flags.add(f"{column}_blanked")
        if failure.rule.is_element:
            row[column] = [
                item for item in row[column] if str(item)[: len(failure.value)] != failure.value
            ]
        else:
            for name in BLANKED_TOGETHER.get(column, (column,)):
                row[name] = None
    flags |= {flag for column, flag in MISSING_FLAGS.items() if not row[column]}
    row["quality_flags"] = sorted(flags)


def _detail(failures: Sequence[Failure]) -> str:
    if any(f.rule.arguments.get("regex") is None and "min_words" in f.rule.name for f in failures):
        first = next(f for f in failures if "min_words" in f.rule.name)
        return f"body has {first.value} words, {first.rule.arguments['min_value']} are needed"
    return "; ".join(f"{f.rule.name}: found {f.value!r}" for f in failures[:3])


def _rejected_row(
    file_key: str, record: RawRecord, stage: str, reasons: Iterable[str], detail: str
) -> dict[str, Any]:
    if not (names := sorted(set(reasons))):
        raise ContractError("quarantine", "reasons_is_given", f"{record.record_id} has none")
    return {
        "record_id": record.record_id,
        "stage": stage,
        "reasons": names,
        "detail": storable(detail),
        "excerpt": _excerpt(record),
        "file_key": file_key,
        "raw_position": record.raw_position,
    }


def _excerpt(record: RawRecord) -> str:
    """Return the start of what a record says: of named fields the values, since a header says nothing."""
    if record.fields is None:
        text = record.raw[: EXCERPT_CHARS * 4].decode("utf-8", "replace")
    else:
        given = {
            name: value for name, value in record.fields.items() if value not in (None, "", [])
        }
        text = json.dumps(given, ensure_ascii=False, default=str)[: EXCERPT_CHARS * 4]
    return (storable(text.replace("\x00", "")) or "")[:EXCERPT_CHARS]
