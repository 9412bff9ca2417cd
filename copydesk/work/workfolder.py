"""The work folder: what each stage yielded, kept under names that say what went into it.

Everything in it can be computed again from the record parts and the ledger; only those two can't.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from copydesk.disk.own_files import read_table
from copydesk.disk.seals import bears_a_seal, is_sound
from copydesk.disk.storage import drop_leftovers, remove, replace_table
from copydesk.errors import StorageError, first_line, let_through
from copydesk.ids import content_id
from copydesk.raw.counted import LISTING, Count, read_listing
from copydesk.raw.intake import LEDGER_SCHEMA, RawFile


@dataclasses.dataclass(frozen=True, slots=True)
class Versions:
    """Keys of the stages' code and settings: part of every work file's name."""

    accept: str
    cut: str
    annotate: str
    collect: str


@dataclasses.dataclass(frozen=True, slots=True)
class WorkFolder:
    """Paths below `<curated>/.work`.

    With a run folder, paths lead through it: see `open_run_folder`.
    """

    root: Path
    run_folder: str = ""

    @property
    def ledger(self) -> Path:
        """Which files were ever delivered."""
        return self.root / "ledger.parquet"

    @property
    def ledger_to_be(self) -> Path:
        """What the ledger is once the version that is about to be published, without what a run forgets, is."""
        return self.root / "ledger-to-be.parquet"

    @property
    def looks(self) -> Path:
        """What the raw files looked like when they were scanned."""
        return self.root / "looks.parquet"

    @property
    def records(self) -> Path:
        """Record parts, one folder per read task."""
        return self.root / self.run_folder / "records"

    @property
    def accepted(self) -> Path:
        """Accepted articles and rejections, one folder per part and version."""
        return self.root / self.run_folder / "accepted"

    @property
    def cuts(self) -> Path:
        """Articles without the lines that their source repeats, one file per batch and version."""
        return self.root / self.run_folder / "cuts"

    @property
    def copies(self) -> Path:
        """What the search for copies keeps from run to run."""
        return self.root / self.run_folder / "copies"

    @property
    def collection(self) -> Path:
        """The kept relations."""
        return self.root / self.run_folder / "collection"

    @property
    def plan(self) -> Path:
        """What a backfill has set out to redo, until it is published."""
        return self.root / "backfill.json"

    @property
    def seen(self) -> Path:
        """What the published files looked like when they were written."""
        return self.root / "published.json"

    @property
    def noted(self) -> Path:
        """What the work files looked like when a run ended."""
        return self.root / "work.json"

    @property
    def code(self) -> Path:
        """The versions of our code, and the hash of the code that they are of."""
        return self.root / "code.json"

    @property
    def annotated(self) -> Path:
        """Mentions and coded events, one folder per batch and version."""
        return self.root / self.run_folder / "annotated"

    @property
    def scratch(self) -> Path:
        """What one run alone needs."""
        return self.root / self.run_folder / "scratch"

    def folders(self) -> list[Path]:
        """Return the folders that outlive a run."""
        return [
            self.records,
            self.accepted,
            self.cuts,
            self.copies,
            self.collection,
            self.annotated,
        ]

    def prepare(self) -> None:
        """Make the folders and remove what killed runs left (call it under the lock)."""
        self.root.mkdir(parents=True, exist_ok=True)
        drop_leftovers(self.root)  # run folders first: from here on no worker of another run writes
        remove(self.scratch)  # of releases before the run folders
        for folder in self.folders():
            folder.mkdir(exist_ok=True)
            drop_leftovers(folder)
        remove(self.root / "fingerprints")  # of releases that kept them

    @contextlib.contextmanager
    def open_run_folder(self) -> Iterator[str]:
        """Give the name of a run folder: a folder of links to the others, and the run's scratch folder.

        All that a run hands to its workers leads through its own run folder. The next run takes away the run folders that it
        finds, at one stroke: a worker that outlived a killed run (on a Dask cluster for minutes) can then neither
        finish nor begin anything, however far it had come.
        """
        # A process id would not do: it is not unique over machines.
        run_folder = self.root / f".run-{secrets.token_hex(6)}"
        try:
            run_folder.mkdir()
            for folder in self.folders():
                (run_folder / folder.name).symlink_to(f"../{folder.name}")
            (run_folder / "scratch").mkdir()
            yield run_folder.name
        finally:
            remove(run_folder)

    def read_ledger(self, path: Path | None = None) -> list[RawFile]:
        """Return the files ever delivered."""
        path = path or self.ledger
        if not path.exists():
            return []
        try:
            rows = read_table(path)
            files = [RawFile(**row) for row in rows.to_pylist()]
        except (pa.ArrowException, TypeError, ValueError, OSError) as error:
            let_through(error)
            raise StorageError(f"{path} is damaged: {first_line(error)}") from error
        is_of_old = rows.schema.metadata is None and not bears_a_seal(path)
        if not is_of_old and not is_sound(path):
            raise StorageError(f"{path} is damaged: it is not as it was written")
        return files

    def write_ledger(self, files: list[RawFile], path: Path | None = None) -> None:
        """Replace the ledger, or write what it is to be."""
        rows = [dataclasses.asdict(file) for file in sorted(files)]
        replace_table(pa.Table.from_pylist(rows, schema=LEDGER_SCHEMA), path or self.ledger)

    def counts(self) -> dict[str, Count]:
        """Return what the listings say was read of each file key."""
        counts: dict[str, Count] = {}
        for folder in sorted(self.records.glob("[!.]*")):
            listing = read_listing(folder)
            counts |= listing.counts if listing is not None else {}
        return counts

    def sources(self) -> dict[str, str]:
        """Return by file key the settings of its source as JSON, completed by the file when it was read."""
        listings = map(read_listing, sorted(self.records.glob("[!.]*")))
        return dict(
            itertools.chain.from_iterable(told.sources.items() for told in listings if told)
        )

    def parts(self) -> list[Path]:
        """Return all record parts, sorted."""
        return sorted(self.records.glob("*/part-*.parquet"))

    def part(self, name: str) -> Path:
        """Return where a part stands, by its name."""
        task, _, number = name.rpartition("-")
        return self.records / task / f"part-{number}.parquet"

    def accepted_folder(self, part: Path, versions: Versions) -> Path:
        """Return where the outcome of a part stands."""
        return self.outcome(part_name(part), versions)

    def outcome(self, name: str, versions: Versions) -> Path:
        """Return where the outcome of a part stands, by the part's name."""
        return self.accepted / f"{name}.{versions.accept}"

    def outcomes(self, versions: Versions) -> list[Path]:
        """Return the folders of outcomes by today's code, sorted."""
        return sorted(self.accepted.glob(f"*.{versions.accept}"))

    def drop_stale(self, versions: Versions, older_than: float) -> None:
        """Remove what other code or settings yielded and no run has made anew since a moment (epoch seconds)."""
        live = {
            self.accepted: f".{versions.accept}",
            self.cuts: f".{versions.cut}.parquet",
            self.annotated: f".{versions.annotate}",
        }
        for folder, ending in live.items():
            for path in folder.iterdir():
                if not path.name.endswith(ending) and path.stat().st_mtime < older_than:
                    remove(path)

    def cut_files(self, versions: Versions) -> list[Path]:
        """Return the files of cut articles by today's code, sorted."""
        return sorted(self.cuts.glob(f"*.{versions.cut}.parquet"))

    def annotated_folders(self, versions: Versions) -> list[Path]:
        """Return the folders of annotations by today's code, sorted."""
        return sorted(self.annotated.glob(f"*.{versions.annotate}"))


def files_of(part: Path, ledger: Iterable[RawFile] = ()) -> Mapping[str, str]:
    """Return the file keys that a part's read task covers, each with its source's settings as JSON.

    They stand beside the part, since the ledger forgets: a file that grew replaces what it was. Work folders of version
    0.1 name the keys alone: for these the ledger is asked, and what it does not know is left out.
    """
    listing = read_listing(part.parent)
    if listing is None:
        raise StorageError(f"{part.parent / LISTING} is missing or damaged; run again")
    if all(listing.sources.values()):
        return listing.sources
    return {f.file_key: f.source for f in ledger if f.file_key in listing.sources}


def part_name(part: Path) -> str:
    """Return the name of a record part: its task and number."""
    return f"{part.parent.name}-{part.stem.removeprefix('part-')}"


def version_of(*parts: object) -> str:
    """Return a short key of a stage's code version and settings."""
    return content_id("art", *(repr(part) for part in parts))[4:16]
