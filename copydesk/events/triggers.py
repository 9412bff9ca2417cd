"""Which words of a sentence report an act: the lexicon laid over the tree. No trigger, no event."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping

from copydesk.events.arguments import patient_tokens, subject_tokens
from copydesk.events.lexicon import NOTHING, Entry, entries, word_list, word_lists
from copydesk.events.ontology import MATERIAL_CONFLICT, quad_class
from copydesk.events.parties import STATE_ROLES, Cast
from copydesk.events.tree import Tree
from copydesk.text.language import Frame
from schemas.events import EventType

LEAST_CHANCE = 0.2
"""A trigger that the language model thinks less likely than this to report an event is none."""
WINDOW = 6
"""Tokens after a verb in which the other words of its phrase are looked for."""
SURE, READ = 0.9, frozenset({"ASSAULT", "ACCUSE", "ANNOUNCE"})
"""From which chance on, and of which types, the model's word counts for more than the lexicon's: those of all types that lose on no labelled set."""
AROUND = word_list("tree", "around")
PREPOSITIONS = word_list("triggers", "prepositions")
SOMEBODY = frozenset({"him", "her", "them", "us", "me"})
NO_MOVE = word_list("vetoes", "no_move")
BLOWS, OFF_FIELD = word_list("vetoes", "blows"), word_list("vetoes", "off_field")
UNSPOKEN = word_list("guards", "violence") | word_list("classes", "attack")
ARMED = frozenset().union(
    word_list("classes", "troops"), word_list("classes", "weapons"), word_list("classes", "militia")
)


@dataclasses.dataclass(frozen=True, slots=True)
class Trigger:
    """A word that reports an act, with the lexicon line that says which."""

    index: int
    last: int  # last token of the contiguous phrase
    first: int
    entry: Entry
    event_type: EventType
    mode: str | None


def find_triggers(cast: Cast, background: frozenset[str]) -> list[Trigger]:
    """Return the triggers of a sentence in text order; `background` is what else the article speaks of."""
    tree = cast.tree
    lemmas = frozenset(tree.lemmas)
    around = Surroundings(lemmas, lemmas | background)
    found: list[Trigger] = []
    for i in range(len(tree.tokens)):
        part = _part(tree, i)
        if part is None:
            continue
        trigger = _first_match(cast, i, part, around)
        if trigger is not None and chance_of(tree, trigger) >= LEAST_CHANCE:
            found.append(_as_read(tree, trigger))
    return found


def _as_read(tree: Tree, trigger: Trigger) -> Trigger:
    """Return a trigger that the model is sure to read as force, words of blame or a plan, as that: "gunmen seized him", "called the boycott unfair".

    Force is only what is a deed against somebody by the lexicon, too, and no protest. Of one type the model says the mode of blame, and where the line has none.
    """
    frame = frame_at(tree, trigger)
    if frame is None:
        return trigger
    if frame.event_type == trigger.event_type:
        is_own = trigger.mode is not None and frame.event_type != "ACCUSE"
        return trigger if is_own else dataclasses.replace(trigger, mode=frame.event_mode or trigger.mode)  # fmt: skip
    is_deed = quad_class(trigger.event_type) == MATERIAL_CONFLICT and trigger.event_type != "PROTEST"  # fmt: skip
    may_be = READ if is_deed else READ - {"ASSAULT"}
    if frame.chance < SURE or frame.event_type not in may_be:
        return trigger
    return dataclasses.replace(trigger, event_type=frame.event_type, mode=frame.event_mode)


def chance_of(tree: Tree, trigger: Trigger) -> float:
    """Return the chance, by the language model, that the words of a trigger report an event, or that its object means force: "conducted strikes"; 1 where it doesn't say."""
    words = [*range(trigger.first, trigger.last + 1)]
    if trigger.event_type == "ASSAULT":
        of_force = [f.trigger for f in tree.sentence.frames if f.event_type == "ASSAULT"]
        objects = [i for i in of_force if i in patient_tokens(tree, trigger.index)]
        words += [i for i in objects if tree.lemmas[i] in trigger.entry.objects]
    given = [tree.tokens[i].event_chance for i in words]
    return max((chance for chance in given if chance is not None), default=1.0)


def frame_at(tree: Tree, trigger: Trigger) -> Frame | None:
    """Return the model's frame at a trigger, the likeliest of its words'."""
    inside = [f for f in tree.sentence.frames if trigger.first <= f.trigger <= trigger.last]
    return max(inside, key=lambda f: f.chance, default=None)


@dataclasses.dataclass(frozen=True, slots=True)
class Surroundings:
    """The lemmas that stand around a trigger: in its sentence, and there or in the title."""

    sentence: frozenset[str]
    wider: frozenset[str]


def object_lemmas(tree: Tree, verb: int) -> frozenset[str]:
    """Return the lemmas of what a verb is done to or with, with the nouns inside those phrases."""
    given = tree.with_dep(verb, "obj") if tree.is_passive(verb) else []  # "was given tanks"
    beside = [c for c in tree.children[verb] if tree.base(c) == "obl"]
    heads = [*patient_tokens(tree, verb), *given, *tree.with_dep(verb, "iobj", "xcomp")]
    heads += [c for c in beside if AROUND.isdisjoint(tree.case_of(c).split())]
    behind = range(verb + 1, min(len(tree.tokens), verb + 5))
    heads = heads or [i for i in behind if tree.pos(i) == "NOUN"]
    lemmas: set[str] = set()
    for head in heads:
        for i in tree.conjuncts(head):
            lemmas.add(tree.lemmas[i])
            if tree.pos(i) in ("PROPN", "PRON"):
                lemmas.add(tree.words[i])
            for c in tree.children[i]:
                is_of = tree.base(c) == "nmod" and tree.case_of(c) == "of"
                if is_of or tree.base(c) in ("compound", "amod", "appos"):
                    lemmas.add(tree.lemmas[c])
    return frozenset(lemmas)


def _part(tree: Tree, i: int) -> str | None:
    pos, dep = tree.pos(i), tree.base(i)
    if pos == "VERB":
        return None if dep in ("amod", "compound", "case", "fixed") else "verb"
    if pos == "ADJ" and (dep in ("root", "conj", "ccomp", "advcl", "acl", "xcomp", "parataxis")):
        return "adj"
    return None


def _first_match(cast: Cast, i: int, part: str, around: Surroundings) -> Trigger | None:
    """Return the first line that fits; where the model reads force one of force: what an army "launched" is no strike of workers."""
    matches = list(itertools.takewhile(lambda m: m.event_type != NOTHING, _matches(cast, i, part, around)))  # fmt: skip
    frames = filter(None, (frame_at(cast.tree, m) for m in matches[:1]))
    is_force = any(frame.event_type == "ASSAULT" for frame in frames)
    of_force = (m for m in matches if is_force and m.event_type == "ASSAULT")
    return next(of_force, matches[0] if matches else None)


def _matches(cast: Cast, i: int, part: str, around: Surroundings) -> Iterator[Trigger]:
    for entry in entries().get((part, cast.tree.lemmas[i]), ()):
        span = _match_rest(cast.tree, i, entry)
        if span is None or not _conditions_hold(cast, i, entry, around):
            continue
        if all(GUARDS[name](cast, i, around) for name in sorted(entry.guards & GUARDS.keys())):
            yield Trigger(i, span[1], span[0], entry, entry.event_type, entry.mode)


def _match_rest(tree: Tree, i: int, entry: Entry) -> tuple[int, int] | None:
    """Return first and last token of the phrase as far as it is unbroken; None when a word is missing."""
    last, position = i, i
    for word in entry.rest:
        for j in range(position + 1, min(len(tree.tokens), i + WINDOW)):
            if word in (tree.words[j], tree.lemmas[j]):
                if j > position + 1 and not _may_part(tree, position, j, word):
                    return None
                break
            if tree.pos(j) == "VERB" or tree.words[j] in (",", ";", ":"):
                return None
        else:
            return None
        if j == last + 1:
            last = j
        position = j
    return (i, last)


def _may_part(tree: Tree, position: int, j: int, word: str) -> bool:
    """Return whether other words may stand between two words of a phrase: an adverb, or the object of a verb."""
    between = range(position + 1, j)
    is_adverb = all(tree.pos(k) in ("ADV", "ADP") and tree.base(k) != "obj" for k in between)
    return is_adverb or word not in PREPOSITIONS


def _conditions_hold(cast: Cast, i: int, entry: Entry, around: Surroundings) -> bool:
    tree = cast.tree
    if not entry.has_condition and not entry.forbidden:
        return True
    lemmas = object_lemmas(tree, i)
    if lemmas & entry.forbidden or not entry.has_condition:
        return not lemmas & entry.forbidden
    return (
        bool(lemmas & entry.objects)
        or any(around.sentence & word_lists("near")[name] for name in entry.near)
        or any(FRAME_TESTS[name](cast, i) for name in sorted(entry.frames))
    )


def _has_party_object(cast: Cast, i: int) -> bool:
    tokens = patient_tokens(cast.tree, i)
    return any(cast.parties_of(t) or cast.tree.words[t] in SOMEBODY for t in tokens)


FRAME_TESTS: Mapping[str, Callable[[Cast, int], bool]] = {
    "inf": lambda cast, i: any(
        map(cast.tree.is_infinitive, cast.tree.with_dep(i, "xcomp", "ccomp"))
    ),
    "that": lambda cast, i: bool(cast.tree.with_dep(i, "ccomp")),
    "obj": lambda cast, i: bool(patient_tokens(cast.tree, i)),
    "person": _has_party_object,
}


def _no_sport(cast: Cast, i: int, around: Surroundings) -> bool:
    """Return whether the talk is not of sport: no word that only sport has, no three that it shares; or the deed is no game's."""
    if is_off_field(cast.tree, i):
        return True
    is_told = bool(around.wider & word_list("guards", "sport"))
    return not is_told and len(around.wider & word_list("guards", "sport_weak")) < 3


def is_off_field(tree: Tree, verb: int) -> bool:
    """Tell whether a deed is none of a game's: "stabbed his wife", "A fan attacked the referee"; not "The striker attacked the defender"."""
    sides = [*tree.with_dep(verb, "nsubj", "obl:agent"), *patient_tokens(tree, verb)]
    is_of_others = any(tree.lemmas[c] in OFF_FIELD for s in sides for c in tree.conjuncts(s))
    return tree.lemmas[verb] in NO_MOVE or (tree.lemmas[verb] in BLOWS and is_of_others)


def _person(cast: Cast, i: int, around: Surroundings) -> bool:
    """Return whether it is done to somebody: a party, a number of people, or nobody named."""
    tokens = patient_tokens(cast.tree, i)
    is_open = not tokens or any(cast.tree.pos(t) in ("NUM", "PRON") for t in tokens)
    return is_open or _has_party_object(cast, i)


def _crowd(cast: Cast, i: int, around: Surroundings) -> bool:
    return bool(around.wider & word_lists("near")["protest"])


def _people(cast: Cast, i: int, around: Surroundings) -> bool:
    """Return whether people do it: "Students protested against the law"; a state or an official that does so rejects it in words."""
    doers = [p for s in subject_tokens(cast.tree, i) for p in cast.parties_of(s)]
    return bool(doers) and not any(p.is_name or p.lemma in STATE_ROLES for p in doers)


def _place(cast: Cast, i: int, around: Surroundings) -> bool:
    """Return whether somebody goes to a named place or person."""
    tree = cast.tree
    targets = [*patient_tokens(tree, i), *(c for c in tree.children[i] if tree.base(c) == "obl")]
    movers = [p for s in subject_tokens(tree, i) for p in cast.parties_of(s)]
    is_known = any(p.is_name or p.lemma in STATE_ROLES for p in movers)
    return is_known and any(cast.party_at(t) or cast.place_at(t) for t in targets)


def _armed(cast: Cast, i: int, around: Surroundings) -> bool:
    """Return whether troops, a militia or their vehicles act."""
    return any(cast.tree.lemmas[s] in ARMED for s in subject_tokens(cast.tree, i))


def _unarmed(cast: Cast, i: int, around: Surroundings) -> bool:
    """Return whether words alone can be meant: nobody with weapons acts, and nothing in the sentence is of violence."""
    others = around.sentence - {cast.tree.lemmas[i]}
    return not _armed(cast, i, around) and not others & UNSPOKEN


GUARDS: dict[str, Callable[[Cast, int, Surroundings], bool]] = {
    "sport": _no_sport,
    "person": _person,
    "crowd": _crowd,
    "people": _people,
    "place": _place,
    "armed": _armed,
    "unarmed": _unarmed,
}
CODER_GUARDS = ("mutual", "swap", "weak")
"""Guards that the coder reads."""
