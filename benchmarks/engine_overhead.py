"""What the engines add to a run of 5,000 articles: plain calls, a pool, Prefect with its server.

    python benchmarks/engine_overhead.py FOLDER [--articles 5000] [--workers 1]

Each runs `copydesk run` in a process of its own upon made-up stories (text only, parsed), and then once more where nothing is new.
Printed are CPU seconds of the command and all that it starts, those that outlive it included (a process that parses records ends
when nobody asks any more), the clock's, and what share is more than plain calls take.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.incremental import Press, spend, write_raw

ENGINES = {"plain": ["--workers", "1"], "pool": [], "Prefect": ["--watch"]}


def main() -> None:
    """Print what each engine costs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2, help="of the pool and of Prefect")
    told = parser.parse_args()
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
