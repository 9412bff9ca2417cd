"""A page that is nothing but a table of articles, as `DataFrame.to_html` and the export buttons of databases write it.

It is cut at the ends of its rows and never held whole. A page with a story in it stays a page: above such a table stands a
caption at most, and its header names both a title and a text.
"""

from __future__ import annotations

import html
import re
from typing import BinaryIO

from copydesk.encoding import decode_text, html_charset
from copydesk.field_names import field_of
from copydesk.readers.fields import own_id
from copydesk.readers.place import Place, Reading
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.stream import Stream, as_stream

TABLE = re.compile(rb"<table\b[^<>]*+>", re.IGNORECASE)
ROW_START = re.compile(rb"<tr\b[^<>]*+>", re.IGNORECASE)
ROW_END = re.compile(rb"</tr\s*+>", re.IGNORECASE)
CELL = re.compile(
    rb"<t[hd]\b[^<>]*+>(.*?)(?=</t[hd]\b|<t[hd]\b|</tr\b|\Z)", re.IGNORECASE | re.DOTALL
)
HIDDEN_START = re.compile(rb"<(head|style|script)\b|<!--", re.IGNORECASE)
HIDDEN_ENDS = {
    name: re.compile(rb"</" + name + rb"\s*+>", re.IGNORECASE)
    for name in (b"head", b"style", b"script")
} | {b"": re.compile(rb"-->")}
ANY_TAG = re.compile(rb"<[^<>]*+>")
BLOCK = re.compile(rb"<(?:p|div|br|li|h[1-6]|blockquote|ul|ol|img|figure|section)\b", re.IGNORECASE)
MAX_ABOVE = 300
"""Characters that may stand above the table: its name, who exported it and when."""
STEP = 1 << 16


def is_table_of_articles(head: bytes) -> bool:
    """Return whether a page begins with a table whose header names a title and a text, and has a row below.

    >>> is_table_of_articles(b"<html><table><tr><th>title<th>text</tr><tr><td>A<td>B</tr>")
    True
    """
    table = TABLE.search(head)
    if table is None:
        return False
    row = ROW_START.search(head, table.end())
    end = ROW_END.search(head, row.end()) if row else None
    if row is None or end is None or not ROW_START.search(head, end.end()):
        return False
    names = [name for cell in CELL.findall(head, row.end(), end.start()) if (name := _plain(cell))]
    fields = {field_of(name) for name in names if name.casefold() != "name"}  # of a ware, a team
    above = ANY_TAG.sub(b"", _without_hidden(head[: table.start()]))
    return (
        "title" in fields
        and bool(fields & {"body", "html"})
        and len(b" ".join(above.split())) <= MAX_ABOVE
    )


def _without_hidden(markup: bytes) -> bytes:
    """Return markup without what no reader sees; what is never closed is seen."""
    parts, at = [], 0
    while found := HIDDEN_START.search(markup, at):
        end = HIDDEN_ENDS[(found[1] or b"").lower()].search(markup, found.end())
        if end is None:
            break
        parts.append(markup[at : found.start()])
        at = end.end()
    return b"".join([*parts, markup[at:]])


def read_html_table(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per row below the header; a row of another width is rejected."""
    stream, wide = as_utf8(as_stream(stream))
    limit = place.limits.max_record_bytes
    charset = None if wide else place.encoding or html_charset(stream.peek(STEP))
    names: tuple[str, ...] = ()
    header = b""
    number = 0
    while stream.peek(1):
        raw, has_end = _next_row(stream, limit)
        start = None if raw is None else ROW_START.search(raw)
        if raw is None or start is None:
            continue
        own = raw[start.start() :]
        cells = CELL.findall(own)
        if not names:
            names = tuple(
                _plain(cell, charset) or f"Unnamed: {at}" for at, cell in enumerate(cells)
            )
            header = own
            continue
        if own == header:
            continue
        number += 1
        step = f"row {number}"
        kept = original_bytes(header + b"\n" + own, wide)
        if not has_end:
            damage = stream.tell_damage() if not stream.peek(1) else None
            is_long = len(raw) >= limit
            reason = damage.reason if damage else "too_large" if is_long else "broken_record"
            detail = (
                damage.detail if damage else f"a row that does not end within {len(raw):,} bytes"
            )
            yield place.reject(step, reason, detail, kept)
        elif len(cells) != len(names):
            detail = f"the row has {len(cells)} cells under {len(names)} names"
            yield place.reject(step, "broken_record", detail, kept)
        else:
            values = (_value(cell, charset) for cell in cells)
            fields = dict(zip(names, values, strict=True))
            yield place.record(
                step, "fields", kept, fields=fields, source_record_id=own_id(fields, place.columns)
            )


def _next_row(stream: Stream, limit: int) -> tuple[bytes | None, bool]:
    """Consume up to the end of the next row; return these bytes, and whether a row ends there. None is what stands behind all."""
    size = STEP
    while True:
        head = stream.peek(size)
        end = ROW_END.search(head)
        if end is not None:
            return stream.read(end.end()), True
        if len(head) < size or size > limit:
            rest = stream.read(len(head))
            return (rest if ROW_START.search(rest) else None), False
        size *= 4


def _plain(cell: bytes, charset: str | None = None) -> str:
    """Return the text of a cell on one line."""
    return " ".join(html.unescape(decode_text(ANY_TAG.sub(b" ", cell), charset)[0]).split())


def _value(cell: bytes, charset: str | None) -> str:
    """Return what a cell holds: its markup where it has paragraphs, else its text, line by line."""
    if BLOCK.search(cell):
        return decode_text(cell, charset)[0].strip()
    return html.unescape(decode_text(ANY_TAG.sub(b"", cell), charset)[0]).strip()
