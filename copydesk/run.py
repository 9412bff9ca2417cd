"""One run over a curated folder: what its stages hand on; and the steps of those that come before the collection."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.raw.intake import RawFile
from copydesk.work.workfolder import Versions
from copydesk.work.workspace import Workspace, complete_ledger, keep_what_is_not_found, scan

if TYPE_CHECKING:
    from copydesk.collection.collect import Collection
    from copydesk.shards import Shard

    Spread = Callable[[Sequence[Shard]], None]

Counts = Mapping[str, int]


@dataclasses.dataclass(slots=True)
class Run:
    """What the stages of one run share. Each sets what the next needs."""

    workspace: Workspace
    versions: Versions
    is_pruning: bool = False  # forget records whose raw file is gone
    is_thorough: bool = False  # hash what is kept, however untouched it looks
    batch_articles: int = 200  # articles that one shard annotates
    spread: Spread | None = None  # does shards that a step comes upon, elsewhere
    ledger: Sequence[RawFile] = ()
    new_files: Sequence[RawFile] = ()
    collection: Collection | None = None  # while it is open
    folder: Path = Path()  # of the version in the making
    promise: dict[str, int] = dataclasses.field(default_factory=dict)
    manifest: dict[str, Any] = dataclasses.field(default_factory=dict)
    n_checks: dict[str, int] = dataclasses.field(default_factory=dict)  # passed, by table
    is_new: bool = False

    @property
    def open(self) -> Collection:
        """Return the collection, which must be open."""
        assert self.collection is not None
        return self.collection

    @property
    def rows(self) -> dict[str, int]:
        """Return the rows of each table of the version in the making."""
        return {name: table["rows"] for name, table in self.manifest["tables"].items()}

    def count(self, relation: str) -> int:
        """Return how many rows a kept relation has."""
        [(n,)] = self.open.connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
        return int(n)


def scan_files(run: Run) -> Counts:
    """Set the ledger as it is to be, and the files to read for it."""
    run.ledger, run.new_files, hidden = scan(
        run.workspace, run.is_pruning, is_thorough=run.is_thorough
    )
    return {"files": len(run.ledger), "new": len(run.new_files), "hidden": len(hidden)}


def record_ledger(run: Run) -> Counts:
    """Write the ledger, without files that were written to while they were read."""
    run.ledger = complete_ledger(run.workspace, run.ledger)
    if not run.is_pruning:  # which may yet be refused: it forgets when it has published
        run.ledger = keep_what_is_not_found(run.workspace, run.ledger)
        run.workspace.work.write_ledger(list(run.ledger))
    return {"files": len(run.ledger)}


def count_parts(run: Run) -> Counts:
    """Count the record parts, all with an outcome now."""
    return {"parts": len(run.workspace.work.parts())}
