"""A slice of `parent_kills`; `docs/decisions/014-processes.md` names the command of the whole."""

from __future__ import annotations

import pytest

from tests.trust.parent_kills import check, lay

pytestmark = [pytest.mark.slow, pytest.mark.server]


def test_a_flow_whose_serve_is_killed_leaves_nobody_and_no_lock(tmp_path):
    check(lay(tmp_path, 100, "articles"), "serve", "starter", "accept", after=0.5)


def test_a_run_without_prefect_that_is_killed_leaves_no_worker_and_no_lock(tmp_path):
    check(lay(tmp_path, 100, "articles"), "command line", "starter", "accept", after=0.5)
