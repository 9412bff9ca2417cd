"""Rows that Python makes of rows of the relations, some thousands at a time: memory never holds a collection's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from copydesk.disk.mapping import Mapper
from copydesk.disk.memory import over

if TYPE_CHECKING:
    import duckdb

ROWS = 20_000
"""Rows taken into Python at a time: bounds memory."""


def work_out(
    connection: duckdb.DuckDBPyConnection,
    mapper: Mapper,
    name: str,
    schema: pa.Schema,
    work: Callable[[pa.Table], pa.Table],
    query: str,
    by: str,
) -> None:
    """Make a temporary table of what a function of a module makes of the rows of a query, those of one key together."""
    put(connection, name, schema, [])
    function = f"{work.__module__}:{work.__name__}"
    for made in mapper(name.replace("_", " ") + "s", function, pieces_of(connection, query, by)):
        over(connection, "made", made, f"INSERT INTO {name} FROM made")


def pieces_of(connection: duckdb.DuckDBPyConnection, query: str, by: str) -> Iterator[pa.Table]:
    """Yield the rows of a query, which has those of one key together, in pieces of whole keys; the connection may be used meanwhile."""
    # Numbered by us: until a transaction is committed, DuckDB's own row numbers are not counted from 0.
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE row_read AS SELECT q.*, row_number() OVER () - 1 AS row_no FROM ({query}) q""")
    starts = connection.execute(f"""
        SELECT min(first) FROM (SELECT min(row_no) AS first FROM row_read GROUP BY {by}) GROUP BY first // {ROWS} ORDER BY 1""").fetchall()
    for (start,), (end,) in pairwise([*starts, (None,)]):
        yield connection.sql(
            "SELECT * EXCLUDE (row_no) FROM row_read WHERE row_no >= ? AND row_no < coalesce(?, row_no + 1) ORDER BY row_no",
            params=[start, end],
        ).to_arrow_table()
    connection.execute("DROP TABLE row_read")


def put(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    schema: pa.Schema,
    rows: Iterable[Sequence[Any]],
) -> None:
    """Make a temporary table of rows."""
    query = f"CREATE OR REPLACE TEMP TABLE {table} AS FROM put_rows"
    over(connection, "put_rows", table_of(schema, rows), query)


def table_of(schema: pa.Schema, rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Return rows as a table."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def tuples_of(rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a table as tuples."""
    return zip(*(column.to_pylist() for column in rows.columns), strict=True)
