"""Folders that old code made, taken over by today's: the tables are those of a fresh folder, and nothing is lost.

    python -m tests.trust.old_folders 422924f e240920 497ce46 3e56c96 7c84094

Each commit's code is taken out of the repository and curates a small collection, whose second state today's code curates.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from copydesk.versions.metadata import DESCRIPTIONS
from copydesk.versions.published import MANIFEST
from tests.desk_runs import table_bytes
from tests.trust.small_desk import lay_first, lay_second

ROOT = Path(__file__).resolve().parent.parent.parent
TOLD = ["--tables", "articles", "--workers", "1", "--set", "min_words=5"]


def code_of(commit: str, folder: Path) -> Path:
    """Lay the code of a commit below a folder."""
    target = folder / commit
    with subprocess.Popen(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE) as archive:
        assert archive.stdout is not None
        with tarfile.open(fileobj=archive.stdout, mode="r|") as packed:
            packed.extractall(target, filter="data")
    return target


def curate(code: Path, raw: Path, curated: Path) -> str:
    """Run the command line of some code; return what it said."""
    environment = os.environ | {
        "PYTHONPATH": str(code),
        "PREFECT_HOME": str(curated.parent / "prefect"),
    }
    command = [sys.executable, "-m", "flows.command_line", "run", *TOLD]
    done = subprocess.run(
        [*command, "--raw", str(raw), "--curated", str(curated)],
        cwd=code,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{code.name}: {done.stderr[-1500:]}"
    return done.stdout


def take_over(commit: str, root: Path) -> str:
    """Return how an old folder differs from a fresh one once today's code has taken it over; nothing where it does not."""
    raw, old, fresh = root / "raw", root / "old", root / "fresh"
    lay_first(raw)
    curate(code_of(commit, root / "code"), raw, old)
    gone = raw / "a" / "going.jsonl"
    kept = gone.read_bytes()
    lay_second(raw)  # a file of it is gone: its records live in the old folder alone
    curate(ROOT, raw, old)
    gone.write_bytes(kept)
    curate(ROOT, raw, fresh)
    one, other = table_bytes(old), table_bytes(fresh)
    places = {place for place in one.keys() | other.keys() if one.get(place) != other.get(place)}
    if places - {MANIFEST, *DESCRIPTIONS}:  # they name the version, and that its code
        return f"differs in {', '.join(sorted(places)[:6])}"
    sums = [
        json.loads((folder / "current" / "manifest.json").read_text(encoding="utf-8"))["promise"]
        for folder in (old, fresh)
    ]
    return "" if sums[0] == sums[1] else f"counts {sums[0]}, a fresh folder {sums[1]}"


def main() -> int:
    """Take over a folder of each commit and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commits", nargs="+")
    failed = 0
    for commit in parser.parse_args().commits:
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = take_over(commit, Path(folder))
            except AssertionError as error:
                found = str(error)
        failed += bool(found)
        sys.stdout.write(f"{commit}: {found or 'as a fresh folder'}\n")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
