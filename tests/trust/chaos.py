"""Kill, end, interrupt or stop for a while any process of a run, at a stage or at a random moment: nobody is left, the next run is right.

    python -m tests.trust.chaos --seed 1 --n 50                           a seeded sample: four of five without Prefect
    python -m tests.trust.chaos --starters serve worker --n 8             of those alone
    python -m tests.trust.chaos --starters dask --victims "dask worker"
    python -m tests.trust.chaos --starters jobs --n 8                     on a work pool of processes; the language stage

Starters: the command line (forked from this process, which has everything loaded, workers too); the same watched, with a server of its
own; `copydesk serve`; a Prefect process worker beside a server; a Dask cluster; the jobs of a work pool. After each blow the run ends with a status and words
that fit, no process of it lives `ORPHAN_SECONDS` later, the lock is free, and a plain run publishes the bytes of an undisturbed one.
"""

from __future__ import annotations

import argparse
import base64
import collections
import contextlib
import dataclasses
import datetime as dt
import json
import math
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from copydesk.disk.storage import curated_lock
from copydesk.errors import CopydeskError
from flows.command_line import DONE, FAILED
from flows.server import Server, direct_opener
from tests.desk_runs import run_desk, story, table_bytes, write_lines
from tests.trust.forked import Job, command_line, fast_folder, run, warm_up
from tests.trust.remembered import answers_kept

VICTIMS = {
    "command line": ("starter", "pool worker", "group"),
    "watched": ("starter", "pool worker", "server"),
    "serve": ("starter", "flow", "pool worker", "server"),
    "worker": ("starter", "flow", "pool worker"),
    "dask": ("starter", "dask scheduler", "dask worker"),
    "jobs": ("starter", "job", "job worker"),
}
"""By what starts the flow, who is struck; a group as a terminal does it."""

OWN_FLOW = ("command line", "watched", "dask", "jobs")
"""Starters that are the flow's own process; the first runs without Prefect."""

PLAIN_SHARE = 0.8
"""Of the command line among the blows: it costs a second, the others half a minute."""

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGSTOP)
STOPPED_SECONDS = 3.0
STAGES = {"read": "scan", "accept": "read", "annotate": "copies"}
"""Each with the stage whose end is logged before it begins."""

SPREAD_SECONDS = 3.0
ORPHAN_SECONDS = 60.0
"""By the clock: a second or two on a quiet machine, and ten were too few for a busy one; who waits for its work stays for longer."""
PATIENCE_SECONDS = 240.0
MARK = "KILLED_BY_HARNESS"
ROLES = {
    "pool worker": "multiprocessing.forkserver",
    "server": "server start",
    "dask scheduler": "distributed.cli.dask_scheduler",
    "dask worker": "distributed.cli.dask_worker",
    "job worker": "prefect worker start",
}
"""By a role, what its command line says. Forked workers have that of their parent."""

YEARLY = "0 0 1 1 *"
SETTINGS = {"min_words": 5, "batch_articles": 5}
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
    warm_up(tables)
    with answers_kept(root / "answers"):
        run_desk(root / "raw", root / "plain", tables=tables, **SETTINGS)
    return Scene(root, tables, table_bytes(root / "plain"))


@dataclasses.dataclass(frozen=True, slots=True)
class Blow:
    """Who is struck, how and when: a while after a stage begins, or (without one) after the start."""

    starter: str
    victim: str
    number: signal.Signals
    stage: str
    after: float

    def __str__(self) -> str:
        when = f"in {self.stage}" if self.stage else "after"
        return f"{self.number.name} to {self.victim} of {self.starter}, {when} {self.after:.2f} s"


class Fork:
    """The command line in a process that is forked from this one, in a session of its own: as much of Popen as is used."""

    def __init__(self, arguments: list[str], log: Path) -> None:
        log.write_bytes(b"")
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            be_the_command_line(arguments, log)

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""
        if self.returncode is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float = PATIENCE_SECONDS) -> int:
        """Return how it ends."""
        until(lambda: self.poll() is not None, timeout, "the run goes on")
        assert self.returncode is not None
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        os.kill(self.pid, signal.SIGTERM)


def be_the_command_line(arguments: list[str], log: Path) -> None:
    """Do what the console script does, on forked workers, and end this process."""
    status = 70
    try:
        os.setsid()
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
        os.register_at_fork(after_in_child=heed_no_signals_of_the_run)
        status = command_line(arguments)
        sys.stdout.flush()
    finally:
        os._exit(status)


def heed_no_signals_of_the_run() -> None:
    """Let a forked worker take signals as one that was started anew does."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


class Family:
    """Processes of one session or with one marker in their environment, and the one that starts the flow."""

    def __init__(self, log: Path) -> None:
        self.mark, self.log = uuid.uuid4().hex, log
        self.starter: subprocess.Popen[bytes] | Fork | None = None
        self.struck: int | None = None  # the flow's process when the blow came
        self.pool: Family | None = None  # those who do its shards, and outlive it

    def fork(self, arguments: list[str]) -> None:
        """Start the command line from this process."""
        self.starter = Fork(arguments, self.log)

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
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if not entry.name.isdigit() or not self.holds(entry):
                    continue
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                is_fork = "pool worker" in roles and self.has_forked(int(entry.name), command)
                if not roles or is_fork or any(ROLES[role] in command for role in roles):
                    found.append(int(entry.name))
        return sorted(found)

    def members_besides_cluster(self) -> list[int]:
        """Return the living members that are none of a Dask cluster, nor started by its workers."""
        cluster = {*self.members("dask scheduler", "dask worker")}
        found = []
        for pid in self.members():
            with contextlib.suppress(OSError):
                if not {pid, parent_of(pid)} & cluster:
                    found.append(pid)
        return found

    def holds(self, entry: Path) -> bool:
        """Return whether a living process is of this family."""
        state, _, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
        if state == "Z":
            return False
        is_of_session = self.starter is not None and int(session) == self.starter.pid
        return is_of_session or f"{MARK}={self.mark}".encode() in (entry / "environ").read_bytes()

    def has_forked(self, pid: int, command: str) -> bool:
        """Return whether a process is a worker that a forked command line has forked."""
        starter = self.starter
        return (
            isinstance(starter, Fork)
            and parent_of(pid) == starter.pid
            and "copydesk.limits.isolated" not in command
        )

    def flow(self) -> int | None:
        """Return the flow's process: the one that has pool workers, by way of what they are forked from."""
        workers = self.members("pool worker")
        for pid in workers:
            with contextlib.suppress(OSError):
                if (parent := parent_of(pid)) not in workers:
                    return parent
        return None

    def job(self) -> int | None:
        """Return the first process that Prefect started for a flow run."""
        for pid in self.members():
            with contextlib.suppress(OSError):
                if b"PREFECT__FLOW_RUN_ID=" in Path(f"/proc/{pid}/environ").read_bytes():
                    return pid
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
        """Return the process to strike; a negative number is a group."""
        assert self.starter is not None
        if role in ("starter", "group"):
            return self.starter.pid if role == "starter" else -self.starter.pid
        if role == "job":
            return self.pool.job() if self.pool is not None else None
        if self.pool is not None:
            return next(iter(self.pool.members(role)), None)
        return self.flow() if role == "flow" else next(iter(self.members(role)), None)

    def works(self, is_own_flow: bool) -> bool:
        """Return whether anybody works on the run."""
        if is_own_flow:
            assert self.starter is not None
            return self.starter.poll() is None
        return self.struck in self.members() or bool(self.members("pool worker"))


def parent_of(pid: int) -> int:
    """Return the parent of a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


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
        if starter == "command line":
            family.fork(["run", *flags])
        elif starter == "watched":
            family.launch([*copydesk, "run", *flags, "--watch"])
        elif starter == "dask":
            address = start_cluster(family, stack)
            family.launch([*copydesk, "run", *flags, "--dask", address])
        elif starter == "jobs":
            told = start_pool(scene, family, stack)
            family.launch([*copydesk, "run", *flags, "--work-pool", POOL], **told)
        elif starter == "serve":
            family.launch([*copydesk, "serve", *flags, "--cron", YEARLY])
            family.reaches("curate runs at cron")
            said = family.said()
            login = said.split("log in as ")[1].split()[0]
            ask_for_run(said.split("Prefect server: ")[1].split()[0] + "/api", login)
        else:
            serve_by_worker(scene, family, stack)
        yield family


def start_cluster(family: Family, stack: contextlib.ExitStack) -> str:
    """Start a Dask scheduler and a worker, and return the scheduler's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for command in (
        [
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-dashboard",
        ],
        ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"],
    ):
        told: Any = {"env": family.environment(), **quiet}
        process = subprocess.Popen([sys.executable, "-m", *command], **told)
        stack.callback(process.wait)
        stack.callback(process.kill)
    return address


POOL = "killed"
PREFECT = [sys.executable, "-m", "prefect"]


def start_pool(scene: Scene, family: Family, stack: contextlib.ExitStack) -> dict[str, str]:
    """Start a server, and a worker whose jobs do the shards of a run; return what the run has to be told of them."""
    family.pool = Family(scene.root / "pool-log")
    stack.callback(end, family.pool)
    told = start_own_server(scene, family.pool, stack)
    family.pool.launch([*PREFECT, "worker", "start", "--pool", POOL], **told)
    return told


def start_own_server(scene: Scene, family: Family, stack: contextlib.ExitStack) -> dict[str, str]:
    """Start a server that is of a family, with a work pool of processes; return the variables that lead to it."""
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
    create = [*PREFECT, "work-pool", "create", POOL, "--type", "process"]
    subprocess.run(create, env=os.environ | told, check=True, capture_output=True)
    return told


def serve_by_worker(scene: Scene, family: Family, stack: contextlib.ExitStack) -> None:
    """Start a server and a Prefect process worker, and ask for a run."""
    told = start_own_server(scene, family, stack)
    deploy = [sys.executable, "-c", DEPLOY, json.dumps(scene.parameters)]
    subprocess.run(deploy, env=os.environ | told, check=True, capture_output=True)
    family.launch([*PREFECT, "worker", "start", "--pool", POOL], **told)
    ask_for_run(told["PREFECT_API_URL"], told["PREFECT_API_AUTH_STRING"])


def end(family: Family) -> None:
    """End whoever is left of a family: politely the starter, then all."""
    for pid in family.members():  # one that stands still hears nothing
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGCONT)
    if family.starter is not None and family.starter.poll() is None:
        family.starter.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired, AssertionError):
            family.starter.wait(30)
    for pid in family.members():
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    if family.starter is not None:
        family.starter.wait()


def check(scene: Scene, blow: Blow) -> str:
    """Strike, look, run again; return how it ended."""
    for folder in ("killed", "home"):
        shutil.rmtree(scene.root / folder, ignore_errors=True)
    with started(scene, blow.starter) as family:
        if not strike(family, blow):
            assert family.starter is not None
            assert family.starter.poll() == DONE, family.said()[-900:]
            return "was done before"
        how = see_it_out(family, blow)
        with curated_lock(scene.root / "killed"):
            pass
    check_next(scene)
    return how


def strike(family: Family, blow: Blow) -> bool:
    """Deal the blow when its moment comes; return whether there still was whom to strike."""
    if blow.stage:
        family.reaches(f"stage={STAGES[blow.stage]} ")
    time.sleep(blow.after)
    starter = family.starter
    assert starter is not None

    def is_at_hand() -> bool:
        return family.victim(blow.victim) is not None or starter.poll() is not None

    until(is_at_hand, PATIENCE_SECONDS, f"no {blow.victim}")
    struck, family.struck = family.victim(blow.victim), family.flow()
    if struck is None or starter.poll() is not None:
        return False
    try:
        os.kill(struck, blow.number)
        if blow.number == signal.SIGSTOP:
            time.sleep(STOPPED_SECONDS)
            os.kill(struck, signal.SIGCONT)
    except ProcessLookupError:
        return False
    return True


def see_it_out(family: Family, blow: Blow) -> str:
    """Assert that the run ends as it should, and nobody is left; return how it ended."""
    starter = family.starter
    assert starter is not None
    is_own_flow, is_ended = blow.starter in OWN_FLOW, blow.number != signal.SIGSTOP
    is_root = blow.victim in ("starter", "group")
    # Who is told to end has nothing to do any more. All others may go on, and a Prefect worker sees its flow out.
    at_once = (
        is_root and is_ended and not (blow.starter == "worker" and blow.number != signal.SIGKILL)
    )
    limit = ORPHAN_SECONDS if at_once else PATIENCE_SECONDS
    if is_own_flow or at_once:
        starter.wait(limit)
    until(lambda: not family.works(is_own_flow), limit, "the flow's processes live")
    if is_own_flow:
        until(lambda: not family.members_besides_cluster(), ORPHAN_SECONDS, "others live")
    said = family.said()
    assert "Traceback" not in said or not is_own_flow, said[-1500:]
    assert "internal error" not in said, said[-900:]
    if not is_own_flow:
        return "ended"
    status = starter.poll()
    if is_root and blow.number == signal.SIGKILL:
        assert status in (-signal.SIGKILL, DONE), f"status {status}: {said[-900:]}"
    elif is_root and is_ended:
        told = (128 + blow.number, -blow.number, DONE)
        assert status in told, f"status {status}: {said[-900:]}"
        assert status != told[0] or "interrupted" in said.splitlines()[-1], said[-900:]
    else:
        allowed = (DONE, FAILED) if is_ended else (DONE,)
        assert status in allowed, f"status {status}: {said[-900:]}"
    return {DONE: "got by", FAILED: "told plainly"}.get(status, "died")


def check_next(scene: Scene) -> None:
    """Assert that a plain run goes on from what a blow left."""
    with answers_kept(scene.root / "answers"):
        again = run(
            Job(
                scene.root / "raw",
                scene.root / "killed",
                1,
                scene.tables,
                "",
                tuple(SETTINGS.items()),
            )
        )
    assert again.status == DONE, f"the next run: {again.said[-900:]}"
    assert table_bytes(scene.root / "killed") == scene.new, "the next run publishes other bytes"


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
    check_next(scene)
    return lasted


def blows_of(
    starters: Sequence[str], victims: Sequence[str], stages: Sequence[str], n: int, seed: int
) -> list[Blow]:
    """Return a seeded sample of blows, every kind of each starter in turn; half of them at random moments."""
    draw = random.Random(seed)
    kinds = {
        starter: [
            (victim, number)
            for victim in VICTIMS[starter]
            if not victims or victim in victims
            for number in SIGNALS
        ]
        for starter in starters
    }
    kinds = {starter: found for starter, found in kinds.items() if found}
    for found in kinds.values():
        draw.shuffle(found)
    others = [starter for starter in kinds if starter != "command line"]
    blows, dealt = [], collections.Counter[str]()
    for _ in range(n):
        is_plain = "command line" in kinds and (not others or draw.random() < PLAIN_SHARE)
        starter = "command line" if is_plain else others[dealt["other"] % len(others)]
        dealt["other"] += not is_plain
        victim, number = kinds[starter][dealt[starter] % len(kinds[starter])]
        dealt[starter] += 1
        stage = "" if is_plain and draw.random() < 0.5 else draw.choice(list(stages))
        after = draw.uniform(0, SPREAD_SECONDS / (1 if not stage or not is_plain else 3))
        blows.append(Blow(starter, victim, number, stage, after))
    return blows


def main() -> int:
    """Strike, and print the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--starters", nargs="+", choices=list(VICTIMS), default=list(VICTIMS))
    parser.add_argument("--victims", nargs="+", default=[])
    parser.add_argument("--stages", nargs="+", choices=list(STAGES), default=["read", "accept"])
    parser.add_argument("--stories", type=int, default=120)
    parser.add_argument("--minutes", type=float, default=math.inf, help="then no other is begun")
    args = parser.parse_args()
    tally: collections.Counter[str] = collections.Counter()
    if args.starters == ["jobs"]:
        args.stages = ["annotate"]  # the others are one shard here
    tables = "articles,entities,events" if "annotate" in args.stages else "articles"
    deadline = time.monotonic() + 60 * args.minutes
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        scene = lay(Path(folder), args.stories, tables)
        for blow in blows_of(args.starters, args.victims, args.stages, args.n, args.seed):
            if time.monotonic() > deadline:
                break
            try:
                how = check(scene, blow)
                tally[f"{blow.starter}: {how}"] += 1
                sys.stdout.write(f"ok   {blow}: {how}\n")
            except (AssertionError, CopydeskError, subprocess.SubprocessError, OSError) as error:
                tally["failed"] += 1
                sys.stdout.write(f"FAIL {blow}: {str(error)[-1500:]}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{sum(tally.values())} blows: {dict(sorted(tally.items()))}\n")
    return 1 if tally["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
