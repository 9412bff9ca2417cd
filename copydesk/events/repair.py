"""Mend the slips of a parse that hide an act: a past verb taken for an adjective, a headline's verb for a noun.

Only words that the lexicon knows as verbs are touched. What a better parser gets right is left as it is.
"""

from __future__ import annotations

import dataclasses
import functools

from copydesk.events.lexicon import entries, word_list, word_lists
from copydesk.language import Sentence, Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
BEFORE_MODIFIER = frozenset({"DET", "ADP", "ADJ", "NUM", "CCONJ", "PART", "PUNCT", "SCONJ"})
"""What stands before a true attributive participle: "the seized ship", "of seized ships"."""

NO_SUBJECT = frozenset({"det", "nmod:poss", "obl:unmarked", "nmod:unmarked"})

IRREGULAR = {
    "shot": "shoot",
    "met": "meet",
    "hit": "hit",
    "cut": "cut",
    "held": "hold",
    "gave": "give",
    "sent": "send",
    "beat": "beat",
    "quit": "quit",
    "fled": "flee",
    "won": "win",
    "burnt": "burn",
    "struck": "strike",
    "sought": "seek",
    "urges": "urge",
    "freed": "free",
}


def repair(sentence: Sentence) -> Sentence:
    """Return the sentence with hidden verbs brought out."""
    tokens = [_with_known_lemma(t) for t in sentence.tokens]
    if tokens:
        tokens[0] = _with_common_noun(tokens[0])
    for i, t in enumerate(tokens):
        if not 0 <= t.head < len(tokens):
            tokens[i] = dataclasses.replace(t, head=i)
    for i in range(1, len(tokens) - 1):
        lemma = _hidden_verb(tokens, i)
        if lemma is not None:
            _raise(tokens, i, lemma)
    for i in range(len(tokens)):
        _lift_finite(tokens, i)
        _join_perfect(tokens, i)
        _join_possessor(tokens, i)
        _rehang_reported(tokens, i)
        _give_role(tokens, i)
        _give_voice(tokens, i)
        _part_halves(tokens, i)
    _make_finite(tokens)
    _join_pair(tokens)
    return dataclasses.replace(sentence, tokens=tuple(tokens))


def _with_known_lemma(token: Token) -> Token:
    """Return the token under the lemma that the lexicon has, where the lemmatiser left the word as it was."""
    if token.pos == "VERB" and token.lemma.lower() not in known_verbs():
        lemma = verb_lemma(token.text)
        return dataclasses.replace(token, lemma=lemma) if lemma else token
    if token.text.lower() == "arms":
        return dataclasses.replace(token, lemma="arms")
    if token.pos == "NOUN" and token.lemma.endswith("s") and token.lemma[:-1] in known_nouns():
        return dataclasses.replace(token, lemma=token.lemma[:-1])
    return token


def _with_common_noun(token: Token) -> Token:
    """Return the first word of a sentence as a noun, where its capital made it a name: "Negotiators from ..."."""
    lemma = token.text.lower().removesuffix("s")
    if token.pos != "PROPN" or not token.text.endswith("s") or lemma not in known_nouns():
        return token
    return dataclasses.replace(token, pos="NOUN", lemma=lemma)


@functools.cache
def known_nouns() -> frozenset[str]:
    """Return the nouns that the word lists and the lexicon know."""
    lists = [
        *word_lists("classes").values(),
        word_list("parties", "state"),
        word_list("parties", "own"),
    ]
    return frozenset(lemma for part, lemma in entries() if part == "noun").union(*lists)


def _lift_finite(tokens: list[Token], i: int) -> None:
    """Join a past verb to the finite verb above it rather than to a gerund: "walked out on rising costs and called"."""
    token = tokens[i]
    if token.dep != "conj" or token.pos != "VERB" or not token.text.endswith("ed"):
        return
    if not tokens[token.head].text.endswith("ing") or any(
        t.head == i and t.dep.startswith("aux") for t in tokens
    ):
        return
    node = tokens[token.head].head
    for _ in range(len(tokens)):
        here = tokens[node]
        if here.pos == "VERB" and not here.text.endswith("ing") and not _inside(tokens, node, i):
            tokens[i] = dataclasses.replace(token, head=node)
            return
        if here.head == node:
            return
        node = here.head


def _make_finite(tokens: list[Token]) -> None:
    """Make the participle behind a noun without a verb of its own the verb: "The group released 19 men on Sunday"."""
    root = next((i for i, t in enumerate(tokens) if t.head == i), None)
    if root is None or tokens[root].pos not in NOMINAL:
        return
    below = [i for i, t in enumerate(tokens) if t.head == root and i != root]
    if any(tokens[i].dep in FINITE for i in below):
        return
    verb = next((i for i in below if i > root and _is_past_clause(tokens[i])), None)
    if verb is None or not _has_object(tokens, verb):
        return
    tokens[verb] = dataclasses.replace(tokens[verb], head=verb, dep="root")
    tokens[root] = dataclasses.replace(tokens[root], head=verb, dep="nsubj")
    for i in below:
        if i > verb:
            tokens[i] = dataclasses.replace(tokens[i], head=verb)


FINITE = frozenset({"cop", "aux", "ccomp", "parataxis", "nsubj"})


def _is_past_clause(token: Token) -> bool:
    return token.dep == "acl" and token.pos == "VERB" and not token.text.endswith("ing")


INTRANSITIVE = frozenset("riot march rally protest demonstrate resign rampage gather".split())


def _has_object(tokens: list[Token], verb: int) -> bool:
    """Return whether a verb has an object, or a phrase behind it that can be nothing else, which is then made one."""
    below = [i for i, t in enumerate(tokens) if t.head == verb and i > verb]
    if any(tokens[i].text.lower() == "to" or tokens[i].dep == "obl:agent" for i in below):
        return False
    if any(tokens[i].dep == "obj" for i in below):
        return not any(t.head == verb and t.dep.startswith("aux") for t in tokens)
    if tokens[verb].lemma.lower() in INTRANSITIVE:
        return True
    if tokens[tokens[verb].head].pos == "PROPN" and _has_particle(tokens, verb):
        return True
    for i in below:
        has_case = any(t.head == i and t.dep == "case" for t in tokens)
        has_article = any(t.head == i and t.dep in ("det", "nmod:poss") for t in tokens)
        if tokens[i].dep == "obl" and not has_case and has_article and tokens[i].pos == "NOUN":
            tokens[i] = dataclasses.replace(tokens[i], dep="obj")
            return True
    return False


def _has_particle(tokens: list[Token], verb: int) -> bool:
    """Return whether the lexicon has the verb with the preposition behind it: "called for"."""
    after = tokens[verb + 1].text.lower() if verb + 1 < len(tokens) else ""
    known = entries().get(("verb", tokens[verb].lemma.lower()), ())
    return any(entry.rest[:1] == (after,) for entry in known) and after != "by"


def _join_possessor(tokens: list[Token], i: int) -> None:
    """Hang a possessor taken for an object on what it possesses: "summoned France's ambassador Monday"."""
    owner = tokens[i]
    if owner.dep not in ("obj", "obl") or i + 2 >= len(tokens):
        return
    if tokens[i + 1].text not in ("'s", "’s", "'", "’") or tokens[i + 1].head != i:
        return
    owned = next((j for j in range(i + 2, len(tokens)) if tokens[j].pos != "ADJ"), None)
    if owned is None or tokens[owned].pos not in ("NOUN", "PROPN") or _inside(tokens, i, owned):
        return
    tokens[owned] = dataclasses.replace(tokens[owned], head=owner.head, dep=owner.dep)
    tokens[i] = dataclasses.replace(owner, head=owned, dep="nmod:poss")


def _rehang_reported(tokens: list[Token], i: int) -> None:
    """Hang on its verb a report hung on a weekday: "said on Tuesday that Qatar must ..."."""
    day = tokens[tokens[i].head]
    if not tokens[i].dep.startswith("acl") or day.text.lower() not in WEEKDAYS:
        return
    if any(t.head == i and t.text.lower() == "that" for t in tokens):
        tokens[i] = dataclasses.replace(tokens[i], head=day.head, dep="ccomp")


WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today".split())


def _give_role(tokens: list[Token], i: int) -> None:
    """Make a nominal that hangs on a verb as on a noun its subject or object, and a second subject behind it the object."""
    token = tokens[i]
    verb = token.head
    if verb == i or token.pos not in NOMINAL or tokens[verb].pos != "VERB":
        return
    taken = {t.dep.partition(":")[0]: k for k, t in enumerate(tokens) if t.head == verb and k != i}
    has_case = any(t.head == i and t.dep == "case" for t in tokens)
    is_passive = any(t.head == verb and t.dep == "aux:pass" for t in tokens)
    if token.dep in ("compound", "flat") and not has_case:
        if i < verb and "nsubj" not in taken:
            role = "nsubj:pass" if is_passive else "nsubj"
            tokens[i] = dataclasses.replace(token, dep=role)
        elif i > verb + 1 and "obj" not in taken and not is_passive:
            tokens[i] = dataclasses.replace(token, dep="obj")
    elif token.dep == "nsubj" and i > verb > taken.get("nsubj", i) and "obj" not in taken:
        tokens[i] = dataclasses.replace(token, dep="obj")


def _give_voice(tokens: list[Token], i: int) -> None:
    """Read "agents arrested the mayor" as active where the parse has both for what was arrested.

    A passive has one subject and an auxiliary; two, round a verb without one, are who acts and who is acted upon.
    """
    if tokens[i].pos != "VERB" or any(t.head == i and t.dep == "aux:pass" for t in tokens):
        return
    passive = [j for j, t in enumerate(tokens) if t.head == i and t.dep == "nsubj:pass"]
    if len(passive) == 2 and passive[0] < i < passive[1]:
        for j, dep in zip(passive, ("nsubj", "obj"), strict=True):
            tokens[j] = dataclasses.replace(tokens[j], dep=dep)


def _join_pair(tokens: list[Token]) -> None:
    """Make two names with a comma between them and nothing else before the verb its subject: "U.S., South Korea open talks"."""
    root = next((i for i, t in enumerate(tokens) if t.head == i), 0)
    commas = [i for i, t in enumerate(tokens[:root]) if t.text == ","]
    if tokens[root].pos != "VERB" or len(commas) != 1 or not 0 < commas[0] < root - 1:
        return
    runs = [range(commas[0]), range(commas[0] + 1, root)]
    if any(tokens[i].pos != "PROPN" for run in runs for i in run):
        return
    for run, head, role in ((runs[0], root, "nsubj"), (runs[1], runs[0][-1], "conj")):
        for i in run:
            is_last = i == run[-1]
            tokens[i] = dataclasses.replace(
                tokens[i], head=head if is_last else run[-1], dep=role if is_last else "compound"
            )


def _part_halves(tokens: list[Token], i: int) -> None:
    """Make two states of a divided country two parties: "North and South Korea met"."""
    half = tokens[i]
    if half.dep != "compound" or half.text not in HALVES:
        return
    others = [
        k for k, t in enumerate(tokens) if t.head == i and t.dep == "conj" and t.text in HALVES
    ]
    country = half.head
    if len(others) != 1 or not i < others[0] == country - 1:
        return
    whole = tokens[country]
    head = i if whole.head == country else whole.head
    tokens[i] = dataclasses.replace(half, head=head, dep=whole.dep)
    tokens[others[0]] = dataclasses.replace(tokens[others[0]], head=country, dep="compound")
    tokens[country] = dataclasses.replace(whole, head=i, dep="conj")
    for k, t in enumerate(tokens):
        if t.head == i and t.dep == "cc":
            tokens[k] = dataclasses.replace(t, head=country)


HALVES = frozenset({"North", "South", "East", "West", "Northern", "Southern"})


def _join_perfect(tokens: list[Token], i: int) -> None:
    """Make a participle taken for the object of "have" the verb: "has freed on bail two ministers"."""
    above = tokens[i].head
    if tokens[i].pos not in ("ADJ", "NOUN") or tokens[i].dep != "obj" or not above < i <= above + 2:
        return
    have = tokens[above]
    lemma = verb_lemma(tokens[i].text)
    if have.lemma.lower() != "have" or lemma is None or tokens[i].text.lower() == lemma:
        return
    head = i if have.head == above else have.head
    tokens[i] = dataclasses.replace(tokens[i], pos="VERB", lemma=lemma, dep=have.dep, head=head)
    tokens[above] = dataclasses.replace(have, pos="AUX", dep="aux", head=i)
    for k, t in enumerate(tokens):
        if t.head == above and k != i and k != above:
            tokens[k] = dataclasses.replace(t, head=i)


@functools.cache
def known_verbs() -> frozenset[str]:
    """Return the verb lemmas of the lexicon."""
    return frozenset(lemma for part, lemma in entries() if part == "verb")


def verb_lemma(word: str) -> str | None:
    """Return the lexicon verb of which a word is a past or third-person form, if any.

    >>> verb_lemma("Lifts"), verb_lemma("confiscated"), verb_lemma("table")
    ('lift', 'confiscate', None)
    """
    word = word.lower()
    stems = [IRREGULAR.get(word, "")]
    if word.endswith("ied"):
        stems.append(word[:-3] + "y")
    if word.endswith("ed"):
        stems += [word[:-1], word[:-2], word[:-3]]
    if word.endswith("ies"):
        stems.append(word[:-3] + "y")
    if word.endswith("s"):
        stems += [word[:-1], word[:-2]]
    return next((stem for stem in stems if stem in known_verbs()), None)


def _hidden_verb(tokens: list[Token], i: int) -> str | None:
    """Return the lemma of a verb that the parse takes for something else, None where it doesn't."""
    token, before, after = tokens[i], tokens[i - 1], tokens[i + 1]
    if token.pos == "ADJ" and any(t.head == i and t.dep == "obj" for t in tokens):
        return verb_lemma(token.text)
    if (token.pos == "VERB" and token.dep == "amod") or (
        token.pos == "ADJ" and token.dep in ("amod", "root")
    ):
        if (
            before.pos in BEFORE_MODIFIER and not _may_be_name(tokens, i - 1)
        ) or not token.text.endswith(("ed", "ot", "et", "ut", "ld", "nt")):
            return None
        if before.text.lower().endswith(("'s", "’s", "ly")) or before.text[0] == "-":
            return None
        return verb_lemma(token.text) if _has_subject_before(tokens, i) else None
    if token.pos in ("NOUN", "PROPN") and after.pos not in ("PUNCT", "AUX", "VERB"):
        if any(
            t.pos in ("VERB", "AUX") and t.dep in ("root", "cop", "ccomp", "parataxis")
            for t in tokens
        ):
            return None
        return verb_lemma(token.text) if before.pos in ("NOUN", "PROPN") else None
    return None


def _may_be_name(tokens: list[Token], i: int) -> bool:
    """Return whether an adjective is a name or an office in a sentence that has no verb: "Beijing voiced support"."""
    if tokens[i].pos != "ADJ" or any(t.pos in ("VERB", "AUX") and t.dep == "root" for t in tokens):
        return False
    return tokens[i].text == "general" or (i == 0 and tokens[i].text[:1].isupper())


def _has_subject_before(tokens: list[Token], i: int) -> bool:
    return _subject_before(tokens, i) is not None


def _subject_before(tokens: list[Token], i: int) -> int | None:
    """Return the nearest nominal before a token that isn't part of a prepositional phrase."""
    cased = {t.head for t in tokens if t.dep == "case"}
    j = i - 1
    while j >= 0:
        token = tokens[j]
        if (token.pos == "VERB" and token.lemma not in ("have", "be")) or token.text in (
            ";",
            ":",
            "”",
            "“",
        ):
            return None
        is_name = token.pos in NOMINAL or (j == i - 1 and _may_be_name(tokens, j))
        if is_name and j not in cased and token.dep not in NO_SUBJECT:
            return _top(tokens, j, i)
        if token.pos in NOMINAL and j in cased:
            j = min([j, *(k for k, t in enumerate(tokens) if t.head == j)])
        j -= 1
    return None


def _top(tokens: list[Token], j: int, limit: int) -> int:
    """Return the head of the phrase that a nominal belongs to, as far as it stands before `limit`."""
    for _ in range(8):
        head = tokens[j].head
        inside = tokens[j].dep in ("flat", "conj", "appos", "nmod") or tokens[j].dep.startswith(
            "flat"
        )
        if head == j or head >= limit or not inside:
            return j
        j = head
    return j


def _raise(tokens: list[Token], i: int, lemma: str) -> None:
    """Make token i the verb of its clause: what it modified becomes its object, the nominal before it its subject."""
    token = tokens[i]
    subject = _subject_before(tokens, i)
    old = token.head
    while old > i and tokens[old].dep in ("compound", "amod") and tokens[old].head > old:
        old = tokens[old].head
    if old != i and old > i and tokens[old].pos in ("NOUN", "PROPN"):
        host = tokens[old]
        head = (
            host.head
            if host.head != old and host.head != subject and not _inside(tokens, host.head, i)
            else i
        )
        dep = (
            host.dep
            if head != i and host.dep in ("ccomp", "conj", "parataxis", "advcl")
            else "root"
        )
        tokens[i] = dataclasses.replace(
            token, head=head if dep != "root" else i, dep=dep, pos="VERB", lemma=lemma
        )
        tokens[old] = dataclasses.replace(host, head=i, dep="obj")
        _carry_over(tokens, old, i)
    else:
        tokens[i] = dataclasses.replace(token, head=i, dep="root", pos="VERB", lemma=lemma)
    if subject is not None and subject != i:
        tokens[subject] = dataclasses.replace(tokens[subject], head=i, dep="nsubj")


def _carry_over(tokens: list[Token], old: int, verb: int) -> None:
    """Hang on the verb what stands before it but was hung on its object."""
    for k, t in enumerate(tokens):
        if (
            t.head == old
            and k < verb
            and t.dep.partition(":")[0] in ("nmod", "obl", "advmod", "aux", "nsubj")
        ):
            dep = "obl" + t.dep[4:] if t.dep.startswith("nmod") and t.dep != "nmod:poss" else t.dep
            tokens[k] = dataclasses.replace(t, head=verb, dep=dep)


def _inside(tokens: list[Token], node: int, top: int) -> bool:
    """Return whether a token hangs below another."""
    for _ in range(len(tokens)):
        if node == top:
            return True
        if tokens[node].head == node:
            return False
        node = tokens[node].head
    return False
