"""The sample, curated whole: what the README promises of it, and what its perfect answers say."""

from __future__ import annotations

import json
from collections import defaultdict

import pandas as pd
import pytest

from copydesk.auditing.verify import verify_published
from flows.settings import load_settings, open_workspace

pytestmark = pytest.mark.slow

README_COLUMNS = ["published_at", "title", "authors", "publisher", "n_copies"]


@pytest.fixture(scope="module")
def out(sample_tables):
    return sample_tables


@pytest.fixture(scope="module")
def expected(project):
    return json.loads(
        (project / "tests" / "golden" / "sample_expected.json").read_text(encoding="utf-8")
    )


def test_the_sum_of_the_sample_comes_out(out, expected):
    copies, quarantine = pd.read_parquet(out / "copies"), pd.read_parquet(out / "quarantine")
    assert (
        copies["n_deliveries"].sum() + quarantine["n_deliveries"].sum() == expected["n_locations"]
    )
    assert len(copies) == len(expected["records"])
    assert sorted(quarantine["raw_path"]) == sorted(q["raw_path"] for q in expected["quarantined"])


def test_copies_are_the_stories(out, expected):
    """Records of one story share an article, those of two never do; web archives are matched by their own ids."""
    copies = pd.read_parquet(out / "copies")
    own = {
        str(k).strip("<>"): v
        for k, v in zip(copies["source_record_id"], copies["article_id"], strict=True)
    }
    at = {
        (p, q): a
        for p, q, a in copies[["raw_path", "raw_position", "article_id"]].itertuples(index=False)
    }
    articles = defaultdict(set)
    for record in expected["records"]:
        key = str(record.get("source_record_id")).strip("<>")
        articles[record["story"]].add(
            own.get(key) or at[record["raw_path"], record["raw_position"] or ""]
        )
    assert {story: len(ids) for story, ids in articles.items() if len(ids) > 1} == {}
    assert len({next(iter(ids)) for ids in articles.values()}) == len(articles)


def test_names_of_states_are_one_row_each(out):
    entities = pd.read_parquet(out / "entities").set_index("country_code")
    states = entities[(entities["entity_type"] == "GPE") & (entities["name"] == "United States")]
    assert list(states.index) == ["USA"]
    aliases = set(states["aliases"].iloc[0])
    assert {"US", "U.S.", "American"} <= aliases


def test_events_carry_their_evidence(out):
    events, evidence = pd.read_parquet(out / "events"), pd.read_parquet(out / "event_mentions")
    assert set(events["event_id"]) == set(evidence["event_id"].dropna())
    assert {"PROTEST", "AGREE", "ACCUSE", "COERCE", "AID"} <= set(events["event_type"])
    assert set(evidence["polarity"]) >= {"positive", "negative"}
    assert not evidence["evidence"].str.startswith("Read:").any()


def test_verify_finds_nothing(out, project):
    settings = load_settings(environment={}, raw=str(project / "data" / "raw"), curated=str(out))
    assert [c for c in verify_published(open_workspace(settings), "1GB", 1) if not c.is_ok] == []


def readme_rows(out):
    """Return the rows of the README's first screen as Markdown: what was published round the page shown there."""
    articles = pd.read_parquet(out / "articles")
    chosen = articles[articles["published_on"].between("2024-05-16", "2024-05-17")]
    lines = ["| " + " | ".join(README_COLUMNS) + " |", "|" + "---|" * len(README_COLUMNS)]
    for row in chosen[README_COLUMNS].itertuples(index=False):
        publisher = row.publisher if isinstance(row.publisher, str) else ""
        cells = [
            f"{row.published_at:%Y-%m-%d %H:%M}",
            row.title,
            ", ".join(row.authors),
            publisher,
            str(row.n_copies),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def test_the_rows_in_the_readme_are_those_of_the_sample(out, project):
    readme = (project / "README.md").read_text(encoding="utf-8")
    block = readme.split("<!-- rows -->")[1].split("<!-- /rows -->")[0].strip()
    assert block == readme_rows(out)
