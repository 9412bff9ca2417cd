"""Bytes to text: which encoding a page is in, and whether anything was lost in reading it so.

What a page says about itself is weaker evidence than what its bytes can be: valid UTF-8 with non-ASCII letters is
almost never anything else, while a declared charset is often wrong.
"""

from __future__ import annotations

import codecs
import functools
import re

from copydesk.text.charset_guess import guess_one_byte

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its BOM begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# The WHATWG encoding standard: pages that declare these mean the Windows superset.
SUPERSETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc_kr": "cp949",
}  # fmt: skip

# What may be guessed when neither the bytes nor the transport say. A closed list keeps out the codecs that decode
# anything (EBCDIC, DOS code pages, Mac scripts).
GUESSES = [
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "iso8859_2",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip
# the guesser sees the first 64 KiB: more text does not change its answer, only its time
GUESS_BYTES = 1 << 16
SNIFF_BYTES = 1 << 12
MIN_HIGH_BYTES = 24
"""Below this many non-ASCII bytes a guess is noise: it is Western text with some typographic quotes."""

MIN_UTF8_BYTES = 4
SURE_SHARE, LIKELY_SHARE = 0.9, 0.6
"""Shares of well-formed UTF-8 among the non-ASCII bytes: against a declared charset, and against a guess."""

META_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})""",
    re.IGNORECASE,
)
ESCAPED: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\x1b\$[@B]|\x1b\([BJ]"), "iso2022_jp"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"~\{(?:[!-w][!-~]){4,}~\}"), "hz"),
)
"""Text in seven bits that says where its Japanese, Korean or Chinese begins, and in what."""

HIGH_BYTE = re.compile(rb"[\x80-\xff]")
UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def decode_text(raw: bytes, charset: str | None) -> tuple[str, bool]:
    """Return the text of `raw` and whether characters were lost or guessed one by one.

    >>> decode_text("naïve".encode("cp1252"), None)
    ('naïve', False)
    """
    if raw.isascii() and _is_plain(raw):
        return raw.decode("ascii"), False
    encoding, skip = sure_encoding(raw)
    if encoding is not None:
        return _decode_loosely(raw[skip:], encoding)
    text = _decode_strictly(raw, escaped_encoding(raw))
    if text is not None:
        return text, False
    text = _decode_strictly(raw, "utf-8")
    if text is None and not _is_nearly_utf8(raw, SURE_SHARE):
        text = _decode_strictly(raw, codec_of(charset))
    if text is not None:
        return text, False
    if _is_nearly_utf8(raw, LIKELY_SHARE):
        return raw.decode("utf-8", CP1252_FALLBACK), True
    return _decode_loosely(raw, guessed_encoding(raw))


def escaped_encoding(raw: bytes) -> str | None:
    """Return the encoding in seven bits whose marks stand in the text, if any.

    >>> escaped_encoding("市议会投票".encode("hz")), escaped_encoding(b"~{x}~ and ~{y}~")
    ('hz', None)
    """
    head = raw[:GUESS_BYTES]
    if not _may_be_escaped(head):
        return None
    return next((codec for marks, codec in ESCAPED if marks.search(head)), None)


NO_TEXT = bytes([*range(9), *range(14, 27)])
"""Bytes of which text in one byte a letter has none: without them ASCII is no UTF-16."""


def _is_plain(raw: bytes) -> bool:
    """Return whether ASCII is no more than that: neither UTF-16 nor another encoding in seven bits. Nearly all of it is."""
    head = raw[:SNIFF_BYTES]
    return len(head.translate(None, NO_TEXT)) == len(head) and not _may_be_escaped(
        raw[:GUESS_BYTES]
    )


def _may_be_escaped(head: bytes) -> bool:
    """Return whether a text has what every encoding in seven bits opens with."""
    return b"\x1b" in head or b"~{" in head


def sure_encoding(raw: bytes) -> tuple[str | None, int]:
    """Return the encoding that a byte order mark or UTF-16's NULs give away, and the length of the mark."""
    return _sure_encoding(raw[:SNIFF_BYTES])


@functools.lru_cache(maxsize=16)
def _sure_encoding(head: bytes) -> tuple[str | None, int]:
    """Tell it by the first bytes. Kept, since every step that recognises a file asks again."""
    if head.isascii() and len(head.translate(None, NO_TEXT)) == len(head):
        return None, 0
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    return _bare_utf16(head) or _wide_script(head), 0


def encoding_guessed(raw: bytes, charset: str | None) -> str | None:
    """Return the encoding that bytes are guessed to be in; None where nothing had to be guessed.

    >>> encoding_guessed("naïve".encode(), None), encoding_guessed("naïve".encode("cp1252"), None)
    (None, 'cp1252')
    """
    is_sure = sure_encoding(raw)[0] is not None or escaped_encoding(raw) is not None
    if is_sure or _decode_strictly(raw, "utf-8") is not None or _is_nearly_utf8(raw, LIKELY_SHARE):
        return None
    is_as_said = _decode_strictly(raw, codec_of(charset)) is not None
    return None if is_as_said else guessed_encoding(raw)


def codec_of(charset: str | None) -> str | None:
    """Return Python's name of the codec meant by a declared charset; None when there is no such text codec.

    >>> codec_of("ISO-8859-1"), codec_of("x-nonsense"), codec_of("rot13")
    ('cp1252', None, None)
    """
    if not charset:
        return None
    try:
        found = codecs.lookup(charset.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not getattr(found, "_is_text_encoding", True) or found.name in NOT_CHARSETS:
        return None
    return SUPERSETS.get(found.name, found.name)


NOT_CHARSETS = frozenset(
    "idna punycode unicode_escape raw_unicode_escape undefined mbcs oem utf-7".split()
)
"""Codecs that Python counts as text but no page is served in (UTF-7 was only ever used to smuggle markup)."""


def html_charset(raw: bytes) -> str | None:
    """Return the charset that a page declares in its first 4 KiB (`<meta charset>` or `<?xml encoding>`)."""
    found = META_CHARSET.search(raw[:SNIFF_BYTES])
    return found.group(1).decode("ascii") if found else None


def _bare_utf16(head: bytes) -> str | None:
    """Return utf-16-le or -be when every second byte is NUL and the others are not, as in Western UTF-16."""
    if len(head) < 4:
        return None
    half = len(head) // 2
    even, odd = head[0 : half * 2 : 2].count(0), head[1 : half * 2 : 2].count(0)
    if odd > 0.4 * half and even <= 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd <= 0.05 * half:
        return "utf-16-be"
    return None


WIDE_LETTER = re.compile(
    r"[\u0370-\u05ff\u0600-\u06ff\u0900-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)
WIDE_MARK = re.compile(r"[、。，：！？「」\u0020\n]")
# the higher bytes of Greek, Cyrillic, Hebrew, Arabic, Thai
LOW_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a]")
MIN_WIDE_SHARE = 0.9  # chosen: the wrong byte order gives letters of scripts at random
MIN_WIDE_MARKS = 0.02  # chosen: blanks and stops, of which prose has several times as many


def _wide_script(head: bytes) -> str | None:
    """Return utf-16-le or -be of text in another script than Latin without a mark: its letters, blanks and stops come out.

    Any even number of bytes is UTF-16 of something; only the right order gives one script with blanks between.
    """
    head = head[: len(head) // 2 * 2]
    is_plain = not LOW_CONTROL.search(head) and _decode_strictly(head[:-4], "utf-8") is not None
    if len(head) < MIN_WIDE_BYTES or is_plain:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head.decode(encoding, "replace")
        n_marks, n_ascii = len(WIDE_MARK.findall(text)), sum(sign < "\x7f" for sign in text)
        n_letters = len(WIDE_LETTER.findall(text))
        if n_marks < MIN_WIDE_MARKS * len(text) or n_ascii > len(text) / 2:
            continue
        if n_letters + n_marks + n_ascii >= MIN_WIDE_SHARE * len(text):
            return encoding
    return None


MIN_WIDE_BYTES = 40  # chosen: 20 characters, the fewest whose script can be told


def _decode_strictly(raw: bytes, encoding: str | None) -> str | None:
    """Return the text, or None when a byte does not fit or the codec is broken by it."""
    if encoding is None:
        return None
    try:
        return raw.decode(encoding)
    except (UnicodeError, ValueError, LookupError):
        return None


def _decode_loosely(raw: bytes, encoding: str) -> tuple[str, bool]:
    """Return the text with U+FFFD for what does not fit, and whether there was any."""
    text = _decode_strictly(raw, encoding)
    if text is not None:
        return text, False
    return raw.decode(encoding, "replace"), True


def _is_nearly_utf8(raw: bytes, share: float) -> bool:
    """Return whether this share of the non-ASCII bytes stands in well-formed UTF-8 sequences."""
    n_high = len(HIGH_BYTE.findall(raw))
    n_well = sum(len(found) for found in UTF8_SEQUENCE.findall(raw))
    return n_well >= MIN_UTF8_BYTES and n_well >= share * n_high


def guessed_encoding(raw: bytes) -> str:
    """Return the likeliest of `GUESSES` for text that is not UTF-8."""
    head = raw[:GUESS_BYTES]
    if (by_letters := guess_one_byte(head)) is not None:
        return by_letters
    if len(HIGH_BYTE.findall(head)) < MIN_HIGH_BYTES:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(head, cp_isolation=GUESSES, preemptive_behaviour=False).best()
    return "cp1252" if best is None else str(best.encoding)


def encoding_of_head(head: bytes) -> str | None:
    """Return the encoding of a text that is not UTF-8, judged by its head as a whole rather than piece by piece."""
    try:
        head[: max(len(head) - 4, 0)].decode("utf-8")
    except UnicodeDecodeError as error:
        return guessed_encoding(head) if error.end < len(head) - 8 else None
    return None


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as Windows Western: what careless pages mix in."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


CP1252_FALLBACK = "copydesk-cp1252"
codecs.register_error(CP1252_FALLBACK, _as_cp1252)
