"""When an event happened: which of a sentence's dates is its own, and when the day of publication stands in."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from copydesk.events.dates import When, find_dates
from copydesk.events.frames import LEAST_ARGUMENT
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


PAST = frozenset({"reported", "ongoing", "claimed", "historical"})
"""Status of what has happened: whatever else is unknown, it was not after the day of publication."""


def date_of(tree: Tree, reading: Reading, published: dt.date | None, is_lead: bool) -> Dated:
    """Return the date: of the words that the model hangs on the act, of publication for the news of the day, else a bound if it is past."""
    dated = _stated_date(tree, reading, published, is_lead)
    if dated is UNDATED and published is not None and reading.status in PAST:
        return Dated(None, None, published, "unknown", "bound")
    return dated


def _stated_date(tree: Tree, reading: Reading, published: dt.date | None, is_lead: bool) -> Dated:
    sentence = tree.sentence
    when = _own_date(tree, find_dates(sentence.text, published), reading)
    if reading.status in ("planned", "threatened") and not (when and _is_done(tree, when)):
        when = _own_date(tree, find_dates(sentence.text, published, is_future=True), reading)
    if when is not None:
        text = sentence.text[when.start : when.end]
        return Dated(text, when.first, when.last, when.precision, when.basis)
    if (
        published is None
        or not is_lead
        or reading.status not in ("reported", "threatened", "claimed")
    ):
        return UNDATED
    if reading.scope.is_past_perfect or not reading.is_main or reading.polarity != "positive":
        return UNDATED
    told_otherwise = (_is_told_as_past, _is_perfect, _is_known_by_place)
    if any(is_told(tree, reading.trigger.index) for is_told in told_otherwise):
        return UNDATED
    return Dated(None, published, published, "day", "publication")


def _is_done(tree: Tree, when: When) -> bool:
    """Tell whether the verb that a date hangs on is in the past: "the minister warned on Friday that it will ..."."""
    verb = _anchor(tree, when)
    if verb is None or not tree.words[verb].endswith("ed") or tree.is_infinitive(verb):
        return False
    helpers = {tree.words[c] for c in tree.children[verb] if tree.base(c) == "aux"}
    return helpers <= PERFECT | {"had"}  # "was expected on Friday" is of what is to come


def _is_known_by_place(tree: Tree, noun: int) -> bool:
    """Tell whether a deed is called after a place, as readers know it: "the Haven shooting was on their minds"; not "a shooting in Haven"."""
    is_known = any(tree.words[c] == "the" for c in tree.with_dep(noun, "det"))
    names = tree.with_dep(noun, "compound")
    return tree.pos(noun) == "NOUN" and is_known and any(tree.pos(c) == "PROPN" for c in names)


EARLIER = frozenset(
    {"previously", "formerly", "earlier", "originally", "historically", "once", "before"}
)


def _is_told_as_past(tree: Tree, verb: int) -> bool:
    """Tell whether a clause says that it was before the news: "Prior to the ruling, ...", "was previously banned"."""
    said = any(tree.words[c] in EARLIER for c in tree.with_dep(verb, "advmod"))
    cases = (tree.case_of(c) for c in tree.with_dep(verb, "obl"))
    return said or any(case.startswith(("prior", "before")) for case in cases)


def _is_perfect(tree: Tree, verb: int) -> bool:
    """Tell whether it is done by now, if not today: "has also promised"; the perfect of a first sentence is the news of the day."""
    words = {tree.words[c] for c in tree.with_dep(verb, "aux", "aux:pass", "advmod")}
    is_news = tree.sentence.index <= FIRST and not words & BEFORE_NOW
    return bool(words & PERFECT) and not is_news


PERFECT = frozenset({"has", "have", "'ve", "’ve"})
BEFORE_NOW = frozenset({"already", "also", "long", "repeatedly"})
FIRST = 1
"""The index of the first sentence below a title."""


def _own_date(tree: Tree, found: Sequence[When], reading: Reading) -> When | None:
    """Return the date that the model reads as that of the act, of several the surest; else one that hangs on it in the parse."""
    frame, offset = frame_at(tree, reading.trigger), tree.sentence.start
    told = [a for a in frame.arguments if a.role == "date" and a.chance >= LEAST_ARGUMENT] if frame else []  # fmt: skip
    for argument in sorted(told, key=lambda a: (-a.chance, a.token)):
        at = tree.tokens[argument.token].start - offset
        for when in found:
            if when.start <= at < when.end:
                return when
    own = tree.with_dep(reading.trigger.index, *HUNG)
    return next((when for when in found if _top(tree, when) in own), None)


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
