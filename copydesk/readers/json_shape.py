"""What a JSON object is by the names and the length of its values: an article, a text, something of both, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copydesk.text.field_names import field_of

MIN_TEXT = 80
"""Characters of a text that can be a story's own; a status message is shorter."""
MIN_WIDE_TEXT = 25  # of a script without spaces
WRITTEN_OBJECT = ('{"', '[{"', '[ {"', '{ "')
"""How JSON in a text begins, and no story."""
LONG_TEXT = 200
"""Characters of a value that is a text whatever its name."""
TEXT_KEYS = frozenset((
    "text", "rendered", "value", "content", "paragraphs", "sections", "blocks", "html", "main",
    "basic", "default", "#text", "$t",
))  # fmt: skip
"""Keys of an object that stands for a text."""
STORY_FIELDS = frozenset(("title", "url", "published", "authors"))
"""What a story has, and a piece of its text has not."""

SECTION_KEYS = TEXT_KEYS | {"headline", "heading", "title", "level", "type", "id", "number"}
"""All that a section of a text says: a story has an address, a day or somebody who wrote it, too."""

BLOCK_KEYS = frozenset(("data", "children", "body", "paragraph", "p", "items"))
"""Further keys of an object that is a piece of a text, in editors' trees."""


def is_article(node: Mapping[str, Any]) -> bool:
    """Return whether an object's names say that it is an article: a title or text, and what an article has besides."""
    fields = stated_fields(node)
    if "title" in fields:
        return bool(fields & {"body", "html", "subtitle", "published", "url"})
    return bool(fields & {"body", "html"}) and bool(
        fields & {"published", "url", "authors", "subtitle"}
    )


def stated_fields(node: Mapping[str, Any]) -> set[str]:
    """Return our fields of which an object says something."""
    told = (field_of(key) for key, value in node.items() if says_something(value))
    return set(filter(None, told))


def says_something(value: Any) -> bool:
    """Return whether a value is a text, a number, or an object or list that stands for one."""
    if isinstance(value, Mapping):
        return any(key in TEXT_KEYS or str(key).startswith("$") for key in value)
    if isinstance(value, list):
        return bool(value) and not isinstance(value[0], Mapping | list)
    return value is not None and value != ""


def text_size(node: Mapping[str, Any]) -> int:
    """Return how long the text is that an object's names give as its own; 0 where it is too short to be a story."""
    best = 0
    for key, value in node.items():
        if field_of(key) in ("body", "html"):
            best = max(best, size_of(value, 0))
    return best if best >= MIN_TEXT else 0


def size_of(value: Any, depth: int) -> int:
    """Return the length of a text, a list of paragraphs or an object that stands for a text."""
    if isinstance(value, str):
        return size_of_text(value)
    if depth > 4 or is_article_or_list_of(value):
        return 0
    if isinstance(value, list):
        return sum(size_of(item, depth + 1) for item in value)
    if isinstance(value, Mapping):
        return sum(
            _size_of_sections(item, depth) if key == "sections" else size_of(item, depth + 1)
            for key, item in value.items()
            if str(key) in TEXT_KEYS
        )
    return 0


def _size_of_sections(value: Any, depth: int) -> int:
    """Return the length of the sections of one text; a heading and paragraphs alone make no article of each."""
    if not isinstance(value, list):
        return size_of(value, depth + 1)
    parts = [
        {key: part for key, part in item.items() if key in TEXT_KEYS}
        if isinstance(item, Mapping) and set(item) <= SECTION_KEYS
        else item
        for item in value
    ]
    return size_of(parts, depth + 1)


def size_of_text(text: str) -> int:
    """Return the length of a text; of an object written out 0, of one in a script without blanks at least what a story has."""
    if text.startswith(WRITTEN_OBJECT):
        return 0
    has_length = MIN_WIDE_TEXT <= len(text) < MIN_TEXT
    is_wide = has_length and not text.isascii() and text.count(" ") < len(text) / 12
    return MIN_TEXT if is_wide else len(text)


def is_article_or_list_of(value: Any) -> bool:
    """Return whether a value is an article, or a list with one: their texts are their own."""
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, Mapping) and is_article(item) for item in items)
