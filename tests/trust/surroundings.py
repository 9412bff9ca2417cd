"""What a machine may be short of, one thing at a time: disk, memory, handles, a home, a temporary folder, the right time, a port.

    python -m tests.trust.surroundings                       all cases (minutes)
    python -m tests.trust.surroundings --only handles memory --workers 2
    python -m tests.trust.surroundings --only servers        runs beside one another that watch, and a port that is taken

A run that is short of something publishes the undisturbed bytes or ends with status 1 and one plain line, and nothing published;
the next run, which lacks nothing, publishes the undisturbed bytes. Small file systems are mounted where we may (`full_disk`); where not,
only the limit on the size of a file is tried in their place. The clock is wrong for what asks Python for it, and in the times of raw files.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import ctypes
import dataclasses
import datetime as dt
import itertools
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from flows.command_line import DONE, FAILED, USAGE
from tests.desk_runs import table_bytes
from tests.trust.forked import Ended, Job, fast_folder, run, warm_up
from tests.trust.full_disk import can_mount, disk_of
from tests.trust.remembered import answers_kept
from tests.trust.small_desk import lay_first

KB, MB = 1 << 10, 1 << 20
DAY = 86_400.0
SIZES = (4 * KB, 64 * KB, MB)
SPARE_MEMORY = (0, 256 * KB, MB, 8 * MB, 64 * MB)
SPARE_HANDLES = (0, 1, 2, 4, 8, 16, 32)
FILE_SIZES = (KB, 16 * KB, 256 * KB)
SERVER_SECONDS = 400


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """What is wrong: its kind, a name, and what makes it so in the run's process, given the folder of the case."""

    kind: str
    name: str
    prepare: Callable[[Path], None] = lambda folder: None
    disks: tuple[tuple[str, int], ...] = ()  # (folder within that of the case, bytes)

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


def cases() -> list[Case]:
    """Return all cases that run in forked processes."""
    found = [
        *(Case("memory", f"{n // MB} MB more", spare_memory(n)) for n in SPARE_MEMORY),
        *(Case("handles", f"{n} more", spare_handles(n)) for n in SPARE_HANDLES),
        Case("handles", "the standard ones closed", lambda folder: os.closerange(0, 3)),
        *(Case("file size", f"{n:,} bytes", largest_file(n)) for n in FILE_SIZES),
        Case("home", "unset", lambda folder: set_home(None)),
        Case("home", "missing", lambda folder: set_home(str(folder / "nowhere" / "home"))),
        Case("home", "no folder", lambda folder: set_home(os.devnull)),
        Case("temp", "missing", lambda folder: set_temp(str(folder / "nowhere"))),
        Case("temp", "no folder", lambda folder: set_temp(os.devnull)),
        *(Case("clock", name, wrong_clock(step)) for name, step in CLOCKS.items()),
        *(Case("clock", f"raw files of {year}", dated(year)) for year in (1970, 2099)),
    ]
    if can_mount():
        for size in SIZES:
            told = f"{size // KB} KiB"
            found += [
                Case(
                    "disk",
                    f"temp of {told}",
                    lambda folder: set_temp(str(folder / "temp")),
                    (("temp", size),),
                ),
                Case(
                    "disk",
                    f"home of {told}",
                    lambda folder: set_home(str(folder / "home")),
                    (("home", size),),
                ),
                Case("disk", f"curated of {told}", disks=(("curated", size),)),
                Case("disk", f"work of {told}", disks=(("curated/.work", size),)),
            ]
        ample = (("curated/.work", 256 * MB),)
        found.append(Case("disk", "work on one of its own", disks=ample))
    return found


def spare_memory(n_bytes: int) -> Callable[[Path], None]:
    """Return what lets the run take so much more address space than it has."""

    def limit(_: Path) -> None:
        ctypes.CDLL(None).malloc_trim(0)  # what the run before this one has freed
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + n_bytes, resource.RLIM_INFINITY))

    return limit


def spare_handles(n: int) -> Callable[[Path], None]:
    """Return what lets the run open so many files more than it has."""

    def limit(_: Path) -> None:
        held = {int(name) for name in os.listdir("/proc/self/fd")}
        most = next(itertools.islice((k for k in itertools.count() if k not in held), n, None))
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    return limit


def largest_file(n_bytes: int) -> Callable[[Path], None]:
    """Return what ends each file of the run at so many bytes."""
    return lambda _: resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, resource.RLIM_INFINITY))


def set_home(home: str | None) -> None:
    """Give the run another home, or none; what of it is remembered is forgotten."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        os.environ.pop(name, None)
    if home is not None:
        os.environ["HOME"] = home


def set_temp(temp: str) -> None:
    """Give the run another folder for temporary files, and nowhere to go besides where there is one."""
    os.environ["TMPDIR"] = temp
    tempfile.tempdir = temp if os.path.isdir(temp) else None


CLOCKS: dict[str, Callable[[int, float], float]] = {
    "a day back amid the run": lambda n, now: now - (DAY if n > 3 else 0),
    "ten years on amid the run": lambda n, now: now + (3650 * DAY if n > 3 else 0),
    "at 1970": lambda n, now: 1.0,
    "to and fro": lambda n, now: now + (DAY if n % 2 else -DAY),
}
"""What the time is at the n-th asking."""


def wrong_clock(step: Callable[[int, float], float]) -> Callable[[Path], None]:
    """Return what makes the time of day another for what asks Python for it."""

    def set_clock(_: Path) -> None:
        own, asked = time.time, itertools.count()

        def now() -> float:
            return step(next(asked), own())

        class Moment(dt.datetime):
            @classmethod
            def now(cls, tz: dt.tzinfo | None = None) -> Moment:  # type: ignore[override]
                return cls.fromtimestamp(now(), tz)

        time.time = now
        time.time_ns = lambda: int(now() * 1e9)
        dt.datetime = Moment  # type: ignore[misc]

    return set_clock


def dated(year: int) -> Callable[[Path], None]:
    """Return what dates all raw files to a year."""

    def date(folder: Path) -> None:
        moment = dt.datetime(year, 1, 2, tzinfo=dt.UTC).timestamp()
        for path in (folder.parent / "raw").rglob("*"):
            os.utime(path, (moment, moment))

    return date


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """A raw folder, and what an undisturbed run makes of it."""

    root: Path
    workers: int
    new: dict[str, str]

    def job(self, name: str) -> Job:
        """Return the run on a folder."""
        return Job(self.root / "raw", self.root / name / "curated", self.workers)


def lay(root: Path, workers: int = 1) -> Scene:
    """Lay the raw folder and publish it undisturbed."""
    lay_first(root / "raw")
    (root / "plain").mkdir()
    plain = Job(root / "raw", root / "plain" / "curated", 1)
    with answers_kept(root / "answers"):
        ended = run(plain)
    assert ended.status == DONE, ended.said
    return Scene(root, workers, table_bytes(plain.curated))


def check(scene: Scene, case: Case) -> str:
    """Run short of something, look, run again short of nothing; return how the first run ended."""
    folder, job = scene.root / "case", scene.job("case")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with contextlib.ExitStack() as disks:
        for name, size in case.disks:
            disks.enter_context(disk_of(size, folder / name))
        how = ending(
            scene, job, run(job, prepare=lambda: case.prepare(folder), log=scene.root / "log")
        )
        kept = keep_what_lies_on(case, folder)
    for name, copy in kept.items():
        copy.rename(folder / f"{name}.kept")
        (folder / name).rmdir()
        (folder / f"{name}.kept").rename(folder / name)
    with answers_kept(scene.root / "answers"):
        again = run(job, log=scene.root / "log")
    assert again.status == DONE, f"the next run: {again.said[-900:]}"
    assert table_bytes(job.curated) == scene.new, "the next run publishes other bytes"
    return how


def keep_what_lies_on(case: Case, folder: Path) -> dict[str, Path]:
    """Return copies of what lies on the disks of a case, which go with it: the next run finds it on a larger one."""
    kept = {}
    for name, _ in case.disks:
        copy = folder.parent / "kept" / name
        shutil.rmtree(copy.parent, ignore_errors=True)
        shutil.copytree(folder / name, copy, symlinks=True)
        kept[name] = copy
    return kept


def ending(scene: Scene, job: Job, ended: Ended) -> str:
    """Return how a run ended; assert that it did so plainly."""
    stands = table_bytes(job.curated) if (job.curated / "current").is_symlink() else None
    said = ended.said.strip()
    if ended.status == DONE:
        assert stands == scene.new, "done, but with other tables"
        return "got by"
    assert ended.status == FAILED, f"status {ended.status}: {said[-900:]}"
    assert "Traceback" not in said, said[-1500:]
    assert "internal error" not in said, said[-900:]
    line = said.splitlines()[-1] if said else ""
    if stands is not None:
        assert stands == scene.new, "other tables"
        assert "had been published" in line, said[-900:]
        return "refused after the flip"
    assert line.startswith("copydesk: "), said[-900:]
    assert line.endswith("nothing was published"), said[-900:]
    return "refused"


def disturb(
    scene: Scene, chosen: Sequence[Case], tell: Callable[[str], object] = lambda line: None
) -> tuple[collections.Counter[str], list[str]]:
    """Try cases; return the sums and what failed."""
    tally: collections.Counter[str] = collections.Counter()
    failures = []
    for case in chosen:
        try:
            how = check(scene, case)
        except AssertionError as error:
            how = "failed"
            failures.append(f"{case}: {str(error)[-900:]}")
        tally[how] += 1
        tell(f"{how:8} {case}\n")
    return tally, failures


@contextlib.contextmanager
def taken_port() -> Iterator[int]:
    """Give a port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def check_servers(scene: Scene) -> list[str]:
    """Run two at once that watch from one Prefect home, and serve on a port that is taken; return what failed."""
    command = [sys.executable, "-m", "flows.command_line"]
    shared = os.environ | {"PREFECT_HOME": str(scene.root / "prefect")}
    flags = ["--raw", str(scene.root / "raw"), "--set", "min_words=5", "--set", "batch_articles=4"]
    flags += ["--tables", "articles", "--watch"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "env": shared}
    runs = {
        name: subprocess.Popen(
            [*command, "run", *flags, "--curated", str(scene.root / name)], **quiet
        )  # type: ignore[call-overload]
        for name in ("one", "two")
    }
    failures = []
    for name, process in runs.items():
        try:
            said = process.communicate(timeout=SERVER_SECONDS)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            failures.append(
                f"{name} of two with one home does not end: {process.communicate()[0][-900:]}"
            )
            continue
        if process.returncode != DONE:
            failures.append(
                f"{name} of two with one home: status {process.returncode}: {said[-900:]}"
            )
        elif table_bytes(scene.root / name) != scene.new:
            failures.append(f"{name} of two with one home publishes other bytes")
    with taken_port() as port:
        serve = [
            *command,
            "serve",
            *flags[:2],
            "--curated",
            str(scene.root / "served"),
            "--port",
            str(port),
        ]
        ended = subprocess.run(
            serve, capture_output=True, text=True, timeout=SERVER_SECONDS, check=False
        )
    line = ended.stderr.strip().splitlines()[-1]
    if ended.returncode != USAGE or not line.startswith("copydesk: ") or str(port) not in line:
        failures.append(f"a port that is taken: status {ended.returncode}: {ended.stderr[-900:]}")
    return failures


def main() -> int:
    """Try all cases and print how the runs ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], help="kinds of cases")
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    warm_up("articles")
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        scene = lay(Path(folder), args.workers)
        chosen = [case for case in cases() if not args.only or case.kind in args.only]
        tally, failures = disturb(scene, chosen, tell_at_once)
        if "servers" in args.only:
            failures += check_servers(scene)
    sys.stdout.write("".join(f"FAIL {line}\n" for line in failures))
    sys.stdout.write(f"{sum(tally.values())} cases: {dict(sorted(tally.items()))}\n")
    return 1 if failures else 0


def tell_at_once(line: str) -> None:
    """Print a line that is seen now."""
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
