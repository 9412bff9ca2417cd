"""What the model's frames say of an event: its parties, and the events that no line of the lexicon names."""

from __future__ import annotations

import dataclasses

from copydesk.events.denial import denial_over
from copydesk.events.lexicon import Entry
from copydesk.events.parties import Cast, Party
from copydesk.events.recast import Reading, mode_of_threat
from copydesk.events.scope import Scope, read_scope, stricter
from copydesk.events.tree import Tree
from copydesk.events.triggers import Trigger
from copydesk.text.language import Frame, Role

LEAST_ARGUMENT = 0.65
"""The chance that a word must have to play a role where it does not hang on the trigger in the parse, too: chosen among stories that the encoder was not taught (`docs/decisions/056-whom-words-mean.md`)."""
ALONE = Entry("ANNOUNCE", None, "verb", slots=("none",))
"""Stands for the line of the lexicon that an event read by the model alone doesn't have."""


def parties_of_frame(cast: Cast, frame: Frame) -> tuple[list[Party], list[Party]]:
    """Return who acts and who is acted upon by a frame; of a mutual act the first against the others."""
    actors, recipients = (_parties(cast, frame, role) for role in ("actor", "recipient"))
    both = [i for i in recipients if i in actors]
    if len(both) > 1:
        others = [p for i, (p, _) in recipients.items() if i != both[0]]
        return [actors[both[0]][0]], others
    for i in both:
        (recipients if actors[i][1] >= recipients[i][1] else actors).pop(i)
    return [p for p, _ in actors.values()], [p for p, _ in recipients.values()]


def _parties(cast: Cast, frame: Frame, role: Role) -> dict[int, tuple[Party, float]]:
    """Return the parties in a role with their chances, by token, each once; a word that stands for nobody known is none."""
    found: dict[int, tuple[Party, float]] = {}
    seen: set[tuple[int, int]] = set()
    for a in frame.arguments:
        is_hung = cast.tree.head(a.token) == frame.trigger and not cast.is_place(a.token)
        if a.role == role and (is_hung or a.chance >= LEAST_ARGUMENT):
            party = cast.party_at(a.token) or cast.place_at(a.token) or cast.phrase_at(a.token)
            if party is not None and (party.start, party.end) not in seen:
                seen.add((party.start, party.end))
                found[a.token] = (party, a.chance)
    return found


def reading_of(cast: Cast, frame: Frame) -> Reading:
    """Return a frame as a reading with its parties."""
    actors, recipients = parties_of_frame(cast, frame)
    tree, i = cast.tree, frame.trigger
    trigger = Trigger(
        i, i, i, dataclasses.replace(ALONE, part=_part(tree, i)), frame.event_type, frame.event_mode
    )
    # What denies the words around it, denies it: the rules know shapes of denial that the model saw too seldom.
    # Of what may be or is planned the model knows more: "may have played a role in the attack".
    scope = read_scope(cast, i)
    denial = "negative" if scope.polarity == "negative" else denial_over(tree, i) or "positive"
    polarity = stricter(denial, frame.polarity)
    speakers = [p for p, _ in _parties(cast, frame, "speaker").values()]
    return Reading(
        trigger=trigger,
        event_type=frame.event_type,
        mode=mode_of_threat(tree, i, frame.event_mode),
        scope=Scope(polarity=polarity, speaker=speakers[0] if speakers else None),
        status=frame.status,
        polarity=polarity,
        is_main=all(tree.base(n) not in ("advcl", "acl", "csubj") for n in [i, *tree.ancestors(i)]),
        is_told=bool(speakers),
        actors=tuple(actors),
        recipients=tuple(recipients),
        is_alone=True,
    )


def _part(tree: Tree, i: int) -> str:
    return "noun" if tree.pos(i) in ("NOUN", "PROPN") else "verb"
