"""Bylines as a page shows them: elements marked as such, links to authors' pages, short lines that open with "By"."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from lxml import etree
from lxml.html import HtmlElement

from copydesk.parse.authors import IN_PLACE, POST, is_full_name, read_authors, read_signature
from copydesk.parse.html_tree import OTHER_PLACE, Answers, is_elsewhere, marks_of, text_of
from copydesk.parse.titles import key_of

MAX_BYLINE_CHARS = 150  # chosen: of a marked element: some names and what they are
MAX_LINE_CHARS = 90  # chosen: of a line without a mark
MIN_LINE_CHARS = 5  # chosen: no shorter line is a full name
MAX_READ_CHARS = 1_000  # of an element: a longer one is no byline
MAX_SIGNERS = 5  # chosen: neighbouring elements that sign together; more are a list of staff
MAX_CANDIDATES = 12  # chosen: bounds the look for full names on pages of many marked elements
MAX_BOLD_CHARS = 60  # chosen: bold is no mark, so less than MAX_LINE_CHARS
MIN_PARAGRAPH_CHARS = 120  # chosen: a sentence or two: the first so long opens the text

EXACT_MARK = re.compile(
    r"(?i)(?<![a-z])(?:by-?line|author-?_{0,2}name|article-?_{0,2}author|post-?author|entry-?author|autor-?name|reporter-?name"
    r"|author-?link|contributor|author-?title|reader-credits)(?![a-z])|(?<![\w-])fn(?![\w-])"
)
LOOSE_MARK = re.compile(
    r"(?i)(?<![a-z])(?:authors?|autor(?:en|es|in)?|auteurs?|verfasser|redakteur|writer|journalist|reporter|signature|creator)"
    r"(?![a-z])|(?-i:[a-z](?:Author|Autor|Byline)(?![a-z]))"
)
"""Classes of elements that show who signs; the loose ones are asked where no exact one answers."""
MEDIA_MARK = re.compile(
    r"(?i)(?<![a-z])(?:media\w*|video|image|photo|figure|caption|credits?|copyright|avatar|bio|share|social|quote|testimonial|licen[cs]e|cc)(?![a-z])"
)
"""Classes of elements that name who made a picture, or say more of an author than the name."""
READER_MARK = "reader-credits"
"""How Firefox marks who signs in a page that was saved from its reader view."""
ASIDE_MARK = re.compile(r"(?i)[_-](?:categor(?:y|ies)|tags?|topics?|separator)(?![a-z])")
"""Parts of a byline's box that name no author: "byline__category"."""
TEST_ATTRIBUTES = ("data-testid", "data-qa", "data-test")
TEST_MARKS = etree.XPath(".//*[@data-testid or @data-qa or @data-test]")
ANY_MARK = re.compile(
    r"(?i)aut(?:h?or|eur)|by|verfasser|redakteur|writer|journalist|reporter|signature|creator|contributor|reader-credits|(?<![a-z])fn(?![a-z])"
)
"""What one of the marks above holds."""

NAME_PART = r"(?:[^\W\d_a-zß-ÿ](?:[\w.'’-]*[\w.])?|de|der|van|von|da|di|del|la|al|bin|le|du)"
NAME_LIST = rf"{NAME_PART}(?:[ ,&/]+(?:{NAME_PART}|and|und|et|y|e|en|og|och))*?"
NAMES = re.compile(NAME_LIST)
PEOPLE = re.compile(
    rf"{NAME_PART}(?: {NAME_PART}){{1,3}}(?:(?:\s*/\s*| and | und | et | y |, ){NAME_PART}(?: {NAME_PART}){{1,3}})*"
)
BY_LINE = re.compile(
    r"(?:(?i:by|von|vom|par|por|di|door|av|af|text|texte|texto|autor(?:in|en|es)?|authors?|words(?=:)|(?:(?:this|the) (?:post|article|story|recipe) (?:is|was) )?written by|(?:posted|words|story|recipe) by|geschrieben von"
    r"|(?:(?:ein|blog)[ -]?)?beitrag von|автор|redacción|reporter)(?:\(en\)|\(s\)|/in|:in)?\s*:?\s+)"
    rf"(?P<names>{NAME_LIST})"
    r"(?:\s*[,/(]\s*(?:dpa|afp|ap|apa|sid|reuters|efe|ansa)\)?)?\s*,?"
)
BYLINE_OPENING = re.compile(
    r"(?i)(?:by|von|vom|par|por|di|door|av|af|texte?|texto|aut(?:h?or)|th(?:is|e)\b|words|story|recipe|written|posted|geschrieben|ein|blog|beitrag|автор|redacción|reporter)"
)
READING_TIME = re.compile(r"\s*[|•·,–—-]\s*\d{1,2} ?min\w*(?: read)?$")
LABEL = re.compile(
    r"(?i)(?:autor(?:in|en|es)?|authors?|by|von|text|texte|par|por)(?:\(en\)|\(s\)|/in|:in)?\s*:?"
)
"""A byline's first word, alone in an element of its own."""
DAY = (
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\s?[./]\s?\d{1,2}\s?[./]\s?\d{2,4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2}(?:\.|er|º)?(?: de)? [^\W\d_]{3,10}\.?(?: de)? \d{4})"
)
OPENING = re.compile(
    r"(?i)(?:by|von|vom|par|por|di|door|av|af|texte?|texto|aut(?:h?or|eur)\w*|th(?:is|e) \w+ (?:is|was)|words|story|recipe|written|posted|published|geschrieben|veröffentlicht"
    r"|erstellt|eingestellt|ein|blog|beitrag|автор|redacción|reporter)\b|.{0,60}\d"
)
"""How a line opens that may be a byline: with a word for it, or with a day among its first signs."""
CLOCK = r"(?:\W{1,4}(?:(?:à|um|at|a las) )?\d{1,2}[:.h]\d\d(?:\s*(?:Uhr|h|[ap]\.?m\.?))?)?"
LINE_END = re.compile(
    rf"(?:\s*[|•·,–—-]\s*|\s+)(?:(?i:published|posted|updated|publiée?|publicad[oa]|veröffentlicht|erschienen)\s*:?\s*)?"
    rf"(?:(?i:on|am|vom|le|el)\s+)?{DAY}{CLOCK}(?:\s*[|•·,–—-]\s*\d{{1,2}} ?min\w*(?: read)?)?(?:\s+in\s+\w[\w &]{{2,30}})?$"
)
"""What stands behind the names of a byline: a day, the time of day, how long it takes to read, the section."""
DATED_NAME = re.compile(
    rf"(?:(?i:posted|published|veröffentlicht|erstellt|eingestellt)\s+(?i:on|am)?\s*)?{DAY}{CLOCK}\s*"
    rf"(?:[|–•·/,-]\s*(?P<after>{NAME_PART}(?: {NAME_PART}){{1,3}})(?: (?:in|on behalf of)(?: \w[\w &]{{2,30}})?)?|(?i:by|von|par|por)\s+(?P<by>{NAME_PART}(?: {NAME_PART}){{0,3}}))"
    rf"|(?P<before>{NAME_PART}(?: {NAME_PART}){{1,3}})\s*[|–•·/,-]\s*{DAY}{CLOCK}"
)
AUTHOR_PAGE = re.compile(
    r"(?i)/(?:authors?|autor(?:en|es|in)?|auteurs?|reporters?|journalists?|journalistes?|contributors?|columnists?|writers?"
    r"|profiles?|profil|newsteam|redakteure?|verfasser)/(?:[\w%.-]+/)?[\w%.-]+/?$"
)
"""Addresses of pages about an author."""
LINE_TAGS = tuple("byline p span div a strong em b i small h3 h4 h5 h6 li td address cite".split())
BREAK_TAGS = frozenset(
    ("div", "p", "li", "ul", "br", "address", "h3", "h4", "h5", "h6", "td", "tr")
)


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """Elements of a page that may hold a byline, in page order: collected in one pass."""

    marked: list[tuple[HtmlElement, str]]  # with their marks
    links: list[HtmlElement]
    lines: list[tuple[HtmlElement, str]]  # with their own text
    known: Answers  # of the places where they stand


def read_bylines(
    found: Found, properties: Sequence[HtmlElement], names: list[str]
) -> tuple[str, ...]:
    """Return the names of the first byline that a page shows; `properties` are its elements with an itemprop or rel."""
    if authors := _first_signers(_related_authors(properties, found.known), names):
        return authors
    for candidates in (
        _marked(found, EXACT_MARK),
        _marked(found, LOOSE_MARK),
        _author_links(found),
        _lines(found),
    ):
        if authors := _first_signers(candidates, names):
            return authors
    return ()


def collect_bylines(tree: HtmlElement) -> Found:
    """Return what a page has of marked elements, links to authors' pages and lines that may be bylines."""
    found = Found([], [], [], {})
    # few classes, many elements
    is_mark = functools.cache(lambda marks: ANY_MARK.search(marks) is not None)
    for element in tree.iter(*LINE_TAGS):
        marks = marks_of(element)
        if is_mark(marks) or element.tag == "byline":
            found.marked.append((element, marks))
        if element.tag == "a" and _is_author_page(element.get("href") or ""):
            found.links.append(element)
        if line := _opening_line(element.text or ""):
            found.lines.append((element, line))
    for element in TEST_MARKS(tree):
        marks = " ".join([value for name in TEST_ATTRIBUTES if (value := element.get(name))])
        if ANY_MARK.search(marks):
            found.marked.append((element, f"{marks} {element.get('class') or ''}"))
    return found


def _opening_line(text: str) -> str:
    """Return a text on one line, if it opens as a byline may; nothing of any other."""
    bare = text.strip() if len(text) <= MAX_READ_CHARS else ""
    is_line = 2 <= len(bare) <= MAX_LINE_CHARS and OPENING.match(bare)
    return " ".join(bare.split()) if is_line else ""


def read_bold_byline(tree: HtmlElement, names: list[str]) -> tuple[str, ...]:
    """Return the names that stand alone, in bold, before the first paragraph of the text."""
    known: Answers = {}
    for element in tree.iter("p"):
        if len(text_of(element)) >= MIN_PARAGRAPH_CHARS and not is_elsewhere(element, known):
            before = element.getprevious()
            line = _bold_line(before) if before is not None and before.tag == "p" else ""
            is_signed = len(line) <= MAX_BOLD_CHARS and PEOPLE.fullmatch(line)
            return read_authors([line], names) if is_signed else ()
    return ()


def _bold_line(paragraph: HtmlElement) -> str:
    """Return the text of a paragraph that is bold as a whole; nothing of any other."""
    line = text_of(paragraph)
    return line if any(text_of(part) == line for part in paragraph.iter("strong", "b")) else ""


def read_publisher_byline(
    found: Found, properties: Sequence[HtmlElement], names: list[str]
) -> tuple[str, ...]:
    """Return the publisher's name, or its staff, where a byline of the page says that it signs the story itself."""
    related = _related_authors(properties, found.known)
    for _, text in chain(related, _marked(found, EXACT_MARK)):
        if signature := read_signature(text.partition("\n")[0], names):
            return (signature,)
    return ()


Candidate = tuple[HtmlElement, str]


def _first_signers(candidates: Iterator[Candidate], names: list[str]) -> tuple[str, ...]:
    """Return the names in the first candidate that holds people (else some name), and in its neighbours."""
    found: list[tuple[HtmlElement, list[str], tuple[str, ...]]] = []
    for element, text in candidates:
        last = found[-1] if found else None
        if last and len(last[1]) < MAX_SIGNERS and _are_neighbours(last[0], element):
            texts = [*last[1], text]
            if authors := read_authors(texts, names):
                found[-1] = (element, texts, authors)
        elif last and all(map(is_full_name, last[2])):
            break
        elif authors := read_authors([text], names):
            found.append((element, [text], authors))
        if len(found) > MAX_CANDIDATES:
            break
    return _best_signers([(element, authors) for element, _, authors in found])


def _best_signers(found: Sequence[tuple[HtmlElement, tuple[str, ...]]]) -> tuple[str, ...]:
    """Return the first names within the first element that are all of people, else those of the first."""
    for element, authors in found:
        is_within = element is found[0][0] or found[0][0] in element.iterancestors()
        if is_within and all(map(is_full_name, authors)):
            return authors
    return found[0][1] if found else ()


def _are_neighbours(one: HtmlElement, other: HtmlElement) -> bool:
    """Return whether two elements of one kind stand side by side, or in boxes that do."""
    if one.get("class") != other.get("class") or one.tag != other.tag:
        return False
    parents = one.getparent(), other.getparent()
    if parents[0] is parents[1]:
        return True
    return None not in parents and parents[0].getparent() is parents[1].getparent()


def _related_authors(properties: Sequence[HtmlElement], known: Answers) -> Iterator[Candidate]:
    """Yield elements that markup itself declares to name the author."""
    for element in properties:
        if element.get("rel") != "author" and "author" not in (element.get("itemprop") or ""):
            continue
        chosen = next((part for part in element.iter() if part.get("itemprop") == "name"), element)
        if len(text := lines_of(chosen)) <= MAX_BYLINE_CHARS and not is_elsewhere(element, known):
            yield chosen, text


def _marked(found: Found, mark: re.Pattern[str]) -> Iterator[Candidate]:
    """Yield short elements whose class or id says that they name an author."""
    for element, marks in found.marked:
        if not (element.tag == "byline" or mark.search(marks)) or _is_media(marks):
            continue
        text = lines_of(element)
        if len(text) > MAX_BYLINE_CHARS or _is_out_of_place(element, mark, found.known):
            continue
        if not (ASIDE_MARK.search(element.get("class") or "") or _is_anchor(element, text, mark)):
            yield element, text


def _is_anchor(element: HtmlElement, text: str, mark: re.Pattern[str]) -> bool:
    """Return whether only an element's id has the mark, and that is its own text spelled out: the anchor of a heading."""
    key = key_of(element.get("id"))
    return bool(key) and key == key_of(text) and not mark.search(element.get("class") or "")


def _is_media(marks: str) -> bool:
    """Return whether a class names who made a picture; a reader view's is of who signs."""
    return MEDIA_MARK.search(marks) is not None and READER_MARK not in marks


def _is_out_of_place(element: HtmlElement, mark: re.Pattern[str], known: Answers) -> bool:
    """Return whether a marked element names who made a picture or wrote another story.

    "article-card__author" is what some pages call the byline of the story itself: that card does not count.
    """
    tokens = [
        token.replace("card", "") if mark.search(token) or token == "h-card" else token
        for token in marks_of(element).split()
    ]
    parent = element.getparent()
    if parent is None:
        return False
    is_picture = parent.tag in ("figure", "blockquote") or MEDIA_MARK.search(
        (parent.get("class") or "").replace("avatar", "")
    )
    if is_picture or OTHER_PLACE.search(" ".join(tokens)):
        return True
    return is_elsewhere(element, known) and is_elsewhere(parent, known)


def _is_author_page(address: str) -> bool:
    """Return whether an address is that of a page about an author."""
    return bool(AUTHOR_PAGE.search(address[:MAX_READ_CHARS].partition("?")[0].partition("#")[0]))


def _author_links(found: Found) -> Iterator[Candidate]:
    """Yield links to the page of an author whose text is a full name."""
    for link in found.links:
        text = lines_of(link)
        is_name = is_full_name(text) and len(text) <= MAX_LINE_CHARS
        if is_name and not is_elsewhere(link, found.known):
            yield link, text


def _lines(found: Found) -> Iterator[Candidate]:
    """Yield short lines that open with "By", follow a label, or are a day and a name (where the page has one such)."""
    dated: list[Candidate] = []
    for element, text in found.lines:
        if LABEL.fullmatch(text) and (text.endswith(":") or len(element)):
            yield from _labelled(element, found.known)
        elif len(text) < MIN_LINE_CHARS or is_elsewhere(element, found.known):
            continue
        elif names := signed_names(text):
            yield element, names
        elif names := dated_name(text):
            dated.append((element, names))
    if len({name for _, name in dated}) == 1:
        yield dated[0]


def signed_names(line: str) -> str | None:
    """Return the names of a line that is a byline: "By" and names, then perhaps a post, a place, a day.

    >>> signed_names("By Maria Okafor, Harbour Correspondent | 7 March 2021")
    'Maria Okafor'
    >>> signed_names("By the harbour the mood was good")
    """
    if not BYLINE_OPENING.match(line):
        return None
    parts = LINE_END.sub("", line, count=1).split(", ")
    posts = (n for n in range(max(1, len(parts) - 2), len(parts)) if POST.fullmatch(parts[n]))
    bare = IN_PLACE.sub("", ", ".join(parts[: next(posts, None)]))
    found = BY_LINE.fullmatch(bare)
    return found["names"] if found else None


def dated_name(line: str) -> str | None:
    """Return the name in a line that is a day and a name.

    >>> dated_name("Maria Okafor · Mar 7, 2021 · 6 min read"), dated_name("11.11.2022 - Grand Hall")
    ('Maria Okafor', 'Grand Hall')
    """
    found = DATED_NAME.fullmatch(READING_TIME.sub("", line))
    return found["after"] or found["by"] or found["before"] if found else None


def _labelled(label: HtmlElement, known: Answers) -> Iterator[Candidate]:
    """Yield the names behind a label ("Author:"): in its element, behind it, or in the element that follows."""
    following = label.getnext()
    inside = lines_of(label)
    parts = [
        inside[len((label.text or "").strip()) :] if len(label) else "",
        label.tail or "",
        lines_of(following) if following is not None else "",
    ]
    text = next((line for part in parts if (line := " ".join(part.split()).strip(" :,"))), "")
    is_names = 4 <= len(text) <= MAX_LINE_CHARS and NAMES.fullmatch(text)
    if is_names and not is_elsewhere(label, known):
        yield label, text


def lines_of(element: HtmlElement) -> str:
    """Return the text of an element; what is set apart (in a block, or a link of its own) is on a line of its own."""
    pieces: list[str] = []
    n_left = MAX_READ_CHARS

    def add(text: str | None) -> None:
        nonlocal n_left
        piece = " ".join((text or "").split("\n"))
        if not piece:
            return
        n_left -= len(piece)
        is_joined = pieces and pieces[-1][-1:].isalnum() and piece[:1].isupper()
        pieces.append(f" {piece}" if is_joined else piece)

    def walk(place: HtmlElement) -> None:
        add(place.text)
        for child in place:
            if n_left < 0:
                return
            if not isinstance(child.tag, str) or child.tag in ("style", "script"):
                continue
            is_block = child.tag in BREAK_TAGS
            tail = child.tail or ""
            if is_block:
                pieces.append("\n")
            walk(child)
            if is_block or (child.tag == "a" and not tail.strip()):
                pieces.append("\n")
            add(tail)

    walk(element)
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    return "\n".join(line for line in lines if line)
