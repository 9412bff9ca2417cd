"""What the engine's surroundings do to a run: a lost server, a dead cluster, a failing disk, a lock that is deleted."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.errors import CopydeskError, WorkerLostError
from copydesk.stages import READ
from copydesk.versions.publish import flip_version
from flows import engine as engines
from flows import failures
from flows.command_line import DONE, FAILED, LOCKED, guarded, main
from flows.curate import curate_with
from flows.engine import Engine, do_patiently, open_engine
from flows.failures import LateServerError, told_plainly
from flows.progress import Progress
from flows.server import ASIDE, DATABASE, Server, ServerError
from flows.settings import load_settings


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(3)])
    return tmp_path / "raw"


def failing(times: int, number: int, calls: list[int]):
    def work(**_: object) -> None:
        calls.append(1)
        if len(calls) <= times:
            raise OSError(number, os.strerror(number), "one.jsonl")

    return work


@pytest.mark.parametrize(
    ("times", "number", "n_calls", "is_done"),
    [
        (1, errno.EIO, 2, True),
        (2, errno.ESTALE, 3, True),
        (3, errno.EIO, 3, False),
        (1, errno.ENOSPC, 1, False),
        (0, 0, 1, True),
    ],
)
def test_a_shard_whose_disk_fails_is_tried_again_and_a_full_disk_is_not(
    monkeypatch: pytest.MonkeyPatch, times: int, number: int, n_calls: int, is_done: bool
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(engines, "RETRY_SECONDS", 0)
    monkeypatch.setattr("copydesk.stages.named", lambda _: failing(times, number, calls))
    if is_done:
        do_patiently("x", {}, READ.retries)
    else:
        with pytest.raises(OSError, match=os.strerror(number)):
            do_patiently("x", {}, READ.retries)
    assert len(calls) == n_calls


class Deleting(Engine):
    """Deletes the lock's file in the middle of a run and asks for another one."""

    def __init__(self, *arguments: str) -> None:
        self.arguments, self.statuses = arguments, list[int]()

    def do_step(self, run, stage, what, work):
        if stage is READ:
            (run.workspace.curated / ".lock").unlink()
            self.statuses.append(main(self.arguments))
        return work()


def test_a_lock_whose_file_is_deleted_lets_nobody_in_and_its_holder_publishes(
    raw, tmp_path, capsys
):
    curated = tmp_path / "out"
    arguments = ("run", "--raw", str(raw), "--curated", str(curated), "--tables=articles")
    engine = Deleting(*arguments, "--set=min_words=5")
    settings = load_settings(
        environment={}, raw=str(raw), curated=str(curated), tables="articles", min_words=5
    )
    curate_with(settings, Progress(False), engine)
    assert set(engine.statuses) == {LOCKED}
    assert "a run whose .lock was deleted" in capsys.readouterr().err
    run_desk(raw, tmp_path / "alone")
    assert table_bytes(curated) == table_bytes(tmp_path / "alone")
    assert main(engine.arguments) == DONE  # which is free again
    assert not list((curated / ".work").glob(".*"))


@pytest.mark.parametrize(("place", "status"), [("published.json", DONE), ("current", FAILED)])
def test_a_disk_that_is_full_behind_the_flip_is_no_failure_of_the_tables(
    raw, tmp_path, monkeypatch, capsys, caplog, place, status
):
    own = os.replace

    def refuse(source, target):
        if Path(target).name == place:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        own(source, target)

    arguments = ["run", "--raw", str(raw), "--curated", str(tmp_path / "out"), "--tables=articles"]
    monkeypatch.setattr(os, "replace", refuse)
    assert main([*arguments, "--set=min_words=5", "--set=workers=1"]) == status
    told = f"{place}: No space left on device; nothing was published"
    assert (told in capsys.readouterr().err) is (status == FAILED)
    assert ("what=note" in caplog.text) is (status == DONE)
    assert (tmp_path / "out" / "current").is_symlink() is (status == DONE)


def test_a_server_that_is_lost_after_the_flip_does_not_make_a_run_fail(
    raw, tmp_path, monkeypatch, capsys
):

    class LostError(Exception):
        """As httpx raises it."""

    LostError.__module__ = "httpx"

    def run_and_lose_the_wire(settings, *_):
        curate_with(settings, Progress(False))
        raise LostError

    monkeypatch.setattr("flows.command_line._run_on_prefect", run_and_lose_the_wire)
    arguments = ["run", "--watch", "--raw", str(raw), "--curated", str(tmp_path / "out")]
    arguments += ["--tables", "articles", "--set", "min_words=5"]
    assert main(arguments) == 0
    assert "read them" in capsys.readouterr().out
    # Nothing new is published by the second: then the run failed, and says so.
    assert main(arguments) == 1


def test_only_a_server_lost_late_is_forgiven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class LostError(Exception):
        """As httpx raises it."""

    LostError.__module__ = "httpx"
    for before, after, kind in (("v-1", "v-1", ServerError), ("v-1", "v-2", LateServerError)):
        standing = iter([before, after, after, after])
        monkeypatch.setattr(failures, "_standing", lambda _, found=standing: next(found))
        with pytest.raises(ServerError) as told, told_plainly(tmp_path):
            raise LostError
        assert type(told.value) is kind


def test_a_scheduler_that_is_not_there_is_told_with_its_address() -> None:
    pytest.importorskip("distributed")
    from flows.dask_engine import open_cluster

    with socket.socket() as silent:  # it holds its port, so that nobody else comes to listen there
        silent.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        told = pytest.raises(WorkerLostError, match=f"{address}: no Dask scheduler")
        with told, open_cluster(address, 1):
            pass


def test_a_cluster_without_workers_is_not_waited_for_in_silence() -> None:
    distributed = pytest.importorskip("distributed")
    from flows.dask_engine import open_cluster

    with (
        distributed.LocalCluster(
            n_workers=0, dashboard_address="127.0.0.1:0", host="127.0.0.1"
        ) as cluster,
        pytest.raises(WorkerLostError, match="has no worker"),
        open_cluster(cluster.scheduler_address, 1),
    ):
        pass


class Ended:
    """A process that has ended."""

    returncode = 1

    def poll(self) -> int:
        return 1


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_database_that_prefect_cannot_open_is_put_aside_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_ours: bool
) -> None:
    starts: list[bool] = []

    def start(self: Server) -> Ended:
        starts.append((tmp_path / DATABASE).exists())
        return Ended()

    if not is_ours:
        monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:///x.db")
    (tmp_path / DATABASE).write_bytes(b"of a newer release")
    (tmp_path / f"{DATABASE}-wal").write_bytes(b"")
    monkeypatch.setattr(Server, "start", start)
    with pytest.raises(ServerError, match="ended with status 1"):
        Server(tmp_path).wait()
    assert starts == ([True, False] if is_ours else [True])
    assert (tmp_path / f"{DATABASE}{ASIDE}").exists() == is_ours
    assert (tmp_path / f"{DATABASE}-wal{ASIDE}").exists() == is_ours


def full_sqlite() -> sqlite3.OperationalError:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError, match="full") as found:
            database.execute("CREATE TABLE one (a)")
    return found.value


def wrong_sql() -> sqlite3.OperationalError:
    with (
        contextlib.closing(sqlite3.connect(":memory:")) as database,
        pytest.raises(sqlite3.OperationalError) as found,
    ):
        database.execute("SELEC 1")
    return found.value


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space"), "out.csv: No space"),
        (OSError(errno.EDQUOT, "Quota"), "out.csv: Quota"),
        (OSError(errno.ENOSPC, "No space", "a.log"), "a.log: No space"),
        (duckdb.IOException("IO Error: write"), "out.csv: IO Error: write"),
        (full_sqlite(), "out.csv: database or disk is full"),
        (OSError(errno.ECONNREFUSED, "Refused"), "[Errno 111] Refused"),
        (wrong_sql(), "internal error (OperationalError)"),
        (duckdb.ParserException("SELEC"), "internal error (ParserException)"),
    ],
)
def test_a_disk_that_refuses_is_told_with_where_a_command_writes(
    error, message, tmp_path, capsys, monkeypatch
):
    def fail() -> int:
        raise error

    monkeypatch.setattr(
        failures.tempfile, "gettempdir", lambda: str(tmp_path)
    )  # one disk: no other is fuller
    assert guarded(fail, tmp_path / "out.csv") == FAILED
    said = capsys.readouterr().err.replace(f"{tmp_path}/", "")
    assert said.startswith(f"copydesk: {message}")


@pytest.mark.parametrize(
    ("roomless", "number", "named"),
    [
        ("curated", errno.ENOSPC, "curated"),
        ("temporary", errno.ENOSPC, "temporary"),
        ("", errno.ENOSPC, "curated"),
        ("temporary", errno.EIO, ""),
    ],
)
def test_a_full_disk_that_no_error_names_is_that_with_least_room(
    roomless, number, named, tmp_path, monkeypatch
):
    for name in ("curated", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(failures.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    monkeypatch.setattr(
        failures.shutil,
        "disk_usage",
        lambda folder: SimpleNamespace(free=int(folder.name != roomless)),
    )
    found = failures.place_of(OSError(number, "No space"), tmp_path / "curated")
    assert found == (str(tmp_path / named) if named else "")


def test_the_published_version_of_another_user_is_named(tmp_path: Path, monkeypatch) -> None:
    """Python's error of `os.utime` names no file: a run spoke of the curated folder, which is one's own."""

    def refuse(_: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    version = tmp_path / ".versions" / "v-1"
    version.mkdir(parents=True)
    (tmp_path / "current").symlink_to(".versions/v-1")
    monkeypatch.setattr("copydesk.versions.publish.os.utime", refuse)
    told = f"^{version}: Permission denied; nothing"
    with pytest.raises(CopydeskError, match=told), told_plainly(tmp_path):
        flip_version(tmp_path, {"version": "v-2", "tables": {}})


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_an_error_that_names_no_file_is_not_told_of_a_folder_that_takes_data(
    number: int, tmp_path: Path, monkeypatch
) -> None:
    """Semaphores lie in /dev/shm, and a run whose system gave none there spoke of the curated folder."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    unnamed, memory = r"^a place that Python does not name: ", r"^/dev/shm: "
    with pytest.raises(CopydeskError, match=unnamed), told_plainly(tmp_path):
        refuse()
    monkeypatch.setattr(engines, "ProcessPoolExecutor", refuse)
    with pytest.raises(CopydeskError, match=memory), told_plainly(tmp_path), open_engine(2):
        pass
