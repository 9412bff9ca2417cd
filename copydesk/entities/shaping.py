"""The model's spans brought into shape: whole words, one name each, nothing around the name."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, forms, is_capitalised, lexicon
from copydesk.entities.spans import APOSTROPHES, DASHES, MEMBERS, Span, make_span
from copydesk.entities.text_view import Atom, SectionView
from copydesk.text.language import NAME_KINDS, AnalysedArticle
from schemas.columns import EntityType

SMALL_HEADS = forms("small_heads")
"""Words written small with which names begin."""


CONNECTORS = forms("connectors")


NOT_NAME_TAILS = forms("not_name_tails")
"""What follows a hyphen after a whole name: "Trump-backed"."""


def model_spans(views: Sequence[SectionView], analysed: AnalysedArticle) -> Iterator[Span]:
    """Yield the model's spans, brought into shape."""
    by_section = {view.section: view for view in views}
    for named in analysed.spans:
        view = by_section.get(named.section)
        if view is not None:
            yield from shaped(view, named.start, named.end, named.entity_type)


def shaped(view: SectionView, start: int, end: int, entity_type: EntityType) -> Iterator[Span]:
    """Yield the names within a span that a model proposes: whole words, nothing around the name."""
    atoms = list(view.atoms_between(*whole_words(view, start, end, entity_type)))
    if not atoms:
        return
    atoms = [atom for atom in atoms if atom.line == atoms[0].line]
    if entity_type == "PERSON" and is_topic_before(atoms):
        atoms = atoms[2:]
    if is_happening(view.text[atoms[0].start : atoms[-1].end]):
        entity_type = "EVENT"
    for piece in pieces_of(view, atoms, entity_type):
        trimmed = trim(view, piece, entity_type)
        if trimmed and not is_row_of_known(trimmed):
            yield make_span(view, trimmed[0].start, trimmed[-1].end, entity_type, "model")


COUPLE = re.compile(
    r"(?P<one>[A-Z][a-z]+)(?: [A-Z]\.)? (?:and|&) (?P<other>[A-Z][a-z]+) .* (?:Foundation|Fund|Trust)"
)
LONGEST_GIVEN = 25
"""Characters of a given name, a letter and "and"."""


def with_couple(text: str, start: int, end: int) -> int:
    """Return where a body begins that is called after a couple: "Ada T. and Ivo R. Lund Foundation"; not "Ada and the Lund Fund"."""
    begins = (at for at in range(max(0, start - LONGEST_GIVEN), start) if text[at].isupper())
    found = (COUPLE.fullmatch(text, at, end) for at in begins)
    couple = next((f for f in found if f and f.start("other") == start), None)
    is_told = couple is not None and {couple["one"], couple["other"]} <= lexicon().given
    return couple.start() if couple is not None and is_told else start


def is_topic_before(atoms: Sequence[Atom]) -> bool:
    """Tell whether a state and a dash stand before a name, as in an agency's slug: "RUSSIA-TRUMP"."""
    if len(atoms) != 3 or atoms[1].text not in DASHES:
        return False
    state = entry_of(atoms[0].text.title())
    return state is not None and state.kind == "state"


HAPPENING = re.compile(
    r"(?:(?:1[89]|20)\d\d(?:[-–]\d\d)? (?:[\w'’.]+ ){1,6}(?:elections?|referendum|by-election)|War of (?!the Worlds)(?:the )?[A-Z].+)"
)
"""A vote with its year, a war with what it was of: whatever body or person the name holds too."""


def is_happening(text: str) -> bool:
    """Tell whether a name says itself that it is a happening's.

    >>> is_happening("1993 Canadian federal election"), is_happening("War of the First Coalition"), is_happening("2020 Election Fund")
    (True, True, False)
    """
    return HAPPENING.fullmatch(text) is not None


def is_row_of_known(atoms: list[Atom]) -> bool:
    """Tell whether a span only sets known names side by side: "Kentucky Republican"."""
    if len(atoms) != 2 or entry_of(f"{atoms[0].text} {atoms[1].text}") is not None:
        return False
    first, last = entry_of(atoms[0].text), entry_of(atoms[1].text)
    return first is not None and last is not None and last.kind == "group"


def whole_words(
    view: SectionView, start: int, end: int, entity_type: EntityType
) -> tuple[int, int]:
    """Return the offsets widened to whole words, over the hyphens of a person's name and the couple that a body is called after."""
    text = view.text
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1 : end].isalnum():
        end += 1
    if entity_type == "ORG":
        start = with_couple(text, start, end)
    if entity_type != "PERSON":
        return start, end
    is_family = text[start:end].split(" ")[0] in lexicon().family_first
    return over_hyphens_before(text, start), over_hyphens_behind(text, end, is_family=is_family)


def over_hyphens_behind(text: str, end: int, *, is_family: bool) -> int:
    """Return the end of a person's name with what hyphens join to it: "Al-Amin", "Jae-in"; not "Trump-backed"."""
    while end + 1 < len(text) and text[end] in DASHES and text[end + 1].isalpha():
        tail = leading_word(text, end + 1)
        if tail in NOT_NAME_TAILS or not (is_capitalised(tail) or (is_family and len(tail) < 6)):
            break
        end += 1 + len(tail)
    return end


def over_hyphens_before(text: str, start: int) -> int:
    """Return the start of a person's name with the words with a capital that hyphens join to it."""
    while start > 1 and text[start - 1] in DASHES and text[start - 2].isalpha():
        begin = start - 1
        while begin > 0 and text[begin - 1].isalpha():
            begin -= 1
        if not text[begin].isupper():
            break
        start = begin
    return start


def leading_word(text: str, start: int) -> str:
    """Return the letters from an offset on."""
    end = start
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[start:end]


def pieces_of(
    view: SectionView, atoms: list[Atom], entity_type: EntityType
) -> Iterator[list[Atom]]:
    """Yield the parts of a span that are names of their own: at commas, brackets and a possessor's apostrophe."""
    piece: list[Atom] = []
    for i, atom in enumerate(atoms):
        if is_cut(view, atoms, i, entity_type):
            yield piece
            piece = []
        elif i and is_possessive_s(atoms, i) and not piece:
            continue
        else:
            piece.append(atom)
    yield piece


def is_cut(view: SectionView, atoms: list[Atom], i: int, entity_type: EntityType) -> bool:
    """Tell whether a span falls apart at an atom."""
    mark, is_body = atoms[i].text, entity_type == "ORG"
    if mark in '()[]{}<>;:|/"“”•':
        return (
            mark != "/" if is_body else not (entity_type == "PERSON" and is_of_nickname(atoms, i))
        )
    if mark in "-–—" and (is_between_blanks(view, atoms[i]) or is_between_states(view, atoms, i)):
        return True
    if mark == "and" and is_body:
        is_two = has_ampersand(atoms[:i]) and has_ampersand(atoms[i:])
        return is_two or is_known_body(view, [a for a in atoms[i + 1 :] if a.text != "the"])
    if mark == ",":
        return is_cut_at_comma(atoms, i, is_body=is_body)
    return is_cut_at_apostrophe(atoms, i) and (not is_body or is_possessor(view, atoms[:i]))


def is_of_nickname(atoms: Sequence[Atom], i: int) -> bool:
    """Tell whether an atom is one of two quotes around a word inside a name: Ada "Red" Ruiz."""
    quotes = [k for k, atom in enumerate(atoms) if atom.text in '"“”']
    return len(quotes) == 2 and i in quotes and 0 < quotes[0] < quotes[1] - 1 < len(atoms) - 2


def is_known_body(view: SectionView, atoms: Sequence[Atom]) -> bool:
    """Tell whether some atoms are the name of a known body and of nothing else: "CIA"."""
    entry = entry_of(view.text[atoms[0].start : atoms[-1].end]) if atoms else None
    return entry is not None and entry.kind == "body" and not entry.is_ambiguous


def has_ampersand(atoms: list[Atom]) -> bool:
    """Tell whether a firm of partners stands among the atoms: "Lund & Dahl"."""
    return any(atom.text == "&" for atom in atoms)


def is_cut_at_comma(atoms: list[Atom], i: int, *, is_body: bool) -> bool:
    """Tell whether a comma parts two names: not before "Inc." or "Jr.", nor in a list of what a body is for."""
    following = atoms[i + 1].text if i + 1 < len(atoms) else ""
    if is_body:
        return following not in lexicon().org_tails and "and" not in [a.text for a in atoms[i:]]
    return following not in lexicon().suffixes


def is_cut_at_apostrophe(atoms: list[Atom], i: int) -> bool:
    """Tell whether an atom is the apostrophe of a possessor that is no part of the name, as "People's" is."""
    if atoms[i].text not in APOSTROPHES or (i and atoms[i - 1].text in MEMBERS):
        return False
    return is_plural_possessor(atoms, i) or is_possessive_s(atoms, i + 1)


def is_between_blanks(view: SectionView, atom: Atom) -> bool:
    """Tell whether a dash parts what stands around it, as behind a dateline: "BERGEN - Halvorsen Paper said"."""
    around = view.text[max(0, atom.start - 1) : atom.start] + view.text[atom.end : atom.end + 1]
    return len(around) == 2 and around.isspace()


ONE_STATE = frozenset(("Austria-Hungary", "Serbia-Montenegro"))
"""States of two that were one."""


def is_between_states(view: SectionView, atoms: list[Atom], i: int) -> bool:
    """Tell whether a dash joins two known states that are no one place: "the U.S.-Mexico border"; not "Guinea-Bissau"."""
    sides = atoms[:i], atoms[i + 1 :]
    if not all(sides) or entry_of(view.text[atoms[0].start : atoms[-1].end]) is not None:
        return False
    if view.text[atoms[0].start : atoms[-1].end] in ONE_STATE:
        return False
    known = (entry_of(view.text[side[0].start : side[-1].end]) for side in sides)
    return all(entry is not None and entry.kind == "state" for entry in known)


def is_possessive_s(atoms: list[Atom], i: int) -> bool:
    """Tell whether an atom is the s of "'s" before another word."""
    if not 0 < i < len(atoms) - 1 or atoms[i].text.casefold() != "s":
        return False
    before = atoms[i - 1]
    return before.text in APOSTROPHES and before.end == atoms[i].start


def is_plural_possessor(atoms: list[Atom], i: int) -> bool:
    """Tell whether an apostrophe follows an s and stands before another word: "Fox News' reporter"."""
    if not 0 < i < len(atoms) - 1:
        return False
    before, after = atoms[i - 1], atoms[i + 1]
    return before.text.endswith("s") and before.end == atoms[i].start and after.start > atoms[i].end


def is_possessor(view: SectionView, atoms: list[Atom]) -> bool:
    """Tell whether the words before an apostrophe name a thing of their own: a place, a body; not "Federation of Cricketers' Clubs"."""
    if not atoms:
        return False
    text = view.text[atoms[0].start : atoms[-1].end]
    entry = entry_of(text)
    lex = lexicon()
    texts = [atom.text for atom in atoms]
    is_headed = any(t in lex.org_heads or t in lex.org_tails for t in texts)
    is_of_many = "of" in texts and texts[-1].endswith("s") and entry_of(texts[-1]) is None
    return entry is not None or (is_headed and len(texts) > 1 and not is_of_many)


def trim(view: SectionView, atoms: list[Atom], entity_type: EntityType) -> list[Atom]:
    """Return the atoms of the name proper: no article, title, role, possessive or mark around it."""
    atoms = strip_marks(view, atoms)
    if entity_type == "PERSON":
        atoms = strip_titles(view, atoms)
    else:
        while len(atoms) > 1 and (is_small_head(atoms) or is_year(atoms, entity_type)):
            atoms = strip_marks(view, atoms[1:])
        atoms = strip_role(view, atoms) if entity_type != "EVENT" else atoms
        atoms = strip_around_known(view, atoms) if entity_type == "ORG" else atoms
    while len(atoms) > 1 and is_small_tail(atoms) and is_stripped_of(entity_type, atoms[-1].text):
        atoms = strip_marks(view, atoms[:-1])
    return strip_marks(view, atoms)


def is_stripped_of(entity_type: EntityType, tail: str) -> bool:
    """Tell whether a small last word is none of a name: of any name but an event's, and of that who is there: "G20 leaders"; not "G20 summit"."""
    return entity_type != "EVENT" or tail.removesuffix("s") in lexicon().titles


PRESIDENTS = frozenset("Trump Obama Bush Clinton Reagan Nixon Carter Biden Johnson Kennedy".split())


def strip_around_known(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return a body's name without what it makes, where it is, or whose a known one is.

    "Boeing 747", "Lund Corp F-18", "Lund SpA of Italy", "Trump White House", "Republican Congress"; not "Bank of Italy".
    """
    if len(atoms) < 2 or is_known_body(view, atoms):
        return atoms
    atoms = before_state(view, before_model(view, atoms))
    rest = atoms[1:] if is_holder(atoms[0].text) else []
    is_body = rest and fold(view.text[rest[0].start : rest[-1].end]) in lexicon().generic_orgs
    return rest if is_body or is_known_body(view, rest) else atoms


MODEL = re.compile(r" (?:\d{3,}|[A-Z]{1,3}-\d{1,3}[A-Z]?)$")
"""A number or a code of what a firm makes: "747", "F-18"."""
OF_STATE = re.compile(r" of (?:the )?(?P<state>[A-Z][\w.]+(?: [A-Z][\w.]+)?)$")
OF_STATES = re.compile(r"\w of (?:the )?([A-Z]\w+)")


def before_model(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return the atoms of a firm before the code of what it makes; all where another's name has a number."""
    start, end = atoms[0].start, atoms[-1].end
    found = MODEL.search(view.text[start:end])
    rest = [atom for atom in atoms if found and atom.end <= start + found.start()]
    return rest if is_whole(view, rest) else atoms


def before_state(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return the atoms of a body that is whole without the state which it is of, or in a list of such: "Lund of Norway, Kall of Italy"."""
    start, end = atoms[0].start, atoms[-1].end
    found = OF_STATE.search(view.text[start:end])
    if found is None or not is_state_name(found["state"]):
        return atoms
    rest = [atom for atom in atoms if atom.end <= start + found.start()]
    sentence = view.sentence_at(start)
    is_told = is_whole(view, rest) or (sentence is not None and lists_states(sentence.text))
    return rest if is_told and not has_head(rest) else atoms


@functools.lru_cache(maxsize=16)
def lists_states(text: str) -> bool:
    """Return whether a sentence says of several things of which state each is; asked for each of its bodies."""
    return len(set(filter(is_state_name, OF_STATES.findall(text)))) > 1


def has_head(atoms: Sequence[Atom]) -> bool:
    """Tell whether a word of a body's name tells its kind, its legal form aside: "Bank", "Party"."""
    heads = {atom.text for atom in atoms} & (lexicon().org_heads | lexicon().org_tails)
    return any(fold(head) not in lexicon().legal_forms for head in heads)


def is_state_name(text: str) -> bool:
    """Tell whether some words are the name of a state."""
    entry = entry_of(text)
    return entry is not None and entry.kind == "state"


def is_whole(view: SectionView, atoms: Sequence[Atom]) -> bool:
    """Tell whether a body's name is whole by itself: a known one, initials, or one with its legal form: "Boeing", "LVMH", "Lund Corp"."""
    text = view.text[atoms[0].start : atoms[-1].end].rstrip(".") if atoms else ""
    is_firm = len(atoms) > 1 and fold(text.split()[-1]) in lexicon().legal_forms
    is_initials = text.isalpha() and text.isupper() and len(text) > 1
    return is_known_body(view, atoms) or is_firm or is_initials


def is_holder(word: str) -> bool:
    """Tell whether a word is a president's or a party's, who hold a body for a time: "Trump", "Republican"."""
    entry = entry_of(word)
    is_party = entry is not None and entry.kind == "group" and entry.key.startswith("ORG:")
    return is_party or word in PRESIDENTS


def strip_role(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return a body's or place's name without the office after it, unless it is the office's own; nothing where only an office is named."""
    lex, whole = lexicon(), atoms
    is_office = False
    while len(atoms) > 1 and atoms[-1].text in lex.role_tails:
        atoms = strip_marks(view, atoms[:-1])
        is_office = True
    if atoms and atoms[-1].text in ("of", "the"):
        return whole
    words = [atom.text.casefold() for atom in atoms]
    return [] if is_office and all(word in lex.titles for word in words) else atoms


def is_year(atoms: list[Atom], entity_type: EntityType) -> bool:
    """Tell whether a span begins with a number that is no part of a name: "2017 Tidewater Group"."""
    return entity_type != "EVENT" and atoms[0].text.isdigit() and atoms[1].start > atoms[0].end


def is_small_head(atoms: list[Atom]) -> bool:
    """Tell whether the first word is an article or another small word: "the Coastal Farmers", "white House"; not "9th Circuit"."""
    first, second = atoms[0], atoms[1]
    if first.text in ("the", "The", "THE", "a", "an", "A", "An"):
        return True
    return (
        first.text.islower()
        and first.text.isalpha()
        and second.start > first.end
        and first.text not in SMALL_HEADS
    )


def is_small_tail(atoms: list[Atom]) -> bool:
    """Tell whether the last word is written small, after a blank: "Tidewater shares"."""
    return atoms[-1].text.islower() and atoms[-1].start > atoms[-2].end


def strip_marks(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return the atoms without marks at their edges; a point that belongs to an abbreviation stays."""
    atoms = list(atoms)
    while atoms and not atoms[0].text[0].isalnum():
        atoms.pop(0)
    while atoms:
        if ends_with_possessive(atoms):
            atoms = atoms[:-2]
        elif atoms[-1].text == "." and is_abbreviated(view, atoms):
            break
        elif not atoms[-1].text[0].isalnum():
            atoms.pop()
        else:
            break
    return atoms


def ends_with_possessive(atoms: list[Atom]) -> bool:
    """Tell whether the last two atoms are "'s"."""
    return (
        len(atoms) > 2
        and atoms[-1].text in ("s", "S")
        and atoms[-2].text in APOSTROPHES
        and (atoms[-2].end == atoms[-1].start and atoms[-3].end == atoms[-2].start)
    )


def is_abbreviated(view: SectionView, atoms: list[Atom]) -> bool:
    """Tell whether a final point belongs to an abbreviation: "U.S.", "Inc.", "Jr."."""
    if len(atoms) < 2:
        return False
    word = atoms[-2].text
    if word in lexicon().suffixes or fold(word) in lexicon().legal_forms:
        return word in ("Jr", "Sr", "Inc", "Corp", "Co", "Ltd", "Cos", "Bros")
    whole = view.text[atoms[0].start : atoms[-1].end]
    if entry_of(whole) is not None:
        return True
    return len(word) == 1 and word.isupper() and (len(atoms) == 2 or atoms[-3].text == ".")


def strip_titles(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return a person's name without the titles, roles, bodies and nationalities before it, or roles after it."""
    atoms = without_echo(atoms)
    atoms = list(itertools.takewhile(lambda atom: not atom.text[0].isdigit(), atoms)) or atoms
    while len(atoms) > 1 and (rest := behind_title(view, atoms)) is not None:
        atoms = rest
    return atoms


def behind_title(view: SectionView, atoms: list[Atom]) -> list[Atom] | None:
    """Return what is left of a person's name without the state, body, title or small word at its head; None without one."""
    rest = strip_marks(view, atoms[1:])
    known = known_prefix(view, atoms)
    if rest and known and has_name(atoms[known:]):
        return strip_marks(view, atoms[known:])
    is_before = rest and is_before_name(atoms[0].text, rest) and not is_given(view, atoms[0], rest)
    return rest if is_before else None


def is_given(view: SectionView, head: Atom, rest: list[Atom]) -> bool:
    """Tell whether a model takes for a given name what may be a title: "Dean" Baquet, "Earl" Warren; not "Lance Cpl. Ruiz"."""
    is_name = is_capitalised(head.text) and rest[0].text.casefold() not in lexicon().titles
    return is_name and head.text not in lexicon().sure_titles and is_likely_person(view, head)


def is_before_name(first: str, rest: list[Atom]) -> bool:
    """Tell whether a first word is none of a person's name: a title, a small word that no name begins with."""
    if first.casefold() in lexicon().titles and not is_regnal(first, rest):
        return True
    is_small = not is_capitalised(first) and first.casefold() not in lexicon().particles
    return is_small or first in CONNECTORS - {"de", "la", "y", "e"}


def without_echo(atoms: list[Atom]) -> list[Atom]:
    """Return a name without its last word said again, as where a caption runs into the text: "Maria Lund Lund said"."""
    return atoms[:-1] if len(atoms) > 2 and atoms[-1].text == atoms[-2].text else atoms


def is_regnal(first: str, rest: list[Atom]) -> bool:
    """Tell whether a title is part of the name: "Pope Francis", but not "Lord Peter Mandelson"."""
    names = [atom.text for atom in rest if atom.text.isalpha()]
    return first in lexicon().regnal and (
        len(names) == 1 or (names[1:2] <= ["XXIII"] and set("".join(names[1:])) <= set("IVX"))
    )


def known_prefix(view: SectionView, atoms: list[Atom]) -> int:
    """Return how many leading atoms name a state, nationality, body or group (0: none)."""
    for n in range(min(5, len(atoms) - 1), 0, -1):
        entry = entry_of(view.text[atoms[0].start : atoms[n - 1].end])
        if entry is not None and entry.kind in ("state", "demonym", "body", "group"):
            is_own = entry.is_ambiguous and len(atoms) - n < 2
            is_given = atoms[n].text not in DASHES and is_likely_person(view, atoms[0])
            return 0 if is_own or is_given else n
    return 0


GIVEN_CHANCE = 0.8
"""Chosen: how likely a model must find a person in a people's or a state's name before another for both to be one name."""


def is_likely_person(view: SectionView, atom: Atom) -> bool:
    """Tell whether a model is sure that a word is of a person's name: "Christian" Olsson; not "American" Michael Johnson."""
    chances = [t.name_chances for t in view.tokens_between(atom.start, atom.end) if t.name_chances]
    return bool(chances) and chances[0][NAME_KINDS.index("PERSON")] > GIVEN_CHANCE


def has_name(atoms: list[Atom]) -> bool:
    """Tell whether some atom is written as a name."""
    return any(is_capitalised(atom.text) for atom in atoms)


LETTERS_BEFORE = re.compile(r"(?<![\w.])(?:[A-Z]\. ?){2,3}$")
SON = re.compile(
    r",? (?:Jr|Sr)\b\.?| (?:I{2,3}|I?V|VI{1,3}|I?X|XI{1,3}|XI?V|XVI{0,3})\b"
    r"| the (?:Elder|Younger|Great|Terrible|Conqueror|Magnificent|Bald|Pious|Bold|Wise|Confessor|Baptist|Ripper|German)\b(?! [A-Z])"
)


def with_letters(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with the letters before a person's family name, which are missed where "J. R." seems to end a sentence, and what tells of whose line somebody is behind it: "Jr.", "the Elder", "XVI"."""
    result = []
    for span in spans:
        before = LETTERS_BEFORE.search(span.view.text[max(0, span.start - 12) : span.start])
        is_bare = span.entity_type == "PERSON" and " " not in span.text
        if is_bare and before is not None and entry_of(before[0].strip()) is None:
            span = dataclasses.replace(span, start=span.start - len(before[0]), entry=None)
        behind = SON.match(span.view.text, span.end) if span.entity_type == "PERSON" else None
        result.append(dataclasses.replace(span, end=behind.end()) if behind else span)
    return result
