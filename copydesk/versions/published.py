"""What stands published, as readers find it: the manifest, the links, and the files that a path leads to."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from copydesk.disk.own_files import columns_of, files_below
from copydesk.disk.seals import parse_json
from copydesk.errors import StorageError
from copydesk.ids import content_id
from schemas.tables import TABLES

MANIFEST = "manifest.json"

PARTS_OF_A_MANIFEST: Mapping[str, type] = {
    "version": str, "tables": dict, "settings": dict, "stage_versions": dict, "deliveries": str,
    "promise": dict,
}  # fmt: skip
"""What every manifest says, and of which type."""

SAID_AT_LEAST = {"settings": {"stages", "limits", "models"}, "promise": {"locations"}}
"""What some of it says at least."""


def current_version(curated: Path) -> str | None:
    """Return the name of the published version; None before the first."""
    link = curated / "current"
    return os.path.basename(os.readlink(link)) if link.is_symlink() else None


def why_nothing(curated: Path) -> str:
    """Return what is said where no published version is found: none was ever, or the link to it is gone."""
    if any((curated / ".versions").glob("v-*")):
        return (
            f"{curated / 'current'} leads to no version, though there are some; "
            "`copydesk repair`, or the next run, lays it again"
        )
    return f"nothing is published in {curated}; run `copydesk run` first"


def version_name(manifest: Mapping[str, Any]) -> str:
    """Return the name of the version that a manifest is of: a hash of all that it says."""
    body = {key: value for key, value in manifest.items() if key != "version"}
    return "v-" + content_id("art", json.dumps(body, sort_keys=True))[4:]


def open_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest in the folder of a version; None where there is no such folder.

    Raises:
        StorageError: it is missing or damaged.
    """
    if not folder.exists():
        return None
    path = folder / MANIFEST
    manifest, why = decode_manifest(path)
    if manifest is None or why:
        raise StorageError(f"{path} {why}; `copydesk repair` makes it again")
    return manifest


def decode_manifest(path: Path) -> tuple[dict[str, Any] | None, str]:
    """Return a manifest and what is wrong with it; None where it can't be understood."""
    try:
        return check_manifest(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):  # `current` unpacked as a file that names it
        return check_manifest(None)


def check_manifest(content: bytes | None) -> tuple[dict[str, Any] | None, str]:
    """Return a manifest from its bytes (None: there are none) and what is wrong with it."""
    if content is None:
        return None, "is missing"
    try:
        manifest = parse_json(content)
    except ValueError:
        return None, "is damaged: it is no JSON"
    if not _has_shape(manifest):
        return None, "is damaged: it does not say what a manifest says"
    told = version_name(manifest)
    is_right = manifest["version"] == told
    return (
        manifest,
        "" if is_right else f"was changed: it says {manifest['version']}, its content {told}",
    )


def _has_shape(manifest: Any) -> bool:
    if not isinstance(manifest, dict):
        return False
    for key, parts in SAID_AT_LEAST.items():
        inner = manifest.get(key)
        if not isinstance(inner, dict) or not parts <= inner.keys():
            return False
    if not isinstance(manifest.get("descriptions", {}), dict):  # earlier releases kept no sums
        return False
    if not all(isinstance(manifest.get(key), kind) for key, kind in PARTS_OF_A_MANIFEST.items()):
        return False
    return all(name in TABLES and _is_told(table) for name, table in manifest["tables"].items())


def _is_told(table: Any) -> bool:
    """Return whether a table is told of with its rows, and its files with rows and hash."""
    if not isinstance(table, dict) or not isinstance(table.get("rows"), int):
        return False
    files = table.get("files")
    return isinstance(files, dict) and all(
        isinstance(file, dict) and {"rows", "sha256"} <= file.keys() for file in files.values()
    )


def read_manifest(curated: Path) -> dict[str, Any] | None:
    """Return the manifest of the published version; None before the first.

    Raises:
        StorageError: it is missing or damaged.
    """
    return open_manifest(curated / "current")


def sound_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest in the folder of a version; None where there is none that can be trusted."""
    try:
        return open_manifest(folder)
    except StorageError:
        return None


def current_files(curated: Path, table: str) -> list[Path]:
    """Return the files of a table of the published version that are Parquet of its columns, whatever its manifest says."""
    wanted = TABLES[table].to_schema().names
    folder = curated / "current" / table
    return [path for path in files_below(folder) if columns_of(path) == wanted]


def wrong_links(curated: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return which links of a curated folder do not lead where readers are to be led."""
    wanted = {"current": f".versions/{manifest['version']}"}
    wanted |= {name: f"current/{name}" for name in manifest["tables"]}
    wrong = []
    for name in ("current", *TABLES):
        path, target = curated / name, wanted.get(name)
        if path.is_symlink():
            found = os.readlink(path)
            if found != target:
                wrong.append(
                    f"{name}: the link leads to {found}, "
                    + (f"not to {target}" if target else "and belongs to no table")
                )
        elif path.exists():
            wrong.append(f"{name}: a folder or file of its own, not our link")
        elif target:
            wrong.append(f"{name}: the link to {target} is missing")
    if (curated / wanted["current"]).is_symlink():
        wrong.append(f"current: {wanted['current']} is a link, not the folder of a version")
    return wrong


def strays(folder: Path, places: Collection[str]) -> list[str]:
    """Return what stands in the folder of a table beside its files: other files, and links where we lay none."""
    found = ["."] if folder.is_symlink() else []
    for top, folders, files in os.walk(folder):
        here = Path(top)
        for name in (*folders, *files):
            path = here / name
            place = path.relative_to(folder).as_posix()
            if path.is_symlink() or (name in files and place not in places):
                found.append(place)
    return sorted(found)


def found_tables(curated: Path) -> list[str]:
    """Return the names of the tables that a reader finds files of."""
    return [name for name in TABLES if files_below(curated / name)]


def is_a_copy(curated: Path) -> bool:
    """Return whether a folder holds tables alone, as a copy with its links followed does."""
    return not (curated / ".versions").exists() and not (curated / ".work").exists()
