"""The story of a page that shows none: its markup or text as a string of the page's own script data.

Pages built in the browser (and some that are only half built when saved) hold their story so. Structured data that states
an `articleBody` is read in `metadata`; here any string is looked at, so it must speak of what the headline says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement

from copydesk.parse.authors import read_authors
from copydesk.parse.html_body import Block, prune_boxes, prune_dead_tags, read_markup_blocks
from copydesk.parse.html_tree import read_tree
from copydesk.parse.titles import key_of
from copydesk.text.field_names import field_of
from copydesk.text.long_numbers import read_json

SHOWN_CHARS = 600
"""A page that shows this much text is believed; below it scripts are searched (some 50 of 881 pages)."""
LEAST_PROSE = 300  # characters in sentences that a story in script data must have
LEAST_GAIN = 2.0  # times what the page shows
LEAST_SHARED = 0.5  # of the headline's words must stand in it: consent notices and teasers speak of something else
MAX_SCRIPT_CHARS = 4 * 1024 * 1024
MAX_STRINGS = 2000
MAX_NESTING = (
    3  # strings within strings: JSON as a string of a script is common, and in that markup
)
OPEN_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)')
ESCAPE = re.compile(r"\\.")
LEAST_STRING = 300  # signs of a string that may be a story
DATA = re.compile(r'^\s*[{\[]|"\s*:\s*["{\[]')
"""Of data, not of text: such a string is opened, and is no story itself."""
MARKUP = re.compile(r"<(?:p|br|div|h[2-4]|li)\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?。！？।؟…][\"”’'»)\]」』]*$")
LONG_LINE = 60  # chosen: characters; menus and captions are shorter
WORD = re.compile(r"[^\W\d_]{4,}|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")


def hidden_story(
    blocks: list[Block], scripts: Sequence[str], headlines: Sequence[str]
) -> list[Block]:
    """Return the blocks, or the story that the page's scripts hold where it shows next to none."""
    best, most = blocks, max(LEAST_PROSE, LEAST_GAIN * prose_chars(blocks))
    for text in strings_of(scripts):
        found = blocks_of(text)
        n_chars = prose_chars(found)
        if n_chars > most and speaks_of(found, headlines):
            best, most = found, float(n_chars)
    return best


def shows_no_story(blocks: Sequence[Block]) -> bool:
    """Return whether a page shows so little text that its scripts are worth a search."""
    return sum(len(block.text) for block in blocks) < SHOWN_CHARS


def scripts_of(tree: HtmlElement) -> list[str]:
    """Return the texts of a page's scripts, as many as fit the limit."""
    found, n_chars = [], 0
    for script in tree.iter("script"):
        text = script.text or ""
        n_chars += len(text)
        if n_chars > MAX_SCRIPT_CHARS:
            break
        found.append(text)
    return found


def strings_of(scripts: Sequence[str]) -> Iterator[str]:
    """Yield the long texts that scripts hold as strings, or as strings within strings, each once."""
    waiting = [(text, 0) for text in reversed(scripts)]
    seen: set[str] = set()
    while waiting and len(seen) < MAX_STRINGS:
        text, depth = waiting.pop()
        for literal in literals_of(text):
            value = _decoded(literal)
            if value is None or value in seen:
                continue
            seen.add(value)
            if not DATA.search(value):
                yield value
            if depth + 1 < MAX_NESTING and '"' in value:
                waiting.append((value, depth + 1))


def literals_of(text: str) -> Iterator[str]:
    """Yield what stands between quotes, where it is long enough to be a story.

    What closes a short literal may open the next one. A quote inside a literal opens none: it would end where that ends.
    """
    at = 0
    while (match := OPEN_STRING.search(text, at)) is not None:
        literal, at = match[1], match.end()
        is_closed = text.startswith('"', at)
        if is_closed and len(ESCAPE.sub("x", literal)) >= LEAST_STRING:
            yield literal
            at += 1


def _decoded(literal: str) -> str | None:
    """Return what a string literal of JSON stands for, None where it is none."""
    try:
        value = json.loads(f'"{literal}"', strict=False)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a string: of markup, else of lines."""
    if not MARKUP.search(text):
        return [Block("paragraph", line) for piece in text.split("\n") if (line := piece.strip())]
    tree = read_tree(f"<html><body><div>{text}</div></body></html>")
    if tree is None:
        return []
    prune_dead_tags(tree)
    prune_boxes(tree)
    return read_markup_blocks(tree)


def prose_chars(blocks: Sequence[Block]) -> int:
    """Return how many characters stand in lines that are long and end as a sentence does."""
    return sum(
        len(block.text)
        for block in blocks
        if len(block.text) >= LONG_LINE and SENTENCE_END.search(block.text)
    )


def speaks_of(blocks: Sequence[Block], headlines: Sequence[str]) -> bool:
    """Return whether a text holds the words of one of the headlines."""
    text = " ".join(block.text for block in blocks).casefold()
    for headline in headlines:
        words = set(WORD.findall(headline.casefold()))
        if words and sum(word in text for word in words) >= LEAST_SHARED * len(words):
            return True
    return False


DATA_SCRIPT = re.compile(
    r"<script\b[^<>]*type=[\"']?application/json\b[^<>]*>([^<]*+(?:<(?!/script)[^<]*+)*+)</script",
    re.I,
)
"""What a page that is built in the browser was built of: `__NEXT_DATA__` and its like."""
MAX_DATA_NODES = 20_000  # chosen: as of structured data


def signed_in_data(markup: str, headlines: Sequence[str]) -> tuple[str, ...]:
    """Return who signed the story by the page's own data: of the object there that bears its headline, never of another story's."""
    if "application/json" not in markup:
        return ()  # most pages end here
    keys = {key_of(headline) for headline in headlines} - {""}
    for node in _objects([_loaded(script[1]) for script in DATA_SCRIPT.finditer(markup)]):
        called = [v for k, v in node.items() if isinstance(v, str) and field_of(k) == "title"]
        if keys.isdisjoint(map(key_of, called)):
            continue
        if names := read_authors(v for k, v in node.items() if field_of(k) == "authors"):
            return names
    return ()


def _loaded(text: str) -> Any:
    """Return the value that a script is; None where it is none, or too large."""
    try:
        return read_json(text) if len(text) <= MAX_SCRIPT_CHARS else None
    except (ValueError, RecursionError):
        return None


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in a value, outermost first."""
    waiting = [data]
    for _ in range(MAX_DATA_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, Mapping):
            yield value
        inside = value.values() if isinstance(value, Mapping) else value
        waiting += [item for item in inside if isinstance(item, list | Mapping)]
