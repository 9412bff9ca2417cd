"""What a form that is known or plain to a model is not, in this article: a language, a degree, a given name.

Each rule is a function with its reason and its example; the tests have each beside the wrong twin.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterable, Sequence, Set

from copydesk.entities.bodies import initials_of, is_acronym
from copydesk.entities.context import WASHINGTON, WASHINGTON_STATE, country_code_of, token_of
from copydesk.entities.divisions import division_after
from copydesk.entities.gazetteer import AMBIGUOUS_STATES, Entry, entry_of
from copydesk.entities.lexicon import fold, forms, lexicon
from copydesk.entities.repeats import surnames
from copydesk.entities.shaping import NOT_NAME_TAILS
from copydesk.entities.spans import APOSTROPHES, DASHES, Span, chances_of, make_span
from copydesk.entities.text_view import Atom, SectionView, place_of, token_at
from copydesk.entities.toponyms import DIVISION_IS_MEANT, evidence_of, texts_of, within
from copydesk.entities.world import world

GIVEN_NAMES = AMBIGUOUS_STATES | {"India", "Paris", "Asia", "Virginia", "Florence", "Sofia", "Victoria", "Austin", "Dallas"}  # fmt: skip
"""Names of places that parents give."""

GIVEN_AT_TIMES = GIVEN_NAMES | forms("given_places")
"""With those that they seldom give: such a one is somebody only where the article names him in full."""

DEGREE = re.compile(
    r"(?:M\.D|Ph\.D|R\.N|R\.D|J\.D|M\.S|B\.S|M\.A|B\.A|M\.B\.A|M\.P\.H|D\.O|D\.D\.S|Ed\.D|LL\.[BM]|D\.Phil|Psy\.D|Pharm\.D|D\.V\.M|B\.S\.N|M\.S\.W|M\.Ed|Esq)\.?"
)
LETTERS_BEHIND = forms("letters_behind_names")
SPOKEN_AFTER = forms("spoken_after")
OF_A_PEOPLE = frozenset(
    ("lesson", "lessons", "class", "classes", "speaker", "speakers", "course", "word")
)
"""Behind these "of" tells another story: "French lessons of the war", "a French speaker of parliament"."""

SPOKEN_BEFORE = forms("spoken_before")
WRITTEN_IN = frozenset(("in", "into"))
KNOWN_OF = forms("known_of")
"""Before "of" they speak of a language: "teachers of Spanish", "a command of Greek"."""

OWNERS = frozenset(("my", "your", "his", "her", "our", "their"))
"""Before these a language is somebody's own: "my Russian is poor", "his French"; people have a noun there: "his French wife"."""

SPEECH_BETWEEN = forms("speech_between")
"""What may stand between a verb of speech and the language: "speaks fluent French", "translated from Hungarian"."""

TEACHING = re.compile(
    r"(?i)\b(?:languages?|lessons?|pupils?|schools?|students?|translat\w+|interpret\w+|subtitles?|speak(?:s|ers?|ing)?|spoken)\b"
)
"""An article that says none of these is not about languages."""

MADE_OF = forms("made_of")
"""Behind these a word without a noun is people or what somebody is: "he is German", "the French want talks", "among Chinese"."""

NO_NOUNS = forms("no_nouns")
"""Behind these no noun of the word's own follows."""

LINKS = frozenset(("and", "or", "nor", "not", "than", "but", ","))
ONLY_SPOKEN = forms("only_spoken")
"""Languages whose names are no state's adjective: what stands beside one in a list is a language too."""

STATE_BEFORE = forms("state_before")
DC_SIGNS = re.compile(
    r"\b(?:D\.?C\.?\b|White House|Capitol|Congress|Senate|Pentagon|State Department|Beltway)"
)


@functools.cache
def languages() -> frozenset[str]:
    """Return the English names of languages, from CLDR, and two that news uses for one."""
    from babel import Locale

    return frozenset({*Locale("en").languages.values(), "Mandarin", "Farsi"})


def is_language(span: Span) -> bool:
    """Tell whether a nationality's word names its language: "teach Spanish and Mandarin", "a course in Arabic", "German-speaking".

    Not so "Spanish teachers spoke", "in French politics": a people, where a noun that isn't about speech follows. A list of
    languages ("Polish, Romanian or Urdu") is judged as one.
    """
    is_people = span.entity_type == "NORP" or (span.entry is None and span.text in ONLY_SPOKEN)
    if not is_people or span.text not in languages():
        return False
    atoms = span.view.atoms
    first, last = listed(atoms, span.view.atom_at(span.start), span.view.atom_at(span.end) - 1)
    noun, *behind = words_behind(atoms[last + 1 : last + 4])
    if noun.casefold() in SPOKEN_AFTER:
        return noun.casefold() not in OF_A_PEOPLE or behind[:1] != ["of"]
    return is_bare(span, last) and is_spoken_of(span, first, last)


def words_behind(atoms: Sequence[Atom]) -> list[str]:
    """Return the words of what follows a name, a hyphen before them left out; one at least, an empty one where nothing follows."""
    words = [atom.text for atom in atoms]
    return [*(words[1:] if words and words[0] in DASHES else words), ""]


def is_spoken_of(span: Span, first: int, last: int) -> bool:
    """Tell whether the words around a list of languages that no noun follows speak of languages."""
    atoms = span.view.atoms
    words = [atom.text.casefold() for atom in atoms[max(0, first - 3) : first]]
    before = list(words)
    while before and before[-1] in SPEECH_BETWEEN:
        before.pop()
    return (
        "fluent" in words[len(before) :]
        or is_object_of_speech(before)
        or is_of_somebody(words, atoms[last + 1 : last + 2])
        or is_told_behind(atoms[last + 1 : last + 9])
        or any(atom.text in ONLY_SPOKEN for atom in atoms[first : last + 1])
        or is_taught(span, before)
    )


def is_object_of_speech(before: Sequence[str]) -> bool:
    """Tell whether words before a language say what is done with one: "speak", "knowledge of", "written in", "my"."""
    if before[-1:] == ["of"] and before[-2:-1]:
        return before[-2] in KNOWN_OF
    return bool(before) and before[-1] in SPOKEN_BEFORE | WRITTEN_IN | OWNERS


def is_of_somebody(before: Sequence[str], follow: Sequence[Atom]) -> bool:
    """Tell whether it is how one person speaks: "the presenter's Chinese is excellent"; not "Java's Chinese are traders"."""
    is_one = bool(follow) and follow[0].text in ("is", "was")
    return is_one and before[-1:] in (["s"], ["'s"], ["’s"])


def is_told_behind(follow: Sequence[Atom]) -> bool:
    """Tell whether what languages are follows them: "French and Arabic were the languages of command"."""
    is_told = bool(follow) and follow[0].text in ("is", "are", "was", "were")
    return is_told and TEACHING.search(" ".join(atom.text for atom in follow[1:])) is not None


MAX_LIST = 60
"""Atoms on each side: thirty languages. Each of a list is asked about, and would look through all of it."""


def listed(atoms: Sequence[Atom], first: int, last: int) -> tuple[int, int]:
    """Return the first and the last atom of a list of languages around one: "Polish, Romanian and Urdu"."""
    least, most = first - MAX_LIST, last + MAX_LIST
    while first > max(1, least) and atoms[first - 1].text in LINKS and is_in_list(atoms, first, -1):
        first -= 2 if atoms[first - 2].text in languages() else 3
    while (
        last + 2 < min(len(atoms), most)
        and atoms[last + 1].text in LINKS
        and is_in_list(atoms, last, 1)
    ):
        last += 2 if atoms[last + 2].text in languages() else 3
    return first, last


def is_in_list(atoms: Sequence[Atom], at: int, step: int) -> bool:
    """Tell whether another language stands behind the mark or word that joins, or the two, at one side of an atom."""
    near, far = at + 2 * step, at + 3 * step
    if not 0 <= near < len(atoms):
        return False
    is_double = (
        0 <= far < len(atoms) and atoms[near].text in LINKS and atoms[far].text in languages()
    )
    return atoms[near].text in languages() or is_double


def is_bare(span: Span, last: int) -> bool:
    """Tell whether no noun follows a list of languages."""
    view = span.view
    if last + 1 >= len(view.atoms):
        return True
    after = view.atoms[last + 1]
    if not after.text[:1].isalpha() or after.line != view.atoms[last].line:
        return after.text not in DASHES
    if after.text[0].isupper() and view.casing_at(span.start) == "normal":
        return False
    return after.text.casefold() in NO_NOUNS or is_no_noun(view, after)


def is_no_noun(view: SectionView, after: Atom) -> bool:
    """Tell whether the parse sees no noun behind a language; a participle before one counts: "in Russian occupied Ukraine"."""
    sentence = view.sentence_at(after.start)
    token = token_at(sentence, after.start) if sentence else None
    if sentence is None or token is None:
        return False
    following = sentence.tokens[place_of(sentence, token.end) :][:1]
    is_participle = token.text in NOT_NAME_TAILS or token.text.endswith("ed")
    if is_participle and following and following[0].pos in ("NOUN", "PROPN", "ADJ"):
        return False
    return token.pos in ("VERB", "AUX", "ADP", "ADV", "DET")


def is_taught(span: Span, before: Sequence[str]) -> bool:
    """Tell whether a word without a noun, of an article about teaching or speech, is what is taught or spoken: "nine chose German"."""
    if not tells_of_teaching(span.view.text) or (before and before[-1] in MADE_OF):
        return False
    sentence = span.view.sentence_at(span.start)
    token = token_at(sentence, span.start) if sentence else None
    return (
        token is not None
        and token.dep in ("obj", "conj", "obl")
        and bool(before)
        and before[-1].isalpha()
    )


@functools.lru_cache(maxsize=16)
def tells_of_teaching(text: str) -> bool:
    """Return whether a text is about teaching or speech; asked for each word of it that may be a language."""
    return TEACHING.search(text) is not None


def is_degree(span: Span) -> bool:
    """Tell whether a span is what stands behind a learned name: "Ruth Adair, M.D.,"."""
    is_behind = span.view.text[span.start - 2 : span.start] == ", "
    return is_behind and (bool(DEGREE.fullmatch(span.text)) or span.text in LETTERS_BEHIND)


SHIP = r"\b(?:USS|USNS|HMS|HMAS|HMCS|HMNZS|RMS|MV|[Aa]irship|[Ss]pace [Ss]huttles?)"
OF_SHIP, BEFORE_SHIP = re.compile(rf"{SHIP}\b"), re.compile(rf"{SHIP} $")
SHUTTLE = re.compile(r"\b[Ss]pace [Ss]huttle (\w+)")
LONGEST_SHIP = 15  # letters before the ship's name, with the blank


def is_ship(span: Span) -> bool:
    """Tell whether a name is a ship's, or the town's in it: "USS Pueblo", "Space Shuttle Atlantis … Atlantis"; not "USS Pueblo … Pueblo"."""
    text, start = span.view.text, max(0, span.start - LONGEST_SHIP)
    is_shuttle = span.entry is None and span.text in shuttles_of(text)
    return is_shuttle or bool(OF_SHIP.match(span.text) or BEFORE_SHIP.search(text, start, span.start))  # fmt: skip


@functools.lru_cache(maxsize=16)
def shuttles_of(text: str) -> frozenset[str]:
    """Return the names of the shuttles in a text; asked for each of its names."""
    return frozenset(SHUTTLE.findall(text))


OF_CASE = re.compile(r" v\. (?:the )?(?:[A-Z]|$)")
AFTER_CASE = re.compile(r"[\w.)] v\. (?:the )?$")
OF_SHOW = re.compile(r" (?:(?:Late |Morning )?Show|Tonight|Amendment|Act|Doctrine)\b")


def is_in_title(span: Span) -> bool:
    """Tell whether a name is a piece of a case's, a show's or a law's: "Tennessee v. Garner", "The Andrew Marr Show", "Wright Amendment"; not "Ohio vs. Kansas"."""
    text = span.view.text
    is_case = " v. " in span.text or OF_CASE.match(text, span.end) or AFTER_CASE.search(text, max(0, span.start - 9), span.start)  # fmt: skip
    is_of_show = span.entity_type == "PERSON" and span.view.casing_at(span.start) == "normal"
    is_told = bool(is_case) and span.view.section == "body"
    return is_told or (is_of_show and OF_SHOW.match(text, span.end) is not None)


def is_era(span: Span) -> bool:
    """Tell whether letters behind a number or a century are those of an era: "in 512 BC"; not "Vancouver, BC"."""
    is_told = span.word_before.isdigit() or span.word_before == "century"
    return span.text in ("BC", "B.C.") and is_told


def without_works(spans: Sequence[Span]) -> list[Span]:
    """Return the spans without the names of works, wherever they stand, and without what is known and named as one: "the film Chicago"."""
    called = [span for span in spans if is_called_work(span)]
    works, here = (
        {span.text for span in called if span.entry is None},
        {id(span) for span in called},
    )
    return [span for span in spans if span.text not in works and id(span) not in here]


def without_explained(spans: Sequence[Span]) -> list[Span]:
    """Return the spans without initials that stand in brackets behind words of which none is in a name: "an authorization of force (AOF) … the AOF"."""
    none = {
        span.text
        for before, span in zip([None, *spans], spans, strict=False)
        if span.entity_type == "ORG" and span.entry is None and is_acronym(span.text)
        if (start := explained_from(span)) is not None
        if before is None
        or before.view is not span.view
        or before.end <= start
        or before.entity_type == "NORP"
    }
    return [span for span in spans if span.text not in none or span.entry is not None]


def explained_from(span: Span) -> int | None:
    """Return where the words begin whose initials stand in brackets behind them: of "(HTU)" in "the Halden Trade Union (HTU)" at "Halden"."""
    text, end = span.view.text, span.start - 1
    if end < 0 or text[end] != "(":
        return None
    starts = [word.start() for word in re.finditer(r"[\w&]+", text[:end][-LONGEST_NAME:])]
    first = max(0, end - LONGEST_NAME)
    told = (
        first + at
        for at in reversed(starts[:-1])
        if span.text in initials_of(text[first + at : end])
    )
    return next(told, None)


LONGEST_NAME = 150  # signs of what initials stand for: chosen, bounds what is looked at
WORKS = forms("works")
BY = re.compile(r"[\"'’”]? by (?=[A-Z])")
IN_THE_SENTENCE = frozenset(("nsubj", "nsubj:pass", "obj", "conj", "root"))


def is_called_work(span: Span) -> bool:
    """Tell whether the parse sets a name beside the word for a work, or a maker beside it: "the comedy Sideways", "Slow Jamz by Twista".

    Not so "the song Ruiz wrote", "Ruiz was praised by Lund", "a portrait of Ruiz by Lund".
    """
    by = BY.match(span.view.text, span.end)
    found = token_of(span) if by is not None else None
    if by is None or found is None:
        return is_apposed(span, WORKS) or is_boarded(span)
    sentence, token = found
    maker = token_at(sentence, by.end())
    is_made = maker is not None and maker.dep == "nmod" and sentence.tokens[maker.head] is token
    return is_made and token.dep in IN_THE_SENTENCE


ABOARD = re.compile(r"\b(?:[Aa]board|[Oo]n board|boarded) (?:the )?$")
CARRIED = re.compile(
    r"(?:['’]s)? (?:flights?|trains?|planes?|jets?|bus|buses|aircraft|helicopters?|ferry)\b"
)


def is_boarded(span: Span) -> bool:
    """Tell whether an unknown name is a ship's, since somebody boards it: "boarded the Limassol Star"; not "aboard the Trump jet"."""
    before = span.view.text[max(0, span.start - 16) : span.start]
    is_named = span.entry is None and span.entity_type in ("ORG", "PERSON", "LOC")
    return is_named and ABOARD.search(before) is not None and CARRIED.match(span.view.text, span.end) is None  # fmt: skip


PARTNERS = re.compile(r" (?:and|&) (?:Associates|Partners|Sons|Brothers)\b(?! (?:of|for)\b)")


def with_joint_firms(span: Span) -> Span:
    """Return a firm named by its partners as a firm: "Lund & Dahl", "Dan Orley and Associates"; "Bonnie & Clyde", given names, are two people."""
    words = re.findall(r"\w+", span.text)
    others = PARTNERS.match(span.view.text, span.end)
    if span.entity_type == "PERSON" and others is not None:
        return dataclasses.replace(span, end=others.end(), entity_type="ORG", entry=None)
    if span.entity_type != "PERSON" or "&" not in span.text:
        return span
    if all(lexicon().given & {word, fold(word)} for word in words):
        return span
    return dataclasses.replace(span, entity_type="ORG", entry=None)


FIRM_BEFORE = frozenset(
    ("firm", "company", "bank", "consultancy", "airline", "insurer", "retailer")
)
"""Right before a name they say that it is a firm's; a maker or a publisher may be somebody."""


def with_named_firms(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with what is called a firm read as one: "the law firm Baker McKenna", not where its last word alone is somebody; "Ford, the carmaker"."""
    called = {span.text for span in spans if is_called_firm(span)}
    people = {span.text for span in spans if span.entity_type == "PERSON"}
    firms = {text for text in called if text.split()[-1] not in people}
    firms |= {span.text for span in spans if is_told_firm(span)}
    firm = functools.partial(dataclasses.replace, entity_type="ORG", entry=None, source="told")
    return [
        firm(s) if s.entity_type == "PERSON" and s.text in firms and not is_titled(s) else s
        for s in spans
    ]


def is_titled(span: Span) -> bool:
    """Tell whether a title stands before a name: "Mr Ford"."""
    return span.word_before.strip(".").casefold() in lexicon().titles


WORDS_OF_KIND = r"(?:(?!(?:of|and|an?|the|for|at|in|to) )[\w'’-]+ )"
FIRM_BEHIND = re.compile(
    rf", (?:the|an?) {WORDS_OF_KIND}{{1,4}}"
    r"(?:firm|company|bank|consultancy|airline|insurer|retailer|carmaker|automaker|brewer|lender|supermarket)(?=[,.;:]|$)"
)


def is_told_firm(span: Span) -> bool:
    """Tell whether a surname alone is told to be a firm's: "Ford, the US car company, said"; not "Ford, the company's chairman"."""
    is_surname = span.entity_type == "PERSON" and " " not in span.text
    return is_surname and FIRM_BEHIND.match(span.view.text, span.end) is not None


STORMS = frozenset(("Hurricane", "Typhoon", "Cyclone", "Storm"))
STORM_BEHIND = re.compile(
    rf" (?:was|is|became) (?:the|an?) {WORDS_OF_KIND}{{0,4}}(?:hurricane|typhoon|cyclone)\b"
)


def storm_spans(spans: Iterable[Span]) -> dict[str, Span]:
    """Return by its name alone each storm that is named with its kind: "Harvey" of "Hurricane Harvey"."""
    named = (span for span in spans if span.entity_type == "EVENT")
    return {
        span.text.split()[-1]: span
        for span in named
        if span.text.split()[-2:-1] and span.text.split()[-2] in STORMS
    }


def with_named_storms(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with the name of a storm read as one: "Harvey was the strongest hurricane"; not where somebody has it, too."""
    told = {span.text for span in spans if STORM_BEHIND.match(span.view.text, span.end)}
    people = [span.text.split() for span in spans if span.entity_type == "PERSON"]
    borne = {word for words in people if len(words) > 1 for word in words}
    storms = (told | storm_spans(spans).keys()) - borne
    return [
        dataclasses.replace(s, entity_type="EVENT", entry=None, source="told")
        if s.entity_type == "PERSON" and s.text in storms and not is_titled(s)
        else s
        for s in spans
    ]


def is_called_firm(span: Span) -> bool:
    """Tell whether the parse sets two surnames or more beside the word for a firm right before: not "the bank Ada Ruiz robbed"."""
    first, _, rest = span.text.partition(" ")
    is_given = bool(lexicon().given & {first, fold(first)})
    is_person = span.entity_type == "PERSON" and bool(rest) and not is_given
    return is_person and is_apposed(span, FIRM_BEFORE)


def is_apposed(span: Span, words: Set[str]) -> bool:
    """Tell whether the parse sets a name beside the word right before it, if that is one of some: "the law firm Lund Dahl"."""
    sentence = span.view.sentence_at(span.start) if span.word_before in words else None
    token = token_at(sentence, span.start) if sentence is not None else None
    if sentence is None or token is None:
        return False
    return token.dep == "appos" and place_of(sentence, span.start) == token.head + 1


POSSESSIVE = re.compile(f"[{''.join(APOSTROPHES)}]s$")


def with_owners(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with a firm's name that is the possessive of somebody's surname read as that person: "Dylan Macy … Macy's mother".

    Not where the name acts by itself somewhere in the article: "Macy's said", "shares of Macy's fell".
    """
    named = surnames(spans)
    owned = [span for span in spans if span.entity_type == "ORG" and is_owner(span, named)]
    firms = {fold(span.text) for span in owned if not has_noun_behind(span)}
    people = {id(span) for span in owned if fold(span.text) not in firms}
    return [make_span(s.view, s.start, s.end - 2, "PERSON", s.source) if id(s) in people else s for s in spans]  # fmt: skip


def is_owner(span: Span, named: Set[str]) -> bool:
    """Tell whether a name is the possessive of a surname."""
    return POSSESSIVE.search(span.text) is not None and fold(span.text[:-2]) in named


def has_noun_behind(span: Span) -> bool:
    """Tell whether what is owned stands right behind: a noun, or what tells of one."""
    sentence = span.view.sentence_at(span.start)
    behind = sentence.tokens[place_of(sentence, span.end) :][:1] if sentence is not None else ()
    return bool(behind) and behind[0].pos in ("NOUN", "ADJ") and behind[0].start == span.end + 1


def with_given_names(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with people whose given name is a country's read as people.

    "Israel Medina and Chad Brewer shared a prize. Israel played first." is about two men; where the article speaks of the
    country too ("Israeli", "in Israel"), the bare name is the country.
    """
    spans = with_surnames(spans)
    given = given_names_of(spans) & GIVEN_AT_TIMES
    spoken = {country_code_of(span) for span in spans if span.entry is not None and is_told_as_place(span)}  # fmt: skip
    result: list[Span] = []
    for number, span in enumerate(spans):
        is_place = span.entity_type in ("GPE", "LOC")
        if is_place and span.text in given and country_code_of(span) not in spoken:
            span = dataclasses.replace(span, entity_type="PERSON", entry=None, stands_for=None)
        elif span.entity_type == "ORG" and is_listed_person(spans, number):
            span = dataclasses.replace(span, entity_type="PERSON", entry=None)
        result.append(span)
    return result


def with_surnames(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with a surname joined to the country's name that is the given name before it."""
    result: list[Span] = []
    for span in spans:
        if result and is_surname_of(span, result[-1]):
            result[-1] = make_span(span.view, result[-1].start, span.end, "PERSON", span.source)
        else:
            result.append(span)
    return result


def is_surname_of(span: Span, before: Span) -> bool:
    """Tell whether a person's one word stands behind a country's name that is a given name: "coach Cuba Gannon"; not "in Cuba Gannon met"."""
    is_pair = span.entity_type == "PERSON" and before.entity_type == "GPE" and before.view is span.view  # fmt: skip
    if not is_pair or " " in span.text or span.start != before.end + 1 or is_told_as_place(before):
        return False
    sentence = span.view.sentence_at(before.start)
    if sentence is None or sentence.end < span.end:
        return False  # the name begins the next sentence: "from Orlando, Fla. Wheatley was ..."
    at = place_of(sentence, before.end) - 1
    return (sentence.tokens[at + 1].dep, sentence.tokens[at + 1].head) == ("flat", at)


def given_names_of(spans: Sequence[Span]) -> set[str]:
    """Return the first words of the people whom an article names in full."""
    people = [span.text.split() for span in spans if span.entity_type == "PERSON"]
    return {words[0] for words in people if len(words) > 1}


def is_told_as_place(span: Span) -> bool:
    """Tell whether a name is a people's, or a word of place stands before it: "Israeli", "in Israel"."""
    return span.entity_type == "NORP" or span.word_before.casefold() in STATE_BEFORE


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


def with_towns(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with somebody's surname read as a town where the short form of its state follows: "Milton, Fla."."""
    return [
        dataclasses.replace(span, entity_type="GPE", entry=None, source="told")
        if is_town_of_state(span)
        else span
        for span in spans
    ]


def is_town_of_state(span: Span) -> bool:
    """Tell whether one word that was taken for a person has the short form of a state behind it that has such a town."""
    if span.entity_type != "PERSON" or " " in span.text:
        return False
    state = division_after(span.view, span.end)
    return state is not None and bool(within(fold(span.text), state.key.removeprefix("GPE:")))


LONGER = re.compile(r"[ -](?:upon|on|am|under|by|le|sur|an der)[ -][A-Z]\w+")


def with_long_names(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with the rest of a place's name that the world knows: "Newcastle upon Tyne", "South Lake Tahoe"; not "Paris on Monday"."""
    result: list[Span] = []
    for span in spans:
        before = result[-1] if result and result[-1].view is span.view else None
        if before is not None and is_joined_abroad(before, span):
            result[-1] = make_span(span.view, before.start, span.end, before.entity_type, "told")
        elif before is not None and is_one_name(before, span):
            result[-1] = make_span(span.view, before.start, span.end, span.entity_type, "model")
        elif before is None or span.start >= before.end:
            result.append(with_rest(span))
    return result


ABROAD = re.compile(r" (?:do|da|dos|das|del|della|dei|du|des) ")


def is_joined_abroad(one: Span, other: Span) -> bool:
    """Tell whether a small word of another language joins two unknown names to one: "Museu | do | Vale"; not "England do"."""
    gap = one.view.text[one.end : other.start]
    return one.entry is None and other.entry is None and ABROAD.fullmatch(gap) is not None


def is_one_name(one: Span, other: Span) -> bool:
    """Tell whether two names side by side are a town's or a storm's: "South Lake | Tahoe", "Hurricane | Harvey"; not "Paris | Texas"."""
    if one.end + 1 != other.start or one.entity_type == "NORP":
        return False
    if other.entity_type == "EVENT":
        return one.text in lexicon().event_heads
    is_pair = {one.entity_type, other.entity_type} <= {"GPE", "LOC"}
    return is_pair and bool(world().named(fold(f"{one.text} {other.text}")))


def with_rest(span: Span) -> Span:
    """Return a place's span with the words that go on with its name."""
    seat = span.text.partition("-")[0]
    if span.entity_type not in ("GPE", "LOC"):
        return span
    start = span.start + len(seat)
    found = LONGER.match(span.view.text, start)
    if found is None or not world().named(fold(seat + found[0])):
        return span
    return dataclasses.replace(span, end=found.end(), entity_type="GPE", entry=None, stands_for=None)  # fmt: skip


THE_ATLANTIC = Entry("ORG:atlantic", "The Atlantic", "ORG", "USA", "body")
UNSURE = 0.3  # chosen: of 49 uses in 70 articles that a model finds so likely a body's 48 are the magazine's


def with_press_atlantic(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with "Atlantic" read as the magazine where a model finds that likelier than the sea: "The Atlantic's Ada Ruiz"; not "across the Atlantic"."""
    press = functools.partial(dataclasses.replace, entity_type="ORG", entry=THE_ATLANTIC)
    return [press(span) if is_press_atlantic(span) else span for span in spans]


def is_press_atlantic(span: Span) -> bool:
    """Tell whether "Atlantic" is likelier a body than a place."""
    chances = chances_of(span) if span.text == "Atlantic" and span.entry is not None else None
    return chances is not None and chances["ORG"] > max(chances["LOC"] + chances["GPE"], UNSURE)


AMAZON = "LOC:amazon rainforest"
AMAZON_FIRM = Entry("ORG:amazon", "Amazon", "ORG", "USA", "body")
OF_THE_FOREST = forms("of_the_forest")


def with_amazon_firm(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with "Amazon" read as the firm: "Amazon said"; not "in the Amazon", "Brazil's Amazon", "Amazon tribes"."""
    firm = functools.partial(dataclasses.replace, entity_type="ORG", entry=AMAZON_FIRM)
    return [firm(span) if is_amazon_firm(span) else span for span in spans]


def is_amazon_firm(span: Span) -> bool:
    """Tell whether nothing before "Amazon" says that it is the forest, nor what stands behind it."""
    if span.text != "Amazon" or span.entry is None or span.entry.key != AMAZON:
        return False
    view, i, j = span.view, span.view.atom_at(span.start), span.view.atom_at(span.end)
    before = view.atoms[i - 1].text.casefold() if i else ""
    after = view.atoms[j].text.casefold() if j < len(view.atoms) else ""
    adjective = entry_of(before.capitalize())
    is_led = before in ("the", "s", "'s", "’s") or (adjective is not None and adjective.kind == "demonym")  # fmt: skip
    return not is_led and after not in OF_THE_FOREST


def with_washington_state(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with "Washington" read as the state in an article of its towns that has no sign of the capital."""
    named = set(map(id, filter(is_washington, spans)))
    if not named or any(map(DC_SIGNS.search, texts_of(spans))):
        return list(spans)
    names = {fold(s.text) for s in spans if s.entity_type == "GPE"}
    evidence = evidence_of([*itertools.filterfalse(is_washington, spans)], names, {})
    is_told = evidence.support(("USA", "WA"), "washington") >= DIVISION_IS_MEANT
    if not is_told and sum(map(is_of_washington_alone, sorted(names))) < SEVERAL:
        return list(spans)
    state = functools.partial(dataclasses.replace, entry=WASHINGTON_STATE, stands_for=None)
    return [state(span) if id(span) in named else span for span in spans]


def is_of_washington_alone(name: str) -> bool:
    """Tell whether of all states of America only Washington has a place of a name: "Tacoma", "Olympia"."""
    return {p.admin1 for p in world().named(name) if p.country_code == "USA"} == {"WA"}


SEVERAL = 2
"""Towns that speak for a state where one alone may be another country's: Olympia is in Greece, too."""


def is_washington(span: Span) -> bool:
    """Tell whether a name is known as the capital of the United States, or was read as its government."""
    is_read = span.text == "Washington" and span.stands_for == "USA"
    return is_read or (span.entry is not None and span.entry.key == WASHINGTON)
