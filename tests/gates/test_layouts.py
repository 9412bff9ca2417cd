"""A slice of the layouts of `layouts.py`: what other people hold is read, and no day is wrong without a flag."""

from __future__ import annotations

from tests.gates.layout_stories import N_STORIES, stories
from tests.gates.layouts import run

SLICE, SEED = 40, 7
LEAST_RIGHT = 38


def test_layouts_are_read_right() -> None:
    n_right, n_silent, _, examples = run(SLICE, SEED)
    assert n_silent == 0, examples
    assert n_right >= LEAST_RIGHT, examples


def test_there_are_two_hundred_stories_and_none_is_told_twice() -> None:
    pools = stories(SEED)
    assert sum(N_STORIES.values()) == 200
    assert len({story.text for pool in pools.values() for story in pool}) == 200
