"""Runs in forked processes: everything heavy is imported once, a run dies alone and can be watched from outside."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import importlib
import logging
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flows.settings import Settings, load_settings
from tests.trust.faults import Plan, install

DEAD = -signal.SIGKILL
PATIENCE_SECONDS = 300
POLL_SECONDS = 0.002
LONGEST_LOOK = 1.0
"""Seconds that pass from one look to the next count as so many at most: a machine that stood still has made no run late."""


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """One run: where, with which settings, as a backfill of which stage, and of which day."""

    raw: Path
    curated: Path
    workers: int = 1
    tables: str = "articles"
    backfill: str = ""
    overrides: tuple[tuple[str, Any], ...] = ()
    day: dt.date | None = None

    def settings(self) -> Settings:
        """Return the settings of the run."""
        told: dict[str, Any] = {"min_words": 5, "batch_articles": 4} | dict(self.overrides)
        return load_settings(
            environment={},
            raw=str(self.raw),
            curated=str(self.curated),
            tables=self.tables,
            workers=self.workers,
            **told,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: its exit status (negative: the signal), what it said, and how long it took."""

    status: int
    said: str
    seconds: float


COMMANDS = (
    "copydesk.auditing.explain",
    "copydesk.auditing.rereading",
    "copydesk.auditing.verify",
    "flows.repair",
)
"""Modules that a run does not load, and other commands do."""


def fast_folder() -> Path | None:
    """Return a folder in memory, where there is one: a flush to a busy disk is most of the time of a small run."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None


@functools.cache
def warm_up(tables: str) -> None:
    """Do one run in this process: what is imported and loaded by it, forked runs need not load again."""
    from tests.trust.small_desk import lay_first

    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        raw, curated = Path(folder) / "raw", Path(folder) / "curated"
        lay_first(raw)
        do_job(Job(raw, curated, 1, tables))
    for name in COMMANDS:
        importlib.import_module(name)


def run(
    job: Job,
    plan: Plan | None = None,
    trace: Path | None = None,
    kill_after: float | None = None,
    log: Path | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> Ended:
    """Run a job in a process group of its own; with `kill_after` seconds, kill the group then.

    `prepare` is called there first.
    """

    def do() -> int:
        install(plan, trace)
        prepare()
        return do_job(job)

    return call(do, log or job.curated.parent / "run.log", kill_after)


def call(work: Callable[[], int], log: Path, kill_after: float | None = None) -> Ended:
    """Do anything that ends with an exit status in a process group of its own."""
    log.write_bytes(b"")  # a run can be killed before it opens its own
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        _be_the_run(work, log)
    status = _wait(pid, start, kill_after)
    _end_group(pid)
    return Ended(status, log.read_text(encoding="utf-8"), time.perf_counter() - start)


def _wait(pid: int, start: float, kill_after: float | None) -> int:
    """Return how a run ended.

    Raises:
        AssertionError: it did not; it was killed by nothing but our patience, and has nothing to say of that.
    """
    waited, last = 0.0, start
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        now = time.perf_counter()
        waited, last = waited + min(now - last, LONGEST_LOOK), now
        is_late = waited > PATIENCE_SECONDS
        if is_late or (kill_after is not None and now - start >= kill_after):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        if is_late:
            os.waitpid(pid, 0)
            raise AssertionError(f"no end after {PATIENCE_SECONDS} s: killed by the harness")
        time.sleep(POLL_SECONDS)


def _end_group(pid: int) -> None:
    """Wait until nobody of the group is left: workers watch their parent."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < deadline:
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"processes of group {pid} outlive their run")


def _be_the_run(work: Callable[[], int], log: Path) -> None:
    """Do the work in this process and end it; errors are told as the command line tells them."""
    status = 70
    try:
        os.setpgid(0, 0)
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        from flows.command_line import guarded

        status = guarded(work)
    except BaseException:
        traceback.print_exc()  # which nobody prints behind `_exit`: the run would end without a word
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def do_job(job: Job) -> int:
    """Curate or backfill as the command line does, on a pool of forked workers where there are several."""
    from copydesk.rework import BackfillScope
    from flows.backfill import backfill_with
    from flows.curate import curate_with
    from flows.failures import told_plainly
    from flows.progress import Progress

    settings = job.settings()
    with told_plainly(job.curated), open_forked(job.workers) as engine:
        if job.backfill:
            scope = BackfillScope(job.day, job.day, stage=job.backfill)
            backfill_with(settings, scope, Progress(False), engine)
        else:
            curate_with(settings, Progress(False), engine)
    return 0


def command_line(arguments: list[str]) -> int:
    """Do what the console script does, on forked workers."""
    from flows import command_line, engine

    for name in (None, "copydesk"):  # what a test runner or Prefect has set up in this process
        logging.getLogger(name).handlers.clear()
    logging.getLogger("copydesk").propagate = True
    engine.open_engine = functools.partial(open_forked, give=engine.open_engine)
    return command_line.main(arguments)


@contextlib.contextmanager
def open_forked(
    workers: int, give: Callable[..., Any] | None = None, *, dask: str = ""
) -> Iterator[Any]:
    """Give an engine (by `give`, or as runs have it) whose workers are forked now: later this process has threads."""
    from flows.engine import PoolEngine, open_engine

    with (give or open_engine)(workers, "fork", dask=dask) as engine:
        if isinstance(engine, PoolEngine):
            for future in [engine.pool.submit(os.getpid) for _ in range(workers)]:
                future.result()
        yield engine
