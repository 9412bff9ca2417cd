"""Is a page an article at all? Index pages, section fronts, shops, services, galleries and results of a search are not.

What is seen: how the text that was taken for the story lies in the page and is written, what the page calls itself, what its
address is like, and what stands round the text. Boosted trees weigh it (`page_weights.npz`); of words of a language they see how
often a text speaks of "us" and to "you".
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from lxml.html import HtmlElement

from copydesk.parse.block_features import is_prose
from copydesk.parse.html_data import ARTICLE_TYPES
from copydesk.parse.line_features import Matrix
from copydesk.parse.line_model import Forest, forest_chances, load_forests
from copydesk.parse.metadata import PageMetadata
from copydesk.parse.page_blocks import PageBlock
from copydesk.parse.titles import key_of
from copydesk.parse.urls import address_features
from copydesk.parse.words import count_words
from copydesk.vocabulary import words_of

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
WORD = re.compile(r"[^\W\d_]+")
PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|zł|kr\b)")
CUT_ENDS = ("…", "...", "→", "»")
SENTENCE = re.compile(r"[.!?]+[\"”]?\s")
SAMPLE = 4000  # blocks that are looked at
VOICE_CHARS, FIRST_WORDS = (
    20_000,
    300,
)  # of a story, whose words are counted, and which of them for how often it repeats itself
UNSURE = (0.1, 0.8)  # chances between which a block is neither
CARD_CHARS = 250  # of a text below a heading: what offers and teasers have


MIN_LISTED = 3
MIN_HEADLINE = 4  # words, or as many letters of scripts without spaces
MIN_LINKED = 0.8  # of a line's letters: more beside the link is its day
MIN_OWN, MIN_OWN_OF_PERSON = 20, 120
"""Words: a story of fewer is none (`min_words`). Chosen: a page that lists others has a line of its own, a story a paragraph;
where the page says that it is about who writes, the line is a life in short."""
PROFILE = frozenset(("ProfilePage", "og:profile"))
PERSON_IN_PATH = re.compile(
    r"(?i)/(?:authors?|staff|contributors?|columnists?|autor(?:en|es|i)?|auteurs?|redakteure?)/"
)


def count_listed(blocks: Sequence[PageBlock], story: Sequence[str], fields: PageMetadata) -> int:
    """Return how many other stories a page lists that has no text of its own beside them; 0 where it tells a story.

    What was taken for its story is then linked headlines, teasers that break off below them, and a line that heads the list.
    """
    listed = [block for block in blocks[:SAMPLE] if _is_headline(block)]
    if len(listed) < MIN_LISTED:
        return 0
    whole = key_of("|".join(story))
    named = sorted({key_of(text) for text in (fields.title, *(block.text for block in listed))})
    enough = MIN_OWN_OF_PERSON if _is_of_person(fields) else MIN_OWN
    n_words = 0
    for block in sorted(blocks[:SAMPLE], key=lambda block: -len(block.text)):  # a story: one look
        is_told = block.kind != "heading" and not block.text.endswith(CUT_ENDS)
        if not is_told or _is_headline(block) or (key := key_of(block.text)) not in whole:
            continue
        if 2 * len(functools.reduce(_without, named, key)) > len(key):
            n_words += count_words(block.text)
            if n_words >= enough:
                return 0
    return len(listed)


def _without(key: str, part: str) -> str:
    return key.replace(part, "") if part else key


def _is_of_person(fields: PageMetadata) -> bool:
    """Return whether a page says, itself or by its address, that it is about one who writes."""
    is_so = not PROFILE.isdisjoint(fields.kinds) or PERSON_IN_PATH.search(fields.url or "")
    return bool(is_so) and TYPES[0].isdisjoint(fields.kinds)


def _is_headline(block: PageBlock) -> bool:
    """Return whether a block is one link, as long as a headline."""
    if block.n_links != 1 or block.n_link_chars < MIN_LINKED * len(block.text):
        return False
    return count_words(block.text) >= MIN_HEADLINE


def count_elements(tree: HtmlElement) -> list[float]:
    """Return how many elements of some kinds a page has; taken before anything is pruned."""
    tags = ("form", "input", "img", "h1", "h2", "h3", "article", "button", "table", "time", "select", "iframe", "video", "main", "aside", "figure")  # fmt: skip
    return [math.log1p(sum(1 for _ in tree.iter(tag))) for tag in tags]


def page_features(
    blocks: Sequence[PageBlock], chances: Matrix, counts: Sequence[float], fields: PageMetadata
) -> list[float]:
    """Return what is seen of a page."""
    page = PageText(blocks[:SAMPLE], [float(chance) for chance in chances[:SAMPLE]])
    kinds = set(fields.kinds)
    return [
        *page.text_shares(),
        *page.link_and_kind_shares(),
        *page.story_in_page(),
        *page.signs(),
        *page.prose_runs(),
        *page.headings(),
        *voice_of(page.story),
        *counts,
        *(float(bool(group & kinds)) for group in TYPES),
        *stated_features(fields),
        *address_features(fields.url),
        *title_features(fields.url, fields.title),
    ]


class PageText:
    """The blocks of a page, and which of them were taken for its story."""

    def __init__(self, blocks: Sequence[PageBlock], chances: Sequence[float]) -> None:
        self.blocks, self.chances = blocks, chances
        self.sizes = [len(block.text) for block in blocks]
        self.chosen = [i for i, chance in enumerate(chances) if chance >= STORY]
        self.story = [blocks[i] for i in self.chosen]
        self.n_blocks, self.n_story_blocks = max(1, len(blocks)), max(1, len(self.story))
        self.total = max(1, sum(self.sizes))
        self.n_story = sum(len(block.text) for block in self.story)
        self.is_prose = [is_prose(block) for block in blocks]
        self.prose = [n for n, prose in zip(self.sizes, self.is_prose, strict=True) if prose]

    def text_shares(self) -> list[float]:
        """Return how much of the page's text is the story, and how much of each is prose."""
        n_prose = sum(self.prose)
        in_prose = sum(self.sizes[i] for i in self.chosen if self.is_prose[i])
        paragraphs = [len(block.text) for block in self.story if block.kind == "paragraph"]
        return [
            math.log1p(self.n_story),
            self.n_story / self.total,
            math.log1p(len(self.story)),
            len(self.story) / self.n_blocks,
            _mean(paragraphs),
            float(np.median(paragraphs)) if paragraphs else 0.0,
            float(max(paragraphs, default=0)),
            in_prose / max(1, self.n_story),
            in_prose / max(1, n_prose),
            n_prose / self.total,
            math.log1p(n_prose),
        ]

    def link_and_kind_shares(self) -> list[float]:
        """Return how much of the page and of its story is links, and what its story's blocks are."""
        return [
            sum(block.n_link_chars for block in self.blocks) / self.total,
            sum(block.n_link_chars for block in self.story) / max(1, self.n_story),
            sum(block.kind == "heading" for block in self.story) / self.n_story_blocks,
            self._n_chars("item") / max(1, self.n_story),
            self._n_chars("cell") / max(1, self.n_story),
        ]

    def _n_chars(self, kind: str) -> int:
        return sum(len(block.text) for block in self.story if block.kind == kind)

    def story_in_page(self) -> list[float]:
        """Return how the story lies in the page: in one run or strewn, where, how sure."""
        first, last = (self.chosen[0], self.chosen[-1]) if self.chosen else (0, 0)
        longest = _longest_run([chance >= STORY for chance in self.chances], self.sizes)
        return [
            self.n_story / max(1, sum(self.sizes[first : last + 1])),
            longest / max(1, self.n_story),
            math.log1p(longest),
            len({id(block.place.parent) for block in self.story}) / self.n_story_blocks,
            _mean(self.chances),
            _mean([self.chances[i] for i in self.chosen]),
            max(self.chances, default=0.0),
            first / self.n_blocks,
            last / self.n_blocks,
        ]

    def prose_runs(self) -> list[float]:
        """Return how sure the story's blocks are by their length, and how its prose lies: in one run or one by one."""
        weighed = [n * chance for n, chance in zip(self.sizes, self.chances, strict=True)]
        in_prose = sum(n for n, prose in zip(weighed, self.is_prose, strict=True) if prose)
        unsure = (
            n for n, x in zip(self.sizes, self.chances, strict=True) if UNSURE[0] < x < UNSURE[1]
        )
        longest = _longest_run(self.is_prose, self.sizes)
        return [
            sum(unsure) / self.total,
            sum(weighed) / self.total,
            in_prose / max(1, sum(self.prose)),
            math.log1p(len(self.prose)),
            float(np.median(self.prose)) if self.prose else 0.0,
            math.log1p(_longest_run(self.is_prose, [1] * len(self.blocks))),
            math.log1p(longest),
            longest / max(1, sum(self.prose)),
        ]

    def headings(self) -> list[float]:
        """Return how many headings a page has, how many are over one short text or none, and how many are links."""
        heads = [i for i, block in enumerate(self.blocks) if block.kind == "heading"]
        return [
            math.log1p(len(heads)),
            len(heads) / self.n_blocks,
            sum(map(self.heads_a_card, heads)) / max(1, len(heads)),
            sum(self.blocks[i].n_links > 0 for i in heads) / max(1, len(heads)),
        ]

    def heads_a_card(self, at: int) -> bool:
        """Return whether a heading stands over one short text, with no prose behind it."""
        below = self.blocks[at + 1 : at + 2]
        is_short = bool(below) and below[0].kind != "heading" and self.sizes[at + 1] < CARD_CHARS
        return is_short and not any(self.is_prose[at + 2 : at + 3])

    def signs(self) -> list[float]:
        """Return how many blocks have a price, ask, or are cut short, and how deep the story lies."""
        has_price = [PRICE.search(block.text) is not None for block in self.blocks]
        n_prices = sum(has_price)
        return [
            math.log1p(n_prices),
            n_prices / self.n_blocks,
            sum(has_price[i] for i in self.chosen) / self.n_story_blocks,
            sum(block.text.endswith("?") for block in self.blocks) / self.n_blocks,
            sum(block.text.endswith(CUT_ENDS) for block in self.story) / self.n_story_blocks,
            math.log1p(len(self.blocks)),
            math.log1p(self.total),
            _mean([block.place.depth for block in self.story]),
        ]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def _longest_run(story: Sequence[bool], sizes: Sequence[int]) -> int:
    """Return how many characters stand in the longest run of blocks taken for the story."""
    best = run = 0
    for is_in, n in zip(story, sizes, strict=True):
        run = run + n if is_in else 0
        best = max(best, run)
    return best


def voice_of(story: Sequence[PageBlock]) -> list[float]:
    """Return how a text is written: whether it says "we" and "you", cites, cries out, counts; how long its sentences are."""
    text = " ".join(block.text for block in story)[:VOICE_CHARS]
    words = WORD.findall(text)
    known = [word.lower() for word in words]
    n_words, n_chars, n_sentences = (
        max(1, len(words)),
        max(1, len(text)),
        len(SENTENCE.findall(text)),
    )
    return [
        sum(map(words_of("own_voice").__contains__, known)) / n_words,
        sum(map(words_of("addressed").__contains__, known)) / n_words,
        sum(map(text.count, '“"«„')) / n_chars,
        text.count("!") / n_chars,
        sum(map(str.isdigit, text)) / n_chars,
        float(n_sentences),
        n_words / max(1, n_sentences),
        len(set(known[:FIRST_WORDS])) / max(1, len(known[:FIRST_WORDS])),
        sum(word[0].isupper() for word in words) / n_words,
    ]


def stated_features(fields: PageMetadata) -> list[float]:
    """Return what a page states beside its text."""
    return [
        float(len(fields.authors)),
        float(fields.dates.published is not None),
        float(fields.dates.updated_at is not None),
        float(bool(fields.article_text)),
        float(bool(fields.section)),
        math.log1p(len(fields.subtitle or "")),
        math.log1p(len(fields.keywords)),
        float(len(fields.kinds)),
    ]


def title_features(url: str | None, title: str | None) -> list[float]:
    """Return what is seen of a page's title, and how far its address agrees: the words of a story's headline stand in it."""
    path = urlsplit(url).path.lower() if url else ""
    last = path.rstrip("/").rpartition("/")[2]
    said = WORD.findall(title or "")
    slug = {word for word in WORD.findall(last.split(".")[0]) if len(word) > 1}
    titled = {word.lower() for word in said}
    return [
        math.log1p(len(path)),
        float(last.count("-") + last.count("_")),
        float(len(slug & titled)),
        len(slug & titled) / max(1, len(slug)),
        len(slug & titled) / max(1, len(titled)),
        float(len(said)),
        math.log1p(len(title or "")),
        sum(word[0].isupper() for word in said) / max(1, len(said)),
        float(any(map(str.isdigit, title or ""))),
    ]


@functools.cache
def load_page_trees() -> Forest:
    """Return the trees that ship with the code."""
    return load_forests(WEIGHTS_FILE, ("article",))["article"]


PRODUCT = frozenset(("Product", "ProductGroup", "og:product"))
TOLD_OF = ARTICLE_TYPES | {"og:article", "ItemList", "SoftwareApplication"}
"""With these a page tells of products: an article, or a list of programs that are like another."""


def calls_itself_other(fields: PageMetadata) -> bool:
    """Return whether a page calls itself something else than an article: a product of which no article tells, a site's page of law."""
    kinds = fields.kinds
    if not PRODUCT.isdisjoint(kinds) and TOLD_OF.isdisjoint(kinds):
        return True
    return key_of(fields.title) in {key_of(title) for title in words_of("legal_pages")}


def article_chance(row: Sequence[float]) -> float:
    """Return the chance that a page with these features is an article."""
    return float(forest_chances(load_page_trees(), np.array([row], dtype=np.float64))[0])
