"""Answers of costly functions are remembered: a thousand runs over one small collection compute nothing twice.

Each is a function of its arguments alone; an answer is kept under a hash of the pickled arguments, so that what a fault
has changed is computed anew. An error is never kept. What writes, reads and decides runs for real.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

# As they are before `faults` wraps them: what is remembered is no part of the run that is disturbed.
_open, _read, _write, _close, _rename = os.open, os.read, os.write, os.close, os.rename
_exists, _stat = os.path.exists, os.stat

KNOWN: dict[str, bytes] = {}


@contextlib.contextmanager
def answers_kept(folder: Path) -> Iterator[None]:
    """Let this process, and those that it forks, keep answers in a folder as long as the block lasts."""
    from copydesk import annotation
    from copydesk.limits.isolated import Bench

    def call(_: Bench, function: Callable[[Any], Any], argument: Any, cpu_seconds: float) -> Any:
        return remembered(function, folder)(argument)

    with (
        judgements_kept(folder),
        mock.patch.object(annotation, "annotate_row", remembered(annotation.annotate_row, folder)),
        mock.patch.object(Bench, "call", call),
    ):
        yield


@contextlib.contextmanager
def judgements_kept(folder: Path) -> Iterator[None]:
    """The same of what Great Expectations says alone: all that is read, parsed and annotated is done for real."""
    from copydesk.checks import validate

    folder.mkdir(parents=True, exist_ok=True)
    own = validate._evaluate

    @functools.wraps(own)
    def evaluate(*asked: Any) -> list[Any]:
        return list(own(*asked))

    with mock.patch.object(validate, "_evaluate", asked_once(remembered(evaluate, folder))):
        yield
    KNOWN.clear()


OF_A_COLUMN = {"ExpectColumnValuesToBeUnique"}
"""Expectations that look at more than one value at a time."""

LONG = 64  # chosen: of a longer text its hash is kept


def asked_once(evaluate: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Return an `_evaluate` that asks only of rules that meet a value which they were not asked about before, or which failed.

    Such a rule is asked about all rows. What an expectation says of a value is a function of its arguments, the column's type and
    the value; each costs Great Expectations its graph however few rows there are, and most columns hold what they held before.
    """
    right: dict[tuple[str, str, str], set[Any]] = {}

    @functools.wraps(evaluate)
    def ask(table: str, frame: Any, rules: Sequence[Any]) -> list[Any]:
        if frame.empty:
            return evaluate(table, frame, rules)
        met = {rule.name: _met(frame, rule) for rule in rules}
        left = [r for r in rules if not (met[r.name] and _fits(met[r.name], right))]
        failures = list(evaluate(table, frame, left)) if left else []
        broken = {failure.rule.name for failure in failures}
        for rule in left:
            if met[rule.name] and rule.name not in broken:
                key, values = met[rule.name]
                right.setdefault(key, set()).update(values)
        return failures

    return ask


def _met(frame: Any, rule: Any) -> tuple[tuple[str, str, str], set[Any]] | None:
    """Return under what the values of a rule's column are kept, and these; None where it can't be asked value by value."""
    column = rule.name if rule.name in frame.columns else rule.column
    if rule.expectation in OF_A_COLUMN or column not in frame.columns:
        return None
    values = frame[column]
    key = (rule.expectation, repr(sorted(rule.arguments.items())), str(values.dtype))
    return key, set(map(_told, values))


def _fits(met: tuple[tuple[str, str, str], set[Any]], right: dict[Any, set[Any]]) -> bool:
    key, values = met
    return values <= right.get(key, set())


def _told(value: Any) -> Any:
    """Return what stands for a value; equal for equal ones of one type."""
    told = repr(value.tolist() if hasattr(value, "tolist") else value)
    return hashlib.sha256(told.encode()).digest() if len(told) > LONG else told


def remembered(function: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    """Return a function that looks up what it was asked before."""

    @functools.wraps(function)
    def ask(*asked: Any) -> Any:
        told = pickle.dumps((function.__module__, function.__qualname__, asked))
        key = hashlib.sha256(told).hexdigest()
        answer = KNOWN.get(key) or read(f"{folder}/{key}")
        if answer is None:
            found = function(*asked)
            answer = pickle.dumps(found)
            keep(f"{folder}/{key}", answer)
        KNOWN[key] = answer
        return pickle.loads(answer)

    return ask


def read(path: str) -> bytes | None:
    """Return what was kept."""
    if not _exists(path):
        return None
    handle = _open(path, os.O_RDONLY)
    try:
        return _read(handle, _stat(path).st_size)
    finally:
        _close(handle)


def keep(path: str, answer: bytes) -> None:
    """Keep an answer, whole or not at all: its process may be killed, or have no file left to open."""
    scratch = f"{path}.{os.getpid()}"
    try:
        handle = _open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError:
        return
    try:
        left = memoryview(answer)
        while left:
            left = left[_write(handle, left) :]
    finally:
        _close(handle)
    _rename(scratch, path)


def learn(folder: Path) -> None:
    """Take in what is kept, so that processes that are forked from now on need not read it."""
    for entry in folder.iterdir():
        if "." not in entry.name:
            KNOWN[sys.intern(entry.name)] = entry.read_bytes()
