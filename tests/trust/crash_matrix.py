"""Kill a run at every named point of the write path and at random moments, then run again: the same bytes.

    python -m tests.trust.crash_matrix --kills 200 --workers 1 2          the long run (an hour on two cores)
    python -m tests.trust.crash_matrix --cases 20 --kills 4 --workers 2   a slice

After each kill every table reads as the version before or the one after, whole; the run that follows publishes the bytes
of an undisturbed one, leaves the work folder of an undisturbed one, and the lock is free.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from copydesk.dedup.kept import MANIFEST as KEPT
from copydesk.storage import curated_lock
from schemas.tables import TABLES
from tests.desk_runs import table_bytes
from tests.trust.faults import Moment, Plan, points_of
from tests.trust.forked import DEAD, Ended, Job, run, warm_up
from tests.trust.small_desk import lay_first, lay_second

BESIDES_TABLES = {".lock", ".work", ".versions", "current"}
MOMENTS: tuple[Moment, ...] = ("before", "after")
SEED = 20261123


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """A run that is to be disturbed: from which state, doing what."""

    name: str
    workers: int
    tables: str = "articles"
    has_before: bool = True  # an older version stands
    backfill: str = ""
    overrides: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return f"{self.name}, {self.workers} worker{'s' if self.workers > 1 else ''}, {self.tables}"


@dataclasses.dataclass(slots=True)
class Stage:
    """The folders of a scene: the state to start from, and what an undisturbed run makes of it."""

    scene: Scene
    root: Path
    old: dict[str, str] | None = None
    new: dict[str, str] = dataclasses.field(default_factory=dict)
    work: dict[str, object] = dataclasses.field(default_factory=dict)
    points: dict[str, int] = dataclasses.field(default_factory=dict)
    seconds: float = 0.0

    def job(self, folder: str) -> Job:
        """Return the scene's run on a curated folder."""
        scene = self.scene
        return Job(
            self.root / "raw",
            self.root / folder / "curated",
            scene.workers,
            scene.tables,
            scene.backfill,
            scene.overrides,
        )

    def fresh(self, folder: str) -> Job:
        """Return the scene's run on a fresh copy of the state to start from."""
        shutil.rmtree(self.root / folder, ignore_errors=True)
        (self.root / folder).mkdir()
        if self.scene.has_before:
            copy_curated(self.root / "before" / "curated", self.root / folder / "curated")
        return self.job(folder)


def scenes(workers: int, tables: str) -> list[Scene]:
    """Return what is disturbed: a first run, a later one, backfills, and a run that sweeps old versions and work."""
    sweeping = (("keep_versions_hours", 0), ("min_words", 6))
    found = [
        Scene("first", workers, tables, has_before=False),
        Scene("later", workers, tables),
        Scene("backfill of articles", workers, tables, backfill="articles"),
        Scene("sweep", workers, tables, overrides=sweeping),
    ]
    if tables != "articles":
        found.append(Scene("backfill of events", workers, tables, backfill="events"))
    return found


def set_stage(scene: Scene, root: Path) -> Stage:
    """Lay the state to start from and find out what an undisturbed run does."""
    stage = Stage(scene, root)
    lay_first(root / "raw")
    if scene.has_before:
        (root / "before").mkdir()
        plain = Job(root / "raw", root / "before" / "curated", 1, scene.tables)
        expect_done(run(plain))
        if not scene.backfill:
            lay_second(root / "raw")
        stage.old = table_bytes(root / "before" / "curated")
    undisturbed = stage.fresh("undisturbed")
    trace = root / "trace"
    stage.seconds = expect_done(run(undisturbed, trace=trace)).seconds
    stage.points = points_of(trace)
    stage.new = table_bytes(undisturbed.curated)
    stage.work = work_state(undisturbed.curated)
    return stage


def plans_of(points: dict[str, int]) -> list[Plan]:
    """Return a kill before and after each point, at its first, a middle and its last occurrence."""
    plans = []
    for point, times in sorted(points.items()):
        for occurrence in sorted({1, (times + 1) // 2, times}):
            plans += [Plan(point, occurrence, moment) for moment in MOMENTS]
    return plans


def check_kill(stage: Stage, plan: Plan | None, kill_after: float | None = None) -> bool:
    """Kill the scene's run, look at what stands, run again, compare; return whether the kill came in time."""
    job = stage.fresh("killed")
    ended = run(job, plan, kill_after=kill_after)
    was_killed = ended.status == DEAD
    if not was_killed:
        expect_done(ended)
    check_readable(stage, job.curated)
    with curated_lock(job.curated):
        pass
    expect_done(run(job))
    check_recovered(stage, job.curated)
    return was_killed


def check_readable(stage: Stage, curated: Path) -> None:
    """Assert that all tables stand as they were before the run or as they are after it."""
    if not (curated / "current").is_symlink():
        assert stage.old is None, "the published version is gone"
        assert not any((curated / name).exists() for name in TABLES), "tables without a version"
        return
    assert table_bytes(curated) in (stage.old, stage.new), "neither the old version nor the new"
    for name in tables_in(table_bytes(curated)):
        assert (curated / name).exists(), f"{name} can't be reached"
        pq.read_table(curated / name)


def check_recovered(stage: Stage, curated: Path) -> None:
    """Assert that a run after a fault left what an undisturbed one leaves."""
    assert table_bytes(curated) == stage.new, "other bytes than an undisturbed run"
    check_readable(stage, curated)
    besides = {p.name for p in curated.iterdir()} - BESIDES_TABLES - tables_in(stage.new)
    assert not besides, f"left in the curated folder: {sorted(besides)}"
    hidden = [p.name for p in (curated / ".versions").iterdir() if not p.name.startswith("v-")]
    assert not hidden, f"left beside the versions: {hidden}"
    found = work_state(curated)
    wrong = {k: (v, found.get(k)) for k, v in stage.work.items() if found.get(k) != v}
    assert not wrong, f"work folder differs: {wrong}"
    assert found.keys() == stage.work.keys(), f"in the work folder: {sorted(found)}"


def work_state(curated: Path) -> dict[str, object]:
    """Return what the work folder holds: names, and for orders, which run cuts as it sees fit, the texts covered."""
    state: dict[str, object] = {}
    for folder in sorted((curated / ".work").iterdir()):
        names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else None
        if names and folder.name in ("annotated", "cuts"):
            files = sorted(folder.glob("*/done.parquet")) or sorted(folder.glob("*.parquet"))
            keys = [k for f in files for k in pq.read_table(f)["text_key"].to_pylist()]
            state[folder.name] = sorted(keys) if files else names
        elif names and folder.name == "copies":
            listed = set(json.loads((folder / KEPT).read_text(encoding="utf-8"))["sizes"]) | {KEPT}
            state[folder.name] = sorted(set(names) ^ listed)  # its files are cut by what came when
        else:
            state[folder.name] = names
    return state


def tables_in(files: dict[str, str]) -> set[str]:
    """Return the tables of a version."""
    return {place.split("/")[0] for place in files if "/" in place}


def copy_curated(source: Path, target: Path) -> None:
    """Copy a curated folder, links and times included."""
    shutil.copytree(source, target, symlinks=True)


def expect_done(ended: Ended) -> Ended:
    """Return how a run ended, which must be well."""
    assert ended.status == 0, f"status {ended.status}: {ended.said[-1500:]}"
    return ended


def main() -> int:
    """Run the matrix and print what was survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="random kills per scene")
    parser.add_argument("--cases", type=int, default=0, help="named kills per scene (0: all)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1])
    parser.add_argument("--tables", default="articles")
    parser.add_argument("--scene", default="", help="only scenes whose name starts so")
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    warm_up(args.tables)
    failed = 0
    for workers in args.workers:
        for scene in scenes(workers, args.tables):
            if scene.name.startswith(args.scene):
                failed += disturb(scene, args.cases, args.kills, args.seed)
    return 1 if failed else 0


def disturb(scene: Scene, cases: int, kills: int, seed: int) -> int:
    """Kill one scene's run in all ways asked for, print the sum and what failed; return how many failed."""
    tally: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        stage = set_stage(scene, Path(folder))
        for what, plan, moment in disturbances(stage, cases, kills, seed):
            tally["tried"] += 1
            try:
                tally["killed"] += check_kill(stage, plan, moment)
            except AssertionError as error:
                tally["failed"] += 1
                sys.stdout.write(f"FAIL {scene}: {what}: {str(error)[-700:]}\n")
        points = len(stage.points)
    sys.stdout.write(f"{scene}: {points} points; {dict(tally)}\n")
    sys.stdout.flush()
    return tally["failed"]


def disturbances(
    stage: Stage, cases: int, kills: int, seed: int
) -> Iterator[tuple[str, Plan | None, float | None]]:
    """Yield the named kills (all, or a seeded sample) and the random ones."""
    draw = random.Random(f"{seed} {stage.scene}")
    plans = plans_of(stage.points)
    for plan in draw.sample(plans, min(cases, len(plans))) if cases else plans:
        yield str(plan), plan, None
    for _ in range(kills):
        moment = draw.uniform(0, stage.seconds * 1.02)
        yield f"kill after {moment:.3f} s", None, moment


if __name__ == "__main__":
    sys.exit(main())
