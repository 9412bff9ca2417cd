"""Which country a person or a body belongs to, as the words beside its name in an article say: "French President Jean Roux".

What one article says is a vote; `copydesk.entities.resolve` counts them over the collection. Each sign is a function with its
example; `signs` lists them.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from copydesk.entities.bodies import leading_state, org_key
from copydesk.entities.bound import Bound, tidy
from copydesk.entities.divisions import divisions
from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, lexicon
from copydesk.entities.spans import Span
from copydesk.entities.text_view import Atom
from copydesk.entities.world import world

REACH = 6
"""Words that may stand between a country and a name: "the French deputy minister for European affairs Jean Roux" has five."""

SEATED = re.compile(
    r"\b(?:University|Bank|Government|Church|Parliament|Republic|Kingdom|Kirk|City|State|Diocese|Archdiocese|Court|Museum|Institute|College"
    r"|Times|Academy|Assembly|Municipality) of (?:the )?(?P<place>[^,]+)"
)
TRADES_OF_BODIES = frozenset(
    """airline automaker bank bookmaker brewer broadcaster carmaker carrier chain charity club company conglomerate daily drugmaker firm
    giant grocer group insurer lender maker manufacturer newspaper operator producer publisher refiner retailer shipbuilder startup
    steelmaker supermarket team telecom think-tank tabloid university utility agency party rival subsidiary brewery""".split()
)
"""What bodies are, in small letters between a country and a name: "the Norwegian oil company Statoil"."""

PARTY_TAG = re.compile(
    r"(?:,\s|\s\(|\s)(?:[RDI]|Dem\.?|Rep\.?|Ind\.?)[-‑–]\s?(?P<state>[A-Z][\w.]*(?: [A-Z][\w]+)?)"
)
"""What US papers set behind a member of Congress: "R-Ariz.", "(D-NY)", "I-Vt.", "D-New Mexico"."""

FIRMS = frozenset("Inc Incorporated Corp Corporation Co Cos Ltd Limited plc PLC LLC LLP".split())

LEAST_SEAT, SEAT_LEAD = 100_000, 10
"""People of a town that a body may be called after, and how many times those of its namesakes abroad."""

LEAST_RENAMED = 1_000_000
"""People of a town that is meant by another than its own name: Kiev, but Gulu is not "Guru"."""

SERVANTS = frozenset({"member", "agent", "officer"})
"""What people of a body are, and hardly anything besides."""

OPENS_APPOSITION = frozenset({"a", "an", "the", "former", "then"})


class Told:
    """The names of one article by where they begin and end, and the country of each that is a place or a nationality.

    What a town means the publisher's home may decide yet: a well-known one counts where the article speaks of its country too,
    and before "-based", which nobody says of the own town.
    """

    def __init__(self, spans: Sequence[Span], bounds: Sequence[Bound]) -> None:
        self.begins: dict[tuple[int, int], str] = {}
        self.ends: dict[tuple[int, int], str] = {}
        self.towns: dict[tuple[int, int], str] = {}
        self.peoples: set[tuple[int, int]] = set()
        self.states: set[tuple[int, int]] = set()
        self.seat: str | None = None
        """Where a dateline is that says more than a town: "SANTA ANA, Calif."; "LONDON" may be anybody's news."""
        self.offices: dict[tuple[int, int], str] = {}
        """A state's own bodies by where their names end, with the country: before a role they say whose servant a person is."""
        for span, bound in zip(spans, bounds, strict=True):
            if bound.country_code and is_public(span, bound):
                self.offices[span.view.order, span.end] = bound.country_code
        self.taken = {(span.view.order, span.end) for span in spans}
        places = [
            (span, bound.country_code, bool(bound.may_be))
            for span, bound in zip(spans, bounds, strict=True)
            if span.entity_type in ("GPE", "NORP") and bound.country_code
        ]
        dateline = [code for span, code, _ in places if span.view.section == "dateline"]
        self.seat = dateline[0] if len(dateline) > 1 and len(set(dateline)) == 1 else None
        spoken_of = {code for _, code, is_open in places if not is_open}
        for span, code, is_open in places:
            at, end = (span.view.order, span.start), (span.view.order, span.end)
            if is_open and span.entry is not None and span.entry.kind in ("capital", "city"):
                self.towns[at] = self.towns[end] = code
            is_sure = not is_open or (span.entry is not None and code in spoken_of)
            if is_sure or is_plain_state(span):
                self.begins[at] = self.ends[end] = code
            if span.entity_type == "NORP":
                self.peoples.add(end)
            elif is_sure:
                self.states.add(end)  # "Ann Lee of Lebanon" may live in the town next door


def is_public(span: Span, bound: Bound) -> bool:
    """Tell whether a body is a state's own, or one of its parties, so that who holds an office in it is of that country.

    The governor of a central bank may be a foreigner, and so may whoever works for a firm or a club.
    """
    words = set(tidy(bound.name).split()) | set(tidy(span.text).split())
    if span.entity_type != "ORG" or lexicon().public_bodies.isdisjoint(words):
        return False
    is_of_any_state = span.entry is None and "/" in bound.key
    return not is_of_any_state or is_of_one_state(tidy(span.text), bound.country_code)


def is_of_one_state(form: str, country: str | None) -> bool:
    """Tell whether a body that every state has is named as one state's: "Labour", "Iran's Foreign Ministry" not."""
    led = leading_state(form)
    return (
        country in (led[0] if led else None, lexicon().one_state_orgs.get(org_key(form)))
        and country is not None
    )


def is_plain_state(span: Span) -> bool:
    """Tell whether a name is a state's, though a town may bear it too ("Norway"); Georgia is two states' name."""
    return span.entry is not None and span.entry.kind == "state" and span.text != "Georgia"


def countries_told(spans: Sequence[Span], bounds: Sequence[Bound]) -> dict[str, str]:
    """Return the keys of people and bodies without a country to the one that the article says is theirs, if it says one."""
    told = Told(spans, bounds)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for span, bound in zip(spans, bounds, strict=True):
        if span.entity_type in ("PERSON", "ORG") and bound.country_code is None:
            found[bound.key].update(signs(span, told))
    return {key: min(codes) for key, codes in found.items() if len(codes) == 1}


def signs(span: Span, told: Told) -> Iterator[str]:
    """Yield the countries that the words in and around one name give it."""
    atoms, order = span.view.atoms, span.view.order
    i, j = span.view.atom_at(span.start), span.view.atom_at(span.end)
    if span.entity_type == "ORG":
        yield from of_own_words(span)
        if told.seat is not None and is_firm_of_the_news(span):
            yield told.seat
    elif is_in_congress(span):
        yield "USA"
    for code in (
        before(span, atoms[max(0, i - REACH - 2) : i], order, told),
        apposed(atoms[j : j + REACH + 6], order, told, is_role_of(span)),
        described(atoms[j : j + REACH], order, told, is_role_of(span)),
        behind(atoms[j : j + 3], order, told),
    ):
        if code is not None:
            yield code


def is_in_congress(span: Span) -> bool:
    """Tell whether a person's party and state stand behind: "John McCain, R-Ariz.,", "Ann Lee (D-New Mexico)"."""
    found = PARTY_TAG.match(span.view.text, span.end)
    if found is None:
        return False
    state = found["state"]
    entries = [divisions().get(form) or entry_of(form) for form in (state, state + ".", state.rstrip("."), state.split()[0])]  # fmt: skip
    return any(e is not None and e.kind == "region" and e.country_code == "USA" for e in entries)


def is_firm_of_the_news(span: Span) -> bool:
    """Tell whether a firm opens the text: "Amplicon Inc said" below "SANTA ANA, Calif." is at home where its news comes from."""
    is_first = span.view.section == "body" and span.start <= 1
    return is_first and not FIRMS.isdisjoint(re.split(r"[^\w]+", span.text))


def of_own_words(span: Span) -> Iterator[str]:
    """Yield the country in a body's name: "University of Oslo", "Ohio Highway Patrol", "Kerala High Court"."""
    seat = SEATED.search(tidy(span.text))
    if seat is not None:
        code = country_of_place(seat["place"]) or country_of_seat(seat["place"])
    else:
        words = tidy(span.text).split()
        led = [(" ".join(words[:n]), words[n:]) for n in (3, 2, 1) if len(words) > n]
        code = next((c for name, _ in led if (c := country_of_place(name, LEADING))), None)
        code = code or country_of_town(led)
    if code is not None:
        yield code


def country_of_town(led: Sequence[tuple[str, Sequence[str]]]) -> str | None:
    """Return the country of the longest place that a body's name begins with, given with the words behind: San Bruno, not San."""
    for name, rest in led:
        if not institutions().isdisjoint(rest) and (code := country_of_seat(name)):
            return code
        if world().named(fold(name)):
            return None
    return None


LEADING = ("region", "state", "demonym")
"""What a body's name begins with where the known form alone tells the country."""


def country_of_place(name: str, kinds: Sequence[str] = ()) -> str | None:
    """Return the country of a known place or people of a name; of Georgia none, since it is two."""
    entry = entry_of(name)
    if entry is None or entry.kind == "body" or entry.name == "Georgia":
        return None
    return entry.country_code if not kinds or entry.kind in kinds else None


@functools.cache
def institutions() -> frozenset[str]:
    """Return the words that make a body of a town or a division: "Oslo University", "Kerala High Court", "Bangkok Post"."""
    return lexicon().seated_bodies | lexicon().press_tails


@functools.lru_cache(maxsize=50_000)
def country_of_seat(name: str) -> str | None:
    """Return the country of a town or a division that a body can be named after; None where the name alone doesn't tell.

    A town counts where it is great and no town of that name abroad is more than a tenth of it, so that Paris is France's;
    Cambridge, Durham and Newcastle tell nothing.

    >>> country_of_seat("Oslo"), country_of_seat("Kerala"), country_of_seat("Cambridge"), country_of_seat("Georgia")
    ('NOR', 'IND', None, None)
    """
    form, entry = fold(name), entry_of(name)
    if (
        form in lexicon().seats_of_many
        or form in lexicon().common_surnames
        or name in lexicon().given
    ):
        return None
    if entry is not None and entry.kind in ("body", "group"):
        return None
    if form in lexicon().divisions_abroad:
        return lexicon().divisions_abroad[form]
    places = world().named(form)
    if not places or places[0].population < LEAST_SEAT:
        return None
    if places[0].name != form and places[0].population < LEAST_RENAMED:
        return None
    country = places[0].country_code
    others = (place.population for place in places if place.country_code != country)
    return country if places[0].population >= SEAT_LEAD * max(others, default=0) else None


def is_role_of(span: Span) -> frozenset[str]:
    """Return the words that say what a person, or a body, is."""
    if span.entity_type == "ORG":
        return TRADES_OF_BODIES
    return people()


@functools.cache
def people() -> frozenset[str]:
    """Return the words, in small letters, for what people are."""
    return lexicon().titles | lexicon().trades | lexicon().citizens | SERVANTS


def before(span: Span, atoms: Sequence[Atom], order: int, told: Told) -> str | None:
    """Return the country before a name: "French President Jean Roux", "Norway's Statoil", "the Oslo-based firm Lykke"."""
    roles, has_role, is_based, is_owner = is_role_of(span), False, False, False
    for n, atom in enumerate(reversed(atoms)):
        if atom.text == "." and not is_short_title(atoms, len(atoms) - 2 - n):
            return None
        code = told.ends.get((order, atom.end))
        if code is None and has_role and span.entity_type == "PERSON":
            code = told.offices.get((order, atom.end))
        if code is None and is_based:
            code = told.towns.get((order, atom.end))
        word = atom.text.casefold()
        if code is not None:
            is_next = n == 0 and (order, atom.end) in told.peoples and " " in span.text.strip()
            return code if has_role or is_based or is_next or (is_owner and n == 2) else None
        has_role = has_role or word in roles
        if (order, atom.end) in told.taken or (
            word in lexicon().function_words and word not in roles
        ):
            return None
        if word in ("'", "’", "-", ".") or word.isalpha():
            is_owner = word in ("'", "’") or (is_owner and word == "s")
            is_based = is_based or word == "based"
            if word == "-" and not is_based:
                return None
            continue
        return None
    return None


def is_short_title(atoms: Sequence[Atom], at: int) -> bool:
    """Tell whether an atom is a title cut short: "Gov", "Sen"; behind anything else a point ends the sentence."""
    return at >= 0 and len(atoms[at].text) < 6 and atoms[at].text.casefold() in lexicon().titles


def apposed(atoms: Sequence[Atom], order: int, told: Told, roles: frozenset[str]) -> str | None:
    """Return the country in the words set behind a name: ", the French president", ", 44, president of France", ", based in Oslo"."""
    words = [atom.text.casefold() for atom in atoms]
    if words[:1] != [","]:
        return None
    k = 3 if len(words) > 2 and words[1].isdigit() and words[2] == "," else 1
    if words[k : k + 2] == ["based", "in"] or words[k : k + 3] == ["which", "is", "based"]:
        place = atoms[k + 2 :][:1] if words[k] == "based" else atoms[k + 4 :][:1]
        at = (order, place[0].start) if place else (order, -1)
        return told.begins.get(at) or told.towns.get(at)
    if words[k : k + 1] and words[k] not in OPENS_APPOSITION | roles:
        return None
    code: str | None = None
    has_role = False
    for n in range(k, min(len(atoms), k + REACH)):
        here = told.begins.get((order, atoms[n].start))
        if here is not None and has_role:
            return here if words[n - 1] == "of" or (words[n - 2 : n] == ["of", "the"]) else code
        if words[n] in roles and words[n + 1 : n + 2] != ["-"]:
            has_role = True
            if code is not None:
                return code
        elif here is not None:
            code = code or here
        elif words[n] == "of" and has_role:
            continue
        elif not words[n].isalpha() or (
            words[n] in lexicon().function_words and words[n] not in OPENS_APPOSITION
        ):
            return None
    return None


def described(atoms: Sequence[Atom], order: int, told: Told, roles: frozenset[str]) -> str | None:
    """Return the country in what a name is said to be: "Dina Mehta is an Indian blogger"; not "is a critic of the French"."""
    words = [atom.text.casefold() for atom in atoms]
    if len(words) < 4 or words[0] not in ("is", "was") or words[1] not in ("a", "an"):
        return None
    for n in (2, 3):
        code = told.begins.get((order, atoms[n].start))
        is_people = (order, atoms[n].end) in told.peoples
        if code is not None and is_people:
            after = words[n + 1 : n + 3]
            return code if not roles.isdisjoint(after) and "-" not in after else None
    return None


def behind(atoms: Sequence[Atom], order: int, told: Told) -> str | None:
    """Return the country right behind a name: "Usain Bolt of Jamaica", "Lindqvist (Sweden)"."""
    if len(atoms) < 2 or atoms[0].text not in ("of", "("):
        return None
    code = told.begins.get((order, atoms[1].start))
    if atoms[0].text == "(" and not (len(atoms) > 2 and atoms[2].text == ")"):
        return None
    is_place = any((order, atom.end) in told.states for atom in atoms[1:3])
    return code if code is not None and (is_place or atoms[0].text == "(") else None
