"""`articles`: one distinct story text, the copy chosen to stand for it, cleaned."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Literal

from schemas.columns import (
    CONTROL,
    DISGUISE,
    MOJIBAKE,
    TAG,
    NPublishers,
    PublishedAt,
    PublishedOn,
    Publisher,
    RecordId,
    StoryId,
    Title,
    Url,
    id_pattern,
)
from schemas.contract import Column, Count, Reference, RowCheck, Table

PublishedPrecision = Literal["second", "minute", "day", "month"]
TzBasis = Literal["stated", "source", "assumed"]
QualityFlag = Literal[
    "no_title",
    "no_author",
    "no_date",
    "date_without_zone",
    "date_order_assumed",
    "text_repaired",
    "characters_lost",
    "truncated_by_source",
    "stated_twice",
    "language_uncertain",
    "language_without_model",
    "language_stage_failed",
    "language_stage_cut",
    "hard_wrapped_rejoined",
    "source_lines_cut",
    "source_names_cut",
    "url_blanked",
    "publisher_blanked",
    "title_blanked",
    "subtitle_blanked",
    "authors_blanked",
    "published_at_blanked",
    "published_on_blanked",
    "published_utc_offset_blanked",
    "updated_at_blanked",
    "section_blanked",
    "headings_blanked",
    "related_links_blanked",
    "keywords_blanked",
    "dateline_blanked",
    "domain_blanked",
]

BOILERPLATE_LINE = (
    r"(?im)^[ \t|>•*·-]*(?:advertisements?|\[?ad\]?|read more|read also|also read|read full (?:story|article)"
    r"|continue reading|story continues below(?: advertisement)?|share this(?: article| story)?"
    r"|(?:share|tweet|email|print|comments?)|follow us on [^.\n]{1,60}"
    r"|sign up (?:for|to) (?:our|the) [^.\n]{0,60}newsletters?|subscribe to (?:our|the) [^.\n]{0,60}newsletter"
    r"|(?:click|tap) here to [^.\n]{1,60}|all rights reserved|(?:copyright )?© ?\d{4}[^\n]{0,80}all rights reserved)"
    r"[ \t.:…!|]*$"
)
"""Lines that are never a story's own words. The parser drops them; one that is left fails the contract."""


@dataclasses.dataclass(frozen=True, slots=True)
class Article:
    """A row of `articles`."""

    article_id: Annotated[
        str,
        Column(
            "Hash of the article's title, subtitle and body.",
            "art_0b9d3c5e7f1a42d8b6c4e2f0",
            unique=True,
            pattern=id_pattern("art"),
        ),
    ]
    record_id: RecordId
    story_id: StoryId
    url: Url
    domain: Annotated[
        str | None,
        Column(
            "Host of the address without `www.`, lower case; null when there is no address.",
            "gazette.example",
            pattern=r"^[^\s/:?#]+$",
            on_failure="blank",
        ),
    ]
    publisher: Publisher
    title: Title
    subtitle: Annotated[
        str | None,
        Column(
            "Standfirst under the headline; null when the record has none.",
            "The line was closed after a storm in March.",
            min_length=3,
            max_length=2000,
            forbid={"markup": TAG, "mojibake": MOJIBAKE, "control": CONTROL},
            on_failure="blank",
        ),
    ]
    authors: Annotated[
        tuple[str, ...],
        Column(
            "Names of people (or a desk that signs) in the order of the byline; empty when unsigned.",
            ["Maria Okafor"],
            min_length=2,
            max_length=100,
            forbid={
                "byline_word": r"(?i)^(?:by|par|por|reported by|written by|posted by)\s|^von\s\S+\s",
                "digits": r"\d",
                "address": r"@|https?:|www\.",
                "staff": r"(?i)\S\s+staff(?: writer| reporter)?$",
                "markup": TAG,
                "mojibake": MOJIBAKE,
                "control": CONTROL,
            },
            on_failure="blank",
        ),
    ]
    published_at: PublishedAt
    published_on: PublishedOn
    published_utc_offset: Annotated[
        int | None,
        Column(
            "Minutes east of UTC of the publisher's clock at that moment; null when unknown.",
            330,
            least=-14 * 60,
            most=14 * 60,
            on_failure="blank",
        ),
    ]
    published_precision: Annotated[
        PublishedPrecision | None,
        Column("How exactly first publication is known; null when there is no date.", "minute"),
    ]
    published_tz_basis: Annotated[
        TzBasis | None,
        Column(
            "Where the time zone comes from: stated in the record; the source's home zone; or assumed: the usual meaning of a "
            "zone's name that has several (CST), or UTC where nothing says (published_utc_offset is null then). Null when "
            "there is no time of day.",
            "stated",
        ),
    ]
    updated_at: Annotated[
        dt.datetime | None,
        Column(
            "Last update stated by the record, as an instant in UTC; null when it states none.",
            "2019-11-19T14:25:00Z",
            on_failure="blank",
        ),
    ]
    crawled_at: Annotated[
        dt.datetime | None,
        Column(
            "When the page was fetched, as the record says, in UTC; null when it does not say.",
            "2019-11-20T02:00:11Z",
        ),
    ]
    section: Annotated[
        str | None,
        Column(
            "Section of the publication as stated; null when not stated.",
            "World",
            min_length=1,
            max_length=200,
            forbid={"markup": TAG, "control": CONTROL},
            on_failure="blank",
        ),
    ]
    language: Annotated[
        str,
        Column(
            "Language of the body, ISO 639-1 (639-3 where there is none); `und` when it can't be told.",
            "en",
            pattern="^[a-z]{2,3}$",
        ),
    ]
    body: Annotated[
        str,
        Column(
            "The story's own text: paragraphs and headings parted by one blank line.",
            "The council voted on Monday to reopen the ferry line.\n\nWork starts in May.",
            min_length=1,
            forbid={
                "tags": TAG,
                "disguise": DISGUISE,
                "mojibake": MOJIBAKE,
                "boilerplate_lines": BOILERPLATE_LINE,
                "control": CONTROL,
                # white space at either end, too
                "more_than_one_blank_line": r"\s(?:(?<=\n)[ \t]*\n[ \t]*\n|\Z|(?<=\A\s))",
            },
        ),
    ]
    headings: Annotated[
        tuple[str, ...],
        Column(
            "Headings within the body, in order; they stand in the body too.",
            ["What comes next"],
            min_length=1,
            forbid={"markup": TAG, "control": CONTROL},
            on_failure="blank",
        ),
    ]
    related_links: Annotated[
        tuple[str, ...],
        Column(
            "Headlines of other stories that the page links to within the text.",
            ["Storm closes harbour"],
            min_length=1,
            forbid={"markup": TAG, "control": CONTROL},
            on_failure="blank",
        ),
    ]
    keywords: Annotated[
        tuple[str, ...],
        Column(
            "Keywords or topics as stated.",
            ["ferry", "transport"],
            min_length=1,
            forbid={"markup": TAG, "control": CONTROL},
            on_failure="blank",
        ),
    ]
    dateline: Annotated[
        str | None,
        Column(
            "Place (and day) that a wire story opens with, parted from the body; null when none.",
            "LONDON, April 3",
            min_length=2,
            max_length=200,
            forbid={"markup": TAG, "control": CONTROL},
            on_failure="blank",
        ),
    ]
    n_words: Annotated[
        int,
        Column(
            "Words in the body (characters for scripts without spaces).",
            412,
            least_setting="min_words",
        ),
    ]
    n_copies: Annotated[
        int, Column("Records folded into this article, the canonical one included.", 3, least=1)
    ]
    n_publishers: NPublishers
    agency: Annotated[
        str | None,
        Column(
            "News agency whose text this is: credited by the canonical copy, else by the earliest other copy of the "
            "same text (not by one that is only contained). Publishers of an article with an agency are no independent "
            "voices; null when no copy credits one, which does not prove that it is nobody's.",
            "Reuters",
            min_length=1,
        ),
    ]
    quality_flags: Annotated[
        tuple[QualityFlag, ...],
        Column(
            "What an analyst should know before trusting the row, sorted; `stated_twice`: more than one title or day under one name, "
            "of which the first stands.",
            ["no_author"],
        ),
    ]


ARTICLES = Table(
    name="articles",
    row=Article,
    key="article_id",
    version=2,
    note="One distinct story text: the copy chosen to stand for it, cleaned.",
    partition="published_month",
    sort=("published_at", "article_id"),
    references=(
        Reference("record_id", "copies", "record_id"),
        Reference("story_id", "stories", "story_id", is_total=True),
    ),
    counts=(Count("n_copies", "copies", "article_id"),),
    row_checks=(
        RowCheck(
            "updated_not_before_published",
            "updated_at is never before published_at (a day's slack where only the day is known).",
            "updated_at >= published_at - CASE WHEN published_precision IN ('day', 'month')"
            " THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END",
            blank="updated_at",
        ),
        RowCheck(
            "published_by_crawl",
            "published_at is at most two days after crawled_at.",
            "published_at <= crawled_at + INTERVAL 2 DAY",
            blank="published_at",
        ),
        RowCheck(
            "date_is_whole",
            "published_at, published_on and published_precision are given together.",
            "(published_at IS NULL) = (published_on IS NULL)"
            " AND (published_at IS NULL) = (published_precision IS NULL)",
            blank="published_at",
        ),
    ),
)
