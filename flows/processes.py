"""Processes that end with what started them, and a run that can't wait for work which will never be done.

Prefect process worker or `copydesk serve` -> the flow's process -> pool workers: each watches the one before it, so a
`kill -9` anywhere frees the lock within `WATCH_SECONDS` and some. Inside the flow's process no shard is waited for
without a look at the pool: `concurrent.futures` and Prefect hand on exceptions, but not what is beyond them
(`SystemExit`, which rich raises on a broken pipe and Prefect's engine on trouble with its server).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import multiprocessing
import os
import pickle
import select
import signal
import stat
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sized
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from multiprocessing.connection import wait as wait_for_any
from typing import TYPE_CHECKING, Any

from copydesk.errors import WorkerLostError

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from rich.console import Console

WATCH_SECONDS = 1.0
"""Between two looks at the parent, and at a pool that gives no answer."""

ORPHANED = 143
"""Exit status of a process whose starter is gone: that of SIGTERM, the polite form of the same."""

ENGINE_VARIABLES = ("PREFECT__FLOW_RUN_ID", "PREFECT__DEPLOYMENT_NAME")
"""Set by Prefect's workers and by the runner of `copydesk serve`, one of them each, in the processes that they start for a flow run."""

PR_SET_PDEATHSIG = 1  # taken from <linux/prctl.h>

LONGEST_TEMPORARY = 107 - len("/pymp-12345678/listener-12345678")
"""Bytes of the temporary folder's path: a socket's own may have 107 (unix(7)), and multiprocessing puts one so far below."""

GATHER_SECONDS = 5.0
"""So long a broken pool may take to end the rest of its workers."""


def worker_context(method: str = "forkserver", warm: str = "flows.warm") -> BaseContext:
    """Return how workers start: forked from a process that has loaded, once, what all of them need: the module `warm`.

    It starts with the first worker, has a single thread of ours, and ends with the run and its last worker. Where the temporary
    folder's path is too long for the socket over which it is asked, each worker loads for itself.
    """
    is_long = len(os.fsencode(tempfile.gettempdir())) > LONGEST_TEMPORARY
    context = multiprocessing.get_context("spawn" if is_long else method)
    context.set_forkserver_preload([warm])
    resource_tracker.unregister = _forget_semaphore
    warnings.filterwarnings("ignore", "resource_tracker: process died")
    return context


_unregister = resource_tracker.unregister


def _forget_semaphore(name: Sized, rtype: str) -> None:
    """Tell multiprocessing's tracker that a semaphore is gone: one that took the place of a killed one must hear that there was one."""
    resource_tracker.register(name, rtype)
    _unregister(name, rtype)


def is_lost(pool: ProcessPoolExecutor) -> bool:
    """Return whether what was submitted can't be answered any more: the thread that hands on answers is gone.

    One that is not there yet is not gone: Prefect submits from another thread, and a thread is not alive before it runs.
    """
    thread = getattr(pool, "_executor_manager_thread", None)
    if thread is None:
        return False
    try:
        thread.join(0)
    except RuntimeError:  # not started yet
        return False
    return not thread.is_alive()


@contextlib.contextmanager
def ends_told(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Add to what a broken pool raises how its workers ended."""
    try:
        yield
    except BrokenProcessPool as error:
        raise BrokenProcessPool(ends_of(pool)) from error


def ends_of(pool: ProcessPoolExecutor) -> str:
    """Return how the workers of a broken pool ended, in words. SIGTERM is how the pool ends those that are left."""
    processes = list((pool._processes or {}).values())
    thread = getattr(pool, "_executor_manager_thread", None)
    if thread is not None:
        thread.join(GATHER_SECONDS)
    told = [
        "runs" if code is None else f"status {code}" if code >= 0 else signal.Signals(-code).name
        for code in (process.exitcode for process in processes)
    ]
    return f"workers: {', '.join(sorted(told)) or 'none'}"


def kill_workers(pool: ProcessPoolExecutor) -> None:
    """End the workers of a pool, whatever they are in."""
    for process in list((pool._processes or {}).values()):
        process.kill()


def contain(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Return what a call returns, in a worker; what it raises beyond exceptions becomes one.

    `SystemExit` would pass the handlers in the run's process and end the thread that hands on answers.
    """
    try:
        return call(*args, **kwargs)
    except Exception as error:
        raise _portable(error) from None
    except BaseException as error:
        if isinstance(
            error.__context__, Exception
        ):  # `exit(1)` on an exception: that is the reason
            raise _portable(error.__context__) from None
        raise WorkerLostError(f"a worker was ended by {type(error).__name__}") from None


def submit(pool: ProcessPoolExecutor, call: Callable[..., Any], *args: Any) -> Future[Any]:
    """Have a call done by a worker, contained.

    Raises:
        BrokenProcessPool: no worker could be started, with why: what they are forked from was ended, say.
    """
    try:
        return ProcessPoolExecutor.submit(pool, contain, call, *args)
    except (OSError, EOFError) as error:
        why = str(error) or type(error).__name__
        raise BrokenProcessPool(f"no worker could be started: {why}") from error


def _portable(error: Exception) -> Exception:
    """Return an error as it is where it can cross to the run's process; the pool breaks on one that can't."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever a class does on its way
        return WorkerLostError(f"a worker met {type(error).__module__}.{type(error).__name__}")
    return error


def wait_until(
    is_done: Callable[[], bool], wait: Callable[[float], object], is_lost: Callable[[], bool]
) -> None:
    """Return once a submitted shard is done; `wait` waits for it, for seconds at most.

    Raises:
        BrokenProcessPool: it will never be done.
    """
    while not is_done():
        if is_lost() and not is_done():  # it answers all before it goes
            raise BrokenProcessPool("the pool of workers ended with shards unanswered")
        wait(WATCH_SECONDS)


def end_worker_with_run() -> None:
    """Make a pool worker end when the run's process does, whatever it is in; the run alone heeds Ctrl-C.

    It was forked by the run, or by a process that ends with the run.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run = multiprocessing.parent_process()
    if run is None:
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    # The pipe to the run closes with it, and not, as Linux's notice of a parent's death, with the thread that started us. The
    # kernel ends us then amid native code, too, where no thread of Python gets a turn. What we were forked from may live as long as we do.
    fcntl.fcntl(run.sentinel, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(run.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(run.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    parent, sentinel = os.getppid(), run.sentinel

    def watch() -> None:
        while os.getppid() == parent and not wait_for_any([sentinel], WATCH_SECONDS):
            pass
        os._exit(ORPHANED)

    threading.Thread(target=watch, name="end-with-run", daemon=True).start()


@contextlib.contextmanager
def ending_with_starter() -> Iterator[None]:
    """Have the kernel (Linux) end this process with the thread that started it, while the block loads modules.

    That thread waits for a first worker so long. What workers are forked from looks to the run only once it has loaded.
    """
    _end_with_parent(signal.SIGKILL)
    try:
        yield
    finally:
        _end_with_parent(0)


def _end_with_parent(number: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def is_of_an_engine() -> bool:
    """Return whether this is the process of a flow that Prefect started."""
    return any(name in os.environ for name in ENGINE_VARIABLES)


def end_flow_with_starter() -> None:
    """Make a flow's process end when the Prefect worker or `copydesk serve` that started it does.

    A flow that somebody calls himself (`copydesk run`) outlives its shell, as any command does.
    """
    quieten_broken_pipes()
    if not is_of_an_engine() or any(
        thread.name == "end-with-starter" for thread in threading.enumerate()
    ):
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent and not any(map(is_pipe_to_nobody, (1, 2))):
            time.sleep(WATCH_SECONDS)
        os._exit(ORPHANED)

    threading.Thread(target=watch, name="end-with-starter", daemon=True).start()


def is_pipe_to_nobody(number: int) -> bool:
    """Return whether a file descriptor is a pipe whose reader is gone: its starter was, if it was so from the start."""
    try:
        if not stat.S_ISFIFO(os.fstat(number).st_mode):
            return False
        poll = select.poll()
        poll.register(number, select.POLLOUT)
        return any(events & select.POLLERR for _, events in poll.poll(0))
    except OSError:
        return False


def quieten_broken_pipes() -> None:
    """Keep rich, which prints Prefect's log, from ending the process when nobody reads it: the work goes on."""
    from rich.console import Console

    Console.on_broken_pipe = _turn_quiet  # type: ignore[method-assign]


def _turn_quiet(self: Console) -> None:
    self.quiet = True
