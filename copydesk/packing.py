"""Work files of many small runs, packed into few: a year of daily runs leaves what one run of everything would.

Packing moves rows and changes none: a row's key says what it is, not the file that it stands in. What is packed stands
whole before what it replaces goes, so a kill between the two leaves rows twice at worst; `Listing.replaces` tells which
record folders are of no use any more, and equal rows of the other kinds count once wherever they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.acceptance import OUTCOMES, is_outcome
from copydesk.acceptance import UNLIKE as UNLIKE_ARTICLES
from copydesk.annotation import PACKED, folder_name, write_packed
from copydesk.counted import Listing, look_at_part, read_listing, write_listing
from copydesk.ids import content_id
from copydesk.intake import PART_BYTES
from copydesk.own_files import facts_of, read_table
from copydesk.parts import PART_SCHEMA, UNLIKE
from copydesk.seals import check_seals
from copydesk.storage import (
    file_sha256,
    remove,
    replace_table,
    whole_folder,
    write_table,
)
from copydesk.workfolder import Versions, WorkFolder, part_name

FAN = 10
"""So many of a size become one. Each row is written anew once per power of ten, and at most nine of each size stay."""

FULL_ROWS = 10_000
"""What holds so many rows is never packed again: a part is parsed by one worker, in 40 s, and lost as a whole."""


def pack_work(work: WorkFolder, versions: Versions) -> None:
    """Pack the work files (under the lock, when nothing else is to be done).

    While a backfill is under way nothing is packed: its plan names files.
    """
    if work.plan.exists():
        return
    drop_orphans(work, versions)
    for folders in pick(_rows_of_folders(work.records)):
        pack_records(work, versions, folders)
    done = {path: path / "done.parquet" for path in work.annotated_folders(versions)}
    for folders in pick({path: _n_rows(file) for path, file in done.items()}):
        pack_annotated(work, versions, folders)
    for files in pick({path: _n_rows(path) for path in work.cut_files(versions)}):
        pack_cuts(work, versions, files)


def pick(rows: Mapping[Path, int]) -> Iterator[list[Path]]:
    """Yield what is to become one: as many as `FAN` of one power of ten, those written together first.

    >>> list(pick({}))
    []
    """
    sizes: dict[int, list[Path]] = {}
    for path in sorted(rows, key=lambda path: (path.stat().st_mtime_ns, path.name)):
        if rows[path] < FULL_ROWS:
            sizes.setdefault(len(str(rows[path])), []).append(path)
    for paths in sizes.values():
        for start in range(0, len(paths) - FAN + 1, FAN):
            yield paths[start : start + FAN]


def drop_orphans(work: WorkFolder, versions: Versions) -> None:
    """Remove the outcomes of parts that are gone: packed, or made anew under another name."""
    live = {work.outcome(part_name(part), versions).name for part in work.parts()}
    for path in work.accepted.iterdir():
        if path.name.endswith(f".{versions.accept}") and path.name not in live:
            remove(path)


def pack_records(work: WorkFolder, versions: Versions, folders: Sequence[Path]) -> None:
    """Pack record folders, and the outcomes of their parts, unless something is wrong with any: the next scan mends it."""
    listings = {folder: read_listing(folder) for folder in sorted(folders)}
    parts: list[Path] = []
    for folder, listing in listings.items():
        if listing is None or not all(listing.sources.values()):
            return
        parts += [folder / name for name in sorted(listing.parts)]
        if any(file_sha256(folder / n)[0] != part.sha256 for n, part in listing.parts.items()):
            return
    is_odd = any(facts_of(part).schema.to_arrow_schema() != PART_SCHEMA for part in parts)
    if is_odd or not all(is_outcome(work.accepted_folder(part, versions)) for part in parts):
        return
    told = [listing for listing in listings.values() if listing is not None]
    keys = sorted(key for listing in told for key in listing.sources)
    name = content_id("rec", "packed", *keys)
    cut = list(_cut(parts))
    for number, group in enumerate(cut):
        outcome = work.outcome(f"{name}-{number:05d}", versions)
        with whole_folder(outcome) as scratch:
            for kind in (f"{sort}.parquet" for sort in OUTCOMES):
                files = [work.accepted_folder(part, versions) / kind for part in group]
                write_table(_joined(files), scratch / kind, outcome / kind, UNLIKE_ARTICLES)
    with whole_folder(work.records / name) as scratch:
        looks = {}
        for number, group in enumerate(cut):
            path = scratch / f"part-{number:05d}.parquet"
            rows = _joined(group)
            write_table(rows, path, unlike=UNLIKE)
            looks[path.name] = look_at_part(path, len(rows))
        sources = {key: source for listing in told for key, source in listing.sources.items()}
        counts = {key: count for listing in told for key, count in listing.counts.items()}
        replaces = tuple(folder.name for folder in listings)
        write_listing(scratch, Listing(sources, counts, looks, replaces))
    for folder in listings:
        remove(folder)
    for part in parts:
        remove(work.accepted_folder(part, versions))


def _cut(parts: Iterable[Path]) -> Iterator[list[Path]]:
    """Yield parts in groups that make a part each, bounded in rows and in bytes as they are in memory."""
    group: list[Path] = []
    n_rows = n_bytes = 0
    for part in parts:
        facts = facts_of(part)
        groups = [facts.row_group(i) for i in range(facts.num_row_groups)]
        size = sum(rows.total_byte_size for rows in groups)
        if group and (n_rows + facts.num_rows > FULL_ROWS or n_bytes + size > PART_BYTES):
            yield group
            group, n_rows, n_bytes = [], 0, 0
        group.append(part)
        n_rows, n_bytes = n_rows + facts.num_rows, n_bytes + size
    if group:
        yield group


def pack_annotated(work: WorkFolder, versions: Versions, folders: Sequence[Path]) -> None:
    """Pack folders of annotations; a text that several hold (a run was killed) is taken from the first.

    Raises:
        DamagedWorkError: a file is not as it was written; the run that needs it makes it again.
    """
    check_seals(folder / f"{kind}.parquet" for folder in folders for kind in PACKED)
    tables: dict[str, list[pa.Table]] = {kind: [] for kind in PACKED}
    seen = pa.array([], pa.string())
    for folder in sorted(folders):
        for kind, found in tables.items():
            rows = read_table(folder / f"{kind}.parquet")
            found.append(rows.filter(pc.invert(pc.is_in(rows["text_key"], seen))))
        seen = pa.concat_arrays([seen, tables["done"][-1]["text_key"].combine_chunks()])
    target = work.annotated / folder_name(seen.to_pylist(), versions.annotate)
    write_packed({kind: pa.concat_tables(found) for kind, found in tables.items()}, target)
    _drop_all_but(target, folders)


def pack_cuts(work: WorkFolder, versions: Versions, files: Sequence[Path]) -> None:
    """Pack files of cut texts; a cut that several hold is taken once.

    Raises:
        DamagedWorkError: a file is not as it was written; the run that needs it makes it again.
    """
    check_seals(files)
    rows = _joined(sorted(files))
    first = pa.table({"key": rows["cut_key"], "place": pa.array(range(len(rows)))})
    places = first.group_by("key").aggregate([("place", "min")]).sort_by("key")
    name = content_id("art", *places["key"].to_pylist())
    target = work.cuts / f"{name}.{versions.cut}.parquet"
    replace_table(rows.take(places["place_min"]), target)
    _drop_all_but(target, files)


def _drop_all_but(kept: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        if path.name != kept.name:
            remove(path)


def _joined(files: Sequence[Path]) -> pa.Table:
    return pa.concat_tables([read_table(path) for path in files])


def _rows_of_folders(records: Path) -> dict[Path, int]:
    told = {folder: read_listing(folder) for folder in records.glob("[!.]*")}
    return {
        folder: sum(part.rows for part in listing.parts.values())
        for folder, listing in told.items()
        if listing is not None
    }


def _n_rows(path: Path) -> int:
    n: int = facts_of(path).num_rows
    return n
