"""Texts as headlines, datelines and careless writers case them, with the quotes of typesetters.

The length never changes, so offsets stay true.
"""

from __future__ import annotations

import random
import re

from training.corpora import NamedText

SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "if",
        "in",
        "into",
        "nor",
        "of",
        "off",
        "on",
        "or",
        "over",
        "per",
        "so",
        "than",
        "that",
        "the",
        "to",
        "up",
        "via",
        "vs",
        "with",
        "'s",
    ]
)
WORD = re.compile(r"[^\W_][^\s]*")
SHARES: tuple[tuple[str, float], ...] = (("upper", 0.05), ("title", 0.07), ("lower", 0.03))
DATELINE_SHARE = 0.03


def upper(text: str) -> str:
    """Return the text in capitals."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def lower(text: str) -> str:
    """Return the text in small letters."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def title(text: str) -> str:
    """Return the text with every word but the small ones capitalised."""

    def capitalised(found: re.Match[str]) -> str:
        word = found[0]
        return word if word in SMALL_WORDS else upper(word[0]) + word[1:]

    return WORD.sub(capitalised, text)


CURLED_SHARE = 0.4
OPENING_QUOTE = re.compile(r'(?:(?<=^)|(?<=[\s(\[—-]))"')


def curled(text: str) -> str:
    """Return the text with curly quotes and apostrophes for straight ones.

    >>> curled('"No", he said.')
    '“No”, he said.'
    """
    return OPENING_QUOTE.sub("“", text).replace('"', "”").replace("'", "’")


CASINGS = {"upper": upper, "title": title, "lower": lower}


def draw_casing(draw: random.Random) -> str | None:
    """Return the name of a casing, or None for the text as it is."""
    x = draw.random()
    for name, share in SHARES:
        if x < share:
            return name
        x -= share
    return None


def recased(named: NamedText, draw: random.Random) -> NamedText:
    """Return the text with some of its paragraphs, and some places of datelines, in another case, as drawn."""
    parts = re.split(r"(\n\n)", with_datelines(named, draw))
    parts = [CASINGS[c](part) if (c := draw_casing(draw)) else part for part in parts]
    return NamedText("".join(parts), named.names)


def curled_names(named: NamedText, draw: random.Random) -> NamedText:
    """Return the text with curly quotes, as drawn."""
    is_curled = draw.random() < CURLED_SHARE
    return NamedText(curled(named.text), named.names) if is_curled else named


def with_datelines(named: NamedText, draw: random.Random) -> str:
    """Return the text with a place in capitals here and there, as datelines write it."""
    text = named.text
    for start, end, label in named.names:
        if label == "GPE" and draw.random() < DATELINE_SHARE:
            text = text[:start] + upper(text[start:end]) + text[end:]
    return text


def joined(texts: list[NamedText]) -> NamedText:
    """Return the texts as paragraphs of one document."""
    out, names, at = [], [], 0
    for named in texts:
        names += [(s + at, e + at, label) for s, e, label in named.names]
        out.append(named.text)
        at += len(named.text) + 2
    return NamedText("\n\n".join(out), tuple(names))
