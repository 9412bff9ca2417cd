"""What a form that is known or plain to a model is not, in this article: a language, a degree, a given name.

Each rule is a function with its reason and its example; the tests have each beside the wrong twin.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence

from copydesk.entities.context import WASHINGTON, WASHINGTON_STATE
from copydesk.entities.gazetteer import AMBIGUOUS_STATES
from copydesk.entities.lexicon import fold, lexicon
from copydesk.entities.spans import Span
from copydesk.entities.toponyms import DIVISION_IS_MEANT, evidence_of

GIVEN_NAMES = AMBIGUOUS_STATES | {"India", "Paris", "Asia", "Virginia", "Florence", "Sofia", "Victoria", "Austin", "Dallas"}  # fmt: skip
"""Names of places that parents give."""

DEGREE = re.compile(
    r"(?:M\.D|Ph\.D|R\.N|R\.D|J\.D|M\.S|B\.S|M\.A|B\.A|M\.B\.A|M\.P\.H|D\.O|D\.D\.S|Ed\.D|LL\.[BM]|D\.Phil|Esq)\.?"
)
SPOKEN_AFTER = frozenset(
    "lesson lessons language languages class classes course courses speaker speakers translation "
    "translations translator interpreter interpreters subtitles grammar dictionary".split()
)
SPOKEN_BEFORE = frozenset(
    "speak speaks spoke spoken speaking learn learns learning learned learnt teach teaches taught teaching fluent studied".split()
)
WRITTEN_IN = frozenset(("in", "into"))
STATE_BEFORE = frozenset(
    "in to from of near with against on across for by visit visited leave left".split()
)
DC_SIGNS = re.compile(
    r"\b(?:D\.?C\.?\b|White House|Capitol|Congress|Senate|Pentagon|State Department|Beltway)"
)


@functools.cache
def languages() -> frozenset[str]:
    """Return the English names of languages, from CLDR, and two that news uses for one."""
    from babel import Locale

    return frozenset({*Locale("en").languages.values(), "Mandarin", "Farsi"})


def is_language(span: Span) -> bool:
    """Tell whether a nationality's word names its language: "teach Spanish and Mandarin", "a course in Arabic".

    Not so "Spanish teachers spoke", "in French politics": a people, where a noun that isn't about speech follows.
    """
    if span.entity_type != "NORP" or span.text not in languages():
        return False
    atoms = span.view.atoms
    i, j = span.view.atom_at(span.start), span.view.atom_at(span.end)
    after = atoms[j].text if j < len(atoms) else "."
    if after.casefold() in SPOKEN_AFTER:
        return True
    if after[:1].isalpha() and after not in (
        "and",
        "or",
        "at",
        "before",
        "from",
        "to",
        "when",
        "with",
        "since",
        "as",
    ):
        return False  # fmt: skip
    while i >= 2 and atoms[i - 1].text in ("and", "or", ",") and atoms[i - 2].text in languages():
        i -= 2
    before = atoms[i - 1].text.casefold() if i else ""
    return before in SPOKEN_BEFORE or before in WRITTEN_IN


def is_degree(span: Span) -> bool:
    """Tell whether a span is what stands behind a learned name: "Ruth Adair, M.D.,"."""
    return span.view.text[span.start - 2 : span.start] == ", " and bool(DEGREE.fullmatch(span.text))


def with_joint_firms(span: Span) -> Span:
    """Return a firm named by its partners as a firm: "Lund & Dahl"; "Bonnie & Clyde", given names, are two people."""
    words = re.findall(r"\w+", span.text)
    if span.entity_type != "PERSON" or "&" not in span.text:
        return span
    if all(lexicon().given & {word, fold(word)} for word in words):
        return span
    return dataclasses.replace(span, entity_type="ORG", entry=None)


def with_given_names(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with people whose given name is a country's read as people.

    "Israel Medina and Chad Brewer shared a prize. Israel played first." is about two men; where the article speaks of the
    country too ("Israeli", "in Israel"), the bare name is the country.
    """
    full = {
        span.text.split()[0]: span.start
        for span in reversed(spans)
        if span.entity_type == "PERSON" and len(span.text.split()) > 1
    }
    spoken = {
        span.entry.country_code
        for span in spans
        if span.entry is not None
        and (span.entity_type == "NORP" or word_before(span) in STATE_BEFORE)
    }
    result = []
    for number, span in enumerate(spans):
        if span.entity_type in ("GPE", "LOC") and span.text in full and span.text in GIVEN_NAMES:
            code = span.entry.country_code if span.entry is not None else None
            if code not in spoken:
                span = dataclasses.replace(span, entity_type="PERSON", entry=None, stands_for=None)
        elif span.entity_type == "ORG" and is_listed_person(spans, number):
            span = dataclasses.replace(span, entity_type="PERSON", entry=None)
        result.append(span)
    return result


def word_before(span: Span) -> str:
    """Return the word before a span, in small letters."""
    i = span.view.atom_at(span.start)
    return span.view.atoms[i - 1].text.casefold() if i else ""


def is_listed_person(spans: Sequence[Span], number: int) -> bool:
    """Tell whether a "body" of two words, the first a given name, stands in a list of people: "…, India Thornbury and …"."""
    words = spans[number].text.split()
    if len(words) != 2 or words[0] not in GIVEN_NAMES or not 0 < number < len(spans) - 1:
        return False
    before, here, after = spans[number - 1 : number + 2]
    if {before.entity_type, after.entity_type} != {
        "PERSON"
    } or not before.view is here.view is after.view:
        return False  # fmt: skip
    gaps = here.view.text[before.end : here.start], here.view.text[here.end : after.start]
    return set(gaps) <= {", ", " and ", ", and "}


def with_washington_state(spans: Sequence[Span], dateline: str | None) -> list[Span]:
    """Return the spans with "Washington" read as the state in an article of its towns that has no sign of the capital."""
    texts = {id(span.view): span.view.text for span in spans}
    named = [span for span in spans if span.entry is not None and span.entry.key == WASHINGTON]
    if not named or any(DC_SIGNS.search(text) for text in texts.values()):
        return list(spans)
    names = {fold(s.text) for s in spans if s.entity_type == "GPE"}
    evidence = evidence_of([s for s in spans if s not in named], names, {}, dateline)
    if evidence.support(("USA", "WA"), "washington") < DIVISION_IS_MEANT:
        return list(spans)
    return [
        dataclasses.replace(span, entry=WASHINGTON_STATE, stands_for=None)
        if span in named
        else span
        for span in spans
    ]
