"""Names found once are found everywhere in the article: repeats, surnames of full names, head words of bodies."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, forms, is_capitalised, lexicon
from copydesk.entities.spans import DASHES, Span, make_span
from copydesk.entities.text_view import CaseEvidence, SectionView, place_of
from copydesk.text.language import Token
from schemas.columns import EntityType


def surnames(spans: Iterable[Span]) -> set[str]:
    """Return the folded surnames of the people named in full."""
    return {fold(form) for span in spans for form in surname_forms(span)}


def surname_forms(span: Span) -> list[str]:
    """Return the forms by which a person named in full may be called later: "DeHart", "van Gaal", "Moon"."""
    suffixes = lexicon().suffixes
    words = [word.strip(",") for word in span.text.split() if word.strip(".,") not in suffixes]
    if span.entity_type != "PERSON" or len(words) < 2:
        return []
    forms = [words[-1]]
    if words[-2].casefold() in lexicon().particles:
        forms.append(" ".join(words[-2:]))
    if is_family_first(words):
        forms = [words[0]]
    return [form for form in forms if len(form) > 1 and not form.endswith(".")]


def is_family_first(words: Sequence[str]) -> bool:
    """Tell whether a name begins with an East Asian family name that stands first, by what follows it.

    >>> is_family_first(["Moon", "Jae-in"]), is_family_first(["Kim", "Kardashian"])
    (True, False)
    """
    rest = words[1:]
    if words[0] not in lexicon().family_first or not 0 < len(rest) < 3:
        return False
    is_pair = len(rest) == 2 or any(dash in rest[0] for dash in DASHES)
    return is_pair or (len(words[0]) < 6 and len(rest[0]) < 8 and is_pinyin(rest[0]))


LONGEST_PINYIN = 18
"""Letters. The longest given names have twelve; where syllables end can be read in many ways, and "nananana…" doubles them with each."""

PINYIN = re.compile(
    rf"(?i)(?=\w{{1,{LONGEST_PINYIN}}}\Z)"
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|i?ong|u?ang|u?eng|u?an|i?an|ing|eng|u?en|in|un|ia[on]?|ao|ou|ei|ai|ui|iu|ie|ue|uo|[aeiou]))+"
)


NOT_PINYIN = frozenset(
    ["kim", "lee", "ann", "anne", "jean", "dean", "june", "jane", "gale", "joan"]
)


def is_pinyin(word: str) -> bool:
    """Tell whether a word is made of Chinese syllables in Latin letters."""
    return PINYIN.fullmatch(word) is not None and word.casefold() not in NOT_PINYIN


def drop_bare_heads(spans: Sequence[Span]) -> list[Span]:
    """Return the spans without words like "University" that no longer name of the article explains, what is of several people, and known things that are no entities."""
    generic = {word.capitalize() for word in lexicon().generic_orgs}
    explained = {word for span in spans if span.entity_type == "ORG" for word in head_words(span)}
    bare = (lexicon().org_heads | lexicon().org_tails) - generic - explained
    family = {form for span in spans for form in surname_forms(span)}
    return [
        s
        for s in spans
        if (s.text not in bare if s.entry is None else s.entry.kind != "thing")
        and not is_of_several(s, family)
    ]


def is_of_several(span: Span, family: set[str]) -> bool:
    """Tell whether a name is a family's, or of two people whom a hyphen joins, by the surnames of the article: "the Clintons", "the Biden-Harris ticket"."""
    pair = span.text.split("-")
    is_pair = len(pair) == 2 and pair[0] != pair[1] and family.issuperset(pair)
    return is_pair or (span.text[-1] == "s" and span.text[:-1] in family and span.word_before in ARTICLES)  # fmt: skip


def head_words(span: Span) -> list[str]:
    """Return the words by which a body with a longer name may be called later: "the Church"."""
    words = span.text.split()
    if len(words) < 2:
        return []
    lex = lexicon()
    firsts = [words[0]] if words[0] in lex.org_heads and words[1] in ("of", "for") else []
    lasts = [words[-1]] if words[-1] in lex.org_heads | lex.org_tails else []
    return [word for word in firsts or lasts if fold(word) not in lex.legal_forms]


def repeats(
    views: Sequence[SectionView], spans: Sequence[Span], evidence: CaseEvidence
) -> Iterator[Span]:
    """Yield the places where a name found elsewhere in the article stands again, unfound."""
    again = [*places_again(views, spans, evidence)]
    n_found = Counter(fold(span.text) for span in spans)
    begun = {(span.view.order, span.start) for span in spans}
    unread = (
        s for s in again if begun.isdisjoint((s.view.order, k) for k in range(s.start, s.end))
    )
    n_again = Counter(fold(span.text) for span in unread)
    explained = explained_forms(spans)
    for span in again:
        text = fold(span.text)
        share = n_found[text] / max(1, n_found[text] + n_again[text])
        if text in explained or share >= LEAST_FOUND:
            yield span


LEAST_FOUND = 0.5
"""A form of which less than this share was found as a name was mostly read as none: it isn't looked for again."""


def explained_forms(spans: Iterable[Span]) -> set[str]:
    """Return the folded short forms that a longer name in the article explains, and known things."""
    found: set[str] = set()
    for span in spans:
        found.update(fold(form) for form in surname_forms(span))
        found.update(fold(word) for word in head_words(span) if span.entity_type == "ORG")
        found.update({fold(span.text)} if span.entry is not None else ())
    return found


def places_again(
    views: Sequence[SectionView], spans: Sequence[Span], evidence: CaseEvidence
) -> Iterator[Span]:
    """Yield every place where a form that was found, or a short form of it, stands unfound."""
    by_start = by_first_atoms(repeat_forms(spans, evidence), evidence)
    for view in views:
        texts = [atom.text for atom in view.atoms]
        here = [span for span in spans if span.view is view]
        taken = atoms_of_spans(view, here)
        sure = [s for s in here if s.source != "gazetteer"]
        inner, named = atoms_of_spans(view, sure, but=1), atoms_of_spans(view, sure)
        for i, text in enumerate(texts):
            for atoms, kind in (
                form for k in (2, 1) for form in by_start.get((*texts[i : i + k],), ())
            ):
                n = len(atoms)
                is_free = named.isdisjoint(range(i, i + n)) if n > 1 else i not in taken
                if n > 1 and kind not in ("GPE", "LOC"):  # "Northeast | Nebraska" lies in Nebraska
                    # In "the Museu do Estuário" two names were seen, elsewhere the whole.
                    is_free = inner.isdisjoint((i, i + n)) and not inner.issuperset(
                        range(i + 1, i + n)
                    )
                if is_free and is_repeated(view, i, atoms, evidence):
                    first = view.atoms[i + (n > 1 and text.casefold() == "the")]
                    yield make_span(view, first.start, view.atoms[i + n - 1].end, kind, "repeat")
                    taken.update(range(i, i + n))
                    inner.update(range(i + 1, i + n))
                    named.update(range(i, i + n))
                    break


def is_repeated(view: SectionView, i: int, form: Sequence[str], evidence: CaseEvidence) -> bool:
    """Tell whether a form stands at an atom, as a word of its own."""
    here = view.atoms[i : i + len(form)]
    is_here = len(here) == len(form) and all(a.text == text for a, text in zip(here, form, strict=True))  # fmt: skip
    return is_here and stands_alone(view, i, len(form), evidence)


def atoms_of_spans(view: SectionView, spans: Iterable[Span], but: int = 0) -> set[int]:
    """Return the indices of the atoms that spans of a section cover, but the first ones of each."""
    return {k for s in spans for k in range(view.atom_at(s.start) + but, view.atom_at(s.end))}


ARTICLES = ("the", "The")


AtomForm = tuple[tuple[str, ...], EntityType]


def by_first_atoms(
    forms: dict[tuple[str, ...], EntityType], evidence: CaseEvidence
) -> dict[tuple[str, ...], list[AtomForm]]:
    """Return forms under their first two atoms, or their only one, longest first, also as a line in capitals has them."""
    by_start: defaultdict[tuple[str, ...], list[AtomForm]] = defaultdict(list)
    for atoms, kind in sorted(forms.items(), key=lambda item: (-len(item[0]), item[0])):
        by_start[atoms[:2]].append((atoms, kind))
        upper = tuple(atom.upper() for atom in atoms)
        if upper != atoms and "".join(atoms).casefold() not in evidence.lower:
            by_start[upper[:2]].append((upper, kind))
    return by_start


def repeat_forms(
    spans: Sequence[Span], evidence: CaseEvidence
) -> dict[tuple[str, ...], EntityType]:
    """Return the forms to look for (atoms) with their type."""
    forms: dict[tuple[str, ...], EntityType] = {}
    for span in spans:
        heads = head_words(span) if span.entity_type == "ORG" else []
        forms |= dict.fromkeys(itertools.product(ARTICLES, heads), "ORG")
        for form in filter(is_sought, surname_forms(span)):
            forms.setdefault(tuple(re.findall(r"\w+|[^\w\s]", form)), "PERSON")
    for span in spans:
        atoms = tuple(atom.text for atom in span.view.atoms_between(span.start, span.end))
        is_common = len(atoms) == 1 and span.text.casefold() in evidence.lower
        if atoms and not is_common and span.view.casing_at(span.start) == "normal":
            forms[atoms] = span.entity_type
    return forms


def is_sought(surname: str) -> bool:
    """Tell whether a surname is looked for by itself: no word of grammar but a few that are names, and no known thing."""
    if surname.casefold() in lexicon().function_words - {"may", "will"}:
        return False
    entry = entry_of(surname)
    return entry is None or entry.is_ambiguous


def stands_alone(view: SectionView, i: int, n: int, evidence: CaseEvidence) -> bool:
    """Tell whether a repeated form is a word of its own, written as a name for its own sake."""
    first, last, text = view.atoms[i], view.atoms[i + n - 1], view.text
    before, after = text[first.start - 1 : first.start], text[last.end : last.end + 1]
    if first.line != last.line or before in [*"@#/_-"] or after in [*"@_"]:
        return False
    is_led = after in DASHES or (n > 1 and first.text in ARTICLES)
    if is_led and is_capitalised(text[last.end + 1 : last.end + 2]):
        return False
    return n > 1 or is_meant_as_name(view, i, evidence)


def is_meant_as_name(view: SectionView, i: int, evidence: CaseEvidence) -> bool:
    """Tell whether a word is written as a name for its own sake: "May said"; not "in May", nor what the article also writes small."""
    word = view.atoms[i]
    if word.text.casefold() in lexicon().function_words and does_something(view, i):
        return True
    if word.text in lexicon().calendar and is_date_here(view, i):
        return False
    if word.text.casefold() in evidence.lower:
        return not word.is_open and view.casing[word.line] == "normal"
    return True


MODALS = forms("modals")
BE = frozenset("is was has been be".split())


def does_something(view: SectionView, i: int) -> bool:
    """Tell whether a word that is also a month or a verb is what acts here: "May said", "May was told", not "May was wet"."""
    sentence = view.sentence_at(view.atoms[i].start)
    at = place_of(sentence, view.atoms[i].end) if sentence is not None else 0
    follow = sentence.tokens[at : at + 2] if sentence is not None else ()
    if not follow or follow[0].start > view.atoms[i].end + 1:
        return False
    verb = follow[0]
    if verb.text in BE:
        return len(follow) > 1 and is_inflected(follow[1])
    return verb.text in MODALS or is_inflected(verb)


def is_inflected(token: Token) -> bool:
    """Tell whether a token is a verb in another form than that which follows "may"."""
    return token.pos == "VERB" and token.text.islower() and token.text != token.lemma


BEFORE_DATES = forms("before_dates")


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
