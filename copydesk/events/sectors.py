"""Which sector a party belongs to: PLOVER's codes, from the words that name it."""

from __future__ import annotations

import functools
import re

from copydesk.events.lexicon import word_list, word_lists

STATE = "GOV"
"""A state named alone acts through its government."""

BEHIND = re.compile(
    r"\s(?:owned|run|held|hired|backed|of|in|from|at|near|for|with|who|which|that|on)\s|,"
)
"""Behind these the words tell of somebody else: "police in Lagos"."""

SINGULARS = (("s", ""), ("ies", "y"), ("men", "man"))
NAMES = word_list("guards", "named_for")
"""Words for persons that firms, clubs and teams call themselves by."""


@functools.lru_cache(1 << 14)
def sector_of(text: str, is_state: bool, is_body: bool = False) -> str | None:
    """Return the sector that the words name, the last telling one first; of a state named alone its government.

    In the name of a body a word for a person is a name: "Burger King" rules nobody, "General Motors" leads no troops.

    >>> sector_of("Turkish riot police", True), sector_of("rebels in Porto", False), sector_of("Mali", True), sector_of("Ann", False)
    ('COP', 'REB', 'GOV', None)
    >>> sector_of("Dairy Queen", False, is_body=True), sector_of("the queen", False), sector_of("US coast guard", False)
    (None, 'GOV', 'MIL')
    """
    sectors = _by_word()
    whole = text.lower().removeprefix("the ")
    words = re.findall(r"[\w-]+", BEHIND.split(whole)[0])
    told = [whole.replace(" ", "-")]
    for place in range(len(words) - 1, -1, -1):
        if place:
            told.append("-".join(words[place - 1 : place + 1]))
        if not (is_body and words[place] in NAMES):
            told.append(words[place])
    found = (sectors.get(form) for word in told for form in _forms(word))
    return next((sector for sector in found if sector), STATE if is_state else None)


def _forms(word: str) -> tuple[str, ...]:
    """Return a word as it stands and its likely singulars.

    >>> _forms("parties"), _forms("gunmen"), _forms("service")
    (('parties', 'partie', 'party'), ('gunmen', 'gunman'), ('service',))
    """
    singulars = (word[: -len(end)] + one for end, one in SINGULARS if word.endswith(end))
    return word, *singulars


@functools.cache
def _by_word() -> dict[str, str]:
    return {word: code for code, words in word_lists("sectors").items() for word in words}
