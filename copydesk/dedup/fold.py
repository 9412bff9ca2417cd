"""The stage: from the articles of a collection to one row per record that says which article it is a copy of.

The answer is a function of the set of articles alone. What is kept from the run before only saves work: what came,
went or changed since is found, then whatever that touches is decided anew, and all else stays.
"""

from __future__ import annotations

import dataclasses
import logging
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.code_version import code_version
from copydesk.dedup import steps
from copydesk.dedup.candidates import Rows, as_postings, find_shifted, holders, in_order
from copydesk.dedup.corrections import CORRECTED
from copydesk.dedup.edges import EDGES
from copydesk.dedup.fingerprint import FINGERPRINTS
from copydesk.dedup.group import KINDS
from copydesk.dedup.kept import NO_TIME, RECORDS, Kept, Records
from copydesk.dedup.pages import find_moved, page_pairs
from copydesk.dedup.regroup import is_joined, left_behind, regroup
from copydesk.dedup.repeated import carriers, renew
from copydesk.dedup.segments import DamagedSegmentError, Segment, column, n_values
from copydesk.dedup.steps import Job, Spread
from copydesk.dedup.texts import (
    NO_DAY,
    SLICE_VALUES,
    WHOLE,
    Range,
    as_paragraphs,
    as_texts,
    take_keys,
    take_prints,
)
from copydesk.dedup.words import I64, U64, Flags, is_in
from copydesk.disk.by_size import by_size
from copydesk.disk.memory import over, with_room
from copydesk.disk.own_files import read_pieces, read_table
from copydesk.errors import StorageError

logger = logging.getLogger(__name__)

COPIES: Final = pa.schema([
    ("record_id", pa.string()), ("canonical_id", pa.string()), ("kind", pa.string()),
    ("similarity", pa.float64()),
])  # fmt: skip
FRESH_SHARE = 0.25
"""From this share of all postings on, reading them all beats looking each one up."""

SLACK_DOCS = 20_000
PRINTS_AT_ONCE = 500_000
POSTINGS_AT_ONCE = 1 << 21
"""Fingerprints looked up, and postings kept, at once."""

GIVEN_ROWS = 500
"""Rows that DuckDB hands over at once: their texts may be long."""

SHIFTED_WORDS = 1 << 26
PRINT_RANGES = 16
"""From so many words of what came or went on, it is held against what is kept in ranges of fingerprints."""

DAY = 86_400_000_000  # microseconds

# Of all that a record's place depends on: the id of an article is the hash of its headlines and body.
SIGNED = """
    SELECT record_id, hash(article_id, url, publisher, domain, len(coalesce(authors, [])) > 0, published_at,
                           published_precision, updated_at, crawled_at, version_of, is_replaced) AS signature
    FROM {articles}
"""
DIFFERENCE = """
    SELECT s.record_id, s.signature, coalesce(k.number, -1) AS number
    FROM ({signed}) AS s LEFT JOIN dedup_kept AS k ON k.record_id = s.record_id AND k.signature = s.signature
    ORDER BY s.record_id
"""
FACTS = """
    SELECT n.number, p.place, title IS NOT NULL AS has_title, len(coalesce(authors, [])) > 0 AS has_author,
           epoch_us(published_at) + CASE published_precision
               WHEN 'day' THEN 86400000000 WHEN 'month' THEN 31 * 86400000000 ELSE 0 END AS published,
           epoch_us(coalesce(updated_at, published_at)) AS changed, epoch_us(crawled_at) AS crawled,
           is_replaced, CASE WHEN version_of IS NOT NULL THEN hash(version_of) END AS place_key
    FROM dedup_new AS n JOIN {articles} USING (record_id) JOIN {places} AS p USING (record_id)
    ORDER BY n.number
"""


@dataclasses.dataclass(frozen=True)
class Groups:
    """What a search for copies answers: of every record (`gone` is None), or what is other than in the last answer."""

    rows: pa.Table  # COPIES, by record
    gone: pa.Array | None  # the records that have no row any more
    token: str  # of the answer as a whole


@dataclasses.dataclass(frozen=True)
class Since:
    """An answer that is known, the relation of the records that alone may be others since, and that of their articles."""

    token: str
    touched: str
    articles: str


def group_copies(
    connection: Any,
    articles: str,
    prints: Iterable[Path],
    folder: Path,
    places: str | None = None,
    altered: str | None = None,
    spread: Spread | None = None,
    since: Since | None = None,
) -> Groups:
    """Return the row of every record: the article it belongs to, how it repeats it, and how alike they are.

    Args:
        connection: A DuckDB connection.
        articles: A relation there that holds each record once; `version_of` names the place in the raw folder where its file
            was replaced, or replaced another (`is_replaced` tells which).
        prints: Parquet files of `fingerprint_articles`; their `record_id` is a place. They are asked for, one by one,
            until all that is wanted was found.
        folder: Where what is kept from run to run stands; any state of it is good, a missing one, too.
        places: A relation of record_id and the place to read its fingerprints at; else the record_id is the place.
        altered: A relation of fingerprints by record_id that hold in place of those files.
        spread: Runs steps elsewhere; else they run here.
        since: What is known already. If that is what is kept, no other record is looked at, and rows are of changes alone.
    """
    kept = Kept.open(folder, code_version("copydesk.dedup.fold"), EDGES)
    where = places or f"(SELECT record_id, record_id AS place FROM {articles})"
    try:
        return _fold(connection, articles, prints, kept, where, altered, spread, since)
    except DamagedSegmentError as error:
        logger.warning("what=kept-copies error=%s", error)
        kept.emptied()
        return _fold(connection, articles, prints, kept, where, altered, spread, since)


def _fold(
    connection: Any,
    articles: str,
    prints: Iterable[Path],
    kept: Kept,
    places: str,
    altered: str | None,
    spread: Spread | None,
    since: Since | None,
) -> Groups:
    known = since.token if since is not None else None
    changes = since if kept.token == known else None
    ids, records = _compare(connection, articles, kept, changes)
    if kept.token != known:  # what was kept may have been given up
        changes = None
    ids_before = kept.records["record_id"].combine_chunks()
    before = {name: kept.records[name].to_numpy() for name in RECORDS.names[1:]}
    number = records.pop("number")
    is_new = number < 0
    is_gone = np.ones(kept.records.num_rows, np.bool_)
    is_gone[number[~is_new]] = False
    if is_new.any() or is_gone.any():
        read = changes.articles if changes else articles
        wanted, given = _read_facts(connection, read, places, altered, ids, records)
        _keep_texts(kept, records, _slices(_find_prints(prints, wanted, given)))
        connection.execute("DROP TABLE dedup_new")
        with with_room(connection):
            Change(kept, ids, records, before, is_new, is_gone).update(spread)
        kept.records = pa.table([ids, *(pa.array(records[n]) for n in RECORDS.names[1:])], RECORDS)
        kept.commit()
    else:
        kept.sweep()
    if changes is None:
        return Groups(_answer(kept, np.arange(len(ids))), None, kept.token)
    rows = _answer(kept, _find_told_otherwise(records, before, number))
    gone = ids_before.filter(pa.array(is_gone))
    return Groups(rows, gone.filter(pc.invert(pc.is_in(gone, rows["record_id"]))), kept.token)


def _compare(
    connection: Any, articles: str, kept: Kept, changes: Since | None
) -> tuple[pa.Array, Records]:
    """Return the records of today, sorted, with what is known of them; `number` is their place among those kept.

    With `changes`, all other records are those kept.
    """
    ids, signature, number = (
        _compare_all(connection, articles, kept)
        if changes is None
        else _compare_some(connection, kept, changes)
    )
    # When most has changed, or most of what is kept is of no use any more, it is better to begin anew.
    most = max(len(number), kept.records.num_rows, kept.next_doc - SLACK_DOCS)
    if 2 * np.count_nonzero(number >= 0) < most:
        kept.emptied()
        ids, signature, number = _compare_all(connection, articles, kept)
    records: Records = {"number": number}
    is_known = number >= 0
    known = number[is_known]
    for field in list(RECORDS)[1:]:
        old = kept.records[field.name].to_numpy()
        blank = -1 if field.name in ("doc", "row", "canonical") else 0
        records[field.name] = np.full(len(number), blank, old.dtype)
        records[field.name][is_known] = old[known]
    records["signature"] = signature
    return ids, records


def _compare_all(connection: Any, articles: str, kept: Kept) -> tuple[pa.Array, U64, I64]:
    """Return the records of today, sorted, their signatures, and their places among those kept (-1 of new ones)."""
    numbers = pa.array(np.arange(kept.records.num_rows))
    known = kept.records.select(["record_id", "signature"]).append_column("number", numbers)
    query = DIFFERENCE.format(signed=SIGNED.format(articles=articles))
    table = over(connection, "dedup_kept", known, query).to_arrow_table()
    ids = table["record_id"].combine_chunks()
    return ids, table["signature"].to_numpy(), table["number"].to_numpy()


def _compare_some(connection: Any, kept: Kept, changes: Since) -> tuple[pa.Array, U64, I64]:
    """Return the same where some records alone can be others than those kept."""
    signed = SIGNED.format(articles=changes.articles)
    now = connection.sql(f"{signed} ORDER BY record_id").to_arrow_table()
    asked = connection.sql(f"SELECT DISTINCT record_id FROM {changes.touched}").to_arrow_table()
    ids, signatures = kept.records["record_id"], kept.records["signature"].to_numpy()
    keys, fresh = _as_bytes(ids), _as_bytes(now["record_id"])
    is_same, at = _places(keys, fresh)
    is_same[is_same] = signatures[at[is_same]] == now["signature"].to_numpy()[is_same]
    is_there, places = _places(keys, _as_bytes(asked["record_id"]))
    stays = np.ones(len(keys), np.bool_)
    stays[places[is_there]] = False
    stays[at[is_same]] = True
    old, new = np.flatnonzero(stays), np.flatnonzero(~is_same)
    into = np.searchsorted(keys[old], fresh[new])
    order = np.insert(old, into, len(keys) + new)
    both = pa.concat_arrays([ids.combine_chunks(), now["record_id"].combine_chunks()])
    signature = np.concatenate((signatures, now["signature"].to_numpy()))[order]
    return both.take(pa.array(order)), signature, np.insert(old, into, -1)


def _as_bytes(ids: pa.ChunkedArray) -> Bytes:
    """Return ids as numpy can compare them: in the order that DuckDB sorts them in."""
    array = ids.combine_chunks()
    sizes = pc.unique(pc.binary_length(array)).to_pylist()
    if len(sizes) != 1:
        return np.array([each.encode() for each in array.to_pylist()], dtype=np.bytes_)
    _, offsets, values = array.buffers()
    start = int(np.frombuffer(offsets, np.int32)[array.offset])
    result: Bytes = np.frombuffer(values, f"S{sizes[0]}", len(array), start)
    return result


def _places(keys: Bytes, wanted: Bytes) -> tuple[Flags, I64]:
    """Return which of some ids stand among sorted ones, and where they do or would."""
    at = np.searchsorted(keys, wanted)
    return np.searchsorted(keys, wanted, side="right") > at, at


def _read_facts(
    connection: Any,
    articles: str,
    places: str,
    altered: str | None,
    ids: pa.Array,
    records: Records,
) -> tuple[dict[str, int], Iterator[Found]]:
    """Fill in what is known of new records without their texts.

    Returns:
        The number of each by the place of its fingerprints, and the altered fingerprints with their numbers.
    """
    numbers = np.flatnonzero(records["doc"] < 0)
    new = pa.table({"record_id": ids.take(pa.array(numbers)), "number": pa.array(numbers)})
    query = "CREATE OR REPLACE TEMP TABLE dedup_new AS FROM new_row"
    over(connection, "new_row", new, query)
    facts = connection.sql(FACTS.format(articles=articles, places=places)).to_arrow_table()
    at = facts["number"].to_numpy()
    for name in ("has_title", "has_author", "is_replaced"):
        records[name][at] = pc.cast(facts[name], pa.uint8()).to_numpy()
    for name in ("published", "changed", "crawled"):
        records[name][at] = facts[name].fill_null(NO_TIME).to_numpy()
    records["place_key"][at] = facts["place_key"].fill_null(0).to_numpy()
    wanted = dict(zip(facts["place"].to_pylist(), at.tolist(), strict=True))
    return wanted, _read_altered(connection, altered) if altered else iter(())


def _read_altered(connection: Any, altered: str) -> Iterator[Found]:
    """Yield the altered fingerprints of new records and the numbers of those."""
    query = f"SELECT a.*, n.number FROM {altered} AS a JOIN dedup_new AS n USING (record_id)"
    for batch in read_pieces(connection.sql(f"{query} ORDER BY n.number"), GIVEN_ROWS):
        table = pa.Table.from_batches([batch])
        yield table.select(FINGERPRINTS.names).cast(FINGERPRINTS), table["number"].to_numpy()


def _keep_texts(kept: Kept, records: Records, found: Iterable[Found]) -> None:
    """Number new records and keep their texts."""
    for prints, of in found:
        docs = np.arange(kept.next_doc, kept.next_doc + len(of))
        kept.next_doc += len(of)
        records["doc"][of] = docs
        for name in ("exact_key", "url_key", "source_key"):
            records[name][of] = prints[name].fill_null(0).to_numpy()
        records["n_words"][of] = pc.list_value_length(prints["words"]).to_numpy()
        records["is_correction"][of] = prints["state"].to_numpy() == CORRECTED
        published = records["published"][of]
        days = np.where(published == NO_TIME, NO_DAY, (published - 1) // DAY)
        texts = as_texts(prints, docs, days)
        kept.add("texts", [texts])
        kept.add("paragraphs", [as_paragraphs(texts)])


def _find_prints(
    prints: Iterable[Path], wanted: dict[str, int], given: Iterable[Found]
) -> Iterator[Found]:
    """Yield the fingerprints of new records and the numbers of those: as given, else at the places wanted.

    Raises:
        StorageError: the fingerprints at some place are in no file.
    """
    has_given: set[int] = set()
    for table, numbers in given:
        yield table, numbers
        has_given.update(numbers.tolist())
    wanted = {place: number for place, number in wanted.items() if number not in has_given}
    files = iter(prints)
    while wanted and (path := next(files, None)) is not None:
        yield from _take_prints(path, wanted)
    if wanted:
        raise StorageError(
            f"fingerprints of {len(wanted)} records are missing; run `copydesk backfill --stage copies`"
        )


def _take_prints(path: Path, wanted: dict[str, int]) -> Iterator[Found]:
    """Yield the fingerprints of a file that are wanted, and their numbers; they are wanted no more."""
    places = read_table(path, columns=["record_id"])["record_id"].to_pylist()
    hits = [(i, wanted.pop(place)) for i, place in enumerate(places) if place in wanted]
    if hits:
        table = read_table(path)
        if len(hits) < table.num_rows:
            table = table.take([i for i, _ in hits])
        yield table, np.array([number for _, number in hits])


def _slices(found: Iterable[Found]) -> Iterator[Found]:
    """Yield the same in tables of as many rows as are worked on at once."""
    parts = (part for table, numbers in found for part in _cut(table, numbers))
    for group in by_size(parts, lambda part: sum(n_values(part[0])), SLICE_VALUES):
        yield pa.concat_tables(table for table, _ in group), np.concatenate([n for _, n in group])


def _cut(table: pa.Table, numbers: I64) -> Iterator[Found]:
    """Yield a table in parts of as many rows as are worked on at once."""
    for rows in by_size(range(len(numbers)), n_values(table).__getitem__, SLICE_VALUES):
        yield table.slice(rows[0], len(rows)), numbers[rows[0] : rows[-1] + 1]


Found = tuple[pa.Table, I64]
"""Fingerprints, and the numbers of the records that they are of."""

Bytes = npt.NDArray[np.bytes_]

Postings = tuple[U64, U64, I64]
"""Fingerprints that were looked up, ascending, each once; and all postings they have: fingerprint and row."""


@dataclasses.dataclass(frozen=True)
class Change:
    """What a run finds: the records of today and of the run before, each sorted by record, and what is new or gone."""

    kept: Kept
    ids: pa.Array
    records: Records
    before: Records
    is_new: Flags
    is_gone: Flags  # of those before

    def update(self, spread: Spread | None) -> None:
        """Post, compare and group what came, what changed, and what either touches."""
        records, kept = self.records, self.kept
        stand_in = _stand_ins(records["exact_key"])
        repeated, changed = self._renew_repeated()
        fresh, dead, dead_docs = self._find_stale(stand_in, changed)
        looked_up = None
        if len(self.before["row"]):
            shifted, looked_up = self._find_shifted(dead_docs, fresh, repeated)
            dead = np.concatenate((dead, records["row"][shifted]))
            fresh = np.concatenate((fresh, shifted))
        kept.repeated = repeated
        self._post(fresh)
        rows = Rows.of(kept.next_row, records, records["row"][fresh])
        self._add_edges(rows, fresh, looked_up, spread)
        touched = np.zeros(kept.next_row, np.bool_)
        touched[records["row"][fresh]] = True
        touched[left_behind(kept.segments["edges"], rows, dead)] = True
        touched[records["row"][stand_in[self._reworded()]]] = True
        regroup(kept, self.ids, records, stand_in, rows, touched)
        is_live = self._is_live()
        kept.compact("texts", lambda block: is_live[column(block, "doc")])
        kept.compact("paragraphs", lambda block: is_live[column(block, "doc")])
        kept.compact("edges", lambda block: is_joined(block, rows))

    def _is_live(self) -> Flags:
        """Return which texts are of a record of today."""
        is_live = np.zeros(self.kept.next_doc, np.bool_)
        is_live[self.records["doc"]] = True
        return is_live

    def _renew_repeated(self) -> tuple[U64, I64]:
        """Return the paragraphs that their source repeats now, and the texts for which that is news."""
        texts, paragraphs = self.kept.segments["texts"], self.kept.segments["paragraphs"]
        gone = take_keys(texts, np.sort(self.before["doc"][self.is_gone]))
        added = take_keys(texts, np.sort(self.records["doc"][self.is_new]))
        is_live, known = self._is_live(), self.kept.repeated
        repeated = renew(known, texts, paragraphs, gone, added, is_live)
        _, docs = carriers(paragraphs, np.setxor1d(repeated, known), is_live)
        return repeated, np.unique(docs)

    def _find_stale(self, stand_in: I64, changed: I64) -> tuple[I64, I64, I64]:
        """Return which records are to be posted, which rows are dead, and of which texts those were.

        A record without a row that stands in for its words is to be posted. A row dies with its record, when another
        record comes to stand in for it, and when its text is `changed`.
        """
        is_first = stand_in == np.arange(len(stand_in))
        is_changed = np.zeros(self.kept.next_doc, np.bool_)
        is_changed[changed] = True
        row, doc = self.records["row"], self.records["doc"]
        lost = (row >= 0) & ~(is_first & ~is_changed[doc])
        gone = self.is_gone & (self.before["row"] >= 0)
        dead = np.concatenate((self.before["row"][gone], row[lost]))
        dead_docs = np.concatenate((self.before["doc"][gone], doc[lost]))
        row[lost] = -1
        return np.flatnonzero(is_first & (row < 0)), dead, dead_docs

    def _find_shifted(
        self, dead_docs: I64, fresh: I64, repeated: U64
    ) -> tuple[I64, Postings | None]:
        """Return the other records whose pairs may count otherwise than before, and the postings that showed it.

        Those are of all fingerprints of dead and fresh rows (which have the next numbers, in order); None: too many.
        """
        kept, records, before = self.kept, self.records, self.before
        texts, n = kept.segments["texts"], kept.next_row
        n_rows = n + len(fresh)
        was, now = np.full(n_rows, -1, np.int32), np.full(n_rows, -1, np.int32)
        had_row, has_row = np.flatnonzero(before["row"] >= 0), np.flatnonzero(records["row"] >= 0)
        row = records["row"].copy()
        row[fresh] = n + np.arange(len(fresh))
        was[before["row"][had_row]] = had_row
        now[row[has_row]], now[n:] = has_row, fresh
        row_of = np.full(kept.next_doc, -1)
        row_of[records["doc"][fresh]] = row[fresh]
        is_dead_doc = np.zeros(kept.next_doc, np.bool_)
        is_dead_doc[dead_docs] = True
        is_dead = is_dead_doc[before["doc"]]
        n_words = records["n_words"][fresh].sum() + before["n_words"][is_dead].sum()
        n_ranges = 1 if n_words <= SHIFTED_WORDS else PRINT_RANGES
        found, looked_up = [np.zeros(0, np.int64)], None
        for number in range(n_ranges):
            within = number, n_ranges
            new = take_prints(texts, np.sort(records["doc"][fresh]), repeated, within)
            own = in_order(*_joined([(prints, row_of[docs]) for prints, docs in new]))
            wanted = np.union1d(own[0], _prints_of(texts, dead_docs, kept.repeated, within))
            for part, prints, rows in self._look_up(wanted, *own):
                found.append(find_shifted(prints, rows, was, now))
                is_all = n_ranges == 1 and len(part) == len(wanted)
                looked_up = (part, prints, rows) if is_all else None
        affected = np.union1d(before["url_key"][is_dead], records["url_key"][fresh])
        pages = (before["url_key"], before["row"]), (records["url_key"], row)
        found.append(find_moved(*pages, affected))
        shifted = np.unique(np.concatenate(found))
        return np.sort(now[shifted]).astype(np.int64), looked_up

    def _look_up(self, wanted: U64, own: U64, own_rows: I64) -> Iterator[Postings]:
        """Yield all postings of fingerprints, some of these at once: those kept, and their own (ascending)."""
        for start in range(0, len(wanted), PRINTS_AT_ONCE):
            part = wanted[start : start + PRINTS_AT_ONCE]
            low, high = np.searchsorted(own, part[0]), np.searchsorted(own, part[-1], side="right")
            prints, rows = holders(self.kept.segments["postings"], part)
            both = np.concatenate((prints, own[low:high])), np.concatenate((rows, own_rows[low:high]))  # fmt: skip
            yield part, *in_order(*both)

    def _post(self, fresh: I64) -> None:
        """Give these records rows, and keep the postings of those."""
        kept, records = self.kept, self.records
        records["row"][fresh] = kept.next_row + np.arange(len(fresh))
        kept.next_row += len(fresh)
        row_of = np.full(kept.next_doc, -1)
        row_of[records["doc"][fresh]] = records["row"][fresh]
        n_prints = np.zeros(kept.next_row, np.int64)
        found = take_prints(kept.segments["texts"], np.sort(records["doc"][fresh]), kept.repeated)
        for part in by_size(found, lambda each: len(each[0]), POSTINGS_AT_ONCE):
            prints, of = in_order(*_joined([(prints, row_of[of]) for prints, of in part]))
            n_prints += np.bincount(of, minlength=kept.next_row)
            kept.add("postings", [as_postings(prints, of)])
        records["n_prints"][fresh] = n_prints[records["row"][fresh]]
        is_live = np.zeros(kept.next_row, np.bool_)
        is_live[records["row"][records["row"] >= 0]] = True
        kept.compact("postings", lambda block: is_live[column(block, "row")])

    def _look_up_rest(self, looked_up: Postings, rows: Rows, fresh: I64) -> tuple[U64, I64]:
        """Return the postings of all fingerprints of fresh rows, those known but for rows that were shifted."""
        texts, (wanted, prints, of) = self.kept.segments["texts"], looked_up
        row_of = np.full(self.kept.next_doc, -1)
        row_of[self.records["doc"][fresh]] = self.records["row"][fresh]
        known = np.zeros(len(rows.rank), np.bool_)
        known[of] = True
        late = fresh[~known[self.records["row"][fresh]]]
        docs = np.sort(self.records["doc"][late])
        more, of_more = _joined(
            [(p, row_of[d]) for p, d in take_prints(texts, docs, self.kept.repeated)]
        )
        is_known = is_in(more, wanted)
        rest, of_rest = holders(self.kept.segments["postings"], np.unique(more[~is_known]))
        return in_order(
            np.concatenate((prints, more[is_known], rest)),
            np.concatenate((of, of_more[is_known], of_rest)),
        )

    def _add_edges(
        self, rows: Rows, fresh: I64, looked_up: Postings | None, spread: Spread | None
    ) -> None:
        """Find the edges of fresh rows and keep them."""
        kept, records = self.kept, self.records
        postings, texts = kept.segments["postings"], kept.segments["texts"]
        wanted = known = None
        if looked_up is not None:
            known = self._look_up_rest(looked_up, rows, fresh)
        elif len(fresh) < FRESH_SHARE * np.count_nonzero(records["row"] >= 0):
            wanted = _prints_of(texts, records["doc"][fresh], kept.repeated)
        # A name of its own: a worker that outlives a killed run must find nothing to write into.
        kept.folder.mkdir(parents=True, exist_ok=True)
        folder = kept.folder / f"job-{secrets.token_hex(6)}"
        folder.mkdir()
        sizes = steps.SLICE_POSTINGS, steps.SLICE_PAIRS
        job = Job(folder, texts, postings, rows, kept.repeated, wanted, *sizes, known)
        job.add_pairs(*page_pairs(records["url_key"], records["row"], rows.is_fresh))
        for path in job.run(spread):
            kept.adopt("edges", path)
        shutil.rmtree(folder)

    def _reworded(self) -> I64:
        """Return the records with the words of a record that came or went."""
        keys = self.records["exact_key"]
        odd = np.union1d(keys[self.is_new], self.before["exact_key"][self.is_gone])
        return np.flatnonzero((keys != 0) & is_in(keys, odd))


def _stand_ins(exact: U64) -> I64:
    """Return for each record the place of the first that has the same words: it is compared for all of them."""
    places = np.arange(len(exact))
    keys = np.sort(exact)
    at = np.flatnonzero((exact != 0) & is_in(exact, np.unique(keys[1:][keys[1:] == keys[:-1]])))
    _, first, which = np.unique(exact[at], return_index=True, return_inverse=True)
    places[at] = at[first[which]]
    return places


def _joined(parts: Sequence[tuple[U64, I64]]) -> tuple[U64, I64]:
    """Return postings given in parts as one."""
    prints = [np.zeros(0, np.uint64), *(prints for prints, _ in parts)]
    rows = [np.zeros(0, np.int64), *(rows for _, rows in parts)]
    return np.concatenate(prints), np.concatenate(rows)


def _prints_of(texts: Sequence[Segment], docs: I64, repeated: U64, within: Range = WHOLE) -> U64:
    """Return the fingerprints of some texts, ascending, each once."""
    return np.unique(_joined(list(take_prints(texts, np.sort(docs), repeated, within)))[0])


def _find_told_otherwise(records: Records, before: Records, number: I64) -> I64:
    """Return the records that are new or have another answer than before, given their places then."""
    other, stay = number < 0, np.flatnonzero(number >= 0)
    for name in ("canonical", "kind", "similarity"):
        other[stay] |= records[name][stay] != before[name][number[stay]]
    return np.flatnonzero(other)


def _answer(kept: Kept, at: I64) -> pa.Table:
    """Return the rows of some of the records kept, by their places."""
    doc, canonical = kept.records["doc"].to_numpy(), kept.records["canonical"].to_numpy()
    place = np.zeros(kept.next_doc, np.int64)
    place[doc] = np.arange(len(doc))
    ids = kept.records["record_id"].combine_chunks()
    kind = kept.records["kind"].combine_chunks().take(pa.array(at))
    kinds = pa.DictionaryArray.from_arrays(kind, pa.array(KINDS))
    columns = [
        ids.take(pa.array(at)),
        ids.take(pa.array(place[canonical[at]])),
        kinds.cast(pa.string()),
        kept.records["similarity"].take(pa.array(at)),
    ]
    return pa.table(dict(zip(COPIES.names, columns, strict=True)), schema=COPIES).combine_chunks()
