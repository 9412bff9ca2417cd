"""Work files that carry their own hash: who uses one knows whether it is as it was written, and where.

The seal of a Parquet file stands between its data and its footer, where readers pass over it: one file, one write, and
whoever moves or packs such files moves the seal along. It is a hash of all other bytes and of the file's place (folder and
name), so that two files that changed places are found out, too. A JSON file holds the hash of what it says.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from copydesk.errors import CopydeskError

MARK = b"copydesk seal 1\n"
SEAL_BYTES = len(MARK) + hashlib.sha256().digest_size
TAIL_BYTES = 8  # of a Parquet file: the length of its footer, and the word PAR1
BLOCK = 1 << 20  # chosen: bytes hashed at once; bounds memory alone

CHECK = "check"
"""Key of the hash in a sealed JSON object."""

_sound: dict[str, tuple[int, int, int]] = {}
"""What the files that this process found sound looked like: none is hashed twice as long as nobody touches it."""


class DamagedWorkError(CopydeskError):
    """Work files that are missing or not as they were written. A run catches it and makes them again."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths
        super().__init__(
            f"{paths[0]} is missing or not as it was written; `copydesk repair` makes it again"
        )

    def __reduce__(self) -> tuple[type[DamagedWorkError], tuple[list[Path]]]:
        return DamagedWorkError, (self.paths,)


def seal(file: BinaryIO, place: Path) -> None:
    """Seal a Parquet file that was just written and is open for reading and writing; `place` is where it will stand."""
    size = file.seek(0, 2)
    file.seek(size - TAIL_BYTES)
    footer_bytes = int.from_bytes(file.read(4), "little") + TAIL_BYTES
    file.seek(size - footer_bytes)
    footer = file.read()
    digest = _digest(file, size - footer_bytes, footer, place)
    file.seek(size - footer_bytes)
    file.write(MARK + digest + footer)


def _digest(file: BinaryIO, data_bytes: int, footer: bytes, place: Path) -> bytes:
    digest = hashlib.sha256(f"{place.parent.name}/{place.name}\0{data_bytes}\0".encode())
    file.seek(0)
    left = data_bytes
    while left and (block := file.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    digest.update(footer)
    return digest.digest()


def is_sound(path: Path) -> bool:
    """Return whether a sealed Parquet file is there, as it was written for this place."""
    try:
        look = path.stat()
        looks = (look.st_size, look.st_ino, look.st_mtime_ns)
        key = str(path.absolute())
        if _sound.get(key) == looks:
            return True
        with path.open("rb") as file:
            is_right = _has_seal(file, look.st_size, path)
    except FileNotFoundError:
        return False
    if is_right:
        _sound[key] = looks
    return is_right


def _has_seal(file: BinaryIO, size: int, place: Path) -> bool:
    if size < SEAL_BYTES + TAIL_BYTES:
        return False
    file.seek(size - TAIL_BYTES)
    footer_bytes = int.from_bytes(file.read(4), "little") + TAIL_BYTES
    data_bytes = size - footer_bytes - SEAL_BYTES
    if data_bytes < 0:
        return False
    file.seek(data_bytes)
    found, footer = file.read(SEAL_BYTES), file.read()
    wanted = MARK + _digest(file, data_bytes, footer, place)
    return hmac.compare_digest(found, wanted)


def bears_a_seal(path: Path) -> bool:
    """Return whether a file has anything of a seal: releases before 0.2 wrote none."""
    return MARK in path.read_bytes()


def check_seals(paths: Iterable[Path]) -> None:
    """Check files that are about to be used.

    Raises:
        DamagedWorkError: with all that are missing or not as they were written.
    """
    damaged = [path for path in paths if not is_sound(path)]
    if damaged:
        raise DamagedWorkError(damaged)


def sealed_json(told: Mapping[str, Any]) -> str:
    """Return a JSON object with the hash of what it says."""
    return json.dumps({**told, CHECK: _check_of(told)}, sort_keys=True)


def parse_json(text: str | bytes) -> Any:
    """Return the value of a JSON text of our own; a damaged one may nest deeper than Python reads.

    Raises:
        ValueError: the text is no JSON, or nests too deep.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nests too deep") from error


def open_json(text: str) -> dict[str, Any]:
    """Return what a sealed JSON object says.

    Raises:
        ValueError: it does not say what was written.
    """
    told = parse_json(text)
    if not isinstance(told, dict) or told.pop(CHECK, None) != _check_of(told):
        raise ValueError("not as it was written")
    return told


def _check_of(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
