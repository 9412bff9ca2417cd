"""Who acts and who is acted upon, as a trigger is read where it stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from copydesk.events.arguments import (
    find_actors,
    find_recipients,
    find_thing,
    named_inside,
    nearest_after,
    nearest_before,
    patient_tokens,
    subject_tokens,
)
from copydesk.events.ontology import ontology
from copydesk.events.parties import Cast, Party, is_person
from copydesk.events.recast import Reading
from copydesk.events.story import Story, is_of
from copydesk.events.tree import Tree

ANYONE = frozenset({"people", "person", "man", "woman", "individual", "member"})

MATERIAL = frozenset({"ASSAULT", "COERCE", "RETREAT", "MOBILIZE", "PROTEST"})
"""What is done to things too, not only to parties."""


def arguments_of(cast: Cast, reading: Reading) -> tuple[list[Party], list[Party]]:
    """Return who acts and who is acted upon."""
    tree, trigger = cast.tree, reading.trigger
    host = reading.host
    if reading.actors is not None:
        return list(reading.actors), list(reading.recipients or ())
    actors = find_actors(cast, trigger.index)
    if not actors and host is not None:
        actors = find_actors(cast, host)
    if not actors and reading.scope.speaker is not None and _is_first_person(tree, trigger.index):
        actors = [reading.scope.speaker]
    is_mutual = ontology()[reading.event_type].is_mutual or "mutual" in trigger.entry.guards
    if is_mutual and len(actors) > 1:
        slots = ("with", "between") if "mutual" not in trigger.entry.guards else TOGETHER
        others = find_recipients(cast, trigger.index, slots, actors)
        return (actors, others) if others else (actors[:1], actors[1:])
    recipients = _direct(cast, reading, actors)
    if not recipients and reading.event_type in MATERIAL:
        recipients = find_thing(cast, trigger.index, trigger.entry.slots)
    if "swap" in trigger.entry.guards:
        actors, recipients = recipients, actors
    if (
        not recipients
        and trigger.entry.slots != ("none",)
        and not _has_other_patient(tree, trigger.index)
        and trigger.entry.part != "noun"
        and reading.event_type not in ("ANNOUNCE", "MOBILIZE")
    ):
        after = nearest_after(cast, trigger.last, actors)
        recipients = [after] if after else []
    if not actors and not recipients and tree.base(trigger.index) == "root":
        before = nearest_before(cast, trigger.index)
        actors = [before] if before else []
    return actors, recipients


def _has_other_patient(tree: Tree, verb: int) -> bool:
    """Return whether it is said who was acted upon, though no party: "it", "people", the subject of a passive."""
    patients = patient_tokens(tree, verb)
    is_hit = tree.is_passive(verb) and tree.dep(verb) in ("advcl", "acl", "acl:relcl")
    return is_hit or any(tree.pos(t) == "PRON" or tree.lemmas[t] in ANYONE for t in patients)


TOGETHER = ("with", "between", "obj", "against")


def _direct(cast: Cast, reading: Reading, actors: list[Party]) -> list[Party]:
    """Return the recipient that the trigger's own slots hold, else those of the act promised or refused."""
    trigger, inner = reading.trigger, reading.inner
    if inner is None:
        return find_recipients(cast, trigger.index, trigger.entry.slots, actors)
    own = tuple(s for s in trigger.entry.slots if s not in ("inner", "objmod"))
    found = find_recipients(cast, trigger.index, own, actors)
    found = found or find_recipients(cast, inner.index, inner.entry.slots, actors)
    return found or find_recipients(cast, trigger.index, trigger.entry.slots, actors)


def implied_recipients(
    story: Story, cast: Cast, reading: Reading, actors: list[Party]
) -> list[Party]:
    """Return the recipient that the sentence implies: of the act joined by "and", or who tells of an agreement."""
    tree, index = cast.tree, reading.trigger.index
    if tree.dep(index) == "conj" and reading.event_type in CARRYING:
        return find_recipients(
            cast, tree.head(index), ("with", "obj", "to", "on", "against", "objmod"), actors
        )
    speaker = reading.scope.speaker
    if reading.event_type != "AGREE" or speaker is None or reading.status == "planned":
        return []
    country = story.country_of.get(speaker.key)
    if country is None and is_person(speaker):
        return []
    party = (
        dataclasses.replace(speaker, mention=country, start=country.start, end=country.end)
        if country
        else speaker
    )
    return [] if any(is_of(story, party, actor) for actor in actors) else [party]


def recipient_inside(cast: Cast, reading: Reading, actors: list[Party]) -> list[Party]:
    """Return the first name inside what the trigger governs, where nothing else names a recipient."""
    trigger = reading.trigger
    is_plain = trigger.entry.part != "noun" and trigger.entry.slots != ("none",)
    if not is_plain or reading.event_type in ("ANNOUNCE", "MOBILIZE") or reading.actors is not None:
        return []
    if _has_other_patient(cast.tree, trigger.index):
        return []
    found = named_inside(cast, trigger.index, actors)
    return [found] if found else []


CARRYING = frozenset({"REQUEST", "ACCUSE", "THREATEN", "REJECT"})


def _is_first_person(tree: Tree, verb: int) -> bool:
    """Return whether "we" or "I" is the subject: the speaker acts."""
    return any(tree.words[s] in ("we", "i") for s in subject_tokens(tree, verb))


def is_apart(cast: Cast, party: Party, reading: Reading) -> bool:
    """Return whether a party's words leave out the trigger's: else the parse has them in a knot."""
    at = cast.tree.tokens[reading.trigger.index].start
    return not party.start <= at < party.end


def pairs_of(
    actors: list[Party], recipients: list[Party]
) -> Iterator[tuple[Party | None, Party | None]]:
    """Return as many pairs as it takes to name every actor and every recipient once."""
    for k in range(max(len(actors), len(recipients))):
        actor = actors[min(k, len(actors) - 1)] if actors else None
        recipient = recipients[min(k, len(recipients) - 1)] if recipients else None
        yield actor, recipient
