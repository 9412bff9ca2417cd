"""RTF to text: control words, groups that hold no text, and characters in code pages and in Unicode.

One pass over tokens; `striprtf` does the same with a table of destinations and is not faster, and would be one more thing to install.
"""

from __future__ import annotations

import re

from copydesk.encoding import codec_of

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
    b"~": "\xa0",
    b"_": "-",
    b"-": "",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\n": "\n\n",
    b"\r": "\n\n",
}
MAX_GROUPS = 10_000


def text_of_rtf(raw: bytes) -> str:
    """Return the text of an RTF document.

    >>> text_of_rtf(rb"{\\rtf1\\ansi{\\fonttbl Arial;}Caf\\'e9 \\u8211?\\par Two}")
    'Café –\\n\\nTwo'
    """
    parts: list[str] = []
    high = bytearray()
    codec = "cp1252"
    groups: list[tuple[bool, int]] = []
    is_hidden, skip, to_skip = False, 1, 0
    may_hide = False

    def flush() -> None:
        if high:
            parts.append(high.decode(codec, "replace"))
            high.clear()

    for found in TOKEN.finditer(raw):
        word, number, code, sign, bracket, text = found.groups()
        if code is None:
            flush()
        if bracket == b"{":
            if len(groups) < MAX_GROUPS:
                groups.append((is_hidden, skip))
            may_hide, to_skip = True, 0
            continue
        if bracket == b"}":
            is_hidden, skip = groups.pop() if groups else (False, 1)
            to_skip = 0
        elif word:
            word = word.lower()
            if word == b"ansicpg" and number:
                codec = codec_of(f"cp{int(number)}") or codec
            elif word == b"uc" and number:
                skip = max(min(int(number), 8), 0)
            elif may_hide and word in HIDDEN:
                is_hidden = True
            elif word == b"u" and number and not is_hidden:
                parts.append(_character(int(number)))
                to_skip = skip
            elif word in SHOWN and not is_hidden:
                parts.append(SHOWN[word])
        elif sign == b"*":
            is_hidden = is_hidden or may_hide
        elif code and to_skip:
            to_skip -= 1
        elif code and not is_hidden:
            high.append(int(code, 16))
        elif sign and not is_hidden:
            parts.append(SIGNS.get(sign, ""))
        elif text and not is_hidden:
            parts.append(text[to_skip:].decode(codec, "replace"))
            to_skip = max(to_skip - len(text), 0)
        may_hide = False
    flush()
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _character(number: int) -> str:
    """Return the character of a signed number of sixteen bits; the halves of a pair are joined at the end."""
    return chr(number % 0x10000) if -0x10000 < number < 0x110000 else "\ufffd"
