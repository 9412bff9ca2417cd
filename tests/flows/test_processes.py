"""A process ends with what started it, and a run never waits for a pool that can't answer."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from prefect.task_runners import ProcessPoolTaskRunner

from copydesk.errors import WorkerLostError
from copydesk.shards import Shard
from copydesk.stages import ACCEPT
from flows.engine import Engine, PoolEngine, open_engine
from flows.prefect_engine import WorkerPool
from flows.processes import (
    ENGINE_VARIABLES,
    LONGEST_TEMPORARY,
    contain,
    ends_told,
    is_lost,
    is_pipe_to_nobody,
    quieten_broken_pipes,
    wait_until,
    worker_context,
)
from flows.progress import Step

SOON_SECONDS = 120.0
"""What is waited for takes a second or never comes; a worker that imports Prefect takes 30 s on a busy machine."""


class UntransportableError(Exception):
    """Can't cross to another process: its class asks for more than its message, and it holds what does not pickle."""

    def __init__(self, message: str, *, response: object) -> None:
        super().__init__(message)
        self.lock = threading.Lock()  # Dask, where it is loaded, makes the rest transportable


def leave() -> None:
    sys.exit(3)


def leave_on_trouble() -> None:
    try:
        raise FileNotFoundError("gone")
    except OSError:
        sys.exit(1)


def fail_untransportably() -> None:
    raise UntransportableError("no", response=None)


def spin_in_one_call() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")  # holds the interpreter: no thread of Python gets a turn


def expect_soon(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SOON_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (leave, WorkerLostError),
        (leave_on_trouble, FileNotFoundError),
        (fail_untransportably, WorkerLostError),
    ],
)
def test_what_a_worker_raises_comes_back_as_an_exception(call, error):
    with pytest.raises(error):
        contain(call)
    assert contain(len, "four") == 4


@contextlib.contextmanager
def plain_pool() -> Iterator[ProcessPoolExecutor]:
    """Give a pool as a run without Prefect has it."""
    with open_engine(2) as engine:
        assert isinstance(engine, PoolEngine)
        yield engine.pool


@contextlib.contextmanager
def prefect_pool() -> Iterator[ProcessPoolExecutor]:
    with WorkerPool(1) as runner:
        yield runner.pool


POOLS = pytest.mark.parametrize("open_pool", [plain_pool, prefect_pool])


@pytest.mark.slow
@POOLS
def test_a_pool_outlives_what_its_workers_raise(open_pool):
    with open_pool() as pool:
        for call in (leave, fail_untransportably):
            with pytest.raises(WorkerLostError):
                contained(pool, call).result(SOON_SECONDS)
        assert contained(pool, len, "four").result(SOON_SECONDS) == 4


@pytest.mark.slow
def test_a_shard_alone_is_done_here_and_several_by_workers(tmp_path):
    """However the pool was used before: what two workers have loaded is not loaded once more."""
    stage = dataclasses.replace(ACCEPT, work="subprocess:run")

    def pids(engine: Engine, *names: str) -> set[int]:
        told = [tmp_path / name for name in names]
        calls = ({"args": ["sh", "-c", f"echo $PPID > {path}"], "check": True} for path in told)
        engine.do_shards(stage, [Shard(str(n), call) for n, call in enumerate(calls)], Step())
        return {int(path.read_text()) for path in told}

    with open_engine(2) as engine:
        assert pids(engine, "alone") == {os.getpid()}
        assert os.getpid() not in pids(engine, "one", "other")
        assert os.getpid() not in pids(engine, "later")


def parent_and_whether_warm() -> tuple[int, bool]:
    return os.getppid(), "great_expectations" in sys.modules


@pytest.mark.slow
@POOLS
def test_what_workers_need_is_loaded_once(open_pool):
    with open_pool() as pool:
        asked = [contained(pool, parent_and_whether_warm) for _ in range(4)]
        told = {one.result(SOON_SECONDS) for one in asked}
    [(parent, is_warm)] = told
    assert is_warm
    assert parent != os.getpid(), "forked from a process that has threads"


@pytest.mark.slow
def test_a_pool_whose_workers_have_nothing_to_be_forked_from_says_so():
    with plain_pool() as pool:
        parent, _ = contained(pool, parent_and_whether_warm).result(SOON_SECONDS)
        os.kill(parent, signal.SIGKILL)
        with pytest.raises(BrokenProcessPool):
            contained(pool, time.sleep, 600).result(SOON_SECONDS)


def contained(pool: ProcessPoolExecutor, call: Callable[..., object], *args: object) -> Future:
    """Submit as the engines do: Prefect's pool contains by itself, the plain engine does it call by call."""
    return pool.submit(call, *args) if "submit" in vars(pool) else pool.submit(contain, call, *args)


@pytest.mark.slow
@POOLS
def test_a_run_that_fails_waits_for_no_shard(open_pool):
    began = []

    def fail_at_work() -> None:
        with open_pool() as pool:
            contained(pool, len, "four").result(SOON_SECONDS)
            working = pool.submit(time.sleep, 3600)
            expect_soon(working.running, "the worker never began")
            began.append(time.monotonic())
            raise LookupError

    with pytest.raises(LookupError):
        fail_at_work()
    assert time.monotonic() - began[0] < SOON_SECONDS


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@POOLS
def test_shards_of_a_pool_that_lost_its_thread_are_not_waited_for(open_pool):
    def lose_and_wait() -> None:
        with open_pool() as pool:
            first = pool.submit(len, "four")
            first.add_done_callback(lambda _: sys.exit())  # ends the thread that hands on answers
            expect_soon(lambda: is_lost(pool), "the thread still runs")
            wait_until(lambda: False, lambda seconds: None, lambda: is_lost(pool))

    with pytest.raises(BrokenProcessPool):
        lose_and_wait()


def test_a_pool_whose_thread_has_not_begun_is_not_lost():
    pool = ProcessPoolExecutor(1)
    assert not is_lost(pool)
    thread = threading.Thread(target=lambda: None)
    pool._executor_manager_thread = thread  # type: ignore[assignment]
    assert not is_lost(pool)
    thread.start()
    thread.join()
    assert is_lost(pool)
    pool._executor_manager_thread = None


def test_answers_that_came_before_the_thread_ended_count():
    looks = iter([False, True, True])
    wait_until(lambda: next(looks), lambda seconds: None, lambda: True)


def die_of(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.slow
def test_a_broken_pool_says_how_its_workers_ended():
    def lose() -> None:
        with plain_pool() as pool, ends_told(pool):
            pool.submit(die_of, signal.SIGKILL).result(SOON_SECONDS)

    with pytest.raises(BrokenProcessPool, match="workers: SIGKILL"):
        lose()


@pytest.mark.slow
def test_workers_outlive_the_thread_that_started_them():
    with plain_pool() as pool:
        thread = threading.Thread(target=lambda: pool.submit(len, "four").result(SOON_SECONDS))
        thread.start()
        thread.join()
        pool.submit(time.sleep, 0.5).result(SOON_SECONDS)


def with_tests() -> dict[str, str]:
    """Return an environment in which a child finds these tests, whatever folder it starts in."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's notice of a parent's death")
@pytest.mark.parametrize("open_pool", ["plain_pool", "prefect_pool"])
def test_a_worker_deep_in_native_code_ends_with_its_run(open_pool):
    code = (
        "import tests.flows.test_processes as t\n"
        "if __name__ == '__main__':\n"
        f"    with t.{open_pool}() as pool:\n"
        "        print(pool.submit(t.os.getpid).result(), flush=True)\n"
        "        pool.submit(t.spin_in_one_call).result()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=with_tests()
    ) as run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        time.sleep(1)
        run.kill()
        run.wait()
        expect_soon(lambda: is_gone(worker), "the worker outlives its run")


FLOW = (
    "import os, time; from flows.processes import end_flow_with_starter as watch\n"
    "watch(); print(os.getpid(), flush=True); time.sleep(3600)"
)
STARTER = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]).wait()"


@pytest.mark.parametrize("engine", [*ENGINE_VARIABLES, None])
def test_a_flow_ends_with_its_starter_where_an_engine_started_it(engine):
    environment = {
        name: value for name, value in os.environ.items() if name not in ENGINE_VARIABLES
    }
    if engine:
        environment[engine] = "0"
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, FLOW], stdout=subprocess.PIPE, text=True, env=environment
    ) as starter:
        assert starter.stdout is not None
        flow = int(starter.stdout.readline())
        starter.kill()
        starter.wait()
        if engine:
            expect_soon(lambda: is_gone(flow), "the flow outlives its starter")
            return
        time.sleep(3)
        assert not is_gone(flow)
        os.kill(flow, signal.SIGKILL)


HOLDS_DUCKDB = """
import sys, threading, time
import duckdb
from flows.processes import end_flow_with_starter
end_flow_with_starter()
c = duckdb.connect()
def stay():
    while c: time.sleep(1)
threading.Thread(target=stay, daemon=True).start()
print("failed in time", file=sys.stderr)
"""


def test_what_an_engine_logs_ends_without_words_of_leaks():
    # DuckDB's binding said fifty lines where a thread of Prefect's still held a connection; 2.0.1 says none.
    ended = subprocess.run(
        [sys.executable, "-c", HOLDS_DUCKDB],
        env=os.environ | {ENGINE_VARIABLES[0]: "0"},
        capture_output=True,
        check=True,
        timeout=SOON_SECONDS,
        text=True,
    )
    assert ended.stderr == "failed in time\n"


def test_a_flow_whose_starter_died_before_the_watch_is_found_by_its_pipe():
    environment = os.environ | {ENGINE_VARIABLES[0]: "0"}
    code = FLOW.replace("watch();", "time.sleep(2); watch();")
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as flow:
        assert flow.stdout is not None
        flow.stdout.close()
        flow.wait(SOON_SECONDS)


def test_a_pipe_with_a_reader_and_a_file_are_not_to_nobody(tmp_path):
    reader, writer = os.pipe()
    assert not is_pipe_to_nobody(writer)
    os.close(reader)
    assert is_pipe_to_nobody(writer)
    os.close(writer)
    assert not is_pipe_to_nobody(writer)
    with (tmp_path / "log").open("w") as file:
        assert not is_pipe_to_nobody(file.fileno())


def test_a_log_that_nobody_reads_ends_nothing(monkeypatch):
    from rich.console import Console

    monkeypatch.setattr(Console, "on_broken_pipe", Console.on_broken_pipe)
    quieten_broken_pipes()
    reader, writer = os.pipe()
    os.close(reader)
    console = Console(file=os.fdopen(writer, "w", buffering=1, closefd=False))
    console.print("to nobody")
    assert console.quiet
    os.close(writer)


@pytest.mark.parametrize(("more", "method"), [(0, "forkserver"), (1, "spawn")])
def test_workers_start_whatever_the_length_of_the_temporary_folders_path(
    more: int, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Path(tempfile.mkdtemp(dir="/tmp"))  # short, whatever pytest's own is
    folder = base / ("t" * (LONGEST_TEMPORARY + more - len(os.fsencode(base)) - 1))
    below = folder / "pymp-12345678"
    below.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert worker_context().get_start_method() == method
    with socket.socket(socket.AF_UNIX) as listener:
        told = contextlib.nullcontext() if not more else pytest.raises(OSError, match="too long")
        with told:
            listener.bind(str(below / "listener-12345678"))
    with ProcessPoolExecutor(1, worker_context(warm="json")) as pool:
        assert pool.submit(os.getpid).result(SOON_SECONDS) != os.getpid()
    shutil.rmtree(base)


@pytest.mark.parametrize(
    ("said", "n_wrong", "is_packed"),
    [
        ("dictionary changed size during iteration", 2, True),
        ("dictionary changed size during iteration", 99, False),
        ("cannot schedule new futures after shutdown", 2, False),
    ],
    ids=["changed meanwhile", "for ever", "anything else"],
)
def test_a_task_is_packed_again_where_it_changed_meanwhile(
    monkeypatch: pytest.MonkeyPatch, said: str, n_wrong: int, is_packed: bool
) -> None:
    asked: list[str] = []

    def pack(_: object, task: str) -> str:
        asked.append(task)
        if len(asked) <= n_wrong:
            raise RuntimeError(said)
        return "packed"

    monkeypatch.setattr(ProcessPoolTaskRunner, "_resolve_futures_and_submit", pack)
    runner = WorkerPool(1)
    if is_packed:
        assert runner._resolve_futures_and_submit("shard") == "packed"
    else:
        with pytest.raises(RuntimeError, match=said):
            runner._resolve_futures_and_submit("shard")
    n_tries = min(n_wrong + 1, 10) if "changed" in said else 1
    assert len(asked) == n_tries


def test_a_killed_tracker_of_semaphores_is_replaced_without_a_word():
    code = """if True:
        import os, signal
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import resource_tracker
        from flows.processes import worker_context
        with ProcessPoolExecutor(1, worker_context(warm="json")) as pool:
            pool.submit(abs, -1).result()
            os.kill(resource_tracker._resource_tracker._pid, signal.SIGKILL)
            print(pool.submit(abs, -7).result())
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("7\n", "")
