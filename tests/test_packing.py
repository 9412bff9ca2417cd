"""Work files of many runs become few: rows move, tables stay, and a run that is killed meanwhile is gone on with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk import shards
from copydesk.collection import collect
from copydesk.rework import BackfillScope, plan_rework
from copydesk.work import packing
from copydesk.work.packing import pack_work
from copydesk.work.workfolder import WorkFolder
from flows.settings import load_settings, open_workspace

DAYS = 4
FOOT = "The Gazette is printed by its readers, who own it: become a member on our page today."


class Killed(BaseException):
    """Stands for a kill: nothing of ours catches it."""


def deliver(raw: Path, day: int) -> None:
    """Lay what a day brings: two stories with a line of their source's, one that came before under another name."""
    told = [story(n, text=f"{story(n)['text']}\n\n{FOOT}") for n in (2 * day, 2 * day + 1)]
    write_lines(raw / "gazette" / f"{day}.jsonl", [*told, story(max(day - 1, 0))])


def files_below(folder: Path) -> int:
    """Return how many files stand below a folder."""
    return sum(path.is_file() for path in folder.rglob("*"))


def desk_of(folder: Path, tables: str = "articles") -> Any:
    told = {"raw": str(folder / "raw"), "curated": str(folder / "curated"), "tables": tables}
    return open_workspace(load_settings(environment={}, min_words=5, **told))


def small(patch: pytest.MonkeyPatch, fan: int = 2) -> None:
    patch.setattr(packing, "FAN", fan)
    patch.setattr(packing, "FULL_ROWS", 8)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that days were delivered into, one run each, none of it packed."""
    folder = tmp_path_factory.mktemp("days")
    for day in range(DAYS):
        deliver(folder / "raw", day)
        run_desk(folder / "raw", folder / "curated")
    return folder


@pytest.fixture(scope="module")
def expected(days: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the tables of all these days and one more, in one run."""
    folder = tmp_path_factory.mktemp("fresh")
    shutil.copytree(days / "raw", folder / "raw")
    deliver(folder / "raw", DAYS)
    run_desk(folder / "raw", folder / "curated")
    return table_bytes(folder / "curated")


@pytest.fixture
def folder(days: Path, tmp_path: Path) -> Path:
    """Return a copy of the folder that days were delivered into."""
    shutil.copytree(days, tmp_path / "copy", symlinks=True)
    return tmp_path / "copy"


def run_on(folder: Path) -> dict[str, str]:
    """Return the tables after one more day."""
    deliver(folder / "raw", DAYS)
    run_desk(folder / "raw", folder / "curated")
    return table_bytes(folder / "curated")


def test_packed_work_is_less_and_gives_the_same_tables(
    folder: Path, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch)
    desk = desk_of(folder)
    work: WorkFolder = desk.work
    before = {kind: files_below(getattr(work, kind)) for kind in ("records", "accepted", "cuts")}
    pack_work(work, desk.versions())
    for kind, n in before.items():
        assert files_below(getattr(work, kind)) < n, kind
    assert run_on(folder) == expected


def test_what_moves_is_no_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch)
    desk = desk_of(folder)
    pack_work(desk.work, desk.versions())
    touched: list[int] = []
    update = collect.update_readings

    def counted(connection: Any, *rest: Any) -> None:
        touched.extend(connection.execute("SELECT count(*) FROM changed_record").fetchall()[0])
        update(connection, *rest)

    monkeypatch.setattr(collect, "update_readings", counted)
    run_on(folder)
    assert touched == [3]  # the day's two, and the one that was delivered again


STEPS = ("remove", "whole_folder", "replace_table", "write_listing")


def dying(patch: pytest.MonkeyPatch, at: int) -> Callable[[], int]:
    """Have the call of that number among the steps of packing be the last; return what counts the calls."""
    calls = [0]

    def wrap(name: str) -> None:
        real = getattr(packing, name)

        def step(*args: Any, **told: Any) -> Any:
            calls[0] += 1
            if calls[0] == at:
                raise Killed
            return real(*args, **told)

        patch.setattr(packing, name, step)

    for name in STEPS:
        wrap(name)
    return lambda: calls[0]


def kill_and_go_on(folder: Path, at: int) -> tuple[bool, dict[str, str]]:
    """Return whether packing came as far as that step, where it is killed, and the tables after one more day."""
    desk = desk_of(folder)
    is_killed = False
    with pytest.MonkeyPatch.context() as patch:
        small(patch)
        dying(patch, at)
        try:
            pack_work(desk.work, desk.versions())
        except Killed:
            is_killed = True
    return is_killed, run_on(folder)


EARLY = (2, 4, 5)  # outcomes stand; records stand; the first of the old goes


@pytest.mark.parametrize("at", EARLY)
def test_a_kill_leaves_what_the_next_run_goes_on_with(
    folder: Path, expected: dict[str, str], at: int
) -> None:
    assert kill_and_go_on(folder, at) == (True, expected)


@pytest.mark.slow
def test_a_kill_at_any_other_step_is_no_matter(
    days: Path, tmp_path: Path, expected: dict[str, str]
) -> None:
    for at in sorted(set(range(1, 100)) - set(EARLY)):
        copy = tmp_path / str(at)
        shutil.copytree(days, copy, symlinks=True)
        is_killed, tables = kill_and_go_on(copy, at)
        assert tables == expected, at
        if not is_killed:
            break
    assert at > 10


def test_damaged_parts_and_a_backfill_under_way_are_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, DAYS)
    desk = desk_of(folder)
    part = desk.work.parts()[0]
    content = bytearray(part.read_bytes())
    content[100] ^= 0xFF
    part.write_bytes(bytes(content))
    pack_work(desk.work, desk.versions())
    assert len(desk.work.parts()) == DAYS
    content[100] ^= 0xFF
    part.write_bytes(bytes(content))
    plan_rework(desk, BackfillScope(stage="copies"), desk.versions())
    pack_work(desk.work, desk.versions())
    assert len(desk.work.parts()) == DAYS
    desk.work.plan.unlink()
    pack_work(desk.work, desk.versions())
    assert len({part.parent for part in desk.work.parts()}) == 1


def three_days(folder: Path) -> tuple[Path, Path, Any]:
    """Publish names of three days, one run each; return both folders and the desk."""
    raw, curated = folder / "raw", folder / "curated"
    for day in range(3):
        deliver(raw, day)
        run_desk(raw, curated, tables="entities")
    return raw, curated, desk_of(folder, "entities")


def test_annotations_are_packed_and_none_is_made_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, curated, desk = three_days(tmp_path)
    work, versions = desk.work, desk.versions()
    folders = work.annotated_folders(versions)
    shutil.copytree(folders[0], tmp_path / "left")
    small(monkeypatch, 3)
    pack_work(work, versions)
    [packed] = work.annotated_folders(versions)
    shutil.copytree(tmp_path / "left", folders[0])  # as a kill would leave it
    before = table_bytes(curated)
    deliver(raw, 3)
    with monkeypatch.context() as patch:
        read: list[str] = []
        find = shards.find_unread_articles
        patch.setattr(
            shards, "find_unread_articles", lambda c: read.extend(found := find(c)) or found
        )
        run_desk(raw, curated, tables="entities")
    assert len(read) == 2
    assert table_bytes(curated) != before
    packing.pack_annotated(work, versions, work.annotated_folders(versions))
    [packed] = work.annotated_folders(versions)
    texts = pq.read_table(packed / "done.parquet")["text_key"].to_pylist()
    assert len(texts) == len(set(texts))
    run_desk(raw, tmp_path / "fresh", tables="entities")
    assert table_bytes(curated) == table_bytes(tmp_path / "fresh")


def test_what_weighs_much_is_not_packed_however_few_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, desk = three_days(tmp_path)
    work, versions = desk.work, desk.versions()
    before = work.annotated_folders(versions)
    small(monkeypatch, 3)
    monkeypatch.setattr(packing, "FULL_BYTES", 1)
    pack_work(work, versions)
    assert work.annotated_folders(versions) == before
    monkeypatch.setattr(packing, "FULL_BYTES", 1 << 25)
    pack_work(work, versions)
    assert len(work.annotated_folders(versions)) == 1
