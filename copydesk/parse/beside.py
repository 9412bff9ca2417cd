"""An article of which other files say something: its own reading, and behind or before it what they say."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from copydesk.parse.fields_columns import is_empty
from copydesk.parse.titles import key_of
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig
from copydesk.text.encoding import decode_text
from copydesk.text.field_names import field_names, field_of
from schemas.articles import QualityFlag

HEAD_CHARS = 1_000
"""Of a text, within which its title stands where it has one."""

TOLD = tuple("title subtitle authors url publisher section keywords source_record_id".split())
DATE = tuple(
    "published_at published_on published_utc_offset published_precision published_tz_basis".split()
)
MISSING: dict[QualityFlag, str] = {
    "no_title": "title",
    "no_author": "authors",
    "no_date": "published_on",
}
OF_DATE: frozenset[QualityFlag] = frozenset({"date_order_assumed", "date_without_zone"})


def parse_beside(
    record: RawRecord,
    source: SourceConfig,
    parse: Callable[[RawRecord, SourceConfig], ParsedArticle | Rejection],
) -> ParsedArticle | Rejection:
    """Return the article of a page or text with what sibling files say of it.

    A page states its own fields in markup, and these count; a text shows them in lines that may be taken for something
    else, so there the sibling counts. A text that does not begin with the title that the sibling gives has none of its own:
    all of it is body.
    """
    from copydesk.parse.fields import parse_fields

    def with_body(text: str) -> ParsedArticle | Rejection:
        told = {**fields, field_names()["body"][0]: text}
        return parse_fields(dataclasses.replace(record, media="fields", fields=told), source)

    fields: dict[str, Any] = json.loads(source.beside)
    is_text = record.media == "text"
    titles = [key_of(str(value)) for name, value in fields.items() if field_of(name) == "title"]
    if is_text and titles:
        text = decode_text(record.raw, source.encoding or record.charset)[0]
        head = key_of(text[:HEAD_CHARS]) or ""
        if not any(title in head for title in filter(None, titles)):
            return with_body(text)
    own = parse(record, source)
    if isinstance(own, Rejection):
        return own
    told = with_body(own.body)
    return own if isinstance(told, Rejection) else merge(own, told, is_own_first=not is_text)


def within_folders(record: RawRecord, source: SourceConfig) -> RawRecord:
    """Return a record of fields with those that the folders of its file say of all records in it; its own win."""
    own = {name: value for name, value in (record.fields or {}).items() if not is_empty(value)}
    return dataclasses.replace(record, fields={**json.loads(source.beside), **own})


def merge(own: ParsedArticle, told: ParsedArticle, *, is_own_first: bool) -> ParsedArticle:
    """Return the article with the fields of another reading: where it has none, or everywhere but where that has none."""
    first, second = (own, told) if is_own_first else (told, own)
    values = {name: getattr(first, name) or getattr(second, name) for name in TOLD}
    dated = first if first.published_on else second
    values |= {name: getattr(dated, name) for name in DATE}
    values["updated_at"] = first.updated_at or second.updated_at
    values["domain"] = (first if first.url else second).domain
    flags: set[QualityFlag] = {*own.quality_flags} - MISSING.keys() - OF_DATE
    flags |= {*dated.quality_flags} & OF_DATE
    flags |= {flag for flag, field in MISSING.items() if not values[field]}
    return dataclasses.replace(own, **values, quality_flags=tuple(sorted(flags)))
