"""One name, one type: what an article as a whole says of the kind of thing a name names."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from copydesk.entities.bodies import creeds_of, explicit_acronyms, is_short_of
from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, is_capitalised, lexicon
from copydesk.entities.repeats import surnames
from copydesk.entities.shaping import is_happening
from copydesk.entities.spans import Span
from copydesk.entities.world import world
from schemas.columns import EntityType

TYPES: tuple[EntityType, ...] = ("GPE", "PERSON", "ORG", "NORP", "LOC", "EVENT")
"""In the order in which a tie is settled."""


def retyped(span: Span, entity_type: EntityType) -> Span:
    """Return the span with another type; a known thing of a third type is then not meant."""
    entry = span.entry
    if entry is not None and entry.entity_type != entity_type:
        entry = None
    return Span(span.view, span.start, span.end, entity_type, span.source, entry)


KNOWN_VOTE = 12


SURNAME_VOTE = 15
"""In tenths of a model's vote: what a known form weighs, and that the article names someone of that surname in full."""


ACRONYM_VOTE = 15
"""The same: that the article names in full a body with these initials, or says in brackets whose initials they are."""


SHORT_VOTE = 15
"""The same: that the article names in full a body of which this is the first word."""


PRIVATE_TAILS = frozenset(
    """Inc Incorporated Corp Corporation Ltd Limited plc PLC LLC LLP GmbH Bank Group Airlines Airways Airline Insurance Industries Motors
    Pharmaceuticals Technologies Systems Partners Associates Securities""".split()
)
"""Last words of firms' names; other bodies are called after their place ("Bataan University", "Leeds United")."""


def short_bodies(spans: Sequence[Span]) -> set[str]:
    """Return names taken for places that are the first words of a body's of the article: "Tolvane" beside "Tolvane Foods".

    Not so a place: "York" beside "York Pumps", which the world has, nor one in which something lies ("in Tolvane").
    """
    bodies = [s.text for s in spans if s.entity_type == "ORG" and s.entry is None and " " in s.text]
    public = lexicon().org_tails - PRIVATE_TAILS
    bodies = [body for body in bodies if public.isdisjoint(body.split())]
    forms = {s.text for s in spans if s.entity_type in ("GPE", "LOC") and s.entry is None}
    found = {f for f in forms if any(is_short_of(f, body) for body in bodies)}
    where = {
        s.text for s in spans if s.text in found and word_before(s) in ("in", "near", "at", "of")
    }
    return {form for form in found - where if not world().named(fold(form))}


def type_spans(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with one type for each name, by what the article says of it as a whole."""
    votes: defaultdict[str, Counter[EntityType]] = defaultdict(Counter)
    family = surnames(spans)
    acronyms = {initials(span.text) for span in spans if span.entity_type == "ORG"}
    acronyms |= creeds_of(spans).keys()
    short = short_bodies(spans)
    spelt_out = {short: long.entity_type for short, long in explicit_acronyms(spans).items()}
    for span in spans:
        name = fold(span.text)
        votes[name].update(votes_of(span))
        votes[name]["PERSON"] += SURNAME_VOTE * (name in family)
        votes[name]["ORG"] += SHORT_VOTE * (span.text in short)
        if span.text in spelt_out:
            votes[name][spelt_out[span.text]] += ACRONYM_VOTE
        else:
            votes[name]["ORG"] += ACRONYM_VOTE * (len(span.text) > 2 and span.text in acronyms)
    settled = []
    for span in spans:
        if (span.entry is not None and not span.entry.is_ambiguous) or (
            span.entry is not None and is_place_here(span)
        ):
            settled.append(retyped(span, span.entry.entity_type))
        else:
            counts = votes[fold(span.text)]
            best = max(TYPES, key=lambda kind: (counts[kind], -TYPES.index(kind)))
            settled.append(retyped(span, best))
    return settled


def word_before(span: Span) -> str:
    """Return the word before a span, in small letters."""
    i = span.view.atom_at(span.start)
    return span.view.atoms[i - 1].text.casefold() if i else ""


def initials(text: str) -> str:
    """Return the first letters of a name's words, small ones left out.

    >>> initials("University of Northern Oslo")
    'UNO'
    """
    return "".join(word[0] for word in text.split() if word[0].isupper())


def votes_of(span: Span) -> Counter[EntityType]:
    """Return how strongly one occurrence speaks for each type (tenths of a model's vote)."""
    counts: Counter[EntityType] = Counter()
    is_plain = span.view.casing_at(span.start) == "normal"
    if span.source != "gazetteer":
        counts[span.entity_type] += 10 if is_plain else 5
    if span.entry is not None:
        counts[span.entry.entity_type] += KNOWN_VOTE
    for kind, weight in word_votes(span.text.split()):
        counts[kind] += weight
    for kind, weight in neighbour_votes(span):
        counts[kind] += weight
    return counts


def word_votes(words: list[str]) -> Iterator[tuple[EntityType, int]]:
    """Yield what the words of a longer name say of its type."""
    lex = lexicon()
    if len(words) < 2:
        return
    last = words[-1].strip(".,")
    is_headed = any(a in lex.org_heads and b in ("of", "for") for a, b in itertools.pairwise(words))
    is_national = words[0] in lex.before_state and is_place_name(" ".join(words[1:]))
    is_press = is_national or (last in lex.press_tails and is_place_name(" ".join(words[:-1])))
    is_named = last in lex.event_tails or words[0] in lex.event_heads
    if is_named or is_poll(words) or is_happening(" ".join(words)):
        yield "EVENT", 30
    elif last in lex.org_tails or is_headed or is_press or words[0] in lex.org_heads:
        yield "ORG", BUILT_VOTE if last in BUILT_TAILS else 30
    elif last in lex.place_tails or words[0] in lex.place_heads:
        yield "LOC", 30
    elif words[0] in lex.given and len(words) < 5:
        yield "PERSON", 8


def is_poll(words: list[str]) -> bool:
    """Tell whether a caucus is a vote, named by its place: "Iowa Caucus"; elsewhere it is a body of members."""
    if words[-1] not in ("Caucus", "Caucuses"):
        return False
    rest = [
        word
        for word in words[:-1]
        if word not in ("Democratic", "Republican") and not word.isdigit()
    ]
    return bool(rest) and is_place_name(" ".join(rest))


def is_place_name(text: str) -> bool:
    """Tell whether a form is a known place."""
    entry = entry_of(text)
    return entry is not None and entry.entity_type in ("GPE", "LOC")


BUILT_TAILS = frozenset(
    ["Hospital", "Museum", "Centre", "Center", "Church", "School", "Library", "Gallery"]
)
"""Last words of bodies that name their building as well: there the model, who reads the sentence, decides."""

BUILT_VOTE = 5
"""In tenths of a model's vote."""

AGE = re.compile(r"[1-9]\d")


def neighbour_votes(span: Span) -> Iterator[tuple[EntityType, int]]:
    """Yield what the words around a name say of its type."""
    atoms = span.view.atoms
    i, j = span.view.atom_at(span.start), span.view.atom_at(span.end)
    before = atoms[i - 1].text if i else ""
    after = [atom.text for atom in atoms[j : j + 3]] + ["", "", ""]
    if title_before(span):
        yield "PERSON", 20
    if after[0] == "," and (
        after[1] == "who" or (AGE.fullmatch(after[1]) and after[2] in (",", "and"))
    ):
        yield "PERSON", 15
    if (
        before in ("in", "near")
        and after[0] in (",", ".", "on", "and", "after", "where")
        and span.entity_type in ("GPE", "LOC")
    ):
        yield span.entity_type, 4
    if (
        span.entry is None
        and span.entity_type in ("PERSON", "ORG")
        and world().named(fold(span.text))
    ):
        yield from town_votes(span, before, after)
    if span.entry is None and is_traded(span):
        yield "ORG", TRADED_VOTE
    if span.entry is None and is_successor(span):
        yield "PERSON", SUCCESSOR_VOTE
    if after[0] in (
        "shares",
        "spokesman",
        "spokeswoman",
        "executives",
        "shareholders",
        "employees",
    ):
        yield "ORG", 6


TRADED_VOTE, SUCCESSOR_VOTE = 100, 12
"""In tenths of a model's vote: nothing but a firm has shares, though its name may end in Hill or Mills; whoever takes a
person's place is a person, unless the model is sure and says so twice."""

SHARES = re.compile(
    r"\b(?:[Ss]hares|[Ss]tock|[Ss]hareholders) (?:in|of) (?:the )?$|\b(?:stake in|(?:bailout|takeover) (?:of|for)) (?:the )?$"
)
SUCCESSION = re.compile(
    r"\b(?:[Hh]is|[Hh]er) (?:place|post|seat|job|role|duties)\b[^.\n]{0,25}\b(?:taken|filled|held) (?:over )?by $"
    r"|\b(?:[Hh]e|[Ss]he) (?:is|was|will be|has been) (?:to be )?(?:succeeded|replaced|followed) by $"
    r"|\b(?:[Hh]is|[Hh]er) (?:successor|deputy|replacement|heir) (?:is|was|will be) $"
)


def is_traded(span: Span) -> bool:
    """Tell whether a name is a firm's by the shares in it: "Shares in Halden Mills fell"; "investors in Norway" are in a place."""
    return SHARES.search(span.view.text[max(0, span.start - 24) : span.start]) is not None


def is_successor(span: Span) -> bool:
    """Tell whether a name of two or three words is of whoever takes a person's place: "His place will be taken by Moana Tipene"."""
    words = span.text.split()
    is_body = any(word in lexicon().org_tails for word in words)
    if not 2 <= len(words) <= 3 or is_body:
        return False
    return SUCCESSION.search(span.view.text[max(0, span.start - 70) : span.start]) is not None


TOWN_OFFICES = frozenset(
    [
        "Mayor",
        "Sheriff",
        "Selectman",
        "Selectmen",
        "Alderman",
        "Councilman",
        "Councilwoman",
        "residents",
        "resident",
        "ward",
    ]
)
"""Behind a town's name, of those who are of it: "East Bank Mayor Chuck Blair", "Clinton residents"."""

DATELINE_VOTE, TOWN_VOTE, WHERE_VOTE = 30, 12, 8
"""In tenths of a model's vote: what the place of a name says for a town, where the world has one of that name."""


def town_votes(span: Span, before: str, after: Sequence[str]) -> Iterator[tuple[EntityType, int]]:
    """Yield what speaks for a town where the model sees a person or a body.

    "CROMWELL — A driver …" opens a story; "East Bank Mayor"; "Mindy Miller of Ravenel,"; "in East Bank."
    """
    text, atoms = span.view.text, span.view.atoms
    i = span.view.atom_at(span.start)
    if (
        i == 0
        and span.text.isupper()
        and re.match(r"\s*(?:—|–|--| - )", text[span.end : span.end + 4])
    ):
        yield "GPE", DATELINE_VOTE
    if after[0] in TOWN_OFFICES:
        yield "GPE", TOWN_VOTE
    is_end = not is_capitalised(after[0]) and after[0] not in ("'", "’", "-")
    if (
        before == "of"
        and i > 2
        and is_end
        and all(is_capitalised(a.text) for a in atoms[i - 3 : i - 1])
    ):
        yield "GPE", TOWN_VOTE
    if before in ("in", "near") and is_end:
        yield "GPE", WHERE_VOTE


def title_before(span: Span) -> bool:
    """Tell whether a person's title stands right before a span."""
    i = span.view.atom_at(span.start) - 1
    if i >= 0 and span.view.atoms[i].text == ".":
        i -= 1
    return i >= 0 and span.view.atoms[i].text in lexicon().sure_titles


def is_place_here(span: Span) -> bool:
    """Tell whether the words around an ambiguous place name say that the place is meant."""
    i = span.view.atom_at(span.start) - 1
    if i < 0 or span.entry is None or span.entry.entity_type not in ("GPE", "LOC"):
        return False
    before = span.view.atoms[i].text
    after = span.view.atoms[span.view.atom_at(span.end) :][:1]
    follows_name = bool(after) and is_capitalised(after[0].text)
    return before in ("in", "near", "across") and not follows_name
