"""Documents of one text: Word, OpenDocument, RTF, PDF with a text layer. An archive's export in such a file is an export.

The text is kept beside the bytes of the file (`fields`), and read like any text dump.
"""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from copydesk.errors import let_through
from copydesk.readers.exports import read_export
from copydesk.readers.package import Package, local, open_package
from copydesk.readers.place import Place, Reading
from copydesk.readers.recognise import export_kind
from copydesk.readers.stream import DamageError, Stream, as_stream
from copydesk.text.page_breaks import PAGE_BREAK, join_pages
from copydesk.text.rtf import text_of_rtf

MAX_PAGES = 5_000  # chosen: bounds the time of one document
PDF_EXTRA = "PDF is read with an extra: pip install 'copydesk[pdf]'"
PARAGRAPH_BREAK = "\n\n"


def read_document(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the text of a document, or the stories of an export in it."""
    stream = as_stream(stream)
    head = stream.peek(1 << 12)
    try:
        if head.startswith(b"PK"):
            raw = _whole(stream, place)
            with open_package(Stream(io.BytesIO(raw)), place) as package:
                text = PARAGRAPH_BREAK.join(_paragraphs(package))
        else:
            raw = _whole(stream, place)
            text = _text_of_pdf(raw) if b"%PDF-" in head else text_of_rtf(raw)
    except DamageError as error:
        stream.tell_damage()
        yield place.reject("", error.damage.reason, error.damage.detail, head)
        return
    if not text.strip():
        yield place.reject(
            "", "empty_file", "the document has no text; a scan needs text recognition first", raw
        )
        return
    plain = text.encode("utf-8", "replace")
    if export_kind(plain):
        yield from read_export(io.BytesIO(plain), dataclasses.replace(place, encoding=None))
        return
    yield place.record("", "text", raw, fields={"text": plain.decode()})


def _whole(stream: Stream, place: Place) -> bytes:
    """Return the bytes of the file; one that is cut or too large is a damage."""
    raw = stream.read(place.limits.max_record_bytes)
    if stream.peek(1):
        raise DamageError(
            "too_large", f"the document has more than {place.limits.max_record_bytes:,} bytes"
        )
    if stream.damage is not None:
        raise DamageError(stream.damage.reason, stream.damage.detail)
    return raw


def _paragraphs(package: Package) -> Iterator[str]:
    """Yield the paragraphs of a Word or OpenDocument text."""
    is_word = "word/document.xml" in package.names
    part = "word/document.xml" if is_word else "content.xml"
    names: tuple[str, ...] = ("p",) if is_word else ("p", "h")
    for node in package.events(part, names):
        text = "".join(_pieces(node)).strip()
        if text:
            yield text


def _pieces(paragraph: Any) -> Iterator[str]:
    """Yield the text of a paragraph; what was deleted, and the codes of fields, are none of it."""
    is_word = "openxmlformats" in str(paragraph.tag) or "/2006/main" in str(paragraph.tag)
    for node in paragraph.iter():
        if isinstance(node.tag, str):
            yield _own_piece(node, is_word=is_word)
            if not is_word and node is not paragraph:
                yield str(node.tail or "")


def _own_piece(node: Any, *, is_word: bool) -> str:
    """Return the text of a node before its first child: a blank, a line's end, or its words if they are the document's."""
    name = local(node)
    if name in SPACES:
        return SPACES[name]
    is_text = name == "t" if is_word else name not in ("note", "annotation")
    return str(node.text or "") if is_text else ""


SPACES = {"tab": " ", "s": " ", "br": "\n", "line-break": "\n", "cr": "\n"}


def _text_of_pdf(raw: bytes) -> str:
    """Return the text layer of a PDF, page by page."""
    try:
        import pypdf
    except ImportError:
        raise DamageError("unsupported_format", PDF_EXTRA) from None
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every oddity of a file
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
        pages = [
            page.extract_text() for _, page in zip(range(MAX_PAGES), reader.pages, strict=False)
        ]
    except Exception as error:  # the library raises whatever its own code meets in a bad file
        let_through(error)
        detail = f"the PDF can't be read: {type(error).__name__}"
        raise DamageError("corrupt_container", detail) from None
    text = join_pages(PAGE_BREAK.join(pages), parted_lines)
    return text.replace(PAGE_BREAK, PARAGRAPH_BREAK)


SENTENCE_END = re.compile(r"[.!?…。！？][\"”’'»)\]]*\s*$")
FULL_LINE = 0.8
"""Share of a page's widest lines that a line reaches if the paragraph goes on below: the last line of most is shorter."""
MAX_BLANK_SHARE = 0.1  # chosen: a page with more blank lines parts its paragraphs by them


def parted_lines(page: str) -> str:
    """Return the lines of a page put together to paragraphs: a text layer knows lines and no paragraphs.

    >>> parted_lines("Ferry sails\\nBy Hedda Quill\\nThe ferry sails again, the coun-\\ncil of the town said.")
    'Ferry sails\\n\\nBy Hedda Quill\\n\\nThe ferry sails again, the council of the town said.'
    """
    lines = list(map(str.strip, page.split("\n")))
    filled = list(filter(None, lines))
    if not filled or len(lines) - len(filled) > MAX_BLANK_SHARE * len(lines) + 1:
        return page  # it knows its paragraphs
    widest = sorted(map(len, filled))[-max(1, len(filled) // 10)]
    parts = [filled[0]]
    for before, line in itertools.pairwise(filled):
        is_within = line[0].islower() and not SENTENCE_END.search(before)
        if is_within and before.endswith("-"):
            parts[-1] = parts[-1][:-1] + line
        elif is_within or _is_full(before, line, widest):
            parts[-1] += " " + line
        else:
            parts.append(line)
    return PARAGRAPH_BREAK.join(parts)


def _is_full(before: str, line: str, widest: int) -> bool:
    """Return whether a line is as long as lines go; one that ends a sentence, only where the next word had no room in it."""
    is_ended = SENTENCE_END.search(before) is not None
    has_room = len(before) < widest - len(line.split()[0])
    return len(before) >= FULL_LINE * widest and not (is_ended and has_room)
