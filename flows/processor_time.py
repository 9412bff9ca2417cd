"""How much CPU time a run has used: its own process, what it started, and what those started."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def processor_seconds() -> float:
    """Return the CPU seconds of this process and of its descendants, ended ones included.

    Workers of a Dask cluster belong to other processes and are not counted; nor are descendants that still run where the kernel
    does not list them (proc_pid_task(5): Linux without `CONFIG_PROC_CHILDREN`, other systems).
    """
    own = os.times()
    started = sum(_seconds_of(pid) for pid in _descendants())
    return own.user + own.system + own.children_user + own.children_system + started


def _descendants() -> Iterator[int]:
    waiting = [os.getpid()]
    while waiting:
        found = _children_of(waiting.pop())
        yield from found
        waiting += found


def _children_of(pid: int) -> list[int]:
    """Return what the threads of a process have started and not yet waited for; nothing of one that is gone."""
    try:
        told = [
            (thread / "children").read_text() for thread in (PROC / str(pid) / "task").iterdir()
        ]
    except OSError:
        return []
    return [int(child) for line in told for child in line.split()]


def _seconds_of(pid: int) -> float:
    """Return user and system time of a process, and those of children that it has waited for: proc(5), behind the name."""
    try:
        ticks = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[11:15]
    except OSError:  # it is gone
        return 0.0
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
