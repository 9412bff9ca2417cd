"""Feed seeded hostile files to the real stages and check what must hold: `python -m tests.hostile.run --cases 5000`."""

from __future__ import annotations

import argparse
import collections
import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.hostile.bombs import built
from tests.hostile.cases import Case, make_cases
from tests.hostile.seeds import PROJECT

SECONDS_PER_RECORD = 10.0
"""CPU-seconds that reading a file (per started MiB of it, or thousand rows) or parsing a record may take: beyond it hangs."""
SECONDS_PER_BATCH = 900
PEAK_MB = 2_048
"""Resident memory that one process may take for any of it."""
BATCH = 500


@dataclasses.dataclass(slots=True)
class Figures:
    """What was fed and what was found."""

    cases: int = 0
    locations: int = 0
    peak_mb: int = 0
    seconds: float = 0.0
    slowest_file: tuple[float, str] = (0.0, "")
    slowest_record: tuple[float, str] = (0.0, "")
    families: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    problems: list[str] = dataclasses.field(default_factory=list)


def lay(sandbox: Path, cases: Iterable[Case], with_odd_files: bool) -> None:
    """Write cases into `sandbox/raw`, with things that are no files if asked for."""
    for case in cases:
        path = sandbox / "raw" / case.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(case.raw)
    if with_odd_files:
        odd = sandbox / "raw" / "odd"
        (odd / "folder.json").mkdir(parents=True)
        os.mkfifo(odd / "pipe.txt")
        (odd / "out.txt").symlink_to("/etc/hostname")
        (odd / "loop").symlink_to(odd)
        (odd / "gone.html").symlink_to(odd / "nowhere")
        for name, mode in (("closed.txt", 0), ("closed", 0)):
            path = odd / name
            path.write_text("x") if path.suffix else path.mkdir()
            path.chmod(mode)
        Path(os.fsdecode(os.path.join(os.fsencode(odd), b"caf\xe9.txt"))).write_text("x")


def tree_of(folder: Path, leave_out: Sequence[str] = ()) -> dict[str, str]:
    """Return a hash of every file below a folder, and the kind of all else."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] in leave_out:
            continue
        is_file = path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)
        found[name] = (
            hashlib.sha256(path.read_bytes()).hexdigest() if is_file else str(path.lstat().st_mode)
        )
    return found


def feed_batch(cases: Sequence[Case], tables: str, with_odd_files: bool = False) -> dict[str, Any]:
    """Run one batch in a process of its own; return its figures, problems included."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        sandbox = Path(folder)
        for name in ("raw", "curated", "home", "tmp", "cwd"):
            (sandbox / name).mkdir()
        lay(sandbox, cases, with_odd_files)
        before = tree_of(sandbox, ("curated", "warm"))
        environment = os.environ | {
            "HOME": str(sandbox / "home"),
            "TMPDIR": str(sandbox / "tmp"),
            "PREFECT_HOME": str(sandbox / "curated" / ".prefect"),
            "PYTHONPATH": str(PROJECT),
        }
        command = [
            sys.executable,
            "-W",
            "ignore::DeprecationWarning",
            "-m",
            "tests.hostile.feed",
            folder,
            tables,
        ]
        try:
            done = subprocess.run(
                command,
                cwd=sandbox / "cwd",
                env=environment,
                capture_output=True,
                text=True,
                timeout=SECONDS_PER_BATCH,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"problems": [f"not done after {SECONDS_PER_BATCH} s"]}
        if done.returncode:
            return {"problems": [f"ended with status {done.returncode}: {done.stderr[-1500:]}"]}
        figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        figures["problems"] += limits_broken(figures)
        if "Traceback" in done.stderr:
            figures["problems"].append(f"a traceback: {done.stderr[-1500:]}")
        if tree_of(sandbox, ("curated", "warm")) != before:
            changed = set(tree_of(sandbox, ("curated", "warm")).items()) ^ set(before.items())
            figures["problems"].append(
                f"written outside of the curated folder: {sorted(changed)[:3]}"
            )
        for path in (sandbox / "raw").rglob("*"):
            if not path.is_symlink() and path.is_dir():
                path.chmod(0o755)
        shutil.rmtree(sandbox / "curated")
        return figures


def limits_broken(figures: dict[str, Any]) -> list[str]:
    """Return which stated limits of time and memory a batch broke."""
    problems = [
        f"{timed['seconds']:.1f} CPU-s for {timed['what']}"
        for timed in (*figures["reading"], *figures["records"])
        if timed["seconds"] > SECONDS_PER_RECORD
    ]
    if figures["peak_mb"] > PEAK_MB:
        problems.append(f"{figures['peak_mb']} MB of memory")
    return problems


def find_culprit(cases: Sequence[Case], tables: str) -> str:
    """Return the name of a case that fails by itself, found by halves."""
    while len(cases) > 1:
        half = cases[: len(cases) // 2]
        cases = half if feed_batch(half, tables)["problems"] else cases[len(half) :]
    return f"{cases[0].family}: {cases[0].name}" if cases else "none of them by itself"


def run(
    cases: Sequence[Case], tables: str, batch: int, *, with_odd_files: bool, is_searching: bool
) -> Figures:
    """Feed all cases, batch by batch."""
    total = Figures()
    for start in range(0, len(cases), batch):
        chosen = cases[start : start + batch]
        found = feed_batch(chosen, tables, with_odd_files and start == 0)
        total.cases += len(chosen)
        total.families.update(case.family for case in chosen)
        total.locations += found.get("locations", 0)
        total.seconds += found.get("seconds", 0.0)
        total.peak_mb = max(total.peak_mb, found.get("peak_mb", 0))
        for name, key in (("slowest_file", "reading"), ("slowest_record", "records")):
            timed = [(t["seconds"], t["what"]) for t in found.get(key, ())]
            setattr(total, name, max([getattr(total, name), *timed]))
        total.problems += found["problems"]
        if found["problems"] and is_searching:
            total.problems.append(f"culprit: {find_culprit(chosen, tables)}")
        say(
            f"cases={total.cases} locations={total.locations} peak_mb={total.peak_mb} problems={len(total.problems)}"
        )
    return total


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201


def main() -> int:
    """Run as the command line says; return 1 if anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument(
        "--first",
        type=int,
        default=0,
        help="number of the first case, to cut a long run into slices",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--tables", default="articles", help="stages to run, as for `copydesk run`")
    parser.add_argument("--dumps", type=Path, help="a folder of real dumps to mutate as well")
    parser.add_argument("--no-built", action="store_true", help="leave out the bombs")
    parser.add_argument("--search", action="store_true", help="find the case that breaks a batch")
    parser.add_argument("--keep", type=Path, help="write the cases there instead of feeding them")
    args = parser.parse_args()
    cases = [] if args.no_built else list(built(is_small=False))
    cases += make_cases(args.seed, args.first, args.first + args.cases, args.dumps)
    if args.keep:
        lay(args.keep, cases, with_odd_files=False)
        return 0
    total = run(cases, args.tables, args.batch, with_odd_files=True, is_searching=args.search)
    for name, value in ((f.name, getattr(total, f.name)) for f in dataclasses.fields(total)):
        say(f"{name}: {value}")
    return 1 if total.problems else 0


if __name__ == "__main__":
    sys.exit(main())
