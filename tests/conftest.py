"""Shared fixtures. Nothing here needs a network, a clock or data from outside the repository."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """What a test leaves in the environment (a run sets homes, paths and addresses) is not the next one's."""
    before = dict(os.environ)
    yield
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def sample_tables(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The curated folder of the sample, all tables; nobody writes to it. Workers of one session share it."""
    from desk_runs import run_desk

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            run_desk(project / "data" / "raw", folder / "curated", tables="events", min_words=20)
            (folder / "done").touch()
    return folder / "curated"
