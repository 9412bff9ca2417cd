"""Each fuzz target on a few examples: bytes of no kind, and good files with bytes of no kind in them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import SUFFIXES, TARGETS
from tests.hostile.seeds import own_seeds

SEEDS = {name: raw[:3000] for name, raw in own_seeds().items()}
EXAMPLES = 25


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a good file with a stretch of it replaced."""
    raw = SEEDS[draw(st.sampled_from(sorted(SEEDS)))]
    start = draw(st.integers(0, len(raw)))
    end = draw(st.integers(start, min(start + 200, len(raw))))
    return raw[:start] + draw(st.binary(max_size=60)) + raw[end:]


@pytest.mark.parametrize("name", sorted(TARGETS))
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.binary(max_size=300) | damaged())
def test_a_target_survives_any_bytes(name: str, data: bytes) -> None:
    TARGETS[name](data)


@settings(
    max_examples=4 * EXAMPLES,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(suffix=st.integers(0, len(SUFFIXES) - 1), data=damaged())
def test_a_file_under_any_name_leaves_a_row(suffix: int, data: bytes) -> None:
    TARGETS["file"](bytes([suffix]) + data)
