"""A raw file that was replaced keeps its records; of what two files at one place say of an article, the one that lies there now is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.auditing.verify import verify_published
from flows.settings import load_settings, open_workspace


def record(**changes: Any) -> dict[str, Any]:
    """Return the second story with changes; what is None is left out."""
    return {key: value for key, value in story(1, **changes).items() if value is not None}


TEXT = story(1)["text"]
MENDED = TEXT.replace("on Tuesday", "on Thursday")
PLACE = Path("a") / "one.jsonl"


def write(raw: Path, place: Path = PLACE, **changes: Any) -> None:
    """Write three stories into a raw folder, the second with changes."""
    write_lines(raw / place, [story(0), record(**changes), story(2)])


def publish(raw: Path, curated: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    """Run; return the articles that tell the second story, and how each version stands in `copies`, by what it says."""
    run_desk(raw, curated)
    articles = pd.read_parquet(curated / "articles")
    found = articles[articles["body"].str.contains("number 1 ", regex=False)]
    copies = pd.read_parquet(curated / "copies")
    copies = copies[copies["article_id"].isin(found["article_id"])]
    return found, dict(zip(copies["record_id"], copies["kind"], strict=True))


def is_sound(raw: Path, curated: Path) -> bool:
    """Return whether the tables are what a rebuild from the records gives."""
    settings = load_settings(environment={}, raw=str(raw), curated=str(curated))
    return all(check.is_ok for check in verify_published(open_workspace(settings), "1GB", 1))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        pytest.param({"text": MENDED}, "revision", id="text"),
        pytest.param({"text": MENDED, "url": None}, "revision", id="text, no address"),
        pytest.param({"title": "Vasko votes on its tram depot"}, "exact", id="headline"),
        pytest.param({"published": "2024-02-20T08:00:00Z", "author": "A Quist"}, "exact", id="day"),
    ],
)
def test_what_a_file_was_replaced_by_stands_for_its_article(
    tmp_path: Path, changes: dict[str, Any], kind: str
) -> None:
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    write(raw, url=changes.get("url", story(1)["url"]))
    before, _ = publish(raw, curated)
    write(raw, **changes)
    now, kinds = publish(raw, curated)
    run_desk(raw, tmp_path / "fresh")
    fresh = pd.read_parquet(tmp_path / "fresh" / "articles")
    own = ["article_id", "record_id", "title", "body", "published_at", "authors"]
    expected = fresh[fresh["body"].str.contains("number 1 ", regex=False)]
    assert now[own].astype(str).to_numpy().tolist() == expected[own].astype(str).to_numpy().tolist()
    assert sorted(kinds.values()) == sorted(["canonical", kind])
    assert kinds[before["record_id"].item()] == kind
    assert is_sound(raw, curated)
    # Put back, the first bytes are right again.
    write(raw, url=changes.get("url", story(1)["url"]))
    back, kinds = publish(raw, curated)
    assert back["record_id"].item() == before["record_id"].item()
    assert len(kinds) == 2
    assert is_sound(raw, curated)


def test_what_lay_there_before_stays_replaced_when_all_is_gone(tmp_path: Path) -> None:
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    write(raw)
    publish(raw, curated)
    write(raw, published="2024-02-20T08:00:00Z")  # else the earlier would stand for both
    now, _ = publish(raw, curated)
    (raw / PLACE).unlink()
    write_lines(raw / "b" / "other.jsonl", [story(9)])
    gone, kinds = publish(raw, curated)
    assert gone["record_id"].item() == now["record_id"].item()
    assert len(kinds) == 2
    assert is_sound(raw, curated)


@pytest.mark.parametrize("is_gone", [False, True], ids=["beside", "instead"])
def test_another_file_replaces_nothing(tmp_path: Path, is_gone: bool) -> None:
    """A later file is a copy as any other: raw files are archived, and what came first goes on standing for its article."""
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    write(raw)
    before, _ = publish(raw, curated)
    if is_gone:
        (raw / PLACE).unlink()
    later = {"published": "2024-02-02T09:00:00Z", "url": "https://gazette.example/again"}
    write(raw, PLACE.with_name("two.jsonl"), text=MENDED, **later)
    now, kinds = publish(raw, curated)
    assert now["record_id"].item() == before["record_id"].item()
    assert sorted(kinds.values()) == ["canonical", "revision"]


def test_another_paper_s_copy_does_not_stand_for_what_was_replaced(tmp_path: Path) -> None:
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    write(raw)
    later = "2024-02-09T08:00:00Z"
    other = {"url": "https://other.example/1", "author": None, "published": later}
    write_lines(raw / "b" / "two.jsonl", [record(text=MENDED, **other)])
    before, _ = publish(raw, curated)
    write_lines(raw / PLACE, [story(0), story(2), story(3)])
    now, kinds = publish(raw, curated)
    assert now["record_id"].item() == before["record_id"].item()
    assert len(kinds) == 2
