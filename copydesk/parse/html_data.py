"""Structured data of a page: the JSON-LD node that describes the article, and the meta elements.

What the values mean for our columns is decided in `metadata`, `titles`, `authors` and `html_dates`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from copydesk.text.long_numbers import read_json
from copydesk.text.references import unescape

ARTICLE_TYPES = frozenset(
    """Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle
    ReportageNewsArticle ReviewNewsArticle AdvertiserContentArticle SatiricalArticle ScholarlyArticle TechArticle
    Report BlogPosting LiveBlogPosting SocialMediaPosting CreativeWork Blog Review Recipe HowTo ClaimReview
    DiscussionForumPosting""".split()
)
PAGE_TYPES = frozenset(
    "WebPage ItemPage AboutPage CollectionPage MedicalWebPage VideoObject PodcastEpisode".split()
)
"""schema.org types: a page type speaks for the article only where no article node does."""

OTHER_WORKS = frozenset(
    """itemListElement itemList hasPart isPartOf isBasedOn citation relatedLink mentions about comment review reviews
    blogPost blogPosts liveBlogUpdate video associatedMedia subjectOf workExample exampleOfWork significantLink
    breadcrumb potentialAction offers sponsor""".split()
)
"""Properties whose values describe other works than the page's own article."""

MAX_NODES = 20_000
MAX_JSON_CHARS = 2 * 1024 * 1024
"""Chosen: bounds the time of one page (docs/decisions/003-html.md, "Safety")."""
CDATA = re.compile(r"^\s*+(?://\s*+)?(?:<!\[CDATA\[|<!--)|(?://\s*+)?(?:\]\]>|-->)\s*+(?:;\s*+)?$")
TRAILING_COMMA = re.compile(r",\s*+([}\]])")

Node = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class LinkedData:
    """The JSON-LD of a page: the node of its article, of the page around it, and every node by its @id."""

    article: Node
    page: Node
    by_id: Mapping[str, Node]
    publishers: tuple[str, ...]
    kinds: frozenset[str]  # schema.org types of all nodes that describe no other work

    @property
    def is_newsrooms(self) -> bool:
        """Return whether a newsroom wrote the article's data: what other software writes is meant for search engines."""
        return any("NewsArticle" in kind for kind in node_types(self.article))

    def resolve(self, value: Any) -> Any:
        """Return the node that a bare {"@id": …} points at, else the value."""
        if isinstance(value, Mapping) and set(value) <= {"@id", "@type"} and "@id" in value:
            return self.by_id.get(str(value["@id"]), value)
        return value


PUBLISHER_TYPES = frozenset({"NewsMediaOrganization", "Organization", "WebSite"})


def read_linked_data(tree: HtmlElement, url: str | None) -> LinkedData:
    """Return the structured data of a page; its nodes are empty where the page has none."""
    articles: list[Node] = []
    pages: list[Node] = []
    by_id: dict[str, Node] = {}
    publishers: list[str] = []
    types: set[str] = set()
    for block in _json_blocks(tree):
        for node, is_other_work in _nodes(block):
            if "@id" in node and len(node) > len(by_id.get(str(node["@id"]), ())):
                by_id[str(node["@id"])] = node
            kinds = frozenset[str]() if is_other_work else node_types(node)
            types |= kinds
            if kinds & PUBLISHER_TYPES and (name := text_value(node.get("name"))):
                publishers.append(name)
            if kinds & ARTICLE_TYPES:
                articles.append(node)
            elif kinds & PAGE_TYPES:
                pages.append(node)
    article = max(articles, key=lambda node: _weight(node, url), default={})
    page = max(pages, key=lambda node: _weight(node, url), default={})
    return LinkedData(article, page, by_id, tuple(dict.fromkeys(publishers)), frozenset(types))


def node_types(node: Node) -> set[str]:
    """Return the schema.org types of a node, without their namespace; some write "type"."""
    kinds = node.get("@type") or node.get("type") or ()
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(kinds, list):
        return set()
    return {str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds}


def text_value(value: Any) -> str | None:
    """Return the first text of a JSON-LD value (a string, a list, a node with a name)."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_value(item))), None)
    if isinstance(value, Mapping):
        return text_value(value.get("@value") or value.get("name") or value.get("headline"))
    if isinstance(value, str) and (text := " ".join(unescape_twice(value).split())):
        return text
    return None


def unescape_twice(text: str) -> str:
    """Return the text with entities resolved, twice where a publisher escaped twice."""
    return unescape(unescape(text))


def _json_blocks(tree: HtmlElement) -> Iterator[Any]:
    """Yield every JSON-LD block that can be read."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text or ""
        if not text.strip() or len(text) > MAX_JSON_CHARS:
            continue
        block = _load(text)
        if block is not None:
            yield block


def _load(text: str) -> Any:
    """Return a JSON value, forgiving what publishers commonly get wrong; None where that fails."""
    bare = CDATA.sub("", text).strip().rstrip(";")
    for candidate in (bare, TRAILING_COMMA.sub(r"\1", bare), unescape(bare)):
        try:
            return read_json(candidate)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(block: Any) -> Iterator[tuple[Node, bool]]:
    """Yield every node of a block, outermost first, and whether it describes another work."""
    waiting: list[tuple[Any, bool]] = [(block, False)]
    n_seen = 0
    while waiting and n_seen < MAX_NODES:
        value, is_other = waiting.pop()
        n_seen += 1
        if isinstance(value, list):
            waiting += [(item, is_other) for item in reversed(value)]
        elif isinstance(value, Mapping):
            if not value.keys().isdisjoint(("@type", "@id", "type")):
                yield value, is_other
            inside = [(item, is_other or key in OTHER_WORKS) for key, item in value.items()]
            waiting += [pair for pair in reversed(inside) if isinstance(pair[0], list | dict)]


def _weight(node: Node, url: str | None) -> tuple[bool, bool, int]:
    """Return how well a node speaks for the page: same address, a headline, number of properties."""
    own = {str(node.get(key)).rstrip("/") for key in ("url", "@id") if node.get(key)}
    main = node.get("mainEntityOfPage")
    if isinstance(main, Mapping):
        main = main.get("@id") or main.get("url")
    own.add(str(main).rstrip("/"))
    is_same = bool(url) and any(
        address.split("#")[0].split("?")[0] == str(url).split("?")[0].rstrip("/") for address in own
    )
    has_headline = bool(node.get("headline") or node.get("datePublished"))
    return has_headline, is_same, min(len(node), 15)


def read_meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of a page's meta elements by lower-case name, in page order."""
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if not content or not content.strip():
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(attribute):
                meta.setdefault(name.strip().lower(), []).append(unescape(content.strip()))
    return meta
