"""How many publishers stand behind a row, where one may stand under its name here and under its host there."""

from __future__ import annotations

_HOST = r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$"
_ENDING = r"(?:\.(?:com?|org|net|gov|ac|edu|or|ne))?\.[a-z]{2,}$"


def _plain(name: str) -> str:
    """Return SQL for the letters and digits of a name: all that a host may hold of it ("The Gazette": gazette)."""
    letters = rf"regexp_replace(strip_accents(lower({name})), '[^\p{{L}}\p{{N}}]', '', 'g')"
    return f"regexp_replace({letters}, '^the(.)', '\\1')"


def n_voices(voices: str) -> str:
    """Return SQL that counts the publishers in a list of names and hosts.

    A host is another publisher than a name unless it is that name as an address has it: Continental Desk and
    continentaldesk.example are one, The Independent and independent.ie too, independent.ie and independent.co.uk two.

    Args:
        voices: SQL of a list; nulls in it are nobody.
    """
    is_host = f"regexp_matches(lower(v), '{_HOST}')"
    called = f"CASE WHEN {is_host} THEN lower(v) ELSE coalesce(nullif({_plain('v')}, ''), v) END"
    said = f"list_distinct(list_transform({voices}, lambda v: {called}))"
    label = _plain(f"regexp_replace(v, '{_ENDING}', '')")
    return f"len(list_filter({said}, lambda v: NOT ({is_host} AND list_contains({said}, {label}))))"
