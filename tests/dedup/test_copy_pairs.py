"""Reports that look alike: those of one story are one article, those of two are two."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.dedup.corrections import (
    CORRECTED,
    UNMARKED,
    UPDATED,
    State,
    _bare,
    find_note,
    part_mark,
)
from copydesk.dedup.fingerprint import fingerprint_articles
from copydesk.dedup.fold import group_copies
from tests.dedup.copy_pairs import PAIRS, Pair, Report
from tests.dedup.more_copy_pairs import MORE_PAIRS

LISTS = Path(__file__).resolve().parents[2] / "copydesk" / "dedup"


def as_table(reports: list[Report]) -> pa.Table:
    n = len(reports)
    moments = [dt.datetime.fromisoformat(f"{report.day}T12:00:00+00:00") for report in reports]
    return pa.table(
        {
            "record_id": pa.array([f"rec_{i:03}" for i in range(n)]),
            "article_id": pa.array([f"art_{i:03}" for i in range(n)]),
            "url": pa.array([report.url for report in reports], pa.string()),
            "domain": pa.nulls(n, pa.string()),
            "publisher": pa.array([report.publisher for report in reports]),
            "title": pa.array([report.title for report in reports]),
            "body": pa.array([report.body for report in reports]),
            "authors": pa.array([[]] * n, pa.list_(pa.string())),
            "published_at": pa.array(moments, pa.timestamp("us", tz="UTC")),
            "published_precision": pa.array(["minute"] * n),
            "updated_at": pa.nulls(n, pa.timestamp("us", tz="UTC")),
            "crawled_at": pa.nulls(n, pa.timestamp("us", tz="UTC")),
            "version_of": pa.nulls(n, pa.string()),
            "is_replaced": [False] * n,
        }
    )


def fold(reports: list[Report]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "prints.parquet"
        articles = as_table(reports)
        pq.write_table(fingerprint_articles(articles), path)
        connection.register("given_articles", articles)
        rows = group_copies(connection, "given_articles", [path], Path(folder) / "kept").rows
    found: list[dict[str, Any]] = rows.to_pylist()
    return found


def count_articles(reports: list[Report]) -> int:
    return len({row["canonical_id"] for row in fold(reports)})


@pytest.mark.parametrize("pair", [*PAIRS, *MORE_PAIRS], ids=lambda pair: pair.name)
def test_two_reports_are_one_article_when_they_are_of_one_story(pair: Pair) -> None:
    assert count_articles([pair.left, pair.right]) == (1 if pair.is_one else 2)


def test_a_correction_of_its_source_stands_for_the_article() -> None:
    pair = next(pair for pair in PAIRS if pair.name == "a correction under a new address: a sum")
    rows = fold([pair.left, pair.right])
    assert [(row["canonical_id"], row["kind"]) for row in rows] == [
        ("rec_001", "revision"),
        ("rec_001", "canonical"),
    ]


def test_an_update_does_not_stand_for_the_report_it_follows() -> None:
    pair = next(pair for pair in PAIRS if pair.name == "a wire's update with a new toll")
    assert {row["canonical_id"] for row in fold([pair.left, pair.right])} == {"rec_000"}


def test_a_correction_that_another_paper_prints_does_not_stand_for_the_article() -> None:
    pair = next(pair for pair in PAIRS if pair.name == "a correction under a new address: a sum")
    elsewhere = dataclasses.replace(pair.right, publisher="Coast Standard")
    assert {row["canonical_id"] for row in fold([pair.left, elsewhere])} == {"rec_000"}


NOTES = [
    "(Refiles to add dropped word in headline)",
    "An earlier version of this story misspelt a name.",
    "This article has been amended to say that the vote was on Monday.",
    "In einer früheren Fassung hieß es, der Rat habe am Montag getagt.",
    "Der Artikel wurde aktualisiert.",
    "Cet article a été modifié le 4 mars.",
    "Une version précédente de cet article donnait une autre somme.",
    "Una versión anterior de este artículo daba otra suma.",
    "Uma versão anterior deste texto trazia outro nome.",
    "Una versione precedente di questo articolo riportava un altro nome.",
    "Een eerdere versie van dit artikel noemde een ander bedrag.",
    "Dit artikel is bijgewerkt.",
    "Dit bericht is gecorrigeerd.",
    "Der Beitrag wurde berichtigt.",
    "La noticia ha sido corregida.",
    "La nota ha sido actualizada.",
    "O texto foi corrigido.",
    "A reportagem foi atualizada.",
    "L'articolo è stato corretto.",
    "L'articolo è stato aggiornato.",
    "Cet article a été mis à jour.",
    "(Updates with statement of the mayor)",
    "This article was updated on Tuesday.",
]
OPENING_NOTES = ["Correction: the council met on Monday."]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_of_correction_is_found_at_the_foot_alone(note: str) -> None:
    story = "The council met on Monday and talked until midnight about the bridge. " * 30
    assert find_note(f"{story}\n\n{note}")
    assert not find_note(story)
    assert not find_note(f"{story}\n\n{note}\n\n{story}")


@pytest.mark.parametrize(
    ("title", "headline", "state"),
    [
        ("UPDATE 1-Bank cuts rate", "Bank cuts rate", UPDATED),
        ("Korrektur: Stadt gibt Geld aus", "Stadt gibt Geld aus", CORRECTED),
        ("Corrección - Detienen a 12 personas", "Detienen a 12 personas", CORRECTED),
        ("[Corrected] Bank cuts rate", "Bank cuts rate", CORRECTED),
        ("RPT-Bank cuts rate", "Bank cuts rate", UNMARKED),
        ("Update on the bridge", "Update on the bridge", UNMARKED),
        ("Correction", "Correction", UNMARKED),
    ],
)
def test_a_mark_is_parted_from_its_headline(title: str, headline: str, state: State) -> None:
    assert part_mark(title) == (headline, state)


@pytest.mark.parametrize("kind", ["corrections", "updates"])
def test_every_note_and_mark_of_the_lists_is_found(kind: str) -> None:
    """An accent or a capital in the list, or a stem left out, would leave it unread and every other test green."""
    lists = tomllib.loads((LISTS / "corrections.toml").read_text(encoding="utf-8"))
    state = CORRECTED if kind == "corrections" else UPDATED
    found = [note for note in NOTES + OPENING_NOTES if find_note(note) == state]
    patterns = [(code, note) for code, notes in lists["notes"][kind].items() for note in notes]
    unread = [
        (code, pattern)
        for code, pattern in patterns
        if not any(re.search(pattern, _bare(note)) for note in found)
    ]
    assert not unread, (
        "add to NOTES a text that holds each of these. If it is there: is the pattern in small letters and without accents, "
        "and a part of one of its words in `stems`, with the accents that texts have?"
    )
    for code, marks in lists["marks"][kind].items():
        for mark in marks:
            assert part_mark(f"{mark}: Bank cuts rate") == ("Bank cuts rate", state), (
                f"{mark} ({code}) is not read: marks are in small letters and without accents"
            )
