"""Kill what starts a flow, the flow, a pool worker or the server, at a named stage: nobody is left, the next run is right.

    python -m tests.trust.parent_kills                     every starter, victim and stage (half an hour on two cores)
    python -m tests.trust.parent_kills --starters serve --victims starter --stages accept

Starters: the command line, without a server and watched; `copydesk serve`; a Prefect process worker beside a server of its own. After each kill no process
of the flow lives `ORPHAN_SECONDS` later, the lock is free, and a plain run publishes the bytes of an undisturbed one.
"""

from __future__ import annotations

import argparse
import base64
import collections
import contextlib
import dataclasses
import datetime as dt
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from copydesk.errors import CopydeskError
from copydesk.storage import curated_lock
from flows.server import Server, direct_opener
from tests.desk_runs import run_desk, story, table_bytes, write_lines
from tests.trust.crash_matrix import SEED

STARTERS = ("command line", "watched", "serve", "worker")
OWN_FLOW = ("command line", "watched")
"""Starters that are the flow's own process; the first runs without Prefect."""

VICTIMS = ("starter", "flow", "pool worker", "server")
STAGES = {"read": "scan", "accept": "read", "annotate": "copies"}
"""Each with the stage whose end is logged before it begins."""

SPREAD_SECONDS = 3.0
ORPHAN_SECONDS = 10.0
PATIENCE_SECONDS = 240.0
MARK = "KILLED_BY_HARNESS"
ROLES = {
    "pool worker": ("spawn_main",),
    "server": ("server start",),
}
YEARLY = "0 0 1 1 *"
SETTINGS = {"min_words": 5, "order_articles": 5}
DEPLOY = """
import json, sys
from prefect.types.entrypoint import EntrypointType
from flows.deployments import curate
curate.to_deployment(name="scheduled", work_pool_name="killed", parameters=json.loads(sys.argv[1]),
                     entrypoint_type=EntrypointType.MODULE_PATH).apply()
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """A raw folder, what an undisturbed run makes of it, and a place for the next run to be killed."""

    root: Path
    tables: str
    new: dict[str, str]

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the run that is killed."""
        return {
            "raw": str(self.root / "raw"),
            "curated": str(self.root / "killed"),
            "overrides": [f"{name}={value}" for name, value in self.settings.items()],
        }

    @property
    def settings(self) -> dict[str, Any]:
        """Return its settings."""
        return SETTINGS | {"tables": self.tables, "workers": 2}


def lay(root: Path, stories: int, tables: str) -> Scene:
    """Lay a raw folder whose stages take seconds, and publish it undisturbed with plain calls."""
    for part in range(8):
        records = [story(number) for number in range(part, stories, 8)]
        write_lines(root / "raw" / f"s{part % 4}" / f"{part}.jsonl", records)
    run_desk(root / "raw", root / "plain", tables=tables, **SETTINGS)
    return Scene(root, tables, table_bytes(root / "plain"))


class Family:
    """Processes that carry one marker in their environment, and the one that starts the flow."""

    def __init__(self, log: Path) -> None:
        self.mark, self.log = uuid.uuid4().hex, log
        self.starter: subprocess.Popen[bytes] | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a member."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        told = {"PREFECT_LOGGING_ROOT_LEVEL": "INFO", "PYTHONUNBUFFERED": "1"}
        return own | told | {MARK: self.mark} | more

    def launch(self, command: list[str], **more: str) -> None:
        """Start what starts the flow, in a session of its own."""
        with self.log.open("wb") as out:
            self.starter = subprocess.Popen(
                command,
                stdout=out,
                stderr=out,
                env=self.environment(**more),
                start_new_session=True,
            )

    def members(self, *roles: str) -> list[int]:
        """Return the living members, of some roles if told."""
        found, mark = [], f"{MARK}={self.mark}".encode()
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if not entry.name.isdigit() or mark not in (entry / "environ").read_bytes():
                    continue
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                words = [word for role in roles for word in ROLES[role]]
                if state != "Z" and (not roles or any(word in command for word in words)):
                    found.append(int(entry.name))
        return sorted(found)

    def flow(self) -> int | None:
        """Return the flow's process: the one that has pool workers."""
        for pid in self.members("pool worker"):
            with contextlib.suppress(OSError):
                return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        return None

    def said(self) -> str:
        """Return what the members have printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def reaches(self, words: str) -> None:
        """Return once some words were printed; fail with all that was said where the starter ended or time ran out."""
        assert self.starter is not None
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.said():
            status = self.starter.poll()
            told = f"no {words!r}, status {status}, said: {self.said()[-2000:]}"
            assert status is None or words in self.said(), told
            assert time.monotonic() < deadline, told
            time.sleep(0.1)

    def victim(self, role: str) -> int | None:
        """Return the process to kill."""
        assert self.starter is not None
        if role == "starter":
            return self.starter.pid
        return self.flow() if role == "flow" else next(iter(self.members(role)), None)


def until(is_so: Callable[[], bool], seconds: float, what: str) -> float:
    """Return the seconds until something holds."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"{what} after {seconds:.0f} s"
        time.sleep(0.1)
    return time.monotonic() - began


def call(api: str, login: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Return the answer of a Prefect server."""
    data = None if body is None else json.dumps(body).encode()
    known = "Basic " + base64.b64encode(login.encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": known}
    request = urllib.request.Request(api + path, data, headers)
    with direct_opener().open(request, timeout=60) as answer:
        return json.load(answer)


def ask_for_run(api: str, login: str) -> None:
    """Have a deployment run now."""
    deployment = call(api, login, "/deployments/name/curate/scheduled")["id"]
    now = {"scheduled_time": dt.datetime.now(dt.UTC).isoformat()}
    state = {"type": "SCHEDULED", "state_details": now}
    call(api, login, f"/deployments/{deployment}/create_flow_run", {"state": state})


@contextlib.contextmanager
def started(scene: Scene, starter: str) -> Iterator[Family]:
    """Give a family whose flow was asked to run; end it."""
    family = Family(scene.root / "log")
    with contextlib.ExitStack() as stack:
        stack.callback(end, family)
        copydesk = [sys.executable, "-m", "flows.command_line"]
        told = scene.parameters
        flags = ["--raw", told["raw"], "--curated", told["curated"]]
        for pair in told["overrides"]:
            flags += ["--set", pair]
        if starter in OWN_FLOW:
            family.launch([*copydesk, "run", *flags, *["--watch"][: starter == "watched"]])
        elif starter == "serve":
            family.launch([*copydesk, "serve", *flags, "--cron", YEARLY])
            family.reaches("being served")
            said = family.said()
            login = said.split("log in as ")[1].split()[0]
            ask_for_run(said.split("Prefect server: ")[1].split()[0] + "/api", login)
        else:
            serve_by_worker(scene, family, stack)
        yield family


def serve_by_worker(scene: Scene, family: Family, stack: contextlib.ExitStack) -> None:
    """Start a server and a Prefect process worker, and ask for a run."""
    home = scene.root / "home"
    own = dict(os.environ)
    os.environ.update(family.environment())
    try:
        server = Server(home)
    finally:
        os.environ.clear()
        os.environ.update(own)
    stack.callback(server.stop)
    server.wait()
    told = {
        "PREFECT_API_URL": server.url,
        "PREFECT_API_AUTH_STRING": server.login,
        "PREFECT_HOME": str(home),
    }
    prefect = [sys.executable, "-m", "prefect"]
    for command in (
        [*prefect, "work-pool", "create", "killed", "--type", "process"],
        [sys.executable, "-c", DEPLOY, json.dumps(scene.parameters)],
    ):
        subprocess.run(command, env=os.environ | told, check=True, capture_output=True)
    family.launch([*prefect, "worker", "start", "--pool", "killed"], **told)
    ask_for_run(server.url, server.login)


def end(family: Family) -> None:
    """End whoever is left of a family: politely the starter, then all."""
    if family.starter is not None and family.starter.poll() is None:
        family.starter.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            family.starter.wait(30)
    for pid in family.members():
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    if family.starter is not None:
        family.starter.wait()


def check(scene: Scene, starter: str, victim: str, stage: str, after: float) -> float:
    """Kill, look, run again; return the seconds until the flow's processes were gone."""
    for folder in ("killed", "home"):
        shutil.rmtree(scene.root / folder, ignore_errors=True)
    with started(scene, starter) as family:
        family.reaches(f"stage={STAGES[stage]} ")
        time.sleep(after)
        is_own_flow = starter in OWN_FLOW
        until(lambda: bool(family.flow() and family.victim(victim)), 30, f"no {victim}")
        flow, struck = family.flow(), family.victim(victim)
        assert flow is not None
        assert struck is not None
        os.kill(struck, signal.SIGKILL)
        assert family.starter is not None
        if victim == "starter" or is_own_flow:
            family.starter.wait(PATIENCE_SECONDS)
        # A run whose server is gone may still publish; all others have nothing to do any more.
        limit = PATIENCE_SECONDS if victim == "server" else ORPHAN_SECONDS
        limit = 3 * limit if victim == "pool worker" and not is_own_flow else limit
        lasted = until(
            lambda: flow not in family.members() and not family.members("pool worker"),
            limit,
            "the flow's processes live",
        )
        if victim == "starter" and starter != "worker":
            until(lambda: not family.members(), ORPHAN_SECONDS, "the server lives")
        with curated_lock(scene.root / "killed"):
            pass
    run_desk(scene.root / "raw", scene.root / "killed", tables=scene.tables, **SETTINGS)
    now = table_bytes(scene.root / "killed")
    assert now == scene.new, "the next run publishes other bytes"
    return lasted


def check_interrupt(scene: Scene, number: signal.Signals, starter: str = "watched") -> float:
    """Send the whole group of a run a signal, as a terminal does; return the seconds until all were gone."""
    shutil.rmtree(scene.root / "killed", ignore_errors=True)
    with started(scene, starter) as family:
        family.reaches("stage=read ")
        assert family.starter is not None
        os.killpg(family.starter.pid, number)
        status = family.starter.wait(ORPHAN_SECONDS)
        lasted = until(lambda: not family.members(), ORPHAN_SECONDS, "processes live")
        said = family.said()
    assert status == 128 + number, said
    assert said.splitlines()[-1].startswith("copydesk: interrupted; nothing was published"), said
    assert "Traceback" not in said, said
    run_desk(scene.root / "raw", scene.root / "killed", tables=scene.tables, **SETTINGS)
    assert table_bytes(scene.root / "killed") == scene.new
    return lasted


def main() -> int:
    """Kill, and print the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starters", nargs="+", choices=STARTERS, default=STARTERS)
    parser.add_argument("--victims", nargs="+", choices=VICTIMS, default=VICTIMS)
    parser.add_argument("--stages", nargs="+", choices=list(STAGES), default=list(STAGES))
    parser.add_argument("--stories", type=int, default=400)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    draw = random.Random(args.seed)
    tally: collections.Counter[str] = collections.Counter()
    slowest = 0.0
    tables = "articles,entities,events" if "annotate" in args.stages else "articles"
    with tempfile.TemporaryDirectory() as folder:
        scene = lay(Path(folder), args.stories, tables)
        for starter, victim, stage in itertools.product(args.starters, args.victims, args.stages):
            if (starter in OWN_FLOW and victim == "flow") or (starter, victim) == (
                "command line",
                "server",
            ):
                continue  # its starter is its flow
            name = f"{starter}, {victim}, {stage}"
            try:
                lasted = check(scene, starter, victim, stage, draw.uniform(0, SPREAD_SECONDS))
                if victim != "server":
                    slowest = max(slowest, lasted)
                sys.stdout.write(f"ok   {name}: gone after {lasted:.1f} s\n")
                tally["right"] += 1
            except (AssertionError, CopydeskError, subprocess.SubprocessError, OSError) as error:
                tally["failed"] += 1
                sys.stdout.write(f"FAIL {name}: {str(error)[-1500:]}\n")
            sys.stdout.flush()
    sys.stdout.write(f"gone after {slowest:.1f} s at most; {dict(tally)}\n")
    return 1 if tally["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
