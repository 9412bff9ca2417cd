"""What a folder of dumps gives, source by source: articles, what they have, and what was not accepted and why.

    python -m benchmarks.dumps_table FOLDER [--against dd31dc5] [--only seed bbc]

Each record is read and parsed as a run does it, with what its file tells of its columns; copies are not sought and rows are not
validated. With a commit the same is done with the code of that commit, in a process of its own. Where the folder is not there, that is said and nothing else.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILLED = ("title", "published_on", "authors")


def count(raw: Path, only: list[str]) -> dict[str, dict[str, int]]:
    """Return counts by source, with the code on `sys.path`."""
    from copydesk.parse import parse_record
    from copydesk.raw import intake
    from copydesk.records import ParsedArticle

    parts: Any = intake  # of commits of the first days all of it stood there
    if not hasattr(intake, "decode_record"):
        from copydesk.raw import parts
    told: dict[str, Counter[str]] = defaultdict(Counter)
    files: Any = [
        file
        for file in intake.scan_raw(raw, [])[0]
        if not only or file.raw_path.split("/")[0] in only
    ]
    sources = {file.file_key: file for file in files}
    takes_learnt = intake.read_rows.__code__.co_argcount > 3
    for task in intake.plan_reads(files):
        learnt: dict[str, str] = {}
        more: list[Any] = [learnt] if takes_learnt else []
        rows = list(intake.read_rows(raw, task, [], *more))
        for row in rows:
            key = row["file_key"]
            counts = told[sources[key].raw_path.split("/")[0]]
            counts["records"] += 1
            if row["media"] is None:
                counts.update(f"quarantined {reason}" for reason in row["reasons"])
                continue
            record = parts.decode_record(row)
            answer = parse_record(record, parts.decode_source(learnt.get(key, sources[key].source)))
            if not isinstance(answer, ParsedArticle):
                counts.update(f"quarantined {reason}" for reason in answer.reasons)
                continue
            counts["articles"] += 1
            counts.update(name for name in FILLED if getattr(answer, name))
    return {source: dict(counts) for source, counts in sorted(told.items())}


def ask(tree: Path, raw: Path, only: list[str]) -> dict[str, dict[str, int]]:
    """Return what a process of its own counts with the code of a tree."""
    command = [sys.executable, "-P", __file__, str(raw), f"--tree={tree}", "--only", *only]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, dict[str, int]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Print a table in Markdown, one row for each source and commit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("raw", type=Path)
    arguments.add_argument("--against", metavar="COMMIT")
    arguments.add_argument("--only", nargs="*", default=[])
    arguments.add_argument("--tree", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if not asked.raw.is_dir():
        print(f"{asked.raw} is not there: nothing is counted")
        return
    if asked.tree:
        sys.path.insert(0, str(asked.tree))
        print(json.dumps(count(asked.raw, asked.only)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        trees = {"now": ROOT}
        if asked.against:
            from benchmarks.older import (
                lay_out,  # whoever is measured has no folder of ours on its path
            )

            trees = {asked.against: lay_out(asked.against, Path(scratch))} | trees
        found = {name: ask(tree, asked.raw, asked.only) for name, tree in trees.items()}
    print(
        "| dump | code | records | articles | with title | with day | with author | not accepted |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for source in sorted({source for counts in found.values() for source in counts}):
        for name, told in found.items():
            counts = told.get(source, {})
            reasons = sorted(
                (key.split()[1], n) for key, n in counts.items() if key.startswith("quarantined")
            )
            cells = [counts.get(key, 0) for key in ("records", "articles", *FILLED)]
            left = ", ".join(f"{reason} {n}" for reason, n in reasons)
            print(f"| {source} | {name} | {' | '.join(map(str, cells))} | {left} |")


if __name__ == "__main__":
    main()
