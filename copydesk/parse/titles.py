"""Headlines: which of a page's candidates is the title, and what of it is the publisher's name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from schemas.columns import CONTROL, TAG

MAX_TITLE_CHARS = 500
SEPARATOR = re.compile(
    r"\s+[|–—•·›‹»«:~⋆★-]\s+|\s*[|｜│┃ㅣ]\s*|\s+::\s+|\s+/\s+(?=[^/]{2,30}$)| - "
)
"""What parts a headline from the site's name in <title> and og:title."""

NOT_A_TITLE = re.compile(
    r"(?i)^(?:home(?: ?page)?|news|untitled(?: document)?|index|advertisement|404.*|403.*|(?:page )?not found"
    r"|access denied|just a moment\W*|log ?in|sign in|subscribe|breaking news|n/?a|null|none|undefined"
    r"|.{2,60} (?:(?:shared|posted) an? (?:link|post|photo|video|memory|note|event|page|reel|album)|updated (?:his|her|their|its) status"
    r"|(?:added|posted) (?:an?|\d+) new (?:photo|video)s?.{0,60}|was live)\."
    r"|.{2,60} (?:hat (?:seinen|ihren) Status aktualisiert|a mis à jour son statut|actualizó su estado|ha aggiornato il suo stato)\."
    r"|(?:.{2,60} [-–|:] )?(?:print(?:er)?[- ](?:view|version|friendly(?: (?:version|page))?)|druckansicht|druckversion|version imprimable|versión para imprimir|versione stampabile)"
    r"|(?:https?:|www\.)\S+|\S+\.(?:html?|txt|jsonl?|xml|pdf|docx?|rtf|aspx?|php|jpe?g|png|gif)|please enable (?:cookies|javascript)\W*"
    r"|no title|menu|search|startseite|inicio|accueil|[\W\d_]+)$"
)
ARCHIVE = re.compile(r"(?i)^blog ?archive?s?\s*[»|:–-]\s*")
"""What weblog software sets before a headline."""
MARKUP = re.compile(TAG)
CONTROLS = re.compile(CONTROL)
WORD = re.compile(r"\w+")
TYPOGRAPHY = re.compile("[\u2010-\u2027\u00a0]+")
SHORT_TEXT = 40
"""No part of a word: most longer texts are plain ASCII without them, and these are told in a third of the time."""
SMALL = bytes(range(256)).lower()
NO_KEY = bytes(code for code in range(128) if not chr(code).isalnum())
"""What becomes of the bytes of plain ASCII in a key, and which of them are none."""


def squeeze(text: str) -> str:
    """Return the text on one line without markup and control characters."""
    if "<" in text:
        text = MARKUP.sub(" ", text)
    return " ".join((text if text.isprintable() else CONTROLS.sub("", text)).split())


def key_of(text: str | None) -> str:
    """Return what two writings of one name or headline have in common.

    >>> key_of("The Harbour-Gazette") == key_of("the harbour gazette")
    True
    """
    if not text:
        return ""
    if text.isascii():
        return text.encode().translate(SMALL, NO_KEY).decode()
    if len(text) > SHORT_TEXT:
        text = TYPOGRAPHY.sub("", text)
        if text.isascii():
            return text.encode().translate(SMALL, NO_KEY).decode()
    return "".join(WORD.findall(text.casefold())).replace("_", "")


def clean_title(text: object, names: Iterable[str] = ()) -> str | None:
    """Return the headline without the publisher's name, or None where it is no headline.

    >>> clean_title("Ferry line reopens | The Harbour Gazette", ["Harbour Gazette"])
    'Ferry line reopens'
    """
    if not isinstance(text, str):
        return None
    title = ARCHIVE.sub("", part_publisher(squeeze(text), names).strip(" |│"))
    if not 3 <= len(title) <= MAX_TITLE_CHARS or NOT_A_TITLE.match(title):
        return None
    return None if key_of(title) in {key_of(name) for name in names} else title


def part_publisher(title: str, names: Iterable[str]) -> str:
    """Return the title without parts, at either end, that name the publisher."""
    keys = {key for name in names if len(key := key_of(name)) > 1}
    while True:
        cuts = list(SEPARATOR.finditer(title))
        if not cuts or not keys:
            return title
        first, last = cuts[0], cuts[-1]
        if _names(title[last.end() :], keys):
            title = title[: last.start()].strip()
        elif _names(title[: first.start()], keys):
            title = title[first.end() :].strip()
        else:
            return title


def _names(part: str, keys: set[str]) -> bool:
    """Return whether a part of a title is a publisher's name, with or without an article or domain ending."""
    key = key_of(part)
    return bool(key) and any(
        key == name
        or (
            len(name) >= 4
            and len(key) <= len(name) + 12
            and (key.startswith(name) or key.endswith(name))
        )
        or (len(key) >= 4 and (name.startswith(key) or name.endswith(key)))
        for name in keys
    )


WEIGHTS = {
    "structured": 2.5, "og": 1.0, "h1": 0.7, "lone h1": 1.4, "alike h1": 2.0, "shown h1": 5.0, "h2": 0.7, "twitter": 0.3,
    "title": 0.3, "other h1": 0.35, "stray h1": 0.2,
}  # fmt: skip
"""What each place of a headline counts in the vote, found by search on half of 546 pages and checked on the other.
A heading counts more where no structured data speaks for it, and most beside what other software than a newsroom's wrote."""
CONFIRMING = frozenset(("structured", "og", "h1", "lone h1", "alike h1", "shown h1", "twitter"))
"""Places whose writing tells what of another place's title is kicker or tail."""
HEADINGS = frozenset(("h1", "lone h1", "alike h1", "shown h1", "other h1", "h2"))
MIN_HEADING_KEY = 6
MIN_PART_KEY = 10
MAX_CUTS = 8
MAX_KICKER_CHARS = 70
MIN_CUT_CHARS = 100
"""Search engines ask for headlines of at most 110 characters in structured data: longer ones are cut there."""
CUT_END = re.compile(r"\s*(?:…|\.\.\.)\s*$")
KICKER_SIGN = re.compile(r"[^\w\s]\s*[\"'“„«‘]*$")
PART_SIGN = re.compile(r"^(?:\s+[|–—•·›»~*-]\s|\s*[|｜│┃ㅣ])")


def pick_title(
    candidates: Sequence[tuple[str, str]],
    headings: Iterable[str],
    edges: Collection[str] = frozenset(),
) -> str | None:
    """Return the headline on which most candidates (place, cleaned text) agree; of equals the first.

    >>> pick_title([("og", "Ferry reopens"), ("title", "Ferry reopens | Old Harbour Post")], ["Ferry reopens"])
    'Ferry reopens'
    """
    known = {key for key in map(key_of, headings) if len(key) >= MIN_HEADING_KEY}
    own = [(place, _own_part(text, known)) for place, text in candidates]
    stated = list(dict.fromkeys(text for place, text in own if place in CONFIRMING))
    everything = list(dict.fromkeys(text for _, text in own))
    votes: defaultdict[str, float] = defaultdict(float)
    writings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for place, text in own:
        meant = _meant(text, everything if place in HEADINGS else stated, edges)
        if place in ("og", "twitter"):
            meant = _past_quote(meant, everything)
        votes[key_of(meant)] += WEIGHTS[place]
        writings[key_of(meant)][meant] += 1
    most = max(votes.values(), default=0.0)
    best = (written for key, written in writings.items() if votes[key] >= most - 1e-9)
    return max(written, key=written.__getitem__) if (written := next(best, None)) else None


def _past_quote(text: str, others: Sequence[str]) -> str:
    """Return the text, or what goes on behind it with a quotation mark: such a mark cuts an attribute short."""
    for other in others:
        if other.startswith(text) and other[len(text) :].lstrip()[:1] in ('"', "'"):
            return other
    return text


def _meant(text: str, others: Sequence[str], edges: Collection[str]) -> str:
    """Return what of a title another place of the page confirms: whole where it was cut, without kicker or tail."""
    key = key_of(text)
    found = text
    for other in others:
        if _is_whole_of(other, text):
            return other
        part = key_of(other)
        if len(part) < MIN_PART_KEY or len(part) >= len(key_of(found)):
            continue
        is_set_off = part in edges
        has_kicker = key.endswith(part) and len(text) - len(other) <= MAX_KICKER_CHARS
        has_kicker &= is_set_off or KICKER_SIGN.search(text[: -len(other)]) is not None
        has_tail = text.startswith(other) and (is_set_off or PART_SIGN.match(text[len(other) :]))
        if (has_kicker and _is_several(other)) or has_tail:
            found = other
    return found


def _is_whole_of(other: str, text: str) -> bool:
    """Return whether a title that was cut goes on in another: not with what only follows a title behind a sign."""
    is_cut = CUT_END.search(text) is not None or len(text) >= MIN_CUT_CHARS
    key, whole = key_of(text), key_of(other)
    if not is_cut or len(key) < 30 or len(whole) <= len(key) or not whole.startswith(key):
        return False
    return not PART_SIGN.match(other[len(CUT_END.sub("", text)) :])


def shares_word(heading: str, titles: Iterable[str]) -> bool:
    """Return whether a heading has a word of some length in common with what other places give as the title."""
    words = _long_words(heading)
    return any(words & _long_words(title) for title in titles)


def _long_words(text: str) -> set[str]:
    """Return the longer words of a text, folded; of scripts without spaces its pairs of signs."""
    words = WORD.findall(text.casefold())
    pairs = {word[i : i + 2] for word in words if not word.isascii() for i in range(len(word) - 1)}
    return {word for word in words if len(word) >= 4} | (pairs if len(words) <= 3 else set())


def _is_several(text: str) -> bool:
    """Return whether a text is more than one word (scripts without spaces: more than a few signs)."""
    return len(text.split()) >= 2 or not text.isascii()


def _own_part(text: str, headings: set[str]) -> str:
    """Return the longest part of a title that stands on the page as a heading of its own, else the whole."""
    if key_of(text) in headings:
        return text
    cuts = list(SEPARATOR.finditer(text))[:MAX_CUTS]
    edges = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    parts = [text[start:end].strip() for start in edges[0] for end in edges[1] if end > start]
    known = [part for part in parts if key_of(part) in headings]
    return max(known, key=len, default=text)
