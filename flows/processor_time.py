"""How much CPU time a run has used: its own process, what it started, and what those started."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def processor_seconds() -> float:
    """Return the CPU seconds of this process and of its descendants, ended ones included.

    Workers of a Dask cluster belong to other processes and are not counted; nor are, without `/proc`, descendants that still run.
    """
    own = os.times()
    started = sum(_seconds_of(pid) for pid in _descendants()) if PROC.is_dir() else 0.0
    return own.user + own.system + own.children_user + own.children_system + started


def _descendants() -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (told := _stat(int(folder.name))):
            children.setdefault(int(told[1]), []).append(int(folder.name))
    waiting = [os.getpid()]
    while waiting:
        found = children.get(waiting.pop(), [])
        yield from found
        waiting += found


def _seconds_of(pid: int) -> float:
    ticks = _stat(pid)[11:15]  # user and system, and the same of children that it has waited for
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """Return what stands behind the name in `/proc/PID/stat` (proc(5)): state, parent ...; nothing of a process that is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
