"""The index of one version: for each word, which texts have it and how often. A SQLite file of compressed lists.

SQLite's own full text index (FTS5) takes 54 % of the text with places of words, and can't rank without (decision 047).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import zstandard

from copydesk.disk.own_files import files_below, quote, scan_of
from copydesk.disk.storage import remove
from copydesk.errors import CopydeskError
from copydesk.search.terms import Stems, words_in
from copydesk.versions.published import current_version, why_nothing

FOLDER = ".search"
HALF = ".making."
FORM = "1"
"""Of the file; another number makes it anew."""

ARTICLES, EVIDENCE = 0, 1  # kinds of texts, as kept in the index

TITLE_WEIGHT = 3
"""A word of the title counts as so many of the body: what a text is about stands there."""

SEGMENT = 1 << 16
"""Texts whose lists are written together: their numbers fit 16 bits, and memory holds their words (about 0.5 GB)."""

BATCH = 2000  # chosen: rows fetched at once; bounds memory alone
MAX_COUNT, MAX_LENGTH = 255, 0xFFFF  # the most that 8 and 16 bits hold, in which they are kept
UNDATED = np.iinfo(np.int32).min

I64 = npt.NDArray[np.int64]

SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE term (name TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID;
CREATE TABLE posting (kind INTEGER, segment INTEGER, term INTEGER, data BLOB, PRIMARY KEY (kind, segment, term)) WITHOUT ROWID;
CREATE TABLE text (kind INTEGER, n INTEGER, id TEXT, PRIMARY KEY (kind, n)) WITHOUT ROWID;
CREATE TABLE month (kind INTEGER, first INTEGER, name TEXT, PRIMARY KEY (kind, first)) WITHOUT ROWID;
CREATE TABLE facts (kind INTEGER PRIMARY KEY, days BLOB, lengths BLOB);
"""

QUERIES = {
    ARTICLES: (
        "SELECT article_id, coalesce(title, ''), body, published_on::DATE, coalesce(entity_ids, []) FROM {articles} "
        "LEFT JOIN (SELECT article_id, list_sort(list(DISTINCT entity_id)) AS entity_ids FROM {mentions} GROUP BY 1) "
        "USING (article_id) ORDER BY article_id"
    ),
    EVIDENCE: (
        "SELECT event_mention_id, '', evidence, published_on::DATE, "
        "list_sort(list_filter(['type:' || event_type, actor_id, recipient_id], lambda x: x IS NOT NULL)) "
        "FROM {event_mentions} JOIN (SELECT article_id, published_on FROM {articles}) USING (article_id) "
        "ORDER BY event_mention_id"
    ),
}
"""What is indexed: id, title, text, day of publication, and marks to select by."""

NOTHING = {"mentions": "(SELECT '' AS article_id, '' AS entity_id LIMIT 0)"}


class Postings(NamedTuple):
    """Texts that have a word, by number, and how often each has it."""

    texts: I64
    counts: I64


def index_file(curated: Path, folder: Path | None = None) -> Path:
    """Return the index of the published version; it is made where it is missing.

    Raises:
        CopydeskError: nothing is published, or the folder can't be written.
    """
    version = current_version(curated)
    if version is None:
        raise CopydeskError(why_nothing(curated))
    place = (folder or curated / FOLDER) / f"{version}.sqlite"
    if not is_sound(place, version):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _drop_others(curated, place.parent)
            _make(curated / ".versions" / version, place, version)
        except PermissionError as error:
            raise CopydeskError(
                f"{place.parent} can't be written; name a folder for the index with --index DIR"
            ) from error
    return place


def is_sound(place: Path, version: str) -> bool:
    """Return whether an index is there, whole, of this version and of today's form."""
    if not place.is_file():
        return False
    try:
        with contextlib.closing(open_index(place)) as connection:
            told = dict(connection.execute("SELECT key, value FROM about").fetchall())
    except sqlite3.DatabaseError:
        return False
    return told == {"form": FORM, "version": version}


def open_index(place: Path) -> sqlite3.Connection:
    """Return a connection that reads alone."""
    return sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)


def _drop_others(curated: Path, folder: Path) -> None:
    """Remove the indexes of versions that are no longer kept, and what killed makers left."""
    for path in folder.glob("v-*.sqlite"):
        if not (curated / ".versions" / path.stem).is_dir():
            remove(path)
    for path in folder.glob(f"{HALF}*"):
        with contextlib.suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # its maker, if it lives, holds it
            path.unlink()


def _make(version_folder: Path, place: Path, version: str) -> None:
    handle, half = tempfile.mkstemp(dir=place.parent, prefix=HALF)
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.fchmod(handle, 0o644)  # whoever reads the tables may search them
    try:
        with contextlib.closing(sqlite3.connect(half, isolation_level=None)) as connection:
            connection.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA
            )
            connection.execute("BEGIN")
            terms = Terms()
            for kind in QUERIES:
                _index_kind(connection, version_folder, kind, terms)
            connection.executemany("INSERT INTO term VALUES (?, ?)", sorted(terms.ids.items()))
            connection.executemany(
                "INSERT INTO about VALUES (?, ?)", [("form", FORM), ("version", version)]
            )
            connection.execute("COMMIT")
        os.replace(half, place)
    finally:
        Path(half).unlink(missing_ok=True)
        os.close(handle)


def _index_kind(connection: sqlite3.Connection, folder: Path, kind: int, terms: Terms) -> None:
    days: list[int] = []
    lengths: list[int] = []
    kept: list[I64] = []  # term, text and count of a segment, packed into one number each

    def flush() -> None:
        if kept:
            packed = np.sort(np.concatenate(kept))
            segment = (len(days) - 1) // SEGMENT
            connection.executemany(
                "INSERT INTO posting VALUES (?, ?, ?, ?)",
                ((kind, segment, term, data) for term, data in _encoded(packed)),
            )
            kept.clear()

    for month, rows in _batches(folder, kind):
        first = len(days)
        if first % SEGMENT == 0:
            flush()
        connection.executemany(
            "INSERT INTO text VALUES (?, ?, ?)",
            ((kind, first + n, row[0]) for n, row in enumerate(rows)),
        )
        connection.execute("INSERT INTO month VALUES (?, ?, ?)", (kind, first, month))
        packed, words = _counted(rows, first % SEGMENT, terms)
        kept.append(packed)
        lengths += words
        days += [UNDATED if day is None else (day - EPOCH).days for _, _, _, day, _ in rows]
    flush()
    facts = (np.array(days, np.int32).tobytes(), np.array(lengths, np.uint16).tobytes())
    connection.execute("INSERT INTO facts VALUES (?, ?, ?)", (kind, *facts))


EPOCH = dt.date(1970, 1, 1)


class Terms:
    """The numbers of what is indexed, in the order in which it is first seen: stems of words, and marks."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.of_word: dict[str, int] = {}
        self._stems = Stems()

    def id_of(self, name: str) -> int:
        """Return the number of a stem or a mark."""
        return self.ids.setdefault(name, len(self.ids))

    def learn(self, words: set[str]) -> None:
        """Give the words a number each; those of one stem have one."""
        for word in self._stems.learn(words):
            self.of_word[word] = self.id_of(self._stems[word])


def _counted(rows: list[Any], first: int, terms: Terms) -> tuple[I64, list[int]]:
    """Return what some texts hold, packed (term, text, count), and how long each is in words."""
    words = [(words_in(title), words_in(text)) for _, title, text, _, _ in rows]
    terms.learn({word for pair in words for word in chain(*pair)})
    keys = []
    for n, ((above, below), row) in enumerate(zip(words, rows, strict=True)):
        ids = [terms.of_word[word] for word in chain(below, above * TITLE_WEIGHT)]
        ids += [terms.id_of(mark) for mark in row[4]]
        keys.append(np.array(ids, np.int64) << 16 | first + n)
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    lengths = [min(len(above) + len(below), MAX_LENGTH) for above, below in words]
    return found << 8 | np.minimum(counts, MAX_COUNT), lengths


def _batches(folder: Path, kind: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield rows to index, month by month and by id, so that equal tables make equal indexes."""
    table = "articles" if kind == ARTICLES else "event_mentions"
    months: dict[str, dict[str, list[Path]]] = {}
    for name in ("articles", "mentions", "event_mentions"):
        if (folder / name).is_dir():
            for file in files_below(folder / name):
                months.setdefault(file.parent.name, {}).setdefault(name, []).append(file)
    n_texts = 0
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(":memory:") as connection:
        connection.execute(
            f"SET temp_directory = {quote(scratch)}; SET memory_limit = '2GB'; SET threads = 1"
        )
        for month, files in sorted(months.items()):
            if table not in files:
                continue
            scans = NOTHING | {name: scan_of(paths) for name, paths in files.items()}
            found = connection.execute(QUERIES[kind].format(**scans))
            while rows := found.fetchmany(min(BATCH, SEGMENT - n_texts % SEGMENT)):
                yield month, rows
                n_texts += len(rows)


def _encoded(packed: I64) -> Iterator[tuple[int, bytes]]:
    """Yield each term of a segment with its list."""
    terms = packed >> 24
    starts = np.flatnonzero(np.diff(terms, prepend=-1))
    texts, counts = (packed >> 8) & 0xFFFF, packed & 0xFF
    for start, end in zip(starts, [*starts[1:], len(packed)], strict=True):
        yield int(terms[start]), encode(texts[start:end], counts[start:end])


COMPRESSOR, DECOMPRESSOR = zstandard.ZstdCompressor(9), zstandard.ZstdDecompressor()
PLAIN, PACKED = b"\0", b"\1"


def encode(texts: I64, counts: I64) -> bytes:
    """Return a list as bytes: steps from text to text (low bytes, high bytes), then counts, compressed where that helps."""
    steps = np.diff(texts, prepend=0).astype("<u2").view(np.uint8)
    data = steps[::2].tobytes() + steps[1::2].tobytes() + counts.astype(np.uint8).tobytes()
    packed = COMPRESSOR.compress(data) if len(texts) > 8 else data
    return PACKED + packed if len(packed) < len(data) else PLAIN + data


def decode(data: bytes, segment: int) -> Postings:
    """Return the list that was encoded, with the numbers that texts have in the whole index."""
    body = DECOMPRESSOR.decompress(data[1:]) if data[:1] == PACKED else data[1:]
    low, high, counts = np.frombuffer(body, np.uint8).reshape(3, -1).astype(np.int64)
    return Postings(np.cumsum(low | high << 8) + segment * SEGMENT, counts)
