"""A month of more text than memory holds is written as any other, row group by row group: tried with small thresholds."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk import shards
from copydesk.collection import collect, deliveries, tables, writing
from copydesk.disk import in_order, storage
from copydesk.disk.own_files import files_below, read_table


def cut_small(monkeypatch, piece, most):
    for module in (in_order, storage, tables):
        monkeypatch.setattr(module, "PIECE_ROWS", piece)
    monkeypatch.setattr(storage, "ROW_GROUP_BYTES", most)


@pytest.mark.parametrize("piece", [1, 2, 3, 80])
def test_pieces_cut_small_give_the_same_bytes(tmp_path, monkeypatch, piece):
    write_lines(tmp_path / "raw" / "a.jsonl", [story(n) for n in range(9)])
    run_desk(tmp_path / "raw", tmp_path / "whole")
    cut_small(monkeypatch, piece, storage.ROW_GROUP_BYTES)
    monkeypatch.setattr(deliveries, "WHOLE_BYTES", 1)
    monkeypatch.setattr(in_order, "RUN_BYTES", 1)
    run_desk(tmp_path / "raw", tmp_path / "cut")
    assert table_bytes(tmp_path / "whole") == table_bytes(tmp_path / "cut")


def test_no_text_is_laid_into_the_database(tmp_path, monkeypatch):
    """It would hold 2,048 rows at once, however large they are."""
    seen = []

    def look(connection, *others):
        tables_alone = (
            "table_name IN (SELECT table_name FROM duckdb_tables())"  # a view holds nothing
        )
        asked = (
            f"SELECT table_name FROM duckdb_columns() WHERE column_name = 'body' AND {tables_alone}"
        )
        seen.extend(name for (name,) in connection.execute(asked).fetchall())
        return writing.write_tables(connection, *others)

    monkeypatch.setattr(collect, "write_tables", look)
    footer = "\n\nThe paper is printed twice a week in the old town and sold at every kiosk."
    for start in (0, 7):
        lines = [story(n, publisher="The Vasko Herald") for n in range(start, start + 7)]
        lines = [line | {"text": line["text"] + footer} for line in lines]
        write_lines(tmp_path / "raw" / f"{start}.jsonl", lines)
        run_desk(tmp_path / "raw", tmp_path / "curated")
    files = files_below(tmp_path / "curated" / "articles")
    texts = pa.concat_tables(read_table(path, ["quality_flags", "body"]) for path in files)
    assert len(texts) == 14
    assert all("source_lines_cut" in flags for flags in texts["quality_flags"].to_pylist())
    assert not any("kiosk" in body for body in texts["body"].to_pylist())
    assert seen == []


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
    told = [5, 0, len("Zürich".encode()), 0]
    assert [storage.sizes_of_texts(rows).tolist() for rows in made] == [told] * 3
    assert len({rows.nbytes for rows in made}) > 1


def test_articles_are_cut_and_read_in_shards_of_so_many_words(tmp_path, monkeypatch):
    footer = "\n\nThe paper is printed twice a week in the old town and sold at every kiosk."
    told = [story(n, publisher="The Vasko Herald") for n in range(8)]
    write_lines(
        tmp_path / "raw" / "a.jsonl", [line | {"text": line["text"] + footer} for line in told]
    )
    run_desk(tmp_path / "raw", tmp_path / "whole", tables="entities")
    monkeypatch.setattr(shards, "WORDS_PER_SHARD", 1)
    run_desk(tmp_path / "raw", tmp_path / "cut", tables="entities")
    assert table_bytes(tmp_path / "whole") == table_bytes(tmp_path / "cut")
    made = [
        [len(list((tmp_path / name / ".work" / kind).iterdir())) for kind in ("cuts", "annotated")]
        for name in ("whole", "cut")
    ]
    assert made == [[1, 1], [8, 8]]
