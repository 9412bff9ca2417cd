"""Which code a stage runs: a hash of the files of its packages, so that no one has to remember to raise a number.

A comment that changes costs a recomputation; a rule that changes unnoticed would cost the second promise.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LENGTH = 12


@functools.cache
def code_version(*parts: str) -> str:
    """Return a short hash of modules and packages, named by their place below the project: `copydesk/parse`.

    Data files beside the code (rules, weights) count as code.
    """
    digest = hashlib.sha256()
    for path in sorted({file for part in parts for file in _files(ROOT / part)}):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:LENGTH]


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found = [
        path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    if not found:
        raise FileNotFoundError(place)
    return found
