"""Texts with other names in the same places, so that the model learns what surrounds a name and not who was in the news.

Within a document one name is replaced by one other throughout, a surname alone by the new surname.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Iterable

from copydesk.nlp.name_embed import name_classes
from training.corpora import NamedText

SHARE = 0.35
"""Share of documents in which names are replaced."""

CHANCE = {"PERSON": 0.6, "ORG": 0.4, "GPE": 0.15, "LOC": 0.15}
"""Chance that one name of such a document is."""

FROM_LISTS = {"PERSON": 0.5, "GPE": 0.25, "ORG": 0.2}
"""Chance that the other name is put together from the lists of names; else it is one of another text."""

FIRM_ENDINGS = (
    "Inc.",
    "Corp.",
    "Ltd",
    "Group",
    "Holdings",
    "Bank",
    "Airlines",
    "Motors",
    "Energy",
    "Media",
    "Telecom",
    "Partners",
    "Systems",
)
BODY_PATTERNS = (
    "{place} Ministry of {field}", "Ministry of {field}", "{place} University", "University of {place}", "{place} High Court",
    "{place} Police", "{place} Chamber of Commerce", "{place} Football Club", "FC {place}", "{place} United", "Bank of {place}",
    "{place} Times", "{place} Medical Center", "{last} Foundation", "{last} & {last2}", "{last} Institute", "{last} {firm}",
    "{last} {firm}", "{place} {firm}", "{field} Commission", "National {field} Agency", "{place} Liberation Front",
    "{place} People's Party", "{place} National Congress", "Department of {field}", "{place} City Council", "{acronym}", "{acronym}",
)  # fmt: skip
FIELDS = (
    "Defence", "Foreign Affairs", "Health", "Education", "Finance", "Justice", "Trade", "Agriculture", "Energy", "Transport",
    "Labor", "Environment", "Immigration", "Civil Aviation", "Human Rights", "Elections",
)  # fmt: skip
LETTERS = "ABCDEFGHIKLMNOPRSTU"
SIMPLE_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?: [^\W\d_]+(?:[-'’][^\W\d_]+)*){0,2}")


@dataclasses.dataclass(frozen=True, slots=True)
class NamePools:
    """Names to draw from: of the corpora by label, and single words of the lists by class letter."""

    seen: dict[str, tuple[str, ...]]
    listed: dict[str, tuple[str, ...]]


def name_pools(texts: Iterable[NamedText]) -> NamePools:
    """Return the distinct names of the texts and the words of the lists, each in a fixed order."""
    seen: dict[str, set[str]] = {label: set() for label in CHANCE}
    for named in texts:
        for start, end, label in named.names:
            surface = named.text[start:end]
            if label in seen and len(surface) > 2 and surface[0].isupper() and "\n" not in surface:
                seen[label].add(surface)
    listed: dict[str, list[str]] = {"F": [], "L": [], "T": []}
    for word, letters in sorted(name_classes().items()):
        if word.istitle() and "w" not in letters and word.replace("-", "").isalpha():
            for letter in listed.keys() & set(letters):
                listed[letter].append(word)
    return NamePools(
        {k: tuple(sorted(v)) for k, v in seen.items()}, {k: tuple(v) for k, v in listed.items()}
    )


def renamed(named: NamedText, pools: NamePools, draw: random.Random) -> NamedText:
    """Return the text with some names replaced, as drawn."""
    if draw.random() >= SHARE:
        return named
    new_names: dict[tuple[str, str], str] = {}
    out, names, at = [], [], 0
    for start, end, label in named.names:
        surface = named.text[start:end]
        new = new_names.get((surface, label)) or draw_other(surface, label, pools, draw)
        remember(new_names, surface, new, label)
        out += [named.text[at:start], new]
        at = end
        begin = sum(map(len, out)) - len(new)
        names.append((begin, begin + len(new), label))
    return NamedText("".join([*out, named.text[at:]]), tuple(names))


def remember(new_names: dict[tuple[str, str], str], surface: str, new: str, label: str) -> None:
    """Note that a name is replaced by another; of a person, the surname too."""
    new_names.setdefault((surface, label), new)
    if label == "PERSON" and " " in surface:
        new_names.setdefault((surface.split()[-1], label), new.split()[-1])


def draw_other(surface: str, label: str, pools: NamePools, draw: random.Random) -> str:
    """Return another name of the same kind, or the same when the draw says so."""
    if draw.random() >= CHANCE.get(label, 0.0) or not surface[:1].isupper() or "\n" in surface:
        return surface
    if draw.random() < FROM_LISTS.get(label, 0.0):
        return listed_name(surface, label, pools, draw)
    other = draw.choice(pools.seen[label])
    is_like = label != "PERSON" or (" " in other) == (" " in surface)
    return other if is_like else surface


def listed_name(surface: str, label: str, pools: NamePools, draw: random.Random) -> str:
    """Return a name put together from the lists, of as many words as the old one where that tells something."""
    last, place = draw.choice(pools.listed["L"]), draw.choice(pools.listed["T"])
    if label == "GPE":
        return place if SIMPLE_NAME.fullmatch(surface) else surface
    if label == "PERSON":
        return (
            person_name(len(surface.split()), last, pools, draw)
            if SIMPLE_NAME.fullmatch(surface)
            else surface
        )
    return draw.choice(BODY_PATTERNS).format(
        place=place, last=last, last2=draw.choice(pools.listed["L"]), firm=draw.choice(FIRM_ENDINGS),
        field=draw.choice(FIELDS), acronym="".join(draw.choice(LETTERS) for _ in range(draw.randint(3, 4))),
    )  # fmt: skip


def person_name(n_words: int, last: str, pools: NamePools, draw: random.Random) -> str:
    """Return a person's name of so many words; now and then with an initial or a hyphen."""
    if n_words == 1:
        return last
    first = draw.choice(pools.listed["F"])
    if n_words > 2:
        middle = draw.choice(
            [draw.choice(pools.listed["F"]), f"{draw.choice(LETTERS)}.", "al-" + last, "bin", "de"]
        )
        return f"{first} {middle} {last}" if not middle.startswith("al-") else f"{first} {middle}"
    x = draw.random()
    if x < 0.05:
        return f"{first} {last}-{draw.choice(pools.listed['L'])}"
    return f"{first[0]}. {last}" if x < 0.1 else f"{first} {last}"
