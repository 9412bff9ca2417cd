"""What a backfill forgets, so that the next run computes it again with today's code."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pyarrow.compute as pc

from copydesk.desk import Desk
from copydesk.errors import SettingsError
from copydesk.intake import RawFile
from copydesk.own_files import read_table
from copydesk.storage import remove
from copydesk.workfolder import Versions, files_of

REWORK_STAGES = ("articles", "copies", "entities", "events")


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """What is to be redone: days of publication (both ends in), a source, or everything; from which stage on."""

    first: dt.date | None = None
    last: dt.date | None = None
    source: str | None = None
    stage: str = "articles"


def forget_work(desk: Desk, scope: Scope, versions: Versions) -> int:
    """Remove the work files in scope and return how many. Record parts stay: raw files may be gone.

    Raises:
        SettingsError: the source or the stage is unknown.
    """
    ledger = desk.work.read_ledger()
    parts = _parts_in_scope(desk, scope, ledger, versions)
    keys = _text_keys(desk, scope, parts, versions)
    dropped = 0
    if scope.stage in ("articles", "copies"):
        for part in parts:
            dropped += _drop(desk.work.fingerprint_file(part, versions))
            if scope.stage == "articles":
                dropped += _drop(desk.work.accepted_folder(part, versions))
        for path in desk.work.cut_files(versions):
            dropped += _drop(path)
        if parts:
            _drop(desk.work.copies)
    if scope.stage != "copies":
        for folder in desk.work.annotated_folders(versions):
            if keys & set(read_table(folder / "done.parquet")["text_key"].to_pylist()):
                dropped += _drop(folder)
    return dropped


def _parts_in_scope(
    desk: Desk, scope: Scope, ledger: Sequence[RawFile], versions: Versions
) -> list[Path]:
    if scope.stage not in REWORK_STAGES:
        raise SettingsError(f"--stage {scope.stage}: expected one of {', '.join(REWORK_STAGES)}")
    parts = desk.work.parts()
    if scope.source is not None:
        known = sorted({file.raw_path.partition("/")[0] for file in ledger})
        if scope.source not in known:
            raise SettingsError(
                f"--source {scope.source}: no such source; known are {', '.join(known) or 'none'}"
            )
        keys = {f.file_key for f in ledger if f.raw_path.partition("/")[0] == scope.source}
        parts = [part for part in parts if keys & set(files_of(part, ledger))]
    if scope.first or scope.last:
        parts = [
            part
            for part in parts
            if _days_in_scope(desk.work.accepted_folder(part, versions), scope)
        ]
    return parts


def _days_in_scope(outcome: Path, scope: Scope) -> list[str]:
    """Return the text keys of the accepted articles published within the scope."""
    path = outcome / "accepted.parquet"
    if not path.exists():
        return []
    rows = read_table(path, columns=["text_key", "published_on"])
    if scope.first or scope.last:
        rows = rows.filter(pc.is_valid(rows["published_on"]))
    return [
        row["text_key"]
        for row in rows.to_pylist()
        if (scope.first is None or row["published_on"].date() >= scope.first)
        and (scope.last is None or row["published_on"].date() <= scope.last)
    ]


def _text_keys(desk: Desk, scope: Scope, parts: Sequence[Path], versions: Versions) -> set[str]:
    return {
        key
        for part in parts
        for key in _days_in_scope(desk.work.accepted_folder(part, versions), scope)
    }


def _drop(path: Path) -> int:
    if not path.exists():
        return 0
    remove(path)
    return 1
