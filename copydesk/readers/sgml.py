"""Reuters-style SGML: one `<REUTERS>` element is one record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from copydesk.readers.place import Place, Reading
from copydesk.readers.stream import CHUNK, Stream, as_stream
from copydesk.records import RawRecord, Rejection
from copydesk.text.encoding import decode_text
from copydesk.text.references import unescape

START = re.compile(rb"<REUTERS\b", re.IGNORECASE)
END = re.compile(rb"</REUTERS\s*+>", re.IGNORECASE)
BOUNDARY = re.compile(rb"(?P<end></REUTERS\s*+>)|<REUTERS\b", re.IGNORECASE)
OPENING_TAG = re.compile(r"<REUTERS\b([^>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
LIST_ITEM = re.compile(r"<D>((?:(?!<D>).)*?)</D>", re.IGNORECASE | re.DOTALL)
TEXT_TAG = re.compile(r"<TEXT\b([^<>]*+)>", re.IGNORECASE)
PROLOGUE = re.compile(
    rb"<(?:!DOCTYPE|\?xml)[^>]*+(?P<close>>)?|<!--.*?(?:(?P<end>-->)|\Z)|(?P<tag></?(?:LEWIS|COLLECTION)>)",
    re.IGNORECASE | re.DOTALL,
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CONTROL_REFERENCE = re.compile(r"&#0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127);?")

LISTS = ("topics", "places", "people", "orgs", "exchanges", "companies")
TEXTS = ("date", "mknote", "unknown", "author", "title", "dateline", "body")
HEAD_ATTRIBUTES = {"newid": "newid", "oldid": "oldid", "lewissplit": "lewissplit", "cgisplit": "cgisplit", "topics": "has_topics"}  # fmt: skip
"""Attributes of an element: what they are to us."""


def read_sgml(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per element. An element without its end costs itself."""
    stream = as_stream(stream)
    limit = place.limits.max_record_bytes
    held = b""
    number = 0
    has_more = True
    while has_more:
        piece = stream.read(max(CHUNK, len(held)))
        has_more = bool(piece)
        held += piece
        pieces, held = _cut(held, is_end=not has_more or len(held) > limit)
        for raw in pieces:
            number += 1
            yield _read_element(raw, place, f"record {number}", stream, is_end=not has_more)


def _cut(held: bytes, *, is_end: bool) -> tuple[list[bytes], bytes]:
    """Return the whole elements (and stretches of junk) at the front, and what is left to wait for."""
    pieces: list[bytes] = []
    at = 0
    while True:
        start = START.search(held, at)
        if start is None:
            break
        _add_junk(pieces, held[at : start.start()])
        boundary = BOUNDARY.search(held, start.end())
        if boundary is not None:
            stop = boundary.end() if boundary["end"] else boundary.start()
        elif is_end:
            stop = len(held)
        else:
            return pieces, held[start.start() :]
        pieces.append(held[start.start() : stop].rstrip())
        at = stop
    if is_end:
        _add_junk(pieces, held[at:])
        return pieces, b""
    # A tag may be cut by the end of the piece.
    keep = max(at, len(held) - 16)
    last = held.rfind(b"<", at)
    keep = last if last >= 0 and held.find(b">", last) < 0 else keep
    _add_junk(pieces, held[at:keep])
    return pieces, held[keep:]


def _add_junk(pieces: list[bytes], between: bytes) -> None:
    """Add what stands between elements, unless it is the file's own prologue or blank."""
    junk = PROLOGUE.sub(_unclosed, between).strip(b" \t\r\n\x00\x1a\xef\xbb\xbf")
    if junk:
        pieces.append(junk)


def _unclosed(found: re.Match[bytes]) -> bytes:
    """Return a piece of prologue that never ends, which is junk; b"" for a whole one."""
    return b"" if found.lastgroup else found.group()


def _read_element(
    raw: bytes, place: Place, step: str, stream: Stream, *, is_end: bool
) -> RawRecord | Rejection:
    """Return the record of one element, or why it is none."""
    if not START.match(raw):
        return place.reject(step, "broken_record", "text outside of any <REUTERS> element", raw)
    if len(raw) > place.limits.max_record_bytes:
        return place.reject(step, "too_large", "the element is larger than a record may be", raw)
    if not END.search(raw):
        damage = stream.tell_damage() if is_end else None
        if damage is not None:
            return place.reject(step, damage.reason, damage.detail, raw)
        return place.reject(step, "broken_record", "the element has no </REUTERS>", raw)
    text, _ = decode_text(raw, place.encoding)
    fields = element_fields(text)
    own = fields.get("newid")
    return place.record(step, "fields", raw, fields=fields, source_record_id=own)


def element_fields(text: str) -> dict[str, Any]:
    """Return the fields of an element's text: lists for categories, text for the rest, absent ones left out.

    >>> element_fields('<REUTERS NEWID="7"><TEXT TYPE="BRIEF"><TITLE>RISE &lt;XYZ></TITLE></TEXT></REUTERS>')
    {'newid': '7', 'text_type': 'BRIEF', 'title': 'RISE <XYZ>'}
    """
    opening = OPENING_TAG.match(text)
    head = _attributes(opening.group(1)) if opening else {}
    fields: dict[str, Any] = {
        field: head[name] for name, field in HEAD_ATTRIBUTES.items() if name in head
    }
    for name, found in _elements(LISTS, text):
        fields[name] = list(map(_plain, LIST_ITEM.findall(found)))
    text_tag = TEXT_TAG.search(text)
    if text_tag:
        fields["text_type"] = _attributes(text_tag.group(1)).get("type", "NORM")
    fields |= {name: _plain(found) for name, found in _elements(TEXTS, text)}
    if fields.get("text_type") == "UNPROC" and "body" not in fields:
        # Such a story came through without its layout: headline and text are one stretch.
        fields["body"] = _plain(_inside("text", text) or "")
    return fields


def _elements(names: Iterable[str], text: str) -> Iterator[tuple[str, str]]:
    """Yield the names that have an element, with what stands in it."""
    for name in names:
        found = _inside(name, text)
        if found is not None:
            yield name, found


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): _resolved(double or single or bare)
        for name, double, single, bare in ATTRIBUTE.findall(text)
    }


def _inside(name: str, text: str) -> str | None:
    """Return what stands inside the first element of this name; None when there is none."""
    opening = re.search(rf"<{name}\b[^<>]*+>", text, re.IGNORECASE)
    if opening is None:
        return None
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, opening.end())
    return text[opening.end() : closing.start()] if closing else None


def _plain(text: str) -> str:
    """Return text with its entities resolved, without control characters."""
    return CONTROL.sub("", _resolved(CONTROL_REFERENCE.sub("", text)))


def _resolved(text: str) -> str:
    """Return text with its entities resolved; a number that is no character becomes U+FFFD."""
    return unescape(text)
