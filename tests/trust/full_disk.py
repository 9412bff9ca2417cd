"""A disk that is really full: runs on file systems of all sizes from too small to large enough.

    python -m tests.trust.full_disk --sizes 24      (needs the right to mount a tmpfs)

What DuckDB and Arrow write natively meets its error here. Each run must end as in `error_matrix`, and once the disk is
enlarged the next run must publish what an undisturbed one does.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import dataclasses
import errno
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.trust.crash_matrix import (
    Scene,
    Stage,
    check_readable,
    check_recovered,
    expect_done,
    set_stage,
)
from tests.trust.error_matrix import read_ending
from tests.trust.faults import Plan
from tests.trust.forked import Job, run, warm_up

FULL = Plan("a full disk", error=errno.ENOSPC, is_lasting=True)
SMALLEST, LARGEST = 1 << 16, 3 << 19
AMPLE = 1 << 28


@contextlib.contextmanager
def disk_of(size: int, folder: Path, more: str = "") -> Iterator[None]:
    """Mount a file system of so many bytes, and with more options, at a folder for the time of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    mount(folder, size, more)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def mount(folder: Path, size: int, more: str = "") -> None:
    """Mount a tmpfs, or give it another size.

    Raises:
        CalledProcessError: we may not.
    """
    command = ["mount", "-t", "tmpfs", "-o", f"{more}size={size}", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


def can_mount() -> bool:
    """Return whether this process may mount a file system."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with disk_of(SMALLEST, Path(folder) / "probe"):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


def check_size(stage: Stage, size: int) -> str:
    """Run on a disk with so many bytes left, look, enlarge it, run again; return how the run ended."""
    job = stage.fresh("full")
    source = job.curated.parent / "before"
    if job.curated.exists():
        job.curated.rename(source)
    disk = stage.root / "full" / "disk"
    with disk_of(AMPLE, disk):
        here = dataclasses.replace(job, curated=disk / "curated")
        if source.exists():
            shutil.copytree(source, here.curated, symlinks=True)
        used = AMPLE - shutil.disk_usage(disk).free
        mount(disk, used + size, "remount,")
        return _fill_and_mend(stage, here, disk)


def _fill_and_mend(stage: Stage, job: Job, disk: Path) -> str:
    log = stage.root / "full" / "log"
    ended = run(job, log=log)
    outcome = read_ending(stage, job.curated, ended, FULL)
    check_readable(stage, job.curated)
    mount(disk, AMPLE, "remount,")
    expect_done(run(job, log=log))
    check_recovered(stage, job.curated)
    return outcome


def fill(scene: Scene, sizes: int) -> tuple[collections.Counter[str], list[str]]:
    """Try a scene's run on disks of so many sizes, each a step larger; return the sums and what failed."""
    tally: collections.Counter[str] = collections.Counter()
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        stage = set_stage(scene, Path(folder))
        for number in range(sizes):
            size = round(SMALLEST * (LARGEST / SMALLEST) ** (number / max(1, sizes - 1)))
            try:
                tally[check_size(stage, size)] += 1
            except AssertionError as error:
                failures.append(f"{scene}: {size} bytes left: {str(error)[-900:]}")
    return tally, failures


def main() -> int:
    """Fill disks and print how the runs ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, default=24)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--tables", default="articles")
    args = parser.parse_args()
    if not can_mount():
        sys.stdout.write("no right to mount a file system here\n")
        return 2
    warm_up(args.tables)
    is_bad = False
    for scene in (
        Scene("first", args.workers, args.tables, has_before=False),
        Scene("later", args.workers, args.tables),
    ):
        tally, failures = fill(scene, args.sizes)
        is_bad |= bool(failures)
        sys.stdout.write("".join(f"FAIL {line}\n" for line in failures))
        sys.stdout.write(f"{scene}: {dict(tally)}\n")
        sys.stdout.flush()
    return 1 if is_bad else 0


if __name__ == "__main__":
    sys.exit(main())
