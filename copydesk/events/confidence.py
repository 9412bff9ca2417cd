"""How likely it is that an event is right in its type and in every party it names."""

from __future__ import annotations

import math

from copydesk.events.parties import Party
from copydesk.events.recast import Reading
from copydesk.events.tree import Tree
from copydesk.events.triggers import chance_of

BASE = -2.56
WEIGHTS = {
    "chance": 2.23,  # times the chance that the language model gives the trigger
    "main": 0.34,  # told in the main clause, or in what its verb of speech reports
    "named actor": 0.49,
    "recipient": 0.36,
    "both": -0.34,  # two parties can be wrong
    "modal": 0.76,
    "weak": -1.08,  # a word that seldom reports
    "hypothetical": -0.6,
}
"""Logistic regression on labelled sentences, its base set by events of news read by eye: docs/decisions/008-events.md."""

LEAST, MOST = 0.05, 0.95


def confidence_of(
    tree: Tree, reading: Reading, actor: Party | None, recipient: Party | None
) -> float:
    """Return the estimated chance, in hundredths."""
    entry = reading.trigger.entry
    seen = {
        "main": reading.is_main,
        "chance": chance_of(tree, reading.trigger) if entry.part != "modal" else 0.5,
        "named actor": actor is not None and actor.mention is not None,
        "recipient": recipient is not None,
        "both": actor is not None and recipient is not None,
        "modal": entry.part == "modal",
        "weak": "weak" in entry.guards,
        "hypothetical": reading.polarity == "hypothetical",
    }
    score = BASE + sum(WEIGHTS[name] * value for name, value in seen.items())
    return round(min(max(1 / (1 + math.exp(-score)), LEAST), MOST), 2)
