"""The database of kept relations: opening it, dropping it when it is of no use, and the one transaction of a run."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from copydesk.disk.own_files import NO_DATABASE, plain_path, quote, scan_of
from copydesk.disk.seals import check_seals
from copydesk.disk.storage import remove
from copydesk.errors import ContractError, PromiseError, first_line

log = logging.getLogger(__name__)

STATE_NAME = "state.duckdb"

BLOCK_BYTES = 1 << 16
"""Of a database that is made anew. Each column of each relation begins blocks of its own: with DuckDB's 256 KiB 14,000
records take 12 MiB, with these 7; at 100,000 a tenth is saved, and no step is slower."""

GROUP_ROWS = 1 << 14
"""Rows of a row group, the least that DuckDB writes anew where rows went. It makes few groups of many, up to three whole ones at
a stroke: of its 122,880 rows that is half of what 100,000 articles report, each other run. Costs a tenth more room."""

FREED_BYTES = 1 << 24
"""What DuckDB's allocator may have freed and not given back: no limit of memory counts it, and with its own 128 and 512 MB it was 100 MB."""

UNDATED = "0000-00"
"""Partition of rows without a date: sorts first, and unlike a null partition plain pandas reads it."""


class LostStateError(Exception):
    """Raised when the kept relations turn out to be damaged, and caught by the run: it makes them again."""


@contextlib.contextmanager
def open_state(
    folder: Path, key: str, memory: str, threads: int, spill: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection to the kept relations, within one transaction that is committed if the block ends well.

    Args:
        folder: Where the database stands. What is there under another key (code, settings) is dropped.
        key: What the kept relations are a function of, besides the work files.
        memory: What DuckDB may hold before it spills, as in "1GB".
        threads: Threads of DuckDB.
        spill: Folder for what does not fit.

    Raises:
        LostStateError: there was trouble with what was kept, and now it is gone: try again.
    """
    with contextlib.ExitStack() as stack:
        connection, is_fresh = _connect(folder, key, memory, threads, spill, stack)
        try:
            connection.execute("BEGIN TRANSACTION")
            yield connection
            connection.execute("COMMIT")
        except TROUBLE as error:
            if is_fresh:
                raise
            stack.close()
            log.warning("what=kept-relations path=%s error=%s", folder, first_line(error))
            drop_state(folder)
            raise LostStateError(str(error)) from error


TROUBLE = (duckdb.Error, ContractError, PromiseError)
"""What a damaged database may lead to. The same may come of a full disk or a broken rule: then it comes again without
what was kept, and is told."""


@contextlib.contextmanager
def open_blank(spill: Path, memory: str, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection to a database that keeps nothing; what does not fit into memory goes to a folder."""
    settings: dict[str, Any] = {"threads": threads, "memory_limit": memory}
    with contextlib.ExitStack() as stack, duckdb.connect(":memory:", config=settings) as connection:
        _configure(connection, plain_path(spill, stack))
        yield connection


def _configure(connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
    connection.execute(f"SET temp_directory = {quote(str(spill))}")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    for kind in ("allocator", "allocator_bulk_deallocation"):
        connection.execute(f"SET {kind}_flush_threshold = '{FREED_BYTES}B'")


def drop_state(folder: Path) -> None:
    """Remove the kept relations: the next run makes them again."""
    for path in sorted(folder.glob(f"{STATE_NAME}*")):
        remove(path)


def _connect(
    folder: Path, key: str, memory: str, threads: int, spill: Path, stack: contextlib.ExitStack
) -> tuple[duckdb.DuckDBPyConnection, bool]:
    """Return a connection, and whether the database had to be made."""
    connection = _open(folder, memory, threads, spill, stack)
    if connection is not None and _key_of(connection) == key:
        return stack.enter_context(connection), False
    if connection is not None:
        connection.close()
    drop_state(folder)
    fresh = _open(folder, memory, threads, spill, stack)
    if fresh is None:
        raise duckdb.IOException(f"can't make {folder / STATE_NAME}")
    stack.enter_context(fresh)
    fresh.execute("CREATE TABLE about (key VARCHAR)")
    fresh.execute("INSERT INTO about VALUES (?)", [key])
    return fresh, True


def _open(
    folder: Path, memory: str, threads: int, spill: Path, stack: contextlib.ExitStack
) -> duckdb.DuckDBPyConnection | None:
    """Return a connection; None for a file that is no database."""
    path = folder.absolute() / STATE_NAME
    # Where DuckDB can make no file nothing is kept: every run is a first one.
    name = ":memory:" if NO_DATABASE.search(str(path)) else str(path)
    connection = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": memory})
    try:
        connection.execute(
            f"ATTACH {quote(name)} AS kept (BLOCK_SIZE {BLOCK_BYTES}, ROW_GROUP_SIZE {GROUP_ROWS})"
        )
        connection.execute("USE kept")
    except duckdb.Error as error:
        connection.close()
        if not path.exists():
            raise
        log.warning("what=kept-relations path=%s error=%s", folder, first_line(error))
        return None
    _configure(connection, plain_path(spill, stack))
    return connection


def _key_of(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        rows = connection.execute("SELECT key FROM about").fetchall()
    except duckdb.Error:
        return None
    return str(rows[0][0]) if rows else None


def has_table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Return whether a relation is kept."""
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = ? AND NOT temporary", [name]
    ).fetchall()
    return bool(found[0][0])


def view_files(
    connection: duckdb.DuckDBPyConnection,
    view: str,
    files: Sequence[Path],
    schema: pa.Schema,
    leave_out: Collection[str] = (),
    *,
    is_sealed: bool = True,
) -> None:
    """Make a view over Parquet files of one schema; without files it is empty.

    Raises:
        DamagedWorkError: files are missing or not as they were written (record parts have no seal but a listing).
    """
    if is_sealed:
        check_seals(files)
    names = [name for name in schema.names if name not in leave_out]
    connection.execute(f"DROP VIEW IF EXISTS {view}")
    if files:
        columns = ", ".join(f'"{name}"' for name in names)
        connection.execute(f"CREATE TEMP VIEW {view} AS SELECT {columns} FROM {scan_of(files)}")
    else:
        connection.register(view, schema.empty_table().select(names))


def found_rows(relation: str, key: str, keys: str, row: str = "rowid") -> str:
    """Return the SQL of the rows of a relation whose `key` stands in another relation, for rows that are wide and few.

    Found by the key alone, fetched by where they lie (`row`): a join reads every column of every row.
    """
    found = f"SELECT {row} FROM {relation} SEMI JOIN {keys} USING ({key})"
    return f"(FROM {relation} WHERE {row} IN ({found}))"


def keep_changes(
    connection: duckdb.DuckDBPyConnection,
    kept: str,
    fresh: str,
    key: str,
    month: str = "''",
    among: str | None = None,
) -> None:
    """Make a kept relation what a temporary one is, which goes; make temp `changed_<kept>` (key, old_month, new_month).

    Those are the keys that came, went or have another row; `month` is the column of the partition. Rows that stay as
    they are aren't written. With `among`, a relation of keys, both are looked at for these alone; the fresh one has no others.
    """
    changed = f"changed_{kept}"
    known = found_rows(kept, key, among) if among else kept
    if not has_table(connection, kept):
        connection.execute(f"CREATE TABLE {kept} AS FROM {fresh}")
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE {changed} AS
            SELECT {key}, NULL::VARCHAR AS old_month, {month} AS new_month FROM {kept}""")
    else:
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE {changed} AS
            SELECT coalesce(n.{key}, k.{key}) AS {key}, k.month AS old_month, n.month AS new_month
            FROM (SELECT {key}, {month} AS month, hash(t) AS h FROM {fresh} t) n
            FULL JOIN (SELECT {key}, {month} AS month, hash(t) AS h FROM {known} t) k USING ({key})
            WHERE n.h IS DISTINCT FROM k.h""")
        connection.execute(f"DELETE FROM {kept} WHERE {key} IN (SELECT {key} FROM {changed})")
        connection.execute(f"INSERT INTO {kept} FROM {fresh} SEMI JOIN {changed} USING ({key})")
    connection.execute(f"DROP TABLE {fresh}")


def count_of(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """Return the one number that a query yields."""
    return int(connection.execute(query).fetchall()[0][0] or 0)


def month_of(day: str) -> str:
    """Return the SQL of the month that a day falls in."""
    return f"coalesce(strftime({day}, '%Y-%m'), {quote(UNDATED)})"
