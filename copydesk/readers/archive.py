"""Archives of files: what a member is called, and whether that name may be followed. Members never touch the disk."""

from __future__ import annotations

import dataclasses
import re

from copydesk.ids import content_id
from copydesk.readers.stream import Damage, Stream

DRIVE = re.compile(r"[A-Za-z]:")


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `step` is its position, `problem` why it is not opened."""

    name: str
    step: str
    stream: Stream
    problem: Damage | None = None


def name_problem(name: str) -> str | None:
    """Return why a member's name is unsafe; None for a plain relative path.

    >>> name_problem("a/../../etc/passwd"), name_problem("a/b.txt")
    ('its name leads out of the archive', None)
    """
    path = name.replace("\\", "/")
    if path.startswith("/") or DRIVE.match(path):
        return "its name is an absolute path"
    if ".." in path.split("/"):
        return "its name leads out of the archive"
    if "\x00" in name:
        return "its name holds a NUL"
    return None


class StepNamer:
    """Gives each member a position of its own: a name that comes again is numbered."""

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}  # how often a step was asked for, by its hash

    def step(self, base: str) -> str:
        """Return the step, with a number from the second time on."""
        step, first = base, _short(base)
        while (key := _short(step)) in self._seen:
            self._seen[first] += 1
            step = f"{base} ({self._seen[first]})"
        self._seen[key] = 1
        return step


def _short(step: str) -> bytes:
    return content_id("rec", step)[4:].encode()
