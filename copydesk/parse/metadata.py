"""Fields of a page from what it states about itself: structured data, meta elements, marked elements."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement

from copydesk.parse.authors import (
    BYLINE_WORD,
    COMPANY,
    HOST,
    is_full_name,
    is_login,
    read_authors,
    read_desk,
    read_signature,
)
from copydesk.parse.html_bylines import (
    collect_bylines,
    read_bold_byline,
    read_bylines,
    read_publisher_byline,
)
from copydesk.parse.html_data import LinkedData, node_types, read_linked_data, read_meta, text_value
from copydesk.parse.html_dates import PageDates, consider_dates
from copydesk.parse.html_headings import read_headlines
from copydesk.parse.html_tree import marked_properties, marks_of
from copydesk.parse.titles import key_of, squeeze
from copydesk.parse.urls import clean_url, domain_of, join_url
from copydesk.records import SourceConfig

AUTHOR_META = tuple(
    """author article:author article:author_name dc.creator dcterms.creator dc.contributor parsely-author
    sailthru.author byl authors cxenseparse:author creator article.author citation_author""".split()
)
SITE_META = tuple(
    "og:site_name application-name apple-mobile-web-app-title dc.publisher publisher".split()
)
SECTION_META = ("article:section", "section", "cxenseparse:category", "category", "parsely-section")
KEYWORD_META = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
LIVE_MARK = re.compile(
    r"(?i)(?<![a-z])live-?_?(?:blog|ticker|feed|updates?|entry|entries)|(?<![a-z])(?:newsticker|lx-stream)(?![a-z])"
)
"""Classes of what holds the entries of a live blog."""
LIVE_TITLE = re.compile(
    r"(?i)\bas it happened\b|\blive(?:-| )?(?:updates|blog|ticker)\b|[:–—-] live\b|\ben direct\b|\ben vivo\b|\bao vivo\b"
)
"""How live blogs are called in their titles."""
MAX_KEYWORD_CHARS = 60  # chosen: a longer one is a sentence or a list without commas
MAX_STEP_DEPTH = 6  # chosen: schema.org nests sections, steps, directions; bounds recursion
HOST_SLASHES = 2  # in the address of a host alone
DESCRIPTION_META = ("og:description", "description", "twitter:description", "dc.description")


@dataclasses.dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page states of its article; unstated fields are None or empty."""

    url: str | None
    publisher: str | None
    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    dates: PageDates
    section: str | None
    language: str | None
    keywords: tuple[str, ...]
    headlines: tuple[str, ...]  # every writing of the headline, to know it again in the text
    article_text: str | None  # the story as structured data holds it
    # what the page says that it is: types of schema.org, "og:article"
    kinds: frozenset[str] = frozenset()
    is_live: bool = False  # a live blog: entries under headings of their own, the newest first


def read_metadata(tree: HtmlElement, url: str | None, source: SourceConfig) -> PageMetadata:
    """Return the fields of a page; `url` is what the transport says."""
    meta = read_meta(tree)
    own_url = page_url(tree, meta, url)
    data = read_linked_data(tree, own_url)
    names = _publisher_names(data, meta, own_url, source)
    language = page_language(tree, data, meta)
    properties = marked_properties(tree)
    headlines = read_headlines(tree, data, meta, names, own_url)
    return PageMetadata(
        url=own_url,
        publisher=source.publisher or next(iter(names), None) or domain_of(own_url),
        title=next(iter(headlines), None),
        subtitle=_subtitle(data, meta),
        authors=read_page_authors(tree, properties, data, meta, names),
        dates=consider_dates(tree, properties, data, meta, own_url, source, language).believed(
            own_url, source
        ),
        section=_section(data, meta),
        language=language,
        keywords=read_keywords([data.article.get("keywords"), *_first(meta, KEYWORD_META)]),
        headlines=tuple(headlines),
        article_text=article_text(data.article),
        kinds=data.kinds | {f"og:{kind.strip().lower()}" for kind in _first(meta, ("og:type",))},
        is_live=_is_live(tree, data),
    )


def _is_live(tree: HtmlElement, data: LinkedData) -> bool:
    """Return whether a page is a live blog, by its structured data or by the mark of what holds several headings."""
    if "LiveBlogPosting" in node_types(data.article):
        return True
    title = tree.find(".//title")
    if title is not None and LIVE_TITLE.search(title.text or ""):
        return True
    # few classes, many elements
    is_marked = functools.cache(lambda marks: LIVE_MARK.search(marks) is not None)
    return any(
        is_marked(marks_of(element)) and len(element.xpath(".//h2|.//h3")) > 1
        for element in tree.iter("div", "section", "ol", "ul", "article")
    )


def _first(meta: Mapping[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    """Yield the first content of each meta element named."""
    for name in names:
        yield from meta.get(name, ())[:1]


ARCHIVE_LINK = re.compile(r"https?://archive\.(?:is|today|ph|li|md|vn|fo)/\w{4,6}$")
"""What archive.today calls its copy of a page."""


def page_url(tree: HtmlElement, meta: Mapping[str, list[str]], url: str | None) -> str | None:
    """Return the page's address: what was fetched, else what the page calls itself."""
    if fetched := clean_url(url):
        return fetched
    base = _first_address(node.get("href") or "" for node in tree.iter("base"))
    canonical = (
        join_url(base, link.get("href") or "")
        for link in tree.iter("link")
        if (link.get("rel") or "").lower() == "canonical"
    )
    said = [address for address in canonical if address and not ARCHIVE_LINK.match(address)]
    stated = next(iter(said), None) or _first_address(meta.get("og:url", ()))
    # A base that is more than a host is where a saving tool says the page lay.
    is_place = base is not None and base.rstrip("/").count("/") > HOST_SLASHES
    return stated or (base if is_place else None)


def _first_address(texts: Iterable[str]) -> str | None:
    """Return the first text that is an address, tidied."""
    return next(filter(None, map(clean_url, texts)), None)


def _publisher_names(
    data: LinkedData, meta: Mapping[str, list[str]], url: str | None, source: SourceConfig
) -> list[str]:
    """Return the names by which the page's publisher goes, the best one first."""
    publisher = data.resolve(data.article.get("publisher") or data.page.get("publisher"))
    stated = [text_value(publisher), *_first(meta, SITE_META), *data.publishers]
    headline = key_of(
        text_value(data.article.get("headline")) or next(_first(meta, ("og:title",)), None)
    )
    names = [name for name in map(squeeze, filter(None, stated)) if 1 < len(name) <= 100]
    found = [source.publisher] if source.publisher else []
    found += [name for name in names if not headline or key_of(name) != headline]
    return list(dict.fromkeys([*found, *_names_in_domain(domain_of(url))]))


def _names_in_domain(domain: str | None) -> list[str]:
    """Return a domain, the name in it, the two together, and the name before."""
    labels = domain.split(".") if domain else []
    if domain is None or len(labels) < 2:
        return labels * 2
    return [domain, labels[-2], ".".join(labels[-2:]), *labels[-3:-2]]


def _subtitle(data: LinkedData, meta: Mapping[str, list[str]]) -> str | None:
    """Return the standfirst as stated."""
    for value in (data.article.get("description"), *_first(meta, DESCRIPTION_META)):
        text = squeeze(text_value(value) or "")
        if 3 <= len(text) <= 2000:
            return text
    return None


def read_page_authors(
    tree: HtmlElement,
    properties: Sequence[HtmlElement],
    data: LinkedData,
    meta: Mapping[str, list[str]],
    names: list[str],
) -> tuple[str, ...]:
    """Return who signs the page: structured data first, then meta elements, then bylines as shown.

    A publisher or agency that the page itself names as the author of the story signs it where no person does: last of all
    where only a meta element does.
    """
    value = data.article.get("author") or data.article.get("creator")
    nodes = [data.resolve(node) for node in (value if isinstance(value, list) else [value])]
    authors = read_authors([node for node in nodes if not _is_site_account(node)], names)
    listed = _meta_authors(meta, names)
    if not all(map(is_login, authors)):
        return listed if set(authors) < set(listed) else authors
    if all(map(is_login, listed)):
        authors, listed = authors or listed, ()
    desk = authors or read_desk(nodes)
    bylines = collect_bylines(tree)
    for found in (listed, read_bylines(bylines, properties, names)):
        if found and (not desk or all(map(is_full_name, found))):
            return found
    return (
        read_bold_byline(tree, names)
        or desk
        or read_publisher_byline(bylines, properties, names)
        or _meta_house(meta, names)
    )


def _is_site_account(node: Any) -> bool:
    """Return whether a person of structured data is the account that runs the site: its page is that of "admin"."""
    if not isinstance(node, Mapping):
        return False
    pages = [str(node.get(key) or "") for key in ("@id", "url")]
    return any(page.rstrip("/").endswith("/author/admin") for page in pages)


def _meta_authors(meta: Mapping[str, list[str]], names: list[str]) -> tuple[str, ...]:
    """Return the authors that a meta element names; an imprint (company, or publisher first) and a house name none."""
    keys = {key_of(name) for name in names}
    for said in (*(meta.get(name, ()) for name in AUTHOR_META), _labelled_authors(meta)):
        values = [
            value
            for value in said
            if not COMPANY.search(value)
            and key_of(value.split(",")[0]) not in keys
            and not read_signature(value, names)
        ]
        if authors := read_authors(values, names):
            return authors
    return ()


def _labelled_authors(meta: Mapping[str, list[str]]) -> list[str]:
    """Return what a card for sharing shows under a label that opens a byline: "Written by"."""
    labels = (name for name in meta if name.startswith("twitter:label"))
    cards = ((meta[name][0], meta.get(name.replace("label", "data"), [""])[0]) for name in labels)
    return [data for label, data in cards if BYLINE_WORD.fullmatch(f"{label.strip()} ")]


def _meta_house(meta: Mapping[str, list[str]], names: list[str]) -> tuple[str, ...]:
    """Return the publisher's name where a meta element gives it as the author: sites of one person are called like them.

    A company's full style is an imprint, and an address names a site.
    """
    for value in (value for name in AUTHOR_META for value in meta.get(name, ())):
        signature = None if COMPANY.search(value) else read_signature(value, names)
        if signature and not HOST.fullmatch(signature.casefold()):
            return (signature,)
    return ()


def _section(data: LinkedData, meta: Mapping[str, list[str]]) -> str | None:
    """Return the section as stated."""
    for value in (data.article.get("articleSection"), *_first(meta, SECTION_META)):
        text = squeeze(text_value(value) or "")
        if 1 <= len(text) <= 200:
            return text
    return None


def read_keywords(values: Iterable[Any]) -> tuple[str, ...]:
    """Return keywords from lists and comma lists, each once, in order."""
    found: dict[str, str] = {}
    for value in values:
        items = value if isinstance(value, list) else [value]
        for item in items:
            text = text_value(item) or ""
            for part in text.split(";" if ";" in text else ","):
                word = squeeze(part)
                if 1 <= len(word) <= MAX_KEYWORD_CHARS and key_of(word):
                    found.setdefault(key_of(word), word)
    return tuple(found.values())[:100]


def page_language(tree: HtmlElement, data: LinkedData, meta: Mapping[str, list[str]]) -> str | None:
    """Return the language code that a page declares, a hint and no more."""
    stated = [
        text_value(data.article.get("inLanguage")),
        tree.get("lang") or tree.get("xml:lang"),
        *_first(meta, ("og:locale", "content-language", "dc.language", "language")),
    ]
    for value in stated:
        code = (value or "").strip().replace("_", "-").split("-")[0].lower()
        if 2 <= len(code) <= 3 and code.isalpha():
            return code
    return None


def article_text(article: Mapping[str, Any]) -> str | None:
    """Return the story as structured data holds it: its body, or what is to be done and the steps of an instruction."""
    if body := text_value_with_breaks(article.get("articleBody")):
        return body
    steps = list(_step_texts(article.get("step")))
    if not steps:
        return None
    opening = text_value_with_breaks(article.get("description"))
    return "\n\n".join([*([opening] if opening else []), *steps])


def _step_texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the texts of the steps of an instruction (schema.org HowTo), in order."""
    if depth > MAX_STEP_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _step_texts(item, depth + 1)
    elif isinstance(value, Mapping):
        if text := text_value_with_breaks(value.get("text")):
            yield text
        yield from _step_texts(value.get("itemListElement"), depth + 1)


def text_value_with_breaks(value: Any) -> str | None:
    """Return the text of a JSON-LD articleBody with its line breaks."""
    if isinstance(value, list):
        parts = [text for item in value if (text := text_value_with_breaks(item))]
        return "\n\n".join(parts) or None
    return value if isinstance(value, str) and value.strip() else None
