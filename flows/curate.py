"""`curate`: from whatever lies in the raw folder to a new version of all tables. The story of the project."""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.task_runners import TaskRunner

from copydesk.collection.collect import (
    Collection,
    article_order,
    collect_readings,
    cut_order,
    find_repeated_lines,
    find_unread_articles,
    fold_copies,
    lay_tables,
    merge_happenings,
    note_annotations,
    open_collection,
    resolve_things,
    validate_tables,
)
from copydesk.collection.state import LostStateError
from copydesk.dedup.steps import Spread
from copydesk.desk import Desk, is_current, scan, settle
from copydesk.ids import content_id
from copydesk.intake import RawFile, plan_reads
from copydesk.publish import (
    Published,
    drop_old_versions,
    flip_version,
    new_version,
    place_version,
    prepare_versions,
    remember_looks,
)
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
    accept_records(desk, runner, versions, ledger, progress)
    try:
        published = curate_collection(desk, settings, progress, runner, versions, ledger)
    except LostStateError:
        # What was kept from run to run is damaged and gone: everything counts as new.
        published = curate_collection(desk, settings, progress, runner, versions, ledger)
    remember_looks(desk.curated, desk.work.seen)
    return summarise(desk, progress, is_new=published.is_new)


def curate_collection(
    desk: Desk,
    settings: Settings,
    progress: Progress,
    runner: TaskRunner[Any] | None,
    versions: Versions,
    ledger: Sequence[RawFile],
) -> Published:
    """Run the stages over the whole collection, and publish what they changed."""
    with new_version(desk.curated) as folder:
        with open_collection(desk, versions, settings.memory, settings.workers) as collection:
            with progress.stage("collect"):
                promise = collect_readings(collection, ledger, settings.prune)
            cut_lines(runner, collection, progress)
            with progress.stage("copies"):
                fold_copies(collection, spread_over(runner))
            if "entities" in desk.stages:
                annotate_articles(runner, collection, settings, progress)
                with progress.stage("entities"):
                    resolve_things(collection)
            if "events" in desk.stages:
                with progress.stage("events"):
                    merge_happenings(collection)
            with progress.stage("write"):
                manifest = lay_tables(collection, promise, ledger, folder)
            with progress.stage("validate"):
                validate_tables(collection, folder)
            place_version(desk.curated, folder, manifest)
        with progress.stage("publish"):
            return flip_version(desk.curated, manifest)


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
) -> None:
    """Parse, validate and fingerprint the parts that lack it."""
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


def cut_lines(runner: TaskRunner[Any] | None, collection: Collection, progress: Progress) -> None:
    """Cut from the bodies the lines that their source repeats over its stories."""
    desk, versions = collection.desk, collection.versions
    keys = find_repeated_lines(collection)
    batches: list[Mapping[str, Any]] = []
    for start in range(0, len(keys), CUTS_PER_ORDER):
        chosen = keys[start : start + CUTS_PER_ORDER]
        name = f"{content_id('art', *chosen)}.{versions.cut}.parquet"
        order = desk.work.scratch / f"cut-{name}"
        write_table(cut_order(collection, chosen), order)
        batches.append(
            {
                "order": str(order),
                "min_words": desk.limits["min_words"],
                "target": str(desk.work.cuts / name),
            }
        )
    with progress.stage("source lines", len(batches)) as step:
        run_batches(runner, cut_batch, batches, step)


def spread_over(runner: TaskRunner[Any] | None) -> Spread | None:
    """Return what runs the steps of the search for copies on the workers; None where there are none."""
    if runner is None:
        return None

    def spread(folder: str, name: str, n: int) -> None:
        batches = [{"folder": folder, "name": name, "number": number} for number in range(n)]
        run_batches(runner, compare_batch, batches, Silent())

    return spread


def annotate_articles(
    runner: TaskRunner[Any] | None, collection: Collection, settings: Settings, progress: Progress
) -> None:
    """Find mentions and code events in the articles that lack it."""
    from copydesk.annotation import ORDER_SCHEMA

    desk = collection.desk
    ids = find_unread_articles(collection)
    batches: list[Mapping[str, Any]] = []
    for start in range(0, len(ids), settings.order_articles):
        chosen = ids[start : start + settings.order_articles]
        articles = article_order(collection, chosen, ORDER_SCHEMA.names)
        keys = sorted(articles["text_key"].to_pylist())
        name = f"{content_id('art', *keys)}.{collection.versions.annotate}"
        order = desk.work.scratch / f"{name}.parquet"
        write_table(articles, order)
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
    note_annotations(collection)
