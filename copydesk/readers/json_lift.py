"""Fields that stand deeper: an article's text in blocks, and the parts of a record whose own names say nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from copydesk.field_names import field_of
from copydesk.readers.json_shape import (
    BLOCK_KEYS,
    LONG_TEXT,
    MIN_TEXT,
    STORY_FIELDS,
    TEXT_KEYS,
    says_something,
    stated_fields,
    text_size,
)

MAX_DEPTH = 6
MAX_LIFTED = 500
OTHER_THINGS = re.compile(
    r"(?i)comment|related|recommend|image|photo|galler|video|media|caption|quote|review|faq|promo|advert|author|byline|owner|user"
)
"""Parts of names of lists and objects that are about something else than the story."""

LIST_OF_PARTS = re.compile(r"(?i)block|element|paragraph|content|body|component|section|node")
KIND_KEYS = frozenset(
    ("type", "_type", "kind", "nodeType", "node_type", "tag", "blockName", "__typename")
)
NAMED = frozenset(("authors", "publisher", "section", "keywords"))
"""Our fields whose objects are somebody or something with a name of its own, which is no title."""

RUN_KEYS = frozenset(("value", "marks", "text"))


def is_told_in_blocks(node: Mapping[str, Any]) -> bool:
    """Return whether an object has a title, and for its text the blocks of an editor, in itself or an object in it.

    >>> is_told_in_blocks({"title": "A", "elements": [{"type": "text", "content": "b" * 80}, {"type": "image"}]})
    True
    """
    has_title = any(field_of(key) == "title" and says_something(item) for key, item in node.items())
    return has_title and _blocks(node) is not None


def _blocks(node: Mapping[str, Any]) -> list[str] | None:
    """Return the texts of the first list of blocks in an object or in those in it, or None."""
    for inner in _objects(node):
        for key, items in inner.items():
            if _is_list_of_blocks(key, items):
                texts = [text for item in items for text in _texts(item, 0)]
                if sum(map(len, texts)) >= MIN_TEXT:
                    return texts
    return None


def _is_list_of_blocks(key: Any, items: Any) -> bool:
    """Return whether a list holds objects that name their kind, or is called a list of parts, and none is a story."""
    if not isinstance(items, list) or not items or OTHER_THINGS.search(str(key)):
        return False
    if not all(isinstance(item, Mapping) for item in items):
        return False
    if any(
        name not in BLOCK_KEYS and field_of(name) in STORY_FIELDS and says_something(value)
        for item in items
        for name, value in item.items()
    ):
        return False
    return bool(LIST_OF_PARTS.search(str(key))) or all(KIND_KEYS & set(item) for item in items)


def lift(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a record's fields, where it has no text of its own with those that stand in its blocks and objects.

    What has a known name keeps it; any other text gets the path to it for a name, so that values can decide as they do
    of columns (`copydesk.layout`).

    >>> lift({"doc": {"headline": "A", "payload": {"x": "b" * 200}}})["doc.payload.x"][:2]
    'bb'
    """
    if not any(isinstance(item, (dict, list)) for item in fields.values()) or text_size(fields):
        return fields
    lifted = dict(_parts(fields))
    if (blocks := _blocks(fields)) is not None:
        lifted["body"] = blocks
    is_story = text_size(lifted) or any(
        isinstance(item, str) and len(item) >= LONG_TEXT for item in lifted.values()
    )
    return {**lifted, **fields} if is_story else fields


def _parts(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of what stands in the objects of a record, outer ones first."""
    given = stated_fields(fields)
    waiting: list[tuple[str, Mapping[str, Any], int]] = [("", fields, 0)]
    n = 0
    while waiting:
        path, node, depth = waiting.pop(0)
        for key, item in node.items():
            n += 1
            if n > MAX_LIFTED:
                return
            name = f"{path}.{key}" if path else str(key)
            field = field_of(key)
            is_named = isinstance(item, Mapping | list) and field in NAMED
            if field and depth and field not in given and (is_named or says_something(item)):
                given.add(field)
                yield str(key), item
            elif isinstance(item, Mapping) and not is_named:
                if depth < MAX_DEPTH and not OTHER_THINGS.search(str(key)):
                    waiting.append((name, item, depth + 1))
            elif depth and isinstance(item, str) and field is None:
                yield name, item


def _objects(node: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield an object and those in it, outer ones first, but for what is about something else."""
    yield node
    if depth < MAX_DEPTH:
        for key, item in node.items():
            if isinstance(item, Mapping) and not OTHER_THINGS.search(str(key)):
                yield from _objects(item, depth + 1)


def _texts(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Yield the texts of a block: under keys that stand for a text, or of the blocks in it."""
    for key, item in node.items():
        if str(key) not in TEXT_KEYS and str(key) not in BLOCK_KEYS:
            continue
        if isinstance(item, str):
            if item.strip():
                yield item
        elif isinstance(item, Mapping) and depth < MAX_DEPTH:
            yield from _texts(item, depth + 1)
        elif isinstance(item, list) and depth < MAX_DEPTH:
            pieces = [
                text
                for one in item
                for text in (
                    [one]
                    if isinstance(one, str)
                    else _texts(one, depth + 1)
                    if isinstance(one, Mapping)
                    else []
                )
            ]
            # Runs of one paragraph stand beside one another, paragraphs below one another.
            is_runs = all(isinstance(one, Mapping) and set(one) & RUN_KEYS for one in item)
            yield from ["".join(pieces)] if is_runs and pieces else pieces
