"""Let one call fail while records are read, parsed and annotated: an error of the machine is never what a record is.

    python -m tests.trust.call_matrix --cases 400                    a seeded sample
    python -m tests.trust.call_matrix --cases 60 --tables events

A place is a call that our code makes (or an `open` or `read` that a library makes on its behalf): the function of ours
and what it calls. At one passing of it the interpreter raises `MemoryError`, or an `OSError` of a full disk, a broken
device, too many open files. The run must end with status 1 and nothing published, or publish the undisturbed bytes;
the run that follows, on a healthy machine, must publish these.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import errno
import json
import math
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from flows.command_line import DONE, FAILED
from tests.desk_runs import table_bytes
from tests.trust.forked import Job, fast_folder, run, warm_up
from tests.trust.remembered import judgements_kept, learn
from tests.trust.small_desk import lay_first, lay_second

STAGES = (
    "copydesk.acceptance",
    "copydesk.annotation",
    "copydesk.text.encoding",
    "copydesk.entities",
    "copydesk.events",
    "copydesk.raw.intake",
    "copydesk.nlp",
    "copydesk.parse",
    "copydesk.readers",
    "copydesk.readers.source",
)
"""Modules whose calls fail."""

SYSTEM_CALLS = frozenset({"open", "open_code", "read", "readinto", "readall", "mkdir", "write"})
"""Calls of C functions that count whoever makes them."""

FAULTS: tuple[tuple[str, Callable[[], BaseException]], ...] = (
    ("MemoryError", MemoryError),
    ("ENOSPC", lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))),
    ("EIO", lambda: OSError(errno.EIO, os.strerror(errno.EIO))),
    ("EMFILE", lambda: OSError(errno.EMFILE, os.strerror(errno.EMFILE))),
)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is raised at which passing of a place."""

    place: str
    passing: int
    kind: str


def place_of(frame: FrameType, event: str, callee: Any) -> str | None:
    """Return the place of a call; None for calls that are not counted."""
    if event == "call":
        caller = frame.f_back
        if caller is None or not (is_ours(frame) or is_ours(caller)):
            return None
        name = f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_name}"
    elif event == "c_call" and getattr(callee, "__name__", "") in SYSTEM_CALLS:
        caller, name = frame, callee.__name__
    else:
        return None
    while caller is not None and not is_ours(caller):
        caller = caller.f_back
    if caller is None:
        return None
    return f"{caller.f_globals['__name__']}.{caller.f_code.co_name} > {name}"


IS_OURS: dict[CodeType, bool] = {}


def is_ours(frame: FrameType) -> bool:
    """Return whether a frame is of the stages that are disturbed."""
    code = frame.f_code
    if code not in IS_OURS:
        IS_OURS[code] = str(frame.f_globals.get("__name__", "")).startswith(STAGES)
    return IS_OURS[code]


def count_calls(target: Path) -> Callable[[], None]:
    """Return what makes a run note how often it passes each place."""

    def prepare() -> None:
        in_one_process()
        counts: collections.Counter[str] = collections.Counter()

        def watch(frame: FrameType, event: str, callee: Any) -> None:
            place = place_of(frame, event, callee)
            if place is not None:
                counts[place] += 1

        end = os._exit

        def leave(status: int) -> None:
            sys.setprofile(None)
            target.write_text(json.dumps(counts), encoding="utf-8")
            end(status)

        os._exit = leave  # type: ignore[assignment]
        sys.setprofile(watch)

    return prepare


def fail_at(fault: Fault) -> Callable[[], None]:
    """Return what makes a run fail at one call."""

    def prepare() -> None:
        in_one_process()
        seen = 0

        def watch(frame: FrameType, event: str, callee: Any) -> None:
            nonlocal seen
            if place_of(frame, event, callee) == fault.place:
                seen += 1
                if seen == fault.passing:
                    sys.setprofile(None)
                    raise dict(FAULTS)[fault.kind]()

        sys.setprofile(watch)

    return prepare


def in_one_process() -> None:
    """Make calls that are done in a process of their own plain calls, where they can be made to fail."""
    from copydesk.limits.isolated import Bench

    def call(_: Bench, function: Callable[[Any], Any], argument: Any, cpu_seconds: float) -> Any:
        return function(argument)

    Bench.call = call  # type: ignore[method-assign, assignment]


def faults_of(counts: dict[str, int], cases: int, seed: str) -> list[Fault]:
    """Return faults at as many places, each at its first, last or some passing, of each kind in turn."""
    chance = random.Random(seed)
    places = sorted(counts)
    chosen = chance.sample(places, min(cases, len(places)))
    chosen += chance.choices(places, k=max(cases - len(places), 0))
    return [
        Fault(
            place,
            chance.choice((1, counts[place], chance.randint(1, counts[place]))),
            FAULTS[number % len(FAULTS)][0],
        )
        for number, place in enumerate(chosen)
    ]


def check(fault: Fault, job: Job, new: dict[str, str]) -> str:
    """Disturb a run, look at what stands, run again; return how it ended."""
    ended = run(job, prepare=fail_at(fault))
    said = ended.said.strip()
    if ended.status == DONE:
        assert table_bytes(job.curated) == new, "done, but with other tables"
    else:
        assert ended.status == FAILED, f"status {ended.status}: {said[-500:]}"
        assert "Traceback" not in said, said[-1500:]
        assert "internal error" not in said, said[-500:]
        assert said.endswith("nothing was published"), said[-500:]
        assert not (job.curated / "current").exists()
    again = run(job)
    assert again.status == DONE, f"the next run: {again.said[-500:]}"
    assert table_bytes(job.curated) == new, "the next run: other tables"
    return "got by" if ended.status == DONE else "refused"


def disturb(
    cases: int, seed: int, tables: str, minutes: float = math.inf
) -> tuple[collections.Counter[str], list[str]]:
    """Try a seeded sample of faults, or as many of it as there is time for; return the sums and what failed."""
    end = time.monotonic() + 60 * minutes
    warm_up(tables)
    tally: collections.Counter[str] = collections.Counter()
    failures = []
    with (
        tempfile.TemporaryDirectory(dir=fast_folder()) as folder,
        judgements_kept(Path(folder, "a")),
    ):
        root = Path(folder)
        lay_first(root / "raw")
        lay_second(root / "raw")
        write_packed(root / "raw" / "g")
        plain = Job(root / "raw", root / "plain", 1, tables)
        assert run(plain, prepare=count_calls(root / "counts.json")).status == DONE
        new = table_bytes(plain.curated)
        counts = json.loads((root / "counts.json").read_text(encoding="utf-8"))
        tally["places"] = len(counts)
        learn(root / "a")
        for number, fault in enumerate(faults_of(counts, cases, f"{seed} {tables}")):
            if time.monotonic() > end:
                break
            job = dataclasses.replace(plain, curated=root / f"case-{number}")
            try:
                tally[check(fault, job, new)] += 1
            except AssertionError as error:
                tally["failed"] += 1
                failures.append(f"{fault}: {str(error)[-900:]}")
            shutil.rmtree(job.curated, ignore_errors=True)
    return tally, failures


def write_packed(folder: Path) -> None:
    """Lay what is read through a copy (a zip and a Parquet file in other containers) and every compression."""
    import bz2
    import gzip
    import io
    import lzma
    import zipfile

    import pyarrow as pa
    import pyarrow.parquet as pq
    import zstandard

    from tests.desk_runs import story

    def lines(*numbers: int) -> bytes:
        return b"".join(json.dumps(story(n)).encode() + b"\n" for n in numbers)

    folder.mkdir(parents=True)
    table, inner, outer = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pq.write_table(pa.Table.from_pylist([story(60), story(61)]), table)
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", lines(62))
        archive.writestr("b.parquet", table.getvalue())
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("inner.zip", inner.getvalue())
    (folder / "table.parquet").write_bytes(table.getvalue())
    (folder / "table2.parquet.gz").write_bytes(gzip.compress(table.getvalue(), mtime=0))
    (folder / "outer.zip").write_bytes(outer.getvalue())
    (folder / "lines.jsonl.bz2").write_bytes(bz2.compress(lines(63)))
    (folder / "lines.jsonl.xz").write_bytes(lzma.compress(lines(64)))
    (folder / "lines.jsonl.zst").write_bytes(zstandard.compress(lines(65)))
    damaged = bytearray(gzip.compress(lines(66, 67, 68), mtime=0))
    damaged[len(damaged) // 2] ^= 255
    (folder / "damaged.jsonl.gz").write_bytes(damaged)


def main() -> int:
    """Run a sample and print how the runs ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", default="articles")
    parser.add_argument("--minutes", type=float, default=math.inf, help="then no other is begun")
    args = parser.parse_args()
    tally, failures = disturb(args.cases, args.seed, args.tables, args.minutes)
    lines = [", ".join(f"{n} {what}" for what, n in sorted(tally.items())), *failures]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
