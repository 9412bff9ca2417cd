"""What a backfill of one day costs beside the first run, what it reads again, and where it goes on after kills.

    python benchmarks/backfill.py FOLDER --days 12 --articles 20 --kills 20

Made-up English stories, so many a day, with entities and events. Printed are CPU seconds of the commands with all that they start,
the articles that the language stages read again, and how many kills, each at a random moment of a backfill, ended in other tables
than before, or in an article of the day read twice though it was done, or in one of another day read at all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
from engine_overhead import adopt_orphans, spend

FIRST = dt.date(2021, 3, 1)
PEOPLE = ("Ilse Harrow", "Piet Anker", "Ada Lind", "Omar Reyes", "Nora Velasco", "Jan Kovic")
PLACES = ("Oslo", "Lagos", "Lima", "Ankara", "Quito", "Hanoi", "Dakar", "Riga")
BODIES = ("the port workers union", "the transport ministry", "the harbour police", "Delta Bank")
TOLD = (
    "{person} met leaders of {body} in {place} on {day} to discuss a strike that has closed {n} depots.",
    "Police in {place} arrested {n} people after a protest against {body}, {person} said.",
    "{body} accused {person} of delaying repairs worth {n} million dollars in {place}.",
    "{person} promised {n} million dollars of aid for families in {place} whose homes were flooded.",
    "A court in {place} ordered {body} to pay {n} thousand dollars to {person}.",
)


def story(number: int, day: dt.date) -> dict[str, str]:
    """Return a made-up story, the same whoever asks."""
    draw = random.Random(number)
    lines = [
        draw.choice(TOLD).format(
            person=draw.choice(PEOPLE),
            body=draw.choice(BODIES),
            place=draw.choice(PLACES),
            day=f"{day:%A}",
            n=draw.randrange(2, 900),
        )
        for _ in range(12)
    ]
    return {
        "id": f"made-{number}",
        "title": f"{draw.choice(PEOPLE)} speaks in {draw.choice(PLACES)}: report {number}",
        "text": "\n\n".join(line[0].upper() + line[1:] for line in lines),
        "published": f"{day}T{draw.randrange(24):02}:00:00Z",
        "url": f"https://gazette.example/{number}",
        "publisher": "Gazette",
    }


def write_days(raw: Path, days: int, n: int) -> None:
    """Write what each day brings as one file of JSON lines."""
    (raw / "gazette").mkdir(parents=True)
    (raw / "gazette" / "source.toml").write_text('language = "en"\n', encoding="utf-8")
    for i in range(days):
        told = (story(number, FIRST + dt.timedelta(days=i)) for number in range(i * n, (i + 1) * n))
        text = "".join(json.dumps(record) + "\n" for record in told)
        (raw / "gazette" / f"{i:04}.jsonl").write_text(text, encoding="utf-8")


def tables_of(curated: Path) -> str:
    """Return a hash of all published rows."""
    digest = hashlib.sha256()
    for path in sorted((curated / "current").resolve().rglob("*.parquet")):
        digest.update(f"{path.relative_to((curated / 'current').resolve())}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_texts(curated: Path) -> dict[str, int]:
    """Return the texts that the language stages have read, with when the file that says so was written (ns)."""
    found: dict[str, int] = {}
    for path in sorted((curated / ".work").rglob("done.parquet")):
        for key in pq.read_table(path, columns=["text_key"])["text_key"].to_pylist():
            found[key] = path.stat().st_mtime_ns
    return found


def kill_at(command: list[str], seconds: float) -> bool:
    """Start a command, kill it and all that it started after so long; return whether it was still at work."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def main() -> None:
    """Print what a backfill costs, and what kills leave."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=12)
    parser.add_argument("--articles", type=int, default=20, help="a day")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--batch", type=int, default=4, help="articles read at a time")
    told = parser.parse_args()
    adopt_orphans()
    raw, curated = (told.folder.absolute() / name for name in ("raw", "curated"))
    for folder in (raw, curated):
        shutil.rmtree(folder, ignore_errors=True)
    write_days(raw, told.days, told.articles)
    day = FIRST + dt.timedelta(days=told.days // 2)

    def command(name: str, *flags: str) -> list[str]:
        return [
            *(sys.executable, "-m", "flows.command_line", name, "--raw", str(raw), "--quiet"),
            *("--curated", str(curated), "--set", f"batch_articles={told.batch}", *flags),
        ]

    run = command("run")
    backfill = command("backfill", "--stage", "entities", "--from", str(day), "--to", str(day))
    first, _ = spend(run)
    tables, before = tables_of(curated), read_texts(curated)
    print(f"first run: {first:.1f} CPU-s, {len(before)} articles read", flush=True)
    again, wall = spend(backfill)
    now = read_texts(curated)
    fresh = [key for key in now if now[key] != before.get(key)]
    print(
        f"backfill of {day}: {again:.1f} CPU-s ({again / first:.1%} of the first run), {wall:.0f} s; "
        f"{len(fresh)} articles read again; tables as before: {tables_of(curated) == tables}",
        flush=True,
    )
    draw, bad, n_killed = random.Random(12), 0, 0
    for number in range(told.kills):
        # Packing may have moved what other days' texts say: what counts is which are missing when the plan is made.
        n_killed += kill_at(backfill, draw.uniform(0.05, 1.0) * wall)
        done = read_texts(curated)
        time.sleep(0.01)  # so that what is written from here on has a later time
        spend(run)
        after = read_texts(curated)
        is_same = tables_of(curated) == tables and after.keys() == before.keys()
        again_read = [key for key in done if after.get(key) != done[key]]
        bad += not is_same or bool(again_read)
        print(
            f"kill {number + 1}: {len(before) - len(done)} of {told.articles} articles left to read, "
            f"{len(again_read)} read twice, tables as before: {is_same}",
            flush=True,
        )
    print(f"{n_killed} kills, {bad} with another end than none")


if __name__ == "__main__":
    main()
