"""What a run has to do: which files are new, which parts lack an outcome, whether the published version is current."""

from __future__ import annotations

import dataclasses
import functools
import json
import logging
import os
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import duckdb

from copydesk import __version__
from copydesk.checks.alarms import shown
from copydesk.code_version import kept_versions
from copydesk.disk.raw_names import locate
from copydesk.disk.storage import remove
from copydesk.errors import StorageError
from copydesk.ids import content_id
from copydesk.raw.counted import Count
from copydesk.raw.intake import UNREAD, RawFile, out_of_reach, scan_raw
from copydesk.raw.looks import RawLooks
from copydesk.raw.outgrown import grown, not_found_again
from copydesk.stages import VERSIONS, tables_of
from copydesk.versions.publish import is_whole
from copydesk.versions.published import sound_manifest
from copydesk.work.mending import mend, take_stock
from copydesk.work.workfolder import Versions, WorkFolder, version_of

logger = logging.getLogger(__name__)

ASKED = {"copydesk.raw.intake", "copydesk.dedup.fold"}
"""Modules that ask for their own version: the key of a raw file, and of what the search for copies keeps."""


@dataclasses.dataclass(frozen=True, slots=True)
class Workspace:
    """One curated folder and what is asked of it."""

    raw: Path
    curated: Path
    stages: tuple[str, ...]
    limits: Mapping[str, int]  # settings that a contract names: min_words
    models: Mapping[str, str]  # language -> model name
    run_folder: str = ""  # of the run in hand, into the work folder

    @property
    def work(self) -> WorkFolder:
        """The work folder."""
        return WorkFolder(self.curated / ".work", self.run_folder)

    @property
    def tables(self) -> list[str]:
        """Names of the tables to publish."""
        return tables_of(self.stages)

    @property
    def with_events(self) -> bool:
        """Whether events are asked for."""
        return "events" in self.stages

    @property
    def modelled(self) -> set[str] | None:
        """Languages that have a model; None when no language stage is asked for."""
        return set(self.models) if "entities" in self.stages else None

    def code_versions(self) -> dict[str, str]:
        """Return the version of each module that a stage's answers are made by, or that is asked for its own at each run."""
        return kept_versions({v.module for v in VERSIONS.values()} | ASKED, self.work.code)

    def versions(self) -> Versions:
        """Return the keys of today's code and settings."""
        told = {
            "limits": sorted(self.limits.items()),
            "models": sorted(self.models.items()),
            "with_events": self.with_events,
        }
        code = self.code_versions()
        return Versions(
            **{
                name: version_of(code[v.module], *(told[key] for key in v.settings))
                for name, v in VERSIONS.items()
            }
        )

    def state_key(self, versions: Versions) -> str:
        """Return what the kept relations are a function of, besides the work files."""
        told = [
            dataclasses.asdict(versions),
            self.stages,
            sorted(self.models.items()),
            duckdb.__version__,
        ]
        return version_of(told)

    def facts(self, ledger: Sequence[RawFile], versions: Versions) -> dict[str, Any]:
        """Return what the published tables are a function of, for the manifest."""
        settings = {
            "stages": list(self.stages),
            "limits": dict(self.limits),
            "models": dict(self.models),
        }
        return {
            "copydesk": __version__,
            "settings": settings,
            "stage_versions": dataclasses.asdict(versions),
            "deliveries": deliveries_of(ledger),
        }


def scan(
    workspace: Workspace, prune: bool, *, is_thorough: bool = False
) -> tuple[list[RawFile], list[RawFile], list[Path]]:
    """Return the ledger as it is to be, the files to read for it (new ones, and those whose records are damaged), and what is hidden.

    Raises:
        StorageError: the raw folder is missing, or records are lost.
    """
    if not workspace.raw.is_dir():
        raise StorageError(f"no raw folder at {workspace.raw}; make it, or name yours with --raw")
    known = recall(workspace)
    before = known or []
    looks = RawLooks(workspace.work.looks, workspace.raw, is_thorough=is_thorough)
    hidden: list[Path] = []
    found, outgrown = scan_raw(
        workspace.raw, before, is_pruning=prune, hash_of=looks.hash_of, hidden=hidden
    )
    check_scan(workspace, known, found, is_pruning=prune)
    kept = still_delivered(before, found, outgrown)
    if prune:
        kept = out_of_reach(kept, found)
    ledger = sorted([*kept, *found])
    looks.write()
    stock = take_stock(workspace.work.records, before, is_thorough=is_thorough)
    held = mend(stock, workspace.work.records, ledger, {file.file_key for file in found})
    if known is None:
        workspace.work.write_ledger(complete_ledger(workspace, ledger))
    return ledger, [file for file in found if file.file_key not in held], hidden


def check_scan(
    workspace: Workspace, known: list[RawFile] | None, found: list[RawFile], *, is_pruning: bool
) -> None:
    """Make sure that a scan gives nothing up unasked.

    Raises:
        StorageError: nothing would be left, or files that were delivered are forgotten and gone.
    """
    if is_pruning and known and not found:
        raise StorageError(
            f"{workspace.raw} holds no files: --prune would take away every record. If that is meant, remove "
            f"{workspace.curated}; nothing was published"
        )
    if known is None and not (is_pruning or was_delivered(workspace, found)):
        raise StorageError(
            f"{workspace.work.ledger} is missing or damaged; it names all files that were delivered, some of which are gone "
            "or have changed. Put it back, or give their records up with --prune; nothing was published"
        )


def still_delivered(
    before: Iterable[RawFile], found: Iterable[RawFile], outgrown: Set[RawFile]
) -> list[RawFile]:
    """Return the known files that stay beside those found: not what has grown, nor what is read anew.

    The same bytes at the same place under other settings or another reader: today's reading replaces the old. Other bytes at
    the same place: what lay there stays, and is marked; also when nothing lies there any more.
    """
    now = {(file.raw_path, file.sha256) for file in found}
    taken = {file.raw_path for file in found if file.sha256 != UNREAD}
    return [
        dataclasses.replace(file, is_replaced=file.is_replaced or file.raw_path in taken)
        for file in before
        if file not in outgrown and (file.raw_path, file.sha256) not in now
    ]


def keep_what_is_not_found(workspace: Workspace, ledger: Sequence[RawFile]) -> list[RawFile]:
    """Return the ledger with those readings, of files that grew, whose records what is read of them now does not hold."""
    pairs = grown(recall(workspace) or [], ledger)
    lost = not_found_again(workspace.work.records, pairs)
    for file in lost:
        logger.warning(
            "what=grown path=%s: not all that was read of it is found in it now; what it held stays",
            shown(file.raw_path),
        )
    return sorted([*ledger, *(dataclasses.replace(file, is_replaced=True) for file in lost)])


def take_ledger_to_be(workspace: Workspace) -> None:
    """Forget in the ledger what was forgotten in the tables: a run may have been killed between the two, or before both."""
    work = workspace.work
    try:
        files = work.read_ledger(work.ledger_to_be)
    except StorageError:
        files = []
    if files and was_delivered(workspace, files):
        work.write_ledger(files)
    remove(work.ledger_to_be)


def recall(workspace: Workspace) -> list[RawFile] | None:
    """Return the ledger of earlier runs; None when it is lost."""
    try:
        if workspace.work.ledger_to_be.exists():
            take_ledger_to_be(workspace)
        known = workspace.work.read_ledger()
    except StorageError:
        return None
    is_lost = not workspace.work.ledger.exists() and any(workspace.work.records.glob("[!.]*"))
    return None if is_lost and (workspace.curated / "current").exists() else known


def was_delivered(workspace: Workspace, files: Sequence[RawFile]) -> bool:
    """Return whether just these files are what the published tables were made of."""
    manifest = sound_manifest(workspace.curated / "current") or {}
    return manifest.get("deliveries") == deliveries_of(files)


def deliveries_of(ledger: Sequence[RawFile]) -> str:
    """Return the key of which files were delivered where."""
    told = [(f.raw_path, f.file_key, *["replaced"] * f.is_replaced) for f in sorted(ledger)]
    return content_id("rec", json.dumps(told))


def complete_ledger(workspace: Workspace, ledger: Sequence[RawFile]) -> list[RawFile]:
    """Return the ledger with what was read of each file, and without the files that could not be read as scanned.

    What stood there before stays.

    Such a file was being written to meanwhile; the next run finds it as it is then.
    """
    counts = workspace.work.counts()
    unsettled = {file.raw_path for file in ledger if file.file_key not in counts}
    known = (recall(workspace) or ()) if unsettled else ()
    before = [file for file in known if file.raw_path in unsettled]
    complete = {*(file for file in ledger if file.file_key in counts), *before}
    return sorted(map(functools.partial(with_count, counts=counts), complete))


def with_count(file: RawFile, counts: Mapping[str, Count]) -> RawFile:
    """Return a file with what was read of it, unless it says so or that is not known."""
    if file.count is not None or file.file_key not in counts:
        return file
    return file.counted(counts[file.file_key])


def is_current(workspace: Workspace, ledger: Sequence[RawFile], versions: Versions) -> bool:
    """Return whether what is published is what a run would publish."""
    manifest = sound_manifest(workspace.curated / "current")
    facts = workspace.facts(ledger, versions)
    return (
        manifest is not None
        and all(manifest.get(key) == value for key, value in facts.items())
        and is_whole(workspace.curated, workspace.work.seen)
    )


def find_absent(workspace: Workspace, ledger: Iterable[RawFile]) -> list[str]:
    """Return which columns that a `source.toml` names no record of its source has, a sentence each.

    Files that are gone from the raw folder say nothing: the `source.toml` beside them may be another now.
    """
    declared = [
        (file, json.loads(file.source))
        for file in ledger
        if NO_COLUMNS not in file.source and _lies_there(workspace.raw, file)
    ]
    learnt = workspace.work.sources() if declared else {}
    absent: dict[tuple[str, str, str], bool] = {}
    for file, told in declared:
        found = json.loads(learnt.get(file.file_key) or "{}")
        # A table that was joined to the files it tells of has its columns there.
        missing = () if told["tells_of"] else found.get("absent", ())
        source = file.raw_path.partition("/")[0] if "/" in file.raw_path else "."
        for ours, theirs in told["columns"]:
            key = (source, ours, theirs)
            absent[key] = absent.get(key, True) and theirs in missing
    return [
        f"source {shown(source)}: source.toml takes {ours} from {theirs!r}, which no record has; "
        "`copydesk inspect` says what there is"
        for (source, ours, theirs), is_absent in sorted(absent.items())
        if is_absent
    ]


NO_COLUMNS = '"columns": []'
"""In the settings of a source, as `encode_source` writes them: none are declared."""


def _lies_there(raw: Path, file: RawFile) -> bool:
    is_read = not file.is_replaced and file.sha256 != UNREAD
    return is_read and os.path.lexists(locate(raw, file.raw_path))
