"""Words in the names of papers and desks: what readers of mail and of bylines both know a house by."""

from __future__ import annotations

import tomllib
from pathlib import Path

_WORDS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("house_names.toml").read_text(encoding="utf-8")
)
PAPERS = "|".join(_WORDS["papers"].split())
DESKS = "|".join(_WORDS["desks"].split())
"""Alternatives of a pattern."""
