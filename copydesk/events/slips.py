"""Where the parse slips: relations that the order of the words shows to be others, mended before the coder asks anything."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from copydesk.events.lexicon import word_list
from copydesk.language import Token

REPLYING = word_list("tree", "replying")
SPEECH = word_list("speech", "verbs")
DONE_TO = word_list("tree", "done_to")
ROLES = word_list("parties", "state") | word_list("parties", "own")

Tokens = tuple[Token, ...]


def mended(tokens: Tokens) -> Tokens:
    """Return the tokens of a sentence with the slips of its parse that are known mended."""
    tokens = with_replies(with_one_subject(with_had_done(tokens)))
    return with_doers(with_objects_behind(tokens))


def with_had_done(tokens: Tokens) -> Tokens:
    """Return tokens where "had" with a noun between it and a participle governs both.

    "The mayor had the editor fired": the parser takes "had" for the auxiliary of a verb with two subjects.
    """
    for had, token in enumerate(tokens):
        verb = token.head
        if token.dep == "aux" and token.lemma == "have":
            subjects = [i for i in children(tokens, verb) if _is_subject(tokens[i])]
            if any(had < i < verb for i in subjects) and any(i < had for i in subjects):
                return _parted(tokens, had, subjects)
    return tokens


def _parted(tokens: Tokens, had: int, subjects: Sequence[int]) -> Tokens:
    verb = tokens[had].head
    first = tokens[verb]
    over = had if first.head == verb else first.head
    new = {
        had: dataclasses.replace(tokens[had], pos="VERB", dep=first.dep, head=over),
        verb: dataclasses.replace(first, dep="xcomp", head=had),
    }
    for i in subjects:
        is_first = i < had
        dep, head = ("nsubj", had) if is_first else ("nsubj:pass", verb)
        new[i] = dataclasses.replace(tokens[i], dep=dep, head=head)
    return tuple(new.get(i, token) for i, token in enumerate(tokens))


def with_one_subject(tokens: Tokens) -> Tokens:
    """Return tokens where what the parse calls the subject behind a verb that has one before it is its object.

    "Agents arrested the mayor": the parser takes the mayor for who was arrested, in a clause of its own, too.
    """
    has_one = {t.head for i, t in enumerate(tokens) if _is_subject(t) and i < t.head}
    return tuple(
        dataclasses.replace(t, dep="obj")
        if _is_subject(t) and i > t.head and t.head in has_one
        else t
        for i, t in enumerate(tokens)
    )


def with_replies(tokens: Tokens) -> Tokens:
    """Return tokens where what somebody says next to a denial is joined to the denial, not to what is denied.

    "The firm denied that it had lied and accused the paper": the parser has the firm deny both. Of "denied that it had accused
    Weir and condemned him" both are denied, and so is a deed: "denied that it had lied and killed a man".
    """
    return tuple(
        dataclasses.replace(t, head=tokens[t.head].head) if _is_reply(tokens, i) else t
        for i, t in enumerate(tokens)
    )


def with_objects_behind(tokens: Tokens) -> Tokens:
    """Return tokens where somebody behind the charge or the part of the body is the verb's object: "sentenced to ten years in prison a minister"."""
    return tuple(
        dataclasses.replace(t, dep="obj", head=tokens[t.head].head) if _is_behind(tokens, i) else t
        for i, t in enumerate(tokens)
    )


def _is_behind(tokens: Tokens, i: int) -> bool:
    """Tell whether a person hangs without preposition or comma on a noun that stands between a verb and its object."""
    token, noun = tokens[i], tokens[tokens[i].head]
    is_role = token.lemma in ROLES and _base(token) in ("obj", "appos", "nmod")
    is_beside = token.head < i and noun.pos == "NOUN" and _base(noun) in ("obl", "advcl")
    return is_role and is_beside and tokens[noun.head].lemma in DONE_TO and _is_whole(tokens, i)


def _is_whole(tokens: Tokens, i: int) -> bool:
    """Tell whether a noun opens a phrase of its own: "a minister"; not "of a minister", ", a minister", "its minister"."""
    inside = [tokens[c] for c in children(tokens, i)]
    is_parted = any(t.dep in ("case", "nmod:poss") or t.pos == "PUNCT" for t in inside)
    return not is_parted and any(t.dep in ("det", "nummod") for t in inside)


def with_doers(tokens: Tokens) -> Tokens:
    """Return tokens where who stands before a verb that has its object behind something else does it: "A court sentenced to death a doctor"."""
    behind = {
        t.head
        for i, t in enumerate(tokens)
        if t.dep == "obj" and t.head < i and tokens[t.head].lemma in DONE_TO
    }
    doing = {verb for verb in behind if _is_active(tokens, verb)}
    return tuple(
        dataclasses.replace(t, dep="nsubj") if t.dep == "nsubj:pass" and t.head in doing else t
        for t in tokens
    )


def _is_active(tokens: Tokens, verb: int) -> bool:
    deps = [tokens[c].dep for c in children(tokens, verb)]
    return "aux:pass" not in deps and "obl:agent" not in deps and tokens[verb].dep != "xcomp"


def children(tokens: Tokens, i: int) -> list[int]:
    """Return what hangs on a token, in text order."""
    return [c for c, token in enumerate(tokens) if token.head == i and c != i]


def _is_reply(tokens: Tokens, i: int) -> bool:
    first = tokens[tokens[i].head]
    is_denied = first.dep == "ccomp" and tokens[first.head].lemma == "deny"
    is_joined = tokens[i].dep == "conj" and tokens[i].lemma in REPLYING
    return is_denied and is_joined and first.lemma not in REPLYING | SPEECH


def _is_subject(token: Token) -> bool:
    return _base(token) == "nsubj"


def _base(token: Token) -> str:
    return token.dep.partition(":")[0]
