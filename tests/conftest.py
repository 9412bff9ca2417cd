"""Shared fixtures. Nothing here needs a network, a clock or data from outside the repository."""

from __future__ import annotations

import compileall
import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no defect: what takes long is measured in benchmarks/, never by a test of a property. The examples are
# the same at each run, so that a commit is green or not; HYPOTHESIS_PROFILE=search draws others, to look for what is new.
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quiet", derandomize=True, **QUIET)
settings.register_profile("search", **QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quiet"))

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

# A small run flushes 64 files: on a disk that is a fifth of its time, in memory nothing. What flushes are for, tests/trust tries.
MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes: the folders of all tests together hold a tenth of that
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_configure(config: pytest.Config) -> None:
    """Compile the packages and find their versions once where Python writes down none: else each process that a test starts does it for itself.

    Not where no processes are asked for: `tests.mutants` keeps compiled files of its own, held against the source.
    """
    is_started_by_another = "PYTEST_XDIST_WORKER" in os.environ
    is_whole = config.getoption("dist", "no") != "no" and not is_started_by_another
    if is_whole and sys.dont_write_bytecode:
        for package in ("schemas", "copydesk", "flows"):
            compileall.compile_dir(Path(__file__).parents[1] / package, quiet=2)
        from copydesk.code_version import beside_code, keep_versions
        from copydesk.work.workspace import Workspace

        found = Workspace(Path(), Path("no such folder"), (), {}, {}).code_versions()
        keep_versions(found, beside_code())


N_FILES = 40  # chosen: of the files that take longest so many are told


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have each process of a session begin with its share of the files with slow tests, so that none is left with one at the end.

    xdist gives each a stretch of the list (`--dist worksteal`); tests of one file stay together, for what they share.
    """
    n = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    files = {item.path for item in items if item.get_closest_marker("slow")}
    slow = [item for item in items if item.path in files]
    others = [item for item in items if item.path not in files]
    items[:] = chain.from_iterable(chain(part(slow, at, n), part(others, at, n)) for at in range(n))


def part(items: list[pytest.Item], at: int, n: int) -> list[pytest.Item]:
    """Return one of `n` stretches."""
    return items[len(items) * at // n : len(items) * (at + 1) // n]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell which files take the time, where durations are asked for."""
    if not terminalreporter.config.getoption("durations"):
        return
    seconds: defaultdict[str, float] = defaultdict(float)
    for report in chain.from_iterable(terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport):
            seconds[report.nodeid.split("::")[0]] += report.duration
    terminalreporter.section(f"slowest files of {sum(seconds.values()):.0f} seconds")
    for file, spent in sorted(seconds.items(), key=lambda one: -one[1])[:N_FILES]:
        terminalreporter.write_line(f"{spent:.1f}s {file}")


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """What a test leaves in the environment (a run sets homes, paths and addresses) is not the next one's, nor where it stood."""
    before = dict(os.environ)
    yield
    os.chdir(Path(__file__).parents[1])
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this session have together."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def judgements(shared_folder: Path) -> Iterator[None]:
    """What Great Expectations says of the same rows by the same rules is asked once in a session: it was half of a small run."""
    from tests.trust.remembered import judgements_kept

    with judgements_kept(shared_folder / "judgements"):
        yield


@contextlib.contextmanager
def made_once(folder: Path) -> Iterator[bool]:
    """Say whether this process is to make what a folder holds for all processes of a session; the others wait for it."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not (folder / "done").exists()
        (folder / "done").touch()


@pytest.fixture(scope="session")
def sample_tables(project: Path, shared_folder: Path) -> Path:
    """The curated folder of the sample, all tables; nobody writes to it. Workers of one session share it."""
    from desk_runs import run_desk

    folder = shared_folder / "sample"
    told: dict[str, Any] = {"tables": "events", "min_words": 20, "workers": 2}
    with made_once(folder) as is_mine:
        if is_mine:
            run_desk(project / "data" / "raw", folder / "curated", **told)
    return folder / "curated"


@pytest.fixture(scope="session")
def lay_database(shared_folder: Path) -> Callable[[Path], None]:
    """Give what lays the database of a Prefect server into its home: to make one takes a server as long as to start."""
    folder = shared_folder / "prefect"
    command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
    with made_once(folder) as is_mine:
        if is_mine:
            environment = os.environ | {"PREFECT_HOME": str(folder)}
            subprocess.run(command, env=environment, check=True, capture_output=True)

    def lay(home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / "prefect.db", home)

    return lay
