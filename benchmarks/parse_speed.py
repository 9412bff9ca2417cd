"""How fast whole pages are parsed, all metadata included, beside trafilatura with metadata on the same pages.

    python benchmarks/parse_speed.py [FOLDER] [--n 300] [--rounds 5] [--seed 7]

FOLDER holds saved pages or web archives; without one, made-up pages are parsed. One process, one thread, CPU time; for every
25 pages the contenders take turns, in another order each time, with caches emptied; the median of the rounds counts. Peak
memory is that of a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import logging
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.parse_pages import make_pages, read_pages
from copydesk.parse import parse_record
from copydesk.parse.repair import mend_line
from copydesk.records import RawRecord, SourceConfig

OURS = "copydesk"
BEST = "trafilatura, best mode"
NO_SOURCE = SourceConfig()
PART = 25  # pages that a contender parses in its turn


def run_copydesk(record: RawRecord) -> object:
    """Parse a page with all its fields."""
    return parse_record(record, NO_SOURCE)


def trafilatura_with(**options: Any) -> Callable[[RawRecord], object]:
    """Return a parser of trafilatura's with metadata and these options."""

    def run(record: RawRecord) -> object:
        import trafilatura

        return trafilatura.bare_extraction(
            record.raw, url=record.url, with_metadata=True, **options
        )

    return run


CONTENDERS: dict[str, Callable[[RawRecord], object]] = {
    OURS: run_copydesk,
    BEST: trafilatura_with(include_comments=False),
    "trafilatura, as it comes": trafilatura_with(),
    "trafilatura, fast": trafilatura_with(include_comments=False, fast=True),
}
"""The best mode is the one with the highest body F1 of all of its modes (`parse_difference.py`)."""


def measure(pages: list[RawRecord], rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds of every round for every contender."""
    names = list(CONTENDERS)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    parts = [pages[start : start + PART] for start in range(0, len(pages), PART)]
    for number in range(rounds):
        total = dict.fromkeys(names, 0.0)
        for place, part in enumerate(parts):
            turn = (number + place) % len(names)
            for name in names[turn:] + names[:turn]:
                forget_pages()
                start = time.process_time()
                for page in part:
                    CONTENDERS[name](page)
                total[name] += time.process_time() - start
        for name in names:
            seconds[name].append(total[name])
    return seconds


def forget_pages() -> None:
    """Empty the caches that know a page from the turn before: no run meets a page twice."""
    from trafilatura.meta import reset_caches

    reset_caches()
    mend_line.cache_clear()
    gc.collect()


def peak_megabytes(name: str, arguments: argparse.Namespace) -> int:
    """Return the peak memory of a process of its own in which one contender parses all pages."""
    folder = [str(arguments.folder)] if arguments.folder else []
    command = [sys.executable, __file__, *folder, "--only", name, f"--n={arguments.n}", f"--seed={arguments.seed}"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout)


def own_peak() -> int:
    """Return the peak memory of this process in megabytes. `getrusage` would count the parent's from before the start."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
        return int(found[1]) // 1024 if found else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def chosen_pages(arguments: argparse.Namespace) -> list[RawRecord]:
    """Return the pages to parse: a seeded sample of the folder's, or made-up ones."""
    if arguments.folder is None:
        return list(make_pages(arguments.n, arguments.seed))
    pages = list(read_pages(arguments.folder))
    random.Random(arguments.seed).shuffle(pages)
    return pages[: arguments.n]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--n", type=int, default=300, help="pages (default: 300)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", choices=CONTENDERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    pages = chosen_pages(arguments)
    if arguments.only:
        for page in pages:
            CONTENDERS[arguments.only](page)
        print(own_peak())
        return
    for run in CONTENDERS.values():  # what is loaded once is no part of the speed
        run(pages[0])
    seconds = measure(pages, arguments.rounds)
    megabytes = sum(len(page.raw) for page in pages) / 1e6
    print(f"{len(pages)} pages, {megabytes:.1f} MB, median of {arguments.rounds} rounds, CPU time")
    print(f"{'':26} {'pages/s':>8} {'ours is faster by':>18} {'range':>13} {'peak MB':>8}")
    for name, times in seconds.items():
        ratios = [theirs / ours for theirs, ours in zip(times, seconds[OURS], strict=True)]
        middle, low, high = statistics.median(ratios), min(ratios), max(ratios)
        speed = len(pages) / statistics.median(times)
        span = f"{low:.2f}-{high:.2f}"
        print(
            f"{name:26} {speed:8.1f} {middle:18.2f} {span:>13} {peak_megabytes(name, arguments):8d}"
        )


if __name__ == "__main__":
    main()
