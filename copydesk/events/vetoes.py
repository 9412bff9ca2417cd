"""What reports an act and means none: named rules, each with what it turns away and what it must let pass; and what is told too barely to be a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence

from copydesk.events import arguments
from copydesk.events.arguments import PAPERS, WRITINGS, patient_tokens, subject_tokens
from copydesk.events.lexicon import word_list
from copydesk.events.ontology import MATERIAL_CONFLICT, quad_class
from copydesk.events.parties import FIRMS, RELATIVE, Party
from copydesk.events.recast import Reading
from copydesk.events.sectors import sector_of
from copydesk.events.tree import Tree
from copydesk.events.triggers import Trigger, is_off_field

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
BLASTS = frozenset({"explode", "explosion", "blast"})
TOLLS = frozenset(("kill", "injure"))
DISASTERS, FORCE = word_list("vetoes", "disasters"), word_list("vetoes", "force")
WARNING, POSSIBLE = frozenset({"warn", "caution"}), frozenset({"may", "might", "could", "can"})
PLAY = "#play"
"""Stands among the words of the title where the article is about a game."""
SPORT, SHARED = word_list("guards", "sport"), word_list("guards", "sport_weak")
PUBLIC = word_list("vetoes", "public")
SCORE = re.compile(r"(?<![\w-])\d{1,3}[-–]\d{1,3}(?![\w-])")
OPENING, LEAST_SHARED = 12, 3
"""Sentences that say what an article is about; words that games share with the rest of the world, of which so many mean a game."""
OTHER_SENSES: Mapping[str, tuple[str, Container[str]]] = {
    "charge": ("with", word_list("vetoes", "tasks")),
    "refuse": ("to", ["rule"]),
    "decline": ("to", ["rule"]),
    "resign": ("to", []),
}
VERBAL = frozenset("AGREE SUPPORT CONCEDE REQUEST ACCUSE REJECT THREATEN CONSULT".split())
"""Words need somebody who says them; deeds are reported in the passive without who did them."""
HABITUAL = word_list("told", "habitual")
DEALINGS = frozenset({"AGREE", "SUPPORT", "AID", "COOPERATE"})
TRADE = word_list("told", "trade")
ONE_SIDED = frozenset({"ANNOUNCE", "MOBILIZE", "PROTEST"})


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


def is_mishap_of_fuel(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether something blew up of itself: "a fuel tanker exploded", "the blast" under "Boiler bursts at mill"; not where somebody planted it, nor "rebels blew up a refinery"."""
    lemma, here = tree.lemmas[reading.trigger.index], title.union(tree.lemmas)
    is_blast = lemma in BLASTS or (lemma in TOLLS and bool(BLASTS & here))
    is_deed = reading.event_type == "ASSAULT" and is_blast
    return is_deed and bool(FUELS & here) and not PLANTED & here


def is_toll(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether those are counted whom a disaster of the title killed: "23,000 killed" under "Giant waves hit coast"; not "killed by rebels".

    A title that speaks of an attack, too, may have both.
    """
    verb = reading.trigger.index
    is_deed = reading.event_type == "ASSAULT" and tree.lemmas[verb] in TOLLS
    is_told = bool(DISASTERS & title) and not FORCE & title
    return is_deed and is_told and not subject_tokens(tree, verb)


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


def is_warning_of_danger(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether others are said to be able to do harm: "warned that gangs may strike"; not "warned that it may strike"."""
    index = reading.trigger.index
    clauses = tree.with_dep(index, "ccomp") if tree.lemmas[index] in WARNING else []
    open_ones = (c for c in clauses if tree.says(c, POSSIBLE, "aux"))
    is_of_others = any(all(tree.pos(s) != "PRON" for s in tree.subjects(c)) for c in open_ones)
    return reading.event_type == "THREATEN" and is_of_others


def is_disowned_writing(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether words stand in a paper that was voted down: "voted against a resolution condemning Iran"; not "for" one."""
    index, paper = reading.trigger.index, tree.head(reading.trigger.index)
    is_inside = tree.dep(index) == "acl" and tree.lemmas[paper] in WRITINGS | PAPERS
    is_inside = is_inside and tree.words[index].endswith("ing")
    return (
        is_inside and arguments.is_disowned(tree, paper) and not arguments.authors_of(tree, paper)
    )


def is_about_play(trees: Sequence[Tree]) -> bool:
    """Tell whether an article opens with a game and nothing of public affairs: a word that only sport has, or some that it shares and a score."""
    opening = trees[:OPENING]
    words = {lemma for tree in opening for lemma in tree.lemmas}
    if words & PUBLIC:
        return False
    has_score = any(SCORE.search(tree.sentence.text) for tree in opening)
    return bool(words & SPORT) or len(words & SHARED) + has_score * 2 >= LEAST_SHARED


def is_move(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether it is a move of a game: "Haven attacked Weir from the start", in a match; not where police hold its fans, nor a club fines a player."""
    is_blow = reading.event_type in ("ASSAULT", "COERCE") and PLAY in title
    return is_blow and not is_off_field(tree, reading.trigger.index)


def is_other_sense(tree: Tree, reading: Reading, title: frozenset[str]) -> bool:
    """Tell whether a verb means no act by what hangs on it: "is resigned to losing", "is charged with overseeing", "refused to rule out"; not "charged with killing"."""
    verb, lemma = reading.trigger.index, tree.lemmas[reading.trigger.index]
    word, others = OTHER_SENSES.get(lemma, ("", ()))
    below = [c for c in tree.with_dep(verb, "advcl", "obl", "xcomp") if word in tree.marks(c)]
    has_be = any(tree.lemmas[c] == "be" for c in tree.with_dep(verb, "aux", "aux:pass"))
    return any((has_be and lemma == "resign") or tree.lemmas[c] in others for c in below)


VETOES: Mapping[str, Callable[[Tree, Reading, frozenset[str]], bool]] = {
    "blind force": is_blind_force,
    "mishap of fuel": is_mishap_of_fuel,
    "toll": is_toll,
    "pretence": is_pretence,
    "remembrance": is_remembrance,
    "move": is_move,
    "warning of danger": is_warning_of_danger,
    "paper voted down": is_disowned_writing,
    "other sense": is_other_sense,
}


def veto_of(tree: Tree, reading: Reading, title: frozenset[str]) -> str | None:
    """Return the name of the first rule that says that a reading reports no act, if one does."""
    return next((name for name, holds in VETOES.items() if holds(tree, reading, title)), None)


def is_told_in_full(
    tree: Tree, reading: Reading, actors: list[Party], recipients: list[Party]
) -> bool:
    """Return whether it is said by whom or to whom: of an aside both, of words who says them."""
    is_of_thing = tree.lemmas[reading.trigger.index] == "blame"  # "blamed the storm"
    if not recipients and (is_of_thing or not actors):
        return False
    if actors and recipients and is_trade(tree, reading, [*actors, *recipients]):
        return False
    if reading.is_alone:
        return True  # the model has read whole sentences to tell an aside
    if not actors and "weak" in reading.trigger.entry.guards:
        return False  # "told to prepare": by nobody in particular
    if not actors and reading.event_type in VERBAL and not _is_past(tree, reading.trigger):
        return False  # "he is praised", "they have often been accused": by nobody in particular
    if actors and (reading.event_type in ONE_SIDED or reading.mode == "resign"):
        return True
    return bool(actors and recipients) or not _is_aside(tree, reading.trigger.index)


def _is_aside(tree: Tree, i: int) -> bool:
    """Tell whether something is told beside: "the blacklisted firms", "the men detained"; not "Accused of spying, Norland ..."."""
    has_subject = tree.is_done_before(i) or (tree.base(i) == "advcl" and bool(tree.subjects(i)))
    return tree.base(i) in ("acl", "advcl") and not has_subject


def is_trade(tree: Tree, reading: Reading, parties: Sequence[Party]) -> bool:
    """Tell whether firms deal with firms: "Norpol agreed to buy Haven Oil"; not where a state, a court, a union or the public does."""
    if reading.event_type not in DEALINGS or not all(map(_is_firm, parties)):
        return False
    return any(tree.lemmas[i] in TRADE for i in tree.subtree(reading.trigger.index))


def _is_firm(party: Party) -> bool:
    if party.mention is None:
        return party.lemma in FIRMS
    sector = sector_of(party.mention.name, is_state=False, is_body=True)
    return party.mention.entity_type == "ORG" and sector in (None, "BUS")


def _is_past(tree: Tree, trigger: Trigger) -> bool:
    """Return whether a passive tells of one time: "was accused", or a headline's "accused"."""
    return trigger.entry.part == "verb" and not tree.says(trigger.index, HABITUAL)
