"""How the paths of raw files are written in tables, and back: a name may be any bytes, a column holds text."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


def printable(name: str) -> str:
    """Return a file name that Parquet can hold: bytes of it that are not UTF-8 are written as `\\xff`.

    No two names print alike: where a name itself holds what looks like such a byte, its backslash is written as one.

    >>> printable("caf\\udce9.txt"), printable("caf\\\\xe9.txt")
    ('caf\\\\xe9.txt', 'caf\\\\x5cxe9.txt')
    """
    if name.isascii() and "\\" not in name:
        return name
    shown = ESCAPE.sub(lambda found: f"\\x5c{found.group()[1:]}", name)
    return shown.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def locate(raw: Path, raw_path: str) -> Path:
    """Return the file that a printable path names."""
    if "\\" not in raw_path:
        return raw / raw_path
    named = ESCAPE.sub(
        lambda found: bytes([int(found[1], 16)]).decode("utf-8", "surrogateescape"), raw_path
    )
    return raw / named


def if_regular(path: str, flags: int) -> int:
    """Open a regular file for `open`. Anything else is an OSError: to wait for a pipe's other end may take for ever."""
    handle = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "not a regular file")
    return handle
