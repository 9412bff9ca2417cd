"""The two flows as Prefect knows them: `curate` and `backfill`. Parameters are plain strings, dates and numbers, lists of choices."""

# Annotations are values here, no texts: a flow goes to its process as a function without the names of this module.

import contextlib
import dataclasses
import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event
from prefect.runtime import deployment, flow_run
from pydantic import BeforeValidator, Field

from copydesk.errors import LockedError, SettingsError
from copydesk.history import read_runs
from copydesk.rework import BackfillScope
from flows.backfill import backfill_with
from flows.curate import curate_with
from flows.failures import on_interrupt
from flows.interrupts import ended_by_signals
from flows.prefect_engine import (
    PrefectEngine,
    last_words_of_run,
    open_prefect_engine,
    rename_run,
)
from flows.processes import is_of_an_engine
from flows.progress import Progress
from flows.server import QUIET
from flows.settings import Settings, load_settings
from flows.summary import Summary, news_of, to_markdown, to_trends


def name_of_run() -> str:
    """Return what a flow run is called at first: what it does, when, with what.

    For example `backfill 2026-11-26: bbc from 2019-11-01`. What came is added once it is known.
    """
    told: dict[str, Any] = flow_run.parameters or {}
    words = [told["source"]] if told.get("source") else []
    words += [f"{word} {told[key]}" for word, key in SCOPE_WORDS if told.get(key)]
    day = (flow_run.scheduled_start_time or dt.datetime.now(dt.UTC)).date()
    return f"{flow_run.flow_name} {day}{': ' if words else ''}{' '.join(words)}"


SCOPE_WORDS = (("from", "first"), ("to", "last"), ("stage", "stage"))


def _split(told: Any) -> Any:
    """Return a list of names that was told as one text: `articles,entities`."""
    return (
        [name.strip() for name in told.split(",") if name.strip()]
        if isinstance(told, str)
        else told
    )


Tables = Annotated[list[Literal["articles", "entities", "events"]] | None, BeforeValidator(_split)]
FirstStage = Literal["articles", "copies", "entities", "events"]
Workers = Annotated[int, Field(ge=1)]


@flow(name="curate", flow_run_name=name_of_run, validate_parameters=True, persist_result=False)
def curate(
    raw: str | None = None,
    curated: str | None = None,
    tables: Tables = None,
    workers: Workers | None = None,
    dask: str | None = None,
    prune: bool | None = None,
    overrides: list[str] | None = None,
) -> dict[str, Any]:
    """Curate what is new in the raw folder and publish all tables together.

    Args:
        raw: Folder of raw dumps, one folder per source (default: the setting, `data/raw`).
        curated: Folder of the tables (default: the setting, `data/curated`).
        tables: Stages to run; each needs those before it (default: the setting, all three).
        workers: Worker processes.
        dask: Address of a Dask scheduler to use instead of a process pool.
        prune: Forget records whose raw file is gone.
        overrides: Further settings as `key=value`.

    Returns:
        The summary of the run: what was read, published and quarantined, and seconds per stage.
    """
    settings = load_settings(
        overrides or (),
        raw=raw,
        curated=curated,
        tables=",".join(tables) if tables else None,
        workers=workers,
        dask=dask,
        prune=prune,
    )
    with _engine_of_run(settings) as engine:
        return _told(settings, when_free(lambda: curate_with(settings, Progress(), engine)))


@flow(name="backfill", flow_run_name=name_of_run, validate_parameters=True, persist_result=False)
def backfill(
    first: dt.date | None = None,
    last: dt.date | None = None,
    source: str | None = None,
    stage: FirstStage | None = None,
    raw: str | None = None,
    curated: str | None = None,
    workers: Workers | None = None,
    dask: str | None = None,
    overrides: list[str] | None = None,
) -> dict[str, Any]:
    """Compute again what is in scope and publish all tables together.

    Args:
        first: First day of publication, on the publisher's clock.
        last: Last day of publication.
        source: Name of a folder right below the raw folder.
        stage: First stage to redo: `articles`, `copies`, `entities` or `events`.
        raw: Folder of raw dumps.
        curated: Folder of the tables.
        workers: Worker processes.
        dask: Address of a Dask scheduler to use instead of a process pool.
        overrides: Further settings as `key=value`.

    Returns:
        The summary of the run.

    Raises:
        SettingsError: nothing is named, or something unknown.
    """
    if not (first or last or source or stage):
        raise SettingsError("backfill needs a scope: --from and --to, --source or --stage")
    settings = load_settings(overrides or (), raw=raw, curated=curated, workers=workers, dask=dask)
    scope = BackfillScope(first, last, source, stage or "articles")
    with _engine_of_run(settings) as engine:
        told = when_free(lambda: backfill_with(settings, scope, Progress(), engine))
        return _told(settings, told)


@contextlib.contextmanager
def _engine_of_run(settings: Settings) -> Iterator[PrefectEngine]:
    """Give the engine of a flow run, which ends at once, in one line, where who started it cancels or stops it.

    Prefect alone would end it step by step: the run's folder goes while shards still write there, and each fails and is tried again.
    """
    with contextlib.ExitStack() as stack:
        if is_of_an_engine():
            # What is left of the pool is cleaned up all the same; a process worker does not say so for us.
            os.environ.setdefault("PYTHONWARNINGS", QUIET["PYTHONWARNINGS"])
            tell = last_words_of_run(get_run_logger(), flow_run.id)
            stack.enter_context(ended_by_signals(on_interrupt(Path(settings.curated)), tell))
        if settings.work_pool:
            from flows.job_engine import open_job_engine  # which has a flow of its own

            yield open_job_engine(settings.work_pool, settings.workers)
        else:
            yield stack.enter_context(open_prefect_engine(settings.workers, settings.dask))


LOCK_SECONDS = 10.0
"""Between two looks at a curated folder that another run holds."""


def when_free(work: Callable[[], Summary]) -> Summary:
    """Do the work of a deployment once no other run holds the folder: a backfill beside a scheduled run is no failure.

    A flow that somebody calls himself fails at once, as the command does.
    """
    while True:
        try:
            return work()
        except LockedError as error:
            if deployment.id is None:
                raise
            get_run_logger().info("waits: %s", error)
            time.sleep(LOCK_SECONDS)


ALARM = "copydesk.alarm"
"""The event of a version that looks wrong though it was published: what a notification may wait for."""


def _told(settings: Settings, summary: Summary) -> dict[str, Any]:
    """Show a summary and how it compares on the page of the flow run, and return it as Prefect hands it on."""
    runs = read_runs(Path(settings.curated))
    create_markdown_artifact(
        to_markdown(summary), key="run-summary", description="What stands published after the run."
    )
    if trends := to_trends(runs):
        create_table_artifact(
            trends, key="run-trends", description="The last version against those before it."
        )
    if summary.alarms and summary.is_new:
        workspace = Path(settings.curated).absolute()
        emit_event(
            ALARM,
            {
                "prefect.resource.id": f"copydesk.desk.{workspace}",
                "prefect.resource.name": workspace.name,
            },
            payload={"alarms": summary.alarms, "version": summary.version},
        )
    rename_run(news_of(summary, runs))
    return dataclasses.asdict(summary)
