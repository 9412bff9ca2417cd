"""Batches as Prefect task runs, on a process pool or a Dask cluster. Each task wraps one call of the domain.

What crosses processes are paths, keys and counts; the data travels in the work folder, as Parquet.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.processes import WorkerPool, end_flow_with_starter, finish
from flows.progress import Step
from flows.surroundings import pin_imports

WINDOW = 64
"""Batches in flight at most: bounds what the engine holds."""


@task(
    name="read-files", retries=2, retry_delay_seconds=2, cache_policy=NO_CACHE, persist_result=False
)
def read_batch(raw: str, files: str, records: str) -> None:
    """Read raw files (a JSON list of ledger rows) into record parts. The disk may fail, hence the retries."""
    from copydesk.intake import RawFile, read_files

    read_files(Path(raw), [RawFile(**row) for row in json.loads(files)], Path(records))


@task(name="accept-part", cache_policy=NO_CACHE, persist_result=False)
def accept_batch(part: str, sources: str, settings: str, outcome: str, fingerprint: str) -> None:
    """Parse, validate and fingerprint the records of one part."""
    from copydesk.acceptance import accept_part, fingerprint_part

    if not Path(outcome).exists():
        accept_part(Path(part), json.loads(sources), json.loads(settings), Path(outcome))
    fingerprint_part(Path(outcome), Path(fingerprint))


@task(name="cut-lines", cache_policy=NO_CACHE, persist_result=False)
def cut_batch(order: str, min_words: int, target: str) -> None:
    """Cut the lines that their source repeats from the articles in one order."""
    from copydesk.source_lines import cut_order

    cut_order(Path(order), min_words, Path(target))


@task(name="compare-copies", cache_policy=NO_CACHE, persist_result=False)
def compare_batch(folder: str, name: str, number: int) -> None:
    """Run one number of a step of the search for copies."""
    from copydesk.dedup.steps import run_step

    run_step(folder, name, number)


@task(name="annotate-articles", cache_policy=NO_CACHE, persist_result=False)
def annotate_batch(order: str, models: str, with_events: bool, target: str) -> None:
    """Find the mentions and code the events of the articles in one order."""
    from copydesk.annotation import annotate_order

    annotate_order(Path(order), json.loads(models), with_events, Path(target))


@contextlib.contextmanager
def open_workers(workers: int, dask: str = "") -> Iterator[TaskRunner[Any]]:
    """Give a task runner: a Dask cluster's, a process pool's, or this process where one worker is asked for."""
    runner: TaskRunner[Any]
    end_flow_with_starter()
    pin_imports()
    if dask:
        from prefect_dask.task_runners import DaskTaskRunner

        runner = DaskTaskRunner(address=dask)
    elif workers > 1:
        runner = WorkerPool(workers)
    else:
        runner = ThreadPoolTaskRunner(max_workers=1)
    with runner:
        yield runner


def run_batches(
    runner: TaskRunner[Any] | None, work: Any, batches: Sequence[Mapping[str, Any]], step: Step
) -> None:
    """Run one task per batch, or call it where there is no runner; the first that fails ends the run."""
    if runner is None:
        for batch in batches:
            work.fn(**batch)
            step.advance()
        return
    waiting: list[Any] = []
    for batch in batches:
        if len(waiting) >= WINDOW:
            finish(waiting.pop(0), runner)
            step.advance()
        waiting.append(runner.submit(work, parameters=dict(batch)))
    for future in waiting:
        finish(future, runner)
        step.advance()
