"""What the kept relations take for granted of the database, at sizes that no other test reaches."""

from __future__ import annotations

import duckdb
import pytest


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
