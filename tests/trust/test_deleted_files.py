"""Each published file deleted, one by one: `verify` names it, the next run restores it, and nothing ends without a word.

TRUST_TABLES=events python -m pytest tests/trust/test_deleted_files.py     all files of all tables; else one of each kind
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from flows.command_line import DONE, FAILED
from tests.trust import forked
from tests.trust.forked import call, fast_folder, warm_up
from tests.trust.remembered import answers_kept, learn
from tests.trust.single_faults import Scene, lay_scene, places_in, seen_by_readers

ALL = os.environ.get("TRUST_TABLES", "")
TABLES = ALL or "articles"


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A folder of two runs, so of two versions."""
    root = Path(fast_folder() or tmp_path_factory.getbasetemp(), f"deleted-{os.getpid()}")
    root.mkdir()
    with answers_kept(root / "answers"):
        warm_up(TABLES)
        found = lay_scene(root, TABLES)
        learn(root / "answers")
        yield found
    shutil.rmtree(root)


def published_places(scene: Scene) -> tuple[list[str], list[str]]:
    """Return the files of the version that readers see, and of the one before it."""
    plain = scene.root / "plain"
    version = os.readlink(plain / "current")
    files = [place for place in places_in(plain)[0] if place.startswith(".versions/")]
    now = [place for place in files if place.startswith(f"{version}/")]
    return now, [place for place in files if place not in now]


def without(scene: Scene, place: str) -> Path:
    """Return a copy of the folder without one file."""
    curated = scene.root / "case" / "plain"
    shutil.rmtree(curated.parent, ignore_errors=True)
    shutil.copytree(scene.root / "plain", curated, symlinks=True)
    (curated / place).unlink()
    return curated


@pytest.mark.slow
def test_verify_names_each_deleted_file_of_the_version_and_a_run_lays_it_again(scene):
    places, _ = published_places(scene)
    kinds = {place.split("/")[2]: place for place in places}  # of a table one month, or each
    assert {"manifest.json", "quarantine", "copies", "articles"} <= set(kinds)
    for place in places if ALL else kinds.values():
        curated = without(scene, place)
        told = scene.command("verify", curated)
        assert told.status == FAILED, place
        assert Path(place).name in told.said, f"{place}: {told.said[-600:]}"
        ran = scene.command("run", curated)
        assert ran.status == DONE, f"{place}: {ran.said[-600:]}"
        assert "articles" in ran.said, f"{place}: {ran.said!r}"
        assert seen_by_readers(curated) == scene.seen, place


@pytest.mark.slow
def test_a_file_of_the_version_before_is_nobodys_to_miss(scene):
    places = [place for place in published_places(scene)[1] if "/quarantine/" in place]
    assert places
    for place in places:
        curated = without(scene, place)
        told = scene.command("verify", curated)
        assert told.status == DONE, f"{place}: {told.said[-600:]}"
        ended = scene.run_anew(curated)
        assert ended.status == DONE, f"{place}: {ended.said[-600:]}"
        assert seen_by_readers(curated) == scene.with_news, place


def test_a_run_that_nothing_caught_is_told_with_its_error(tmp_path):
    def stray() -> int:
        raise GeneratorExit("the ferry never came")

    ended = call(stray, tmp_path / "log")
    assert ended.status == 70
    assert "the ferry never came" in ended.said


def test_a_machine_that_stood_still_has_made_no_run_late(tmp_path, monkeypatch):
    clock, jumps = time.perf_counter, iter([0.0, 0.0])
    stood = 4 * forked.PATIENCE_SECONDS
    monkeypatch.setattr(forked.time, "perf_counter", lambda: clock() + next(jumps, stood))
    ended = call(lambda: time.sleep(0.2) or DONE, tmp_path / "log")
    assert ended.status == DONE


def test_a_run_that_ends_never_is_told_to_be_killed_by_us(tmp_path, monkeypatch):
    monkeypatch.setattr(forked, "PATIENCE_SECONDS", 0.3)
    with pytest.raises(AssertionError, match="killed by the harness"):
        call(lambda: time.sleep(60) or DONE, tmp_path / "log")
