"""A sentence as a tree: children, descendants and the questions that the coder asks of a parse."""

from __future__ import annotations

import dataclasses
from collections.abc import Container

from copydesk.events.lexicon import word_list
from copydesk.events.slips import with_one_subject
from copydesk.text.language import Sentence, Token

DONE_TO = word_list("tree", "done_to")
"""Verbs that a headline uses in the passive without saying so: "Mother sentenced to prison"."""


HAVING = frozenset({"have", "get"})
"""With a participle they say what somebody brought about or suffered: "had him arrested", "had her car stolen"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Tree:
    """One sentence with its children lists; all positions are token indices in the sentence."""

    sentence: Sentence
    children: tuple[tuple[int, ...], ...]
    lemmas: tuple[str, ...]  # lower case
    words: tuple[str, ...]  # lower case

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Return the tokens of the sentence."""
        return self.sentence.tokens

    def dep(self, i: int) -> str:
        """Return the relation of a token, with subtype."""
        return self.tokens[i].dep

    def base(self, i: int) -> str:
        """Return the relation of a token without its subtype."""
        return self.tokens[i].dep.partition(":")[0]

    def pos(self, i: int) -> str:
        """Return the part of speech of a token."""
        return self.tokens[i].pos

    def head(self, i: int) -> int:
        """Return the governor; a root governs itself."""
        return self.tokens[i].head

    def with_dep(self, i: int, *deps: str) -> list[int]:
        """Return the children with one of these relations (subtypes named apart), in text order."""
        return [c for c in self.children[i] if self.tokens[c].dep in deps]

    def subjects(self, verb: int) -> list[int]:
        """Return what a verb has as its subject, in the passive too."""
        return self.with_dep(verb, "nsubj", "nsubj:pass")

    def marks(self, i: int) -> set[str]:
        """Return the words that open a clause or stand before a noun: "that", "after", "of"."""
        return {self.words[c] for c in self.with_dep(i, "mark", "case")}

    def says(self, i: int, words: Container[str], *deps: str) -> bool:
        """Return whether one of these words hangs on a token, in one of these relations if any is named."""
        below = self.with_dep(i, *deps) if deps else self.children[i]
        return any(self.words[c] in words for c in below)

    def conjuncts(self, i: int) -> list[int]:
        """Return the token and those joined to it by "and", in text order.

        >>> # "A, B and C" hang on A in Universal Dependencies
        """
        found = [i]
        for c in self.children[i]:
            if self.tokens[c].dep == "conj":
                found += self.conjuncts(c)
        return found

    def joined(self, i: int) -> list[int]:
        """Return all that a token is joined to, itself included, wherever it stands among them."""
        while self.dep(i) == "conj" and self.head(i) != i:
            i = self.head(i)
        return self.conjuncts(i)

    def subtree(self, i: int) -> list[int]:
        """Return all tokens governed by this one, itself included, in text order."""
        found, stack = [], [i]
        while stack:
            node = stack.pop()
            found.append(node)
            stack += self.children[node]
        return sorted(found)

    def case_of(self, i: int) -> str:
        """Return the preposition of a nominal in lower case, several joined: "out of"; "" without one."""
        parts = []
        for c in self.children[i]:
            if self.dep(c) == "case":
                parts.append(self.words[c])
                parts += [self.words[f] for f in self.with_dep(c, "fixed")]
        return " ".join(parts)

    def agents(self, verb: int) -> list[int]:
        """Return by whom or what the words behind a verb say that it is done; the parse has many of them as plain obliques."""
        return [c for c in self.children[verb] if self.dep(c) == "obl:agent" or (self.dep(c) == "obl" and self.case_of(c) == "by")]  # fmt: skip

    def is_passive(self, verb: int) -> bool:
        """Return whether a verb stands in the passive."""
        if any(self.dep(c) in ("nsubj:pass", "aux:pass", "obl:agent") for c in self.children[verb]):
            return True
        if self.lemmas[verb] in DONE_TO and self.is_past_participle(verb):
            is_bare = not self.with_dep(verb, "obj", "iobj", "aux")
            is_title = self.sentence.section == "title"
            if is_bare and (is_title or self.shares_passive(verb)):
                return True
        if self.is_seen_done(verb) or self.is_done_before(verb):
            return True
        has_subject = bool(self.with_dep(verb, "nsubj"))  # "reports that it bombed"
        return self.dep(verb) == "acl" and self.is_past_participle(verb) and not has_subject

    def shares_passive(self, verb: int) -> bool:
        """Return whether a verb is joined to a passive, or to what somebody was, whose subject is its own: "was convicted and sentenced", "was a victim and hounded"."""
        is_joined = self.dep(verb) == "conj" and not self.with_dep(verb, "nsubj")
        first = self.head(verb)
        return is_joined and (self.is_passive(first) or bool(self.with_dep(first, "cop")))

    def is_seen_done(self, verb: int) -> bool:
        """Return whether a participle says what is done to the object of its governor: "had a poet arrested", "was found killed"; not "saw him leave"."""
        head = self.head(verb)
        has_object = bool(self.with_dep(head, "obj", "aux:pass")) or self.lemmas[head] in HAVING
        return self.dep(verb) == "xcomp" and has_object and self._is_bare_participle(verb)

    def is_done_before(self, verb: int) -> bool:
        """Return whether a participle says what was done to its governor's subject: "Threatened by Ethiopia, Somalia asked ...", "was held, accused of theft"; not "held a man, accused"."""
        head = self.head(verb)
        subjects = self.subjects(head)
        is_before = bool(subjects) and verb < subjects[0]
        is_apart = is_before or not self.with_dep(head, "obj")
        has_own = self.with_dep(verb, "mark", "case", *(() if is_before else ("xcomp",)))
        return self.dep(verb) == "advcl" and bool(subjects) and is_apart and not has_own and self._is_bare_participle(verb)  # fmt: skip

    def _is_bare_participle(self, verb: int) -> bool:
        has_own = self.with_dep(verb, "nsubj", "obj", "aux", "cop") or self.is_infinitive(verb)
        is_changed = self.words[verb] != self.lemmas[verb]
        return is_changed and self.is_past_participle(verb) and not has_own

    def is_past_participle(self, verb: int) -> bool:
        """Return whether a verb's form can be a past participle."""
        word = self.words[verb]
        return not word.endswith(("ing", "s")) and (
            word != self.lemmas[verb] or word.endswith(("ut", "hot", "it"))
        )

    def is_infinitive(self, verb: int) -> bool:
        """Return whether a verb has "to" before it."""
        return any(self.base(c) in ("mark", "aux") and self.words[c] == "to" for c in self.children[verb])  # fmt: skip

    def ancestors(self, i: int) -> list[int]:
        """Return the governors of a token, nearest first."""
        found: list[int] = []
        while self.head(i) != i and len(found) < len(self.tokens):
            i = self.head(i)
            found.append(i)
        return found

    def way_up(self, i: int, top: int) -> list[int]:
        """Return a token and its governors below another one, nearest first; none where that one is none of them."""
        chain = [i, *self.ancestors(i)]
        return chain[: chain.index(top)] if top in chain else []


def build_tree(sentence: Sentence) -> Tree:
    """Return the tree of a sentence; a governor out of range or in a circle counts as none."""
    n = len(sentence.tokens)
    heads = [t.head if 0 <= t.head < n else i for i, t in enumerate(sentence.tokens)]
    for i in range(n):
        seen, node = {i}, i
        while heads[node] != node:
            node = heads[node]
            if node in seen:
                heads[i] = i
                break
            seen.add(node)
    tokens = tuple(
        t if t.head == h else dataclasses.replace(t, head=h)
        for t, h in zip(sentence.tokens, heads, strict=True)
    )
    tokens = with_one_subject(tokens)
    children: list[list[int]] = [[] for _ in range(n)]
    for i, token in enumerate(tokens):
        if token.head != i:
            children[token.head].append(i)
    return Tree(
        sentence=dataclasses.replace(sentence, tokens=tokens),
        children=tuple(tuple(c) for c in children),
        lemmas=tuple(t.lemma.lower() for t in tokens),
        words=tuple(t.text.lower() for t in tokens),
    )
