"""No process of a run takes code or settings from the current folder, the raw folder or the curated folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import proxy_bypass_environment

import pytest

from flows.settings import load_settings
from flows.surroundings import CODE, EMPTY, library_settings, pin_imports, stand_apart
from tests.desk_runs import story, write_lines
from tests.trust.traps import age, lay_modules, lay_settings, module_names, touched

SCRIPT = Path(sys.executable).with_name("copydesk")
ALWAYS_LOADED = ("runpy", "pkgutil")
"""What `python -m` itself imports after it has put the current folder on the path, before a line of ours runs."""


@pytest.mark.slow
@pytest.mark.server
def test_a_run_started_among_traps_touches_none(tmp_path):
    here, mark = tmp_path / "dump", tmp_path / "mark"
    write_lines(here / "raw" / "a" / "one.jsonl", [story(n) for n in range(6)])
    (here / "raw" / "a" / "source.toml").write_text('publisher = "../../../etc/passwd"\n')
    names = module_names()
    assert {"calendar", "prefect", "numpy", "sitecustomize"} <= set(names)
    lay_modules(here, mark, names)
    lay_modules(here / "raw", mark, ["calendar", "sitecustomize", "prefect"])
    lay_modules(here / "out", mark, ["calendar", "sitecustomize", "prefect"])
    for folder in (here, here / "raw", here / "out", here / "out" / ".prefect"):
        lay_settings(folder)
    (here / "raw" / "copydesk.toml").write_text('ner_model = "from-the-dump"\n')
    traps = age(here) + age(here / "out" / ".prefect")
    command = [SCRIPT, "run", "--raw", "raw", "--curated", "out", "--set", "min_words=5"]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert (here / "out" / "current").is_dir()
    assert not mark.exists(), mark.read_text()
    assert touched(traps) == []
    assert not list(here.rglob("taken-over.db"))


@pytest.mark.parametrize("command", [[SCRIPT], [sys.executable, "-m", "flows.command_line"]])
def test_the_command_line_itself_loads_nothing_of_the_current_folder(command, tmp_path):
    names = [name for name in module_names() if name not in ALWAYS_LOADED]
    lay_modules(tmp_path, tmp_path / "mark", names)
    done = subprocess.run(
        [*command, "verify"], cwd=tmp_path, capture_output=True, text=True, timeout=240
    )
    assert "run `copydesk run` first" in done.stderr
    assert not (tmp_path / "mark").exists(), (tmp_path / "mark").read_text()


def test_a_settings_file_among_data_is_not_read(tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copydesk.toml").write_text("workers = 7\n")
    assert load_settings(raw="raw").workers == 7
    out = str(tmp_path.parent / "out")
    assert load_settings(raw=".", curated=out).workers == 2
    assert "it lies in the raw folder" in caplog.text
    (tmp_path / "copydesk.toml").write_text('workers = 7\nraw = "."\n')
    assert load_settings(curated=out).workers == 2
    (tmp_path / "copydesk.toml").write_text("] no settings at all")
    assert load_settings(raw="raw", curated=str(tmp_path.parent)).workers == 2


def test_settings_spelled_out_give_the_same_settings(tmp_path):
    from flows.settings import Settings, as_pairs

    settings = Settings(raw="a=b", prune=True, models="de=x,fr=y", min_words=3)
    assert load_settings(as_pairs(settings), environment={}, folder=tmp_path) == settings


def test_children_get_a_path_without_data_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    raw, own = tmp_path / "raw", tmp_path / "own"
    for folder in (raw, own):
        folder.mkdir()
    before = sys.path.copy()
    monkeypatch.setattr(sys, "path", ["", str(raw), str(own), *before])
    monkeypatch.setenv("PYTHONPATH", f":{raw}:{own}")
    with stand_apart(raw):
        assert Path.cwd() == EMPTY
        assert "" not in sys.path
        assert str(raw) not in sys.path
        assert str(own) in os.environ["PYTHONPATH"].split(os.pathsep)
        assert str(raw) not in os.environ["PYTHONPATH"]
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert Path.cwd() == tmp_path
    assert sys.path == ["", str(raw), str(own), *before]


@pytest.mark.parametrize(
    ("told", "wanted"), [({}, "127.0.0.1"), ({"NO_PROXY": "intranet.example"}, "intranet.example")]
)
def test_a_proxy_of_the_environment_never_stands_before_our_own_server(told, wanted, monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (
        {"http_proxy": "http://127.0.0.1:9", "ALL_PROXY": "http://b:9"} | told
    ).items():
        monkeypatch.setenv(name, value)
    for name, value in library_settings().items():
        monkeypatch.setenv(name, value)
    for name in ("no_proxy", "NO_PROXY"):
        assert {"127.0.0.1", "localhost", wanted} <= set(os.environ[name].split(","))
    assert proxy_bypass_environment("127.0.0.1")
    assert not proxy_bypass_environment("example.org")


def test_the_folder_of_our_own_code_stays_on_the_path(monkeypatch):
    monkeypatch.chdir(CODE)
    monkeypatch.setattr(sys, "path", [str(CODE), *sys.path])
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    pin_imports(CODE / "data" / "raw")
    assert str(CODE) in sys.path
