"""Make the labels of a noisy corpus agree: one name, one type, where its occurrences were labelled differently.

Meant for GMB, whose labels come from a tool and from players of a game: "McCain" is an ORG in it 13 times, a PERSON 9.
"""

from __future__ import annotations

import collections
from collections.abc import Sequence

from copydesk.nlp.name_evidence import name_classes
from training.corpora import NamedText

PERSON_SHARE = 0.25
"""A full name, or a surname of one, is a person's from this share of its labels on: the other labels are slips."""

PLACE_SHARE = 0.3
"""The same for a name that the lists of places know."""

NATURE = frozenset(
    [
        "River",
        "Rivers",
        "Lake",
        "Mountain",
        "Mountains",
        "Valley",
        "Desert",
        "Sea",
        "Ocean",
        "Gulf",
        "Bay",
        "Peninsula",
        "Strait",
        "Canal",
        "Hills",
        "Basin",
        "Delta",
        "Reef",
        "Volcano",
        "Glacier",
        "Canyon",
        "Plateau",
        "Forest",
        "Plain",
        "Plains",
    ]
)
BUILT = frozenset(
    [
        "Airport",
        "Stadium",
        "Bridge",
        "Station",
        "Hotel",
        "Square",
        "Mosque",
        "Cathedral",
        "Street",
        "Road",
        "Avenue",
        "Highway",
        "Prison",
        "Palace",
        "Dam",
        "Tunnel",
        "Arena",
        "Park",
        "Tower",
        "Plaza",
        "Boulevard",
        "Harbor",
        "Harbour",
        "Airfield",
    ]
)
"""Last words of names that are places and neither states nor towns. GMB calls them now ORG, now GPE."""

Counts = dict[str, collections.Counter[str]]


def relabelled(texts: Sequence[NamedText]) -> list[NamedText]:
    """Return the texts with one label for each name."""
    counts: Counts = collections.defaultdict(collections.Counter)
    for named in texts:
        for start, end, label in named.names:
            counts[named.text[start:end]][label] += 1
    surnames = {
        name.split()[-1]
        for name, n in counts.items()
        if " " in name and n.most_common(1)[0][0] == "PERSON"
    }
    labels = {name: settled(name, n, surnames) for name, n in counts.items() if len(n) > 1}
    return [
        NamedText(
            t.text,
            tuple(
                (s, e, placed(t.text[s:e], labels.get(t.text[s:e], label)))
                for s, e, label in t.names
            ),
        )
        for t in texts
    ]


def placed(name: str, label: str) -> str:
    """Return LOC for a name that ends as those of landscapes and sites do, else the label."""
    words = name.split()
    is_site = len(words) > 1 and words[-1] in NATURE | BUILT
    return "LOC" if is_site and label in {"ORG", "GPE"} else label


def settled(name: str, counts: collections.Counter[str], surnames: set[str]) -> str:
    """Return the one label of a name that was given several."""
    words = name.split()
    letters = [name_classes().get(word, "") for word in words]
    total = sum(counts.values())
    if "D" in letters[-1] and counts["PERSON"] + counts["NORP"] and not counts["EVENT"]:
        return "NORP"
    if counts["PERSON"] / total >= PERSON_SHARE and (len(words) > 1 or name in surnames):
        return "PERSON"
    if counts["GPE"] / total >= PLACE_SHARE and set(letters[0]) & {"T", "C"}:
        return "GPE"
    return min(counts, key=lambda label: (-counts[label], label))
