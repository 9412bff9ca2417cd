"""Benchmarks are seldom run: that each still finds what it imports is asked here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "benchmarks"
IMPORT_ALL = """
import runpy, sys
for path in sys.argv[1:]:
    runpy.run_path(path, run_name="imported")
"""


def test_every_benchmark_finds_what_it_imports() -> None:
    paths = sorted(map(str, FOLDER.glob("*.py")))
    assert len(paths) > 10
    places = f"import sys; sys.path[:0] = [{str(FOLDER)!r}, {str(FOLDER.parent)!r}]"
    command = [sys.executable, "-c", places + IMPORT_ALL, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
