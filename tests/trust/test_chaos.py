"""A slice of `chaos`; `docs/decisions/038-chaos.md` says what the whole found."""

from __future__ import annotations

import signal

import pytest

from tests.trust.chaos import Blow, blows_of, check, lay

pytestmark = [pytest.mark.slow, pytest.mark.server]


def test_a_run_without_prefect_bears_every_blow(tmp_path):
    scene = lay(tmp_path, 60, "articles")
    for blow in blows_of(["command line"], [], ["read", "accept"], n=6, seed=1):
        check(scene, blow)


def test_a_flow_whose_serve_is_killed_leaves_nobody_and_no_lock(tmp_path):
    check(lay(tmp_path, 60, "articles"), Blow("serve", "starter", signal.SIGKILL, "accept", 0.5))
