"""One name, one type: what an article as a whole says of the kind of thing a name names."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set

from copydesk.entities.bodies import LongNames, explicit_acronyms, org_key
from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, forms, is_capitalised, lexicon
from copydesk.entities.repeats import ARTICLES, surnames
from copydesk.entities.shaping import is_happening
from copydesk.entities.spans import DASHES, Span, chances_of
from copydesk.entities.world import world
from copydesk.text.language import NAME_KINDS
from schemas.columns import EntityType

TYPES: tuple[EntityType, ...] = ("GPE", "PERSON", "ORG", "NORP", "LOC", "EVENT")
"""In the order in which a tie is settled."""


def retyped(span: Span, entity_type: EntityType) -> Span:
    """Return the span with another type; a known thing of a third type is then not meant."""
    entry = span.entry
    if entry is not None and entry.entity_type != entity_type:
        entry = None
    return Span(span.view, span.start, span.end, entity_type, span.source, entry)


KNOWN_VOTE = 12  # chosen, over 10: outvotes one reading of the model, not two


SURNAME_VOTE = 15
"""In tenths of a model's vote: what a known form weighs, and that the article names someone of that surname in full."""


ACRONYM_VOTE = 15
"""The same: that the article names in full a body with these initials, or says in brackets whose initials they are."""


SHORT_VOTE = 15
"""The same: that the article names in full a body of which this is the first word."""


WORLD_VOTE = 4
"""The same, once for a name: that the world has a town called so, where the model takes it for one somewhere."""


PRIVATE_TAILS = forms("private_tails")
"""Last words of firms' names; other bodies are called after their place ("Bataan University", "Leeds United")."""


def short_bodies(spans: Sequence[Span]) -> set[str]:
    """Return names taken for places that are the first words of a body's of the article: "Tolvane" beside "Tolvane Foods".

    Not so a place: "York" beside "York Pumps", which the world has, nor one in which something lies ("in Tolvane").
    """
    unknown = [span for span in spans if span.entry is None]
    bodies = LongNames((span.text, span.start) for span in unknown if may_be_shortened(span))
    forms = {span.text for span in unknown if span.entity_type in ("GPE", "LOC")} - sites(spans)
    short = {form for form in forms if bodies.shortened_by(form) is not None}
    return set(itertools.filterfalse(is_town, short)) | firms_like_people(spans)


def firms_like_people(spans: Sequence[Span]) -> set[str]:
    """Return names taken for people's that open the name of a firm which stands before them: "Todd said" behind "Todd Shipyards Corp".

    Not so whoever is named first ("Trump", and then "Trump Hotels"); the surname of somebody named in full has a vote of its own.
    """
    firsts: dict[str, Span] = {}
    for span in spans:
        if span.view.section == "body":
            firsts.setdefault(span.text, span)
    firms = LongNames((s.text, s.start) for s in firsts.values() if may_be_shortened(s))
    return {
        text
        for text, span in firsts.items()
        if span.entity_type in ("PERSON", "ORG")
        for start in (firms.shortened_by(text), firms.keys.get(org_key(text)))
        if start is not None and start < span.start
    }


def is_town(name: str) -> bool:
    """Tell whether the world has a place of a name."""
    return bool(world().named(fold(name)))


def may_be_shortened(span: Span) -> bool:
    """Tell whether a name of several words is of a firm, which may be called by its first: "Tolvane Foods"."""
    public = lexicon().org_tails - PRIVATE_TAILS
    is_long = span.entity_type == "ORG" and " " in span.text
    return is_long and public.isdisjoint(span.text.split())


def sites(spans: Sequence[Span]) -> set[str]:
    """Return the names of which the article says that something lies there."""
    return {
        span.text for span in spans if span.word_before.casefold() in ("in", "near", "at", "of")
    }


def type_spans(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with one type for each name, by what the article says of it as a whole."""
    votes = votes_by_name(spans)
    settled = []
    for span in spans:
        if is_peer(span):
            settled.append(dataclasses.replace(retyped(span, "PERSON"), source="told"))
        elif span.entry is not None and (not span.entry.is_ambiguous or is_place_here(span)):
            settled.append(retyped(span, span.entry.entity_type))
        else:
            counts = votes[fold(span.text)]
            best = max(TYPES, key=lambda kind: (counts[kind], -TYPES.index(kind)))
            settled.append(retyped(span, best))
    return settled


CLUB_CHANCE = 0.67
"""How likely a model must find a body in a town's name, by the geometric mean of this place and of what stands beside it, or of the likeliest elsewhere: of what it would retype in
stories of sport 26 of 27 are clubs, in papers of small towns, which tell of few, 3 of 5."""


def with_clubs(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with the bodies that are called like their town or county as what they are: "Leeds beat Hull" and "a fire in Leeds"."""
    towns = {id(s): chance for s in spans if (chance := chance_of_club(s)) is not None}
    by_name, by_sentence = defaultdict[str, list[float]](list), defaultdict[int, list[float]](list)
    for span in spans:
        if id(span) in towns:
            by_name[span.text].append(towns[id(span)])
            by_sentence[index_of(span)].append(towns[id(span)])

    def is_club(span: Span) -> bool:
        own = towns[id(span)]
        beside = sorted(by_sentence[index_of(span)])
        beside.remove(own)
        return own * max((*by_name[span.text], *beside[-1:])) > CLUB_CHANCE**2

    return [retyped(s, "ORG") if id(s) in towns and is_club(s) else s for s in spans]


def index_of(span: Span) -> int:
    """Return the number of the sentence that a span begins in."""
    sentence = span.view.sentence_at(span.start)
    return sentence.index if sentence is not None else -1


def chance_of_club(span: Span) -> float | None:
    """Return how likely a model finds it that a known town or region is a body; None of what is none, and of what is told to lie in a longer name.

    That is the case of "the council of Leeds" where "of", too, is likely a body's.
    """
    entry = span.entry if span.entity_type == "GPE" and span.stands_for is None else None
    if entry is None or entry.kind not in ("city", "capital", "region"):
        return None
    chances = chances_of(span)
    return chances["ORG"] if chances is not None and not goes_on_as(span, "ORG") else None


def goes_on_as(span: Span, kind: str) -> bool:
    """Tell whether the word before or behind a span is likely of a name of a kind: of a longer one, that this is a piece of."""
    sentence = span.view.sentence_at(span.start)
    return sentence is not None and any(
        token.name_chances is not None and token.name_chances[NAME_KINDS.index(kind)] > 0.5
        for token in sentence.tokens
        if span.start - 1 <= token.end <= span.start or span.end <= token.start <= span.end + 1
    )


BEFORE_PEOPLE = frozenset(("the", "a", "an", "every", "one"))


def with_people_like_nations(spans: Sequence[Span]) -> list[Span]:
    """Return the spans with people whose surname is a nationality, or a capital that would be its government, where the article has them in full: "Ada Finn", "Finn said"; not "the Finn said"."""
    family = surnames(spans)
    return [
        retyped(span, "PERSON")
        if span.entry is not None
        and (span.entry.kind == "demonym" or span.stands_for is not None)
        and fold(span.text) in family
        and span.word_before.casefold() not in BEFORE_PEOPLE
        and stands_alone(span)
        else span
        for span in spans
    ]


def votes_by_name(spans: Sequence[Span]) -> dict[str, Counter[EntityType]]:
    """Return how strongly an article speaks for each type of each of its names, by the folded name."""
    votes: defaultdict[str, Counter[EntityType]] = defaultdict(Counter)
    family = surnames(spans)
    acronyms = {initials(span.text) for span in spans if span.entity_type == "ORG"}
    short = short_bodies(spans)
    spelt_out = {short: long.entity_type for short, long in explicit_acronyms(spans).items()}
    for span in spans:
        name = fold(span.text)
        votes[name].update(votes_of(span))
        votes[name]["PERSON"] += SURNAME_VOTE * (name in family)
        votes[name]["ORG"] += SHORT_VOTE * (span.text in short)
        is_acronym = span.text in spelt_out or (len(span.text) > 2 and span.text in acronyms)
        votes[name][spelt_out.get(span.text, "ORG")] += ACRONYM_VOTE * is_acronym
    towns = {s.text for s in spans if s.source == "model" and s.entity_type == "GPE"}
    for name in set(map(fold, filter(is_town, towns))):
        votes[name]["GPE"] += WORLD_VOTE
    return votes


def initials(text: str) -> str:
    """Return the first letters of a name's words, small ones left out.

    >>> initials("University of Northern Oslo")
    'UNO'
    """
    return "".join(word[0] for word in text.split() if word[0].isupper())


def votes_of(span: Span) -> Counter[EntityType]:
    """Return how strongly one occurrence speaks for each type (tenths of a model's vote)."""
    counts = votes_of_reader(span)
    if span.entry is not None:
        counts[span.entry.entity_type] += KNOWN_VOTE
    words = span.text.split()
    is_town = span.entity_type == "GPE" and words[-1] in TOWN_TAILS
    for kind, weight in word_votes(words):
        counts["GPE" if is_town and kind == "LOC" else kind] += weight
    for kind, weight in neighbour_votes(span):
        counts[kind] += weight
    if has_article(span):
        counts["LOC"] += counts.pop("GPE", 0)
    return counts


def votes_of_reader(span: Span) -> Counter[EntityType]:
    """Return what whoever found a name says of its type: a model all that it finds possible, by the squares of the chances."""
    weight = 10 if span.view.casing_at(span.start) == "normal" else 5
    if span.source == "gazetteer":
        return Counter()
    chances = chances_of(span) if span.source == "model" else None
    if chances is None:
        return Counter({span.entity_type: weight})
    total = sum(chances[kind] ** 2 for kind in TYPES) or 1.0
    return Counter({kind: round(weight * chances[kind] ** 2 / total, 1) for kind in TYPES})


def word_votes(words: list[str]) -> Iterator[tuple[EntityType, int]]:
    """Yield what the words of a longer name say of its type."""
    if len(words) < 2:
        return
    last = words[-1].strip(".,")
    if is_called_event(words, last):
        yield "EVENT", BUILD_VOTE
    elif is_called_body(words, last):
        yield "ORG", BUILT_VOTE if last in BUILT_TAILS else BUILD_VOTE
    elif last in lexicon().place_tails or words[0] in lexicon().place_heads:
        if (
            words[0] not in lexicon().given
        ):  # "Keith Hill" or "Victoria Park": whoever read the sentence says
            yield "LOC", BUILD_VOTE
    elif words[0] in lexicon().given and len(words) < 5:
        yield "PERSON", GIVEN_VOTE


def is_called_event(words: list[str], last: str) -> bool:
    """Tell whether a name is built like an event's: "Hurricane Irma", "Iowa Caucus", "1993 Canadian federal election"."""
    is_named = last in lexicon().event_tails or words[0] in lexicon().event_heads
    return is_named or is_poll(words) or is_happening(" ".join(words))


def is_called_body(words: list[str], last: str) -> bool:
    """Tell whether a name is built like a body's: "Bank of Oslo", "Halden Mills", "Team Norway", "Bergen Post"."""
    lex = lexicon()
    if last in lex.org_tails or words[0] in lex.org_heads:
        return True
    if words[0] in lex.before_state and is_place_name(" ".join(words[1:])):
        return True
    if last in lex.press_tails and is_place_name(" ".join(words[:-1])):
        return True
    return any(a in lex.org_heads and b in ("of", "for") for a, b in itertools.pairwise(words))


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

TOWN_TAILS = frozenset(["Falls", "Harbor", "Harbour", "Beach", "Creek", "Hills"])
"""Last words of what lies in the country and of the towns called after it ("Niagara Falls"): which of the two the model decides."""

BUILT_VOTE, BUILD_VOTE, GIVEN_VOTE, PLACE_VOTE = 5, 30, 8, 4
"""In tenths of a model's vote: how a name is built says more than a model, that it begins with a given name nearly as much."""

STAFF = frozenset("shares spokesman spokeswoman executives shareholders employees".split())
"""What only bodies have."""

AGE = re.compile(r"[1-9]\d")


def neighbour_votes(span: Span) -> Iterator[tuple[EntityType, int]]:
    """Yield what the words around a name say of its type."""
    for sign, kind, weight in NEIGHBOUR_SIGNS:
        if sign(span):
            yield kind, weight
    if is_followed_as_place(span):
        yield span.entity_type, PLACE_VOTE
    if span.entry is None and span.entity_type in ("PERSON", "ORG") and world().named(fold(span.text)):  # fmt: skip
        yield from town_votes(span)


def words_after(span: Span) -> list[str]:
    """Return the three words or marks behind a span; empty ones where the section ends."""
    j = span.view.atom_at(span.end)
    return [*(atom.text for atom in span.view.atoms[j : j + 3]), "", "", ""][:3]


def is_told_as_person(span: Span) -> bool:
    """Tell whether an age or "who" stands behind a name: "Lang, 44,", "Lang, who"."""
    comma, second, third = words_after(span)
    is_aged = AGE.fullmatch(second) is not None and third in (",", "and")
    return comma == "," and (second == "who" or is_aged)


def is_followed_as_place(span: Span) -> bool:
    """Tell whether a place's name stands as one: "in Lang, where"."""
    if span.entity_type not in ("GPE", "LOC") or span.word_before not in ("in", "near"):
        return False
    return words_after(span)[0] in (",", ".", "on", "and", "after", "where")


def has_staff(span: Span) -> bool:
    """Tell whether what only bodies have stands behind a name: "Lang shares"."""
    return words_after(span)[0] in STAFF


OWN_CHIEF = re.compile(
    r"['’]s (?:(?:former|new) )?(?:chief executive|CEO|shareholders?|share price|subsidiar)"
)


def has_chief(span: Span) -> bool:
    """Tell whether what only a firm can own is an unknown name's: "Lang's chief executive"; "Lang's shares" may be a man's."""
    return span.entry is None and OWN_CHIEF.match(span.view.text, span.end) is not None


TRADED_VOTE, SUCCESSOR_VOTE = 100, 20
"""In tenths of a model's vote: nothing but a firm has shares, nothing but a town a mayor, whatever its name ends in; whoever takes a
person's place is a person, unless the model is sure and says so three times."""

SHARES = re.compile(
    r"\b(?:[Ss]hares|[Ss]tock|[Ss]hareholders) (?:in|of) (?:the )?$|\b(?:stake in|(?:bailout|takeover) (?:of|for)) (?:the )?$"
)
GOVERNOR = re.compile(r"\b(?:[Mm]ayor|[Ss]heriff|council|town|city|village|port|suburb) of $")
SEAT = re.compile(r"\b(?:MPs?|[Mm]ember of [Pp]arliament) (?:for|from) $")
SIDES = frozenset(("North", "South", "East", "West", "Central"))
SUCCESSION = re.compile(
    r"\b(?:[Hh]is|[Hh]er) (?:place|post|seat|job|role|duties)\b[^.\n]{0,25}\b(?:taken|filled|held) (?:over )?by $"
    r"|\b(?:[Hh]e|[Ss]he) (?:is|was|will be|has been) (?:to be )?(?:succeeded|replaced|followed) by $"
    r"|\b(?:[Hh]is|[Hh]er) (?:successor|deputy|replacement|heir) (?:is|was|will be) $"
)


def is_traded(span: Span) -> bool:
    """Tell whether an unknown name is a firm's by the shares in it: "Shares in Halden Mills fell"; "investors in Norway" are in a place."""
    before = span.view.text[max(0, span.start - 24) : span.start]
    return span.entry is None and SHARES.search(before) is not None


def is_governed(span: Span) -> bool:
    """Tell whether an unknown name is a town's by who governs it, or a seat's: "the mayor of Alder Bay", "former Alder Bay mayor Ada Linn", "MP for Alder South"; not "MP for New Alder"."""
    if span.entry is not None or span.entity_type == "PERSON":
        return False
    before = span.view.text[max(0, span.start - 24) : span.start]
    is_seat = span.text.split()[-1] in SIDES and SEAT.search(before) is not None
    return is_seat or GOVERNOR.search(before) is not None or words_after(span)[0] in GOVERNING


def is_successor(span: Span) -> bool:
    """Tell whether an unknown name of two or three words is of whoever takes a person's place: "His place will be taken by Moana Tipene"."""
    words = span.text.split()
    is_body = any(word in lexicon().org_tails for word in words)
    if not 2 <= len(words) <= 3 or is_body or span.entry is not None:
        return False
    return SUCCESSION.search(span.view.text[max(0, span.start - 70) : span.start]) is not None


NAME_TAGS = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "X"))
"""Parts of speech of what makes a longer name, whose article it then is: "the Oslo talks", as it is before "of"."""


def has_article(span: Span) -> bool:
    """Tell whether a name of one word stands with an article, as rivers, hills and buildings do: "the banks of the Mekong", "the Keys"; not "the Bronx", a town called so."""
    if span.entry is not None or not span.text.isalpha() or span.word_before not in ARTICLES:
        return False
    whole = fold(f"the {span.text}")
    return stands_alone(span) and all(place.name != whole for place in world().named(whole))


def stands_alone(span: Span) -> bool:
    """Tell whether what stands behind a name does not go on with it."""
    sentence = span.view.sentence_at(span.start)
    after = [t for t in sentence.tokens if t.start >= span.end][:1] if sentence is not None else []
    return (
        bool(after) and after[0].pos not in NAME_TAGS and after[0].text not in (*DASHES, "/", "of")
    )


SINGLE_EVENTS = frozenset(("Ashes", "Hajj", "Holocaust", "Intifada", "Olympics", "Paralympics"))


FINAL = re.compile(r"\b(?:[Ss]emi-?|[Qq]uarter-?)?[Ff]inals? of (?:the |this year's )?$")


def is_final(span: Span) -> bool:
    """Tell whether an unknown name is a contest's, of which there is a final, "the final of the Northern Vase", or one that everybody knows by its one word."""
    before = span.view.text[max(0, span.start - 40) : span.start]
    is_told = span.entry is None and FINAL.search(before) is not None
    return is_told or span.text in SINGLE_EVENTS


TOWN_OFFICES = frozenset(
    "Mayor Sheriff Selectman Selectmen Alderman Councilman Councilwoman residents resident ward".split()
)
"""Behind a town's name, of those who are of it: "East Bank Mayor Chuck Blair", "Clinton residents"."""

GOVERNING = frozenset({"Mayor", "mayor", "Sheriff", "sheriff"})
DATELINE_DASH = re.compile(r"\s*(?:—|–|--| - )")
DATELINE_VOTE, TOWN_VOTE, WHERE_VOTE = 30, 12, 8
"""In tenths of a model's vote: what the place of a name says for a town, where the world has one of that name."""


def town_votes(span: Span) -> Iterator[tuple[EntityType, int]]:
    """Yield what speaks for a town where the model sees a person or a body.

    "CROMWELL — A driver …" opens a story; "East Bank Mayor"; "Mindy Miller of Ravenel,"; "in East Bank."
    """
    after = words_after(span)[0]
    is_end = not is_capitalised(after) and after not in ("'", "’", "-")
    if opens_story(span):
        yield "GPE", DATELINE_VOTE
    if after in TOWN_OFFICES:
        yield "GPE", TOWN_VOTE
    if is_end and is_behind_name_of(span):
        yield "GPE", TOWN_VOTE
    if is_end and span.word_before in ("in", "near"):
        yield "GPE", WHERE_VOTE


def opens_story(span: Span) -> bool:
    """Tell whether a name in capitals opens its section before a dash, as a dateline does."""
    if span.view.atom_at(span.start) > 0 or not span.text.isupper():
        return False
    return DATELINE_DASH.match(span.view.text, span.end, span.end + 4) is not None


def is_behind_name_of(span: Span) -> bool:
    """Tell whether two words with capitals and "of" stand before a name: "Mindy Miller of"."""
    i = span.view.atom_at(span.start)
    before = [atom.text for atom in span.view.atoms[max(0, i - 3) : i]]
    return len(before) == 3 and before[2] == "of" and all(map(is_capitalised, before[:2]))


PEERS = frozenset(
    ("Lord", "Lady", "Baroness", "Baron", "Viscount", "Sir", "Dame", "Mr", "Mrs", "Ms")
)


def is_peer(span: Span) -> bool:
    """Tell whether the name of a place or a people is somebody's, whose form of address stands before it: "Baroness Scotland", "Mr English"."""
    is_land = span.entry is not None and span.entry.kind != "body" and " " not in span.text
    return is_land and title_before(span, PEERS)


LONGEST_CUT = 5
"""Letters of a title that is cut short; a point behind a longer one ends the sentence: "voted for the President. Halden"."""


def title_before(span: Span, titles: Set[str] | None = None) -> bool:
    """Tell whether a person's title, of some or of all, stands right before a span."""
    i = span.view.atom_at(span.start) - 1
    if i > 0 and span.view.atoms[i].text == "." and len(span.view.atoms[i - 1].text) < LONGEST_CUT:
        i -= 1
    return i >= 0 and span.view.atoms[i].text in (titles or lexicon().sure_titles)


def is_place_here(span: Span) -> bool:
    """Tell whether the words around an ambiguous place name say that the place is meant."""
    i = span.view.atom_at(span.start) - 1
    if i < 0 or span.entry is None or span.entry.entity_type not in ("GPE", "LOC"):
        return False
    before = span.view.atoms[i].text
    after = span.view.atoms[span.view.atom_at(span.end) :][:1]
    follows_name = bool(after) and is_capitalised(after[0].text)
    return before in ("in", "near", "across") and not follows_name


NEIGHBOUR_SIGNS: tuple[tuple[Callable[[Span], bool], EntityType, int], ...] = (
    (title_before, "PERSON", 20),
    (is_told_as_person, "PERSON", 15),
    (is_traded, "ORG", TRADED_VOTE),
    (is_governed, "GPE", TRADED_VOTE),
    (is_successor, "PERSON", SUCCESSOR_VOTE),
    (has_staff, "ORG", 6),
    (has_chief, "ORG", 30),
    (is_final, "EVENT", 30),
)
"""What the words around a name say of its type, with how strongly, in tenths of a model's vote; each sign says why."""
