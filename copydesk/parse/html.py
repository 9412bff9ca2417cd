"""A saved page to an article's fields."""

from __future__ import annotations

import dataclasses
import datetime as dt

from copydesk.encoding import decode_text
from copydesk.parse.html_body import Block, extract_blocks, prune_dead_tags
from copydesk.parse.html_clean import clean_blocks
from copydesk.parse.html_tree import declared_charset, read_tree
from copydesk.parse.languages import detect_language
from copydesk.parse.metadata import PageMetadata, read_metadata
from copydesk.parse.repair import repair_text
from copydesk.parse.urls import domain_of
from copydesk.parse.wire import part_dateline
from copydesk.parse.words import count_words
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject
from schemas.articles import QualityFlag


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """What a page yields before it is made a row."""

    metadata: PageMetadata
    blocks: tuple[Block, ...]


def parse_html(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article of a saved page, or why there is none."""
    charset = source.encoding or record.charset or declared_charset(record.raw)
    markup, is_lossy = decode_text(record.raw, charset)
    page = read_page(markup, record.url, source)
    if page is None:
        return reject(record, "parse", ("no_text",), "the page has no element with text")
    if not page.blocks:
        return reject(record, "parse", ("no_body",), "no running text was found on the page")
    return article_of(page, record, is_lossy)


def read_page(markup: str, url: str | None, source: SourceConfig) -> Page | None:
    """Return the fields and the text of a page; None where there is no tree."""
    tree = read_tree(markup)
    if tree is None:
        return None
    metadata = read_metadata(tree, url, source)
    prune_dead_tags(tree)
    blocks = extract_blocks(tree, metadata.url)
    kept = clean_blocks(blocks, metadata.headlines, metadata.subtitle)
    return Page(metadata, tuple(kept))


def article_of(page: Page, record: RawRecord, is_lossy: bool = False) -> ParsedArticle:
    """Return a page's fields in the form of the table."""
    fields = page.metadata
    raw_body = "\n\n".join(block.text for block in page.blocks)
    body, is_repaired = repair_text(raw_body)
    dateline, credit, body = part_dateline(body)
    language, is_certain = detect_language(body, fields.language)
    headings = tuple(block.text for block in page.blocks if block.kind == "heading")
    published = fields.dates.published
    flags: set[QualityFlag] = set()
    if is_repaired:
        flags.add("text_repaired")
    if is_lossy:
        flags.add("characters_lost")
    if not is_certain:
        flags.add("language_uncertain")
    if not fields.title:
        flags.add("no_title")
    if not fields.authors:
        flags.add("no_author")
    if published is None:
        flags.add("no_date")
    elif published.at is not None and published.tz_basis == "assumed":
        flags.add("date_without_zone")
    return ParsedArticle(
        record_id=record.record_id,
        body=body,
        url=fields.url,
        domain=domain_of(fields.url),
        publisher=fields.publisher,
        title=fields.title,
        subtitle=fields.subtitle,
        authors=fields.authors,
        published_at=start_of(published.at, published.on) if published else None,
        published_on=published.on if published else None,
        published_utc_offset=published.utc_offset if published else None,
        published_precision=published.precision if published else None,
        published_tz_basis=published.tz_basis if published else None,
        updated_at=fields.dates.updated_at,
        crawled_at=record.crawled_at,
        section=fields.section,
        language=language,
        headings=headings,
        keywords=fields.keywords,
        dateline=dateline,
        credit=credit,
        n_words=count_words(body, language),
        quality_flags=tuple(sorted(flags)),
        source_record_id=record.source_record_id,
    )


def start_of(at: dt.datetime | None, on: dt.date | None) -> dt.datetime | None:
    """Return the moment, or the start of the day in UTC where only the day is known."""
    if at is not None or on is None:
        return at
    return dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC)
