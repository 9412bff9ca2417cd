"""Given names that are hardly anything else: what readers of bylines and of texts both know a person by."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

NAMES_FILE = Path(__file__).with_name("given_names.toml")


@functools.cache
def given_names() -> frozenset[str]:
    """Return the given names as the list writes them.

    >>> "Gabriel" in given_names(), "Lagos" in given_names()
    (True, False)
    """
    table: dict[str, str] = tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))
    return frozenset(table["names"].split())
