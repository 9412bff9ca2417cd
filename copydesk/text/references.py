"""References to characters in markup (`&eacute;`, `&#233;`), resolved whatever numbers they hold."""

from __future__ import annotations

import html
import re

REPLACEMENT = "\ufffd"
LEADING_ZEROS = re.compile(r"(?<=&#)0++(?=\d)")
NO_CHARACTER = re.compile(r"&#\d{8,}+;?")
"""Beyond the last character by far. `html.unescape` raises an error where it has 4,300 digits and more."""


def unescape(text: str) -> str:
    """Return text with its references resolved; a number that is no character becomes U+FFFD.

    >>> unescape("caf&eacute; &#" + "0" * 5000 + "65; &#" + "9" * 5000 + ";") == "café A \ufffd"
    True
    """
    if "&" not in text:
        return text
    if "&#" in text:
        text = NO_CHARACTER.sub(REPLACEMENT, LEADING_ZEROS.sub("", text))
    return html.unescape(text)  # noqa: TID251 - the one place
