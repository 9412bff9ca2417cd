"""Which token of a sentence a mention covers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from copydesk.events.parties import cover


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=8))
def test_each_token_has_the_longest_mention_that_holds_it(spans: list[tuple[int, int]]) -> None:
    tokens = [SimpleNamespace(start=n, end=n + 1) for n in range(0, 12, 2)]
    tree: Any = SimpleNamespace(tokens=tokens)
    mentions: Any = [SimpleNamespace(start=min(span), end=max(span)) for span in spans]
    wanted = {}
    for i, token in enumerate(tokens):
        holding = [m for m in mentions if m.start <= token.start and token.end <= m.end]
        if holding:
            wanted[i] = max(holding, key=lambda m: (m.end - m.start, m.start))
    found = cover(tree, mentions)
    assert {i: (m.start, m.end) for i, m in found.items()} == {
        i: (m.start, m.end) for i, m in wanted.items()
    }
