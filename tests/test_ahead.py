"""An upgrade is made ready beside the runs of older code, and published whole by the first run of the new."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

import copydesk.raw.intake
import copydesk.work.ahead
import copydesk.work.workspace
import flows.engine
from copydesk.auditing.verify import verify_published
from copydesk.disk.storage import curated_lock
from copydesk.work.ahead import ahead_of
from flows.ahead import settings_ahead
from flows.command_line import main
from flows.curate import curate_with
from flows.progress import Progress
from flows.settings import Settings, load_settings, open_workspace


class Desk:
    """A raw and a curated folder that two installations share: one of today's code, one that is newer."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.raw, self.curated = folder / "raw", folder / "curated"
        self.shards: list[str] = []
        plain = flows.engine.do_patiently

        def do(work: str, *rest: Any) -> None:
            self.shards.append(work.rpartition(":")[2])
            plain(work, *rest)

        monkeypatch.setattr(flows.engine, "do_patiently", do)

    def deliver(self, name: str, numbers: range) -> None:
        write_lines(self.raw / "wire" / name, [story(n) for n in numbers])

    def upgrade(self, patch: pytest.MonkeyPatch, salt: str = "newer") -> None:
        """Make all code newer, that of the readers, too."""
        plain = copydesk.raw.intake.code_version
        for module in (copydesk.raw.intake, copydesk.work.ahead):
            patch.setattr(module, "code_version", lambda *names: plain(*names) + salt)
        patch.setattr(
            copydesk.work.workspace,
            "kept_versions",
            lambda modules, file: {name: plain(name) + salt for name in modules},
        )

    def run(self, curated: Path | None = None, **settings: Any) -> list[str]:
        """Run; return what shards that took, by name."""
        self.shards.clear()
        run_desk(self.raw, curated or self.curated, **settings)
        return sorted(set(self.shards))

    @property
    def settings(self) -> Settings:
        folders = {"raw": str(self.raw), "curated": str(self.curated)}
        return load_settings(environment={}, tables="articles", min_words=5, **folders)

    def run_ahead(self) -> list[str]:
        """Make the upgrade ready; return what shards that took, by name."""
        self.shards.clear()
        curate_with(settings_ahead(self.settings), Progress(False))
        return sorted(set(self.shards))

    @property
    def ahead(self) -> Path:
        return ahead_of(open_workspace(self.settings))

    def is_as_fresh(self, fresh: Path) -> bool:
        """Return whether what is published is what a run from nothing publishes."""
        self.run(fresh)
        return table_bytes(self.curated) == table_bytes(fresh)


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder of one day and what a run made of it."""
    folder = tmp_path_factory.mktemp("monday")
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(folder, patch)
        desk.deliver("monday.jsonl", range(8))
        desk.run()
    return folder


@pytest.fixture
def desk(monday: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    shutil.copytree(monday, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Desk(tmp_path, monkeypatch)


READ, PARSED, PRINTED = "read_files", "accept_part", "fingerprint_part"


def test_news_go_on_while_history_is_made_anew(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = table_bytes(desk.curated)
    with monkeypatch.context() as patch:
        desk.upgrade(patch)
        assert desk.run_ahead() == [PARSED, PRINTED, READ]
    assert table_bytes(desk.curated) == before
    desk.deliver("tuesday.jsonl", range(8, 12))
    desk.run()  # of the older code, which knows nothing of what is ahead
    older = table_bytes(desk.curated)
    assert older != before
    desk.upgrade(monkeypatch)
    assert desk.run_ahead() == [PARSED, PRINTED, READ]  # of Tuesday
    assert table_bytes(desk.curated) == older
    desk.run(tmp_path / "fresh")  # may be looked at before anybody sees it
    assert table_bytes(desk.ahead) == table_bytes(tmp_path / "fresh")
    assert desk.run() == [PRINTED]
    assert not desk.ahead.exists()
    assert table_bytes(desk.curated) == table_bytes(tmp_path / "fresh")
    assert desk.run() == []
    checks = verify_published(open_workspace(desk.settings), "1GB", 1)
    assert [check for check in checks if not check.is_ok] == []


@pytest.mark.parametrize("n_moved", [0, 1])
def test_a_kill_while_it_is_taken_over_is_no_matter(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_moved: int
) -> None:
    desk.upgrade(monkeypatch)
    desk.run_ahead()
    moves: list[Any] = []

    def rename(source: Path, target: Path) -> None:
        if len(moves) == n_moved:
            raise KeyboardInterrupt
        moves.append(source)
        plain(source, target)

    plain = os.rename
    with monkeypatch.context() as patch:
        patch.setattr(copydesk.work.ahead.os, "rename", rename)
        with pytest.raises(KeyboardInterrupt):
            desk.run()
    assert desk.run() == [PRINTED]
    assert desk.is_as_fresh(tmp_path / "fresh")


def test_records_whose_raw_file_is_gone_come_along(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.deliver("tuesday.jsonl", range(8, 12))
    desk.run()
    (desk.raw / "wire" / "monday.jsonl").unlink()
    desk.upgrade(monkeypatch)
    desk.run_ahead()
    assert desk.run() == [PRINTED]
    assert len(pd.read_parquet(desk.curated / "articles")) == 12


def test_what_was_pruned_meanwhile_does_not_come_back(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.deliver("tuesday.jsonl", range(8, 12))
    desk.run()
    with monkeypatch.context() as patch:
        desk.upgrade(patch)
        desk.run_ahead()
    (desk.raw / "wire" / "monday.jsonl").unlink()
    desk.run(prune=True)
    desk.upgrade(monkeypatch)
    desk.run_ahead()
    desk.run()
    assert desk.is_as_fresh(tmp_path / "fresh")
    assert len(pd.read_parquet(desk.curated / "articles")) == 4


def test_what_other_code_made_ready_is_left_alone_and_goes_when_new_is_made(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        desk.upgrade(patch, "newer")
        desk.run_ahead()
    desk.upgrade(monkeypatch, "newest")
    assert READ in desk.run()
    assert desk.ahead.exists()
    assert desk.is_as_fresh(tmp_path / "fresh")
    made = {path.name for path in (desk.ahead / ".work" / "accepted").iterdir()}
    desk.run_ahead()
    assert made.isdisjoint(path.name for path in (desk.ahead / ".work" / "accepted").iterdir())


def test_what_is_still_being_made_is_left_alone(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.upgrade(monkeypatch)
    desk.run_ahead()
    with curated_lock(desk.ahead):
        assert desk.run() == [PARSED, PRINTED, READ]
    assert desk.ahead.exists()
    assert desk.is_as_fresh(tmp_path / "fresh")


def test_lending_waits_until_nobody_writes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.upgrade(monkeypatch)
    monkeypatch.setattr(copydesk.work.ahead, "PAUSE_SECONDS", 0.05)
    with curated_lock(desk.curated):
        waiting = threading.Thread(target=desk.run_ahead)
        waiting.start()
        waiting.join(timeout=0.5)
        assert waiting.is_alive()
        assert not desk.ahead.exists()
    waiting.join()
    assert desk.ahead.exists()


def test_it_is_told_on_the_command_line(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    before = table_bytes(desk.curated)
    asked = ["run", "--raw", str(desk.raw), "--curated", str(desk.curated)]
    asked += ["--tables", "articles", "--workers", "1", "--set", "min_words=6"]
    assert main([*asked, "--ahead"]) == 0
    assert f"publishes it in {desk.curated}" in capsys.readouterr().out
    assert table_bytes(desk.curated) == before
    assert main(asked) == 0
    assert table_bytes(desk.curated) != before
    assert not desk.ahead.exists()
