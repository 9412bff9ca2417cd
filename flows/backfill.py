"""`backfill`: what exists, redone with today's code: a range of days, a source, or a stage.

The result is what a run from nothing would publish: a backfill changes tables only where code has changed.
"""

from __future__ import annotations

from copydesk.rework import Scope, forget_work
from copydesk.storage import curated_lock
from flows.curate import curate_with
from flows.engine import Engine
from flows.progress import Progress
from flows.settings import Settings, open_desk
from flows.summary import Summary


def backfill_with(
    settings: Settings, scope: Scope, progress: Progress, engine: Engine | None = None
) -> Summary:
    """Compute again what is in scope and publish all tables together.

    Raises:
        SettingsError: the source or the stage is unknown.
    """
    desk = open_desk(settings)
    with curated_lock(desk.curated):
        desk.work.prepare()
        forget_work(desk, scope, desk.versions())
    return curate_with(settings, progress, engine, is_forced=True)
