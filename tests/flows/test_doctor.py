"""What the doctor finds, and what it says to do; one thing in trouble hides no other."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from copydesk.disk.storage import curated_lock
from flows import doctor
from flows.command_line import FAILED, main
from flows.doctor import Finding, examine
from flows.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    (tmp_path / "raw" / "bbc").mkdir(parents=True)
    return Settings(raw=str(tmp_path / "raw"), curated=str(tmp_path / "out"), tables="articles")


def found(settings: Settings) -> dict[str, Finding]:
    return {finding.what: finding for finding in examine(settings)}


def test_where_all_is_well_nothing_fails_and_nothing_is_made(settings: Settings) -> None:
    told = found(settings)
    assert [f for f in told.values() if f.verdict == "FAIL"] == []
    assert {"python", "packages", "clock", "time zones", "raw", "disk", "lock", "models"} <= {*told}
    assert not Path(settings.curated).exists()


def test_the_model_reads_a_sentence(settings: Settings) -> None:
    told = list(doctor.look_at_models(dataclasses.replace(settings, tables="events")))
    assert told == [Finding("ok", "models", "en copydesk-en")]


@pytest.mark.parametrize(
    ("change", "what", "verdict", "words"),
    [
        ({"raw": "/nowhere"}, "raw", "FAIL", "name yours with --raw"),
        ({"curated": "/dev/null"}, "curated", "FAIL", "name another with --curated"),
        ({"memory": "900TB"}, "memory", "warn", "fewer --workers"),
        ({"tables": "events", "models": "de=de_no_such"}, "models", "FAIL", "isn't installed"),
    ],
)
def test_trouble_is_named_with_what_to_do(
    settings: Settings, change: dict[str, str], what: str, verdict: str, words: str
) -> None:
    told = found(dataclasses.replace(settings, **change))
    assert told[what].verdict == verdict
    assert words in told[what].detail
    assert told["python"].verdict == "ok"


def test_an_empty_raw_folder_a_run_under_way_and_a_lost_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (Path(settings.raw) / "bbc").rmdir()
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with curated_lock(Path(settings.curated)):
        told = found(settings)
    assert told["raw"].verdict == "warn"
    assert told["lock"].verdict == "warn"
    assert told["server"].verdict == "FAIL"
    assert found(settings)["lock"].verdict == "ok"


def test_a_link_to_nothing_is_no_curated_folder(settings: Settings) -> None:
    Path(settings.curated).symlink_to("gone")
    assert found(settings)["curated"].verdict == "FAIL"
    assert "is a link to no folder" in found(settings)["curated"].detail


def test_a_clock_before_the_published_version_is_wrong(settings: Settings) -> None:
    folder = Path(settings.curated) / "current"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    os.utime(folder / "manifest.json", (4e9, 4e9))
    assert found(settings)["clock"].verdict == "FAIL"


def test_the_command_ends_with_a_status(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LOOKS", (doctor.look_at_raw, doctor.look_at_scratch))
    told = ["doctor", "--curated", settings.curated]
    assert main([*told, "--raw", settings.raw]) == 0
    assert main([*told, "--raw", "/nowhere"]) == FAILED
    assert "FAIL raw: no folder at /nowhere" in capsys.readouterr().out
