"""What is kept from run to run saves work and decides nothing: any state of it gives the tables of a run from nothing."""

from __future__ import annotations

import functools
import hashlib
import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.collection import collect
from copydesk.collection.state import STATE_NAME
from copydesk.errors import PromiseError, StorageError
from copydesk.work.workfolder import WorkFolder

STATE = Path(".work") / "collection" / STATE_NAME


Begun = Callable[[Path, int], tuple[Path, Path]]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """Give what lays a raw folder of so many stories and what a first run made of it; each is made once, and copied."""

    @functools.cache
    def made(n: int) -> Path:
        folder = tmp_path_factory.mktemp(f"begun-{n}-")
        write_lines(folder / "raw" / "gazette" / "a.jsonl", [story(i) for i in range(n)])
        run_desk(folder / "raw", folder / "curated")
        return folder

    def lay(folder: Path, n: int) -> tuple[Path, Path]:
        shutil.copytree(made(n), folder, symlinks=True, dirs_exist_ok=True)
        return folder / "raw", folder / "curated"

    return lay


def rows_only(curated: Path) -> dict[str, str]:
    """Return the hashes of the table files, without the manifest."""
    return {place: sha for place, sha in table_bytes(curated).items() if place.endswith(".parquet")}


def inodes(curated: Path, table: str) -> dict[str, int]:
    """Return the inode of each file of a table by its month."""
    folder = (curated / table).resolve()
    month = re.compile(r"\d{4}-\d\d(?=\.parquet|/part-0)")
    return {
        month.search(path.as_posix())[0]: path.stat().st_ino
        for path in sorted(folder.rglob("*.parquet"))
    }


def from_nothing(raw: Path, folder: Path) -> dict[str, str]:
    """Return the table files of a run from nothing."""
    run_desk(raw, folder)
    return rows_only(folder)


def test_a_month_without_changes_keeps_its_file(tmp_path: Path) -> None:
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    write_lines(raw / "gazette" / "a.jsonl", [story(n) for n in range(12)])
    run_desk(raw, curated)
    tables = ("articles", "copies", "stories")
    before = {table: inodes(curated, table) for table in tables}
    assert all(len(months) > 1 for months in before.values())
    # Story 12 is of January: a late correction touches that month alone.
    late = story(12)
    assert late["published"].startswith("2024-01")
    write_lines(raw / "gazette" / "b.jsonl", [late])
    run_desk(raw, curated)
    for table in tables:
        now = inodes(curated, table)
        changed = {month for month in now if now[month] != before[table].get(month)}
        assert changed == {"2024-01"}
    assert rows_only(curated) == from_nothing(raw, tmp_path / "fresh")


def lose(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def change_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def put_nonsense(path: Path) -> None:
    path.write_bytes(b"nonsense")


HARMS = (lose, cut_short, change_a_byte, put_nonsense)
PUBLISHED = ("articles", "copies", "stories", "quarantine")
"""A published file is held against its hash whatever it is of: each kind of harm meets one table, and each table one."""


@pytest.mark.parametrize(
    ("what", "damage"),
    [*(("state", harm) for harm in HARMS), *zip(PUBLISHED, HARMS, strict=True)],
)
def test_what_is_damaged_is_made_again(
    begun: Begun, tmp_path: Path, what: str, damage: Callable[[Path], None]
) -> None:
    raw, curated = begun(tmp_path, 8)
    good = rows_only(curated)
    if what == "state":
        damage(curated / STATE)
        write_lines(raw / "gazette" / "b.jsonl", [story(n) for n in range(8, 11)])
    else:
        # A file of its own: readers of the version before may have the linked one open.
        damage(sorted((curated / what).resolve().rglob("*.parquet"))[0])
    run_desk(raw, curated)
    if what == "state":
        assert rows_only(curated) == from_nothing(raw, tmp_path / "fresh")
    else:
        assert rows_only(curated) == good


def test_a_state_of_another_collection_is_no_harm(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write_lines(one / "raw" / "gazette" / "a.jsonl", [story(n) for n in range(6)])
    write_lines(two / "raw" / "gazette" / "a.jsonl", [story(n) for n in range(3, 12)])
    for folder in (one, two):
        run_desk(folder / "raw", folder / "curated")
    (one / "curated" / STATE).write_bytes((two / "curated" / STATE).read_bytes())
    write_lines(one / "raw" / "gazette" / "b.jsonl", [story(20)])
    run_desk(one / "raw", one / "curated")
    assert rows_only(one / "curated") == from_nothing(one / "raw", tmp_path / "fresh")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_any_history_ends_in_the_tables_of_a_run_from_nothing(
    tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(seed)
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    foot = "The Gazette is printed by its readers, who own it: become a member on our page today."
    files: dict[str, list[dict[str, object]]] = {}
    for step in range(6):
        for _ in range(chance.randint(1, 2)):
            name = f"{chance.choice('abc')}.jsonl"
            records = files.setdefault(name, [])
            for _ in range(chance.randint(1, 4)):
                record = story(chance.randint(0, 14), publisher="The Gazette")
                lead, _, rest = record["text"].partition(". ")
                parts = [f"{lead}.", rest] + [foot] * (chance.random() < 0.7)
                record["text"] = "\n\n".join(parts)
                if chance.random() < 0.3:
                    record["title"] = f"Update: {record['title']}"
                records.append(record)
            write_lines(raw / "gazette" / name, records)
        prune = chance.random() < 0.4
        if prune and len(files) > 1:
            gone = chance.choice(sorted(files))
            del files[gone]
            (raw / "gazette" / gone).unlink()
        if step == 3:
            (curated / STATE).unlink()
        run_desk(raw, curated, prune=prune)
    run_desk(raw, curated, prune=True)
    assert rows_only(curated) == from_nothing(raw, tmp_path / "fresh")
    assert "what=kept-relations" not in caplog.text, "what went was missed, and all was made again"
    with duckdb.connect(curated / STATE, read_only=True) as kept:
        stray = "SELECT count(*) FROM grouping ANTI JOIN accepted USING (record_id)"
        assert kept.execute(stray).fetchall() == [(0,)], "what is gone is grouped no more"
        manifest = (WorkFolder(curated / ".work").copies / "kept.json").read_bytes()
        token = hashlib.sha256(manifest).hexdigest()
        assert kept.execute("FROM grouped_by").fetchall() == [(token,)], "all is compared again"


def test_a_record_that_was_published_does_not_vanish(tmp_path: Path) -> None:
    """Even where ledger and counts agree that it was never there."""
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    write_lines(raw / "gazette" / "a.jsonl", [story(n) for n in range(3)])
    write_lines(raw / "mail" / "b.jsonl", [story(n) for n in range(3, 6)])
    run_desk(raw, curated)
    before = table_bytes(curated)
    work = WorkFolder(curated / ".work")
    work.write_ledger([file for file in work.read_ledger() if file.raw_path != "mail/b.jsonl"])
    (raw / "mail" / "b.jsonl").unlink()
    write_lines(raw / "gazette" / "c.jsonl", [story(9)])
    with pytest.raises(PromiseError, match="would vanish"):
        run_desk(raw, curated)
    assert table_bytes(curated) == before
    run_desk(raw, curated, prune=True)
    assert rows_only(curated) == from_nothing(raw, tmp_path / "fresh")


def test_an_emptied_raw_folder_is_not_pruned(begun: Begun, tmp_path: Path) -> None:
    raw, curated = begun(tmp_path, 3)
    before = table_bytes(curated)
    (raw / "gazette" / "a.jsonl").unlink()
    with pytest.raises(StorageError, match="holds no files"):
        run_desk(raw, curated, prune=True)
    run_desk(raw, curated)
    assert table_bytes(curated) == before


@pytest.mark.parametrize("left", ["nothing in it", "a pipe", "a notice", "a source"])
def test_a_raw_folder_without_a_story_is_not_pruned(
    begun: Begun, tmp_path: Path, left: str
) -> None:
    raw, curated = begun(tmp_path, 3)
    before = table_bytes(curated)
    (raw / "gazette" / "a.jsonl").rename(tmp_path / "away.jsonl")
    if left == "a pipe":
        os.mkfifo(raw / "disk")
    elif left == "a source":
        write_lines(raw / "gazette" / "b.jsonl", [story(5)])
    else:
        text = "Not mounted." if left == "a notice" else ""
        (raw / "README.txt").write_text(text, encoding="utf-8")
    if left == "a source":  # the twin
        run_desk(raw, curated, prune=True)
        assert rows_only(curated) == from_nothing(raw, tmp_path / "fresh")
        return
    with pytest.raises(PromiseError, match="all 3 records"):
        run_desk(raw, curated, prune=True)
    assert table_bytes(curated) == before
    shutil.rmtree(raw)
    raw.mkdir()
    run_desk(raw, curated)  # nothing was forgotten
    assert table_bytes(curated) == before


def test_what_could_not_be_opened_may_go(tmp_path: Path) -> None:
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    write_lines(raw / "gazette" / "a.jsonl", [story(n) for n in range(3)])
    os.mkfifo(raw / "gazette" / "feed")
    (raw / "gazette" / "latest").symlink_to("nowhere")
    run_desk(raw, curated)
    assert len(pd.read_parquet(curated / "quarantine")) == 2
    (raw / "gazette" / "feed").unlink()
    (raw / "gazette" / "latest").unlink()
    run_desk(raw, curated)
    assert len(pd.read_parquet(curated / "quarantine")) == 0
    assert rows_only(curated) == from_nothing(raw, tmp_path / "fresh")


@pytest.mark.parametrize("name", ["articles", "current", "events"])
def test_a_folder_in_place_of_a_link_is_refused_by_name(
    begun: Begun, tmp_path: Path, name: str
) -> None:
    raw, curated = begun(tmp_path, 3)
    good = rows_only(curated)
    (curated / name).unlink(missing_ok=True)
    (curated / name).mkdir()
    with pytest.raises(StorageError, match=f"curated/{name} is no link of ours"):
        run_desk(raw, curated)
    (curated / name).rmdir()
    run_desk(raw, curated)
    assert rows_only(curated) == good


def test_a_link_that_leads_elsewhere_is_laid_again(begun: Begun, tmp_path: Path) -> None:
    raw, curated = begun(tmp_path, 3)
    (tmp_path / "elsewhere").mkdir()
    (curated / "articles").unlink()
    (curated / "articles").symlink_to(tmp_path / "elsewhere")
    run_desk(raw, curated)
    assert (curated / "articles").readlink() == Path("current/articles")


def test_the_articles_that_came_are_validated_and_no_others(
    begun: Begun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, curated = begun(tmp_path, 3)
    told: list[int] = []
    check = collect.check_rows

    def counted(connection: Any, name: str, rows: str, *rest: Any) -> int:
        if name == "articles":
            told.extend(connection.execute(f"SELECT count(*) FROM {rows}").fetchall()[0])
        return check(connection, name, rows, *rest)

    monkeypatch.setattr(collect, "check_rows", counted)
    write_lines(raw / "gazette" / "b.jsonl", [story(3), story(4)])
    run_desk(raw, curated)
    assert told == [2]
