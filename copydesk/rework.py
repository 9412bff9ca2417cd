"""A backfill as a plan: what is in scope is written down, dropped, and so computed again by the run that follows.

The plan stands in the work folder from before anything is dropped until the version that it leads to is published. Any
run that finds it goes on with it, however the run before ended: dropping again what is dropped does nothing, and once
all is dropped, whatever the stages have made since then is made by today's code and stays.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.annotation import PACKED, folder_name, write_packed
from copydesk.collection.state import drop_state
from copydesk.disk.own_files import read_table
from copydesk.disk.seals import open_json, sealed_json
from copydesk.disk.storage import remove, replace_text
from copydesk.errors import SettingsError
from copydesk.raw.counted import read_listing
from copydesk.raw.intake import RawFile
from copydesk.work.workfolder import Versions, WorkFolder, files_of, part_name
from copydesk.work.workspace import Workspace

logger = logging.getLogger(__name__)

REWORK_STAGES = ("articles", "copies", "entities", "events")


@dataclasses.dataclass(frozen=True, slots=True)
class BackfillScope:
    """What is to be redone: days of publication (both ends in), a source, or everything; from which stage on."""

    first: dt.date | None = None
    last: dt.date | None = None
    source: str | None = None
    stage: str = "articles"

    def told(self) -> str:
        """Return the scope as one canonical line."""
        return json.dumps(dataclasses.asdict(self), default=str, sort_keys=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Rework:
    """What a scope comes to: the work to be dropped, all by name, and what it costs to make it again."""

    outcomes: tuple[str, ...] = ()  # parts whose records are parsed again
    cuts: tuple[str, ...] = ()  # files of cut texts that are cut again
    texts: tuple[str, ...] = ()  # keys of texts that the language stages read again
    is_anew: bool = False  # copies are searched, and the collection is collected, from nothing
    n_records: int = 0  # in the parts that are parsed again

    def batches(self, batch_articles: int) -> int:
        """Return how many batches that makes, of so many articles where articles are read."""
        return len(self.outcomes) + -(-len(self.texts) // batch_articles)


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """The backfills that are under way, and what of them is still to be dropped."""

    scopes: tuple[str, ...]
    to_drop: Rework


def check_scope(scope: BackfillScope, ledger: Sequence[RawFile]) -> None:
    """Refuse a scope that can mean nothing.

    Raises:
        SettingsError: the source or the stage is unknown, or the days are the wrong way round.
    """
    if scope.stage not in REWORK_STAGES:
        raise SettingsError(f"--stage {scope.stage}: expected one of {', '.join(REWORK_STAGES)}")
    if scope.first and scope.last and scope.first > scope.last:
        raise SettingsError(
            f"--from {scope.first} is after --to {scope.last}: no day lies between; swap them"
        )
    if scope.source is not None and not _keys_of_source(scope.source, ledger):
        known = sorted({file.raw_path.partition("/")[0] for file in ledger})
        raise SettingsError(
            f"--source {scope.source}: no such source; known are {', '.join(known) or 'none'}"
        )


def find_rework(workspace: Workspace, scope: BackfillScope, versions: Versions) -> Rework:
    """Return what a scope comes to. Nothing is written.

    Raises:
        SettingsError: the source or the stage is unknown.
    """
    ledger = workspace.work.read_ledger()
    check_scope(scope, ledger)
    parts = _parts_in_scope(workspace, scope, ledger)
    keys = _keys_in_scope(workspace, scope, parts, ledger, versions)
    if scope.first or scope.last:
        parts = [part for part in parts if keys[part]]
    in_scope = set(itertools.chain.from_iterable(keys.values()))
    cuts, cut_keys = _cuts_in_scope(workspace, versions, in_scope)
    texts = _texts_read(workspace, versions, in_scope | cut_keys) if scope.stage != "copies" else ()
    is_anew = scope.stage in ("articles", "copies") and bool(parts)
    read = parts if scope.stage == "articles" else []
    return Rework(
        outcomes=tuple(map(part_name, read)),
        cuts=cuts if is_anew else (),
        texts=tuple(sorted(texts)),
        is_anew=is_anew,
        n_records=sum(map(_records_in, read)),
    )


def _cuts_in_scope(
    workspace: Workspace, versions: Versions, in_scope: set[str]
) -> tuple[tuple[str, ...], set[str]]:
    """Return the files of cut texts that hold one of these articles, and the keys of what they were cut to."""
    names: list[str] = []
    keys: set[str] = set()
    for path in workspace.work.cut_files(versions):
        cut = _rows_with(read_table(path, ["uncut_key", "text_key"]), "uncut_key", in_scope)
        names += [path.name] if len(cut) else []
        keys |= set(cut["text_key"].to_pylist())
    return tuple(names), keys


def plan_rework(workspace: Workspace, scope: BackfillScope, versions: Versions) -> Rework:
    """Write down what a scope comes to, unless that is under way already; return what this adds (under the lock).

    Raises:
        SettingsError: the source or the stage is unknown.
    """
    resume_rework(workspace, versions)
    before = read_plan(workspace.work)
    scopes = before.scopes if before is not None else ()
    if scope.told() in scopes:
        logger.info("what=backfill goes on with the plan in %s", workspace.work.plan)
        return Rework()
    rework = find_rework(workspace, scope, versions)
    _write_plan(workspace.work, Plan((*scopes, scope.told()), rework))
    return rework


def resume_rework(workspace: Workspace, versions: Versions) -> bool:
    """Drop what a plan still has to drop; return whether one is under way (under the lock, before any stage)."""
    plan = read_plan(workspace.work)
    if plan is None:
        return False
    if plan.to_drop != Rework():
        drop_work(workspace.work, plan.to_drop, versions)
        _write_plan(workspace.work, Plan(plan.scopes, Rework()))
    return True


def drop_work(work: WorkFolder, rework: Rework, versions: Versions) -> None:
    """Drop work files. May be cut short anywhere and begun again."""
    if rework.is_anew:
        # First: what is kept must not know of work files that are gone.
        drop_state(work.collection)
        remove(work.copies)
        work.copies.mkdir(exist_ok=True)
    for name in rework.outcomes:
        remove(work.outcome(name, versions))
    for name in rework.cuts:
        remove(work.cuts / name)
    take_out_texts(work, frozenset(rework.texts), versions)


def take_out_texts(work: WorkFolder, texts: frozenset[str], versions: Versions) -> None:
    """Take the annotations of texts out of the folders that they are packed in; those of other texts stay."""
    for folder in work.annotated_folders(versions) if texts else ():
        held = set(read_table(folder / "done.parquet", ["text_key"])["text_key"].to_pylist())
        if not held & texts:
            continue
        if left := held - texts:
            # The new folder stands before the old one goes: between the two, equal rows stand twice, and no run reads.
            tables = {kind: read_table(folder / f"{kind}.parquet") for kind in PACKED}
            kept = {kind: _rows_with(table, "text_key", left) for kind, table in tables.items()}
            write_packed(kept, work.annotated / folder_name(left, versions.annotate))
        remove(folder)


def read_plan(work: WorkFolder) -> Plan | None:
    """Return the plan that is under way. One that can't be understood is none: what it dropped is made anew anyway."""
    try:
        told = open_json(work.plan.read_text(encoding="utf-8"))
        lists: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in told["to_drop"].items()
        }
        return Plan(tuple(told["scopes"]), Rework(**lists))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        logger.warning("what=backfill damaged=%s", work.plan)
        return None


def _write_plan(work: WorkFolder, plan: Plan) -> None:
    replace_text(sealed_json(dataclasses.asdict(plan)), work.plan)


def _parts_in_scope(
    workspace: Workspace, scope: BackfillScope, ledger: Sequence[RawFile]
) -> list[Path]:
    parts = workspace.work.parts()
    if scope.source is None:
        return parts
    keys = _keys_of_source(scope.source, ledger)
    return [part for part in parts if keys & set(files_of(part, ledger))]


def _keys_of_source(source: str, ledger: Sequence[RawFile]) -> set[str]:
    return {f.file_key for f in ledger if f.raw_path.partition("/")[0] == source}


def _keys_in_scope(
    workspace: Workspace,
    scope: BackfillScope,
    parts: Iterable[Path],
    ledger: Sequence[RawFile],
    versions: Versions,
) -> dict[Path, list[str]]:
    """Return the text keys of the accepted articles in scope, by part, before lines are cut from them."""
    wanted = pc.scalar(True)
    if scope.first:
        wanted &= pc.field("published_on") >= _midnight(scope.first)
    if scope.last:
        wanted &= pc.field("published_on") <= _midnight(scope.last)
    if scope.source:
        wanted &= pc.field("file_key").isin(sorted(_keys_of_source(scope.source, ledger)))
    found = {}
    for part in parts:
        path = workspace.work.accepted_folder(part, versions) / "accepted.parquet"
        rows = read_table(path, ["text_key"], wanted) if path.exists() else None
        found[part] = [] if rows is None else rows["text_key"].to_pylist()
    return found


def _midnight(day: dt.date) -> pa.Scalar:
    return pa.scalar(dt.datetime(day.year, day.month, day.day), pa.timestamp("ms"))  # noqa: DTZ001 - a day has no zone


def _texts_read(workspace: Workspace, versions: Versions, texts: set[str]) -> set[str]:
    """Return which of some texts the language stages have read."""
    read: set[str] = set()
    for folder in workspace.work.annotated_folders(versions):
        read |= texts.intersection(
            read_table(folder / "done.parquet", ["text_key"])["text_key"].to_pylist()
        )
    return read


def _rows_with(table: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    return table.filter(pc.is_in(table[column], pa.array(sorted(values), pa.string())))


def _records_in(part: Path) -> int:
    listing = read_listing(part.parent)
    return 0 if listing is None else listing.parts[part.name].rows
