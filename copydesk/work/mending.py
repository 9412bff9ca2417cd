"""Record parts that went missing or were changed: read again where the raw file is there, else proven, else refused."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from copydesk.disk.real_path import real_path
from copydesk.disk.seals import is_sound, open_json, sealed_json
from copydesk.disk.storage import remove, replace_text, whole_folder, write_table
from copydesk.errors import StorageError
from copydesk.ids import content_id
from copydesk.raw.counted import (
    LISTING,
    NOTHING,
    Count,
    Listing,
    PartFile,
    count_rows,
    damage_in,
    look_at_part,
    read_listing,
    rows_of_files,
    sound_rows,
    write_listing,
)
from copydesk.raw.intake import RawFile
from copydesk.work.workfolder import Versions, WorkFolder

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Stock:
    """What the folder of records holds: file keys that are whole, what is wrong with the other folders, and folders whose
    rows stand in another."""

    held: frozenset[str]
    damaged: Mapping[Path, str]
    replaced: Sequence[Path] = ()


def take_stock(records: Path, ledger: Sequence[RawFile], *, is_thorough: bool = False) -> Stock:
    """Return which file keys are held as they were read; a thorough look hashes all parts."""
    told = {file.file_key: file.count for file in ledger if file.count is not None}
    held: set[str] = set()
    damaged: dict[Path, str] = {}
    replaced: set[Path] = set()
    for folder in sorted(records.glob("[!.]*")):
        listing = read_listing(folder)
        if listing is None:
            damaged[folder] = f"{folder / LISTING} is missing or damaged"
        elif (damage := damage_in(folder, listing, is_thorough=is_thorough)) is not None:
            damaged[folder] = damage
        elif _tells_otherwise(listing, told):
            damaged[folder] = f"{folder / LISTING} and the ledger tell of different records"
        else:
            held |= listing.counts.keys()
            replaced |= {records / name for name in listing.replaces}
    left = {folder: why for folder, why in damaged.items() if folder not in replaced}
    return Stock(frozenset(held), left, sorted(replaced))


def _tells_otherwise(listing: Listing, told: Mapping[str, Count]) -> bool:
    """Return whether a listing has other counts of a file than the ledger tells."""
    return any(told.get(key, count) != count for key, count in listing.counts.items())


def mend(
    stock: Stock, records: Path, ledger: Sequence[RawFile], at_hand: Collection[str]
) -> frozenset[str]:
    """Remove damaged folders, after what no raw file gives again was taken out of them; return the keys held then.

    `at_hand` are the file keys that the raw folder holds.

    Raises:
        StorageError: records are lost: of a file that is gone, not all can be proven to be there.
    """
    _remove_all(stock.replaced)  # a run was killed after it had packed them
    wanted = {f.file_key: f for f in ledger if f.file_key not in {*stock.held, *at_hand}}
    rescued: set[str] = set()
    for folder, damage in stock.damaged.items():
        logger.warning("what=mend why=%s", damage)
        found = rescue(folder, records, wanted)
        rescued |= found
        wanted = {key: file for key, file in wanted.items() if key not in found}
    if wanted:
        why = "; ".join(stock.damaged.values()) or f"{records} holds no records of it"
        raise _lost(sorted(file.raw_path for file in wanted.values()), why)
    _remove_all(stock.damaged)
    return stock.held | rescued


def _remove_all(folders: Iterable[Path]) -> None:
    for folder in folders:
        remove(folder)


def _lost(raw_paths: Sequence[str], why: str) -> StorageError:
    more = f" and {len(raw_paths) - 1} more files" if len(raw_paths) > 1 else ""
    return StorageError(
        f"records of {raw_paths[0]}{more} are lost: {why}, and the raw file is gone. Put it back, or give its records "
        "up with --prune; nothing was published"
    )


def rescue(folder: Path, records: Path, wanted: Mapping[str, RawFile]) -> set[str]:
    """Copy the files out of a damaged folder whose records are all there, by count and ids; return their keys."""
    listing = read_listing(folder)
    if listing is None:  # how its files are to be read stood there alone
        return set()
    found = _sound_counts(folder, listing)
    whole = sorted(key for key in wanted if listing.sources.get(key) and _is_all(key, found, listing, wanted[key]))  # fmt: skip
    if not whole:
        return set()
    parts: dict[str, PartFile] = {}
    with whole_folder(records / content_id("rec", "mended", *whole)) as scratch:
        for number, table in enumerate(sound_rows(folder, listing)):
            rows = rows_of_files(table, whole)
            if rows.num_rows:
                path = scratch / f"part-{number:05d}.parquet"
                write_table(rows, path)
                parts[path.name] = look_at_part(path, rows.num_rows)
        sources = {key: listing.sources[key] for key in whole}
        write_listing(scratch, Listing(sources, {key: found[key] for key in whole}, parts))
    return set(whole)


def _sound_counts(folder: Path, listing: Listing) -> dict[str, Count]:
    """Return what the parts that are whole hold of each file."""
    found: dict[str, Count] = {}
    for table in sound_rows(folder, listing):
        for key, count in count_rows(table).items():
            found[key] = found.get(key, NOTHING) + count
    return found


def _is_all(key: str, found: Mapping[str, Count], listing: Listing, file: RawFile) -> bool:
    """Return whether so much of a file was found as the ledger, or else the listing, says was read of it."""
    told = file.count if file.count is not None else listing.counts.get(key)
    return key in found and found[key] == told


def drop_damaged(work: WorkFolder, paths: Sequence[Path]) -> list[Path]:
    """Remove work files that can't be used, and what stands or falls with them; return what was removed.

    Whatever lacks an outcome then is done by the next stages, as if it were new.
    """
    tops = {real_path(folder) for folder in work.folders()}
    dropped = sorted({path if real_path(path.parent) in tops else path.parent for path in paths})
    for path in dropped:
        logger.warning("what=mend why=%s is missing or not as it was written", path)
        remove(path)
    return dropped


def note_work(work: WorkFolder, versions: Versions) -> None:
    """Note what the work files look like that today's code would use, unless that is known."""
    told = {"versions": dataclasses.astuple(versions), "looks": _looks_of_work(work, versions)}
    text = sealed_json(told)
    if not work.noted.exists() or work.noted.read_text(encoding="utf-8", errors="replace") != text:
        replace_text(text, work.noted)


def find_altered_work(work: WorkFolder, versions: Versions) -> list[Path]:
    """Return the work files that are missing or look otherwise than when a run ended, and are not as they were written.

    A file of the size, the time and the place that were noted is not read: `find_damaged_work` reads all.
    """
    noted, now = _noted_looks(work, versions), _looks_of_work(work, versions)
    others = sorted(name for name in noted.keys() | now.keys() if noted.get(name) != now.get(name))
    base = work.root / work.run_folder
    kept = [name for name in others if base / name == work.copies / Path(name).name]
    wrong = [base / name for name in others if name not in kept and not is_sound(base / name)]
    if kept:
        from copydesk.dedup.kept import damaged_files  # heavy: not where nothing has changed

        wrong += damaged_files(work.copies, is_thorough=False)
    return wrong


def _noted_looks(work: WorkFolder, versions: Versions) -> dict[str, list[int]]:
    """Return what `_looks_of_work` returned when a run of this code ended; nothing where none is noted."""
    try:
        told = open_json(work.noted.read_text(encoding="utf-8"))
        is_of_today = told["versions"] == list(dataclasses.astuple(versions))
        return dict(told["looks"]) if is_of_today else {}
    except (FileNotFoundError, ValueError, KeyError):
        return {}


def _looks_of_work(work: WorkFolder, versions: Versions) -> dict[str, list[int]]:
    """Return size, number and time of each file that is kept for the search for copies, or that today's code made of records."""
    folders = [work.copies, *work.outcomes(versions), *work.annotated_folders(versions)]
    paths = [path for folder in folders for path in folder.glob("*.parquet")]
    base, looks = work.root / work.run_folder, {}
    for path in (*paths, *work.cut_files(versions)):
        look = path.stat()
        name = path.relative_to(base).as_posix()
        looks[name] = [look.st_size, look.st_ino, look.st_mtime_ns]
    return looks


def mend_work(work: WorkFolder, versions: Versions) -> None:
    """Remove what the look of the work files shows to be damaged: it is made again, as if it were new."""
    altered = find_altered_work(work, versions)
    if not work.plan.exists():  # of a backfill, which has dropped work itself
        for path in altered:
            logger.warning("what=mend why=%s is missing or not as it was written", path)
    if any(path.parent == work.copies for path in altered):
        drop_copies(work)
    tops = work.folders()
    left = [p for p in altered if p.exists() or (p.parent not in tops and p.parent.exists())]
    drop_damaged(work, left)


def drop_copies(work: WorkFolder) -> None:
    """Remove what the search for copies keeps."""
    remove(real_path(work.copies))
    real_path(work.copies).mkdir()


def find_damaged_work(work: WorkFolder, versions: Versions) -> list[Path]:
    """Return the work files that today's code would use and that are not as they were written; all are hashed."""
    from copydesk.acceptance import OUTCOMES  # heavy: `mend` is asked by every run
    from copydesk.annotation import PACKED

    outcomes = [work.accepted_folder(part, versions) for part in work.parts()]
    files = [p / f"{kind}.parquet" for p in outcomes if p.exists() for kind in OUTCOMES]
    files += work.cut_files(versions)
    for folder in work.annotated_folders(versions):
        files += [folder / f"{kind}.parquet" for kind in PACKED]
    return [path for path in files if not is_sound(path)]
