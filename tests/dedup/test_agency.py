"""Syndication: which agency a text is by, as far as some copy says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from desk_runs import run_desk, story, write_lines


def test_an_article_is_the_agency_s_that_one_of_its_copies_credits(tmp_path: Path) -> None:
    wire = story(1, publisher="Vasko Argus", published="2024-03-01T06:00:00Z")
    credited = wire | {
        "id": "s1b",
        "publisher": "Grauhafen Post",
        "url": "https://post.example/1",
        "published": "2024-03-01T09:00:00Z",
        "text": "LONDON, March 1 (Reuters) - " + wire["text"],
    }
    hosted = wire | {"id": "s1c", "publisher": None, "url": "https://www.grauhafenpost.example/1"}
    own = story(2, publisher="Vasko Argus")
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [wire, credited, hosted, own])
    run_desk(tmp_path / "raw", tmp_path / "out")
    articles = pd.read_parquet(tmp_path / "out" / "articles").set_index("title")
    assert articles.loc[wire["title"], ["agency", "n_publishers"]].tolist() == ["Reuters", 2]
    assert articles.loc[own["title"], "agency"] is None or pd.isna(
        articles.loc[own["title"], "agency"]
    )
    copies = pd.read_parquet(tmp_path / "out" / "copies").set_index("source_record_id")
    assert copies.loc["s1b", "agency"] == "Reuters"
    assert copies["agency"].notna().sum() == 1
