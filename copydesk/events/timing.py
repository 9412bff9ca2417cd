"""When an event happened: which of a sentence's dates is its own; where it has none, by when it had happened."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from copydesk.events.dates import When, find_dates
from copydesk.events.recast import Reading
from copydesk.events.tree import Tree
from copydesk.events.triggers import frame_at

PAST = frozenset({"reported", "ongoing", "claimed", "historical", "threatened"})
"""Status of what has happened, threats among them: whatever else is unknown, it was not after the day of publication."""
PERFECT = frozenset({"has", "have", "had", "'ve", "’ve"})
LEAST_DATE = 0.5
"""The chance that a word must have to date an act: docs/decisions/065-dates-of-acts.md."""
HUNG = ("obl", "nmod", "nmod:unmarked", "obl:unmarked", "advmod")


def date_of(tree: Tree, reading: Reading, published: dt.date | None) -> When:
    """Return the date of the words that are the act's; where the text tells none, a bound if it is past: no day is asserted that nobody told."""
    sentence = tree.sentence
    when = _own_date(tree, find_dates(sentence.text, published), reading)
    if reading.status in ("planned", "threatened") and not (when and _is_done(tree, when)):
        when = _own_date(tree, find_dates(sentence.text, published, is_future=True), reading)
    if when is not None:
        is_after = _is_after(tree, reading.trigger.index, when)
        return dataclasses.replace(when, first=None, precision="unknown", basis="bound") if is_after else when  # fmt: skip
    bound = published if reading.status in PAST else None
    return When(None, 0, 0, None, bound, "unknown", "bound" if bound else "unknown")


def _is_after(tree: Tree, act: int, when: When) -> bool:
    """Tell whether a date is that of what came after the act: "Weir took over in May after Harl stepped down"; not "after Harl stepped down in May"."""
    chain, top = [act, *tree.ancestors(act)], _top(tree, when)
    clause = next((n for n in chain if "after" in tree.marks(n)), None)
    return clause is not None and top not in tree.subtree(clause)


def _is_done(tree: Tree, when: When) -> bool:
    """Tell whether the verb that a date hangs on is in the past: "the minister warned on Friday that it will ..."."""
    top = _top(tree, when)
    above = tree.ancestors(top) if top is not None else []
    verb = next((n for n in above if _bears_dates(tree, n)), None)
    if verb is None or not tree.words[verb].endswith("ed") or tree.is_infinitive(verb):
        return False
    helpers = {tree.words[c] for c in tree.children[verb] if tree.base(c) == "aux"}
    return helpers <= PERFECT  # "was expected on Friday" is of what is to come


def _bears_dates(tree: Tree, i: int) -> bool:
    """Tell whether the words of a date hang on a word itself, and not only on something below it."""
    is_act = tree.pos(i) in ("VERB", "ADJ", "AUX") or tree.base(i) == "root"
    is_deed = tree.pos(i) == "NOUN" and tree.base(i) not in ("obl", "obj", "nsubj", "nmod")
    return is_act or is_deed


def _own_date(tree: Tree, found: Sequence[When], reading: Reading) -> When | None:
    """Return the date that the model reads as that of the act, of several the surest; else one that hangs on it in the parse."""
    frame, offset = frame_at(tree, reading.trigger), tree.sentence.start
    told = [a for a in frame.arguments if a.role == "date" and a.chance >= LEAST_DATE] if frame else []  # fmt: skip
    for argument in sorted(told, key=lambda a: (-a.chance, a.token)):
        at = tree.tokens[argument.token].start - offset
        if hit := next((when for when in found if when.start <= at < when.end), None):
            return hit
    # "resigned when it came to light in August"
    clauses = [c for c in tree.with_dep(reading.trigger.index, "advcl") if tree.says(c, ["when"])]
    own = [i for node in (reading.trigger.index, *clauses) for i in tree.with_dep(node, *HUNG)]
    return next((when for when in found if _top(tree, when) in own), None)


def _top(tree: Tree, when: When) -> int | None:
    """Return which of a date's words governs the others."""
    start = tree.sentence.start
    inside = [i for i, t in enumerate(tree.tokens) if when.start <= t.start - start < when.end]
    return next((i for i in inside if tree.head(i) not in inside), None)
