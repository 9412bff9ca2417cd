"""The list of stages is what the run, the workers and the drawing lean on: its parts fit together."""

from __future__ import annotations

import inspect
import multiprocessing
import os
import platform
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

import copydesk.collection.collect
import copydesk.run
import copydesk.shards
import copydesk.steps
from copydesk.stages import PUBLISH, STAGES, VERSIONS, Stage, do_shard, named, tables_of
from copydesk.work.workfolder import Versions, part_name
from flows.engine import Engine
from schemas.tables import TABLES

BY_NAME = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)


@BY_NAME
def test_a_stage_reads_what_earlier_stages_wrote(stage: Stage) -> None:
    earlier = STAGES[: STAGES.index(stage)]
    assert set(stage.reads) <= {"raw files", *(name for other in earlier for name in other.writes)}


@BY_NAME
def test_what_a_stage_names_is_there(stage: Stage) -> None:
    assert list(inspect.signature(named(stage.step)).parameters) == ["run"]
    if stage.plan:
        assert list(inspect.signature(named(stage.plan)).parameters) == ["run"]
        assert callable(named(stage.work))


def test_each_relation_has_one_writer() -> None:
    written = [name for stage in STAGES for name in stage.writes]
    assert sorted(written) == sorted(set(written))


def test_every_table_comes_from_a_stage_and_no_step_or_plan_is_left_out() -> None:
    assert sorted(tables_of(("articles", "entities", "events"))) == sorted(TABLES)
    assert sorted(tables_of(("articles",))) == ["articles", "copies", "quarantine", "stories"]
    named_here = {stage.step for stage in STAGES} | {stage.plan for stage in STAGES}
    for module in (copydesk.run, copydesk.shards, copydesk.steps):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and list(
                inspect.signature(function).parameters
            ) == ["run"]:
                assert f"{module.__name__}:{name}" in named_here


def test_every_version_is_kept_apart() -> None:
    assert sorted(VERSIONS) == sorted(Versions.__dataclass_fields__)


class Listening(Engine):
    """Notes the shards that it does, and their arguments against what the work takes, as one does that has workers."""

    is_spread = True

    def __init__(self) -> None:
        self.shards: list[str] = []
        self.stages: list[str] = []

    def begin(self, stage: Stage, shard: Any) -> Any:
        inspect.signature(named(stage.work)).bind(**shard.arguments)
        self.shards.append(f"{stage.name}: {shard.holds}")
        return super().begin(stage, shard)

    def do_step(self, run: Any, stage: Stage, what: str, work: Any) -> Any:
        self.stages.append(stage.name if not what else f"{what} of {stage.name}")
        return super().do_step(run, stage, what, work)


def test_a_run_does_the_stages_in_order_and_its_shards_say_what_they_hold(tmp_path: Path) -> None:
    from flows.curate import curate_with
    from flows.progress import Progress
    from flows.settings import load_settings

    def curate(workers: int = 1) -> Listening:
        engine = Listening()
        told: Mapping[str, Any] = {"min_words": 5, "batch_articles": 4, "tables": "entities"}
        folders = {"raw": str(tmp_path / "raw"), "curated": str(tmp_path / "out")}
        curate_with(load_settings(environment={}, **folders, **told), Progress(False), engine)
        return engine

    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(6)])
    write_lines(tmp_path / "raw" / "b" / "{two}.jsonl", [story(n) for n in range(4, 7)])
    first = curate()
    [part] = [part_name(p) for p in (tmp_path / "out" / ".work" / "records").glob("*/*.parquet")]
    assert first.shards == [
        "read: a/one.jsonl and 1 more",
        "accept: a/one.jsonl and 1 more, records 1-9",
        f"fingerprint: 7 articles of part {part}",
        "annotate: 4 articles of 2024-01-01 to 2024-02-05",
        "annotate: 3 articles of 2024-02-02 to 2024-03-06",
        "entities: 10 name roots",
        "entities: 10 fact rows",
        *(shard for shard in first.shards if shard.startswith("validate: ")),
    ]
    assert "validate: 7 rows of articles" in first.shards
    asked = [stage for stage in STAGES if stage.asked_with in ("articles", "entities")]
    assert [name for name in first.stages if " of " not in name] == [s.name for s in asked]
    again = curate()
    assert (again.shards, again.stages) == ([], ["scan"])
    assert PUBLISH.name in first.stages
    run_desk(tmp_path / "raw", tmp_path / "plain", tables="entities")
    assert table_bytes(tmp_path / "plain") == table_bytes(tmp_path / "out")


PINS: list[bytes] = []
MB = 1 << 20


def hold_much() -> None:
    """Take 200 MB in small pieces and free all but the last, behind which the allocator keeps the others."""
    held = [bytes(1000) for _ in range(200_000)]
    PINS.append(bytes(1000))
    del held


def resident() -> int:
    """Return the bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def kept_by_a_shard() -> tuple[int, int]:
    """Return how much more memory this process has after much was held by itself, and then by a shard."""
    before = resident()
    hold_much()
    alone = resident() - before
    do_shard(f"{__name__}:hold_much", {})
    return alone, resident() - before


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others give back by themselves")
def test_what_a_shard_freed_goes_back_to_the_system() -> None:
    # A process of its own: one that ran other tests holds free memory, out of which it takes what is asked.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        alone, after_shard = pool.submit(kept_by_a_shard).result()
    assert alone > 150 * MB
    assert after_shard < 100 * MB


def test_a_part_is_read_once_for_all_shards_that_take_articles_out_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten shards whose articles lie mixed in two parts read each part as often as one shard does."""
    for name in ("a", "b"):
        mixed = [story(n) for n in range(20) if (n % 2 == 0) == (name == "a")]
        write_lines(tmp_path / "raw" / name / "one.jsonl", mixed)
    read, shards = copydesk.collection.collect.read_accepted, []
    plan = copydesk.shards.plan_annotating
    found = {}

    def count(file: Path, part: Path, places: Sequence[str]) -> pa.Table:
        n_read[-1] += 1
        return read(file, part, places)

    def note(run: copydesk.run.Run) -> list[copydesk.shards.Shard]:
        n_read.append(0)
        shards[:] = plan(run)
        n_read.append(0)
        return shards

    monkeypatch.setattr(copydesk.collection.collect, "read_accepted", count)
    monkeypatch.setattr(copydesk.shards, "plan_annotating", note)
    for size in (2, 100):
        n_read = [0]
        out = tmp_path / f"by-{size}"
        run_desk(tmp_path / "raw", out, tables="entities", batch_articles=size)
        found[size] = (n_read[1], table_bytes(out))
        assert len(shards) == (10 if size == 2 else 1)
    assert found[2] == found[100]
    assert found[2][0] > 0
