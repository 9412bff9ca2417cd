"""Files that news archives export: many stories in one text, parted by lines of the archive's own.

What belongs here: which archive it was, and where one story ends and the next begins. What stands in a story's head is
read in `export_fields`. A text is taken for an export only by two marks of the same archive, each a line of its own: a story
that quotes one of them stays a story.
"""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from copydesk.readers.export_fields import (
    read_coded_story,
    read_corpus_story,
    read_ebsco_story,
    read_europresse_story,
    read_factiva_story,
    read_newsbank_story,
    read_nexis_story,
    read_nexis_uni_story,
    read_proquest_story,
    read_ris_story,
    read_ruled_story,
    read_wire_story,
)
from copydesk.readers.parted import FEED, PARTING, parting_kind
from copydesk.readers.place import Place, Reading
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.recognise import (
    EUROPRESSE_CODE,
    HEAD,
    NEXIS_COUNT,
    export_kind,
    is_markup_export,
)
from copydesk.readers.stream import Damage, Stream, as_stream
from copydesk.records import RawRecord, Rejection
from copydesk.text.encoding import decode_text, encoding_of_head
from copydesk.text.references import unescape

LONGEST_MARK = 300  # bytes of a line that may part stories
NEVER = re.compile(rb"(?!)")
BLOCK = rb"(?:p|div|tr|li|table|article|section|header|footer|h[1-6]|hr|br)\b[^<>]*+>"
MARKUP_BREAK = re.compile(
    rb"<br\b[^<>]*+>|(?:<" + BLOCK + rb"\s*+)++|(?:</" + BLOCK + rb"\s*+){1,20}+(?=[^<\s])",
    re.IGNORECASE,
)
MARKUP_HIDDEN = re.compile(rb"<(style|script|title)\b[^<>]*+>[^<]*+</\1\s*+>", re.IGNORECASE)
MARKUP_INLINE = re.compile(rb"</?(?:span|b|i|em|strong|font|a|u)\b[^<>]*+>", re.IGNORECASE)
MARKUP_TAG = re.compile(rb"</?[A-Za-z!][^<>]*+>")


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """How an archive parts its stories: by a line before each, behind each, or between them."""

    parting: re.Pattern[bytes]
    read: Callable[[list[str]], dict[str, Any]]
    is_behind: bool = False  # the line belongs to the story that it ends
    opens: re.Pattern[bytes] | None = None  # what the first line of a story begins with

    def is_mark(self, line: bytes) -> bool:
        """Return whether a line parts stories."""
        is_parting = len(line) <= LONGEST_MARK and self.parting.fullmatch(line.strip()) is not None
        return is_parting or (self.opens is not None and self.opens.match(line) is not None)


LAYOUTS: dict[str, Layout] = {
    "nexis": Layout(re.compile(NEXIS_COUNT, re.IGNORECASE), read_nexis_story),
    # One story, or several by the newer Text Assembler: nothing counts them.
    "nexis-alone": Layout(re.compile(rb"(?:All Rights Reserved|Alle Rechte vorbehalten|Tous droits r\S{1,2}serv\S{1,2}s)", re.IGNORECASE), read_nexis_story, is_behind=True),
    "nexis-uni": Layout(re.compile(rb"End of Document"), read_nexis_uni_story, is_behind=True),
    "factiva": Layout(re.compile(rb"(?:AN\s+)?Document [A-Z][A-Z0-9]{2,9}\d{8}[a-z0-9]{5,16}"), read_factiva_story, is_behind=True),
    "factiva-coded": Layout(re.compile(rb"(?:AN\s+)?Document [A-Z][A-Za-z0-9]{8,40}"), read_coded_story, is_behind=True),
    "proquest": Layout(re.compile(rb"_{20,}"), read_proquest_story),
    "ebsco": Layout(re.compile(rb"Record: \d+"), read_ebsco_story),
    "europresse": Layout(re.compile(EUROPRESSE_CODE), read_europresse_story, is_behind=True),
    "ruled": Layout(re.compile(rb"-{20,}|={20,}|\*{20,}|_{20,}|#{20,}|~{20,}"), read_ruled_story),
    "wire": Layout(NEVER, read_wire_story, opens=re.compile(rb"\x01")),
    "ris": Layout(re.compile(rb"ER  -.{0,20}"), read_ris_story, is_behind=True),
    "newsbank": Layout(re.compile(rb"(?:\xc2\xa9|\([Cc]\))? ?Copyright\b.{0,200}"), read_newsbank_story, is_behind=True),
    "corpus": Layout(NEVER, read_corpus_story, opens=re.compile(rb"(?:@@|##)\d{3,12}[ \t]")),
    FEED: Layout(NEVER, read_ruled_story, opens=re.compile(rb"\x0c")),
    **{sign: Layout(line, read_ruled_story) for sign, line in PARTING.items()},
}  # fmt: skip


def read_export(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per story; what stands before the first and behind the last is accounted for."""
    stream, wide = as_utf8(as_stream(stream))
    head = stream.peek(HEAD)
    kind = export_kind(head)
    if is_markup_export(head):
        raw = stream.read(place.limits.max_record_bytes)
        is_large = bool(stream.peek(1))
        damage = Damage("too_large", "the page is too large") if is_large else stream.tell_damage()
        if damage is not None:
            stream.skip()
            yield place.reject("", damage.reason, damage.detail, raw)
            return
        text = text_of_markup(raw)
        kind = export_kind(text[:HEAD]) or "factiva"
        if kind == "europresse":
            text = text.replace(b"\n", b"\n\n")  # its reader knows paragraphs, not lines
        stream, wide = Stream(io.BytesIO(text)), None
    kind = kind or parting_kind(head) or "nexis"
    layout = LAYOUTS.get(kind, LAYOUTS["nexis"])
    charset = None if wide else place.encoding or encoding_of_head(head)
    stories = _stories(stream, layout, place.limits.max_record_bytes)
    for number, (raw, is_cut, is_last) in enumerate(stories, 1):
        step = f"record {number}"
        yield _story(raw, layout, place, step, stream, wide, charset, is_cut, is_last)


def _stories(stream: Stream, layout: Layout, limit: int) -> Iterator[tuple[bytes, bool, bool]]:
    """Yield the bytes of each story, whether they were cut at the limit, and whether the file ends with it."""
    parts: list[bytes] = []
    size = 0
    is_cut = False
    while line := stream.read_line(limit + 1):
        is_mark = layout.is_mark(line)
        if is_mark and not layout.is_behind and _has_text(parts):
            yield b"".join(parts), is_cut, False
            parts, size, is_cut = [], 0, False
        is_cut |= size + len(line) > limit
        if not is_cut:
            parts.append(line)
            size += len(line)
        if is_mark and layout.is_behind:
            yield b"".join(parts), is_cut, not line.endswith(b"\n")
            parts, size, is_cut = [], 0, False
    if is_cut or _has_text(parts):
        yield b"".join(parts), is_cut, True


def _has_text(parts: list[bytes]) -> bool:
    return any(part.strip(b"\x00 \t\r\n\x0c\xef\xbb\xbf") for part in parts)


def _story(
    raw: bytes,
    layout: Layout,
    place: Place,
    step: str,
    stream: Stream,
    wide: str | None,
    charset: str | None,
    is_cut: bool,
    is_last: bool,
) -> RawRecord | Rejection:
    """Return the record of one story, or why it is none."""
    kept = original_bytes(raw.strip(b"\r\n\x0c"), wide)
    if is_cut:
        detail = f"the story has more than {place.limits.max_record_bytes:,} bytes"
        return place.reject(step, "too_large", detail, kept)
    damage = stream.tell_damage() if is_last else None
    if damage is not None:
        return place.reject(step, damage.reason, damage.detail, kept)
    text, _ = decode_text(raw, charset)
    lines = text.replace("\x0c", "\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fields = layout.read(
        [line for line in lines if not layout.parting.fullmatch(line.strip().encode())]
    )
    if not fields:
        detail = "a stretch of the export that is no story: a cover page, a list or a bibliography"
        return place.reject(step, "not_a_record", detail, kept)
    own = fields.get("id")
    return place.record(step, "fields", kept, fields=fields, source_record_id=own)


def text_of_markup(raw: bytes) -> bytes:
    """Return the text of an export in HTML, a line for each block.

    >>> text_of_markup(b"<div>512&nbsp;words</div><div>3 May</div>").split()
    [b'512', b'words', b'3', b'May']
    """
    text = MARKUP_HIDDEN.sub(b"", raw).replace(b"\r", b" ").replace(b"\n", b" ")
    text = MARKUP_TAG.sub(b"", MARKUP_BREAK.sub(b"\n", MARKUP_INLINE.sub(b"", text)))
    plain = unescape(decode_text(text, None)[0].replace("&#55", "&amp;#55"))
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    return "\n".join(lines).encode("utf-8", "replace")
