"""Calls in a process of their own, each with a limit of CPU time: what is stuck in one costs its answer, not the run.

The kernel ends a process that passes its limit (`RLIMIT_CPU`), wherever it is: no signal handler and no thread gets a
turn while a regular expression or a library written in C is at work. CPU time and not the time of day, so that a busy
machine gives the same answers as an idle one. Nothing here knows of records.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import importlib
import logging
import math
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Literal, TypeVar

from copydesk.errors import WorkerLostError, frames_of

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; sys.path.append(sys.argv[1]); from copydesk.limits.isolated import _serve; _serve()"
LOGGER = "copydesk"
LENGTH_BYTES = 8
START_CPU_SECONDS = 60
"""For loading what a call needs: 0.4 seconds here; not part of the limit of the call."""

TOO_SLOW = -signal.SIGXCPU
CRASHES = frozenset(
    {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGABRT, -signal.SIGFPE, -signal.SIGILL}
)
"""What a library does to its process on data that it can't bear. SIGKILL is not among them: that is the machine."""


@dataclasses.dataclass(frozen=True, slots=True)
class GaveUp:
    """No answer: the call passed its limit of CPU time, or its process crashed."""

    why: Literal["too_slow", "crashed"]


def run_alone(
    function: Callable[[Argument], Answer], argument: Argument, cpu_seconds: float
) -> Answer | GaveUp:
    """Return `function(argument)` from a fresh process, which ends with it.

    Args:
        function: A function of a module, not a nested one.
        argument: What can be pickled.
        cpu_seconds: Limit of the call, starting and loading not counted; rounded up to whole seconds.

    Raises:
        WorkerLostError: the process was ended by something else than its limit or a crash.
        Exception: what the function raised.
    """
    with Bench() as bench:
        return bench.call(function, argument, cpu_seconds)


def run_aside(
    function: Callable[[Argument], Answer], argument: Argument, cpu_seconds: float
) -> Answer | GaveUp:
    """Return `function(argument)` from a process kept for this thread's calls; what gives up there is run alone.

    What a call leaves behind in the process is thus never the reason for giving up. See `run_alone`.
    """
    answer = try_aside(function, argument, cpu_seconds)
    return run_alone(function, argument, cpu_seconds) if isinstance(answer, GaveUp) else answer


def try_aside(
    function: Callable[[Argument], Answer], argument: Argument, cpu_seconds: float
) -> Answer | GaveUp:
    """Return `function(argument)` from a process kept for this thread's calls. See `run_alone`."""
    bench: Bench | None = getattr(_KEPT, "bench", None)
    if bench is None or bench.owner != os.getpid():
        bench = _KEPT.bench = Bench()
    return bench.call(function, argument, cpu_seconds)


_KEPT = threading.local()


class Bench:
    """A process that does one call after another; one that was lost is replaced at the next call."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def call(
        self, function: Callable[[Argument], Answer], argument: Argument, cpu_seconds: float
    ) -> Answer | GaveUp:
        """Return `function(argument)`, or that it gave up. See `run_alone`."""
        process = self._process = self._process or _start()
        level = logging.getLogger(LOGGER).getEffectiveLevel()
        asked = (function.__module__, function.__qualname__, argument, cpu_seconds, level)
        try:
            told = _exchange(process, pickle.dumps(asked, pickle.HIGHEST_PROTOCOL))
        except BaseException:
            self.close()  # interrupted between a question and its answer: the next answer would be this one's
            raise
        if told is None:
            self._process = None
            return _end_of(process)
        is_answer, answer, notes = pickle.loads(told)
        for name, level, note in notes:
            logging.getLogger(name).log(level, "%s", note)
        if not is_answer:
            raise answer
        return answer  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None or self.owner != os.getpid():
            return
        process.kill()
        process.wait()
        _close_pipes(process)


def _start() -> subprocess.Popen[bytes]:
    """Start a process that takes no code from the current folder."""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", START, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )


def _exchange(process: subprocess.Popen[bytes], asked: bytes) -> bytes | None:
    """Return what a process answers; None when it is gone."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        _send(process.stdin, asked)
    except BrokenPipeError:
        return None
    return _receive(process.stdout)


def _end_of(process: subprocess.Popen[bytes]) -> GaveUp:
    """Return why a process is gone; WorkerLostError when neither its limit nor a crash ended it."""
    _close_pipes(process)
    status = process.wait()
    if status == TOO_SLOW:
        return GaveUp("too_slow")
    if status in CRASHES:
        return GaveUp("crashed")
    raise WorkerLostError(f"a process that reads records ended with status {status}")


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in filter(None, (process.stdin, process.stdout)):
        with contextlib.suppress(OSError):
            pipe.close()


def _send(pipe: IO[bytes], message: bytes) -> None:
    view = memoryview(len(message).to_bytes(LENGTH_BYTES, "big") + message)
    while view:
        view = view[pipe.write(view) :]


def _receive(pipe: IO[bytes]) -> bytes | None:
    length = _take(pipe, LENGTH_BYTES)
    return None if length is None else _take(pipe, int.from_bytes(length, "big"))


def _take(pipe: IO[bytes], size: int) -> bytes | None:
    """Return so many bytes of a pipe; None when it ends before."""
    taken = bytearray()
    while len(taken) < size:
        piece = pipe.read(size - len(taken))
        if not piece:
            return None
        taken += piece
    return bytes(taken)


def _serve() -> None:
    """Answer calls until nobody asks any more: what the started process does."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGXCPU, signal.SIGIO):
        signal.signal(number, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asker = os.getppid()
    questions, answers = os.fdopen(0, "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)  # what a library prints is no answer
    while (message := _receive(questions)) is not None:
        _limit_cpu(START_CPU_SECONDS)
        module, name, argument, cpu_seconds, level = pickle.loads(message)
        function = getattr(importlib.import_module(module), name)
        _die_with_asker(asker)
        _limit_cpu(cpu_seconds)
        notes = _Notes(level)
        try:
            told: tuple[bool, Any] = (True, function(argument))
        except Exception as error:  # raised again where the question came from
            told = (False, error)
        answer = _packed(*told, notes.taken())
        _die_with_asker(None)
        _send(answers, answer)


class _Notes(logging.Handler):
    """Keeps what our own code logs here, to be logged where the question came from."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.kept: list[tuple[str, int, str]] = []
        logging.getLogger(LOGGER).setLevel(level)
        logging.getLogger(LOGGER).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.kept.append((record.name, record.levelno, record.getMessage()))

    def taken(self) -> list[tuple[str, int, str]]:
        """Return what was kept, and keep no more."""
        logging.getLogger(LOGGER).removeHandler(self)
        return self.kept


def _packed(is_answer: bool, answer: Any, notes: list[tuple[str, int, str]]) -> bytes:
    """Return an answer as bytes that can be read back; of an error that can't, where it was raised."""
    try:
        message = pickle.dumps((is_answer, answer, notes), pickle.HIGHEST_PROTOCOL)
        if not is_answer:
            pickle.loads(message)
    except Exception:
        if is_answer:
            raise
        lost = WorkerLostError(f"{type(answer).__name__} in a process that reads records")
        lost.add_note(frames_of(answer))
        message = pickle.dumps((False, lost, notes))
    return message


def _limit_cpu(seconds: float) -> None:
    """Let the kernel end this process after so much more CPU time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(used.ru_utime + used.ru_stime + seconds)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def _die_with_asker(asker: int | None) -> None:
    """Let the kernel end this process, wherever it is, when its asker closes the questions by dying; None: no more."""
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(0, fcntl.F_GETFL)
    fcntl.fcntl(0, fcntl.F_SETFL, flags | os.O_ASYNC if asker else flags & ~os.O_ASYNC)
    if asker and os.getppid() != asker:  # it died before
        sys.exit(1)
