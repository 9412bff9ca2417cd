"""Columns that stand in several tables: described once, so that a name means one thing everywhere."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from schemas.contract import Column, Day

EARLIEST = dt.datetime(1450, 1, 1, tzinfo=dt.UTC)
"""Printing with movable type: nothing was published before."""

URL = r"^https?://[^\s/?#]+(?:[/?#]\S*)?$"
TAG = (
    r"(?i)</?(?:p|div|span|a|br|img|script|style|table|td|tr|th|li|ul|ol|h[1-6]|b|i|em|strong|u|font"
    r"|iframe|html|head|body|section|article|figure|blockquote|sub|sup)(?:\s[^<>]*)?/?>"
)
DISGUISE = (
    r"(?im)<\?xml\b|<!\[CDATA\[|<!DOCTYPE\b"
    r"|</(?:item|title|link|rss|channel|feed|entry|pubdate|description|author|guid|category|summary|content|doc|text|headline"
    r"|story|article|news|newsitem|nitf|tei|header|footer|main|nav|meta|button|form|svg|video|audio|[a-z]{2,12}:[a-z]{2,20})\s*>"
    r"|(?:^|>)[ \t]*<(?:item|title|link|rss|channel|feed|entry|pubdate|guid|doc|nitf|newsitem|tei|meta|[a-z]{2,12}:[a-z]{2,20})"
    r"(?:\s[^<>]*)?/?>"
)
"""Markup of a document that was taken for text: declarations, closing tags, a tag that opens a line. A story may name a
tag; it does not close one."""
MOJIBAKE = "[ÃÂâï](?:(?<=[ÃÂ])[\u0080-\u00bf]|(?<=â)€[\u0080-\u00bf™œš˜“”¦¢]|(?<=ï)»¿)"
"""UTF-8 read as Latin-1 or Windows-1252. Its first sign stands in front of the ways to go on: a third of the time."""
CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\u00ad]"


def id_pattern(prefix: str) -> str:
    """Return the regular expression of well-formed ids of one kind."""
    return f"^{prefix}_[0-9a-f]{{24}}$"


RecordId = Annotated[
    str,
    Column(
        "Hash of the record's own raw bytes: the same bytes delivered again are the same record.",
        "rec_5f1c0e6a9b3d47c2a8e0f164",
        pattern=id_pattern("rec"),
    ),
]
ArticleId = Annotated[
    str,
    Column(
        "Hash of the article's title, subtitle and body.",
        "art_0b9d3c5e7f1a42d8b6c4e2f0",
        pattern=id_pattern("art"),
    ),
]
Url = Annotated[
    str | None,
    Column(
        "Address of the page, without tracking parameters; null when the record states none.",
        "https://gazette.example/2019/11/19/talks",
        pattern=URL,
        max_length=2083,
        on_failure="blank",
    ),
]
Publisher = Annotated[
    str | None,
    Column(
        "Who published the record: as stated, else by its domain; null when neither is known.",
        "The Harbour Gazette",
        min_length=1,
        max_length=200,
        forbid={"markup": TAG},
        on_failure="blank",
    ),
]
Title = Annotated[
    str | None,
    Column(
        "Headline without the publisher's name; null when the record has none that can be used.",
        "Council votes to reopen ferry line",
        min_length=3,
        max_length=500,
        forbid={
            "markup": TAG,
            "disguise": DISGUISE,
            "mojibake": MOJIBAKE,
            "line_break": r"[\r\n]",
            "control": CONTROL,
            "boilerplate": r"(?i)^(?:home(?: ?page)?|news|untitled(?: document)?|index|advertisement"
            r"|404.*|403.*|(?:page )?not found|access denied|just a moment\W*|log ?in|sign in"
            r"|subscribe|breaking news|n/?a|null|none|undefined|no title)$",
        },
        on_failure="blank",
    ),
]
PublishedAt = Annotated[
    dt.datetime | None,
    Column(
        "First publication as an instant in UTC; start of the day in UTC when only the day is known "
        "(see published_precision); null when the record does not say.",
        "2019-11-19T13:16:00Z",
        least=EARLIEST,
        on_failure="blank",
    ),
]
PublishedOn = Annotated[
    Day | None,
    Column(
        "Calendar day of first publication on the publisher's own clock (midnight, no time zone); "
        "null when the record does not say.",
        "2019-11-19",
        on_failure="blank",
    ),
]
RawPath = Annotated[
    str,
    Column(
        "File the record was read from, relative to the raw folder: the smallest of its deliveries.",
        "wire/2019-11.jsonl.gz",
        min_length=1,
    ),
]
RawPosition = Annotated[
    str,
    Column(
        "Place within that file (`line 12`, `row 3`, `offset 1024`, `member a/b.html`); empty for a whole file.",
        "line 12",
    ),
]
RawSha256 = Annotated[
    str,
    Column(
        "SHA-256 of the record's raw bytes, in hex.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        pattern="^[0-9a-f]{64}$",
    ),
]
SourceRecordId = Annotated[
    str | None,
    Column(
        "The record's own id in its dump (an id field, WARC-Record-ID, NEWID); null when it has none.",
        "urn:uuid:3f0c1d1e-6c54-4d53-9b84-6a4f4b8f3a11",
    ),
]
NDeliveries = Annotated[
    int,
    Column("Distinct locations (file and place) at which the record was ever seen.", 1, least=1),
]
EntityId = Annotated[
    str,
    Column(
        "Hash of the entity's type and canonical key.",
        "ent_7c2e9d5b1f3a48c6e0d2b4f8",
        pattern=id_pattern("ent"),
    ),
]
StoryId = Annotated[
    str,
    Column(
        "Hash of the id of the story's first article.",
        "sty_3b5d7f9012a4c6e8f0a1b2c3",
        pattern=id_pattern("sty"),
    ),
]
SentenceIndex = Annotated[
    int,
    Column(
        "Number of the sentence within the article, from 0: title, then subtitle, then body; a dateline comes after them.",
        4,
        least=0,
    ),
]
Section = Literal["title", "subtitle", "body", "dateline"]
TextSection = Annotated[
    Section, Column("Part of the article that `start` and `end` count in.", "body")
]
Start = Annotated[
    int, Column("Offset of the first character, in code points, within the section.", 120, least=0)
]
End = Annotated[
    int,
    Column("Offset after the last character, in code points, within the section.", 131, least=1),
]
EntityType = Literal["PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT"]
PlaceKind = Literal["country", "division", "city", "region", "water"]
PointPrecision = Literal["place", "division", "country", "region", "publisher"]
Latitude = Annotated[
    float | None,
    Column(
        "Degrees north, WGS 84; null for what is no place, or whose place is unknown.",
        37.57,
        least=-90.0,
        most=90.0,
    ),
]
Longitude = Annotated[
    float | None,
    Column(
        "Degrees east, WGS 84; null where latitude is.",
        126.98,
        least=-180.0,
        most=180.0,
    ),
]
Admin1Code = Annotated[
    str | None,
    Column(
        "GeoNames code of the first-order division (state, province) within the country; null when unknown.",
        "TX",
        pattern="^[A-Za-z0-9]+$",
    ),
]
NMentions = Annotated[
    int, Column("Rows of the mention table that belong to this row.", 12, least=1)
]
NArticles = Annotated[int, Column("Distinct articles that mention this row.", 3, least=1)]
NPublishers = Annotated[
    int,
    Column(
        "Distinct publishers (publisher, else domain) among the records behind this row; a name and the domain that spells "
        "it are one. 0 when none is known.",
        2,
        least=0,
    ),
]
