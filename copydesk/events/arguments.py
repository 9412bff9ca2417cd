"""Who did it and to whom: arguments of a trigger, from the parse."""

from __future__ import annotations

from copydesk.events.denial import is_negated
from copydesk.events.lexicon import word_list
from copydesk.events.parties import SPEECH, Cast, Party, is_role
from copydesk.events.tree import Tree

LOOSE = ("amod", "compound", "nmod:unmarked", "nmod")
LOOSE_BEFORE = ("amod", "compound", "nmod:poss")
NO_RECIPIENT = frozenset("about by after before during since amid despite as than".split()) | {
    "according to",
    "because of",
}
WRITINGS = word_list("arguments", "writings")
"""What speaks for whoever issued it: "issued a statement denouncing ..."."""
PAPERS = word_list("arguments", "papers")
"""What is decided on, and does nothing itself: "The Senate bill wants to ..."."""
DISOWNING = word_list("arguments", "disowning")
ASIDE = frozenset({"parataxis", "conj", "acl:relcl", "ccomp", "appos", "punct"})
LINKS = ("with", "to", "from")
PHRASAL = ("nmod", "amod", "compound", "conj", "flat", "appos")


def is_disowned(tree: Tree, paper: int) -> bool:
    """Tell whether somebody is against a paper: "voted against a resolution", "rejected a statement"; not "adopted a resolution against"."""
    chain = [paper, *tree.ancestors(paper)]
    verb = next((n for n in chain if tree.pos(n) == "VERB"), paper)
    nouns = chain[: chain.index(verb)]  # "abstained in a vote on a resolution"
    is_against = any(tree.case_of(n) in ("against", "from") for n in nouns)
    return is_against or tree.lemmas[verb] in DISOWNING


def authors_of(tree: Tree, paper: int) -> list[int]:
    """Return whose a paper is: "a proposal by Norland", "Norland's resolution"."""
    by = [c for c in tree.with_dep(paper, "nmod") if tree.case_of(c) in ("by", "from")]
    return by or [c for c in tree.with_dep(paper, "nmod:poss") if tree.pos(c) != "PRON"]


def subject_tokens(tree: Tree, verb: int) -> list[int]:
    """Return the heads of the logical subject: of what acts."""
    own = tree.with_dep(verb, "nsubj", "nsubj:outer")
    if tree.is_passive(verb):
        return tree.agents(verb)
    return own or ([] if tree.head(verb) == verb else _inherited_subject(tree, verb))


def patient_tokens(tree: Tree, verb: int) -> list[int]:
    """Return the heads of the logical object: of what is acted upon directly."""
    if not tree.is_passive(verb):
        return tree.with_dep(verb, "obj")
    if own := _sufferers(tree, verb):
        return own
    if tree.dep(verb) == "acl":
        return [tree.head(verb)]
    if tree.shares_passive(verb):
        head = tree.head(verb)
        return patient_tokens(tree, head) or tree.with_dep(head, "nsubj")
    return tree.with_dep(verb, "nsubj")


def _sufferers(tree: Tree, verb: int) -> list[int]:
    """Return of what a passive or a bare participle tells what was done to it."""
    head = tree.head(verb)
    if own := tree.with_dep(verb, "nsubj:pass"):
        return own
    if tree.is_seen_done(verb):
        return tree.with_dep(head, "obj") or patient_tokens(tree, head)
    return tree.subjects(head) if tree.is_done_before(verb) else []


def find_actors(cast: Cast, trigger: int) -> list[Party]:
    """Return who acts, from the parse."""
    tree = cast.tree
    return _parties(cast, subject_tokens(tree, trigger), LOOSE_BEFORE)


def find_recipients(
    cast: Cast, trigger: int, slots: tuple[str, ...], taken: list[Party]
) -> list[Party]:
    """Return who is acted upon: the first slot that holds a party which isn't an actor already."""
    keys = {p.here for p in taken}
    sides = (_in_slot(cast, trigger, slot, loose) for loose in ((), LOOSE) for slot in slots)
    others = ([p for p in found if p.here not in keys] for found in sides)
    return next(filter(None, others), [])


def _in_slot(cast: Cast, trigger: int, slot: str, loose: tuple[str, ...]) -> list[Party]:
    """Return who stands in a slot; in what a demand or a promise speaks of, and for whom a thing is named, by the model's word alone."""
    is_by_model = loose or slot == "inner?"
    found = _slot(cast, trigger, slot, loose)
    return [p for p in found if not is_by_model or _is_read(cast, trigger, p)]


def _is_read(cast: Cast, trigger: int, party: Party) -> bool:
    """Tell whether the model reads a party as who is acted upon; where it has no word on the act, whoever stands there."""
    frames = [f for f in cast.tree.sentence.frames if f.trigger == trigger]
    told = [a.token for f in frames for a in f.arguments if a.role == "recipient"]
    return not frames or any(party.start <= cast.tree.tokens[i].start < party.end for i in told)


def named_inside(cast: Cast, trigger: int, taken: list[Party]) -> list[Party]:
    """Return the first name in what a trigger governs and those joined to it, side clauses left out: "aid for those hit in Yemen"."""
    tree = cast.tree
    keys = {p.key for p in taken}
    for i in _governed(tree, trigger):
        if i in cast.mention_of:
            joined = [p for c in tree.conjuncts(i) if (p := cast.party_at(c) or cast.place_at(c))]
            if joined and joined[0].key not in keys:
                return joined
    return []


def _governed(tree: Tree, trigger: int) -> list[int]:
    """Return the words behind a trigger that it governs, side clauses left out, in their order."""
    stack, found = [trigger], set[int]()
    while stack:
        node = stack.pop()
        found.add(node)
        stack += [c for c in tree.children[node] if c > trigger and not _is_aside(tree, c)]
    return sorted(found - {trigger})


def _is_aside(tree: Tree, c: int) -> bool:
    """Return whether a word opens a side clause, or what stands with a preposition that no recipient has."""
    if tree.dep(c) in ASIDE or tree.case_of(c) in NO_RECIPIENT:
        return True
    if tree.base(c) in ("acl", "advcl") and tree.subjects(c):
        return True  # "after he attacked Norland"
    return tree.base(c) in ("advcl", "xcomp") and "for" in tree.marks(c)  # "for cutting off aid"


def _inherited_subject(tree: Tree, verb: int) -> list[int]:
    dep, head = tree.dep(verb), tree.head(verb)
    if dep == "xcomp" and not tree.is_passive(head):
        return tree.with_dep(head, "obj", "iobj") or subject_tokens(tree, head)
    if dep == "advcl" and (others := _led(tree, verb)):
        return others
    if dep in ("conj", "advcl", "parataxis", "ccomp", "dep", "xcomp"):
        if tree.is_passive(head):
            return tree.subjects(head)
        if dep == "ccomp" and tree.lemmas[head] in SPEECH:
            return []  # what the governor says was done, he did not do
        return subject_tokens(tree, head)
    if dep == "acl" and tree.words[verb].endswith("ing"):
        return _says_or_does(tree, head)
    if dep == "acl":
        return tree.with_dep(head, "nmod:poss") or subject_tokens(tree, tree.head(head))
    return []


def _says_or_does(tree: Tree, noun: int) -> list[int]:
    """Return who does what a noun is doing: the noun itself, of a paper its author or who issues it."""
    if tree.lemmas[noun] not in WRITINGS or tree.head(noun) == noun:
        return [noun]
    return authors_of(tree, noun) or subject_tokens(tree, tree.head(noun))


def _led(tree: Tree, verb: int) -> list[int]:
    """Return whom a verb keeps from an act, judges for it or joins in it: "prevented the man from stabbing", "has not joined Norland in barring"; not "claimed responsibility for stabbing"."""
    marks, head = tree.marks(verb), tree.head(verb)
    objects = tree.with_dep(head, "obj")
    if "in" in marks and tree.lemmas[head] == "join":
        return [*([] if is_negated(tree, head) else subject_tokens(tree, head)), *objects]
    if marks.isdisjoint(("from", "of", "for")):
        return []
    return [i for i in objects if is_role(tree.lemmas[i]) or tree.pos(i) in ("PROPN", "PRON")]


def _parties(cast: Cast, tokens: list[int], loose: tuple[str, ...]) -> list[Party]:
    found: list[Party] = []
    for token in tokens:
        here = cast.parties_of(token)
        if not here and cast.tree.lemmas[token] not in PAPERS:
            here = cast.loose_parties(token, loose)
        found += [p for p in here if all(p.here != q.here for q in found)]
    return found


def _slot(cast: Cast, trigger: int, slot: str, loose: tuple[str, ...]) -> list[Party]:
    tree = cast.tree
    if slot in ("obj", "iobj"):
        direct = patient_tokens(tree, trigger) if slot == "obj" else tree.with_dep(trigger, "iobj")
        return _parties(cast, direct, loose)
    if slot == "objmod":
        return _inside(cast, patient_tokens(tree, trigger))
    if slot in ("inner", "inner?"):
        return _inner(cast, trigger, loose)
    return _with_case(cast, trigger, slot, loose)


def _with_case(cast: Cast, trigger: int, case: str, loose: tuple[str, ...]) -> list[Party]:
    tree = cast.tree
    below = (c for host in _hosts(tree, trigger, case) for c in tree.children[host])
    led = (c for c in below if tree.base(c) in ("obl", "nmod") and case in tree.case_of(c).split())
    return next(filter(None, (_parties(cast, [c], loose) for c in led)), [])


def _hosts(tree: Tree, trigger: int, case: str) -> list[int]:
    """Return what a party with a preposition may hang on: the trigger, its object, for some what stands beside it: "in a treaty with Norway"."""
    behind = [c for c in tree.with_dep(trigger, "obl") if c > trigger]
    beside = [c for c in behind if tree.case_of(c) not in NO_RECIPIENT | {case}]
    return [trigger, *patient_tokens(tree, trigger), *(beside if case in LINKS else [])]


def _inside(cast: Cast, heads: list[int]) -> list[Party]:
    """Return the first party inside a phrase and those joined to it, the phrase's head and what relative clauses say left out."""
    tree = cast.tree
    for head in heads:
        for i in tree.subtree(head):
            mention = cast.mention_of.get(i)
            is_bare = mention is None and tree.base(i) in ("compound", "amod")
            if i == head or is_bare or tree.base(i) not in PHRASAL or cast.party_at(i) is None:
                continue
            if all(tree.dep(n) != "acl:relcl" for n in tree.way_up(i, head)):
                return cast.parties_of(i)
    return []


def _inner(cast: Cast, trigger: int, loose: tuple[str, ...]) -> list[Party]:
    """Return the subject, else the object, of a complement clause: "demanded that Iran release ..."."""
    tree = cast.tree
    for clause in tree.with_dep(trigger, "ccomp", "xcomp", "advcl"):
        if tree.dep(clause) == "advcl" and not tree.is_infinitive(clause):
            continue  # "as many others did", "when he spoke"
        beside = [c for c in tree.with_dep(clause, "obl") if tree.case_of(c) not in NO_RECIPIENT]
        objects = [*patient_tokens(tree, clause), *beside]  # not "as minister"
        found = _parties(cast, tree.subjects(clause), loose) or _parties(cast, objects, loose)
        if found := found or _inside(cast, objects):
            return found
    return []
