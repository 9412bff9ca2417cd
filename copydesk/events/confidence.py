"""How likely it is that an event is right in its type and in every party it names."""

from __future__ import annotations

import math

from copydesk.events.parties import Party
from copydesk.events.recast import Reading
from copydesk.events.tree import Tree
from copydesk.events.triggers import chance_of

BASE = -2.37
WEIGHTS = {
    "main": 2.14,  # told in the main clause, or in what its verb of speech reports
    "chance": 0.68,  # times the chance that the language model gives the trigger
    "named actor": 0.75,
    "named recipient": 0.77,
    "recipient": -0.37,  # any: who else is named can be wrong, too
    "both": -0.28,
    "noun": -0.56,
    "modal": 1.1,
    "weak": -0.74,  # a word that seldom reports
    "hypothetical": -2.3,
}
"""Logistic regression on the development sentences; docs/decisions/008-events.md has the reliability table."""

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
        "named recipient": recipient is not None and recipient.mention is not None,
        "recipient": recipient is not None,
        "both": actor is not None and recipient is not None,
        "noun": entry.part == "noun",
        "modal": entry.part == "modal",
        "weak": "weak" in entry.guards,
        "hypothetical": reading.polarity == "hypothetical",
    }
    score = BASE + sum(WEIGHTS[name] * value for name, value in seen.items())
    return round(min(max(1 / (1 + math.exp(-score)), LEAST), MOST), 2)
