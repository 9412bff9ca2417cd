"""RTF to text: control words, groups that hold no text, and characters in code pages and in Unicode.

One pass over tokens; `striprtf` does the same with a table of destinations and is not faster, and would be one more thing to install.
"""

from __future__ import annotations

import re

from copydesk.text.encoding import codec_of

TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
HIDDEN = frozenset(
    b"fonttbl colortbl stylesheet info pict header footer headerl headerr headerf footerl footerr footerf object themedata colorschememapping "
    b"datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl fldinst filetbl revtbl mmathpr userprops annotation".split()
)
"""Groups that hold no text of the document."""
SHOWN = {
    b"par": "\n\n", b"line": "\n", b"sect": "\n\n", b"page": "\n\n", b"tab": " ", b"cell": " ", b"row": "\n", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
SIGNS = {
    b"~": "\xa0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n\n",
    b"\r": "\n\n",
}  # fmt: skip
MAX_GROUPS = 10_000  # chosen: groups open at once; bounds memory


def text_of_rtf(raw: bytes) -> str:
    """Return the text of an RTF document.

    >>> text_of_rtf(rb"{\\rtf1\\ansi{\\fonttbl Arial;}Caf\\'e9 \\u8211?\\par Two}")
    'Café –\\n\\nTwo'
    """
    document = _Document()
    for found in TOKEN.finditer(raw):
        document.take(found)
    document.flush()
    text = "".join(document.parts)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


class _Document:
    """What was read so far, and the state of the group in hand."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.high = bytearray()  # of one character in a code page, or of several
        self.codec = "cp1252"
        self.groups: list[tuple[bool, int]] = []  # those around the one in hand
        self.is_hidden, self.skip, self.to_skip = False, 1, 0
        self.may_hide = False  # a group has just begun

    def flush(self) -> None:
        """Take the bytes of a code page for text."""
        if self.high:
            self.parts.append(self.high.decode(self.codec, "replace"))
            self.high.clear()

    def take(self, found: re.Match[bytes]) -> None:
        """Take one token."""
        word, number, code, sign, bracket, text = found.groups()
        if code is None:
            self.flush()
        if bracket:
            self._bracket(bracket)
        elif word:
            self._word(word.lower(), number)
        elif code:
            self._code(int(code, 16))
        elif sign:
            self._sign(sign)
        elif text and not self.is_hidden:
            self.parts.append(text[self.to_skip :].decode(self.codec, "replace"))
            self.to_skip = max(self.to_skip - len(text), 0)
        self.may_hide = bracket == b"{"

    def _bracket(self, bracket: bytes) -> None:
        self.to_skip = 0
        if bracket == b"}":
            self.is_hidden, self.skip = self.groups.pop() if self.groups else (False, 1)
        elif len(self.groups) < MAX_GROUPS:
            self.groups.append((self.is_hidden, self.skip))

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word == b"ansicpg" and number:
            self.codec = codec_of(f"cp{int(number)}") or self.codec
        elif word == b"uc" and number:
            self.skip = max(min(int(number), 8), 0)
        elif self.may_hide and word in HIDDEN:
            self.is_hidden = True
        elif not self.is_hidden:
            self._shown(word, number)

    def _shown(self, word: bytes, number: bytes | None) -> None:
        if word == b"u" and number:
            self.parts.append(_character(int(number)))
            self.to_skip = self.skip
        elif word in SHOWN:
            self.parts.append(SHOWN[word])

    def _code(self, code: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not self.is_hidden:
            self.high.append(code)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.is_hidden = self.is_hidden or self.may_hide
        elif not self.is_hidden:
            self.parts.append(SIGNS.get(sign, ""))


def _character(number: int) -> str:
    """Return the character of a signed number of sixteen bits; the halves of a pair are joined at the end."""
    return chr(number % 0x10000) if -0x10000 < number < 0x110000 else "\ufffd"
