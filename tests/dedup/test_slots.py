"""What stands between the same words in two texts, and how much of the rest is the same."""

from __future__ import annotations

import numpy as np
import pytest

from copydesk.dedup.likeness import Text
from copydesk.dedup.slots import SlotCount, compare_slots

FIGURE = 31  # odd, as the figures among the numbers of words are


def text_of(*words: int, names: tuple[int, ...] = ()) -> Text:
    numbers = np.array(words, np.uint32)
    is_name = np.isin(numbers, np.array(names, np.uint32))
    return Text(numbers, np.ones(len(words), np.bool_), is_name, frozenset(), None, 0, False, None)


@pytest.mark.parametrize(
    ("own", "other", "count"),
    [
        # Names and figures: the same, another that the other text has as well, one that it has nowhere.
        ((2, 4, 100, 6, 8), (2, 4, 100, 6, 8), SlotCount(1, 0, 0, 0, 0, 0)),
        ((100, 4, 200, 6, 8), (200, 4, 100, 6, 8), SlotCount(0, 1, 0, 0, 0, 0)),
        ((2, 4, FIGURE, 6, 8), (2, 4, FIGURE + 2, 6, 8), SlotCount(0, 1, 1, 0, 0, 0)),
        # Where one is alien the ordinary words between two others count, too: 10 and 14 stand between 8 and 12.
        ((4, 100, 6, 8, 10, 12), (4, 200, 6, 8, 10, 12), SlotCount(0, 1, 1, 1, 2, 0)),
        ((4, 100, 6, 8, 10, 12), (4, 200, 6, 8, 14, 12), SlotCount(0, 1, 1, 1, 0, 1)),
    ],
)
def test_what_fills_the_same_place_tells_two_reports_apart(own, other, count):
    left, right = text_of(*own, names=(100, 200)), text_of(*other, names=(100, 200))
    assert compare_slots(left, right) == compare_slots(right, left) == count
