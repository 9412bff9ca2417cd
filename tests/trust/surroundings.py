"""What may be wrong around a run, one thing at a time: what a machine is short of, and what other hands do meanwhile (`hands`).

    python -m tests.trust.surroundings                       all cases (minutes)
    python -m tests.trust.surroundings --only handles memory --workers 2
    python -m tests.trust.surroundings --only servers        runs beside one another that watch, and a port that is taken

A run publishes the bytes of a quiet one, or ends with status 1 and one plain line, and nothing published. The next run, with all
put right, publishes the quiet bytes, `verify` proves promise 1 and the rest, and nothing is left: no process, no lock, no
file that a quiet run does not leave. All goes through the command line. Small file systems are mounted where we may
(`full_disk`); a clock below the C library needs a C compiler, another user the rights of root: where these are not, such cases are not.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import dataclasses
import datetime as dt
import hashlib
import itertools
import os
import resource
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from copydesk.disk.storage import is_locked
from flows.command_line import DONE, FAILED, USAGE
from tests.desk_runs import story, table_bytes, write_lines
from tests.trust.forked import Ended, Job, call, command_line, fast_folder, run, warm_up
from tests.trust.full_disk import AMPLE, can_mount, disk_of
from tests.trust.remembered import answers_kept
from tests.trust.small_desk import lay_first, lay_second

KB, MB = 1 << 10, 1 << 20
DAY = 86_400.0
SIZES = (4 * KB, 64 * KB, MB)
SHORTAGES = (800, 1200, 1600, 2000, 2400, 2800)
"""Megabytes of addresses; a run of the scene takes 2,750."""
SPARE_HANDLES = (0, 1, 2, 4, 8, 16, 32)
FILE_SIZES = (KB, 16 * KB, 256 * KB)
SERVER_SECONDS = 400


Act = Callable[[Path], None]


def let_be(folder: Path) -> None:
    """Do nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """What is wrong: its kind, a name, what makes it so in the run's process, and what is done around it.

    Each act is given the folder of the case, which holds `raw` (a copy of the scene's folder of that name) and `curated`.
    """

    kind: str
    name: str
    prepare: Act = let_be
    disks: tuple[tuple[str, int, str], ...] = ()  # folder within that of the case, bytes, options
    raw: str = "raw"
    before: tuple[
        str, ...
    ] = ()  # what `curated` holds already: runs on these folders, as `lay` leaves them
    lay: Callable[[Scene, Path], None] = lambda scene, folder: None
    may_wait: str = ""  # a raw file that may be left to the next run, since it is being written to
    command: str = "run"
    mend: Act = let_be  # what is put right before the next run
    again: Act = let_be  # for the process of that run
    end: str = ""  # how the first run ends, where one way alone is right

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


def cases() -> list[Case]:
    """Return all cases that run in forked processes."""
    from tests.trust import hands

    found = [
        Case("memory", "looked at", no_addresses, end="refused: a process may address"),
        *(
            Case("memory", f"{n} MB amid the run", short_of_memory(n), mend=without_sockets)
            for n in SHORTAGES
        ),
        *(Case("handles", f"{n} more", spare_handles(n)) for n in SPARE_HANDLES),
        Case("handles", "the standard ones closed", anew(lambda: os.closerange(0, 3))),
        *(Case("file size", f"{n:,} bytes", largest_file(n)) for n in FILE_SIZES),
        Case("home", "unset", lambda folder: set_home(None)),
        Case("home", "missing", lambda folder: set_home(str(folder / "nowhere" / "home"))),
        Case("home", "no folder", lambda folder: set_home(os.devnull)),
        Case("temp", "missing", lambda folder: set_temp(str(folder / "nowhere"))),
        Case("temp", "no folder", lambda folder: set_temp(os.devnull)),
        *(Case("clock", name, wrong_clock(step)) for name, step in CLOCKS.items()),
        *(Case("clock", f"zone {name}", set_zone(name)) for name in ZONES),
        *(Case("clock", f"raw files of {year}", lay=dated(year)) for year in (1970, 2099)),
    ]
    if can_mount():
        for size in SIZES:
            told = f"{size // KB} KiB"
            found += [
                Case("disk", f"temp of {told}", use("temp", set_temp), (("temp", size, ""),)),
                Case("disk", f"home of {told}", use("home", set_home), (("home", size, ""),)),
                Case("disk", f"curated of {told}", disks=(("curated", size, ""),)),
                Case("disk", f"work of {told}", disks=(("curated/.work", size, ""),)),
            ]
        found.append(Case("disk", "work on one of its own", disks=(("curated/.work", AMPLE, ""),)))
        for number in (2, 20, 60):
            few = f"nr_inodes={number},"
            found += [
                Case("disk", f"curated of {number} files", disks=(("curated", AMPLE, few),)),
                Case("disk", f"work of {number} files", disks=(("curated/.work", AMPLE, few),)),
            ]
        found += [
            Case("disk", "curated read-only", disks=(("curated", AMPLE, "ro,"),)),
            Case("disk", "home read-only", use("home", set_home), (("home", AMPLE, "ro,"),)),
            Case("disk", "temp read-only", use("temp", set_temp), (("temp", AMPLE, "ro,"),)),
        ]
    return [*found, *hands.cases()]


def use(name: str, setter: Callable[[str], None]) -> Act:
    """Return what makes a folder of the case the run's home or folder for temporary files."""
    return lambda folder: setter(str(folder / name))


NO_MORE_THREADS = "cannot allocate memory for thread-local data: ABORT"
"""What the C library ends a process with, of itself: to a run it is a kill."""

SHORT = """
import resource, sys
from flows import command_line, settings
command_line.check_addresses = lambda: None
settings.check_addresses = lambda more: resource.setrlimit(resource.RLIMIT_AS, ({0} << 20, resource.RLIM_INFINITY))
sys.exit(command_line.main(sys.argv[1:]))
"""


def short_of_memory(n_mb: int) -> Act:
    """Return what runs the command line with so many addresses from where work begins, and without its own look at them.

    In a fresh interpreter: a fork of this process holds what runs before it have freed, and comes to no shortage at all.
    """
    return lambda _: os.execv(
        sys.executable, [sys.executable, "-c", SHORT.format(n_mb), *sys.argv[1:]]
    )


def without_sockets(folder: Path) -> None:
    """Take away what a fork server that found no memory leaves in temp, as one that is killed does."""
    for path in (folder / "scratch").glob("pymp-*"):
        shutil.rmtree(path)


def no_addresses(_: Path) -> None:
    """Let the run have less addresses than any needs."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, resource.RLIM_INFINITY))


def spare_handles(n: int) -> Act:
    """Return what lets the run open so many files more than it has."""

    def limit(_: Path) -> None:
        held = {int(name) for name in os.listdir("/proc/self/fd")}
        most = next(itertools.islice((k for k in itertools.count() if k not in held), n, None))
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    return limit


def largest_file(n_bytes: int) -> Act:
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


ZONES = ("Pacific/Kiritimati", "America/St_Johns", "no/such")

CLOCKS: dict[str, Callable[[int, float], float]] = {
    "a day back amid the run": lambda n, now: now - (DAY if n > 3 else 0),
    "ten years on amid the run": lambda n, now: now + (3650 * DAY if n > 3 else 0),
    "at 1970": lambda n, now: 1.0,
    "to and fro": lambda n, now: now + (DAY if n % 2 else -DAY),
}
"""What the time is at the n-th asking."""


def wrong_clock(step: Callable[[int, float], float]) -> Act:
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


def dated(year: int) -> Callable[[Scene, Path], None]:
    """Return what dates all raw files to a year."""

    def date(_: Scene, folder: Path) -> None:
        moment = dt.datetime(year, 1, 2, tzinfo=dt.UTC).timestamp()
        for path in (folder / "raw").rglob("*"):
            os.utime(path, (moment, moment))

    return date


CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static long step(void) {
    static long asked;
    return ++asked > atol(getenv("CLOCK_AFTER")) ? atol(getenv("CLOCK_STEP")) : 0;
}
int clock_gettime(clockid_t id, struct timespec *t) {
    int (*own)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int status = own(id, t);
    if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) t->tv_sec += step();
    return status;
}
int gettimeofday(struct timeval *t, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    t->tv_sec = now.tv_sec; t->tv_usec = now.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *t) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (t) *t = now.tv_sec;
    return now.tv_sec;
}
"""
"""A clock that steps by seconds once it was asked so many times, for all that asks the C library."""


def stepped(seconds: int, after: int) -> Act:
    """Return what runs the command line anew under such a clock, in another time zone, locale and order of hashes."""

    def begin(folder: Path) -> None:
        library = folder / "clock.so"
        command = ["cc", "-shared", "-fPIC", "-o", str(library), "-xc", "-", "-ldl"]
        subprocess.run(command, input=CLOCK, text=True, check=True)
        told = {"LD_PRELOAD": str(library), "CLOCK_STEP": str(seconds), "CLOCK_AFTER": str(after)}
        told |= {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": str(after + 1)}
        os.environ.update(told)
        anew()(folder)

    return begin


def anew(act: Callable[[], object] = lambda: None) -> Act:
    """Return what runs the command line in a fresh interpreter, after something."""

    def begin(_: Path) -> None:
        act()
        os.execv(sys.executable, [sys.executable, "-m", *sys.argv])

    return begin


def set_zone(name: str) -> Act:
    """Return what sets the time zone of a run."""

    def set_it(_: Path) -> None:
        os.environ["TZ"] = name
        time.tzset()

    return set_it


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """Raw folders, and the curated folders of quiet runs over one after the other."""

    root: Path
    workers: int
    known: dict[tuple[str, ...], Path] = dataclasses.field(default_factory=dict)

    def quiet(self, *raws: Path) -> Path:
        """Return the curated folder of runs on some raw folders, one after the other."""
        other = [next(iter(same)) for _, same in itertools.groupby(raws, look_of)]
        looks = tuple(map(look_of, other))
        if looks not in self.known:
            older = self.quiet(*other[:-1]) if other[:-1] else None
            folder = self.root / "quiet" / str(len(self.known)) / "curated"
            folder.parent.mkdir(parents=True)
            if older:
                shutil.copytree(older, folder, symlinks=True)
            with answers_kept(self.root / "answers"):
                ended = run(Job(raws[-1], folder, 1))
            assert ended.status == DONE, f"a quiet run: {ended.said[-900:]}"
            self.known[looks] = folder
        return self.known[looks]

    def without(self, raw: Path, place: str) -> Path:
        """Return a copy of a raw folder without one file, or a folder of it."""
        if not place:
            return raw
        folder = self.root / "without"
        remove(folder)
        shutil.copytree(raw, folder, symlinks=True)
        subprocess.run(["rm", "-r", str(folder / place)], check=True)
        return folder

    def order(self, command: str, folder: Path, prepare: Act = let_be, raw: str = "raw") -> Ended:
        """Give a command on the folder of a case."""
        told = [command, "--raw", str(folder / raw), "--curated", str(folder / "curated")]
        told += ["--set=tables=articles", "--set=min_words=5", "--set=batch_articles=4"]
        told += [f"--set=workers={self.workers}", *(["--quiet"] if command == "run" else [])]

        def do() -> int:
            set_temp(str(folder / "scratch"))
            sys.argv = ["flows.command_line", *told]
            prepare(folder)
            return command_line(sys.argv[1:])

        return call(do, self.root / "log")


def look_of(raw: Path) -> str:
    """Return a hash of all that lies in a folder."""
    found = hashlib.sha256()
    for path in sorted(raw.rglob("*"), key=os.fsencode):
        kind = stat.S_IFMT(path.lstat().st_mode)
        found.update(repr((os.fsencode(path.relative_to(raw)), kind)).encode())
        if kind == stat.S_IFLNK:
            found.update(os.fsencode(os.readlink(path)))
        found.update(path.read_bytes() if kind == stat.S_IFREG else b"")
    return found.hexdigest()


def lay(root: Path, workers: int = 1) -> Scene:
    """Lay the raw folders of all cases."""
    root.chmod(0o755)  # for other users
    lay_first(root / "raw")
    shutil.copytree(root / "raw", root / "second")
    lay_second(root / "second")
    shutil.copytree(root / "second", root / "news")
    write_lines(root / "news" / "g" / "news.jsonl", [story(n) for n in (2, 50, 51)])
    from tests.trust import hands

    hands.lay_tiny(root / "tiny")
    hands.lay_odd(root / "odd")
    return Scene(root, workers)


def check(scene: Scene, case: Case) -> str:
    """Run amid what is wrong, look, put it right, run again and verify; return how the first run ended."""
    folder = scene.root / "case"
    remove(folder)
    for name in (folder, folder / "scratch"):
        name.mkdir()
    (folder / "scratch").chmod(0o1777)
    before = [scene.root / name for name in case.before]
    if before:
        shutil.copytree(scene.quiet(*before), folder / "curated", symlinks=True)
    shutil.copytree(scene.root / case.raw, folder / "raw", symlinks=True)
    case.lay(scene, folder)
    stood, laid = places(folder / "curated"), scene.root / "laid"
    remove(laid)
    shutil.copytree(folder / "raw", laid, symlinks=True)
    with contextlib.ExitStack() as disks:
        for name, size, more in case.disks:
            disks.enter_context(disk_of(size, folder / name, more))
        look = look_of(folder / "curated")
        ended = scene.order(case.command, folder, case.prepare)
        kept = keep_what_lies_on(case, folder)
    for name, copy in kept.items():
        shutil.rmtree(folder / name)
        copy.rename(folder / name)
    waits = scene.without(laid, case.may_wait)
    right = [scene.quiet(*before, raw) for raw in (laid, folder / "raw", waits)]
    if case.command == "run":
        how = ending(folder / "curated", ended, [table_bytes(quiet) for quiet in right], case.end)
    else:
        assert ended.status == DONE, ended.said[-900:]
        assert look_of(folder / "curated") == look, f"{case.command} changed the folder"
        how = "answered"
    assert how.startswith(case.end), how
    assert not is_locked(folder / "curated"), "the lock is held"
    case.mend(folder)
    right = [scene.quiet(*before, *first, folder / "raw") for first in ((), (laid,), (waits,))]
    go_on(scene, case, folder, right)
    left = places(folder / "curated") - places(right[-1]) - stood
    assert left == set(), f"left: {left}"
    return how


def go_on(scene: Scene, case: Case, folder: Path, right: list[Path]) -> None:
    """Assert that the next run publishes what is right, that all of it is proven, and that nothing is left."""
    curated = folder / "curated"
    with answers_kept(scene.root / "answers") if case.again is let_be else contextlib.nullcontext():
        again = scene.order("run", folder, case.again)
        assert again.status == DONE, f"the next run: {again.said[-900:]}"
        found = table_bytes(curated)
        assert found in map(table_bytes, right), f"the next run publishes other bytes: {again.said}"
        proven = scene.order("verify", folder, case.again)
    assert proven.status == DONE, f"verify: {proven.said[-1500:]}"
    assert "ok   promise 1: locations read" in proven.said, proven.said[-900:]
    assert not is_locked(curated), "the lock is held"
    assert (left := set(os.listdir(folder / "scratch"))) == set(), f"left in temp: {left}"


def places(curated: Path) -> set[str]:
    """Return what lies in a curated folder and its work folder, versions aside."""
    found = [*curated.glob("*"), *(curated / ".work").glob("*")]
    return {path.relative_to(curated).as_posix() for path in found}


def remove(folder: Path) -> None:
    """Remove a folder, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def keep_what_lies_on(case: Case, folder: Path) -> dict[str, Path]:
    """Return copies of what lies on the disks of a case, which go with it: the next run finds it on a larger one."""
    kept = {}
    for name, _, _ in case.disks:
        copy = folder.parent / "kept" / name
        remove(folder.parent / "kept")
        shutil.copytree(folder / name, copy, symlinks=True)
        kept[name] = copy
    return kept


def ending(curated: Path, ended: Ended, right: list[dict[str, str]], wanted: str = "") -> str:
    """Return how a run ended; assert that it did so plainly. One that could not read a file is wanted "blind"."""
    stands = table_bytes(curated) if (curated / "current").is_symlink() else None
    said = ended.said.strip()
    if ended.status == DONE:
        if wanted == "blind" and stands not in right:
            return wanted
        assert stands in right, f"done, but with other tables: {said[-900:]}"
        return "got by"
    if said.endswith(NO_MORE_THREADS):
        return "ended by the C library"
    assert ended.status == FAILED, f"status {ended.status}: {said[-900:]}"
    assert "Traceback" not in said, said[-1500:]
    assert "internal error" not in said, said[-900:]
    line = said.splitlines()[-1] if said else ""
    assert line.startswith("copydesk: "), said[-900:]
    if stands is not None and "had been published" in line:
        assert stands in right, "other tables"
        return f"refused after the flip: {line}"
    assert line.endswith(("nothing was published", "nothing was done")), said[-900:]
    return f"refused: {line.removeprefix('copydesk: ')}"


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
            failures.append(f"{case}: {str(error)[-1500:]}")
        tally[how.partition(":")[0]] += 1
        tell(f"{case}: {failures[-1] if how == 'failed' else how}\n")
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
        elif table_bytes(scene.root / name) != table_bytes(scene.quiet(scene.root / "raw")):
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
    parser.add_argument("--only", nargs="+", default=[], help="kinds of cases, or how they begin")
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    warm_up("articles")
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        scene = lay(Path(folder), args.workers)
        chosen = [
            c for c in cases() if not args.only or any(str(c).startswith(o) for o in args.only)
        ]
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
