"""One plain line of English per event: who did what to whom, where, when."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from copydesk.events.lexicon import word_list
from copydesk.events.parties import OWN_ROLES, PERSON_ROLES, STATE_ROLES
from copydesk.vocabulary import by_language

MOST_NAMED = 2
"""Parties of a role that a line names; the others are counted."""

FRAME = {
    "planned": "{who} planned to {to}",
    "threatened": "{who} threatened to {to}",
    "claimed": "{who} {did}, as a party to it says",
}
"""How a status is told; any other as having been done."""
SAYS_STATUS = ("THREATEN", "AGREE", "ANNOUNCE")
SMALL, MASS = word_list("summary", "small"), word_list("summary", "mass")
LINKS = frozenset("with against of to for from on at or".split())
MONTHS = by_language("months")["en"]
LONGEST_MONTH = 31  # days


def summary_of(event: Mapping[str, Any], place: str | None) -> str:
    """Return the line of an event: its type, mode, status, names, trigger and date as in the row."""
    phrase = _phrase(event["event_type"], event["event_mode"], event["trigger"])
    # "Threatened to threaten", "planned to promise" say once too often what the type says already.
    status = "" if event["event_type"] in SAYS_STATUS else event["status"]
    actor, recipient = (_named(_inside(event, role)) for role in ("actor", "recipient"))
    if actor is None:
        deed = f"{phrase['noun']} {recipient or 'somebody'}"
        line = f"{deed} {status}" if status in ("planned", "threatened") else deed
    else:
        did, to = phrase["alone"], _alone(phrase["to"])
        if recipient is not None:
            did, to = f"{phrase['did']} {recipient}", f"{phrase['to']} {recipient}"
        line = FRAME.get(status, "{who} {did}").format(who=actor, did=did, to=to)
    where = f" in {place}" if place and place not in line else ""
    when = day_line(event["event_date_start"], event["event_date_end"])
    line = f"{line}{where}{f', {when}' if when else ''}"
    return line[:1].upper() + line[1:]


def _alone(phrase: str) -> str:
    """Return what is done to nobody that is named.

    >>> _alone("hold talks with"), _alone("withdraw from or for"), _alone("attack")
    ('hold talks', 'withdraw', 'attack somebody')
    """
    words = phrase.split()
    while words[-1] in LINKS:
        words.pop()
    bare = " ".join(words)
    return bare if bare != phrase else f"{phrase} somebody"


def day_line(first: dt.date | None, last: dt.date | None) -> str | None:
    """Return a day, month, year, stretch or bound in words.

    >>> day_line(dt.date(2024, 5, 17), dt.date(2024, 5, 17)), day_line(None, dt.date(2024, 5, 17))
    ('17 May 2024', 'by 17 May 2024')
    >>> day_line(dt.date(2024, 5, 1), dt.date(2024, 5, 31)), day_line(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    ('May 2024', '2024')
    """
    if last is None:
        return None
    if first is None:
        return f"by {_day(last)}"
    if first == last:
        return _day(first)
    after = last + dt.timedelta(days=1)
    if first.day == 1 and after.day == 1 and (after - first).days <= LONGEST_MONTH:
        return f"{MONTHS[first.month - 1]} {first.year}"
    if (first.month, first.day, after.month, after.day) == (1, 1, 1, 1):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    return f"{_day(first)} to {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _inside(event: Mapping[str, Any], role: str) -> list[str]:
    """Return the names of a role as they stand inside a line: "Attack on two officers", which began a sentence; "The Hague" is known."""
    names, n_known = event[f"{role}_names"], len(event.get(f"{role}_ids", ()))
    return [*names[:n_known], *map(_noun, names[n_known:])]


def _noun(words: str) -> str:
    """Return words that name nobody as they stand inside a line, one alone with an article.

    >>> _noun("Two officers"), _noun("Union"), _noun("police"), _noun("Officials"), _noun("army")
    ('two officers', 'a union', 'police', 'Officials', 'the army')
    """
    word = words.lower()
    if word in (STATE_ROLES | OWN_ROLES) - MASS:
        one = "an" if word[0] in "aeio" else "a"
        return f"{'the' if word in STATE_ROLES - PERSON_ROLES else one} {word}"
    return f"{word[0]}{words[1:]}" if word.partition(" ")[0] in SMALL else words


def _named(names: Sequence[str]) -> str | None:
    """Return some names joined, the rest counted.

    >>> _named(["A", "B", "C", "D"]), _named(["A", "B"]), _named([])
    ('A, B and 2 others', 'A and B', None)
    """
    if len(names) > MOST_NAMED + 1:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} others"
    return (
        " and ".join([", ".join(names[:-1]), names[-1]])
        if len(names) > 1
        else next(iter(names), None)
    )


def _phrase(event_type: str, mode: str | None, trigger: str | None) -> Mapping[str, str]:
    """Return how a type and mode is told, or one word of it that says more than its type does: "signed an accord with", of "signed" and "signed for"."""
    phrases, word = _phrases(), (trigger or "").casefold().partition(" ")[0]
    told = _told_words().get((event_type, word))
    return phrases.get(told or f"{event_type}/{mode}") or phrases[event_type]


@functools.cache
def _told_words() -> Mapping[tuple[str, str], str]:
    """Return the key of the phrase of each type and word that has one of its own."""
    worded = ((key, phrase["words"].split()) for key, phrase in _phrases().items() if "words" in phrase)  # fmt: skip
    return {(key.partition(":")[0], word): key for key, words in worded for word in words}


@functools.cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
