"""What the engines add to a run of 5,000 articles: plain calls, a pool, Prefect with its server.

    python benchmarks/engine_overhead.py FOLDER [--articles 5000] [--workers 1]

Each runs `copydesk run` in a process of its own upon made-up stories (text only, parsed), and then once more where nothing is new.
Printed are CPU seconds of the command and all that it starts, those that outlive it included (a process that parses records ends
when nobody asks any more), the clock's, and what share is more than plain calls take.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from incremental import Press, write_raw

PR_SET_CHILD_SUBREAPER = 36

ENGINES = {"plain": ["--workers", "1"], "pool": [], "Prefect": ["--watch"]}


def spend(command: list[str]) -> tuple[float, float, str]:
    """Return the CPU seconds and the seconds that a command takes, with all that it starts, and what it logged."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    try:
        while True:  # those that it left behind are ours to wait for
            os.wait()
    except ChildProcessError:
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start, done.stderr


def adopt_orphans() -> None:
    """Let what outlives the commands that started it be this process's children, so that its time is counted."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def main() -> None:
    """Print what each engine costs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2, help="of the pool and of Prefect")
    told = parser.parse_args()
    adopt_orphans()
    raw = told.folder / "raw"
    shutil.rmtree(raw, ignore_errors=True)
    write_raw(raw, Press(), range(told.articles), "old")
    copydesk = [sys.executable, "-m", "flows.command_line", "run", "--raw", str(raw.absolute())]
    plain = 0.0
    for name, flags in ENGINES.items():
        curated = told.folder / name
        shutil.rmtree(curated, ignore_errors=True)
        flags = flags or ["--workers", str(told.workers)]
        command = [*copydesk, "--curated", str(curated.absolute()), "--tables", "articles", *flags]
        cpu, wall, _ = spend(command)
        plain = plain or cpu
        again, wall_again, _ = spend(command)
        print(
            f"{name}: {cpu:.1f} CPU-s ({cpu / plain - 1:+.1%} of plain), {wall:.0f} s; "
            f"nothing new {again:.1f} CPU-s, {wall_again:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
