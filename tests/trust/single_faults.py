"""Harm one file or link of the tables, their versions and the work folder, then ask each command: no silent answer.

    python -m tests.trust.single_faults --cases 400                a seeded sample
    python -m tests.trust.single_faults --cases 200 --tables events --seed 2
    python -m tests.trust.single_faults --only ledger.parquet      all that can be done to some files

A file is deleted, cut, swapped with another of its kind, or one bit of it is changed; a link is deleted, led elsewhere,
swapped, or becomes a folder. Then one of these is asked, and must answer with the undisturbed bytes or refuse and name the file:

    run        finds nothing new
    news       has a new file to take in
    anew       has lost what it keeps from run to run, so that every work file is used
    verify     may say that all is well only where readers find the undisturbed bytes and a run `anew` publishes them
    repair     after which `verify` finds nothing in what readers open
    explain    of a record, whose bytes lie in the work folder
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from flows.command_line import DONE, FAILED, main
from schemas.tables import TABLES
from tests.desk_runs import story, write_lines
from tests.trust.forked import Ended, Job, call, run, warm_up
from tests.trust.small_desk import lay_first, lay_second

COMMANDS = ("run", "news", "anew", "verify", "repair", "explain")
FILE_FAULTS = ("delete", "cut", "bit", "swap")
LINK_FAULTS = ("delete", "elsewhere", "swap", "folder")

Seen = dict[str, str]
"""A hash of each file that readers open, by the path they open it by."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """What is done to one file or link, and what is asked then. `chance` decides how."""

    place: str
    kind: str
    command: str
    chance: int

    def __str__(self) -> str:
        return f"{self.kind} {self.place} (chance {self.chance}), {self.command}"


@dataclasses.dataclass(slots=True)
class Scene:
    """A curated folder of two runs, and what every command answers where nothing is harmed."""

    root: Path
    tables: str
    seen: Seen = dataclasses.field(default_factory=dict)
    with_news: Seen = dataclasses.field(default_factory=dict)
    record: str = ""
    explained: str = ""

    def job(self, raw: str, curated: Path) -> Job:
        """Return a run."""
        return Job(self.root / raw, curated, 1, self.tables)

    def command(self, name: str, curated: Path, *more: str) -> Ended:
        """Return what a command of the command line answers."""
        folders = ["--raw", str(self.root / "raw"), "--curated", str(curated)]
        told = [f"--set=tables={self.tables}", "--set=min_words=5", "--set=order_articles=4"]
        told += ["--set=workers=1"]
        arguments = [name, *more, *folders, *told]
        return call(lambda: main(arguments), curated.parent / f"{curated.name}.log")


def seen_by_readers(curated: Path) -> Seen:
    """Return what a reader of the tables opens, links followed."""
    found = {}
    for name in TABLES:
        for top, folders, files in os.walk(curated / name, followlinks=True):
            folders.sort()
            for file in sorted(files):
                path = Path(top) / file
                place = path.relative_to(curated).as_posix()
                found[place] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def lay_scene(root: Path, tables: str) -> Scene:
    """Make the undisturbed folder."""
    scene, curated = Scene(root, tables), root / "plain"
    lay_first(root / "raw")
    assert run(scene.job("raw", curated)).status == DONE
    lay_second(root / "raw")
    assert run(scene.job("raw", curated)).status == DONE
    scene.seen = seen_by_readers(curated)
    shutil.copytree(root / "raw", root / "raw-news")
    write_lines(root / "raw-news" / "g" / "news.jsonl", [story(n) for n in (2, 50, 51)])
    shutil.copytree(curated, root / "later", symlinks=True)
    assert run(scene.job("raw-news", root / "later")).status == DONE
    scene.with_news = seen_by_readers(root / "later")
    assert scene.seen != scene.with_news
    listing = json.loads(next((curated / ".work" / "records").glob("*/files.json")).read_text())
    assert listing["counts"]
    scene.record = first_record(curated)
    scene.explained = scene.command("explain", curated, scene.record).said.replace(str(curated), "")
    return scene


def first_record(curated: Path) -> str:
    """Return the id of a published record."""
    import pandas as pd

    return str(pd.read_parquet(curated / "copies")["record_id"].min())


def places_in(curated: Path) -> tuple[list[str], list[str]]:
    """Return the files and the links of a curated folder that may be harmed."""
    files, links = [], []
    for path in sorted(curated.rglob("*")):
        place = path.relative_to(curated).as_posix()
        if path.is_symlink():
            links.append(place)
        elif path.is_file() and path.name != ".lock" and not place.startswith(".prefect"):
            files.append(place)
    return files, links


def faults_of(curated: Path, cases: int, seed: int, only: str = "") -> list[Fault]:
    """Return a sample: every file is harmed before one is harmed twice, kinds and commands in all combinations."""
    chance = random.Random(seed)
    files, links = places_in(curated)
    chosen = [(p, FILE_FAULTS) for p in files] + [(p, LINK_FAULTS) for p in links]
    chosen = [(place, kinds) for place, kinds in chosen if only in place]
    every = [
        (place, kind, command) for place, kinds in chosen for kind in kinds for command in COMMANDS
    ]
    chance.shuffle(every)
    first: dict[str, list[tuple[str, str, str]]] = collections.defaultdict(list)
    for one in every:
        first[one[0]].append(one)
    rounds = [one for turn in zip_longest(list(first.values())) for one in turn]
    return [Fault(*one, chance.randrange(1 << 30)) for one in rounds[:cases]]


def zip_longest(lists: list[list[tuple[str, str, str]]]) -> list[list[tuple[str, str, str]]]:
    """Return the first of every list, then the second of every list that has one, and so on."""
    most = max(map(len, lists), default=0)
    return [[found[turn] for found in lists if turn < len(found)] for turn in range(most)]


def harm(curated: Path, fault: Fault) -> None:
    """Do the harm."""
    path, chance = curated / fault.place, random.Random(fault.chance)
    if fault.kind == "delete":
        path.unlink()
    elif fault.kind == "cut":
        data = path.read_bytes()
        replace(path, data[: chance.choice((0, len(data) - 1, chance.randrange(len(data))))])
    elif fault.kind == "bit":
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        replace(path, bytes(data))
    elif fault.kind == "swap":
        files, links = places_in(curated)
        others = links if path.is_symlink() else [p for p in files if p.endswith(path.suffix)]
        other = curated / chance.choice([p for p in others if p != fault.place] or [fault.place])
        if other != path:
            spare = curated / ".spare"
            path.rename(spare)
            other.rename(path)
            spare.rename(other)
    elif fault.kind == "elsewhere":
        target = path.resolve()
        path.unlink()
        older = [p for p in (curated / ".versions").iterdir() if p != target]
        path.symlink_to(older[0] if fault.place == "current" and older else curated.parent / "raw")
    elif fault.kind == "folder":
        target = path.resolve()
        path.unlink()
        shutil.copytree(target, path)


def replace(path: Path, data: bytes) -> None:
    """Write other bytes, not through the hard link that versions share."""
    path.unlink()
    path.write_bytes(data)


def check(scene: Scene, fault: Fault, curated: Path) -> str:
    """Harm a copy, ask, and return what kind of answer that was.

    Raises:
        AssertionError: a silent answer, or one that nobody can use.
    """
    harm(curated, fault)
    if fault.command == "anew":
        shutil.rmtree(curated / ".work" / "collection", ignore_errors=True)
        shutil.rmtree(curated / ".work" / "copies", ignore_errors=True)
        (curated / ".work" / "published.json").unlink(missing_ok=True)
        (curated / ".work" / "code.json").unlink(missing_ok=True)
    wanted = scene.with_news if fault.command == "news" else scene.seen
    if fault.command in ("run", "news", "anew"):
        ended = run(scene.job("raw-news" if fault.command == "news" else "raw", curated))
    elif fault.command == "explain":
        ended = scene.command("explain", curated, scene.record)
    else:
        ended = scene.command(fault.command, curated)
    said = ended.said
    assert "Traceback" not in said, said[-1500:]
    assert "internal error" not in said, said[-500:]
    assert ended.status in (DONE, FAILED), f"status {ended.status}: {said[-500:]}"
    if ended.status == FAILED:
        path = Path(fault.place)
        names = {path.name, path.parent.name} - {"", "records", ".work", ".versions"}
        assert fault.kind == "swap" or any(name in said for name in names), (
            f"names no file: {said[-800:]}"
        )
        return f"{fault.command} refused"
    if fault.command == "explain":
        assert said.replace(str(curated), "") == scene.explained, (
            f"explained otherwise: {said[-800:]}"
        )
        return "explain answered"
    assert seen_by_readers(curated) == wanted, f"other tables: {said[-800:]}"
    if fault.command == "verify":
        shutil.rmtree(curated / ".work" / "collection", ignore_errors=True)
        again = run(scene.job("raw", curated))
        assert again.status == DONE, f"verified, and can't run: {again.said[-500:]}"
        assert seen_by_readers(curated) == wanted, "verified, and a run makes other tables"
    if fault.command == "repair":
        said = scene.command("verify", curated).said
        assert "FAIL" not in said, f"repaired: {said[-1500:]}"
    return f"{fault.command} answered"


def disturb(
    cases: int, seed: int, tables: str, only: str = ""
) -> tuple[collections.Counter[str], list[str]]:
    """Try a seeded sample of faults; return the sums and what failed."""
    warm_up(tables)
    tally: collections.Counter[str] = collections.Counter()
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        scene = lay_scene(root, tables)
        for number, fault in enumerate(faults_of(root / "plain", cases, seed, only)):
            curated = root / f"case-{number}" / "plain"
            shutil.copytree(root / "plain", curated, symlinks=True)
            try:
                tally[check(scene, fault, curated)] += 1
            except AssertionError as error:
                tally["failed"] += 1
                failures.append(f"{fault}: {str(error)[-1200:]}")
                sys.stderr.write(f"{failures[-1]}\n")
            shutil.rmtree(curated.parent)
            if number % 20 == 19:
                sys.stderr.write(f"{number + 1} cases: {dict(tally)}\n")
    return tally, failures


def main_() -> int:
    """Run a sample and print how the commands answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", default="articles")
    parser.add_argument("--only", default="", help="a part of the path of what is harmed")
    args = parser.parse_args()
    tally, failures = disturb(args.cases, args.seed, args.tables, args.only)
    lines = [", ".join(f"{n} {what}" for what, n in sorted(tally.items())), *failures]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main_())
