"""What is kept of an article so that its copies can be found: a pure function of its own text and fields."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.dedup.corrections import find_note, part_mark
from copydesk.dedup.sketch import sketch_texts
from copydesk.dedup.words import I64, U32, U64, Words, mix64, split_words

SHINGLE_WORDS = 5
WINDOW = 8
"""Winnowing (Schleimer, Wilkerson and Aiken 2003): of every 8 shingles in a row the least is kept, so two texts
that share 12 words in a row share a fingerprint."""

PRINT_BITS = 40
"""Chosen: of the hash of a shingle, the upper ones. Two texts are compared once they share two fingerprints; by chance one in some
30,000 of a text's 38 is also found in a million others. Kept in order they take two bytes each; whole ones took five."""

SHORT_WORDS = 40
"""Below, equal words may be a stock phrase ("To read the full story, subscribe") and the headline must be equal too."""

SENTENCE_ENDS = np.array(
    [ord(char) for char in ".!?\u2026\u3002\uff01\uff1f\u0964\u061f"], np.uint32
)
BEFORE_END = np.array([ord(char) for char in " \"'\u2019\u201d\u00bb\u300d)"], np.uint32)
PROSE_WORDS = 16
"""Chosen: a closed line of fewer words is as often a caption or a heading; more would leave short paragraphs out."""

SLICE_CHARS = 200_000  # texts worked on at once: the arrays stay in the cache of the processor
TRACKERS = re.compile(r"^(?:utm_.*|fbclid|gclid|ocid|cmpid|ref|source|smid|partner|sh|share)$")
INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")

FINGERPRINTS: Final = pa.schema([
    ("record_id", pa.string()),
    ("exact_key", pa.uint64()),  # of all words; of a short text and its title; null where there is nothing to go by
    ("words", pa.list_(pa.uint32())),
    ("names", pa.list_(pa.int32())),  # numbers of the words that are capitalised within a sentence
    ("paragraph_hashes", pa.list_(pa.uint64())),
    ("paragraph_words", pa.list_(pa.int32())),  # how many
    ("paragraph_is_prose", pa.list_(pa.bool_())),  # a sentence or more, not a line of links
    ("anchor", pa.uint64()),  # hash of the longest paragraph
    ("other_anchor", pa.uint64()),  # of the longest that has another hash
    ("opening", pa.uint64()),  # hash of the first paragraph
    ("title_key", pa.uint64()),  # hash of the headline's words
    ("title_words", pa.list_(pa.uint32())), ("url_key", pa.uint64()), ("source_key", pa.uint64()),
    ("terms", pa.list_(pa.uint32())),  # what the text is about: see `sketch`
    ("term_weights", pa.list_(pa.uint16())), ("term_marks", pa.list_(pa.uint8())),
    ("state", pa.uint8()),  # it says that it is an update or a correction: see `corrections`
])  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Runs:
    """Values of many rows end to end: row i holds values[bounds[i]:bounds[i + 1]]."""

    values: npt.NDArray[Any]
    bounds: I64

    def as_list(self) -> pa.ListArray:
        """Return the Arrow list column."""
        return pa.ListArray.from_arrays(
            pa.array(self.bounds.astype(np.int32)), pa.array(self.values)
        )


def text_key(text: str) -> int:
    """Return 64 bits that stand for a short text."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def plain_url(url: str) -> str:
    """Return the address without what varies between links to one page.

    >>> plain_url("http://www.Gazette.example/a/index.html?utm_source=x&id=3#top")
    'gazette.example/a?id=3'
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    except ValueError:
        return url.strip()
    query = sorted(pair for pair in parse_qsl(parts.query) if not TRACKERS.match(pair[0].lower()))
    path = INDEX_PAGE.sub("", parts.path).rstrip("/")
    return host + path + ("?" + urlencode(query) if query else "")


def _url_key(url: str | None) -> int | None:
    """Return the key of an article's page; none for a front page, which holds another story every day."""
    plain = plain_url(url) if url else ""
    return text_key(plain) if re.search(r"[/?].", plain) else None


def _source_key(publisher: str | None, domain: str | None) -> int:
    """Return the key of whoever published it; records that name nobody share one."""
    return text_key((publisher or domain or "").casefold())


def combine(words: npt.NDArray[Any], size: int) -> U64:
    """Return a 64-bit hash of every run of so many words."""
    wide = words.astype(np.uint64)
    n = len(words) - size + 1
    total = np.zeros(max(n, 0), np.uint64)
    for offset in range(size if n > 0 else 0):
        total = total * np.uint64(0x9E3779B97F4A7C15) + wide[offset : offset + n] + np.uint64(1)
    return mix64(total)


def _slide(values: U64, width: int, pick: np.ufunc) -> U64:
    """Return the least (or greatest) of every `width` values in a row; the width is a power of two."""
    step = 1
    while step < width:
        values = pick(values[:-step], values[step:])
        step *= 2
    return values


def winnow(words: U32, bounds: I64) -> tuple[U64, I64, I64]:
    """Return the winnowed shingle hashes of texts (`PRINT_BITS` of each), each once, in text order; the word each begins at; whose it is.

    A text too short for a window keeps all its shingles. Text i holds words[bounds[i]:bounds[i + 1]].
    """
    shingles = combine(words, SHINGLE_WORDS)
    n = len(shingles)
    if n == 0:
        return shingles, np.zeros(0, np.int64), np.zeros(0, np.int64)
    sizes = np.diff(bounds)
    text_of = np.repeat(np.arange(len(sizes)), sizes)
    n_left = bounds[text_of[:n] + 1] - np.arange(n)  # words up to the text's end
    is_whole = n_left >= SHINGLE_WORDS
    is_window = n_left >= SHINGLE_WORDS + WINDOW - 1
    is_short = sizes[text_of[:n]] < SHINGLE_WORDS + WINDOW - 1
    tail = np.zeros(WINDOW - 1, np.uint64)
    least = _slide(np.concatenate((shingles, tail)), WINDOW, np.minimum)
    chosen = np.concatenate((tail, np.where(is_window, least, np.uint64(0))))
    is_picked = shingles == _slide(chosen, WINDOW, np.maximum)
    picked = np.flatnonzero(is_whole & (is_short | is_picked))
    prints = shingles[picked] >> np.uint64(64 - PRINT_BITS)
    return _once(prints, picked, text_of[picked])


def _once(hashes: U64, at: I64, text_of: I64) -> tuple[U64, I64, I64]:
    """Return each hash of a text once, at its first place, in text order."""
    order = np.lexsort((at, hashes, text_of))
    ranked, of = hashes[order], text_of[order]
    is_first = np.ones(len(order), bool)
    is_first[1:] = (ranked[1:] != ranked[:-1]) | (of[1:] != of[:-1])
    kept = np.sort(order[is_first])  # the places given are in text order
    return hashes[kept], at[kept], text_of[kept]


def _sum_runs(values: U64, starts: I64) -> U64:
    """Return the wrapped sum of each run; the last one ends with the values."""
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)))
    ends = np.append(starts[1:], len(values))
    result: U64 = sums[ends] - sums[starts]
    return result


def hash_runs(hashes: U32, starts: I64) -> U64:
    """Return an order-sensitive hash of each run of words: of the words of each paragraph."""
    if len(starts) == 0:
        return np.zeros(0, np.uint64)
    ends = np.append(starts[1:], len(hashes))
    place = np.arange(len(hashes)) - np.repeat(starts, ends - starts)
    mixed = mix64(hashes.astype(np.uint64) + (place.astype(np.uint64) << np.uint64(32)))
    return mix64(_sum_runs(mixed, starts) + (ends - starts).astype(np.uint64))


def _exact_keys(words: Words, headline: Words) -> pa.Array:
    """Return the key that texts of the same words share; short ones only under the same headline."""
    sizes = np.diff(words.bounds)
    text, title = (
        hash_runs(words.hashes, words.bounds[:-1]),
        hash_runs(headline.hashes, headline.bounds[:-1]),
    )
    keys = np.where(sizes < SHORT_WORDS, mix64(text + mix64(title)), text)
    is_blank = (sizes == 0) | ((sizes < SHORT_WORDS) & (np.diff(headline.bounds) == 0))
    return pa.array(keys, mask=is_blank)


def _paragraphs(words: Words, n_texts: int) -> tuple[I64, U64, I64, I64]:
    """Return each paragraph's first word, hash, length in words, and the bounds of the texts' paragraphs."""
    if len(words.hashes) == 0:
        none = np.zeros(0, np.int64)
        return none, np.zeros(0, np.uint64), none, np.zeros(n_texts + 1, np.int64)
    is_new = np.ones(len(words.hashes), bool)
    is_new[1:] = words.paragraph_of[1:] != words.paragraph_of[:-1]
    starts = np.flatnonzero(is_new)
    lengths = np.diff(np.append(starts, len(words.hashes)))
    bounds = np.searchsorted(words.text_of[starts], np.arange(n_texts + 1))
    return starts, hash_runs(words.hashes, starts), lengths, bounds


def _is_prose(words: Words, starts: I64, lengths: I64) -> npt.NDArray[np.bool_]:
    """Return which paragraphs are sentences: long enough and closed by a full stop, before or after a quotation mark."""
    last = words.last[starts + lengths - 1]
    after, then = words.codes[last + 1], words.codes[last + 2]
    is_closed = np.isin(after, SENTENCE_ENDS) | (
        np.isin(after, BEFORE_END) & np.isin(then, SENTENCE_ENDS)
    )
    result: npt.NDArray[np.bool_] = is_closed & (lengths >= PROSE_WORDS)
    return result


def find_anchors(
    hashes: U64, lengths: I64, bounds: I64
) -> tuple[list[int | None], list[int | None]]:
    """Return for each text the hash of its longest paragraph and of the longest other one."""
    text_of = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    order = np.lexsort((hashes, -lengths, text_of))
    ranked = hashes[order]
    first: list[int | None] = []
    second: list[int | None] = []
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        head = ranked[low:high]
        others = np.flatnonzero(head != head[0]) if high > low else head
        first.append(int(head[0]) if high > low else None)
        second.append(int(head[others[0]]) if len(others) else None)
    return first, second


def find_openings(hashes: U64, bounds: I64) -> pa.Array:
    """Return for each text the hash of its first paragraph."""
    is_blank = np.diff(bounds) == 0
    first = np.where(is_blank, 0, bounds[:-1])
    values = hashes[first] if len(hashes) else np.zeros(len(is_blank), np.uint64)
    return pa.array(values, mask=is_blank)


def _slices(lengths: Sequence[int]) -> Iterator[slice]:
    """Yield consecutive slices of texts of about `SLICE_CHARS` together."""
    start = total = 0
    for i, length in enumerate(lengths):
        if total and total + length > SLICE_CHARS:
            yield slice(start, i)
            start, total = i, 0
        total += length
    if start < len(lengths):
        yield slice(start, len(lengths))


def _fingerprint_texts(bodies: list[str], titles: list[str]) -> dict[str, Any]:
    """Return the columns that come from the texts."""
    words = split_words(bodies)
    headline = split_words(titles)
    n = len(bodies)
    starts, paragraphs, lengths, bounds = _paragraphs(words, n)
    anchor, other = find_anchors(paragraphs, lengths, bounds)
    terms, weights, marks = sketch_texts(words, headline)
    return {
        "exact_key": _exact_keys(words, headline),
        "words": Runs(words.hashes, words.bounds).as_list(),
        "names": _names(words, n),
        "terms": terms,
        "term_weights": weights,
        "term_marks": marks,
        "paragraph_hashes": Runs(paragraphs, bounds).as_list(),
        "paragraph_words": Runs(lengths.astype(np.int32), bounds).as_list(),
        "paragraph_is_prose": Runs(_is_prose(words, starts, lengths), bounds).as_list(),
        "anchor": pa.array(anchor, pa.uint64()),
        "other_anchor": pa.array(other, pa.uint64()),
        "opening": find_openings(paragraphs, bounds),
        "title_key": pa.array(
            hash_runs(headline.hashes, headline.bounds[:-1]), mask=np.diff(headline.bounds) == 0
        ),
        "title_words": Runs(headline.hashes, headline.bounds).as_list(),
    }


def _names(words: Words, n_texts: int) -> pa.ListArray:
    """Return for each text the numbers of its names."""
    at = np.flatnonzero(words.is_name)
    of = words.text_of[at]
    bounds = np.searchsorted(of, np.arange(n_texts + 1))
    return Runs((at - words.bounds[of]).astype(np.int32), bounds).as_list()


def fingerprint_articles(articles: pa.Table) -> pa.Table:
    """Return one row per article, in the order given, with what `group_copies` compares it by."""
    urls, publishers, domains = (articles[n].to_pylist() for n in ("url", "publisher", "domain"))
    bodies, heads = ([text or "" for text in articles[n].to_pylist()] for n in ("body", "title"))
    marked = list(map(part_mark, heads))
    titles = [title for title, _ in marked]
    keys = {
        "record_id": articles["record_id"].cast(pa.string()).combine_chunks(),
        "url_key": pa.array(map(_url_key, urls), pa.uint64()),
        "source_key": pa.array(map(_source_key, publishers, domains), pa.uint64()),
    }
    states = [max(mark, note) for (_, mark), note in zip(marked, map(find_note, bodies), strict=True)]  # fmt: skip
    keys["state"] = pa.array(states, pa.uint8())
    tables = []
    for part in _slices(list(map(len, bodies))):
        columns = _fingerprint_texts(bodies[part], titles[part])
        columns |= {name: column[part] for name, column in keys.items()}
        tables.append(pa.table(columns).select(FINGERPRINTS.names).cast(FINGERPRINTS))
    return pa.concat_tables(tables).combine_chunks() if tables else FINGERPRINTS.empty_table()


def hash_paragraphs(paragraphs: Sequence[str]) -> list[int | None]:
    """Return the hash that each of these has among the `paragraph_hashes` of its text; none without a word."""
    words = split_words(paragraphs)
    hashes = hash_runs(words.hashes, words.bounds[:-1]).tolist()
    sizes = np.diff(words.bounds).tolist()
    return [line if size else None for line, size in zip(hashes, sizes, strict=True)]
