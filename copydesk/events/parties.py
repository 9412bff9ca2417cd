"""Who can act or be acted upon in a sentence: resolved names, and role nouns from a closed list."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from copydesk.events.lexicon import word_list
from copydesk.events.tree import Tree
from copydesk.language import FoundMention

ACTING = frozenset({"PERSON", "ORG", "GPE", "NORP"})
PLACES = frozenset({"GPE", "LOC"})
STATES = frozenset({"GPE", "NORP", "ORG"})
QUANTITIES = word_list("parties", "quantities")
BELONGING = frozenset(
    {"of", "with", "from", "by", "for", "against", "between", "on", "to", "among"}
)
MAX_PHRASE = 80
"""Characters: a longer phrase is told by its name alone."""

BEFORE_HEAD = ("det", "amod", "compound", "nummod", "nmod:poss", "nmod:desc", "nmod:unmarked")
FIGHTING = word_list("parties", "belonging")


@dataclasses.dataclass(frozen=True, slots=True)
class Party:
    """A possible argument: a name, or a role noun with the name it acts for. Offsets count in the section."""

    index: int  # head token
    start: int
    end: int
    mention: FoundMention | None
    lemma: str
    is_name: bool

    @property
    def key(self) -> str:
        """Return what tells this party from the others of the article."""
        return self.mention.name_key if self.mention else self.lemma


@dataclasses.dataclass(frozen=True, slots=True)
class Cast:
    """The parties of one sentence, looked up by token; and whom pronouns stand for."""

    tree: Tree
    mention_of: Mapping[int, FoundMention]  # token -> the mention that covers it
    person_before: Party | None = None  # the one person who was a subject in the sentence before
    group_before: Party | None = None

    def party_at(self, i: int) -> Party | None:
        """Return the party whose phrase this token heads, if any."""
        mention = self.mention_of.get(i)
        if mention is not None and mention.entity_type in ACTING:
            return self._named(i, mention)
        named = self._name_beside(i)
        if named is not None:
            return named
        if self.tree.words[i] in PRONOUNS:
            return self._pronoun(i)
        return self._role(i)

    def parties_of(self, i: int) -> list[Party]:
        """Return the parties of a phrase and of those joined to it by "and"."""
        found = [self.party_at(c) for c in self.tree.conjuncts(i)]
        return [q for p in found if p is not None for q in self._split(p)]

    def _split(self, party: Party) -> list[Party]:
        """Return one party per country of "French and Egyptian warships"."""
        first = party.mention
        if party.is_name or first is None:
            return [party]
        inside = [c for c in self.tree.children[party.index] if self.mention_of.get(c) is first]
        more = [j for c in inside for j in self.tree.with_dep(c, "conj") if j in self.mention_of]
        others = [self.mention_of[j] for j in more if self.mention_of[j].entity_type in STATES]
        return [party, *(Party(party.index, m.start, m.end, m, party.lemma, False) for m in others)]

    def place_at(self, i: int) -> Party | None:
        """Return the place that this token heads, if any."""
        mention = self.mention_of.get(i)
        if mention is None or mention.entity_type not in PLACES:
            return None
        return self._named(i, mention)

    def phrase_at(self, i: int) -> Party | None:
        """Return whom a noun names that is on no list of roles: "airport", "houses"."""
        if self.tree.pos(i) not in ("NOUN", "PROPN", "NUM", "ADJ"):
            return None
        return Party(i, *self.phrase(i), None, self.tree.lemmas[i], False)

    def loose_party(self, i: int, deps: tuple[str, ...]) -> Party | None:
        """Return a party that modifies the phrase headed by this token, with the phrase as its text."""
        for c in self.tree.children[i]:
            if self.tree.dep(c) in deps:
                mention = self.mention_of.get(c)
                if self.tree.dep(c) == "nmod" and self.tree.case_of(c) not in BELONGING:
                    continue
                if mention is not None and mention.entity_type in ACTING | PLACES:
                    start, end = self.phrase(i)
                    if self.tree.dep(c) == "nmod":
                        end = max(end, mention.end)
                    if end - start > MAX_PHRASE:
                        start, end = mention.start, mention.end
                    return Party(i, start, end, mention, self.tree.lemmas[i], False)
        return None

    def phrase(self, i: int) -> tuple[int, int]:
        """Return start and end of a noun phrase without what follows its head, but for a flat name."""
        first = last = i
        for c in self.tree.children[i]:
            if c < i and self.tree.dep(c) in BEFORE_HEAD:
                first = min(first, *self.tree.subtree(c))
            elif c > i and self.tree.dep(c) == "flat":
                last = max(last, *self.tree.subtree(c))
        tokens = self.tree.tokens
        while first < i and self.tree.pos(first) in ("PUNCT", "CCONJ", "ADP"):
            first += 1
        return tokens[first].start, tokens[last].end

    def _named(self, i: int, mention: FoundMention) -> Party:
        return Party(i, mention.start, mention.end, mention, self.tree.lemmas[i], True)

    def _name_beside(self, i: int) -> Party | None:
        """Return the person whom a title names: the parse may hang the name on the title, or not see it at all."""
        if self.tree.pos(i) not in ("NOUN", "PROPN"):
            return None
        if not is_role(self.tree.lemmas[i]):  # a trade we have no word for: "violist Ada Linn"
            return self._name_right_behind(i)
        near = [
            c for c in self.tree.children[i] if self.tree.dep(c) in ("flat", "appos", "compound")
        ]
        if i + 1 < len(self.tree.tokens):
            near.append(i + 1)
        for c in near:
            mention = self.mention_of.get(c)
            if mention is not None and mention.entity_type == "PERSON" and c > i:
                return self._named(c, mention)
        return None

    def _name_right_behind(self, i: int) -> Party | None:
        behind = [c for c in self.tree.children[i] if self.tree.dep(c) in ("flat", "appos")]
        mention = self.mention_of.get(i + 1) or next(
            (m for c in behind if (m := self.mention_of.get(c)) is not None), None
        )
        starts = i + 1 < len(self.tree.tokens) and self.tree.tokens[i + 1].start
        if mention is None or mention.entity_type != "PERSON" or mention.start != starts:
            return None
        return next((self._named(c, mention) for c in behind), None)

    def _person_here(self, i: int) -> Party | None:
        """Return the one person named earlier in the sentence; of several none, of none the one before."""
        named = [
            m for c, m in sorted(self.mention_of.items()) if c < i and m.entity_type == "PERSON"
        ]
        people = _distinct(named)
        if len(people) == 1:
            return self._named(i, people[0])
        return None if people else self.person_before

    def _role(self, i: int) -> Party | None:
        lemma = self.tree.lemmas[i]
        if self.tree.words[i] in HURT and self.tree.with_dep(i, "det"):
            return Party(i, *self.phrase(i), None, self.tree.words[i], False)
        is_some = self.tree.pos(i) in ("DET", "PRON") and lemma in QUANTITIES
        if is_some:
            return self._counted(i)  # "some of the peacekeepers"
        if self.tree.pos(i) not in ("NOUN", "PROPN", "ADJ", "NUM"):
            return None
        if lemma in QUANTITIES or self.tree.pos(i) == "NUM":
            inner = self._counted(i)
            if inner is not None:
                return inner
            if lemma != "government" and any(
                self.tree.case_of(c) == "of" for c in self.tree.with_dep(i, "nmod")
            ):
                return None  # "dozens of rounds"
        if self._is_unknown_name(i):
            token = self.tree.tokens[i]
            return Party(i, token.start, token.end, None, lemma, False)
        is_campaign = lemma in PERSONAL and self._acts_for(i, lemma)[0] is not None
        if self.tree.pos(i) in ("ADJ", "NUM") or not (is_role(lemma) or is_campaign):
            return None
        start, end = self.phrase(i)
        mention, reach = self._acts_for(i, lemma)
        return Party(i, start, max(end, reach), mention, lemma, False)

    def _is_unknown_name(self, i: int) -> bool:
        """Return whether a token is a name that the entity stage doesn't know: "against Boztepe", "the FLA"."""
        token = self.tree.tokens[i]
        if self.tree.sentence.section != "body" or i in self.mention_of or i == 0:
            return False
        if self.tree.base(i) not in ("nsubj", "obj", "obl", "nmod", "iobj"):
            return False
        if token.pos == "PROPN" and token.text[:1].isupper():
            return self.tree.lemmas[i] not in CALENDAR and len(token.text) > 2
        return token.pos == "NOUN" and token.text.isupper() and 2 <= len(token.text) <= ACRONYM

    def _counted(self, i: int) -> Party | None:
        for c in self.tree.with_dep(i, "nmod"):
            # "five of them": the pronoun may well stand for the five, round and round
            if self.tree.case_of(c) == "of" and self.tree.pos(c) != "PRON":
                inner = self.party_at(c)
                if inner is not None:
                    start, _ = self.phrase(i)
                    return dataclasses.replace(inner, start=min(start, inner.start), is_name=False)
        return None

    def _acts_for(self, i: int, lemma: str) -> tuple[FoundMention | None, int]:
        """Return for whom a role noun acts ("the US envoy": the United States) and where that name ends."""
        is_state, is_fighter = lemma in STATE_ROLES, lemma in FIGHTING
        for c in self.tree.children[i]:
            mention = self.mention_of.get(c)
            dep = self.tree.dep(c)
            if mention is None or dep not in (*BEFORE_HEAD, "nmod"):
                continue
            if dep == "nmod" and self.tree.case_of(c) not in ("of", "from", "in", "for"):
                continue
            kind = mention.entity_type
            is_bound = (is_state and kind in STATES) or (is_fighter and kind == "ORG")
            if is_bound or (lemma in PERSONAL and kind == "PERSON"):
                return mention, mention.end if c > i else 0
        return None, 0

    def _pronoun(self, i: int) -> Party | None:
        word = self.tree.words[i]
        if word in ("who", "which", "that"):
            for a in self.tree.ancestors(i):
                if self.tree.dep(a) == "acl:relcl":
                    return self.party_at(self.tree.head(a))
            return None
        wants_person = word in ("he", "she", "him", "her", "his")
        for c in range(i - 1, -1, -1):
            is_fit = self.tree.base(c) == "nsubj" or (word == "it" and self.tree.dep(c) == "obj")
            if is_fit and self.tree.words[c] not in PRONOUNS:
                party = self.party_at(c)
                if party is not None and is_person(party) == wants_person:
                    return party
        if wants_person:
            return self._person_here(i)
        return self.group_before if word == "it" else None


def _distinct(mentions: Iterable[FoundMention]) -> list[FoundMention]:
    """Return one mention per bearer, in order."""
    return list({m.name_key: m for m in mentions}.values())


HURT = frozenset({"wounded", "injured", "sick", "poor", "homeless", "displaced", "accused"})
"""People named by what befell them: "the wounded"."""

ACRONYM = 6
"""Letters that an acronym has at most."""

CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july"
    " august september october november december christmas easter ramadan eid".split()
)

PRONOUNS = word_list("parties", "pronouns") - {"i", "we"}
STATE_ROLES = word_list("parties", "state")
OWN_ROLES = word_list("parties", "own")
PERSONAL = word_list("parties", "personal")
PERSON_ROLES = word_list("parties", "person_roles")


def is_role(lemma: str) -> bool:
    """Return whether a noun is on the closed list of roles."""
    return lemma in STATE_ROLES or lemma in OWN_ROLES


def is_person(party: Party) -> bool:
    """Return whether "he" or "she" can stand for a party."""
    if party.is_name and party.mention is not None:
        return party.mention.entity_type == "PERSON"
    return party.lemma in PERSON_ROLES


def cover(tree: Tree, mentions: Sequence[FoundMention]) -> dict[int, FoundMention]:
    """Return for each token the mention of the sentence that covers it; the longest wins."""
    found: dict[int, FoundMention] = {}
    for mention in sorted(mentions, key=lambda m: (m.end - m.start, m.start)):
        for i, token in enumerate(tree.tokens):
            if mention.start <= token.start and token.end <= mention.end:
                found[i] = mention
    return found
