"""Messages: a page that a browser saved as one file (MHTML; Safari's property list), an e-mail (a newsletter), a mailbox of them.

The format is read with the `email` package of the standard library, under its old policy: it takes what comes, while the
newer ones parse addresses and raise on odd ones.
"""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.errors
import email.header
import email.message
import email.policy
import email.utils
import plistlib
import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError

from copydesk.readers.fields import filled
from copydesk.readers.place import Place, Reading
from copydesk.readers.recognise import MAILBOX_LINE, mail_headers
from copydesk.readers.stream import Stream, as_stream
from copydesk.records import RawRecord, Rejection
from copydesk.text.encoding import decode_text
from copydesk.text.given_names import given_names
from copydesk.text.house_names import DESKS, PAPERS

MAX_PARTS = 2_000
MAX_BOUNDARIES = 200  # the parser asks each line of each boundary around it, and recurses
ESCAPED_FROM = re.compile(rb"(?m)^>(?=>*From )")
SAVED_BY = re.compile(r"(?i)^<?saved by\b")
LIST_NAME = re.compile(r"(?<!\s)\s*+<[^<>]*+>\s*+$")
SUBJECT_TAG = re.compile(
    r"(?i)^(?:\s*(?:\[[^\[\]]{2,40}\]|(?:fwd?|wg|tr|rv|i)\s*:))++\s*(?=\S.{5})"
)
"""What lists and those who forward a message set before its subject."""
SIGNED_FOR = re.compile(
    r"([^\W\d_]\S* .{2,60}?) (?:from|at|of|\||von|via) ((?:[A-Z]|the )\S.{2,60})"
)
"""A sender with a name and a paper: "Jane Holm from The Dispatch"."""
SIGNATURE = re.compile(r"(?m)^-- \r?$")
"""What parts a text from the signature below it (RFC 3676, section 4.3)."""
HOUSE = re.compile(rf"(?i)^the \S|\b(?:{PAPERS}|{DESKS})\b")
"""Words in the name of a paper or a desk and of hardly a person."""
CUT_BASE64 = email.errors.InvalidBase64LengthDefect
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
BLANK_LINES = (b"\n", b"\r\n")
MESSAGE_ERRORS = (
    email.errors.MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError,
    RecursionError, ArithmeticError, ExpatError,
)  # fmt: skip
"""What the parser and decoder of messages, and that of property lists, are known to raise on bad ones."""


def read_mime(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the page of a saved page, the text of an e-mail, or those of every message of a mailbox."""
    stream = as_stream(stream)
    if not MAILBOX_LINE.match(stream.peek(1 << 10)):
        raw, is_cut = _up_to_limit(stream, place)
        yield _read_message(raw, place, "", stream, is_cut=is_cut)
        return
    for number, (raw, is_cut) in enumerate(_messages(stream, place.limits.max_record_bytes), 1):
        yield _read_message(raw, place, f"message {number}", stream, is_cut=is_cut)


def _up_to_limit(stream: Stream, place: Place) -> tuple[bytes, bool]:
    raw = stream.read(place.limits.max_record_bytes)
    is_cut = bool(stream.peek(1))
    stream.skip()
    return raw, is_cut


def _messages(stream: Stream, limit: int) -> Iterator[tuple[bytes, bool]]:
    """Yield the messages of a mailbox with their first lines, and whether they were cut at the limit.

    A message begins with a line "From ..." behind a blank one, if a header stands below it: a letter may say "From" too.
    """
    parts: list[bytes] = []
    size = 0
    is_cut = False
    after_blank = True
    while line := stream.read_line(limit + 1):
        if parts and after_blank and _begins_message(line, stream):
            yield b"".join(parts), is_cut
            parts, size, is_cut = [], 0, False
        after_blank = line in BLANK_LINES
        is_cut = is_cut or size + len(line) > limit
        if not is_cut:
            parts.append(line)
            size += len(line)
    if parts or is_cut:
        yield b"".join(parts), is_cut


def _begins_message(line: bytes, stream: Stream) -> bool:
    return MAILBOX_LINE.match(line) is not None and bool(mail_headers(stream.peek(1 << 12)))


def _read_message(
    raw: bytes, place: Place, step: str, stream: Stream, *, is_cut: bool
) -> RawRecord | Rejection:
    """Return the record of one message, or why it is none."""
    if is_cut:
        detail = f"the message has more than {place.limits.max_record_bytes:,} bytes"
        return place.reject(step, "too_large", detail, raw)
    damage = stream.tell_damage() if not stream.peek(1) else None
    if damage is not None:
        return place.reject(step, damage.reason, damage.detail, raw)
    if raw.count(b"boundary=") > MAX_BOUNDARIES:
        return place.reject(step, "nested_too_deep", "the message has too many parts", raw)
    text = raw
    if MAILBOX_LINE.match(raw):
        text = ESCAPED_FROM.sub(b"", raw.partition(b"\n")[2])
    try:
        if PROPERTY_LIST.match(raw):
            return _safari_page(raw, place)
        message = email.message_from_bytes(text, policy=email.policy.compat32)
        return _record_of(message, raw, place, step)
    except MESSAGE_ERRORS as error:
        detail = f"the message can't be read: {type(error).__name__}"
        return place.reject(step, "broken_record", detail, raw)


PROPERTY_LIST = re.compile(rb"bplist\d\d|(?:\xef\xbb\xbf)?\s*<(?:\?xml\b|!DOCTYPE plist\b|plist\b)")


def _safari_page(raw: bytes, place: Place) -> RawRecord | Rejection:
    """Return the page of Safari's web archive: a property list of the page, its address and what it loads."""
    held = plistlib.loads(raw)
    page = held.get("WebMainResource") if isinstance(held, dict) else None
    if page is None or not page["WebResourceData"].strip():
        return place.reject("", "not_a_record", "a property list that holds no saved page", raw)
    url = str(page.get("WebResourceURL"))
    is_page = "html" in str(page.get("WebResourceMIMEType"))
    return place.record(
        "",
        "html" if is_page else "text",
        page["WebResourceData"],
        url=_web_address(url),
        charset=page.get("WebResourceTextEncodingName"),
    )


def _record_of(
    message: email.message.Message, raw: bytes, place: Place, step: str
) -> RawRecord | Rejection:
    """Return the page that a message is, or the e-mail."""
    own = _header(message, "Message-ID") or None
    pages = _parts(message, "text/html")
    texts = _parts(message, "text/plain")
    location = _header(message, "Snapshot-Content-Location")
    if pages and (location or SAVED_BY.match(_header(message, "From"))):
        body, charset = pages[0]
        if not body.strip():
            return place.reject(step, "empty_file", "the saved page is empty", raw)
        url = _web_address(location or _header(_first_page(message), "Content-Location"))
        day = _date(message)
        return place.record(
            step, "html", body, source_record_id=own, url=url, charset=charset, crawled_at=day
        )
    fields = _mail_fields(message)
    for name, found in (("html", pages), ("body", texts)):
        text = "\n\n".join(decode_text(body, charset)[0] for body, charset in found[:1])
        text = SIGNATURE.split(text, maxsplit=1)[0] if name == "body" else text
        if text.strip():
            fields[name] = text
            break
    return place.record(step, "fields", raw, fields=fields, source_record_id=own)


def _web_address(url: str) -> str | None:
    return url if url.lower().startswith(("http://", "https://")) else None


def _mail_fields(message: email.message.Message) -> dict[str, Any]:
    """Return what an e-mail's header says: of a list it is the list that publishes, else the sender writes."""
    name, address = email.utils.parseaddr(_header(message, "From"))
    is_list = bool(_header(message, "List-Id") or _header(message, "List-Unsubscribe"))
    is_list = is_list and not _is_person(name)
    host = address.rpartition("@")[2].strip()
    person, house = _sender(name)
    return filled(
        title=SUBJECT_TAG.sub("", _header(message, "Subject")),
        published=_header(message, "Date"),
        publisher=house or (is_list and LIST_NAME.sub("", name)) or host,
        authors=person if house or not is_list else "",
        url=_header(message, "Archived-At").strip("<> "),
        language=_header(message, "Content-Language"),
    )


def _sender(name: str) -> tuple[str, str]:
    """Return the person and the paper that a sender's name names.

    >>> _sender("Jane Holm from The Dispatch"), _sender("The Dispatch"), _sender("Jane Holm")
    (('Jane Holm', 'The Dispatch'), ('', 'The Dispatch'), ('Jane Holm', ''))
    """
    if signed := SIGNED_FOR.fullmatch(name):
        return signed[1], signed[2]
    return ("", name) if _is_house(name) else (name, "")


def _is_house(name: str) -> bool:
    """Return whether a sender is a paper or a desk, and nobody whose surname is the word for one."""
    return HOUSE.search(name) is not None and not _is_person(name)


def _is_person(name: str) -> bool:
    """Return whether a sender is somebody: two words of which the first is a given name and hardly anything else."""
    words = name.split()
    return len(words) == 2 and words[0] in given_names()


def _header(message: email.message.Message | None, name: str) -> str:
    """Return a header decoded, on one line; "" when there is none."""
    value = message.get(name) if message is not None else None
    if value is None:
        return ""
    try:
        text = str(email.header.make_header(email.header.decode_header(str(value))))
    except (*MESSAGE_ERRORS, UnicodeError):
        text = str(value)
    return " ".join(text.encode("utf-8", "replace").decode().replace("\x00", "").split())


def _walk(message: email.message.Message) -> Iterator[email.message.Message]:
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            return
        if not part.is_multipart() and part.get_content_disposition() != "attachment":
            yield part


def _parts(message: email.message.Message, kind: str) -> list[tuple[bytes, str | None]]:
    """Return the bytes and charsets of the parts of a media type, attachments left out."""
    found = []
    for part in _walk(message):
        payload = part.get_payload(decode=True) if part.get_content_type() == kind else None
        if isinstance(payload, bytes):
            is_cut = any(isinstance(defect, CUT_BASE64) for defect in part.defects)
            whole = _of_cut_base64(payload) if is_cut else payload
            found.append((whole, part.get_content_charset()))
    return found


def _of_cut_base64(payload: bytes) -> bytes:
    """Return what base64 says that ends within a byte, as far as it goes.

    >>> _of_cut_base64(b"SXQgc2Fpb")
    b'It sai'
    """
    letters = NOT_BASE64.sub(b"", payload)
    return base64.b64decode(letters[: len(letters) // 4 * 4])


def _first_page(message: email.message.Message) -> email.message.Message | None:
    return next((p for p in _walk(message) if p.get_content_type() == "text/html"), None)


def _date(message: email.message.Message) -> dt.datetime | None:
    """Return the moment at which a page was saved, in UTC."""
    try:
        found = email.utils.parsedate_to_datetime(_header(message, "Date"))
        return found.replace(tzinfo=found.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
