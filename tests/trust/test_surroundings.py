"""A slice of `python -m tests.trust.surroundings`: one or two of each kind."""

from __future__ import annotations

import pytest

from tests.trust import surroundings
from tests.trust.forked import warm_up
from tests.trust.full_disk import can_mount
from tests.trust.hands import can_be_another

pytestmark = pytest.mark.slow

SLICE = (
    "memory: 1200 MB amid the run",
    "handles: 0 more",
    "file size: 1,024 bytes",
    "home: missing",
    "clock: to and fro",
    "disk: curated of 64 KiB",
    "disk: work of 20 files",
    "raw: reading, a file is replaced",
    "raw: opening 4, a file becomes a pipe",
    "copy: cp -rL",
    "restore: .work is older",
    "names: from a folder in raw",
    "users: a group's folder",
)
MUST_REFUSE = ("handles: 0", "file size", "disk: curated", "disk: work")
"""What no run can get by. Short of memory one can: what its process held before and gave back to itself is still its own."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    warm_up("articles")
    return surroundings.lay(tmp_path_factory.mktemp("short"))


@pytest.mark.parametrize("name", SLICE)
def test_what_is_wrong_around_a_run_is_told_plainly_and_harms_nothing(name, scene):
    known = {str(case): case for case in surroundings.cases()}
    if name not in known:
        assert not {"disk": can_mount, "users": can_be_another}[name.partition(":")[0]]()
        pytest.skip("no right to mount a file system, or to become another user")
    tally, failures = surroundings.disturb(scene, [known[name]])
    assert failures == []
    assert tally["refused"] or not name.startswith(MUST_REFUSE)
