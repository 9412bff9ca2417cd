"""The published tables as relations: which of their rows may have changed, which months that touches, the rows of a month."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.collection.state import UNDATED, has_table, keep_changes
from copydesk.disk.in_order import InOrder
from copydesk.disk.own_files import quote, read_groups, read_pieces, read_table, scan_of
from copydesk.disk.storage import PIECE_ROWS, row_groups
from schemas.contract import Table
from schemas.tables import TABLES


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of a table are to be found.

    `fresh` is a relation with all columns and the partition; it holds the rows of what has changed, or every row
    (`is_whole`). `changed` tells what has changed: `by`, a column of the table, old_month and new_month, the partitions
    before and now (null where it was or is not; '' for a table of one file). `kept` is a relation of all values of `by`
    with their month now. A table without partitions may be `cut` into files by month all the same, by the SQL of a row's.
    """

    name: str
    fresh: str
    changed: str
    kept: str
    by: str
    is_whole: bool = False
    cut: str = "''"

    @property
    def table(self) -> Table:
        """The table's contract."""
        return TABLES[self.name]

    @property
    def month(self) -> str:
        """The SQL of the partition, or the file, of a row of `kept`."""
        return self.table.partition or self.cut


def whole_rows(name: str) -> Rows:
    """Return where the rows of a table are found of which the relation `fresh_<table>` holds every row."""
    return Rows(name, f"fresh_{name}", f"changed_row_{name}", f"row_{name}", TABLES[name].key, True)


def keep_rows(connection: duckdb.DuckDBPyConnection, rows: Rows, among: str | None = None) -> None:
    """Keep what the rows of a table are, as hashes; make what has changed since; `among`: only these may have."""
    looked_at = f"SEMI JOIN {among} USING ({rows.by})" if among else ""
    month = f", {rows.table.partition}" if rows.table.partition else ""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE rows_now AS SELECT {rows.by}{month}, hash(t) AS signature FROM {rows.fresh} t {looked_at}""")
    keep_changes(connection, rows.kept, "rows_now", rows.by, rows.month, among)


def keep_touched(
    connection: duckdb.DuckDBPyConnection, kept: str, fresh: str, touched: str
) -> None:
    """Keep which articles have rows in a table, and in which month; make `changed_<kept>`, the touched ones.

    Args:
        connection: The collection, with `article` and `gone_article`.
        kept: Name of the relation that is kept.
        fresh: A relation with the article_id of what was found in new articles.
        touched: A relation of article_id: their rows may be others than before.
    """
    if not has_table(connection, kept):
        connection.execute(f"CREATE TABLE {kept} (article_id VARCHAR, published_month VARCHAR)")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {kept}_now AS
        SELECT DISTINCT article_id, published_month FROM article SEMI JOIN (
            SELECT article_id FROM {fresh} UNION
            SELECT article_id FROM {kept} SEMI JOIN {touched} USING (article_id) ANTI JOIN gone_article USING (article_id))
        USING (article_id)""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE changed_{kept} AS
        SELECT article_id, k.published_month AS old_month, n.published_month AS new_month
        FROM (SELECT DISTINCT article_id FROM {touched})
        LEFT JOIN {kept} k USING (article_id) LEFT JOIN {kept}_now n USING (article_id)""")
    connection.execute(f"""
        DELETE FROM {kept} WHERE article_id IN (
            SELECT article_id FROM {kept}_now UNION ALL SELECT article_id FROM gone_article)""")
    connection.execute(f"INSERT INTO {kept} FROM {kept}_now")
    connection.execute(f"DROP TABLE {kept}_now")


def months_of(connection: duckdb.DuckDBPyConnection, rows: Rows) -> list[str]:
    """Return the partitions that have rows now, sorted; of an empty table the one that stands for it."""
    found = connection.execute(
        f"SELECT DISTINCT {rows.month} FROM {rows.kept} ORDER BY 1"
    ).fetchall()
    return [row[0] for row in found] or [UNDATED if rows.table.partition else ""]


def touched_months(connection: duckdb.DuckDBPyConnection, rows: Rows) -> set[str]:
    """Return the partitions that have lost, gained or changed a row."""
    found = connection.execute(f"""
        SELECT old_month FROM {rows.changed} WHERE old_month IS NOT NULL UNION
        SELECT new_month FROM {rows.changed} WHERE new_month IS NOT NULL""").fetchall()
    return {row[0] for row in found}


def touch_months(
    connection: duckdb.DuckDBPyConnection, rows: Rows, months: Collection[str]
) -> None:
    """Take all rows of some partitions for changed: there is no file to take the others from."""
    wanted = pa.table({"month": pa.array(sorted(months), pa.string())})
    connection.register("month_wanted", wanted)
    connection.execute(f"""
        INSERT INTO {rows.changed}
        SELECT {rows.by}, {rows.month}, {rows.month} FROM {rows.kept}
        WHERE {rows.month} IN (FROM month_wanted) AND {rows.by} NOT IN (SELECT {rows.by} FROM {rows.changed})""")
    connection.unregister("month_wanted")


def take_month(
    connection: duckdb.DuckDBPyConnection,
    rows: Rows,
    month: str,
    before: Sequence[Path],
    texts: InOrder | None = None,
) -> Iterator[pa.Table]:
    """Yield the rows of a partition in contract order, by row groups; those that have not changed come from the files before.

    `texts` are the rows of all touched partitions where they are too large for the database.
    """
    schema = rows.table.to_schema()
    pieces = _sorted_rows(connection, rows, month, before) if texts is None else texts.take(month)
    for group in row_groups(piece.select(schema.names) for piece in pieces):
        yield group.cast(schema)


def _sorted_rows(
    connection: duckdb.DuckDBPyConnection, rows: Rows, month: str, before: Sequence[Path]
) -> Iterator[pa.RecordBatch]:
    table = rows.table
    columns = ", ".join(f'"{name}"' for name in table.to_schema().names)
    where = f"WHERE {rows.month} = {quote(month)}" if month else ""
    query = f"SELECT {columns} FROM {rows.fresh} {where}"
    if before and not rows.is_whole:
        query += (
            f" UNION ALL SELECT {columns} FROM {scan_of(before)} "
            f"ANTI JOIN (SELECT {rows.by} FROM {rows.changed}) USING ({rows.by})"
        )
    order = ", ".join(f'"{column}" NULLS FIRST' for column in (*table.sort, table.key))
    found = connection.sql(f"SELECT {columns} FROM ({query}) ORDER BY {order}")
    yield from read_pieces(found, PIECE_ROWS)


def unchanged_rows(
    connection: duckdb.DuckDBPyConnection, rows: Rows, files: Mapping[str, Sequence[Path]]
) -> Iterator[pa.Table]:
    """Yield those rows of some partitions, given with their files, that have not changed, with their partition."""
    changed = connection.sql(f"SELECT {rows.by} FROM {rows.changed}").to_arrow_table()[rows.by]
    for month, paths in files.items():
        for path in paths:
            keys = read_table(path, [rows.by])[rows.by]
            stay, start = pc.invert(pc.is_in(keys, changed.combine_chunks())), 0
            for group in read_groups(path):
                kept = group.filter(stay.slice(start, len(group)))
                start += len(group)
                months = pa.array([month] * len(kept), pa.string())
                yield kept.append_column(str(rows.table.partition), months)


def place_of_month(table: Table, month: str) -> str:
    """Return where the file of a partition stands below the folder of its table's content."""
    if table.partition:
        return f"{table.partition}={month}/part-0.parquet"
    return f"part-{month or 0}.parquet"
