"""A month of more text than memory holds is written as any other, row group by row group: tried with small thresholds."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk import storage
from copydesk.collection import deliveries, tables
from copydesk.own_files import files_below


def cut_small(monkeypatch, piece, most):
    monkeypatch.setattr(tables, "PIECE_ROWS", piece)
    monkeypatch.setattr(storage, "PIECE_ROWS", piece)
    monkeypatch.setattr(storage, "ROW_GROUP_BYTES", most)


@pytest.mark.parametrize("piece", [1, 2, 3, 80])
def test_pieces_cut_small_give_the_same_bytes(tmp_path, monkeypatch, piece):
    write_lines(tmp_path / "raw" / "a.jsonl", [story(n) for n in range(9)])
    run_desk(tmp_path / "raw", tmp_path / "whole")
    cut_small(monkeypatch, piece, storage.ROW_GROUP_BYTES)
    monkeypatch.setattr(deliveries, "WHOLE_BYTES", 1)
    run_desk(tmp_path / "raw", tmp_path / "cut")
    assert table_bytes(tmp_path / "whole") == table_bytes(tmp_path / "cut")


def test_row_groups_end_where_their_rows_are_large(tmp_path, monkeypatch):
    lines = [story(n, published="2024-05-02T08:00:00Z") for n in range(9)]
    lines[4]["text"] += " More of it." * 4_000
    write_lines(tmp_path / "raw" / "a.jsonl", lines)
    run_desk(tmp_path / "raw", tmp_path / "whole")
    cut_small(monkeypatch, 1, 10_000)
    run_desk(tmp_path / "raw", tmp_path / "cut")
    [whole], [cut] = (
        [pq.ParquetFile(path) for path in files_below(tmp_path / name / "articles")]
        for name in ("whole", "cut")
    )
    groups = [cut.metadata.row_group(i).num_rows for i in range(cut.num_row_groups)]
    assert (whole.num_row_groups, len(groups), 1 in groups) == (1, 3, True)
    assert cut.read() == whole.read()


def test_row_groups_are_cut_alike_whether_rows_come_at_once_or_one_by_one(tmp_path, monkeypatch):
    cut_small(monkeypatch, 1, 1_500)
    for n in range(9):
        line = story(n, published="2024-05-02T08:00:00Z", author=None if n % 2 else "Ada Linn")
        write_lines(tmp_path / "raw" / f"{n}.jsonl", [line])
        run_desk(tmp_path / "raw", tmp_path / "grown")
    run_desk(tmp_path / "raw", tmp_path / "whole")
    [path] = files_below(tmp_path / "whole" / "articles")
    assert 2 < pq.ParquetFile(path).num_row_groups < 9
    assert table_bytes(tmp_path / "grown") == table_bytes(tmp_path / "whole")


def test_what_rows_weigh_does_not_hang_on_how_they_were_made():
    texts = ["Ferry", None, "Zürich", ""]
    made = [
        pa.record_batch({"text": pa.array(texts), "n": [1, 2, 3, 4]}),
        pa.record_batch({"text": pa.array(["x" * 900, *texts])[1:], "n": [1, 2, 3, 4]}),
        pa.record_batch({"text": pa.array(texts, pa.large_string()), "n": [None, 2, 3, 4]}),
    ]
    assert {storage.bytes_of_texts(rows) for rows in made} == {
        len("Ferry") + len("Zürich".encode())
    }
    assert len({rows.nbytes for rows in made}) > 1
