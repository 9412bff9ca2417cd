"""What a backfill of one day costs beside the first run, what it reads again, and where it goes on after kills.

    python benchmarks/backfill.py FOLDER --days 12 --articles 20 --kills 20

Made-up English stories, so many a day, with entities and events. Printed are CPU seconds of the commands with all that they start,
how many articles the language stages read, and how many kills, each at a random moment of a backfill, ended in other tables than
before, or in another article read than those that the killed one had left. Articles are read one at a time: that is what is counted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.incremental import spend

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


def texts_read(curated: Path) -> set[str]:
    """Return the texts whose reading is kept."""
    return {
        key
        for path in (curated / ".work").rglob("done.parquet")
        for key in pq.read_table(path, columns=["text_key"])["text_key"].to_pylist()
    }


def n_read(said: str) -> int:
    """Return how many articles a run read, as it logged."""
    found = re.search(r"stage=annotate batches=(\d+)", said)
    return int(found[1]) if found else 0


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
    told = parser.parse_args()
    raw, curated = (told.folder.absolute() / name for name in ("raw", "curated"))
    for folder in (raw, curated):
        shutil.rmtree(folder, ignore_errors=True)
    write_days(raw, told.days, told.articles)
    day = FIRST + dt.timedelta(days=told.days // 2)

    def command(name: str, *flags: str) -> list[str]:
        return [
            *(sys.executable, "-m", "flows.command_line", name, "--raw", str(raw)),
            *("--curated", str(curated), "--set", "batch_articles=1", *flags),
        ]

    run = command("run")
    backfill = command("backfill", "--stage", "entities", "--from", str(day), "--to", str(day))
    first, _, said = spend(run)
    tables, before = tables_of(curated), texts_read(curated)
    print(f"first run: {first:.1f} CPU-s, {n_read(said)} articles read", flush=True)
    again, wall, said = spend(backfill)
    print(
        f"backfill of {day}: {again:.1f} CPU-s (a first run's 5 % and 5 s: {first / 20 + 5:.1f}), {wall:.0f} s; "
        f"{n_read(said)} articles read; tables as before: {tables_of(curated) == tables}",
        flush=True,
    )
    draw, bad, n_killed = random.Random(12), 0, 0
    for number in range(told.kills):
        n_killed += kill_at(backfill, draw.uniform(0.05, 1.0) * wall)
        n_left = len(before - texts_read(curated))
        _, _, said = spend(run)
        is_same = tables_of(curated) == tables and texts_read(curated) == before
        bad += not is_same or n_read(said) != n_left
        print(
            f"kill {number + 1}: {n_left} of {told.articles} articles left to read, {n_read(said)} read; "
            f"tables as before: {is_same}",
            flush=True,
        )
    print(f"{n_killed} kills, {bad} with another end than none")


if __name__ == "__main__":
    main()
