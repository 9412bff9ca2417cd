"""Shared fixtures. Nothing here needs a network, a clock or data from outside the repository."""

from __future__ import annotations

import os
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
    """The curated folder of the sample, all tables; nobody writes to it."""
    from desk_runs import run_desk

    folder = tmp_path_factory.mktemp("sample") / "curated"
    run_desk(project / "data" / "raw", folder, tables="events", min_words=20)
    return folder
