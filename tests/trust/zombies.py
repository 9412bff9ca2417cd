"""Kill workers under a server of one's own, and see what becomes of their runs: crashed within two minutes, the place free.

    python -m tests.trust.zombies --rounds 10 --runs 5     fifty dead runs; four minutes a round
    python -m tests.trust.zombies --cancel --rounds 5      runs at work, cancelled as their page does it

A worker starts `--runs` deployments, which wait for a curated folder that the harness holds. At a random moment the worker is killed
(in every second round all its flows with it, as when a machine loses power). Each run must be marked as crashed
within `LIMIT_SECONDS`, then a new worker starts and each deployment, which runs one at a time, must run and complete. At the
end no run that completed may have another state.

A run that is cancelled must leave no process and no lock `ORPHAN_SECONDS` later, and the next must publish what an undisturbed one does.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
from pathlib import Path
from typing import Any

from copydesk.disk.storage import curated_lock
from flows.server import Server
from tests.desk_runs import run_desk, story, table_bytes, write_lines
from tests.trust.chaos import (
    ORPHAN_SECONDS,
    PATIENCE_SECONDS,
    Family,
    call,
    end,
    until,
)
from tests.trust.crash_matrix import SEED

LIMIT_SECONDS = 120.0
SPREAD_SECONDS = 40.0
CANCEL_SECONDS = 20.0
POOL = "zombies"
DEPLOY = """
import asyncio, json, sys
from prefect.types.entrypoint import EntrypointType
from flows.automations import lay_automations
from flows.deployments import curate
asyncio.run(lay_automations())
for name, parameters in json.loads(sys.argv[1]).items():
    curate.to_deployment(name=name, work_pool_name="zombies", parameters=parameters, concurrency_limit=1,
                         job_variables={"env": {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}},
                         entrypoint_type=EntrypointType.MODULE_PATH).apply()
"""


class Desk:
    """A server, its deployments, and the worker of the moment."""

    def __init__(
        self,
        root: Path,
        n_runs: int,
        stack: contextlib.ExitStack,
        stories: int = 40,
        workers: int = 1,
    ) -> None:
        self.root = root
        for part in range(8):
            records = [story(n) for n in range(part, stories, 8)]
            write_lines(root / "raw" / f"s{part % 4}" / f"{part}.jsonl", records)
        self.folders = {f"desk-{n}": root / f"curated-{n}" for n in range(n_runs)}
        self.server = Server(root / "home")
        stack.callback(self.server.stop)
        self.server.wait()
        self.told = {
            "PREFECT_API_URL": self.server.url,
            "PREFECT_API_AUTH_STRING": self.server.login,
            "PREFECT_HOME": str(root / "home"),
        }
        overrides = ["tables=articles", "min_words=5", f"workers={workers}"]
        parameters = {
            name: {"raw": str(root / "raw"), "curated": str(folder), "overrides": overrides}
            for name, folder in self.folders.items()
        }
        prefect = [sys.executable, "-m", "prefect"]
        pool = [*prefect, "work-pool", "create", POOL, "--type", "process"]
        for command in (pool, [sys.executable, "-c", DEPLOY, json.dumps(parameters)]):
            done = subprocess.run(
                command, env=os.environ | self.told, check=False, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stderr[-2000:]
        self.ids = {
            name: self.ask(f"/deployments/name/curate/{name}")["id"] for name in self.folders
        }

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return the server's answer; a busy one (its database is locked) is asked again."""
        for _ in range(30):
            try:
                return call(self.server.url, self.server.login, path, body)
            except (urllib.error.URLError, TimeoutError) as error:
                if getattr(error, "code", 503) != 503:
                    raise
            time.sleep(1)
        raise AssertionError(f"{path}: the server stays busy")

    def start_worker(self, n: int) -> Family:
        """Start a worker."""
        family = Family(self.root / f"worker-{n}.log")
        command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL]
        family.launch(command, **self.told)
        return family

    def run_all(self) -> dict[str, str]:
        """Ask each deployment to run now; return the runs by deployment."""
        body = {"state": {"type": "SCHEDULED"}}
        return {
            name: self.ask(f"/deployments/{id_}/create_flow_run", body)["id"]
            for name, id_ in self.ids.items()
        }

    def states(self, runs: dict[str, str]) -> dict[str, str]:
        """Return the state of each run."""
        return {run: self.ask(f"/flow_runs/{run}")["state"]["type"] for run in runs.values()}

    def at_work(self, runs: dict[str, str]) -> list[str]:
        """Return the names of task runs that the pages of flow runs show at work."""
        kinds = {"state": {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING"]}}}
        asked = {"flow_runs": {"id": {"any_": list(runs.values())}}, "task_runs": kinds}
        return [one["name"] for one in self.ask("/task_runs/filter", asked)]

    def reach(self, runs: dict[str, str], state: str, seconds: float) -> dict[str, float]:
        """Return after how long each run got into a state.

        Raises:
            AssertionError: one did not.
        """
        began, found = time.monotonic(), dict[str, float]()
        while len(found) < len(runs):
            now = self.states(runs)
            found |= {
                r: time.monotonic() - began for r, s in now.items() if s == state and r not in found
            }
            wrong = {
                r: s for r, s in now.items() if r not in found and s in ("FAILED", "CANCELLED")
            }
            assert not wrong, f"expected {state}, found {wrong}"
            assert time.monotonic() - began < seconds, (
                f"after {seconds:.0f} s expected {state}, found {now}"
            )
            time.sleep(1)
        return found


def check(desk: Desk, n: int, moment: float, is_power_cut: bool) -> tuple[list[float], list[str]]:
    """Kill a worker; return after how long each run was marked, and the runs that completed afterwards."""
    family = desk.start_worker(2 * n)
    try:
        with contextlib.ExitStack() as held:
            for folder in desk.folders.values():
                folder.mkdir(exist_ok=True)
                held.enter_context(curated_lock(folder))
            runs = desk.run_all()
            desk.reach(runs, "RUNNING", PATIENCE_SECONDS)
            time.sleep(moment)
            assert family.starter is not None
            victims = family.members() if is_power_cut else [family.starter.pid]
            for victim in victims:
                with contextlib.suppress(OSError):
                    os.kill(victim, signal.SIGKILL)
            marked = desk.reach(runs, "CRASHED", 2 * LIMIT_SECONDS)
            sys.stdout.write(
                f"round {n}: marked after {', '.join(f'{s:.0f}' for s in sorted(marked.values()))} s\n"
            )
    finally:
        end(family)
    family = desk.start_worker(2 * n + 1)
    try:
        again = desk.run_all()
        desk.reach(again, "COMPLETED", 2 * PATIENCE_SECONDS)
    finally:
        end(family)
    return list(marked.values()), list(again.values())


def check_cancel(desk: Desk, n: int, moment: float, tables: dict[str, str]) -> tuple[int, int]:
    """Cancel runs at work; return how many were cancelled and how many had completed before."""
    for folder in desk.folders.values():
        shutil.rmtree(folder, ignore_errors=True)
    family = desk.start_worker(n)
    try:
        runs = desk.run_all()
        desk.reach(runs, "RUNNING", PATIENCE_SECONDS)
        time.sleep(moment)
        for run in runs.values():
            desk.ask(f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLING"}})
        until(
            lambda: {*desk.states(runs).values()} <= {"CANCELLED", "COMPLETED"},
            PATIENCE_SECONDS,
            "runs live",
        )
        states = list(desk.states(runs).values())
        assert not desk.at_work(runs), "its page shows shards at work"
        until(
            lambda: not family.members("pool worker") and family.flow() is None,
            ORPHAN_SECONDS,
            "processes live",
        )
        for folder in desk.folders.values():
            if folder.is_dir():
                with curated_lock(folder):
                    pass
        again = desk.run_all()
        desk.reach(again, "COMPLETED", 2 * PATIENCE_SECONDS)
        for folder in desk.folders.values():
            assert table_bytes(folder) == tables, "the next run publishes other bytes"
    finally:
        end(family)
    sys.stdout.write(f"round {n}: after {moment:.0f} s {', '.join(states)}\n")
    return states.count("CANCELLED"), states.count("COMPLETED")


def cancel_all(rounds: int, n_runs: int, draw: random.Random) -> int:
    """Cancel, and print the sum."""
    n_cancelled = n_before = n_failed = 0
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        root = Path(folder)
        desk = Desk(root, n_runs, stack, stories=400, workers=2)
        run_desk(root / "raw", root / "plain", tables="articles", min_words=5)
        tables = table_bytes(root / "plain")
        for n in range(rounds):
            try:
                cancelled, before = check_cancel(desk, n, draw.uniform(0, CANCEL_SECONDS), tables)
                n_cancelled, n_before = n_cancelled + cancelled, n_before + before
            except AssertionError as error:
                n_failed += 1
                sys.stdout.write(f"round {n}: FAIL {str(error)[-1000:]}\n")
            sys.stdout.flush()
    sys.stdout.write(
        f"{n_cancelled} runs cancelled at work, {n_before} had ended before; {n_failed} rounds failed\n"
    )
    return 1 if n_failed else 0


def main() -> int:
    """Kill, and print the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--cancel", action="store_true", dest="is_cancel")
    args = parser.parse_args()
    draw = random.Random(args.seed)
    if args.is_cancel:
        return cancel_all(args.rounds, args.runs, draw)
    marked: list[float] = []
    completed: list[str] = []
    n_failed = 0
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        desk = Desk(Path(folder), args.runs, stack)
        for n in range(args.rounds):
            try:
                seconds, again = check(desk, n, draw.uniform(0, SPREAD_SECONDS), n % 2 == 1)
                marked += seconds
                completed += again
            except AssertionError as error:
                n_failed += 1
                sys.stdout.write(f"round {n}: FAIL {str(error)[-1000:]}\n")
            sys.stdout.flush()
        states = desk.states({run: run for run in completed})
    wrong = [run for run, state in states.items() if state != "COMPLETED"]
    late = [s for s in marked if s > LIMIT_SECONDS]
    sys.stdout.write(
        f"{len(marked)} dead runs, marked after {max(marked, default=0):.0f} s at most, {len(late)} late; "
        f"{len(completed)} next runs completed, {len(wrong)} of them no longer so; {n_failed} rounds failed\n"
    )
    return 1 if late or wrong or n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
