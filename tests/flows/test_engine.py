"""The engine for real: a pool, a schedule. Slow, so each stands for all that it shows; a Dask cluster, test_drawing has."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import prefect_api
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

pytestmark = [pytest.mark.server, pytest.mark.slow]

COPYDESK = [sys.executable, "-m", "flows.command_line"]
ARTICLES = ["--tables", "articles", "--set", "min_words=5"]
PATIENCE_SECONDS = 600
T = TypeVar("T")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(6)])
    write_lines(tmp_path / "raw" / "b" / "two.jsonl", [story(n) for n in range(4, 10)])
    (tmp_path / "raw" / "b" / "source.toml").write_text('publisher = "The Gazette"\n')
    return tmp_path / "raw"


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COPYDESK, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=os.environ | environment,
        check=False,
    )


def test_a_pool_of_two_publishes_the_bytes_of_plain_calls(raw, tmp_path):
    done = run("run", "--raw", raw, "--curated", tmp_path / "pool", "--workers", 2, *ARTICLES)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert re.search(r"records read\s+12 locations", done.stdout)
    run_desk(raw, tmp_path / "plain")
    assert table_bytes(tmp_path / "pool") == table_bytes(tmp_path / "plain")


def test_a_second_writer_is_told_and_touches_nothing(raw, tmp_path):
    from copydesk.disk.storage import curated_lock

    with curated_lock(tmp_path / "out"):
        done = run("run", "--raw", raw, "--curated", tmp_path / "out", *ARTICLES)
    assert done.returncode == 3
    assert "another run" in done.stderr
    assert not (tmp_path / "out" / "current").exists()


def test_serve_runs_on_schedule_and_backfills_on_demand(raw, tmp_path, lay_database):
    out = tmp_path / "out"
    lay_database(out / ".prefect")
    relative = os.path.relpath(
        raw, tmp_path
    )  # as the documents show it: runs stand in another folder
    command = [*COPYDESK, "serve", "--raw", relative, "--curated", "out", "--cron", "7 3 * * *"]
    command += ["--set", "tables=articles", "--set", "min_words=5"]
    serving = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"PREFECT_RUNNER_POLL_FREQUENCY": "1"},
    )
    try:
        assert serving.stdout is not None
        line = serving.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, line
        api = Api(f"{address.group(0)}/api", line.split("log in as ")[1].strip())
        assert api.ends(api.make_due()) == "COMPLETED"
        assert len(pd.read_parquet(out / "copies")) == 10
        before = table_bytes(out)
        assert api.ends(api.run("backfill", "ad-hoc", source="a")) == "COMPLETED"
        assert table_bytes(out) == before
    finally:
        os.killpg(serving.pid, signal.SIGTERM)
        try:
            serving.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(serving.pid, signal.SIGKILL)
            serving.wait()
        if serving.stdout is not None:
            serving.stdout.close()


@dataclasses.dataclass(frozen=True)
class Api:
    """The server of `copydesk serve`, as its web page uses it."""

    url: str
    login: str

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return prefect_api.ask(self.url, self.login, path, body)

    def make_due(self) -> str:
        """Return the first flow run that the schedule has laid down, once it is due now: no test waits for a clock."""
        due = wait_for(lambda: self.ask("/flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC"}))
        times = [dt.datetime.fromisoformat(run["expected_start_time"]) for run in due]
        assert {(time.hour, time.minute) for time in times} == {(3, 7)}
        assert all(later - time == dt.timedelta(days=1) for time, later in pairwise(times))
        now = dt.datetime.now(dt.UTC).isoformat()
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": now}}
        self.ask(f"/flow_runs/{due[0]['id']}/set_state", {"state": state, "force": True})
        return str(due[0]["id"])

    def run(self, flow: str, deployment: str, **parameters: str) -> str:
        """Return a new flow run of a deployment."""
        found = self.ask(f"/deployments/name/{flow}/{deployment}")
        made = self.ask(f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        return str(made["id"])

    def ends(self, run: str) -> str:
        """Return the state in which a flow run has ended."""
        ended = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")

        def state() -> str | None:
            found = self.ask(f"/flow_runs/{run}")["state_type"]
            return found if found in ended else None

        return wait_for(state)


def wait_for(find: Callable[[], T]) -> T:
    """Return what is found, once there is something."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := find()):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return found
