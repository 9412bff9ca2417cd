"""Kill the real command line, Prefect server and worker processes included, and run it again.

    python -m tests.trust.command_line_kills --kills 12     (a run takes about twenty seconds)

Victims: the whole session; the run's own process alone, whose server and workers must then end by themselves; one worker;
the server. Whatever dies, the next run publishes the bytes of an undisturbed one, and nobody is left behind.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.desk_runs import table_bytes
from tests.trust.crash_matrix import SEED, Scene, Stage, check_recovered, copy_curated, set_stage
from tests.trust.forked import DEAD, warm_up

VICTIMS = ("session", "run", "worker", "server")
ORPHAN_SECONDS = 20
PATIENCE_SECONDS = 300
ROLES = {"server": "prefect server start", "worker": "spawn_main"}


def members(session: int, role: str = "") -> list[int]:
    """Return the living processes of a session, of one role if told."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            state, _, _, its_session = (
                entry.joinpath("stat").read_text().rpartition(")")[2].split()[:4]
            )
            command = entry.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
            if int(its_session) == session and state != "Z" and ROLES.get(role, "") in command:
                found.append(int(entry.name))
    return sorted(found)


def start(
    stage: Stage, curated: Path, log: Path, is_watched: bool = False
) -> subprocess.Popen[bytes]:
    """Start `copydesk run` in a session of its own; with a Prefect server where it is watched."""
    scene = stage.scene
    command = [sys.executable, "-m", "flows.command_line", "run", "--raw", str(stage.root / "raw")]
    command += ["--curated", str(curated), "--workers", str(scene.workers)]
    command += ["--tables", scene.tables, "--set", "min_words=5", "--set", "order_articles=4"]
    command += ["--watch"] if is_watched else []
    with log.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)


def finish(run: subprocess.Popen[bytes], log: Path) -> tuple[int, str]:
    """Return how a run ended and what it said, once nobody of its session is left."""
    status = run.wait(PATIENCE_SECONDS)
    deadline = time.monotonic() + ORPHAN_SECONDS
    while members(run.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    left = members(run.pid)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left, f"{len(left)} processes outlive their run by {ORPHAN_SECONDS} s"
    return status, log.read_text(encoding="utf-8", errors="replace")


def strike(run: subprocess.Popen[bytes], victim: str, after: float) -> bool:
    """Kill the victim some time after the start, or as soon as there is one; return whether it came to that."""
    time.sleep(after)
    while run.poll() is None:
        if victim == "session":
            os.killpg(run.pid, signal.SIGKILL)
            return True
        found = [run.pid] if victim == "run" else members(run.pid, victim)
        if found:
            os.kill(found[0], signal.SIGKILL)
            return True
        time.sleep(0.05)
    return False


def check(stage: Stage, victim: str, after: float) -> str:
    """Kill, look, run again; return how the killed run ended."""
    job = stage.fresh("killed")
    log = stage.root / "killed" / "log"
    run = start(stage, job.curated, log, is_watched=victim == "server")
    was_struck = strike(run, victim, after)
    status, said = finish(run, log)
    if not was_struck:
        ending = "was done before"
    elif victim in ("session", "run"):
        assert status == DEAD, f"status {status}: {said[-800:]}"
        ending = "died"
    else:
        assert status in (0, 1), f"status {status}: {said[-800:]}"
        assert "Traceback" not in said, said[-1500:]
        assert "internal error" not in said, said[-800:]
        ending = "got by" if status == 0 else "ended with a plain message"
    again = start(stage, job.curated, log)
    status, said = finish(again, log)
    assert status == 0, f"the next run: status {status}: {said[-800:]}"
    prefect = job.curated / ".prefect"
    if prefect.is_dir():
        prefect.rename(stage.root / "killed" / "prefect")
    check_recovered(stage, job.curated)
    return ending


def main() -> int:
    """Kill runs of the command line and print the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tables", default="articles")
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    warm_up(args.tables)
    draw = random.Random(args.seed)
    tally: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        stage = set_stage(Scene("later", args.workers, args.tables), Path(folder))
        copy_curated(stage.root / "before" / "curated", stage.root / "timed")
        began = time.monotonic()
        status, said = finish(
            start(stage, stage.root / "timed", stage.root / "log"), stage.root / "log"
        )
        assert status == 0, said
        assert table_bytes(stage.root / "timed") == stage.new
        seconds = time.monotonic() - began
        for number in range(args.kills):
            victim = VICTIMS[number % len(VICTIMS)]
            # A run spends its first half on starting: most kills should find it at work.
            after = draw.uniform(0.3, 1.0) * seconds
            try:
                tally[f"{victim}: {check(stage, victim, after)}"] += 1
            except AssertionError as error:
                tally["failed"] += 1
                sys.stdout.write(f"FAIL {victim} after {after:.1f} s: {str(error)[-1500:]}\n")
            sys.stdout.flush()
    sys.stdout.write(f"a run takes {seconds:.0f} s; {dict(tally)}\n")
    return 1 if tally["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
