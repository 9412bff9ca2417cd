"""An article's fields as first read, and what is done to all of them alike before they are a row."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from copydesk.parse.dates import ReadDate, read_date
from copydesk.parse.html_body import Block
from copydesk.parse.languages import detect_language
from copydesk.parse.repair import repair_text
from copydesk.parse.titles import key_of, squeeze
from copydesk.parse.urls import clean_url, domain_of
from copydesk.parse.wire import DAY_AT_END, part_dateline
from copydesk.parse.words import count_words
from copydesk.records import ParsedArticle, RawRecord, SourceConfig
from schemas.articles import BOILERPLATE_LINE, QualityFlag

BOILERPLATE = re.compile(BOILERPLATE_LINE)
EMBEDDED = re.compile(
    r"(?:!\[[^\]\n]{0,200}\]\()?\bdata:[a-z]{1,20}/[\w.+-]{1,60}(?:;[\w=.+-]{1,60}){0,4},\S{20,}+(?:[ \t][\"][^\"\n]{0,200}[\"]\))?"
)
"""A file that is written into a text as an address, mostly a picture, with the signs of Markdown round it."""
EXCERPT = 70  # chosen: of 50 characters a standfirst ended with the name and office that its text began with
CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """What was read out of a record. Unstated fields are None or empty."""

    blocks: tuple[Block, ...] = ()
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: ReadDate | None = None
    updated_at: dt.datetime | None = None
    crawled_at: dt.datetime | None = None
    section: str | None = None
    language: str | None = None  # as declared: a hint
    usual_language: str | None = None  # of the other texts of its file
    keywords: tuple[str, ...] = ()
    related_links: tuple[str, ...] = ()
    dateline: str | None = None
    credit: str | None = None  # the agency that signs
    source_record_id: str | None = None
    is_text_clean: bool = False  # the blocks' text was repaired before
    article_chance: float | None = None  # of a page
    n_listed: int = 0  # other stories, on a page that lists them and tells none
    flags: frozenset[QualityFlag] = frozenset()


def with_flag(draft: Draft, flag: QualityFlag) -> Draft:
    """Return the draft with one more quality flag."""
    return dataclasses.replace(draft, flags=draft.flags | {flag})


def finish(draft: Draft, record: RawRecord) -> ParsedArticle:
    """Return the article of a draft: text repaired, dateline parted, language and words told, flags set."""
    texts, is_repaired = _clean_texts(draft)
    dateline, credit, body = part_dateline("\n\n".join(text for _, text in texts))
    draft = _dated_by(draft, draft.dateline or dateline)
    body = _own_lines(body)
    url = draft.url or clean_url(record.url)
    title = _one_line(draft.title)
    language, is_certain = detect_language(body, draft.language, title or "", draft.usual_language)
    subtitle = _own_subtitle(_one_line(draft.subtitle), title, body)
    published = draft.published
    told: dict[QualityFlag, bool] = {
        "text_repaired": is_repaired,
        "language_uncertain": not is_certain,
        "characters_lost": any("\ufffd" in (text or "") for text in (body, title, subtitle)),
    }
    flags = (
        set(draft.flags) | _missing(draft, title) | {flag for flag, is_so in told.items() if is_so}
    )
    return ParsedArticle(
        record_id=record.record_id,
        body=body,
        url=url,
        domain=domain_of(url),
        publisher=_one_line(draft.publisher),
        title=title,
        subtitle=subtitle,
        authors=draft.authors,
        published_at=_moment_of(published),
        published_on=published.on if published else None,
        published_utc_offset=published.utc_offset if published else None,
        published_precision=published.precision if published else None,
        published_tz_basis=published.tz_basis if published else None,
        updated_at=draft.updated_at,
        crawled_at=draft.crawled_at or record.crawled_at,
        section=_one_line(draft.section),
        language=language,
        headings=tuple(text for is_heading, text in texts if is_heading),
        related_links=draft.related_links,
        keywords=draft.keywords,
        dateline=draft.dateline or dateline,
        credit=credit or draft.credit,
        n_words=count_words(body),
        quality_flags=tuple(sorted(flags)),
        article_chance=draft.article_chance,
        source_record_id=draft.source_record_id or record.source_record_id,
    )


def _dated_by(draft: Draft, dateline: str | None) -> Draft:
    """Return a draft with the day of its dateline, where that names its year and nothing else dates the story: "LIMA, March 9, 2024"."""
    day = DAY_AT_END.search(dateline) if dateline and draft.published is None else None
    if day is None or not HAS_YEAR.search(day[0]):
        return draft
    found = read_date(day[0].strip(", "), SourceConfig(), draft.language)
    is_whole = found is not None and found.precision == "day"
    return dataclasses.replace(draft, published=found) if is_whole else draft


HAS_YEAR = re.compile(r"\d{4}$")


def without_files(text: str) -> str:
    """Return a text without the files that are written into it."""
    return EMBEDDED.sub("", text) if "data:" in text else text


def _clean_texts(draft: Draft) -> tuple[list[tuple[bool, str]], bool]:
    """Return (is heading, repaired text) of the blocks that still hold text, and whether one was repaired."""
    told = [without_files(block.text) for block in draft.blocks]
    are_plain = list(map(is_plain_line, told))
    lines = [
        text if is_plain else " ".join(text.split())
        for text, is_plain in zip(told, are_plain, strict=True)
    ]
    is_repaired = False
    if not draft.is_text_clean:
        lines, is_repaired = _repair_lines(lines)
        are_plain = list(map(is_plain_line, lines))
    texts: list[tuple[bool, str]] = []
    for block, line, is_plain in zip(draft.blocks, lines, are_plain, strict=True):
        text = line if is_plain and "<" not in line else squeeze(line)
        if text and not BOILERPLATE.match(text):  # a line by now: its start is the only one
            texts.append((block.kind == "heading", text))
    return texts, is_repaired


def is_plain_line(text: str) -> bool:
    """Return whether single spaces are all the white space of a text, within it, and no sign is a control."""
    return text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]


def _own_lines(body: str) -> str:
    """Return a body without lines that its contract forbids: whatever path it came by, here all paths end."""
    return "\n\n".join(text for text in body.split("\n\n") if not BOILERPLATE.match(text))


def _repair_lines(lines: list[str]) -> tuple[list[str], bool]:
    """Return the lines repaired, all at once where that keeps them apart, and whether one was repaired."""
    whole, is_repaired = repair_text("\n".join(lines))
    repaired = whole.split("\n")
    if len(repaired) == len(lines):
        return repaired, is_repaired
    pairs = [repair_text(line) for line in lines]
    return [text for text, _ in pairs], any(flag for _, flag in pairs)


def _one_line(text: str | None) -> str | None:
    """Return a repaired one-line field, or None where nothing is left."""
    return squeeze(repair_text(text)[0]) or None if text else None


def _own_subtitle(subtitle: str | None, title: str | None, body: str) -> str | None:
    """Return the standfirst, or None where it repeats the headline or the text or was cut off by a machine.

    Where the text begins within it, it is an excerpt before which a byline or a dateline was left.
    """
    if not subtitle or len(subtitle) < 3 or CUT_OFF.search(subtitle):
        return None
    key = key_of(subtitle)
    if not key or key == key_of(title) or key in key_of(body[: 4 * len(subtitle) + 2000]):
        return None
    if len(body) > EXCERPT and key_of(body[:EXCERPT]) in key:
        return None
    return subtitle


def _missing(draft: Draft, title: str | None) -> set[QualityFlag]:
    """Return the flags for what the record does not say."""
    flags: set[QualityFlag] = set()
    if not title:
        flags.add("no_title")
    if not draft.authors:
        flags.add("no_author")
    if draft.published is None:
        flags.add("no_date")
        return flags
    if draft.published.is_order_assumed:
        flags.add("date_order_assumed")
    if draft.published.tz_basis == "assumed" and draft.published.utc_offset is None:
        flags.add("date_without_zone")
    return flags


def _moment_of(date: ReadDate | None) -> dt.datetime | None:
    """Return the moment, or the start of the day in UTC where only the day is known."""
    if date is None or date.at is not None or date.on is None:
        return date.at if date else None
    return dt.datetime(date.on.year, date.on.month, date.on.day, tzinfo=dt.UTC)
