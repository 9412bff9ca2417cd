"""From candidates to names: overlaps settled, what is no name dropped, one type per name, repeats added."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, is_capitalised, lexicon
from copydesk.entities.spans import (
    DASHES,
    RANK,
    Span,
    make_span,
    strip_marks,
)
from copydesk.entities.text_view import CaseEvidence, SectionView
from copydesk.language import ArticleText
from schemas.columns import EntityType

TYPES: tuple[EntityType, ...] = ("GPE", "PERSON", "ORG", "NORP", "LOC", "EVENT")
"""In the order in which a tie is settled."""

CREDIT = re.compile(
    r"(?i)\(?\b(?:(?:additional\s+)?(?:reporting|writing|editing|written|reported|edited|compiled)\s+by|by\b)"
)
"""How a line of bylines begins."""

MAX_CREDIT_WORDS = 30
PLACE_PREPOSITIONS = frozenset(
    ("in", "near", "at", "from", "to", "outside", "around", "across", "of")
)


def settle_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Return spans of which none overlap, in text order: the longest is kept, then the surest source."""
    chosen: list[Span] = []
    taken: defaultdict[int, set[int]] = defaultdict(set)
    order = sorted(
        spans,
        key=lambda s: (-(s.end - s.start), RANK[s.source], s.view.order, s.start, s.entity_type),
    )
    for span in order:
        places = taken[span.view.order]
        if span.start in places or span.end - 1 in places:
            continue
        places.update(range(span.start, span.end))
        chosen.append(span)
    return in_text_order(chosen)


def in_text_order(spans: Iterable[Span]) -> list[Span]:
    """Return spans by section, then place."""
    return sorted(spans, key=lambda span: (span.view.order, span.start))


def retyped(span: Span, entity_type: EntityType) -> Span:
    """Return the span with another type; a known thing of a third type is then not meant."""
    entry = span.entry
    if entry is not None and entry.entity_type != entity_type:
        entry = None
    return Span(span.view, span.start, span.end, entity_type, span.source, entry)


# ------------------------------------------------------------------ what is no name


def drop_no_names(
    spans: Iterable[Span], article: ArticleText, evidence: CaseEvidence
) -> list[Span]:
    """Return the spans that are names: no calendar or page words, no bylines, no common words in title case."""
    authors = {fold(author) for author in article.authors}
    kept = []
    for span in spans:
        fitted = fit_to_case(span, evidence)
        if fitted is not None and is_name(fitted, evidence) and not is_byline(fitted, authors):
            kept.append(fitted)
    return kept


def is_name(span: Span, evidence: CaseEvidence) -> bool:
    """Tell whether a span can be a name at all."""
    text, lex = span.text, lexicon()
    if span.entry is not None and span.source == "gazetteer":
        return not is_common_here(span, evidence) and not is_part_of_other(span)
    words = [word.casefold() for word in re.findall(r"\w+", text)]
    if (
        not words
        or not any(c.isupper() or c.istitle() for c in text)
        or not any(w[0].isalpha() for w in words)
    ):
        return False
    is_surname = span.source == "repeat" and span.entity_type == "PERSON"
    if all(word in lex.never or word.isdigit() for word in words) and not is_surname:
        return False
    if len(fold(text)) < 2 or any(mark in text for mark in "£$€%"):
        return False
    if is_address(span) or (
        span.entity_type == "PERSON" and len(words) == 1 and words[0] in lex.titles
    ):
        return False
    return not is_common_here(span, evidence)


DIRECTIONS = frozenset(
    [
        "East",
        "West",
        "North",
        "South",
        "Central",
        "Greater",
        "Downtown",
        "Inner",
        "Outer",
        "Upper",
        "Lower",
        "Northern",
        "Southern",
        "Eastern",
        "Western",
        "New",
    ]
)


def is_part_of_other(span: Span) -> bool:
    """Tell whether an ambiguous known form stands in a longer name that is not known: "Irving Berlin", "Paris Match"."""
    if (
        span.entry is None
        or not span.entry.is_ambiguous
        or span.view.casing_at(span.start) != "normal"
    ):
        return False
    if span.entry.kind == "body":
        return True
    atoms = span.view.atoms
    i, j = span.view.atom_at(span.start), span.view.atom_at(span.end)
    before = atoms[i - 1] if i else None
    after = atoms[j] if j < len(atoms) else None
    is_led = (
        before is not None
        and before.end + 1 == span.start
        and is_name_word(before.text)
        and not before.is_open
    )
    is_followed = after is not None and span.end + 1 == after.start and is_name_word(after.text)
    return (is_led and before is not None and before.text not in DIRECTIONS) or is_followed


def is_name_word(word: str) -> bool:
    """Tell whether a word written with a capital is neither a known form, a title, nor a common word."""
    if not (is_capitalised(word) and word.isalpha() and len(word) > 1):
        return False
    lex = lexicon()
    return (
        word.casefold() not in lex.never
        and word.casefold() not in lex.titles
        and entry_of(word) is None
    )


def is_address(span: Span) -> bool:
    """Tell whether a span is a piece of an address, a tag or an account's name."""
    text = span.view.text
    before = text[span.start - 1 : span.start]
    return (before != "" and before in "@#/_") or "@" in span.text or "://" in span.text


def is_common_here(span: Span, evidence: CaseEvidence) -> bool:
    """Tell whether a single word is capitalised only because a sentence begins with it."""
    word = span.text
    if not word.isalpha() or word.casefold() not in evidence.lower or word.isupper():
        return False
    i = span.view.atom_at(span.start)
    is_title = span.view.casing_at(span.start) != "normal"
    return word not in evidence.capitalised and (is_title or span.view.atoms[i].is_open)


def fit_to_case(span: Span, evidence: CaseEvidence) -> Span | None:
    """Return a span of a line in title case without the words at its edges that the article writes small."""
    if span.source != "model" or span.view.casing_at(span.start) == "normal" or span.entry:
        return span
    atoms = list(span.view.atoms_between(span.start, span.end))

    def is_small(word: str) -> bool:
        return word.casefold() in evidence.lower and word not in evidence.capitalised

    while atoms and is_small(atoms[0].text):
        atoms.pop(0)
    while atoms and is_small(atoms[-1].text):
        atoms.pop()
    atoms = strip_marks(span.view, atoms)
    if not atoms:
        return None
    return make_span(span.view, atoms[0].start, atoms[-1].end, span.entity_type, span.source)


def is_byline(span: Span, authors: set[str]) -> bool:
    """Tell whether a span stands in a line of credits, not in the story."""
    begin, end = line_bounds(span.view, span.start)
    line = span.view.text[begin:end]
    if len(line.split()) > MAX_CREDIT_WORDS and "(" not in line[-200:]:
        return False
    if span.view.section != "title" and fold(line) in authors:
        return True
    found = CREDIT.match(line.strip())
    if found:
        return (
            len(line.split()) <= 8
            or not found[0].casefold().endswith("by")
            or " by" in found[0].casefold()
        )
    tail = line.rfind("(")
    return tail >= 0 and begin + tail < span.start and CREDIT.match(line[tail:]) is not None


def line_bounds(view: SectionView, offset: int) -> tuple[int, int]:
    """Return the offsets of the line of text that holds an offset."""
    begin = view.text.rfind("\n", 0, offset) + 1
    end = view.text.find("\n", offset)
    return begin, len(view.text) if end < 0 else end


# ------------------------------------------------------------------ one name, one type


KNOWN_VOTE = 12
SURNAME_VOTE = 15
"""In tenths of a model's vote: what a known form weighs, and that the article names someone of that surname in full."""


def settle_types(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with one type for each name, by what the article says of it as a whole."""
    votes: defaultdict[str, Counter[EntityType]] = defaultdict(Counter)
    family = surnames(spans)
    for span in spans:
        name = fold(span.text)
        votes[name].update(votes_of(span))
        votes[name]["PERSON"] += SURNAME_VOTE * (name in family)
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
    if last in lex.org_tails or is_headed or is_press or words[0] in lex.org_heads:
        yield "ORG", 30
    elif last in lex.event_tails or words[0] in lex.event_heads:
        yield "EVENT", 30
    elif last in lex.place_tails or words[0] in lex.place_heads:
        yield "LOC", 30
    elif words[0] in lex.given and len(words) < 5:
        yield "PERSON", 8


def is_place_name(text: str) -> bool:
    """Tell whether a form is a known place."""
    entry = entry_of(text)
    return entry is not None and entry.entity_type in ("GPE", "LOC")


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
    if after[0] in (
        "shares",
        "spokesman",
        "spokeswoman",
        "executives",
        "shareholders",
        "employees",
    ):
        yield "ORG", 6


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


def surnames(spans: Iterable[Span]) -> set[str]:
    """Return the folded surnames of the people named in full."""
    return {fold(form) for span in spans for form in surname_forms(span)}


def surname_forms(span: Span) -> list[str]:
    """Return the forms by which a person named in full may be called later: "DeHart", "van Gaal", "Moon"."""
    if span.entity_type != "PERSON":
        return []
    words = [word for word in span.text.split() if word.strip(".,") not in lexicon().suffixes]
    words = [word.strip(",") for word in words]
    if len(words) < 2:
        return []
    forms = [words[-1]]
    if words[-2].casefold() in lexicon().particles:
        forms.append(" ".join(words[-2:]))
    if words[0] in lexicon().family_first and is_family_first(words):
        forms = [words[0]]
    return [form for form in forms if len(form) > 1 and not form.endswith(".")]


def is_family_first(words: Sequence[str]) -> bool:
    """Tell whether a name beginning with an East Asian family name has its family name first.

    >>> is_family_first(["Moon", "Jae-in"]), is_family_first(["Kim", "Kardashian"])
    (True, False)
    """
    rest = words[1:]
    has_pair = len(rest) == 2 or (len(rest) == 1 and any(dash in rest[0] for dash in DASHES))
    return has_pair or (
        len(rest) == 1 and len(words[0]) < 6 and len(rest[0]) < 8 and is_pinyin(rest[0])
    )


PINYIN = re.compile(
    r"(?i)(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|i?ong|u?ang|u?eng|u?an|i?an|ing|eng|u?en|in|un|ia[on]?|ao|ou|ei|ai|ui|iu|ie|ue|uo|[aeiou]))+"
)
NOT_PINYIN = frozenset(
    ["kim", "lee", "ann", "anne", "jean", "dean", "june", "jane", "gale", "joan"]
)


def is_pinyin(word: str) -> bool:
    """Tell whether a word is made of Chinese syllables in Latin letters."""
    return PINYIN.fullmatch(word) is not None and word.casefold() not in NOT_PINYIN


def drop_bare_heads(spans: Sequence[Span]) -> list[Span]:
    """Return the spans without words like "University" that no longer name of the article explains."""
    lex = lexicon()
    explained = {word for span in spans if span.entity_type == "ORG" for word in head_words(span)}
    return [
        span
        for span in spans
        if span.entry is not None
        or span.text not in lex.org_heads | lex.org_tails
        or span.text in explained
        or span.text.casefold() in lex.generic_orgs
    ]


def head_words(span: Span) -> list[str]:
    """Return the words by which a body with a longer name may be called later: "the Church"."""
    words = span.text.split()
    if len(words) < 2:
        return []
    lex = lexicon()
    firsts = [words[0]] if words[0] in lex.org_heads and words[1] in ("of", "for") else []
    lasts = [words[-1]] if words[-1] in lex.org_heads | lex.org_tails else []
    return [word for word in firsts or lasts if fold(word) not in lex.legal_forms]


# ------------------------------------------------------------------ repeats


def repeats(
    views: Sequence[SectionView], spans: Sequence[Span], evidence: CaseEvidence
) -> Iterator[Span]:
    """Yield the places where a name found elsewhere in the article stands again, unfound."""
    by_first = by_first_atom(repeat_forms(spans, evidence), evidence)
    for view in views:
        texts = [atom.text for atom in view.atoms]
        here = [span for span in spans if span.view is view]
        taken = atoms_of_spans(view, here)
        sure = atoms_of_spans(view, [s for s in here if s.source != "gazetteer"])
        for i, text in enumerate(texts):
            for atoms, kind in by_first.get(text, ()):
                n = len(atoms)
                place = range(i, i + n)
                is_free = (sure if n > 1 else taken).isdisjoint(place)
                is_here = is_free and tuple(texts[i : i + n]) == atoms
                if is_here and stands_alone(view, i, n, evidence):
                    first = view.atoms[i + (n > 1 and text.casefold() == "the")]
                    yield make_span(view, first.start, view.atoms[i + n - 1].end, kind, "repeat")
                    taken.update(place)
                    sure.update(place)
                    break


def atoms_of_spans(view: SectionView, spans: Iterable[Span]) -> set[int]:
    """Return the indices of the atoms that spans of a section cover."""
    return {k for s in spans for k in range(view.atom_at(s.start), view.atom_at(s.end))}


ARTICLES = ("the", "The")
AtomForm = tuple[tuple[str, ...], EntityType]


def by_first_atom(
    forms: dict[tuple[str, ...], EntityType], evidence: CaseEvidence
) -> dict[str, list[AtomForm]]:
    """Return forms under their first atom, longest first, also as a line in capitals has them."""
    by_first: defaultdict[str, list[AtomForm]] = defaultdict(list)
    for atoms, kind in sorted(forms.items(), key=lambda item: (-len(item[0]), item[0])):
        by_first[atoms[0]].append((atoms, kind))
        upper = tuple(atom.upper() for atom in atoms)
        if upper != atoms and "".join(atoms).casefold() not in evidence.lower:
            by_first[upper[0]].append((upper, kind))
    return by_first


def repeat_forms(
    spans: Sequence[Span], evidence: CaseEvidence
) -> dict[tuple[str, ...], EntityType]:
    """Return the forms to look for (atoms) with their type."""
    forms: dict[tuple[str, ...], EntityType] = {}
    for span in spans:
        if span.entity_type == "ORG":
            forms.update({(the, word): "ORG" for word in head_words(span) for the in ARTICLES})
        for form in surname_forms(span):
            entry = entry_of(form)
            is_word = form.casefold() in lexicon().function_words - {"may", "will"}
            if not is_word and (entry is None or entry.is_ambiguous):
                forms.setdefault(form_atoms(form), "PERSON")
    for span in spans:
        atoms = tuple(atom.text for atom in span.view.atoms_between(span.start, span.end))
        is_single = len(atoms) == 1
        is_common = is_single and span.text.casefold() in evidence.lower
        if atoms and not is_common and span.view.casing_at(span.start) == "normal":
            forms[atoms] = span.entity_type
    return forms


def form_atoms(form: str) -> tuple[str, ...]:
    """Return the atoms of a form as they stand in a text."""
    return tuple(re.findall(r"\w+|[^\w\s]", form))


def stands_alone(view: SectionView, i: int, n: int, evidence: CaseEvidence) -> bool:
    """Tell whether a repeated form is a word of its own, written as a name for its own sake."""
    first, last = view.atoms[i], view.atoms[i + n - 1]
    text = view.text
    before, after = text[first.start - 1 : first.start], text[last.end : last.end + 1]
    if first.line != last.line or (before and before in "@#/_-") or (after and after in "@_"):
        return False
    if after in DASHES and is_capitalised(text[last.end + 1 : last.end + 2]):
        return False
    if n > 1 and first.text in ARTICLES and is_capitalised(text[last.end + 1 : last.end + 2]):
        return False
    if n == 1 and first.text in lexicon().calendar and is_date_here(view, i):
        return False
    if n == 1 and first.text.casefold() in evidence.lower:
        return not first.is_open and view.casing[first.line] == "normal"
    return True


BEFORE_DATES = frozenset(
    [
        "in",
        "on",
        "last",
        "next",
        "this",
        "since",
        "until",
        "by",
        "of",
        "early",
        "late",
        "mid",
        "from",
        "to",
        "through",
        "before",
        "after",
        "during",
        "every",
        "and",
    ]
)


def is_date_here(view: SectionView, i: int) -> bool:
    """Tell whether a word of the calendar at an atom is a date, not a surname: "in May", "May 5"."""
    before = view.atoms[i - 1].text.casefold() if i else ""
    after = view.atoms[i + 1].text if i + 1 < len(view.atoms) else ""
    if before == "of" and i > 1:
        before = view.atoms[i - 2].text.casefold()
        return before[:1].isdigit() or before in (
            "end",
            "beginning",
            "start",
            "middle",
            "month",
            "first",
            "last",
        )
    return before in BEFORE_DATES or before.isdigit() or after[:1].isdigit()


__all__ = [
    "drop_bare_heads",
    "drop_no_names",
    "in_text_order",
    "repeats",
    "settle_overlaps",
    "settle_types",
]
