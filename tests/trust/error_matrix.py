"""Refuse a call at every named point of the write path: a full disk, lost rights, a broken device.

    python -m tests.trust.error_matrix --workers 1 2            the long run
    python -m tests.trust.error_matrix --cases 12 --workers 1   a slice

Each run must either get by (the tables are those of an undisturbed run) or end with status 1 and one line that names a
path and the reason, with the tables as they stood; and the run that follows must publish what an undisturbed one does.
"""

from __future__ import annotations

import collections
import errno
import os
import random
import sys
import tempfile
from pathlib import Path

from copydesk.disk.storage import curated_lock
from flows.command_line import DONE, FAILED
from tests.desk_runs import table_bytes
from tests.trust.crash_matrix import (
    Scene,
    Stage,
    check_readable,
    check_recovered,
    expect_done,
    part_of,
    read_arguments,
    scenes_of,
    set_stage,
    tell,
)
from tests.trust.faults import Plan
from tests.trust.forked import Ended, run

ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO)
LASTING = (errno.ENOSPC, errno.EIO)
"""A disk that stays full, a device that stays broken."""


def plans_of(points: dict[str, int]) -> list[Plan]:
    """Return each error before each point: at its last occurrence once, and from its first on for ever."""
    plans = []
    for point, times in sorted(points.items()):
        plans += [Plan(point, times, "before", error) for error in ERRORS]
        plans += [Plan(point, 1, "before", error, is_lasting=True) for error in LASTING]
    return plans


def check_error(stage: Stage, plan: Plan) -> str:
    """Refuse a call of the scene's run, look at what it says and what stands, run again; return how it ended."""
    job = stage.fresh("refused")
    ended = run(job, plan)
    outcome = read_ending(stage, job.curated, ended, plan)
    check_readable(stage, job.curated)
    with curated_lock(job.curated):
        pass
    expect_done(run(job))
    check_recovered(stage, job.curated)
    return outcome


def read_ending(stage: Stage, curated: Path, ended: Ended, plan: Plan) -> str:
    """Return how a run took a refusal; assert that it said so."""
    stands = table_bytes(curated) if (curated / "current").is_symlink() else None
    if ended.status == DONE:
        assert stands == stage.new, "done, but with other tables"
        return "got by"
    said = ended.said.strip()
    assert ended.status == FAILED, f"status {ended.status}: {said[-500:]}"
    assert "Traceback" not in said, said[-1500:]
    assert "internal error" not in said, said[-500:]
    line = said.splitlines()[-1]
    assert os.strerror(plan.error) in line, f"no reason: {line}"
    assert str(curated) in line, f"no path: {line}"
    if stands == stage.old:
        assert line.endswith("nothing was published"), line
        return "refused"
    assert line.endswith("had been published"), line
    return "refused after the flip"


def disturb(
    scene: Scene, cases: int, seed: int, part: str = "1/1"
) -> tuple[collections.Counter[str], list[str]]:
    """Try all refusals in one scene (or a seeded sample); return the sums and what failed."""
    tally: collections.Counter[str] = collections.Counter()
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        stage = set_stage(scene, Path(folder))
        tally["points"] = len(stage.points)
        plans = plans_of(stage.points)
        if cases:
            plans = random.Random(f"{seed} {scene}").sample(plans, min(cases, len(plans)))
        for _, plan, _ in part_of([(str(plan), plan, None) for plan in plans], part):
            assert plan is not None
            try:
                tally[check_error(stage, plan)] += 1
            except AssertionError as error:
                tally["failed"] += 1
                failures.append(f"{plan}: {str(error)[-900:]}")
    return tally, failures


def main() -> int:
    """Run the matrix and print how the runs ended."""
    args = read_arguments(__doc__)
    failed = 0
    for scene in scenes_of(args):
        tally, failures = disturb(scene, args.cases, args.seed, args.part)
        tell(scene, tally, failures)
        failed += len(failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
