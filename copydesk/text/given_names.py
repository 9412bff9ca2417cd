"""Given names that are hardly anything else: what readers of bylines and of texts both know a person by."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

NAMES_FILE = Path(__file__).with_name("given_names.toml")


@functools.cache
def given_names() -> frozenset[str]:
    """Return the given names as the list writes them.

    >>> "Gabriel" in given_names(), "Lagos" in given_names()
    (True, False)
    """
    return _lists()["names"]


def pronoun_of(given: str) -> Literal["he", "she"] | None:
    """Return how somebody of a given name is spoken of, where nearly all who bear it are men, or women.

    >>> pronoun_of("donald"), pronoun_of("Angela"), pronoun_of("Robin"), pronoun_of("Xyloth")
    ('he', 'she', None, None)
    """
    name, lists = given.capitalize(), _lists()
    if name in lists["hers"]:
        return "she"
    is_his = name in lists["his"] or (name in lists["names"] and name not in lists["either"])
    return "he" if is_his else None


@functools.cache
def _lists() -> Mapping[str, frozenset[str]]:
    table = tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))
    return {key: frozenset(words.split()) for key, words in table.items()}
