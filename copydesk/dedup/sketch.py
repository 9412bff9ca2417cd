"""What an article is about, in few words: those that say most of it, with their weights. A pure function of its text.

Kept beside the fingerprint so that articles of one happening can be found in other words than their own (`copydesk.stories`).
"""

from __future__ import annotations

import csv
import functools
from importlib import resources

import numpy as np
import pyarrow as pa

from copydesk.dedup.words import I64, U32, Words, split_words
from copydesk.text.lead_marks import HEADLINE, LEAD, LEAD_FIGURE, LEAD_NAME

TERMS = 40
"""Words kept of a text: with 24 happenings are missed, from 64 on background joins strangers."""

NAME_WEIGHT = 2.0
"""A name says twice as much as another word: measured on look-alike happenings (docs/decisions/035-stories.md)."""

LEAD_WORDS = 60
LEAD_TIMES = 3
"""A word of the headline or the lead counts so many times: news says first what happened, and then what had happened before."""

WEIGHT_UNIT = 16
"""Chosen: weights are kept in sixteenths, so that sums of integers have one value in any order."""
RARE = 0.5  # stories that a word counts as having that the table does not have


@functools.cache
def word_counts() -> tuple[U32, I64, int]:
    """Return words of the table (hashes, ascending), in how many stories each comes, and how many stories there are."""
    text = resources.files(__package__).joinpath("word_counts.csv").read_text(encoding="utf-8")
    rows = [(row["word"], int(row["n_stories"])) for row in csv.DictReader(text.splitlines())]
    hashes = split_words([word for word, _ in rows[1:]]).hashes
    counts = np.array([n for _, n in rows[1:]], np.int64)
    order = np.argsort(hashes, kind="stable")
    return hashes[order], counts[order], rows[0][1]


def count_known(terms: U32) -> I64:
    """Return in how many stories of the table each word comes."""
    words, counts, _ = word_counts()
    at = np.minimum(np.searchsorted(words, terms), len(words) - 1)
    return np.where(words[at] == terms, counts[at], 0)


def sketch_texts(body: Words, headline: Words) -> tuple[pa.ListArray, pa.ListArray, pa.ListArray]:
    """Return for each text its terms (ascending), their weights (how often each comes, names twice) and their marks."""
    n_texts = len(body.bounds) - 1
    hashes = np.concatenate((body.hashes, headline.hashes))
    text_of = np.concatenate((body.text_of, headline.text_of)).astype(np.uint64)
    is_name = np.concatenate((body.is_name, np.zeros(len(headline.hashes), np.bool_)))
    keys = (text_of << np.uint64(32)) | hashes
    place = np.arange(len(body.hashes)) - body.bounds[body.text_of]
    is_headline = np.repeat((False, True), (len(body.hashes), len(headline.hashes)))
    is_lead = is_headline | np.append(place < LEAD_WORDS, is_headline[len(place) :])
    order = np.argsort(keys, kind="stable")
    keys, is_name = keys[order], is_name[order]
    is_lead, is_headline = is_lead[order], is_headline[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else order
    if len(starts) == 0:
        empty = pa.ListArray.from_arrays(np.zeros(n_texts + 1, np.int32), pa.array([], pa.uint32()))
        return empty, empty.cast(pa.list_(pa.uint16())), empty.cast(pa.list_(pa.uint8()))
    counts = np.add.reduceat(np.where(is_lead, LEAD_TIMES, 1), starts)
    names, leads, headlines = (
        np.logical_or.reduceat(flags, starts) for flags in (is_name, is_lead, is_headline)
    )
    of = (keys[starts] >> np.uint64(32)).astype(np.int64)
    terms = keys[starts].astype(np.uint32)
    weights = WEIGHT_UNIT * (1 + np.log(counts)) * np.where(names, NAME_WEIGHT, 1.0)
    weights = np.minimum(np.round(weights), 65535).astype(np.uint16)
    rarity = np.log((word_counts()[2] + 1) / (count_known(terms) + RARE))
    marks = (
        LEAD + LEAD_NAME * names + LEAD_FIGURE * ((terms & 1) == 1)
    ) * leads + HEADLINE * headlines
    scores = np.round(weights * rarity * WEIGHT_UNIT).astype(np.int64)
    ranked = np.lexsort((terms, -scores, of))
    first = np.searchsorted(of[ranked], np.arange(n_texts))
    kept = np.sort(ranked[np.arange(len(ranked)) - first[of[ranked]] < TERMS])
    bounds = pa.array(np.searchsorted(of[kept], np.arange(n_texts + 1)).astype(np.int32))
    return (
        pa.ListArray.from_arrays(bounds, pa.array(terms[kept])),
        pa.ListArray.from_arrays(bounds, pa.array(weights[kept])),
        pa.ListArray.from_arrays(bounds, pa.array(marks[kept].astype(np.uint8))),
    )
