"""What is no name, and which of two overlapping names is kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from copydesk.entities.divisions import divisions
from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, forms, is_capitalised, lexicon
from copydesk.entities.readings import (
    is_degree,
    is_era,
    is_in_title,
    is_language,
    is_ship,
    with_joint_firms,
)
from copydesk.entities.shaping import strip_marks
from copydesk.entities.spans import RANK, Span, chances_of, make_span
from copydesk.entities.text_view import CaseEvidence, SectionView
from copydesk.entities.voting import goes_on_as
from copydesk.text.language import ArticleText

CREDIT = re.compile(
    r"(?i)\(?\b(?:(?:additional\s+)?(?:reporting|writing|editing|written|reported|edited|compiled)\s+by|by\b)"
)
"""How a line of bylines begins."""


ADDRESS = re.compile(r"://|www\.|\.(?:com|org|net|gov|co)/")
MAX_CREDIT_WORDS = 30
MAX_AUTHOR_LINE = 400  # signs of a line that may be no more than who wrote the article
MAX_SURFACE = 150
"""Characters; what is longer is a sentence that a model took for a name."""

NO_NAME = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad<>]|^[A-Z]{2,}s$|^[DRI]-[A-Z][\w.]*(?: [A-Z][\w.]*)?$"
)
"""Control characters, soft hyphens and the brackets of markup, which no name holds; several of a kind, by their initials: "ISPs"; a member's party and state: "D-Conn."."""


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


def drop_no_names(
    spans: Iterable[Span], article: ArticleText, evidence: CaseEvidence
) -> list[Span]:
    """Return the spans that are names: no calendar or page words, no bylines, no common words in title case."""
    authors = {fold(author) for author in article.authors}
    kept = []
    for span in spans:
        fitted = fit_to_case(with_joint_firms(span), evidence)
        if fitted is None or not is_name(fitted, evidence) or is_byline(fitted, authors):
            continue
        if (
            fitted.entry is not None
            or fitted.entity_type != "ORG"
            or not is_kind(fitted.text, article.body)
        ):
            kept.append(fitted)
    return kept


def is_kind(text: str, body: str) -> bool:
    """Tell whether words with capitals name a kind of thing, since the article has them in small letters too: "a mutual fund", "mutual funds".

    >>> is_kind("Mutual Fund", "Few mutual funds do."), is_kind("Foreign Ministry", "It told the foreign ministry.")
    (True, False)
    """
    small = text.casefold()
    if " " not in small or small not in body:
        return False
    kinds = rf"\b(?:(?:an?|any|every) (?:\w+ )?{re.escape(small)}|{re.escape(small)}s)\b"
    return re.search(kinds, body) is not None


def is_name(span: Span, evidence: CaseEvidence) -> bool:
    """Tell whether a span can be a name at all: a known form by where it stands, another where no veto speaks against it."""
    signs = is_language, is_degree, is_ship, is_era, is_in_title, is_in_work, is_state_of_member
    if any(sign(span) for sign in signs):
        return False
    if span.entry is not None and span.source == "gazetteer":
        return not is_common_here(span, evidence) and not is_part_of_other(span)
    return not any(veto(span) for veto in VETOES) and not is_common_here(span, evidence)


WORK_CHANCE = 0.7
"""Chosen: how likely a model must find in a known name a piece of a work's."""


def is_in_work(span: Span) -> bool:
    """Tell whether a model is sure that a known name is a piece of a work's or a thing's: "Salmon Fishing in the Yemen"; not "in the Yemen"."""
    is_land = span.entry is not None and span.entry.kind != "body"
    chances = chances_of(span) if is_land else None
    is_sure = chances is not None and chances["MISC"] > WORK_CHANCE
    return is_sure and goes_on_as(span, "MISC")


def small_words_of(span: Span) -> list[str]:
    """Return the words of a span in small letters."""
    return [word.casefold() for word in re.findall(r"\w+", span.text)]


def is_unlettered(span: Span) -> bool:
    """Tell whether no word of a span begins with a letter, or none has a capital: "1,200", "the 5th"."""
    has_capital = any(c.isupper() or c.istitle() for c in span.text)
    return not has_capital or not any(word[0].isalpha() for word in small_words_of(span))


def is_page_words(span: Span) -> bool:
    """Tell whether a span has only words of calendars, pages and grammar: "Monday", "Read More"; a bearer's surname may be one."""
    if span.source == "repeat" and span.entity_type == "PERSON":
        return False
    never = lexicon().never
    return all(word in never or word.isdigit() for word in small_words_of(span))


def is_misread(span: Span) -> bool:
    """Tell whether a span is longer than names are, or holds what no name does: a control character, a sum's sign."""
    text = span.text
    is_sum = any(mark in text for mark in "£$€%")
    return is_sum or len(text) > MAX_SURFACE or NO_NAME.search(text) is not None


def is_empty_form(span: Span) -> bool:
    """Tell whether nothing that tells is left of a name once folded: "Inc.", "A."."""
    form = fold(span.text)
    return len(form) < 2 or form in lexicon().legal_forms


def is_lone_title(span: Span) -> bool:
    """Tell whether a person's name is a title or a trade alone, "Senator", or any name a title before another: "Ayatollah" Khomeini."""
    words = small_words_of(span)
    if span.text in lexicon().sure_titles:
        return (
            span.entity_type == "PERSON" or NAME_BEHIND.match(span.view.text, span.end) is not None
        )
    return span.entity_type == "PERSON" and len(words) == 1 and words[0] in lexicon().titles | lexicon().trades  # fmt: skip


NAME_BEHIND = re.compile(r"\.? [A-Z]")


STATE_BEHIND = re.compile(r"(?P<one>[A-Z])[\w.'’-]+ (?P<two>[A-Z])[\w'’-]+ \($")


def is_state_of_member(span: Span) -> bool:
    """Tell whether a name is the postal code of a member's state behind the member: "Lisa Murkowski (AK)"; not "Air Lines (AL)"."""
    text = span.view.text
    if not span.text.isupper() or len(span.text) != 2:
        return False
    before = STATE_BEHIND.search(text[max(0, span.start - MAX_MEMBER) : span.start])
    is_told = before is not None and before["one"] + before["two"] != span.text
    return is_told and text[span.end : span.end + 1] == ")" and span.text in divisions()


MAX_MEMBER = 40  # chosen: characters of two names and a bracket: bounds what the pattern looks at

DIRECTIONS = forms("directions")


def is_part_of_other(span: Span) -> bool:
    """Tell whether an ambiguous known form stands in a longer name that is not known: "Irving Berlin", "Paris Match"."""
    if span.entry is None or not span.entry.is_ambiguous:
        return False
    if span.view.casing_at(span.start) != "normal":
        return False
    return span.entry.kind == "body" or is_led_by_name(span) or is_followed_by_name(span)


def is_led_by_name(span: Span) -> bool:
    """Tell whether a word that can be a name's stands right before a span: "Irving" Berlin; not "East"."""
    i = span.view.atom_at(span.start)
    before = span.view.atoms[i - 1] if i else None
    if before is None or before.end + 1 != span.start or before.is_open:
        return False
    return is_name_word(before.text) and before.text not in DIRECTIONS


def is_followed_by_name(span: Span) -> bool:
    """Tell whether a word that can be a name's stands right behind a span: Paris "Match"."""
    after = span.view.atoms[span.view.atom_at(span.end) :][:1]
    return bool(after) and span.end + 1 == after[0].start and is_name_word(after[0].text)


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


def is_law(span: Span) -> bool:
    """Tell whether a name is a law's or a treaty's, which is no entity here: "Sedition Act of 1918"."""
    words = span.text.split()
    return len(words) > 1 and bool(
        {words[-1], words[-3] if len(words) > 3 else ""} & lexicon().laws
    )


def is_year_alone(span: Span) -> bool:
    """Tell whether an event's name is a year and no word for what happened: "2018 Georgia"."""
    words = span.text.split()
    if span.entity_type != "EVENT" or not words[0].isdigit():
        return False
    return not any(word.casefold().rstrip("s") in lexicon().happenings for word in words[1:])


def is_address(span: Span) -> bool:
    """Tell whether a span is a piece of an address, a tag or an account's name."""
    text = span.view.text
    before = text[span.start - 1 : span.start]
    return (
        (before != "" and before in "@#/_")
        or "@" in span.text
        or ADDRESS.search(span.text) is not None
    )


def is_common_here(span: Span, evidence: CaseEvidence) -> bool:
    """Tell whether a single word is capitalised only because a sentence begins with it."""
    word = span.text
    if not word.isalpha() or word.casefold() not in evidence.lower or word.isupper():
        return False
    i = span.view.atom_at(span.start)
    is_title = span.view.casing_at(span.start) != "normal"
    if span.source == "repeat" and span.entity_type == "PERSON":
        return False  # the article names its bearer in full
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
    # Each name of a line asks: of a line as long as an article its first words are counted, not all of them.
    is_long = len(line.split(None, MAX_CREDIT_WORDS)) > MAX_CREDIT_WORDS
    if is_long and "(" not in line[-200:]:
        return False
    if span.view.section != "title" and len(line) <= MAX_AUTHOR_LINE and fold(line) in authors:
        return True
    if found := CREDIT.match(line.strip()):
        return is_credit(line, found[0].casefold())
    tail = line.rfind("(")
    return tail >= 0 and begin + tail < span.start and CREDIT.match(line[tail:]) is not None


def is_credit(line: str, opening: str) -> bool:
    """Tell whether a line that opens like a credit is one: "By Ann Lee", "Editing by …"; not "By the time that he had gone, …"."""
    return len(line.split(None, 8)) <= 8 or not opening.endswith("by") or " by" in opening


def line_bounds(view: SectionView, offset: int) -> tuple[int, int]:
    """Return the offsets of the line of text that holds an offset."""
    begin = view.text.rfind("\n", 0, offset) + 1
    end = view.text.find("\n", offset)
    return begin, len(view.text) if end < 0 else end


HOLDERS = re.compile(
    r"(?:Ministers|Presidents|Governors|Leaders|Heads|Officials) of\b|.*\b(?:Departments|Ministries) of\b.* and\b"
)


OFFICE_OF = re.compile(r"\b(?:[Ss]ecretary|[Mm]inister|[Cc]hancellor) (?:of|for) (?:the )?$")
OFFICE_BEHIND = re.compile(r"(?: Affairs)? (?:[Ss]ecretary|[Mm]inister)\b")
OFFICE_WORDS = frozenset(("and", "Foreign", "Home", "Relations", "Affairs"))


def is_part_of_office(span: Span) -> bool:
    """Tell whether words name what somebody in office is for: "Secretary of Defense Mark Esper", "Trade and Industry Secretary", "minister of Foreign Trade", "Secretary of State for Health"; not "Labour minister"."""
    is_topic = lexicon().topics | OFFICE_WORDS >= set(span.text.split())
    behind = OFFICE_BEHIND.match(span.view.text, span.end) if is_topic else None
    if behind is not None:
        return " " in span.text + behind[0].strip()
    is_topic = is_topic or span.text.startswith("State for ")
    is_told = span.entity_type == "ORG" and (is_topic or " " not in span.text)
    return is_told and OFFICE_OF.search(span.view.text, max(0, span.start - 20), span.start) is not None  # fmt: skip


def is_several_holders(span: Span) -> bool:
    """Tell whether a body's name is a row of people in office, or of bodies: "the finance Ministers of Japan and France", "Departments of State and Defense"."""
    return span.entity_type == "ORG" and HOLDERS.match(span.text) is not None


VETOES: tuple[Callable[[Span], bool], ...] = (
    is_unlettered,
    is_page_words,
    is_misread,
    is_empty_form,
    is_law,
    is_year_alone,
    is_address,
    is_lone_title,
    is_several_holders,
    is_part_of_office,
)
"""What a span that is no known form must not be, to be a name; each says why, with its example."""
