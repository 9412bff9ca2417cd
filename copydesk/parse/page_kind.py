"""Is a page an article at all? Index pages, section fronts, shops, services, galleries and results of a search are not.

What is seen: how the text that was taken for the story lies in the page, what the page calls itself, what its address is
like, and what stands round the text. Boosted trees weigh it (`page_weights.npz`); no word of any language is in it but those
of addresses and of schema.org.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from lxml.html import HtmlElement

from copydesk.parse.block_features import is_prose
from copydesk.parse.line_features import Matrix
from copydesk.parse.line_model import Forest, forest_chances, load_forests
from copydesk.parse.page_blocks import PageBlock

WEIGHTS_FILE = Path(__file__).with_name("page_weights.npz")
STORY = 0.5
TYPES = (
    frozenset(("NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting")),
    frozenset(("Article", "TechArticle", "ScholarlyArticle", "HowTo", "Recipe", "Report", "Review", "ClaimReview")),
    frozenset(("BlogPosting", "SocialMediaPosting")),
    frozenset(("Product", "ProductGroup", "Offer", "AggregateOffer", "SoftwareApplication", "Course", "Book")),
    frozenset(("CollectionPage", "ItemList", "SearchResultsPage", "ImageGallery", "ProductCollection", "OfferCatalog", "Blog")),
    frozenset(("Service", "ProfessionalService", "LocalBusiness", "Store", "Restaurant", "Corporation", "FinancialService")),
    frozenset(("FAQPage", "QAPage")),
    frozenset(("AboutPage", "ContactPage", "ProfilePage", "Person")),
    frozenset(("WebPage", "ItemPage", "MedicalWebPage")),
    frozenset(("og:article",)),
    frozenset(("og:website", "og:webpage")),
    frozenset(("og:product", "og:product.item", "og:product.group")),
)  # fmt: skip
"""What a page says that it is, by schema.org and Open Graph, in groups."""
PATH_WORDS = (
    re.compile(r"(?:^|/)(?:categor(?:y|ies)|tags?|topics?|archives?|page|search|author|collections?|browse|list|all|directory|index)(?:/|$|\.)"),
    re.compile(r"(?:^|/)(?:products?|shop|store|p|dp|items?|cart|catalog\w*|buy|pricing)(?:/|$)"),
    re.compile(r"(?:^|/)(?:services?|solutions?|what-we-do|capabilit\w+|about\w*|contact\w*|expertise|practices?|programs?|careers?|industries)(?:/|$)"),
    re.compile(r"(?:^|/)(?:blogs?|posts?|articles?|news|stor(?:y|ies)|insights?|press\w*|magazine|guides?|learn|resources?|how-to)(?:/|$)"),
)  # fmt: skip
DATE_IN_PATH = re.compile(r"/(?:19|20)\d\d(?:/|-)[01]?\d")
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"\d{4,}")
PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|zł|kr\b)")
SAMPLE = 4000  # blocks that are looked at


@dataclasses.dataclass(frozen=True, slots=True)
class Stated:
    """What a page states that bears on its kind."""

    url: str | None
    kinds: Collection[str]
    has_author: bool
    has_date: bool
    has_article_text: bool
    title: str | None


def count_elements(tree: HtmlElement) -> list[float]:
    """Return how many elements of some kinds a page has; taken before anything is pruned."""
    tags = ("form", "input", "img", "h1", "h2", "h3", "article", "button", "table", "time", "select", "iframe", "video", "main", "aside", "figure")  # fmt: skip
    return [math.log1p(sum(1 for _ in tree.iter(tag))) for tag in tags]


def page_features(
    blocks: Sequence[PageBlock], chances: Matrix, counts: Sequence[float], stated: Stated
) -> list[float]:
    """Return what is seen of a page."""
    blocks = blocks[:SAMPLE]
    story = [bool(chance >= STORY) for chance in chances[:SAMPLE]]
    sizes = [len(block.text) for block in blocks]
    total = max(1, sum(sizes))
    linked = sum(block.n_link_chars for block in blocks)
    prose = [is_prose(block) for block in blocks]
    chosen = [i for i, is_in in enumerate(story) if is_in]
    n_story = sum(sizes[i] for i in chosen)
    n_prose = sum(n for n, is_text in zip(sizes, prose, strict=True) if is_text)
    in_prose = sum(sizes[i] for i in chosen if prose[i])
    paragraphs = [sizes[i] for i in chosen if blocks[i].kind == "paragraph"]
    headings = [i for i in chosen if blocks[i].kind == "heading"]
    first, last = (chosen[0], chosen[-1]) if chosen else (0, 0)
    prices = [i for i, block in enumerate(blocks) if PRICE.search(block.text)]
    places = {id(blocks[i].place.parent) for i in chosen}
    between = sizes[first : last + 1]
    longest = _longest_run(story, sizes)
    row = [
        math.log1p(n_story),
        n_story / total,
        math.log1p(len(chosen)),
        len(chosen) / max(1, len(blocks)),
        float(np.mean(paragraphs)) if paragraphs else 0.0,
        float(np.median(paragraphs)) if paragraphs else 0.0,
        float(max(paragraphs, default=0)),
        in_prose / max(1, n_story),
        in_prose / max(1, n_prose),
        n_prose / total,
        math.log1p(n_prose),
        linked / total,
        sum(blocks[i].n_link_chars for i in chosen) / max(1, n_story),
        len(headings) / max(1, len(chosen)),
        sum(sizes[i] for i in chosen if blocks[i].kind == "item") / max(1, n_story),
        sum(sizes[i] for i in chosen if blocks[i].kind == "cell") / max(1, n_story),
        n_story / max(1, sum(between)),
        longest / max(1, n_story),
        math.log1p(longest),
        len(places) / max(1, len(chosen)),
        float(np.mean(chances)) if len(chances) else 0.0,
        float(np.mean([chances[i] for i in chosen])) if chosen else 0.0,
        float(max(chances, default=0.0)),
        first / max(1, len(blocks)),
        last / max(1, len(blocks)),
        math.log1p(len(prices)),
        len(prices) / max(1, len(blocks)),
        sum(1 for i in chosen if PRICE.search(blocks[i].text)) / max(1, len(chosen)),
        sum(1 for block in blocks if block.text.endswith("?")) / max(1, len(blocks)),
        sum(1 for i in chosen if blocks[i].text.endswith(("…", "...", "→", "»"))) / max(1, len(chosen)),
        math.log1p(len(blocks)),
        math.log1p(total),
        float(np.mean([blocks[i].place.depth for i in chosen])) if chosen else 0.0,
        float(stated.has_author),
        float(stated.has_date),
        float(stated.has_article_text),
        float(len(WORD.findall(stated.title or ""))),
        *counts,
    ]  # fmt: skip
    row += [float(bool(group & set(stated.kinds))) for group in TYPES]
    return row + address_features(stated.url)


def _longest_run(story: Sequence[bool], sizes: Sequence[int]) -> int:
    """Return how many characters stand in the longest run of blocks taken for the story."""
    best = run = 0
    for is_in, n in zip(story, sizes, strict=True):
        run = run + n if is_in else 0
        best = max(best, run)
    return best


def address_features(url: str | None) -> list[float]:
    """Return what is seen of a page's address."""
    path = urlsplit(url).path.lower() if url else ""
    parts = [part for part in path.split("/") if part]
    last = parts[-1] if parts else ""
    words = WORD.findall(last)
    return [
        float(len(parts)),
        float(len(words)),
        float(len(last)),
        float(bool(NUMBER.search(last))),
        float(path.endswith("/")),
        float(last.endswith((".html", ".htm", ".php", ".aspx", ".asp"))),
        float(bool(DATE_IN_PATH.search(path))),
        float(bool(url and urlsplit(url).query)),
        *(float(bool(pattern.search(path))) for pattern in PATH_WORDS),
    ]


@functools.cache
def load_page_trees() -> Forest:
    """Return the trees that ship with the code."""
    return load_forests(WEIGHTS_FILE, ("article",))["article"]


def article_chance(row: Sequence[float]) -> float:
    """Return the chance that a page with these features is an article."""
    return float(forest_chances(load_page_trees(), np.array([row], dtype=np.float64))[0])
