"""Files that a reader can't get through: found out by CPU time, given up only when a fresh process gives up, too.

The limit of a task ends its reading where it is, by a signal; that is a suspicion and no verdict. Then each of its files is
read through alone, in a process that the kernel ends at its limit (`copydesk.limits.isolated`), and what gives up there costs itself.
A signal is heard by the main thread alone: in a thread of a Dask worker the whole task is read in such a process.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from copydesk.limits.attempt import CPU_SECONDS, CPU_SECONDS_PER_MB
from copydesk.limits.isolated import GaveUp, run_alone
from copydesk.raw.parts import decode_source
from copydesk.readers import read_file

Argument = TypeVar("Argument")


class SlowReadingError(BaseException):
    """Raised in the midst of reading: beyond exceptions, since readers answer those with rows."""


def limit_of(n_bytes: int) -> float:
    """Return the CPU seconds that so many bytes may take: as many as parsing them."""
    return CPU_SECONDS + CPU_SECONDS_PER_MB * n_bytes / 1e6


def do_within(cpu_seconds: float, work: Callable[[Argument], None], argument: Argument) -> None:
    """Do `work(argument)`; `work` is a function of a module.

    Raises:
        SlowReadingError: it takes more CPU seconds, or (in a thread of its own) crashes its process.
    """
    if threading.current_thread() is threading.main_thread():
        with limited(cpu_seconds):
            work(argument)
    elif isinstance(run_alone(work, argument, cpu_seconds), GaveUp):
        raise SlowReadingError


@contextlib.contextmanager
def limited(cpu_seconds: float) -> Iterator[None]:
    """End the block, in the main thread, with SlowReadingError after so many CPU seconds of this process."""

    def stop(*_: object) -> None:
        raise SlowReadingError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def is_slow(path: Path, raw_path: str, source: str, size: int) -> bool:
    """Return whether a fresh process gives up on reading a file."""
    return isinstance(
        run_alone(_read_through, (path, raw_path, source, size), limit_of(size)), GaveUp
    )


def _read_through(asked: tuple[Path, str, str, int]) -> None:
    path, raw_path, source, size = asked
    for _ in read_file(path, raw_path, decode_source(source), size=size):
        pass
