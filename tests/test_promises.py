"""The three promises, on small collections: nothing is lost, same input same tables, a row can be traced."""

from __future__ import annotations

import json
import os
import shutil

import pandas as pd
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.auditing.verify import verify_published
from copydesk.errors import CopydeskError, PromiseError
from flows.settings import load_settings, open_workspace


def failed_checks(raw, curated):
    """Return the names of the checks of `verify` that do not hold."""
    settings = load_settings(environment={}, raw=str(raw), curated=str(curated))
    return [c.name for c in verify_published(open_workspace(settings), "1GB", 1) if not c.is_ok]


@pytest.fixture
def raw(tmp_path):
    """Three sources: twelve stories, three of them delivered again, one too short, one line cut off, one empty file."""
    folder = tmp_path / "raw"
    write_lines(folder / "a" / "one.jsonl", [story(n) for n in range(8)])
    write_lines(folder / "b" / "two.jsonl", [story(n) for n in range(5, 12)])
    write_lines(folder / "c" / "short.jsonl", [story(20, text="Too short.")])
    (folder / "c" / "cut.jsonl").write_text(json.dumps(story(21))[:-20], encoding="utf-8")
    (folder / "c" / "empty.txt").write_text("", encoding="utf-8")
    return folder


def test_every_delivery_stands_in_copies_or_quarantine(raw, tmp_path):
    run_desk(raw, tmp_path / "out")
    copies = pd.read_parquet(tmp_path / "out" / "copies")
    quarantine = pd.read_parquet(tmp_path / "out" / "quarantine")
    assert copies["n_deliveries"].sum() + quarantine["n_deliveries"].sum() == 8 + 7 + 3
    assert sorted(r for reasons in quarantine["reasons"] for r in reasons) == [
        "broken_record",
        "empty_file",
        "n_words_reaches_min_words",
    ]
    assert len(copies) == 12
    again = copies.set_index("source_record_id").loc["s5"]
    assert again["n_deliveries"] == 2
    assert again["raw_path"] == "a/one.jsonl"
    assert failed_checks(raw, tmp_path / "out") == []


def test_running_again_changes_nothing(raw, tmp_path):
    first = run_desk(raw, tmp_path / "out")
    before = table_bytes(tmp_path / "out")
    second = run_desk(raw, tmp_path / "out")
    assert (first.is_new, second.is_new) == (True, False)
    assert table_bytes(tmp_path / "out") == before


def test_any_split_into_runs_gives_the_same_bytes(raw, tmp_path):
    run_desk(raw, tmp_path / "at-once")
    partial = tmp_path / "partial"
    for source in ("c", "b", "a"):
        shutil.copytree(raw / source, partial / source)
        run_desk(partial, tmp_path / "in-three")
    assert table_bytes(tmp_path / "in-three") == table_bytes(tmp_path / "at-once")


def test_a_file_that_grew_equals_the_grown_file_alone(raw, tmp_path):
    growing = tmp_path / "growing"
    whole = "".join(json.dumps(story(n)) + "\n" for n in range(6)).encode()
    (growing / "a").mkdir(parents=True)
    for cut in (len(whole) // 3, len(whole) // 2, len(whole)):
        (growing / "a" / "feed.jsonl").write_bytes(whole[:cut])
        run_desk(growing, tmp_path / "grown")
    run_desk(growing, tmp_path / "alone")
    assert table_bytes(tmp_path / "grown") == table_bytes(tmp_path / "alone")


def test_what_was_delivered_stays_when_its_file_goes_away(raw, tmp_path):
    run_desk(raw, tmp_path / "out")
    before = table_bytes(tmp_path / "out")
    shutil.rmtree(raw / "a")
    run_desk(raw, tmp_path / "out")
    assert table_bytes(tmp_path / "out") == before
    run_desk(raw, tmp_path / "out", prune=True)
    assert len(pd.read_parquet(tmp_path / "out" / "copies")) == 7


def test_the_same_file_under_another_name_is_a_delivery_and_no_record(raw, tmp_path):
    run_desk(raw, tmp_path / "out")
    copies = pd.read_parquet(tmp_path / "out" / "copies")
    shutil.copy(raw / "a" / "one.jsonl", raw / "a" / "zwei.jsonl")
    run_desk(raw, tmp_path / "out")
    again = pd.read_parquet(tmp_path / "out" / "copies")
    assert list(again["record_id"]) == list(copies["record_id"])
    assert again["n_deliveries"].sum() == copies["n_deliveries"].sum() + 8


def test_bytes_that_a_reader_refuses_elsewhere_are_accepted_where_it_takes_them(tmp_path):
    text = "Council votes\n\n" + story(1)["text"]
    (tmp_path / "raw" / "a").mkdir(parents=True)
    for name in ("README.md", "story.txt"):
        (tmp_path / "raw" / "a" / name).write_text(text, encoding="utf-8")
    run_desk(tmp_path / "raw", tmp_path / "out")
    (row,) = pd.read_parquet(tmp_path / "out" / "copies").to_dict("records")
    assert (row["raw_path"], row["n_deliveries"]) == ("a/README.md", 2)
    assert pd.read_parquet(tmp_path / "out" / "quarantine").empty
    assert failed_checks(tmp_path / "raw", tmp_path / "out") == []


def test_one_text_is_one_article_however_little_it_says(tmp_path):
    text = "Rebels took the town of Vasko on Monday."
    records = [{"id": f"t{n}", "text": text, "published": f"2024-01-0{n}"} for n in (3, 1, 2)]
    write_lines(tmp_path / "raw" / "a" / "tiny.jsonl", records)
    run_desk(tmp_path / "raw", tmp_path / "out", min_words=1)
    copies = pd.read_parquet(tmp_path / "out" / "copies").set_index("source_record_id")
    assert copies["kind"].to_dict() == {"t1": "canonical", "t2": "exact", "t3": "exact"}
    assert copies["article_id"].nunique() == 1
    assert failed_checks(tmp_path / "raw", tmp_path / "out") == []


def test_a_version_left_behind_by_a_killed_run_is_no_matter(raw, tmp_path):
    run_desk(raw, tmp_path / "out")
    before = table_bytes(tmp_path / "out")
    work = tmp_path / "out" / ".work"
    (tmp_path / "out" / ".versions" / ".new.1").mkdir()
    (work / "accepted" / ".half.1").mkdir()
    shutil.rmtree(work / "copies")
    os.unlink(tmp_path / "out" / "current")
    run_desk(raw, tmp_path / "out")
    assert table_bytes(tmp_path / "out") == before
    assert not (work / "accepted" / ".half.1").exists()


def test_a_lost_record_stops_the_run_and_nothing_is_published(raw, tmp_path, monkeypatch):
    run_desk(raw, tmp_path / "out")
    before = table_bytes(tmp_path / "out")
    import copydesk.acceptance as acceptance

    accept = acceptance.accept_records
    monkeypatch.setattr(
        acceptance, "accept_records", lambda records, *rest: accept(records[1:], *rest)
    )
    write_lines(raw / "d" / "new.jsonl", [story(n) for n in range(30, 33)])
    with pytest.raises(PromiseError, match="nothing is published"):
        run_desk(raw, tmp_path / "out")
    assert table_bytes(tmp_path / "out") == before


def test_a_missing_raw_folder_is_said_plainly(tmp_path):
    with pytest.raises(CopydeskError, match="no raw folder"):
        run_desk(tmp_path / "nowhere", tmp_path / "out")


def test_an_empty_raw_folder_publishes_empty_tables(tmp_path):
    (tmp_path / "raw").mkdir()
    run_desk(tmp_path / "raw", tmp_path / "out")
    articles = pd.read_parquet(tmp_path / "out" / "articles")
    assert articles.empty
    assert "body" in articles.columns


def publish(raw, tmp_path):
    run_desk(raw, tmp_path / "out")
    return (tmp_path / "out" / "current").resolve()


def test_verify_names_a_flipped_byte(raw, tmp_path):
    version = publish(raw, tmp_path)
    path = next((version / "copies").rglob("*.parquet"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)
    assert "copies: files as published" in failed_checks(raw, tmp_path / "out")


def test_verify_names_a_missing_partition(raw, tmp_path):
    version = publish(raw, tmp_path)
    shutil.rmtree(next((version / "articles").rglob("published_month=*")))
    assert "articles: files as published" in failed_checks(raw, tmp_path / "out")
