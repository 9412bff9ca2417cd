"""Work files of many small runs, packed into few: a year of daily runs leaves what one run of everything would.

Packing moves rows and changes none: a row's key says what it is, not the file that it stands in. What is packed stands
whole before what it replaces goes, so a kill between the two leaves rows twice at worst; `Listing.replaces` tells which
record folders are of no use any more, and equal rows of the other kinds count once wherever they are read.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.acceptance import OUTCOMES, is_outcome
from copydesk.acceptance import UNLIKE as UNLIKE_ARTICLES
from copydesk.annotation import PACKED, folder_name, write_packed
from copydesk.disk.own_files import facts_of, n_rows_of, read_table
from copydesk.disk.seals import check_seals
from copydesk.disk.storage import file_sha256, remove, replace_table, whole_folder, write_table
from copydesk.ids import content_id
from copydesk.raw.counted import Listing, look_at_part, read_listing, write_listing
from copydesk.raw.intake import PART_BYTES
from copydesk.raw.parts import PART_SCHEMA, UNLIKE
from copydesk.work.workfolder import Versions, WorkFolder, part_name

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
    kinds = {path: [path / f"{kind}.parquet" for kind in PACKED] for path in work.annotated_folders(versions)}  # fmt: skip
    rows = {path: n_rows_of(path / "done.parquet") for path in kinds if _is_light(kinds[path])}
    for folders in pick(rows):
        pack_annotated(work, versions, folders)
    cuts = filter(lambda path: _is_light([path]), work.cut_files(versions))
    for files in pick({path: n_rows_of(path) for path in cuts}):
        pack_cuts(work, versions, files)


FULL_BYTES = 1 << 25
"""Nor is what holds so many in memory, however few its rows: ten of these are held at once."""


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
    listings = _sound_listings(sorted(folders))
    parts = [folder / name for folder, told in listings.items() for name in sorted(told.parts)]
    outcomes = {part: work.accepted_folder(part, versions) for part in parts}
    is_plain = all(map(_is_plain, parts)) and all(map(is_outcome, outcomes.values()))
    if not listings or not is_plain:
        return
    keys = sorted(itertools.chain.from_iterable(told.sources for told in listings.values()))
    name = content_id("rec", "packed", *keys)
    cut = list(_cut(parts))
    for number, group in enumerate(cut):
        target = work.outcome(f"{name}-{number:05d}", versions)
        _write_outcome(target, list(map(outcomes.__getitem__, group)))
    _write_records(work.records / name, cut, listings)
    for folder in (*listings, *outcomes.values()):
        remove(folder)


def _write_outcome(target: Path, outcomes: Sequence[Path]) -> None:
    """Write one folder of outcomes of several."""
    with whole_folder(target) as scratch:
        for kind in (f"{sort}.parquet" for sort in OUTCOMES):
            rows = _joined([folder / kind for folder in outcomes])
            write_table(rows, scratch / kind, target / kind, UNLIKE_ARTICLES)


def _sound_listings(folders: Sequence[Path]) -> dict[Path, Listing]:
    """Return what is in each of some record folders; nothing where one of them is damaged."""
    found = {folder: read_listing(folder) for folder in folders}
    sound = {f: listing for f, listing in found.items() if listing and _is_sound(f, listing)}
    return sound if len(sound) == len(found) else {}


def _is_sound(folder: Path, listing: Listing) -> bool:
    """Return whether a record folder says how each of its files is read, and its parts are as they were written."""
    parts = listing.parts.items()
    return all(listing.sources.values()) and all(
        file_sha256(folder / name)[0] == part.sha256 for name, part in parts
    )


def _is_plain(part: Path) -> bool:
    """Return whether a part has today's columns."""
    return bool(facts_of(part).schema.to_arrow_schema() == PART_SCHEMA)


def _write_records(
    target: Path, cut: Sequence[Sequence[Path]], listings: Mapping[Path, Listing]
) -> None:
    """Write one record folder of the parts of several, each group of parts as one."""
    with whole_folder(target) as scratch:
        looks = {}
        for number, group in enumerate(cut):
            path = scratch / f"part-{number:05d}.parquet"
            rows = _joined(group)
            write_table(rows, path, unlike=UNLIKE)
            looks[path.name] = look_at_part(path, len(rows))
        told = listings.values()
        sources = {key: source for listing in told for key, source in listing.sources.items()}
        counts = {key: count for listing in told for key, count in listing.counts.items()}
        replaces = tuple(folder.name for folder in listings)
        write_listing(scratch, Listing(sources, counts, looks, replaces))


def _cut(parts: Iterable[Path]) -> Iterator[list[Path]]:
    """Yield parts in groups that make a part each, bounded in rows and in bytes as they are in memory."""
    group: list[Path] = []
    n_rows = n_bytes = 0
    for part in parts:
        rows, size = n_rows_of(part), _n_bytes(part)
        if group and (n_rows + rows > FULL_ROWS or n_bytes + size > PART_BYTES):
            yield group
            group, n_rows, n_bytes = [], 0, 0
        group.append(part)
        n_rows, n_bytes = n_rows + rows, n_bytes + size
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


def _n_bytes(path: Path) -> int:
    """Return the bytes of a file as they are in memory."""
    facts = facts_of(path)
    return sum(facts.row_group(i).total_byte_size for i in range(facts.num_row_groups))


def _is_light(files: Iterable[Path]) -> bool:
    """Return whether files together are small enough to be packed with others."""
    return sum(map(_n_bytes, files)) < FULL_BYTES
