"""Who acts and who is acted upon, as a trigger is read where it stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from copydesk.events.arguments import (
    find_actors,
    find_recipients,
    named_inside,
    patient_tokens,
)
from copydesk.events.denial import ONLOOKING, blamed_for
from copydesk.events.lexicon import word_list
from copydesk.events.ontology import MATERIAL_CONFLICT, ontology, quad_class
from copydesk.events.parties import PLACE_CASES, Cast, Party
from copydesk.events.recast import VOWING, Reading
from copydesk.events.tree import Tree
from copydesk.events.triggers import SOMEBODY, Trigger, frame_at

EACH_OTHER, THE_OTHER = (("each", "other"), ("one", "another")), ("the", "other")
TO_NONE_INSIDE = frozenset("ANNOUNCE MOBILIZE REQUEST REJECT THREATEN CONSULT".split())
"""What a demand, a talk or a refusal speaks of is seldom whom it is for: "demanded a delay for an FBI probe", "met to discuss Norland"."""
TALK = frozenset({1, 3})
"""Quad classes of words and accords; a deed in a town may well be one against it."""
UNDERGOING = frozenset(("receive", "get", "obtain", "undergo"))
SUFFERED = word_list("arguments", "suffered")
THOSE = frozenset("the that those this these".split())
OWNED = word_list("arguments", "owned")
ROADS, SQUARES = word_list("classes", "roads"), word_list("classes", "squares")
THINGS = word_list("classes", "things")
GROUNDS, NEAR = word_list("classes", "grounds"), frozenset(("near", "outside", "beside", "around"))
AGAINST = (3, 4)
CRIMES = frozenset({"shooting", "stabbing", "kidnapping", "murder", "rape", "riot"})
"""What no state does: "the worst US school shooting"."""
SUFFERING = PLACE_CASES | {"of", "on", "against"}
BEFORE_NOUN = ("compound", "amod", "nmod:desc", "nmod:unmarked")


def arguments_of(cast: Cast, reading: Reading) -> tuple[list[Party], list[Party]]:
    """Return who acts and who is acted upon."""
    trigger = reading.trigger
    if reading.actors is not None:
        return list(reading.actors), list(reading.recipients or ())
    actors = find_actors(cast, trigger.index)
    is_mutual = _is_mutual(reading)
    if is_mutual and len(actors) > 1 and cast.tree.lemmas[trigger.index] not in VOWING:
        others = find_recipients(cast, trigger.index, ("with",), actors)
        return (actors, others) if others else (actors[:1], actors[1:])
    if not is_mutual and is_reciprocal(cast.tree, trigger.index):
        return actors, [*actors[1:], *actors[:1]]
    recipients = find_recipients(cast, trigger.index, trigger.entry.slots, actors)
    return (recipients, actors) if "swap" in trigger.entry.guards else (actors, recipients)


def _is_mutual(reading: Reading) -> bool:
    """Tell whether those who do it are both sides of it: "A and B agreed"."""
    entry = reading.trigger.entry
    return ontology()[reading.event_type].is_mutual or "mutual" in entry.guards


def is_reciprocal(tree: Tree, verb: int) -> bool:
    """Tell whether those who do it do it to each other: "accused one another of lying", "each accused the other"; not "accused each of them"."""
    told = [i for i in range(verb + 1, len(tree.tokens)) if tree.words[i : i + 2] in EACH_OTHER]
    parted = [i for i in range(verb + 1, len(tree.tokens)) if tree.words[i : i + 2] == THE_OTHER]
    told += parted if "each" in tree.words[:verb] else []
    verbs = ((n for n in tree.ancestors(i) if tree.pos(n) == "VERB") for i in told)
    return any(next(above, None) == verb for above in verbs)


def owner_of(cast: Cast, reading: Reading, actors: list[Party]) -> list[Party]:
    """Return whose offer, plan or claim is refused, backed or blamed: who is told of before it, in the sentence or the one before."""
    tree, verb = cast.tree, reading.trigger.index
    things = [
        i for i in patient_tokens(tree, verb) if tree.lemmas[i] in OWNED and _is_told(tree, i)
    ]
    if not (things and actors) or reading.event_type not in ("ACCUSE", "REJECT", "SUPPORT"):
        return []
    speaker = reading.scope.speaker
    taken = {p.key for p in [*actors, *([speaker] if speaker else [])]}
    subjects = [i for i in range(verb - 1, -1, -1) if tree.base(i) == "nsubj"]
    sides = [cast.parties_of(i) for i in subjects]
    sides += [[cast.before.teller]] if cast.before.teller and not speaker else []
    others = ([p for p in side if p.key not in taken] for side in sides)
    found = next(filter(None, others), [])
    return [dataclasses.replace(p, index=things[0]) for p in found]


def _is_told(tree: Tree, thing: int) -> bool:
    """Tell whether a noun means what is told before it: "the offer"; not "the offer of Norland", "an offer"."""
    has_own = tree.with_dep(thing, "nmod", "nmod:poss", "acl", "acl:relcl", "compound", "amod")
    return tree.says(thing, THOSE, "det") and not has_own


def recipient_inside(cast: Cast, reading: Reading, actors: list[Party]) -> list[Party]:
    """Return the first name inside what the trigger governs, where nothing else names a recipient."""
    trigger = reading.trigger
    if trigger.entry.slots == ("none",) or reading.event_type in TO_NONE_INSIDE:
        return []
    found = named_inside(cast, trigger.index, actors)
    return [p for p in found if not (quad_class(reading.event_type) in TALK and is_where(cast, p))]


def _is_done_to_unknown(cast: Cast, trigger: Trigger) -> bool:
    """Tell whether the model reads that it is done to a pronoun that stands for nobody known: "Harl shot back at him on Twitter"."""
    frame = frame_at(cast.tree, trigger)
    told = [(a.chance, a.token) for a in frame.arguments if a.role == "recipient"] if frame else []
    surest = max(told, default=(0.0, trigger.index))[1]
    return cast.tree.words[surest] in SOMEBODY and cast.party_at(surest) is None


def is_where(cast: Cast, party: Party) -> bool:
    """Tell whether a party is a town in which, or in whose streets, something is said to be: an accord "signed in Kigali" is none with Kigali."""
    around = [party.index, *cast.tree.ancestors(party.index)] if is_town(party) else []
    in_streets = any(cast.tree.lemmas[n] in ROADS | SQUARES for n in around)
    return in_streets or any(cast.tree.case_of(n) in PLACE_CASES for n in around)


def only_acting(cast: Cast, reading: Reading, parties: list[Party]) -> list[Party]:
    """Return those who act: not where it happened, who tells of it, or who is said not to be meant."""
    index = reading.trigger.index
    found = [p for p in parties if not (is_scene(cast, index, p) or is_onlooker(cast, reading, p))]
    culprits = [p for i in blamed_for(cast.tree, index) for p in cast.parties_of(i)]
    return culprits or [p for p in found if not is_set_apart(cast, p)]


def only_acted_upon(cast: Cast, reading: Reading, parties: list[Party]) -> list[Party]:
    """Return those who are acted upon: not an ally, the ground of a protest, or who is said not to be meant."""
    if _is_done_to_unknown(cast, reading.trigger):
        return []
    found = [p for p in parties if not any(is_not(cast, reading, p) for is_not in NOT_ACTED_UPON)]
    found = [p for p in found if not is_set_apart(cast, p)]
    return without_others(cast, reading.trigger.index, _people_first(reading, found))


def _people_first(reading: Reading, parties: list[Party]) -> list[Party]:
    """Return those who can be arrested, if there are any: of "the boats and their crew" the crew."""
    people = [p for p in parties if p.lemma not in THINGS]
    return people if people and reading.mode == "arrest" else parties


def without_others(cast: Cast, act: int, parties: list[Party]) -> list[Party]:
    """Return whom an act is done to; where somebody is, not those to whom another is done: "an officer was killed when a bomber rammed a car"."""
    tree = cast.tree
    acts = [frame.trigger for frame in tree.sentence.frames]
    done_to = {c for verb in acts for c in tree.with_dep(verb, "obj", "nsubj:pass")}
    shared = set(patient_tokens(tree, act))  # "were detained and released"
    beside = {c for i in done_to - shared for c in tree.conjuncts(i)}
    own = [p for p in parties if p.index not in beside]
    return own or parties


def is_to_undergo(cast: Cast, reading: Reading, party: Party) -> bool:
    """Tell whether it is asked that something be done to a party, which is not asked itself: "demanded that Harl be freed", "that Harl get help"; not "that Harl leave"."""
    tree, index = cast.tree, reading.trigger.index
    way = tree.way_up(party.index, index)
    done_to = [i for i in way if tree.dep(i) == "nsubj:pass" or (tree.dep(i) == "nsubj" and tree.lemmas[tree.head(i)] in UNDERGOING)]  # fmt: skip
    return reading.event_type == "REQUEST" and any(tree.head(i) != index for i in done_to)


def is_victim(cast: Cast, reading: Reading, party: Party) -> bool:
    """Tell whether a party suffered what is blamed, or is where it was, and not who is blamed: "condemned the invasion of Norland", "the attack in Haven", "criticised the trial of a poet"; not "the crimes of Norland"."""
    tree, i = cast.tree, party.index
    deeds = {f.trigger for f in tree.sentence.frames if quad_class(f.event_type) == MATERIAL_CONFLICT}  # fmt: skip
    is_suffered = bool(tree.way_up(tree.head(i), reading.trigger.index)) and tree.lemmas[tree.head(i)] in SUFFERED  # fmt: skip
    is_deed = is_suffered or tree.head(i) in deeds
    is_told_of = i in tree.ancestors(
        reading.trigger.index
    )  # "the arrest of officers accused of it"
    is_of_deed = is_deed and not is_told_of and tree.case_of(i) in SUFFERING
    return reading.event_type == "ACCUSE" and is_of_deed and i not in blamed_for(tree, tree.head(i))


def is_spared(cast: Cast, reading: Reading, party: Party) -> bool:
    """Tell whether somebody is in what is blamed on another, or on no one: "blamed her defeat by Weir on injuries"."""
    tree, verb = cast.tree, reading.trigger.index
    deeds = tree.with_dep(verb, "obj", "nsubj:pass") if tree.lemmas[verb] == "blame" else []
    blamed = [j for i in deeds for b in blamed_for(tree, i) for j in tree.subtree(b)]
    return bool(blamed) and party.index not in blamed


def is_ally(cast: Cast, reading: Reading, party: Party) -> bool:
    """Tell whether a party stands beside whoever is against somebody: who "fought alongside the U.S." did not fight it."""
    is_against = quad_class(reading.event_type) in AGAINST
    way = cast.tree.way_up(party.index, reading.trigger.index)
    return is_against and any(cast.tree.case_of(n) == "alongside" for n in way)


def is_onlooker(cast: Cast, reading: Reading, party: Party) -> bool:
    """Tell whether an actor only tells or judges a deed: "the torture was documented by Amnesty", "condemned his decision to strike"; not "was carried out by"."""
    tree, i = cast.tree, reading.trigger.index
    told = [c for c in (i, *tree.ancestors(i)) if tree.dep(c) in ("nsubj:pass", "obj")]
    tellers = [v for v in map(tree.head, told) if tree.lemmas[v] in ONLOOKING]
    is_teller = any(party.index in [*tree.agents(v), *tree.with_dep(v, "nsubj")] for v in tellers)
    return quad_class(reading.event_type) in AGAINST and is_teller


def is_set_apart(cast: Cast, party: Party) -> bool:
    """Tell whether a party is named as who is not meant: "France, not Italy", "not Italy but France"; not "not only France but Italy"."""
    tree, i = cast.tree, party.index
    before = {tree.words[c] for c in tree.with_dep(i, "advmod", "cc") if c < i}
    is_joined = tree.dep(i) == "conj" and not before.isdisjoint(("not", "rather", "instead"))
    buts = {tree.words[k] for c in tree.with_dep(i, "conj") for k in tree.with_dep(c, "cc")}
    return (is_joined or ("not" in before and "but" in buts)) and "only" not in before


def is_ground(cast: Cast, reading: Reading, party: Party) -> bool:
    """Tell whether a party is the road, gate, monument or town where a protest is, named or not: who "blocked a bridge near Harare" was against nobody that is named; or what a deed is only near."""
    if reading.event_type != "PROTEST":
        is_near = cast.tree.case_of(party.index) in NEAR and party.mention is None
        return is_near and party.lemma in GROUNDS
    if party.mention is None:
        return party.lemma in ROADS | SQUARES
    last_word = party.mention.surface.rpartition(" ")[2].lower()
    is_place = party.mention.entity_type in ("LOC", "ORG") and last_word in SQUARES
    return is_place or is_where(cast, party)


def is_venue(cast: Cast, reading: Reading, party: Party) -> bool:
    """Tell whether a party is the town where others meet: "gathered in Haven", "held talks in Haven"; not where somebody "arrived in Haven"."""
    return reading.event_type == "CONSULT" and reading.mode != "visit" and is_where(cast, party)


def is_topic(cast: Cast, reading: Reading, party: Party) -> bool:
    """Tell whether a party is only talked about: "discussed Weir with the envoy", "discussed a deal with the envoy" the other way round in the parse."""
    tree, verb = cast.tree, reading.trigger.index
    topics = patient_tokens(tree, verb) if tree.lemmas[verb] == "discuss" else []
    is_inside = any(party.index in tree.subtree(topic) for topic in topics)
    way = [*tree.joined(party.index)[:1], *tree.way_up(party.index, verb)]
    return is_inside and all(tree.case_of(n) != "with" for n in way)


NOT_ACTED_UPON = (
    is_topic,
    is_spared,
    is_ally,
    is_ground,
    is_venue,
    is_victim,
    is_to_undergo,
)


def is_scene(cast: Cast, noun: int, party: Party) -> bool:
    """Tell whether a town before a noun is where it happened: "the Oslo bombing"; not "the Russian bombing", "Moscow's bombing"."""
    tree, mention = cast.tree, party.mention
    is_before = party.index in tree.with_dep(noun, *BEFORE_NOUN) and tree.pos(noun) != "VERB"
    is_state = mention is not None and not is_town(party) and tree.lemmas[noun] not in CRIMES
    return is_before and mention is not None and mention.entity_type == "GPE" and not is_state


def is_town(party: Party) -> bool:
    """Tell whether a party is a place that is no state: one of a list of towns, or on no map."""
    place = party.mention if party.mention and party.mention.entity_type == "GPE" else None
    return place is not None and ("/" in place.name_key or place.country_code is None)


def pairs_of(
    actors: list[Party], recipients: list[Party]
) -> Iterator[tuple[Party | None, Party | None]]:
    """Return as many pairs as it takes to name every actor and every recipient once."""
    for k in range(max(len(actors), len(recipients))):
        actor = actors[min(k, len(actors) - 1)] if actors else None
        recipient = recipients[min(k, len(recipients) - 1)] if recipients else None
        yield actor, recipient
