"""Our own Parquet files, named literally: a place is no pattern and no data, whatever stands in its name.

DuckDB reads `[1]`, `?` and `*` in a path as patterns, and both DuckDB and Arrow make columns of folders called
`publisher=reuters`, above our folders as well as in them. All reads of files that copydesk wrote go through here.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.disk.real_path import real_path

PATTERN = re.compile(r"[\[*?]")
"""What DuckDB takes for a pattern; each stands for itself within brackets."""

KINDS = {"Out of Memory Error": duckdb.OutOfMemoryException, "IO Error": duckdb.IOException}
"""Errors of DuckDB that somebody asks for by kind, by how they begin."""

NO_DATABASE = re.compile(r"[?\\]")
"""Where DuckDB can make no database file: it takes `?` for options, and a backslash for a slash."""


def quote(text: str) -> str:
    """Return text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def literal(path: Path) -> str:
    """Return the SQL literal that names one file, and no other, to DuckDB.

    >>> literal(Path("/news [1]/a?/part-0.parquet"))
    "'/news [[]1]/a[?]/part-0.parquet'"
    """
    # Absolute, since a leading tilde would be a home folder.
    return quote(PATTERN.sub(lambda found: f"[{found.group()}]", str(path.absolute())))


def scan_of(files: Sequence[Path]) -> str:
    """Return the SQL that reads Parquet files of one schema, at least one."""
    return f"read_parquet([{', '.join(map(literal, files))}], hive_partitioning = false)"


def scan_of_table(folder: Path, partition: str | None) -> str:
    """Return the SQL that reads a published table, with the column that the folders of its partitions hold."""
    files = files_below(folder)
    if partition is None:
        return scan_of(files)
    names = ", ".join(map(literal, files))
    found = f"regexp_extract(filename, '/{partition}=([^/]*)/[^/]*$', 1)"
    return (
        f"(SELECT * EXCLUDE (filename), {found} AS {partition} "
        f"FROM read_parquet([{names}], hive_partitioning = false, filename = true))"
    )


def read_table(path: Path, columns: Sequence[str] | None = None, filters: Any = None) -> pa.Table:
    """Return a Parquet file as a table: its own columns and no others."""
    with path.open("rb") as file:
        if filters is None:  # the other way round imports pandas: half a second
            return pq.ParquetFile(file).read(None if columns is None else list(columns))
        return pq.read_table(
            file,
            columns=None if columns is None else list(columns),
            filters=filters,
            partitioning=None,
        )


def read_pieces(found: duckdb.DuckDBPyRelation, n_rows: int) -> pa.RecordBatchReader:
    """Return what a query finds in pieces of so many rows; a damaged file is DuckDB's error here, too.

    Arrow's stream tells each error of DuckDB as an `OSError` that has lost its kind, and keeps that in words.
    """
    pieces = found.to_arrow_reader(n_rows)
    return pa.RecordBatchReader.from_batches(pieces.schema, _told_by_duckdb(pieces))


def _told_by_duckdb(pieces: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    try:
        yield from pieces
    except OSError as error:
        if error.errno is not None:
            raise
        kind = KINDS.get(str(error).partition(":")[0], duckdb.Error)
        raise kind(str(error)) from error


def read_groups(path: Path) -> Iterator[pa.Table]:
    """Yield the row groups of a Parquet file."""
    with path.open("rb") as file:
        told = pq.ParquetFile(file)
        for number in range(told.num_row_groups):
            yield told.read_row_group(number)


def files_below(folder: Path) -> list[Path]:
    """Return the Parquet files that a reader of a folder opens, sorted: links are followed, hidden names are not."""
    return sorted(
        path
        for path in walk(folder)
        if path.suffix == ".parquet"
        and not any(part[0] in "._" for part in path.relative_to(folder).parts)
    )


def walk(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder, through links of folders, too; no folder twice on the way to one."""
    for top, folders, files in os.walk(folder, followlinks=True):
        here = Path(top)
        above = {real_path(here / "."), *real_path(here / ".").parents}
        folders[:] = [name for name in folders if real_path(here / name) not in above]
        yield from (here / name for name in files)


OURS = {".lock", ".search", ".versions", ".work", "runs.jsonl"}
"""What stands in a curated folder and is written by nobody else, but for the links to tables."""


FILES = {".parquet", ".json", ".jsonl", ".duckdb"}
"""How names of our files end, and of no folder of ours."""


def misfits_in(curated: Path) -> Iterator[Path]:
    """Yield what stands in the place of a file of ours and is none, links followed: who opens a pipe waits for ever."""
    for top, folders, files in os.walk(curated):
        if top == str(curated):
            folders[:], files = OURS & set(folders), sorted(OURS & set(files))
        yield from (Path(top, name) for name in folders if os.path.splitext(name)[1] in FILES)
        for name in files:
            with contextlib.suppress(OSError):  # gone meanwhile, or a link to nothing
                if not stat.S_ISREG(os.stat(os.path.join(top, name)).st_mode):
                    yield Path(top, name)


def columns_of(path: Path) -> list[str] | None:
    """Return the columns of a Parquet file; None where it is missing or none."""
    try:
        with path.open("rb") as file:
            return list(pq.read_schema(file).names)
    except (OSError, ValueError):
        return None


def facts_of(path: Path) -> pq.FileMetaData:
    """Return what the footer of a Parquet file says: rows, sizes."""
    with path.open("rb") as file:
        return pq.read_metadata(file)


def n_rows_of(path: Path) -> int:
    """Return how many rows a Parquet file holds."""
    n: int = facts_of(path).num_rows
    return n


def plain_path(folder: Path, stack: contextlib.ExitStack) -> Path:
    """Return a path to a folder that DuckDB can spill into; it holds until the stack ends."""
    if not NO_DATABASE.search(str(folder.absolute())):
        return folder.absolute()
    # Through a handle of the folder, which has a plain name.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    stack.callback(os.close, handle)
    return Path(f"/proc/self/fd/{handle}")
