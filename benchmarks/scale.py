"""What a first run costs by stage at growing sizes, and what that comes to for an archive on many machines.

    python benchmarks/scale.py FOLDER --articles 1000 4000
    python benchmarks/scale.py FOLDER --articles 10000 100000 --tables articles
    python benchmarks/scale.py FOLDER --articles 1000 4000 --archive 100_000_000 --machines 50 --cores 16

Made-up English stories of some 200 words, 1 in 20 of them a copy, each size from nothing in a process of its own, with one
worker. Seconds are those of the CPU, over all processes of the run: a busy machine gives nearly the same. Printed are, for each stage, milliseconds an article and how
they grow with the size (the exponent: 1 is linear), then CPU, peak memory, bytes read from and written to the disk, and what
lies there afterwards. The archive's figure is arithmetic on the largest size: what goes by the article is divided among all
cores, what is done by the driver over the whole collection is grown by its own exponent and divided by nobody.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import math
import resource
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.backfill import FIRST, story

FILE_STORIES = 1_000
COPY_EVERY = 20
ARTICLES_A_DAY = 200
BLOCK = 512  # bytes that the system counts reading and writing by
BY_ARTICLE = frozenset(("read", "accept", "annotate"))
"""Stages whose work is cut into batches that know nothing of each other: any number of machines shares it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cost:
    """What one first run took."""

    n: int
    seconds: dict[str, float]  # of CPU, by stage
    cpu: float
    peak: int  # bytes of the largest process
    n_read: int  # bytes
    n_written: int
    sizes: dict[str, int]  # bytes of raw, work and tables

    def of_articles(self, archive: int, cores: int) -> float:
        """Return the hours that the batches of an archive take on so many cores."""
        return sum(self.seconds[s] for s in BY_ARTICLE & set(self.seconds)) / self.n * archive / cores / 3600  # fmt: skip

    def of_collection(self, archive: int, growth: dict[str, float]) -> float:
        """Return the hours that the steps over a whole archive take."""
        grown = (
            seconds * (archive / self.n) ** max(1.0, growth[stage])
            for stage, seconds in self.seconds.items()
            if stage not in BY_ARTICLE
        )
        return float(sum(grown)) / 3600


def write_raw(raw: Path, n: int) -> None:
    """Write stories as files of JSON lines, oldest first; every so many repeats the one before under another address."""
    folder = raw / "gazette"
    folder.mkdir(parents=True)
    (folder / "source.toml").write_text('language = "en"\n', encoding="utf-8")
    for start in range(0, n, FILE_STORIES):
        with (folder / f"{start:09}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(start, min(start + FILE_STORIES, n)):
                is_copy = number % COPY_EVERY == COPY_EVERY - 1
                told = story(number - is_copy, FIRST + dt.timedelta(days=number // ARTICLES_A_DAY))
                file.write(json.dumps(told | {"url": f"https://paper.example/{number}"}) + "\n")


def size_of(folder: Path) -> int:
    """Return the bytes of the files under a folder, each counted once."""
    files = {(s.st_ino, s.st_size) for p in folder.rglob("*") if p.is_file() and (s := p.stat())}
    return sum(size for _, size in files)


def measure(folder: Path, n: int, tables: str) -> Cost:
    """Run so many made-up articles from nothing; return what it took."""
    shutil.rmtree(folder, ignore_errors=True)
    raw, curated = folder / "raw", folder / "curated"
    write_raw(raw, n)
    command = [sys.executable, "-m", "flows.command_line", "run", "--raw", str(raw.absolute())]
    command += ["--curated", str(curated.absolute()), "--tables", tables, "--workers", "1"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads((curated / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    return Cost(
        n=n,
        seconds=told["cpu_seconds"],
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        peak=after.ru_maxrss * 1024,
        n_read=(after.ru_inblock - before.ru_inblock) * BLOCK,
        n_written=(after.ru_oublock - before.ru_oublock) * BLOCK,
        sizes={
            "raw": size_of(raw),
            "work": size_of(curated / ".work"),
            "tables": size_of((curated / "current").resolve()),
        },
    )


def growth_of(less: Cost, more: Cost) -> dict[str, float]:
    """Return by stage the exponent with which its seconds grow with the number of articles."""
    ratio = math.log(more.n / less.n)
    return {
        stage: math.log(max(seconds, 0.05) / max(less.seconds.get(stage, 0.0), 0.05)) / ratio
        for stage, seconds in more.seconds.items()
    }


def main() -> None:
    """Print what each size costs, and an archive by arithmetic."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 4_000])
    parser.add_argument("--tables", default="events")
    parser.add_argument("--archive", type=int, default=100_000_000)
    parser.add_argument("--machines", type=int, default=50)
    parser.add_argument("--cores", type=int, default=16, help="of each machine")
    asked = parser.parse_args()
    costs: list[Cost] = []
    for n in sorted(asked.articles):
        cost = measure(asked.folder, n, asked.tables)
        growth = growth_of(costs[-1], cost) if costs else {}
        costs.append(cost)
        print(f"\n{n:,} articles: {cost.cpu:.0f} CPU-s ({1000 * cost.cpu / n:.1f} ms an article)")
        print(f"  peak {cost.peak / 1e6:,.0f} MB; read {cost.n_read / 1e6:,.1f} MB, written {cost.n_written / 1e6:,.1f} MB")  # fmt: skip
        print("  " + ", ".join(f"{name} {size / n:,.0f} B/article" for name, size in cost.sizes.items()))  # fmt: skip
        for stage, seconds in cost.seconds.items():
            grows = f", exponent {growth[stage]:.2f}" if stage in growth and seconds >= 1 else ""
            print(f"  {stage:<14}{seconds:8.1f} s {1000 * seconds / n:8.2f} ms an article{grows}", flush=True)  # fmt: skip
    if len(costs) > 1:
        last, growth = costs[-1], growth_of(costs[-2], costs[-1])
        cores = asked.machines * asked.cores
        print(f"\n{asked.archive:,} articles by arithmetic: batches {last.of_articles(asked.archive, cores):,.1f} h on {cores:,} cores; steps over the collection {last.of_collection(asked.archive, growth):,.1f} h on one")  # fmt: skip


if __name__ == "__main__":
    main()
