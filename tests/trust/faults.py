"""Faults at named points of the write path, by interposition: production code holds no line of this.

A point is one call of the operating system made by our code: `fsync@storage.write_table<intake.read_files` is the
flush that `write_table` asks for on behalf of `read_files`. `install` wraps the calls of this process (and of those it
forks); a plan says at which point, at which occurrence, before or after the call, the process group is killed or the
call fails. What DuckDB and Arrow write natively is out of reach here: random kills and a full disk cover it.
"""

from __future__ import annotations

import builtins
import dataclasses
import errno
import fcntl
import io
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

OURS = ("copydesk.", "flows.")
FRAMES = 2
"""Functions of ours in a point's name: who calls, and on whose behalf."""

OS_CALLS = (
    "fsync",
    "link",
    "mkdir",
    "rename",
    "replace",
    "rmdir",
    "symlink",
    "unlink",
    "utime",
)
NEEDS_SPACE = frozenset({"fsync", "link", "mkdir", "open", "symlink", "write"})
"""Calls that a full disk refuses; taking away still works."""

Moment = Literal["before", "after"]
Victim = Literal["group", "process"]


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What happens at which point. `error` is an errno; 0 means death by SIGKILL."""

    point: str
    occurrence: int = 1
    moment: Moment = "before"
    error: int = 0
    is_lasting: bool = False  # the disk stays full, the device stays broken
    victim: Victim = "group"

    def __str__(self) -> str:
        what = errno.errorcode[self.error] if self.error else "kill"
        lasting = " and ever after" if self.is_lasting else ""
        return f"{what} {self.moment} {self.point} #{self.occurrence}{lasting}"


@dataclasses.dataclass(slots=True)
class State:
    """What this process has been through: it is forked with the process."""

    plan: Plan | None = None
    trace: Path | None = None
    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    is_broken: bool = False


STATE = State()
ORIGINAL: dict[str, Callable[..., Any]] = {}


def install(plan: Plan | None, trace: Path | None = None) -> None:
    """Wrap the calls of this process; with a trace, append `point<TAB>occurrence<TAB>path` lines to it."""
    STATE.plan, STATE.trace, STATE.is_broken = plan, trace, False
    STATE.counts.clear()
    if ORIGINAL:
        return
    for name in OS_CALLS:
        ORIGINAL[name] = getattr(os, name)
        setattr(os, name, _wrapped(name))
    ORIGINAL["flock"] = fcntl.flock
    fcntl.flock = _wrapped("flock")
    ORIGINAL["os_open"], ORIGINAL["open"] = os.open, io.open
    os.open = _os_open
    io.open = builtins.open = _open  # type: ignore[assignment]


def points_of(trace: Path) -> dict[str, int]:
    """Return the points that a trace names, and how often one process passed each."""
    seen: dict[str, int] = {}
    for line in trace.read_text(encoding="utf-8").splitlines():
        point, occurrence, _ = line.split("\t", 2)
        seen[point] = max(seen.get(point, 0), int(occurrence))
    return seen


def site() -> str:
    """Return the innermost functions of ours on the stack; empty where none is."""
    names: list[str] = []
    frame = sys._getframe(1)
    while frame is not None and len(names) < FRAMES:
        module = frame.f_globals.get("__name__", "")
        if module.startswith(OURS):
            names.append(f"{module.rpartition('.')[2]}.{frame.f_code.co_name}")
        frame = frame.f_back  # type: ignore[assignment]
    return "<".join(names)


def _wrapped(name: str) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return _pass(name, lambda: ORIGINAL[name](*args, **kwargs), args)

    return call


def _pass(name: str, call: Callable[[], Any], args: tuple[Any, ...]) -> Any:
    """Make a call, unless the plan has it otherwise."""
    where = site()
    if not where:
        return call()
    point = f"{name}@{where}"
    STATE.counts[point] += 1
    if STATE.trace is not None:
        _note(point, args)
    _strike(name, point, "before")
    answer = call()
    _strike(name, point, "after")
    return answer


def _strike(name: str, point: str, moment: Moment) -> None:
    plan = STATE.plan
    if plan is None or moment != plan.moment:
        return
    hit = point == plan.point and STATE.counts[point] == plan.occurrence
    if plan.error:
        STATE.is_broken |= hit and plan.is_lasting
        refused = plan.error != errno.ENOSPC or name in NEEDS_SPACE
        if hit or (STATE.is_broken and refused):
            raise OSError(plan.error, os.strerror(plan.error))
    elif hit:
        target = os.getpgrp() if plan.victim == "group" else os.getpid()
        (os.killpg if plan.victim == "group" else os.kill)(target, signal.SIGKILL)
        signal.pause()


def _note(point: str, args: tuple[Any, ...]) -> None:
    assert STATE.trace is not None
    paths = [_path_of(arg) for arg in args if isinstance(arg, (str, os.PathLike, int))]
    line = f"{point}\t{STATE.counts[point]}\t{' '.join(paths)}\n"
    handle = ORIGINAL["os_open"](STATE.trace, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, line.encode())
    os.close(handle)


def _path_of(arg: str | os.PathLike[str] | int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{arg}") if isinstance(arg, int) else os.fspath(arg)
    except OSError:
        return str(arg)


def _os_open(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
    def call() -> int:
        handle: int = ORIGINAL["os_open"](path, flags, *args, **kwargs)
        return handle

    handle: int = _pass("open", call, (path,)) if flags & os.O_CREAT else call()
    return handle


class FaultyFile(io.FileIO):
    """A file whose every write is a point."""

    def write(self, data: Any) -> int:
        done: int = _pass("write", lambda: io.FileIO.write(self, data), (self.name,))
        return done


def _open(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
    if not set(mode) & set("wxa") or isinstance(file, int) or not site():
        return ORIGINAL["open"](file, mode, *args, **kwargs)
    raw_mode = mode.replace("b", "").replace("t", "")
    names = ("buffering", "encoding", "errors", "newline", "closefd", "opener")
    told = dict(zip(names, args, strict=False)) | kwargs
    raw = _pass("open", lambda: FaultyFile(file, raw_mode, opener=told.get("opener")), (file,))
    buffered = io.BufferedWriter(raw) if "+" not in mode else io.BufferedRandom(raw)
    if "b" in mode:
        return buffered
    return io.TextIOWrapper(buffered, told.get("encoding"), told.get("errors"), told.get("newline"))
