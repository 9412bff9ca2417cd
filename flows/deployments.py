"""The two flows as Prefect knows them: `curate` and `backfill`. Parameters are plain strings, dates and numbers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import deployment, flow_run

from copydesk.errors import LockedError, SettingsError
from copydesk.rework import Scope
from flows.backfill import backfill_with
from flows.curate import curate_with
from flows.prefect_engine import open_prefect_engine
from flows.progress import Progress
from flows.settings import Settings, load_settings
from flows.summary import Summary, to_markdown


def name_of_run() -> str:
    """Return what a flow run is called: what it does, with what, and where to.

    For example `backfill bbc from 2019-11-01: dumps into tables`.
    """
    told: dict[str, Any] = flow_run.parameters or {}
    settings = _settings(told)
    words = [str(flow_run.flow_name)]
    if told.get("source"):
        words.append(told["source"])
    words += [f"{word} {told[key]}" for word, key in SCOPE_WORDS if told.get(key)]
    return f"{' '.join(words)}: {Path(settings.raw).name} into {Path(settings.curated).name}"


SCOPE_WORDS = (("from", "first"), ("to", "last"), ("stage", "stage"))


@flow(name="curate", flow_run_name=name_of_run, validate_parameters=True, persist_result=False)
def curate(
    raw: str | None = None,
    curated: str | None = None,
    tables: str | None = None,
    workers: int | None = None,
    dask: str | None = None,
    prune: bool | None = None,
    overrides: list[str] | None = None,
) -> dict[str, Any]:
    """Curate what is new in the raw folder and publish all tables together.

    Args:
        raw: Folder of raw dumps, one folder per source (default: the setting, `data/raw`).
        curated: Folder of the tables (default: the setting, `data/curated`).
        tables: Stages to run: `articles`, `articles,entities` or `articles,entities,events`.
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
        tables=tables,
        workers=workers,
        dask=dask,
        prune=prune,
    )
    with open_prefect_engine(settings.workers, settings.dask) as engine:
        return _told(when_free(lambda: curate_with(settings, Progress(), engine)))


@flow(name="backfill", flow_run_name=name_of_run, validate_parameters=True, persist_result=False)
def backfill(
    first: dt.date | None = None,
    last: dt.date | None = None,
    source: str | None = None,
    stage: str | None = None,
    raw: str | None = None,
    curated: str | None = None,
    workers: int | None = None,
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
    scope = Scope(first, last, source, stage or "articles")
    with open_prefect_engine(settings.workers, settings.dask) as engine:
        return _told(when_free(lambda: backfill_with(settings, scope, Progress(), engine)))


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


def _told(summary: Summary) -> dict[str, Any]:
    """Show a summary on the page of the flow run, and return it as Prefect hands it on."""
    create_markdown_artifact(to_markdown(summary), key="run-summary")
    return dataclasses.asdict(summary)


def _settings(told: dict[str, Any]) -> Settings:
    known = {key: told.get(key) for key in ("raw", "curated")}
    return load_settings(told.get("overrides") or (), **known)
