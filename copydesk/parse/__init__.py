"""One raw record to the fields of an article: pages, page dumps as text, and named fields."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable

from copydesk.errors import frames_of, is_of_content, let_through
from copydesk.parse.beside import parse_beside, within_folders
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject

__all__ = ["parse_record"]

Parser = Callable[[RawRecord, SourceConfig], ParsedArticle | Rejection]

logger = logging.getLogger(__name__)


def parse_record(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article read out of a record, or why there is none. Never raises for bad data.

    What is wrong with the machine (a full disk, no memory) is raised, and so is what nobody has foreseen: the batch
    fails then, and the record keeps its chance.
    """
    parse = _parser_of(record)  # outside the try: a parser that can't be loaded is a broken program
    try:
        # Of fields only the one record that is its file: siblings speak of files.
        if record.media == "fields" and any(by.endswith("/") for by in source.told_by):
            return parse(within_folders(record, source), source)
        if source.beside and (record.media != "fields" or not record.raw_position):
            return parse_beside(record, source, parse)
        return parse(record, source)
    except Exception as error:  # a library failed on bad data
        let_through(error)
        if not is_of_content(error):
            raise
        logger.debug("parser gave up: %s\n%s", record.record_id, frames_of(error))
        return reject(record, "parse", ("parser_gave_up",), f"{type(error).__name__} in the parser")


def _parser_of(record: RawRecord) -> Parser:
    """Return the parser of the record's medium; the heavy ones are loaded only when there is such a record."""
    if record.media == "html":
        from copydesk.parse.html import parse_html

        return parse_html
    if record.media == "fields":
        from copydesk.parse.fields import parse_fields

        return parse_fields
    return _parse_dump


def _parse_dump(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article of a plain-text page dump."""
    from copydesk.parse.text_dump import parse_text
    from copydesk.text.encoding import decode_text

    text, is_lossy = (record.fields or {}).get("text"), False  # of a document that is no text file
    if not isinstance(text, str):
        text, is_lossy = decode_text(record.raw, source.encoding or record.charset)
    result = parse_text(text, record, source)
    if is_lossy and isinstance(result, ParsedArticle):
        flags = sorted({*result.quality_flags, "characters_lost"})
        result = dataclasses.replace(result, quality_flags=tuple(flags))
    return result
