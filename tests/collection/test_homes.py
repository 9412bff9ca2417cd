"""Homes of publishers, and what names in their articles mean by them, are functions of the collection: no order or splitting shows."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from copydesk.annotation import PACKED, places_told, write_packed
from copydesk.collection.annotations import note_articles, update_annotations

ARTICLE = pa.schema(
    [
        ("article_id", pa.string()),
        ("text_key", pa.string()),
        ("publisher", pa.string()),
        ("domain", pa.string()),
        ("published_month", pa.string()),
        ("published_at", pa.timestamp("us", "UTC")),
        ("published_on", pa.date32()),
        ("publishers", pa.list_(pa.string())),
    ]
)
BRANDONS = ("GPE:USA-FL/brandon 5.60", "GPE:brandon 0.00")
NEWARKS = ("GPE:USA-NJ/newark 6.00", "GPE:USA-OH/newark 5.20", "GPE:newark 0.00")
PAPERS = {
    "Newark Advocate": [
        ["Heath", "Newark"],
        ["Granville", "Newark"],
        ["Newark", "Ohio", "Brandon"],
        ["Treasury"],
    ],
    "Garden State Post": [["Newark", "Irvington"], ["Newark", "East Orange"], ["Newark"]],
    "World Review": [["Newark", "Oslo"], ["Treasury"]],
}
KEYS = {
    "Heath": ("GPE:USA-OH/heath", ()),
    "Granville": ("GPE:USA-OH/granville", ()),
    "Ohio": ("GPE:USA-OH", ()),
    "Irvington": ("GPE:USA-NJ/irvington", ()),
    "East Orange": ("GPE:USA-NJ/east orange", ()),
    "Oslo": ("GPE:NOR/oslo", ()),
    "Brandon": ("GPE:USA-FL/brandon", BRANDONS),
    "Newark": ("GPE:USA-NJ/newark", NEWARKS),
    "Treasury": ("ORG:treasury", ("ORG:HOME/treasury 0.00",)),
}


def annotated(folder: Path, article_id: str, names: list[str]) -> None:
    """Write what the language stages found in one article."""
    rows: list[dict[str, Any]] = []
    for place, name in enumerate(names):
        key, may_be = KEYS[name]
        row = dict.fromkeys(PACKED["mentions"].names) | {
            "mention_id": f"{article_id}-{place}", "article_id": article_id, "section": "body", "sentence_index": 0,
            "start": place * 20, "end": place * 20 + len(name), "surface": name, "entity_type": "ORG" if key[0] == "O" else "GPE", "name": name,
            "name_key": key, "country_code": key[4:7] if key[4:7].isupper() else None, "may_be": list(may_be), "text_key": article_id,
        }  # fmt: skip
        rows.append(row)
    done = {
        "text_key": article_id, "error": None, "found_key": article_id, "is_open": any(r["may_be"] for r in rows),
        "places": places_told(rows),
    }  # fmt: skip
    tables = {"mentions": rows, "coded": [], "done": [done]}
    write_packed(
        {k: pa.Table.from_pylist(tables[k], schema=PACKED[k]) for k in PACKED}, folder / article_id
    )


class Desk:
    """Articles of three papers, noted batch by batch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        self.articles: dict[str, str] = {}
        self.keys: dict[str, set[tuple[str, str]]] = {}

    def put(self, batch: dict[str, str], gone: tuple[str, ...] = ()) -> None:
        """Let articles come, of these publishers, and go."""
        self.articles |= batch
        for article_id in gone:
            self.articles.pop(article_id, None)
        rows = [
            {"article_id": i, "text_key": i, "publisher": p, "published_month": "2024-01",
             "published_at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC), "publishers": [p]}
            for i, p in self.articles.items()
        ]  # fmt: skip
        self.connection.register("rows", pa.Table.from_pylist(rows, schema=ARTICLE))
        self.connection.execute("CREATE OR REPLACE TABLE article AS FROM rows")
        self.connection.unregister("rows")
        update_annotations(self.connection, [self.folder / i for i in sorted(self.articles)])
        note_articles(self.connection, self.folder)
        for (article_id,) in self.connection.execute("FROM gone_article").fetchall():
            self.keys.pop(article_id, None)
        for article_id, surface, key, code in self.connection.execute(
            "SELECT article_id, surface, name_key, country_code FROM new_mention"
        ).fetchall():
            assert code == (key[4:7] if key[4:7].isupper() else None)
            self.keys.setdefault(article_id, set()).add((surface, key))


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("annotated")
    articles = {}
    for paper, stories in PAPERS.items():
        for number, names in enumerate(stories):
            article_id = f"{paper[0].lower()}{number}"
            annotated(folder, article_id, names)
            articles[article_id] = paper
    return folder, articles


def newarks(desk: Desk) -> dict[str, str]:
    """Return what Newark means, by article."""
    return {i: key for i, keys in desk.keys.items() for name, key in keys if name == "Newark"}


def test_a_papers_own_town_is_meant_in_its_pages(papers: tuple[Path, dict[str, str]]) -> None:
    folder, articles = papers
    desk = Desk(folder)
    desk.put(articles)
    ohio, jersey = "GPE:USA-OH/newark", "GPE:USA-NJ/newark"
    assert newarks(desk) == dict.fromkeys(("n0", "n1", "n2"), ohio) | dict.fromkeys(
        ("g0", "g1", "g2", "w0"), jersey
    )
    assert ("Brandon", "GPE:brandon") in desk.keys["n2"]
    assert desk.keys["n3"] == {("Treasury", "ORG:USA/treasury")}
    assert desk.keys["w1"] == {("Treasury", "ORG:treasury")}


@pytest.mark.parametrize("seed", range(4))
def test_any_history_ends_in_the_homes_of_a_run_from_nothing(
    papers: tuple[Path, dict[str, str]], seed: int
) -> None:
    folder, articles = papers
    chance = random.Random(seed)
    desk = Desk(folder)
    for _ in range(5):
        batch = chance.sample(sorted(articles), chance.randint(1, 4))
        gone = tuple(chance.sample(sorted(articles), 2)) if chance.random() < 0.4 else ()
        desk.put({i: articles[i] for i in batch}, gone)
    fresh = Desk(folder)
    fresh.put(desk.articles)
    assert desk.keys == fresh.keys
    rows = "SELECT * EXCLUDE (told) FROM publisher_home ORDER BY ALL"
    assert desk.connection.sql(rows).fetchall() == fresh.connection.sql(rows).fetchall()
