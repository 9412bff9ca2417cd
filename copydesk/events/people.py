"""Whom people act for, and whom "he" means in the next sentence.

"US President Donald Trump" binds Trump to the United States for the whole article.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from copydesk.events.parties import (
    BODIES,
    HUMAN,
    SPEECH,
    STATE_ROLES,
    Before,
    Cast,
    Party,
    cover,
    is_person,
)
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


def carried(cast: Cast) -> Before:
    """Return whom pronouns of the next sentence stand for; a name counts for more than a description, a subject for more than others."""
    tree, before = cast.tree, cast.before
    subjects = _subjects(tree)
    found = [p for i in subjects for p in cast.parties_of(i)]
    spoken = _people_in(cast)
    people = _of_kind(cast, found, are_people=True) or spoken
    groups = _of_kind(cast, found, are_people=False)
    person = _only(people) if people else before.person
    others = _without(spoken, person)
    is_meant = _has_open_pronoun(tree)
    return Before(
        person=person,
        other=None if is_meant else _only(others),
        is_contested=is_meant or bool(others),
        group=_only(groups) if groups else before.group,
        many=_many(cast, subjects, found),
        speaker=_speaker(cast) or before.speaker,
    )


def _without(parties: Iterable[Party], one: Party | None) -> list[Party]:
    return [p for p in parties if one is None or p.key != one.key]


def _subjects(tree: Tree) -> list[int]:
    return [i for i in range(len(tree.tokens)) if tree.base(i) == "nsubj"]


def _has_open_pronoun(tree: Tree) -> bool:
    """Tell whether somebody is spoken of as "him" or "her", who may be anybody."""
    return any(w in HUMAN and tree.base(i) != "nsubj" for i, w in enumerate(tree.words))


def _of_kind(cast: Cast, parties: Iterable[Party], *, are_people: bool) -> list[Party]:
    """Return the persons, or the bodies, among parties: those with a name, else those that are described."""
    fitting = [p for p in parties if is_person(p) is are_people]
    return [p for p in fitting if p.is_name] or [p for p in fitting if _is_described(cast, p)]


def _is_described(cast: Cast, party: Party) -> bool:
    """Tell whether words without a name mean one person or body; of a title they don't stand in the body."""
    is_known = is_person(party) or party.lemma in STATE_ROLES | BODIES
    return is_known and cast.is_single(party) and cast.tree.sentence.section == "body"


def _people_in(cast: Cast) -> list[Party]:
    """Return the persons of whom a sentence speaks by name or description; several at once are none."""
    nouns = (i for i in range(len(cast.tree.tokens)) if cast.tree.pos(i) in ("NOUN", "PROPN"))
    found = filter(None, map(cast.party_at, nouns))
    return [p for p in found if is_person(p) and (p.is_name or _is_described(cast, p))]


def _many(cast: Cast, subjects: Iterable[int], found: Sequence[Party]) -> Party | None:
    """Return the one subject where it is several that have no name."""
    tree = cast.tree
    are_many = any(tree.words[i] != tree.lemmas[i] or tree.words[i] in MANY for i in subjects)
    is_one = len(found) == 1 and not found[0].is_name and tree.sentence.section == "body"
    return found[0] if is_one and are_many else None


MANY = frozenset({"police", "people", "they"})


def _speaker(cast: Cast) -> Party | None:
    """Return the first known subject of the verbs of speech."""
    tree = cast.tree
    verbs = (i for i, lemma in enumerate(tree.lemmas) if lemma in SPEECH)
    subjects = (s for verb in verbs for s in tree.with_dep(verb, "nsubj"))
    return next(filter(None, map(cast.party_at, subjects)), None)


def _only(parties: Iterable[Party]) -> Party | None:
    """Return the one party that all of these are, if it is one."""
    found = {p.key: p for p in parties}
    return next(iter(found.values())) if len(found) == 1 else None
