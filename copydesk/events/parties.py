"""Who can act or be acted upon in a sentence: resolved names, and role nouns from a closed list."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from collections.abc import Mapping, Sequence

from copydesk.events.lexicon import word_list
from copydesk.events.tree import Tree
from copydesk.text.given_names import pronoun_of
from copydesk.text.language import FoundMention

ACTING = frozenset({"PERSON", "ORG", "GPE", "NORP"})
PLACES = frozenset({"GPE", "LOC"})
STATES = frozenset({"GPE", "NORP", "ORG"})
QUANTITIES = word_list("parties", "quantities")
BELONGING = frozenset("of with from by for against between on to among".split())
BEFORE_HEAD = ("det", "amod", "compound", "nummod", "nmod:poss", "nmod:desc", "nmod:unmarked")
FIGHTING = word_list("parties", "belonging")
PLACE_CASES = frozenset("in at near outside inside around off across through throughout".split())
NO_LONGER = frozenset({"former", "ex", "ex-", "late", "ousted", "then", "elect", "incoming"})
HUMAN = frozenset({"he", "she", "him", "her", "his"})
HERS = frozenset({"she", "her"})
OWNING = {"his": "he", "her": "she", "its": "it", "their": "they", "whose": "who"}
SPEAKERS = frozenset({"i", "we"})
DONE_TO = ("obj", "iobj", "obl")
RELATIVE = frozenset({"who", "which", "that"})
PAIR = 2
BELONGING_TO = ("of", "from", "for")
NOT_SPEAKING = frozenset({"i", "we", "it", "they"}) | RELATIVE
FIRMS = word_list("parties", "firms")
QUOTES = frozenset({'"', "“", "”", "``", "''"})
BODIES = word_list("parties", "bodies")
RULING = word_list("parties", "ruling")
"""What stands for the state that it is in: "the government in Kabul"."""
SPEECH = word_list("speech", "verbs")
PRONOUNS = word_list("parties", "pronouns")
SETTLEMENTS = word_list("parties", "settlements")
STATE_ROLES = word_list("parties", "state")
OWN_ROLES = word_list("parties", "own")
PERSONAL = word_list("parties", "personal")
PERSON_ROLES = word_list("parties", "person_roles")
CURRENCIES = word_list("parties", "currencies")
MEN, WOMEN = word_list("parties", "men"), word_list("parties", "women")


@dataclasses.dataclass(frozen=True, slots=True)
class Party:
    """A possible argument: a name, or a role noun with the name it acts for. Offsets count in the section."""

    index: int  # head token
    start: int
    end: int
    mention: FoundMention | None
    lemma: str
    is_name: bool
    country: str | None = None  # of one of a people: "two Russians" are not Russia
    owner: Owner | None = None  # of "his lawyers"

    @property
    def key(self) -> str:
        """Return what tells this party from the others of the article."""
        return self.mention.name_key if self.mention else self.lemma

    @property
    def here(self) -> str:
        """Return what tells this party from the others of its sentence: the opposition parties are not the ruling party."""
        return self.mention.name_key if self.mention else f"{self.lemma} {self.start}"

    @property
    def mention_id(self) -> str | None:
        """Return the id of its mention, if it has one."""
        return self.mention.mention_id if self.mention else None

    def text_in(self, text: str) -> str:
        """Return the words that name it: of a pronoun, the name that it stands for."""
        if self.is_name and self.mention:
            return self.mention.surface
        if self.owner is None:
            return text[self.start : self.end]
        start, end = self.owner.start, self.owner.end
        name = self.owner.party.text_in(text)
        mark = "" if name.endswith(("'s", "’s")) else "'" if name.endswith("s") else "'s"
        return f"{text[self.start : start]}{name}{mark}{text[end : self.end]}"


@dataclasses.dataclass(frozen=True, slots=True)
class Owner:
    """Whom a pronoun before a noun means, and where it stands: "his lawyers" are Harl's."""

    party: Party
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class Before:
    """Whom pronouns can stand for by what the sentence before says."""

    person: Party | None = None  # the one person who was its subject, else the one it speaks of
    other: Party | None = (
        None  # the one person that it speaks of besides; beside a "he" the last "she"
    )
    is_contested: bool = False  # its subject does something to somebody else, or with him
    group: Party | None = None
    many: Party | None = None  # its one subject, if it's several
    speaker: Party | None = None  # who speaks in quotation marks that are still open
    teller: Party | None = None  # who says what it says, else its first subject


@dataclasses.dataclass(frozen=True, slots=True)
class Cast:
    """The parties of one sentence, looked up by token; and whom pronouns stand for."""

    tree: Tree
    mention_of: Mapping[int, FoundMention]  # token -> the mention that covers it
    before: Before = Before()
    bearers: Mapping[str, Sequence[FoundMention]] = dataclasses.field(default_factory=dict)
    beside: float = 0.0  # the chance that a sentence next to this one reports an event

    def party_at(self, i: int) -> Party | None:
        """Return the party whose phrase this token heads, if any."""
        mention = self.mention_of.get(i)
        if mention is not None and mention.entity_type in ACTING:
            return self._member(i) if self._is_member(i, mention) else self._named(i, mention)
        named = self._name_beside(i)
        if named is not None:
            return named
        if self.tree.words[i] in PRONOUNS:
            return self._pronoun(i)
        return self._role(i)

    def _is_member(self, i: int, mention: FoundMention) -> bool:
        """Tell whether a name means one or some of a people or party: "the American", "two Russians", "other young Democrats"; not "the Russians"."""
        inside = [self.tree.dep(c) for c in self.tree.children[i]]
        is_one = self.tree.words[i] == self.tree.lemmas[i] and not self.tree.words[i].endswith("s")
        is_some = "nummod" in inside or (is_of_party(mention) and "amod" in inside)
        is_one = is_one and not set(BEFORE_HEAD).isdisjoint(inside)
        is_noun = mention.entity_type == "NORP" and self.tree.base(i) not in ("amod", "compound")
        return is_noun and (is_some or is_one)

    def _member(self, i: int) -> Party:
        country = self.mention_of[i].country_code
        return self._who_is(i) or Party(
            i, *self.phrase(i), None, self.tree.lemmas[i], False, country
        )

    def parties_of(self, i: int) -> list[Party]:
        """Return the parties of a phrase and of those joined to it by "and"."""
        heads = [k for c in self.tree.conjuncts(i) for k in self._listed(c) or [c]]
        return [q for p in map(self.party_at, heads) if p is not None for q in self._split(p)]

    def _listed(self, i: int) -> list[int]:
        """Return the names that a noun for several sums up, if there are some: "two agencies - Moody's and Fitch"."""
        beside = [c for c in self.tree.with_dep(i, "appos") if c in self.mention_of]
        names = self.tree.conjuncts(beside[0]) if beside else []
        is_list = len(names) > 1 and self.tree.words[i] != self.tree.lemmas[i]
        return names if is_list else []

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
        return self._named(i, mention) if mention and mention.entity_type in PLACES else None

    def is_place(self, i: int) -> bool:
        """Tell whether a word may only say where: "held on the Tyne", "opened a shelter in a gym"; not "bombed Norland"."""
        is_beside = self.tree.base(i) == "obl"
        return is_beside and (self.tree.case_of(i) in PLACE_CASES or self.place_at(i) is not None)

    def phrase_at(self, i: int) -> Party | None:
        """Return whom a noun names that is on no list of roles: "airport", "houses"."""
        is_noun = self.tree.pos(i) in ("NOUN", "PROPN", "NUM", "ADJ")
        if not is_noun or self.tree.words[i].startswith("anti-"):  # "anti-government" is nobody
            return None
        return self._noun(i, self._bearer(i))

    def _noun(self, i: int, mention: FoundMention | None, reach: int = 0) -> Party:
        """Return whom a noun names, its words up to the name behind it: "the directors of the Haven Bank"."""
        start, end = self.phrase(i)
        behind = (j for c in self.tree.with_dep(i, "nmod") if self.tree.case_of(c) in BELONGING_TO for j in self.tree.conjuncts(c))  # fmt: skip
        named = [self.mention_of[j].end for j in behind if j in self.mention_of]
        end = max([end, reach, *named])
        return Party(i, start, end, mention, self.tree.lemmas[i], False, owner=self._owner(i))

    def _owner(self, i: int) -> Owner | None:
        """Return whose a noun is by a pronoun before it, and where that stands."""
        tree = self.tree
        pronoun = next((c for c in tree.with_dep(i, "nmod:poss") if tree.words[c] in OWNING), i)
        party = (self._beside(i, pronoun) or self._owning(pronoun)) if pronoun != i else None
        return Owner(party, tree.tokens[pronoun].start, tree.tokens[pronoun].end) if party else None

    def _beside(self, i: int, pronoun: int) -> Party | None:
        """Return the one that a noun is joined to where its pronoun can mean it: "sued Harl and his firm"."""
        outer = [n for n in (i, *self._phrase_over(i)) if self.tree.dep(n) == "conj"]
        joined = self.tree.joined(outer[0]) if outer else []
        party = (self.party_at(joined[0]) or self.phrase_at(joined[0])) if len(joined) == PAIR else None  # fmt: skip
        return party if party and self._fits(OWNING[self.tree.words[pronoun]], party) else None

    def _owning(self, pronoun: int) -> Party | None:
        """Return whom "his", "their" mean; nobody of the sentence before where this one has other subjects, nor where it may be a thing."""
        tree, found = self.tree, self._pronoun(pronoun)
        is_open = any(tree.base(c) == "nsubj" and tree.pos(c) != "PRON" for c in range(pronoun))
        is_before = found is not None and found.start < tree.sentence.start
        return None if (is_before and is_open) or self._may_be_a_things(pronoun) else found

    def _may_be_a_things(self, pronoun: int) -> bool:
        """Tell whether what was acted upon just before may have it: "seized a boat and held its crew"."""
        tree, noun = self.tree, self.tree.head(pronoun)
        verb = tree.head(noun)
        things = tree.with_dep(tree.head(verb), "obj") if tree.dep(verb) == "conj" and tree.dep(noun) == "obj" else []  # fmt: skip
        return tree.words[pronoun] not in HUMAN and any(tree.pos(c) == "NOUN" for c in things)

    def loose_parties(self, i: int, deps: tuple[str, ...]) -> list[Party]:
        """Return a party that modifies the phrase headed by this token, with the phrase as its text, and those joined to it."""
        for c in self.tree.with_dep(i, *deps):
            mention, is_behind = self.mention_of.get(c), self.tree.dep(c) == "nmod"
            is_loose = not is_behind or self.tree.case_of(c) in BELONGING
            if is_loose and mention is not None and mention.entity_type in ACTING | PLACES:
                start, end = self.phrase(i)
                party = Party(
                    i, start, max(end, mention.end * is_behind), mention, self.tree.lemmas[i], False
                )
                joined = [(j, self.mention_of.get(j)) for j in self.tree.conjuncts(c)[1:]]
                return [party, *(self._named(j, m) for j, m in joined if m and m is not mention)]
        return []

    def phrase(self, i: int) -> tuple[int, int]:
        """Return start and end of a noun phrase without what follows its head, but for the rest of its name."""
        tokens, first, last = self.tree.tokens, i, self._last_of_name(i)
        for c in self.tree.children[i]:
            if c < i and self.tree.dep(c) in BEFORE_HEAD:
                first = min(first, *self.tree.subtree(c))
        while first < i and self.tree.pos(first) in ("PUNCT", "CCONJ", "ADP"):
            if self.tree.words[first + 1] in ("least", "most"):
                break  # "at least 40 people"
            first += 1
        return tokens[first].start, tokens[last].end

    def _last_of_name(self, i: int) -> int:
        """Return the last token of what a noun calls somebody: "Attorney General", "head of state"; not "officials familiar with it"."""
        tree, last = self.tree, i
        for c in tree.children[i]:
            is_title = tree.dep(c) == "amod" and c == i + 1 and not tree.children[c]
            is_bare = tree.pos(c) == "NOUN" and tree.children[c] == (i + 1,)
            is_kind = is_bare and tree.words[i + 1 : c] == ("of",)
            if c > i and (tree.dep(c) == "flat" or is_title or is_kind):
                last = max(last, *tree.subtree(c))
        if tree.words[last + 1 : last + 4 : 2] == ("-", "-") and tree.pos(last + 2) == "ADP":
            last = min(last + 4, len(tree.tokens) - 1)
        return last

    def _named(self, i: int, mention: FoundMention) -> Party:
        return Party(i, mention.start, mention.end, mention, self.tree.lemmas[i], True)

    def _name_beside(self, i: int) -> Party | None:
        """Return whom a title or a kind names, wherever the parse hangs the name: "violist Ada Linn", "oil company Petrobras"."""
        if self.tree.pos(i) not in ("NOUN", "PROPN", "NUM"):
            return None
        person = self._who_is(i)
        if person is not None or self._listed(i):
            return person
        for c in self.tree.with_dep(i, "appos"):
            mention = self.mention_of.get(c)
            if mention is not None and mention.entity_type in ("PERSON", "ORG") and c > i:
                return self._named(c, mention)
        if self.tree.lemmas[i] in SETTLEMENTS:  # "the town of Adre"
            places = (self.place_at(c) for c in self.tree.with_dep(i, "nmod") if self.tree.case_of(c) == "of")  # fmt: skip
            return next(filter(None, places), None)
        if not is_role(self.tree.lemmas[i]):
            return None
        for c in [*self.tree.with_dep(i, "flat", "appos", "compound"), i + 1]:
            mention = self.mention_of.get(c)
            if mention is not None and mention.entity_type == "PERSON" and c > i:
                return self._named(c, mention)
        return None

    def _who_is(self, i: int) -> Party | None:
        """Return the person by name of whom a noun says more: "Harl, a banker who ..."; not "Harl, allegedly the man who ...", nor of several."""
        is_more = self.tree.dep(i) == "appos" and self.tree.words[i] == self.tree.lemmas[i]
        if not is_more or self.tree.with_dep(i, "advmod"):
            return None
        person = self.party_at(self.tree.head(i))
        return person if person and person.is_name and is_person(person) else None

    def _person_here(self, i: int, own: Sequence[int]) -> Party | None:
        """Return the one person named earlier in the sentence whom a pronoun can mean, its `own` subject aside; of several none, of none the one before."""
        people = self._named_before(i, own)
        if people:
            return self._named(i, people[0]) if len(people) == 1 else None
        told = [self.before.person, self.before.other]
        if any(self.tree.words[c] in HUMAN for c in own):
            told = told[1:]  # "she hit him"
        elif self.before.is_contested and self.tree.base(i) in DONE_TO:
            return None  # "a jury found him guilty"
        fitting = (p for p in told if p is not None and may_be(self.tree.words[i], p))
        return self._from_before(i, next(fitting, None))

    def _named_before(self, i: int, own: Sequence[int]) -> list[FoundMention]:
        """Return the persons named earlier in the sentence whom a pronoun can mean, its `own` subject aside."""
        acting = {m.name_key for c in own if (m := self.mention_of.get(c)) is not None}
        before = [(c, m) for c, m in sorted(self.mention_of.items()) if c < i]
        seen = [m for c, m in before if not self._is_quoted_beside(c, i)]
        named = {m.name_key: m for m in seen if m.entity_type == "PERSON"}
        others = (m for key, m in named.items() if key not in acting)
        return [m for m in others if may_be(self.tree.words[i], self._named(i, m))]

    def _role(self, i: int) -> Party | None:
        lemma = self.tree.lemmas[i]
        is_some = self.tree.pos(i) in ("DET", "PRON") and lemma in QUANTITIES
        if is_some:
            return self._counted(i)  # "some of the peacekeepers"
        if self.tree.pos(i) not in ("NOUN", "PROPN", "ADJ", "NUM"):
            return None
        if lemma in QUANTITIES or self.tree.pos(i) == "NUM":
            inner = self._counted(i)
            is_of = any(self.tree.case_of(c) == "of" for c in self.tree.with_dep(i, "nmod"))
            if inner is not None or (is_of and lemma != "government"):
                return inner  # None of "dozens of rounds"
        if lemma == "court" and self.tree.case_of(i) and not self.tree.with_dep(i, *BEFORE_HEAD):
            return None  # "went to court"
        is_campaign = lemma in PERSONAL and self._acts_for(i, lemma)[0] is not None
        if self.tree.pos(i) in ("ADJ", "NUM") or not (is_role(lemma) or is_campaign):
            return None
        mention, reach = self._acts_for(i, lemma)
        return self._noun(i, mention or self._bearer(i), reach)

    def _bearer(self, i: int) -> FoundMention | None:
        """Return the one who was named with the words of "the governor", "the finance minister", "the company"."""
        tree = self.tree
        outside = ("punct", "case", "conj", "cc")
        inside = [c for c in tree.children[i] if tree.base(c) not in outside]
        kind = [tree.lemmas[c] for c in inside if tree.words[c] != "the"]
        if len(kind) > 1 or len(kind) == len(inside) or any(c > i for c in inside):
            return None
        if tree.words[i] != tree.lemmas[i]:
            return None  # "the companies": more than one
        here = (tree.sentence.index, tree.tokens[i].start)
        called = " ".join([*kind, tree.lemmas[i]])
        known = self.bearers.get("company" if called == "firm" else called, ())
        fitting = [m for m in known if (m.sentence_index, m.start) < here]
        if not known and not kind and tree.lemmas[i] in FIRMS and self.before.group is not None:
            group = self.before.group.mention
            return group if group is not None and group.entity_type == "ORG" else None
        return fitting[0] if len(fitting) == 1 else None

    def _counted(self, i: int) -> Party | None:
        for c in self.tree.with_dep(i, "nmod"):
            # "five of them": the pronoun may well stand for the five, round and round
            if self.tree.case_of(c) == "of" and self.tree.pos(c) != "PRON":
                inner = self.party_at(c)
                if inner is not None:
                    known, start = inner.mention, min(self.phrase(i)[0], inner.start)
                    is_people = inner.is_name and known is not None and known.entity_type == "NORP"
                    some = None if is_people else known  # "millions of Indians" are not India
                    return dataclasses.replace(inner, start=start, mention=some, is_name=False)
        return None

    def _acts_for(self, i: int, lemma: str) -> tuple[FoundMention | None, int]:
        """Return for whom a role noun acts ("the US envoy": the United States) and where that name ends."""
        is_state, is_fighter = self._holds_office(i), lemma in FIGHTING
        for c in self.tree.children[i]:
            mention = self.mention_of.get(c)
            dep = self.tree.dep(c)
            if mention is None or dep not in (*BEFORE_HEAD, "nmod"):
                continue
            # "A judge in Texas" is no Texas.
            cases = (*BELONGING_TO, "in") if lemma in RULING else BELONGING_TO
            if dep == "nmod" and self.tree.case_of(c) not in cases:
                continue
            kind = mention.entity_type
            if kind == "NORP" and (mention.country_code is None or is_of_party(mention)):
                continue  # "two Republican senators" are not their party
            is_bound = (is_state and kind in STATES) or (is_fighter and kind == "ORG")
            if is_bound or (lemma in PERSONAL and kind == "PERSON"):
                return mention, mention.end if c > i else 0
        return None, 0

    def _holds_office(self, i: int) -> bool:
        """Tell whether a noun means somebody who acts for a state, and did not only in the past."""
        is_past = self.tree.says(i, NO_LONGER)
        return self.tree.lemmas[i] in STATE_ROLES and not is_past

    def _pronoun(self, i: int) -> Party | None:
        tree, word = self.tree, OWNING.get(self.tree.words[i], self.tree.words[i])
        if word in RELATIVE:
            return self._antecedent(i)
        if word in SPEAKERS:
            return self._who_says_we(i)
        # "Police said men were held after they hit it": the nearest who are several
        verb = self._speech_over(i) if tree.base(i) == "nsubj" and word != "they" else None
        is_spoken = verb is not None and i < verb and self._is_quoted_beside(i, verb)
        speaker = self._speaker(verb) if verb is not None and not is_spoken else None
        if speaker is not None and self._fits(word, speaker):
            return speaker
        is_done_to = word in HUMAN and tree.base(i) in DONE_TO
        own = tree.with_dep(tree.head(i), "nsubj") if is_done_to else self._phrase_over(i)
        subject, before = self._fitting_before(i, own)
        is_open = before is not None and self._may_be_acted_upon(i, subject)
        if before is not None and (before.is_name or not is_open):
            return None if is_open else before
        if word in HUMAN:
            return self._human_before(i, own)
        group = {"it": self.before.group, "they": self.before.many}.get(word)
        return self._from_before(i, group)

    def _who_says_we(self, i: int) -> Party | None:
        """Return who says "I" or "we": of the clause's verb of speech, else who spoke last."""
        verb = self._speech_over(i)
        return self._speaker(verb) if verb is not None else self._from_before(i, self.before.speaker)  # fmt: skip

    def _fitting_before(self, i: int, own: Sequence[int]) -> tuple[int, Party | None]:
        """Return the nearest party before a pronoun in the sentence that it can mean, and its token; not its verb's own subject: "Harl hit him"."""
        tree, word = self.tree, OWNING.get(self.tree.words[i], self.tree.words[i])
        # "Workers who sued their firm".
        skipped = PRONOUNS - RELATIVE if word != tree.words[i] else PRONOUNS
        before = range(i - 1, -1, -1)
        for c in itertools.filterfalse(lambda c: self._is_quoted_beside(c, i), before):
            is_fit = tree.base(c) == "nsubj" or (tree.words[i] == "it" and tree.dep(c) == "obj")
            if is_fit and c not in own and tree.words[c] not in skipped:
                party = self.party_at(c)
                if party is not None and self._fits(word, party):
                    return c, party
        return i, None

    def _phrase_over(self, i: int) -> list[int]:
        """Return the nouns that a word stands inside of, which it can't mean: "some of his aides"."""
        return list(itertools.takewhile(lambda n: self.tree.pos(n) != "VERB", self.tree.ancestors(i)))  # fmt: skip

    def _may_be_acted_upon(self, i: int, subject: int) -> bool:
        """Tell whether a pronoun of a side clause may as well be whom a subject acts upon: "Pell criticised Rusk after he left", "paid an aide after she sued him"."""
        tree, verb = self.tree, self.tree.head(subject)
        clause = tree.head(i)
        is_aside = tree.base(clause) == "advcl" and tree.head(clause) == verb and tree.words[i] != "it"  # fmt: skip
        objects = tree.with_dep(verb, "obj", "iobj", "obl") if is_aside else []
        return any(p is not None and self._fits(tree.words[i], p) for p in map(self.party_at, objects))  # fmt: skip

    def _human_before(self, i: int, own: Sequence[int]) -> Party | None:
        """Return the person whom a pronoun means; who is quoted says "I"."""
        found = self._person_here(i, list(own))
        quoted = self.before.speaker.key if self.before.speaker else None
        is_own = found is not None and found.key == quoted and self._is_in_quotes(i)
        return None if is_own else found

    def _antecedent(self, i: int) -> Party | None:
        """Return whom "who" stands for; right behind a noun it is somebody, whatever the noun."""
        for a in self.tree.ancestors(i):
            if self.tree.dep(a) == "acl:relcl":
                head = self.tree.head(a)
                is_near = self.tree.words[i] == "who" and head == i - 1
                return self.party_at(head) or (self.phrase_at(head) if is_near else None)
        return None

    def _speech_over(self, i: int) -> int | None:
        """Return the verb that says the clause of a pronoun: "Weir said she ...", "\"We ...\", Weir said"."""
        node = i
        for above in self.tree.ancestors(i):
            dep = self.tree.base(node)
            if dep in ("ccomp", "parataxis") and self.tree.lemmas[above] in SPEECH:
                return above
            if dep == "ccomp":
                return None
            node = above
        return None

    def _speaker(self, verb: int) -> Party | None:
        tree = self.tree
        while not tree.with_dep(verb, "nsubj") and tree.base(verb) in ("conj", "advcl", "acl"):
            verb = tree.head(verb)
        found = [s for s in tree.with_dep(verb, "nsubj") if tree.words[s] not in NOT_SPEAKING]
        return self.party_at(found[0]) if found else None

    def _is_quoted_beside(self, i: int, other: int) -> bool:
        """Tell whether a word stands in quotation marks and another does not: "I met Harl", he said."""
        return self._is_in_quotes(i) and not self._is_in_quotes(other)

    def _is_in_quotes(self, i: int) -> bool:
        """Tell whether a word stands in quotation marks, of a sentence that has one or stands between two."""
        marks = [k for k, word in enumerate(self.tree.words) if word in QUOTES]
        n_before = sum(k < i for k in marks)
        is_closed = n_before == 0 and len(marks) % 2 == 1
        return not marks or n_before % 2 == 1 or is_closed

    def _from_before(self, i: int, party: Party | None) -> Party | None:
        return dataclasses.replace(party, index=i) if party else None

    def _fits(self, word: str, party: Party) -> bool:
        """Tell whether a pronoun can stand for a party: "it" for a state, a firm or a body, no tourist; "he" not for tourists."""
        is_one = is_person(party) and (party.is_name or self.is_single(party))
        if word in HUMAN or is_one:
            return word in HUMAN and is_one and may_be(word, party)
        return word != "it" or party.mention is not None or party.lemma in STATE_ROLES | BODIES

    def is_single(self, party: Party) -> bool:
        """Tell whether a noun of this sentence means one and not several."""
        return self.tree.words[party.index] == self.tree.lemmas[party.index]


def is_of_party(mention: FoundMention) -> bool:
    """Tell whether "Democratic", "a Democrat" name a political party, and no people of a state."""
    return mention.entity_type == "NORP" and mention.name_key.startswith("ORG:")


def is_role(lemma: str) -> bool:
    """Return whether a noun is on the closed list of roles."""
    return lemma in STATE_ROLES or lemma in OWN_ROLES


def is_person(party: Party) -> bool:
    """Return whether "he" or "she" can stand for a party."""
    if party.is_name and party.mention is not None:
        return party.mention.entity_type == "PERSON"
    return party.lemma in PERSON_ROLES or party.lemma in OWN_ROLES - BODIES


def called(party: Party) -> str | None:
    """Return whether somebody is "he" or "she", by the given name or by what the noun says, where they tell."""
    if party.is_name and party.mention is not None:
        return pronoun_of(party.mention.name_key.partition(":")[2].partition(" ")[0])
    return "he" if party.lemma in MEN else "she" if party.lemma in WOMEN else None


def may_be(pronoun: str, party: Party) -> bool:
    """Tell whether "he" or "she" can mean somebody: not Donald Harl by "she", nor "the woman" by "he"."""
    own = called(party)
    return own is None or (own == "she") == (pronoun in HERS)


def cover(tree: Tree, mentions: Sequence[FoundMention]) -> dict[int, FoundMention]:
    """Return for each token the mention of the sentence that covers it; the longest wins."""
    found: dict[int, FoundMention] = {}
    starts = [token.start for token in tree.tokens]
    for mention in sorted(mentions, key=lambda m: (m.end - m.start, m.start)):
        for i in range(bisect.bisect_left(starts, mention.start), len(starts)):
            if tree.tokens[i].end > mention.end:
                break
            found[i] = mention
    return found


def without_money(tree: Tree, found: Mapping[int, FoundMention]) -> dict[int, FoundMention]:
    """Return the mentions that name no currency: "310 mln Australian dlrs"."""
    return {i: m for i, m in found.items() if tree.lemmas[tree.head(i)] not in CURRENCIES}
