"""Whom "the governor", "the finance minister", "the committee" stand for: the one who was named with that word before, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from copydesk.events.lexicon import word_list
from copydesk.events.parties import STATE_ROLES, cover
from copydesk.events.tree import Tree
from copydesk.language import FoundMention

SHORT = {"gov.": "governor", "gov": "governor", "sen.": "senator", "rep.": "representative", "gen.": "general", "pm": "prime minister"}  # fmt: skip
NO_LONGER = frozenset({"former", "ex", "ex-", "late", "ousted", "then", "elect", "incoming"})
FIRM = word_list("parties", "firm_endings")
"""Last words of the names of firms."""

Bearers = Mapping[str, tuple[FoundMention, ...]]
"""By office or kind, in the words that it was named with, who bears it."""


def bearers_by_sentence(
    trees: Sequence[Tree], mentions: Mapping[int, Sequence[FoundMention]]
) -> dict[int, Bearers]:
    """Return for each sentence who "the ..." may stand for there: of several, those named in it or the one before."""
    so_far: dict[str, dict[str, FoundMention]] = {}
    before: dict[str, dict[str, FoundMention]] = {}
    found: dict[int, Bearers] = {}
    for tree in trees:
        here: dict[str, dict[str, FoundMention]] = {}
        for office, mention in _borne(tree, mentions.get(tree.sentence.index, ())):
            here.setdefault(office, {})[mention.name_key] = mention
            so_far.setdefault(office, {})[mention.name_key] = mention
        found[tree.sentence.index] = {
            office: _fitting(all_of, {**before.get(office, {}), **here.get(office, {})})
            for office, all_of in so_far.items()
        }
        before = here
    return found


def _fitting(
    all_of: Mapping[str, FoundMention], near: Mapping[str, FoundMention]
) -> tuple[FoundMention, ...]:
    return tuple((near if len(all_of) > 1 else all_of).values())


def _borne(tree: Tree, mentions: Sequence[FoundMention]) -> Iterator[tuple[str, FoundMention]]:
    """Yield the offices that people are named with, and the kinds in the names of bodies."""
    covered = cover(tree, mentions)
    for i, mention in sorted(covered.items()):
        if mention.entity_type == "ORG" and covered.get(i + 1) is not mention:
            kind = tree.words[i] if " " in mention.surface else kind_in(mention.name_key)
            yield ("company" if kind in FIRM else kind, mention)
        if mention.entity_type == "GPE" and mention.country_code and "/" not in mention.name_key:
            yield "country", mention
        if mention.entity_type != "PERSON" or covered.get(i - 1) is mention:
            continue
        beside = [tree.head(i), *tree.children[i]]
        for c in beside:
            is_title = c < i and tree.dep(c) in ("nmod:desc", "compound", "flat")
            is_apposed = c > i and tree.dep(c) == "appos"
            is_named = c == tree.head(i) and tree.dep(i) in ("appos", "flat")
            if (is_title or is_apposed or is_named) and c not in covered:
                for office in offices_at(tree, c):
                    yield office, mention


def kind_in(name_key: str) -> str:
    """Return what a body calls itself in the full name behind its initials.

    >>> kind_in("ORG:federal bureau of investigation"), kind_in("ORG:central intelligence agency")
    ('bureau', 'agency')
    """
    return name_key.partition(":")[2].partition(" of ")[0].rpartition(" ")[2]


def offices_at(tree: Tree, noun: int) -> list[str]:
    """Return how an office can be called again, fullest first: "finance minister", "minister"; none of one that is past."""
    inside = [c for c in tree.children[noun] if c < noun]
    if any(tree.words[c] in NO_LONGER for c in [*inside, *tree.children[tree.head(noun)]]):
        return []
    title = SHORT.get(tree.lemmas[noun], tree.lemmas[noun])
    if title.split()[-1] not in STATE_ROLES:
        return []
    kind = [tree.lemmas[c] for c in inside if tree.dep(c) in ("compound", "amod") and tree.pos(c) != "PUNCT"]  # fmt: skip
    full = f"{kind[-1]} {title}" if kind else title
    return [full] if full == title or kind[-1] in BELOW else [full, title]


BELOW = frozenset({"vice", "deputy", "prime", "assistant", "associate", "under", "acting"})
"""Before an office they make it another: "the president" is no vice president."""
