"""Paragraphs that a source repeats under stories of all kinds: notices, teasers, biographies. They prove no copy.

What is asked of a paragraph is a function of the set of records that carry it, so it can be asked again of those
paragraphs alone whose carriers changed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from copydesk.dedup.segments import Segment, column, count, find
from copydesk.dedup.texts import paragraph_keys, read_faces
from copydesk.dedup.words import I64, U64, Flags, is_in

MIN_STRANGERS = 5
"""A paragraph that a source prints in so many articles with different texts is the source's, not the story's."""

MIN_HEADLINES = 10
"""Or so many with different headlines and different openings: a notice may be longer than what it stands under."""

SLICE_KEYS = 500_000  # chosen: paragraphs asked for at once; bounds memory alone


def find_repeated(
    texts: Sequence[Segment], paragraphs: Sequence[Segment], keys: U64, is_live: Flags
) -> U64:
    """Return which of the paragraphs (keys ascending) their source repeats; `is_live` says which records count."""
    found = [np.zeros(0, np.uint64)]
    for start in range(0, len(keys), SLICE_KEYS):
        part = keys[start : start + SLICE_KEYS]
        part = part[count(paragraphs, part) >= MIN_STRANGERS]
        found.append(part[_is_repeated(texts, paragraphs, part, is_live)])
    return np.concatenate(found)


def _is_repeated(
    texts: Sequence[Segment], paragraphs: Sequence[Segment], keys: U64, is_live: Flags
) -> Flags:
    which, docs = carriers(paragraphs, keys, is_live)
    facts = read_faces(texts, docs)
    is_anchor = paragraph_keys(facts["anchor"], facts["source_key"]) == keys[which]
    other = np.where(is_anchor, facts["other_anchor"], facts["anchor"])
    title = np.where(facts["title_key"] == 0, facts["opening"], facts["title_key"])
    n = len(keys)
    n_carriers = np.bincount(which, minlength=n)
    n_headlines = np.minimum(_n_distinct(which, facts["opening"], n), _n_distinct(which, title, n))
    result: Flags = (n_carriers >= MIN_STRANGERS) & (
        (_n_distinct(which, other, n) >= MIN_STRANGERS) | (n_headlines >= MIN_HEADLINES)
    )
    return result


def carriers(paragraphs: Sequence[Segment], keys: U64, is_live: Flags) -> tuple[I64, I64]:
    """Return for each time that a live record has one of the paragraphs: which, and the record's number."""
    parts: list[tuple[I64, I64]] = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for block, places, which in find(paragraphs, keys, ["doc"]):
        docs = column(block, "doc")[places].astype(np.int64)
        kept = is_live[docs]
        parts.append((which[kept], docs[kept]))
    which, docs = (np.concatenate(values) for values in zip(*parts, strict=True))
    return which, docs


def _n_distinct(which: I64, values: U64, n: int) -> I64:
    """Return for each of n how many values other than 0 are its own."""
    which, values = which[values != 0], values[values != 0]
    order = np.lexsort((values, which))
    which, values = which[order], values[order]
    is_first = np.ones(len(which), np.bool_)
    is_first[1:] = (which[1:] != which[:-1]) | (values[1:] != values[:-1])
    return np.bincount(which[is_first], minlength=n)


def renew(
    repeated: U64,
    texts: Sequence[Segment],
    paragraphs: Sequence[Segment],
    gone: U64,
    added: U64,
    is_live: Flags,
) -> U64:
    """Return the repeated paragraphs after records went that had some (keys `gone`) and others came (`added`)."""
    # What came alone takes no paragraph out: those repeated already need no counting.
    asked = np.union1d(gone, added[~is_in(added, repeated)])
    now = find_repeated(texts, paragraphs, asked, is_live)
    return np.union1d(repeated[~is_in(repeated, asked)], now)
