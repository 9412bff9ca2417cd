"""How a sentence presents an act: done, planned, threatened, denied, supposed; and who says so."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Literal

from copydesk.events.arguments import subject_tokens
from copydesk.events.denial import DENYING, DOUBTFUL, NEGATORS, PLANS, denial_over, is_negated
from copydesk.events.lexicon import word_list
from copydesk.events.parties import SPEECH, Cast, Party
from copydesk.events.tree import Tree
from schemas.event_mentions import Polarity

Drop = Literal["purpose", "generic", ""]
OWN = ("aux", "advmod", "cop", "det", "mark")
SAID = ("ccomp", "parataxis", "xcomp", "dep")
FUTURE_AUX = word_list("scope", "future_aux")
POSSIBLE_AUX = word_list("scope", "possible_aux")
FUTURE_VERBS = word_list("scope", "future_verbs")
FUTURE_ADJECTIVES = word_list("scope", "future_adjectives")
FAILING = word_list("scope", "failing_verbs")
STOPPING = word_list("scope", "stopping_verbs")
ATTEMPTING = word_list("scope", "attempting_verbs")
CONDITIONAL = word_list("scope", "conditional_markers")
CROWD_ACTS = word_list("scope", "crowd_acts")
"""What a vote for is none yet: crews that "voted to strike" are at work; a parliament that "voted to ban" it has banned it."""
DONE_BY_ACTING = frozenset({"protest", "demonstrate"})
"""What whoever does something for its sake has done thereby: farmers who "dumped milk to protest against prices" protested."""
HABIT = frozenset("always often usually sometimes frequently generally regularly".split())
ASPECT_VERBS = frozenset("continue begin start resume keep manage decide move proceed go".split())
DROPPING = word_list("scope", "dropping")
WAYS = word_list("scope", "ways")
UNREAL = frozenset({"had", "were", "should"})


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """What stands over a trigger. `drop` is why it reports no event at all, "" when it does."""

    polarity: Polarity = "positive"
    is_planned: bool = False
    is_willed: bool = False  # "will", "would": the subject's own will, so that "will not" refuses
    speaker: Party | None = None
    speech_verb: int | None = None
    is_own_speech: bool = False  # the speaker speaks of what he or she will do
    drop: Drop = ""


def read_scope(cast: Cast, trigger: int) -> Scope:
    """Return the scope of a verb, adjective or event noun."""
    tree = cast.tree
    denial = denial_over(tree, trigger) or "positive"
    verb = _verb_over(tree, trigger)
    if tree.says(verb, HABIT, "advmod") or _is_habit(tree, verb):
        return Scope(drop="generic", polarity=denial)
    scope = merged(_climb(tree, verb), Scope(polarity=denial))
    return _with_speaker(cast, trigger, verb, scope)


def _verb_over(tree: Tree, trigger: int) -> int:
    """Return the verb or adjective that an event noun hangs on, another trigger itself."""
    if tree.pos(trigger) not in ("NOUN", "PROPN"):
        return trigger
    above = tree.ancestors(trigger)
    return next((n for n in above if tree.pos(n) in ("VERB", "ADJ")), [trigger, *above][-1])


def speaker_of(cast: Cast, trigger: int) -> tuple[Party | None, int | None]:
    """Return who says what the trigger reports, and the verb of speech; of "according to X" there is none."""
    tree = cast.tree
    chain = [trigger, *tree.ancestors(trigger)]
    for below, verb in itertools.pairwise(chain):
        if tree.lemmas[verb] in SPEECH and tree.dep(below) in SAID:
            told_by = filter(None, map(cast.party_at, subject_tokens(tree, verb)))
            return next(told_by, None), verb
    sources = (c for node in chain for c in tree.children[node])
    source = next((c for c in sources if tree.case_of(c).startswith("according")), None)
    return cast.party_at(source) if source is not None else None, None


def _climb(tree: Tree, verb: int) -> Scope:
    """Return what auxiliaries, negations and governing verbs make of an act, from the inside out."""
    scope = _own_words(tree, verb)
    node = verb
    for above in tree.ancestors(verb):
        dep = tree.dep(node)
        if dep == "conj":
            if _is_finite(tree, node, above):
                break
            if not _stands_alone(tree, node, above) and not _is_contrast(tree, node):
                scope = merged(scope, _own_words(tree, above))
            if tree.base(above) != "root":
                node = above
                continue
        scope = _over(tree, scope, node, above, dep)
        if scope.drop or dep in ("ccomp", "parataxis", "acl:relcl"):
            break
        node = above
    return scope


def _stands_alone(tree: Tree, verb: int, first: int) -> bool:
    """Tell whether a verb shares no auxiliary with the one it is joined to: "did not attack and accused Weir" says that it accused."""
    is_bare = tree.words[verb] == tree.lemmas[verb]
    takes_bare = any(tree.lemmas[c] == "do" or tree.words[c] in FUTURE_AUX | POSSIBLE_AUX for c in tree.with_dep(first, "aux"))  # fmt: skip
    return _own_aux(tree, verb) or (takes_bare and not is_bare)


def _is_finite(tree: Tree, verb: int, first: int) -> bool:
    """Tell whether a verb that was done is joined to one that is still to be: "likely to attack Norland and has bombed a bridge"; not "to be tried and hanged"."""
    is_changed = tree.words[verb] != tree.lemmas[verb] and not tree.words[verb].endswith("ing")
    is_shared = tree.is_passive(first) or _is_perfect(tree, first) or tree.is_infinitive(verb)
    return tree.is_infinitive(first) and is_changed and not is_shared and tree.pos(verb) == "VERB"


def _is_contrast(tree: Tree, node: int) -> bool:
    """Tell whether "but" parts a verb from the one before: "did not arrest but beat" says that it beat."""
    return tree.says(node, ("but", "yet"), "cc")


def _over(tree: Tree, scope: Scope, node: int, above: int, dep: str) -> Scope:
    """Return the scope after the governor `above` has been taken into account."""
    lemma = tree.lemmas[above]
    if dep == "advcl":
        if tree.says(node, CONDITIONAL, "mark"):
            return dataclasses.replace(scope, polarity="hypothetical")
        if tree.says(node, ["by"], "mark"):
            return merged(scope, _own_words(tree, above))  # "could win votes by attacking him"
        is_done = tree.lemmas[node] in DONE_BY_ACTING
        if tree.is_infinitive(node) and lemma not in FUTURE_VERBS | FUTURE_ADJECTIVES and not is_done:  # fmt: skip
            return dataclasses.replace(scope, drop="purpose")
    if dep in ("xcomp", "ccomp", "advcl") and (tree.is_infinitive(node) or dep == "xcomp"):
        if lemma in FAILING and is_negated(tree, above):
            return scope  # "did not hesitate to expel them"
        return merged(_governed(tree, scope, node, lemma), _own_words(tree, above))
    if dep == "acl" and tree.is_infinitive(node):
        if lemma in PLANS and not tree.says(above, ["no"]):
            return _as_plan(tree, scope, above)
        return dataclasses.replace(scope, drop="purpose")
    return scope


def _as_plan(tree: Tree, scope: Scope, plan: int) -> Scope:
    """Return what a plan makes of the act that it is for: it is to come, and not to be where the plan is dropped: "scrapped plans to bomb"."""
    role = "nsubj:pass" if tree.is_passive(tree.head(plan)) else "obj"
    if tree.lemmas[tree.head(plan)] in DROPPING and tree.dep(plan) == role:
        return dataclasses.replace(scope, polarity="negative")
    return dataclasses.replace(scope, is_planned=True, is_willed=True)


def _governed(tree: Tree, scope: Scope, node: int, verb: str) -> Scope:
    """Return what a verb makes of the act that it takes: "plan to", "fail to", "vote to", "try to", "unlikely to", "likely to have"."""
    act = tree.lemmas[node]
    if verb in DOUBTFUL or (verb in FUTURE_ADJECTIVES and _is_perfect(tree, node)):
        return dataclasses.replace(scope, polarity="hypothetical")
    if verb in FUTURE_VERBS | FUTURE_ADJECTIVES and verb not in ASPECT_VERBS:
        return dataclasses.replace(scope, is_planned=True, is_willed=True)
    if verb == "vote" and act in CROWD_ACTS:
        return dataclasses.replace(scope, is_planned=True)
    if verb in FAILING | DENYING | STOPPING:
        return dataclasses.replace(scope, polarity="negative")
    return dataclasses.replace(scope, polarity="hypothetical") if verb in ATTEMPTING else scope


def _is_perfect(tree: Tree, verb: int) -> bool:
    """Tell whether "have" stands before a verb: "to have bombed", "would have bombed"."""
    return tree.says(verb, ("have", "'ve", "’ve"), "aux")


def _own_words(tree: Tree, verb: int) -> Scope:
    """Return what a verb's own auxiliaries and adverbs say."""
    below = [c for c in tree.children[verb] if tree.base(c) in OWN]
    words = {tree.words[c] for c in below}
    is_planned = bool(words & FUTURE_AUX) or _is_headline_future(tree, verb) or _is_due(tree, verb)
    would = not words.isdisjoint(("would", "'d", "’d")) and not _is_perfect(tree, verb)
    polarity: Polarity = "positive"
    if words & NEGATORS or _is_by_no_means(tree, verb):
        polarity = "negative"
    elif words & POSSIBLE_AUX or tree.says(verb, CONDITIONAL, "mark") or _is_inverted(tree, verb):
        polarity = "hypothetical"
    return Scope(polarity, is_planned, is_willed=is_planned or would)


def _is_by_no_means(tree: Tree, verb: int) -> bool:
    """Tell whether it is said to be so in no way: "by no means attacked them"; not "by no one", who may be told to have done it."""
    beside = tree.with_dep(verb, "obl", "obl:unmarked", "advmod")
    return any(tree.lemmas[c] in WAYS and tree.says(c, ["no"], "det") for c in beside)


def _is_inverted(tree: Tree, verb: int) -> bool:
    """Tell whether "had" before its subject stands for "if": "fairer had he invited them"; not "never had he", "nor had he"."""
    auxiliaries = [c for c in tree.with_dep(verb, "aux", "aux:pass") if tree.words[c] in UNREAL]
    is_turned = any(a < s for a in auxiliaries for s in tree.subjects(verb))
    is_behind = any(c < auxiliaries[0] for c in tree.with_dep(verb, "advmod")) if is_turned else False  # fmt: skip
    return is_turned and not is_behind and not tree.with_dep(verb, "cc")


def _is_habit(tree: Tree, verb: int) -> bool:
    """Tell whether something is done each time that something is so: "if they don't pay, he organizes protests"."""
    words = {tree.words[k] for c in tree.with_dep(verb, "advcl") for k in tree.with_dep(c, "mark") if k < verb}  # fmt: skip
    is_present = tree.words[verb] == tree.lemmas[verb] + "s" and not _own_aux(tree, verb)
    return is_present and bool(words & {"if", "whenever"})


def _is_due(tree: Tree, verb: int) -> bool:
    """Tell whether "due to", "set to" stands before a verb that the parse makes its governor: "met and are due to meet again"."""
    is_before = (tree.lemmas[c] in FUTURE_ADJECTIVES and tree.pos(c) == "ADJ" and c < verb for c in tree.children[verb])  # fmt: skip
    return tree.is_infinitive(verb) and any(is_before)


def _is_headline_future(tree: Tree, verb: int) -> bool:
    """Return whether "to" stands for "will": "US to withdraw troops"; not "asked the US to withdraw troops"."""
    is_clause = tree.base(verb) in ("root", "ccomp", "parataxis", "conj", "advcl")
    return is_clause and tree.says(verb, ["to"], "mark") and bool(tree.subjects(verb))


def stricter(one: Polarity, other: Polarity) -> Polarity:
    """Return the one of two polarities that claims less."""
    return max(one, other, key=("positive", "hypothetical", "negative").index)


def merged(inner: Scope, outer: Scope) -> Scope:
    """Return what two words that stand over an act make of it together."""
    is_planned, is_willed = inner.is_planned or outer.is_planned, inner.is_willed or outer.is_willed
    polarity = stricter(inner.polarity, outer.polarity)
    return dataclasses.replace(inner, polarity=polarity, is_planned=is_planned, is_willed=is_willed)


def _with_speaker(cast: Cast, trigger: int, verb: int, scope: Scope) -> Scope:
    """Return the scope with its speaker; reported speech turns "would" into a plan."""
    tree = cast.tree
    speaker, speech_verb = speaker_of(cast, trigger)
    own = False
    if speech_verb is not None:
        subjects = subject_tokens(tree, verb)
        own = any(tree.words[s] in ("he", "she", "they", "it", "we", "i") for s in subjects)
        if speaker is not None:
            own = own or any(p.key == speaker.key for s in subjects for p in cast.parties_of(s))
    if "?" in tree.words[-2:]:
        scope = dataclasses.replace(scope, polarity="hypothetical")
    # "Would have attacked": and did not.
    would = tree.says(verb, ["would"]) and not _is_perfect(tree, verb)
    is_free = own or {"if", "unless"}.isdisjoint(tree.words)
    if scope.polarity == "hypothetical" and would and is_free:
        scope = dataclasses.replace(scope, polarity="positive", is_planned=True, is_willed=True)
    return dataclasses.replace(scope, speaker=speaker, speech_verb=speech_verb, is_own_speech=own)


def _own_aux(tree: Tree, verb: int) -> bool:
    return any(tree.base(c) == "aux" for c in tree.children[verb])
