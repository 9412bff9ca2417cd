"""A record of named fields (JSON, CSV, Parquet, SGML) to an article."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from copydesk.parse.authors import read_authors
from copydesk.parse.dates import ReadDate, read_date
from copydesk.parse.draft import Draft, finish, with_flag
from copydesk.parse.fields_columns import columns_of
from copydesk.parse.fields_text import (
    choose_text,
    field_text,
    is_markup,
    is_whole_page,
    read_paragraphs,
)
from copydesk.parse.html import read_fragment, read_page
from copydesk.parse.html_body import Block
from copydesk.parse.html_clean import clean_blocks
from copydesk.parse.metadata import read_keywords
from copydesk.parse.titles import clean_title, squeeze
from copydesk.parse.urls import clean_url, day_in_url, domain_of
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject

MAX_SECTION_CHARS = 200
DATELINE_DASH = re.compile(r"\s[-–—]{1,2}\s+(?=\S)")
SOCIAL_NETWORK = re.compile(
    r"(?i)^(?:www\.)?(?:facebook|twitter|x|instagram|youtube|linkedin)\.com$"
)
"""Sites where a publisher has a page: never the publisher."""


def parse_fields(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article of a record of named fields, or why there is none."""
    columns = columns_of(record.fields or {}, source)
    draft = _draft(columns, record, source)
    if draft.blocks:
        return finish(draft, record)
    said = "a title only" if draft.title else "no text"
    reason = "no_body" if draft.title or columns["subtitle"] or columns["body"] else "no_text"
    names = ", ".join(sorted(str(name) for name in record.fields or {}))[:200]
    return reject(record, "parse", (reason,), f"the record has {said}; its fields: {names}")


def _draft(columns: Mapping[str, list[Any]], record: RawRecord, source: SourceConfig) -> Draft:
    """Return what the fields say, and behind them what a page among them says."""
    text = choose_text(columns["body"])
    markup = choose_text(columns["html"]) or (text if is_markup(text) else "")
    url = _first_url(columns["url"]) or clean_url(record.url)
    page = Draft()
    if markup and is_whole_page(markup):
        page = read_page(markup, url, source) or Draft()
    elif markup:
        page = read_fragment(markup)
    publisher = _publisher(columns["publisher"], source) or domain_of(url)
    stated = [squeeze(value) for value in columns["publisher"] if isinstance(value, str)]
    names = [name for name in (publisher, page.publisher, domain_of(url), *stated) if name]
    titles = [
        title for value in columns["title"] if (title := clean_title(field_text(value), names))
    ]
    language = _language(columns["language"]) or source.language or page.language
    published = _first_date(columns["published"], source, language)
    draft = dataclasses.replace(
        page,
        url=url or page.url,
        publisher=publisher or page.publisher,
        title=next(iter(titles), page.title),
        subtitle=_subtitle(columns["subtitle"]) or page.subtitle,
        authors=read_authors(columns["authors"], names) or page.authors,
        published=published or page.published or _url_date(url, source),
        section=_short_text(columns["section"]) or page.section,
        language=language,
        keywords=read_keywords(columns["keywords"]) or page.keywords,
        dateline=_dateline(columns["dateline"]),
        crawled_at=record.crawled_at or _moment(columns["crawled"], source),
        source_record_id=record.source_record_id or _short_text(columns["id"][:1]),
    )
    updated = _moment(columns["updated"], source)
    if updated is not None:
        draft = dataclasses.replace(draft, updated_at=updated)
    return draft if page.blocks else _with_text(draft, _opening(columns["dateline"]) + text, titles)


def _with_text(draft: Draft, text: str, titles: list[str]) -> Draft:
    """Return the draft with the plain text of its field as body."""
    paragraphs, is_repaired = read_paragraphs(text)
    story = clean_blocks(
        [Block("paragraph", part) for part in paragraphs], titles, authors=draft.authors
    )
    draft = dataclasses.replace(
        draft, blocks=story.blocks, related_links=story.related_links, is_text_clean=True
    )
    return with_flag(draft, "text_repaired") if is_repaired else draft


def _first_url(values: list[Any]) -> str | None:
    """Return the first value that is an address."""
    return next((url for value in values if (url := clean_url(value))), None)


def _publisher(values: list[Any], source: SourceConfig) -> str | None:
    """Return who published the record, as stated."""
    if source.publisher:
        return source.publisher
    for value in values:
        if isinstance(value, Mapping):
            value = value.get("name") or value.get("title") or value.get("id")
        if not isinstance(value, str):
            continue
        if url := clean_url(value):
            value = domain_of(url) or ""
        if SOCIAL_NETWORK.search(value):
            continue
        if 1 <= len(name := squeeze(value)) <= 100:
            return name
    return None


def _subtitle(values: list[Any]) -> str | None:
    """Return the first text that can be a standfirst."""
    for value in values:
        if isinstance(value, str) and 3 <= len(text := squeeze(value)) <= 2000:
            return text
    return None


def _short_text(values: list[Any]) -> str | None:
    """Return the first value as a short text."""
    for value in values:
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, Mapping):
            value = value.get("name")
        if isinstance(value, str | int) and not isinstance(value, bool):
            text = squeeze(str(value))
            if 1 <= len(text) <= MAX_SECTION_CHARS:
                return text
    return None


def _language(values: list[Any]) -> str | None:
    """Return the first value that starts with a language code."""
    for value in values:
        code = str(value).strip().replace("_", "-").split("-")[0].lower()
        if 2 <= len(code) <= 3 and code.isalpha():
            return code
    return None


def _first_date(values: list[Any], source: SourceConfig, language: str | None) -> ReadDate | None:
    """Return the first value that is a date."""
    for value in values:
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, str | int | float | dict) and not isinstance(value, bool):
            date = read_date(value, source, language)
            if date is not None:
                return date
    return None


def _url_date(url: str | None, source: SourceConfig) -> ReadDate | None:
    """Return the day that the address states."""
    day = day_in_url(url)
    return read_date(day.isoformat(), source) if day else None


def _moment(values: list[Any], source: SourceConfig) -> Any:
    """Return the first value that is a moment with a time of day, in UTC."""
    date = _first_date(values, source, None)
    return date.at if date and date.precision in ("second", "minute") else None


def _dateline(values: list[Any]) -> str | None:
    """Return the dateline without the dash that parts it from the text, and without what follows the dash."""
    text = squeeze(field_text(values[0])) if values else ""
    text = DATELINE_DASH.split(text, maxsplit=1)[0].strip(" -–—")
    return text if 2 <= len(text) <= 200 else None


def _opening(values: list[Any]) -> str:
    """Return the first words of the story where they stand behind the dash of the dateline field, else nothing."""
    text = squeeze(field_text(values[0])) if values else ""
    parts = DATELINE_DASH.split(text, maxsplit=1)
    return f"{parts[1]} " if len(parts) == 2 and parts[1].strip(" -–—") else ""
