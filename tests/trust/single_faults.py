"""Harm one file or link of the tables, their versions and the work folder, then ask each command: no silent answer.

    python -m tests.trust.single_faults --cases 400                a seeded sample
    python -m tests.trust.single_faults --cases 200 --tables events --seed 2
    python -m tests.trust.single_faults --only ledger.parquet      all that can be done to some files
    python -m tests.trust.single_faults --cases 2000 --minutes 60  as many of them as an hour allows

A file is deleted, cut, swapped with another of its kind, put back as it was a run ago, or one bit of it is changed; a link
is deleted, led elsewhere, swapped, or becomes a folder. Then one of these is asked, and must answer with the undisturbed bytes or refuse and name the file:

    run        finds nothing new
    news       has a new file to take in
    anew       has a new file to take in and has lost what it keeps from run to run: every work file is used
    verify     may say that all is well only where readers find the undisturbed bytes and a run `anew` publishes the right ones
    repair     after which `verify` finds nothing in what readers open
    explain    of a record, whose bytes lie in the work folder
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import filecmp
import hashlib
import json
import math
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from flows.command_line import DONE, FAILED, main
from schemas.tables import TABLES
from tests.desk_runs import story, write_lines
from tests.trust.forked import Ended, Job, call, fast_folder, run, warm_up
from tests.trust.remembered import answers_kept, learn
from tests.trust.small_desk import lay_first, lay_second

COMMANDS = ("run", "news", "anew", "verify", "repair", "explain")
FILE_FAULTS = ("delete", "cut", "bit", "swap")
OLDER = "older"
"""Of a file: it is as the run before left it, as after a restore of some files; also the name of that run's folder."""

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

    def run_anew(self, curated: Path) -> Ended:
        """Run with a new file, and without what is kept from run to run: every work file is used."""
        for place in ("collection", "copies"):
            shutil.rmtree(curated / ".work" / place, ignore_errors=True)
        for place in ("published.json", "code.json"):
            (curated / ".work" / place).unlink(missing_ok=True)
        return run(self.job("raw-news", curated))

    def command(self, name: str, curated: Path, *more: str) -> Ended:
        """Return what a command of the command line answers."""
        folders = ["--raw", str(self.root / "raw"), "--curated", str(curated)]
        told = [f"--set=tables={self.tables}", "--set=min_words=5", "--set=batch_articles=4"]
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
    shutil.copytree(curated, root / OLDER, symlinks=True)
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
    assert scene.command("verify", curated).status == DONE  # and what it asks is remembered
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
    chosen += [(p, (OLDER,)) for p in files if was_other(curated, p)]
    every = [
        (place, kind, command)
        for place, kinds in chosen
        for kind in kinds
        for command in COMMANDS
        if only in f"{kind} {place}"
    ]
    chance.shuffle(every)
    first: dict[str, list[tuple[str, str, str]]] = collections.defaultdict(list)
    for one in every:
        first[one[0] + OLDER * (one[1] == OLDER)].append(one)
    rounds = [one for turn in zip_longest(list(first.values())) for one in turn]
    return [Fault(*one, chance.randrange(1 << 30)) for one in rounds[:cases]]


def was_other(curated: Path, place: str) -> bool:
    """Return whether a file stood there before the last run, and was another."""
    before = curated.parent / OLDER / place
    return before.is_file() and not filecmp.cmp(before, curated / place, shallow=False)


def zip_longest(lists: list[list[tuple[str, str, str]]]) -> list[list[tuple[str, str, str]]]:
    """Return the first of every list, then the second of every list that has one, and so on."""
    most = max(map(len, lists), default=0)
    return [[found[turn] for found in lists if turn < len(found)] for turn in range(most)]


def harm(curated: Path, fault: Fault, older: Path) -> None:
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
    elif fault.kind == OLDER:
        path.unlink()
        shutil.copy2(older / fault.place, path)
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
    harm(curated, fault, scene.root / OLDER)
    wanted = scene.with_news if fault.command in ("news", "anew") else scene.seen
    if fault.command in ("run", "news"):
        ended = run(scene.job("raw-news" if fault.command == "news" else "raw", curated))
    elif fault.command == "anew":
        ended = scene.run_anew(curated)
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
        again = scene.run_anew(curated)
        assert again.status == DONE, (
            f"verified, and can't run: status {again.status}: {again.said[-500:]}"
        )
        assert seen_by_readers(curated) == scene.with_news, "verified, and a run makes other tables"
    if fault.command == "repair":
        said = scene.command("verify", curated).said
        assert "FAIL" not in said, f"repaired: {said[-1500:]}"
    return f"{fault.command} answered"


def disturb(
    cases: int, seed: int, tables: str, only: str = "", minutes: float = math.inf
) -> tuple[collections.Counter[str], list[str]]:
    """Try a seeded sample of faults, or as many of it as there is time for; return the sums and what failed."""
    end = time.monotonic() + 60 * minutes
    tally: collections.Counter[str] = collections.Counter()
    failures = []
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder, answers_kept(Path(folder, "a")):
        root = Path(folder)
        warm_up(tables)
        scene = lay_scene(root, tables)
        learn(root / "a")
        for number, fault in enumerate(faults_of(root / "plain", cases, seed, only)):
            if time.monotonic() > end:
                break
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
    parser.add_argument("--only", default="", help="a part of what a fault is called: path, kind")
    parser.add_argument("--minutes", type=float, default=math.inf, help="then no other is begun")
    args = parser.parse_args()
    tally, failures = disturb(args.cases, args.seed, args.tables, args.only, args.minutes)
    lines = [", ".join(f"{n} {what}" for what, n in sorted(tally.items())), *failures]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main_())
