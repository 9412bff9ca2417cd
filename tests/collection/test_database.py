"""What the kept relations take for granted of the database, at sizes that no other test reaches."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from copydesk.collection.rows import put, work_out
from copydesk.collection.state import FREED_BYTES, open_blank
from copydesk.disk.mapping import AT_ONCE, map_file, map_here, mapping_elsewhere


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


def test_rows_that_were_taken_in_are_not_held_on_until_the_transaction_ends(tmp_path):
    """A run is one transaction: a view of what Python made would keep it, however soon it goes."""
    words = "SELECT 'a word ' || range AS word FROM range(30000)"
    schema = pa.schema([("word", pa.string())])

    def by_view(connection):
        connection.register("made", roots(connection.sql(words).to_arrow_table()))
        connection.execute("CREATE TEMP TABLE root AS FROM made")
        connection.unregister("made")

    def by_work_out(connection):
        work_out(connection, map_here, "root", schema, roots, words, "word")
        assert connection.sql("SELECT table_name FROM duckdb_tables()").fetchall() == [("root",)]
        assert connection.sql("SELECT count(*) FROM root").fetchall() == [(30_000,)]

    def by_workers(connection):
        work_out(connection, mapping_elsewhere(tmp_path, do), "root", schema, roots, words, "word")

    def do(shards):
        for _, arguments in shards:
            map_file(**arguments)

    def by_put(connection):
        put(connection, "root", schema, [("a word" * 20,)] * 10_000)
        assert connection.sql("SELECT count(*) FROM root").fetchall() == [(10_000,)]

    assert held_by(by_view) > 1_000_000
    assert [held_by(by_work_out), held_by(by_workers), held_by(by_put)] == [0, 0, 0]


def test_answers_that_others_made_are_held_one_at_a_time(tmp_path):
    def do(shards):
        for _, arguments in shards:
            map_file(**arguments)

    before, rows = pa.total_allocated_bytes(), pa.table({"word": ["a word" * 20] * 1_000})
    mapper = mapping_elsewhere(tmp_path, do)
    answers = mapper("words", f"{roots.__module__}:roots", iter([rows] * AT_ONCE))
    held = [pa.total_allocated_bytes() - before for _ in answers]
    assert len(held) == AT_ONCE
    assert max(held) < 2 * roots(rows).nbytes
    assert not list(tmp_path.iterdir())


def test_what_the_database_has_freed_it_gives_back(tmp_path):
    """Its own allocator holds half a gigabyte of what is freed, and counts it nowhere."""
    with open_blank(tmp_path, "100MB", 1) as connection:
        for kind in ("allocator", "allocator_bulk_deallocation"):
            [(told,)] = connection.sql(
                f"SELECT current_setting('{kind}_flush_threshold')"
            ).fetchall()
            assert told in ("16.0 MiB", f"{FREED_BYTES}B")
