"""`backfill`: what exists, redone with today's code: a range of days, a source, or a stage.

The result is what a run from nothing would publish: a backfill changes tables only where code has changed, and adds none.
"""

from __future__ import annotations

import dataclasses
import logging

from copydesk.disk.storage import curated_lock
from copydesk.rework import BackfillScope, Rework, find_rework, plan_rework
from flows.curate import curate_with
from flows.engine import Engine
from flows.progress import Progress
from flows.settings import Settings, as_published, open_workspace
from flows.summary import Summary

log = logging.getLogger("copydesk")


def backfill_with(
    settings: Settings, scope: BackfillScope, progress: Progress, engine: Engine | None = None
) -> Summary:
    """Compute again what is in scope and publish all tables together.

    Raises:
        SettingsError: the source or the stage is unknown.
    """
    settings = with_published_tables(settings)
    workspace = open_workspace(settings)
    with curated_lock(workspace.curated):
        workspace.work.prepare()
        rework = plan_rework(workspace, scope, workspace.versions())
    log.info("what=backfill %s", tell_cost(rework, settings))
    return curate_with(settings, progress, engine)


def with_published_tables(settings: Settings) -> Settings:
    """Return the settings with the stages whose tables are published; all that the settings name where none are."""
    return dataclasses.replace(settings, tables=as_published(settings).tables)


def cost_of(settings: Settings, scope: BackfillScope) -> str:
    """Return what a backfill would redo, in words. Nothing is written.

    Raises:
        SettingsError: the source or the stage is unknown.
    """
    settings = with_published_tables(settings)
    workspace = open_workspace(settings)
    return tell_cost(find_rework(workspace, scope, workspace.versions()), settings)


def tell_cost(rework: Rework, settings: Settings) -> str:
    """Return what is to be redone, in words."""
    return (
        f"{rework.n_records:,} records to be parsed again, {len(rework.texts):,} articles to be read again, "
        f"in {rework.batches(settings.batch_articles):,} batches"
        + ("; copies are searched from nothing" if rework.is_anew else "")
    )
