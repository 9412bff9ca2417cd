"""Whom "the governor", "the finance minister", "the committee" stand for: the one who was named with that word before, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from copydesk.events.lexicon import word_list
from copydesk.events.parties import FIRMS, NO_LONGER, STATE_ROLES, cover
from copydesk.events.tree import Tree
from copydesk.language import FoundMention

SHORT = {"gov.": "governor", "gov": "governor", "sen.": "senator", "rep.": "representative", "gen.": "general", "pm": "prime minister"}  # fmt: skip
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
    """Yield the offices that people are named with, and the kinds in or beside the names of bodies."""
    covered = cover(tree, mentions)
    for i, mention in sorted(covered.items()):
        if mention.entity_type == "ORG":
            yield from ((kind, mention) for kind in _kinds(tree, i, covered))
        if mention.entity_type == "GPE" and mention.country_code and "/" not in mention.name_key:
            yield "country", mention
        if mention.entity_type == "PERSON" and covered.get(i - 1) is not mention:
            yield from ((office, mention) for office in _offices_beside(tree, i, covered))


def _offices_beside(tree: Tree, i: int, covered: Mapping[int, FoundMention]) -> Iterator[str]:
    for c in [tree.head(i), *tree.children[i]]:
        is_title = c < i and tree.dep(c) in ("nmod:desc", "compound", "flat")
        is_apposed = c > i and tree.dep(c) == "appos"
        is_named = c == tree.head(i) and tree.dep(i) in ("appos", "flat")
        if (is_title or is_apposed or is_named) and c not in covered:
            yield from offices_at(tree, c)


def _kinds(tree: Tree, i: int, covered: Mapping[int, FoundMention]) -> Iterator[str]:
    """Yield what a body calls itself in the last word of its name, and what kind of firm it is called."""
    mention = covered[i]
    if covered.get(i + 1) is not mention:
        kind = tree.words[i] if " " in mention.surface else kind_in(mention.name_key)
        yield "company" if kind in FIRM else kind
    for noun in _firm_beside(tree, i, covered):
        yield from (noun, "company")


def _firm_beside(tree: Tree, i: int, covered: Mapping[int, FoundMention]) -> list[str]:
    """Return what a body is called beside a word of its name: "Marram, a gravel firm", "oil company Petrobras"."""
    behind = [c for c in tree.children[i] if c > i and tree.dep(c) == "appos"]
    before = [tree.head(i)] if tree.dep(i) in ("appos", "flat", "nmod:desc") else []
    kinds = (tree.lemmas[c] for c in [*behind, *before] if c not in covered)
    return [kind for kind in kinds if kind in FIRMS]


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
