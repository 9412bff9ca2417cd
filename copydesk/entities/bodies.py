"""Names of organisations in one article bound: initials, short names and head words to the long form, ministries to their state."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from copydesk.entities.bound import Bound, bound_to, mixed_case, tidy
from copydesk.entities.gazetteer import Entry, entry_of
from copydesk.entities.lexicon import fold, forms, lexicon
from copydesk.entities.repeats import head_words
from copydesk.entities.spans import Span
from copydesk.entities.world import world

MIN_ACRONYM = 2  # chosen: two initials are those of too many bodies; three or more count


FILLERS = forms("fillers")


SHARE_OF_STATE = 0.5
"""A body that every state has belongs to the state that has this share of the article's mentions of states."""


def bind_bodies(spans: Sequence[Span]) -> dict[str, Bound]:
    """Return, for each form of an organisation's name in the article, which is named."""
    named = [span for span in spans if span.entity_type == "ORG"]
    bodies = [span for span in named if span.entry is None]
    forms = sorted({tidy(span.text) for span in bodies}, key=lambda f: (-len(f.split()), f))
    named_states, owners = states_named(spans), states_before(bodies)
    bound = {form: body_of(form, named_states, owners.get(form)) for form in forms}
    bind_abbreviations(spans, bound)
    by_letter = by_first_letter(forms)
    text = [tidy(span.text) for span in bodies if span.view.section == "body"]
    longer = long_forms(forms, by_letter)
    short_for = {
        **teams_of(named),
        **bodies_by_head(named),
        **{form: long for form, long in longer.items() if is_introduced(form, long, text)},
    }
    known = {tidy(span.text): bound_to(span.entry) for span in named if span.entry is not None}
    for form in filter(short_for.__contains__, forms):
        if bound[form].key == f"ORG:{org_key(form)}":
            bound[form] = known.get(short_for[form]) or bound[short_for[form]]
    bind_to_known((span.entry for span in named), by_letter, bound)
    return bound


def bind_abbreviations(spans: Sequence[Span], bound: dict[str, Bound]) -> None:
    """Bind initials and tickers to what stands before their brackets."""
    for short, span in {**explicit_acronyms(spans), **tickers(spans)}.items():
        if short in bound and span.entry is not None:
            bound[short] = bound_to(span.entry)
        elif short in bound and tidy(span.text) in bound:
            bound[short] = bound[tidy(span.text)]


def long_forms(forms: Sequence[str], by_letter: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return forms to the longer name in the article that each shortens, if one does; what has a legal form is named in full.

    "Halden Corp" and "Halden Finance Corp" are two firms.
    """
    registered = {org_key(form) for form in forms if without_legal_form(form) != form}
    found = (
        (form, long_form_of(form, by_letter.get(letter_of(form), ())))
        for form in forms
        if org_key(form) not in registered
    )
    return {form: owner for form, owner in found if owner}


def is_introduced(form: str, long: str, text: Sequence[str]) -> bool:
    """Tell whether a name is in a text before what it opens is: "Halden Mills … Halden"; "Halden … Halden Mills" are two, where these are no initials."""
    if form not in text or long not in text or is_of_every_state(org_key(long)):
        return True
    return form.replace(".", "") in initials_of(long) or text.index(long) < text.index(form)


def bind_to_known(entries: Iterable[Entry | None], by_letter: Mapping[str, Sequence[str]], bound: dict[str, Bound]) -> None:  # fmt: skip
    """Bind the forms that shorten the name of a known body of the article to it; of several to the one that it names first."""
    for entry in reversed([*filter(None, dict.fromkeys(entries))]):
        for form in by_letter.get(letter_of(entry.name), ()):
            if is_short_of(form, entry.name):
                bound[form] = bound_to(entry)


def teams_of(bodies: Sequence[Span]) -> dict[str, str]:
    """Return last words to the one body of the article that is called by a place before them: "Lakers" to "Los Angeles Lakers", "National Guard" to "Ohio National Guard"."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for words in {tuple(tidy(span.text).split()) for span in bodies}:
        for n in range(1, min(len(words), MOST_WORDS)):
            entry = entry_of(" ".join(words[:n]))
            if entry is not None and entry.kind in ("city", "capital", "region", "state"):
                found[" ".join(words[n:])].add(" ".join(words))
    return {name: min(forms) for name, forms in found.items() if len(forms) == 1}


def letter_of(form: str) -> str:
    """Return the letter that a name shares with its initials and its short forms."""
    return (org_key(form) or form)[:1].casefold()


def by_first_letter(forms: Sequence[str]) -> dict[str, list[str]]:
    """Return forms under their first letter, so that only those are compared."""
    letters: defaultdict[str, list[str]] = defaultdict(list)
    for form in forms:
        letters[letter_of(form)].append(form)
    return letters


def bodies_by_head(bodies: Sequence[Span]) -> dict[str, str]:
    """Return head words to the body that each means when it stands alone, the most named: "the Church"."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for span in bodies:
        for word in head_words(span):
            counts[word][tidy(span.text)] += 1
    return {word: min(c, key=lambda text: (-c[text], text)) for word, c in counts.items()}


def own_body(form: str, n: int) -> Entry | None:
    """Return the known body that a form names behind its state, the first n words: "U.S. Federal Bureau of Investigation"; not "Scottish Liberal Democrats"."""
    words = form.split()
    land, body = entry_of(" ".join(words[:n])), entry_of(" ".join(words[n:]))
    if land is None or body is None or body.kind != "body":
        return None
    return body if land.key == f"GPE:{body.country_code}" else None


AT_HOME = "ORG:HOME/"
"""How the key begins of a body that every state has, in an article that names no state: the publisher's home decides (`homes.gain_of`)."""


def body_of(form: str, named_states: Counter[str], owner: str | None) -> Bound:
    """Return what an organisation's name means by itself: expanded, without its legal form (but "Canada Development Corp"), with its state if needed."""
    name, key = without_legal_form(form), org_key(form)
    name = expanded(form if name.split()[-1] in PUBLIC_TRADES else name)
    prefix = leading_state(form)
    bare = org_key(" ".join(form.split()[prefix[1] :])) if prefix else key
    state, home = prefix[0] if prefix else None, home_state(named_states, bare)
    full = mixed_case(name)
    if prefix and (own := own_body(form, prefix[1])) is not None:
        return bound_to(own)
    if not any(map(is_of_every_state, (bare, key))):
        is_part = state is None and is_of_state_body(form)
        return Bound(full, f"ORG:{turned(key)}", (owner or home) if is_part else state)
    told = (state, owner, lexicon().one_state_orgs.get(bare), home)
    code = next(filter(None, told), None)
    if code:
        return Bound(full, f"ORG:{code}/{turned(bare)}", code)
    may_be = () if named_states else (f"{AT_HOME}{turned(bare)} 0.00",)
    return Bound(full, f"ORG:{turned(key)}", None, may_be)


def is_of_every_state(key: str) -> bool:
    """Tell whether a folded name is of a body that every state has: "supreme court", any ministry; not "Harbor Ministry", of a church."""
    words = key.split()
    is_ministry = words[0] == "ministry" or (
        words[-1] == "ministry" and not lexicon().topics.isdisjoint(map(str.capitalize, words))
    )
    return key in lexicon().generic_orgs or (is_ministry and len(words) > 1)


OF_THE_STATE = re.compile(r"(?:(?P<name>[A-Z]\w+(?: [A-Z]\w+)?)['’]s|\b[Ss]tate(?:['’]s)?) $")
STATE_HEAD = "State "
AT_STAKE = re.compile(
    r" (?:race|contest|seats?|candidates?|primary|nominee|elections?|campaign|delegation|runoff|hopefuls?|bid)\b"
)
"""Behind a body they tell of the nation's, in which the division has a seat: "Iowa's Senate race"."""


def bodies_of_divisions(spans: Sequence[Span]) -> dict[tuple[int, int], Bound]:
    """Return, by section and place, which division's a body is that its nation has, too: "New Jersey's Supreme Court", "the state Senate".

    Where the article has no word of the nation's the bare name is the division's as well.
    """
    generic = [s for s in spans if s.entity_type == "ORG" and is_of_every_state(bare_of(s))]
    lands = Counter(s.entry.name for s in spans if s.entry is not None and is_division(s.entry))
    land = min(lands, key=lambda name: (-lands[name], name), default=None)
    owners = {id(span): division_before(span, land) for span in generic}
    nations = {bare_of(s) for s in generic if leading_state(tidy(s.text))}
    nations |= set(map(org_key, states_before(generic)))
    told = {bare_of(s): owner for s in reversed(generic) if (owner := owners[id(s)])}
    return {
        (span.view.order, span.start): Bound(
            f"{owner} {name}", f"ORG:{org_key(owner)} {bare}", code
        )
        for span in generic
        for name, bare in ((tidy(span.text).removeprefix(STATE_HEAD), bare_of(span)),)
        for owner in (owners[id(span)] or (told.get(bare) if bare not in nations else None),)
        for code in (country_of_division(owner),)
        if owner and leading_state(tidy(span.text)) is None
    }


CAMPUS = re.compile(r"(?: at|(?<=California),) (?P<town>[A-Z][\w-]+(?: [A-Z]\w+)?)")


def universities_of(spans: Iterable[Span]) -> dict[tuple[int, int], Bound]:
    """Return, by section and place, the universities that are told apart by the town of their campus: "University of Texas at Austin"."""
    found = (
        (span, CAMPUS.match(span.view.text, span.end))
        for span in spans
        if span.entity_type == "ORG" and span.text.startswith("University of ")
    )
    return {
        (span.view.order, span.start): Bound(name, f"ORG:{org_key(name)}", None)
        for span, campus in found
        if campus is not None
        and world().named(town := fold(campus["town"]))
        and town not in lexicon().never  # not "at Christmas"
        for name in (tidy(span.text + campus[0]),)
    }


def bare_of(span: Span) -> str:
    """Return a body's key without the state that owns it, or the word for one: "U.S. Senate", "State Senate"."""
    form = tidy(span.text).removeprefix(STATE_HEAD)
    led = leading_state(form)
    return org_key(" ".join(form.split()[led[1] :]) if led else form)


def is_division(entry: Entry) -> bool:
    """Tell whether a known thing is a division of a state: "New Jersey"."""
    return entry.kind == "region" and entry.entity_type == "GPE" and "-" in entry.key


def country_of_division(name: str | None) -> str | None:
    """Return the country of a known division of this name."""
    entry = entry_of(name) if name else None
    return entry.country_code if entry is not None else None


def division_before(span: Span, land: str | None) -> str | None:
    """Return the division named before a body, or, behind "state", a land: the one that the article names most."""
    text = span.view.text
    found = OF_THE_STATE.search(text, max(0, span.start - 40), span.start)
    if found is not None and found["name"] is not None:
        if AT_STAKE.match(text, span.end):
            return None
        entry = entry_of(found["name"]) or entry_of(found["name"].rpartition(" ")[2])
        return entry.name if entry is not None and is_division(entry) else None
    is_told = found is not None or text.startswith(STATE_HEAD, span.start)
    return land if is_told else None


def is_of_state_body(form: str) -> bool:
    """Tell whether a name is of a part of a body that every state has: "Senate Judiciary Committee", "Cabinet Office"; not "House of Fraser"."""
    first, _, rest = form.partition(" ")
    return org_key(first) in lexicon().generic_orgs and not PUBLIC.isdisjoint(rest.split())


def leading_state(form: str) -> tuple[str, int] | None:
    """Return (ISO code, words) of the state or nationality that an organisation's name begins with; Georgia is two, and British Columbia none.

    >>> leading_state("Georgian Parliament"), leading_state("Georgia Tech"), leading_state("British Columbia Lottery")
    (('GEO', 1), None, None)
    >>> leading_state("HM Treasury")
    ('GBR', 1)
    """
    if form.startswith("HM "):
        return "GBR", 1
    found = leading_place(form.split())
    if found is None or found[0].kind not in ("state", "demonym") or form.startswith("Georgia "):
        return None
    entry, n = found
    return (entry.country_code, n) if entry.country_code else None


def leading_place(words: Sequence[str]) -> tuple[Entry, int] | None:
    """Return the longest known place or people that a body's name begins with, and its words."""
    known = ((entry_of(" ".join(words[:n])), n) for n in (3, 2, 1) if len(words) > n)
    return next(((entry, n) for entry, n in known if entry and entry.kind != "body"), None)


def expanded(form: str) -> str:
    """Return an organisation's name with a state's abbreviation before it written out.

    >>> expanded("US Department of State"), expanded("US Steel")
    ('United States Department of State', 'US Steel')
    """
    first, _, rest = form.partition(" ")
    entry = entry_of(first) if rest else None
    is_short = entry is not None and entry.kind == "state" and first.replace(".", "").isupper()
    is_short = is_short and not PUBLIC.isdisjoint(rest.split())
    return f"{entry.name} {rest}" if entry is not None and is_short else form


PUBLIC = forms("public")
"""Words of a state's own bodies: before these its abbreviation is written out, not in the name of a firm ("US Steel")."""

PUBLIC_TRADES = frozenset(
    "Banking Broadcasting Credit Development Finance Housing Investment Petroleum Port".split()
)
"""Before "Corporation" they make the name of a public body, which is none without it."""


JOINED = frozenset({"and", "und", "et", "y", "og", "och"})
"""What stands before "Co" and its like, and goes with it: "E.F. Hutton and Co"."""


def without_legal_form(form: str) -> str:
    """Return a firm's name without its legal form.

    >>> without_legal_form("Harbour Freight Corp."), without_legal_form("Acme Co. Ltd")
    ('Harbour Freight', 'Acme')
    >>> without_legal_form("Nordic Broadcasting Corporation")
    'Nordic Broadcasting Corporation'
    >>> without_legal_form("E.F. Hutton and Co")
    'E.F. Hutton'
    """
    words = form.split()
    while len(words) > 1 and fold(words[-1]) in lexicon().legal_forms:
        if words[-2] in PUBLIC_TRADES and words[-1] == "Corporation":
            break
        words = words[:-1]
        if len(words) > 1 and words[-1] in JOINED:
            words = words[:-1]
    return " ".join(words).rstrip(",&")


@functools.lru_cache(maxsize=100_000)
def org_key(form: str) -> str:
    """Return the key of an organisation's name: folded, one spelling, no article, no legal form."""
    words = fold(expanded(without_legal_form(form))).split()
    words = [lexicon().spelling.get(word, word) for word in words]
    if words[:1] == ["the"] and len(words) > 1:
        words = words[1:]
    return " ".join(words)


def turned(key: str) -> str:
    """Return a ministry's key in one order of words.

    >>> turned("state department"), turned("united states department of state")
    ('department of state', 'united states department of state')
    """
    found = re.fullmatch(r"(\w+(?: \w+)?) (department|ministry)", key)
    key = f"{found[2]} of {found[1]}" if found else key
    return lexicon().same_body.get(key, key)


def states_named(spans: Sequence[Span]) -> Counter[str]:
    """Return how often an article names each state; a body behind another state than the one that has it so tells of that: "New Zealand's Labour"."""
    owners = states_before([s for s in spans if s.entity_type == "ORG" and s.entry is None])
    told = ((state_told(span), owners.get(tidy(span.text))) for span in spans)
    return Counter(owner or code for code, owner in told if code is not None)


def home_state(named_states: Counter[str], bare: str) -> str | None:
    """Return the state that the article is mostly about, if one is, of those that have a body: Israel has no Congress."""
    having = lexicon().states_with.get(bare.partition(" ")[0])
    codes = {code: n for code, n in named_states.items() if having is None or code in having}
    if not codes:
        return None
    code, n = min(codes.items(), key=lambda item: (-item[1], item[0]))
    return code if n >= 2 and n > SHARE_OF_STATE * sum(codes.values()) else None


def tells_state(entry: Entry) -> bool:
    """Tell whether a known thing is a place, a people or a body of a state, not a firm, a club or a paper."""
    return entry.kind != "body" or not PUBLIC.isdisjoint(entry.name.split())


def state_told(span: Span) -> str | None:
    """Return the state of which a name says that the article is about it: of a place, a people, a state's own body; a firm may be anybody's news."""
    if span.entry is not None:
        return span.entry.country_code if tells_state(span.entry) else None
    return lexicon().one_state_orgs.get(org_key(span.text)) if span.entity_type == "ORG" else None


def states_before(bodies: Sequence[Span]) -> dict[str, str]:
    """Return forms to the state whose name or adjective mostly stands before them: "Iran's Foreign Ministry"."""
    codes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for span in bodies:
        before = span.view.text[max(0, span.start - 40) : span.start]
        words = before.replace("’", "'").replace("/", " ").split()
        for n in range(1, min(2, len(words)) + 1):
            entry = entry_of(" ".join(words[-n:]).removesuffix("'s").removesuffix("'"))
            if entry and entry.kind in ("state", "demonym", "capital") and entry.country_code:
                codes[tidy(span.text)][entry.country_code] += 1
    return {form: min(c, key=lambda code: (-c[code], code)) for form, c in codes.items()}


def explicit_acronyms(spans: Sequence[Span]) -> dict[str, Span]:
    """Return initials to the long form they stand behind in brackets: "Democratic Unionist Party (DUP)"."""
    found: dict[str, Span] = {}
    for one, two in itertools.pairwise(spans):
        if one.view is two.view and one.entity_type in ABBREVIATED:
            gap = one.view.text[one.end : two.start]
            is_short = is_short_of(tidy(two.text), tidy(one.text))
            is_body = one.entity_type == two.entity_type == "ORG" and len(two.text) < len(one.text)
            is_body = is_body and two.entry is None
            if gap.strip(" \"“'") == "(" and (is_short or is_body):
                found.setdefault(tidy(two.text), one)
    return found


TICKER = re.compile(r"[A-Z]{1,5}(?:\.[A-Z]{1,3})?")
BEFORE_TICKER = re.compile(
    r"(?P<gap>(?: (?:[Pp]lc|PLC|Inc|Corp|Ltd|Co|AG|NV))?[\s.,]*)[<(](?:[A-Z][A-Za-z ]{1,12}:\s?)?"
)
MAX_BEFORE = 30
"""Characters between a firm and its ticker, the exchange among them."""


def tickers(spans: Sequence[Span]) -> dict[str, Span]:
    """Return tickers to the firm they stand behind: "Tandem Group <TNDM.O>", "Wal-Mart (NYSE: WMT)"."""
    found: dict[str, Span] = {}
    for k, span in enumerate(spans):
        if not is_ticker(span):
            continue
        for firm in reversed(spans[max(0, k - 2) : k]):
            gap = span.view.text[firm.end : span.start]
            if (
                firm.view is span.view
                and firm.entity_type == "ORG"
                and len(gap) <= MAX_BEFORE
                and BEFORE_TICKER.fullmatch(gap)
            ):
                found.setdefault(tidy(span.text), firm)
    return found


def is_ticker(span: Span) -> bool:
    """Tell whether a name is a code of an exchange in brackets: "<IBM.N>", "(NYSE: WMT)", "(AAPL.O)"."""
    text = span.view.text
    after = text[span.end : span.end + 1]
    if span.entity_type != "ORG" or span.entry is not None or not TICKER.fullmatch(span.text):
        return False
    before = text[max(0, span.start - MAX_BEFORE) : span.start]
    is_angled = after == ">" and before.endswith("<")
    return is_angled or (
        after == ")"
        and ("." in span.text or re.search(r"\([A-Z][A-Za-z ]{1,12}:\s?$", before) is not None)
    )


ABBREVIATED = frozenset({"ORG", "LOC", "EVENT"})
"""What newspapers give initials to in brackets."""


def long_form_of(form: str, others: Sequence[str]) -> str | None:
    """Return the longer name in the article that a form shortens: by its initials, or its first words."""
    for other in others:
        if len(other.split()) > len(form.split()) and (is_short_of(form, other)):
            return other
    return None


def is_short_of(form: str, other: str) -> bool:
    """Tell whether a form is the initials or the leading words of another name.

    >>> is_short_of("DUP", "Democratic Unionist Party"), is_short_of("Goldman", "Goldman Sachs")
    (True, True)
    """
    letters = form.replace(".", "")
    if is_acronym(letters) and letters in initials_of(other):
        return True
    short, long = org_key(form).split(), org_key(other).split()
    is_opening = 0 < len(short) < len(long) and long[: len(short)] == short
    return is_opening and is_telling(form)


def is_acronym(letters: str) -> bool:
    """Tell whether letters may be the initials of a name."""
    is_joined = letters.replace("&", "").isalpha()
    return letters.isupper() and is_joined and MIN_ACRONYM < len(letters) < 9


class LongNames:
    """Where names first stand that others shorten, found by key: an article may hold thousands of both."""

    def __init__(self, places: Iterable[tuple[str, int]]) -> None:
        """Take names, each with where it stands."""
        self.initials: dict[str, int] = {}
        self.openings: dict[str, int] = {}
        self.keys: dict[str, int] = {}
        for name, start in sorted(places, key=lambda place: place[1]):
            words = (key := org_key(name)).split()[:MOST_WORDS]
            self.keys.setdefault(key, start)
            for letters in initials_of(name):
                self.initials.setdefault(letters, start)
            for n in range(1, len(words)):
                self.openings.setdefault(" ".join(words[:n]), start)

    def shortened_by(self, form: str) -> int | None:
        """Return where the first of the names stands that a form is short for, as `is_short_of` has it; None if none."""
        letters = form.replace(".", "")
        opened = self.openings.get(org_key(form)) if is_telling(form) else None
        return self.initials.get(letters, opened) if is_acronym(letters) else opened


MOST_WORDS = 16
"""Chosen: of a name whose openings are looked for; longer ones are lists."""


def initials_of(name: str) -> set[str]:
    """Return a name's initials: those of all its words, and without the small ones; with and without its legal form."""
    words, firm = (re.findall(r"[^\s-]+", form) for form in (name, without_legal_form(name)))
    some = (words, firm, (word for word in words if word not in FILLERS))
    return {"".join(word[0] for word in row).upper() for row in some}


def is_telling(form: str) -> bool:
    """Tell whether the leading words of a name say which one it is: no place, nationality or kind of body alone."""
    words = form.split()
    lex = lexicon()
    if entry_of(form) is not None or words[-1].casefold() in FILLERS:
        return False
    if len(words) == 1:
        return words[0] not in lex.org_heads and words[0] not in lex.org_tails and len(words[0]) > 2
    return True
