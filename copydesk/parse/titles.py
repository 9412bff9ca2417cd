"""Headlines: which of a page's candidates is the title, and what of it is the publisher's name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from schemas.columns import CONTROL, TAG

MAX_TITLE_CHARS = 500
SEPARATOR = re.compile(r"\s+[|–—•·›»«:~-]\s+|\s*[|｜]\s*|\s+::\s+|\s+/\s+(?=[^/]{2,30}$)| - ")
"""What parts a headline from the site's name in <title> and og:title."""

NOT_A_TITLE = re.compile(
    r"(?i)^(?:home(?: ?page)?|news|untitled(?: document)?|index|advertisement|404.*|403.*|(?:page )?not found"
    r"|access denied|just a moment\W*|log ?in|sign in|subscribe|breaking news|n/?a|null|none|undefined"
    r"|no title|menu|search|startseite|inicio|accueil|[\W\d_]+)$"
)
MARKUP = re.compile(TAG)
CONTROLS = re.compile(CONTROL)
WORD = re.compile(r"\w+")


def squeeze(text: str) -> str:
    """Return the text on one line without markup and control characters."""
    return " ".join(CONTROLS.sub("", MARKUP.sub(" ", text)).split())


def key_of(text: str | None) -> str:
    """Return what two writings of one name or headline have in common.

    >>> key_of("The Harbour-Gazette") == key_of("the harbour gazette")
    True
    """
    return "".join(WORD.findall((text or "").casefold())).replace("_", "")


def clean_title(text: object, names: Iterable[str] = ()) -> str | None:
    """Return the headline without the publisher's name, or None where it is no headline.

    >>> clean_title("Ferry line reopens | The Harbour Gazette", ["Harbour Gazette"])
    'Ferry line reopens'
    """
    if not isinstance(text, str):
        return None
    title = part_publisher(squeeze(text), names)
    if not 3 <= len(title) <= MAX_TITLE_CHARS or NOT_A_TITLE.match(title):
        return None
    return None if key_of(title) in {key_of(name) for name in names} else title


def part_publisher(title: str, names: Iterable[str]) -> str:
    """Return the title without parts, at either end, that name the publisher."""
    keys = {key for name in names if len(key := key_of(name)) > 1}
    while True:
        cuts = list(SEPARATOR.finditer(title))
        if not cuts or not keys:
            return title
        first, last = cuts[0], cuts[-1]
        if _names(title[last.end() :], keys):
            title = title[: last.start()].strip()
        elif _names(title[: first.start()], keys):
            title = title[first.end() :].strip()
        else:
            return title


def _names(part: str, keys: set[str]) -> bool:
    """Return whether a part of a title is a publisher's name, with or without an article or domain ending."""
    key = key_of(part)
    return bool(key) and any(
        key == name
        or (
            len(name) >= 4
            and len(key) <= len(name) + 12
            and (key.startswith(name) or key.endswith(name))
        )
        or (len(key) >= 4 and (name.startswith(key) or name.endswith(key)))
        for name in keys
    )
