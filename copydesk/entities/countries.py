"""Which country a person or a body belongs to, as the words beside its name in an article say: "French President Jean Roux".

What one article says is a vote; `copydesk.entities.resolve` counts them over the collection. Each sign is a function with its
example; `signs` lists them.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from copydesk.entities.bodies import leading_place, leading_state, org_key
from copydesk.entities.bound import Bound, tidy
from copydesk.entities.divisions import divisions
from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, forms, lexicon
from copydesk.entities.namesakes import home_of
from copydesk.entities.readings import has_noun_behind
from copydesk.entities.spans import Span
from copydesk.entities.text_view import Atom
from copydesk.entities.voting import words_after
from copydesk.entities.world import world

REACH = 6
"""Words that may stand between a country and a name: "the French deputy minister for European affairs Jean Roux" has five."""

SEATED = re.compile(
    r"\b(?:University|Bank|Government|Church|Parliament|Republic|Kingdom|Kirk|City|State|Diocese|Archdiocese|Court|Museum|Institute|College"
    r"|Times|Academy|Assembly|Municipality) of (?:the )?(?P<place>[^,]+)"
)
TRADES_OF_BODIES = forms("trades_of_bodies")
"""What bodies are, in small letters between a country and a name: "the Norwegian oil company Statoil"."""

PARTY_TAG = re.compile(
    r"(?:,\s|\s\(|\s)(?:[RDI]|Dem\.?|Rep\.?|Ind\.?)[-‑–]\s?(?P<state>[A-Z][\w.]*(?: [A-Z][\w]+)?)"
)
"""What US papers set behind a member of Congress: "R-Ariz.", "(D-NY)", "I-Vt.", "D-New Mexico"."""

FIRMS = forms("firms")
OFFICES, PORTFOLIOS = forms("offices_of_state"), forms("portfolios")

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
        named = list(zip(spans, bounds, strict=True))
        self.begins: dict[tuple[int, int], str] = {}
        self.ends: dict[tuple[int, int], str] = {}
        self.towns: dict[tuple[int, int], str] = {}
        self.peoples: set[tuple[int, int]] = set()
        self.states: set[tuple[int, int]] = set()
        self.offices = offices_of(named)
        self.taken = {(span.view.order, span.end) for span in spans}
        places = list(lands_of(named))
        self.seat = seat_of([code for span, code, _ in places if span.view.section == "dateline"])
        spoken_of = {code for _, code, is_open in places if not is_open}
        for span, code, is_open in places:
            is_sure = not is_open or (span.entry is not None and code in spoken_of)
            self._add(span, code, is_open=is_open, is_sure=is_sure)

    def _add(self, span: Span, code: str, *, is_open: bool, is_sure: bool) -> None:
        """Note a place or a people with its country, as surely as it is known."""
        at, end = (span.view.order, span.start), (span.view.order, span.end)
        if is_open and span.entry is not None and span.entry.kind in ("capital", "city"):
            self.towns[at] = self.towns[end] = code
        if is_sure or is_plain_state(span):
            self.begins[at] = self.ends[end] = code
        if span.entity_type == "NORP":
            self.peoples.add(end)
        elif is_sure:
            self.states.add(end)  # "Ann Lee of Lebanon" may live in the town next door


def offices_of(named: Sequence[tuple[Span, Bound]]) -> dict[tuple[int, int], str]:
    """Return a state's own bodies by where their names end, with the country: before a role they say whose servant a person is."""
    return {
        (span.view.order, span.end): bound.country_code
        for span, bound in named
        if bound.country_code and is_public(span, bound)
    }


def seat_of(dateline: Sequence[str]) -> str | None:
    """Return where a dateline is that says more than a town: "SANTA ANA, Calif."; "LONDON" may be anybody's news."""
    return dateline[0] if len(dateline) > 1 and len(set(dateline)) == 1 else None


def lands_of(named: Sequence[tuple[Span, Bound]]) -> Iterator[tuple[Span, str, bool]]:
    """Yield the places and peoples whose country is known, with it, and whether the publisher's home may yet decide otherwise."""
    for span, bound in named:
        if span.entity_type in ("GPE", "NORP") and bound.country_code:
            yield span, bound.country_code, bool(bound.may_be)


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
    """Return the keys of people and bodies without a country to the one that the article says is theirs, if it says one; known bodies without one are of no state: the UN."""
    told = Told(spans, bounds)
    found: defaultdict[str, set[str]] = defaultdict(set)
    known = {bound.key for span, bound in zip(spans, bounds, strict=True) if span.entry is not None}
    for span, bound in zip(spans, bounds, strict=True):
        if span.entity_type in ("PERSON", "ORG") and bound.country_code is None:
            found[bound.key].update(signs(span, told))
    return {k: min(codes) for k, codes in found.items() if len(codes) == 1 and k not in known}


def offices_held(spans: Sequence[Span], bounds: Sequence[Bound]) -> dict[str, str]:
    """Return the keys of people named by an office and no country to the one in which the article is set: whose office it is goes without saying at home."""
    home = home_of(spans, bounds)
    return {
        bound.key: home
        for span, bound in zip(spans, bounds, strict=True)
        if home and bound.country_code is None and is_led_by_office(span)
    }


def is_led_by_office(span: Span) -> bool:
    """Tell whether an office stands before a person that no word gives a holder: "said Defense Secretary Jean Roux"; not "Lykke President Jean Roux"."""
    atoms, at = span.view.atoms, span.view.atom_at(span.start) - 1
    at -= at > 0 and atoms[at].text == "." and is_short_title(atoms, at - 1)
    is_led = at >= 0 and atoms[at].text.casefold() in OFFICES
    if not is_led or span.entity_type != "PERSON" or words_after(span)[0] == "of":
        return False
    first = at
    while first and atoms[first - 1].text.casefold() in lexicon().titles | PORTFOLIOS:
        first -= 1
    return not first or is_free(atoms[first - 1].text, is_title=atoms[at].text[0].isupper())


def is_free(word: str, *, is_title: bool) -> bool:
    """Tell whether a word before an office is no holder of it; before a title with a capital any small word may stand: "told President Jean Roux"."""
    if word in ("'", "’", "s"):
        return False
    is_small = word.casefold() in lexicon().function_words or not word.isalpha()
    return is_small or (is_title and word.islower())


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
        known = leading_place(words)
        code = country_of_place(" ".join(words[: known[1]]), LEADING) if known else None
        code = code or country_of_town(led) or country_of_county(words)
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


OTHER_COUNTIES = frozenset({"Council", "Cricket", "Court", "Hall", "Championship", "FC"})
"""Behind a county that England has, too: "Durham County Council"."""


def country_of_county(words: Sequence[str]) -> str | None:
    """Return the country of a body called after a county, which is the United States: "Ventura County Fire Department"."""
    k = words.index("County") + 1 if "County" in words[:-1] else len(words)
    is_told = fold(" ".join(words[:k])) in world().us_counties and k < len(words)
    return "USA" if is_told and words[k] not in OTHER_COUNTIES else None


LEADING = ("region", "state", "demonym")
"""What a body's name begins with where the known form alone tells the country."""


def country_of_place(name: str, kinds: Sequence[str] = ()) -> str | None:
    """Return the country of a known place or people of a name; of Georgia none, since it is two, nor of one called as towns elsewhere."""
    entry = entry_of(name)
    if entry is None or entry.kind == "body" or entry.name == "Georgia" or entry.is_local:
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
    form, lex, entry = fold(name), lexicon(), entry_of(name)
    if name in lex.given or any(
        form in names for names in (lex.seats_of_many, lex.common_surnames)
    ):
        return None
    if entry is not None and entry.kind in ("body", "group"):
        return None
    return country_of_place(name, ("region",)) or country_of_great_town(form)


def country_of_great_town(form: str) -> str | None:
    """Return the country of the greatest town of a folded name, if it is great and has no rival abroad."""
    places = world().named(form)
    least = LEAST_SEAT if places and places[0].name == form else LEAST_RENAMED
    if not places or places[0].population < least:
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
    """Return the words, in small letters, for what people are.

    Of a country that "veteran" follows they are of its war ("a Vietnam veteran"), and troops left Iraq under somebody.
    """
    told = lexicon().titles | lexicon().trades | lexicon().citizens | SERVANTS
    return told - {"veteran", "under"}


def before(span: Span, atoms: Sequence[Atom], order: int, told: Told) -> str | None:
    """Return the country before a name: "French President Jean Roux", "Norway's Statoil", "the Oslo-based firm Lykke"."""
    roles = is_role_of(span)
    passed: list[str] = []
    for at in range(len(atoms) - 1, -1, -1):
        end = order, atoms[at].end
        if atoms[at].text == "." and not is_short_title(atoms, at - 1):
            return None
        code = ending_at(end, span, passed, told)
        if code is not None:
            is_led = do_lead(passed, roles) if passed else is_led_by_people(span, end, told)
            return code if is_led and not is_passed_by(span, passed, roles) else None
        if end in told.taken or do_part(atoms[at].text, passed, roles, atoms[-1].text):
            return None
        passed.append(atoms[at].text.casefold())
    return None


def is_led_by_people(span: Span, end: tuple[int, int], told: Told) -> bool:
    """Tell whether a people's name stands right before a name of several words: "Norwegian Jonas Lie"."""
    return end in told.peoples and " " in span.text.strip()


def ending_at(end: tuple[int, int], span: Span, passed: Sequence[str], told: Told) -> str | None:
    """Return the country whose name ends at a place before a span; a body's or a town's where the words between say so.

    Args:
        end: The section and the offset.
        span: The person or the body.
        passed: The words between, the nearest first.
        told: What the article says of countries.
    """
    code = told.ends.get(end)
    if code is None and span.entity_type == "PERSON" and not people().isdisjoint(passed):
        code = told.offices.get(end)
    if code is None and "based" in passed:
        code = told.towns.get(end)
    return code


def do_lead(passed: Sequence[str], roles: frozenset[str]) -> bool:
    """Tell whether the words between a country and a name, the nearest first, make the name the country's: a role, "based", "'s"."""
    is_owner = len(passed) == 2 and passed[1] in ("'", "’")
    return is_owner or "based" in passed or not roles.isdisjoint(passed)


def is_passed_by(span: Span, passed: Sequence[str], roles: frozenset[str]) -> bool:
    """Tell whether a country before a body has what stands behind it: "Argentina's Lykke forward"; not where a role, or "based", is said."""
    is_told = "based" in passed or not roles.isdisjoint([*passed, *words_after(span)])
    return span.entity_type == "ORG" and not is_told and has_noun_behind(span)


def do_part(text: str, passed: Sequence[str], roles: frozenset[str], last: str) -> bool:
    """Tell whether a word before a name ends what belongs to it: a mark, a small word of grammar that is no role.

    Before a title with a capital, which stands last, a small word that is no title does, too: "Iran warned President Jean Roux".
    """
    word = text.casefold()
    if word == "-":
        return "based" not in passed
    if word in ("'", "’", "."):
        return False
    if last in lexicon().sure_titles and text.islower() and word not in roles | {"s"}:
        return True
    return not word.isalpha() or (word in lexicon().function_words and word not in roles)


def is_short_title(atoms: Sequence[Atom], at: int) -> bool:
    """Tell whether an atom is a title cut short: "Gov", "Sen"; behind anything else a point ends the sentence."""
    return at >= 0 and len(atoms[at].text) < 6 and atoms[at].text.casefold() in lexicon().titles


def apposed(atoms: Sequence[Atom], order: int, told: Told, roles: frozenset[str]) -> str | None:
    """Return the country in the words set behind a name: ", the French president", ", 44, president of France", ", based in Oslo"."""
    words = [atom.text.casefold() for atom in atoms]
    if words[:1] != [","]:
        return None
    k = 3 if is_age(words[1:3]) else 1
    for opening, length in ((["based", "in"], 2), (["which", "is", "based"], 4)):
        if words[k : k + len(opening)] == opening:
            at = (order, atoms[k + length].start if k + length < len(atoms) else -1)
            return told.begins.get(at) or told.towns.get(at)
    codes = [told.begins.get((order, atom.start)) for atom in atoms]
    is_opened = {*words[k : k + 1]} <= OPENS_APPOSITION | roles
    return in_apposition(words, k, codes, roles) if is_opened else None


def in_apposition(
    words: Sequence[str], k: int, codes: Sequence[str | None], roles: frozenset[str]
) -> str | None:
    """Return the country before an apposition's role ("French president") or behind its "of" ("president of France").

    Args:
        words: What stands behind the name, its comma first.
        k: Where the apposition begins.
        codes: The country that each word begins, if one.
        roles: The words for what people, or bodies, are.
    """
    code, has_role = None, False
    for n in range(k, min(len(words), k + REACH)):
        if has_role and codes[n] is not None:
            return codes[n] if " ".join(words[:n]).endswith((" of", " of the")) else None
        if is_role_at(words, n, roles):
            if code is not None:
                return code
            has_role = True
        elif codes[n] is None and do_end_apposition(words[n], has_role=has_role):
            return None
        else:
            code = code or codes[n]
    return None


def is_age(words: Sequence[str]) -> bool:
    """Tell whether two words behind a comma are an age: "44,"."""
    return len(words) == 2 and words[0].isdigit() and words[1] == ","


def is_role_at(words: Sequence[str], n: int, roles: frozenset[str]) -> bool:
    """Tell whether a word says what somebody is, by itself: not the "teacher-" of "teacher-led"."""
    return words[n] in roles and words[n + 1 : n + 2] != ["-"]


def do_end_apposition(word: str, *, has_role: bool) -> bool:
    """Tell whether a word ends an apposition: a mark, or a small word of grammar but the "of" behind a role."""
    if has_role and word == "of":
        return False
    is_small = word in lexicon().function_words and word not in OPENS_APPOSITION
    return is_small or not word.isalpha()


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
