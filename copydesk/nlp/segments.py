"""Cut an article into the stretches that go through the encoder one by one: whole sentences as far as rules know them."""

from __future__ import annotations

from collections.abc import Sequence

USUAL_PIECES = 128
"""A stretch is closed before the sentence that would make it longer."""

MOST_PIECES = 250
"""One sentence longer than this is cut wherever it is: it is a list or a table."""


def cut_segments(
    n_pieces: Sequence[int], begins: Sequence[bool], usual: int = USUAL_PIECES
) -> list[tuple[int, int]]:
    """Return word ranges; `n_pieces` of each word, and whether a sentence surely begins with it.

    >>> cut_segments([1, 1, 1, 1], [True, False, True, False], usual=3)
    [(0, 2), (2, 4)]
    """
    out: list[tuple[int, int]] = []
    start = last = size = 0  # of the open stretch: begin, begin of its last sentence, pieces
    for i, n in enumerate(n_pieces):
        if begins[i]:
            last = i
        if i > start and size + n > usual and last > start:
            out.append((start, last))
            size = sum(n_pieces[last:i])
            start = last
        if i > start and size + n > MOST_PIECES:
            out.append((start, i))
            start, size = i, 0
        size += n
    return [*out, (start, len(n_pieces))] if n_pieces else out
