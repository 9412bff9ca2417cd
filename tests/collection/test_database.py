"""What the kept relations take for granted of the database, at sizes that no other test reaches."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from copydesk.collection.rows import put, work_out
from copydesk.disk.mapping import map_here


@pytest.mark.parametrize("made", ["AS FROM came LIMIT 0", "(id VARCHAR, told VARCHAR)"])
def test_rows_that_an_empty_table_takes_in_within_a_transaction_are_there(made: str) -> None:
    # DuckDB 2.0.0 with several threads: a table made of no rows shows none of a whole group of rows that comes to it.
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(
            "CREATE TABLE came AS SELECT i::VARCHAR AS id, 'x' || i AS told FROM range(130_000) n(i)"
        )
        connection.execute("BEGIN")
        connection.execute(f"CREATE TABLE kept {made}")
        connection.execute("INSERT INTO kept FROM came")
        assert len(connection.execute("SELECT id FROM kept").fetchall()) == 130_000
        assert connection.execute("SELECT count(*) FROM kept JOIN came USING (id)").fetchall() == [(130_000,)]  # fmt: skip


def roots(rows):
    """Return a table of Arrow's own memory."""
    return pa.table({"word": [word * 9 for word in rows["word"].to_pylist()]})


def held_by(take_in):
    """Return the bytes of Arrow's that are held once rows were taken in, their transaction still open."""
    before = pa.total_allocated_bytes()
    with duckdb.connect(":memory:") as connection:
        connection.execute("BEGIN TRANSACTION")
        take_in(connection)
        held = pa.total_allocated_bytes() - before
        connection.execute("COMMIT")
    return held


def test_rows_that_were_taken_in_are_not_held_on_until_the_transaction_ends():
    """A run is one transaction: a view of what Python made would keep it, however soon it goes."""
    words = "SELECT 'a word ' || range AS word FROM range(30000)"
    schema = pa.schema([("word", pa.string())])

    def by_view(connection):
        connection.register("made", roots(connection.sql(words).to_arrow_table()))
        connection.execute("CREATE TEMP TABLE root AS FROM made")
        connection.unregister("made")

    def by_work_out(connection):
        work_out(connection, map_here, "root", schema, roots, words, "word")
        assert connection.sql("SELECT count(*) FROM root").fetchall() == [(30_000,)]

    def by_put(connection):
        put(connection, "root", schema, [("a word" * 20,)] * 10_000)
        assert connection.sql("SELECT count(*) FROM root").fetchall() == [(10_000,)]

    assert held_by(by_view) > 1_000_000
    assert [held_by(by_work_out), held_by(by_put)] == [0, 0]
