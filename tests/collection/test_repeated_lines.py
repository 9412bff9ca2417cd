"""What a source repeats is counted slice by slice: what is held of it depends on no number of paragraphs, and no table on it."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.collection import lines
from copydesk.collection.state import open_state
from copydesk.dedup.fingerprint import FINGERPRINTS
from copydesk.disk.own_files import files_below, read_table
from copydesk.disk.storage import replace_table

STORIES, PARAGRAPHS, PARTS = 60_000, 20, 4
FOOTER = 12_345
LITTLE = "40MB"
"""Of DuckDB. 32 MB do in slices, 24 do not; all at once 48 do not."""


def lay_prints(folder):
    """Write fingerprints of stories of one source, three in five above the same last line; return the places in each part."""
    draw = np.random.default_rng(7)
    each = STORIES // PARTS
    for number in range(PARTS):
        found = draw.integers(0, 1 << 63, (each, PARAGRAPHS), dtype=np.uint64)
        found[draw.random(each) < 0.6, -1] = FOOTER
        bounds = pa.array(np.arange(0, found.size + 1, PARAGRAPHS, dtype=np.int32))
        told = {
            "record_id": [f"rec_{number};{n}" for n in range(each)],
            "exact_key": draw.integers(0, 1 << 63, each, dtype=np.uint64),
            "paragraph_hashes": pa.ListArray.from_arrays(bounds, pa.array(found.ravel())),
            "paragraph_words": pa.ListArray.from_arrays(
                bounds, pa.array(np.full(found.size, 60, np.int32))
            ),
            "anchor": found[:, 0],
            "other_anchor": found[:, 1],
            "source_key": np.ones(each, np.uint64),
        }
        rows = {f.name: told.get(f.name, pa.nulls(each, f.type)) for f in FINGERPRINTS}
        replace_table(pa.table(rows, schema=FINGERPRINTS), folder / f"p{number}.parquet")


def count_within(folder, memory):
    """Return how many records lose a line, found within so much memory of DuckDB."""
    with open_state(folder, "key", memory, 1, folder) as connection:
        connection.execute(f"""
            CREATE TABLE delivery AS
            SELECT 'made-' || i AS record_id, 'rec_' || i % {PARTS} AS file_key, (i // {PARTS})::VARCHAR AS read_at,
                   'p' || i % {PARTS} AS part FROM range({STORIES}) t(i);
            CREATE TABLE accepted AS SELECT record_id, NULL AS domain, NULL AS publisher, []::VARCHAR[] AS authors FROM delivery;
            CREATE TEMP TABLE changed_record AS SELECT record_id FROM delivery;
            CREATE TEMP TABLE known_record AS FROM changed_record LIMIT 0;
            CREATE TEMP VIEW delivery_now AS FROM delivery""")
        lines.update_cuts(connection, lambda part: folder / f"{part}.parquet")
        [(n, told)] = connection.execute("SELECT count(*), any_value(lines) FROM line_cut").fetchall()  # fmt: skip
        assert told == [FOOTER]
    return n


def test_a_month_of_many_paragraphs_is_counted_within_little_memory(tmp_path, monkeypatch):
    lay_prints(tmp_path)
    monkeypatch.setattr(lines, "SLICE_PLACES", 50_000)
    monkeypatch.setattr(lines, "PRINT_BYTES", 1 << 22)
    assert STORIES / 2 < count_within(tmp_path, LITTLE) < STORIES * 0.7


def test_all_at_once_it_is_not(tmp_path, monkeypatch):
    lay_prints(tmp_path)
    monkeypatch.setattr(lines, "SLICE_PLACES", 1 << 40)
    with pytest.raises(duckdb.OutOfMemoryException):
        count_within(tmp_path, LITTLE)


def test_slices_show_in_no_table(tmp_path, monkeypatch):
    footer = "\n\nThe paper is printed twice a week in the old town and sold at every kiosk."
    other = "\n\nSend what you know of this to the desk, by letter and with your name under it."
    told = [story(n, publisher="The Vasko Herald") for n in range(14)]
    told = [line | {"text": line["text"] + (footer, other)[n % 2]} for n, line in enumerate(told)]
    write_lines(tmp_path / "raw" / "a.jsonl", told)
    run_desk(tmp_path / "raw", tmp_path / "whole")
    monkeypatch.setattr(lines, "SLICE_PLACES", 1)
    monkeypatch.setattr(lines, "PRINT_BYTES", 1)
    for start in (0, 9):
        write_lines(tmp_path / "some" / "a.jsonl", told[: start + 9])
        run_desk(tmp_path / "some", tmp_path / "cut")
    assert table_bytes(tmp_path / "whole") == table_bytes(tmp_path / "cut")
    files = files_below(tmp_path / "cut" / "articles")
    bodies = [body for path in files for body in read_table(path, ["body"])["body"].to_pylist()]
    assert len(bodies) == 14
    assert not any("kiosk" in body or "by letter" in body for body in bodies)
