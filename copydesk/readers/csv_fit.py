"""Rows wider than their header: a delimiter stands in a cell that nothing encloses. In which, what the other rows hold tells.

Such a row is put right only where one column alone can be the one that was cut: a text that lost its start to the title beside it
reads as well as a whole one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.readers.csv_rows import Row, shape_of

LEARNT_ROWS = 200  # of a table: they tell what its columns hold
MIN_LEARNT = 3  # rows without which nobody knows how long a column's cells are
LONGER = 3  # times the longest cell of a column, or a third of the shortest: no cell of it
MOST_BYTES = {"title": 240, "published": 60, "updated": 60, "id": 120, "url": 2_000, "language": 30}
"""Of a cell under a name that we know, where no row tells of its column."""
HAS_DIGIT = re.compile(rb"\d")
ADDRESS = re.compile(rb"\s*(?:https?:)?//\S+\s*|\s*www\.\S+\s*")
WITHIN = re.compile(rb"(?:[a-z]|\xc3[\x9f-\xbf]|[\"')\]]++(?:[ ,.;:]|$))")
"""How what goes on within a sentence begins, and no headline and no text."""
THOUSANDS = re.compile(rb"\d{3}(?!\d)")


class Columns:
    """What the good rows of a table hold, by column."""

    def __init__(self, fields: Sequence[str | None]) -> None:
        """Take our fields that the names of the columns mean."""
        self.fields = fields
        self.n_rows = 0
        self.is_text_longest = "body" in fields
        self.kinds: list[set[str]] = [set() for _ in fields]
        self.sizes: list[tuple[int, int]] = [(1 << 60, 0)] * len(fields)
        self.begin_within = [field not in ("title", "body", "subtitle") for field in fields]

    def see(self, cells: Sequence[bytes]) -> None:
        """Learn from a row as wide as the header."""
        if self.n_rows < LEARNT_ROWS and len(cells) == len(self.fields):
            self.n_rows += 1
            self.is_text_longest &= _is_text_longest(cells, self.fields)
            for at, cell in enumerate(cells):
                self.kinds[at].add(kind_of(cell))
                self.begin_within[at] |= WITHIN.match(cell) is not None
                if size := len(cell):
                    self.sizes[at] = min(self.sizes[at][0], size), max(self.sizes[at][1], size)

    def fit(self, row: Row, cells: Sequence[bytes], delimiter: bytes) -> Sequence[bytes]:
        """Return the cells of a row put together, where one column alone can have been cut; else as they are."""
        for joined, whole in (rejoin(cells, row.quoted, delimiter), (list(cells), set(row.quoted))):
            fits = list(filter(self._can_be_row, self._joins(joined, whole, delimiter)))
            if fits:
                return fits[0] if len(fits) == 1 else cells
        return cells

    def _joins(self, cells: list[bytes], whole: set[int], delimiter: bytes) -> list[list[bytes]]:
        """Return the rows of the header's width that come of cells when one column takes what is too many."""
        n_more = len(cells) - len(self.fields)
        if n_more <= 0:
            return [] if n_more else [cells]
        return [
            [*cells[:at], delimiter.join(cells[at : at + n_more + 1]), *cells[at + n_more + 1 :]]
            for at in range(len(self.fields))
            if whole.isdisjoint(range(at, at + n_more + 1))
        ]

    def _can_be_row(self, cells: Sequence[bytes]) -> bool:
        """Return whether every cell can stand in its column, and a text is the longest where it always is."""
        is_led = not self.is_text_longest or _is_text_longest(cells, self.fields)
        return is_led and all(self._can_be(at, cell) for at, cell in enumerate(cells))

    def _can_be(self, at: int, cell: bytes) -> bool:
        """Return whether a cell can stand in a column, by its name and by the cells of other rows there."""
        field, kind = self.fields[at], kind_of(cell)
        if kind == "text" and WITHIN.match(cell) and not self.begin_within[at]:
            return False
        if len(cell) > MOST_BYTES.get(field or "", len(cell)) or not _is_of(field, cell, kind):
            return False
        return not self.n_rows or (kind in self.kinds[at] and self._is_sized(at, len(cell)))

    def _is_sized(self, at: int, size: int) -> bool:
        """Return whether a cell is neither much longer nor much shorter than those of its column."""
        shortest, longest = self.sizes[at]
        is_told = self.n_rows >= MIN_LEARNT and size > 0
        return not is_told or shortest <= LONGER * size <= LONGER * LONGER * longest


def _is_of(field: str | None, cell: bytes, kind: str) -> bool:
    """Return whether a cell can say what the name of its column promises: a day has a figure, an address is one."""
    if kind == "empty":
        return True
    has_figure = field not in ("published", "updated") or HAS_DIGIT.search(cell) is not None
    return has_figure and (field != "url" or kind == "address")


def _is_text_longest(cells: Sequence[bytes], fields: Sequence[str | None]) -> bool:
    texts = (len(cell) for cell, field in zip(cells, fields, strict=True) if field == "body")
    return max(texts, default=0) == max(map(len, cells))


def kind_of(cell: bytes) -> str:
    """Return what kind of value a cell holds: an address, a number, a text, nothing.

    >>> kind_of(b"https://a.example/1"), kind_of(b"2021-03-04"), kind_of(b"Ferry"), kind_of(b" ")
    ('address', 'number', 'text', 'empty')
    """
    if ADDRESS.fullmatch(cell):
        return "address"
    shape = shape_of(cell)
    return "text" if shape == "word" else shape


def rejoin(
    cells: Sequence[bytes], quoted: Sequence[int], delimiter: bytes
) -> tuple[list[bytes], set[int]]:
    """Return cells in which prose that nothing encloses is whole again, and the places of those that were enclosed.

    >>> rejoin([b"A", b"He paid 1", b"200 crowns", b" said Jo."], (), b",")
    ([b'A', b'He paid 1,200 crowns, said Jo.'], set())
    """
    joined: list[bytes] = []
    whole: set[int] = set()
    for at, cell in enumerate(cells):
        is_apart = at in quoted or not joined or len(joined) - 1 in whole
        if is_apart or not _goes_on(cell, joined[-1]):
            whole |= {len(joined)} if at in quoted else set()
            joined.append(cell)
        else:
            joined[-1] += delimiter + cell
    return joined, whole


def _goes_on(cell: bytes, before: bytes) -> bool:
    """Return whether prose goes on behind a delimiter: with a space, or with three figures of a number."""
    is_number = THOUSANDS.match(cell) is not None and before[-1:].isdigit()
    return is_number or (cell.startswith(b" ") and bool(cell.strip()))
