"""Names that a model half believes: what is more likely none, cut short or of another kind than a thing of its type is left out.

Known things stand. Of the others a regression says how likely it is right, by what the model finds of the name in all its
places in the article; `training/doubts.py` learns it from names that were read.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from copydesk.entities.bound import Bound
from copydesk.entities.lexicon import lexicon
from copydesk.entities.spans import Span, chances_of
from copydesk.entities.voting import NEIGHBOUR_SIGNS

LEAST = 0.4
"""Chosen: of what is less likely right seven in ten are wrong, with each collection left out, and from .3 to .4, too; from .4 to .5 it is four in seven."""

TELLING = 20
"""A sign in the words around a name that weighs so much says what it is; ", who" behind it may be said of another."""

Marks = Mapping[str, float]

WEIGHTS: Marks = {
    "": 0.845,
    "mean": 0.463,
    "best": 0.402,
    "work": -4.071,
    "event": 1.591,
    "given": 0.772,
    "one word": -0.752,
}
"""Of each mark, and of none: learnt by `python -m training.doubts`."""


def without_doubtful(spans: Sequence[Span], bounds: Sequence[Bound]) -> list[tuple[Span, Bound]]:
    """Return the names with what they are bound to, but those of which the article makes too little."""
    by_key: defaultdict[str, list[Span]] = defaultdict(list)
    for span, bound in zip(spans, bounds, strict=True):
        by_key[bound.key].append(span)
    doubtful = {key for key, same in by_key.items() if chance_of(marks_of(same)) < LEAST}
    return [(s, b) for s, b in zip(spans, bounds, strict=True) if b.key not in doubtful]


def chance_of(marks: Marks | None, weights: Marks = WEIGHTS) -> float:
    """Return how likely a name with these marks is right; of one without marks there is no doubt."""
    if marks is None:
        return 1.0
    score = weights[""] + sum(weights[mark] * value for mark, value in marks.items())
    return round(1 / (1 + math.exp(-score)), 2)


def marks_of(same: Sequence[Span]) -> Marks | None:
    """Return what speaks for a name with all its places in an article; None of a known thing, or where no model says how sure it is."""
    told = [(span, chances) for span in same if (chances := chances_of(span)) is not None]
    if not told or any(span.entry is not None or is_told(span) for span in same):
        return None
    own = [chance_of_type(span, chances) for span, chances in told]
    words = max((span.text for span in same), key=len).split()
    return {
        "mean": odds(sum(own) / len(own)),
        "best": odds(max(own)),
        "work": sum(chances["MISC"] for _, chances in told) / len(told),
        "event": float(same[0].entity_type == "EVENT"),
        "given": float(same[0].entity_type == "PERSON" and words[0] in lexicon().given),
        "one word": float(len(words) == 1),
    }


def is_told(span: Span) -> bool:
    """Tell whether the article's words say what kind of thing a name is, whatever a model finds: "the port of Halden", "Halden, the brewer,"."""
    signs = (sign for sign, kind, n in NEIGHBOUR_SIGNS if kind == span.entity_type and n >= TELLING)
    return span.source == "told" or any(sign(span) for sign in signs)


def chance_of_type(span: Span, chances: Mapping[str, float]) -> float:
    """Return how likely a model finds a span to be what it is taken for; which sort of place it is makes no difference."""
    if span.entity_type in ("GPE", "LOC"):
        return chances["GPE"] + chances["LOC"]
    return chances[span.entity_type]


def odds(chance: float) -> float:
    """Return the logarithm of the odds of a chance, which stays finite at both ends.

    >>> odds(0.5), odds(1.0) < 5
    (0.0, True)
    """
    return math.log((chance + 0.01) / (1.01 - chance))
