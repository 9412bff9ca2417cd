"""`copydesk export`: the published tables for R, Stata, Excel, SQL and what reads other people's event data.

A CSV holds lists as `a|b` (a bar within an element as `\\|`), every text in quotes, so that "03" stays text, instants as
`2024-05-16T09:40:00Z` and days as `2024-05-16`. A text that a spreadsheet would run as a formula gets an apostrophe in
front; `read_csv` takes all of it back.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.disk.own_files import NO_DATABASE, quote, read_pieces
from copydesk.disk.real_path import real_path
from copydesk.disk.storage import file_sha256
from copydesk.errors import CopydeskError, SettingsError
from copydesk.tables import lay_runs, make_helpers, names_of, open_tables, sql
from copydesk.versions.metadata import DESCRIPTIONS, describe_files, sums_told
from copydesk.versions.published import current_version
from schemas.tables import TABLES

FLAT: Mapping[str, Mapping[str, Any]] = {
    "events_with_evidence": {"min_confidence": 0.0},
    "comentions": {"entity_types": ["PERSON", "ORG", "GPE"], "min_articles": 2},
    "dyads": {"freq": "month", "event_types": [], "or_bound": False, "min_confidence": 0.0},
    "gdelt": {"min_confidence": 0.0},
    "polecat": {"min_confidence": 0.0},
}
"""Views that can be exported beside tables, with their arguments."""

FORMULA = "^'*[=+@\\t\\r-]"
"""How a cell begins that a spreadsheet runs, apostrophes before it or not. One more apostrophe in front marks it as text."""

FORMS = ("csv", "jsonl", "parquet", "sqlite", "duckdb")

EXCEL_CELL = 32_767
"""Characters that Excel takes into a cell; it breaks a longer one into further rows."""

BATCH_ROWS = 20_000
"""Chosen: bounds memory; as many as a row group of ours (docs/decisions/010-publishing.md)."""

Source = tuple[str, Mapping[str, Any]]
"""A query and its arguments."""


def export_tables(
    curated: Path,
    target: Path,
    form: str,
    names: Sequence[str] = (),
    is_for_excel: bool = False,
    *,
    is_forced: bool = False,
) -> list[Path]:
    """Write tables and flat views of the published version; return the files.

    Args:
        curated: Folder of the tables.
        target: Folder for a file per table, or with `sqlite` and `duckdb` the one file.
        form: csv, jsonl, parquet, sqlite or duckdb.
        names: What to write; all tables where nothing is named.
        is_for_excel: Of a CSV: a mark that says UTF-8, dates that Excel knows, long cells cut.
        is_forced: Replace files that are there already, whoever wrote them.

    Raises:
        SettingsError: no form, table or view is called so.
        CopydeskError: something is not published, the target lies among what is published, or a file is in the way.
    """
    if real_path(target).is_relative_to(real_path(curated)):
        raise CopydeskError(
            f"{target} lies in {curated}, which holds what is published; name another place"
        )
    version = current_version(curated) or ""
    connection = open_tables(curated)
    if "runs" in names:
        lay_runs(connection, curated)
    sources = {name: _source(connection, name) for name in names or names_of(connection)}
    if form not in FORMS:
        raise SettingsError(f"--to {form}: expected one of {', '.join(FORMS)}")
    files = [target] if form in WHOLE_FILES else [target / f"{name}.{form}" for name in sources]
    if not is_forced and (others := _others_in(files, form)):
        raise CopydeskError(
            f"{others[0]} is there already, and not as an export described it; name another place, or say --force to replace it"
        )
    if form in WHOLE_FILES:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _whole(target) as scratch:
            WHOLE_FILES[form](connection, sources, scratch)
        return files
    target.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Callable[[str, Path], None]] = {
        "csv": lambda name, file: write_csv(connection, sources[name], file, is_for_excel),
        "jsonl": lambda name, file: write_lines(connection, sources[name], file),
        "parquet": lambda name, file: write_parquet(connection, name, sources[name], file),
    }
    for name, file in zip(sources, files, strict=True):
        with _whole(file) as scratch:
            writers[form](name, scratch)
    return files + describe_files(files, form, version)


def _others_in(files: Sequence[Path], form: str) -> list[Path]:
    """Return which files, of these and the descriptions that belong to them, are there and not as an export described them."""
    folder = files[0].parent
    told = sums_told(folder)
    is_described = form not in WHOLE_FILES and any(file.stem in TABLES for file in files)
    beside = [folder / name for name in DESCRIPTIONS] if is_described and told is None else []
    return [
        file
        for file in (*files, *beside)
        if os.path.lexists(file)
        and not (file.is_file() and (told or {}).get(file.name) == file_sha256(file)[0])
    ]


def _source(connection: duckdb.DuckDBPyConnection, name: str) -> Source:
    present = names_of(connection)
    if name in present or name == "runs":
        return f"SELECT * FROM {name}", {}
    if name not in FLAT:
        known = ", ".join([*present, "runs", *FLAT])
        raise SettingsError(f"{name}: found neither such a table nor view; known are {known}")
    needed = "mentions" if name == "comentions" else "events"
    if needed not in present:
        raise CopydeskError(f"{name} needs the table {needed}, which is not published")
    return sql(name), FLAT[name]


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a scratch name beside a file; what is written there takes its place at one stroke."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield scratch
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def write_csv(
    connection: duckdb.DuckDBPyConnection, source: Source, path: Path, is_for_excel: bool = False
) -> None:
    """Write rows as CSV: see the module."""
    columns = _types(connection, source)
    shown = ", ".join(
        f'{_cell(name, kind, is_for_excel)} AS "{name}"' for name, kind in columns.items()
    )
    quoted = ", ".join(f'"{name}"' for name, kind in columns.items() if _is_text(kind))
    force = f", FORCE_QUOTE ({quoted})" if quoted else ""
    _copy(
        connection,
        f"SELECT {shown} FROM ({source[0]})",
        source[1],
        path,
        f"FORMAT csv, HEADER{force}",
    )
    if is_for_excel:
        marked = path.with_name(f"{path.name}.marked")
        with path.open("rb") as plain, marked.open("wb") as file:
            file.write(b"\xef\xbb\xbf")
            shutil.copyfileobj(plain, file)
        os.replace(marked, path)


def write_lines(connection: duckdb.DuckDBPyConnection, source: Source, path: Path) -> None:
    """Write rows as JSON lines: lists as lists, nulls as null, times as in a CSV."""
    columns = _types(connection, source)
    shown = ", ".join(
        f'{_time(name, kind, False) or quote_name(name)} AS "{name}"'
        for name, kind in columns.items()
    )
    _copy(connection, f"SELECT {shown} FROM ({source[0]})", source[1], path, "FORMAT json")


def write_parquet(
    connection: duckdb.DuckDBPyConnection, name: str, source: Source, path: Path
) -> None:
    """Write rows as one Parquet file, with the descriptions of the contract."""
    rows = read_pieces(connection.sql(source[0], params=dict(source[1]) or None), BATCH_ROWS)
    schema = rows.schema
    if name in TABLES:
        told = TABLES[name].to_schema()
        fields = [told.field(f.name) if f.name in told.names else f for f in schema]
        schema = pa.schema(fields, told.metadata)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))


def write_sqlite(
    connection: duckdb.DuckDBPyConnection, sources: Mapping[str, Source], path: Path
) -> None:
    """Write tables into one SQLite file: lists as JSON arrays, times as in a CSV, indexes on keys and references."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        for name, source in sources.items():
            columns = _types(connection, source)
            told = ", ".join(f'"{column}" {_sqlite_type(kind)}' for column, kind in columns.items())
            database.execute(f'CREATE TABLE "{name}" ({told})')
            shown = ", ".join(_plain(column, kind) for column, kind in columns.items())
            cursor = connection.cursor()
            cursor.execute(f"SELECT {shown} FROM ({source[0]})", dict(source[1]))
            marks = ", ".join("?" * len(columns))
            while rows := cursor.fetchmany(BATCH_ROWS):
                database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
            for column in _keys(name):
                is_own = "UNIQUE " if column == TABLES[name].key else ""
                database.execute(f'CREATE {is_own}INDEX "{name}_{column}" ON "{name}" ("{column}")')
        database.commit()


def write_duckdb(
    connection: duckdb.DuckDBPyConnection, sources: Mapping[str, Source], path: Path
) -> None:
    """Write tables into one DuckDB file, columns described, with the views that the SQL of `copydesk.tables` leans on."""
    if NO_DATABASE.search(str(path.absolute())):
        raise CopydeskError(f"{path}: DuckDB can make no file of that name; name another place")
    connection.execute(f"ATTACH {quote(str(path.absolute()))} AS target")
    for name, source in sources.items():
        connection.execute(f'CREATE TABLE target."{name}" AS {source[0]}', dict(source[1]) or None)
        for field in TABLES[name].fields if name in TABLES else ():
            connection.execute(
                f'COMMENT ON COLUMN target."{name}"."{field.name}" IS {quote(field.column.note)}'
            )
    connection.execute("USE target")
    if {"events", "entities"} <= {*sources}:
        make_helpers(connection)
    connection.execute("USE memory")
    connection.execute("DETACH target")


WHOLE_FILES: Mapping[
    str, Callable[[duckdb.DuckDBPyConnection, Mapping[str, Source], Path], None]
] = {"sqlite": write_sqlite, "duckdb": write_duckdb}


def read_csv(path: Path, table: str) -> pa.Table:
    """Return a CSV that `export` wrote of a table as it was published: lists, times and texts taken back.

    What other programs write back may tell no empty text from none: it is empty where the contract wants something. One that was written for Excel may have lost the ends of long texts.
    """
    schema = TABLES[table].to_schema()
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = f"read_csv({quote(str(path))}, all_varchar = true, header = true, allow_quoted_nulls = false)"
        found = [row[0] for row in connection.execute(f"DESCRIBE FROM {rows}").fetchall()]
        told = [name for name in schema.names if name in found]
        read: pa.Table = connection.sql(
            f"SELECT {', '.join(quote_name(name) for name in found)} FROM {rows}"
        ).to_arrow_table()
    columns = {name: read[name] for name in found}
    fields = [schema.field(n) if n in told else pa.field(n, pa.string()) for n in found]
    for field in fields:
        is_text = pa.types.is_list(field.type) or pa.types.is_string(field.type)
        column = columns[field.name]
        column = column if field.nullable or not is_text else column.fill_null("")
        columns[field.name] = _taken_back(column, field.type)
    return pa.table(columns, schema=pa.schema(fields, schema.metadata))


def _taken_back(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    texts = column.to_pylist()
    if pa.types.is_list(kind):
        return pa.array([None if t is None else _split(_unmarked(t)) for t in texts], kind)
    if pa.types.is_string(kind):
        return pa.array([None if t is None else _unmarked(t) for t in texts], kind)
    return _moments(texts, kind) if pa.types.is_timestamp(kind) else pa.array(texts, pa.string()).cast(kind)  # fmt: skip


def _moments(texts: list[str | None], kind: pa.DataType) -> pa.Array:
    plain = [None if t is None else t.replace("T", " ").removesuffix("Z") for t in texts]
    parsed = pa.array(plain, pa.string()).cast(pa.timestamp(kind.unit))
    return parsed.cast(kind) if kind.tz is None else parsed.cast(pa.int64()).cast(kind)


def _unmarked(text: str) -> str:
    return text[1:] if text.startswith("'") and re.match(FORMULA, text) else text


def _split(text: str) -> list[str]:
    """Return the elements of a list as it stands in a cell.

    >>> _split(r"a|b\\|c|d\\\\")
    ['a', 'b|c', 'd\\\\']
    """
    if not text:
        return []
    parts = re.findall(r"(?:[^|\\]|\\.)*(?:\||$)", text, re.DOTALL)
    taken = itertools.takewhile(lambda part: part.endswith("|"), parts)
    found = [part[:-1] for part in taken]
    found.append(parts[len(found)])
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in found]


def _types(connection: duckdb.DuckDBPyConnection, source: Source) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE {source[0]}", dict(source[1]) or None).fetchall()
    return {row[0]: row[1] for row in rows}


def _is_text(kind: str) -> bool:
    return kind == "VARCHAR" or kind.endswith("[]")


def quote_name(name: str) -> str:
    """Return a column's name as SQL."""
    return f'"{name}"'


def _time(name: str, kind: str, is_for_excel: bool) -> str | None:
    """Return the SQL of an instant or a day as text; None for what is neither."""
    if kind.startswith("TIMESTAMP WITH"):
        form = "%Y-%m-%d %H:%M:%S" if is_for_excel else "%Y-%m-%dT%H:%M:%SZ"
        exact = form.replace("%S", "%S.%f")
        return f'CASE WHEN microsecond("{name}") % 1000000 = 0 THEN strftime("{name}", \'{form}\') ELSE strftime("{name}", \'{exact}\') END'
    if kind.startswith(("TIMESTAMP", "DATE")):
        return f"strftime(\"{name}\", '%Y-%m-%d')"
    return None


def _cell(name: str, kind: str, is_for_excel: bool) -> str:
    """Return the SQL of a value as it stands in a CSV."""
    column = quote_name(name)
    if time := _time(name, kind, is_for_excel):
        return time
    if not _is_text(kind):
        return column
    text = column
    if kind.endswith("[]"):
        escaped = r"replace(replace(CAST(x AS VARCHAR), '\', '\\'), '|', '\|')"
        text = f"array_to_string(list_transform({column}, lambda x: {escaped}), '|')"
    marked = (
        f"CASE WHEN regexp_matches({text}, {quote(FORMULA)}) THEN '''' || {text} ELSE {text} END"
    )
    return f"left({marked}, {EXCEL_CELL})" if is_for_excel else marked


def _plain(name: str, kind: str) -> str:
    if kind.endswith("[]"):
        return f'CAST(to_json("{name}") AS VARCHAR)'
    return _time(name, kind, False) or quote_name(name)


def _sqlite_type(kind: str) -> str:
    if kind in ("BIGINT", "INTEGER", "BOOLEAN"):
        return "INTEGER"
    return "REAL" if kind == "DOUBLE" else "TEXT"


def _keys(name: str) -> list[str]:
    if name not in TABLES:
        return []
    table = TABLES[name]
    lists = {field.name for field in table.fields if field.is_list}
    refers = [r.column for r in table.references if r.column not in lists]
    return list(dict.fromkeys([table.key, *refers]))


def _copy(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    told: Mapping[str, Any],
    path: Path,
    options: str,
) -> None:
    """Write what a query gives to a file."""
    connection.execute(
        f"COPY ({query}) TO {quote(str(path.absolute()))} ({options})", dict(told) or None
    )
