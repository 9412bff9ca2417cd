"""What the search for copies holds at once depends on no length and no number of texts: blocks are cut by what they weigh."""

from __future__ import annotations

import gc
import itertools
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.dedup import edges, fold, segments, steps, texts
from copydesk.dedup.candidates import as_postings
from copydesk.dedup.fingerprint import fingerprint_articles
from copydesk.dedup.fold import group_copies
from copydesk.dedup.segments import open_segment
from copydesk.disk.storage import write_table

BYTES_PER_WORD = 40
"""What more there may be in memory for a word more: 17 at most were measured, and 80 to 130 where blocks are held whole."""

SMALL = 1 << 16


def articles_of(n: int, n_words: int, seed: int, copied: bool = False) -> pa.Table:
    """Return texts of so many words, all unlike one another or each there twice with a few words changed."""
    draw = np.random.default_rng(seed)
    vocabulary = np.array([f"w{number}" for number in range(5_000)])
    bodies = []
    for number in range(n):
        words = vocabulary[draw.integers(0, len(vocabulary), n_words)]
        if copied and number % 2:
            words = bodies[-1].replace("\n\n", " ").split()
            words[::997] = ["changed"] * len(words[::997])
        bodies.append("\n\n".join(" ".join(words[i : i + 80]) for i in range(0, n_words, 80)))
    nothing = [None] * n
    return pa.table(
        {
            "record_id": [f"rec_{seed:04}{number:08}" for number in range(n)],
            "article_id": [f"art_{seed:04}{number:08}" for number in range(n)],
            "title": [f"Report {number} of {seed}" for number in range(n)],
            "body": bodies,
            "url": pa.array(nothing, pa.string()),
            "publisher": [f"Paper {number % 3}" for number in range(n)],
            "domain": pa.array(nothing, pa.string()),
            "authors": pa.array(nothing, pa.list_(pa.string())),
            "published_at": pa.array(nothing, pa.timestamp("us", "UTC")),
            "published_precision": pa.array(nothing, pa.string()),
            "updated_at": pa.array(nothing, pa.timestamp("us", "UTC")),
            "crawled_at": pa.array(nothing, pa.timestamp("us", "UTC")),
            "version_of": pa.array(nothing, pa.string()),
            "is_replaced": [False] * n,
        }
    )


def cut_small(monkeypatch: pytest.MonkeyPatch, most: int = SMALL) -> None:
    """Let small collections reach the limits."""
    monkeypatch.setattr(segments, "BLOCK_VALUES", most)
    monkeypatch.setattr(fold, "SLICE_VALUES", most)
    monkeypatch.setattr(fold, "POSTINGS_AT_ONCE", most)
    monkeypatch.setattr(fold, "SHIFTED_WORDS", most)
    monkeypatch.setattr(texts, "WORKED_VALUES", most)
    monkeypatch.setattr(edges, "CHUNK_WORDS", most)
    monkeypatch.setattr("copydesk.dedup.kept.MERGED_VALUES", most)
    for name in ("MERGED_ROWS", "BLOCK_ROWS"):
        monkeypatch.setattr(segments, name, min(getattr(segments, name), most))
    for name in ("SLICE_POSTINGS", "SLICE_PAIRS"):
        monkeypatch.setattr(steps, name, min(getattr(steps, name), most))


def narrow(articles: pa.Table) -> pa.Table:
    """Return articles without their texts."""
    columns = ["record_id", "article_id", "title", "url", "publisher", "domain", "authors"]
    columns += ["published_at", "published_precision", "updated_at", "crawled_at"]
    columns += ["version_of", "is_replaced"]
    return articles.select(columns)


def deliver(folder: Path, n_batches: int, per_batch: int, n_words: int, copied: bool) -> pa.Table:
    """Write fingerprints batch by batch, as parts are; return the articles without their texts."""
    folder.mkdir(exist_ok=True)
    known = []
    for seed in range(n_batches):
        articles = articles_of(per_batch, n_words, seed, copied)
        write_table(fingerprint_articles(articles), folder / f"{seed:04}.parquet")
        known.append(narrow(articles))
    return pa.concat_tables(known)


def fold_all(folder: Path, articles: pa.Table, kept: Path) -> pa.Table:
    """Return the groups of the articles."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("given", articles)
        return group_copies(connection, "given", sorted(folder.glob("*.parquet")), kept).rows


def peak_of(folder: Path, n_batches: int, n_words: int, copied: bool, most: int) -> int:
    """Return the bytes that a process held at most to fold what it was given."""
    articles = deliver(folder, n_batches, max(1, 40_000 // n_words), n_words, copied)
    write_table(articles, folder / "articles")
    told = subprocess.run(
        [sys.executable, __file__, str(folder), str(most)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(told.stdout)


@pytest.mark.parametrize(("n_words", "copied"), [(1_000, True), (20_000, False)])
def test_memory_does_not_grow_with_what_is_read(tmp_path, n_words, copied):
    small = peak_of(tmp_path / "small", 12, n_words, copied, SMALL)
    great = peak_of(tmp_path / "great", 48, n_words, copied, SMALL)
    assert great - small <= BYTES_PER_WORD * 36 * 40_000


def test_the_measure_tells_blocks_that_are_held_whole(tmp_path):
    small = peak_of(tmp_path / "small", 12, 20_000, False, 1 << 40)
    great = peak_of(tmp_path / "great", 48, 20_000, False, 1 << 40)
    assert great - small > BYTES_PER_WORD * 36 * 40_000


@pytest.mark.parametrize("n_words", [300, 3_000])
def test_where_work_is_cut_shows_in_no_answer(tmp_path, monkeypatch, n_words):
    articles = deliver(tmp_path / "prints", 3, 6_000 // n_words, n_words, True)
    whole = fold_all(tmp_path / "prints", articles, tmp_path / "whole")
    cut_small(monkeypatch, 2_000)
    assert fold_all(tmp_path / "prints", articles, tmp_path / "cut") == whole
    some = articles.slice(0, len(articles) // 2)
    fold_all(tmp_path / "prints", some, tmp_path / "grown")
    assert fold_all(tmp_path / "prints", articles, tmp_path / "grown") == whole
    sizes = [
        sum(segments.n_values(block))
        for path in (tmp_path / "cut").glob("texts-*.parquet")
        for block in open_segment(path).blocks()
    ]
    assert len(sizes) > 1
    assert max(sizes) <= max(2_000, 2 * n_words)
    assert set(whole["kind"].to_pylist()) > {"canonical"}


@pytest.mark.parametrize("most", [1, 2_000, 1 << 20])
@pytest.mark.parametrize("asked", [slice(None), slice(1, None, 3)], ids=["all", "some"])
def test_no_more_of_a_block_is_worked_on_at_once_than_it_may_weigh(
    tmp_path, monkeypatch, most, asked
):
    articles = deliver(tmp_path / "prints", 2, 20, 300, False)
    fold_all(tmp_path / "prints", articles, tmp_path / "kept")
    held = [open_segment(path) for path in sorted((tmp_path / "kept").glob("texts-*.parquet"))]
    docs = np.arange(len(articles))[asked]
    whole = pa.Table.from_batches(texts.take_rows(held, docs, ["words", "names"]))
    monkeypatch.setattr(texts, "WORKED_VALUES", most)
    parts = list(texts.take_rows(held, docs, ["words", "names"]))
    assert pa.Table.from_batches(parts).equals(whole)
    assert whole["doc"].to_pylist() == docs.tolist()
    assert all(sum(segments.n_values(part)) <= most or part.num_rows == 1 for part in parts)
    assert (len(parts) > len(held)) == (most < 1 << 20)


def test_what_is_kept_is_read_and_neither_mapped_nor_held(tmp_path):
    articles = deliver(tmp_path / "prints", 2, 40, 2_000, True)
    fold_all(tmp_path / "prints", articles, tmp_path / "kept")
    kinds = ("texts", "paragraphs", "postings", "edges")
    paths = [path for kind in kinds for path in (tmp_path / "kept").glob(f"{kind}-*.parquet")]
    assert len(paths) >= len(kinds)
    gc.collect()  # what earlier tests left would go meanwhile, and hide what is held
    before = pa.total_allocated_bytes()
    held = [open_segment(path) for path in paths]
    n_rows = sum(block.num_rows for segment in held for block in segment.blocks())
    assert n_rows > len(articles)
    few = sum(path.stat().st_size for path in paths) / 10
    assert pa.total_allocated_bytes() - before < few
    assert not [path for path in paths if is_mapped(path)]
    # The measures tell these from readers that map a file, or read ahead and keep that.
    ahead = [pq.ParquetFile(pa.OSFile(str(path)), pre_buffer=True) for path in paths]
    for reader in ahead:
        reader.read_row_groups([*range(reader.num_row_groups)], use_threads=False)
    assert pa.total_allocated_bytes() - before > few
    mapped = pq.ParquetFile(pa.memory_map(str(paths[0])))
    assert is_mapped(paths[0])
    del mapped, ahead, held


def is_mapped(path: Path) -> bool:
    """Return whether a file is mapped into the memory of this process: what was looked at in it counts as held."""
    return str(path) in Path("/proc/self/maps").read_text(encoding="utf-8")


def limit_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Return what DuckDB may hold."""
    [(limit,)] = connection.sql("SELECT current_setting('memory_limit')").fetchall()
    return str(limit)


@pytest.mark.parametrize("can_spill", [True, False])
def test_while_texts_are_compared_the_database_makes_room_if_it_can(
    tmp_path, monkeypatch, can_spill
):
    articles = deliver(tmp_path / "prints", 2, 20, 300, True)
    whole = fold_all(tmp_path / "prints", articles, tmp_path / "whole")
    cut_small(monkeypatch, 500)
    told = []
    spill = str(tmp_path / "spill") if can_spill else ""
    settings = {"threads": 1, "memory_limit": "400MiB", "temp_directory": spill}
    with duckdb.connect(config=settings) as connection:
        connection.execute("BEGIN TRANSACTION")
        connection.execute(
            "CREATE TEMP TABLE known AS SELECT hash(i) AS h FROM range(25000000) t(i)"
        )
        connection.register("given", articles)
        before = limit_of(connection)

        def spread(folder: str, name: str, n: int) -> None:
            told.append(limit_of(connection))
            for number in range(n):
                steps.run_step(folder, name, number)

        prints = sorted((tmp_path / "prints").glob("*.parquet"))
        found = group_copies(connection, "given", prints, tmp_path / "kept", spread=spread)
        assert found.rows == whole
        assert set(told) == ({"100.0 MiB"} if can_spill else {before})
        assert limit_of(connection) == before
        connection.execute("COMMIT")  # what it refused has not ended the run's transaction


@pytest.mark.parametrize(("n_rows", "block"), [(1_000, 64), (1_000, 1_000), (999, 7), (64, 64)])
@pytest.mark.parametrize("at_once", [5, 100, 300, 5_000])
def test_ranges_hold_about_as_many_rows_as_are_asked_for(
    tmp_path, monkeypatch, n_rows, block, at_once
):
    monkeypatch.setattr(segments, "BLOCK_ROWS", block)
    keys = np.arange(n_rows, dtype=np.uint64) * np.uint64(3)
    rows = as_postings(keys, np.arange(n_rows))
    segments.write_segment(tmp_path / "one.parquet", rows.schema, [rows])
    held = [open_segment(tmp_path / "one.parquet")]
    marks = segments.cuts(held, at_once)
    sizes = [
        sum(part.num_rows for part in segments.between(held, low, high))
        for low, high in itertools.pairwise(marks)
    ]
    assert sum(sizes) == n_rows
    assert max(sizes) <= at_once  # and no more ranges than that takes, however small the blocks
    assert len(sizes) <= 2 * -(-n_rows // at_once)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    with pytest.MonkeyPatch.context() as patch:
        cut_small(patch, int(sys.argv[2]))
        given = pq.ParquetFile(place / "articles").read()
        answer = fold_all(place, given, place / "kept")
    assert len(answer) == len(given)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    sys.stdout.write(str(int(status.partition("VmHWM:")[2].split()[0]) * 1024))
