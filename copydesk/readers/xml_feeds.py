"""Feeds and news sitemaps: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, sitemaps with the news extension."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from copydesk.readers.fields import filled, post_problem
from copydesk.readers.xml_tree import (
    LANG,
    Element,
    body_fields,
    children,
    element_body,
    has_blocks,
    inner_markup,
    local_name,
    name_in,
    plain_text,
    raw_text,
    space_of,
)
from copydesk.text.references import unescape

MAILED_NAME = re.compile(r"^[^\s@]++@[^\s(]++\s*+\((.+)\)\s*$")
"""RSS gives authors as `desk@post.example (Hedda Quill)`."""

IN_FIGURES = re.compile(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
RSS_NAMES = {
    "title": ("title",),
    "url": ("feedburner:origlink", "link", "atom:link"),
    "published": ("pubdate", "dc:date", "dcterms:created", "prism:publicationdate", "published", "dcterms:issued"),
    "updated": ("dcterms:modified", "atom:updated", "updated", "lastbuilddate"),
    "id": ("guid", "dc:identifier", "id"),
    "publisher": ("source", "dc:publisher", "dc:source", "prism:publicationname"),
    "language": ("dc:language", "language"),
}  # fmt: skip
RSS_BODIES = tuple(
    "content:encoded fulltext yandex:full-text content body xhtml:body description summary".split()
)
"""Where the text of an item stands, the whole of it before a summary."""
RSS_AUTHORS = ("dc:creator", "author", "creator", "itunes:author", "media:credit", "managingeditor")
RSS_KEYWORDS = ("category", "dc:subject", "media:keywords", "keywords")


def read_feed_item(item: Element, frame: Element) -> dict[str, Any]:
    """Return the fields of an item or entry; what it leaves unsaid of publisher and language is its feed's."""
    home = space_of(item)
    named: dict[str, list[Element]] = {}
    for child in children(item):
        named.setdefault(name_in(child, home), []).append(child)
    is_atom = name_in(item, home) == "entry"
    fields = _atom_fields(named) if is_atom else _rss_fields(named)
    about = item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    fields = _feed_fields(frame) | filled(url=about) | fields
    fields |= filled(url=_whole(fields.get("url"), item, frame))
    if shown := _shown_names(frame):
        fields["authors"] = [shown.get(name, name) for name in fields.get("authors", ())]
    return fields


def _whole(url: str | None, item: Element, frame: Element) -> str | None:
    """Return an address as it is meant: in Atom against the base that is stated, in RSS within the site that its channel is of."""
    base = item.get(BASE) or frame.get(BASE) if space_of(frame) == "atom" else None
    if base is None and url and url[0] in "./?":
        base = next((_value(n) for n in _frame_elements(frame) if _is(n, "link")), None)
    return urljoin(base, url) if base and url else url


def _shown_names(frame: Element) -> dict[str, str]:
    """Return the names that readers saw, by the log-ins of a weblog's export."""
    shown = {}
    for node in _frame_elements(frame):
        if not str(node.tag).endswith("author"):
            continue
        said = {local_name(child): plain_text(child) for child in children(node)}
        whole = f"{said.get('author_first_name', '')} {said.get('author_last_name', '')}".strip()
        if name := said.get("author_display_name") or whole:
            shown[said.get("author_login", "")] = name
    return shown


def _rss_fields(named: dict[str, list[Element]]) -> dict[str, Any]:
    """Return the fields of an RSS item."""
    fields: dict[str, Any] = {}
    for field, names in RSS_NAMES.items():
        if texts := _told(named, names):
            # A day in figures can be meant in two ways: another form of it can't.
            fields[field] = next(itertools.filterfalse(IN_FIGURES.match, texts), texts[0])
    guid = next(iter(named.get("guid", ())), None)
    if guid is not None and guid.get("isPermaLink", "true") != "false" and "url" not in fields:
        fields["url"] = plain_text(guid)
    fields.update(_first_body(named, RSS_BODIES))
    authors = _signers(named, RSS_AUTHORS[:1]) or _signers(named, RSS_AUTHORS[1:4])
    kind, state = (
        next(map(plain_text, named.get(f"wp:{key}", ())), None) for key in ("post_type", "status")
    )
    fields |= filled(problem=post_problem(kind, state))
    return fields | _lists(authors, [plain_text(n) for k in RSS_KEYWORDS for n in named.get(k, ())])


def _told(named: Mapping[str, list[Element]], names: Iterable[str]) -> list[str]:
    """Return what the elements by these names say, those by earlier names first."""
    return [text for name in names for node in named.get(name, ()) if (text := _value(node))]


def _signers(named: Mapping[str, list[Element]], names: Iterable[str]) -> list[str]:
    return [_signed(plain_text(node)) for name in names for node in named.get(name, ())]


TAG = re.compile(r"<[^<>]*>")
BASE = "{http://www.w3.org/XML/1998/namespace}base"
SHORT = ("description", "summary")
"""Which of them says in short what another says whole."""

ATOM_NAMES = {
    "title": ("title",),
    "published": ("published", "issued", "created", "dc:date", "updated", "modified"),
    "updated": ("updated", "modified"),
    "id": ("id",),
    "publisher": ("dc:publisher",),
    "language": ("dc:language",),
}


ANSWERS = ("thr:in-reply-to", "blogger:parent")
"""What an entry has that answers another: a comment (RFC 4685, and Blogger's export since 2024)."""


def _atom_fields(named: dict[str, list[Element]]) -> dict[str, Any]:
    """Return the fields of an Atom entry."""
    told = {field: _told(named, names) for field, names in ATOM_NAMES.items()}
    fields: dict[str, Any] = {field: texts[0] for field, texts in told.items() if texts}
    links = named.get("feedburner:origlink", []) + sorted(
        named.get("link", ()), key=lambda link: link.get("rel", "alternate") != "alternate"
    )
    fields |= filled(url=next(map(_value, links), None))
    fields.update(_first_body(named, ("content", "content:encoded", "summary")))
    for source in named.get("source", ()):
        titles = (plain_text(node) for node in children(source) if _is(node, "title"))
        fields |= filled(publisher=next(titles, None))
    authors = [_person(node) for node in (*named.get("author", ()), *named.get("dc:creator", ()))]
    if answered := next(filter(named.get, ANSWERS), None):
        fields["problem"] = f"no post of a blog: a comment, by its <{answered}>"
    return fields | _categories(named.get("category", []), authors)


def _categories(nodes: list[Element], authors: list[str]) -> dict[str, Any]:
    """Return authors, section and keywords of an entry, and the problem of one that is no post of its blog."""
    kinds = [node.get("term") or "" for node in nodes if _says_kind(node)]
    words = [_label(node) for node in nodes if not _says_kind(node)]
    fields = _lists(authors, words)
    if kinds and not any(kind.endswith("#post") for kind in kinds):
        fields["problem"] = f"no post of a blog: {kinds[0][-60:]}"
    return fields


def _label(category: Element) -> str:
    """Return what a category is called."""
    return str(category.get("label") or category.get("term") or plain_text(category))


def _says_kind(category: Element) -> bool:
    """Return whether a category says what an entry of a blog's export is: a post, a comment, a setting of the blog."""
    return str(category.get("scheme") or "").endswith("g/2005#kind")


def _first_body(named: dict[str, list[Element]], names: tuple[str, ...]) -> dict[str, str]:
    """Return the text of an item, of the first of these elements that has any, and what one behind it says in short."""
    text: dict[str, str] = {}
    for name in names:
        for node in named.get(name, ()):
            is_plain = node.get("type") in ("text", "text/plain")
            found = body_fields(raw_text(node)) if not is_plain else {"body": raw_text(node)}
            found = element_body(node) if has_blocks(node) else found
            if not any(value.strip() for value in found.values()):
                continue
            if text and name in SHORT:
                return text | {"summary": TAG.sub(" ", unescape(raw_text(node))).strip()}
            text = text or found
    return text


def _value(node: Element) -> str:
    """Return what an element says: its text or, of an Atom link, its address."""
    if has_blocks(node):
        return TAG.sub("", inner_markup(node)).strip()
    return plain_text(node) or str(node.get("href") or "").strip()


def _signed(text: str) -> str:
    """Return the name in an author's e-mail address, where there is one.

    >>> _signed("desk@post.example (Hedda Quill)")
    'Hedda Quill'
    """
    found = MAILED_NAME.match(text)
    return found.group(1).strip() if found else text


def _person(node: Element) -> str:
    names = [plain_text(child) for child in children(node) if _is(child, "name")]
    return next(iter(names), "") if len(node) else _signed(plain_text(node))


def _is(node: Element, name: str) -> bool:
    return local_name(node).lower() == name


def _lists(authors: list[str], keywords: list[str]) -> dict[str, Any]:
    """Return authors and keywords as fields where there are any; the first keyword is the section."""
    words = list(filter(None, keywords))
    section = next(iter(words), None)
    return filled(authors=list(filter(None, authors)), section=section, keywords=words)


def _feed_fields(frame: Element) -> dict[str, Any]:
    """Return what a feed says of all its items: who publishes them, in which language, and who signs for all."""
    fields: dict[str, Any] = {}
    home = space_of(frame)
    for node in _frame_elements(frame):
        name = name_in(node, home)
        if name in ("title", "rss:title") and (title := _value(node)):
            fields.setdefault("publisher", title)
        elif name in ("language", "dc:language") and (language := plain_text(node)):
            fields.setdefault("language", language)
        elif name == "author" and (author := _person(node)) and home == "atom":
            fields.setdefault("authors", [author])
    codes = filter(None, (node.get(LANG) for node in (frame, *_frame_elements(frame))))
    return filled(language=next(codes, None)) | fields


def _frame_elements(frame: Element) -> Iterator[Element]:
    """Yield the elements of a feed's head: below the root or below its channel."""
    for node in children(frame):
        if _is(node, "channel"):
            yield from children(node)
        elif not _is(node, "item") and not _is(node, "entry"):
            yield node


def read_sitemap_entry(entry: Element, _frame: Element) -> dict[str, Any]:
    """Return what a sitemap says of a page: address, title, day; it holds no text."""
    fields: dict[str, Any] = {}
    for node in entry.iterdescendants():
        if not isinstance(node.tag, str):
            continue
        field = SITEMAP_NAMES.get(name_in(node, space_of(entry)))
        if field and (text := plain_text(node)):
            fields.setdefault(field, text)
    return fields


SITEMAP_NAMES = {
    "loc": "url", "lastmod": "updated", "news:title": "title", "news:publication_date": "published",
    "news:name": "publisher", "news:language": "language", "news:keywords": "keywords",
    "news:genres": "section",
}  # fmt: skip
