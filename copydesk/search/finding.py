"""A question put to the index: which texts have all its words, the best first, and where in them the words stand."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import duckdb
import numpy as np
import numpy.typing as npt

from copydesk.disk.own_files import files_below, scan_of
from copydesk.errors import CopydeskError, SettingsError
from copydesk.search.index import (
    ARTICLES,
    EPOCH,
    EVIDENCE,
    SEGMENT,
    UNDATED,
    Postings,
    decode,
    index_file,
    open_index,
)
from copydesk.search.terms import Stems, folded, spans_in, words_in
from schemas.events import EventType

K1, B = 1.2, 0.75
"""Of BM25, as everybody has them (Robertson and Zaragoza 2009)."""

PASSAGE_WORDS = 32
LOOKED_THROUGH = 1000
"""Texts that are read for words in a row; of a phrase of common words more are left unread, and the answer says so."""

ASKED = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One word of a question, or words in a row."""

    stems: tuple[str, ...]
    words: tuple[str, ...]  # that must stand in a row as they are; none where the stems do
    is_wanted: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A text that has all words: an article, or a sentence that reports an event."""

    score: float
    article_id: str
    published_on: dt.date | None
    publisher: str | None
    title: str | None
    url: str | None
    passage: str
    marks: tuple[tuple[int, int], ...]  # where in the passage the words stand
    event_id: str | None = None
    event_mention_id: str | None = None
    event_type: str | None = None
    status: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """The best hits, and how many texts there are."""

    hits: tuple[Hit, ...]
    n_found: int
    is_whole: bool  # else more may be found than were looked through


def search(
    curated: Path,
    question: str,
    *,
    entity_ids: Sequence[str] = (),
    first: dt.date | None = None,
    last: dt.date | None = None,
    event_type: str | None = None,
    limit: int = 10,
    start: int = 0,
    index_folder: Path | None = None,
) -> Answer:
    """Return texts of the published version that have all words of a question, the best first.

    Args:
        curated: Folder of the tables.
        question: Words in any form; words in quotes stand in a row as they are; a word after `-` must not be there.
        entity_ids: One of these is named in the article, or acts or is acted upon in the event.
        first: First day of publication; texts without a day are left out then.
        last: Last day of publication.
        event_type: Sentences that report such an event are searched instead of articles.
        limit: Hits to return.
        start: Better ones to leave out, of a further page.
        index_folder: Where the index lies, if not in the curated folder.

    Raises:
        SettingsError: the question has no word to look for.
        CopydeskError: nothing is published, or the index can't be written.
    """
    stems = Stems()
    parts = read_question(question, stems)
    _check_question(question, parts, event_type)
    any_of = [list(entity_ids), [f"type:{event_type}"] if event_type else []]
    place = index_file(curated, index_folder)
    version = curated / ".versions" / place.stem  # whatever is published meanwhile
    kind = ARTICLES if event_type is None else EVIDENCE
    if kind == EVIDENCE and not (version / "event_mentions").is_dir():
        raise CopydeskError(
            f"no events are published in {curated}; run `copydesk run --tables articles,entities,events`"
        )
    with contextlib.closing(open_index(place)) as index:
        texts = _Texts(version, index, kind)
        ranked, scores = _rank(texts, parts, list(filter(None, any_of)), first, last)
        rows, n_found, is_whole = _look_through(texts, ranked, parts, slice(start, start + limit))
    stems.learn(itertools.chain.from_iterable(words_in(row["text"]) for row in rows.values()))
    hits = tuple(_hit(row, float(scores[n]), parts, stems) for n, row in rows.items())
    return Answer(hits, n_found, is_whole)


def _check_question(question: str, parts: Sequence[Part], event_type: str | None) -> None:
    if event_type is not None and event_type not in get_args(EventType):
        raise SettingsError(
            f"no type of event is called {event_type!r}; known are {', '.join(get_args(EventType))}"
        )
    if not any(part.is_wanted for part in parts):
        raise SettingsError(f"{question!r}: expected a word to look for")


class _Texts(NamedTuple):
    """The texts of one kind: the version that holds their rows, and their index."""

    version: Path
    connection: sqlite3.Connection
    kind: int


def _look_through(
    texts: _Texts, ranked: npt.NDArray[np.int64], parts: Sequence[Part], shown: slice
) -> tuple[dict[int, dict[str, Any]], int, bool]:
    """Return the rows that are shown of the texts that have all words in a row, how many have, and whether all were looked through."""
    if not any(part.words for part in parts):
        return _fetch(texts, ranked[shown].tolist()), len(ranked), True
    rows: dict[int, dict[str, Any]] = {}
    looked = ranked[:LOOKED_THROUGH]
    for some in np.array_split(looked, range(50, len(looked), 200)):
        found = _fetch(texts, some.tolist())
        rows |= {n: found[n] for n in some if has_phrases(found[n], parts)}
    best = dict(itertools.islice(rows.items(), shown.start, shown.stop))
    return best, len(rows), len(ranked) <= LOOKED_THROUGH


def read_question(question: str, stems: Stems) -> list[Part]:
    """Return the parts of a question."""
    stems.learn(words_in(question))
    found = []
    for minus, quoted, plain in ASKED.findall(question):
        words = words_in(quoted or plain)
        if words:
            in_a_row = tuple(map(folded, words)) if quoted or len(words) > 1 else ()
            found.append(Part(tuple(stems[word] for word in words), in_a_row, not minus))
    return found


def _rank(
    texts: _Texts,
    parts: Sequence[Part],
    any_of: Sequence[Sequence[str]],
    first: dt.date | None,
    last: dt.date | None,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the numbers of the texts that have all stems, the best first (of equals the first), and the scores of all."""
    days, lengths = _facts(texts)
    scores = np.zeros(len(days))
    is_left = _are_within(days, first, last)
    mean = max(lengths.mean(), 1) if len(lengths) else 1
    for names in any_of:
        _keep(is_left, np.concatenate([_postings(texts, name).texts for name in names]))
    for part in parts:
        if not part.is_wanted and not part.words:
            is_left[_postings(texts, part.stems[0]).texts] = False
        for stem in part.stems if part.is_wanted else ():
            here, counts = _postings(texts, stem)
            _keep(is_left, here)
            weight = np.log(1 + (len(days) - len(here) + 0.5) / (len(here) + 0.5))
            usual = K1 * (1 - B + B * lengths[here] / mean)
            scores[here] += weight * counts * (K1 + 1) / (counts + usual)
    found = np.flatnonzero(is_left)
    return found[np.lexsort((found, -scores[found]))], scores


def _are_within(
    days: npt.NDArray[np.int32], first: dt.date | None, last: dt.date | None
) -> npt.NDArray[np.bool_]:
    """Return, for each day, whether it lies within two that may be left open; without a day none does where one is asked for."""
    is_within = np.ones(len(days), bool)
    if first or last:
        is_within &= days != UNDATED
    if first:
        is_within &= days >= (first - EPOCH).days
    if last:
        is_within &= days <= (last - EPOCH).days
    return is_within


def _keep(is_left: npt.NDArray[np.bool_], texts: npt.NDArray[np.int64]) -> None:
    has = np.zeros(len(is_left), bool)
    has[texts] = True
    is_left &= has


def _facts(texts: _Texts) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    days, lengths = texts.connection.execute(
        "SELECT days, lengths FROM facts WHERE kind = ?", (texts.kind,)
    ).fetchone()
    return np.frombuffer(days, np.int32), np.frombuffer(lengths, np.uint16).astype(np.float64)


def _postings(texts: _Texts, name: str) -> Postings:
    _, index, kind = texts
    found = index.execute("SELECT id FROM term WHERE name = ?", (name,)).fetchone()
    lists = [Postings(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    segments = index.execute("SELECT max(n) FROM text WHERE kind = ?", (kind,)).fetchone()[0]
    for segment in range(0 if found is None or segments is None else segments // SEGMENT + 1):
        row = index.execute(
            "SELECT data FROM posting WHERE kind = ? AND segment = ? AND term = ?",
            (kind, segment, found[0]),
        ).fetchone()
        if row:
            lists.append(decode(row[0], segment))
    numbers, counts = zip(*lists, strict=True)
    return Postings(np.concatenate(numbers), np.concatenate(counts))


TEXTS = {
    ARTICLES: (
        "SELECT article_id AS id, article_id, published_on::DATE AS published_on, coalesce(publisher, domain) AS publisher, title, url, body AS text "
        "FROM {articles} WHERE article_id IN ({ids})"
    ),
    EVIDENCE: (
        "SELECT event_mention_id AS id, article_id, published_on::DATE AS published_on, coalesce(publisher, domain) AS publisher, title, url, "
        "evidence AS text, event_id, event_mention_id, event_type, status "
        "FROM (FROM {event_mentions} WHERE event_mention_id IN ({ids})) JOIN "
        "(SELECT article_id, published_on, publisher, domain, title, url FROM {articles}) USING (article_id)"
    ),
}


def _fetch(texts: _Texts, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the rows of some texts out of the tables."""
    places = {}
    for n in numbers:
        places[n] = texts.connection.execute(
            "SELECT id, (SELECT name FROM month WHERE kind = :kind AND first <= :n ORDER BY first DESC LIMIT 1) "
            "FROM text WHERE kind = :kind AND n = :n",
            {"kind": texts.kind, "n": n},
        ).fetchone()
    months = sorted({month for _, month in places.values()})
    if not months:
        return {}
    names = ("articles",) if texts.kind == ARTICLES else ("articles", "event_mentions")
    files = {name: scan_of(_files_of(texts.version / name, months)) for name in names}
    ids = ", ".join(f"'{id_}'" for id_, _ in places.values())
    with duckdb.connect(":memory:") as connection:
        query = TEXTS[texts.kind].format(ids=ids, **files)
        rows = connection.sql(query).to_arrow_table().to_pylist()
    by_id = {row.pop("id"): row for row in rows}
    return {n: by_id[id_] for n, (id_, _) in places.items()}


def _files_of(table: Path, months: Sequence[str]) -> list[Path]:
    """Return the files of a table's months."""
    folders = [folder for month in months for folder in table.glob(f"*/{month}")]
    return [file for folder in folders for file in files_below(folder)]


def has_phrases(row: dict[str, Any], parts: Sequence[Part]) -> bool:
    """Return whether words that must stand in a row do so in the title or the text, and those that must not do not."""
    texts = [
        f" {' '.join(map(folded, words_in(text)))} " for text in (row["title"] or "", row["text"])
    ]
    return all(
        any(f" {' '.join(part.words)} " in text for text in texts) == part.is_wanted
        for part in parts
        if part.words
    )


def _hit(row: dict[str, Any], score: float, parts: Sequence[Part], stems: Stems) -> Hit:
    text = row.pop("text")
    passage, marks = cut_passage(text, parts, stems)
    return Hit(score=round(score, 4), passage=passage, marks=marks, **row)


def cut_passage(
    text: str, parts: Sequence[Part], stems: Stems
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the words around the place where most of a question stands, and where in them its words are."""
    spans = spans_in(text)
    if not spans:
        return "", ()
    words = [stems[text[start:end]] for start, end in spans]
    places = _places_of(words, parts)
    first, end = _passage(words, places)
    start = spans[first][0] if first else 0
    stop = spans[end - 1][1] if end < len(spans) else len(text.rstrip())
    before, after = "… " if start else "", " …" if stop < len(text.rstrip()) else ""
    shift = len(before) - start
    marks = tuple((spans[p][0] + shift, spans[p][1] + shift) for p in places if first <= p < end)
    # Line ends are one character each, and so stay in place.
    return before + text[start:stop].replace("\n", " ") + after, marks


def _places_of(words: Sequence[str], parts: Sequence[Part]) -> list[int]:
    """Return where among stems those of a question stand."""
    wanted = {stem for part in parts if part.is_wanted for stem in part.stems}
    return [n for n, stem in enumerate(words) if stem in wanted]


def _passage(words: Sequence[str], places: Sequence[int]) -> tuple[int, int]:
    """Return the first word of a passage, and the first behind it: where most stems that stand at some places stand together."""

    def together(place: int) -> list[int]:
        return [p for p in places if place <= p < place + PASSAGE_WORDS]

    best = max(places, key=lambda place: len({words[p] for p in together(place)}), default=0)
    last = max(together(best), default=best)
    first = max(0, best - max(0, PASSAGE_WORDS - (last - best) - 1) // 2)
    return first, min(len(words), first + PASSAGE_WORDS)
