"""How likely a reading is right: whether its words report an act of that type, and whether it names the right parties.

Logistic regressions over named marks; `judge.json` holds their weights. Two are learnt from labelled news (`python -m training.events.judge`); a
third turns the second's score into the confidence that is published, learnt from events that people read (`python -m training.events.confidence`).
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Literal

from copydesk.events.ontology import MATERIAL_CONFLICT, quad_class
from copydesk.events.parties import Cast, Party
from copydesk.events.recast import Reading
from copydesk.events.triggers import chance_of, frame_at
from copydesk.text.language import CodedEvent, Frame, Role

Question = Literal["reports", "right", "read"]
Pair = tuple[Party | None, Party | None]
Marks = Mapping[str, float]
Weights = Mapping[str, float]
"""What each mark adds to the log-odds; that of "" is their base."""
LEAST_ALONE, LEAST_DEED, LEAST_KNOWN = 0.7, 0.75, 0.13
"""The chance to report an event of its type that a reading needs without a line of the lexicon behind it, the same of a deed against somebody (a false
one slanders), and with such a line: chosen among stories that the encoder was not taught (`docs/decisions/069-sentences-beside.md`)."""
LEAST, MOST = 0.05, 0.95  # chosen: no reading of one sentence is certain, either way
LONG = 60
"""Tokens: longer sentences are as hard as these."""


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    """One way to read an act: the events that it would be, one for each pair of parties, and the marks of each."""

    is_alone: bool  # no line of the lexicon stands behind it
    events: tuple[CodedEvent, ...]
    marks: tuple[Marks, ...]

    def chance(self, weights: Weights) -> float:
        """Return the mean of the pairs' chances."""
        return sum(chance_of_marks(marks, weights) for marks in self.marks) / len(self.marks)


def choose(ways: Sequence[Way], weights: Mapping[Question, Weights] | None = None) -> Way | None:
    """Return the way whose parties are likeliest right, None where it hardly reports an event."""
    weights = weights or learnt_weights()
    best = max(ways, key=lambda way: way.chance(weights["right"]), default=None)
    if best is None:
        return None
    is_deed = any(quad_class(e.event_type) == MATERIAL_CONFLICT for e in best.events)
    alone = LEAST_DEED if is_deed else LEAST_ALONE
    least = alone if best.is_alone else LEAST_KNOWN
    return best if best.chance(weights["reports"]) >= least else None


def confidence_of(marks: Marks) -> float:
    """Return the chance, in hundredths, that a careful reader finds type and parties right and nobody missing."""
    weights = learnt_weights()
    chance = chance_of_marks(marks_as_read(marks, weights["right"]), weights["read"])
    return round(min(max(chance, LEAST), MOST), 2)


def marks_as_read(marks: Marks, right: Weights) -> Marks:
    """Return the marks with the score that labelled news gives them."""
    return {**marks, "score": score_of(marks, right)}


def chance_of_marks(marks: Marks, weights: Weights) -> float:
    """Return the chance that weights give marks."""
    return 1 / (1 + math.exp(-score_of(marks, weights)))


def score_of(marks: Marks, weights: Weights) -> float:
    """Return the log-odds that weights give marks."""
    return weights[""] + sum(weights.get(mark, 0.0) * value for mark, value in marks.items())


def marks_of(cast: Cast, reading: Reading, pair: Pair) -> dict[str, float]:
    """Return what tells a right reading from a wrong one; marks that are nought are left out."""
    tree, trigger = cast.tree, reading.trigger
    frame = frame_at(tree, trigger)
    is_known = not reading.is_alone
    chance = frame.chance if frame and reading.is_alone else chance_of(tree, trigger)
    has_same_type = frame is not None and frame.event_type == trigger.event_type
    marks: dict[str, float] = {
        "chance": log_odds(chance),
        "beside": cast.beside,
        "frame": frame is not None,
        "lexicon": is_known,
        "agrees": is_known and has_same_type,
        "disagrees": is_known and frame is not None and not has_same_type,
        "recast": reading.event_type != trigger.event_type,
        "modal": trigger.entry.part == "modal",
        "noun": trigger.entry.part == "noun",
        "weak": "weak" in trigger.entry.guards,
        "phrase": trigger.last > trigger.first or bool(trigger.entry.rest),
        "condition": trigger.entry.has_condition,
        "main": reading.is_main,
        "told": reading.is_told,
        "title": tree.sentence.section == "title",
        "both": None not in pair,
        "length": min(len(tree.tokens), LONG) / LONG,
        reading.polarity: True,
        reading.status: True,
        reading.event_type: True,
    }
    sides: tuple[Role, Role] = ("actor", "recipient")
    for role, party in zip(sides, pair, strict=True):
        marks |= {f"{role} {k}": v for k, v in _side(cast, reading, frame, role, party).items()}
    return {mark: float(value) for mark, value in marks.items() if value}


def _side(
    cast: Cast, reading: Reading, frame: Frame | None, role: Role, party: Party | None
) -> dict[str, float]:
    """Return what is known of one party: what names it, where it hangs, and what the frame has in its place."""
    tree = cast.tree
    in_role = [a for a in frame.arguments if a.role == role] if frame else []
    best = max((a.chance for a in in_role), default=0.0)
    if party is None:
        return {"none": True, "best": best, "missed": best}
    shared = max((a.chance for a in in_role if _is_at(cast, a.token, party)), default=0.0)
    is_here = party.index < len(tree.tokens) and _is_at(cast, party.index, party)
    kind = "noun" if party.mention is None else "name" if party.is_name else "office"
    return {
        kind: True,
        "best": best,
        "shared": shared,
        "unshared": shared == 0.0,
        "far": not is_here,
        "core": is_here and tree.base(party.index) in ("nsubj", "obj"),
        "direct": is_here and tree.head(party.index) == reading.trigger.index,
    }


def _is_at(cast: Cast, i: int, party: Party) -> bool:
    """Tell whether a token stands in the words of a party, or in another mention of it."""
    mention = cast.mention_of.get(i)
    is_same = mention is not None and party.mention is not None and mention.name_key == party.key
    return is_same or party.start <= cast.tree.tokens[i].start < party.end


def log_odds(chance: float) -> float:
    """Return the log-odds of a chance, held away from the ends.

    >>> log_odds(0.5), round(log_odds(1.0), 2)
    (0.0, 3.89)
    """
    held = min(max(chance, 0.02), 0.98)
    return math.log(held / (1 - held))


@functools.cache
def learnt_weights() -> Mapping[Question, Weights]:
    """Return the weights that ship."""
    text = resources.files(__package__).joinpath("judge.json").read_text(encoding="utf-8")
    weights: Mapping[Question, Weights] = json.loads(text)
    return weights
