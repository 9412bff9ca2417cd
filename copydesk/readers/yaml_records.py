"""Records in YAML: a list of them, below a key or not, one to a document, or one in a file.

The file is cut at the lines that begin a record, which no text within one can look like: it stands further to the right.
Each piece is parsed for itself, so that a broken one costs itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Literal

from copydesk.readers.fields import own_id
from copydesk.readers.front_matter import yaml_value
from copydesk.readers.json_lift import lift
from copydesk.readers.json_wrap import plain_bytes, under, unwrap
from copydesk.readers.parquet import plain_value
from copydesk.readers.place import Place, Reading
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.stream import Stream, as_stream
from copydesk.text.encoding import decode_text
from copydesk.text.field_names import field_of

HEAD = 1 << 16
PARTING = re.compile(rb"(?:---|\.\.\.)(?:[ \t]|\r?\n|\Z)")
ABOVE = re.compile(rb"(?:(?:[^\s-][^\n]*|---[^\n]*)?\r?\n)*+")
"""Lines above the first record of a list: a key, values that speak of all, remarks."""
ITEM = re.compile(rb"([ \t]*+)-[ \t]++[\"']?[^\s:\"'#-][^:\n]{0,60}:(?:\s|\Z)")
KEY = re.compile(rb"(?m)^[ \t-]*+[\"']?([^\s:\"'#-][^:\n\"']{0,60})[\"']?:(?=\s|\Z)")
OF_STORIES = frozenset(("title", "body", "html"))

Kind = Literal["head", "item", "document"]


def read_yaml(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per item of a list or document; what stands above a list speaks of each."""
    stream, wide = as_utf8(as_stream(stream))
    limit = place.limits.max_record_bytes
    around: list[dict[str, Any]] = []
    for number, (raw, kind) in enumerate(_pieces(stream, limit), 1):
        found = original_bytes(raw.strip(b"\r\n"), wide)
        step = f"record {number}"
        damage = stream.tell_damage() if not stream.peek(1) else None
        if len(raw) > limit:
            yield place.reject(step, "too_large", f"more than {limit:,} bytes", found)
        elif damage is not None:
            yield place.reject(step, damage.reason, damage.detail, found)
        else:
            yield from _records(raw, kind, found, place, step, around)


def _records(
    raw: bytes, kind: Kind, found: bytes, place: Place, step: str, around: list[dict[str, Any]]
) -> Reading:
    """Yield the records of a piece, or why there is none; a head is kept for those below it."""
    try:
        value = plain_value(yaml_value(decode_text(raw, place.encoding)[0]))
    except (ValueError, TypeError, RecursionError) as error:
        yield place.reject(step, "broken_record", f"not YAML: {error}", found)
        return
    if kind == "item" and isinstance(value, list) and len(value) == 1:
        value = value[0]
    if kind == "head":
        around[:] = [value] if isinstance(value, dict) else []
        return
    inner = _articles(value, kind, around)
    if not inner:
        detail = f"a value of YAML that is no mapping: {type(value).__name__}"
        yield place.reject(step, "not_a_record", detail, found)
        return
    for at, fields in enumerate(map(lift, inner), 1):
        own, here = (
            (found, step) if len(inner) == 1 else (plain_bytes(fields), f"{step}, article {at}")
        )
        yield place.record(
            here, "fields", own, fields=fields, source_record_id=own_id(fields, place.columns)
        )


def _articles(value: Any, kind: Kind, around: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the fields of the articles that a value is or holds; none of what is no mapping."""
    if not isinstance(value, dict):
        return []
    return [under(value, around)] if kind == "item" else unwrap(value) or [value]


def _pieces(stream: Stream, limit: int) -> Iterator[tuple[bytes, Kind]]:
    """Yield the bytes of each record, and what they are: one item of a list, or a document."""
    indent = _indent(stream.peek(HEAD))
    kind: Kind = "document" if indent is None else "head"
    parts: list[bytes] = []
    size = 0
    while line := stream.read_line(limit + 1):
        is_item = indent is not None and _opens_item(line, indent)
        if (is_item or PARTING.match(line)) and any(map(bytes.strip, parts)):
            yield b"".join(parts), kind
            parts, size = [], 0
        kind = "item" if is_item else kind
        if not PARTING.match(line) and size <= limit:
            parts.append(line)
            size += len(line)
    if any(map(bytes.strip, parts)):
        yield b"".join(parts), kind


def _opens_item(line: bytes, indent: bytes) -> bool:
    return line.startswith(indent + b"-") and line[len(indent) + 1 : len(indent) + 2] in b" \t\r\n"


def _indent(head: bytes) -> bytes | None:
    """Return what stands before the dash of each record, where a file is a list of them.

    >>> _indent(b"articles:\\n  - title: A\\n    text: B\\n"), _indent(b"title: A\\nauthors:\\n- name: B\\n")
    (b'  ', None)
    """
    above = ABOVE.match(head)
    first = ITEM.match(head, above.end()) if above else None
    if above is None or first is None:
        return None
    keys = KEY.findall(above[0])
    if keys and field_of(keys[-1].decode("utf-8", "replace")) not in (None, "body"):
        return None  # who wrote it, its subjects
    end = head.find(b"\n" + first[1] + b"-", first.end())
    item = head[first.start() : end if end > 0 else len(head)]
    fields = {field_of(key.decode("utf-8", "replace")) for key in KEY.findall(item)}
    return first[1] if OF_STORIES & fields and len(fields - {None}) > 1 else None
