"""When an event happened: which of a sentence's dates is its own; where it has none, by when it had happened."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from copydesk.events.dates import When, find_dates
from copydesk.events.recast import Reading
from copydesk.events.tree import Tree
from copydesk.events.triggers import frame_at
from schemas.events import DateBasis, DatePrecision


@dataclasses.dataclass(frozen=True, slots=True)
class Dated:
    """When an event happened, as far as its sentence or its place in the article says."""

    text: str | None
    first: dt.date | None
    last: dt.date | None
    precision: DatePrecision
    basis: DateBasis


UNDATED = Dated(None, None, None, "unknown", "unknown")


PAST = frozenset({"reported", "ongoing", "claimed", "historical", "threatened"})
"""Status of what has happened, threats among them: whatever else is unknown, it was not after the day of publication."""


def date_of(tree: Tree, reading: Reading, published: dt.date | None) -> Dated:
    """Return the date of the words that are the act's; where the text tells none, a bound if it is past: no day is asserted that nobody told."""
    sentence = tree.sentence
    when = _own_date(tree, find_dates(sentence.text, published), reading)
    if reading.status in ("planned", "threatened") and not (when and _is_done(tree, when)):
        when = _own_date(tree, find_dates(sentence.text, published, is_future=True), reading)
    if when is not None:
        text = sentence.text[when.start : when.end]
        if _is_after(tree, reading.trigger.index, when):
            return Dated(text, None, when.last, "unknown", "bound")
        return Dated(text, when.first, when.last, when.precision, when.basis)
    if published is not None and reading.status in PAST:
        return Dated(None, None, published, "unknown", "bound")
    return UNDATED


def _is_after(tree: Tree, act: int, when: When) -> bool:
    """Tell whether a date is that of what came after the act: "Weir took over in May after Harl stepped down"; not "after Harl stepped down in May"."""
    chain, top = [act, *tree.ancestors(act)], _top(tree, when)
    clause = next((n for n in chain if any(tree.words[c] == "after" for c in tree.with_dep(n, "mark", "case"))), None)  # fmt: skip
    return clause is not None and top not in tree.subtree(clause)


def _is_done(tree: Tree, when: When) -> bool:
    """Tell whether the verb that a date hangs on is in the past: "the minister warned on Friday that it will ..."."""
    verb = _anchor(tree, when)
    if verb is None or not tree.words[verb].endswith("ed") or tree.is_infinitive(verb):
        return False
    helpers = {tree.words[c] for c in tree.children[verb] if tree.base(c) == "aux"}
    return helpers <= PERFECT  # "was expected on Friday" is of what is to come


PERFECT = frozenset({"has", "have", "had", "'ve", "’ve"})


def _own_date(tree: Tree, found: Sequence[When], reading: Reading) -> When | None:
    """Return the date that the model reads as that of the act, of several the surest; else one that hangs on it in the parse."""
    frame, offset = frame_at(tree, reading.trigger), tree.sentence.start
    told = [a for a in frame.arguments if a.role == "date" and a.chance >= LEAST_DATE] if frame else []  # fmt: skip
    for argument in sorted(told, key=lambda a: (-a.chance, a.token)):
        at = tree.tokens[argument.token].start - offset
        for when in found:
            if when.start <= at < when.end:
                return when
    own = tree.with_dep(reading.trigger.index, *HUNG)
    return next((when for when in found if _top(tree, when) in own), None)


LEAST_DATE = 0.5
"""The chance that a word must have to date an act: docs/decisions/065-dates-of-acts.md."""

HUNG = ("obl", "nmod", "nmod:unmarked", "obl:unmarked", "advmod")


def _top(tree: Tree, when: When) -> int | None:
    """Return which of a date's words governs the others."""
    start = tree.sentence.start
    inside = [i for i, t in enumerate(tree.tokens) if when.start <= t.start - start < when.end]
    return next((i for i in inside if tree.head(i) not in inside), None)


def _anchor(tree: Tree, when: When) -> int | None:
    """Return the verb or event noun that the words of a date hang on."""
    top = _top(tree, when)
    for node in tree.ancestors(top) if top is not None else ():
        if tree.pos(node) in ("VERB", "ADJ", "AUX") or tree.base(node) == "root":
            return node
        if tree.pos(node) == "NOUN" and tree.base(node) not in ("obl", "obj", "nsubj", "nmod"):
            return node
    return None
