"""`copydesk verify --from-raw`: raw files read and parsed once more, held row by row against what the work folder keeps.

Both ways: what a file gives is kept, at its place and with its bytes, and what is kept is given by a file.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.acceptance import OUTCOMES, accept_part
from copydesk.auditing.audit import Check, check_of, unmade
from copydesk.disk.own_files import read_table
from copydesk.disk.raw_names import locate
from copydesk.raw.counted import read_listing
from copydesk.raw.intake import UNREAD, RawFile, cut_parts, read_rows, readings_held
from copydesk.raw.parts import PART_SCHEMA
from copydesk.work.workfolder import Versions, files_of, part_name
from copydesk.work.workspace import Workspace

READ, PARSED = (
    "raw folder: read again, every file gives the rows that are kept, each with its bytes at its place",
    "raw folder: parsed again, every record becomes what it became",
)
BATCH_ROWS = 200  # chosen: rows held at once; bounds memory alone

Places = dict[tuple[str, str], bytes]
"""A hash of each row by its place and id."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """Which raw files are read again: so many, drawn with a seed; all where there is no number."""

    n: int | None = None
    seed: int = 0

    def draw(self, files: Sequence[RawFile]) -> list[RawFile]:
        """Return the files drawn."""
        if self.n is None or self.n >= len(files):
            return list(files)
        return sorted(random.Random(self.seed).sample(sorted(files), self.n))


def check_readings(
    workspace: Workspace, versions: Versions, sample: Sample, scratch: Path
) -> Iterator[Check]:
    """Yield whether raw files that are still there give what is kept, read and parsed by today's code.

    `versions` are those that the published tables were made by.
    """
    ledger = workspace.work.read_ledger()
    absent = {f: _why_absent(workspace.raw, f) for f in ledger if f.sha256 != UNREAD}
    at_hand = [file for file, why in absent.items() if not why]
    chosen = {file.file_key: file for file in sample.draw(at_hand)}
    told = f"{len(chosen):,} of {len(at_hand):,} files at hand"
    if away := [f"{file.raw_path} {why}" for file, why in absent.items() if why]:
        told += f"; not at hand: {check_of('', away).detail}"
    wrong: list[str] = []
    parts: list[Path] = []
    left = set(chosen)
    for folder in sorted(workspace.work.records.glob("[!.]*")):
        keys = sorted(left & _kept_in(folder))
        if keys:
            left -= set(keys)
            own = sorted(folder.glob("part-*.parquet"))
            parts += own
            wrong += compare_rows(workspace.raw, [chosen[key] for key in keys], own)
    wrong += [f"{chosen[key].raw_path}: no rows of it are kept" for key in sorted(left)]
    yield _check(READ, wrong, told, is_open=bool(away))
    if workspace.versions().accept != versions.accept:
        yield unmade(PARSED, "published by other code or settings")
        return
    wrong = []
    for number, part in enumerate(parts):
        wrong += compare_outcome(workspace, versions, ledger, part, scratch / f"{number}")
    yield _check(PARSED, wrong, f"{len(parts):,} parts of {told}")


def _kept_in(folder: Path) -> Set[str]:
    """Return the files whose records a folder has; of a damaged one none."""
    listing = read_listing(folder)
    return listing.counts.keys() if listing else set()


def _check(name: str, wrong: list[str], told: str, *, is_open: bool = False) -> Check:
    """Return a check by what is wrong, which tells what was looked at where nothing is."""
    return check_of(name, wrong) if wrong else Check(name, True, told, is_open)


def is_reread(checks: Iterable[Check]) -> bool:
    """Return whether all that was asked for was read and parsed again, and found as it is kept."""
    return {READ, PARSED} <= {check.name for check in checks if check.is_ok and not check.is_open}


def _why_absent(raw: Path, file: RawFile) -> str:
    """Return why a file can't be read again; nothing where it still begins with the bytes that were read."""
    path = locate(raw, file.raw_path)
    if not os.path.exists(path):  # never an error, however long the name is
        return "is gone"
    return (
        "" if readings_held(path, raw, [file]) else f"no longer holds the {file.size:,} bytes read"
    )


def compare_rows(raw: Path, files: Sequence[RawFile], parts: Iterable[Path]) -> Iterator[str]:
    """Yield how the rows that files give now differ from those that are kept of them."""
    kept = _kept_rows({file.file_key for file in files}, parts)
    for file in files:
        changed: list[RawFile] = []
        for rows in cut_parts(read_rows(raw, [file], changed, {})):
            for row in pa.Table.from_pylist(rows, schema=PART_SCHEMA).to_pylist():
                found = kept[file.file_key].pop(_place(row), None)
                if found is None:
                    yield f"{file.raw_path}: {row['record_id']} at {_at(row)} is not kept"
                elif found != _hash(row):
                    yield f"{file.raw_path}: {row['record_id']} at {_at(row)} is kept otherwise than it is read"
        for record_id, position in sorted(kept[file.file_key]):
            yield f"{file.raw_path}: {record_id} at {position or 'its start'} is kept and not read there"


def _kept_rows(keys: Set[str], parts: Iterable[Path]) -> dict[str, Places]:
    """Return the hashes of the rows that parts hold of some files, by their places."""
    kept: dict[str, Places] = {key: {} for key in keys}
    for part in parts:
        with part.open("rb") as opened:
            for batch in pq.ParquetFile(opened).iter_batches(batch_size=BATCH_ROWS):
                for row in batch.to_pylist():
                    if row["file_key"] in kept:
                        kept[row["file_key"]][_place(row)] = _hash(row)
    return kept


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["record_id"], row["raw_position"]


def _at(row: Mapping[str, Any]) -> str:
    return row["raw_position"] or "its start"


def _hash(row: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(repr(sorted(row.items())).encode("utf-8", "replace")).digest()


def compare_outcome(
    workspace: Workspace, versions: Versions, ledger: Sequence[RawFile], part: Path, scratch: Path
) -> Iterator[str]:
    """Yield which records of a part become something else than they became."""
    scratch.parent.mkdir(parents=True, exist_ok=True)
    accept_part(part, files_of(part, ledger), workspace.limits, scratch)
    kept = workspace.work.outcome(part_name(part), versions)
    for kind in OUTCOMES:
        again = read_table(scratch / f"{kind}.parquet")
        try:
            before = read_table(kept / f"{kind}.parquet")
        except (OSError, ValueError):
            yield f"{kept.name}/{kind}.parquet can't be read"
            continue
        if not again.equals(before):
            yield from _differences(kind, before.to_pylist(), again.to_pylist())


def _differences(
    kind: str, before: Sequence[dict[str, Any]], again: Sequence[dict[str, Any]]
) -> Iterator[str]:
    """Yield which records of one kind came, went or have other values."""
    here = {_place(row): row for row in before}
    now = {_place(row): row for row in again}
    for place in sorted(here.keys() ^ now.keys()):
        yield f"{place[0]} at {place[1] or 'its start'} is {'' if place in now else 'not '}{kind} now"
    for place in sorted(here.keys() & now.keys()):
        names = [name for name, value in now[place].items() if value != here[place].get(name)]
        if names:
            yield f"{place[0]} ({kind}): {', '.join(names)} differ"
