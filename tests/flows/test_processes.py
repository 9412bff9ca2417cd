"""A process ends with what started it, and a run never waits for a pool that can't answer."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from types import SimpleNamespace

import pytest

from copydesk.errors import WorkerLostError
from flows.processes import (
    ENGINE_VARIABLE,
    WorkerPool,
    contain,
    finish,
    is_pipe_to_nobody,
    quieten_broken_pipes,
)

SOON_SECONDS = 10.0
"""A look a second, on a machine that may be busy."""


class UntransportableError(Exception):
    """Pickles, but can't be made again: its class asks for more than its message."""

    def __init__(self, message: str, *, response: object) -> None:
        super().__init__(message)


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


@pytest.mark.slow
def test_a_pool_outlives_what_its_workers_raise():
    with WorkerPool(1) as pool:
        for call in (leave, fail_untransportably):
            with pytest.raises(WorkerLostError):
                pool._executor.submit(call).result(SOON_SECONDS * 3)
        assert pool._executor.submit(len, "four").result(SOON_SECONDS) == 4


@pytest.mark.slow
def test_a_run_that_fails_waits_for_no_batch():
    pool = WorkerPool(1)
    pool.__enter__()
    working = pool._executor.submit(time.sleep, 600)
    expect_soon(working.running, "the worker never began")
    began = time.monotonic()
    pool.__exit__(LookupError, LookupError(), None)
    assert time.monotonic() - began < SOON_SECONDS


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_batches_of_a_pool_that_lost_its_thread_are_not_waited_for():
    def leave_or_lose(pool: WorkerPool) -> None:
        first = pool._executor.submit(len, "four")
        first.add_done_callback(lambda _: sys.exit())  # ends the thread that hands on answers
        expect_soon(pool.is_lost, "the thread still runs")
        never: Future[int] = Future()
        finish(SimpleNamespace(wrapped_future=never, wait=lambda timeout: None), pool)

    with WorkerPool(1) as pool, pytest.raises(BrokenProcessPool):
        leave_or_lose(pool)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's notice of a parent's death")
def test_a_worker_deep_in_native_code_ends_with_its_run():
    code = (
        "import tests.flows.test_processes as t; from flows.processes import WorkerPool\n"
        "if __name__ == '__main__':\n"
        "    with WorkerPool(1) as pool:\n"
        "        print(pool._executor.submit(t.os.getpid).result(), flush=True)\n"
        "        pool._executor.submit(t.spin_in_one_call).result()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        time.sleep(1)
        run.kill()
        run.wait()
        expect_soon(lambda: is_gone(worker), "the worker outlives its run")


FLOW = (
    "import os, time; from flows.processes import end_flow_with_starter as watch\n"
    "watch(); print(os.getpid(), flush=True); time.sleep(600)"
)
STARTER = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]).wait()"


@pytest.mark.parametrize("is_of_an_engine", [True, False])
def test_a_flow_ends_with_its_starter_where_an_engine_started_it(is_of_an_engine):
    environment = {name: value for name, value in os.environ.items() if name != ENGINE_VARIABLE}
    if is_of_an_engine:
        environment[ENGINE_VARIABLE] = "0"
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, FLOW], stdout=subprocess.PIPE, text=True, env=environment
    ) as starter:
        assert starter.stdout is not None
        flow = int(starter.stdout.readline())
        starter.kill()
        starter.wait()
        if is_of_an_engine:
            expect_soon(lambda: is_gone(flow), "the flow outlives its starter")
            return
        time.sleep(3)
        assert not is_gone(flow)
        os.kill(flow, signal.SIGKILL)


def test_a_flow_whose_starter_died_before_the_watch_is_found_by_its_pipe():
    environment = os.environ | {ENGINE_VARIABLE: "0"}
    code = FLOW.replace("watch();", "time.sleep(2); watch();")
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as flow:
        assert flow.stdout is not None
        flow.stdout.close()
        flow.wait(SOON_SECONDS * 3)


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
