"""OpenLineage hears of a run what was read and made, or why it failed; trouble with it is none of the run's."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.errors import CopydeskError, SettingsError
from flows import curate, settings
from flows.settings import check_needs, load_settings


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Give a raw folder of two sources."""
    write_lines(tmp_path / "raw" / "gazette" / "one.jsonl", [story(n) for n in range(3)])
    write_lines(tmp_path / "raw" / "courier" / "two.jsonl", [story(n) for n in range(3, 5)])
    return tmp_path / "raw"


def events_in(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_file_holds_what_a_run_read_and_made(raw: Path, tmp_path: Path) -> None:
    summary = run_desk(raw, tmp_path / "out", lineage=str(tmp_path / "told.jsonl"))
    start, done = events_in(tmp_path / "told.jsonl")
    assert (start["eventType"], done["eventType"]) == ("START", "COMPLETE")
    assert start["run"]["runId"] == done["run"]["runId"]
    assert UUID(done["run"]["runId"])
    assert [one["name"] for one in done["inputs"]] == [str(raw / "courier"), str(raw / "gazette")]
    assert start["outputs"] == []
    outputs = {Path(one["name"]).name: one for one in done["outputs"]}
    assert set(outputs) == set(summary.rows)
    for name, told in outputs.items():
        found = told["outputFacets"]["outputStatistics"]
        files = list((tmp_path / "out" / name).rglob("*.parquet"))
        assert found["rowCount"] == summary.rows[name]
        assert found["fileCount"] == len(files)
        columns = [field["name"] for field in told["facets"]["schema"]["fields"]]
        assert columns == pq.read_schema(files[0]).names
        assert told["facets"]["version"]["datasetVersion"] == summary.version


def test_a_second_run_adds_to_the_file(raw: Path, tmp_path: Path) -> None:
    for _ in range(2):
        run_desk(raw, tmp_path / "out", lineage=str(tmp_path / "told.jsonl"))
    told = events_in(tmp_path / "told.jsonl")
    assert [event["eventType"] for event in told] == ["START", "COMPLETE"] * 2
    assert len({event["run"]["runId"] for event in told}) == 2


@pytest.mark.parametrize(
    ("error", "what"), [(CopydeskError("the disk is full"), "FAIL"), (KeyboardInterrupt(), "ABORT")]
)
def test_a_run_that_ends_early_says_so(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, what: str
) -> None:
    def fail(*args: object) -> None:
        raise error

    monkeypatch.setattr(curate, "tell_story", fail)
    with pytest.raises(type(error)):
        run_desk(raw, tmp_path / "out", lineage=str(tmp_path / "told.jsonl"))
    last = events_in(tmp_path / "told.jsonl")[-1]
    assert last["eventType"] == what
    assert (str(error) or type(error).__name__) in last["run"]["facets"]["errorMessage"]["message"]
    assert last["outputs"] == []


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Give the address of a server that takes events, and what it was told: a key and an event each."""
    heard: list[tuple[str, dict[str, Any]]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.headers.get("Authorization", ""), json.loads(body)))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    listening = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}", heard
    listening.shutdown()
    listening.server_close()


def test_a_server_is_told_with_the_key_of_the_environment(
    raw: Path, tmp_path: Path, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard = server
    monkeypatch.setenv("OPENLINEAGE_API_KEY", "a key")
    run_desk(raw, tmp_path / "out", lineage=address)
    assert [(key, event["eventType"]) for key, event in heard] == [
        ("Bearer a key", "START"),
        ("Bearer a key", "COMPLETE"),
    ]


def test_a_server_that_is_gone_costs_no_run(
    raw: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "copydesk"):
        summary = run_desk(raw, tmp_path / "out", lineage="http://127.0.0.1:9")
    assert summary.rows["articles"] == 5
    told = [r.getMessage() for r in caplog.records if r.name.startswith("copydesk")]
    assert [message[:13] for message in told] == ["what=lineage "] * 2


def test_a_settings_file_of_the_client_is_not_read(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "openlineage.yml").write_text(
        f"transport: {{type: file, log_file_path: {tmp_path}/trap, append: true}}\n"
    )
    monkeypatch.chdir(tmp_path)
    run_desk(raw, tmp_path / "out", lineage=str(tmp_path / "told.jsonl"))
    run_desk(raw, tmp_path / "out")
    assert not (tmp_path / "trap").exists()
    assert len(events_in(tmp_path / "told.jsonl")) == 2


def test_what_can_not_work_is_said_before_work(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"raw": str(raw), "curated": str(tmp_path / "out"), "environment": {}}
    with pytest.raises(SettingsError, match=r"lineage: found .*expected a file in a folder"):
        load_settings(lineage=str(tmp_path / "nowhere" / "told.jsonl"), **told)
    with pytest.raises(SettingsError, match="would be read as news"):
        load_settings(lineage=str(raw / "told.jsonl"), **told)
    monkeypatch.setattr(settings.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"copydesk\[lineage\]"):
        check_needs(load_settings(lineage=str(tmp_path / "told.jsonl"), tables="articles", **told))
