"""What a collection costs that grew day by day: files, bytes, and the next day, against one of the same articles in one run.

    python benchmarks/daily_runs.py FOLDER --days 120 --articles 1000

Made-up stories, text only, laid in without being parsed (see `incremental.py`). Printed are the files of the work folder as it
grows, and then of both collections: files, MiB, and CPU seconds of a run that finds a day more and of one that finds nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.incremental import Press, size_of, timed_run, write_history
from flows.curate import curate_with
from flows.progress import Progress
from flows.settings import load_settings, open_workspace

DAYS_A_MONTH = 30


def write_day(raw: Path, press: Press, day: int, n: int) -> None:
    """Write what a day brings as one file of JSON lines."""
    folder = raw / "made"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.toml").write_text('language = "en"\n', encoding="utf-8")
    told = (press.record(number, day // DAYS_A_MONTH) for number in range(day * n, (day + 1) * n))
    text = "".join(json.dumps(record) + "\n" for record in told)
    (folder / f"{day:05}.jsonl").write_text(text, encoding="utf-8")


def n_files(folder: Path) -> int:
    """Return the files below a folder."""
    return sum(path.is_file() for path in folder.rglob("*"))


def main() -> None:
    """Grow both collections and print what they cost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--last", type=int, default=3, help="days that are timed")
    told = parser.parse_args()
    press = Press()
    costs: dict[str, list[float]] = {}
    for name, steps in (("daily", range(told.days)), ("once", range(told.days - 1, told.days))):
        folder = told.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        raw, curated = folder / "raw", folder / "curated"
        settings: dict[str, Any] = {"raw": str(raw), "curated": str(curated), "tables": "articles"}
        loaded = load_settings(environment={}, keep_versions_hours=0, **settings)
        pattern = None
        for day in steps:
            for earlier in range(day + 1) if name == "once" else [day]:
                write_day(raw, press, earlier, told.articles)
            pattern = write_history(open_workspace(loaded), pattern)
            curate_with(loaded, Progress(False))
            if day % 20 == 19:
                print(f"{name}, day {day + 1}: {n_files(curated / '.work')} work files", flush=True)
        for day in range(told.days, told.days + told.last):
            write_day(raw, press, day, told.articles)
            write_history(open_workspace(loaded), pattern)
            costs.setdefault(name, []).append(timed_run(settings, f"{name}, a day more"))
        timed_run(settings, f"{name}, nothing new")
        work = curated / ".work"
        print(f"{name}: {n_files(work)} work files, {size_of(work):.0f} MiB", flush=True)
    daily, once = (sorted(cost)[len(cost) // 2] for cost in costs.values())
    print(f"a day more, grown daily / in one run: {daily / once:.2f}")


if __name__ == "__main__":
    main()
