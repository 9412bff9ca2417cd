"""Who holds memory while others need it: allocators what was freed, the database what it may read again."""

from __future__ import annotations

import contextlib
import ctypes
import functools
from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

DATABASE_SHARE = 0.25
"""Chosen: of its memory what DuckDB may hold while it has nothing to do, and arrays need the room."""


def give_back() -> None:
    """Return to the system what the allocators keep for later: who comes next has need of it, and is another process or asks otherwise."""
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(AttributeError, OSError):  # where the C library is none of GNU's
        c_library().malloc_trim(0)


@functools.cache
def c_library() -> ctypes.CDLL:
    """Return the C library, opened once: who reads what others wrote opens nothing while at it."""
    return ctypes.CDLL(None)


def over(connection: Any, name: str, rows: pa.Table, query: str) -> Any:
    """Run one statement over rows that it calls by a name. What is registered is held, gone or not, until the transaction ends."""
    return connection.from_arrow(rows).query(name, query)


@contextlib.contextmanager
def with_room(connection: Any) -> Iterator[None]:
    """Have DuckDB hold less meanwhile: what it knows waits on disk."""
    with connection.cursor() as cursor:  # in our own transaction a refusal would end that
        [(most,)] = cursor.execute("SELECT current_setting('memory_limit')").fetchall()
        number, unit = most.split()
        with contextlib.suppress(duckdb.OutOfMemoryException):  # it can't let go of enough
            cursor.execute(f"SET memory_limit = '{DATABASE_SHARE * float(number)} {unit}'")
        try:
            yield
        finally:
            cursor.execute(f"SET memory_limit = '{most}'")
