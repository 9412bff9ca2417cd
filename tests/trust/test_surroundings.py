"""A slice of `python -m tests.trust.surroundings`: one or two of each thing that a machine may be short of."""

from __future__ import annotations

import pytest

from tests.trust import surroundings
from tests.trust.forked import warm_up
from tests.trust.full_disk import can_mount

pytestmark = pytest.mark.slow

SLICE = (
    "memory: 0 MB more",
    "handles: 1 more",
    "handles: the standard ones closed",
    "file size: 1,024 bytes",
    "home: missing",
    "clock: to and fro",
    "disk: temp of 4 KiB",
    "disk: curated of 64 KiB",
    "disk: work of 64 KiB",
)
MUST_REFUSE = ("handles: 1", "file size", "disk: curated", "disk: work")
"""What no run can get by. Memory that was freed before may be enough."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    warm_up("articles")
    return surroundings.lay(tmp_path_factory.mktemp("short"))


@pytest.mark.parametrize("name", SLICE)
def test_what_a_machine_is_short_of_is_told_plainly_and_harms_nothing(name, scene):
    known = {str(case): case for case in surroundings.cases()}
    if name not in known:
        assert name.startswith("disk")
        assert not can_mount()
        pytest.skip("no right to mount a file system here")
    tally, failures = surroundings.disturb(scene, [known[name]])
    assert failures == []
    assert tally["refused"] or not name.startswith(MUST_REFUSE)
