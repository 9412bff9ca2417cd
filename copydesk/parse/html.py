"""A saved page, or a fragment of one, to an article's fields."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

import numpy as np
from lxml.html import HtmlElement

from copydesk.parse.block_features import Hints, block_features, is_prose
from copydesk.parse.block_model import judge_blocks, load_block_model
from copydesk.parse.draft import Draft, finish, with_flag
from copydesk.parse.fields_text import read_paragraphs
from copydesk.parse.html_body import (
    Block,
    extract_blocks,
    linked_texts,
    mend_frame,
    prune_boxes,
    prune_bubbles,
    prune_dead_tags,
    prune_frame,
    read_markup_blocks,
    with_lost_headings,
)
from copydesk.parse.html_clean import clean_blocks, is_stamp
from copydesk.parse.html_notices import is_sold_below, notice_in
from copydesk.parse.html_parts import (
    is_by_headline,
    marked_standfirsts,
    part_standfirst,
    read_pointers,
)
from copydesk.parse.html_saved import read_saving
from copydesk.parse.html_script import hidden_story, scripts_of, shows_no_story, signed_in_data
from copydesk.parse.html_tree import MarkupError, read_tree
from copydesk.parse.line_features import Matrix
from copydesk.parse.metadata import PageMetadata, read_metadata
from copydesk.parse.page_blocks import MAX_BLOCKS, PageBlock, enclosing, marks_in, page_blocks
from copydesk.parse.page_kind import (
    article_chance,
    calls_itself_other,
    count_elements,
    count_listed,
    page_features,
)
from copydesk.parse.titles import key_of
from copydesk.parse.urls import clean_url, domain_of
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject
from copydesk.text.encoding import decode_text, html_charset
from schemas.columns import DISGUISE

LEAST_AGREED = 0.1
LEAST_ALONE = (0.8, 0.5, 0.2)
"""Chances from which a block is the story's that the rules found, and one that only the trees see (then, where too little
was found, lower ones). Chosen on collections that the trees had not seen: docs/decisions/003."""
LEAST_OF_READERS, READERS = 0.5, marks_in("comments")
"""The same of those found where a page names its readers' comments."""
LEAST_SURE, MOST_OPEN = 0.5, 0.05
"""A chance from which a block is the story's where blocks between the chances above hold hardly any text beside the story: rules
change nothing there, and finding by rules is a third of a page's time. Left out: docs/decisions/030."""
MOST_SEARCHED = 200_000
"""Letters of a story in which every block is looked for: the longest known has 80,000."""
GROUP_TAGS = frozenset(("table", "ul", "ol", "dl"))
LEAST_GROUP, LEAST_OF_LIST, N_NEAR = 3, 0.7, 3
"""Blocks of a table or list, the share of a list that makes all of it the story's, and how near the story stands before and behind a
table or before a heading. Chosen with publishers left out: docs/decisions/030."""
MAX_MARKED = 20  # chosen: texts marked as a standfirst that are looked at; each is looked for among all blocks
TELLING_KEY = 20  # letters: a shorter text stands in many others
ENOUGH_CHARS = 400
LEAST_BLOCKS = 25
"""A page of fewer blocks is like none that the trees have seen (28 of 2,174): its story is found by rules."""
LEAST_SHARE = 0.3  # of a page's prose
TAG_LIKE = re.compile(r"<[/?!]?[A-Za-z\[][^<>]{0,300}>")
CODE_SHARE = 1 / 3
"""Of a page's text at most is code that it prints; one that is code, or a feed in disguise, tells no story."""
PRINTED = re.compile(DISGUISE)


def parse_html(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article of a saved page, or why there is none."""
    charset = source.encoding or record.charset or html_charset(record.raw)
    markup, is_lossy = decode_text(record.raw, charset)
    saving = read_saving(markup)
    try:
        draft = read_page(markup, clean_url(record.url) or saving.url, source)
    except MarkupError as error:
        return reject(record, "parse", (error.reason,), str(error))
    if draft is None:
        return reject(record, "parse", ("no_text",), "the page has no element with text")
    if not draft.blocks:
        return reject(record, "parse", ("no_body",), "no running text was found on the page")
    draft = dataclasses.replace(
        draft, blocks=without_code_tags(draft.blocks), crawled_at=record.crawled_at or saving.at
    )
    return finish_told(with_flag(draft, "characters_lost") if is_lossy else draft, record)


def without_code_tags(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return a page's blocks without the tags of markup that some of them print, as a how-to does; all as they are where most do."""
    printed = {block for block in blocks if "<" in block.text and PRINTED.search(block.text)}
    n_chars = sum(len(block.text) for block in blocks)
    if not printed or sum(len(block.text) for block in printed) > CODE_SHARE * n_chars:
        return blocks
    return tuple(
        dataclasses.replace(block, text=TAG_LIKE.sub(" ", block.text))
        if block in printed
        else block
        for block in blocks
    )


def finish_told(draft: Draft, record: RawRecord) -> ParsedArticle | Rejection:
    """Return the article of a draft with text, or what it is instead of a story."""
    if told := notice_in(draft.title, "\n".join(block.text for block in draft.blocks)):
        return reject(record, "parse", ("no_body",), f"it is {told}, not a story")
    if draft.n_listed:
        detail = f"the page lists {draft.n_listed} other stories and tells none"
        return reject(record, "parse", ("listing_page",), detail)
    return finish(draft, record)


@dataclasses.dataclass(frozen=True, slots=True)
class PageView:
    """What is seen of a page before it is decided what of it is the story."""

    markup: str
    tree: HtmlElement  # without what never holds text
    fields: PageMetadata
    blocks: list[PageBlock]
    features: Matrix  # one row for each block
    counts: list[float]  # of elements


def view_page(record: RawRecord, source: SourceConfig) -> PageView | None:
    """Return what is seen of a saved page; None where there is no tree."""
    charset = source.encoding or record.charset or html_charset(record.raw)
    return view_markup(decode_text(record.raw, charset)[0], clean_url(record.url), source)


def view_markup(markup: str, url: str | None, source: SourceConfig) -> PageView | None:
    """Return what is seen of the markup of a page; None where there is no tree."""
    tree = read_tree(markup)
    if tree is None:
        return None
    fields = read_metadata(tree, url, source)
    counts = count_elements(tree)
    prune_dead_tags(tree)
    prune_bubbles(tree)
    mend_frame(tree)
    blocks = page_blocks(tree)
    hints = Hints(
        frozenset(map(key_of, fields.headlines)),
        key_of(fields.subtitle),
        key_of(fields.article_text)[:MOST_SEARCHED],
    )
    features = block_features(blocks, hints) if blocks else np.zeros((0, 0))
    return PageView(markup, tree, fields, blocks, features, counts)


def read_page(markup: str, url: str | None, source: SourceConfig) -> Draft | None:
    """Return the fields and the text of a page; None where there is no tree."""
    view = view_markup(markup, url, source)
    if view is None:
        return None
    chances = judge_blocks(load_block_model(), view.features)
    draft = read_story(view, chances.story, source)
    row = page_features(view.blocks, chances.story, view.counts, view.fields)
    n_listed = count_listed(view.blocks, [block.text for block in draft.blocks], view.fields)
    chance = 0.0 if calls_itself_other(view.fields) else article_chance(row)
    return dataclasses.replace(draft, article_chance=chance, n_listed=n_listed)


def read_story(view: PageView, chances: Matrix, source: SourceConfig) -> Draft:
    """Return the fields and the text of a page whose blocks were judged."""
    tree, fields = view.tree, view.fields
    prune_boxes(tree)
    linked = pointers_among(view.blocks, linked_texts(tree, domain_of(fields.url)))
    prune_frame(tree)
    marked = list(itertools.islice(marked_standfirsts(tree), MAX_MARKED))
    pointers = read_pointers(tree)
    is_judged = LEAST_BLOCKS <= len(view.blocks) < MAX_BLOCKS
    found = sure_blocks(view.blocks, chances) if is_judged else []
    if not found:
        found = extract_blocks(tree, fields.url, len(view.markup))
        found = choose_blocks(view.blocks, chances, found) if is_judged else found
    standfirst = standfirst_of(marked, view, found)
    blocks = longer_text(found, fields.article_text)
    if fields.is_live:
        blocks = with_lost_headings(blocks, tree)
    if shows_no_story(blocks) and (whole := read_tree(view.markup)) is not None:
        blocks = hidden_story(blocks, scripts_of(whole), fields.headlines)
    blocks, standfirst = part_standfirst(blocks, standfirst)
    story = clean_blocks(blocks, fields.headlines, linked, fields.authors, is_live=fields.is_live)
    draft = Draft(
        blocks=story.blocks,
        related_links=tuple(dict.fromkeys((*pointers, *story.related_links))),
        url=fields.url,
        publisher=fields.publisher,
        title=fields.title,
        subtitle=standfirst or story.standfirst or fields.subtitle,
        authors=fields.authors or signed_in_data(view.markup, fields.headlines),
        published=fields.dates.published,
        updated_at=fields.dates.updated_at,
        section=fields.section,
        language=fields.language or source.language,
        keywords=fields.keywords,
    )
    is_walled = story.is_walled or (
        bool(story.blocks)
        and is_sold_below([block.text for block in view.blocks], story.blocks[-1].text)
    )
    return with_flag(draft, "truncated_by_source") if is_walled else draft


def standfirst_of(marked: Sequence[str], view: PageView, story: Sequence[Block]) -> str | None:
    """Return the first of the texts that are marked as a standfirst which stands by the headline, or None."""
    if not marked or not story:
        return None
    keys = [key_of(block.text) for block in view.blocks]
    headlines = {key_of(headline) for headline in view.fields.headlines}
    start = key_of(next((b.text for b in story if b.kind != "heading"), story[0].text))
    return next(
        (
            text
            for text in marked
            if not is_stamp(text) and is_by_headline(text, keys, headlines, start)
        ),
        None,
    )


def sure_blocks(blocks: Sequence[PageBlock], chances: Matrix) -> list[Block]:
    """Return the story where the trees leave hardly any text of the page open; no block where rules are to be asked, too."""
    sizes = np.array([len(block.text) for block in blocks])
    is_story = chances >= LEAST_SURE
    is_open = (chances >= LEAST_AGREED) & (chances < LEAST_ALONE[0])
    n_story = int(sizes[is_story].sum())
    if n_story < enough_text(blocks) or sizes[is_open].sum() > MOST_OPEN * n_story:
        return []
    return whole_blocks(blocks, chances, is_story.tolist())


def enough_text(blocks: Sequence[PageBlock]) -> float:
    """Return how many characters a story has at least, beside the prose of its page."""
    n_prose = sum(len(block.text) for block in blocks if is_prose(block))
    return min(ENOUGH_CHARS, LEAST_SHARE * n_prose)


def choose_blocks(
    blocks: Sequence[PageBlock], chances: Matrix, found: Sequence[Block]
) -> list[Block]:
    """Return the blocks of a page that are the story's: of those found by rules all that are not unlikely, of others the likely ones.

    Where that is little beside the prose of the page, less likely ones are taken: a page is never left with nothing while
    it holds running text.
    """
    keys = [key_of(block.text) for block in found]
    known, everything = set(keys), "|".join(keys)[:MOST_SEARCHED]
    is_found = [
        key in known or (len(key) >= TELLING_KEY and key in everything)
        for key in (key_of(block.text) for block in blocks)
    ]
    enough = enough_text(blocks)
    for alone in LEAST_ALONE:
        chosen = [
            bool(chance >= (least_agreed(block) if by_rules else alone))
            for block, chance, by_rules in zip(blocks, chances, is_found, strict=True)
        ]
        if any(chosen) and sum(len(b.text) for b in itertools.compress(blocks, chosen)) >= enough:
            return whole_blocks(blocks, chances, chosen)
    return list(found) or [block.block for block in blocks if is_prose(block)]


def whole_blocks(blocks: Sequence[PageBlock], chances: Matrix, chosen: list[bool]) -> list[Block]:
    """Return the chosen blocks, with what of a table, a list or a section was left out among them: the rest of it would mislead.

    A table is the story's where the story goes on behind it, a list where most of its items are, a heading where what it heads is.
    """
    whole = list(chosen)
    for tag, numbers in _groups(blocks):
        first, last = numbers[0], numbers[-1] + 1
        if tag == "table":
            is_story = any(chosen[max(0, first - N_NEAR) : first]) and any(
                chosen[last : last + N_NEAR]
            )
        else:
            is_story = sum(chosen[first:last]) >= LEAST_OF_LIST * len(numbers)
        if is_story:
            whole[first:last] = [True] * len(numbers)
    for number in np.flatnonzero(chances[:-1] >= LEAST_SURE).tolist():
        if blocks[number].kind == "heading" and chosen[number + 1]:
            whole[number] |= any(chosen[max(0, number - N_NEAR) : number])
    return [block.block for block in itertools.compress(blocks, whole)]


def _groups(blocks: Sequence[PageBlock]) -> Iterator[tuple[str, list[int]]]:
    """Yield the tag and the blocks, by their numbers, of each table and list that holds no other one."""
    groups: dict[int, tuple[str, list[int]]] = {}
    for number, block in enumerate(blocks):
        if (group := enclosing(block.place, GROUP_TAGS)) is not None:
            groups.setdefault(id(group), (group.tag, []))[1].append(number)
    for tag, numbers in groups.values():
        if LEAST_GROUP <= len(numbers) == numbers[-1] - numbers[0] + 1:
            yield tag, numbers


def pointers_among(blocks: Sequence[PageBlock], linked: frozenset[str]) -> frozenset[str]:
    """Return the keys of linked texts without those of lists of which most items are no links: a list of shops, say, some with a site."""
    own: set[str] = set()
    for tag, numbers in _groups(blocks):
        keys = [key_of(blocks[number].text) for number in numbers]
        if tag != "table" and 2 * len(linked.intersection(keys)) <= len(keys):
            own.update(keys)
    return linked - own


def least_agreed(block: PageBlock) -> float:
    """Return from which chance on a block that the rules found is the story's."""
    return LEAST_OF_READERS if block.place.around & READERS else LEAST_AGREED


def longer_text(blocks: list[Block], stated: str | None) -> list[Block]:
    """Return the blocks found, or the text of structured data where the page shows less than half of it."""
    if not stated:
        return blocks
    n_found = sum(len(block.text) for block in blocks)
    if 2 * n_found >= len(stated):
        return blocks
    paragraphs, _ = read_paragraphs(TAG_LIKE.sub("\n", stated))
    return [Block("paragraph", text) for text in paragraphs]


def read_fragment(markup: str) -> Draft:
    """Return the text of a fragment of markup that is a story's own body: nothing is searched for in it."""
    tree: HtmlElement | None = read_tree(f"<html><body><div>{markup}</div></body></html>")
    if tree is None:
        return Draft()
    prune_dead_tags(tree)
    linked = linked_texts(tree)
    story = clean_blocks(read_markup_blocks(tree), (), linked)
    draft = Draft(blocks=story.blocks, related_links=story.related_links)
    return with_flag(draft, "truncated_by_source") if story.is_walled else draft
