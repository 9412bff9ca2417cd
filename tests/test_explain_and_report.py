"""Any id leads back to raw bytes; the report shows text as text."""

from __future__ import annotations

import pandas as pd
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.auditing.explain import explain_id
from copydesk.errors import CopydeskError
from copydesk.report import write_report

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A published collection of four stories with names and events; one publisher tries to be code."""
    folder = tmp_path_factory.mktemp("desk")
    records = [story(n, publisher=f"Gazette {SCRIPT if n == 3 else ''}") for n in range(4)]
    records[0]["title"] = "Ferry vote 1 < 2 & 'quoted' \"twice\""
    write_lines(folder / "raw" / "a" / "one.jsonl", records)
    run_desk(folder / "raw", folder / "out", tables="events")
    return folder


@pytest.mark.parametrize(
    ("table", "key", "shows"),
    [
        ("articles", "article_id", "canonical copy"),
        ("copies", "record_id", "sha256"),
        ("stories", "story_id", "in article"),
        ("entities", "entity_id", "as '"),
        ("mentions", "mention_id", "names ent_"),
        ("events", "event_id", "reported in evm_"),
        ("event_mentions", "event_mention_id", "trigger"),
    ],
)
def test_an_id_of_any_table_is_explained(desk, table, key, shows):
    frame = pd.read_parquet(desk / "out" / table)
    assert len(frame)
    for row in frame[key][:12]:
        text = "\n".join(explain_id(row, desk / "raw", desk / "out"))
        assert f"is a row of {table}" in text
        assert shows in text
        assert "a/one.jsonl, line" in text
        assert '{"id": "s' in text, "the raw bytes are not shown"


def test_the_bytes_are_shown_when_the_raw_file_is_gone(desk, tmp_path):
    frame = pd.read_parquet(desk / "out" / "copies")
    text = "\n".join(explain_id(frame["record_id"].iloc[0], tmp_path, desk / "out"))
    assert "not there (a raw folder elsewhere is named by --raw); the work folder keeps" in text
    assert '{"id": "s' in text


def test_a_sentence_is_shown_whole(desk):
    mentions = pd.read_parquet(desk / "out" / "mentions").merge(
        pd.read_parquet(desk / "out" / "articles")[["article_id", "body"]]
    )
    first = mentions[mentions["section"] == "body"].sort_values("start").iloc[0]
    text = " ".join(" ".join(explain_id(first["mention_id"], desk / "raw", desk / "out")).split())
    shown = text.split("“")[1].split("”")[0]
    assert first["surface"] in shown
    assert shown in " ".join(first["body"].split())
    assert shown[0].isupper()


def test_an_unknown_id_is_said_plainly(desk):
    with pytest.raises(CopydeskError, match="no published table"):
        list(explain_id("art_000000000000000000000000", desk / "raw", desk / "out"))
    with pytest.raises(CopydeskError, match="no id of any table"):
        list(explain_id("17", desk / "raw", desk / "out"))


def test_text_in_the_report_stays_text(desk, tmp_path):
    write_report(desk / "out", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<script") == 1, "ours"
    assert "alert(1)" in page
    assert "http" not in page.replace("http-equiv", ""), "the page must open offline"
    assert "Articles per week, by publisher" in page
