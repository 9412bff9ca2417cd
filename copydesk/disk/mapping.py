"""A function over many tables, of which none knows another: done here, or elsewhere by way of files."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from copydesk.disk.by_size import by_size
from copydesk.disk.storage import beside

AT_ONCE = 8
"""Tables that are handed over together: so many lie in the scratch folder, and workers read them at the same time."""

Do = Callable[[Sequence[tuple[str, dict[str, Any]]]], object]
"""Has shards done elsewhere: what each holds, and the arguments of `map_file`."""


class Mapper(Protocol):
    """Has a function map tables: `map_here`, or who has it done elsewhere."""

    def __call__(
        self, holds: str, function: str, tables: Iterable[pa.Table], **more: Any
    ) -> Iterator[pa.Table]:
        """Yield what a function makes of each table, in their order.

        Args:
            holds: What the rows are, for people.
            function: As in `module:function`: it takes a table and `more`, and returns a table.
            tables: Of which none needs another; they are read while answers are given.
            more: What the function takes besides.
        """
        ...


def map_here(
    holds: str, function: str, tables: Iterable[pa.Table], **more: Any
) -> Iterator[pa.Table]:
    """Yield what a function makes of each table, one after the other."""
    return (pkgutil.resolve_name(function)(table, **more) for table in tables)


def map_file(function: str, source: Path, target: Path, more: dict[str, Any]) -> None:
    """Write what a function makes of the table in a file, for who had it done elsewhere."""
    [made] = map_here("", function, [_read(source)], **more)
    with beside(target) as scratch:
        _write(made, scratch)


def mapping_elsewhere(scratch: Path, do: Do) -> Mapper:
    """Return a mapper that has `do` work on several tables at once, which lie in the scratch folder meanwhile."""

    def map_tables(
        holds: str, function: str, tables: Iterable[pa.Table], **more: Any
    ) -> Iterator[pa.Table]:
        for asked in by_size(hand_over(holds, function, tables, more), lambda _: 1, AT_ONCE):
            do(asked)
            try:
                yield from (_read(arguments["target"]) for _, arguments in asked)
            finally:
                for name in ("source", "target"):
                    for _, arguments in asked:
                        arguments[name].unlink()

    def hand_over(
        holds: str, function: str, tables: Iterable[pa.Table], more: dict[str, Any]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for number, table in enumerate(tables):
            source = scratch / f"{holds.replace(' ', '-')}-{number}.arrow"
            _write(table, source)
            told = {"function": function, "source": source, "target": source.with_suffix(".made")}
            yield f"{len(table):,} {holds}", told | {"more": more}

    return map_tables


def _write(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as out:
        out.write_table(table)


def _read(path: Path) -> pa.Table:
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).read_all()
