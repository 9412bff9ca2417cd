"""`repair`: everything that a run builds upon looked at byte by byte; what is wrong is made again and named.

Raw files and records that no raw file gives again are never touched: where they are damaged the run refuses and says so.
The tables, limits and models stay those of the published version, whatever the settings of today are: it is a run that adds.
"""

from __future__ import annotations

from copydesk.dedup.kept import damaged_files
from copydesk.disk.real_path import real_path
from copydesk.disk.storage import curated_lock, remove
from copydesk.errors import StorageError
from copydesk.versions.metadata import wrong_descriptions
from copydesk.versions.publish import is_sound
from copydesk.versions.published import MANIFEST, decode_manifest, strays, wrong_links
from copydesk.work.mending import drop_copies, drop_damaged, find_damaged_work, take_stock
from copydesk.work.workspace import Workspace
from flows.curate import curate_with
from flows.engine import Engine
from flows.progress import Progress
from flows.settings import Settings, as_published, check_needs, open_workspace
from flows.summary import Summary


def repair_with(
    settings: Settings, progress: Progress, engine: Engine | None = None
) -> tuple[list[str], Summary]:
    """Return what was wrong in a curated folder, and the summary of the run that made it again.

    Raises:
        StorageError: something can't be made again; the message names it.
        SettingsError: a model that the tables were made with is not installed.
    """
    settings = as_published(settings)
    check_needs(settings)
    workspace = open_workspace(settings)
    with curated_lock(workspace.curated):
        workspace.work.prepare()
        wrong = [
            *find_wrong_records(workspace),
            *drop_wrong_work(workspace),
            *find_wrong_files(workspace),
        ]
        remove(workspace.work.seen)  # what files look like is no argument now
    return wrong, curate_with(settings, progress, engine, is_thorough=True)


def find_wrong_records(workspace: Workspace) -> list[str]:
    """Return what is wrong with the ledger and the record parts: the run that follows reads these again."""
    try:
        ledger = workspace.work.read_ledger()
        wrong = []
    except StorageError as error:
        ledger, wrong = [], [str(error)]
    if not workspace.work.ledger.exists() and workspace.work.parts():
        wrong = [f"{workspace.work.ledger} is missing"]
    stock = take_stock(workspace.work.records, ledger, is_thorough=True)
    missing = sorted(file.raw_path for file in ledger if file.file_key not in stock.held)
    if missing and not stock.damaged:
        more = f" and {len(missing) - 1} more files" if len(missing) > 1 else ""
        wrong.append(f"{workspace.work.records} holds no records of {missing[0]}{more}")
    return wrong + list(stock.damaged.values())


def drop_wrong_work(workspace: Workspace) -> list[str]:
    """Remove work files that are not as they were written; return which."""
    dropped = drop_damaged(workspace.work, find_damaged_work(workspace.work, workspace.versions()))
    if kept := damaged_files(workspace.work.copies):
        drop_copies(workspace.work)
    return [f"{path} was not as it was written" for path in (*dropped, *kept)]


def find_wrong_files(workspace: Workspace) -> list[str]:
    """Return what is wrong with the published version and the links to it: the run that follows lays them again."""
    folder = workspace.curated / "current"
    manifest, why = decode_manifest(folder / MANIFEST)
    if manifest is None:
        return [f"{folder / MANIFEST} {why}"] if folder.is_symlink() else []
    wrong = [f"{folder / MANIFEST} {why}"] if why else []
    wrong += [f"{workspace.curated}: {link}" for link in wrong_links(workspace.curated, manifest)]
    wrong += [f"{folder}: {told}" for told in wrong_descriptions(folder, manifest)]
    for name, table in manifest["tables"].items():
        wrong += [
            f"{folder / name / place} is missing or has other bytes than were published"
            for place, file in sorted(table["files"].items())
            if not is_sound(folder / name / place, file["sha256"], {})
        ]
        wrong += [
            f"{folder / name / place} does not belong there"
            for place in strays(real_path(folder / name), table["files"])
        ]
    return wrong
