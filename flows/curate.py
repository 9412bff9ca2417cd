"""From whatever lies in the raw folder to a new version of all tables. The story of the project: read `tell_story`.

What each stage reads, writes and does stands in `copydesk.stages`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import logging
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from copydesk import stages
from copydesk.auditing.statement import hash_before, state
from copydesk.checks.alarms import find_alarms
from copydesk.checks.own_checks import find_failed, load_checks
from copydesk.code_version import keep_versions
from copydesk.collection.state import LostStateError
from copydesk.disk.memory import give_back
from copydesk.disk.seals import DamagedWorkError
from copydesk.disk.storage import curated_lock, remove
from copydesk.errors import SettingsError, StorageError, first_line
from copydesk.history import append_run, facts_of, read_runs
from copydesk.run import Run
from copydesk.stages import Stage, named
from copydesk.tables import open_tables
from copydesk.versions.publish import (
    drop_old_versions,
    new_version,
    prepare_versions,
    remember_looks,
)
from copydesk.versions.published import read_manifest
from copydesk.work.ahead import take_over
from copydesk.work.mending import drop_damaged, find_altered_work, mend_work, note_work
from copydesk.work.workspace import Workspace, find_absent, is_current
from flows.buckets import fetch_raw, publish_copy
from flows.engine import Engine
from flows.lineage import telling
from flows.progress import Progress, Step
from flows.settings import Settings, open_workspace
from flows.summary import Summary, rounded, summarise

log = logging.getLogger("copydesk")

Do = Callable[[Stage], None]
"""Does one stage of a run."""


def curate_with(
    settings: Settings,
    progress: Progress,
    engine: Engine | None = None,
    *,
    is_thorough: bool = False,
) -> Summary:
    """Curate under the lock and return the summary; stop after the scan when all is current and no backfill under way.

    A thorough run hashes what it builds upon, however untouched that looks.
    """
    workspace, engine = open_workspace(settings), engine or Engine()
    with curated_lock(workspace.curated), telling(settings, engine.run_id):
        prepare_versions(workspace.curated)
        workspace.work.prepare()
        keep_versions(workspace.code_versions(), workspace.work.code)
        take_over(workspace)
        fetch_raw(settings, progress)
        if workspace.work.plan.exists():
            from copydesk.rework import resume_rework  # heavy: not where nothing is new

            resume_rework(workspace, workspace.versions())
        with workspace.work.open_run_folder() as run_folder:
            through = dataclasses.replace(workspace, run_folder=run_folder)
            run = Run(
                through, workspace.versions(), settings.prune, is_thorough, settings.batch_articles
            )
            do = functools.partial(do_stage, run, engine, progress)
            tell_story(run, do, settings)
        note_run(run, progress, settings.checks)
        drop_what_aged(workspace, settings.keep_versions_hours)
        if run.is_new:
            pack(workspace)
        note(workspace)
        page = show(workspace.curated, settings.report, run.is_new)
    copy = publish_copy(settings, progress)
    return dataclasses.replace(summarise(workspace, progress, run.is_new), report=page, copy=copy)


def look_for_news(settings: Settings, progress: Progress) -> Summary | None:
    """Scan alone; return the summary where there is nothing to do, None where there is."""
    workspace = open_workspace(settings)
    run = Run(workspace, workspace.versions(), settings.prune)
    with curated_lock(workspace.curated):
        fetch_raw(settings, progress)
        do_stage(run, Engine(), progress, stages.SCAN)
        if has_work(run):
            return None
    copy = publish_copy(settings, progress)
    return dataclasses.replace(summarise(workspace, progress, is_new=False), copy=copy)


def has_work(run: Run) -> bool:
    """Return whether a scanned folder has anything that is not published or is damaged, or a backfill or a repair is under way."""
    work = run.workspace.work
    is_under_way = bool(run.new_files) or work.plan.exists() or run.is_thorough
    return (
        is_under_way
        or not is_current(run.workspace, run.ledger, run.versions)
        or bool(find_altered_work(work, run.versions))
    )


def tell_story(run: Run, do: Do, settings: Settings) -> None:
    """Do what is to be done, stage by stage."""
    do(stages.SCAN)
    if not has_work(run):
        return
    do(stages.READ)
    mend_work(run.workspace.work, run.versions)
    mended: set[str] = set()
    while not _make_sound_tables(run, do, settings, mended):
        pass
    remove(run.workspace.work.plan)  # of a backfill: what it leads to is published


def _make_sound_tables(run: Run, do: Do, settings: Settings, mended: set[str]) -> bool:
    """Make the tables; return False, with the trouble out of the way, where work files turned out to be damaged.

    Raises:
        StorageError: a work file that was made again for this is damaged once more.
    """
    do(stages.ACCEPT)
    try:
        make_tables(run, do, settings)
    except LostStateError:
        return False  # and gone: everything counts as new
    except DamagedWorkError as error:
        names = {path.relative_to(run.workspace.work.root).as_posix() for path in error.paths}
        if names & mended:
            raise StorageError(f"{error}; it was made again and is damaged once more") from error
        mended |= names
        drop_damaged(run.workspace.work, error.paths)
        return False
    return True


def make_tables(run: Run, do: Do, settings: Settings) -> None:
    """Do the stages over the whole collection, and publish what they changed."""
    from copydesk.collection.collect import open_collection  # heavy: not where nothing is new

    with new_version(run.workspace.curated) as run.folder:
        with open_collection(
            run.workspace, run.versions, settings.memory, settings.workers
        ) as run.collection:
            do(stages.COLLECT)
            do(stages.FINGERPRINT)
            do(stages.SOURCE_LINES)
            do(stages.COPIES)
            do(stages.ANNOTATE)
            do(stages.ENTITIES)
            do(stages.STORIES)
            do(stages.EVENTS)
            do(stages.WRITE)
            do(stages.VALIDATE)
        do(stages.PUBLISH)


def do_stage(run: Run, engine: Engine, progress: Progress, stage: Stage) -> None:
    """Do one stage, if it is asked for: plan it, do its shards, take in what they yield; say its counts in one line."""
    if stage.asked_with not in run.workspace.stages:
        return
    with progress.stage(stage.name) as step:
        if stage.plan:
            shards = engine.do_step(run, stage, "plan", lambda: named(stage.plan)(run))
            step.expect(len(shards))
            engine.do_shards(stage, shards, step)
        run.spread = None
        if stage.work and not stage.plan and engine.is_spread:
            run.spread = lambda shards: engine.do_shards(stage, shards, Step())
        step.counts = engine.do_step(run, stage, "", lambda: named(stage.step)(run))
        give_back()
    engine.tell(progress.line(stage.name))


def note_run(run: Run, progress: Progress, checks: str = "") -> None:
    """Write down what the published version holds, unless that is written. The tables stand: trouble here is none of theirs."""
    curated = run.workspace.curated
    manifest, runs = read_manifest(curated), read_runs(curated)
    if manifest is None or (runs and runs[-1]["version"] == manifest["version"]):
        return
    try:
        facts = facts_of(curated)
        alarms = find_alarms(facts["sources"], [before["sources"] for before in runs])
        outlasting = dataclasses.replace(run.workspace, run_folder="")  # which is gone by now
        alarms += find_absent(outlasting, run.ledger)
        if checks:
            with contextlib.closing(open_tables(curated)) as connection:
                alarms += find_failed(connection, load_checks(Path(checks)))
        row = {
            "version": manifest["version"],
            "statement": state(run.workspace, hash_before(runs)),
            "published_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "copydesk": manifest.get("copydesk", ""),
            "promise": manifest.get("promise", {}),
            **facts,
            "checks": sum(run.n_checks.values()),
            "seconds": rounded(progress.seconds),
            "cpu_seconds": rounded(progress.cpu_seconds),
            "alarms": alarms,
        }
        append_run(curated, runs, row)
    except (OSError, duckdb.Error, SettingsError, StorageError) as error:
        log.warning("what=history path=%s error=%s", curated, first_line(error))


def show(curated: Path, page: str, is_new: bool) -> str:
    """Write the report of what is published where one is wanted and lacks; return its address. The tables stand: trouble here is none of theirs."""
    target = Path(page)
    if not page or read_manifest(curated) is None:
        return ""
    try:
        if is_new or not target.exists():
            from copydesk.report import write_report  # heavy: not where nothing is new

            write_report(curated, target)
    except (OSError, duckdb.Error, StorageError) as error:
        log.warning("what=report path=%s error=%s", page, first_line(error))
        return ""
    return target.as_uri()


def pack(workspace: Workspace) -> None:
    """Pack the work files of small runs. The tables stand: trouble here is none of theirs."""
    from copydesk.work.packing import pack_work  # heavy: not where nothing is new

    try:
        pack_work(workspace.work, workspace.versions())
    except (OSError, ValueError, DamagedWorkError) as error:
        log.warning("what=pack error=%s", error)


def note(workspace: Workspace) -> None:
    """Note what published files and work files look like. The tables stand: trouble here is none of theirs."""
    try:
        remember_looks(workspace.curated, workspace.work.seen)
        note_work(workspace.work, workspace.versions())
    except OSError as error:
        log.warning("what=note path=%s error=%s", error.filename, error.strerror)


def drop_what_aged(workspace: Workspace, hours: int) -> None:
    """Remove versions and work files that nobody needs any more. The tables stand: trouble here is none of theirs."""
    older_than = time.time() - hours * 3600
    try:
        drop_old_versions(workspace.curated, older_than)
        workspace.work.drop_stale(workspace.versions(), older_than)
    except OSError as error:
        log.warning("what=sweep path=%s error=%s", error.filename, error.strerror)
