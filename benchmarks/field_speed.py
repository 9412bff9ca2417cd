"""How many records of named fields or text dumps are parsed and validated in a second of CPU time.

    python -m benchmarks.field_speed FOLDER [--n 1000] [--rounds 3] [--against COMMIT]

One process, one thread; what a run parses aside is parsed here. The best of the rounds counts: another program on the
machine only ever makes a round slower. With a commit, the code of that commit takes turns with that of this tree, each in
a process of its own. `digest` is a hash of what was read: the same for code that reads the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIMITS = {"min_words": 20}
PART = 1000
WARM = 20  # records that load what is loaded once


def measure(folder: Path, number: int) -> dict[str, Any]:
    """Return the CPU seconds that reading, and that parsing with validation take, with the code on `sys.path`."""
    from copydesk import acceptance as loaded
    from copydesk.checks import validate
    from copydesk.parse import parse_record
    from copydesk.readers import read_file
    from copydesk.readers.source import is_control_file
    from copydesk.records import RawRecord, SourceConfig

    source = SourceConfig()
    acceptance: Any = loaded  # other commits have other names in it
    acceptance.decode_source = lambda _: source
    if hasattr(acceptance, "attempt_all"):
        acceptance.attempt_all = lambda asked: [parse_record(*each) for each in asked]
    elif hasattr(acceptance, "attempt_parse"):
        acceptance.attempt_parse = parse_record
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not is_control_file(p.name))
    start = time.process_time()
    items = (item for path in files for item in read_file(path, path.name, source))
    records = [("", r) for r in islice((i for i in items if isinstance(i, RawRecord)), number)]
    read = time.process_time()
    validate._batch_definition()  # loads Great Expectations
    acceptance.accept_records(records[:WARM], {"": ""}, LIMITS)
    warm = time.process_time()
    outcomes = [
        acceptance.accept_records(records[first : first + PART], {"": ""}, LIMITS)
        for first in range(0, len(records), PART)
    ]
    done = time.process_time()
    told = [outcome.accepted.to_pylist() + outcome.rejected.to_pylist() for outcome in outcomes]
    digest = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
    return {"n": len(records), "digest": digest, "read": read - start, "parse and validate": done - warm}  # fmt: skip


def ask(tree: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Return what a process of its own measures with the code of a tree."""
    command = [sys.executable, "-P", __file__, str(asked.folder), f"--n={asked.n}", f"--tree={tree}"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Print the rates."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--n", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--against", metavar="COMMIT")
    arguments.add_argument("--tree", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.tree:
        sys.path.insert(0, str(asked.tree))
        print(json.dumps(measure(asked.folder, asked.n)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        trees = {"this tree": ROOT}
        if asked.against:
            from benchmarks.older import (
                lay_out,  # whoever is measured has no folder of ours on its path
            )

            trees[asked.against] = lay_out(asked.against, Path(scratch))
        told: dict[str, list[dict[str, Any]]] = {name: [] for name in trees}
        for _ in range(asked.rounds):
            for name, tree in trees.items():
                told[name].append(ask(tree, asked))
    for what in ("read", "parse and validate"):
        best = {name: min(rows, key=lambda row: row[what]) for name, rows in told.items()}
        for name, row in best.items():
            times = best[asked.against or "this tree"][what] / row[what]
            print(
                f"{what:18} {name:12} {row['n'] / row[what]:8.0f} a second {1000 * row[what] / row['n']:7.2f} ms each"
                f"   {times:5.2f} times   digest {row['digest']}"
            )


if __name__ == "__main__":
    main()
