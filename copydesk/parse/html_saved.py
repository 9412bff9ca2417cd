"""Where a saved page came from and when it was saved, as the tool that saved it wrote into it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator

from copydesk.parse.dates import read_date
from copydesk.parse.urls import clean_url
from copydesk.records import SourceConfig

HEAD_CHARS, TAIL_CHARS = 1 << 14, 1 << 12
"""Chosen: where tools write what they saved; bounds the searches."""
MAX_MARKS = 50  # chosen: comments and marks read; bounds the time of a page of comments
BODY = re.compile(r"<body\b", re.IGNORECASE)

SINGLE_FILE = re.compile(
    r"saved with SingleFile\b.*?\burl:\s*(\S+)(?:.*?\bsaved date:\s*([^\n]+))?", re.DOTALL
)
SAVED_FROM = re.compile(r"\bsaved from:?\s+(?:url=\(\d+\))?(\S+)", re.IGNORECASE)
MONOLITH = re.compile(r"Saved from (\S+) at (\S+) using monolith")
HTTRACK = re.compile(r"Mirrored from (\S+) by HTTrack[^,]*\], ([^\n]+)")
WAYBACK = re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d) ([A-Z][a-z]{2} \d\d, \d{4})")
SAVE_PAGE_WE = re.compile(
    r"""<meta name="?savepage-(url|date)"? content=(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')"""
)
SCRAPBOOK = re.compile(r"""\bdata-scrapbook-(source|create)=["']([^"'<>]{1,2000})["']""")
COMMENT_FORMS = (SINGLE_FILE, MONOLITH, HTTRACK, SAVED_FROM)
"""What SingleFile, monolith, HTTrack and browsers ("Save page as") write into a comment: the address, most the day."""
NO_SETTINGS = SourceConfig()


@dataclasses.dataclass(frozen=True, slots=True)
class Saving:
    """A page's address and the moment (UTC) at which it was saved, as far as they are said."""

    url: str | None = None
    at: dt.datetime | None = None


def read_saving(markup: str) -> Saving:
    """Return what the tool that saved a page wrote into it, before its body or in a comment behind its end.

    >>> read_saving("<!-- saved from url=(0026)https://post.example/news/5 --><html><body>").url
    'https://post.example/news/5'
    """
    body = BODY.search(markup, 0, HEAD_CHARS)
    head = markup[: body.start() if body else HEAD_CHARS]
    tail = markup[-TAIL_CHARS:]
    behind = tail[max(tail.lower().rfind("</html"), tail.lower().rfind("</body")) :]
    if (found := _in_comments([*_comments(head), *_comments(behind)])) is not None:
        return found
    marks = [(name, double or single) for name, double, single in SAVE_PAGE_WE.findall(head)]
    said = dict([*marks, *SCRAPBOOK.findall(markup[:HEAD_CHARS])][:MAX_MARKS])
    url = clean_url(said.get("url") or said.get("source"))
    if url:
        return Saving(url, _moment(said.get("date")) or _stamp(said.get("create")))
    archived = next(filter(None, map(WAYBACK.search, _comments(tail))), None)
    return Saving(None, _moment(f"{archived[2]} {archived[1]} GMT")) if archived else Saving()


def _in_comments(comments: Iterable[str]) -> Saving | None:
    """Return what the first comment of a known form says of the saving."""
    for comment, form in itertools.product(comments, COMMENT_FORMS):
        found = form.search(comment)
        if found and (url := clean_url(found[1])):
            return Saving(url, _moment(found[2]) if form.groups > 1 else None)
    return None


def _comments(text: str) -> Iterator[str]:
    """Yield the first comments of a stretch of markup."""
    at = 0
    for _ in range(MAX_MARKS):
        start = text.find("<!--", at)
        end = text.find("-->", start)
        if start < 0 or end < 0:
            return
        yield text[start + 4 : end]
        at = end + 3


def _moment(text: str | None) -> dt.datetime | None:
    """Return the moment that a tool wrote down, where it names its clock."""
    date = read_date(text.strip(), NO_SETTINGS) if text else None
    return date.at if date and date.precision in ("second", "minute") else None


def _stamp(text: str | None) -> dt.datetime | None:
    """Return the moment of a stamp in UTC with milliseconds: 20210504093054000."""
    try:
        return dt.datetime.strptime((text or "")[:14], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
