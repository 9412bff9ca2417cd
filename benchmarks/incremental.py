"""What a run costs with so much history behind it: new articles upon 12,000, 100,000 and more, text only.

    python benchmarks/incremental.py FOLDER --history 12000 100000 --new 2000

Made-up stories are laid into a work folder without being parsed: a few are parsed for real, and the accepted rows that
the others get are checked to be what parsing gives. Then a first run publishes them, and a second one finds new ones
(these are parsed). Each run is a process of its own, as a day's run is; what it costs besides its stages is its start. Printed are CPU
seconds of it and of all that it starts, by stage, and the memory of the largest process so far.
"""

from __future__ import annotations

import argparse
import ctypes
import datetime as dt
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.acceptance import (
    ACCEPTED_SCHEMA,
    REJECTED_SCHEMA,
    Outcome,
    accept_part,
    article_id_of,
    text_key_of,
    write_outcome,
)
from copydesk.disk.storage import write_table
from copydesk.raw.intake import plan_reads, read_files
from copydesk.raw.parts import split_payload
from copydesk.work.workfolder import files_of
from copydesk.work.workspace import Workspace, scan
from flows.settings import load_settings, open_workspace

PR_SET_CHILD_SUBREAPER = 36
STAGE = re.compile(r"stage=(.+?) batches=.* cpu=([\d.]+)")
FILE_STORIES = 5_000
MONTHS = 60
PARSED = 40
FIRST = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
COMMON = (
    "the of to and a in that is was for on with said by at from as it has his her have will be are an this who were "
    "which after over more than also been not but they their would could about had up one two new last year"
).split()


class Press:
    """Writes made-up stories; story n is the same whoever asks."""

    def __init__(self) -> None:
        draw = np.random.default_rng(7)
        letters = np.array(list("bdfghklmnprstvw")), np.array(list("aeiou"))
        made = {
            "".join(draw.choice(letters[i % 2]) for i in range(int(draw.integers(4, 10))))
            for _ in range(9_000)
        }
        self.words = np.array(sorted(made)[:8_000] + COMMON * 220)

    def record(self, number: int, month: int) -> dict[str, Any]:
        """Return story `number`, published in a month (counted from January 2019)."""
        draw = np.random.default_rng(number)
        sentences = [
            " ".join(self.words[draw.integers(0, len(self.words), 18)]).capitalize() + "."
            for _ in range(11)
        ]
        day = FIRST + dt.timedelta(days=30.4 * month, minutes=int(draw.integers(0, 43_000)))
        return {
            "id": f"made-{number}",
            "title": f"{sentences[0][:50].rstrip('. ')} {number}",
            "text": "\n\n".join(" ".join(sentences[i : i + 2]) for i in range(1, 11, 2)),
            "published": day.strftime("%Y-%m-%dT%H:%M:00Z"),
            "url": f"https://paper{number % 40}.example/{number}",
            "author": "Ana Reyes",
            "publisher": f"Paper {number % 40}",
        }


def write_raw(raw: Path, press: Press, numbers: range, name: str) -> None:
    """Write stories as files of JSON lines, oldest first, as a feed would have brought them."""
    folder = raw / "made"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.toml").write_text('language = "en"\n', encoding="utf-8")
    for start in range(numbers.start, numbers.stop, FILE_STORIES):
        with (folder / f"{name}-{start:09}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(start, min(start + FILE_STORIES, numbers.stop)):
                place = (number - numbers.start) / len(numbers)
                month = MONTHS - 1 if name == "new" else int(MONTHS * place)
                file.write(json.dumps(press.record(number, month)) + "\n")


def write_history(workspace: Workspace, pattern: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read the new raw files; give their records accepted rows without parsing them, and return the row they are made by."""
    workspace.curated.mkdir(parents=True, exist_ok=True)
    workspace.work.prepare()
    ledger, new, _ = scan(workspace, prune=False)
    for task in plan_reads(new):
        read_files(workspace.raw, task, workspace.work.records)
    workspace.work.write_ledger(ledger)
    versions = workspace.versions()
    parts = [
        part
        for part in workspace.work.parts()
        if not workspace.work.accepted_folder(part, versions).exists()
    ]
    pattern = pattern or parse_some(workspace, parts[0])
    for part in parts:
        write_accepted(part, workspace.work.accepted_folder(part, versions), pattern)
    return pattern


def parse_some(workspace: Workspace, part: Path) -> dict[str, Any]:
    """Return an accepted row that parsing gave, and check that ours are the same."""
    few = workspace.work.root / "few"
    shutil.rmtree(few, ignore_errors=True)
    few.mkdir()
    some = few / "part-00000.parquet"
    write_table(pq.read_table(part).slice(0, PARSED), some)
    accept_part(some, files_of(part), workspace.limits, few / "real")
    real = pq.read_table(few / "real" / "accepted.parquet")
    pattern: dict[str, Any] = real.to_pylist()[0]
    write_accepted(some, few / "ours", pattern)
    ours = pq.read_table(few / "ours" / "accepted.parquet")
    if not ours.equals(real):
        name = next(n for n in real.column_names if not ours[n].equals(real[n]))
        pairs = zip(real[name].to_pylist(), ours[name].to_pylist(), strict=True)
        raise SystemExit(f"{name}: parsing gives, ours: {[p for p in pairs if p[0] != p[1]][:3]}")
    shutil.rmtree(few)
    return pattern


def write_accepted(part: Path, target: Path, pattern: dict[str, Any]) -> None:
    """Write the accepted rows of a part of made-up stories, by a row that parsing gave."""
    rows = []
    records = pq.read_table(part, columns=["record_id", "n_raw", "raw", "file_key", "raw_position"])
    for raw in records.to_pylist():
        told = split_payload(raw)[1] or {}
        moment = dt.datetime.fromisoformat(told["published"])
        row = pattern | {
            "record_id": raw["record_id"],
            "file_key": raw["file_key"],
            "raw_position": raw["raw_position"],
            "url": told["url"],
            "domain": told["url"].split("/")[2],
            "publisher": told["publisher"],
            "title": told["title"],
            "body": told["text"],
            "n_words": len(told["text"].split()),
            "published_at": moment,
            "published_on": moment.replace(hour=0, minute=0, tzinfo=None),
        }
        row["article_id"] = article_id_of(row["title"], row["subtitle"], row["body"])
        row["text_key"] = text_key_of(row)
        rows.append(row)
    accepted = pa.Table.from_pylist(rows, ACCEPTED_SCHEMA)
    write_outcome(Outcome(accepted, REJECTED_SCHEMA.empty_table()), records, target)


def children() -> set[int]:
    """Return the numbers of the processes whose parent this one is."""
    told = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return {int(number) for number in told.split()}


def spend(command: list[str]) -> tuple[float, float, str]:
    """Return the CPU seconds and the seconds that a command takes, with all that it starts, and what it logged."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what outlives it is counted, too
    ours = children()
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall = time.perf_counter() - start
    while left := children() - ours:  # those that it left behind are ours to wait for
        os.waitpid(min(left), 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stderr


def timed_run(settings: dict[str, Any], label: str) -> float:
    """Run as a user does, in a process of its own; print and return the CPU seconds of it and of all that it starts."""
    flags = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    cpu, wall, log = spend([sys.executable, "-m", "flows.command_line", "run", *flags])
    told = ", ".join(f"{name} {value}" for name, value in STAGE.findall(log))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(f"{label}: {cpu:.1f} CPU-s, {wall:.1f} s, peak so far {peak} MiB ({told})", flush=True)
    return cpu


def size_of(folder: Path) -> float:
    """Return the MiB below a folder, each inode once."""
    seen = {
        p.stat().st_ino: p.stat().st_size
        for p in folder.rglob("*")
        if p.is_file() and not p.is_symlink()
    }
    return sum(seen.values()) / (1 << 20)


def main() -> None:
    """Print what new articles cost upon each history, and the ratio to the first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--history", type=int, nargs="+", default=[12_000, 100_000])
    parser.add_argument("--new", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=1)
    told = parser.parse_args()
    press = Press()
    costs = []
    for n in told.history:
        folder = told.folder / str(n)
        shutil.rmtree(folder, ignore_errors=True)
        settings: dict[str, Any] = {
            "raw": str(folder / "raw"),
            "curated": str(folder / "curated"),
            "tables": "articles",
        }
        write_raw(folder / "raw", press, range(n), "old")
        write_history(open_workspace(load_settings(environment={}, **settings)))
        timed_run(settings, f"first run of {n:,} (parsing left out)")
        rounds = []
        for turn in range(told.rounds):
            start = n + turn * told.new
            write_raw(folder / "raw", press, range(start, start + told.new), "new")
            rounds.append(timed_run(settings, f"{told.new:,} new on {start:,}"))
        costs.append(sorted(rounds)[len(rounds) // 2])
        work = size_of(folder / "curated" / ".work")
        print(
            f"work folder {work:.0f} MiB, tables {size_of((folder / 'curated' / 'current').resolve()):.0f} MiB"
        )
        timed_run(settings, "nothing new")
    for n, cost in zip(told.history[1:], costs[1:], strict=True):
        print(f"ratio {n:,} / {told.history[0]:,}: {cost / costs[0]:.2f}")


if __name__ == "__main__":
    main()
