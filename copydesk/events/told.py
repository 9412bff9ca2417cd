"""Whether an act is told in full: by whom, or to whom."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.events.lexicon import word_list
from copydesk.events.parties import FIRMS, Party
from copydesk.events.recast import Reading
from copydesk.events.sectors import sector_of
from copydesk.events.tree import Tree
from copydesk.events.triggers import Trigger

VERBAL = frozenset(
    {"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONSULT"}
)
"""Words need somebody who says them; deeds are reported in the passive without who did them."""

HABITUAL = word_list("told", "habitual")


def is_told_in_full(
    tree: Tree, reading: Reading, actors: list[Party], recipients: list[Party]
) -> bool:
    """Return whether it is said by whom or to whom: of an aside both, of words who says them."""
    if not recipients and _is_of_nobody(tree, reading, actors):
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
    index = reading.trigger.index
    has_subject = tree.base(index) == "advcl" and bool(tree.with_dep(index, "nsubj", "nsubj:pass"))
    has_subject = has_subject or tree.is_done_before(index)  # "Accused of spying, Norland ..."
    is_aside = tree.base(index) in ("acl", "advcl") and not has_subject
    return not is_aside or bool(
        actors and recipients
    )  # "the blacklisted firms", "the men detained"


def _is_of_nobody(tree: Tree, reading: Reading, actors: list[Party]) -> bool:
    """Tell whether what is done to nobody known says not by whom, or blames a thing: "blamed the storm"."""
    return not actors or tree.lemmas[reading.trigger.index] == "blame"


def is_trade(tree: Tree, reading: Reading, parties: Sequence[Party]) -> bool:
    """Tell whether firms deal with firms: "Norpol agreed to buy Haven Oil"; not where a state, a court, a union or the public does."""
    if reading.event_type not in DEALINGS or not all(map(_is_firm, parties)):
        return False
    index = reading.trigger.index
    return any(
        lemma in TRADE and (i == index or index in tree.ancestors(i))
        for i, lemma in enumerate(tree.lemmas)
    )


def _is_firm(party: Party) -> bool:
    if party.mention is None:
        return party.lemma in FIRMS
    sector = sector_of(party.mention.name, is_state=False, is_body=True)
    return party.mention.entity_type == "ORG" and sector in (None, "BUS")


DEALINGS = frozenset({"AGREE", "SUPPORT", "AID", "COOPERATE"})
TRADE = word_list("told", "trade")

ONE_SIDED = frozenset({"ANNOUNCE", "MOBILIZE", "PROTEST"})


def _is_past(tree: Tree, trigger: Trigger) -> bool:
    """Return whether a passive tells of one time: "was accused", or a headline's "accused"."""
    words = {tree.words[c] for c in tree.children[trigger.index]}
    return trigger.entry.part == "verb" and not words & HABITUAL
