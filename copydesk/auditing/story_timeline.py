"""The timeline of a story: day, publisher, title, and what each article was the first to name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

NAME = re.compile(
    r"(?<=[\w,;)] )[^\W\d_a-zà-ÿ]\w*(?:[ -][^\W\d_a-zà-ÿ]\w*)*|\b\d[\d.,:]*\d\b|\b\d+\b"
)
"""A run of capitalised words within a sentence, or a figure."""

SHOWN = 8  # chosen: names and figures of one report that a line has room for


def find_news(text: str, known: set[str]) -> list[str]:
    """Return the names and figures of a text of which some word is not known yet, in the order of the text.

    >>> find_news("On Monday the mayor of Port Ellery, Ada Lund, spoke to 40 people.", {"port", "ellery"})
    ['Monday', 'Ada Lund', '40']
    """
    found: list[str] = []
    for match in NAME.finditer(text):
        words = {word.casefold() for word in re.findall(r"\w+", match[0])}
        if not words <= known:
            known |= words
            found.append(match[0])
    return found


def tell_story(articles: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a timeline for the articles of a story in the order of publication."""
    known: set[str] = set()
    for article in articles:
        day = article["published_on"]
        when = day.strftime("%Y-%m-%d") if day is not None else "undated   "
        who = article["publisher"] or article["domain"] or "(unknown)"
        yield f"  {when}  {who}: {article['title'] or '(no title)'}  {article['article_id']}"
        text = f"{article['title'] or ''}\n\n{article['body']}"
        news = find_news(text, known)
        known |= {word.casefold() for word in re.findall(r"\w+", text)}
        if news:
            more = f", and {len(news) - SHOWN} more" if len(news) > SHOWN else ""
            yield f"              new: {', '.join(news[:SHOWN])}{more}"
