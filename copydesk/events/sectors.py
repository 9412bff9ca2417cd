"""Which sector a party belongs to: PLOVER's codes, from the words that name it."""

from __future__ import annotations

import re

from copydesk.events.lexicon import word_lists

STATE = "GOV"
"""A state named alone acts through its government."""

BEHIND = re.compile(
    r"\s(?:owned|run|held|hired|backed|of|in|from|at|near|for|with|who|which|that|on)\s|,"
)
"""Behind these the words tell of somebody else: "police in Lagos"."""


def sector_of(text: str, is_state: bool) -> str | None:
    """Return the sector that the words name, the last telling one first; of a state named alone its government.

    >>> sector_of("Turkish riot police", True), sector_of("rebels in Porto", False), sector_of("Mali", True), sector_of("Ann", False)
    ('COP', 'REB', 'GOV', None)
    """
    sectors = _by_word()
    whole = text.lower().removeprefix("the ")
    words = [whole.replace(" ", "-"), *reversed(re.findall(r"[\w-]+", BEHIND.split(whole)[0]))]
    found = (sectors.get(form) for word in words for form in _forms(word))
    return next((sector for sector in found if sector), STATE if is_state else None)


def _forms(word: str) -> tuple[str, ...]:
    """Return a word as it stands and its likely singulars."""
    singular = word.removesuffix("s")
    return word, singular, word.removesuffix("ies") + "y", word.removesuffix("men") + "man"


def _by_word() -> dict[str, str]:
    return {word: code for code, words in word_lists("sectors").items() for word in words}
