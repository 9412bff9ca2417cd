"""Which country a person or a body belongs to, as the words beside its name in an article say: "French President Jean Roux".

What one article says is a vote; `copydesk.entities.resolve` counts them over the collection. Each sign is a function with its
example; `signs` lists them.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from copydesk.entities.bound import Bound, tidy
from copydesk.entities.divisions import divisions
from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import lexicon
from copydesk.entities.spans import Span
from copydesk.entities.text_view import Atom

REACH = 6
"""Words that may stand between a country and a name: "the French deputy minister for European affairs Jean Roux" has five."""

SEATED = re.compile(
    r"\b(?:University|Bank|Government|Church|Parliament|Republic|Kingdom|Kirk|City|State|Diocese|Archdiocese) of (?:the )?(?P<place>.+)"
)
TRADES_OF_BODIES = frozenset(
    """airline automaker bank bookmaker brewer broadcaster carmaker carrier chain charity club company conglomerate daily drugmaker firm
    giant grocer group insurer lender maker manufacturer newspaper operator producer publisher refiner retailer shipbuilder startup
    steelmaker supermarket team telecom think-tank tabloid university utility agency party""".split()
)
"""What bodies are, in small letters between a country and a name: "the Norwegian oil company Statoil"."""

PARTY_TAG = re.compile(
    r"(?:,\s|\s\(|\s)(?:[RDI]|Dem\.?|Rep\.?|Ind\.?)[-‑–]\s?(?P<state>[A-Z][\w.]*(?: [A-Z][\w]+)?)"
)
"""What US papers set behind a member of Congress: "R-Ariz.", "(D-NY)", "I-Vt.", "D-New Mexico"."""

FIRMS = frozenset("Inc Incorporated Corp Corporation Co Cos Ltd Limited plc PLC LLC LLP".split())

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
    """Yield the country in a body's name: "University of Oslo", "Ohio Highway Patrol"."""
    seat = SEATED.search(tidy(span.text))
    entry = entry_of(seat["place"]) if seat else None
    if (
        entry is not None
        and entry.country_code
        and entry.kind != "body"
        and entry.name != "Georgia"
    ):
        yield entry.country_code
    elif seat is None:
        words = tidy(span.text).split()
        entries = (entry_of(" ".join(words[:n])) for n in (2, 1) if len(words) > n)
        led = next(
            (e for e in entries if e is not None and e.kind in ("region", "state", "demonym")), None
        )
        if led is not None and led.country_code and led.name != "Georgia":
            yield led.country_code


def is_role_of(span: Span) -> frozenset[str]:
    """Return the words that say what a person, or a body, is."""
    if span.entity_type == "ORG":
        return TRADES_OF_BODIES
    return people()


@functools.cache
def people() -> frozenset[str]:
    """Return the words, in small letters, for what people are."""
    return lexicon().titles | lexicon().trades | lexicon().citizens


def before(span: Span, atoms: Sequence[Atom], order: int, told: Told) -> str | None:
    """Return the country before a name: "French President Jean Roux", "Norway's Statoil", "the Oslo-based firm Lykke"."""
    roles, has_role, is_based, is_owner = is_role_of(span), False, False, False
    for n, atom in enumerate(reversed(atoms)):
        if atom.text == "." and not is_short_title(atoms, len(atoms) - 2 - n):
            return None
        code = told.ends.get((order, atom.end))
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


def behind(atoms: Sequence[Atom], order: int, told: Told) -> str | None:
    """Return the country right behind a name: "Usain Bolt of Jamaica", "Lindqvist (Sweden)"."""
    if len(atoms) < 2 or atoms[0].text not in ("of", "("):
        return None
    code = told.begins.get((order, atoms[1].start))
    if atoms[0].text == "(" and not (len(atoms) > 2 and atoms[2].text == ")"):
        return None
    is_place = any((order, atom.end) in told.states for atom in atoms[1:3])
    return code if code is not None and (is_place or atoms[0].text == "(") else None
