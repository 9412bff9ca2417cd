"""Where the raw and the curated folder lie is no part of what is read: one version, whatever their names."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from copydesk.auditing.explain import explain_id
from copydesk.auditing.verify import verify_published
from copydesk.collection.state import open_blank, open_state
from copydesk.disk.own_files import read_table, scan_of, scan_of_table
from copydesk.disk.storage import write_table
from copydesk.report import write_report
from flows.settings import load_settings, open_workspace
from tests.desk_runs import run_desk, story, table_bytes, write_lines

PLACES = (
    "publisher=reuters/language=de/title=Y/published_month=1999-01",
    "record_id=rec_0/file_key=x/raw=1/fields=2",
    "n=/=",
    "[1]/[!a]/a[b/a]b",
    "a?b",
    "?",
    "a*b/*/**",
    "back\\slash/end\\",
    "\\",
    "~",
    "~home/it's",
    "~root/x",
    '"quoted"/a b /{a,b}/a%20b#c',
    "s3:x",
    "file:",
    "-x",
    "$HOME/line\nbreak/ünï 新聞",
    ":memory:",
)
"""What trips the same reader stands in one path: whichever it stumbles over, the version is another, or none."""


def lay(raw):
    """Lay stories with a repeated one and one that is too short."""
    stories = [story(n, publisher=None) for n in range(4)]
    write_lines(raw / "a" / "feed.jsonl", stories)
    write_lines(raw / "b" / "again.jsonl", [stories[0], story(9, text="Short.")])


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The tables of the same files in plain places."""
    root = tmp_path_factory.mktemp("plain")
    lay(root / "raw")
    run_desk(root / "raw", root / "out")
    return table_bytes(root / "out")


@pytest.mark.parametrize("place", PLACES)
def test_an_odd_place_gives_the_same_version(tmp_path, monkeypatch, plain, place):
    monkeypatch.chdir(tmp_path)
    raw, out = Path(place) / "raw", Path(place) / "out"
    lay(raw)
    run_desk(raw, out)
    assert table_bytes(out) == plain


@pytest.mark.parametrize("place", ["publisher=reuters/[1]/a?", "title=Y/\\", "~x/*"])
def test_all_commands_read_an_odd_place_literally(tmp_path, plain, place):
    raw, out = tmp_path / place / "raw", tmp_path / place / "out"
    # What a pattern would find as well.
    lay(tmp_path / "title=Y" / "1" / "ab" / "raw")
    lay(raw)
    run_desk(raw, out)
    assert table_bytes(out) == plain
    settings = load_settings(environment={}, raw=str(raw), curated=str(out), min_words=5)
    checks = verify_published(open_workspace(settings), "1GB", 1)
    assert [check for check in checks if not check.is_ok] == []
    write_report(out, tmp_path / "report.html")
    assert "reuters" not in (tmp_path / "report.html").read_text(encoding="utf-8")
    article = read_table(next((out / "articles").resolve().rglob("*.parquet")))["article_id"][0]
    lines = "\n".join(explain_id(article.as_py(), raw, out))
    assert "reuters" not in lines.replace(place, "")
    assert "canonical copy" in lines
    run_desk(raw, out, min_words=6)  # a second run reads what the first kept
    shutil.rmtree(out)
    run_desk(raw, out)
    assert table_bytes(out) == plain


@pytest.mark.parametrize("place", ["~", "~root", "~/x"])
def test_verify_takes_a_leading_tilde_for_a_name(tmp_path, monkeypatch, place):
    """Named to Arrow from the current folder, it would be somebody's home."""
    monkeypatch.chdir(tmp_path)
    raw, out = Path(place) / "raw", Path(place) / "out"
    lay(raw)
    run_desk(raw, out)
    settings = load_settings(environment={}, raw=str(raw), curated=str(out), min_words=5)
    checks = verify_published(open_workspace(settings), "1GB", 1)
    assert [check for check in checks if not check.is_ok] == []


def test_only_the_file_that_is_named_is_read(tmp_path):
    for number, name in enumerate(["a*", "ab", "a[b]", "publisher=x"]):
        (tmp_path / name).mkdir()
        write_table(pa.table({"n": [number]}), tmp_path / name / "one.parquet")
    with open_blank(tmp_path, "100MB", 1) as connection:
        for number, name in enumerate(["a*", "ab", "a[b]", "publisher=x"]):
            path = tmp_path / name / "one.parquet"
            rows = connection.sql(f"SELECT * FROM {scan_of([path])}")
            assert (rows.columns, rows.fetchall()) == (["n"], [(number,)])
            assert read_table(path).to_pydict() == {"n": [number]}
        rows = connection.sql(f"SELECT * FROM {scan_of_table(tmp_path / 'publisher=x', None)}")
        assert rows.fetchall() == [(3,)]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")
@pytest.mark.parametrize("name", ["a?b", "a\\b"])
def test_a_database_without_a_file_spills_beside_its_collection(tmp_path, name):
    scratch = tmp_path / name
    scratch.mkdir()
    spill = scratch / "spill"
    spill.mkdir()
    with open_state(scratch, "key", "80MB", 1, spill) as connection:
        connection.execute(
            "CREATE TEMP TABLE x AS SELECT i, repeat('abc', 20) || i AS s FROM range(2000000) t(i)"
        )
        assert any(spill.iterdir())
        connection.execute("CREATE TABLE kept AS SELECT count(DISTINCT i) AS n FROM x")
        assert connection.execute("FROM kept").fetchall() == [(2000000,)]


def test_every_folder_is_as_open_as_the_umask_says(tmp_path, monkeypatch):
    own, closed = os.mkdir, []

    def make(path, mode=0o777, **more):
        if mode != 0o777 and tmp_path in Path(path).parents:
            closed.append(path)
        own(path, mode, **more)

    monkeypatch.setattr(os, "mkdir", make)
    for number in (1, 2):
        write_lines(tmp_path / "raw" / f"{number}.jsonl", [story(number), story(number + 5)])
        run_desk(tmp_path / "raw", tmp_path / "out")
    assert closed == []
