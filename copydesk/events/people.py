"""Whom people act for: "US President Donald Trump" binds Trump to the United States for the whole article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copydesk.events.parties import STATE_ROLES, cover
from copydesk.events.tree import Tree
from copydesk.language import FoundMention

REACH = 5
"""Words that a title may have between the country and the name."""


def countries_of_people(
    trees: Sequence[Tree], mentions: Mapping[int, Sequence[FoundMention]]
) -> dict[str, FoundMention]:
    """Return the mention of the country that each person holds an office of, by the person's key."""
    found: dict[str, FoundMention] = {}
    for tree in trees:
        here = mentions.get(tree.sentence.index, ())
        covered = cover(tree, here)
        for i, mention in sorted(covered.items()):
            if mention.entity_type == "PERSON" and covered.get(i - 1) is not mention:
                country = _country_before(tree, covered, i)
                if country is not None:
                    found.setdefault(mention.name_key, country)
    return found


def _country_before(tree: Tree, covered: Mapping[int, FoundMention], i: int) -> FoundMention | None:
    has_title = False
    for j in range(i - 1, max(-1, i - 1 - REACH), -1):
        mention = covered.get(j)
        if mention is not None:
            is_state = mention.entity_type in ("GPE", "NORP")
            return mention if is_state and has_title else None
        if tree.pos(j) not in ("NOUN", "PROPN", "ADJ"):
            return None
        has_title = has_title or tree.lemmas[j] in STATE_ROLES
    return None
