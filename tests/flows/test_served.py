"""Who may ask a served desk for what: a log-in, no pages of strangers, no folders of their choice."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import cloudpickle
import pytest
from prefect import Flow
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ParameterTypeError
from prefect.runner import Runner

import flows.serve
from copydesk.errors import SettingsError
from flows.command_line import _told_apart
from flows.serve import serve_flows
from flows.server import place_of_page, start_server
from flows.settings import BOUND_VARIABLE, FREE, Settings, bind, from_anywhere, load_settings

PATIENCE_SECONDS = 120


def ask(url: str, login: str | None = None, origin: str | None = None) -> tuple[int, str | None]:
    """Return the status of a request for flow runs, and which origin the answer allows."""
    headers = {"Content-Type": "application/json"}
    if login:
        headers["Authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
    if origin:
        headers["Origin"] = origin
    request = urllib.request.Request(f"{url}/flow_runs/filter", b"{}", headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, answer.headers.get("access-control-allow-origin")
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("access-control-allow-origin")


@pytest.mark.parametrize("is_ours", [True, False])
def test_the_page_is_laid_out_where_the_server_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_ours: bool
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: is_ours)
    place = {} if is_ours else {"PREFECT_UI_STATIC_DIRECTORY": str(tmp_path / "page")}
    assert place_of_page(tmp_path) == place


@pytest.mark.server
@pytest.mark.slow
def test_a_server_of_ours_listens_here_alone_and_wants_a_log_in_and_no_strange_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lay_database: Callable[[Path], None]
) -> None:
    lay_database(tmp_path / "home")
    monkeypatch.setattr(
        "flows.server.place_of_page",
        lambda home: {"PREFECT_UI_STATIC_DIRECTORY": str(home / "page")},
    )
    with start_server(tmp_path / "home") as server:
        server.wait()
        assert server.url.startswith("http://127.0.0.1:")
        if sys.platform == "linux":
            assert listening(server.process.pid) == {"0100007F"}
        assert ask(server.url) == (401, None)
        assert ask(server.url, "copydesk:guess")[0] == 401
        status, allowed = ask(server.url, server.login, "https://evil.example")
        assert (status, allowed) == (200, None)
        own = f"http://127.0.0.1:{server.port}"
        assert ask(server.url, server.login, own) == (200, own)
        with urllib.request.urlopen(f"{own}/ui-settings", timeout=PATIENCE_SECONDS) as answer:
            assert str(server.port) in json.loads(answer.read())["api_url"]
        request = urllib.request.Request(f"{own}/dashboard", headers={"Accept": "text/html"})
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            assert b"<title>" in answer.read()


def listening(pid: int) -> set[str]:
    """Return the addresses (hex) on which a process listens."""
    sockets = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(handle))
        except OSError:
            continue
        if found:
            sockets.add(found.group(1))
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]
    ]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[9] in sockets}


def lay_without_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have deployments laid on no server."""

    async def lay(deployment: RunnerDeployment) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_URL, deployment.name)

    monkeypatch.setattr(RunnerDeployment, "aapply", lay)


def test_what_is_run_is_what_serve_has_loaded_and_not_what_the_server_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who has the log-in may write other code into a deployment: steps before a run, the name of a function."""
    found: dict[str, object] = {}

    async def start(runner: Runner) -> None:
        for name in ("scheduled", "ad-hoc"):
            found[name] = runner._deployment_registry.get_flow(uuid.uuid5(uuid.NAMESPACE_URL, name))

    lay_without_server(monkeypatch)
    monkeypatch.setattr(Runner, "start", start)
    asyncio.run(flows.serve.serve_loaded("0 * * * *", {}))
    assert found == {"scheduled": flows.serve.curate, "ad-hoc": flows.serve.backfill}


@pytest.mark.parametrize("flow", [flows.serve.curate, flows.serve.backfill], ids=lambda f: f.name)
def test_a_served_flow_reaches_its_process_with_the_types_of_its_parameters(
    flow: Flow[..., object],
) -> None:
    there = cloudpickle.loads(cloudpickle.dumps(flow))
    assert there.validate_parameters({"workers": "3"})["workers"] == 3
    with pytest.raises(ParameterTypeError):
        there.validate_parameters({"workers": 0})


def test_two_who_serve_share_no_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect's runner has one that is called alike for all: of another user it can't be written to."""
    where: list[Path] = []

    async def nothing() -> None:
        return None

    async def start(runner: Runner) -> None:
        storage = runner._tmp_dir
        storage.mkdir(parents=True, exist_ok=True)
        where.append(storage.parent)

    lay_without_server(monkeypatch)
    monkeypatch.setattr(flows.serve, "lay_automations", nothing)
    monkeypatch.setattr(Runner, "start", start)
    usual = Path(tempfile.gettempdir())
    for _ in range(2):
        serve_flows("0 * * * *", {})
    assert len({*where}) == 2
    assert usual / "runner_storage" not in where
    assert not any(place.exists() for place in where)
    assert Path(tempfile.gettempdir()) == usual


OTHER = {
    "raw": "/etc",
    "curated": "/tmp",
    "workers": "500",
    "dask": "tcp://10.0.0.1:8786",
    "min_words": "100000",
    "min_article_chance": "100",
    "ner_model": "x",
    "work_pool": "theirs",
    "models": "de=/tmp/x",
    "memory": "100%",
    "batch_articles": "1000000",
    "keep_versions_hours": "0",
    "prune": "true",
    "checks": "/tmp/checks.toml",
    "report": "/tmp/report.html",
    "lineage": "https://lineage.example",
    "publish_to": "s3://theirs/tables",
}
"""What somebody else would choose; a setting that is new is bound until it is named in `FREE`."""


@pytest.mark.parametrize("name", [f.name for f in fields(Settings) if f.name not in FREE])
def test_a_served_flow_keeps_to_what_serve_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    told = {"raw": str(tmp_path / "raw"), "curated": str(tmp_path / "curated")}
    monkeypatch.setenv(BOUND_VARIABLE, "")
    bind(load_settings(environment={}, folder=tmp_path, **told))
    assert load_settings(folder=tmp_path, **told).raw == told["raw"]
    with pytest.raises(SettingsError, match=f"^{name}: .*bound to"):
        load_settings(folder=tmp_path, **{**told, name: OTHER[name]})
    kept = getattr(load_settings(folder=tmp_path, **told), name)
    assert load_settings(folder=tmp_path, **{**told, name: kept}).raw == told["raw"]


def test_who_starts_a_served_flow_chooses_its_stages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"raw": str(tmp_path / "raw"), "curated": str(tmp_path / "curated")}
    monkeypatch.setenv(BOUND_VARIABLE, "")
    bind(load_settings(environment={}, folder=tmp_path, **told))
    assert load_settings(folder=tmp_path, **told, tables="articles").stages() == ("articles",)


def test_a_flow_served_from_relative_folders_finds_them_in_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(BOUND_VARIABLE, "")
    settings = from_anywhere(load_settings(environment={}, raw="raw", curated="tables"))
    parameters = _told_apart(settings)
    (tmp_path / "apart").mkdir()
    monkeypatch.chdir(tmp_path / "apart")  # where `serve` and its runs stand
    bind(settings)
    overrides = parameters.pop("overrides")
    for pairs in (overrides, []):
        found = load_settings(pairs, **parameters)
        assert (found.raw, found.curated) == (str(tmp_path / "raw"), str(tmp_path / "tables"))
    assert load_settings(overrides).raw == str(tmp_path / "raw")
    with pytest.raises(SettingsError, match="bound to"):
        load_settings([], raw="raw", curated=parameters["curated"])
