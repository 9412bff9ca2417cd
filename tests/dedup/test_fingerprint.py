"""Fingerprints: a pure function of one article."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.dedup_stories import as_articles, make_stories
from copydesk.dedup.fingerprint import (
    FINGERPRINTS,
    PRINT_BITS,
    SHINGLE_WORDS,
    WINDOW,
    _once,
    combine,
    fingerprint_articles,
    plain_url,
    winnow,
)

STORIES = make_stories(60, seed=5)
ARTICLES = as_articles(STORIES)
WHOLE = fingerprint_articles(ARTICLES)


def with_bodies(bodies: list[str], titles: list[str | None]) -> pa.Table:
    table = ARTICLES.slice(0, len(bodies))
    for name, values in (("body", bodies), ("title", titles)):
        table = table.set_column(
            table.schema.get_field_index(name), name, pa.array(values, pa.string())
        )
    return table


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(STORIES))), st.integers(1, 59))
def test_order_and_batching_change_no_row(order: list[int], cut: int) -> None:
    shuffled = ARTICLES.take(order)
    parts = [
        fingerprint_articles(shuffled.slice(0, cut)),
        fingerprint_articles(shuffled.slice(cut)),
    ]
    assert pa.concat_tables(parts).combine_chunks().equals(WHOLE.take(order).combine_chunks())


def test_no_article_yields_an_empty_table_of_the_same_columns() -> None:
    assert fingerprint_articles(ARTICLES.slice(0, 0)).schema == FINGERPRINTS
    assert WHOLE.schema == FINGERPRINTS


def test_texts_that_share_twelve_words_in_a_row_share_a_fingerprint() -> None:
    run = "the harbour council voted late on tuesday to reopen the old ferry"
    bodies = [
        f"{STORIES[0].body} {run} {STORIES[1].body}",
        f"{STORIES[2].body} {run} {STORIES[3].body}",
    ]
    words = fingerprint_articles(with_bodies(bodies, ["a", "b"]))["words"].combine_chunks()
    prints, _, text_of = winnow(words.values.to_numpy(), words.offsets.to_numpy())
    assert set(prints[text_of == 0]) & set(prints[text_of == 1])


@pytest.mark.parametrize("body", ["", "Rain.", "…", "\n\n\n", "one two three four five", "雨"])
def test_a_body_of_few_words_has_a_row(body: str) -> None:
    row = fingerprint_articles(with_bodies([body], [None])).to_pylist()[0]
    assert sum(row["paragraph_words"]) == len(row["words"])


def test_a_short_text_is_exact_only_under_its_headline() -> None:
    bodies = ["To read the full story, subscribe."] * 3
    keys = fingerprint_articles(
        with_bodies(bodies, ["Ferry reopens", "Bridge closes", "FERRY REOPENS"])
    )
    one, two, three = keys["exact_key"].to_pylist()
    assert one == three != two


def test_a_short_text_without_a_headline_is_like_no_other() -> None:
    assert fingerprint_articles(with_bodies(["Subscribe."], [None]))["exact_key"].to_pylist() == [
        None
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.gazette.example/a/?utm_source=x", "https://gazette.example/a#top"),
        ("https://gazette.example/a?b=1&a=2", "https://m.gazette.example/a/index.html?a=2&b=1"),
    ],
)
def test_links_to_one_page_are_one(one: str, other: str) -> None:
    assert plain_url(one) == plain_url(other)


def test_a_front_page_is_no_page_of_an_article() -> None:
    table = with_bodies(["Rain fell."], ["Rain"])
    urls = pa.array(["https://gazette.example/"], pa.string())
    table = table.set_column(table.schema.get_field_index("url"), "url", urls)
    assert fingerprint_articles(table)["url_key"].to_pylist() == [None]


def test_each_hash_of_a_text_is_kept_once_where_it_stands_first() -> None:
    hashes = np.array([7, 5, 7, 5, 7, 9], np.uint64)
    at, text_of = np.arange(6) * 10, np.array([0, 0, 0, 1, 1, 1])
    found = _once(hashes, at, text_of)
    assert [part.tolist() for part in found] == [
        [7, 5, 5, 7, 9],
        [0, 10, 30, 40, 50],
        [0, 0, 1, 1, 1],
    ]


def winnowed(words: list[int]) -> list[tuple[int, int]]:
    """Return what `winnow` keeps of one text, by the letter: of each window of shingles those that are its least."""
    n = max(0, len(words) - SHINGLE_WORDS + 1)
    hashes = combine(np.array(words, np.uint32), SHINGLE_WORDS)[:n].tolist()
    picked = set(range(n)) if n < WINDOW else set()
    for start in range(n - WINDOW + 1):
        window = range(start, start + WINDOW)
        picked |= {i for i in window if hashes[i] == min(hashes[k] for k in window)}
    found: dict[int, int] = {}
    for i in sorted(picked):
        found.setdefault(hashes[i] >> (64 - PRINT_BITS), i)
    return list(found.items())


@pytest.mark.parametrize("seed", range(4))
def test_of_each_window_of_shingles_the_least_is_kept(seed: int) -> None:
    draw = np.random.default_rng(seed)
    whole = SHINGLE_WORDS + WINDOW - 1
    sizes = [0, SHINGLE_WORDS - 1, SHINGLE_WORDS, whole - 1, whole, whole + 1, 60, 3, 200]
    texts = [draw.integers(0, 40 if seed % 2 else 3, size).astype(np.uint32) for size in sizes]
    bounds = np.cumsum([0, *sizes])
    prints, at, text_of = winnow(np.concatenate(texts), bounds)
    for number, text in enumerate(texts):
        own = text_of == number
        found = list(zip(prints[own].tolist(), (at[own] - bounds[number]).tolist(), strict=True))
        assert found == winnowed(text.tolist()), sizes[number]
