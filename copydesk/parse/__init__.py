"""One raw record to the fields of an article: pages, page dumps as text, and named fields."""

from __future__ import annotations

import logging

from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject

__all__ = ["PARSER_VERSION", "parse_record"]

PARSER_VERSION = "2026.11.1"
"""Raised with every change that can alter an output: what is kept from older runs is then parsed again."""

logger = logging.getLogger(__name__)


def parse_record(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article read out of a record, or why there is none. Never raises for bad data."""
    try:
        return _parse(record, source)
    except (
        Exception
    ) as error:  # a library failed on bad data: the one place that may not let it pass
        logger.debug("parser gave up: %s %s", record.raw_path, record.raw_position, exc_info=error)
        return reject(record, "parse", ("parser_gave_up",), f"{type(error).__name__} in the parser")


def _parse(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Hand the record to the parser of its medium."""
    if record.media == "html":
        from copydesk.parse.html import parse_html

        return parse_html(record, source)
    if record.media == "text":
        from copydesk.encoding import decode_text
        from copydesk.parse.text_dump import parse_text

        text, _ = decode_text(record.raw, source.encoding or record.charset)
        return parse_text(text, record, source)
    from copydesk.parse.fields import parse_fields

    return parse_fields(record, source)
