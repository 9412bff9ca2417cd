"""`backfill`: what exists, redone with today's code: a range of days, a source, or a stage."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from copydesk.errors import SettingsError
from copydesk.rework import Scope, forget_work
from copydesk.storage import curated_lock
from flows.batches import open_workers
from flows.curate import curate_with
from flows.progress import Progress
from flows.settings import load_settings, open_desk
from flows.summary import to_markdown


@flow(name="backfill", validate_parameters=True, persist_result=False)
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

    The result is what a run from nothing would publish: a backfill changes tables only where code has changed.

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
    desk = open_desk(settings)
    with curated_lock(desk.curated):
        desk.work.prepare()
        forget_work(desk, Scope(first, last, source, stage or "articles"), desk.versions())
    with open_workers(settings.workers, settings.dask) as runner:
        summary = curate_with(settings, Progress(), runner, is_forced=True)
    create_markdown_artifact(to_markdown(summary), key="run-summary")
    return dataclasses.asdict(summary)
