"""Files that a reader can't get through: found out by CPU time, given up only when a fresh process gives up, too.

The limit of a task ends its reading where it is, by a signal; that is a suspicion and no verdict. Then each of its files is
read through alone, in a process that the kernel ends at its limit (`copydesk.isolated`), and what gives up there costs itself.
A signal is heard by the main thread alone; any other (of a Dask worker) is watched by a thread that looks at its CPU
time and ends it between two steps of Python: one endless call of a library is not left there.
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from copydesk.attempt import CPU_SECONDS, CPU_SECONDS_PER_MB
from copydesk.isolated import GaveUp, run_alone
from copydesk.parts import decode_source
from copydesk.readers import read_file

LOOK_SECONDS = 0.05


class SlowReadingError(BaseException):
    """Raised in the midst of reading: beyond exceptions, since readers answer those with rows."""


def limit_of(n_bytes: int) -> float:
    """Return the CPU seconds that so many bytes may take: as many as parsing them."""
    return CPU_SECONDS + CPU_SECONDS_PER_MB * n_bytes / 1e6


@contextlib.contextmanager
def limited(cpu_seconds: float) -> Iterator[None]:
    """End the block with SlowReadingError after so many CPU seconds of this process, or of this thread if it is not the main one."""
    if threading.current_thread() is not threading.main_thread():
        with _watched(cpu_seconds):
            yield
        return

    def stop(*_: object) -> None:
        raise SlowReadingError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def _watched(cpu_seconds: float) -> Iterator[None]:
    """Raise SlowReadingError in this thread, between two steps of Python as a signal would, once its CPU time is spent."""
    if not hasattr(time, "pthread_getcpuclockid"):
        yield
        return
    thread, is_done, turn = threading.get_ident(), threading.Event(), threading.Lock()
    clock = time.pthread_getcpuclockid(thread)
    end = time.clock_gettime(clock) + cpu_seconds

    def watch() -> None:
        # A thread spends no more than the time that passes: nothing to see before the rest of its limit has.
        while not is_done.wait(max(end - time.clock_gettime(clock), LOOK_SECONDS)):
            with turn:
                if not is_done.is_set() and time.clock_gettime(clock) >= end:
                    _raise_in(thread, SlowReadingError)
                    return

    threading.Thread(target=watch, name="slow-reading", daemon=True).start()
    try:
        yield
    finally:
        with turn:
            is_done.set()
            _raise_in(thread, None)  # what was raised and not yet heard


def _raise_in(thread: int, kind: type[BaseException] | None) -> None:
    """Have a thread raise an exception before its next step; None takes back what it has not heard."""
    what = None if kind is None else ctypes.py_object(kind)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)


def is_slow(path: Path, raw_path: str, source: str, size: int) -> bool:
    """Return whether a fresh process gives up on reading a file."""
    return isinstance(
        run_alone(_read_through, (path, raw_path, source, size), limit_of(size)), GaveUp
    )


def _read_through(asked: tuple[Path, str, str, int]) -> None:
    path, raw_path, source, size = asked
    for _ in read_file(path, raw_path, decode_source(source), size=size):
        pass
