"""The engine on a work pool: what crosses to a job and back, what becomes of lost ones, and one run for real."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from desk_runs import story, table_bytes, write_lines
from prefect.client.schemas.objects import WorkerStatus
from prefect.exceptions import ObjectNotFound
from prefect.states import Completed, Crashed, Running, Scheduled

from copydesk import stages
from copydesk.disk.seals import DamagedWorkError
from copydesk.errors import ContractError, SettingsError, StorageError, WorkerLostError
from copydesk.raw.intake import RawFile
from copydesk.shards import Shard
from flows import engine, job_engine
from flows.job_engine import Job, JobEngine, PoolWatch, RunGoneError, check_pool, do_job
from flows.progress import Step

FILE = RawFile("a/b\udcff.jsonl", "0" * 64, 12, "k", '{"publisher": "P"}')
SHARDS = [
    Shard(f"shard {n}", {"part": Path(f"/data/part-{n}"), "sources": {"k": "{}"}, "files": [FILE]})
    for n in range(5)
]


@pytest.fixture
def done(monkeypatch) -> list[dict]:
    """What was done, in order."""
    found: list[dict] = []
    monkeypatch.setattr(engine, "do_patiently", lambda work, told, retries: found.append(told))
    return found


class Counting(Step):
    """Counts how often it advances."""

    n_done = 0

    def advance(self) -> None:
        self.n_done += 1


def job_of(folder: Path, *shards: Shard) -> Job:
    job = Job(folder / "0", "accept: shard 0 and 4 more", shards or SHARDS)
    job.write(stages.ACCEPT)
    return job


def test_a_job_does_what_was_written_down_once(tmp_path, done):
    job = job_of(tmp_path)
    do_job.fn(str(job.folder))
    assert done == [shard.arguments for shard in SHARDS]
    do_job.fn(str(job.folder))
    assert len(done) == 5


def test_a_second_try_does_what_the_first_had_not(tmp_path, done):
    job = job_of(tmp_path)
    for n in (0, 3):
        (job.folder / str(n)).touch()
    do_job.fn(str(job.folder))
    assert done == [SHARDS[n].arguments for n in (1, 2, 4)]


def test_a_shard_is_counted_once_however_often_a_run_looks(tmp_path):
    job, step = job_of(tmp_path), Counting()
    for n in (2, 4):
        (job.folder / str(n)).touch()
        job.look(step)
        job.look(step)
    assert step.n_done == job.n_done == 2


def test_a_job_with_other_code_does_nothing_and_says_so(tmp_path, done, monkeypatch):
    job = job_of(tmp_path)
    monkeypatch.setattr(engine, "code_bytes", lambda: "another")
    with pytest.raises(SettingsError, match="another copydesk"):
        do_job.fn(str(job.folder))
    with pytest.raises(SettingsError, match="give both the same"):
        job.look(Step())
    assert not done


def test_a_job_can_call_nothing_but_a_stages_work(tmp_path, done):
    job = job_of(tmp_path)
    told = json.loads((job.folder / "job.json").read_text())
    (job.folder / "job.json").write_text(json.dumps(told | {"stage": "os:system"}))
    with pytest.raises(KeyError):
        do_job.fn(str(job.folder))
    assert not done


def test_a_job_stops_when_its_run_has_not_looked_for_long(tmp_path, done):
    job = job_of(tmp_path)
    long_ago = time.time() - 2 * job_engine.GONE_SECONDS
    os.utime(job.folder / "job.json", (long_ago, long_ago))
    with pytest.raises(RunGoneError):
        do_job.fn(str(job.folder))
    assert not done
    job.look(Step())  # a run that only stood still hears of no error, and is there again
    do_job.fn(str(job.folder))
    assert len(done) == 5


def test_a_job_whose_folder_is_gone_ends(tmp_path):
    with pytest.raises(FileNotFoundError):
        do_job.fn(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (DamagedWorkError([Path("/w/a"), Path("/w/b")]), DamagedWorkError, "/w/a is missing"),
        (OSError(errno.ENOSPC, "No space left", "/w/a"), OSError, "No space left"),
        (OSError("damaged block"), RuntimeError, "OSError: damaged block"),
        (MemoryError("realloc"), MemoryError, "realloc"),
        (StorageError("the disk is full"), StorageError, "the disk is full"),
        (WorkerLostError("a reader died"), WorkerLostError, "a reader died"),
        (ContractError("t", "e", "d"), RuntimeError, "ContractError: t: e failed: d"),
        (KeyError("odd"), RuntimeError, "KeyError: 'odd'"),
    ],
)
def test_what_a_shard_raised_reaches_the_run(tmp_path, monkeypatch, error, kind, words):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(engine, "do_patiently", fail)
    job = job_of(tmp_path)
    with pytest.raises(type(error)):
        do_job.fn(str(job.folder))
    with pytest.raises(kind) as found:
        job.look(Step())
    assert words in str(found.value)
    if isinstance(error, OSError) and error.errno:
        assert (found.value.errno, found.value.filename) == (errno.ENOSPC, "/w/a")
    if isinstance(error, DamagedWorkError):
        assert found.value.paths == error.paths


def test_what_no_job_could_read_is_refused_before_one_starts(tmp_path):
    with pytest.raises(TypeError, match="no job can read"):
        job_of(tmp_path, Shard("odd", {"places": {1, 2}}))


class Server:
    """Answers as a Prefect server: each job that is started goes through the states of `script`, one a look."""

    def __init__(self, *scripts: list, workers: int = 1) -> None:
        self.scripts, self.n_workers = list(scripts), workers
        self.states: dict = {}
        self.started: list[str] = []
        self.cancelled: list = []

    def start(self, name: str, parameters: dict, **_: object) -> SimpleNamespace:
        run_id = uuid4()
        self.started.append(parameters["folder"])
        self.states[run_id] = self.scripts.pop(0)
        return SimpleNamespace(id=run_id, parent_task_run_id=uuid4())

    def read_flow_runs(self, *, flow_run_filter, limit: int) -> list[SimpleNamespace]:
        told = []
        for run_id in flow_run_filter.id.any_:
            script = self.states[run_id]
            state = script.pop(0) if len(script) > 1 else script[0]
            told.append(SimpleNamespace(id=run_id, state=state))
        return told

    def set_flow_run_state(self, run_id, state) -> None:
        self.cancelled.append(run_id)

    def read_work_pool(self, name: str) -> SimpleNamespace:
        if name == "none":
            raise ObjectNotFound(Exception())
        kind = "cloud-run:push" if name == "push" else "process"
        return SimpleNamespace(type=kind, is_paused=name == "paused")

    def read_workers_for_work_pool(self, name: str) -> list[SimpleNamespace]:
        gone = SimpleNamespace(status=WorkerStatus.OFFLINE)
        return [gone, *[SimpleNamespace(status=WorkerStatus.ONLINE)] * self.n_workers]


def shards_on(
    server: Server, tmp_path: Path, monkeypatch, n_jobs: int = 2
) -> tuple[JobEngine, Counting]:
    """Have five shards done by the jobs of a server's pool, and return who did it and how far it came."""
    monkeypatch.setattr(job_engine, "get_client", lambda **_: contextlib.nullcontext(server))
    monkeypatch.setattr(job_engine, "run_deployment", server.start)
    monkeypatch.setattr(job_engine, "LOOK_SECONDS", 0)
    jobs, step = JobEngine("pool", n_jobs), Counting()
    jobs.scratch = tmp_path
    jobs.do_shards(stages.ACCEPT, SHARDS, step)
    return jobs, step


def test_each_shard_is_in_one_job_and_counts_once(tmp_path, monkeypatch):
    server = Server([Scheduled(), Running(), Completed()], [Completed()])
    jobs, step = shards_on(server, tmp_path, monkeypatch)
    written = [json.loads((Path(f) / "job.json").read_text())["shards"] for f in server.started]
    assert sorted(one["part"]["a path"] for some in written for one in some) == [
        f"/data/part-{n}" for n in range(5)
    ]
    assert [len(some) for some in written] == [3, 2]
    assert step.n_done == 5
    assert len(jobs.last["accept"]) == 2  # what the picture draws an edge from
    assert not server.cancelled


def test_a_lost_job_is_started_again_and_named(tmp_path, monkeypatch, caplog):
    server = Server([Running(), Crashed()], [Running(), Completed()], [Completed()])
    _, step = shards_on(server, tmp_path, monkeypatch)
    assert len(server.started) == 3
    assert server.started[2] == server.started[0]
    assert step.n_done == 5
    (told,) = [r.getMessage() for r in caplog.records if "lost-job" in r.getMessage()]
    assert told.startswith("what=lost-job state=Crashed tries=1 job=accept: ")


def test_a_job_that_is_lost_over_and_over_ends_the_run(tmp_path, monkeypatch):
    server = Server(*[[Crashed()]] * 3, workers=1)
    with pytest.raises(WorkerLostError, match="lost a job 3 times"):
        shards_on(server, tmp_path, monkeypatch, n_jobs=1)


def test_what_fails_in_one_job_cancels_the_others(tmp_path, monkeypatch):
    server = Server([Running()], [Running()])

    def start(*told: object, **more: object) -> SimpleNamespace:
        run = Server.start(server, *told, **more)
        if len(server.started) == 2:
            told_error = {"kind": "StorageError", "words": "no room"}
            (Path(server.started[1]) / "error.json").write_text(json.dumps(told_error))
        return run

    monkeypatch.setattr(server, "start", start)
    with pytest.raises(StorageError, match="no room"):
        shards_on(server, tmp_path, monkeypatch)
    assert len(server.cancelled) == 2


def test_a_shard_that_is_alone_starts_no_job(tmp_path, monkeypatch):
    done: list[Shard] = []
    jobs = JobEngine("pool", 2)
    monkeypatch.setattr(jobs, "begin", lambda stage, shard: lambda: done.append(shard))
    jobs.do_shards(stages.ACCEPT, SHARDS[:1], Step())
    assert done == SHARDS[:1]


def test_a_pool_without_workers_is_waited_for_no_longer_than_said(monkeypatch):
    clock = iter(range(0, 1_000, 20))
    monkeypatch.setattr(job_engine, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    watch = PoolWatch(Server(workers=1), "pool")
    for _ in range(10):
        watch(False)
    watch = PoolWatch(Server(workers=0), "pool")
    for _ in range(10):
        watch(True)  # at work, whatever the workers say
    for _ in range(3):
        watch(False)
    with pytest.raises(WorkerLostError, match="no worker for 60 s"):
        watch(False)


def test_a_pool_is_looked_at_before_work_starts():
    check_pool(Server(workers=1), "pool", 0)
    check_pool(Server(workers=0), "push", 0)  # such a pool has none
    with pytest.raises(WorkerLostError, match="prefect worker start --pool pool"):
        check_pool(Server(workers=0), "pool", 0)
    with pytest.raises(SettingsError, match="no work pool 'none'"):
        check_pool(Server(), "none", 0)
    with pytest.raises(SettingsError, match="resume"):
        check_pool(Server(), "paused", 0)


def test_a_run_on_a_pool_ends_with_its_starter_and_loads_nothing_from_data(monkeypatch):
    done: list[str] = []
    for name in ("end_flow_with_starter", "pin_imports"):
        monkeypatch.setattr(job_engine, name, lambda name=name: done.append(name))
    monkeypatch.setattr(job_engine, "get_client", lambda **_: contextlib.nullcontext(Server()))
    monkeypatch.setattr(job_engine, "lay_automations", lambda: asyncio.sleep(0))
    told: dict[str, object] = {}
    laid = SimpleNamespace(apply=lambda: done.append("deployed"))
    monkeypatch.setattr(
        job_engine,
        "do_job",
        SimpleNamespace(to_deployment=lambda **more: told.update(more) or laid),
    )
    engine_of_pool = job_engine.open_job_engine("pool", 3)
    assert done == ["end_flow_with_starter", "pin_imports", "deployed"]
    assert (engine_of_pool.pool, engine_of_pool.n_jobs) == ("pool", 3)
    assert told["work_pool_name"] == "pool"
    assert told["job_variables"]["env"]["PYTHONSAFEPATH"] == "1"


COPYDESK = [sys.executable, "-m", "flows.command_line", "run"]
PREFECT = [sys.executable, "-m", "prefect"]
PATIENCE_SECONDS = 600


def process_of_job(home: Path) -> int:
    """Return the process that does the first job that comes to be, once it is there."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                told = (place / "environ").read_bytes()
                if b"PREFECT__FLOW_RUN_ID=" in told and os.fsencode(str(home)) in told:
                    return int(place.name)
        time.sleep(0.05)
    raise AssertionError("no job came")


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds the process of a job in /proc")
def test_a_work_pool_publishes_the_bytes_of_plain_calls_though_a_job_is_killed(
    tmp_path, lay_database
):
    from flows.server import Server as PrefectServer

    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(12)])
    told = ["--raw", tmp_path / "raw", "--tables", "articles,entities", "--set", "min_words=5"]
    plain = [*COPYDESK, *told, "--curated", tmp_path / "plain", "--workers", "1"]
    subprocess.run([*map(str, plain)], check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    lay_database(tmp_path / "home")
    server = PrefectServer(tmp_path / "home")
    try:
        server.wait()
        home = {"PREFECT_HOME": str(tmp_path / "home"), "PREFECT_API_URL": server.url}
        env = os.environ | home | {"PREFECT_API_AUTH_STRING": server.login}
        create = [*PREFECT, "work-pool", "create", "desk", "--type", "process"]
        subprocess.run(create, env=env, check=True, capture_output=True)
        worker = subprocess.Popen(
            [*PREFECT, "worker", "start", "--pool", "desk"], env=env, stdout=subprocess.DEVNULL
        )
        try:
            command = [*COPYDESK, *told, "--curated", tmp_path / "jobs", "--work-pool", "desk"]
            command += ["--set", "batch_articles=4"]
            run = subprocess.Popen([*map(str, command)], env=env, stderr=subprocess.PIPE, text=True)
            os.kill(process_of_job(tmp_path / "home"), signal.SIGKILL)
            _, said = run.communicate(timeout=PATIENCE_SECONDS)
            assert run.returncode == 0, said
            assert "batches=3" in said
        finally:
            worker.terminate()
            worker.wait(PATIENCE_SECONDS)
    finally:
        server.stop()
    assert table_bytes(tmp_path / "jobs") == table_bytes(tmp_path / "plain")
