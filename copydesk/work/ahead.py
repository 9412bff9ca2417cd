"""What an upgrade makes anew, made ahead of it, beside the runs of the installation that publishes meanwhile.

Other code makes anew what it made before, which may take days, and news can't wait. So new code curates in a folder of its own
within the work folder: it is lent what is kept (hard links), reads, parses and annotates the whole history there without the
writer's lock, as often as it is called, and the tables may be looked at before anybody else sees them. The first ordinary run of
the same code takes over what was made there and publishes it at one stroke. Work files are named by what went into them, so taking
over is a move of those that are not there yet, and a kill on the way leaves some moved and some to be moved.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

from copydesk.code_version import code_version
from copydesk.disk.storage import (
    curated_lock,
    link_or_copy,
    remove,
    replace_text,
    sync_folder,
    whole_folder,
)
from copydesk.errors import LockedError
from copydesk.work.workfolder import Versions, WorkFolder, version_of
from copydesk.work.workspace import Workspace

log = logging.getLogger("copydesk")

MADE_BY = "made-by"
"""The file that tells which code and settings a folder ahead is of."""

PAUSE_SECONDS = 0.5
"""Between two looks whether the writer's lock is free."""


def ahead_of(workspace: Workspace) -> Path:
    """Return the curated folder in which the next installation makes ready what it will publish."""
    return workspace.work.root / "ahead"


def lend(workspace: Workspace) -> Path:
    """Lend what is kept to the folder ahead, once no other run is writing; return it.

    What other code or settings made ready there is removed.
    """
    folder = ahead_of(workspace)
    with _lock_when_free(workspace.curated):
        workspace.work.root.mkdir(parents=True, exist_ok=True)
        if folder.exists() and not _is_of(workspace, folder):
            remove(folder)
        with curated_lock(folder):
            replace_text(_made_by(workspace), folder / MADE_BY)
            _lend_work(workspace.work, WorkFolder(folder / ".work"), workspace.versions())
    return folder


def take_over(workspace: Workspace) -> None:
    """Take over what the same code and settings made ready, under the lock. What is still being made is left alone."""
    folder = ahead_of(workspace)
    if not folder.exists() or not _is_of(workspace, folder):
        return
    try:
        with curated_lock(folder):
            for source, target in _kinds(WorkFolder(folder / ".work"), workspace.work):
                for path in sorted(source.glob("[!.]*")):
                    if not (target / path.name).exists():
                        os.rename(path, target / path.name)
                sync_folder(target)
            remove(folder)
    except LockedError:
        log.info("what=ahead is=under way")


@contextlib.contextmanager
def _lock_when_free(curated: Path) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(curated_lock(curated))
            except LockedError:
                time.sleep(PAUSE_SECONDS)
            else:
                break
        yield


def _is_of(workspace: Workspace, folder: Path) -> bool:
    """Return whether the folder ahead was made by this code with these settings."""
    try:
        return (folder / MADE_BY).read_text(encoding="utf-8") == _made_by(workspace)
    except (OSError, UnicodeDecodeError):
        return False


def _made_by(workspace: Workspace) -> str:
    versions = dataclasses.asdict(workspace.versions())
    return version_of(code_version("copydesk.raw.intake"), versions, workspace.stages)


def _kinds(source: WorkFolder, target: WorkFolder) -> list[tuple[Path, Path]]:
    """Return the folders of work files that are named by what went into them, of two work folders."""
    return [
        (source.records, target.records),
        (source.accepted, target.accepted),
        (source.cuts, target.cuts),
        (source.annotated, target.annotated),
    ]


def _lend_work(work: WorkFolder, ahead: WorkFolder, versions: Versions) -> None:
    ahead.root.mkdir(exist_ok=True)
    for _, folder in _kinds(work, ahead):
        folder.mkdir(exist_ok=True)
    for paths, folder in (
        (sorted(work.records.glob("[!.]*")), ahead.records),
        (work.outcomes(versions), ahead.accepted),
        (work.cut_files(versions), ahead.cuts),
        (work.annotated_folders(versions), ahead.annotated),
    ):
        for path in paths:
            if not (folder / path.name).exists():
                _lend_one(path, folder / path.name)
    own, known = (
        {(file.raw_path, file.sha256): file for file in folder.read_ledger()}
        for folder in (ahead, work)
    )
    if not own.keys() <= known.keys():
        _forget(ahead)
    read = {
        key: dataclasses.replace(file, is_replaced=known[key].is_replaced)
        for key, file in own.items()
        if key in known
    }
    if known:
        ahead.write_ledger(list((known | read).values()))


def _forget(ahead: WorkFolder) -> None:
    """Remove what was published ahead, and what it stands on: it holds records that were given up since."""
    named = {folder.name for folder, _ in _kinds(ahead, ahead)}
    for path in ahead.root.parent.iterdir():
        if path not in (ahead.root, ahead.root.parent / MADE_BY, ahead.root.parent / ".lock"):
            remove(path)
    for path in ahead.root.iterdir():
        if path.name not in named:
            remove(path)


def _lend_one(path: Path, target: Path) -> None:
    if not path.is_dir():
        link_or_copy(path, target)
        return
    with whole_folder(target) as scratch:
        for file in path.iterdir():
            link_or_copy(file, scratch / file.name)
