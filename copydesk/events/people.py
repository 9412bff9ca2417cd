"""Whom people act for, whom "he" means in the next sentence, and whom "the governor", "the committee": the one named with that word before, or nobody.

"US President Donald Trump" binds Trump to the United States for the whole article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from copydesk.events.lexicon import word_list
from copydesk.events.parties import (
    BODIES,
    FIRMS,
    HUMAN,
    NO_LONGER,
    SPEECH,
    STATE_ROLES,
    Before,
    Cast,
    Party,
    called,
    cover,
    is_person,
)
from copydesk.events.sectors import sector_of
from copydesk.events.tree import Tree
from copydesk.text.language import FoundMention

SHORT = {"gov.": "governor", "gov": "governor", "sen.": "senator", "rep.": "representative", "gen.": "general", "pm": "prime minister"}  # fmt: skip
FIRM = word_list("parties", "firm_endings")
"""Last words of the names of firms."""

Bearers = Mapping[str, tuple[FoundMention, ...]]
"""By office or kind, in the words that it was named with, who bears it."""
BELOW = frozenset({"vice", "deputy", "prime", "assistant", "associate", "under", "acting"})
"""Before an office they make it another: "the president" is no vice president."""
REACH = 5
"""Words that a title may have between the country and the name."""
TITLE_POS = frozenset({"NOUN", "PROPN", "ADJ"})
MANY = frozenset({"police", "people", "they"})


def countries_of_people(
    trees: Sequence[Tree], mentions: Mapping[int, Sequence[FoundMention]]
) -> dict[str, FoundMention]:
    """Return the mention of the country that each person holds an office of, by the person's key."""
    found: dict[str, FoundMention] = {}
    for tree in trees:
        here = mentions.get(tree.sentence.index, ())
        covered = cover(tree, here)
        for i, mention in sorted(covered.items()):
            is_first = mention.entity_type == "PERSON" and covered.get(i - 1) is not mention
            if is_first and (country := _country_before(tree, covered, i)):
                found.setdefault(mention.name_key, country)
    return found


def sectors_of_people(
    trees: Sequence[Tree], mentions: Mapping[int, Sequence[FoundMention]]
) -> dict[str, str]:
    """Return the sector of each person whom a title or a description says more of, by the person's key: "Sen. Anna Weir", "Mark Harl, a reporter"."""
    found: dict[str, str] = {}
    for tree in trees:
        covered = cover(tree, mentions.get(tree.sentence.index, ()))
        for i, mention in sorted(covered.items()):
            if mention.entity_type == "PERSON" and covered.get(i - 1) is not mention:
                told = [_title_before(tree, covered, i), *_described_as(tree, covered, i)]
                sectors = (sector_of(words, is_state=False) for words in told if words)
                if sector := next(filter(None, sectors), None):
                    found.setdefault(mention.name_key, sector)
    return found


def _title_before(tree: Tree, covered: Mapping[int, FoundMention], i: int) -> str:
    """Return the words that stand before a name as one title, names of states and bodies left out; of whom it was once, none."""
    words: list[str] = []
    for j in range(i - 1, max(-1, i - 1 - REACH), -1):
        if tree.words[j] in NO_LONGER:
            return ""
        mention = covered.get(j)
        if (mention and mention.entity_type == "PERSON") or tree.pos(j) not in TITLE_POS:
            break
        if mention is None:
            words.insert(0, SHORT.get(tree.words[j], tree.words[j]))
    return " ".join(words)


def _described_as(tree: Tree, covered: Mapping[int, FoundMention], i: int) -> Iterator[str]:
    """Yield the nouns that stand beside a name as who that is."""
    name = [t for t, mention in covered.items() if mention is covered[i]]
    for t in name:
        yield from (tree.lemmas[c] for c in tree.with_dep(t, "appos") if tree.pos(c) == "NOUN")


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
    found = [p for i in subjects for p in cast.parties_of(i) or _owners(cast, i)]
    spoken = _people_in(cast)
    people = _of_kind(cast, found, are_people=True) or spoken
    groups = _of_kind(cast, found, are_people=False)
    person = _only(people) if people else before.person
    others = _without(spoken, person)
    is_meant, verbs = _has_open_pronoun(tree), {tree.head(i) for i in subjects}
    told = [p for p in [_speaker(cast), *found] if p]
    tellers = [p for p in told if p.is_name or tree.sentence.section == "body"]
    return Before(
        person=person,
        other=None if is_meant else _only(others) or _unlike(person, before),
        is_contested=is_meant or any(tree.head(p.index) in verbs for p in others),
        group=_only(groups) if groups else before.group,
        many=_many(cast, subjects, found),
        speaker=_speaker(cast) or before.speaker,
        teller=next(iter(tellers), None),
    )


def _unlike(person: Party | None, before: Before) -> Party | None:
    """Return the last "she" where the person now is a "he", or the other way round."""
    now = called(person) if person is not None else None
    older = filter(None, (before.person, before.other))
    return next((p for p in older if {called(p), now} == {"he", "she"}), None)


def _owners(cast: Cast, i: int) -> list[Party]:
    """Return whose a thing is that is a subject: "Harl's talks ended"."""
    return [p for c in cast.tree.with_dep(i, "nmod:poss") for p in cast.parties_of(c)]


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
