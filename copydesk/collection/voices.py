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
    # What is asked of all letters of the world costs DuckDB milliseconds before the first row: it stands here once.
    plain = _plain(f"CASE WHEN {is_host} THEN regexp_replace(lower(v), '{_ENDING}', '') ELSE v END")
    host = f"CASE WHEN {is_host} THEN lower(v) END"
    told = f"list_transform({voices}, lambda v: {{'v': v, 'host': {host}, 'plain': {plain}}})"
    names = "list_distinct([coalesce(nullif(x.plain, ''), x.v) for x in s if x.host IS NULL])"
    hosts = "list_distinct([x.host for x in s if NOT list_contains(names, x.plain)])"
    both = f"list_transform([{names}], lambda names: len(names) + len({hosts}))[1]"
    return f"list_transform([{told}], lambda s: {both})[1]"
