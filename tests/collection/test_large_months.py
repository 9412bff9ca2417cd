"""A month of more text than narrow offsets can count is written as any other: tried with small thresholds."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.collection import tables


def test_chunks_cut_small_give_the_same_bytes(tmp_path, monkeypatch):
    write_lines(tmp_path / "raw" / "a.jsonl", [story(n) for n in range(9)])
    run_desk(tmp_path / "raw", tmp_path / "whole")
    monkeypatch.setattr(tables, "PIECE_BYTES", 10)
    monkeypatch.setattr(tables, "PIECE_ROWS", 2)
    run_desk(tmp_path / "raw", tmp_path / "cut")
    assert table_bytes(tmp_path / "whole") == table_bytes(tmp_path / "cut")


@pytest.mark.parametrize("kind", [pa.string(), pa.list_(pa.string()), pa.int64()])
def test_a_wide_column_is_narrowed_piece_by_piece(monkeypatch, kind):
    monkeypatch.setattr(tables, "PIECE_BYTES", 10)
    monkeypatch.setattr(tables, "PIECE_ROWS", 2)
    with duckdb.connect() as connection:
        connection.execute("SET arrow_large_buffer_size = true")
        found = connection.sql(
            "SELECT i, i::VARCHAR AS s, [i::VARCHAR, NULL] AS l FROM range(5) t(i)"
        ).to_arrow_table()
    column = found["s" if kind == pa.string() else "l" if kind != pa.int64() else "i"]
    narrow = tables._narrowed(column, kind)
    assert (narrow.type, narrow.num_chunks) == (kind, 3)
    assert narrow.to_pylist() == column.to_pylist()
