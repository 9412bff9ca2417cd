"""What an ambiguous place name means where it stands: the government for its capital, "the North", Georgia, Korean."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from copydesk.entities.bodies import (
    FILLERS,
    explicit_acronyms,
    is_short_of,
    states_before,
    tells_state,
)
from copydesk.entities.bound import tidy
from copydesk.entities.gazetteer import Entry, entry_of, gazetteer
from copydesk.entities.lexicon import fold, lexicon
from copydesk.entities.spans import APOSTROPHES, DASHES, Span
from copydesk.entities.text_view import Atom, SectionView, place_of
from copydesk.text.language import Sentence, Token

HALVES = {"North": "PRK", "South": "KOR"}
"""What "the North" and "the South" are called where North Korea is spoken of."""

KOREAN = re.compile(r"Korea|Koreans?")
CONSERVATIVES = frozenset(("Conservative", "Conservatives"))
"""Of Britain's party where the article speaks of Britain more than of America; elsewhere they are anybody's."""

GEORGIA = "Georgia"
GEORGIA_STATE_SIGNS = frozenset(
    ("TBILISI", "ABKHAZIA", "OSSETIA", "SAAKASHVILI", "GEORGIAN", "GEORGIANS", "CAUCASUS")
)
US_STATE = Entry("GPE:USA-GA", "Georgia", "GPE", "USA", "region")

WASHINGTON = "GPE:USA/washington"
WASHINGTON_STATE = Entry("GPE:USA-WA", "Washington State", "GPE", "USA", "region")

NEW_YORK = "GPE:USA/new york city"
NEW_YORK_STATE = Entry("GPE:USA-NY", "New York State", "GPE", "USA", "region")
OFFICE_AFTER = re.compile(
    r"['’]s governor\b| (?:[Gg]ov(?:ernor|\.)|[Ss]en(?:ator|\.)|[Aa]ttorney [Gg]eneral|[Ll]egislat(?:ure|or)|[Aa]ssembly(?:man|woman)|[Cc]ongress(?:man|woman|member)|Rep\.|primary\b|delegat(?:es|ion)\b|(?:Democrat|Republican|lawmaker|voter|taxpayer)s?\b)"
)
OFFICE_BEFORE = re.compile(
    r"(?:[Uu]pstate|\b[Ss]tate of|(?:Gov|Sen|Rep)(?:\.|ernor|ator) [A-Z][\w.' -]{3,30},? of|\b[Ss]enators? (?:from|of)|\b[Gg]overnors? of) $"
)
"""What a state has and its city has not, or what is said of a state alone."""

SUBJECTS = ("nsubj", "nsubj:pass", "csubj")
OBJECTS = ("obj", "iobj")
MAX_NOUN_DISTANCE = 3
"""Chosen: words between "Paris's" and its noun: "Paris's new right-wing government"."""


def korean_halves(views: Sequence[SectionView], spans: Sequence[Span]) -> Iterator[Span]:
    """Yield "the North" and "the South" as states, in an article that names North Korea, once its body has named one of the Koreas.

    "In 1861 the South left the Union. … North Korea": what comes before is another country's half; a headline may be short.
    """
    if not any(span.entry is not None and span.entry.key == "GPE:PRK" for span in spans):
        return
    for view in views:
        first = first_korea(view, spans)
        for i, atom in enumerate(view.atoms):
            code = HALVES.get(atom.text)
            is_told = atom.start >= first or is_one_of_two(view.atoms, i)
            if code and is_told and is_half(view.atoms, i):
                entry = gazetteer().states[code]
                yield Span(view, atom.start, atom.end, "GPE", "gazetteer", entry)


def first_korea(view: SectionView, spans: Sequence[Span]) -> int:
    """Return where a body first speaks of one of the Koreas; 0 in a headline, and below one that does."""
    korean = [span for span in spans if country_code_of(span) in HALVES.values()]
    if view.section != "body" or any(span.view is not view for span in korean):
        return 0
    return min((span.start for span in korean), default=0)


def country_code_of(span: Span) -> str | None:
    """Return the country of the known thing that a span names, if it is one and has one."""
    return span.entry.country_code if span.entry is not None else None


def is_half(atoms: Sequence[Atom], i: int) -> bool:
    """Tell whether "North" or "South" at an atom names one of the two Koreas."""
    before = atoms[i - 1].text if i else ""
    following = [atom.text for atom in atoms[i + 1 : i + 3]]
    if is_one_of_two(atoms, i):
        return True
    if not following:
        return before in ("the", "The")
    if following[0] in APOSTROPHES:
        return True
    return before in ("the", "The") and not is_joined_on(atoms[i], atoms[i + 1])


def is_one_of_two(atoms: Sequence[Atom], i: int) -> bool:
    """Tell whether both halves are named at an atom: "North and South Korea"."""
    following = [atom.text for atom in atoms[i + 1 : i + 3]]
    return following[:1] == ["and"] and not HALVES.keys().isdisjoint(following)


def is_joined_on(half: Atom, after: Atom) -> bool:
    """Tell whether "North" goes on as another name, or a side: "North-east", "North Sea", "the north of"."""
    is_hyphened = after.start == half.end and after.text in DASHES
    return is_hyphened or after.text[:1].isupper() or after.text in ("of", "side")


def with_readings(views: Sequence[SectionView], spans: Sequence[Span]) -> list[Span]:
    """Return the spans with the thing meant in this article and at this place."""
    shouted = {atom.text.upper() for view in views for atom in view.atoms}
    known = [span.entry for span in spans if span.entry is not None]
    codes = Counter(entry.country_code for entry in known)
    texts = [span.text for span in spans]
    codes["Korea"] = sum(map(bool, map(KOREAN.fullmatch, texts)))
    codes["GBR"] -= sum(map(texts.count, CONSERVATIVES))
    spoken_of = {e.country_code for e in known if tells_state(e) and not e.is_local}
    others, abroad = other_bodies(spans), bodies_abroad(spans)
    listed = in_list_of_states(spans)
    meant = [
        read_as(span, listed[id(span)])
        if id(span) in listed
        else read_as(span, None)
        if is_elsewhere(span, spoken_of) or span.text in others or key_of(span) in abroad
        else read_as(span, reading(span, shouted, codes))
        for span in spans
    ]
    return with_house(meant, the_house(spans))


def with_house(spans: list[Span], house: Entry | None) -> list[Span]:
    """Return the spans with "House" read as the one that the article means, if it is told."""
    if house is None:
        return spans
    return [
        dataclasses.replace(s, entry=house) if s.text == "House" and s.entity_type == "ORG" else s
        for s in spans
    ]


def the_house(spans: Sequence[Span]) -> Entry | None:
    """Return the House of Commons where an article names it, and none of Congress: "Brown told the House. MPs left the Commons."."""
    commons = entry_of("House of Commons")
    named = {span.entry.key for span in spans if span.entry is not None}
    is_of_congress = any("Representatives" in s.text or "Congress" in s.text for s in spans)
    return commons if commons and commons.key in named and not is_of_congress else None


def other_bodies(spans: Sequence[Span]) -> set[str]:
    """Return known initials that the article gives to another body: "Japan's Economic Planning Agency (EPA)", "the London Stock Exchange ... LSE"."""
    known = {s.text: s.entry for s in spans if s.entry is not None and s.entry.kind == "body"}
    bracketed = explicit_acronyms(spans)
    named = [s for s in spans if s.entity_type == "ORG" and " " in s.text]
    in_full = {s.entry.key for s in named if s.entry is not None}
    return {
        short
        for short, entry in known.items()
        if (short in bracketed and not is_of(bracketed[short], entry))
        or (entry.key not in in_full and any(is_namesake(short, s, entry) for s in named))
    }


def bodies_abroad(spans: Sequence[Span]) -> set[str | None]:
    """Return the keys of known bodies of one state that the article names as another's: "South Korea's Joint Chiefs of Staff"."""
    full = [s for s in spans if s.entry is not None and s.entry.is_local and " " in s.text]
    owners = states_before([s for s in full if s.entity_type == "ORG"])
    return {key_of(s) for s in full if owners.get(tidy(s.text), country_code_of(s)) != country_code_of(s)}  # fmt: skip


def key_of(span: Span) -> str | None:
    """Return the key of the known thing that a span names, if it is one."""
    return span.entry.key if span.entry is not None else None


def is_namesake(short: str, span: Span, entry: Entry) -> bool:
    """Tell whether a body's full name has these initials and other words than the body that is known by them."""
    if span.entry == entry or not is_short_of(short, span.text):
        return False
    one, two = ([w for w in fold(n).split() if w not in FILLERS] for n in (span.text, entry.name))
    return len(one) == len(two) and any(a[:ALIKE] != b[:ALIKE] for a, b in zip(one, two, strict=True))  # fmt: skip


ALIKE = 3
"""Letters in which two spellings of a word agree: "Organisation", "Organization"."""


def is_of(span: Span, entry: Entry) -> bool:
    """Tell whether the words of a body's name are those of a known body, perhaps with its state before or more behind."""
    return span.entry == entry or fold(entry.name) in fold(span.text)


def is_elsewhere(span: Span, spoken_of: Set[str | None]) -> bool:
    """Tell whether initials of a national body, or a region called as towns elsewhere are, stand in an article that doesn't speak of its country."""
    entry = span.entry
    if entry is None or not entry.is_local:
        return False
    if entry.kind != "region" and span.text.casefold() == entry.name.casefold():
        return False
    if entry.kind == "group":
        return bool(spoken_of - {None}) and entry.country_code not in spoken_of
    return entry.country_code not in spoken_of


def read_as(span: Span, entry: Entry | None) -> Span:
    """Return a span as naming this thing; a capital or half of a country read as the state stands for it."""
    is_of_state = span.entry is not None and (span.entry.kind == "capital" or span.text in HALVES)
    is_state = entry is not None and entry.kind == "state"
    state = entry.country_code if entry is not None and is_of_state and is_state else None
    return dataclasses.replace(span, entry=entry, stands_for=state)


def reading(span: Span, shouted: Set[str], codes: Counter[str | None]) -> Entry | None:
    """Return the known thing that a span means here, by all words of the article in capitals and by how often it names countries."""
    entry = span.entry
    if entry is None:
        return None
    if KOREAN.fullmatch(span.text):
        return korean(entry, codes)
    if span.text in CONSERVATIVES:
        return entry if codes["GBR"] > codes["USA"] + codes["CAN"] else None
    if span.text.strip(".") == GEORGIA and entry.key == "GPE:GEO":
        return entry if is_georgian(shouted, codes) else US_STATE
    if span.text == "Congo" and "BRAZZAVILLE" in shouted and "KINSHASA" not in shouted:
        return gazetteer().states["COG"]
    if entry.key == WASHINGTON and span.text == "Washington" and is_state_of_washington(span):
        return WASHINGTON_STATE
    if entry.key == NEW_YORK and span.text == "New York" and is_of_office(span):
        return NEW_YORK_STATE
    return state_of(entry) if entry.kind == "capital" and is_government(span) else entry


TWO_THINGS = {
    "New York": (NEW_YORK, NEW_YORK_STATE, 1),
    "Washington": (WASHINGTON, WASHINGTON_STATE, 2),
}
"""Names of a city and a state with the city's key, the state, and how many states beside the name in a list say that it is one, too: "Washington and
California are at odds" tells of the capital."""
IN_BRACKETS = re.compile(r" \([^()]*\)")
IN_LIST = frozenset((", ", " and ", ", and ", " or ", ", or ", " & "))


def in_list_of_states(spans: Sequence[Span]) -> dict[int, Entry]:
    """Return by their spans' ids the names that are a state's, since they stand in a list of states: "California and New York"; not "New York, Texas"."""
    found: dict[int, Entry] = {}
    for k, span in enumerate(spans):
        city, state, least = TWO_THINGS.get(span.text, (None, WASHINGTON_STATE, 0))
        if city is None or key_of(span) != city:
            continue
        before, after = ([*run_of_states(spans, k, step)] for step in (-1, 1))
        is_town = len(after) == 1 and after[0] == ", "  # "Geneva, Ohio"
        if len(before) + len(after) * (not is_town) >= least:
            found[id(span)] = state
    return found


def run_of_states(spans: Sequence[Span], k: int, step: int) -> Iterator[str]:
    """Yield what joins a name to each of the states that follow it, or stand before it, in a list."""
    while 0 <= k + step < len(spans):
        one, two = sorted((spans[k], spans[k + step]), key=lambda span: span.start)
        gap = IN_BRACKETS.sub("", one.view.text[one.end : two.start])
        entry = spans[k + step].entry
        if one.view is not two.view or gap not in IN_LIST or entry is None:
            return
        if entry.country_code != "USA" or entry.kind != "region" or entry.entity_type != "GPE":
            return
        yield gap
        k += step


GOVERNOR_AFTER = re.compile(
    r"['’]s governor\b| (?:[Gg]ov(?:ernor|\.)|[Aa]ttorney [Gg]eneral|[Ss]tate )"
)
"""What Washington, the capital, has not."""


def is_state_of_washington(span: Span) -> bool:
    """Tell whether the words around "Washington" are those around a state: "state of Washington", "Washington Gov. Ada Ruiz"."""
    text = span.view.text
    is_told = text.endswith("state of ", 0, span.start)
    return is_told or GOVERNOR_AFTER.match(text, span.end) is not None


def is_of_office(span: Span) -> bool:
    """Tell whether somebody who holds an office of a state stands beside its name: "New York Gov. Ada Ruiz", "Sen. Ada Ruiz, of New York"."""
    text = span.view.text
    before = text[max(0, span.start - 50) : span.start]
    return bool(OFFICE_AFTER.match(text, span.end) or OFFICE_BEFORE.search(before))


def state_of(capital: Entry) -> Entry:
    """Return the state whose capital a known thing is; itself where that is not told."""
    code = capital.country_code if capital.state_name else None
    return gazetteer().states.get(code or "", capital)


def is_georgian(shouted: Set[str], codes: Counter[str | None]) -> bool:
    """Tell whether an article's Georgia is the one of the Caucasus: it names what lies there, or Russia no less than America."""
    if codes["USA"] > codes["RUS"] + codes["GEO"]:
        return False
    return codes["RUS"] > codes["USA"] - 1 or not shouted.isdisjoint(GEORGIA_STATE_SIGNS)


def korean(entry: Entry, codes: Counter[str | None]) -> Entry:
    """Return the Korea that "Korea" or "Korean" means: the one spoken of more, else the South."""
    north = gazetteer().states["PRK"]
    n_south = codes["KOR"] - codes["Korea"]
    return (
        dataclasses.replace(north, entity_type=entry.entity_type)
        if codes["PRK"] > n_south
        else entry
    )


def is_government(span: Span) -> bool:
    """Tell whether a capital's name stands for the government there, by the words around it."""
    view, lex = span.view, lexicon()
    i, j = view.atom_at(span.start), view.atom_at(span.end)
    before = [atom.text.casefold() for atom in view.atoms[max(0, i - 4) : i]]
    after = [atom.text for atom in view.atoms[j : j + 2 + MAX_NOUN_DISTANCE]]
    is_party = is_party_to(before, lex.nouns_with)
    if not is_party and not lex.location_words.isdisjoint(before[-1:]):
        return False
    if is_within_state(after):
        return is_object(span, lex.verbs_upon)
    if "".join(after[:2]) in ("'s", "’s"):
        return not lex.government_nouns.isdisjoint(after[2:])
    if is_party or is_pair(view.atoms, i, j):
        return True
    return is_subject(span, lex.government_verbs) or is_object(span, lex.verbs_upon)


def is_within_state(after: Sequence[str]) -> bool:
    """Tell whether a name with a capital is set behind, as a town's state is: "Paris, Texas"."""
    return len(after) > 1 and after[0] in (",", "(") and after[1][:1].isupper()


def is_party_to(before: list[str], nouns: frozenset[str]) -> bool:
    """Tell whether the words before are "talks with", "ties between", "pressure on"."""
    if not before or before[-1] not in ("with", "between", "and", "on", "against", "to", "from"):
        return False
    return any(word in nouns for word in before[:-1])


def is_pair(atoms: Sequence[Atom], i: int, j: int) -> bool:
    """Tell whether the name is one of two governments side by side: "Moscow and Beijing", "Seoul-Washington"."""
    capitals = gazetteer().by_first
    for near, far in ((j, j + 1), (i - 1, i - 2)):
        if (
            0 <= near < len(atoms)
            and 0 <= far < len(atoms)
            and atoms[near].text in ("and", "-", "–")
        ):
            entries = capitals.get(atoms[far].text, [])
            is_list = atoms[max(0, min(i, far) - 1)].text == ","
            if not is_list and any(e.kind == "capital" and len(form) == 1 for form, e in entries):
                return i < 2 or atoms[min(i, far) - 1].text.casefold() not in (
                    "in",
                    "to",
                    "from",
                    "near",
                )
    return False


def is_subject(span: Span, verbs: frozenset[str]) -> bool:
    """Tell whether a span is the subject of one of the verbs."""
    found = token_of(span)
    if found is None:
        return False
    sentence, token = found
    head = sentence.tokens[token.head] if 0 <= token.head < len(sentence.tokens) else token
    if token.dep in SUBJECTS:
        return head.lemma.casefold() in verbs
    if token.dep == "" or head is token:
        return has_verb_after(sentence, token, verbs)
    return False


def has_verb_after(sentence: Sentence, token: Token, verbs: frozenset[str]) -> bool:
    """Tell, where no parse says it, whether one of the verbs follows at once."""
    at = place_of(sentence, token.end)
    follow = sentence.tokens[at : at + 3]
    skip = ("has", "had", "have", "also", "would", "will", "was", "is", "later", "repeatedly")
    first = next((t for t in follow if t.text.casefold() not in skip), None)
    if first is None:
        return False
    word = first.text.casefold()
    stems = {
        word,
        first.lemma.casefold(),
        word.removesuffix("s"),
        word.removesuffix("d"),
        word.removesuffix("ed"),
        word.removesuffix("es"),
    }
    return word != first.text.capitalize() and not stems.isdisjoint(verbs | {"said"})


def is_object(span: Span, verbs: frozenset[str]) -> bool:
    """Tell whether a span is what one of the verbs acts upon."""
    found = token_of(span)
    if found is None:
        return False
    sentence, token = found
    if token.dep in OBJECTS and 0 <= token.head < len(sentence.tokens):
        return sentence.tokens[token.head].lemma.casefold() in verbs
    at = place_of(sentence, token.start)
    before = sentence.tokens[at - 1] if at else None
    return before is not None and (
        before.lemma.casefold() in verbs or before.text.casefold() in verbs
    )


def token_of(span: Span) -> tuple[Sentence, Token] | None:
    """Return the sentence and the token that heads a span."""
    sentence = span.view.sentence_at(span.start)
    if sentence is None:
        return None
    first = place_of(sentence, span.start)
    last = place_of(sentence, span.end)
    inside = sentence.tokens[first:last]
    if not inside:
        return None
    head = next((t for t in inside if not first <= t.head < last), inside[-1])
    return sentence, head
