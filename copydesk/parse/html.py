"""A saved page, or a fragment of one, to an article's fields."""

from __future__ import annotations

import dataclasses
import re

from lxml.html import HtmlElement

from copydesk.encoding import decode_text, html_charset
from copydesk.parse.draft import Draft, finish, with_flag
from copydesk.parse.fields_text import read_paragraphs
from copydesk.parse.html_body import (
    Block,
    extract_blocks,
    linked_texts,
    prune_boxes,
    prune_dead_tags,
    prune_frame,
    read_markup_blocks,
    with_lost_headings,
)
from copydesk.parse.html_clean import clean_blocks
from copydesk.parse.html_notices import is_notice
from copydesk.parse.html_parts import marked_standfirst, part_standfirst, read_pointers
from copydesk.parse.html_saved import read_saving
from copydesk.parse.html_script import hidden_story, scripts_of, shows_no_story
from copydesk.parse.html_tree import read_tree
from copydesk.parse.metadata import read_metadata
from copydesk.parse.urls import clean_url, domain_of
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject

TAG_LIKE = re.compile(r"<[^<>]{1,300}>")


def parse_html(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article of a saved page, or why there is none."""
    charset = source.encoding or record.charset or html_charset(record.raw)
    markup, is_lossy = decode_text(record.raw, charset)
    saving = read_saving(markup)
    draft = read_page(markup, clean_url(record.url) or saving.url, source)
    if draft is None:
        return reject(record, "parse", ("no_text",), "the page has no element with text")
    if not draft.blocks:
        return reject(record, "parse", ("no_body",), "no running text was found on the page")
    if is_notice(draft.title, "\n".join(block.text for block in draft.blocks)):
        return reject(record, "parse", ("no_body",), "the page is a notice, not a story")
    draft = dataclasses.replace(draft, crawled_at=record.crawled_at or saving.at)
    if is_lossy:
        draft = with_flag(draft, "characters_lost")
    return finish(draft, record)


def read_page(markup: str, url: str | None, source: SourceConfig) -> Draft | None:
    """Return the fields and the text of a page; None where there is no tree."""
    tree = read_tree(markup)
    if tree is None:
        return None
    fields = read_metadata(tree, url, source)
    prune_dead_tags(tree)
    prune_boxes(tree)
    linked = linked_texts(tree, domain_of(fields.url))
    prune_frame(tree)
    standfirst = marked_standfirst(tree)
    pointers = read_pointers(tree)
    blocks = longer_text(extract_blocks(tree, fields.url), fields.article_text)
    if fields.is_live:
        blocks = with_lost_headings(blocks, tree)
    if shows_no_story(blocks) and (whole := read_tree(markup)) is not None:
        blocks = hidden_story(blocks, scripts_of(whole), fields.headlines)
    blocks, standfirst = part_standfirst(blocks, standfirst)
    story = clean_blocks(blocks, fields.headlines, linked, fields.authors, is_live=fields.is_live)
    return Draft(
        blocks=story.blocks,
        related_links=tuple(dict.fromkeys((*pointers, *story.related_links))),
        url=fields.url,
        publisher=fields.publisher,
        title=fields.title,
        subtitle=standfirst or story.standfirst or fields.subtitle,
        authors=fields.authors,
        published=fields.dates.published,
        updated_at=fields.dates.updated_at,
        section=fields.section,
        language=fields.language or source.language,
        keywords=fields.keywords,
    )


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
    return Draft(blocks=story.blocks, related_links=story.related_links)
