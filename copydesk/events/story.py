"""What is fixed for a whole article while its sentences are coded: names by sentence, dateline, whose office is whose."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from copydesk.events.parties import Party, cover
from copydesk.events.people import (
    Bearers,
    bearers_by_sentence,
    countries_of_people,
    sectors_of_people,
)
from copydesk.events.tree import Tree
from copydesk.events.vetoes import PLAY, is_about_play
from copydesk.text.language import ArticleText, FoundMention

NEWS_SENTENCES = 3
"""Sentences from the top, title included, that say whose death is the news."""


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """What is fixed for a whole article."""

    article: ArticleText
    mentions: dict[int, list[FoundMention]]  # by sentence index
    background: frozenset[str]  # lemmas of the title, and `PLAY`
    dateline: FoundMention | None
    is_set_there: bool  # the text itself speaks of the dateline's town
    country_of: Mapping[str, FoundMention]  # by the key of a person
    sector_of: Mapping[str, str]  # the same: as their titles and descriptions tell
    bearers: Mapping[int, Bearers]  # by sentence index, whom "the governor" stands for
    deceased: frozenset[str]  # keys of people whose death is the news: what they did is the past


def story_of(
    article: ArticleText, trees: Sequence[Tree], mentions: Sequence[FoundMention]
) -> Story:
    """Return what is fixed for an article."""
    by_sentence: dict[int, list[FoundMention]] = {}
    for mention in mentions:
        by_sentence.setdefault(mention.sentence_index, []).append(mention)
    title = [t.lemma.lower() for s in trees if s.sentence.section == "title" for t in s.tokens]
    places = (m for m in mentions if m.section == "dateline")
    dateline = min(places, key=lambda m: m.start, default=None)
    told = {m.name_key for m in mentions if m.section != "dateline"}
    is_set_there = dateline is not None and dateline.name_key in told
    people = countries_of_people(trees, by_sentence)
    return Story(
        article,
        by_sentence,
        frozenset([*title, PLAY] if is_about_play(trees) else title),
        dateline,
        is_set_there,
        people,
        sectors_of_people(trees, by_sentence),
        bearers_by_sentence(trees, by_sentence),
        _deceased(trees, by_sentence),
    )


def _deceased(
    trees: Sequence[Tree], mentions: Mapping[int, Sequence[FoundMention]]
) -> frozenset[str]:
    """Return the keys of those of whom title or first sentences say that they died: "X, who died on Tuesday"."""
    found = set[str]()
    for tree in trees[:NEWS_SENTENCES]:
        covered = cover(tree, mentions.get(tree.sentence.index, ()))
        for i, lemma in enumerate(tree.lemmas):
            if lemma in ("die", "pass") and tree.pos(i) == "VERB":
                who = [tree.head(i)] if tree.base(i) == "acl" else tree.with_dep(i, "nsubj")
                found |= {
                    covered[w].name_key
                    for w in who
                    if w in covered and covered[w].entity_type == "PERSON"
                }
    return frozenset(found)


def country_of_party(story: Story, party: Party) -> str | None:
    """Return the country code of a party: its own, or that of the office it holds."""
    if party.mention is None:
        return party.country
    held = story.country_of.get(party.key)
    return party.mention.country_code or (held.country_code if held else None)
