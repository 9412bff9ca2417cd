"""What a run shows while it works: bars on a terminal, one key=value line per stage otherwise."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flows.processor_time import processor_seconds

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

log = logging.getLogger("copydesk")


class Step:
    """Work in hand: how many shards it has, and what was counted at its end."""

    def __init__(self) -> None:
        self.total = 1
        self.counts: Mapping[str, int] = {}
        self.seconds = 0.0
        self.cpu_seconds = 0.0

    def expect(self, total: int) -> None:
        """Note how many shards there are."""
        self.total = total

    def advance(self) -> None:
        """Note that one more is done."""


class Progress:
    """What each stage took and counted, and the bar that shows it."""

    def __init__(self, is_terminal: bool | None = None) -> None:
        self.steps: dict[str, Step] = {}
        shows = sys.stderr.isatty() and log.isEnabledFor(logging.INFO)
        self.is_terminal = shows if is_terminal is None else is_terminal

    @property
    def seconds(self) -> dict[str, float]:
        """Return the seconds of each stage."""
        return {name: step.seconds for name, step in self.steps.items()}

    @property
    def cpu_seconds(self) -> dict[str, float]:
        """Return the CPU seconds of each stage, over all processes of the run on this machine."""
        return {name: step.cpu_seconds for name, step in self.steps.items()}

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[Step]:
        """Time a stage and show how far it is; log one line at its end."""
        start, start_cpu = time.perf_counter(), processor_seconds()
        with self._bar(name) as step:
            yield step
        # A stage that is done twice in a run took the time of both.
        before = self.steps.get(name, Step())
        step.seconds = before.seconds + time.perf_counter() - start
        step.cpu_seconds = before.cpu_seconds + max(0.0, processor_seconds() - start_cpu)
        self.steps[name] = step
        if not self.is_terminal:
            log.info(self.line(name))

    def line(self, name: str) -> str:
        """Return the line that a stage ends with."""
        step = self.steps[name]
        counts = "".join(f" {what}={n}" for what, n in step.counts.items())
        return f"stage={name} batches={step.total} seconds={step.seconds:.1f} cpu={step.cpu_seconds:.1f}{counts}"

    @contextlib.contextmanager
    def _bar(self, name: str) -> Iterator[Step]:
        if not self.is_terminal:
            yield Step()
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
            step = _Shown(bar, name)
            yield step
            step.finish()


class _Shown(Step):
    def __init__(self, bar: Bar, name: str) -> None:
        super().__init__()
        self.bar, self.task = bar, bar.add_task(name, total=1)

    def expect(self, total: int) -> None:
        super().expect(total)
        self.bar.update(self.task, total=max(total, 1))

    def advance(self) -> None:
        self.bar.advance(self.task)

    def finish(self) -> None:
        """Show the stage as done, whether or not it counted shards."""
        self.bar.update(self.task, completed=max(self.total, 1))
