"""Python's own parser, asked again where another thread disturbed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Told = TypeVar("Told")
Tree = TypeVar("Tree")

TRIES = 10  # chosen: two threads met once in 120 parses that were made to meet


def parsed(parse: Callable[[Told], Tree], told: Told) -> Tree:
    """Return what `ast.parse` or `ast.literal_eval` makes of a text.

    Before Python 3.11.9 both count how deep they are for all threads together, and raise `SystemError` where another
    thread parses at the same moment (python/cpython#106905): that says nothing of the text.
    """
    for _ in range(TRIES - 1):
        try:
            return parse(told)
        except SystemError:
            continue
    return parse(told)
