"""A month of more text than memory holds is written as any other, row group by row group: tried with small thresholds."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.collection import deliveries, tables
from copydesk.own_files import files_below


@pytest.mark.parametrize("piece", [1, 2, 3, 80])
def test_pieces_cut_small_give_the_same_bytes(tmp_path, monkeypatch, piece):
    write_lines(tmp_path / "raw" / "a.jsonl", [story(n) for n in range(9)])
    run_desk(tmp_path / "raw", tmp_path / "whole")
    monkeypatch.setattr(tables, "PIECE_ROWS", piece)
    monkeypatch.setattr(deliveries, "WHOLE_BYTES", 1)
    run_desk(tmp_path / "raw", tmp_path / "cut")
    assert table_bytes(tmp_path / "whole") == table_bytes(tmp_path / "cut")


def test_row_groups_end_where_their_rows_are_large(tmp_path, monkeypatch):
    lines = [story(n, published="2024-05-02T08:00:00Z") for n in range(9)]
    lines[4]["text"] += " More of it." * 4_000
    write_lines(tmp_path / "raw" / "a.jsonl", lines)
    run_desk(tmp_path / "raw", tmp_path / "whole")
    monkeypatch.setattr(tables, "PIECE_ROWS", 1)
    monkeypatch.setattr(tables, "ROW_GROUP_BYTES", 20_000)
    run_desk(tmp_path / "raw", tmp_path / "cut")
    [whole], [cut] = (
        [pq.ParquetFile(path) for path in files_below(tmp_path / name / "articles")]
        for name in ("whole", "cut")
    )
    groups = [cut.metadata.row_group(i).num_rows for i in range(cut.num_row_groups)]
    assert (whole.num_row_groups, len(groups), 1 in groups) == (1, 3, True)
    assert cut.read() == whole.read()
