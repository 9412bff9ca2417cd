"""The word lists of the name rules, read once from `data/words.toml`, and the folding under which names are compared."""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
import unicodedata
from importlib import resources
from typing import Any

from copydesk.text.given_names import given_names

FOLDED_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d"}
)
"""Letters that Unicode does not take apart into a base and an accent."""

NOT_WORD = re.compile(r"[^\w&]+")
INITIALS = re.compile(r"\b(?:[A-Za-z]\.\s?){2,}")
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Lexicon:
    """Every closed list of words that a rule leans on."""

    calendar: frozenset[str]
    never: frozenset[str]  # no name when it stands alone
    function_words: frozenset[str]
    titles: frozenset[str]
    sure_titles: frozenset[str]
    trades: frozenset[str]
    citizens: frozenset[str]
    fields: dict[str, frozenset[str]]  # of what people do, with the words for those who do it
    deeds: dict[str, frozenset[str]]  # of what people do, with the words for those who do it
    given: frozenset[str]
    regnal: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    family_first: frozenset[str]
    common_surnames: frozenset[str]
    given_class: dict[str, str]  # a given name to the first of its variants
    legal_forms: frozenset[str]
    org_tails: frozenset[str]
    org_heads: frozenset[str]
    topics: frozenset[
        str
    ]  # what bodies are for: "and" behind one goes on with the same body's name
    place_tails: frozenset[str]
    place_heads: frozenset[str]
    press_tails: frozenset[str]
    event_tails: frozenset[str]
    event_heads: frozenset[str]
    role_tails: frozenset[str]
    laws: frozenset[str]
    happenings: frozenset[str]
    before_state: frozenset[str]
    same_body: dict[str, str]
    generic_orgs: frozenset[str]
    one_state_orgs: dict[str, str]
    states_with: dict[str, frozenset[str]]  # first word of a body to the states that have one
    spelling: dict[str, str]
    government_verbs: frozenset[str]
    government_nouns: frozenset[str]
    verbs_upon: frozenset[str]
    nouns_with: frozenset[str]
    location_words: frozenset[str]
    seated_bodies: frozenset[str]  # what bodies of a town or a division are
    public_bodies: frozenset[str]  # words of a state's own bodies and parties
    seats_of_many: frozenset[str]  # towns, folded, whose name in a body's tells nothing


def words(text: str) -> frozenset[str]:
    """Return the words of a blank-separated list."""
    return frozenset(text.split())


def small_words(text: str) -> frozenset[str]:
    """Return the words of a blank-separated list in small letters."""
    return frozenset(map(str.casefold, text.split()))


@functools.cache
def tables() -> dict[str, Any]:
    """Return what `data/words.toml` holds."""
    raw = resources.files("copydesk.entities").joinpath("data").joinpath("words.toml").read_bytes()
    return tomllib.loads(raw.decode("utf-8"))


def forms(name: str) -> frozenset[str]:
    """Return a list of one rule alone: its words, or what stands between bars where some have blanks."""
    text: str = tables()["forms"][name]
    return frozenset(text.split("|")) if "|" in text else words(text)


@functools.cache
def lexicon() -> Lexicon:
    """Return the word lists."""
    table = tables()
    never, person, org, gov = (
        table["never"],
        table["person"],
        table["organisation"],
        table["government"],
    )
    variants = [*person["nicknames"], *person["given_variants"]]
    return Lexicon(
        calendar=words(never["calendar"]),
        never=small_words(" ".join(never.values())),
        function_words=small_words(never["function_words"]),
        titles=small_words(person["titles"]),
        sure_titles=words(person["sure_titles"]),
        trades=words(person["trades"]),
        citizens=words(person["citizens"]),
        fields={field: words(text) for field, text in table["fields"].items()},
        deeds={field: words(text) for field, text in table["deeds"].items()},
        given=given_names(),
        regnal=words(person["regnal"]),
        particles=words(person["particles"]),
        suffixes=words(person["suffixes"]),
        family_first=words(person["family_first"]),
        common_surnames=words(person["common_surnames"]),
        given_class={name: line.split()[0] for line in reversed(variants) for name in line.split()},
        legal_forms=frozenset(fold(word) for word in words(org["legal_forms"])),
        org_tails=words(org["tails"]),
        org_heads=words(org["heads"]),
        topics=words(org["topics"]),
        place_tails=words(org["place_tails"]),
        place_heads=words(org["place_heads"]),
        seated_bodies=words(table["seats"]["bodies"]),
        public_bodies=words(table["seats"]["public"]),
        seats_of_many=words(table["seats"]["of_many"]),
        press_tails=words(org["press_tails"]),
        event_tails=words(org["event_tails"]),
        event_heads=words(org["event_heads"]),
        role_tails=words(org["role_tails"]),
        laws=words(org["laws"]),
        happenings=words(org["happenings"]),
        before_state=words(org["before_state"]),
        same_body=dict(org["same_body"]),
        generic_orgs=frozenset(org["generic"]),
        one_state_orgs=dict(org["of_one_state"]),
        states_with={name: words(codes) for name, codes in org["states_with"].items()},
        spelling=dict(org["spelling"]),
        government_verbs=words(gov["verbs"]),
        government_nouns=words(gov["nouns"]),
        verbs_upon=words(gov["verbs_upon"]),
        nouns_with=words(gov["nouns_with"]),
        location_words=words(gov["location"]),
    )


@functools.lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """Return a name as it is compared: no case, accents, possessive, initials' points or punctuation.

    >>> fold("José  García-Pérez’s"), fold("U.S."), fold("James P. DeHart")
    ('jose garcia perez', 'us', 'james p dehart')
    """
    name = POSSESSIVE.sub("", unicodedata.normalize("NFKC", name).strip())
    name = INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", name + " ")
    name = name.casefold().translate(FOLDED_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(NOT_WORD.sub(" ", re.sub(r"['’ʼ`]", "", plain)).split())


def is_capitalised(word: str) -> bool:
    """Tell whether a word begins with a capital letter (or a title-case one)."""
    return word[:1].isupper() or word[:1].istitle()
