"""CPU time of a run is that of all its processes, those that ended included."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flows.processor_time import processor_seconds
from flows.progress import Progress

BURN = "import time\nwhile time.process_time() < {}: pass\nprint(1, flush=True); {}"
# The kernel tells CPU time in ticks, and a difference of two sums of them is not exact.
A_TICK = 0.01


def test_a_child_counts_while_it_runs_and_when_it_has_ended() -> None:
    before = processor_seconds()
    with subprocess.Popen(
        [sys.executable, "-c", BURN.format(0.5, "input()")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert processor_seconds() - before >= 0.4
        child.communicate(b"\n")
    assert processor_seconds() - before >= 0.4


def test_a_grandchild_counts() -> None:
    before = processor_seconds()
    inner = [sys.executable, "-c", BURN.format(0.5, "pass")]
    subprocess.run(
        [sys.executable, "-c", f"import subprocess; subprocess.run({inner!r})"], check=True
    )
    assert processor_seconds() - before >= 0.5 - A_TICK


def test_what_a_thread_started_counts_while_it_runs() -> None:
    """As what it started does."""
    inner = [sys.executable, "-c", BURN.format(0.5, "input()")]
    code = f"import subprocess; subprocess.run({inner!r})"
    with ThreadPoolExecutor(1) as pool:
        told: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        before = processor_seconds()
        with pool.submit(subprocess.Popen, [sys.executable, "-c", code], **told).result() as child:
            child.stdout.readline()
            assert processor_seconds() - before >= 0.4
            child.communicate(b"\n")


def test_a_stage_tells_what_it_used_and_not_what_it_waited() -> None:
    progress = Progress(False)
    for _ in range(2):
        with progress.stage("waiting"):
            time.sleep(0.2)
    with progress.stage("working"):
        subprocess.run([sys.executable, "-c", BURN.format(0.5, "pass")], check=True)
    assert progress.seconds["waiting"] >= 0.4
    assert progress.cpu_seconds["waiting"] < 0.2
    assert progress.cpu_seconds["working"] >= 0.5 - A_TICK
