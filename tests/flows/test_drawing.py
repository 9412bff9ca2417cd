"""What Prefect draws of a run is the list of stages: named task runs, edges in order, tables as assets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import prefect_api
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines
from prefect.assets import Asset

from copydesk.stages import STAGES
from flows.prefect_engine import asset_place
from flows.server import Server, start_server
from schemas.tables import TABLES

pytestmark = [pytest.mark.server, pytest.mark.slow]

COPYDESK = [sys.executable, "-m", "flows.command_line"]
PATIENCE_SECONDS = 600
SETTINGS = ["--set", "min_words=5", "--set", "batch_articles=4"]


@pytest.fixture(scope="module")
def api(
    tmp_path_factory: pytest.TempPathFactory, lay_database: Callable[[Path], None]
) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    lay_database(home)
    with start_server(home) as server:
        server.wait()
        yield server


@pytest.fixture(scope="module")
def folder(api: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a run that told its story to a server."""
    folder = tmp_path_factory.mktemp("drawn")
    write_lines(folder / "raw" / "bbc" / "{one}.jsonl", [story(n) for n in range(6)])
    write_lines(folder / "raw" / "bbc" / "{two}.jsonl", [story(n) for n in range(6, 10)])
    run_watched(api, folder / "raw", folder / "out")
    return folder


def run_watched(api: Server, raw: Path, curated: Path, *flags: str) -> None:
    command = [*COPYDESK, "run", "--raw", str(raw), "--curated", str(curated)]
    done = subprocess.run(
        [*command, *SETTINGS, *flags],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=os.environ | {"PREFECT_API_URL": api.url, "PREFECT_API_AUTH_STRING": api.login},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert [line.split()[0] for line in done.stderr.splitlines() if "task run" in line] == []


def ask(api: Server, path: str, body: dict[str, Any] | None = None) -> Any:
    return prefect_api.ask(api.url, api.login, path, body)


@pytest.fixture(scope="module")
def nodes(api: Server, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the nodes of the drawn graph by their label."""
    return last_drawn(api)


def last_drawn(api: Server) -> dict[str, dict[str, Any]]:
    wanted = {"flows": {"name": {"any_": ["curate"]}}, "sort": "START_TIME_DESC"}
    run = ask(api, "/flow_runs/filter", wanted)[0]
    assert re.fullmatch(r"curate \d{4}-\d\d-\d\d, 2 files, 10 records", run["name"])
    graph = ask(api, f"/flow_runs/{run['id']}/graph-v2")
    return {node["label"]: node | {"id": key} for key, node in graph["nodes"]}


def edges_of(nodes: dict[str, dict[str, Any]]) -> set[tuple[str, str]]:
    labels = {node["id"]: label for label, node in nodes.items()}
    return {
        (labels[before["id"]], label) for label, node in nodes.items() for before in node["parents"]
    }


def test_every_stage_is_drawn_and_shards_say_what_they_hold(nodes):
    steps = {stage.name for stage in STAGES}
    plans = {f"{stage.name}: plan" for stage in STAGES if stage.plan}
    shards = {
        "read: bbc/{one}.jsonl and 1 more",
        "accept: bbc/{one}.jsonl and 1 more, records 1-10",
        "annotate: 4 articles of 2024-01-01 to 2024-01-10",
        "annotate: 4 articles of 2024-02-02 to 2024-03-03",
        "annotate: 2 articles of 2024-03-06 to 2024-03-09",
        "entities: 10 name roots",
        "entities: 10 fact rows",
        "events: 20 party words",
        "events: 20 report words",
        "events: 20 report homes",
        "events: 20 event rows",
    }
    assert {label for label in nodes if ":" not in label} == steps
    # The part is named by its content, which the code that reads has a say in.
    told = {re.sub(r"rec_\w+-\d+$", "PART", label) for label in nodes if ":" in label}
    checked = {label for label in told if re.fullmatch(r"validate: \d+ rows of \w+", label)}
    assert {label.split()[-1] for label in checked} == TABLES.keys() - {"quarantine"}  # no rows
    assert told - checked == plans | shards | {"fingerprint: 10 articles of part PART"}


def test_edges_lead_from_what_yields_to_what_reads(nodes):
    labels = {node["id"]: label for label, node in nodes.items()}

    def before(label: str) -> set[str]:
        return {labels[parent["id"]] for parent in nodes[label]["parents"]}

    assert before("scan") == set()
    assert before("read: plan") == {"scan"}
    assert before("read: bbc/{one}.jsonl and 1 more") == {"read: plan"}
    assert before("read") == {"read: bbc/{one}.jsonl and 1 more", "read: plan"}
    for days in ("2024-01-01 to 2024-01-10", "2024-02-02 to 2024-03-03"):
        assert before(f"annotate: 4 articles of {days}") == {"annotate: plan"}  # and no other shard
    assert before("collect") == {"read", "accept"}
    assert before("copies") == {"collect", "fingerprint", "source lines"}
    assert before("events") == {"copies", "annotate", "entities", "stories"}
    assert before("write") == {"collect", "copies", "entities", "stories", "events"}
    assert before("publish") == {"validate"}


def test_the_tables_are_assets_with_rows_version_and_checks(api, folder, nodes):
    manifest = json.loads((folder / "out" / "current" / "manifest.json").read_text())
    wanted = {"event": {"prefix": ["prefect.asset.materialization.succeeded"]}}
    found: list[Any] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (
        len(found) < len(TABLES) and time.monotonic() < deadline
    ):  # the server writes them down later
        found = ask(api, "/events/filter", {"filter": wanted, "limit": 50})["events"]
        time.sleep(0.5)
    told = {event["resource"]["prefect.resource.id"]: event["payload"] for event in found}
    assert set(told) == {f"copydesk://out/{name}" for name in TABLES}
    for name in TABLES:
        payload = told[f"copydesk://out/{name}"]
        assert payload["rows"] == manifest["tables"][name]["rows"]
        assert payload["version"] == manifest["version"]
        assert payload["checks_passed"] > 0


def test_each_stage_logs_one_line_with_its_counts(api, nodes):
    wanted = sorted(f"stage={stage.name.split()[0]}" for stage in STAGES)
    lines: list[str] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(lines) < len(wanted) and time.monotonic() < deadline:  # written down later
        logs = ask(api, "/logs/filter", {"limit": 200})
        lines = [log["message"] for log in logs if log["message"].startswith("stage=")]
        time.sleep(0.5)
    assert sorted(line.split()[0] for line in lines) == wanted
    assert any("stage=copies" in line and "articles=10" in line for line in lines)
    assert not any("Mayor" in log["message"] for log in logs)


def test_the_same_tables_come_out_as_without_prefect(folder, tmp_path):
    run_desk(folder / "raw", tmp_path / "plain", tables="events", batch_articles=4)
    assert table_bytes(folder / "out") == table_bytes(tmp_path / "plain")


def test_the_page_of_a_run_has_its_summary_and_how_it_compares(api: Server, folder: Path) -> None:
    told = {one["key"]: one for one in ask(api, "/artifacts/filter", {})}
    assert "| articles | 10 (10 dated) |" in told["run-summary"]["data"]
    rows = {row["measure"]: row for row in json.loads(told["run-trends"]["data"])}
    assert (rows["new records"]["now"], rows["articles"]["now"]) == ("10", "10")


@pytest.mark.parametrize("name", ["out", "my tables", "cür", "a%b", "x" * 255, "ü" * 127, "\udcff"])
def test_a_folder_of_any_legal_name_has_assets(name):
    place = asset_place(Path("/data") / name)
    assert Asset(key=f"copydesk://{place}/event_mentions").key.isascii()
    assert (place == name) == (name in ("out", "x" * 255))


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


def test_shards_of_a_dask_cluster_are_drawn_the_same(api, folder, nodes, cluster):
    run_watched(api, folder / "raw", folder / "dask", "--dask", cluster)
    drawn = last_drawn(api)
    assert {node["state_type"] for node in drawn.values()} == {"COMPLETED"}
    assert edges_of(drawn) == edges_of(nodes)
    assert table_bytes(folder / "dask") == table_bytes(folder / "out")


def test_a_dask_cluster_publishes_the_same_though_nobody_watches(folder, cluster, tmp_path):
    told = ["--raw", folder / "raw", "--curated", tmp_path / "dask", "--dask", cluster]
    command = [*COPYDESK, "run", *map(str, told), *SETTINGS]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    assert table_bytes(tmp_path / "dask") == table_bytes(folder / "out")
