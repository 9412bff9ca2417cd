"""Pages of one document, as text layers give them: what runs at head and foot of each goes, what they broke is whole again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

PAGE_BREAK = "\f"
EDGE_LINES = 3
"""Lines at the head or foot of a page that are looked at: a paper's name, a day, a number."""
NUMBER = re.compile(r"\d+")
SENTENCE_END = re.compile(r"[.!?…。！？:][\"”’'»)\]]*$")
WRAPPED = 110
"""Columns at which lines are broken at most, as `repair.WRAP_WIDTHS`: longer lines are paragraphs."""
MAX_PAGES = 5_000  # chosen: bounds the time of one text


def pages_of(text: str) -> list[list[str]]:
    """Return the lines of each page of a text that is parted by form feeds and numbers its pages; none of any other text.

    >>> len(pages_of("THE POST   Page 3\\nIt sails.\\fTHE POST   Page 4\\nIt came.\\f")), pages_of("Ferry\\fBridge")
    (2, [])
    """
    if PAGE_BREAK not in text:
        return []
    parts = [part.strip("\n") for part in text.split(PAGE_BREAK)[:MAX_PAGES] if part.strip()]
    pages = [[line.rstrip() for line in part.split("\n")] for part in parts]
    edges = [_edges(page) for page in pages]
    is_numbered = any(map(_counts, zip(*edges, strict=False)))
    return pages if len(pages) > 1 and is_numbered else []


def join_pages(text: str, mend: Callable[[str], str] = str) -> str:
    """Return a text without page breaks and what runs round them; a paragraph that one parted goes on.

    `mend` is done to each page, but not before what runs round it is gone: it may put lines together.

    >>> join_pages("Ferry sails\\n\\nThe line opens\\n - 1 -\\f\\non Monday.\\n - 2 -\\f")
    'Ferry sails\\n\\nThe line opens\\non Monday.'
    """
    pages = pages_of(text)
    if not pages:
        return PAGE_BREAK.join(map(mend, text.split(PAGE_BREAK)))
    parts = list(map(mend, _without_running(pages)))
    widest = max(len(line) for part in parts for line in part.split("\n"))
    glue = "\n" if widest <= WRAPPED else " "
    joined = ""
    for kept in parts:
        runs_on = kept[:1].islower() and joined and not SENTENCE_END.search(joined)
        between = glue if runs_on else "\n\n"
        joined = f"{joined}{between}{kept}" if joined else kept
    return joined


def _without_running(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the text of each page without the lines that count the pages; what all say alike stands at the head of the first alone, or at the foot of the last."""
    edges = [_edges(page) for page in pages]
    places = list(zip(*edges, strict=False))
    numbers = {place for place, lines in enumerate(places) if _counts(lines)}
    same = {place for place, lines in enumerate(places) if lines[0] and len(set(lines)) == 1}
    heads = {place for place in same if place < EDGE_LINES}
    for number, page in enumerate(pages):
        said = (heads if number else set()) | (same - heads if page is not pages[-1] else set())
        gone = {edges[number][place] for place in numbers | said}
        yield "\n".join(line for line in page if line.strip() not in gone).strip("\n")


def _edges(page: Sequence[str]) -> list[str]:
    """Return the first lines of a page that hold something, and the last from the end; "" for each that it lacks."""
    filled = [line.strip() for line in page if line.strip()]
    head, foot = filled[:EDGE_LINES], filled[: -EDGE_LINES - 1 : -1]
    return [*head, *[""] * (EDGE_LINES - len(head)), *foot, *[""] * (EDGE_LINES - len(foot))]


def _counts(lines: Sequence[str]) -> bool:
    """Return whether lines differ in one number alone, which grows by one from each to the next."""
    found = [NUMBER.findall(line) for line in lines]
    if len({NUMBER.sub("0", line) for line in lines}) != 1 or not found[0]:
        return False
    moving = [column for column in zip(*found, strict=True) if len(set(column)) > 1]
    values = [int(text) for text in moving[0]] if len(moving) == 1 else []
    return bool(values) and values == list(range(values[0], values[0] + len(values)))
