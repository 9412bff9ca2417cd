"""Texts that open with lines of labels ("Title: …", "Date: …"): one story, or many behind one another in one file.

Whoever saves stories by a script of twenty lines writes them so. A file is taken for one only when its first lines are
labels that we know, a title among them: a story may hold a line such as "Date: 3 May" and does not begin with three of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from copydesk.readers.fields import own_id
from copydesk.readers.place import Place, Reading
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.stream import Stream, as_stream
from copydesk.text.encoding import decode_text, sure_encoding
from copydesk.text.field_names import field_of, plain_name

HEAD = 1 << 13
MAX_LABEL = 40
MIN_LABELS = 2
MAX_BLANK = 2  # blank lines between two labels
LABEL = re.compile(
    r"[ \t]*[*_#>\[]{0,3}([^\W\d_][^:：\n\[\]]{0,38}?)[\]*_]{0,2}[ \t]?[:：=][*_]{0,2}(?![/\\])[ \t]*+(.*)"
)
OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)?# [^\n]{1,400}\n|\s*+(?:[-=*_#~+<>]{4,}+\s*+|[^\n:=]{0,29}\d[^\n:=\w]{0,3}\n\s*+)?[^\n:=]{1,60}(?::|=|\xef\xbc\x9a)"
)
SEPARATOR = re.compile(
    r"\s*(?:[-=*_#~+<>]{4,}|<?/?(?:EOA|END|DOC|ARTICLE|eod|END OF (?:ARTICLE|DOCUMENT))>?"
    r"|[\[(#]{0,2}\d{1,6}[\])]?[.:]?|(?:article|story|record|document|doc|text|item|no|nr)\b[.:]?\s?#?\d{1,6}(?:\s?(?:of|/)\s?\d{1,6})?[.:]?)\s*",
    re.I,
)
"""A line that parts stories: of one sign again and again, a word that says so, or a number that counts them."""
SHOUTED = re.compile(r"[A-Z][A-Z ]{2,24}:(?:\s|$)")
"""A label of a weblog's export, whether we know it or not: "ALLOW COMMENTS: 1"."""
RULE = re.compile(r"-{4,8}[ \t]*")
GOES_ON = "EXTENDED BODY:"
HEADER = re.compile(r"([A-Za-z][\w.-]{0,38}):(?:[ \t]+(.*))?")
"""A header of a message, whether we know it or not (RFC 5322, section 2.2)."""
MAIL = {"from": "authors", "subject": "title"}
"""What these labels say where both stand: a posting without the headers that machines write."""


def is_labelled(head: bytes) -> bool:
    """Return whether a text opens with labels of an article.

    >>> is_labelled(b"Title: Ferry reopens\\nDate: 3 May\\n\\nThe line ..."), is_labelled(b"Breaking: no title\\nText")
    (True, False)
    """
    encoding, mark = sure_encoding(head)
    if encoding in (None, "utf-8") and not OPENING.match(head, mark):
        return False  # most texts end here
    lines = decode_text(head[mark:][:HEAD], encoding)[0].splitlines()
    return bool(_labels(lines)[0])


HEADING = re.compile(r"#[ \t]+(\S.{0,398})")


def _under_heading(lines: Sequence[str]) -> tuple[dict[str, str], int] | None:
    """Return the labels below the one heading of Markdown with which a text opens, as Notion exports a page; None without them.

    Whoever notes of a guide who wrote it gives neither its day of publication nor an address.
    """
    heading = HEADING.fullmatch(lines[0].strip("\ufeff ")) if lines else None
    if heading is None:
        return None
    found, end = _opening_labels(lines[1:])
    names = {field_of(name) for name in found}
    is_told = names & {"published", "url"} and len(names - {None}) >= MIN_LABELS
    return ({"Title": heading[1].strip("# "), **found}, end + 1) if is_told else None


FIELDS_BELOW = re.compile(r"(?:\A|\n)id: [0-9a-f]{32}\n(?:[a-z_]+:[^\n]*\n)+type_: \d+\s*\Z")
"""What Joplin writes below each note that it keeps or exports as a file."""


def has_fields_below(head: bytes) -> bool:
    """Return whether a text is a note of Joplin's, which is told by the lines at its end."""
    end = head.rstrip()[-1 << 12 :]
    return (
        b"\ntype_: " in end
        and FIELDS_BELOW.search(end.decode("utf-8", "replace").replace("\r\n", "\n")) is not None
    )


def _labels(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the labels with which lines open, and how many lines these take; none where they are no article's."""
    if (message := _message_head(lines)) is not None:
        return message
    found, end = _opening_labels(lines)
    if not found and (headed := _under_heading(lines)) is not None:
        return headed
    is_mail = _is_mail(found)
    names = {(MAIL.get(plain_name(name)) if is_mail else None) or field_of(name) for name in found}
    n_needed = MIN_LABELS + is_mail  # anybody may open a letter in a story so
    is_article = "title" in names and min(len(found), len(names - {None})) >= n_needed
    return (found, end) if is_article else ({}, 0)


def _message_head(lines: Sequence[str]) -> tuple[dict[str, str], int] | None:
    """Return the headers that fill a text up to its first blank line, an address and a subject among them; None without them.

    >>> _message_head(["From: a@b.example (Ann Lee)", "X-Host: b", "Subject: Ferry", " sinks", "", "It sank."])
    ({'From': 'a@b.example (Ann Lee)', 'X-Host': 'b', 'Subject': 'Ferry sinks'}, 4)
    """
    found: dict[str, str] = {}
    name = ""
    for line in itertools.takewhile(str.strip, lines):
        header = HEADER.fullmatch(line.rstrip())
        if header is None and not (name and line[0] in " \t"):
            return None
        name = header[1] if header else name
        told = header[2] or "" if header else f"{found[name]} {line.strip()}"
        found[name] = told.strip() if header is None or name not in found else found[name]
    said = {plain_name(name): told for name, told in found.items()}
    end = next((at for at, line in enumerate(lines) if not line.strip()), 0)
    return (found, end) if "@" in said.get("from", "") and "subject" in said else None


def _opening_labels(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the labels with which lines open, whatever they are of, up to the one before a text; and how many lines these take."""
    above = itertools.takewhile(_is_empty, lines)
    found: dict[str, str] = {}
    end = sum(1 for _ in above)
    for at in range(end, len(lines)):
        label = label_of(lines[at])
        if label is not None and label[0] not in found:
            found[label[0]] = label[1]
            end = at + 1
            if field_of(label[0]) in ("body", "html"):
                break
        elif found and at == end and SHOUTED.match(lines[at]):
            end = at + 1
        elif not _is_empty(lines[at]) or at - end >= MAX_BLANK:
            break
    return found, end


def _is_empty(line: str) -> bool:
    return not line.strip() or SEPARATOR.fullmatch(line) is not None


def _is_mail(found: dict[str, str]) -> bool:
    return {plain_name(name) for name in found} >= MAIL.keys()


def label_of(line: str) -> tuple[str, str] | None:
    """Return the label of a line and what stands behind it; None for any other line.

    >>> label_of("**Published:** 3 May"), label_of("He said: no"), label_of("https://x.example")
    (('Published', '3 May'), None, None)
    """
    if len(line) > 1 << 16 or not (
        ":" in line[: MAX_LABEL + 8] or "：" in line or "=" in line[:MAX_LABEL]
    ):
        return None
    found = LABEL.fullmatch(line.rstrip())
    if found is None:
        return None
    name = found[1].strip(" *_#")
    is_known = field_of(name) is not None or plain_name(name) in MAIL or plain_name(name) in OTHERS
    return (name, found[2].strip()) if is_known else None


OTHERS = frozenset(
    "organization organisation lines newsgroups wordcount words label id country city copyright".split()
)
"""Labels that stand among those of an article and say nothing of ours."""


def read_labelled(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per story."""
    stream, wide = as_utf8(as_stream(stream))
    limit = place.limits.max_record_bytes
    for number, (raw, is_cut) in enumerate(_stories(stream, limit), 1):
        step = f"record {number}"
        kept = original_bytes(raw.strip(b"\r\n"), wide)
        if is_cut:
            yield place.reject(step, "too_large", f"the story has more than {limit:,} bytes", kept)
            continue
        damage = stream.tell_damage() if not stream.peek(1) else None
        if damage is not None:
            yield place.reject(step, damage.reason, damage.detail, kept)
            continue
        fields = fields_of(decode_text(raw, None if wide else place.encoding)[0])
        if fields is None:
            detail = "a stretch between stories that does not open with labels of an article"
            yield place.reject(step, "not_a_record", detail, kept)
            continue
        yield place.record(
            step, "fields", kept, fields=fields, source_record_id=own_id(fields, place.columns)
        )


def _stories(stream: Stream, limit: int) -> Iterator[tuple[bytes, bool]]:
    """Yield the bytes of each story and whether they were cut: a story opens with the label that the first one opens with."""
    first: str | None = None
    parts: list[bytes] = []
    size = 0
    is_cut = has_first = may_open = False
    while line := stream.read_line(limit + 1):
        text = decode_text(line, None)[0] if len(line) <= 1 << 12 else ""
        label = label_of(text.strip("\r\n")) if text else None
        first = first or (label[0] if label else None)
        is_start = label is not None and label[0] == first and (may_open or not has_first)
        if is_start and has_first:
            yield b"".join(parts), is_cut
            parts, size, is_cut = [], 0, False
        has_first = has_first or is_start
        # Inside a story its first label may be said again: a new one opens behind a blank or parting line alone.
        may_open = not text.strip() or SEPARATOR.fullmatch(text) is not None if text else False
        is_cut = is_cut or size + len(line) > limit
        if not is_cut:
            parts.append(line)
            size += len(line)
    if b"".join(parts).strip():
        yield b"".join(parts), is_cut


def fields_of(text: str) -> dict[str, Any] | None:
    """Return the fields of one story; None where it does not open with labels."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    found, end = _labels(lines)
    if not found:
        return None
    is_mail = _is_mail(found)
    fields: dict[str, Any] = {}
    rest = _without_other_parts(lines[end:])
    while rest and _is_empty(rest[-1]):
        rest.pop()
    body = "\n".join(rest).strip("\n")
    for name, value in found.items():
        if field_of(name) in ("body", "html"):
            body = f"{value}\n{body}".strip("\n") if body else value
        else:
            fields[MAIL.get(plain_name(name), name) if is_mail else name] = value
    return fields | {"body": OWN_LINES.sub("", body) if is_mail else body}


OWN_LINES = re.compile(r"\n-- \n(?:[^\n]*+(?:\n|\Z)){1,8}+\Z")
"""What a program sets below a message: the sender's own lines (RFC 3676, section 4.3)."""


def _without_other_parts(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text without what a weblog's export sets below it, each under a rule and a label: excerpt, comments.

    >>> _without_other_parts(["It sails.", "-----", "EXTENDED BODY:", "At noon.", "-----", "COMMENT:", "Late!"])
    ['It sails.', 'At noon.']
    """
    kept: list[str] = []
    is_own = True
    for line, above in zip(lines, ["", *lines], strict=False):
        is_label = RULE.fullmatch(above) is not None and SHOUTED.match(line) is not None
        if is_label:
            is_own = line.startswith(GOES_ON)
            kept = kept[:-1] if kept and _is_empty(kept[-1]) else kept
        elif is_own:
            kept.append(line)
    return kept
