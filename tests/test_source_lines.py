"""Lines that a source repeats leave the bodies; what only looks like them stays."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines
from hypothesis import given
from hypothesis import strategies as st

from copydesk.auditing.verify import verify_published
from copydesk.dedup.fingerprint import fingerprint_articles, hash_paragraphs
from copydesk.source_lines import FLAG, is_repeated_sql, without_lines
from flows.settings import load_settings, open_workspace

FOOT = "The Gazette is printed by its readers, who own it: become a member on our page today."
BACKGROUND = (
    "The ferry line had been closed since the storm of March, in which two piers were lost."
)
HEADING = "What happens next?"


def with_lines(number: int, *lines: str, **changes: Any) -> dict[str, Any]:
    """Return a story in two paragraphs, then these."""
    record = story(number, publisher="The Gazette", **changes)
    lead, _, rest = record["text"].partition(". ")
    return record | {"text": "\n\n".join([f"{lead}.", rest, *lines])}


def published(folder: Path, records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the articles of these records, by title."""
    write_lines(folder / "raw" / "gazette" / "a.jsonl", records)
    run_desk(folder / "raw", folder / "curated")
    articles = pd.read_parquet(folder / "curated" / "articles")
    return articles.set_index("title", drop=False).sort_index()


def test_a_line_under_every_story_is_cut_and_the_row_says_so(tmp_path: Path) -> None:
    records = [with_lines(n, FOOT) for n in range(8)] + [with_lines(9)]
    articles = published(tmp_path, records)
    assert len(articles) == 9
    assert not articles["body"].str.contains("printed by its readers").any()
    flagged = articles["quality_flags"].map(lambda flags: FLAG in flags)
    assert flagged.sum() == 8
    assert (articles["n_words"] > 30).all()


def test_a_line_under_four_stories_stays(tmp_path: Path) -> None:
    articles = published(tmp_path, [with_lines(n, FOOT) for n in range(4)])
    assert articles["body"].str.endswith(FOOT).all()


def test_the_line_of_one_source_stays_in_another(tmp_path: Path) -> None:
    records = [with_lines(n, FOOT) for n in range(6)]
    other = story(40) | {"publisher": "The Harbour Mail", "url": "https://mail.example/40"}
    other["text"] += "\n\n" + FOOT
    articles = published(tmp_path, [*records, other])
    kept = articles[articles["body"].str.endswith(FOOT)]
    assert kept["publisher"].tolist() == ["The Harbour Mail"]


def test_background_that_a_running_story_repeats_stays(tmp_path: Path) -> None:
    records = [with_lines(n) for n in range(150)]
    for record in records[:6]:
        lead, rest = record["text"].split("\n\n")
        half = len(rest) // 2
        cut = rest.index(". ", half // 2) + 1
        record["text"] = "\n\n".join(
            [lead, rest[:cut], BACKGROUND, rest[cut:], "One.", "Two.", "So."]
        )
    articles = published(tmp_path, records)
    assert articles["body"].str.contains("in which two piers were lost").sum() == 6


def test_a_short_heading_within_stories_stays(tmp_path: Path) -> None:
    records = []
    for number in range(8):
        lead, rest = with_lines(number)["text"].split("\n\n")
        text = "\n\n".join([lead, HEADING, rest, f"Part {number}a.", f"Part {number}b."])
        records.append(with_lines(number) | {"text": text})
    assert published(tmp_path, records)["body"].str.contains("What happens next").all()


def test_copies_of_one_story_are_not_many_stories(tmp_path: Path) -> None:
    base = with_lines(3, FOOT)
    records = [base | {"id": f"c{n}", "url": f"https://gazette.example/c{n}"} for n in range(9)]
    articles = published(tmp_path, records)
    assert len(articles) == 1
    assert articles["body"].iloc[0].endswith(FOOT)


def test_a_body_of_nothing_else_stays_whole(tmp_path: Path) -> None:
    records = [with_lines(n, FOOT) for n in range(8)]
    bare = story(50, publisher="The Gazette") | {"text": FOOT}
    articles = published(tmp_path, [*records, bare])
    assert articles.loc[bare["title"], "body"] == FOOT
    assert FLAG not in articles.loc[bare["title"], "quality_flags"]


def test_a_late_story_changes_the_old_ones_as_if_all_had_come_at_once(tmp_path: Path) -> None:
    records = [with_lines(n, FOOT) for n in range(6)]
    random.Random(5).shuffle(records)
    once, twice = tmp_path / "once", tmp_path / "twice"
    write_lines(once / "raw" / "gazette" / "a.jsonl", records[:4])
    write_lines(once / "raw" / "gazette" / "b.jsonl", records[4:])
    run_desk(once / "raw", once / "curated")
    write_lines(twice / "raw" / "gazette" / "b.jsonl", records[4:])
    run_desk(twice / "raw", twice / "curated")
    before = pd.read_parquet(twice / "curated" / "articles")
    assert before["body"].str.endswith(FOOT).all()
    write_lines(twice / "raw" / "gazette" / "a.jsonl", records[:4])
    run_desk(twice / "raw", twice / "curated")
    assert table_bytes(twice / "curated") == table_bytes(once / "curated")
    after = pd.read_parquet(twice / "curated" / "articles")
    assert not after["body"].str.contains("printed by its readers").any()


def test_verify_builds_the_cut_tables_again(tmp_path: Path) -> None:
    published(tmp_path, [with_lines(n, FOOT) for n in range(8)])
    settings = load_settings(
        environment={}, curated=str(tmp_path / "curated"), tables="articles", min_words=5
    )
    checks = {check.name: check for check in verify_published(open_workspace(settings), "1GB", 1)}
    again = next(check for name, check in checks.items() if name.startswith("promise 2: built"))
    assert again.is_ok
    assert again.detail.startswith("v-")


@given(
    st.lists(
        st.text(
            st.characters(blacklist_characters="\n\r\0", blacklist_categories=("Cs",)), min_size=1
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_paragraph_hashes_alone_as_it_does_within_its_text(paragraphs: list[str]) -> None:
    import pyarrow as pa

    row = {
        "record_id": ["rec_1"],
        "title": [None],
        "body": ["\n\n".join(paragraphs)],
        "url": [None],
        "publisher": [None],
        "domain": [None],
    }
    within = fingerprint_articles(pa.table(row))["paragraph_hashes"][0].as_py()
    assert [line for line in hash_paragraphs(paragraphs) if line is not None] == within


def test_cutting_keeps_the_other_paragraphs_as_they_are() -> None:
    (line,) = hash_paragraphs([FOOT])
    assert line is not None
    body = f"One  two.\n\n{FOOT.upper()}\n\n…\n\nThree."
    assert without_lines(body, frozenset([line])) == "One  two.\n\n…\n\nThree."


@pytest.mark.parametrize(
    ("n_words", "n_places", "n_last", "n_outer", "n_stories", "n_source", "cut"),
    [
        (20, 100, 80, 80, 10, 1000, True),  # at the end, a hundredth of the stories
        (20, 100, 80, 80, 9, 1000, False),
        (20, 100, 79, 80, 10, 1000, False),  # not at the end often enough: as one at the start
        (20, 100, 79, 80, 30, 1000, True),
        (20, 100, 79, 80, 29, 1000, False),
        (20, 100, 0, 79, 50, 1000, True),  # anywhere: a twentieth
        (20, 100, 0, 79, 49, 1000, False),
        (7, 100, 80, 80, 20, 1000, True),  # short ones at the end alone
        (7, 100, 80, 80, 19, 1000, False),
        (7, 100, 79, 100, 900, 1000, False),
        (8, 100, 80, 80, 10, 1000, True),
    ],
)
def test_a_paragraph_is_its_sources_from_these_counts_on(
    n_words: int, n_places: int, n_last: int, n_outer: int, n_stories: int, n_source: int, cut: bool
) -> None:
    counts = f"(SELECT {n_words} n_words, {n_places} n_places, {n_last} n_last, {n_outer} n_outer, "
    counts += f"{n_stories} n_stories, {n_source} n_source)"
    assert duckdb.sql(f"SELECT {is_repeated_sql()} FROM {counts}").fetchall() == [(cut,)]
