"""From edges to groups: who is cut short, and who may join through another."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from copydesk.dedup.clusters import find_truncated, neighbours, split_group


def like(**told: Any) -> Any:
    """Return what is asked of two texts of 100 words, the first all in the second."""
    usual = {"n_own_prose": (0, 0), "n_own": (0, 0), "sizes": (100, 100), "containment": 1.0}
    return SimpleNamespace(**usual | told)


@pytest.mark.parametrize(
    ("sizes", "n_more", "n_own", "is_cut"),
    [
        ((60, 80), 12, 0, True),
        ((60, 80), 11, 0, False),
        ((80, 100), 15, 0, True),
        ((80, 100), 14, 0, False),  # of the longer, not of the own
        ((100, 80), 14, 0, True),
        ((60, 80), 20, 8, True),
        ((60, 80), 20, 9, False),
    ],
)
def test_a_text_is_cut_short_where_the_other_says_so_much_more(
    sizes: tuple[int, int], n_more: int, n_own: int, is_cut: bool
) -> None:
    one = like(sizes=sizes, n_own_prose=(0, n_more), n_own=(n_own, n_more))
    assert find_truncated({(1, 2): one}) == ({1} if is_cut else set())
    turned = like(sizes=sizes[::-1], n_own_prose=(n_more, 0), n_own=(n_more, n_own))
    assert find_truncated({(1, 2): turned}) == ({2} if is_cut else set())


@pytest.mark.parametrize(
    ("containment", "sizes", "is_in"),
    [
        (0.8, (100, 150), True),
        (0.79, (100, 150), False),
        (1.0, (100, 151), False),  # the third is the longer: what lies in it are others' words
        (0.79, (100, 40), False),
        (0.8, (100, 40), True),
    ],
)
def test_through_another_a_member_joins_that_lies_in_it(
    containment: float, sizes: tuple[int, int], is_in: bool
) -> None:
    bridge = like(containment=containment, sizes=sizes)
    near = neighbours({(1, 2): like(), (2, 3): bridge})
    assert split_group([1, 2, 3], near) == ([[1, 2, 3]] if is_in else [[1, 2], [3]])
    # As well where the member has the lesser number.
    back = neighbours({(2, 3): like(), (1, 2): like(containment=containment, sizes=sizes[::-1])})
    assert split_group([3, 2, 1], back) == ([[3, 2, 1]] if is_in else [[3, 2], [1]])


def test_a_chain_of_close_members_is_one_star_and_ranks_decide_who_begins() -> None:
    edges = {(1, 2): like(), (2, 3): like(), (3, 4): like(containment=0.5)}
    assert split_group([2, 1, 3, 4], neighbours(edges)) == [[2, 1, 3], [4]]
    assert split_group([4, 1, 2, 3], neighbours(edges)) == [[4, 3, 2], [1]]
