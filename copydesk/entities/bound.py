"""What a mention is bound to."""

from __future__ import annotations

import dataclasses
import re

from copydesk.entities.gazetteer import Entry, entry_of


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """What a mention names: the fullest form in the article, the key, the state; of a place also what else it may be."""

    name: str
    key: str
    country_code: str | None
    may_be: tuple[str, ...] = ()
    set_in: str | None = (
        None  # of whoever is named by an office and has no state: where the article is set
    )


def bound_to(entry: Entry) -> Bound:
    """Return a known thing as what a mention names."""
    return Bound(entry.name, entry.key, entry.country_code)


def tidy(text: str) -> str:
    """Return a surface on one line, with single blanks."""
    return " ".join(text.split())


def mixed_case(text: str) -> str:
    """Return a name in capitals as it is usually written.

    >>> mixed_case("JANE O'NEILL"), mixed_case("NATO"), mixed_case("USA TODAY NETWORK")
    ("Jane O'Neill", 'NATO', 'USA Today Network')
    """
    if not text.isupper() or (len(text) < 6 and " " not in text):
        return text
    return re.sub(
        r"\w+('\w\b)?",
        lambda f: f[0] if 2 < len(f[0]) < 6 and entry_of(f[0]) else f[0].capitalize(),
        text,
    )
