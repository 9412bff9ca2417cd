"""What a run shows while it works: bars on a terminal, one key=value line per stage otherwise."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

log = logging.getLogger("copydesk")


class Step(Protocol):
    """Work in hand, counted in batches."""

    def advance(self) -> None:
        """Note that one more batch is done."""


class Progress:
    """Seconds and batches per stage, and the bar that shows them."""

    def __init__(self, is_terminal: bool | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self.is_terminal = sys.stderr.isatty() if is_terminal is None else is_terminal

    @contextlib.contextmanager
    def stage(self, name: str, total: int = 1) -> Iterator[Step]:
        """Time a stage and show how far it is; log one line at its end."""
        start = time.perf_counter()
        with self._bar(name, total) as step:
            yield step
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
        if not self.is_terminal:
            log.info("stage=%s batches=%d seconds=%.1f", name, total, self.seconds[name])

    @contextlib.contextmanager
    def _bar(self, name: str, total: int) -> Iterator[Step]:
        if not self.is_terminal or not total:
            yield Silent()
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn("{task.description:<18}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Bar(*columns, console=Console(stderr=True)) as bar:
            step = _Shown(bar, name, total)
            yield step
            step.finish()


class Silent:
    """Work that is not shown."""

    def advance(self) -> None:
        """Note nothing."""


class _Shown:
    def __init__(self, bar: Bar, name: str, total: int) -> None:
        self.bar, self.task, self.total = bar, bar.add_task(name, total=total), total

    def advance(self) -> None:
        self.bar.advance(self.task)

    def finish(self) -> None:
        """Show the stage as done, whether or not it counted batches."""
        self.bar.update(self.task, completed=self.total)
