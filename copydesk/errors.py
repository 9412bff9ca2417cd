"""Errors of the program and of contracts. Bad data is never an exception: see `records.Rejection`."""

from __future__ import annotations

import traceback


class CopydeskError(Exception):
    """Base of every error that copydesk raises on purpose: its message goes to the user as it is."""


class SettingsError(CopydeskError):
    """A setting, flag or `source.toml` that can't be used."""


class ContractError(CopydeskError):
    """A table that is about to be published breaks its contract."""

    def __init__(self, table: str, expectation: str, detail: str) -> None:
        self.table, self.expectation, self.detail = table, expectation, detail
        super().__init__(f"{table}: {expectation} failed: {detail}")


class PromiseError(CopydeskError):
    """The sum of what was read and what stands in the tables does not come out."""


class LockedError(CopydeskError):
    """Another run holds the curated folder."""


class StorageError(CopydeskError):
    """The curated folder can't be written or read: disk full, permissions, I/O, memory."""


class WorkerLostError(CopydeskError):
    """A worker process died under its work."""


def frames_of(error: BaseException) -> str:
    """Return where an error and its causes were raised, without their messages: those may quote an article."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < MAX_FRAMES:
        lines += [
            type(cause).__name__,
            *(
                f"  {f.filename}:{f.lineno} {f.name}"
                for f in traceback.extract_tb(cause.__traceback__)
            ),
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines[:MAX_FRAMES])


MAX_FRAMES = 200
