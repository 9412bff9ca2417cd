"""Publishing: the tables of a run become a new immutable version, and all flip to it at one stroke.

    <curated>/.versions/<version>/<table>/<content>/[published_month=2019-11/]part-0.parquet, or part-2019-11.parquet
    <curated>/.versions/<version>/manifest.json
    <curated>/current -> .versions/<version>          flipped by one rename
    <curated>/<table> -> current/<table>              laid once

A version's name is a hash of its files: publishing the same tables again changes nothing. `<content>` is a hash of the
table's files: a path never changes its bytes, so that a reader who listed the files before the flip and opens them after
it gets what was listed or a file that is gone, never files of two versions.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from copydesk.disk.real_path import real_path
from copydesk.disk.seals import parse_json
from copydesk.disk.storage import (
    drop_leftovers,
    file_sha256,
    flip_link,
    naming,
    remove,
    replace_text,
    sync_folder,
    sync_tree,
)
from copydesk.errors import StorageError
from copydesk.versions.metadata import wrong_descriptions
from copydesk.versions.published import (
    current_version,
    sound_manifest,
    strays,
    wrong_links,
)
from schemas.tables import TABLES

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """What a publication did."""

    version: str
    is_new: bool
    rows: Mapping[str, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Base:
    """The version that a run builds upon: of each table, by place below its content, the sound files."""

    files: Mapping[str, Mapping[str, Path]]
    facts: Mapping[str, Mapping[str, Mapping[str, Any]]]  # rows and sha256 of the same

    def file(self, table: str, place: str) -> list[Path]:
        """Return the file at a place of a table, if there is a sound one."""
        path = self.files.get(table, {}).get(place)
        return [] if path is None else [path]


def open_base(folder: Path, seen: Path) -> Base:
    """Return what can be taken over of a version; a file that was lost or damaged since can not.

    Args:
        folder: Where the version stands; where there is none, nothing can be taken over.
        seen: File of what its files looked like when they were written. One that looks otherwise is hashed.
    """
    manifest = sound_manifest(folder)
    if manifest is None:
        return Base({}, {})
    remembered = read_seen(seen)
    files: dict[str, dict[str, Path]] = {}
    facts: dict[str, dict[str, Any]] = {}
    for name, table in manifest["tables"].items():
        others = strays(folder / name, table["files"])
        for place, file in table["files"].items():
            path, short = folder / name / place, place.partition("/")[2]
            if not is_below(place, others) and is_sound(path, file["sha256"], remembered):
                files.setdefault(name, {})[short] = path
                facts.setdefault(name, {})[short] = file
            else:
                log.warning("what=damaged-file path=%s/%s", name, place)
    return Base(files, facts)


def is_below(place: str, others: Sequence[str]) -> bool:
    """Return whether the way to a file leads through one of some other places (which are links)."""
    return any(other in (".", place) or place.startswith(f"{other}/") for other in others)


def is_sound(path: Path, sha256: str, remembered: Mapping[str, Sequence[Any]]) -> bool:
    """Return whether a published file is what it was written as: by its looks if they are known, else by its bytes."""
    try:
        looks = _looks(path)
        return looks == list(remembered.get(sha256, ())) or file_sha256(path)[0] == sha256
    except OSError:
        return False


def is_whole(curated: Path, seen: Path) -> bool:
    """Return whether readers find the published files as they were written, no others, and links that lead to them."""
    manifest = sound_manifest(curated / "current")
    if manifest is None or wrong_links(curated, manifest):
        return False
    if wrong_descriptions(curated / "current", manifest):
        return False
    folder = real_path(curated / "current")
    base = open_base(folder, seen)
    return all(
        len(base.files.get(name, {})) == len(table["files"])
        and not strays(folder / name, table["files"])
        for name, table in manifest["tables"].items()
    )


def remember_looks(curated: Path, seen: Path) -> None:
    """Note what the published files look like, so that the next run need not hash them; what is known stays unwritten."""
    manifest = sound_manifest(curated / "current") or {"tables": {}}
    looks = {
        file["sha256"]: _looks(curated / "current" / name / place)
        for name, table in manifest["tables"].items()
        for place, file in table["files"].items()
    }
    if looks != read_seen(seen):
        replace_text(json.dumps(looks, sort_keys=True), seen)


def _looks(path: Path) -> list[int]:
    """Return what a file can't change in without our noticing, short of its bytes: a hard link shares it."""
    if path.is_symlink():
        raise FileNotFoundError(path)
    found = path.stat()
    return [found.st_size, found.st_ino, found.st_mtime_ns]


def read_seen(seen: Path) -> dict[str, Sequence[Any]]:
    """Return what the published files looked like when they were written, by their hashes; nothing where that is lost."""
    try:
        found = parse_json(seen.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@contextlib.contextmanager
def new_version(curated: Path) -> Iterator[Path]:
    """Give a folder for the tables of a new version; what is not published from it vanishes."""
    scratch = curated / ".versions" / f".new.{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def place_version(curated: Path, scratch: Path, manifest: Mapping[str, Any]) -> None:
    """Put a version that was written to a scratch folder into its place. Nobody reads it yet."""
    versions, version = curated / ".versions", str(manifest["version"])
    sync_tree(scratch)
    if not _is_complete(versions / version, manifest):
        remove(versions / version)
        os.rename(scratch, versions / version)
        sync_folder(versions)


def flip_version(curated: Path, manifest: Mapping[str, Any]) -> Published:
    """Make a version the one that readers see, unless it is."""
    version = str(manifest["version"])
    rows = {name: table["rows"] for name, table in manifest["tables"].items()}
    link, target = curated / "current", f".versions/{version}"
    is_new = not link.is_symlink() or os.readlink(link) != target
    _make_table_links(curated, list(rows))
    if is_new:
        _retire(curated)
        flip_link(link, target, curated / ".versions")
    for name in TABLES:
        if name not in rows and (curated / name).is_symlink():
            (curated / name).unlink()
    return Published(version, is_new, rows)


def _is_complete(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Return whether a version has its manifest and its files, as they were written, and no others."""
    found = None if folder.is_symlink() else sound_manifest(folder)
    return (
        found is not None
        and found["version"] == manifest["version"]
        and not wrong_descriptions(folder, manifest)
        and all(
            not strays(folder / name, table["files"])
            and all(
                is_sound(folder / name / place, file["sha256"], {})
                for place, file in table["files"].items()
            )
            for name, table in manifest["tables"].items()
        )
    )


def prepare_versions(curated: Path) -> None:
    """Make the folder of versions and finish what a killed run began: its half-written versions, links left over.

    Raises:
        StorageError: something else stands where a link of ours belongs.
    """
    versions = curated / ".versions"
    links = [curated / name for name in ("current", *TABLES)]
    if others := [str(link) for link in links if link.exists() and not link.is_symlink()]:
        are, them = ("are no links", "them") if others[1:] else ("is no link", "it")
        work = curated / ".work"
        raise StorageError(
            f"{', '.join(others)} {are} of ours: the folder was copied with its links followed, or somebody put {them} "
            f"there. Move {them} away and run again: all tables are made anew from {work if work.exists() else 'the raw files'}; "
            "nothing was published"
        )
    versions.mkdir(parents=True, exist_ok=True)
    drop_leftovers(versions)
    drop_table_links(curated)


def drop_old_versions(curated: Path, older_than: float) -> list[str]:
    """Remove versions replaced before a moment (seconds since the epoch), never the current one."""
    current = current_version(curated)
    dropped = []
    for path in sorted((curated / ".versions").glob("*")):
        if path.name != current and path.stat().st_mtime < older_than:
            remove(path)
            dropped.append(path.name)
    return dropped


def drop_table_links(curated: Path) -> None:
    """Remove the links of tables that the published version does not hold."""
    for name in TABLES:
        link = curated / name
        if link.is_symlink() and not link.exists():
            link.unlink()


def _retire(curated: Path) -> None:
    """Note that the published version is being replaced now: how long it stays is counted from here."""
    version = current_version(curated)
    if version is not None and (folder := curated / ".versions" / version).is_dir():
        with naming(folder):  # that of another user, whom `os.utime` does not name
            os.utime(folder)


def _make_table_links(curated: Path, names: Sequence[str]) -> None:
    """Lay the links of new tables. They lead nowhere until the flip, so that all tables appear at one stroke."""
    for name in names:
        link = curated / name
        if not link.is_symlink() or os.readlink(link) != f"current/{name}":
            flip_link(link, f"current/{name}", curated / ".versions")
