"""Pages that hold no story but a notice to the program that fetched them: blocked, prove that you are human, run scripts.

A notice must not become an article, however many words it has. A story about such notices is longer than they are.
"""

from __future__ import annotations

import re

SCRIPT_SIGN = re.compile(
    r"(?i)\b(?:enable|activate|turn on|allow|requires?|without|activer|activez|habilit\w+|activ[ae]r?|aktivieren(?: sie)?(?: bitte)?"
    r"|attiva\w*|schakel)\s+(?:your\s+)?java-?\s?script\b|\bjava-?\s?script\s+(?:is|to be|must be|seems to be|ist|muss|est|está|non è)\s"
    r"(?:\w+\s){0,2}(?:disabled|enabled|required|deaktiviert|aktiviert|désactivé|desactivado|deshabilitado|attivo)"
)
"""What the frame of a page says that is built by scripts and was not."""
BLOCK_SIGNS = (
    re.compile(r"(?i)\bincapsula incident|\brequest unsuccessful\b"),
    re.compile(r"(?i)\b(?:cloudflare )?ray id\b|\breference #\s?[\da-f.]{8,}|\bincident id\b"),
    re.compile(
        r"(?i)\bchecking (?:your browser|if the site connection is secure)\b|\bddos protection by\b"
    ),
    re.compile(
        r"(?i)\b(?:verify|confirm|prove)(?: that)? you(?:'re| are)(?: not)? (?:a )?(?:human|robot|bot)\b"
    ),
    re.compile(
        r"(?i)\bare you (?:a )?(?:human|robot)\b|\bnot a robot\b|\bcaptcha\b|\bsecurity check\b"
    ),
    re.compile(r"(?i)\b(?:sorry, )?you have been blocked\b|\bunable to access\b"),
    re.compile(
        r"(?i)\baccess (?:to this (?:page|site|resource) (?:has been |is )?)?denied\b|\byou don't have permission\b"
    ),
    re.compile(
        r"(?i)\bunusual (?:traffic|activity)\b|\bpardon our interruption\b|\bautomated (?:access|requests|queries)\b"
    ),
    re.compile(
        r"(?i)\benable (?:java-?\s?script and )?cookies\b|\bcookies (?:are|to be) enabled\b"
    ),
)
"""What guards against programs say (the texts of the common services)."""
MAX_SCRIPT_WORDS = 60
MAX_BLOCK_WORDS = 150
SURE_WORDS = 40
"""Up to so many words one sign is enough, beyond two."""


def is_notice(title: str | None, text: str) -> bool:
    """Return whether a page's text is no story but a notice to who fetched it.

    >>> is_notice("Gazette", "You need to enable JavaScript to run this app.")
    True
    """
    n_words = len(text.split())
    if n_words > MAX_BLOCK_WORDS:
        return False
    if n_words <= MAX_SCRIPT_WORDS and SCRIPT_SIGN.search(text):
        return True
    whole = f"{title or ''}\n{text}"
    n_signs = sum(bool(sign.search(whole)) for sign in BLOCK_SIGNS)
    return n_signs >= (1 if n_words <= SURE_WORDS else 2)
