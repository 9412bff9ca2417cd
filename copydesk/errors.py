"""Errors of the program and of contracts. Bad data is never an exception: see `records.Rejection`."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Sequence


class CopydeskError(Exception):
    """Base of every error that copydesk raises on purpose: its message goes to the user as it is."""


class SettingsError(CopydeskError):
    """A setting, flag or `source.toml` that can't be used."""


class ContractError(CopydeskError):
    """A table that is about to be published breaks its contract."""

    def __init__(self, table: str, expectation: str, detail: str) -> None:
        self.table, self.expectation, self.detail = table, expectation, detail
        super().__init__(f"{table}: {expectation} failed: {detail}")

    def with_others(self, others: Sequence[ContractError]) -> ContractError:
        """Return one error that tells this failure and further ones, a line each."""
        return ContractError(
            self.table, self.expectation, "\n".join([self.detail, *map(str, others)])
        )


class PromiseError(CopydeskError):
    """The sum of what was read and what stands in the tables does not come out."""


class LockedError(CopydeskError):
    """Another run holds the curated folder."""


class StorageError(CopydeskError):
    """The curated folder can't be written or read: disk full, permissions, I/O, memory."""


class WorkerLostError(CopydeskError):
    """A worker process died under its work."""


CONTENT_ERRORS: tuple[type[Exception], ...] = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, SyntaxError,
    TypeError, ValueError, re.error,
)  # fmt: skip
"""What code raises at values that it did not expect. A `RuntimeError` is not among them: it may be a lack of threads."""

CONTENT_LIBRARIES = ("lxml.",)
"""Modules of libraries that raise their own errors about what they parse."""


def machine_error(error: BaseException) -> BaseException | None:
    """Return what in an error, or in what led to it, is about this machine at this moment and not about the bytes.

    Libraries raise `OSError` about damaged data, too (bzip2, Parquet): it then has no number of the system. Of
    messages only one is looked at, for others may quote an article.
    """
    for cause in causes_of(error):
        if isinstance(cause, MemoryError) or (
            isinstance(cause, OSError) and cause.errno is not None
        ):
            return cause
        kind = type(cause)
        words = LACKS.get(f"{kind.__module__.partition('.')[0]}.{kind.__name__}")
        if words is not None and words in str(cause):
            return MemoryError(str(cause))
    return None


LACKS = {
    "zstandard.ZstdError": "not enough memory",
    "pyarrow.ArrowException": "Unknown error: Failed to launch worker thread",
    "builtins.ImportError": "failed to map segment from shared object",
}
"""What errors of a kind that no content leads to say of a lack of memory or threads."""


def is_of_content(error: BaseException) -> bool:
    """Return whether an error may be the answer to some bytes: a closed list, so that nothing unknown becomes a verdict."""
    is_known = isinstance(error, CONTENT_ERRORS) or type(error).__module__.startswith(
        CONTENT_LIBRARIES
    )
    return is_known and machine_error(error) is None


def let_through(error: BaseException) -> None:
    """Raise what is about this machine in an error: it ends the batch and is no answer."""
    found = machine_error(error)
    if found is not None:
        raise found


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


MOST_SAID = (
    300  # chosen: characters of what a library says; some quote the bytes that they can't read
)


def first_line(error: BaseException) -> str:
    """Return the first line of what an error says; of one that says nothing its kind.

    >>> first_line(ValueError("no table\\nat 7")), first_line(KeyError())
    ('no table', 'KeyError')
    """
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:MOST_SAID]


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


MAX_FRAMES = 200  # chosen: lines of a traceback; a recursion has a thousand that say the same
