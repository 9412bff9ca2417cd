"""What each stage over the whole collection does in the run's own process; each returns what it counted."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.collection.collect import (
    collect_readings,
    fold_copies,
    gather_stories,
    merge_happenings,
    note_annotations,
    resolve_things,
    validate_tables,
    write_changed,
)
from copydesk.disk.mapping import Mapper, map_here, mapping_elsewhere
from copydesk.run import Counts, Run
from copydesk.shards import comparing, do_all
from copydesk.versions.publish import flip_version, place_version
from copydesk.work.workspace import take_ledger_to_be

if TYPE_CHECKING:
    from copydesk.run import Spread


def mapper_of(spread: Spread | None, scratch: Path) -> Mapper:
    """Return who maps the tables of a step: workers where there are any."""
    return mapping_elsewhere(scratch, partial(do_all, spread)) if spread else map_here


def collect(run: Run) -> Counts:
    """Choose one reading of each record; keep the sum that proves promise 1."""
    run.promise = collect_readings(run.open, run.ledger, run.is_pruning)
    return run.promise


def count_prints(run: Run) -> Counts:
    """Count the parts in which articles were fingerprinted."""
    return {"parts": len(list(run.open.prints.iterdir()))}


def count_cuts(run: Run) -> Counts:
    """Count the records that have lines of their source's in them."""
    return {"records": run.count("line_cut")}


def fold(run: Run) -> Counts:
    """Find the copies."""
    fold_copies(run.open, comparing(run.spread) if run.spread else None)
    return {"articles": run.count("article")}


def note_annotated(run: Run) -> Counts:
    """Take in what the models found."""
    note_annotations(run.open)
    return {"articles": run.count("noted")}


def resolve(run: Run) -> Counts:
    """Find the entities."""
    resolve_things(run.open, mapper_of(run.spread, run.workspace.work.scratch))
    return {"entities": run.count("fresh_entities")}


def gather(run: Run) -> Counts:
    """Find the stories."""
    gather_stories(run.open)
    return {"stories": run.count("sto_row")}


def merge(run: Run) -> Counts:
    """Find the events."""
    merge_happenings(run.open, mapper_of(run.spread, run.workspace.work.scratch))
    return {"events": run.count("fresh_events")}


def write(run: Run) -> Counts:
    """Write the tables into the folder of the version in the making."""
    run.manifest = write_changed(run.open, run.promise, run.ledger, run.folder)
    return run.rows


def validate(run: Run) -> Counts:
    """Validate the tables; what is valid gets its place, where nobody reads it yet."""
    run.n_checks = validate_tables(
        run.open, run.folder, mapper_of(run.spread, run.workspace.work.scratch)
    )
    place_version(run.workspace.curated, run.folder, run.manifest)
    return {"checks": sum(run.n_checks.values())}


def publish(run: Run) -> Counts:
    """Flip readers to the version, unless they see it already; what a run forgets leaves the ledger with that."""
    work = run.workspace.work
    if run.is_pruning:
        work.write_ledger(list(run.ledger), work.ledger_to_be)
    run.is_new = flip_version(run.workspace.curated, run.manifest).is_new
    if run.is_pruning:
        take_ledger_to_be(run.workspace)
    return run.rows
