"""What a trigger means where it stands: dropped, swallowed by its governor, planned, refused, threatened."""

from __future__ import annotations

import dataclasses

from copydesk.events.arguments import subject_tokens
from copydesk.events.denial import is_negated
from copydesk.events.lexicon import Entry, word_list
from copydesk.events.parties import Cast, Party
from copydesk.events.scope import Scope, read_scope, speaker_of
from copydesk.events.tree import Tree
from copydesk.events.triggers import SURE, Trigger, frame_at
from schemas.event_mentions import Polarity
from schemas.events import EventStatus, EventType

ABSORBING = word_list("scope", "absorbing")
COOPERATIVE = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
"""Refused for the future they are REJECT."""
TROOPS = word_list("classes", "troops")
PROMISED = COOPERATIVE - {"AGREE", "CONSULT"}
"""Announced for the future they are a promise: AGREE. Talks and visits to come are what they are, planned."""
FORCE = frozenset({"ASSAULT", "COERCE", "SANCTION", "PROTEST"})
"""Force announced for the future is a threat."""
THREAT_MODE: dict[str, str] = {"ASSAULT": "violence", "SANCTION": "restrict", "COERCE": "restrict"}
COMPLEMENT_MARKS = word_list("recast", "complement_marks")
MODAL = Entry("REQUEST", "change", "modal")
INSIDE = frozenset("nsubj obj obl xcomp nmod advcl ccomp acl compound amod".split())
YIELDING = word_list("recast", "yielding")
"""What a vow not to do is a refusal."""
HOSTILE = word_list("recast", "hostile")
"""What a vow of is a threat, though no deed."""
VIOLENCE = word_list("guards", "violence") | word_list("recast", "deadly")
VOWING = frozenset({"vow", "pledge", "promise", "swear", "ready", "prepared", "willing"})


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A trigger as the coder will write it down."""

    trigger: Trigger
    event_type: EventType
    mode: str | None
    scope: Scope
    status: EventStatus
    polarity: Polarity
    is_main: bool  # stands in the main clause, or in what its verb of speech reports
    is_told: bool
    actors: tuple[Party, ...] | None = None
    recipients: tuple[Party, ...] | None = None
    is_alone: bool = False  # read by the model alone: no line of the lexicon stands behind it


def read_event(cast: Cast, trigger: Trigger, triggers: dict[int, Trigger]) -> Reading | None:
    """Return how a trigger is to be read, None where it reports no event of its own."""
    tree = cast.tree
    if is_swallowed(tree, trigger, triggers):
        return None
    scope = read_scope(cast, trigger.index)
    if scope.drop:
        return None
    frame = frame_at(tree, trigger)
    is_ongoing = frame is not None and frame.status == "ongoing"
    vowed = _as_vowed(tree, trigger, triggers)
    event_type, mode, status, polarity = _recast(vowed, scope, is_ongoing)
    return Reading(
        trigger=trigger,
        event_type=event_type,
        mode=mode,
        scope=scope,
        status=status,
        polarity=polarity,
        is_main=_is_main(tree, trigger.index, scope),
        is_told=scope.speech_verb is not None,
    )


def requests_by_modal(cast: Cast) -> dict[int, Reading]:
    """Return "must" where a speaker says what another is to do: a REQUEST; who says "should" has an opinion."""
    tree, found = cast.tree, dict[int, Reading]()
    for i, word in enumerate(tree.words):
        verb = tree.head(i)
        is_own = word == "must" and tree.base(i) == "aux" and tree.pos(verb) == "VERB"
        if not is_own or tree.base(verb) not in ("ccomp", "parataxis", "root", "conj"):
            continue
        speaker, speech = speaker_of(cast, verb)
        asked = [p for s in tree.subjects(verb) for p in cast.parties_of(s)]
        if speaker is None or speech is None or any(p.key == speaker.key for p in asked):
            continue
        speakers = [p for s in subject_tokens(tree, speech) for p in cast.parties_of(s)]
        if asked:
            found[i] = Reading(
                trigger=Trigger(i, i, i, MODAL, "REQUEST", "change"),
                event_type="REQUEST",
                mode="change",
                scope=Scope(speaker=speaker, speech_verb=speech),
                status="reported",
                polarity="positive",
                is_main=True,
                is_told=False,
                actors=tuple(speakers or [speaker]),
                recipients=() if tree.is_passive(verb) else tuple(asked),  # "must be freed"
            )
    return found


def is_swallowed(tree: Tree, trigger: Trigger, triggers: dict[int, Trigger]) -> bool:
    """Return whether a trigger is only the content of another: "threatened to attack", "hold talks"."""
    node = trigger.index
    for above in tree.ancestors(trigger.index):
        dep = tree.base(node)
        if tree.is_done_before(node):
            return False  # "Accused of lying by Norland, Sudonia accused ..."
        other = triggers.get(above)
        if other is not None and _swallows(tree, trigger, node, dep, other):
            return True
        if _has_modal(tree, above, triggers):
            return True
        is_aside = dep in ("parataxis", "nsubj", "csubj") or tree.dep(node) == "acl:relcl"
        if is_aside or (dep == "advcl" and not is_complement(tree, node)):
            return False
        node = above
    return _has_modal(tree, trigger.index, triggers)


def is_complement(tree: Tree, clause: int) -> bool:
    """Return whether a clause says what is asked, refused, threatened or blamed: "of sending", "to attack", "if"."""
    return tree.is_infinitive(clause) or bool(tree.marks(clause) & COMPLEMENT_MARKS)


def _has_modal(tree: Tree, verb: int, triggers: dict[int, Trigger]) -> bool:
    return any(c in triggers and triggers[c].entry.part == "modal" for c in tree.children[verb])


def _swallows(tree: Tree, trigger: Trigger, node: int, dep: str, other: Trigger) -> bool:
    if other.event_type == trigger.event_type and dep != "conj":
        return dep in INSIDE
    if dep in ("xcomp", "ccomp") or (dep in ("advcl", "acl") and is_complement(tree, node)):
        return other.event_type in ABSORBING or other.event_type in FORCE
    return False


def _as_vowed(tree: Tree, trigger: Trigger, triggers: dict[int, Trigger]) -> Trigger:
    """Return the trigger, a promise of force or refusal as what it is: "vows to annex", "promised to veto", "vowed not to resign", "threatened to arrest him"."""
    clauses = tree.with_dep(trigger.index, "xcomp", "advcl", "ccomp")
    promised = [triggers[c].event_type for c in clauses if c in triggers]
    mode = next((THREAT_MODE[kind] for kind in promised if kind in THREAT_MODE), None)
    if trigger.event_type == "THREATEN":
        mode = mode or mode_of_threat(tree, trigger.index, trigger.mode)
        return dataclasses.replace(trigger, mode=mode)
    if trigger.event_type != "AGREE" or tree.lemmas[trigger.index] not in VOWING:
        return trigger
    if any(is_negated(tree, c) and tree.lemmas[c] in YIELDING for c in clauses):
        return dataclasses.replace(trigger, event_type="REJECT", mode=None)
    if any(is_negated(tree, c) for c in clauses):
        return trigger  # "vowed not to arrest them"
    is_hostile = _is_sure_threat(tree, trigger) or any(tree.lemmas[c] in HOSTILE for c in clauses)
    if not is_hostile and FORCE.isdisjoint(promised):
        return trigger
    return dataclasses.replace(trigger, event_type="THREATEN", mode=mode)


def _is_sure_threat(tree: Tree, trigger: Trigger) -> bool:
    """Tell whether the model surely reads a threat: "vowed a war against Sudonia"."""
    frame = frame_at(tree, trigger)
    return frame is not None and frame.event_type == "THREATEN" and frame.chance >= SURE


def mode_of_threat(tree: Tree, threat: int, mode: str | None) -> str | None:
    """Return a threat's mode, None where one of violence says what is threatened and that is no force.

    "threatened to withhold aid", "threats of expulsion".
    """
    if mode != "violence":
        return mode
    told = {i for i in tree.with_dep(threat, "obl", "nmod") if tree.case_of(i) in ("with", "of")}
    told |= set(tree.with_dep(threat, "xcomp", "ccomp", "acl"))
    told |= set(filter(tree.is_infinitive, tree.with_dep(threat, "advcl")))
    words = {tree.lemmas[part] for node in told for part in tree.subtree(node)}
    return None if told and VIOLENCE.isdisjoint(words) else mode


def _is_leaving(trigger: Trigger) -> bool:
    """Tell whether somebody resigns or withdraws troops: to come it is planned, and no accord with whoever is left."""
    is_of_troops = not trigger.entry.objects.isdisjoint(TROOPS)
    return trigger.mode == "resign" or (trigger.mode == "withdraw" and is_of_troops)


def _recast(
    trigger: Trigger, scope: Scope, is_ongoing: bool
) -> tuple[EventType, str | None, EventStatus, Polarity]:
    """Return type, mode, status and polarity after plan, refusal and threat have had their say."""
    kind, mode = trigger.event_type, trigger.mode
    polarity = scope.polarity
    if polarity == "negative" and kind in COOPERATIVE and scope.is_willed:
        return "REJECT", None, "reported", "positive"
    if scope.is_planned and polarity == "positive":
        if kind in PROMISED and not _is_leaving(trigger):
            return "AGREE", None, "planned", polarity
        if kind in FORCE:
            return "THREATEN", THREAT_MODE.get(kind), "threatened", polarity
        return kind, mode, "planned", polarity
    if kind == "ANNOUNCE":
        return kind, mode, "planned", polarity
    if kind == "THREATEN":
        return kind, mode, "threatened", polarity
    return kind, mode, "ongoing" if is_ongoing else "reported", polarity


def _is_main(tree: Tree, index: int, scope: Scope) -> bool:
    """Return whether a trigger stands in the main clause, or in what the main verb of speech reports."""
    node = index
    for above in tree.ancestors(index):
        if tree.base(node) in ("advcl", "acl", "csubj"):
            return False
        if tree.base(node) == "ccomp" and above != scope.speech_verb:
            return False
        node = above
    return True
