"""What a mention is bound to."""

from __future__ import annotations

import dataclasses
import re


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """What a mention names: the fullest form in the article, the key, the state."""

    name: str
    key: str
    country_code: str | None


def tidy(text: str) -> str:
    """Return a surface on one line, with single blanks."""
    return " ".join(text.split())


def mixed_case(text: str) -> str:
    """Return a name in capitals as it is usually written.

    >>> mixed_case("JANE O'NEILL"), mixed_case("NATO")
    ("Jane O'Neill", 'NATO')
    """
    if not text.isupper() or (len(text) < 6 and " " not in text):
        return text
    return re.sub(r"\w+('\w\b)?", lambda found: found[0].capitalize(), text.casefold())
