"""Kill a run at every named point of the write path and at random moments, then run again: the same bytes.

    python -m tests.trust.crash_matrix --kills 25 --workers 1 2            the long run (an hour on two cores)
    python -m tests.trust.crash_matrix --cases 20 --kills 4 --workers 2    a slice

After each kill every table reads as the version before or the one after, whole; the run that follows publishes the bytes
of an undisturbed one, leaves the work folder of an undisturbed one, and the lock is free.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import datetime as dt
import random
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from copydesk.dedup.kept import MANIFEST as KEPT
from copydesk.disk.seals import open_json
from copydesk.disk.storage import curated_lock
from schemas.tables import TABLES
from tests.desk_runs import table_bytes
from tests.trust.faults import Plan, points_of
from tests.trust.forked import DEAD, Ended, Job, fast_folder, run, warm_up
from tests.trust.remembered import answers_kept, learn
from tests.trust.small_desk import lay_first, lay_second

BESIDES_TABLES = {".lock", ".work", ".versions", "current", "runs.jsonl"}
MANY = 4
SEED = 20261123


Case = tuple[str, Plan | None, float | None]
"""What is done, as a plan or as seconds after the start."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """A run that is to be disturbed: from which state, doing what."""

    name: str
    workers: int
    tables: str = "articles"
    has_before: bool = True  # an older version stands
    backfill: str = ""
    overrides: tuple[tuple[str, object], ...] = ()
    day: dt.date | None = None  # of the backfill

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
            scene.day,
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
        day = dt.date(2024, 2, 2)
        found.append(Scene("backfill of a day", workers, tables, backfill="events", day=day))
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
    """Return two kills per point: before its first occurrence and after its last; where it is many, amid them, too."""
    plans = []
    for point, times in sorted(points.items()):
        plans += [Plan(point, 1, "before"), Plan(point, times, "after")]
        if times > MANY:
            plans.append(Plan(point, (times + 1) // 2, "before"))
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
    # Asked again as before, or by any other run: a backfill under way goes on.
    is_told = random.Random(f"{plan} {kill_after}").random() < 0.5
    expect_done(run(job if is_told or not was_killed else as_any_run(job)))
    check_recovered(stage, job.curated)
    return was_killed


def as_any_run(job: Job) -> Job:
    """Return a job as a run that knows of no backfill."""
    return dataclasses.replace(job, backfill="", day=None)


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
            listed = {*open_json((folder / KEPT).read_text(encoding="utf-8"))["written"], KEPT}
            state[folder.name] = sorted(set(names) ^ listed)  # its files are cut by what came when
        else:
            # DuckDB's log of what it could not take in for lack of space is taken in when it is next opened.
            state[folder.name] = names and [name for name in names if not name.endswith(".wal")]
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


def read_arguments(what: str | None, kills: bool = False) -> argparse.Namespace:
    """Return the arguments of a matrix: which scenes, how many cases, which part of them."""
    parser = argparse.ArgumentParser(description=what)
    if kills:
        parser.add_argument("--kills", type=int, default=25, help="random kills per scene")
    parser.add_argument("--cases", type=int, default=0, help="named cases per scene (0: all)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1])
    parser.add_argument("--tables", default="articles")
    parser.add_argument("--scene", default="", help="only scenes whose name starts so")
    parser.add_argument("--part", default="1/1", help="2/5: the second fifth of all cases")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def scenes_of(args: argparse.Namespace) -> list[Scene]:
    """Return the scenes that the arguments ask for, and make runs cheap."""
    warm_up(args.tables)
    found = [scene for workers in args.workers for scene in scenes(workers, args.tables)]
    return [scene for scene in found if scene.name.startswith(args.scene)]


def part_of(cases: list[Case], part: str) -> list[Case]:
    """Return a part of the cases: of `2/5` every fifth from the second on."""
    number, _, parts = part.partition("/")
    return cases[int(number) - 1 :: int(parts)]


def main() -> int:
    """Run the matrix and print what was survived."""
    args = read_arguments(__doc__, kills=True)
    failed = 0
    for scene in scenes_of(args):
        tally, failures = disturb(scene, args.cases, args.kills, args.seed, args.part)
        tell(scene, tally, failures)
        failed += len(failures)
    return 1 if failed else 0


def tell(scene: Scene, tally: Mapping[str, int], failures: list[str]) -> None:
    """Print the sum of a scene and what failed in it."""
    sys.stdout.write("".join(f"FAIL {scene}: {line}\n" for line in failures))
    sys.stdout.write(f"{scene}: {', '.join(f'{n} {what}' for what, n in tally.items())}\n")
    sys.stdout.flush()


def disturb(
    scene: Scene, cases: int, kills: int, seed: int, part: str = "1/1"
) -> tuple[collections.Counter[str], list[str]]:
    """Kill one scene's run in all ways asked for; return the sums and what failed."""
    tally: collections.Counter[str] = collections.Counter()
    failures = []
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder, answers_kept(Path(folder, "a")):
        stage = set_stage(scene, Path(folder))
        learn(Path(folder, "a"))
        tally["points"] = len(stage.points)
        for what, plan, moment in part_of(disturbances(stage, cases, kills, seed), part):
            try:
                was_killed = check_kill(stage, plan, moment)
            except AssertionError as error:
                failures.append(f"{what}: {str(error)[-700:]}")
                tally["failed"] += 1
                continue
            kind = "named" if plan else "random"
            tally[f"{kind} kills survived" if was_killed else f"{kind} kills too late"] += 1
    return tally, failures


def disturbances(stage: Stage, cases: int, kills: int, seed: int) -> list[Case]:
    """Return the named kills (all, or a seeded sample) and the random ones."""
    draw = random.Random(f"{seed} {stage.scene}")
    plans = plans_of(stage.points)
    chosen = draw.sample(plans, min(cases, len(plans))) if cases else plans
    found: list[Case] = [(str(plan), plan, None) for plan in chosen]
    for _ in range(kills):
        moment = draw.uniform(0, stage.seconds)
        found.append((f"kill after {moment:.3f} s", None, moment))
    return found


if __name__ == "__main__":
    sys.exit(main())
