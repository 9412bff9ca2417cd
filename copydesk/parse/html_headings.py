"""The headline of a page: the headings shown as such, and what structured data and meta elements give as its title.

How the places vote is decided in `titles`.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from copydesk.parse.html_data import LinkedData, text_value
from copydesk.parse.html_tree import is_elsewhere, marks_of, text_of
from copydesk.parse.titles import WORD, clean_title, key_of, pick_title, shares_word

MAX_HEADINGS = 20
MAX_LOWER = 8
MAX_PIECES = (
    6  # chosen: of a heading, each an element or between two; more are no kicker and headline
)
MIN_LONE_WORDS = 3
LEAST_SHARED = (
    0.25  # of words, of the longer text; .2 and .3 do the same: docs/decisions/003-html.md
)
MAX_HEADLINE_WORDS = 30  # chosen: a longer first heading is a standfirst
NO_HEADLINE = re.compile(
    r"(?i)bread-?crumb|(?<![a-z])(?:logo|branding|sr-only|aural|screen-reader(?:-text)?|visually-?hidden|element-invisible"
    r"|site-?_?(?:title|name|header__title)(?:blog)?|hide-?accessible|offscreen|invisible|vcard|modal|dialog|popup|notification|login|search|cookie\w*)(?![a-z])"
)
"""Classes of headings that are the site's name, a crumb of the path, a dialog or meant for machines."""
N_NEAR = 2  # ancestors whose marks and tags are asked
OWN_TEXT = ".//text()[not(parent::style or parent::script)]"
OPEN_END = re.compile(r"[a-zß-ÿ0-9.!?»”\"]$")
NEW_START = re.compile(r"^[A-ZÀ-Þ„“«\"]")


@dataclasses.dataclass(frozen=True, slots=True)
class PageHeadings:
    """Headings of a page in page order: those set as its headline, the lower ones, and what is no headline."""

    shown: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    edges: frozenset[str] = (
        frozenset()
    )  # keys of what these begin and end with in elements of its own


def read_headings(tree: HtmlElement, url: str | None) -> PageHeadings:
    """Return the headings of a page."""
    shown: list[str] = []
    hidden: list[str] = []
    edges: set[str] = set()
    for element in islice(tree.iter("h1"), MAX_HEADINGS):
        text = heading_text(element)
        if text and is_shown(element, url):
            shown.append(text)
            edges.update(_edges(element))
        elif text:
            hidden.append(text)
    lower: list[str] = []
    for element in islice(tree.iter("h2", "h3", "h4"), MAX_LOWER):
        if is_shown(element, url) and not is_elsewhere(element) and (text := heading_text(element)):
            lower.append(text)
            edges.update(_edges(element))
    return PageHeadings(
        tuple(dict.fromkeys(shown)),
        tuple(dict.fromkeys(lower)),
        tuple(dict.fromkeys(hidden)),
        frozenset(edges),
    )


def _edges(element: HtmlElement) -> Iterator[str]:
    """Yield the keys of what a heading begins and ends with, up to an element of its own: a kicker or a line on the story is one."""
    pieces = [piece for piece in element.xpath(OWN_TEXT) if piece.strip()]
    if len(pieces) <= MAX_PIECES:
        for n in range(1, len(pieces)):
            yield key_of("".join(pieces[:n]))
            yield key_of("".join(pieces[n:]))


def heading_text(element: HtmlElement) -> str:
    """Return the text of a heading; what stands in elements of its own is parted by a space."""
    pieces: list[str] = []
    for piece in element.xpath(OWN_TEXT):
        is_parted = pieces and OPEN_END.search(pieces[-1]) and NEW_START.match(piece)
        pieces.append(f" {piece}" if is_parted else piece)
    return " ".join("".join(pieces).split())


def is_shown(element: HtmlElement, url: str | None) -> bool:
    """Return whether a heading can be the headline: it leads to no other page, and no mark speaks against it."""
    for place in (element, *islice(element.iterancestors(), N_NEAR)):
        if place.tag == "nav" or NO_HEADLINE.search(marks_of(place)):
            return False
    return not _leads_away(element, url)


def _leads_away(element: HtmlElement, url: str | None) -> bool:
    """Return whether a heading as a whole is a link to another page (or to the site's root)."""
    parent = element.getparent()
    link = parent if parent is not None and parent.tag == "a" else element.find(".//a")
    address = (link.get("href") or "").strip() if link is not None else ""
    if not address or address.startswith(("#", "javascript:")):
        return False
    if link is not parent and len(heading_text(link)) < 0.8 * len(heading_text(element)):
        return False
    own, target = _last_step(url or "", ""), _last_step(url or "", address)
    return own is not None and target is not None and own != target


def _last_step(url: str, address: str) -> str | None:
    """Return the last step of the path to which an address leads from a page; None where it is broken."""
    try:
        return urlsplit(urljoin(url, address)).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return None


def read_headlines(
    tree: HtmlElement,
    data: LinkedData,
    meta: Mapping[str, list[str]],
    names: list[str],
    url: str | None,
) -> list[str]:
    """Return the writings of the headline, the title first."""
    headings = read_headings(tree, url)
    own, lower = _clean(headings.shown, names), _clean(headings.lower, names)
    stated = _stated_titles(tree, data, meta, names)
    said = [text for _, text in stated]
    is_lone = "structured" not in dict(stated)
    place = "lone h1" if is_lone else "h1" if data.is_newsrooms else "shown h1"
    shown = [(_place_of(title, said, place), title) for title in own[:3]]
    if not own:
        shown = [("h2", title) for title in _headlines_among(lower, said)][:1]
    hidden = [("title", title) for title in _clean(headings.hidden, names)[:1]]
    candidates = [*_without_search_title(stated, shown), *(shown or hidden)]
    chosen = pick_title(candidates, [*own, *lower], headings.edges)
    if chosen is None:
        chosen = clean_title(text_value(data.article.get("name")), names)
    return list(filter(None, dict.fromkeys([chosen, *said, *own])))


def _headlines_among(lower: list[str], said: list[str]) -> list[str]:
    """Return the lower headings that can be the headline: of a title's words, or the only one where none is stated, as in views for printing."""
    is_alone = not said and len(lower) == 1 and len(lower[0].split()) >= MIN_LONE_WORDS
    return lower if is_alone else [title for title in lower if shares_word(title, said)]


def _stated_titles(
    tree: HtmlElement, data: LinkedData, meta: Mapping[str, list[str]], names: list[str]
) -> list[tuple[str, str]]:
    """Return what a page states as its title, by place, without the publisher's name."""
    stated = [
        ("structured", text_value(data.article.get("headline"))),
        ("og", next(iter(meta.get("og:title", ())), None)),
        ("twitter", next(iter(meta.get("twitter:title", ())), None)),
        *(("title", text_of(element)) for element in islice(tree.iter("title"), 1)),
    ]
    return [(place, title) for place, text in stated if (title := clean_title(text, names))]


def _without_search_title(
    stated: list[tuple[str, str]], shown: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the stated titles; structured data that only repeats <title> yields to what is shown and shared alike.

    Such a page keeps one title for search engines and another for its readers.
    """
    keys = {place: key_of(text) for place, text in reversed(stated)}
    shared = keys.get("og", "")
    is_search_title = "structured" in keys and keys["structured"] == keys.get("title")
    is_other = is_search_title and shared and shared != keys["structured"]
    if not (is_other and any(key_of(text).endswith(shared) for _, text in shown)):
        return stated
    return [("og" if place == "structured" else place, text) for place, text in stated]


def _place_of(heading: str, said: list[str], place: str) -> str:
    """Return the weight class of a shown heading: what shares no word with what the page states is something else."""
    n_words = len(WORD.findall(heading))
    if said and not shares_word(heading, said):
        return "other h1" if n_words >= MIN_LONE_WORDS else "stray h1"
    if not MIN_LONE_WORDS <= n_words <= MAX_HEADLINE_WORDS:
        return "h1"
    is_alike = place == "lone h1" and said and _shared(heading, said) >= LEAST_SHARED
    return "alike h1" if is_alike else place


def _shared(heading: str, said: list[str]) -> float:
    """Return the greatest share of words that a heading has in common with what the page states: of the longer one's."""
    own = Counter(WORD.findall(heading.casefold()))
    others = [Counter(WORD.findall(text.casefold())) for text in said]
    return max((own & other).total() / max(own.total(), other.total(), 1) for other in others)


def _clean(headings: Iterable[str], names: list[str]) -> list[str]:
    """Return the headings that can be headlines, without the publisher's name."""
    return [title for heading in headings if (title := clean_title(heading, names))]
