"""However the same files come (order, runs, workers, backfills, growth, second names, removals): the same bytes.

TRUST_EXAMPLES=150 python -m pytest tests/trust/test_convergence.py     the long run
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.desk_runs import table_bytes
from tests.trust.crash_matrix import expect_done
from tests.trust.forked import Job, fast_folder, run, warm_up
from tests.trust.small_desk import lay_first, lay_second

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("TRUST_EXAMPLES", "2"))
WITH_EVENTS = max(1, EXAMPLES // 10)
GROWING = "a/feed.jsonl"
STAGES = {
    "articles": ("articles", "copies"),
    "events": ("articles", "copies", "entities", "events"),
}


@dataclasses.dataclass(frozen=True)
class Step:
    """What happens before a run, and how it is run."""

    brings: tuple[str, ...]  # files that are laid, or written once more
    grows_to: float  # share of the growing file that is there, if it is
    twins: tuple[str, ...]  # files that are laid under a second name, too
    takes: tuple[str, ...]  # files that are removed
    workers: int
    min_words: int
    backfill: str | None  # stage that is redone right afterwards


def deliveries() -> dict[str, bytes]:
    """Return the files of the small collection in their last state, by path."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        lay_first(raw)
        lay_second(raw)
        return {
            path.relative_to(raw).as_posix(): path.read_bytes()
            for path in sorted(raw.rglob("*"))
            if path.is_file() and path.name != "source.toml"
        }


FILES = deliveries()


@st.composite
def steps_of(draw: st.DrawFn, tables: str) -> list[Step]:
    """Draw two to four runs that bring every file at least once; the last brings the growing one whole."""
    n = draw(st.integers(2, 4))
    first_in = {path: draw(st.integers(0, n - 1)) for path in FILES}
    some = st.lists(st.sampled_from(sorted(FILES)), max_size=2, unique=True).map(tuple)
    shares = sorted(draw(st.floats(0.0, 1.0)) for _ in range(n - 1))
    return [
        Step(
            brings=tuple(path for path, at in first_in.items() if at == number),
            grows_to=[*shares, 1.0][number],
            twins=draw(some),
            takes=draw(some) if number else (),
            workers=draw(st.sampled_from((1, 1, 2))),
            min_words=5 if number == n - 1 else draw(st.sampled_from((5, 5, 9))),
            backfill=draw(st.sampled_from((None, None, *STAGES[tables]))),
        )
        for number in range(n)
    ]


def lay(raw: Path, step: Step, delivered: dict[str, bytes]) -> None:
    """Bring the raw folder to the state that a step's run finds; note what is delivered with it."""
    growing = FILES[GROWING][: round(len(FILES[GROWING]) * step.grows_to)]
    for path in step.takes:
        (raw / path).unlink(missing_ok=True)
    for path in step.brings:
        write(raw / path, growing if path == GROWING else FILES[path])
    if (raw / GROWING).exists():
        write(raw / GROWING, growing)
    for path in step.twins:
        if (raw / path).exists() and path != GROWING:
            write((raw / path).with_name(f"twin-{Path(path).name}"), FILES[path])
    for path in raw.rglob("*"):
        if path.is_file() and path.name != "source.toml":
            delivered[path.relative_to(raw).as_posix()] = path.read_bytes()


def write(path: Path, data: bytes) -> None:
    """Write a raw file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def lay_settings(raw: Path) -> None:
    """Lay what is told of one source: settings are no delivery and stand from the start."""
    write(raw / "b" / "source.toml", b'publisher = "The Gazette"\n')


def check_convergence(steps: list[Step], prunes: bool, tables: str) -> None:
    """Run the steps one after the other, and all that they delivered at once; compare the bytes."""
    warm_up(tables)
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        root = Path(folder)
        raw, curated = root / "raw", root / "curated"
        lay_settings(raw)
        delivered: dict[str, bytes] = {}
        for number, step in enumerate(steps):
            lay(raw, step, delivered)
            told = (("min_words", step.min_words), ("prune", prunes and number == len(steps) - 1))
            job = Job(raw, curated, step.workers, tables, overrides=told)
            expect_done(run(job))
            if step.backfill:
                expect_done(run(dataclasses.replace(job, backfill=step.backfill)))
        if prunes:
            shutil.copytree(raw, root / "whole")
        else:
            lay_settings(root / "whole")
            for path, data in delivered.items():
                write(root / "whole" / path, data)
        expect_done(run(Job(root / "whole", root / "at-once", 1, tables)))
        event(f"runs: {len(steps)}, on two workers: {any(s.workers == 2 for s in steps)}")
        assert table_bytes(curated) == table_bytes(root / "at-once")


SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)


@settings(max_examples=EXAMPLES, suppress_health_check=SLOW, derandomize=True)
@given(steps_of("articles"), st.booleans())
def test_articles_are_the_same_bytes_however_their_files_came(steps, prunes):
    check_convergence(steps, prunes, "articles")


@settings(max_examples=WITH_EVENTS, suppress_health_check=SLOW, derandomize=True)
@given(steps_of("events"), st.booleans())
def test_all_tables_are_the_same_bytes_however_their_files_came(steps, prunes):
    check_convergence(steps, prunes, "events")
