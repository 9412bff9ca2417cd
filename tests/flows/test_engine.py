"""The engine for real: a pool, a Dask cluster, a schedule. Slow, so each stands for all that it shows."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

pytestmark = [pytest.mark.server, pytest.mark.slow]

COPYDESK = [sys.executable, "-m", "flows.command_line"]
ARTICLES = ["--tables", "articles", "--set", "min_words=5"]
PATIENCE_SECONDS = 240


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
    again = run("run", "--raw", raw, "--curated", tmp_path / "pool", *ARTICLES)
    assert "(nothing new)" in again.stdout


def test_a_dask_cluster_publishes_the_bytes_of_plain_calls(raw, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as cluster:
        address = cluster.scheduler_address
        done = run(
            "run", "--raw", raw, "--curated", tmp_path / "dask", "--dask", address, *ARTICLES
        )
    assert done.returncode == 0, done.stderr
    run_desk(raw, tmp_path / "plain")
    assert table_bytes(tmp_path / "dask") == table_bytes(tmp_path / "plain")


def test_a_second_writer_is_told_and_touches_nothing(raw, tmp_path):
    from copydesk.storage import curated_lock

    with curated_lock(tmp_path / "out"):
        done = run("run", "--raw", raw, "--curated", tmp_path / "out", *ARTICLES)
    assert done.returncode == 3
    assert "another run" in done.stderr
    assert not (tmp_path / "out" / "current").exists()


def test_serve_runs_on_schedule_and_backfills_on_demand(raw, tmp_path):
    out = tmp_path / "out"
    relative = os.path.relpath(
        raw, tmp_path
    )  # as the documents show it: runs stand in another folder
    command = [*COPYDESK, "serve", "--raw", relative, "--curated", "out", "--cron", "* * * * *"]
    command += ["--set", "tables=articles", "--set", "min_words=5"]
    serving = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert serving.stdout is not None
        line = serving.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, line
        login = line.split("log in as ")[1].strip()
        wait_for(out / "current")
        assert len(pd.read_parquet(out / "copies")) == 10
        before = table_bytes(out)
        assert "COMPLETED" in run_deployment(address.group(0), login, "backfill/ad-hoc", source="a")
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


def wait_for(path: Path) -> None:
    """Return once a path stands: a scheduled run published it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not path.exists():
        assert time.monotonic() < deadline, f"no scheduled run published {path}"
        time.sleep(0.5)


def run_deployment(address: str, login: str, name: str, **parameters: str) -> list[str]:
    """Run a deployment of a server until it completes: a scheduled run may hold the lock. Return the last states."""
    code = (
        "import json, sys; from prefect.deployments import run_deployment as run;"
        "print(run(sys.argv[1], parameters=json.loads(sys.argv[2]), timeout=200).state.type.value)"
    )
    states = []
    for _ in range(4):
        done = subprocess.run(
            [sys.executable, "-c", code, name, json.dumps(parameters)],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            env=os.environ
            | {"PREFECT_API_URL": f"{address}/api", "PREFECT_API_AUTH_STRING": login},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        states.append(done.stdout.strip().splitlines()[-1])
        if states[-1] == "COMPLETED":
            break
    return states
