"""What a command prints: to any terminal, to none, and never with what would steer one."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import re
import sys
from collections.abc import Iterable

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but for tab and line end, and those that turn the direction of what follows."""


def shown(text: str) -> str:
    """Return text as it may be printed: what a dump says must not move the cursor or hide a line.

    >>> shown("a\\x1b[2Jb"), shown("naïve\\tline")
    ('a\\\\x1b[2Jb', 'naïve\\tline')
    """
    return STEERING.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


PAIR = re.compile(r"([a-z][\w-]*)=(.*?)(?=\s[a-z][\w-]*=|$)")
"""`key=value` in a line of ours; a value may hold spaces (`stage=source lines batches=2`)."""


class JsonLines(logging.Formatter):
    """Logs one JSON object a line: time, level, message, and the counts that the message gives as `key=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a line."""
        message = record.getMessage()
        told: dict[str, object] = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "message": message,
        }
        told |= {key: _number(value) for key, value in PAIR.findall(message) if key not in told}
        return json.dumps(told, ensure_ascii=False)


def _number(text: str) -> object:
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            return kind(text)
    return text


def say(text: str, is_safe: bool = False) -> None:
    """Print a line; one that is safe holds nothing of a dump that was not made so."""
    sys.stdout.write(f"{text if is_safe else shown(text)}\n")


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return text as it may be printed, with some words bold on a terminal and between `*` elsewhere.

    >>> marked("Police in Lusaka", [(0, 6)])
    '*Police* in Lusaka'
    """
    on, off = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("*", "*")
    told, end = "", 0
    for start, stop in spans:
        told += shown(text[end:start]) + on + shown(text[start:stop]) + off
        end = stop
    return told + shown(text[end:])


def configure_streams() -> None:
    """Make printing safe: a terminal without our letters shows their escapes, a closed output takes anything."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class LastingOutput(io.TextIOWrapper):
    """Standard output or error of a command that goes on when its reader has enough (`copydesk verify | head`).

    What it found, made or failed to make is what its exit status says, whoever reads.
    """

    def write(self, text: str, /) -> int:
        """Write text, or take it for nobody."""
        try:
            return super().write(text)
        except BrokenPipeError:
            forget_reader(self.fileno())
            return len(text)

    def flush(self) -> None:
        """Hand on what was written, or drop it."""
        try:
            super().flush()
        except BrokenPipeError:
            forget_reader(self.fileno())


def outlast_readers() -> None:
    """Put lasting outputs in the place of this process's; they end with it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            lasting = LastingOutput(
                stream.buffer,
                stream.encoding,
                "backslashreplace",
                line_buffering=stream.line_buffering,
            )
            setattr(sys, name, lasting)


def forget_reader(handle: int) -> None:
    """Let what is written to a handle go to nobody: its reader closed it."""
    nobody = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nobody, handle)
    os.close(nobody)
