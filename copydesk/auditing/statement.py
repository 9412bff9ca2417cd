"""Statements: what a publisher says of a version in a few lines, so that an outsider can hold him to it.

A statement names by hashes the files that came in, the settings, the code and the tables, and the sums of promise 1. It
names the statement of the version published before by its hash, so that who kept one can tell whether what came after is
told as it was. All of it follows from the manifest and the ledger; it holds no clock and no path of a machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from copydesk.auditing.audit import Check, check_of, partition_in, rows_in, unmade
from copydesk.disk.own_files import files_below, read_table
from copydesk.disk.seals import parse_json
from copydesk.disk.storage import file_sha256
from copydesk.errors import CopydeskError, SettingsError, StorageError, let_through
from copydesk.history import RUNS_NAME, read_runs
from copydesk.raw.intake import RawFile
from copydesk.versions.published import MANIFEST, current_version, read_manifest
from copydesk.work.workspace import Workspace, was_delivered

FORM = 1
HASH = "sha256"
"""Key of a statement's own hash: of the rest of it, as JSON with sorted keys and without blanks."""


def state(workspace: Workspace, before: str | None) -> dict[str, Any]:
    """Return the statement of the published version.

    Args:
        workspace: The workspace; its ledger must be that of the published version.
        before: Hash of the statement of the version before; None for the first.

    Raises:
        StorageError: nothing is published, or files have come in since.
    """
    manifest = read_manifest(workspace.curated)
    ledger = workspace.work.read_ledger()
    if manifest is None or not was_delivered(workspace, ledger):
        raise StorageError(
            f"{workspace.work.ledger} is not that of the published version; `copydesk run` goes on from here"
        )
    told = {
        "statement": FORM,
        "version": manifest["version"],
        "manifest": file_sha256(workspace.curated / "current" / MANIFEST)[0],
        "before": before,
        "inputs": inputs_of(ledger),
        "settings": sha256_of(manifest["settings"]),
        "code": {"copydesk": manifest["copydesk"], **manifest["stage_versions"]},
        "tables": {
            name: {
                "rows": table["rows"],
                "sha256": sha256_of_files(
                    {place: file["sha256"] for place, file in table["files"].items()}
                ),
            }
            for name, table in sorted(manifest["tables"].items())
        },
        "promise": manifest["promise"],
    }
    return {**told, HASH: sha256_of(told)}


def inputs_of(ledger: Sequence[RawFile]) -> dict[str, Any]:
    """Return how many files came in, their bytes, and the hash of a list as `sha256sum` prints it, sorted by name."""
    lines = "".join(f"{file.sha256}  {file.raw_path}\n" for file in sorted(ledger))
    return {
        "files": len(ledger),
        "bytes": sum(file.size for file in ledger),
        "sha256": hashlib.sha256(lines.encode()).hexdigest(),
    }


def sha256_of(told: Mapping[str, Any]) -> str:
    """Return the hash of what an object says."""
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_of_files(files: Mapping[str, str]) -> str:
    """Return the hash of a table's files, whatever the folder is called that they lie in.

    >>> one = {"03c04be0ec6b/published_month=2019-11/part-0.parquet": "ab"}
    >>> sha256_of_files(one) == sha256_of_files({"x/published_month=2019-11/part-0.parquet": "ab"})
    True
    """
    lines = sorted(
        f"{sha256}  {partition_in(place)}/{Path(place).name}\n" for place, sha256 in files.items()
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def hash_before(runs: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the hash of the last statement in the lines of `runs.jsonl`; None where there is none."""
    kept = [line["statement"] for line in runs if isinstance(line.get("statement"), dict)]
    return str(kept[-1].get(HASH)) if kept else None


def statements_of(workspace: Workspace) -> list[dict[str, Any]]:
    """Return the statements of the published versions, the oldest first; the last is of what is published now.

    Raises:
        CopydeskError: the last is not kept as it follows from manifest and ledger.
    """
    runs = read_runs(workspace.curated)
    kept = [line["statement"] for line in runs if isinstance(line.get("statement"), dict)]
    if not kept or kept[-1].get("version") != current_version(workspace.curated):
        return [*kept, state(workspace, hash_before(runs))]
    if kept[-1] != state(workspace, kept[-1].get("before")):
        raise CopydeskError(
            f"{workspace.curated / RUNS_NAME}: the statement of {kept[-1]['version']} is not what its manifest and ledger say; "
            "`copydesk verify` tells what was changed"
        )
    return kept


def read_statements(path: Path) -> list[dict[str, Any]]:
    """Return the statements in a file of JSON lines.

    Raises:
        SettingsError: there are none.
    """
    try:
        lines = [parse_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: {error}; expected what `copydesk prove` writes") from error
    if not lines or not all(isinstance(line, dict) and "version" in line for line in lines):
        raise SettingsError(f"{path}: no statements; expected what `copydesk prove` writes")
    return lines


def check_statements(workspace: Workspace, told: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """Yield whether statements are as they were written and hang together, and whether the last is of these tables."""
    hashes = [sha256_of({key: line[key] for key in line if key != HASH}) for line in told]
    yield check_of(
        "statement: as it was written",
        [
            f"{line['version']} was changed"
            for line, sha256 in zip(told, hashes, strict=True)
            if line.get(HASH) != sha256
        ],
    )
    yield check_of(
        "statement: each names the one before by its hash",
        [
            f"{line['version']} does not follow {before['version']}"
            for before, sha256, line in zip(told, hashes, told[1:], strict=False)
            if line.get("before") != sha256
        ],
    )
    yield from check_last(workspace, told[-1])
    yield check_stated_manifest(workspace.curated, told[-1])


def deliveries_in(path: Path) -> int:
    """Return the sum of deliveries in a file of records; of one that can't be read, none."""
    try:
        return int(pc.sum(read_table(path, ["n_deliveries"])["n_deliveries"]).as_py() or 0)
    except (OSError, ValueError, KeyError) as error:
        let_through(error)
        return 0


def check_last(workspace: Workspace, told: Mapping[str, Any]) -> Iterator[Check]:
    """Yield whether a statement is of the tables that readers find here, and of the files that came in."""
    wrong, deliveries = [], 0
    for name, table in sorted(told.get("tables", {}).items()):
        paths = files_below(workspace.curated / name)
        found = {
            p.relative_to(workspace.curated / name).as_posix(): file_sha256(p)[0] for p in paths
        }
        rows = sum(rows_in(path) or 0 for path in paths)
        if rows != table["rows"]:
            wrong.append(f"{name}: {rows} rows, not {table['rows']}")
        if sha256_of_files(found) != table["sha256"]:
            wrong.append(f"{name}: other files")
        if name in ("copies", "quarantine"):
            deliveries += sum(map(deliveries_in, paths))
    yield check_of("statement: of the tables that readers find here", wrong)
    read = told.get("promise", {}).get("locations")
    yield Check(
        "statement: locations read = deliveries in copies + in quarantine",
        read == deliveries,
        f"{read} = {deliveries}",
    )
    name = "statement: of the files that came in"
    if not workspace.work.ledger.exists():
        yield unmade(name, "there is no work folder")
        return
    try:
        found_inputs = inputs_of(workspace.work.read_ledger())
    except StorageError as error:
        yield Check(name, False, str(error))
        return
    yield Check(name, found_inputs == told.get("inputs"), f"{found_inputs['files']} files")


def check_stated_manifest(curated: Path, told: Mapping[str, Any]) -> Check:
    """Return whether a statement is of the manifest that stands here: of its settings, code and sums as well as of its tables."""
    name, path = "statement: of the manifest that stands here", curated / "current" / MANIFEST
    if not path.exists():
        return unmade(name, "there is none")
    sha256 = file_sha256(path)[0]
    return Check(name, sha256 == told.get("manifest"), f"{told['version']}, {sha256}")
