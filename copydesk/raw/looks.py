"""What raw files looked like at the last scan: one that nobody has written to since is known by its hash without being read again.

A look is what a write changes: size, inode, time of change of the bytes, and of the inode's own change, which no program sets (as in Git's
index). A file is noted once it has rested for some seconds, longer than any clock of a file system ticks: what is written within one tick
looks the same. Lost or damaged notes cost a look at the bytes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from pathlib import Path

import pyarrow as pa

from copydesk.disk.own_files import read_table
from copydesk.disk.seals import is_sound
from copydesk.disk.storage import file_sha256, replace_table

RESTED_NS = 3_000_000_000
"""Chosen: FAT notes every second second, all others more often."""

SCHEMA = pa.schema([("raw_path", pa.string()), ("look", pa.string()), ("sha256", pa.string())])


class RawLooks:
    """The looks of the files below a folder, and the hashes of those that rested."""

    def __init__(self, path: Path, raw: Path, *, is_thorough: bool = False) -> None:
        """Read the notes; of a thorough scan none counts."""
        self.path, self.raw = path, raw
        self.now: dict[str, tuple[str, str]] = {}
        self.known: dict[str, tuple[str, str]] = {}
        if not is_thorough and is_sound(path):
            rows = read_table(path, SCHEMA.names).to_pylist()
            self.known = {row["raw_path"]: (row["look"], row["sha256"]) for row in rows}

    def hash_of(
        self, path: Path, found: os.stat_result, cuts: Collection[int]
    ) -> tuple[str, dict[int, str]]:
        """Return the SHA-256 of a file, and of its first bytes by their number, as `file_sha256` does."""
        has_rested = max(found.st_mtime_ns, found.st_ctime_ns) + RESTED_NS < time.time_ns()
        look = f"{found.st_size} {found.st_ino} {found.st_mtime_ns} {found.st_ctime_ns}"
        name = str(path.relative_to(self.raw))
        told, sha256 = self.known.get(name, ("", ""))
        prefixes = {found.st_size: sha256}
        if told != look or not prefixes.keys() >= set(cuts):
            sha256, prefixes = file_sha256(path, tuple(cuts))
        if has_rested and name.isprintable():  # others are no UTF-8
            self.now[name] = look, prefixes.get(found.st_size, sha256)
        return sha256, prefixes

    def write(self) -> None:
        """Note what was seen, if it is not what was noted; nothing where there is no work folder yet: a look for news makes none."""
        is_told = self.now == self.known and self.path.exists()
        if not is_told and self.path.parent.is_dir():
            rows = [(name, *told) for name, told in sorted(self.now.items())]
            dicts = [dict(zip(SCHEMA.names, row, strict=True)) for row in rows]
            replace_table(pa.Table.from_pylist(dicts, SCHEMA), self.path)
