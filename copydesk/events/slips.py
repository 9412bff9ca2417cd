"""Where the parse slips: relations that the order of the words shows to be others, mended before the coder asks anything."""

from __future__ import annotations

import dataclasses

from copydesk.events.lexicon import word_list
from copydesk.language import Token

DONE_TO, REPLYING = word_list("tree", "done_to"), word_list("tree", "replying")

Tokens = tuple[Token, ...]


def mended(tokens: Tokens) -> Tokens:
    """Return the tokens of a sentence with the slips of its parse that are known mended."""
    return with_replies(with_doers(with_one_subject(tokens)))


def with_replies(tokens: Tokens) -> Tokens:
    """Return tokens where what somebody does next to a denial is joined to it: "denied that it had lied and accused the paper"; not "and bombed its ports"."""
    return tuple(
        dataclasses.replace(t, head=tokens[t.head].head) if _is_reply(tokens, t) else t
        for t in tokens
    )


def _is_reply(tokens: Tokens, token: Token) -> bool:
    first = tokens[token.head]
    is_denied = first.dep == "ccomp" and tokens[first.head].lemma == "deny"
    is_joined = token.dep == "conj" and token.lemma in REPLYING
    return is_denied and is_joined and first.lemma not in REPLYING


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


def _is_subject(token: Token) -> bool:
    return _base(token) == "nsubj"


def _base(token: Token) -> str:
    return token.dep.partition(":")[0]
