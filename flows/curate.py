"""`curate`: from whatever lies in the raw folder to a new version of all tables. The story of the project."""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.task_runners import TaskRunner

from copydesk.collection import (
    find_missing,
    lay_articles,
    lay_entities,
    lay_events,
    lay_readings,
    take_order,
)
from copydesk.dedup import Spread
from copydesk.desk import Desk, is_current, scan, settle
from copydesk.ids import content_id
from copydesk.intake import RawFile, plan_reads
from copydesk.own_files import open_database
from copydesk.publish import (
    drop_old_versions,
    prepare_versions,
    publish_tables,
    validate_tables,
)
from copydesk.source_lines import find_cuts, find_uncut, lay_cuts, take_cuts
from copydesk.storage import curated_lock, write_table
from copydesk.workfolder import Versions, files_of
from flows.batches import (
    accept_batch,
    annotate_batch,
    compare_batch,
    cut_batch,
    open_workers,
    read_batch,
    run_batches,
)
from flows.progress import Progress, Silent
from flows.settings import Settings, load_settings, open_desk
from flows.summary import Summary, summarise, to_markdown

CUTS_PER_ORDER = 2_000  # articles whose lines one task cuts

log = logging.getLogger("copydesk")


@flow(name="curate", validate_parameters=True, persist_result=False)
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
    with open_workers(settings.workers, settings.dask) as runner:
        summary = curate_with(settings, Progress(), runner)
    create_markdown_artifact(to_markdown(summary), key="run-summary")
    return dataclasses.asdict(summary)


def curate_with(
    settings: Settings,
    progress: Progress,
    runner: TaskRunner[Any] | None = None,
    is_forced: bool = False,
) -> Summary:
    """Run the stages in order; unless forced, stop early when all is current.

    Batches go to the runner, within the caller's flow run; without one they are plain calls in this process.
    """
    desk = open_desk(settings)
    with curated_lock(desk.curated):
        prepare_versions(desk.curated)
        desk.work.prepare()
        with desk.work.open_door() as door:
            summary = curate_desk(
                dataclasses.replace(desk, door=door), settings, progress, runner, is_forced
            )
        drop_what_aged(desk, settings.keep_versions_hours)
    return summary


def curate_desk(
    desk: Desk,
    settings: Settings,
    progress: Progress,
    runner: TaskRunner[Any] | None,
    is_forced: bool,
) -> Summary:
    """Run the stages in order, under the lock."""
    versions = desk.versions()
    with progress.stage("scan"):
        ledger, new_files = scan(desk, settings.prune)
    if not is_forced and not new_files and is_current(desk, ledger, versions):
        return summarise(desk, progress, is_new=False)
    read_records(desk, runner, new_files, progress)
    ledger = settle(desk, ledger)
    desk.work.write_ledger(ledger)
    parts = accept_records(desk, runner, versions, ledger, progress)
    facts = desk.facts(ledger, versions)
    with open_database(desk.work.scratch, settings.memory, settings.workers) as collection:
        with progress.stage("collect"):
            facts["promise"] = lay_readings(collection, ledger, desk.work, parts, versions)
        cut_lines(desk, runner, collection, versions, progress)
        with progress.stage("copies"):
            prints = desk.work.fingerprint_files(versions)
            spread = spread_over(runner)
            lay_articles(collection, desk.modelled, prints, desk.work.copies, spread)
        if "entities" in desk.stages:
            annotate_articles(desk, runner, collection, versions, settings, progress)
            with progress.stage("entities"):
                lay_entities(collection, desk.work.annotated_folders(versions))
        if "events" in desk.stages:
            with progress.stage("events"):
                lay_events(collection, desk.work.annotated_folders(versions))
        with progress.stage("validate"):
            validate_tables(collection, desk.tables, desk.limits)
        with progress.stage("publish"):
            published = publish_tables(collection, desk.tables, desk.curated, facts)
    return summarise(desk, progress, is_new=published.is_new)


def drop_what_aged(desk: Desk, hours: int) -> None:
    """Remove versions and work files that nobody needs any more. The tables stand: trouble here is none of theirs."""
    older_than = time.time() - hours * 3600
    try:
        drop_old_versions(desk.curated, older_than)
        desk.work.drop_stale(desk.versions(), older_than)
    except OSError as error:
        log.warning("what=sweep path=%s error=%s", error.filename, error.strerror)


def read_records(
    desk: Desk, runner: TaskRunner[Any] | None, files: Sequence[RawFile], progress: Progress
) -> None:
    """Read new files into record parts."""
    tasks = plan_reads(files)
    batches = [
        {
            "raw": str(desk.raw),
            "files": json.dumps([dataclasses.asdict(file) for file in task]),
            "records": str(desk.work.records),
        }
        for task in tasks
    ]
    with progress.stage("read", len(batches)) as step:
        run_batches(runner, read_batch, batches, step)


def accept_records(
    desk: Desk,
    runner: TaskRunner[Any] | None,
    versions: Versions,
    ledger: Sequence[RawFile],
    progress: Progress,
) -> list[Path]:
    """Parse, validate and fingerprint the parts that lack it; return all parts."""
    parts = desk.work.parts()
    batches = [
        {
            "part": str(part),
            "sources": json.dumps(dict(files_of(part, ledger))),
            "settings": json.dumps(desk.limits),
            "outcome": str(desk.work.accepted_folder(part, versions)),
            "fingerprint": str(desk.work.fingerprint_file(part, versions)),
        }
        for part in parts
        if not desk.work.is_accepted(part, versions)
    ]
    with progress.stage("parse", len(batches)) as step:
        run_batches(runner, accept_batch, batches, step)
    return parts


def cut_lines(
    desk: Desk,
    runner: TaskRunner[Any] | None,
    collection: Any,
    versions: Versions,
    progress: Progress,
) -> None:
    """Cut from the bodies the lines that their source repeats over its stories."""
    find_cuts(collection)
    keys = find_uncut(collection, desk.work.cut_files(versions))
    batches: list[Mapping[str, Any]] = []
    for start in range(0, len(keys), CUTS_PER_ORDER):
        chosen = keys[start : start + CUTS_PER_ORDER]
        name = f"{content_id('art', *chosen)}.{versions.cut}.parquet"
        order = desk.work.scratch / f"cut-{name}"
        write_table(take_cuts(collection, chosen), order)
        batches.append(
            {
                "order": str(order),
                "min_words": desk.limits["min_words"],
                "target": str(desk.work.cuts / name),
            }
        )
    with progress.stage("source lines", len(batches)) as step:
        run_batches(runner, cut_batch, batches, step)
    lay_cuts(collection, desk.work.cut_files(versions))


def spread_over(runner: TaskRunner[Any] | None) -> Spread | None:
    """Return what runs the steps of the search for copies on the workers; None where there are none."""
    if runner is None:
        return None

    def spread(folder: str, name: str, n: int) -> None:
        batches = [{"folder": folder, "name": name, "number": number} for number in range(n)]
        run_batches(runner, compare_batch, batches, Silent())

    return spread


def annotate_articles(
    desk: Desk,
    runner: TaskRunner[Any] | None,
    collection: Any,
    versions: Versions,
    settings: Settings,
    progress: Progress,
) -> None:
    """Find mentions and code events in the articles that lack it."""
    from copydesk.annotation import ORDER_SCHEMA

    keys = find_missing(collection, desk.work.annotated_folders(versions), desk.modelled or ())
    batches: list[Mapping[str, Any]] = []
    for start in range(0, len(keys), settings.order_articles):
        chosen = keys[start : start + settings.order_articles]
        name = f"{content_id('art', *chosen)}.{versions.annotate}"
        order = desk.work.scratch / f"{name}.parquet"
        write_table(take_order(collection, chosen, ORDER_SCHEMA.names), order)
        batches.append(
            {
                "order": str(order),
                "models": json.dumps(desk.models),
                "with_events": "events" in desk.stages,
                "target": str(desk.work.annotated / name),
            }
        )
    with progress.stage("names and events", len(batches)) as step:
        run_batches(runner, annotate_batch, batches, step)
