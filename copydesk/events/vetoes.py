"""What reports an act and means none: named rules, each with what it turns away and what it must let pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from copydesk.events.arguments import (
    PAPERS,
    WRITINGS,
    authors_of,
    is_disowned,
    patient_tokens,
    subject_tokens,
)
from copydesk.events.lexicon import word_list
from copydesk.events.ontology import MATERIAL_CONFLICT, quad_class
from copydesk.events.recast import Reading
from copydesk.events.tree import Tree
from copydesk.events.triggers import OFF_FIELD, is_off_field

ANIMALS = word_list("vetoes", "animals")
BLIND = ANIMALS | word_list("vetoes", "blind")
MISHAPS = word_list("vetoes", "mishaps")
PRETENCE = word_list("vetoes", "pretence")
FICTION = word_list("vetoes", "fiction")
REHEARSING, HARM = word_list("vetoes", "rehearsing"), word_list("vetoes", "harm")
PROTESTING = word_list("vetoes", "protesting")
REMEMBERING = word_list("vetoes", "remembering")
GATHERING = word_list("vetoes", "gathering")
FESTIVE, CAMPAIGNING = word_list("vetoes", "festive"), word_list("vetoes", "campaigning")
FUELS, PLANTED = word_list("vetoes", "fuels"), word_list("vetoes", "planted")


def is_blind_force(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether an animal, the weather or traffic did it, or it was done to an animal: "a bull attacked a farmer", "killed in accidents", "shot at the bear"; not "a tank attacked a village"."""
    verb = reading.trigger.index
    doers = _named_doers(tree, verb)
    beside = tree.with_dep(verb, "obl")
    is_mishap = not doers and any(tree.lemmas[c] in MISHAPS and tree.case_of(c) == "in" for c in beside)  # fmt: skip
    is_blind = any(tree.lemmas[j] in BLIND for i in doers for j in tree.conjuncts(i))
    return reading.event_type == "ASSAULT" and (is_blind or is_mishap or _is_hunt(tree, verb))


def _is_hunt(tree: Tree, verb: int) -> bool:
    beside = tree.with_dep(verb, "obl")
    aims = patient_tokens(tree, verb) or [c for c in beside if tree.case_of(c) in ("at", "on")]
    return any(tree.lemmas[i] in ANIMALS for i in aims)


def _named_doers(tree: Tree, verb: int) -> list[int]:
    """Return who or what a verb says did it; of "wolves that attacked sheep" the wolves."""
    doers = [*tree.with_dep(verb, "nsubj"), *tree.agents(verb)]
    if tree.base(verb) in ("conj", "advcl") and not doers:
        return tree.with_dep(tree.head(verb), "nsubj")
    is_told_of = tree.dep(verb) == "acl:relcl"
    return [tree.head(verb) if is_told_of and tree.lemmas[d] in RELATIVE else d for d in doers]


RELATIVE = frozenset({"that", "which", "who"})


def is_mishap_of_fuel(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether something blew up of itself: "a fuel tanker exploded", "the blast" under "Boiler bursts at mill"; not where somebody planted it, nor "rebels blew up a refinery"."""
    lemma, here = tree.lemmas[reading.trigger.index], title.union(tree.lemmas)
    is_blast = lemma in BLASTS or (lemma in TOLLS and bool(BLASTS & here))
    is_deed = reading.event_type == "ASSAULT" and is_blast
    return is_deed and bool(FUELS & here) and not PLANTED & here


BLASTS = frozenset({"explode", "explosion", "blast"})


def is_toll(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether those are counted whom a disaster of the title killed: "23,000 killed" under "Giant waves hit coast"; not "killed by rebels".

    A title that speaks of an attack, too, may have both.
    """
    verb = reading.trigger.index
    is_deed = reading.event_type == "ASSAULT" and tree.lemmas[verb] in TOLLS
    is_told = bool(DISASTERS & title) and not FORCE & title
    return is_deed and is_told and not subject_tokens(tree, verb)


TOLLS = frozenset(("kill", "injure"))
DISASTERS, FORCE = word_list("vetoes", "disasters"), word_list("vetoes", "force")


def is_volley_of_words(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether somebody is bombarded with words alone: "with letters", "with a barrage of requests"; not "with a barrage of rockets"."""
    verb = reading.trigger.index
    with_what = [c for c in tree.with_dep(verb, "obl") if tree.case_of(c) == "with"]
    said = {tree.lemmas[i] for c in with_what for i in (c, *tree.with_dep(c, "nmod"))}
    return reading.event_type == "ASSAULT" and bool(MESSAGES & said)


MESSAGES = word_list("vetoes", "messages")


def is_shared_opinion(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether only a view is agreed with: "agreed that it would be wrong to go"; not "agreed that its troops would go", "that it would be open to visits"."""
    clauses = tree.with_dep(reading.trigger.index, "ccomp")
    impersonal = [
        c for c in clauses if any(tree.lemmas[s] == "it" for s in tree.with_dep(c, *SUBJECTS))
    ]
    judged = [c for c in impersonal if tree.pos(c) == "ADJ" and tree.with_dep(c, *WHAT_IS_JUDGED)]
    return reading.event_type == "AGREE" and bool(judged)


SUBJECTS, WHAT_IS_JUDGED = ("nsubj", "expl"), ("csubj", "ccomp", "xcomp", "advcl")


def is_pretence(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether it is an exercise or a story told: "seized a dummy airfield", or an airfield under "Navy rehearses landing"; not "seized an airfield", nor by whom it mocked."""
    is_conflict = quad_class(reading.event_type) == MATERIAL_CONFLICT
    here = {lemma for i, lemma in enumerate(tree.lemmas) if lemma != "mock" or tree.pos(i) != "VERB"}  # fmt: skip
    is_drill = REHEARSING & title and not HARM & title
    return is_conflict and bool(PRETENCE & here or FICTION & (title | here) or is_drill)


def is_remembrance(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether people gather to remember or greet, or it is a feast: "gathered to mark the flood", "marched" in a carnival; not "gathered to protest"."""
    if reading.event_type != "PROTEST":
        return False
    here = frozenset(tree.lemmas)
    is_gathering = tree.lemmas[reading.trigger.index] in GATHERING and bool(here & REMEMBERING)
    is_for_public = bool(title & PROTESTING or here & CAMPAIGNING)  # "a vigil outside the embassy"
    is_feast = reading.mode == "demo" and bool((here | title) & FESTIVE) and not is_for_public
    return (is_gathering or is_feast) and not here & PROTESTING


def is_stance(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether somebody stands by something, or a bill offers it: "is committed to the treaty"; not "committed to send troops"."""
    index = reading.trigger.index
    is_state = tree.lemmas[index] in COMMITTED and bool(tree.with_dep(index, "cop", "aux:pass"))
    is_bill = tree.dep(index) == "acl" and tree.lemmas[tree.head(index)] in PAPERS
    return reading.event_type == "AGREE" and (is_state or is_bill)


def is_warning_of_danger(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether others are said to be able to do harm: "warned that gangs may strike"; not "warned that it may strike"."""
    index = reading.trigger.index
    clauses = tree.with_dep(index, "ccomp") if tree.lemmas[index] in WARNING else []
    return reading.event_type == "THREATEN" and any(
        any(tree.words[a] in POSSIBLE for a in tree.with_dep(clause, "aux"))
        and not any(tree.pos(s) == "PRON" for s in tree.with_dep(clause, "nsubj", "nsubj:pass"))
        for clause in clauses
    )


def is_advice(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether a warning is for the good of those warned: "warned its citizens against travelling"; not "warned Norland against joining", nor of militants."""
    index = reading.trigger.index
    if tree.lemmas[index] not in WARNING or tree.with_dep(index, "ccomp"):
        return False
    sides = ("obj", "iobj", "nsubj:pass")
    is_for_them = any(tree.lemmas[i] in ADVISED for i in tree.with_dep(index, *sides))
    is_armed = any(tree.lemmas[i] in ARMED for i in tree.with_dep(index, "nsubj", "obl:agent"))
    return reading.event_type == "THREATEN" and is_for_them and not is_armed


ARMED = frozenset().union(
    *(word_list("sectors", sector) for sector in ("REB", "UAF", "CRM", "MIL"))
)
ADVISED = word_list("vetoes", "advised")


def is_disowned_writing(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether words stand in a paper that was voted down: "voted against a resolution condemning Iran"; not "for" one."""
    index, paper = reading.trigger.index, tree.head(reading.trigger.index)
    is_inside = tree.dep(index) == "acl" and tree.lemmas[paper] in WRITINGS | PAPERS
    is_inside = is_inside and tree.words[index].endswith("ing")
    return is_inside and is_disowned(tree, paper) and not authors_of(tree, paper)


WARNING, POSSIBLE = frozenset({"warn", "caution"}), frozenset({"may", "might", "could", "can"})

PLAY = "#play"
"""Stands among the words of the title where the article is about a game."""

SPORT, SHARED = word_list("guards", "sport"), word_list("guards", "sport_weak")
PUBLIC = word_list("vetoes", "public")
SCORE = re.compile(r"(?<![\w-])\d{1,3}[-–]\d{1,3}(?![\w-])")
OPENING, LEAST_SHARED = 12, 3
"""Sentences that say what an article is about; words that games share with the rest of the world, of which so many mean a game."""


def is_about_play(trees: Sequence[Tree]) -> bool:
    """Tell whether an article opens with a game and nothing of public affairs: a word that only sport has, or some that it shares and a score."""
    opening = trees[:OPENING]
    words = {lemma for tree in opening for lemma in tree.lemmas}
    if words & PUBLIC:
        return False
    has_score = any(SCORE.search(tree.sentence.text) for tree in opening)
    return bool(words & SPORT) or len(words & SHARED) + has_score * 2 >= LEAST_SHARED


def is_move(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether it is a move of a game: "Haven attacked Weir from the start", in a match; not where police hold its fans, nor "stabbed his wife"."""
    is_deed = quad_class(reading.event_type) == MATERIAL_CONFLICT or reading.event_type == "RETREAT"
    is_other = is_off_field(tree, reading.trigger.index) or _is_protest_beside(tree, reading)
    return is_deed and PLAY in title and not is_other


def _is_protest_beside(tree: Tree, reading: Reading) -> bool:
    """Tell whether a protest is none of a game's moves: players who "went on strike", fans who march; not a side that "rallied" or "marched on"."""
    subjects = tree.with_dep(reading.trigger.index, "nsubj")
    is_of_others = any(tree.lemmas[s] in OFF_FIELD for s in subjects)
    return reading.event_type == "PROTEST" and (reading.mode in REFUSING or is_of_others)


REFUSING = frozenset({"strike", "hunger", "boycott"})


COMMITTED = frozenset({"commit", "committed", "dedicate", "dedicated"})

TASKS = word_list("vetoes", "tasks")


def is_other_sense(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether a verb means no act by what hangs on it: "is resigned to losing", "is charged with overseeing", "refused to rule out"."""
    verb = reading.trigger.index
    is_other = OTHER_SENSES.get(tree.lemmas[verb])
    return is_other is not None and is_other(tree, verb)


def _led_by(tree: Tree, verb: int, word: str) -> list[int]:
    """Return what hangs on a verb with a word before it."""
    below = tree.with_dep(verb, "advcl", "obl")
    return [c for c in below if word in {tree.words[m] for m in tree.with_dep(c, "mark", "case")}]


def _bears(tree: Tree, verb: int) -> bool:
    """Tell whether somebody is resigned to a thing, and gives up nothing: not "resigned to spend time"."""
    has_be = any(tree.lemmas[c] == "be" for c in tree.with_dep(verb, "aux", "aux:pass"))
    return has_be and bool(_led_by(tree, verb, "to"))


def _has_as_task(tree: Tree, verb: int) -> bool:
    """Tell whether somebody is charged with a task: not "charged with killing"."""
    return any(tree.lemmas[c] in TASKS for c in _led_by(tree, verb, "with"))


def _leaves_open(tree: Tree, verb: int) -> bool:
    """Tell whether somebody would not rule a thing out, which rejects nothing: not "refused to sell"."""
    return any(tree.lemmas[c] == "rule" for c in tree.with_dep(verb, "xcomp"))


OTHER_SENSES: Mapping[str, Callable[[Tree, int], bool]] = {
    "resign": _bears,
    "charge": _has_as_task,
    "refuse": _leaves_open,
    "decline": _leaves_open,
}


VETOES: Mapping[str, Callable[[Tree, Reading, frozenset[str]], bool]] = {
    "blind force": is_blind_force,
    "mishap of fuel": is_mishap_of_fuel,
    "toll": is_toll,
    "volley of words": is_volley_of_words,
    "shared opinion": is_shared_opinion,
    "pretence": is_pretence,
    "remembrance": is_remembrance,
    "stance": is_stance,
    "move": is_move,
    "warning of danger": is_warning_of_danger,
    "advice": is_advice,
    "paper voted down": is_disowned_writing,
    "other sense": is_other_sense,
}


def veto_of(tree: Tree, reading: Reading, title: frozenset[str]) -> str | None:
    """Return the name of the first rule that says that a reading reports no act, if one does."""
    return next((name for name, holds in VETOES.items() if holds(tree, reading, title)), None)
